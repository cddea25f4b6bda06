//! One step back: what a later state says of an earlier one.
//!
//! Rauch, Tung & Striebel 1965; Bar-Shalom, Li & Kirubarajan 2001, 8.6. The covariance is made in a form like
//! Joseph's, a sum of squares, so that rounding cannot make it indefinite; a prediction that cannot be inverted gets a
//! little more on its diagonal first.

use super::{H, Kinematic, N, VARIANCE_MIN, flow, slowing};
use crate::imm::Mode;
use nalgebra::{Cholesky, Const, SMatrix, SVector};

type Matrix = SMatrix<f64, N, N>;
type Factor = Cholesky<f64, Const<N>>;

/// What is added to a diagonal that has no Cholesky factor, as parts of it, one after the other.
const RIDGES: [f64; 4] = [0.0, 1e-12, 1e-9, 1e-6];

/// A prediction ready for a step back.
#[derive(Debug, Clone)]
pub(crate) struct Ahead {
    f: Matrix,
    q: Matrix,
    x: SVector<f64, N>,
    factor: Factor,
}

impl Kinematic {
    /// Where this state leads to in `dt` seconds; `None` when its covariance is beyond help.
    pub(crate) fn ahead(&self, dt: f64, mode: &Mode, height_psd: f64) -> Option<Ahead> {
        let mut predicted = *self;
        predicted.predict(dt, mode, height_psd);
        let mut noise = Kinematic {
            x: [0.0; N],
            p: [[0.0; N]; N],
        };
        noise.predict(dt, mode, height_psd);
        Some(Ahead {
            f: transition(dt, mode),
            q: matrix(&noise.p),
            x: SVector::from(predicted.x),
            factor: factor(&matrix(&predicted.p))?,
        })
    }

    /// This filtered state, given what is known of a later one: `ahead` is where it leads to, `later` the smoothed
    /// state there.
    pub(crate) fn smoothed(&self, ahead: &Ahead, later: &Kinematic) -> Kinematic {
        let p = matrix(&self.p);
        // C = P Fᵀ (F P Fᵀ + Q)⁻¹
        let c = ahead.factor.solve(&(ahead.f * p)).transpose();
        let x = SVector::from(self.x) + c * (SVector::from(later.x) - ahead.x);
        let rest = Matrix::identity() - c * ahead.f;
        let mut s = rest * p * rest.transpose() + c * (ahead.q + matrix(&later.p)) * c.transpose();
        s = (s + s.transpose()) * 0.5;
        for i in 0..N {
            s[(i, i)] = s[(i, i)].max(VARIANCE_MIN);
        }
        let found = Kinematic {
            x: x.into(),
            p: std::array::from_fn(|i| std::array::from_fn(|j| s[(i, j)])),
        };
        if found.is_sound() { found } else { *self }
    }

    /// The variance of the velocity's and the height's parts is not asked: density of a state where this one leads to.
    pub(crate) fn log_density(&self, ahead: &Ahead) -> f64 {
        let off = SVector::from(self.x) - ahead.x;
        let d2 = off.dot(&ahead.factor.solve(&off));
        let l = ahead.factor.l_dirty();
        let half_log_det: f64 = (0..N).map(|i| libm::log(l[(i, i)])).sum();
        -0.5 * d2 - half_log_det
    }
}

fn matrix(p: &[[f64; N]; N]) -> Matrix {
    Matrix::from_fn(|i, j| p[i][j])
}

fn factor(p: &Matrix) -> Option<Factor> {
    RIDGES.iter().find_map(|ridge| {
        let mut raised = *p;
        for i in 0..N {
            raised[(i, i)] *= 1.0 + ridge;
        }
        Cholesky::new(raised)
    })
}

/// The matrix of [`Kinematic::predict`].
fn transition(dt: f64, mode: &Mode) -> Matrix {
    let (a, b) = if mode.damping > 0.0 {
        slowing(dt, mode.damping)
    } else {
        flow(dt, mode.rate)
    };
    let mut f = Matrix::identity();
    for i in 0..2 {
        for j in 0..2 {
            f[(i, 2 + j)] = a[i][j];
            f[(2 + i, 2 + j)] = b[i][j];
        }
    }
    debug_assert_eq!(H, N - 1, "the height stays as it is");
    f
}

#[cfg(test)]
mod tests {
    use super::{Kinematic, N, matrix, transition};
    use crate::imm::Mode;
    use crate::kinematic::Sighting;
    use vigie_core::place::Cov2;

    fn mode(rate: f64, damping: f64, psd: f64) -> Mode {
        Mode {
            psd,
            rate,
            damping,
            lasts_s: 100.0,
            share: 0.5,
        }
    }

    #[test]
    fn the_matrix_is_that_of_the_prediction() {
        for (rate, damping) in [(0.0, 0.0), (0.03, 0.0), (-0.2, 0.0), (0.0, 0.1)] {
            let mode = mode(rate, damping, 0.0);
            for column in 0..N {
                let mut state = Kinematic {
                    x: std::array::from_fn(|i| if i == column { 1.0 } else { 0.0 }),
                    p: [[0.0; N]; N],
                };
                state.predict(7.0, &mode, 0.0);
                for row in 0..N {
                    let cell = transition(7.0, &mode)[(row, column)];
                    assert!((state.x[row] - cell).abs() < 1e-12, "{row} {column}");
                }
            }
        }
    }

    #[test]
    fn what_nothing_more_is_known_of_stays_as_it_was() {
        let seen = Sighting {
            z: [100.0, 50.0],
            r: Cov2::circular(80.0),
            slope: [-0.3, -0.1],
            height_m: 4000.0,
        };
        let state = Kinematic::new(&seen, [200.0, 10.0], Cov2::circular(20.0), 900.0);
        let mut later = state;
        let mode = mode(0.03, 0.0, 0.5);
        later.predict(5.0, &mode, 200.0);
        let ahead = state.ahead(5.0, &mode, 200.0).expect("invertible");
        let back = state.smoothed(&ahead, &later);
        for i in 0..N {
            assert!((back.x[i] - state.x[i]).abs() < 1e-6);
            for j in 0..N {
                let (a, b) = (matrix(&back.p)[(i, j)], state.p[i][j]);
                assert!((a - b).abs() < 1e-6 * (1.0 + b.abs()), "{i} {j}: {a} {b}");
            }
        }
    }

    #[test]
    fn a_covariance_without_rank_does_no_harm() {
        let mut state = Kinematic::new(
            &Sighting::flat([0.0; 2], Cov2::circular(10.0)),
            [100.0, 0.0],
            Cov2::circular(1.0),
            100.0,
        );
        state.p = [[1e4; N]; N];
        let mode = mode(0.0, 0.0, 0.0);
        let ahead = state.ahead(1e-6, &mode, 0.0).expect("a ridge is enough");
        let mut later = state;
        later.predict(1e-6, &mode, 0.0);
        let back = state.smoothed(&ahead, &later);
        assert!(back.x.iter().all(|x| x.is_finite()));
        state.p[0][0] = f64::NAN;
        assert!(state.ahead(1.0, &mode, 1.0).is_none());
    }
}
