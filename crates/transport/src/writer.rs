//! Packets into a stream of bytes.

use std::io::IoSlice;

use geminal_wire::{HEADER_LENGTH, Packet};
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// Writes packets, headers and payloads gathered, without copying them into one buffer.
#[derive(Debug)]
pub struct PacketWriter<W> {
    stream: W,
}

impl<W: AsyncWrite + Unpin> PacketWriter<W> {
    /// A writer into `stream`.
    pub fn new(stream: W) -> Self {
        Self { stream }
    }

    /// Writes one packet and flushes. When cancelled, part of the packet may be gone: end the connection then.
    ///
    /// # Errors
    /// When the stream broke.
    pub async fn send(&mut self, packet: &Packet) -> std::io::Result<()> {
        self.send_all(std::slice::from_ref(packet)).await
    }

    /// Writes packets one after the other and flushes once.
    ///
    /// # Errors
    /// When the stream broke.
    pub async fn send_all(&mut self, packets: &[Packet]) -> std::io::Result<()> {
        let headers: Vec<[u8; HEADER_LENGTH]> =
            packets.iter().map(|packet| packet.header().encode()).collect();
        let mut slices = Vec::with_capacity(2 * packets.len());
        for (header, packet) in headers.iter().zip(packets) {
            slices.push(IoSlice::new(header));
            if !packet.payload.is_empty() {
                slices.push(IoSlice::new(&packet.payload));
            }
        }
        let mut rest = &mut slices[..];
        while !rest.is_empty() {
            match self.stream.write_vectored(rest).await? {
                0 => return Err(std::io::ErrorKind::WriteZero.into()),
                count => IoSlice::advance_slices(&mut rest, count),
            }
        }
        self.stream.flush().await
    }

    /// Says goodbye (close_notify) and closes the sending side.
    ///
    /// # Errors
    /// When the stream broke.
    pub async fn shutdown(&mut self) -> std::io::Result<()> {
        self.stream.shutdown().await
    }
}
