//! OSPA: optimal sub-pattern assignment.
//!
//! Schuhmacher, Vo & Vo 2008 (from memory, unverified): with n the larger number of points and m the smaller,
//! `OSPA^p = (min sum min(d, c)^p + c^p (n - m)) / n`. Normalised by the number of points, so it never exceeds `c`; it does
//! not tell a missed target from a false track. The assignment that is best for GOSPA with alpha 2 is best here too: both
//! cost `sum d^p - c^p` over the pairs nearer than `c`, up to a constant.

use crate::frame::Frame;
use crate::model::Grid;
use crate::stats::{power, root};

/// OSPA of a frame, metres; zero when there is nobody and nobody is believed to be there.
#[must_use]
pub fn ospa_m(frame: &Frame, grid: &Grid) -> f64 {
    let larger = frame.truths.len().max(frame.tracks.len());
    if larger == 0 {
        return 0.0;
    }
    let near: f64 = frame
        .matches
        .iter()
        .map(|pair| power(pair.distance_m, grid.order))
        .sum();
    let far = (larger - frame.matches.len()) as f64 * power(grid.cutoff_m, grid.order);
    root((near + far) / larger as f64, grid.order)
}

#[cfg(test)]
mod tests {
    use super::ospa_m;
    use crate::frame::Frame;
    use crate::gospa::tests::{frame, grid};

    #[test]
    fn by_hand() {
        let grid = grid(10.0);
        // one pair 3 apart; one target more: ((9 + 100) / 2)^(1/2)
        let one = frame(&[0.0, 100.0], &[3.0], &grid);
        assert!((ospa_m(&one, &grid) - (109.0_f64 / 2.0).sqrt()).abs() < 1e-6);
        // everybody too far: the cut-off itself
        let far = frame(&[0.0, 100.0], &[50.0, 150.0], &grid);
        assert!((ospa_m(&far, &grid) - 10.0).abs() < 1e-6);
        assert!(ospa_m(&Frame::default(), &grid).abs() < 1e-12);
    }
}
