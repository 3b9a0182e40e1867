//! A plugin on the unmodified Python library (`tests/python/checklist_plugin.py`) that calls whatever the library
//! offers, through the relay, with a room at the other end. `GEMINAL_PYTHON` names an interpreter that has `nanome`
//! 0.42.1; without one the tests are skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use geminal_room::{Handle, Integrate, MenuAction, Room};
use geminal_tests::{Stack, event, until};
use geminal_wire::relay_protocol::User;
use geminal_wire::ui::Content;
use tokio::process::{Child, Command};
use tokio::sync::broadcast::Receiver;

/// Everything that runs, and a room with the complex in which the plugin is at work.
struct Rig {
    room: Handle,
    events: Receiver<Arc<str>>,
    session: u32,
    _stack: Stack,
    _home: tempfile::TempDir,
    _plugin: Child,
}

impl Rig {
    async fn start() -> Option<Rig> {
        let Some(python) = std::env::var_os("GEMINAL_PYTHON") else {
            println!("skipped: GEMINAL_PYTHON names no interpreter with nanome 0.42.1");
            return None;
        };
        let mut stack = Stack::start(env!("CARGO_BIN_EXE_service"), &[]).await;
        let home = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/checklist_plugin.py");
        let plugin = Command::new(python)
            .arg(script)
            .arg(stack.port.to_string())
            .env("HOME", home.path())
            .env("PATH", path_with_nanobabel(home.path()))
            .current_dir(home.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        stack.plugins = 1;
        let room = stack.room().await;
        let mut events = room.events();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/complexes/5ht1b.pdb.gz");
        let data = std::fs::read(file).unwrap();
        let opened = move |room: &mut Room| {
            room.open_file("5ht1b.pdb.gz", &data).unwrap();
            room.activate(room.plugins[0].id).unwrap();
        };
        room.with(opened).await.unwrap();
        assert_eq!(told(&mut events).await, "started");
        let session = room.with(|room| *room.sessions.keys().next().unwrap()).await.unwrap();
        Some(Rig { room, events, session, _stack: stack, _home: home, _plugin: plugin })
    }

    async fn act(&self, action: impl FnOnce(&mut Room, u32) + Send + 'static) {
        let session = self.session;
        self.room.with(move |room| action(room, session)).await.unwrap();
    }

    /// Waits until the plugin says this; what else it says is passed over.
    async fn hears(&mut self, text: &str) {
        while told(&mut self.events).await != text {}
    }
}

/// The program under the name that the library looks for, before everything else on the path.
fn path_with_nanobabel(home: &Path) -> std::ffi::OsString {
    let built = Path::new(env!("CARGO_BIN_EXE_service")).with_file_name("geminal");
    std::os::unix::fs::symlink(built, home.join("nanobabel")).unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(home.to_owned()).chain(std::env::split_paths(&path))).unwrap()
}

async fn told(events: &mut Receiver<Arc<str>>) -> String {
    event(events, "notification").await["text"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_library_offers_works() {
    let Some(mut rig) = Rig::start().await else { return };
    rig.act(|room, session| room.press_plugin(session, false).unwrap()).await;
    let mut passed = Vec::new();
    let mut failed = Vec::new();
    loop {
        let text = told(&mut rig.events).await;
        match text.split_once(' ') {
            Some(("ok", name)) => passed.push(name.to_owned()),
            Some(("failed", why)) => failed.push(why.to_owned()),
            _ if text == "done" => break,
            _ => {}
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(passed.len(), 18, "{passed:?}");

    // What the plugin left in the room.
    rig.act(|room, session| {
        assert_eq!(room.shapes.len(), 2);
        assert_eq!((room.volumes.len(), room.volumes[0].data.data.len()), (1, 8));
        assert_eq!(room.volumes[0].properties.layers[0].rmsd, 1.5);
        let button = &room.sessions[&session].buttons;
        assert!(button.values().any(|button| button.text == "Again"));
    })
    .await;

    // Changes by people reach its callbacks.
    rig.act(|room, _| {
        let atom = room.workspace.deep(&[room.workspace.complexes()[0].index]).atoms[0].1.index;
        room.move_atoms(&[atom], &[1.0, 2.0, 3.0]).unwrap();
    })
    .await;
    rig.hears("updated 5ht1b").await;
    rig.act(|room, _| {
        room.select("resname LIG", None).unwrap();
    })
    .await;
    rig.hears("selection of 5ht1b").await;
    rig.act(|room, _| room.present(User { id: "bea".into(), name: "Bea".into() })).await;
    rig.hears("presenter changed").await;
    rig.act(|room, _| {
        let index = room.workspace.complexes()[0].index;
        room.remove(index).unwrap();
    })
    .await;
    rig.hears("complex removed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn menus_work_in_both_directions() {
    let Some(mut rig) = Rig::start().await else { return };
    rig.act(|room, session| room.press_plugin(session, true).unwrap()).await;
    rig.hears("menu shown").await;
    until(&rig.room, "the changed label", |room| {
        contents(room)
            .iter()
            .any(|content| matches!(content, Content::Label(label) if label.text == "changed"))
            && contents(room)
                .iter()
                .any(|content| matches!(content, Content::Label(label) if label.text == "more"))
            && contents(room)
                .iter()
                .any(|content| matches!(content, Content::LoadingBar(bar) if bar.percentage == 0.75))
    })
    .await;
    let id =
        |room: &Room, wanted: fn(&Content) -> Option<i32>| contents(room).iter().find_map(wanted).unwrap();
    for (action, expected) in [
        ((|id| MenuAction::Press { id }) as fn(i32) -> MenuAction, &["pressed"][..]),
        (|id| MenuAction::Hover { id, over: true }, &["hovered True"]),
    ] {
        let button = rig
            .room
            .with(move |room| {
                id(room, |content| match content {
                    Content::Button(button) if button.text.value.idle == "Press" => Some(button.id),
                    _ => None,
                })
            })
            .await
            .unwrap();
        rig.act(move |room, session| room.use_menu(session, action(button)).unwrap()).await;
        for text in expected {
            rig.hears(text).await;
        }
    }
    let (slider, text, dropdown, inner) = rig
        .room
        .with(move |room| {
            (
                id(
                    room,
                    |content| if let Content::Slider(slider) = content { Some(slider.id) } else { None },
                ),
                id(room, |content| if let Content::TextInput(text) = content { Some(text.id) } else { None }),
                id(room, |content| if let Content::Dropdown(list) = content { Some(list.id) } else { None }),
                id(room, |content| match content {
                    Content::Button(button) if button.text.value.idle == "In the list" => Some(button.id),
                    _ => None,
                }),
            )
        })
        .await
        .unwrap();
    let typed = || "some text".to_owned();
    for (action, expected) in [
        (MenuAction::Slide { id: slider, value: 7.5, released: false }, "slides 7.5"),
        (MenuAction::Slide { id: slider, value: 2.5, released: true }, "released 2.5"),
        (MenuAction::Type { id: text, text: typed(), submitted: false }, "typing some text"),
        (MenuAction::Type { id: text, text: typed(), submitted: true }, "typed some text"),
        (MenuAction::Choose { id: dropdown, item: 1 }, "chose second"),
        (MenuAction::Press { id: inner }, "pressed in the list"),
        (MenuAction::Toggle { index: 1, opened: false }, "menu closed"),
    ] {
        rig.act(move |room, session| room.use_menu(session, action).unwrap()).await;
        rig.hears(expected).await;
    }
}

/// The widgets of all menus, those within lists too.
fn contents(room: &Room) -> Vec<Content> {
    let menus = room.sessions.values().flat_map(|session| session.menus.values());
    let mut found: Vec<Content> = menus.flat_map(|menu| menu.contents.clone()).collect();
    let lists =
        found.iter().filter_map(|content| if let Content::List(list) = content { Some(list) } else { None });
    let within: Vec<Content> =
        lists.flat_map(|list| &list.items).filter_map(|node| node.content.clone()).collect();
    found.extend(within);
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn all_integrations_are_asked_and_answered() {
    let Some(mut rig) = Rig::start().await else { return };
    let given = || Integrate {
        smiles: vec!["CC".into()],
        location: "there".into(),
        filename: "out.pdb".into(),
        complex: 1,
        ..Integrate::default()
    };
    let index = rig.room.with(|room| room.workspace.complexes()[0].index).await.unwrap();
    for (name, success, texts, images) in [
        ("hydrogen_add", None, &[][..], 0),
        ("hydrogen_remove", None, &[], 0),
        ("structure_prep", None, &[], 0),
        ("calculate_esp", None, &[], 0),
        ("minimization_start", Some(true), &[], 0),
        ("minimization_stop", None, &[], 0),
        ("export_locations", None, &["here", "there"], 0),
        ("export_file", Some(true), &[], 0),
        ("generate_molecule_image", None, &[], 1),
        ("export_smiles", None, &["C"], 0),
        ("import_smiles", None, &[], 0),
        ("run_interactions", None, &[], 0),
    ] {
        let with = Integrate { complex: index, ..given() };
        rig.act(move |room, _| room.integrate(name, &with).unwrap()).await;
        let answer = event(&mut rig.events, "integration").await;
        assert_eq!((answer["name"].as_str(), answer["success"].as_bool()), (Some(name), success));
        let count = |key: &str| answer[key].as_array().map_or(0, Vec::len);
        assert_eq!((count("texts"), count("images")), (texts.len(), images), "{answer}");
        rig.hears(&format!("served {name}")).await;
        if matches!(name, "hydrogen_add" | "structure_prep" | "calculate_esp") {
            rig.act(move |room, _| assert_eq!(room.workspace.complexes()[0].name, name)).await;
        }
    }
    // This one has no answer: the plugin opens a menu of its own.
    rig.act(|room, _| room.integrate("import_file", &Integrate::default()).unwrap()).await;
    rig.hears("served import_file").await;
    let names = |room: &Room| room.workspace.complexes().iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    let found = rig.room.with(move |room| names(room)).await.unwrap();
    assert_eq!(found, ["calculate_esp", "CC"]);
}
