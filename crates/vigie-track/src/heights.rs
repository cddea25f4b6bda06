//! At what height targets of a given speed fly: what to expect of one that states no height.
//!
//! Begins with a rule of thumb (slow ones fly low) and learns from the believed tracks that do state a height. Known
//! by speed in overlapping bands; no place, no route, no type of aircraft.

use crate::measurement::HeightGuess;

/// Bands of speed.
const BANDS: usize = 10;
/// Their width, m/s.
const WIDTH_MPS: f64 = 40.0;
/// As how many targets the rule of thumb counts.
const PRIOR_WEIGHT: f64 = 2.0;
/// Standard deviation of the rule of thumb, metres.
const PRIOR_SIGMA_M: f64 = 2500.0;
/// The least standard deviation of a guess, metres.
const SIGMA_MIN_M: f64 = 800.0;

/// Heights by speed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Heights {
    bands: [Band; BANDS],
}

/// Weight, and weighted sums of height and height squared.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Band {
    weight: f64,
    sum: f64,
    squares: f64,
}

impl Heights {
    /// Learns of a target.
    pub(crate) fn add(&mut self, speed_mps: f64, height_m: f64) {
        for (band, centre) in self.bands.iter_mut().zip(centres()) {
            let weight = 1.0 - (speed_mps - centre).abs() / (1.5 * WIDTH_MPS);
            if weight > 0.0 {
                band.weight += weight;
                band.sum += weight * height_m;
                band.squares += weight * height_m * height_m;
            }
        }
    }

    /// What to expect at a speed.
    pub(crate) fn at_speed(&self, speed_mps: f64) -> HeightGuess {
        let nearest = self
            .bands
            .iter()
            .zip(centres())
            .min_by(|a, b| (a.1 - speed_mps).abs().total_cmp(&(b.1 - speed_mps).abs()))
            .map_or(Band::default(), |b| *b.0);
        let rule = (speed_mps * 42.0).clamp(1500.0, 9500.0);
        let weight = nearest.weight + PRIOR_WEIGHT;
        let mean = (nearest.sum + PRIOR_WEIGHT * rule) / weight;
        let squares =
            nearest.squares + PRIOR_WEIGHT * (rule * rule + PRIOR_SIGMA_M * PRIOR_SIGMA_M);
        let variance = squares / weight - mean * mean;
        HeightGuess {
            height_m: mean,
            sigma_m: variance.max(SIGMA_MIN_M * SIGMA_MIN_M).sqrt(),
        }
    }
}

fn centres() -> impl Iterator<Item = f64> {
    (0u8..).map(|i| (f64::from(i) + 0.5) * WIDTH_MPS)
}

#[cfg(test)]
mod tests {
    use super::Heights;

    #[test]
    fn what_flies_teaches_what_to_expect() {
        let mut heights = Heights::default();
        let rule = heights.at_speed(70.0);
        for _ in 0..30 {
            heights.add(70.0, 1200.0);
            heights.add(240.0, 11_000.0);
        }
        let (slow, fast) = (heights.at_speed(70.0), heights.at_speed(235.0));
        assert!(slow.height_m < rule.height_m && (slow.height_m - 1200.0).abs() < 300.0);
        assert!((fast.height_m - 11_000.0).abs() < 300.0);
        assert!(slow.sigma_m < rule.sigma_m);
        assert!(heights.at_speed(1e9).height_m > 1000.0);
    }
}
