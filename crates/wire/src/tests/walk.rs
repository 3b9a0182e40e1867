//! Every message and command, at every version.

use crate::sample::Random;
use crate::versions::Versions;
use crate::{COMMANDS, Command, DecodeError, MESSAGES, Message, Row};

/// How long the payload was, and what it encodes to again.
type Again = Result<(usize, Vec<u8>), DecodeError>;

/// Encodes and decodes one direction of the protocol.
struct Direction {
    rows: &'static [Row],
    layouts: &'static [&'static str],
    /// A random value of a row, as a payload.
    sample: fn(usize, &mut Random, &Versions) -> Vec<u8>,
    /// Decodes; gives the length and what encodes to again.
    again: fn(&[u8], &Versions) -> Again,
}

const DIRECTIONS: [Direction; 2] = [
    Direction {
        rows: &MESSAGES,
        layouts: &Message::LAYOUTS,
        sample: |row, random, versions| Message::sample(row, random).encode(7, true, versions),
        again: |payload, versions| {
            let got = Message::decode(payload, versions)?;
            Ok((got.length, got.message.encode(got.request_id, got.expects_response, versions)))
        },
    },
    Direction {
        rows: &COMMANDS,
        layouts: &Command::LAYOUTS,
        sample: |row, random, versions| Command::sample(row, random).encode(7, versions),
        again: |payload, versions| {
            let got = Command::decode(payload, versions)?;
            Ok((got.length, got.command.encode(got.request_id, versions)))
        },
    },
];

/// No layout has a version above this.
const NEWEST: u8 = 8;

#[test]
fn rows_are_consistent() {
    let known = crate::VersionTable::library();
    for direction in DIRECTIONS {
        let mut hashes: Vec<_> = direction.rows.iter().map(|row| row.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 60, "a hash occurs twice");
        for (row, layout) in direction.rows.iter().zip(direction.layouts) {
            assert!(known.get(row.layout).is_some(), "{}: no layout {}", row.name, row.layout);
            assert!(layout.is_empty() || *layout == row.layout || is_item(layout), "{}: {layout}", row.name);
            if let Some(response) = row.response {
                assert!(COMMANDS.iter().any(|command| command.name == response), "{response}");
            }
        }
    }
    let shared =
        MESSAGES.iter().filter(|message| COMMANDS.iter().any(|command| command.hash == message.hash));
    assert_eq!(shared.count(), 12);
}

/// Bodies that are nothing but an item with a name of its own.
fn is_item(layout: &str) -> bool {
    ["UIContent"].contains(&layout)
}

#[test]
fn round_trips_at_every_version() {
    for direction in DIRECTIONS {
        for (row, description) in direction.rows.iter().enumerate() {
            for limit in 0..=NEWEST {
                for flags_responses in [false, true] {
                    let mut versions = Versions::at_most(limit);
                    versions.flags_responses = flags_responses;
                    for seed in 0..8 {
                        let payload = (direction.sample)(row, &mut Random::new(seed), &versions);
                        let (length, again) =
                            (direction.again)(&payload, &versions).unwrap_or_else(|error| {
                                panic!("{} at version {limit}, seed {seed}: {error}", description.name)
                            });
                        assert_eq!(length, payload.len(), "{} at version {limit}: length", description.name);
                        assert!(
                            again == payload,
                            "{} at version {limit}: {payload:?} {again:?}",
                            description.name
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn values_survive_the_newest_versions() {
    let versions = Versions::newest();
    for row in 0..60 {
        for seed in 0..8 {
            let message = Message::sample(row, &mut Random::new(seed));
            let payload = message.encode(u32::MAX, false, &versions);
            let got = Message::decode(&payload, &versions).unwrap();
            let flag = message.row().name == "connect";
            assert!(
                (got.request_id, got.expects_response, &got.message) == (u32::MAX, flag, &message),
                "{message:?}"
            );

            let command = Command::sample(row, &mut Random::new(seed));
            let got = Command::decode(&command.encode(3, &versions), &versions).unwrap();
            assert_eq!((got.request_id, got.command), (3, command));
        }
    }
}

/// A payload cut anywhere is incomplete, never anything else; bytes after it do not matter.
#[test]
fn truncation_is_incomplete() {
    for direction in DIRECTIONS {
        for row in 0..direction.rows.len() {
            for limit in [0, 2, NEWEST] {
                let versions = Versions::at_most(limit);
                let payload = (direction.sample)(row, &mut Random::new(row as u64), &versions);
                for cut in 0..payload.len() {
                    match (direction.again)(&payload[..cut], &versions) {
                        Err(DecodeError::Incomplete { at, more }) => {
                            assert!(
                                more > 0 && at <= cut && cut + more <= payload.len(),
                                "{}",
                                direction.rows[row].name
                            )
                        }
                        other => panic!("{} cut at {cut}: {other:?}", direction.rows[row].name),
                    }
                }
                let longer = [&payload[..], &[0xAB; 9]].concat();
                assert_eq!(
                    (direction.again)(&longer, &versions).map(|(length, _)| length),
                    Ok(payload.len())
                );
            }
        }
    }
}

/// Whatever bytes come, decoding ends with a value or an error, and a value encodes to what decodes to it again.
#[test]
fn mutations_never_panic() {
    let mut random = Random::new(4);
    for direction in DIRECTIONS {
        for row in 0..direction.rows.len() {
            for seed in 0..40 {
                let versions = Versions::at_most(random.below(u64::from(NEWEST) + 1) as u8);
                let mut payload = (direction.sample)(row, &mut Random::new(seed), &versions);
                for _ in 0..=random.below(6) {
                    let at = 8 + random.below(payload.len() as u64) as usize;
                    match (random.below(4), payload.get_mut(at)) {
                        (0, Some(byte)) => *byte ^= 1 << random.below(8),
                        (1, Some(byte)) => *byte = 0xFF,
                        (2, Some(_)) => payload.truncate(at),
                        (_, _) => payload.insert(at.min(payload.len()), random.next() as u8),
                    }
                }
                if let Ok((_, again)) = (direction.again)(&payload, &versions) {
                    let third = (direction.again)(&again, &versions);
                    assert_eq!(third.map(|(_, third)| third), Ok(again), "{}", direction.rows[row].name);
                }
            }
        }
    }
}
