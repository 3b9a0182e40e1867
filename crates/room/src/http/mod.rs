//! HTTP and WebSocket: how browsers and scripts drive the rooms. `docs/room.md` has examples, `/openapi.json` the whole.

mod assets;
mod views;

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use geminal_formats::Format;
use geminal_wire::relay_protocol::User;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use crate::host::{Gone, Handle, Host};
use crate::integrations::{Integrate, Minimize};
use crate::people::{MenuAction, Refused};
use crate::room::Room;

/// The largest file that is taken, bytes.
const MAX_FILE: usize = 256 << 20;

/// What went wrong, as `{"error": "..."}` with a status.
pub struct Problem(StatusCode, String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

impl From<Gone> for Problem {
    fn from(gone: Gone) -> Problem {
        Problem(StatusCode::GONE, gone.to_string())
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        let status = if matches!(refused, Refused::Unknown(_)) {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        Problem(status, refused.to_string())
    }
}

type Answer = Result<Json<Value>, Problem>;
type Rooms = State<Arc<Host>>;

/// All routes.
pub fn router(host: Arc<Host>) -> Router {
    let room = Router::new()
        .route("/", get(view).delete(close))
        .route("/events", get(events))
        .route("/files", post(open_file))
        .route("/complexes/{index}", get(save_file).patch(change_complex).delete(remove_complex))
        .route("/complexes/{index}/atoms", get(atoms))
        .route("/select", post(select))
        .route("/move", post(move_atoms))
        .route("/present", post(present))
        .route("/plugins/{plugin}/activate", post(activate))
        .route("/sessions/{session}", get(menus).delete(deactivate))
        .route("/sessions/{session}/run", post(run))
        .route("/sessions/{session}/advanced", post(advanced))
        .route("/sessions/{session}/menu", post(menu))
        .route("/shapes", get(shapes))
        .route("/interactions", get(interactions))
        .route("/minimize", post(minimize).delete(stop))
        .route("/auto-minimize", post(auto_minimize).delete(no_auto_minimize))
        .route("/integrations/{name}", post(integrate));
    Router::new()
        .route("/api/rooms", get(list).post(open))
        .nest("/api/rooms/{id}", room)
        .route("/openapi.json", get(|| async { Json(views::openapi()) }))
        .fallback(assets::serve)
        .layer(DefaultBodyLimit::max(MAX_FILE))
        .with_state(host)
}

fn room(host: &Host, id: u32) -> Result<Handle, Problem> {
    host.room(id).ok_or_else(|| Problem(StatusCode::NOT_FOUND, format!("there is no room {id}")))
}

/// Does something in a room that may be refused.
async fn act<T: Send + 'static>(
    host: &Host,
    id: u32,
    action: impl FnOnce(&mut Room) -> Result<T, Refused> + Send + 'static,
) -> Result<T, Problem> {
    Ok(room(host, id)?.with(action).await??)
}

/// The same where there is nothing to tell but that it was done.
async fn done(
    host: &Host,
    id: u32,
    action: impl FnOnce(&mut Room) -> Result<(), Refused> + Send + 'static,
) -> Answer {
    act(host, id, action).await?;
    Ok(Json(json!({ "ok": true })))
}

async fn list(State(host): Rooms) -> Answer {
    let mut rooms = Vec::new();
    for (id, handle) in host.rooms() {
        if let Ok(name) = handle.with(|room| room.name.clone()).await {
            rooms.push(json!({ "id": id, "name": name }));
        }
    }
    Ok(Json(json!({ "rooms": rooms })))
}

#[derive(Deserialize)]
#[serde(default)]
struct NewRoom {
    name: String,
    user: String,
}

impl Default for NewRoom {
    fn default() -> Self {
        NewRoom { name: "Room".into(), user: "Somebody".into() }
    }
}

fn user(name: &str) -> User {
    User { id: name.to_lowercase(), name: name.to_owned() }
}

async fn open(State(host): Rooms, Json(new): Json<NewRoom>) -> Answer {
    let opened = host.open(&new.name, user(&new.user)).await;
    let id = opened.map_err(|error| Problem(StatusCode::BAD_GATEWAY, error.to_string()))?;
    Ok(Json(json!({ "id": id, "name": new.name })))
}

async fn view(State(host): Rooms, Path(id): Path<u32>) -> Answer {
    Ok(Json(room(&host, id)?.with(|room| views::room(room)).await?))
}

async fn close(State(host): Rooms, Path(id): Path<u32>) -> Answer {
    done(&host, id, |room| {
        room.close();
        Ok(())
    })
    .await
}

#[derive(Deserialize)]
struct FileName {
    name: String,
}

async fn open_file(
    State(host): Rooms,
    Path(id): Path<u32>,
    Query(file): Query<FileName>,
    body: Bytes,
) -> Answer {
    let added = act(&host, id, move |room| room.open_file(&file.name, &body)).await?;
    Ok(Json(json!({ "complexes": added })))
}

#[derive(Deserialize)]
struct FileFormat {
    format: Option<String>,
}

async fn save_file(
    State(host): Rooms,
    Path((id, index)): Path<(u32, i64)>,
    Query(wanted): Query<FileFormat>,
) -> Result<Response, Problem> {
    let name = wanted.format.unwrap_or_else(|| "pdb".into());
    let format: Format =
        name.parse().map_err(|_| Problem(StatusCode::UNPROCESSABLE_ENTITY, format!("no format `{name}`")))?;
    let bytes = act(&host, id, move |room| room.save_file(index, format)).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

#[derive(Deserialize)]
struct ComplexState {
    visible: Option<bool>,
    locked: Option<bool>,
}

async fn change_complex(
    State(host): Rooms,
    Path((id, index)): Path<(u32, i64)>,
    Json(state): Json<ComplexState>,
) -> Answer {
    done(&host, id, move |room| room.set_complex(index, state.visible, state.locked)).await
}

async fn remove_complex(State(host): Rooms, Path((id, index)): Path<(u32, i64)>) -> Answer {
    done(&host, id, move |room| room.remove(index)).await
}

async fn atoms(State(host): Rooms, Path((id, index)): Path<(u32, i64)>) -> Answer {
    let found = act(&host, id, move |room| views::atoms(room, index)).await?;
    Ok(Json(found))
}

#[derive(Deserialize)]
struct Select {
    expression: String,
    complex: Option<i64>,
}

async fn select(State(host): Rooms, Path(id): Path<u32>, Json(what): Json<Select>) -> Answer {
    let count = act(&host, id, move |room| room.select(&what.expression, what.complex)).await?;
    Ok(Json(json!({ "selected": count })))
}

#[derive(Deserialize)]
struct Move {
    atoms: Vec<i64>,
    coordinates: Vec<f32>,
}

async fn move_atoms(State(host): Rooms, Path(id): Path<u32>, Json(to): Json<Move>) -> Answer {
    done(&host, id, move |room| room.move_atoms(&to.atoms, &to.coordinates)).await
}

#[derive(Deserialize)]
struct Present {
    user: String,
}

async fn present(State(host): Rooms, Path(id): Path<u32>, Json(who): Json<Present>) -> Answer {
    done(&host, id, move |room| {
        room.present(user(&who.user));
        Ok(())
    })
    .await
}

async fn activate(State(host): Rooms, Path((id, plugin)): Path<(u32, u32)>) -> Answer {
    done(&host, id, move |room| room.activate(plugin)).await
}

async fn deactivate(State(host): Rooms, Path((id, session)): Path<(u32, u32)>) -> Answer {
    done(&host, id, move |room| room.deactivate(session)).await
}

async fn run(State(host): Rooms, Path((id, session)): Path<(u32, u32)>) -> Answer {
    done(&host, id, move |room| room.press_plugin(session, false)).await
}

async fn advanced(State(host): Rooms, Path((id, session)): Path<(u32, u32)>) -> Answer {
    done(&host, id, move |room| room.press_plugin(session, true)).await
}

async fn menus(State(host): Rooms, Path((id, session)): Path<(u32, u32)>) -> Answer {
    Ok(Json(act(&host, id, move |room| views::session(room, session)).await?))
}

async fn menu(
    State(host): Rooms,
    Path((id, session)): Path<(u32, u32)>,
    Json(action): Json<MenuAction>,
) -> Answer {
    done(&host, id, move |room| room.use_menu(session, action)).await
}

async fn shapes(State(host): Rooms, Path(id): Path<u32>) -> Answer {
    Ok(Json(room(&host, id)?.with(|room| views::shapes(room)).await?))
}

async fn interactions(State(host): Rooms, Path(id): Path<u32>) -> Answer {
    Ok(Json(room(&host, id)?.with(|room| views::interactions(room)).await?))
}

async fn minimize(State(host): Rooms, Path(id): Path<u32>, Json(how): Json<Minimize>) -> Answer {
    done(&host, id, move |room| room.minimize(&how)).await
}

async fn stop(State(host): Rooms, Path(id): Path<u32>) -> Answer {
    done(&host, id, |room| room.stop_minimization()).await
}

async fn auto_minimize(State(host): Rooms, Path(id): Path<u32>, Json(how): Json<Minimize>) -> Answer {
    done(&host, id, move |room| room.set_auto_minimize(Some(how))).await
}

async fn no_auto_minimize(State(host): Rooms, Path(id): Path<u32>) -> Answer {
    done(&host, id, |room| room.set_auto_minimize(None)).await
}

async fn integrate(
    State(host): Rooms,
    Path((id, name)): Path<(u32, String)>,
    with: Option<Json<Integrate>>,
) -> Answer {
    let Json(with) = with.unwrap_or_default();
    done(&host, id, move |room| room.integrate(&name, &with)).await
}

async fn events(
    State(host): Rooms,
    Path(id): Path<u32>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    let handle = room(&host, id)?;
    Ok(upgrade.on_upgrade(move |socket| follow(socket, handle)))
}

/// Sends what happens; a browser that is too far behind is told to look anew.
async fn follow(mut socket: WebSocket, handle: Handle) {
    let mut events = handle.events();
    loop {
        let text = tokio::select! {
            event = events.recv() => match event {
                Ok(text) => text.to_string(),
                Err(RecvError::Lagged(missed)) => json!({ "event": "behind", "missed": missed }).to_string(),
                Err(RecvError::Closed) => return,
            },
            frame = socket.recv() => match frame {
                Some(Ok(_)) => continue,
                _ => return,
            },
        };
        if socket.send(Frame::Text(text.into())).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn the_description_has_every_route_and_no_other() {
        let source = include_str!("mod.rs").split("mod tests").next().unwrap();
        let routes = source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
        let whole = |route: &str| match route {
            "/api/rooms" | "/openapi.json" => route.to_owned(),
            "/" => "/api/rooms/{id}".to_owned(),
            below => format!("/api/rooms/{{id}}{below}"),
        };
        let routes: BTreeSet<String> = routes.map(whole).collect();
        let described: BTreeSet<String> =
            super::views::openapi()["paths"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(routes, described);
    }
}
