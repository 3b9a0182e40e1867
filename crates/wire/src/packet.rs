//! Packets: what goes over the socket.
//!
//! A packet is a header of 15 bytes, little-endian, and a payload:
//!
//! | bytes | field |
//! |---|---|
//! | u16 | version of the protocol, always 0 |
//! | u32 | session id |
//! | u8 | packet type |
//! | u32 | plugin id |
//! | i32 | payload length; 0 is normal, negative is invalid |

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// Length of a packet's header in bytes.
pub const HEADER_LENGTH: usize = 15;

/// What a packet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PacketType {
    /// The list of plugins (relay → room).
    PluginList,
    /// A plugin registers; the relay's answer carries the granted id in the header.
    PluginConnection,
    /// A room connects.
    ClientConnection,
    /// A command for one session of a plugin.
    MessageToPlugin,
    /// A message of a plugin's session to its room.
    MessageToClient,
    /// Plugin → relay with a session id: that session ended. Relay → plugin: the plugin's connection is over.
    PluginDisconnection,
    /// A session was closed by its room.
    ClientDisconnection,
    /// Another person presents.
    MasterChange,
    /// Still there. Answered with the same type.
    KeepAlive,
    /// The relay asks for logs.
    LogsRequest,
    /// A line of log from a plugin, GELF JSON.
    LiveLogs,
    /// A type this protocol does not name; receivers ignore it.
    Other(u8),
}

impl PacketType {
    /// Every named type, in the order of its code.
    pub const ALL: [PacketType; 11] = [
        Self::PluginList,
        Self::PluginConnection,
        Self::ClientConnection,
        Self::MessageToPlugin,
        Self::MessageToClient,
        Self::PluginDisconnection,
        Self::ClientDisconnection,
        Self::MasterChange,
        Self::KeepAlive,
        Self::LogsRequest,
        Self::LiveLogs,
    ];

    /// The byte that stands for this type.
    pub fn code(self) -> u8 {
        match self {
            Self::PluginList => 0,
            Self::PluginConnection => 1,
            Self::ClientConnection => 2,
            Self::MessageToPlugin => 3,
            Self::MessageToClient => 4,
            Self::PluginDisconnection => 5,
            Self::ClientDisconnection => 6,
            Self::MasterChange => 7,
            Self::KeepAlive => 8,
            Self::LogsRequest => 9,
            Self::LiveLogs => 10,
            Self::Other(code) => code,
        }
    }
}

impl From<u8> for PacketType {
    fn from(code: u8) -> Self {
        Self::ALL.get(usize::from(code)).copied().unwrap_or(Self::Other(code))
    }
}

/// Why no packet came out of a buffer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    /// The packet is fine so far: at least `more` further bytes are needed.
    #[error("the packet is incomplete: {more} more byte(s) needed")]
    Incomplete {
        /// The least number of bytes still missing.
        more: usize,
    },
    /// No further bytes can make this a packet; the stream has lost its framing.
    #[error(transparent)]
    Invalid(#[from] InvalidPacket),
}

/// Why bytes can never become a packet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPacket {
    /// The protocol's version is not 0: the peer speaks something else (plain text, TLS ...).
    #[error("the packet's version is {0}, only 0 exists: the peer does not speak this protocol")]
    Version(u16),
    /// The payload's length is negative.
    #[error("the packet announces a negative payload length ({0})")]
    NegativeLength(i32),
    /// The payload is longer than the receiver allows.
    #[error(
        "the packet announces {length} bytes of payload, at most {limit} are allowed: raise the limit to accept it"
    )]
    TooLarge {
        /// What the header says.
        length: usize,
        /// What the receiver allows.
        limit: usize,
    },
}

/// The 15 bytes before a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Which session of the plugin; 0 outside a session.
    pub session_id: u32,
    /// What the packet is for.
    pub packet_type: PacketType,
    /// Which plugin; 0 before it is known.
    pub plugin_id: u32,
    /// Bytes of payload that follow.
    pub payload_length: usize,
}

impl Header {
    /// Reads a header from the start of `bytes`, refusing a payload longer than `max_payload`.
    ///
    /// # Errors
    /// [`PacketError::Incomplete`] below 15 bytes; otherwise [`PacketError::Invalid`]. What is wrong in the first two
    /// bytes is reported as soon as these are there.
    pub fn decode(mut bytes: &[u8], max_payload: usize) -> Result<Self, PacketError> {
        if bytes.len() >= 2 {
            let version = u16::from_le_bytes([bytes[0], bytes[1]]);
            if version != 0 {
                return Err(InvalidPacket::Version(version).into());
            }
        }
        if bytes.len() < HEADER_LENGTH {
            return Err(PacketError::Incomplete { more: HEADER_LENGTH - bytes.len() });
        }
        bytes.advance(2);
        let session_id = bytes.get_u32_le();
        let packet_type = PacketType::from(bytes.get_u8());
        let plugin_id = bytes.get_u32_le();
        let length = bytes.get_i32_le();
        let payload_length = usize::try_from(length).map_err(|_| InvalidPacket::NegativeLength(length))?;
        if payload_length > max_payload {
            return Err(InvalidPacket::TooLarge { length: payload_length, limit: max_payload }.into());
        }
        Ok(Self { session_id, packet_type, plugin_id, payload_length })
    }

    /// The header's bytes. A payload over `i32::MAX` bytes cannot be announced; it saturates.
    pub fn encode(&self) -> [u8; HEADER_LENGTH] {
        let mut bytes = [0; HEADER_LENGTH];
        let mut out = &mut bytes[2..];
        out.put_u32_le(self.session_id);
        out.put_u8(self.packet_type.code());
        out.put_u32_le(self.plugin_id);
        out.put_i32_le(i32::try_from(self.payload_length).unwrap_or(i32::MAX));
        bytes
    }
}

/// A header and its payload. Cloning shares the payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// Which session of the plugin; 0 outside a session.
    pub session_id: u32,
    /// What the packet is for.
    pub packet_type: PacketType,
    /// Which plugin; 0 before it is known.
    pub plugin_id: u32,
    /// What the packet carries.
    pub payload: Bytes,
}

impl Packet {
    /// A packet that carries `payload`.
    pub fn new(packet_type: PacketType, session_id: u32, plugin_id: u32, payload: impl Into<Bytes>) -> Self {
        Self { session_id, packet_type, plugin_id, payload: payload.into() }
    }

    /// The header that goes before the payload.
    pub fn header(&self) -> Header {
        Header {
            session_id: self.session_id,
            packet_type: self.packet_type,
            plugin_id: self.plugin_id,
            payload_length: self.payload.len(),
        }
    }

    /// Appends header and payload to `out`.
    pub fn encode(&self, out: &mut BytesMut) {
        out.reserve(HEADER_LENGTH + self.payload.len());
        out.put_slice(&self.header().encode());
        out.put_slice(&self.payload);
    }

    /// Takes one packet off the front of `buffer`, without copying its payload.
    ///
    /// # Errors
    /// [`PacketError::Incomplete`] leaves `buffer` as it is: call again when more bytes have come.
    /// [`PacketError::Invalid`] means that the connection has to end.
    pub fn decode(buffer: &mut BytesMut, max_payload: usize) -> Result<Self, PacketError> {
        let header = Header::decode(buffer, max_payload)?;
        let length = HEADER_LENGTH + header.payload_length;
        if buffer.len() < length {
            return Err(PacketError::Incomplete { more: length - buffer.len() });
        }
        let mut packet = buffer.split_to(length);
        packet.advance(HEADER_LENGTH);
        let Header { session_id, packet_type, plugin_id, .. } = header;
        Ok(Self { session_id, packet_type, plugin_id, payload: packet.freeze() })
    }

    /// The first eight bytes of the payload of a message or command; `None` if it is too short to be one.
    pub fn head(&self) -> Option<Head> {
        Head::of(&self.payload)
    }
}

/// The first eight bytes of every message and command: all that a relay reads of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Which request this is, or answers.
    pub request_id: u32,
    /// The hash of the message's or command's name.
    pub hash: u32,
}

impl Head {
    /// The head of a payload; `None` below eight bytes.
    pub fn of(mut payload: &[u8]) -> Option<Self> {
        (payload.len() >= 8).then(|| Self { request_id: payload.get_u32_le(), hash: payload.get_u32_le() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMIT: usize = 1 << 16;

    #[test]
    fn bytes_of_packets() {
        for (packet, hex) in [
            (Packet::new(PacketType::PluginConnection, 0, 0, "{}"), "000000000000010000000002000000 7b7d"),
            (Packet::new(PacketType::KeepAlive, 5, 0, ""), "000005000000080000000000000000"),
            (Packet::new(PacketType::Other(77), 1, 0xFFFF_FFFF, "x"), "0000010000004dffffffff01000000 78"),
        ] {
            let mut out = BytesMut::new();
            packet.encode(&mut out);
            let got: String = out.iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(got, hex.replace(' ', ""));
            assert_eq!(Packet::decode(&mut out, LIMIT), Ok(packet));
            assert!(out.is_empty());
        }
    }

    #[test]
    fn refusals() {
        let header = |version: u16, length: i32| {
            let mut bytes = vec![0; HEADER_LENGTH];
            bytes[..2].copy_from_slice(&version.to_le_bytes());
            bytes[11..].copy_from_slice(&length.to_le_bytes());
            bytes
        };
        for (bytes, error) in [
            (vec![], PacketError::Incomplete { more: 15 }),
            (header(0, 10), PacketError::Incomplete { more: 10 }),
            (header(0, -1), InvalidPacket::NegativeLength(-1).into()),
            (header(0, i32::MIN), InvalidPacket::NegativeLength(i32::MIN).into()),
            (header(0, 65_537), InvalidPacket::TooLarge { length: 65_537, limit: LIMIT }.into()),
            (b"GET / HTTP/1.1".to_vec(), InvalidPacket::Version(0x4547).into()),
            (b"\x16\x03".to_vec(), InvalidPacket::Version(0x0316).into()), // the start of a TLS hello
        ] {
            let mut buffer = BytesMut::from(&bytes[..]);
            assert_eq!(Packet::decode(&mut buffer, LIMIT), Err(error));
            assert_eq!(buffer, bytes);
        }
    }

    proptest! {
        #[test]
        fn arrives_however_it_is_cut(
            packets in prop::collection::vec(
                (any::<u32>(), any::<u8>(), any::<u32>(), prop::collection::vec(any::<u8>(), 0..300)), 1..6),
            cut in 1usize..40,
        ) {
            let packets: Vec<_> =
                packets.into_iter().map(|(s, t, p, payload)| Packet::new(t.into(), s, p, payload)).collect();
            let mut stream = BytesMut::new();
            packets.iter().for_each(|packet| packet.encode(&mut stream));
            let (mut buffer, mut got) = (BytesMut::new(), Vec::new());
            for chunk in stream.chunks(cut) {
                buffer.extend_from_slice(chunk);
                while let Ok(packet) = Packet::decode(&mut buffer, LIMIT) {
                    got.push(packet);
                }
            }
            prop_assert_eq!(got, packets);
        }

        #[test]
        fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = Packet::decode(&mut BytesMut::from(&bytes[..]), LIMIT);
        }
    }
}
