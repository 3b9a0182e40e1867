//! Byte by byte the Python library: what this crate writes, the library reads and writes again the same, and what the
//! library writes, this crate does.
//!
//! `GEMINAL_PYTHON` names an interpreter (`python3` by default) that has nanome 0.42.1; without one the tests are
//! skipped.

use std::io::Write;
use std::process::{Command as Process, Stdio};

use crate::sample::Random;
use crate::versions::{VersionTable, Versions};
use crate::{COMMANDS, Command, MESSAGES, Message, archive};

const PEER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/wire_peer.py");

/// What the other side prints for `lines`; `None` if it is not there.
fn peer(mode: &str, lines: &str) -> Option<Vec<String>> {
    let python = std::env::var("GEMINAL_PYTHON").unwrap_or_else(|_| "python3".into());
    let version = "import nanome, importlib.metadata as m; assert m.version('nanome') == '0.42.1'";
    let found = Process::new(&python).args(["-c", version]).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        println!("skipped: no nanome 0.42.1 in {python} (set GEMINAL_PYTHON)");
        return None;
    }
    let mut process = Process::new(&python)
        .args([PEER, mode])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter started a moment ago");
    let mut stdin = process.stdin.take().unwrap();
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = process.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

/// The versions of the Python library, each at most `limit`.
fn versions(limit: u8) -> Versions {
    let mut versions = Versions::at_most(limit);
    versions.flags_responses = false;
    versions
}

#[test]
fn python_reads_and_writes_the_same() {
    let mut lines = Vec::new();
    for row in 0..60 {
        for limit in 0..=8 {
            for seed in 0..6 {
                let random = &mut Random::new(seed * 1000 + row as u64);
                let message = Message::sample(row, random).encode(7, true, &versions(limit));
                lines.push(format!("message {} {limit} {}\n", MESSAGES[row].name, hex(&message)));
                let command = Command::sample(row, random).encode(7, &versions(limit));
                lines.push(format!("command {} {limit} {}\n", COMMANDS[row].name, hex(&command)));
            }
        }
    }
    let Some(answers) = peer("echo", &lines.concat()) else { return };
    assert_eq!(answers.len(), lines.len());
    let mut wrong: Vec<_> = Vec::new();
    for (line, answer) in lines.iter().zip(&answers) {
        let (about, sent) = line.trim_end().rsplit_once(' ').unwrap();
        if sent != answer {
            wrong.push(format!("{about}\n  sent {sent}\n  got  {answer}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}

fn sorted(table: &VersionTable) -> Vec<(String, u8)> {
    let mut rows = table.0.clone();
    rows.sort();
    rows
}

#[test]
fn what_python_makes_is_read_and_written_the_same() {
    let Some(lines) = peer("make", "") else { return };
    assert!(lines.len() > 100);
    let mut newest = None;
    for line in lines {
        let [name, limit, payload] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (versions, payload) = (versions(limit.parse().unwrap()), from_hex(payload));
        let received = Message::decode(&payload, &versions).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!((received.message.row().name, received.length), (name, payload.len()));
        assert_eq!(
            hex(&received.message.encode(7, true, &versions)),
            hex(&payload),
            "{name} at version {limit}"
        );
        if let Message::Connect(connect) = &received.message {
            assert_eq!(sorted(&connect.versions), sorted(&VersionTable::library()));
        }
        // The newest version comes first: what it holds is written at the older ones as the library does.
        let newest = if limit == "8" { newest.insert(received.message) } else { newest.as_ref().unwrap() };
        assert_eq!(
            hex(&newest.encode(7, true, &versions)),
            hex(&payload),
            "{name}, from version 8 to {limit}"
        );
    }
}

#[test]
fn nanome_files_are_the_same() {
    let Some(lines) = peer("archive", "") else { return };
    let workspace = archive::read_workspace(&from_hex(&lines[0]), 1 << 20).unwrap();
    assert_eq!((workspace.atoms.len(), workspace.structure.complexes.len()), (3, 1));
    let again = archive::read_workspace(&archive::write_workspace(&workspace), 1 << 20);
    assert!(again == Ok(workspace));
}
