//! A session's process: packets in on standard input, packets out on standard output, a plugin between.

use std::time::Duration;

use geminal_transport::{PacketReader, PacketWriter};
use geminal_wire::ui::NotificationKind;
use geminal_wire::{Command, Message, Packet, PacketType, PluginConnect, VersionTable, Versions};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::error::{Outcome, PluginError};
use crate::events::{Event, Reply};
use crate::plugin::Plugin;
use crate::session::Session;

/// Set in a session's process.
pub(crate) const SESSION: &str = "GEMINAL_PLUGIN_SESSION";
/// What the pipe takes.
const MAX_PAYLOAD: usize = i32::MAX as usize;
/// How long [`Plugin::stop`] may take.
const STOP: Duration = Duration::from_secs(5);

/// Whether this process was started to run one session: then [`run`](crate::run) has to be reached with the plugin
/// whose session it is, and nothing may write to standard output.
pub fn is_session() -> bool {
    std::env::var_os(SESSION).is_some()
}

/// Runs the session of this process to its end.
pub(crate) fn run<P: Plugin>() -> Result<(), PluginError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = tokio::task::LocalSet::new().block_on(&runtime, converse::<P>());
    runtime.shutdown_background(); // a read of standard input cannot be interrupted
    result
}

type Input = PacketReader<tokio::io::Stdin>;

async fn converse<P: Plugin>() -> Result<(), PluginError> {
    let mut input = PacketReader::new(tokio::io::stdin(), MAX_PAYLOAD);
    let (out, packets) = mpsc::unbounded_channel();
    let writing = tokio::task::spawn_local(write(packets));
    let session = begin(&mut input, &out).await?;
    let (events, mut happened) = mpsc::unbounded_channel();
    let reading = tokio::task::spawn_local(read(input, session.clone(), events, out.clone()));

    let mut plugin = P::default();
    let end = tokio::select! {
        () = serve(&mut plugin, &session, &mut happened) => "done",
        _ = reading => "the room left",
    };
    session.close();
    tracing::debug!(session = session.id(), end, "session stops");
    if timeout(STOP, plugin.stop(&session)).await.is_err() {
        tracing::warn!(session = session.id(), "stop took too long");
    }
    // Everything that was sent has to leave the process; other handles to the channel may live on in tasks.
    let (flushed, done) = tokio::sync::oneshot::channel();
    let _ = out.send(Out::Flush(flushed));
    let _ = timeout(STOP, done).await;
    writing.abort();
    Ok(())
}

/// What goes to the writer.
pub(crate) enum Out {
    Packet(Packet),
    Flush(tokio::sync::oneshot::Sender<()>),
}

async fn write(mut packets: mpsc::UnboundedReceiver<Out>) {
    let mut writer = PacketWriter::new(tokio::io::stdout());
    while let Some(out) = packets.recv().await {
        match out {
            Out::Packet(packet) => {
                if writer.send(&packet).await.is_err() {
                    return; // the service is gone, so input ends too
                }
            }
            Out::Flush(done) => {
                let _ = done.send(());
            }
        }
    }
}

/// Answers the room's Connect.
async fn begin(input: &mut Input, out: &mpsc::UnboundedSender<Out>) -> Result<Session, PluginError> {
    let no_connect = |why: String| PluginError::NoConnect(why);
    let packet = input.next().await.map_err(|error| no_connect(error.to_string()))?;
    let packet = packet.ok_or_else(|| no_connect("standard input is at its end".to_owned()))?;
    let room = match Command::decode(&packet.payload, &Versions::oldest()) {
        Ok(received) => match received.command {
            Command::Connect(table) => table,
            other => return Err(no_connect(other.row().name.to_owned())),
        },
        Err(error) => return Err(no_connect(error.to_string())),
    };
    let ours = VersionTable::newest();
    let versions = Versions::negotiated(&room, &ours);
    let connect = Message::Connect(PluginConnect { compression: 0, versions: ours });
    let payload = connect.encode(0, false, &Versions::oldest());
    let _ = out.send(Out::Packet(Packet::new(PacketType::MessageToClient, packet.session_id, 0, payload)));
    let session = Session::new(packet.session_id, versions, out.clone());
    session.ask_presenter();
    Ok(session)
}

/// Reads commands until the service closes the pipe.
async fn read(
    mut input: Input,
    session: Session,
    events: mpsc::UnboundedSender<Event>,
    out: mpsc::UnboundedSender<Out>,
) {
    loop {
        let packet = match input.next().await {
            Ok(Some(packet)) => packet,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "the service's pipe broke");
                return;
            }
        };
        if packet.packet_type == PacketType::KeepAlive {
            let _ = out.send(Out::Packet(packet)); // "still there": this thread is not stuck
            continue;
        }
        match Command::decode(&packet.payload, session.versions()) {
            Ok(received) => match Event::of(received.command) {
                Ok(event) => {
                    let _ = events.send(event);
                }
                Err(answer) => session.answered(received.request_id, answer),
            },
            Err(error) => session.unreadable(packet.head(), error),
        }
    }
}

/// Calls the plugin, one callback at a time, for ever.
async fn serve<P: Plugin>(plugin: &mut P, session: &Session, happened: &mut mpsc::UnboundedReceiver<Event>) {
    session.report(plugin.start(session).await);
    let mut ticks = P::update_interval().map(|period| {
        let mut ticks = interval(period.max(Duration::from_millis(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks
    });
    loop {
        let tick = async {
            match &mut ticks {
                Some(ticks) => {
                    ticks.tick().await;
                }
                None => std::future::pending().await,
            }
        };
        let outcome = tokio::select! {
            event = happened.recv() => match event {
                Some(event) => call(plugin, session, event).await,
                None => std::future::pending().await,
            },
            () = tick => plugin.update(session).await,
        };
        session.report(outcome);
    }
}

async fn call<P: Plugin>(plugin: &mut P, session: &Session, event: Event) -> Outcome {
    match event {
        Event::Run => plugin.run(session).await,
        Event::AdvancedSettings => plugin.advanced_settings(session).await,
        Event::PresenterChanged => {
            session.ask_presenter();
            plugin.presenter_changed(session).await
        }
        Event::ComplexListChanged(added) => plugin.complex_list_changed(session, added).await,
        Event::ComplexUpdated(change) => plugin.complex_updated(session, change).await,
        Event::SelectionChanged(change) => plugin.selection_changed(session, change).await,
        Event::Ui(event) => plugin.ui(session, event).await,
        Event::Integration(call) => {
            let kind = call.request.kind();
            if !P::description().registration.integrations.contains(&kind.group().hash()) {
                session
                    .notify(NotificationKind::Error, format!("this plugin does not serve {}", kind.name()));
                return Ok(());
            }
            let reply = Reply { session: session.clone(), request_id: call.request_id };
            plugin.integration(session, call.request, reply).await
        }
    }
}
