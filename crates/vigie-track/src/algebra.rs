//! Two-by-two matrices and vectors of a plane.

use vigie_core::place::Cov2;

/// A 2×2 matrix, row by row.
pub(crate) type M2 = [[f64; 2]; 2];

/// Variances below this (m², m²/s²) are raised to it: below a millimetre nothing is known.
pub(crate) const VARIANCE_MIN: f64 = 1e-6;

/// A vector with true east and north components, in a plane whose axes are turned against them: `angle_rad` is the
/// convergence of the meridian at the vector's place, positive where true north leans to the plane's west.
pub(crate) fn turned(v: [f64; 2], angle_rad: f64) -> [f64; 2] {
    let t = turn(angle_rad);
    [
        t[0][0] * v[0] + t[0][1] * v[1],
        t[1][0] * v[0] + t[1][1] * v[1],
    ]
}

pub(crate) fn turn(angle_rad: f64) -> M2 {
    // Within 50 km the angle is tiny but near the poles; the series saves two library calls a report.
    let a2 = angle_rad * angle_rad;
    let (sin, cos) = if a2 < 0.0025 {
        (
            angle_rad * (1.0 - a2 / 6.0),
            1.0 - a2 / 2.0 + a2 * a2 / 24.0,
        )
    } else {
        libm::sincos(angle_rad)
    };
    [[cos, -sin], [sin, cos]]
}

/// The sum of two covariances.
pub(crate) fn sum(a: Cov2, b: Cov2) -> Cov2 {
    Cov2 {
        ee: a.ee + b.ee,
        en: a.en + b.en,
        nn: a.nn + b.nn,
    }
}

/// A covariance with `extra` added to both variances.
pub(crate) fn plus_diagonal(a: Cov2, extra: f64) -> Cov2 {
    Cov2 {
        ee: a.ee + extra,
        en: a.en,
        nn: a.nn + extra,
    }
}

pub(crate) fn det(a: Cov2) -> f64 {
    (a.ee * a.nn - a.en * a.en).max(VARIANCE_MIN * VARIANCE_MIN)
}

/// Squared Mahalanobis distance.
pub(crate) fn distance2(s: Cov2, nu: [f64; 2]) -> f64 {
    (s.nn * nu[0] * nu[0] - 2.0 * s.en * nu[0] * nu[1] + s.ee * nu[1] * nu[1]) / det(s)
}

pub(crate) fn inverse(a: Cov2) -> M2 {
    let d = det(a);
    [[a.nn / d, -a.en / d], [-a.en / d, a.ee / d]]
}

#[cfg(test)]
mod tests {
    use super::turned;

    #[test]
    fn a_quarter_turn() {
        let quarter = turned([1.0, 0.0], std::f64::consts::FRAC_PI_2);
        assert!(quarter[0].abs() < 1e-12 && (quarter[1] - 1.0).abs() < 1e-12);
    }
}
