//! The relay server: plugins, rooms, presenters, and the packets between them.
