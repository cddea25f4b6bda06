//! The multiple-model filter, one step back.
//!
//! For every pair of a mode before (i) and a mode after (j) a Rauch-Tung-Striebel step under the motion of j; then the
//! pairs of each i are made one Gaussian by their moments. Two approximations: the later state, given its mode, is taken
//! not to depend on the earlier mode; and how likely i was before j is weighed at the mean of the later state. They are those
//! of "expectation correction" (Barber 2006); the smoothers of Lopez & Danes 2010 and of Nadarajah, Tharmarasa, McDonald &
//! Kirubarajan 2012 are of the same family (all three from memory, unverified). With one mode it is exact.

use super::{Imm, MODES, Motion, ODDS_MIN, SHARE_MIN};
use crate::kinematic::{Ahead, Kinematic};

/// A later mode that is less probable than this says nothing of what was before.
const LATER_MIN: f64 = 1e-4;

impl Imm {
    /// This filtered state, given `later`, the smoothed one `dt` seconds after it (`dt > 0`).
    pub(crate) fn smoothed(&self, dt: f64, motion: &Motion, later: &Imm) -> Imm {
        let transition = motion.transition(dt);
        let mut pairs: [[Option<(f64, Kinematic)>; MODES]; MODES] = [[None; MODES]; MODES];
        for (j, mode) in motion.modes.iter().enumerate() {
            if later.odds[j] <= LATER_MIN {
                continue;
            }
            let mut before: [Option<(f64, Ahead)>; MODES] = Default::default();
            let mut best = f64::MIN;
            for i in 0..MODES {
                let prior = transition[i][j] * self.odds[i];
                let part = &self.parts[i];
                if let Some(ahead) = part.ahead(dt, mode, motion.height_psd) {
                    let log = libm::log(prior) + later.parts[j].log_density(&ahead);
                    if log.is_finite() {
                        best = best.max(log);
                        before[i] = Some((log, ahead));
                    }
                }
            }
            let weights: [f64; MODES] = std::array::from_fn(|i| {
                (before[i].as_ref()).map_or(0.0, |(log, _)| libm::exp(log - best))
            });
            let total: f64 = weights.iter().sum();
            for (i, entry) in before.iter().enumerate() {
                let joint = later.odds[j] * weights[i] / total;
                if let Some((_, ahead)) = entry
                    && joint > SHARE_MIN
                {
                    pairs[i][j] = Some((joint, self.parts[i].smoothed(ahead, &later.parts[j])));
                }
            }
        }
        self.gathered(&pairs)
    }

    /// One Gaussian for each earlier mode; a mode that is all but excluded stays as it was.
    fn gathered(&self, pairs: &[[Option<(f64, Kinematic)>; MODES]; MODES]) -> Imm {
        let mut smoothed = *self;
        for (i, of_mode) in pairs.iter().enumerate() {
            let found = of_mode.iter().flatten().copied();
            let odds: f64 = found.clone().map(|pair| pair.0).sum();
            smoothed.odds[i] = odds.max(ODDS_MIN);
            if odds > 0.0 {
                smoothed.parts[i] = Kinematic::mixed(found);
            }
        }
        let total: f64 = smoothed.odds.iter().sum();
        smoothed.odds = smoothed.odds.map(|o| o / total);
        smoothed
    }
}
