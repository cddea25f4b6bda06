//! Times for files that do not carry whole ones.

use vigie_core::time::{DAY, Nanos, Ticks, UtcNs};

/// A step of more than this, in either direction, must be confirmed by the message after it.
const STEP_MAX: Nanos = Nanos::from_secs(600);
/// Between frames of a file that says nothing of time.
const UNTIMED: Nanos = Nanos::from_millis(1);

/// Times of day to times: the first on the day of the recording, each further one nearest to the one before.
///
/// Never goes back by less than [`STEP_MAX`]: plots of one turn are a little out of order, arrivals are not.
#[derive(Debug)]
pub(super) struct DayClock {
    midnight: UtcNs,
    last: Option<UtcNs>,
    /// A time far from the last, not believed yet.
    doubtful: Option<UtcNs>,
}

impl DayClock {
    pub(super) fn new(received: Option<UtcNs>) -> DayClock {
        let received = received.unwrap_or_default();
        DayClock {
            midnight: received - received.since_midnight(),
            last: None,
            doubtful: None,
        }
    }

    /// The time whose time since midnight is `since_midnight`.
    pub(super) fn at(&mut self, since_midnight: Nanos) -> UtcNs {
        let Some(last) = self.last else {
            let first = self.midnight + Nanos(since_midnight.0.rem_euclid(DAY.0));
            self.last = Some(first);
            return first;
        };
        let time = UtcNs::from_nanos_of_day(since_midnight, last);
        let is_near = |other: UtcNs| (-STEP_MAX..=STEP_MAX).contains(&(time - other));
        let believed = if is_near(last) {
            self.doubtful = None;
            time.max(last)
        } else if self.doubtful.is_some_and(is_near) {
            self.doubtful = None;
            time
        } else {
            self.doubtful = Some(time);
            last
        };
        self.last = Some(believed);
        believed
    }

    /// The time of a message that says none.
    pub(super) fn unchanged(&self) -> UtcNs {
        self.last.unwrap_or(self.midnight)
    }
}

/// A 12 MHz counter to times: the first at the time of the recording, each further one by the counts between.
#[derive(Debug)]
pub(super) struct CounterClock {
    now: UtcNs,
    last: Option<Ticks>,
    /// A count far from the last, not believed yet.
    doubtful: Option<Ticks>,
    has_begun: bool,
}

impl CounterClock {
    pub(super) fn new(received: Option<UtcNs>) -> CounterClock {
        CounterClock {
            now: received.unwrap_or_default(),
            last: None,
            doubtful: None,
            has_begun: false,
        }
    }

    /// The time of the next count. A counter that was set anew goes on from the time it had; one count far from its
    /// neighbours says nothing.
    pub(super) fn at(&mut self, ticks: Ticks) -> UtcNs {
        let is_near = |other: Ticks| span(other, ticks) <= STEP_MAX;
        match self.last {
            Some(last) if is_near(last) => self.now = self.now + span(last, ticks),
            // two frames a little out of order
            Some(last) if span(ticks, last) <= Nanos::from_secs(1) => return self.now,
            Some(_) if !self.doubtful.is_some_and(is_near) => {
                self.doubtful = Some(ticks);
                return self.now;
            }
            _ => {}
        }
        self.doubtful = None;
        self.last = Some(ticks);
        self.has_begun = true;
        self.now
    }

    /// The time of the next frame of a file without counts.
    pub(super) fn next(&mut self) -> UtcNs {
        if self.has_begun && self.last.is_none() {
            self.now = self.now + UNTIMED;
        }
        self.has_begun = true;
        self.now
    }
}

/// From one count of 48 bits to a later one.
fn span(from: Ticks, to: Ticks) -> Nanos {
    let counts = to.0.wrapping_sub(from.0) & 0xffff_ffff_ffff;
    Nanos(i64::try_from(u128::from(counts) * 250 / 3).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{CounterClock, DayClock};
    use vigie_core::time::{DAY, Nanos, Ticks, UtcNs};

    #[test]
    fn days_roll_over_and_one_bad_time_does_no_harm() {
        let day = 20_000 * DAY.0;
        let mut clock = DayClock::new(Some(UtcNs(day + 12 * 3_600_000_000_000)));
        assert_eq!(clock.unchanged(), UtcNs(day));
        // (seconds of day, expected seconds after the first midnight)
        for (tod, expected) in [
            (86_399, 86_399), // late on the day itself, though nearer to another day's
            (86_398, 86_399), // a little out of order
            (1, 86_401),
            (40_000, 86_401), // one bad time
            (2, 86_402),
            (7_200, 86_402), // a gap of two hours
            (7_201, 86_400 + 7_201),
            (3_600, 86_400 + 7_201), // a file joined to another
            (3_601, 86_400 + 3_601),
        ] {
            assert_eq!(
                clock.at(Nanos::from_secs(tod)),
                UtcNs(day) + Nanos::from_secs(expected),
                "{tod}"
            );
        }
        assert_eq!(
            DayClock::new(None).at(Nanos::from_secs(5)),
            UtcNs(5_000_000_000)
        );
    }

    #[test]
    fn counters_wrap_and_start_anew() {
        let mut clock = CounterClock::new(Some(UtcNs(1_000)));
        for (ticks, expected) in [
            (0xffff_ffff_fff4, 1_000),
            (0, 2_000), // twelve counts: a microsecond
            (12_000_000, 1_000_002_000),
            (11_999_988, 1_000_002_000), // out of order
            (12_000_012, 1_000_003_000),
            (0xff00_4d4c_4154, 1_000_003_000), // one odd count
            (12_000_024, 1_000_004_000),
            (0x8000_0000_0000, 1_000_004_000), // set anew
            (0x8000_0000_000c, 1_000_004_000),
            (0x8000_0000_0018, 1_000_005_000),
        ] {
            assert_eq!(clock.at(Ticks(ticks)), UtcNs(expected), "{ticks:x}");
        }
        let mut untimed = CounterClock::new(None);
        assert_eq!(
            [untimed.next(), untimed.next()],
            [UtcNs(0), UtcNs(1_000_000)]
        );
    }
}
