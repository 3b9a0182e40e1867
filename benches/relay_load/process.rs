//! What the system knows of a process (Linux).

use std::fs::read_to_string;

/// A process and its children.
pub(crate) fn family(parent: u32) -> Vec<u32> {
    let children = read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
    std::iter::once(parent).chain(children.split_whitespace().filter_map(|id| id.parse().ok())).collect()
}

/// CPU seconds that processes have used, user and system. The kernel counts in hundredths.
pub(crate) fn cpu_seconds(processes: &[u32]) -> f64 {
    let ticks = |id: &u32| -> Option<f64> {
        let stat = read_to_string(format!("/proc/{id}/stat")).ok()?;
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        Some(fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?)
    };
    processes.iter().filter_map(ticks).sum::<f64>() / 100.0
}

/// Bytes of memory that a process holds.
pub(crate) fn resident_bytes(process: u32) -> f64 {
    let status = read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(f64::NAN) * 1024.0
}
