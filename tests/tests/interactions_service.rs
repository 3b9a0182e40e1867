//! The interactions service from a room's button to what the room holds, through the relay.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use geminal_tests::{Stack, event, until};
use geminal_wire::interactions::InteractionKind;

#[tokio::test(flavor = "multi_thread")]
async fn the_integration_shows_interactions_follows_changes_and_always_ends() {
    let stack = Stack::start(env!("CARGO_BIN_EXE_service"), &["interactions"]).await;
    let room = stack.room().await;
    let mut events = room.events();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/complexes/5ht1b.pdb.gz");
    let data = std::fs::read(file).unwrap();
    room.with(move |room| room.open_file("5ht1b.pdb.gz", &data).unwrap()).await.unwrap();

    // Nothing is selected: an error in words, and the end all the same.
    room.with(|room| room.run_interactions().unwrap()).await.unwrap();
    let text = event(&mut events, "notification").await["text"].to_string();
    assert!(text.contains("Select the atoms"), "{text}");
    event(&mut events, "integration").await;

    room.with(|room| room.select("resname LIG", None).unwrap()).await.unwrap();
    room.with(|room| room.run_interactions().unwrap()).await.unwrap();
    event(&mut events, "integration").await;
    let visible = |room: &geminal_room::Room, kind| {
        room.interactions.values().filter(|one| one.visible && one.kind == kind).count()
    };
    let counts = room
        .with(move |room| {
            [InteractionKind::HydrogenBond, InteractionKind::Ionic, InteractionKind::Aromatic]
                .map(|kind| visible(room, kind))
        })
        .await
        .unwrap();
    assert_eq!(counts, [1, 1, 16]);

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
