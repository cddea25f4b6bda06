//! Whether a tracker knows how sure it may be: the normalised estimation error squared.
//!
//! Bar-Shalom, Li & Kirubarajan 2001, 5.4.2 (from memory, unverified): `NEES = e' P^-1 e`, whose mean is the dimension of
//! `e` when the covariances `P` are right. Below: too modest; above: too sure. Taken at the rows' own times, since rows do
//! not say how their covariance grows. The band within which the mean falls in 95 cases of 100 assumes that errors are
//! independent; errors of one track in a row are not, so a mean slightly outside is no proof of a fault.

use crate::model::Scene;
use crate::rows::{Judged, JudgedRows};
use crate::stats::{chi_square_band, mean, ratio};

/// Errors against what the tracker believed of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nees {
    /// Rows.
    pub count: usize,
    /// Degrees of freedom of each.
    pub dimension: usize,
    /// Mean of the normalised squared errors; the dimension is right.
    pub mean: f64,
    /// Within this the mean falls in 95 cases of 100 if all is right and errors are independent.
    pub band: [f64; 2],
    /// Share of rows beyond the point that 5 of 100 should exceed.
    pub beyond_95: f64,
}

/// Consistency of all rows with covariances.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Consistency {
    /// Horizontal, all phases.
    pub horizontal: Option<Nees>,
    /// ... not turning.
    pub horizontal_steady: Option<Nees>,
    /// ... turning.
    pub horizontal_turning: Option<Nees>,
    /// Height.
    pub vertical: Option<Nees>,
}

/// 95 % points of chi-square with one and two degrees of freedom.
const POINT_95: [f64; 2] = [3.841_459, 5.991_465];

/// Measures.
#[must_use]
pub fn consistency(scene: &Scene, rows: &JudgedRows) -> Consistency {
    let squared = |judged: &Judged| {
        let row = &scene.tracks[judged.track].rows[judged.row];
        let p = row.covariance?.horizontal;
        let [e, n, _] = judged.error_m;
        let determinant = p.ee * p.nn - p.en * p.en;
        Some((p.nn * e * e - 2.0 * p.en * e * n + p.ee * n * n) / determinant)
    };
    let vertical = |judged: &Judged| {
        let row = &scene.tracks[judged.track].rows[judged.row];
        let uu = row.covariance?.uu?;
        row.has_height
            .then_some(judged.error_m[2] * judged.error_m[2] / uu)
    };
    let gather = |of: &dyn Fn(&Judged) -> Option<f64>, wanted: &dyn Fn(&Judged) -> bool| {
        let judged = rows.matched.iter().filter(|judged| wanted(judged));
        judged.filter_map(of).collect::<Vec<f64>>()
    };
    Consistency {
        horizontal: nees(&gather(&squared, &|_| true), 2),
        horizontal_steady: nees(&gather(&squared, &|judged| !judged.phase.turning), 2),
        horizontal_turning: nees(&gather(&squared, &|judged| judged.phase.turning), 2),
        vertical: nees(&gather(&vertical, &|_| true), 1),
    }
}

fn nees(values: &[f64], dimension: usize) -> Option<Nees> {
    let point = POINT_95[dimension - 1];
    let beyond = values.iter().filter(|value| **value > point).count();
    Some(Nees {
        count: values.len(),
        dimension,
        mean: mean(values)?,
        band: chi_square_band(values.len(), dimension)?,
        beyond_95: ratio(beyond as f64, values.len() as f64)?,
    })
}

#[cfg(test)]
mod tests {
    use super::consistency;
    use crate::frame::frames;
    use crate::gospa::tests::{at, grid, origin, row, truth};
    use crate::model::{Covariance, Scene, Target, TrackRows};
    use crate::rows::judge;

    #[test]
    fn by_hand() {
        let mut told = row(0.0, at(3.0, 4.0));
        // e' P^-1 e with P = [[4, 1], [1, 3]]: (3*9 - 2*12 + 4*16) / 11
        told.covariance = Covariance::checked(4.0, 1.0, 3.0, Some(4.0));
        told.position.height_m += 6.0;
        let scene = Scene {
            origin: origin(),
            grid: grid(50.0),
            targets: vec![Target {
                points: vec![truth(0.0, at(0.0, 0.0))],
                ..Target::default()
            }],
            tracks: vec![TrackRows {
                name: "A".into(),
                rows: vec![told],
            }],
        };
        let rows = judge(&scene, &frames(&scene).expect("frames"));
        let found = consistency(&scene, &rows);
        let nees = found.horizontal.expect("one row");
        assert!((nees.mean - 67.0 / 11.0).abs() < 1e-3, "{nees:?}");
        assert!((nees.beyond_95 - 1.0).abs() < 1e-12);
        assert!((found.vertical.expect("one").mean - 9.0).abs() < 1e-3);
        assert_eq!(found.horizontal_turning, None);
    }

    #[test]
    fn a_covariance_that_is_none_is_refused() {
        for (ee, en, nn) in [
            (1.0, 2.0, 1.0),
            (0.0, 0.0, 1.0),
            (f64::NAN, 0.0, 1.0),
            (-1.0, 0.0, -1.0),
        ] {
            assert_eq!(Covariance::checked(ee, en, nn, None), None);
        }
    }
}
