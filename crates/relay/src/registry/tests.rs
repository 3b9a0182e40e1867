//! The registry by scripts: each row is what happens and what the relay then does, in order.
//!
//! Actions: `plugin C NAME [id=N] [key=K] [group=G] [serves=HASH]`, `open C USER [group=G]`, `join C USER ROOM INVITE`,
//! `ask C JSON`, `command C SESSION connect|run|short`, `message C SESSION [short]`, `ended C SESSION`, `other C`,
//! `lost C`, `after SECONDS`, `announce`, `stop`. `C` is a connection. The invitation of each room is `secret`,
//! sessions start at 900. Outputs: `C <- what`, several joined by `; `.

use std::time::Duration;

use geminal_wire::relay_protocol::{RelayEvent, RoomRequest, Session, User};
use geminal_wire::{Packet, PacketType, Registration, name_hash};
use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits {
    plugins: 4,
    rooms: 2,
    members: 3,
    sessions: 2,
    grace: Duration::from_secs(30),
    max_payload: 1000,
    idle: Duration::from_secs(150),
};

#[track_caller]
fn check(script: &[(&str, &str)]) {
    let mut registry = Registry::new(LIMITS, 900);
    let mut now = Duration::ZERO;
    for (action, expected) in script {
        act(&mut registry, &mut now, action);
        let mut outputs = Vec::new();
        registry.take_outputs(&mut outputs);
        let got = outputs.iter().map(told).collect::<Vec<_>>().join("; ");
        assert_eq!(&got, expected, "after `{action}`");
        consistent(&registry);
    }
}

fn act(registry: &mut Registry, now: &mut Duration, action: &str) {
    let words: Vec<&str> = action.split(' ').collect();
    let option = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)).map(str::to_owned);
    let number = |i: usize| words[i].parse::<u32>().unwrap();
    let connection = words.get(1).and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
    let user = |i: usize| User { id: String::new(), name: words[i].to_owned() };
    let owner = Owner { key: option("key="), group: option("group=") };
    let packet = |kind, payload: &[u8]| Packet::new(kind, number(2), 77, payload.to_vec());
    match words[0] {
        "plugin" => {
            let mut registration = Registration::new(words[2], "", &[]);
            registration.integrations =
                option("serves=").map(|hash| hash.parse().unwrap()).into_iter().collect();
            let id = option("id=").map_or(0, |id| id.parse().unwrap());
            registry.register_plugin(connection, id, registration, owner, *now);
        }
        "open" => registry.open_room(connection, owner, user(2), "Lab".into(), "secret".into()),
        "join" => registry.join_room(connection, &owner, user(2), number(3), words[4]),
        "ask" => registry.request(connection, serde_json::from_str::<RoomRequest>(words[2]).unwrap()),
        "command" => {
            let payload = match words[3] {
                "short" => vec![1; 7],
                name => [&[1; 4][..], &name_hash(name).to_le_bytes()].concat(),
            };
            registry.to_plugin(connection, packet(PacketType::MessageToPlugin, &payload));
        }
        "message" => {
            let length = if words.len() > 3 { 7 } else { 8 };
            registry.to_room(connection, packet(PacketType::MessageToClient, &vec![2; length]));
        }
        "ended" => registry.session_ended(connection, number(2)),
        "other" => registry.unexpected(connection),
        "lost" => registry.lost(connection, *now),
        "after" => {
            *now += Duration::from_secs(u64::from(number(1)));
            registry.expire(*now);
        }
        "announce" => registry.announce(*now),
        "stop" => registry.stop(),
        other => panic!("no action `{other}`"),
    }
}

fn told(output: &Output) -> String {
    match output {
        Output::End(c) => format!("{c} <- end"),
        Output::Cut(c) => format!("{c} <- cut"),
        Output::Dropped(c, why) => format!("{c} dropped {why:?}"),
        Output::Send(c, packet) => format!("{c} <- {}", shown(packet)),
    }
}

fn shown(packet: &Packet) -> String {
    let Packet { session_id: session, plugin_id: plugin, payload, .. } = packet;
    let list = |sessions: &[Session]| {
        sessions.iter().map(|s| format!(" {}/{}", s.session, s.plugin)).collect::<String>()
    };
    match packet.packet_type {
        PacketType::PluginConnection => {
            format!("id {plugin}{}", if payload.is_empty() { "" } else { " payload" })
        }
        PacketType::PluginDisconnection => "refused".to_owned(),
        PacketType::ClientDisconnection if payload.is_empty() => format!("close {session}/{plugin}"),
        PacketType::MessageToClient => format!("message {session}/{plugin}"),
        PacketType::MessageToPlugin => {
            let hash = packet.head().unwrap().hash;
            let names = ["connect", "run", "presenter_change"];
            let name = names.into_iter().find(|name| name_hash(name) == hash).unwrap();
            format!("{name} {session}/{plugin}")
        }
        _ => match RelayEvent::decode(packet).unwrap() {
            RelayEvent::Welcome { room, member, presenter, members, sessions, .. } => {
                format!(
                    "welcome {room}.{member} of {}, {presenter} presents{}",
                    members.len(),
                    list(&sessions)
                )
            }
            RelayEvent::Refused { reason, .. } => format!("refused {reason:?}"),
            RelayEvent::Activated { session, plugin } => format!("activated {session}/{plugin}"),
            RelayEvent::Failed { request, about, reason, .. } => {
                format!("failed {request} {about} {reason:?}")
            }
            RelayEvent::Plugins { plugins, integrations } => {
                let plugins =
                    plugins.iter().map(|p| format!(" {}{}", p.id, if p.connected { "" } else { "?" }));
                let routes = integrations.iter().map(|r| format!(" {}->{}", r.integration, r.plugin));
                format!("plugins{}", plugins.chain(routes).collect::<String>())
            }
            RelayEvent::Members { presenter, members } => {
                let members: Vec<_> = members.iter().map(|m| m.member.to_string()).collect();
                format!("members {}, {presenter} presents", members.join(" "))
            }
            RelayEvent::Presenter { presenter, user, sessions, state } => {
                let state = if state.is_null() { String::new() } else { format!(" with {state}") };
                format!("presenter {presenter} {}{}{state}", user.name, list(&sessions))
            }
            RelayEvent::SessionEnded { session, plugin, reason } => {
                format!("ended {session}/{plugin} {reason:?}")
            }
            RelayEvent::RoomClosed { reason } => format!("closed {reason:?}"),
        },
    }
}

/// What holds after every action.
#[track_caller]
fn consistent(registry: &Registry) {
    for (id, session) in &registry.sessions {
        assert!(registry.rooms[&session.room].sessions.contains(id));
        assert!(registry.plugins[&session.plugin].sessions.contains(id));
    }
    for room in registry.rooms.values() {
        assert!(room.sessions.iter().all(|id| registry.sessions.contains_key(id)));
        assert!(room.members.iter().any(|seat| seat.member == room.presenter));
    }
    for plugin in registry.plugins.values() {
        assert!(plugin.sessions.iter().all(|id| registry.sessions.contains_key(id)));
        assert_eq!(registry.order.iter().filter(|&&id| id == plugin.id).count(), 1);
    }
    assert_eq!(registry.order.len(), registry.plugins.len());
}

/// A room on 10 with plugin 1 on 1 in session 900, connected.
const STARTED: [(&str, &str); 4] = [
    ("plugin 1 Min", "1 <- id 1"),
    ("open 10 Ada", "10 <- welcome 1.1 of 1, 1 presents; 10 <- plugins 1"),
    (r#"ask 10 {"activate":{"plugin":1}}"#, "10 <- activated 900/1"),
    ("command 10 900 connect", "1 <- connect 900/1"),
];

#[track_caller]
fn check_started(script: &[(&str, &str)]) {
    check(&[&STARTED, script].concat());
}

#[test]
fn a_session_from_beginning_to_end() {
    check_started(&[
        ("message 1 900", "10 <- message 900/1"), // the header said plugin 77: children of a reconnected plugin lie
        ("command 10 900 run", "1 <- run 900/1"),
        (r#"ask 10 {"deactivate":{"session":900}}"#, "10 <- ended 900/1 Requested; 1 <- close 900/1"),
        ("message 1 900", "1 dropped NoSession"), // on its way when the session ended: not told again
        ("command 10 900 run", "10 dropped NoSession; 10 <- failed message 900 UnknownSession"),
        (r#"ask 10 {"activate":{"plugin":1}}"#, "10 <- activated 901/1"),
        ("ended 1 901", "10 <- ended 901/1 PluginEnded"),
        ("ended 1 901", "1 dropped NoSession"),
    ]);
}

#[test]
fn ids_of_plugins() {
    check(&[
        ("plugin 1 A", "1 <- id 1"),
        ("plugin 2 B", "2 <- id 2"),
        ("lost 1", ""),
        ("plugin 3 C id=1", "3 <- id 3"), // was another's
        ("plugin 4 A id=1", "4 <- id 1"), // its own
        ("lost 4", ""),
        ("plugin 5 A id=1 key=thief", "5 <- id 4"), // same name, another key
        ("plugin 8 Z", "8 <- id 5"),
        ("plugin 6 X id=70", "6 <- end"), // too many, no type 5: it shall try again
        ("lost 5", ""),
        ("plugin 6 X id=70", "6 <- id 70"), // known from a relay before
        ("lost 2", ""),
        ("plugin 7 Y", "7 <- id 6"),
    ]);
}

#[test]
fn a_plugin_that_returns_keeps_its_sessions() {
    check_started(&[
        ("lost 1", ""),
        ("announce", "10 <- plugins 1?"),
        ("command 10 900 run", "10 dropped PluginAway; 10 <- failed message 900 PluginAway"),
        (r#"ask 10 {"activate":{"plugin":1}}"#, "10 <- failed activate 1 PluginAway"),
        ("after 29", ""),
        ("plugin 2 Min id=1", "2 <- id 1"),
        ("announce", "10 <- plugins 1"),
        ("announce", ""),
        ("message 2 900", "10 <- message 900/1"),
        ("command 10 900 run", "2 <- run 900/1"),
        ("after 60", ""),
        // The old socket lingers: the new connection counts at once.
        ("plugin 3 Min id=1", "2 <- cut; 3 <- id 1"),
        ("message 3 900", "10 <- message 900/1"),
        ("message 2 900", "2 dropped Unexpected"),
        ("lost 2", ""),
        ("message 3 900", "10 <- message 900/1"),
        // Pushed out in turn: two of a kind would do so for ever.
        ("plugin 4 Min id=1", "4 <- id 2"),
        ("after 61", ""),
        ("plugin 5 Min id=1", "3 <- cut; 5 <- id 1"),
    ]);
}

#[test]
fn a_plugin_that_does_not_return() {
    check_started(&[
        ("lost 1", ""),
        ("after 30", "10 <- ended 900/1 PluginLost"),
        ("announce", "10 <- plugins"),
        ("plugin 3 Other", "3 <- id 2"),
        ("announce", ""), // half a second apart
        ("after 1", ""),
        ("announce", "10 <- plugins 2"),
        ("plugin 2 Min id=1", "2 <- id 1"),
        // Its child outlived the session: told once to close it.
        ("message 2 900", "2 dropped NoSession; 2 <- close 900/1"),
        ("message 2 900", "2 dropped NoSession"),
    ]);
    // The room goes while the plugin is away.
    check_started(&[
        ("lost 1", ""),
        ("lost 10", ""),
        ("plugin 2 Min id=1", "2 <- id 1"),
        ("message 2 900", "2 dropped NoSession; 2 <- close 900/1"),
    ]);
}

#[test]
fn a_hostile_plugin_reaches_nobody() {
    check_started(&[
        ("plugin 2 Evil", "2 <- id 2"),
        ("message 2 900", "2 dropped NoSession; 2 <- close 900/2"),
        ("message 2 900", "2 dropped NoSession"),
        ("ended 2 900", "2 dropped NoSession"),
        ("ended 2 0", "2 dropped NoSession"),
        ("command 2 900 run", "2 dropped Unexpected"),
        ("other 2", "2 dropped Unexpected"),
        (r#"ask 2 {"close":{}}"#, "2 dropped Unexpected"),
        ("message 1 900 short", "1 dropped Short"),
        ("message 1 900", "10 <- message 900/1"),
    ]);
}

#[test]
fn a_hostile_room_reaches_nobody() {
    check_started(&[
        ("open 20 Eve", "20 <- welcome 2.1 of 1, 1 presents; 20 <- plugins 1"),
        ("command 20 900 run", "20 dropped NoSession; 20 <- failed message 900 UnknownSession"),
        ("command 20 0 connect", "20 dropped NoSession; 20 <- failed message 0 UnknownSession"),
        ("command 10 900 short", "10 dropped Short; 10 <- failed message 900 Protocol"), // would end the plugin
        (r#"ask 20 {"deactivate":{"session":900}}"#, "20 <- failed deactivate 900 UnknownSession"),
        (r#"ask 20 {"activate":{"plugin":9}}"#, "20 <- failed activate 9 UnknownPlugin"),
        (r#"ask 20 {"hand_over":{"to":1}}"#, "20 <- presenter 1 Eve"), // of its own room
        (r#"ask 20 {"hand_over":{"to":2}}"#, "20 <- failed hand_over 2 UnknownMember"),
        (r#"ask 20 {"open":{"user":{"id":"","name":""}}}"#, "20 <- failed open 0 Protocol"),
        ("message 20 900", "20 dropped Unexpected"),
        ("ended 20 900", "20 dropped Unexpected"),
        ("join 21 Eve 1 guess", "21 <- refused UnknownRoom; 21 <- end"),
        ("join 22 Eve 7 secret", "22 <- refused UnknownRoom; 22 <- end"),
        ("command 21 900 run", "21 dropped Unexpected"),
        ("command 10 900 run", "1 <- run 900/1"),
    ]);
}

#[test]
fn who_presents() {
    check_started(&[
        (
            "join 11 Ben 1 secret",
            "11 <- welcome 1.2 of 2, 1 presents 900/1; 11 <- plugins 1; 10 <- members 1 2, 1 presents",
        ),
        ("command 11 900 run", "11 dropped NotPresenter; 11 <- failed message 900 NotPresenter"),
        (r#"ask 11 {"activate":{"plugin":1}}"#, "11 <- failed activate 0 NotPresenter"),
        (r#"ask 11 {"close":{}}"#, "11 <- failed close 0 NotPresenter"),
        (
            r#"ask 10 {"hand_over":{"to":2,"state":{"v":1}}}"#,
            r#"10 <- presenter 2 Ben 900/1; 11 <- presenter 2 Ben 900/1 with {"v":1}; 1 <- presenter_change 900/1"#,
        ),
        ("message 1 900", "11 <- message 900/1"),
        ("command 10 900 run", "10 dropped NotPresenter; 10 <- failed message 900 NotPresenter"),
        ("command 11 900 run", "1 <- run 900/1"),
        (
            r#"ask 11 {"present":{"user":{"id":"c","name":"Cyd"}}}"#,
            "10 <- presenter 2 Cyd 900/1; 11 <- presenter 2 Cyd 900/1; 1 <- presenter_change 900/1",
        ),
        ("lost 11", "10 <- members 1, 1 presents; 10 <- presenter 1 Ada 900/1; 1 <- presenter_change 900/1"),
        (
            "join 12 Dan 1 secret",
            "12 <- welcome 1.3 of 2, 1 presents 900/1; 12 <- plugins 1; 10 <- members 1 3, 1 presents",
        ),
        (r#"ask 12 {"leave":{}}"#, "10 <- members 1, 1 presents; 12 <- end"),
        (r#"ask 10 {"leave":{}}"#, "1 <- close 900/1; 10 <- end"),
        ("message 1 900", "1 dropped NoSession"),
    ]);
}

#[test]
fn a_session_without_connect_hears_of_no_presenter() {
    check(&[
        STARTED[0],
        STARTED[1],
        STARTED[2],
        (r#"ask 10 {"present":{"user":{"id":"","name":"Bea"}}}"#, "10 <- presenter 1 Bea 900/1"),
    ]);
}

#[test]
fn a_second_connect_closes_the_first() {
    check_started(&[("command 10 900 connect", "1 <- close 900/1; 1 <- connect 900/1")]);
}

#[test]
fn rooms_close_and_the_relay_stops() {
    check_started(&[
        (
            "join 11 Ben 1 secret",
            "11 <- welcome 1.2 of 2, 1 presents 900/1; 11 <- plugins 1; 10 <- members 1 2, 1 presents",
        ),
        (
            r#"ask 10 {"close":{}}"#,
            "1 <- close 900/1; 10 <- closed Requested; 10 <- end; 11 <- closed Requested; 11 <- end",
        ),
        ("lost 10", ""),
        ("open 12 Cyd", "12 <- welcome 2.1 of 1, 1 presents; 12 <- plugins 1"),
    ]);
    check_started(&[("stop", "1 <- close 900/1; 10 <- closed Stopping; 10 <- end; 1 <- end")]);
    check_started(&[("lost 10", "1 <- close 900/1")]);
}

#[test]
fn who_serves_an_integration() {
    check(&[
        ("open 10 Ada", "10 <- welcome 1.1 of 1, 1 presents; 10 <- plugins"),
        ("plugin 1 A serves=5", "1 <- id 1"),
        ("plugin 2 B serves=5", "2 <- id 2"),
        ("announce", "10 <- plugins 1 2 5->1"), // one list for both
        (r#"ask 10 {"choose":{"integration":5,"plugin":2}}"#, "10 <- plugins 1 2 5->2"),
        (r#"ask 10 {"choose":{"integration":6,"plugin":2}}"#, "10 <- failed choose 2 UnknownPlugin"),
        (r#"ask 10 {"choose":{"integration":5,"plugin":3}}"#, "10 <- failed choose 3 UnknownPlugin"),
        ("open 20 Bea", "20 <- welcome 2.1 of 1, 1 presents; 20 <- plugins 1 2 5->1"), // another room chose nothing
        ("lost 2", ""),
        (r#"ask 10 {"list":{}}"#, "10 <- plugins 1 5->1"),
        ("plugin 3 B id=2 serves=5", "3 <- id 2"),
        (r#"ask 10 {"list":{}}"#, "10 <- plugins 1 2 5->2"),
        (r#"ask 10 {"choose":{"integration":5,"plugin":null}}"#, "10 <- plugins 1 2 5->1"),
        (r#"ask 10 {"activate":{"plugin":1}}"#, "10 <- activated 900/1"),
        ("lost 1", ""),
        (r#"ask 10 {"list":{}}"#, "10 <- plugins 1? 2 5->2"), // the first is away
    ]);
}

#[test]
fn groups_see_their_own() {
    check(&[
        ("plugin 1 Open", "1 <- id 1"),
        ("plugin 2 Secret group=chem", "2 <- id 2"),
        ("open 10 Ada", "10 <- welcome 1.1 of 1, 1 presents; 10 <- plugins 1"),
        ("open 20 Bea group=chem", "20 <- welcome 2.1 of 1, 1 presents; 20 <- plugins 1 2"),
        (r#"ask 10 {"activate":{"plugin":2}}"#, "10 <- failed activate 2 UnknownPlugin"),
        (r#"ask 20 {"activate":{"plugin":2}}"#, "20 <- activated 900/2"),
        ("join 11 Eve 2 secret", "11 <- refused UnknownRoom; 11 <- end"),
    ]);
}

#[test]
fn limits() {
    check_started(&[
        (r#"ask 10 {"activate":{"plugin":1}}"#, "10 <- activated 901/1"),
        (r#"ask 10 {"activate":{"plugin":1}}"#, "10 <- failed activate 1 Full"),
        ("open 20 Bea", "20 <- welcome 2.1 of 1, 1 presents; 20 <- plugins 1"),
        ("open 30 Cyd", "30 <- refused Full; 30 <- end"),
        (
            "join 21 B 2 secret",
            "21 <- welcome 2.2 of 2, 1 presents; 21 <- plugins 1; 20 <- members 1 2, 1 presents",
        ),
        (
            "join 22 C 2 secret",
            "22 <- welcome 2.3 of 3, 1 presents; 22 <- plugins 1; 20 <- members 1 2 3, 1 presents; 21 <- members 1 2 3, 1 presents",
        ),
        ("join 23 D 2 secret", "23 <- refused Full; 23 <- end"),
    ]);
}

#[test]
fn session_ids_go_round_zero_and_live_ones() {
    let mut registry = Registry::new(LIMITS, u32::MAX);
    let mut outputs = Vec::new();
    let mut now = Duration::ZERO;
    for action in ["plugin 1 A", "open 10 Ada", r#"ask 10 {"activate":{"plugin":1}}"#] {
        act(&mut registry, &mut now, action);
    }
    act(&mut registry, &mut now, r#"ask 10 {"activate":{"plugin":1}}"#);
    registry.take_outputs(&mut outputs);
    let sessions: Vec<_> = outputs.iter().map(told).filter(|text| text.contains("activated")).collect();
    assert_eq!(sessions, ["10 <- activated 4294967295/1", "10 <- activated 1/1"]);
}

proptest! {
    /// Whatever happens, in whatever order: the state stays consistent, and no message reaches a connection that is not
    /// the presenter of the session's room.
    #[test]
    fn nothing_reaches_a_stranger(actions in prop::collection::vec((0usize..14, 1u64..9, 0u32..4, 900u32..906), 1..120)) {
        let mut registry = Registry::new(LIMITS, 900);
        let mut now = Duration::ZERO;
        for (kind, connection, small, session) in actions {
            let action = match kind {
                0 | 1 => format!("plugin {connection} P{small} id={small}"),
                2 => format!("open {connection} U"),
                3 => format!("join {connection} U {small} secret"),
                4 | 5 => format!(r#"ask {connection} {{"activate":{{"plugin":{small}}}}}"#),
                6 => format!(r#"ask {connection} {{"hand_over":{{"to":{small}}}}}"#),
                7 => format!(r#"ask {connection} {{"deactivate":{{"session":{session}}}}}"#),
                8 => format!("command {connection} {session} connect"),
                9 => format!("message {connection} {session}"),
                10 => format!("ended {connection} {session}"),
                11 => format!("lost {connection}"),
                12 => format!("after {}", 20 * small),
                _ => "announce".to_owned(),
            };
            // The server starts a connection once, as one thing.
            if kind < 4 && registry.peers.contains_key(&connection) {
                continue;
            }
            act(&mut registry, &mut now, &action);
            consistent(&registry);
            let mut outputs = Vec::new();
            registry.take_outputs(&mut outputs);
            for output in outputs {
                let Output::Send(to, packet) = output else { continue };
                match packet.packet_type {
                    PacketType::MessageToClient => {
                        prop_assert_eq!(Some(to), registry.presenter_of(registry.sessions[&packet.session_id].room));
                        let plugin = registry.sessions[&packet.session_id].plugin;
                        prop_assert_eq!(registry.plugins[&plugin].connection, Some(connection));
                    }
                    PacketType::MessageToPlugin => {
                        let plugin = registry.sessions[&packet.session_id].plugin;
                        prop_assert_eq!(registry.plugins[&plugin].connection, Some(to));
                    }
                    _ => {}
                }
            }
        }
    }
}
