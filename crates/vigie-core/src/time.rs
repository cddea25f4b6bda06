//! Absolute and relative time.
//!
//! One absolute type, [`UtcNs`], and one relative type, [`Nanos`]. `UtcNs` counts POSIX nanoseconds: leap seconds
//! are not counted, as in ASTERIX time of day and in every receiver's log. All arithmetic saturates: a time from
//! outside may be absurd, it may not stop the process.
//!
//! A target report has up to three times, and mixing them up is the classical fault of surveillance software; so
//! [`Applicable`], [`Heard`] and [`Sent`] are three types.

use std::ops::{Add, AddAssign, Neg, Sub};

/// Nanoseconds since 1970-01-01T00:00:00Z, POSIX (leap seconds not counted).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UtcNs(pub i64);

/// A signed duration in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Nanos(pub i64);

/// The count of a receiver's own counter (12 MHz in a Beast stream). Not a time: nobody knows its epoch or its rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticks(pub u64);

/// The moment at which the reported position or identity was true (I048/140, I021/071, I021/073).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Applicable(pub UtcNs);

/// The moment at which the bytes reached Vigie, by Vigie's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Heard(pub UtcNs);

/// The moment at which the sensor says it sent the report (I021/077).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sent(pub UtcNs);

/// The nanoseconds of one day.
pub const DAY: Nanos = Nanos(86_400_000_000_000);

impl UtcNs {
    /// Resolves an ASTERIX time of day (1/128 s since midnight UTC, e.g. I048/140) against the time the message
    /// was received.
    ///
    /// Picks the day that puts the result nearest to `received`, so a report made just before midnight and
    /// received just after keeps its date.
    #[must_use]
    pub fn from_time_of_day(tod_128ths: u32, received: UtcNs) -> UtcNs {
        UtcNs::from_nanos_of_day(Nanos(i64::from(tod_128ths) * 7_812_500), received)
    }

    /// The moment nearest to `received` whose time since midnight UTC is `since_midnight`.
    #[must_use]
    pub fn from_nanos_of_day(since_midnight: Nanos, received: UtcNs) -> UtcNs {
        let midnight = UtcNs(received.0.saturating_sub(received.0.rem_euclid(DAY.0)));
        let candidate = midnight + since_midnight;
        let half = DAY.0 / 2;
        let late = candidate - received;
        if late.0 > half {
            candidate - DAY
        } else if late.0 < -half {
            candidate + DAY
        } else {
            candidate
        }
    }

    /// The time since midnight UTC, in 1/128 s rounded down, as ASTERIX writes it.
    #[must_use]
    pub fn time_of_day_128ths(self) -> u32 {
        u32::try_from(self.0.rem_euclid(DAY.0) / 7_812_500).unwrap_or(0)
    }

    /// The time since midnight UTC.
    #[must_use]
    pub fn since_midnight(self) -> Nanos {
        Nanos(self.0.rem_euclid(DAY.0))
    }
}

impl Nanos {
    /// No time at all.
    pub const ZERO: Nanos = Nanos(0);

    /// A duration of whole seconds.
    #[must_use]
    pub const fn from_secs(seconds: i64) -> Nanos {
        Nanos(seconds.saturating_mul(1_000_000_000))
    }

    /// A duration of whole milliseconds.
    #[must_use]
    pub const fn from_millis(milliseconds: i64) -> Nanos {
        Nanos(milliseconds.saturating_mul(1_000_000))
    }

    /// A duration of seconds, to the nearest nanosecond; saturates, and not-a-number is zero.
    #[must_use]
    pub fn from_secs_f64(seconds: f64) -> Nanos {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "float to integer saturates, which is what is wanted"
        )]
        let nanos = libm::round(seconds * 1e9) as i64;
        Nanos(nanos)
    }

    /// The duration in seconds, for filter arithmetic.
    #[must_use]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 * 1e-9
    }
}

impl Sub for UtcNs {
    type Output = Nanos;
    fn sub(self, earlier: UtcNs) -> Nanos {
        Nanos(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Nanos> for UtcNs {
    type Output = UtcNs;
    fn add(self, span: Nanos) -> UtcNs {
        UtcNs(self.0.saturating_add(span.0))
    }
}

impl Sub<Nanos> for UtcNs {
    type Output = UtcNs;
    fn sub(self, span: Nanos) -> UtcNs {
        UtcNs(self.0.saturating_sub(span.0))
    }
}

impl Add for Nanos {
    type Output = Nanos;
    fn add(self, other: Nanos) -> Nanos {
        Nanos(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Nanos {
    fn add_assign(&mut self, other: Nanos) {
        *self = *self + other;
    }
}

impl Sub for Nanos {
    type Output = Nanos;
    fn sub(self, other: Nanos) -> Nanos {
        Nanos(self.0.saturating_sub(other.0))
    }
}

impl Neg for Nanos {
    type Output = Nanos;
    fn neg(self) -> Nanos {
        Nanos(self.0.saturating_neg())
    }
}

#[cfg(test)]
mod tests;
