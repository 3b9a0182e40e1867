//! How fast somebody may send: a bucket that refills, one second deep.

use std::time::{Duration, Instant};

/// A bucket of `per_second` tokens. Taking more than it holds is allowed and makes a debt, which is waited for.
#[derive(Debug)]
pub struct Rate {
    per_second: f64,
    tokens: f64,
    at: Instant,
}

impl Rate {
    /// A full bucket.
    pub fn new(per_second: u32, now: Instant) -> Self {
        Self { per_second: f64::from(per_second), tokens: f64::from(per_second), at: now }
    }

    /// Takes `count` tokens, and tells how long to wait before the next.
    pub fn take(&mut self, count: usize, now: Instant) -> Option<Duration> {
        let refill = now.saturating_duration_since(self.at).as_secs_f64() * self.per_second;
        self.tokens = (self.tokens + refill).min(self.per_second) - count as f64;
        self.at = now;
        (self.tokens < 0.0).then(|| Duration::from_secs_f64(-self.tokens / self.per_second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_a_debt_and_a_rest() {
        let start = Instant::now();
        let mut rate = Rate::new(10, start);
        for (milliseconds, count, wait) in [
            (0, 10, None),
            (0, 5, Some(500)),
            (500, 0, None),
            (600, 1, None),
            (600, 1, Some(100)),
            (9000, 10, None),
        ] {
            let got = rate.take(count, start + Duration::from_millis(milliseconds));
            let got = got.map(|wait| (wait.as_secs_f64() * 1000.0).round() as u64);
            assert_eq!(got, wait, "{milliseconds} {count}");
        }
    }
}
