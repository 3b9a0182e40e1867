//! Packets out of a stream of bytes.

use bytes::BytesMut;
use geminal_wire::{InvalidPacket, Packet, PacketError};
use tokio::io::{AsyncRead, AsyncReadExt};

/// What an idle connection keeps to read into, and the most one read takes.
const READ: std::ops::RangeInclusive<usize> = 2 << 10..=64 << 10;

/// Why a stream gives no more packets.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The stream failed, or ended without TLS's goodbye.
    #[error("the connection broke: {0}")]
    Io(#[from] std::io::Error),
    /// The stream ended in the middle of a packet.
    #[error("the connection ended in the middle of a packet ({missing} or more byte(s) missing)")]
    Cut {
        /// The least number of bytes missing.
        missing: usize,
    },
    /// The bytes are not packets.
    #[error(transparent)]
    Invalid(#[from] InvalidPacket),
}

/// Reads packets. Cancelling [`PacketReader::next`] loses nothing.
#[derive(Debug)]
pub struct PacketReader<R> {
    stream: R,
    buffer: BytesMut,
    /// How much the next read takes: grows while reads come back full, shrinks when they do not.
    read: usize,
    max_payload: usize,
}

impl<R: AsyncRead + Unpin> PacketReader<R> {
    /// A reader that refuses payloads over `max_payload` bytes.
    pub fn new(stream: R, max_payload: usize) -> Self {
        Self { stream, buffer: BytesMut::new(), read: *READ.start(), max_payload }
    }

    /// Changes the longest payload, from the next packet on.
    pub fn set_max_payload(&mut self, max_payload: usize) {
        self.max_payload = max_payload;
    }

    /// Whether part of a packet has arrived and its rest has not.
    pub fn is_mid_packet(&self) -> bool {
        !self.buffer.is_empty()
    }

    /// The next packet; `None` when the stream ended between packets.
    ///
    /// # Errors
    /// When the stream broke, ended inside a packet, or does not carry packets.
    pub async fn next(&mut self) -> Result<Option<Packet>, ReadError> {
        loop {
            let missing = match Packet::decode(&mut self.buffer, self.max_payload) {
                Ok(packet) => return Ok(Some(packet)),
                Err(PacketError::Invalid(error)) => return Err(error.into()),
                Err(PacketError::Incomplete { more }) => more,
            };
            if self.fill(missing).await? == 0 {
                return if self.buffer.is_empty() { Ok(None) } else { Err(ReadError::Cut { missing }) };
            }
        }
    }

    /// Reads and throws away until the stream ends or breaks.
    pub async fn discard(&mut self) {
        loop {
            self.buffer.clear();
            if !matches!(self.fill(0).await, Ok(1..)) {
                return;
            }
        }
    }

    async fn fill(&mut self, missing: usize) -> std::io::Result<usize> {
        // A header may announce anything: room is made for it only as fast as its bytes arrive.
        let room = missing.min(self.buffer.len().max(*READ.end())).max(self.read);
        if self.buffer.is_empty() && self.buffer.capacity() > 2 * room {
            self.buffer = BytesMut::new(); // a quiet connection gives a large buffer back
        }
        self.buffer.reserve(room);
        let count = self.stream.read_buf(&mut self.buffer).await?;
        if count >= self.read {
            self.read = (2 * self.read).min(*READ.end());
        } else if count < self.read / 4 {
            self.read = (self.read / 2).max(*READ.start());
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geminal_wire::PacketType;
    use tokio::io::AsyncWriteExt;

    fn bytes_of(packets: &[Packet]) -> BytesMut {
        let mut bytes = BytesMut::new();
        packets.iter().for_each(|packet| packet.encode(&mut bytes));
        bytes
    }

    #[tokio::test]
    async fn small_and_large_packets_come_whole() {
        let packets: Vec<_> = [0, 1, 100, 5_000, 70_000, 0, 1_000_000, 3]
            .into_iter()
            .map(|length| Packet::new(PacketType::MessageToClient, length as u32, 1, vec![7; length]))
            .collect();
        let bytes = bytes_of(&packets);
        let (mut one, other) = tokio::io::duplex(4096);
        let writing = tokio::spawn(async move { one.write_all(&bytes).await });
        let mut reader = PacketReader::new(other, 1 << 20);
        for packet in packets {
            assert_eq!(reader.next().await.unwrap(), Some(packet));
        }
        assert!(reader.next().await.unwrap().is_none());
        writing.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn ends_and_errors() {
        let whole = bytes_of(&[Packet::new(PacketType::KeepAlive, 0, 0, "abc")]);
        for (bytes, expected) in [
            (&whole[..0], "end"),
            (&whole[..], "packet"),
            (&whole[..16], "the connection ended in the middle of a packet (2 or more byte(s) missing)"),
            (&whole[..7], "the connection ended in the middle of a packet (8 or more byte(s) missing)"),
            (b"GET /", "the packet's version is 17735, only 0 exists: the peer does not speak this protocol"),
            (
                b"\0\0\0\0\0\0\x08\0\0\0\0\xff\xff\xff\xff",
                "the packet announces a negative payload length (-1)",
            ),
        ] {
            let got = match PacketReader::new(bytes, 1 << 20).next().await {
                Ok(None) => "end".to_owned(),
                Ok(Some(_)) => "packet".to_owned(),
                Err(error) => error.to_string(),
            };
            assert_eq!(got, expected);
        }
    }

    #[tokio::test]
    async fn an_announced_length_takes_no_memory() {
        let header = b"\0\0\0\0\0\0\x03\0\0\0\0\xff\xff\xff\x7f";
        let (mut one, other) = tokio::io::duplex(4096);
        one.write_all(header).await.unwrap();
        let mut reader = PacketReader::new(other, i32::MAX as usize);
        let waiting = tokio::time::timeout(std::time::Duration::from_millis(20), reader.next()).await;
        assert!(waiting.is_err());
        assert!(reader.buffer.capacity() <= 256 << 10, "{}", reader.buffer.capacity());
    }
}
