//! How far from the truth: errors of matched pairs, by phase of flight.
//!
//! The phases are those of the truth: turning (or accelerating), steady (not turning; a steady climb is steady), and
//! climbing (or descending, which may overlap either). The errors of position and velocity are in the dimensions of the
//! scene; those of height are told apart, where tracks state a height.

use crate::frame::Frame;
use crate::stats::{Spread, minus, norm};

/// Errors over all instants.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Accuracy {
    /// Position, metres.
    pub position: Spread,
    /// ... of turning targets.
    pub position_turning: Spread,
    /// ... of targets not turning.
    pub position_steady: Spread,
    /// ... of climbing or descending targets.
    pub position_climbing: Spread,
    /// Velocity, m/s.
    pub velocity: Spread,
    /// ... of turning targets.
    pub velocity_turning: Spread,
    /// ... of targets not turning.
    pub velocity_steady: Spread,
    /// ... of climbing or descending targets.
    pub velocity_climbing: Spread,
    /// Height, metres, without sign.
    pub height: Spread,
    /// Every position error in order, metres: for plots.
    pub position_sorted_m: Vec<f64>,
    /// ... of turning targets.
    pub position_turning_sorted_m: Vec<f64>,
}

/// Errors of one kind by phase.
#[derive(Default)]
struct ByPhase {
    all: Vec<f64>,
    turning: Vec<f64>,
    steady: Vec<f64>,
    climbing: Vec<f64>,
}

impl ByPhase {
    fn push(&mut self, error: f64, phase: crate::model::Phase) {
        self.all.push(error);
        let turned = if phase.turning {
            &mut self.turning
        } else {
            &mut self.steady
        };
        turned.push(error);
        if phase.climbing {
            self.climbing.push(error);
        }
    }
}

/// Measures.
#[must_use]
pub fn accuracy(frames: &[Frame]) -> Accuracy {
    let (mut position, mut velocity) = (ByPhase::default(), ByPhase::default());
    let mut height = Vec::new();
    for frame in frames {
        for pair in &frame.matches {
            let (truth, track) = (&frame.truths[pair.truth], &frame.tracks[pair.track]);
            position.push(pair.distance_m, truth.phase);
            if let Some(stated) = track.velocity {
                velocity.push(norm(minus(truth.velocity, stated)), truth.phase);
            }
            height.extend(track.height_m.map(|h| (h - truth.height_m).abs()));
        }
    }
    Accuracy {
        position: Spread::of(&mut position.all),
        position_turning: Spread::of(&mut position.turning),
        position_steady: Spread::of(&mut position.steady),
        position_climbing: Spread::of(&mut position.climbing),
        velocity: Spread::of(&mut velocity.all),
        velocity_turning: Spread::of(&mut velocity.turning),
        velocity_steady: Spread::of(&mut velocity.steady),
        velocity_climbing: Spread::of(&mut velocity.climbing),
        height: Spread::of(&mut height),
        position_sorted_m: position.all,
        position_turning_sorted_m: position.turning,
    }
}

#[cfg(test)]
mod tests {
    use super::accuracy;
    use crate::gospa::tests::{frame, grid};
    use crate::model::Phase;

    #[test]
    fn by_hand_and_by_phase() {
        let mut one = frame(&[0.0, 100.0, 200.0], &[3.0, 104.0, 900.0], &grid(10.0));
        one.truths[1].phase = Phase {
            turning: true,
            climbing: true,
        };
        one.tracks[0].velocity = Some([0.0, 5.0, 0.0]);
        one.tracks[1].velocity = None;
        let found = accuracy(&[one]);
        assert_eq!(found.position.count, 2);
        assert!((found.position.rms.expect("some") - 12.5_f64.sqrt()).abs() < 1e-6);
        assert!((found.position_turning.rms.expect("some") - 4.0).abs() < 1e-6);
        assert!((found.position_steady.rms.expect("some") - 3.0).abs() < 1e-6);
        assert_eq!(found.position_climbing.count, 1);
        assert_eq!(found.velocity.count, 1);
        assert!((found.velocity.rms.expect("some") - 5.0).abs() < 1e-9);
        assert!(found.height.max.expect("some") < 1e-3);
    }
}
