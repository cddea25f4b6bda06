//! SIAP: how single and how complete the air picture is.
//!
//! Votruba, Nisley, Rothrock & Zombro 2001, "Single integrated air picture metrics implementation" (from memory,
//! unverified). A track belongs to the nearest target if that is nearer than the cut-off; several tracks may belong to
//! one target. Over all instants: completeness is tracked targets over targets, ambiguity is tracks that belong to a
//! target over tracked targets (1 is best), spuriousness is tracks that belong to nobody over tracks, and the accuracies
//! are mean errors of tracks that belong. The longest segment and the rate of track number changes: [`crate::continuity`].

use crate::frame::{Frame, Near};
use crate::stats::{mean, minus, norm, ratio};

/// SIAP over all instants.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Siap {
    /// Tracked targets over targets.
    pub completeness: Option<f64>,
    /// Tracks of a target over tracked targets.
    pub ambiguity: Option<f64>,
    /// Tracks of nobody over tracks; 0 when there are no tracks.
    pub spuriousness: f64,
    /// Mean distance of a track from its target, metres.
    pub position_accuracy_m: Option<f64>,
    /// Mean error of its velocity, m/s.
    pub velocity_accuracy_mps: Option<f64>,
}

/// The nearest target of each track that has one.
fn nearest(frame: &Frame) -> Vec<Near> {
    let mut by_track: Vec<Option<Near>> = vec![None; frame.tracks.len()];
    for pair in &frame.near {
        let best = &mut by_track[pair.track];
        if best.is_none_or(|other| pair.distance_m < other.distance_m) {
            *best = Some(*pair);
        }
    }
    by_track.into_iter().flatten().collect()
}

/// Measures.
#[must_use]
pub fn siap(frames: &[Frame]) -> Siap {
    let (mut targets, mut tracked, mut tracks, mut belonging) =
        (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut distances, mut speeds) = (Vec::new(), Vec::new());
    for frame in frames {
        let pairs = nearest(frame);
        let mut seen = vec![false; frame.truths.len()];
        for pair in &pairs {
            seen[pair.truth] = true;
            distances.push(pair.distance_m);
            let track = &frame.tracks[pair.track];
            if let Some(velocity) = track.velocity {
                speeds.push(norm(minus(frame.truths[pair.truth].velocity, velocity)));
            }
        }
        targets += frame.truths.len();
        tracked += seen.iter().filter(|seen| **seen).count();
        tracks += frame.tracks.len();
        belonging += pairs.len();
    }
    Siap {
        completeness: ratio(tracked as f64, targets as f64),
        ambiguity: ratio(belonging as f64, tracked as f64),
        spuriousness: ratio((tracks - belonging) as f64, tracks as f64).unwrap_or_default(),
        position_accuracy_m: mean(&distances),
        velocity_accuracy_mps: mean(&speeds),
    }
}

#[cfg(test)]
mod tests {
    use super::siap;
    use crate::frame::Frame;
    use crate::gospa::tests::{frame, grid};

    #[test]
    fn by_hand() {
        // two tracks on the first target, none on the second, one on nobody
        let one = frame(&[0.0, 100.0], &[1.0, -3.0, 500.0], &grid(10.0));
        let siap = siap(&[one]);
        assert_eq!(siap.completeness, Some(0.5));
        assert_eq!(siap.ambiguity, Some(2.0));
        assert!((siap.spuriousness - 1.0 / 3.0).abs() < 1e-12);
        assert!((siap.position_accuracy_m.expect("some") - 2.0).abs() < 1e-6);
        assert_eq!(siap.velocity_accuracy_mps, Some(0.0));
    }

    #[test]
    fn no_tracks_are_not_spurious() {
        let siap = siap(&[frame(&[0.0], &[], &grid(10.0)), Frame::default()]);
        assert_eq!((siap.completeness, siap.ambiguity), (Some(0.0), None));
        assert!(siap.spuriousness.abs() < 1e-12);
    }
}
