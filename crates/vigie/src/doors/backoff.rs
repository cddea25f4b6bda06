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
            silence: Duration::from_mins(1),
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

/// Lets one message of a kind through, then none for a while.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    last: Option<Instant>,
}

/// Between two log lines about the same thing.
const QUIET: Duration = Duration::from_secs(30);

impl Quiet {
    /// Whether to say it now.
    pub(super) fn may_speak(&mut self) -> bool {
        self.may_speak_at(Instant::now())
    }

    fn may_speak_at(&mut self, now: Instant) -> bool {
        let may = self
            .last
            .is_none_or(|last| now.duration_since(last) >= QUIET);
        if may {
            self.last = Some(now);
        }
        may
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
    fn the_same_thing_is_said_twice_a_minute() {
        let mut quiet = Quiet::default();
        let mut said = 0;
        let start = Instant::now();
        for second in 0..60 {
            said += u32::from(quiet.may_speak_at(start + Duration::from_secs(second)));
        }
        assert_eq!(said, 2);
    }
}
