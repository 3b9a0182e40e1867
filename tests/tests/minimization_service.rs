//! The minimization service from a room's button to the room's atoms, through the relay.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::sync::Arc;

use geminal_room::{Handle, Integrate, Minimize, Room};
use geminal_structure::Point;
use geminal_tests::{Stack, event, until};
use geminal_wire::structure::Atom;
use tokio::sync::broadcast::Receiver;

struct Rig {
    room: Handle,
    events: Receiver<Arc<str>>,
    _stack: Stack,
}

impl Rig {
    async fn start() -> Rig {
        let stack = Stack::start(env!("CARGO_BIN_EXE_service"), &["minimization"]).await;
        let room = stack.room().await;
        let events = room.events();
        let rig = Rig { room, events, _stack: stack };
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/complexes/5ht1b.pdb.gz");
        let data = std::fs::read(file).unwrap();
        rig.act(move |room| {
            room.open_file("5ht1b.pdb.gz", &data).unwrap();
        })
        .await;
        rig
    }

    async fn act<T: Send + 'static>(&self, action: impl FnOnce(&mut Room) -> T + Send + 'static) -> T {
        self.room.with(action).await.unwrap()
    }

    /// Starts a run; whether the service took it, and what it said at the end.
    async fn run(&mut self, how: Minimize) -> (bool, String) {
        self.act(move |room| room.minimize(&how).unwrap()).await;
        let (mut started, mut text) = (None, None);
        while started.is_none() || text.is_none() {
            let event: serde_json::Value = serde_json::from_str(&self.events.recv().await.unwrap()).unwrap();
            match event["event"].as_str() {
                Some("integration") => started = event["success"].as_bool(),
                Some("notification") => text = event["text"].as_str().map(str::to_owned),
                _ => {}
            }
        }
        (started.unwrap(), text.unwrap())
    }
}

/// All atoms of the room's complexes with where they are, in the order of the file.
fn atoms(room: &Room) -> Vec<Atom> {
    let indices: Vec<i64> = room.workspace.complexes().iter().map(|complex| complex.index).collect();
    room.workspace.deep(&indices).atoms.into_iter().map(|(_, atom)| atom).collect()
}

fn how(forcefield: &str, steps: i32) -> Minimize {
    Minimize { forcefield: forcefield.into(), steps, ..Minimize::default() }
}

/// Start and end of a run in kcal/mol, as the service tells them.
fn energies(text: &str) -> [f64; 2] {
    let numbers = text.split([' ', ',']).filter_map(|word| word.parse().ok());
    let found: Vec<f64> = numbers.take(2).collect();
    [found[0], found[1]]
}

#[tokio::test(flavor = "multi_thread")]
async fn selected_atoms_relax_and_nothing_else_changes() {
    let mut rig = Rig::start().await;
    rig.act(|room| room.select("resname LIG", None).unwrap()).await;
    let before = rig.act(|room| atoms(room)).await;
    for (forcefield, steepest_descent, cutoff) in [
        ("uff", true, 0.0),
        ("uff", false, 8.0),
        ("gaff", false, 0.0),
        ("mmff94", false, 0.0),
        ("mmff94s", true, 9.0),
    ] {
        let how = Minimize { steepest_descent, cutoff, ..how(forcefield, 60) };
        let (started, text) = rig.run(how).await;
        assert!(started && text.starts_with("Minimized: "), "{text}");
        let [from, to] = energies(&text);
        assert!(to < from, "{forcefield}: {text}");
    }
    let after = rig.act(|room| atoms(room)).await;
    // Hydrogens that the calculation added are not shown.
    assert_eq!(after.len(), before.len());
    let mut moved = 0;
    for (then, now) in before.iter().zip(&after) {
        let changed = then.positions != now.positions;
        assert!(!changed || then.selected, "{} moved and was not selected", then.name);
        moved += usize::from(changed);
        assert_eq!(
            Atom { positions: then.positions.clone(), ..now.clone() },
            *then,
            "only its place changes"
        );
    }
    assert_eq!(moved, before.iter().filter(|atom| atom.selected).count());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_minimized_is_said_in_words() {
    let mut rig = Rig::start().await;
    let (started, text) = rig.run(how("uff", 10)).await;
    assert_eq!((started, text.as_str()), (false, "Select the atoms to minimize first."));

    rig.act(|room| {
        room.select("resname LIG", None).unwrap();
        let index = room.workspace.complexes()[0].index;
        room.set_complex(index, Some(false), None).unwrap();
    })
    .await;
    let (started, text) = rig.run(how("uff", 10)).await;
    assert!(!started && text.contains("43 selected atoms are all hidden"), "{text}");

    rig.act(|room| {
        let index = room.workspace.complexes()[0].index;
        room.set_complex(index, Some(true), Some(true)).unwrap();
    })
    .await;
    let (started, text) = rig.run(how("uff", 10)).await;
    assert!(!started && text.contains("locked entries (5ht1b)"), "{text}");

    // An atom that no force field knows is named.
    rig.act(|room| {
        let index = room.workspace.complexes()[0].index;
        room.set_complex(index, None, Some(false)).unwrap();
        let selected: Vec<i64> = atoms(room).iter().filter(|a| a.selected).map(|a| a.index).collect();
        room.workspace.change_atoms(&selected[..1], |_, atom| atom.symbol = "Og".into());
    })
    .await;
    let (started, text) = rig.run(how("mmff94", 10)).await;
    assert!(!started && text.contains("C1 of LIG A 900 (oganesson"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_a_long_run_with_what_it_has() {
    let mut rig = Rig::start().await;
    rig.act(|room| {
        room.select("resname LIG", None).unwrap();
        room.minimize(&how("mmff94s", 1_000_000)).unwrap();
    })
    .await;
    let before = rig.act(|room| atoms(room)).await;
    event(&mut rig.events, "moved").await;
    event(&mut rig.events, "moved").await;
    rig.act(|room| room.integrate("minimization_stop", &Integrate::default()).unwrap()).await;
    let text = event(&mut rig.events, "notification").await["text"].to_string();
    assert!(text.contains("stopped by the observer"), "{text}");
    until(&rig.room, "the end of the stream", |room| {
        room.sessions.values().all(|session| session.streams.is_empty())
    })
    .await;
    let after = rig.act(|room| atoms(room)).await;
    assert_ne!(before, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn auto_minimization_starts_with_an_edit_and_starts_anew_with_the_next() {
    let mut rig = Rig::start().await;
    let ligand = rig
        .act(|room| {
            room.select("resname LIG", None).unwrap();
            room.set_auto_minimize(Some(how("mmff94s", 1_000_000))).unwrap();
            atoms(room).iter().filter(|atom| atom.selected).map(|atom| atom.index).collect::<Vec<_>>()
        })
        .await;
    let pulled = |place: [f32; 3]| -> Vec<f32> { [place[0] + 0.3, place[1], place[2]].to_vec() };
    for _ in 0..2 {
        let first = ligand[0];
        rig.act(move |room| {
            let place = room.workspace.shown_positions(&[first])[0];
            room.move_atoms(&[first], &pulled(place)).unwrap();
        })
        .await;
        event(&mut rig.events, "stream_started").await;
        event(&mut rig.events, "moved").await;
    }
    // The second edit has ended the first run.
    rig.act(|room| room.set_auto_minimize(None).unwrap()).await;
    until(&rig.room, "a single stream", |room| {
        room.sessions.values().map(|session| session.streams.len()).sum::<usize>() == 1
    })
    .await;
    rig.act(|room| room.stop_minimization().unwrap()).await;
}

/// Two entries that are turned against each other meet in the workspace: the ligand relaxes to the same place.
#[tokio::test(flavor = "multi_thread")]
async fn positions_come_back_in_the_frame_of_their_entry() {
    let mut rig = Rig::start().await;
    let relaxed = |turned: bool| {
        move |room: &mut Room| {
            let index = room.workspace.complexes()[0].index;
            room.select("resname LIG", None).unwrap();
            if turned {
                room.workspace.change_complex(index, |complex| {
                    complex.position = [10.0, -3.0, 7.0];
                    complex.rotation = [0.0, 0.6, 0.0, 0.8];
                });
            }
        }
    };
    let mut results: Vec<Vec<Point>> = Vec::new();
    let start = rig.act(|room| atoms(room)).await;
    for turned in [false, true] {
        rig.act(relaxed(turned)).await;
        let (started, text) = rig.run(how("mmff94s", 40)).await;
        assert!(started, "{text}");
        let found = rig.act(|room| atoms(room)).await;
        results.push(found.iter().map(|atom| atom.positions[0].map(f64::from)).collect());
        let (indices, places): (Vec<i64>, Vec<[f32; 3]>) =
            start.iter().zip(&found).map(|(then, now)| (now.index, then.positions[0])).unzip();
        rig.act(move |room| room.move_atoms(&indices, places.as_flattened()).unwrap()).await;
    }
    for (a, b) in results[0].iter().zip(&results[1]) {
        // The hydrogens that are added start elsewhere in another frame; a wrong frame is many Å off.
        let apart = (0..3).map(|k| (a[k] - b[k]).abs()).fold(0.0, f64::max);
        assert!(apart < 0.5, "{a:?} {b:?}");
    }
}
