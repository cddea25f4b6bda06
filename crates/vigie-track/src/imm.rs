//! The interacting-multiple-model filter: straight flight, turns of four rates, and anything else.
//!
//! Blom & Bar-Shalom 1988; Bar-Shalom, Li & Kirubarajan 2001, 11.6.6. The modes share one state; turns have known
//! rates, so that every mode is linear. Transition probabilities follow from how long each mode lasts and from the
//! time that has passed.

mod rts;

use crate::curve::Curve;
use crate::kinematic::{Kinematic, Sighting};
use vigie_core::place::Cov2;

/// How many modes there are.
pub(crate) const MODES: usize = 6;
/// No mode is ever quite excluded.
const ODDS_MIN: f64 = 1e-5;
/// What a mode contributes below this is left out of a mixture.
const SHARE_MIN: f64 = 1e-6;

/// Squared distance beyond which a number measured beside or without a position is not believed.
const CURVE_GATE: f64 = 25.0;

/// One way of moving.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mode {
    /// Power spectral density of the acceleration, m²/s³.
    pub(crate) psd: f64,
    /// Rate of turn, rad/s, positive to the left.
    pub(crate) rate: f64,
    /// How fast the speed is lost, 1/s; zero: it is kept.
    pub(crate) damping: f64,
    /// Mean time until it ends, seconds.
    pub(crate) lasts_s: f64,
    /// Its share among what follows another mode.
    pub(crate) share: f64,
}

/// The ways in which targets of one class move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Motion {
    /// The first is straight flight.
    pub(crate) modes: [Mode; MODES],
    /// How an unmeasured height wanders, m²/s.
    pub(crate) height_psd: f64,
}

/// A Gaussian and a probability for each mode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Imm {
    parts: [Kinematic; MODES],
    odds: [f64; MODES],
}

/// A sighting that may be the target's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Choice {
    /// Where it is.
    pub(crate) seen: Sighting,
    /// Logarithm of what its likelihood counts, against the target going unseen.
    pub(crate) weight: f64,
}

/// How a sighting lies to a prediction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    /// Squared Mahalanobis distance, of the mode that it suits best.
    pub(crate) distance2: f64,
    /// −2·ln of the likelihood, all modes taken together, without the factor 1/2π.
    pub(crate) cost: f64,
    /// The part of it that is of the place, where more than the place was measured.
    pub(crate) cost_of_place: f64,
}

impl Motion {
    /// Probability of each mode when nothing was seen yet.
    fn settled(&self) -> [f64; MODES] {
        let mut odds = [0.0; MODES];
        for (odds, mode) in odds.iter_mut().zip(&self.modes) {
            *odds = mode.share * mode.lasts_s;
        }
        let total: f64 = odds.iter().sum();
        odds.map(|o| o / total)
    }

    /// Probability of each mode (column) `dt` seconds after each mode (row).
    fn transition(&self, dt: f64) -> [[f64; MODES]; MODES] {
        let all: f64 = self.modes.iter().map(|m| m.share).sum();
        let settled = self.settled();
        std::array::from_fn(|i| {
            let mode = self.modes[i];
            // A mode that has ended is followed by another by its share; after long, all are as they settle.
            let left = 1.0 - libm::exp(-dt / mode.lasts_s);
            let others = all - mode.share;
            std::array::from_fn(|j| {
                let next = if i == j {
                    0.0
                } else {
                    self.modes[j].share / others
                };
                let stay = if i == j { 1.0 - left } else { 0.0 };
                stay + left * (next * (1.0 - left) + settled[j] * left)
            })
        })
    }
}

impl Imm {
    /// Every mode starts from the same state.
    pub(crate) fn new(start: Kinematic, motion: &Motion) -> Imm {
        Imm {
            parts: [start; MODES],
            odds: motion.settled(),
        }
    }

    /// The moment-matched mean.
    pub(crate) fn mean(&self) -> Kinematic {
        Kinematic::mixed(
            self.odds
                .iter()
                .copied()
                .zip(self.parts.iter().copied())
                .filter(|p| p.0 > SHARE_MIN),
        )
    }

    /// Probability of each mode, in the order of [`Motion::modes`].
    pub(crate) fn odds(&self) -> &[f64; MODES] {
        &self.odds
    }

    /// Probability that the target does not fly straight.
    pub(crate) fn manoeuvre(&self) -> f64 {
        1.0 - self.odds[0]
    }

    /// The state `dt` seconds later (`dt >= 0`): mixed, then each mode by its own motion.
    pub(crate) fn predicted(&self, dt: f64, motion: &Motion) -> Imm {
        let transition = motion.transition(dt);
        let mut next = *self;
        for (j, mode) in motion.modes.iter().enumerate() {
            let joint: [f64; MODES] = std::array::from_fn(|i| transition[i][j] * self.odds[i]);
            let odds: f64 = joint.iter().sum::<f64>().max(ODDS_MIN);
            next.odds[j] = odds;
            let parts = joint
                .iter()
                .map(|w| w / odds)
                .zip(self.parts.iter().copied());
            next.parts[j] = Kinematic::mixed(parts.filter(|p| p.0 > SHARE_MIN));
            next.parts[j].predict(dt, mode, motion.height_psd);
        }
        next
    }

    /// Where the target was `dt` seconds ago, if it flew straight.
    pub(crate) fn come_from(&self, dt: f64) -> Imm {
        let mut back = *self;
        for part in &mut back.parts {
            part.go_back(dt.min(600.0));
        }
        back
    }

    /// How a sighting fits.
    pub(crate) fn fit(&self, seen: &Sighting) -> Fit {
        self.summed(&self.log_likelihoods(seen))
    }

    /// Squared distances and logarithms of likelihood by mode, as one.
    fn summed(&self, logs: &[(f64, f64); MODES]) -> Fit {
        let best = logs.iter().map(|l| l.1).fold(f64::MIN, f64::max);
        let total: f64 = logs
            .iter()
            .zip(self.odds)
            .map(|(l, o)| o * libm::exp(l.1 - best))
            .sum();
        let cost = -2.0 * (best + libm::log(total));
        Fit {
            distance2: logs.iter().map(|l| l.0).fold(f64::MAX, f64::min),
            cost,
            cost_of_place: cost,
        }
    }

    /// How a sighting fits together with what was measured of the same target at the same time. `odd` is −2·ln of the
    /// density of that for what is no target; beyond [`CURVE_GATE`] it says no more.
    pub(crate) fn fit_with(&self, seen: &Sighting, curve: &Curve, odd: f64) -> Fit {
        let mut fits = [(0.0, 0.0); MODES];
        for (fit, part) in fits.iter_mut().zip(&self.parts) {
            let innovation = part.innovation(seen);
            let mut after = *part;
            after.update_position(seen);
            let (d2, cost) = after.fit_curve(curve).unwrap_or((0.0, odd));
            let cost = cost - (d2 - CURVE_GATE).max(0.0) - odd;
            *fit = (
                innovation.distance2(),
                innovation.log_likelihood() - 0.5 * cost,
            );
        }
        Fit {
            cost_of_place: self.fit(seen).cost,
            ..self.summed(&fits)
        }
    }

    /// How measured numbers fit, taken one after the other; `None` where they say nothing.
    pub(crate) fn fit_curves(&self, curves: &[Curve]) -> Option<Fit> {
        let mut fits = [(0.0, 0.0); MODES];
        for (fit, part) in fits.iter_mut().zip(&self.parts) {
            let mut part = *part;
            for curve in curves {
                let (d2, cost) = part.fit_curve(curve)?;
                *fit = (fit.0 + d2, fit.1 - 0.5 * cost);
                part.update_curve(curve);
            }
        }
        Some(self.summed(&fits))
    }

    /// Takes a measured number into the state, unless it is far off or cannot be told from its like.
    pub(crate) fn update_curve(&mut self, curve: &Curve) {
        let mut logs = [0.0; MODES];
        let mut nearest = f64::MAX;
        for (log, part) in logs.iter_mut().zip(&self.parts) {
            let Some((d2, cost)) = part.fit_curve(curve) else {
                return;
            };
            *log = -0.5 * cost;
            nearest = nearest.min(d2);
        }
        let unclear = curve
            .ambiguity()
            .is_some_and(|a| self.mean().sigma_of(curve) * 6.0 > a);
        if nearest > CURVE_GATE || unclear {
            return;
        }
        self.weigh(logs);
        for part in &mut self.parts {
            part.update_curve(curve);
        }
    }

    fn log_likelihoods(&self, seen: &Sighting) -> [(f64, f64); MODES] {
        self.parts.map(|part| {
            let innovation = part.innovation(seen);
            (innovation.distance2(), innovation.log_likelihood())
        })
    }

    /// Takes a sighting of the position into the state.
    pub(crate) fn update_position(&mut self, seen: &Sighting) {
        let logs = self.log_likelihoods(seen).map(|l| l.1);
        self.weigh(logs);
        for part in &mut self.parts {
            part.update_position(seen);
        }
    }

    /// Takes in that the target is at one of several sightings, or at none (probabilistic data association within
    /// each mode: Bar-Shalom, Li & Kirubarajan 2001, 11.6.6 for the modes; the mixture is moment-matched).
    pub(crate) fn update_one_of(&mut self, choices: &[Choice]) {
        let mut logs = [0.0; MODES];
        for (part, log) in self.parts.iter_mut().zip(&mut logs) {
            let lies = |c: &Choice| c.weight + part.innovation(&c.seen).log_likelihood();
            let best = choices.iter().map(lies).fold(0.0, f64::max);
            let weights = choices.iter().map(|c| {
                let mut updated = *part;
                updated.update_position(&c.seen);
                (libm::exp(lies(c) - best), updated)
            });
            let unseen = std::iter::once((libm::exp(-best), *part));
            let mixture = unseen.chain(weights).filter(|p| p.0 > SHARE_MIN);
            let total: f64 = mixture.clone().map(|p| p.0).sum();
            let next = Kinematic::mixed(mixture);
            *log = best + libm::log(total);
            *part = next;
        }
        self.weigh(logs);
    }

    /// Takes a sighting of the velocity into the state.
    pub(crate) fn update_velocity(&mut self, seen: &Sighting) {
        for part in &mut self.parts {
            part.update_velocity(seen);
        }
    }

    /// Takes a height into the state.
    pub(crate) fn update_height(&mut self, height_m: f64, sigma_m: f64) {
        for part in &mut self.parts {
            part.update_height(height_m, sigma_m);
        }
    }

    /// The states of the modes.
    pub(crate) fn parts(&self) -> &[Kinematic; MODES] {
        &self.parts
    }

    /// See [`Imm::parts`].
    pub(crate) fn parts_mut(&mut self) -> &mut [Kinematic; MODES] {
        &mut self.parts
    }

    /// Bayes' rule over the modes.
    pub(crate) fn weigh(&mut self, logs: [f64; MODES]) {
        let best = logs.iter().copied().fold(f64::MIN, f64::max);
        for (odds, log) in self.odds.iter_mut().zip(logs) {
            *odds = (*odds * libm::exp(log - best)).max(ODDS_MIN);
        }
        let total: f64 = self.odds.iter().sum();
        self.odds = self.odds.map(|o| o / total);
    }

    /// The state in another plane (see [`Kinematic::moved`]); `position` is where the mean will be.
    pub(crate) fn moved(&self, position: [f64; 2], angle_rad: f64) -> Imm {
        let from = self.mean().position();
        let mut moved = *self;
        for part in &mut moved.parts {
            let off = crate::kinematic::turned(
                [part.position()[0] - from[0], part.position()[1] - from[1]],
                angle_rad,
            );
            *part = part.moved([position[0] + off[0], position[1] + off[1]], angle_rad);
        }
        moved
    }

    /// Whether every covariance is finite and positive definite.
    pub(crate) fn is_sound(&self) -> bool {
        self.parts.iter().all(Kinematic::is_sound) && self.odds.iter().all(|o| o.is_finite())
    }

    /// What is left when rounding has won: the place, and no more.
    pub(crate) fn restarted(&self, motion: &Motion, position_sigma: f64, speed_sigma: f64) -> Imm {
        let mean = self.mean();
        let finite = |v: [f64; 2]| {
            if v.iter().all(|x| x.is_finite()) {
                v
            } else {
                [0.0; 2]
            }
        };
        let seen = Sighting::flat(finite(mean.position()), Cov2::circular(position_sigma));
        let velocity = finite(mean.velocity());
        let start = Kinematic::new(&seen, velocity, Cov2::circular(speed_sigma), 3000.0);
        Imm::new(start, motion)
    }
}

#[cfg(test)]
mod tests;
