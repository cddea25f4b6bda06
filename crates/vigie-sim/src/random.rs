//! Randomness without state: every draw is a function of what it is for.
//!
//! A draw is keyed by (seed, what for, entity, sensor, tick) and not by how many draws were made before it. So a
//! sensor more or less, or a flight more or less, changes nothing for the others, and a moment can be computed again.
//! The mixing function is the finaliser of SplitMix64 (Steele, Lea & Flood 2014); normal deviates by Box & Muller
//! 1958, with `libm`. Not for cryptography.

use std::f64::consts::TAU;

/// What a draw decides. The numbers are part of what a seed means: never give one another meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Which flight comes next.
    Flight = 1,
    /// How a flight's own GNSS errs.
    Navigation = 2,
    /// When within its second a squitter leaves.
    Squitter = 3,
    /// Whether and how a radar sees a target in one turn.
    Plot = 4,
    /// Echoes of nothing.
    Clutter = 5,
    /// Whether and how a receiver hears a message.
    Reception = 6,
    /// Variation of the scripted events.
    Script = 7,
}

/// The seed of one world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seed(pub(crate) u64);

/// The draws for one purpose, entity, sensor and tick.
#[derive(Debug, Clone)]
pub(crate) struct Draws {
    key: u64,
    count: u64,
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Seed {
    /// The draws for this; `sensor` is zero for what no sensor has a part in.
    pub(crate) fn draws(self, purpose: Purpose, entity: u32, sensor: u32, tick: u64) -> Draws {
        let who = (u64::from(entity) << 32) | u64::from(sensor);
        let mut key = mix(self.0.wrapping_add(GOLDEN));
        for word in [purpose as u64, who, tick] {
            key = mix(key ^ word.wrapping_mul(GOLDEN)).wrapping_add(GOLDEN);
        }
        Draws { key, count: 0 }
    }
}

impl Draws {
    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.count = self.count.wrapping_add(1);
        mix(self.key.wrapping_add(self.count.wrapping_mul(GOLDEN)))
    }

    /// A number from 0 to 1, 1 excluded.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Whether something of this probability happens.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number below `bound`; zero for a bound of zero. The bias of 2⁻⁶⁴ does not matter here.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.bits()) * (bound as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A normal deviate of mean 0 and standard deviation 1.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(TAU * self.unit())
    }

    /// One of `choices`.
    pub(crate) fn one_of<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }
}

/// A number that stands for a name (FNV-1a, 32 bits): a sensor's place in the keys does not depend on its place in a list.
pub(crate) const fn key_of_name(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut hash = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::{Purpose, Seed, key_of_name};

    #[test]
    fn uniform_and_normal_as_they_should_be() {
        let (mut sum, mut squares, mut normals, mut normal_squares) = (0.0, 0.0, 0.0, 0.0);
        let count = 100_000;
        for tick in 0..count {
            let mut draws = Seed(7).draws(Purpose::Plot, 3, 9, tick);
            let (u, n) = (draws.unit(), draws.normal());
            assert!((0.0..1.0).contains(&u) && n.is_finite());
            sum += u;
            squares += u * u;
            normals += n;
            normal_squares += n * n;
        }
        let n = count as f64;
        let mean = sum / n;
        assert!((mean - 0.5).abs() < 0.004, "{mean}");
        assert!((squares / n - mean * mean - 1.0 / 12.0).abs() < 0.002);
        assert!((normals / n).abs() < 0.015 && (normal_squares / n - 1.0).abs() < 0.02);
    }

    #[test]
    fn every_word_of_the_key_counts_and_nothing_else() {
        let base = Seed(1).draws(Purpose::Plot, 2, 3, 4).bits();
        assert_eq!(base, Seed(1).draws(Purpose::Plot, 2, 3, 4).bits());
        for other in [
            Seed(2).draws(Purpose::Plot, 2, 3, 4),
            Seed(1).draws(Purpose::Clutter, 2, 3, 4),
            Seed(1).draws(Purpose::Plot, 3, 2, 4),
            Seed(1).draws(Purpose::Plot, 2, 4, 3),
            Seed(1).draws(Purpose::Plot, 2, 3, 5),
        ] {
            assert_ne!(base, other.clone().bits());
        }
        assert_ne!(key_of_name("Niamey radar"), key_of_name("Agadez radar"));
    }

    #[test]
    fn choices_stay_within_bounds() {
        let mut draws = Seed(5).draws(Purpose::Flight, 0, 0, 0);
        let mut seen = [0; 5];
        for _ in 0..5_000 {
            seen[draws.below(5)] += 1;
        }
        assert!(seen.iter().all(|&n| (850..1150).contains(&n)), "{seen:?}");
        assert_eq!(draws.below(0), 0);
        assert_eq!(draws.one_of::<u8>(&[]), None);
    }
}
