//! The interactions service from a room's button to what the room holds, through the relay.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use geminal_formats::{Format, Options, read_file, write};
use geminal_room::{Handle, MenuAction, Minimize, Room};
use geminal_structure::Selection;
use geminal_tests::{Stack, event, until};
use geminal_wire::interactions::InteractionKind;
use geminal_wire::shapes::{Anchor, ShapeBody};
use geminal_wire::streams::StreamDirection;
use geminal_wire::ui::Content;

fn complex_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/complexes/5ht1b.pdb.gz")
}

async fn open_complex(room: &Handle) {
    let data = std::fs::read(complex_file()).unwrap();
    room.with(move |room| room.open_file("5ht1b.pdb.gz", &data).unwrap()).await.unwrap();
}

/// How many interactions of a kind show.
fn visible(room: &Room, kind: InteractionKind) -> usize {
    room.interactions.values().filter(|one| one.visible && one.kind == kind).count()
}

/// The button whose text begins so.
fn button(room: &Room, text: &'static str) -> Option<i32> {
    let contents =
        room.sessions.values().flat_map(|session| session.menus.values()).flat_map(|menu| &menu.contents);
    contents.into_iter().find_map(|content| match content {
        Content::Button(button) if button.text.value.idle.starts_with(text) => Some(button.id),
        _ => None,
    })
}

/// The dropdown of the menu: its id, and what it offers.
fn whose(room: &Room) -> Option<(i32, Vec<String>)> {
    let contents =
        room.sessions.values().flat_map(|session| session.menus.values()).flat_map(|menu| &menu.contents);
    contents.into_iter().find_map(|content| match content {
        Content::Dropdown(list) => Some((list.id, list.items.iter().map(|item| item.name.clone()).collect())),
        _ => None,
    })
}

async fn choose(room: &Handle, item: i32) {
    let chosen = move |room: &mut Room| {
        let (session, (id, _)) = (*room.sessions.keys().next().unwrap(), whose(room).unwrap());
        room.use_menu(session, MenuAction::Choose { id, item }).unwrap();
    };
    room.with(chosen).await.unwrap();
}

async fn press(room: &Handle, text: &'static str) {
    until(room, text, move |room| button(room, text).is_some()).await;
    let pressed = move |room: &mut Room| {
        let (session, id) = (*room.sessions.keys().next().unwrap(), button(room, text).unwrap());
        room.use_menu(session, MenuAction::Press { id }).unwrap();
    };
    room.with(pressed).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_says_what_shows_of_what_was_calculated() {
    let stack = Stack::start(env!("CARGO_BIN_EXE_service"), &["interactions"]).await;
    let room = stack.room().await;
    open_complex(&room).await;
    room.with(|room| room.select("resname LIG", None).unwrap()).await.unwrap();
    room.with(|room| room.run_interactions().unwrap()).await.unwrap();
    until(&room, "interactions", |room| visible(room, InteractionKind::Aromatic) == 12).await;
    room.with(|room| {
        let session = *room.sessions.keys().next().unwrap();
        room.press_plugin(session, true).unwrap();
    })
    .await
    .unwrap();

    // The ligand away: were anything calculated anew, nothing would be found.
    press(&room, "Recalculate: on").await;
    until(&room, "the setting", |room| button(room, "Recalculate: off").is_some()).await;
    room.with(|room| {
        let ends = room.interactions.values().flat_map(|one| one.atoms1.clone()).collect::<Vec<_>>();
        room.move_atoms(&ends, &vec![500.0; 3 * ends.len()]).unwrap();
    })
    .await
    .unwrap();
    press(&room, "Hydrophobic: off").await;
    until(&room, "hydrophobic contacts", |room| visible(room, InteractionKind::Hydrophobic) > 5).await;
    press(&room, "Between: on").await;
    until(&room, "nothing between", |room| visible(room, InteractionKind::Aromatic) == 0).await;
    press(&room, "Between: off").await;
    press(&room, "Distances: off").await;
    until(&room, "a label for each that shows", |room| {
        let labels = room.shapes.values().filter(|shape| matches!(shape.body, ShapeBody::Label(_))).count();
        labels > 12 && labels == room.interactions.values().filter(|one| one.visible).count()
    })
    .await;
    press(&room, "Calculate").await;
    until(&room, "nothing any more", |room| visible(room, InteractionKind::Aromatic) == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_interactions_is_chosen_in_the_menu() {
    let stack = Stack::start(env!("CARGO_BIN_EXE_service"), &["interactions"]).await;
    let room = stack.room().await;
    open_complex(&room).await;
    room.with(|room| {
        let plugin = room.plugins[0].id;
        room.activate(plugin).unwrap();
    })
    .await
    .unwrap();
    until(&room, "a session", |room| !room.sessions.is_empty()).await;
    room.with(|room| {
        let session = *room.sessions.keys().next().unwrap();
        room.press_plugin(session, true).unwrap();
    })
    .await
    .unwrap();
    let offered = ["Selected atoms", "Ligands", "Everything", "5ht1b"];
    until(&room, "the choice", move |room| whose(room).is_some_and(|(_, names)| names == offered)).await;

    choose(&room, 1).await;
    press(&room, "Calculate").await;
    until(&room, "the ligand's", |room| visible(room, InteractionKind::Aromatic) == 12).await;
    // A structure's own interactions are within it.
    choose(&room, 3).await;
    until(&room, "nothing between", |room| visible(room, InteractionKind::Aromatic) == 0).await;
    press(&room, "Within: off").await;
    until(&room, "the whole protein's", |room| visible(room, InteractionKind::HydrogenBond) > 100).await;
}

/// The ligand as an entry of its own that is turned and moved, and the protein without it.
async fn open_apart(room: &Handle) {
    let structure = read_file(complex_file(), None, &Options::default()).unwrap().structures.remove(0);
    let ligand = "resname LIG".parse::<Selection>().unwrap().atoms(&structure);
    let protein = structure.subset(&ligand.clone().complement());
    let mut moved = structure.subset(&ligand);
    // Where [`QUARTER`] and [`SHIFT`] bring it back from.
    for place in &mut moved.atoms.position {
        let [x, y, z]: [f64; 3] = std::array::from_fn(|k| place[k] - SHIFT[k]);
        *place = [y, -x, z];
    }
    let files = [("protein.pdb", protein), ("ligand.pdb", moved)].map(|(name, structure)| {
        let mut bytes = Vec::new();
        write(&[structure], Format::Pdb, &mut bytes).unwrap();
        (name, bytes)
    });
    let opened = move |room: &mut Room| {
        for (name, bytes) in &files {
            let index = room.open_file(name, bytes).unwrap()[0];
            if *name == "ligand.pdb" {
                room.workspace.change_complex(index, |complex| {
                    complex.rotation = QUARTER;
                    complex.position = SHIFT.map(|x| x as f32);
                });
            }
        }
    };
    room.with(opened).await.unwrap();
}

/// A quarter turn about z.
const QUARTER: [f32; 4] = [0.0, 0.0, std::f32::consts::FRAC_1_SQRT_2, std::f32::consts::FRAC_1_SQRT_2];
const SHIFT: [f64; 3] = [3.0, -5.0, 2.0];

#[tokio::test(flavor = "multi_thread")]
async fn entries_meet_in_the_workspace_and_older_rooms_get_lines() {
    let stack = Stack::start(env!("CARGO_BIN_EXE_service"), &["interactions"]).await;
    let room = stack.room().await;
    let mut events = room.events();
    open_apart(&room).await;
    room.with(|room| {
        room.speaks.0.retain(|(name, _)| name != "GetInteractions");
        room.select("resname LIG", None).unwrap();
        room.run_interactions().unwrap();
    })
    .await
    .unwrap();
    event(&mut events, "integration").await;
    // As many as when both are one entry: a hydrogen bond, an ionic and twelve aromatic contacts. New lines are there
    // before old ones go, and structures may be looked at again right after the first time.
    until(&room, "a line for each contact, as long as it", |room| {
        let lines: Vec<(u32, f64)> = room
            .shapes
            .values()
            .filter(|shape| matches!(shape.body, ShapeBody::Line(_)))
            .map(|shape| (shape.color.0, ends(room, &shape.anchors)))
            .collect();
        let count = |color: u32| lines.iter().filter(|(of, _)| *of == color).count();
        room.interactions.is_empty()
            && [0x00FF_FFFF, 0xFF00_00FF, 0xFF00_FFFF].map(count) == [1, 1, 12]
            && lines.iter().all(|(_, length)| (2.5..6.1).contains(length))
    })
    .await;
}

/// The distance of two anchors in the workspace.
fn ends(room: &Room, anchors: &[Anchor]) -> f64 {
    let place = |anchor: &Anchor| -> [f64; 3] {
        let at = room.workspace.shown_positions(&[anchor.target])[0];
        let local: [f64; 3] = std::array::from_fn(|k| f64::from(at[k] + anchor.local_offset[k]));
        let ligand = room.workspace.owners(&[anchor.target]) == [room.workspace.complexes()[1].index];
        if ligand { std::array::from_fn(|k| [-local[1], local[0], local[2]][k] + SHIFT[k]) } else { local }
    };
    let (a, b) = (place(&anchors[0]), place(&anchors[1]));
    (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt()
}

#[tokio::test(flavor = "multi_thread")]
async fn interactions_follow_a_minimization_while_it_streams() {
    let stack = Stack::start(env!("CARGO_BIN_EXE_service"), &["interactions", "minimization"]).await;
    let room = stack.room().await;
    open_complex(&room).await;
    room.with(|room| room.select("resname LIG", None).unwrap()).await.unwrap();
    room.with(|room| room.run_interactions().unwrap()).await.unwrap();
    until(&room, "interactions", |room| !room.interactions.is_empty()).await;
    let (first, last) = room
        .with(|room| {
            let how = Minimize { steps: 100_000, ..Minimize::default() };
            room.minimize(&how).unwrap();
            let keys = room.interactions.keys();
            (keys.len(), *room.interactions.keys().max().unwrap())
        })
        .await
        .unwrap();
    assert!(first > 20, "{first}");
    until(&room, "interactions found and lost during the stream", move |room| {
        let mut streams = room.sessions.values().flat_map(|session| session.streams.values());
        let writes = streams.any(|stream| stream.direction == StreamDirection::Writing);
        let kept = room.interactions.keys().filter(|&&index| index <= last).count();
        writes && kept < first && kept > 0 && room.interactions.keys().any(|&index| index > last)
    })
    .await;
    room.with(|room| room.stop_minimization().unwrap()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_integration_shows_interactions_follows_changes_and_always_ends() {
    let stack = Stack::start(env!("CARGO_BIN_EXE_service"), &["interactions"]).await;
    let room = stack.room().await;
    let mut events = room.events();
    open_complex(&room).await;

    // Nothing is selected: an error in words, and the end all the same.
    room.with(|room| room.run_interactions().unwrap()).await.unwrap();
    let text = event(&mut events, "notification").await["text"].to_string();
    assert!(text.contains("Select the atoms"), "{text}");
    event(&mut events, "integration").await;

    room.with(|room| room.select("resname LIG", None).unwrap()).await.unwrap();
    room.with(|room| room.run_interactions().unwrap()).await.unwrap();
    event(&mut events, "integration").await;
    let counts = room
        .with(move |room| {
            [InteractionKind::HydrogenBond, InteractionKind::Ionic, InteractionKind::Aromatic]
                .map(|kind| visible(room, kind))
        })
        .await
        .unwrap();
    assert_eq!(counts, [1, 1, 12]);

    // Atoms at one end move away: a new calculation takes the place of the first.
    let before = room
        .with(|room| {
            let moved = room.interactions.values().next().unwrap().atoms1.clone();
            let coordinates = vec![500.0; 3 * moved.len()];
            room.move_atoms(&moved, &coordinates).unwrap();
            room.interactions.keys().copied().max().unwrap()
        })
        .await
        .unwrap();
    until(&room, "a new calculation", move |room| {
        !room.interactions.is_empty() && room.interactions.keys().all(|&index| index > before)
    })
    .await;
}
