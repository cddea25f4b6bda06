//! How late: the age of what was shown, and how far tracks run behind their targets.
//!
//! The *age* is that of the row that counts for a matched track at an instant of the grid. The *lag* of a row is its error
//! along the target's course over the target's speed: positive when the track is behind. Rows do not say when their
//! measurements were made, so the delay within a sensor or a line shows only as lag.

use crate::frame::Frame;
use crate::rows::JudgedRows;
use crate::stats::Spread;

/// Slower than this a target has no course to lag along, m/s.
const SPEED_MIN_MPS: f64 = 10.0;

/// Lateness over all instants and rows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Latency {
    /// Age of rows at instants of the grid, seconds.
    pub age: Spread,
    /// Lag along the course, seconds.
    pub lag: Spread,
}

/// Measures.
#[must_use]
pub fn latency(frames: &[Frame], rows: &JudgedRows) -> Latency {
    let mut ages: Vec<f64> = frames
        .iter()
        .flat_map(|frame| {
            frame
                .matches
                .iter()
                .map(|pair| frame.tracks[pair.track].age_s)
        })
        .collect();
    let lag = |judged: &crate::rows::Judged| {
        let ([e, n, _], [ve, vn, _]) = (judged.error_m, judged.velocity_mps);
        let speed2 = ve * ve + vn * vn;
        (speed2 >= SPEED_MIN_MPS * SPEED_MIN_MPS).then(|| -(e * ve + n * vn) / speed2)
    };
    let mut lags: Vec<f64> = rows.matched.iter().filter_map(lag).collect();
    Latency {
        age: Spread::of(&mut ages),
        lag: Spread::of(&mut lags),
    }
}

#[cfg(test)]
mod tests {
    use super::latency;
    use crate::rows::{Judged, JudgedRows};

    #[test]
    fn a_track_behind_lags() {
        let judged = |east: f64, ve: f64| Judged {
            target: 0,
            track: 0,
            row: 0,
            t_s: 0.0,
            error_m: [east, 55.0, 0.0],
            velocity_error_mps: None,
            velocity_mps: [ve, 0.0, 0.0],
            phase: crate::model::Phase::default(),
        };
        let rows = JudgedRows {
            matched: vec![judged(-300.0, 200.0), judged(-300.0, 1.0)],
            ..JudgedRows::default()
        };
        let found = latency(&[], &rows);
        assert_eq!((found.lag.count, found.lag.median), (1, Some(1.5)));
    }
}
