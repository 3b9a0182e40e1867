//! The program `geminal`.

fn main() {}
