//! Payloads that nobody honest sends.

use proptest::prelude::*;

use crate::sample::Random;
use crate::structure::WithAtoms;
use crate::ui::{Content, LayoutNodeDeep, List, NodeUpdate};
use crate::{COMMANDS, Command, DecodeError, Invalid, MESSAGES, Message, Versions};

/// A node in a node in a node ... or a list in a node in a list ...
fn deep(levels: usize, through_lists: bool) -> Message {
    let mut node = LayoutNodeDeep::default();
    for _ in 0..levels {
        let inner = vec![std::mem::take(&mut node)];
        if through_lists {
            node.content = Some(Content::List(List { items: inner, ..List::default() }));
        } else {
            node.children = inner;
        }
    }
    Message::NodeUpdate(NodeUpdate(vec![node]))
}

#[test]
fn depth_is_limited() {
    let versions = Versions::newest();
    for through_lists in [false, true] {
        for (levels, expected) in [(30, true), (63, true), (64, false), (2_000, false)] {
            let got = Message::decode(&deep(levels, through_lists).encode(1, true, &versions), &versions);
            match got {
                Ok(_) => assert!(expected, "{levels} levels were read"),
                Err(DecodeError::Invalid { reason: Invalid::Depth(64), .. }) => {
                    assert!(!expected, "{levels} levels")
                }
                Err(error) => panic!("{levels} levels: {error}"),
            }
        }
    }
}

/// A count of four thousand million items is refused before anything is allocated for them.
#[test]
fn counts_are_checked_first() {
    let versions = Versions::newest();
    for name in [
        "add_to_workspace",
        "structures_zoom",
        "file_request",
        "set_shape",
        "create_interactions",
        "load_file",
    ] {
        let hash = crate::name_hash(name);
        let mut payload =
            [&1u32.to_le_bytes()[..], &hash.to_le_bytes(), &[1], &u32::MAX.to_le_bytes()].concat();
        payload.resize(payload.len() + 64, 0);
        match Message::decode(&payload, &versions) {
            Err(DecodeError::Incomplete { at: 13, more }) => assert!(more > 1 << 31, "{name}: {more}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn what_can_never_be_valid() {
    let versions = Versions::newest();
    let payload = |name: &str, body: &[u8]| {
        [&7u32.to_le_bytes()[..], &crate::name_hash(name).to_le_bytes(), &[1], body].concat()
    };
    for (payload, reason) in [
        (payload("cd", &[1, 0, 0, 0, 0xFF]), Invalid::Text),
        (
            payload("content_update", &[1, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]),
            Invalid::Tag { what: "kind of widget", value: 9 },
        ),
        (
            payload("stream_feed", &[3, 0, 0, 0, 3, 0, 0, 0, 0]),
            Invalid::Tag { what: "kind of stream data", value: 3 },
        ),
        (payload("integration", &[9, 0, 0, 0, 5, 0, 0, 0]), Invalid::Tag { what: "integration", value: 5 }),
        (payload("file_save", &[1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255]), Invalid::Length(-1)),
    ] {
        match Message::decode(&payload, &versions) {
            Err(DecodeError::Invalid { reason: got, .. }) => assert_eq!(got, reason),
            other => panic!("{other:?}, not {reason}"),
        }
    }
    assert_eq!(
        Command::decode(&[1, 0, 0, 0, 2, 0, 0, 0], &versions),
        Err(DecodeError::Unknown { direction: "command", request_id: 1, hash: 2 })
    );
}

proptest! {
    #[test]
    fn any_bytes_decode_or_do_not(row in 0usize..60, body in prop::collection::vec(any::<u8>(), 0..300), limit in 0u8..9) {
        for hash in [MESSAGES[row].hash, COMMANDS[row].hash] {
            let payload = [&7u32.to_le_bytes()[..], &hash.to_le_bytes(), &body].concat();
            let versions = Versions::at_most(limit);
            let _ = Message::decode(&payload, &versions);
            let _ = Command::decode(&payload, &versions);
        }
    }

    /// Counts and lengths that nearly fit.
    #[test]
    fn small_numbers_decode_or_do_not(row in 0usize..60, body in prop::collection::vec(0u8..3, 0..400), limit in 0u8..9) {
        for hash in [MESSAGES[row].hash, COMMANDS[row].hash] {
            let payload = [&7u32.to_le_bytes()[..], &hash.to_le_bytes(), &body].concat();
            let versions = Versions::at_most(limit);
            if let Ok(received) = Message::decode(&payload, &versions) {
                let again = received.message.encode(7, received.expects_response, &versions);
                prop_assert!(Message::decode(&again, &versions).is_ok());
            }
            let _ = Command::decode(&payload, &versions);
        }
    }
}

/// Entries made of hostile complexes are consistent or not made.
#[test]
fn conversion_of_mutations() {
    let versions = Versions::newest();
    let row = MESSAGES.iter().position(|row| row.name == "add_to_workspace").unwrap();
    for seed in 0..300 {
        let random = &mut Random::new(seed);
        let mut payload = Message::sample(row, random).encode(7, true, &versions);
        for _ in 0..=random.below(8) {
            let at = 9 + random.below(payload.len() as u64 - 9) as usize;
            payload[at] = random.below(4) as u8;
        }
        let Ok(received) = Message::decode(&payload, &versions) else { continue };
        let Message::AddToWorkspace(complexes) = received.message else { panic!("another message") };
        for complex in complexes.structure {
            let complex = WithAtoms { atoms: complexes.atoms.clone(), structure: complex };
            if let Ok(entry) = crate::Entry::from_wire(&complex) {
                entry.structure.check().unwrap();
                entry.to_wire().unwrap();
                entry.updated(&complex).unwrap();
            }
        }
    }
}
