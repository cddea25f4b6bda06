//! How long to wait before trying again, and how often to say the same thing.

use std::time::Duration;
use tokio::time::Instant;

/// The durations a connection lives by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timing {
    /// Before the first retry; doubled for each further one.
    pub(super) retry_min: Duration,
    /// Between retries, at most.
    pub(super) retry_max: Duration,
    /// A connection that brought data for this long starts over at `retry_min`.
    pub(super) steady: Duration,
    /// Without a byte for this long, a connection is given up.
    pub(super) silence: Duration,
    /// For a connection to be made.
    pub(super) connect: Duration,
    /// For a reader to take what is written to it.
    pub(super) write: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            retry_min: Duration::from_millis(500),
            retry_max: Duration::from_secs(30),
            steady: Duration::from_mins(1),
            silence: Duration::from_mins(3),
            connect: Duration::from_secs(10),
            write: Duration::from_secs(5),
        }
    }
}

/// Exponential back-off, without jitter: one client a sensor is no herd.
#[derive(Debug)]
pub(super) struct Backoff {
    timing: Timing,
    next: Duration,
}

impl Backoff {
    pub(super) fn new(timing: Timing) -> Backoff {
        Backoff {
            timing,
            next: timing.retry_min,
        }
    }

    /// How long to wait now.
    pub(super) fn wait(&mut self) -> Duration {
        let now = self.next;
        self.next = now.saturating_mul(2).min(self.timing.retry_max);
        now
    }

    /// A connection ended that brought data for `span`.
    pub(super) fn ended_after(&mut self, span: Duration) {
        if span >= self.timing.steady {
            self.next = self.timing.retry_min;
        }
    }
}

/// Lets a few log lines of a kind through, then none for a while.
#[derive(Debug)]
pub(super) struct Quiet {
    since: Option<Instant>,
    said: u32,
    lines: u32,
}

impl Default for Quiet {
    fn default() -> Quiet {
        Quiet::after(1)
    }
}

/// In which only so many lines of a kind are written.
const QUIET: Duration = Duration::from_secs(30);

impl Quiet {
    /// Quiet after so many lines.
    pub(super) fn after(lines: u32) -> Quiet {
        Quiet {
            since: None,
            said: 0,
            lines,
        }
    }

    /// Whether to say it now.
    pub(super) fn may_speak(&mut self) -> bool {
        self.may_speak_at(Instant::now())
    }

    fn may_speak_at(&mut self, now: Instant) -> bool {
        let is_over = self
            .since
            .is_none_or(|since| now.duration_since(since) >= QUIET);
        if is_over {
            self.since = Some(now);
            self.said = 0;
        }
        self.said = self.said.saturating_add(1);
        self.said <= self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::{Backoff, Quiet, Timing};
    use std::time::Duration;
    use tokio::time::Instant;

    #[test]
    fn waits_double_up_to_the_cap_and_start_over_after_a_minute_of_data() {
        let mut backoff = Backoff::new(Timing::default());
        let waits: Vec<u128> = (0..9).map(|_| backoff.wait().as_millis()).collect();
        assert_eq!(
            waits,
            [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
        );
        backoff.ended_after(Duration::from_secs(59));
        assert_eq!(backoff.wait().as_secs(), 30);
        backoff.ended_after(Duration::from_mins(1));
        assert_eq!(backoff.wait().as_millis(), 500);
    }

    #[test]
    fn the_same_thing_is_said_a_few_times_a_minute() {
        let start = Instant::now();
        for lines in [1, 3] {
            let mut quiet = Quiet::after(lines);
            let mut said = 0;
            for second in 0..60 {
                said += u32::from(quiet.may_speak_at(start + Duration::from_secs(second)));
            }
            assert_eq!(said, 2 * lines);
        }
    }
}
