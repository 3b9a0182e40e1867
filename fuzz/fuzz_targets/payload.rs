//! Any payload as a message and as a command: it is a value or an error, a value encodes to bytes that decode to it
//! again, and complexes in it become consistent entries or none.
//!
//! The first byte caps the versions, the second is the number of the message or command; then the body.
//!
//! ```text
//! scripts/fuzz payload
//! ```

#![no_main]

use geminal_wire::structure::{Complex, WithAtoms};
use geminal_wire::{COMMANDS, Command, Entry, MESSAGES, Message, Versions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [limit, row, body @ ..] = data else { return };
    let versions = Versions::at_most(limit % 9);
    let row = usize::from(*row) % 60;
    let payload = |hash: u32| [&7u32.to_le_bytes()[..], &hash.to_le_bytes(), body].concat();

    if let Ok(received) = Message::decode(&payload(MESSAGES[row].hash), &versions) {
        let again = received.message.encode(7, received.expects_response, &versions);
        let twice = Message::decode(&again, &versions).expect("what was encoded decodes");
        assert!(twice.message.encode(7, twice.expects_response, &versions) == again);
        if let Message::AddToWorkspace(complexes) | Message::BondsAdd(complexes) = received.message {
            complexes.structure.iter().for_each(|complex| convert(&complexes, complex));
        }
    }
    if let Ok(received) = Command::decode(&payload(COMMANDS[row].hash), &versions) {
        let again = received.command.encode(7, &versions);
        let twice = Command::decode(&again, &versions).expect("what was encoded decodes");
        assert!(twice.command.encode(7, &versions) == again);
    }
});

fn convert(all: &WithAtoms<Vec<Complex>>, complex: &Complex) {
    let complex = WithAtoms { atoms: all.atoms.clone(), structure: complex.clone() };
    if let Ok(entry) = Entry::from_wire(&complex) {
        entry.structure.check().expect("an entry is consistent");
        entry.to_wire().expect("an entry has rows for everything");
        entry.updated(&complex).expect("an entry can be updated by what it came from");
    }
}
