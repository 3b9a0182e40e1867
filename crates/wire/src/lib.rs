//! The Nanome plugin protocol as values: packets, versions, messages and commands, without input or output.
