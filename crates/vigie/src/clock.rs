//! The clock: the only place that reads it.

use std::time::Instant;
use vigie_core::time::{Nanos, UtcNs};

/// The machine's time. A clock before 1970 reads as 1970, one beyond 2262 as 2262.
#[must_use]
pub fn utc_now() -> UtcNs {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the clock"
    )]
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    UtcNs(since.map_or(0, |d| i64::try_from(d.as_nanos()).unwrap_or(i64::MAX)))
}

/// The time of a run: the machine's UTC for live sensors, or a data time that starts anywhere and runs at any speed
/// for recorded and simulated ones. Monotonic in both cases: a stepped system clock does not step it.
#[derive(Debug, Clone, Copy)]
pub struct RunClock {
    start: UtcNs,
    started: Instant,
    speed: f64,
}

impl RunClock {
    /// A clock that reads `start` now and runs `speed` times as fast as the machine's.
    #[must_use]
    pub fn starting_at(start: UtcNs, speed: f64) -> RunClock {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that reads the clock"
        )]
        let started = Instant::now();
        RunClock {
            start,
            started,
            speed,
        }
    }

    /// What it read when it was made.
    #[must_use]
    pub fn start(&self) -> UtcNs {
        self.start
    }

    /// What it reads.
    #[must_use]
    pub fn now(&self) -> UtcNs {
        self.start + Nanos::from_secs_f64(self.started.elapsed().as_secs_f64() * self.speed)
    }

    /// How long to wait, in the machine's time, until it reads `at`; zero if it already has.
    #[must_use]
    pub fn until(&self, at: UtcNs) -> std::time::Duration {
        let span = (at - self.now()).as_secs_f64() / self.speed;
        std::time::Duration::try_from_secs_f64(span.max(0.0)).unwrap_or_default()
    }
}

/// RFC 3339 in UTC, to the nanosecond where there is a fraction.
#[must_use]
pub fn rfc3339(at: UtcNs) -> String {
    let seconds = at.0.div_euclid(1_000_000_000);
    let nanos = i32::try_from(at.0.rem_euclid(1_000_000_000)).unwrap_or(0);
    jiff::Timestamp::new(seconds, nanos).map_or_else(|_| String::new(), |stamp| stamp.to_string())
}

/// The nearest time we can hold.
#[must_use]
pub fn utc_of(stamp: jiff::Timestamp) -> UtcNs {
    UtcNs(
        i64::try_from(stamp.as_nanosecond()).unwrap_or(if stamp.as_second() < 0 {
            i64::MIN
        } else {
            i64::MAX
        }),
    )
}
