//! Senders and receivers, the same in all runs.

use std::time::{Duration, Instant};

use bytes::{BufMut, BytesMut};
use geminal_transport::{PacketReader, PacketWriter};
use geminal_wire::{Packet, PacketType, name_hash};
use tokio::io::{AsyncRead, AsyncWrite};

use crate::{Failure, Load};

/// Writes the packets of `sessions`, evenly spread in time, until each had its number.
pub(crate) async fn send<W: AsyncWrite + Unpin>(
    writer: &mut PacketWriter<W>,
    sessions: &[u32],
    load: &Load,
    start: Instant,
    phase: f64,
) -> Result<usize, Failure> {
    let step = load.interval().div_f64(sessions.len().max(1) as f64);
    let body = vec![0x3F; load.atoms * 12];
    let count = sessions.len() * load.packets_per_stream();
    for i in 0..count {
        let due = start + step.mul_f64(i as f64 + phase);
        if let Some(wait) = due.checked_duration_since(Instant::now()) {
            tokio::time::sleep(wait).await;
        }
        let mut payload = BytesMut::with_capacity(20 + body.len());
        payload.put_u32_le((i / sessions.len()) as u32);
        payload.put_u32_le(name_hash("stream_feed"));
        payload.put_u64_le(start.elapsed().as_micros() as u64);
        payload.put_slice(&body);
        let packet =
            Packet::new(PacketType::MessageToClient, sessions[i % sessions.len()], 1, payload.freeze());
        writer.send(&packet).await?;
    }
    Ok(count)
}

/// Reads the packets of one stream and tells how long each was under way, microseconds. Stops early when nothing
/// comes for some seconds: what is missing was lost.
pub(crate) async fn receive<R: AsyncRead + Unpin>(
    reader: &mut PacketReader<R>,
    load: &Load,
    start: Instant,
) -> Result<Vec<u32>, Failure> {
    let mut latencies = Vec::with_capacity(load.packets_per_stream());
    while latencies.len() < load.packets_per_stream() {
        let next = tokio::time::timeout(Duration::from_secs(5), reader.next()).await;
        let Ok(packet) = next else { break };
        let Some(packet) = packet? else { break };
        if packet.packet_type != PacketType::MessageToClient {
            continue;
        }
        let now = start.elapsed().as_micros() as u64;
        let number = u32::from_le_bytes(packet.payload[..4].try_into()?);
        if number as usize != latencies.len() {
            return Err(format!("packet {number} came in place of {}", latencies.len()).into());
        }
        let sent = u64::from_le_bytes(packet.payload[8..16].try_into()?);
        latencies.push(now.saturating_sub(sent) as u32);
    }
    Ok(latencies)
}

/// All latencies, sorted.
pub(crate) fn merge(all: Vec<Vec<u32>>) -> Vec<u32> {
    let mut merged: Vec<u32> = all.into_iter().flatten().collect();
    merged.sort_unstable();
    merged
}
