//! Bytes that the Python library writes, from values written out here.

use crate::integration::{IntegrationAnswer, IntegrationResponse};
use crate::interactions::{GetInteractions, Interaction, InteractionKind};
use crate::macros::{Macro, RunMacro};
use crate::shapes::{Anchor, LabelShape, LineShape, SetShapes, Shape, ShapeBody};
use crate::streams::{StreamCreate, StreamData, StreamDirection, StreamFeed, StreamKind};
use crate::structure::*;
use crate::ui::*;
use crate::volumes::{AddVolume, VolumeData, VolumeLayer, VolumeProperties};
use crate::{Message, OpenUrl, Skybox, Versions};

fn atom(symbol: &str, name: &str, position: [f32; 3]) -> Atom {
    Atom { symbol: symbol.into(), name: name.into(), positions: vec![position], ..Atom::default() }
}

fn carbonyl() -> WithAtoms<Vec<Complex>> {
    let residue = Residue {
        atoms: vec![Uid(100), Uid(101)],
        bonds: vec![Bond::new(BondKind::Double, [Uid(100), Uid(101)])],
        type_name: "ARG".into(),
        ..Residue::default()
    };
    let chain = Chain { residues: vec![residue], name: "A".into(), ..Chain::default() };
    let molecule = Molecule { chains: vec![chain], names: vec!["0".into()], ..Molecule::default() };
    let complex = Complex { molecules: vec![molecule], name: "x".into(), ..Complex::default() };
    let atoms = vec![(Uid(100), atom("C", "CA", [0.0; 3])), (Uid(101), atom("O", "O", [1.0, 2.0, 3.0]))];
    WithAtoms { atoms, structure: vec![complex] }
}

fn volume() -> AddVolume {
    let cell = Default::default();
    AddVolume {
        complex: WithAtoms { atoms: vec![], structure: Complex::default() },
        align_to: -1,
        data: VolumeData { width: 1, height: 1, depth: 1, cell, data: vec![0.5], ..VolumeData::default() },
        properties: VolumeProperties { layers: vec![VolumeLayer::default()], ..VolumeProperties::default() },
    }
}

fn shape(body: ShapeBody, anchors: usize) -> Message {
    Message::SetShape(SetShapes(vec![Shape {
        body,
        anchors: vec![Anchor::default(); anchors],
        ..Shape::default()
    }]))
}

fn content(content: impl Into<Content>) -> Message {
    Message::ContentUpdate(ContentUpdate(vec![content.into()]))
}

fn button() -> Button {
    let mut button = Button { id: 5, ..Button::default() };
    button.text.value = States::all("ok".into());
    button
}

fn integration(response: IntegrationResponse) -> Message {
    Message::Integration(IntegrationAnswer { request_id: 9, response })
}

fn values() -> Vec<(&'static str, Message)> {
    let feed = |data| Message::StreamFeed(StreamFeed { id: 3, data });
    vec![
        ("workspace_request", Message::WorkspaceRequest),
        ("workspace_request (table with ToClientProtocol=1)", Message::WorkspaceRequest),
        ("complexes_request", Message::ComplexesRequest(vec![1, -2])),
        ("add_to_workspace", Message::AddToWorkspace(carbonyl())),
        (
            "structures_shallow_update",
            Message::StructuresShallowUpdate(WithAtoms {
                atoms: vec![(Uid(100), atom("C", "CA", [0.0; 3]))],
                structure: StructureLists { atoms: vec![Uid(100)], ..StructureLists::default() },
            }),
        ),
        ("structures_zoom", Message::StructuresZoom(vec![NEW, NEW])),
        (
            "stream_create",
            Message::StreamCreate(StreamCreate {
                kind: StreamKind::ShapeColor,
                direction: StreamDirection::Writing,
                indices: vec![1, 2],
            }),
        ),
        ("stream_feed (byte)", feed(StreamData::Byte(vec![1, 2, 255]))),
        ("stream_feed (string)", feed(StreamData::String(vec!["a".into(), "é".into()]))),
        (
            "create_interactions",
            Message::CreateInteractions(vec![Interaction {
                kind: InteractionKind::HydrogenBond,
                atoms1: vec![10],
                atoms2: vec![20],
                conformer1: Some(0),
                ..Interaction::default()
            }]),
        ),
        (
            "get_interactions",
            Message::GetInteractions(GetInteractions { molecules: vec![5], ..GetInteractions::default() }),
        ),
        (
            "run_macro",
            Message::RunMacro(RunMacro { r#macro: Macro { title: "t".into(), logic: "l".into() } }),
        ),
        (
            "set_shape (Line)",
            shape(ShapeBody::Line(LineShape { dash_length: 0.4, ..LineShape::default() }), 2),
        ),
        ("set_shape (Label)", shape(ShapeBody::Label(LabelShape { text: "1.9".into(), font_size: 0.5 }), 1)),
        ("add_volume", Message::AddVolume(volume())),
        ("content_update (Button)", content(button())),
        ("content_update (Slider)", content(Slider { id: 6, current: 5.0, min: 0.0, max: 10.0 })),
        (
            "content_update (Dropdown)",
            content(Dropdown {
                id: 7,
                items: vec![DropdownItem { name: "q".into(), selected: false, ..DropdownItem::default() }],
                ..Dropdown::default()
            }),
        ),
        ("content_update (LoadingBar)", content(LoadingBar { id: 8, ..LoadingBar::default() })),
        ("content_update (TextInput)", content(TextInput { id: 9, ..TextInput::default() })),
        ("content_update (Label)", content(Label { id: 10, text: "hi".into(), ..Label::default() })),
        ("open_url", Message::OpenUrl(OpenUrl { url: "http://x".into(), desktop_browser: true })),
        ("set_skybox", Message::SetSkybox(Skybox::Black)),
        (
            "apply_color_scheme",
            Message::ApplyColorScheme(ColorSchemeUse {
                scheme: ColorScheme::Chain,
                target: ColorSchemeTarget::All,
                only_carbons: true,
            }),
        ),
        ("integration (minimization_stop)", integration(IntegrationResponse::MinimizationStop(()))),
        ("integration (minimization_start)", integration(IntegrationResponse::MinimizationStart(true))),
    ]
}

#[test]
fn payloads_are_the_python_librarys() {
    let golden: Vec<(&str, &str)> = include_str!("golden.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('\t').unwrap())
        .collect();
    let values = values();
    assert_eq!(golden.len(), values.len());
    for ((name, hex), (value_name, value)) in golden.into_iter().zip(values) {
        assert_eq!(name, value_name);
        let mut versions = Versions::newest();
        versions.flags_responses = name.contains("ToClientProtocol");
        let payload = value.encode(7, true, &versions);
        let got: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(got, hex, "{name}");
        assert_eq!(Message::decode(&payload, &versions).unwrap().message, value, "{name}");
    }
}
