//! The BinaryCIF reader.
#![no_main]

mod reading;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::survives(bytes, geminal_formats::Format::BinaryCif));
