//! Streams: values of objects that change often.

use std::collections::HashSet;

use geminal_wire::shapes::ShapeBody;
use geminal_wire::streams::{
    StreamCreate, StreamCreated, StreamData, StreamDataKind, StreamDirection, StreamError, StreamFeed,
    StreamInterrupt, StreamInterruptReason, StreamKind,
};
use geminal_wire::{Color, Command};

use crate::event::Event;
use crate::room::Room;
use crate::session::Stream;

/// How the values of a stream travel.
fn data_kind(kind: StreamKind) -> StreamDataKind {
    match kind {
        StreamKind::Color | StreamKind::ShapeColor => StreamDataKind::Byte,
        StreamKind::Label => StreamDataKind::String,
        _ => StreamDataKind::Float,
    }
}

impl Room {
    pub(crate) fn create_stream(&mut self, session: u32, create: StreamCreate) -> StreamCreated {
        let known = |index: &i64| match create.kind {
            StreamKind::ComplexPositionRotation => self.workspace.complex(*index).is_some(),
            StreamKind::ShapePosition | StreamKind::ShapeColor | StreamKind::SphereShapeRadius => {
                i32::try_from(*index).is_ok_and(|index| self.shapes.contains_key(&index))
            }
            _ => self.workspace.atom(*index).is_some(),
        };
        let error =
            if create.indices.iter().all(known) { StreamError::None } else { StreamError::AtomNotFound };
        self.last_stream += 1;
        let id = self.last_stream;
        let (data, direction) = (data_kind(create.kind), create.direction);
        if error == StreamError::None {
            if let Some(session) = self.sessions.get_mut(&session) {
                session.streams.insert(id, Stream { kind: create.kind, direction, indices: create.indices });
            }
            self.tell(Event::StreamStarted { session, stream: id });
        }
        StreamCreated { error, id, data, direction }
    }

    /// Gives the streams that read positions of these atoms what they read now.
    pub(crate) fn feed_readers(&mut self, moved: &[i64]) {
        let reads = |stream: &Stream| {
            stream.direction == StreamDirection::Reading && stream.kind == StreamKind::Position
        };
        let all = self
            .sessions
            .iter()
            .flat_map(|(&session, s)| s.streams.iter().map(move |(&id, s)| (session, id, s)));
        let readers: Vec<_> = all.filter(|(.., stream)| reads(stream)).collect();
        if readers.is_empty() {
            return;
        }
        let moved: HashSet<i64> = moved.iter().copied().collect();
        let touched =
            readers.into_iter().filter(|(.., stream)| stream.indices.iter().any(|i| moved.contains(i)));
        let touched: Vec<(u32, u32)> = touched.map(|(session, id, _)| (session, id)).collect();
        touched.into_iter().for_each(|(session, id)| self.feed_reader(session, id));
    }

    /// Gives a stream that the plugin reads what it reads now.
    pub(crate) fn feed_reader(&mut self, session: u32, id: u32) {
        let Some(stream) = self.sessions.get(&session).and_then(|s| s.streams.get(&id)).cloned() else {
            return;
        };
        if stream.direction != StreamDirection::Reading {
            return;
        }
        let atoms = stream.indices.iter().filter_map(|index| self.workspace.atom(*index));
        let data = match stream.kind {
            StreamKind::Position => StreamData::Float(
                self.workspace.shown_positions(&stream.indices).into_iter().flatten().collect(),
            ),
            StreamKind::Color => {
                StreamData::Byte(atoms.flat_map(|a| a.color.to_rgba().into_iter().take(3)).collect())
            }
            StreamKind::Scale => StreamData::Float(atoms.map(|a| a.scale).collect()),
            StreamKind::Label => StreamData::String(atoms.map(|a| a.label_text.clone()).collect()),
            _ => return,
        };
        self.say(session, Command::StreamFeed(StreamFeed { id, data }));
    }

    /// Applies new values; always acknowledged, or the plugin stops.
    pub(crate) fn feed_stream(&mut self, session: u32, feed: StreamFeed) -> Command {
        let stream = self.sessions.get(&session).and_then(|s| s.streams.get(&feed.id)).cloned();
        let Some(stream) = stream else {
            let reason = StreamInterruptReason::StreamNotFound;
            self.say(session, Command::StreamInterrupt(StreamInterrupt { reason, id: feed.id }));
            return Command::StreamFeedDone;
        };
        let gone = stream.kind == StreamKind::Position
            && stream.indices.iter().any(|index| self.workspace.atom(*index).is_none());
        if gone {
            self.destroy_stream(session, feed.id);
            let reason = StreamInterruptReason::Crashed;
            self.say(session, Command::StreamInterrupt(StreamInterrupt { reason, id: feed.id }));
            return Command::StreamFeedDone;
        }
        match feed.data {
            StreamData::Float(values) => self.apply_floats(&stream, values),
            StreamData::Byte(values) => self.apply_bytes(&stream, &values),
            StreamData::String(values) => self.apply_strings(&stream, &values),
        }
        Command::StreamFeedDone
    }

    fn apply_floats(&mut self, stream: &Stream, values: Vec<f32>) {
        match stream.kind {
            StreamKind::Position => {
                self.workspace.move_atoms(&stream.indices, &values);
                self.feed_readers(&stream.indices);
                self.tell(Event::Moved { atoms: stream.indices.clone(), coordinates: values });
            }
            StreamKind::Scale => self.workspace.change_atoms(&stream.indices, |k, atom| {
                atom.scale = values.get(k).copied().unwrap_or(atom.scale);
            }),
            StreamKind::ComplexPositionRotation => {
                for (index, row) in stream.indices.iter().zip(values.chunks_exact(7)) {
                    self.workspace.change_complex(*index, |complex| {
                        complex.position.copy_from_slice(&row[..3]);
                        complex.rotation.copy_from_slice(&row[3..]);
                    });
                }
                let edit = crate::Edit { changed: stream.indices.clone(), ..crate::Edit::default() };
                self.tell(Event::Workspace { edit });
            }
            StreamKind::ShapePosition => {
                self.change_shapes(stream, values.chunks_exact(3), |shape, row: &[f32]| {
                    if let Some(anchor) = shape.anchors.first_mut() {
                        anchor.local_offset.copy_from_slice(row);
                    }
                })
            }
            StreamKind::SphereShapeRadius => {
                self.change_shapes(stream, values.chunks_exact(1), |shape, row: &[f32]| {
                    if let ShapeBody::Sphere(sphere) = &mut shape.body {
                        sphere.radius = row[0];
                    }
                })
            }
            _ => {}
        }
    }

    fn apply_bytes(&mut self, stream: &Stream, values: &[u8]) {
        match stream.kind {
            StreamKind::Color => self.workspace.change_atoms(&stream.indices, |k, atom| {
                if let Some(&[r, g, b]) = values.get(3 * k..3 * k + 3) {
                    atom.color = Color::rgba(r, g, b, 255);
                }
            }),
            StreamKind::ShapeColor => {
                self.change_shapes(stream, values.chunks_exact(4), |shape, row: &[u8]| {
                    shape.color = Color::rgba(row[0], row[1], row[2], row[3]);
                })
            }
            _ => {}
        }
    }

    fn apply_strings(&mut self, stream: &Stream, values: &[String]) {
        if stream.kind == StreamKind::Label {
            self.workspace.change_atoms(&stream.indices, |k, atom| {
                if let Some(text) = values.get(k) {
                    atom.label_text.clone_from(text);
                    atom.labeled = !text.is_empty();
                }
            });
        }
    }

    fn change_shapes<'v, T: 'v + ?Sized>(
        &mut self,
        stream: &Stream,
        rows: impl Iterator<Item = &'v T>,
        change: impl Fn(&mut geminal_wire::shapes::Shape, &'v T),
    ) {
        for (index, row) in stream.indices.iter().zip(rows) {
            if let Some(shape) = i32::try_from(*index).ok().and_then(|index| self.shapes.get_mut(&index)) {
                change(shape, row);
            }
        }
        self.tell(Event::Shapes);
    }

    pub(crate) fn destroy_stream(&mut self, session: u32, id: u32) -> Option<Command> {
        let gone = self.sessions.get_mut(&session).and_then(|session| session.streams.remove(&id));
        if let Some(stream) = gone {
            self.tell(Event::StreamEnded { session, stream: id });
            if stream.kind == StreamKind::Position && stream.direction == StreamDirection::Writing {
                let changed = self.workspace.owners(&stream.indices);
                self.announce(&crate::Edit { changed, ..crate::Edit::default() });
            }
        }
        None
    }
}
