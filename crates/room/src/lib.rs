//! The room host: workspace, presenter, client duties, HTTP and WebSocket.
