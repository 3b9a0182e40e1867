//! Any bytes as a stream of packets: packets come out, then an end, an error or a wait for more; never more than came.
//!
//! ```text
//! scripts/fuzz packet
//! ```

#![no_main]

use bytes::BytesMut;
use geminal_wire::{HEADER_LENGTH, Packet, Registration};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut buffer = BytesMut::from(data);
    let mut again = BytesMut::new();
    while let Ok(packet) = Packet::decode(&mut buffer, 1 << 16) {
        assert!(packet.payload.len() + HEADER_LENGTH <= data.len());
        let _ = Registration::decode(&packet.payload);
        packet.encode(&mut again);
    }
    assert!(data.starts_with(&again));
});
