//! The program as people run it: its promises of arguments, output and exit codes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test whose program cannot be run has failed")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The root of the repository, where documented examples run.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What a run gave.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    fn json(&self) -> Vec<serde_json::Value> {
        let line = |l: &str| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"));
        self.stdout.lines().map(line).collect()
    }
}

fn run(arguments: &[&str]) -> Run {
    run_with_input(arguments, b"")
}

fn run_with_input(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_geminal"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments closes its input at once.
    let _ = child.stdin.take().unwrap().write_all(input);
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    Run {
        code: status.code().unwrap(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

const FILE: &str = "fixtures/chemistry/1vii.pdb";

#[test]
fn every_help_has_an_example_that_runs() {
    let help = run(&["--help"]).stdout;
    let commands = help.split_once("Commands:").unwrap().1.split_once("Options:").unwrap().0;
    let names = commands.lines().filter_map(|l| l.strip_prefix("  ")).filter(|l| !l.starts_with(' '));
    let names: Vec<&str> =
        names.filter_map(|l| l.split_whitespace().next()).filter(|n| *n != "help").collect();
    assert!(names.len() >= 3, "{help}");
    for name in names {
        let help = run(&[name, "--help"]).stdout;
        let examples: Vec<&str> = help.lines().filter_map(|l| l.strip_prefix("  geminal ")).collect();
        assert!(!examples.is_empty(), "{name} has no example:\n{help}");
        // Servers run until they are told to stop; the crate that tests them does it for them.
        if ["relay", "serve", "room", "up"].contains(&name) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        for example in examples {
            let mut words = words(example);
            // What an example writes goes to a folder of its own.
            if let Some(k) = words.iter().position(|w| w == "-o") {
                words[k + 1] = folder.path().join(&words[k + 1]).display().to_string();
            }
            let run = run(&words.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(run.code, 0, "{example}: {}", run.stderr);
        }
    }
}

/// The words of a command line, with quotes of both kinds.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for c in line.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, ' ') => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}

#[test]
fn exit_codes_and_messages() {
    for (arguments, code, message) in [
        (&["info", FILE][..], 0, ""),
        (&["info", "nothing.pdb"], 1, "nothing.pdb: No such file"),
        (&["info", "x.mmtf"], 1, "MMTF is not supported"),
        (&["info", "x.pqr"], 1, "PQR is not supported"),
        (&["info", "x.cif.bz2"], 1, "bzip2 compression is not supported"),
        (&["info"], 2, "required"),
        (&["nothing"], 2, "unrecognized subcommand"),
        (&["info", FILE, "--threads", "0"], 2, "--threads"),
        (&["pairs", FILE], 2, "--cutoff"),
        (&["pairs", FILE, "--cutoff", "-1"], 2, "a distance in Å, 0 or more"),
        (&["pairs", FILE, "--cutoff", "nan"], 2, "a distance in Å, 0 or more"),
        (&["pairs", FILE, "--cutoff", "3", "--select", "chian A"], 2, "column 1: `chian` is not a word"),
        (&["convert", FILE, "-"], 1, "say it with --to"),
        (&["convert", FILE, "out.foo"], 1, "cannot tell the format"),
        (&["convert", FILE, "-", "--to", "xyz", "--model", "7"], 1, "there is no model 7, only 1"),
        (&["convert", FILE, "-", "--to", "xyz", "--assembly", "9"], 1, "there is no assembly `9`"),
        (&["convert", FILE, "-", "--to", "xyz", "--select", "resid 5-"], 2, "column 7"),
    ] {
        let run = run(arguments);
        assert_eq!(run.code, code, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(message), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn one_bad_file_does_not_keep_the_others_from_it() {
    let run = run(&["info", "nothing.pdb", FILE, "--json"]);
    assert_eq!((run.code, run.json().len()), (1, 1));
    assert_eq!(run.json()[0]["atoms"], 596);
}

#[test]
fn stdin_plain_and_packed() {
    let text = std::fs::read(root().join(FILE)).unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&text).unwrap();
    for input in [text, packer.finish().unwrap()] {
        for arguments in [&["info", "-", "--json"][..], &["info", "-", "--json", "--from", "pdb"]] {
            let run = run_with_input(arguments, &input);
            assert_eq!(run.json()[0]["atoms"], 596, "{}", run.stderr);
        }
    }
    let run = run_with_input(&["info", "-"], b"nonsense");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("cannot tell the format"), "{}", run.stderr);
}

#[test]
fn a_file_without_atoms_is_told_of() {
    let run = run_with_input(&["info", "-", "--from", "pdb", "--json"], b"HEADER    HORMONE\nEND\n");
    assert_eq!((run.code, run.json()[0]["atoms"].as_u64()), (0, Some(0)), "{}", run.stderr);
    assert!(run.stderr.contains("no atoms"), "{}", run.stderr);
}

#[test]
fn pairs_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("pairs.npy");
    let list = list.to_str().unwrap();
    for (more, pairs) in [(&[][..], 12_210), (&["--select", "name CA"], 45), (&["--threads", "1"], 12_210)] {
        let mut arguments = vec!["pairs", FILE, "--cutoff", "5", "--json", "--list", list];
        arguments.extend(more);
        let run = run(&arguments);
        let line = &run.json()[0];
        assert_eq!(line["pairs"], pairs, "{more:?} {}", run.stderr);
        assert!(line["seconds"].as_f64().unwrap() > 0.0);
        let bytes = std::fs::read(list).unwrap();
        assert!(bytes.starts_with(b"\x93NUMPY\x01\x00"));
        assert_eq!(bytes.len() % 64, (pairs * 8) % 64);
        let data = &bytes[bytes.len() - pairs * 8..];
        let pairs: Vec<[u32; 2]> = data
            .as_chunks::<8>()
            .0
            .iter()
            .map(|b| [0, 4].map(|k| u32::from_le_bytes([b[k], b[k + 1], b[k + 2], b[k + 3]])))
            .collect();
        assert!(pairs.iter().all(|[i, j]| i < j && *j < 596));
    }
    let counted = run(&["pairs", FILE, "--cutoff", "5", "--json", "--count"]);
    assert_eq!(counted.json()[0]["pairs"], 12_210);
}

#[test]
fn coordinates_from_numpy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("points.npy");
    let header = format!("{:<117}\n", "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3), }");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    for value in [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, f64::NAN, 0.0, 0.0] {
        bytes.extend(f64::to_le_bytes(value));
    }
    std::fs::write(&file, &bytes).unwrap();
    let refused = run(&["pairs", file.to_str().unwrap(), "--cutoff", "5"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("point 2 has no place"), "{}", refused.stderr);
}

#[test]
fn convert_keeps_what_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for (more, name, atoms) in [
        (&[][..], "a.cif", 596),
        (&["--no-hydrogens"], "a.bcif", 295),
        (&["--select", "resid 42-44 and backbone"], "a.pdb.gz", 12),
        (&["--select", "backbone", "--no-waters", "--model", "1"], "a.mol2", 145),
        (&["--perceive-bonds"], "a.sdf", 596),
        (&["--select", "hydrogen"], "a.xyz", 301),
    ] {
        let out = folder.path().join(name);
        let out = out.to_str().unwrap();
        let mut arguments = vec!["convert", FILE, out, "--json"];
        arguments.extend(more);
        let converted = run(&arguments);
        assert_eq!(converted.json()[0]["atoms"], atoms, "{more:?} {}", converted.stderr);
        let told = run(&["info", out, "--json"]);
        assert_eq!(told.json()[0]["atoms"], atoms, "{more:?} {}", told.stderr);
        if more == ["--perceive-bonds"] {
            // One molecule, with the rings of four phenylalanines, a proline and (two) a tryptophan.
            assert_eq!(told.json()[0]["bonds"], 596 - 1 + 7);
        }
    }
    let piped = run(&["convert", FILE, "-", "--to", "pdb", "--select", "name CA"]);
    assert_eq!(piped.stdout.lines().filter(|line| line.starts_with("ATOM")).count(), 36);
}

/// Every file of the shared collection against what other readers found in it.
#[test]
fn info_agrees_with_other_readers() {
    let shared = std::env::var_os("GEMINAL_SHARED").map_or(root().join("../shared"), PathBuf::from);
    let folder = shared.join("structures");
    let Ok(expected) = std::fs::read_to_string(folder.join("expected.json")) else {
        println!("skipped: no shared structures");
        return;
    };
    let expected: Vec<serde_json::Value> = serde_json::from_str(&expected).unwrap();
    let mut wrong = Vec::new();
    for file in &expected {
        let name = file["file"].as_str().unwrap();
        let path = folder.join(name);
        let run = run(&["info", path.to_str().unwrap(), "--json"]);
        if name.ends_with(".pqr") || name.ends_with(".mmtf") {
            if run.code != 1 || !run.stderr.contains("is not supported") {
                wrong.push(format!("{name}: not refused: {}", run.stderr));
            }
            continue;
        }
        let lines = run.json();
        let Some(line) = lines.first() else {
            wrong.push(format!("{name}: nothing told: {}", run.stderr));
            continue;
        };
        if run.code != 0 {
            wrong.push(format!("{name}: exit code {}: {}", run.code, run.stderr));
        }
        // Of the file that other readers refuse nothing is known but that it has atoms.
        if file["error"].is_string() && line["atoms"].as_u64() == Some(0) {
            wrong.push(format!("{name}: no atoms"));
        }
        let empty = file["atoms_all"] == 0;
        for (theirs, ours) in [
            ("atoms_all", "atoms_all_models"),
            ("atoms_model1", "atoms"),
            ("models", "models"),
            ("auth_chains", "chains"),
            ("residues", "residues"),
            ("altloc_atoms_model1", "altlocs"),
            ("hydrogens_model1", "hydrogens"),
        ] {
            // An empty file has one empty model for some readers.
            let asked = file[theirs].is_u64() && !(empty && theirs == "models");
            if asked && file[theirs] != line[ours] {
                wrong.push(format!("{name}: {ours} {}, expected {}", line[ours], file[theirs]));
            }
        }
        if let Some(cell) = file["cell"].as_array() {
            let [lengths, angles] =
                ["lengths", "angles"].map(|k| line["cell"][k].as_array().cloned().unwrap_or_default());
            // As told there: to three places.
            let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
            let found: Vec<f64> =
                lengths.iter().chain(&angles).filter_map(serde_json::Value::as_f64).map(rounded).collect();
            let cell: Vec<f64> = cell.iter().filter_map(serde_json::Value::as_f64).collect();
            if found != cell {
                wrong.push(format!("{name}: cell {found:?}, expected {cell:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_wrong_file_is_told_once_and_an_empty_one_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("odd.pdb"), "garbage").unwrap();
    std::fs::write(path("empty.pdb"), "").unwrap();
    for (file, why) in [("odd.pdb", "no PDB record in the file"), ("nowhere.pdb", "No such file")] {
        let told = run(&["interactions", &path(file)]);
        assert_eq!((told.code, told.stderr.matches(why).count()), (1, 1), "{}", told.stderr);
    }
    for field in ["gaff", "ghemical", "uff", "auto"] {
        let told = run(&["energy", &path("empty.pdb"), "-f", field]);
        assert_eq!((told.code, told.stderr.as_str()), (0, ""), "{field}");
    }
}

#[test]
fn energies_and_minimization_take_the_first_alternate_location() {
    let water = |code: char, x: f64| {
        let atom = |name: &str, element: &str, dx: f64, y: f64| {
            format!(
                "HETATM    1  {name:<3}{code}HOH A   1    {:8.3}{y:8.3}{:8.3}  0.50  0.00          {element:>2}\n",
                x + dx,
                0.0
            )
        };
        [atom("O", "O", 0.0, 0.0), atom("H1", "H", 1.0, 0.0), atom("H2", "H", -0.3, 0.95)].concat()
    };
    let (first, second) = (water('A', 0.0), water('B', 0.4));
    let energy = |text: &str| {
        run_with_input(&["energy", "-", "--from", "pdb", "-f", "ff14sb", "--json"], text.as_bytes())
    };
    let both = energy(&[&first[..], &second].concat());
    assert_eq!(both.json()[0]["energy"], energy(&first).json()[0]["energy"], "{}", both.stderr);
    assert!(both.stderr.contains("3 atom(s) of others are left as they are"), "{}", both.stderr);

    let minimize = ["minimize", "-", "--from", "pdb", "--to", "pdb", "-o", "-", "-f", "uff"];
    let relaxed = run_with_input(&minimize, [&first[..], &second].concat().as_bytes());
    let places = |text: &str, code: char| -> Vec<String> {
        let of = |line: &&str| line.starts_with("HETATM") && line.chars().nth(16) == Some(code);
        text.lines().filter(of).map(|line| line[30..54].to_owned()).collect()
    };
    assert_eq!(places(&relaxed.stdout, 'B'), places(&second, 'B'), "{}", relaxed.stderr);
    assert_eq!(places(&relaxed.stdout, 'A').len(), 3);
    assert_ne!(places(&relaxed.stdout, 'A'), places(&first, 'A'));
}

#[test]
fn a_pocket_relaxes_under_every_force_field_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("relaxed.pdb");
    let out = out.to_str().unwrap();
    for forcefield in ["ff14sb", "auto", "gaff2", "mmff94", "uff"] {
        let told = run(&[
            "minimize",
            FILE,
            "-o",
            out,
            "-f",
            forcefield,
            "--free",
            "resid 58",
            "--shell",
            "5",
            "--rms-gradient",
            "0.01",
            "--json",
        ]);
        let row = &told.json()[0];
        assert_eq!((told.code, &row["converged"]), (0, &true.into()), "{forcefield}: {row} {}", told.stderr);
        let energy = |key: &str| row[key].as_f64().unwrap();
        assert!(energy("energy") < energy("energy_initial"), "{forcefield}: {row}");
        // What is fixed stays to the last digit.
        let fixed = |text: &str| -> Vec<String> {
            let of = |line: &&str| line.starts_with("ATOM") && line[22..26].trim() != "58";
            text.lines()
                .take_while(|line| !line.starts_with("ENDMDL"))
                .filter(of)
                .map(|line| line[12..54].to_owned())
                .collect()
        };
        let before = std::fs::read_to_string(root().join(FILE)).unwrap();
        assert_eq!(fixed(&std::fs::read_to_string(out).unwrap()), fixed(&before), "{forcefield}");
    }
}
