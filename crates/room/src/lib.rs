//! The room host: workspace, presenter, client duties, HTTP and WebSocket.
//!
//! A [`Room`] is the client side of the plugin protocol without sockets: packets in, packets and [`Event`]s out. It
//! holds the [`Workspace`], carries out and answers every message of its plugins (`duties/`), and does what people ask
//! (`people`). A [`Host`] keeps any number of rooms, each with a connection to the relay; [`router`] serves them to
//! browsers and scripts.

mod args;
mod duties;
mod event;
mod files;
mod host;
mod http;
mod integrations;
mod people;
mod room;
mod session;
mod workspace;

pub use args::RoomArgs;
pub use event::Event;
pub use host::{Gone, Handle, Host, OpenError, Settings};
pub use http::router;
pub use integrations::{Integrate, Minimize};
pub use people::{MenuAction, Refused};
pub use room::Room;
pub use session::{Session, Stream};
pub use workspace::{Edit, Workspace, atoms_of};

/// Serves rooms on an address until `stop`.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    settings: Settings,
    listen: std::net::SocketAddr,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen).await?;
    tracing::info!("rooms at http://{}", listener.local_addr()?);
    axum::serve(listener, router(Host::new(settings))).with_graceful_shutdown(stop).await
}
