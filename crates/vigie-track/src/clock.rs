//! Whether a radar's clock has stepped: told by how long its plots take to arrive.
//!
//! Lines delay plots, by more or by less; but when all of the last ones are later than the usual spread allows, or any
//! is earlier than the least ever taken, either the line or the clock has changed. Which of the two it is, pairs of
//! plots will tell (`registration`); that something has changed is known here, at once and without any other sensor.
//! It knows nothing of drift: registration follows that.

/// Plots that must agree.
const AGREEING: usize = 16;
/// Plots from which the usual spread is taken.
const USUAL: u32 = 64;
/// A change smaller than this is left to registration, seconds.
const STEP_MIN_S: f64 = 0.3;

/// One radar's delays.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock {
    /// The last ones, seconds; a ring.
    last: [f64; AGREEING],
    seen: usize,
    /// The least and the greatest that are usual.
    usual: Option<(f64, f64)>,
    /// The same of the plots since, and how many they are.
    coming: (f64, f64),
    counted: u32,
}

/// What the delays of the last plots tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    /// By how much the clock is ahead of where it was, seconds, if it was the clock.
    pub(crate) ahead_s: f64,
    /// The least delay now, seconds; negative: plots are stamped later than they arrive.
    pub(crate) least_s: f64,
}

impl Clock {
    /// Takes the delay of a plot, seconds; the step, once it is certain that there was one. The first delays are a
    /// step from where they should be only when plots arrive before they are made.
    pub(crate) fn take(&mut self, delay_s: f64) -> Option<Step> {
        self.last[self.seen % AGREEING] = delay_s;
        self.seen += 1;
        self.coming = if self.counted == 0 {
            (delay_s, delay_s)
        } else {
            (self.coming.0.min(delay_s), self.coming.1.max(delay_s))
        };
        self.counted += 1;
        if self.seen < AGREEING {
            return None;
        }
        let least = self.last.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.last.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let Some((low, high)) = self.usual else {
            self.settle(least, most);
            return (least < -STEP_MIN_S).then_some(Step {
                ahead_s: -least,
                least_s: least,
            });
        };
        if least > high + STEP_MIN_S || most < low - STEP_MIN_S {
            self.settle(least, most);
            return Some(Step {
                ahead_s: low - least,
                least_s: least,
            });
        }
        if self.counted >= USUAL {
            let (low, high) = self.coming;
            self.settle(low, high);
        }
        None
    }

    fn settle(&mut self, low: f64, high: f64) {
        self.usual = Some((low, high));
        self.counted = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::{AGREEING, Clock, Step};

    /// Delays that jump about between one and four seconds, as those of a slow line do.
    fn slow_line(i: u32) -> f64 {
        1.0 + 3.0 * f64::from(i.wrapping_mul(2_654_435_761) >> 8) / f64::from(1u32 << 24)
    }

    #[test]
    fn a_step_is_noticed_and_a_slow_line_is_none() {
        for (step, noticed) in [(0.0, false), (3.5, true), (-3.5, true), (60.0, true)] {
            let mut clock = Clock::default();
            let before: Vec<Step> = (0..1000).filter_map(|i| clock.take(slow_line(i))).collect();
            assert!(before.is_empty(), "{before:?}");
            let after: Vec<Step> = (1000..2000)
                .filter_map(|i| clock.take(slow_line(i) - step))
                .collect();
            let sum: f64 = after.iter().map(|s| s.ahead_s).sum();
            assert_eq!(!after.is_empty(), noticed, "{step}");
            assert!((sum - step).abs() < 1.5, "{step}: {after:?}");
        }
    }

    #[test]
    fn a_steady_line_shows_small_steps_within_few_plots() {
        let mut clock = Clock::default();
        assert!((0..100).all(|_| clock.take(0.2).is_none()));
        let found = (0..100).position(|_| clock.take(0.9).is_some());
        assert_eq!(found, Some(AGREEING - 1));
        // A clock that is ahead from the start.
        let mut ahead = Clock::default();
        let first = (0..50).find_map(|_| ahead.take(-2.0));
        assert_eq!(
            first,
            Some(Step {
                ahead_s: 2.0,
                least_s: -2.0
            })
        );
    }
}
