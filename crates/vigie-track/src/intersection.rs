//! Covariance intersection: what another system believes, fused without knowing what it has in common with us.
//!
//! Julier & Uhlmann 1997, "A non-divergent estimation algorithm in the presence of unknown correlations" (from memory,
//! unverified). The inverse covariances are mixed by a weight; whatever the correlation of the errors, the result is
//! no more certain than it may be. The weight is the one with the smallest determinant, which knows no units, found by
//! golden section: the logarithm of the determinant is concave in it. A target's height is not fused; what is known of
//! it given the rest stays as it was. What else two systems share, the target's own manoeuvres, is covered as well.

use crate::imm::Imm;
use crate::kinematic::{Kinematic, N};
use nalgebra::{Cholesky, SMatrix, SVector};
use vigie_core::place::Cov2;

/// East, north, and their velocities.
const D: usize = 4;
type Matrix = SMatrix<f64, D, D>;
type Vector = SVector<f64, D>;

/// Steps of the golden section: the weight is found to a ten-thousandth.
const STEPS: u32 = 20;
/// Nearer than this to all or nothing it is all or nothing: no mode of motion may be divided by zero.
const WEIGHT_MIN: f64 = 1e-3;
/// Without a velocity of theirs at least this much of ours is kept.
const WEIGHT_MIN_PLACE: f64 = 0.5;
/// A foreign estimate that is further off than this (squared distance, all uncertainties added) is not believed.
const GATE: f64 = 40.0;

/// A system track in a plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Foreign {
    /// East and north.
    pub(crate) position: [f64; 2],
    pub(crate) position_cov: Cov2,
    /// Velocity and the standard deviation of its components, where stated.
    pub(crate) velocity: Option<([f64; 2], f64)>,
}

/// The same as information.
struct Said {
    z: Vector,
    /// Inverse covariance; zero for what is not said.
    inverse: Matrix,
    /// What of it may be used at most.
    weight_min: f64,
}

impl Foreign {
    fn said(&self) -> Option<Said> {
        let [e, n] = self.position;
        let c = self.position_cov;
        let ([ve, vn], sigma) = self.velocity.unwrap_or(([0.0; 2], 0.0));
        // How its position and velocity hang together is not said: half of the weight for each covers it.
        let halves = if self.velocity.is_some() { 2.0 } else { 1.0 };
        let det = (c.ee * c.nn - c.en * c.en) * halves;
        if !(det > 0.0 && det.is_finite()) {
            return None;
        }
        let mut inverse = Matrix::zeros();
        (inverse[(0, 0)], inverse[(1, 1)]) = (c.nn / det, c.ee / det);
        (inverse[(0, 1)], inverse[(1, 0)]) = (-c.en / det, -c.en / det);
        if self.velocity.is_some() {
            let of_speed = 1.0 / (halves * sigma * sigma);
            (inverse[(2, 2)], inverse[(3, 3)]) = (of_speed, of_speed);
        }
        inverse.iter().all(|x| x.is_finite()).then(|| Said {
            z: Vector::from([e, n, ve, vn]),
            inverse,
            weight_min: if self.velocity.is_some() {
                WEIGHT_MIN
            } else {
                WEIGHT_MIN_PLACE
            },
        })
    }
}

impl Imm {
    /// Takes in what another system believes.
    pub(crate) fn fuse(&mut self, foreign: &Foreign) {
        let Some(said) = foreign.said() else {
            return;
        };
        let mean = self.mean();
        let Some(own) = inverse(&marginal(&mean)) else {
            return;
        };
        let weight = weight(&own, &said);
        if weight > 1.0 - WEIGHT_MIN {
            return;
        }
        let (mut logs, mut nearest) = ([0.0; crate::imm::MODES], f64::MAX);
        let mut fused = *self.parts();
        for (log, part) in logs.iter_mut().zip(&mut fused) {
            let Some((next, (distance2, density))) = part.fused(&said, weight) else {
                return;
            };
            nearest = nearest.min(distance2);
            (*part, *log) = (next, density);
        }
        if nearest <= GATE {
            self.weigh(logs);
            *self.parts_mut() = fused;
        }
    }
}

impl Kinematic {
    /// This state and a foreign one by a weight; with the squared distance and the logarithm of how probable that is.
    fn fused(&self, said: &Said, weight: f64) -> Option<(Kinematic, (f64, f64))> {
        let before = marginal(self);
        let own = inverse(&before)?;
        let information = own * weight + said.inverse * (1.0 - weight);
        let after = inverse(&information)?;
        let x = Vector::from_fn(|i, _| self.x[i]);
        let mean = after * (own * x * weight + said.inverse * said.z * (1.0 - weight));
        let fit = fit(&own, said, weight, &(said.z - x))?;
        // What is not fused follows by regression on what is.
        let all = SMatrix::<f64, N, D>::from_fn(|i, j| self.p[i][j]);
        let by = all * own;
        let (shift, change) = (by * (mean - x), by * (after - before) * by.transpose());
        let mut next = *self;
        for i in 0..N {
            next.x[i] += shift[i];
            for j in 0..=i {
                let cell = self.p[i][j] + 0.5 * (change[(i, j)] + change[(j, i)]);
                (next.p[i][j], next.p[j][i]) = (cell, cell);
            }
        }
        next.is_sound().then_some((next, fit))
    }
}

/// Squared distance of a foreign estimate and the logarithm of its likelihood, both widened by the weight. Where it
/// says nothing, nothing counts: in terms of information, S⁻¹ = B − B (A + B)⁻¹ B.
fn fit(own: &Matrix, said: &Said, weight: f64, nu: &Vector) -> Option<(f64, f64)> {
    let (a, b) = (own * weight, said.inverse * (1.0 - weight));
    let sum = Cholesky::new(a + b)?;
    let distance2 = nu.dot(&(b * nu)) - (b * nu).dot(&sum.solve(&(b * nu)));
    let own = Cholesky::new(a)?;
    // Up to a constant that every mode has in common.
    let log_det = 2.0 * (log_diagonal(&sum) - log_diagonal(&own));
    Some((distance2, -0.5 * (distance2 + log_det)))
}

fn log_diagonal(factor: &Cholesky<f64, nalgebra::Const<D>>) -> f64 {
    let l = factor.l_dirty();
    (0..D).map(|i| libm::log(l[(i, i)])).sum()
}

/// The weight of our own state, 0 to 1, that leaves the least uncertainty.
fn weight(own: &Matrix, said: &Said) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let worth = |w: f64| {
        Cholesky::new(own * w + said.inverse * (1.0 - w))
            .map_or(f64::MIN, |factor| log_diagonal(&factor))
    };
    let (mut low, mut high) = (said.weight_min, 1.0);
    let (mut a, mut b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut at_a, mut at_b) = (worth(a), worth(b));
    for _ in 0..STEPS {
        if at_a > at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - GOLDEN * (high - low);
            at_a = worth(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + GOLDEN * (high - low);
            at_b = worth(b);
        }
    }
    let inside = 0.5 * (low + high);
    // The ends are not looked at by the section itself.
    if worth(1.0) >= worth(inside) {
        1.0
    } else {
        inside
    }
}

fn marginal(state: &Kinematic) -> Matrix {
    Matrix::from_fn(|i, j| state.p[i][j])
}

fn inverse(p: &Matrix) -> Option<Matrix> {
    Cholesky::new(*p).map(|factor| factor.inverse())
}

#[cfg(test)]
mod tests;
