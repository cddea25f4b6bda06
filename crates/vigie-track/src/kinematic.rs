//! One Gaussian of a target's motion: position and velocity in a plane, and the height that slant ranges hang on.
//!
//! Bar-Shalom, Li & Kirubarajan 2001, 6.2.2 (discretised continuous white-noise acceleration), 5.2.4 (filter) and
//! 11.7.1 (turn of known rate). The state is east, north, their velocities, height. A slant range places a target at a
//! ground range that depends on its height; the dependence is carried in the measurement matrix, so that what is not
//! known of the height is one error of the whole track and not a fresh one with each plot. It knows nothing of the
//! earth.

#![expect(
    clippy::needless_range_loop,
    reason = "matrix algebra is read by its indices"
)]

mod rts;

pub(crate) use rts::Ahead;

use crate::algebra::{M2, VARIANCE_MIN, det, distance2, inverse, turn};
pub(crate) use crate::algebra::{plus_diagonal, sum, turned};
use crate::curve::Linear;
use crate::imm::Mode;
use vigie_core::place::Cov2;

/// Length of the state.
pub(crate) const N: usize = 5;
/// Where the height is.
pub(crate) const H: usize = 4;

/// Position, velocity, height and their covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kinematic {
    pub(crate) x: [f64; N],
    pub(crate) p: [[f64; N]; N],
}

/// A position or velocity measured in the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sighting {
    /// East and north.
    pub(crate) z: [f64; 2],
    /// Its covariance, the height taken as known.
    pub(crate) r: Cov2,
    /// By how much `z` would move for each metre more of height.
    pub(crate) slope: [f64; 2],
    /// The height with which `z` was made, metres.
    pub(crate) height_m: f64,
}

/// What is seen of a sighting before it is taken in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Innovation {
    /// Measured less predicted.
    pub(crate) nu: [f64; 2],
    /// Its covariance.
    pub(crate) s: Cov2,
}

impl Sighting {
    /// Whether its place depends on the height.
    pub(crate) fn is_slant(&self) -> bool {
        self.slope[0].abs() + self.slope[1].abs() > 0.0
    }

    /// A position (or velocity) that does not depend on the height.
    pub(crate) fn flat(z: [f64; 2], r: Cov2) -> Sighting {
        Sighting {
            z,
            r,
            slope: [0.0; 2],
            height_m: 0.0,
        }
    }
}

impl Innovation {
    /// Squared Mahalanobis distance.
    pub(crate) fn distance2(&self) -> f64 {
        distance2(self.s, self.nu)
    }

    /// Logarithm of the likelihood, without the factor 1/2π.
    pub(crate) fn log_likelihood(&self) -> f64 {
        -0.5 * (self.distance2() + libm::log(det(self.s)))
    }
}

impl Kinematic {
    /// A target seen once: its velocity is `velocity` within `velocity_cov`, its height that of the sighting within
    /// `height_sigma`.
    pub(crate) fn new(
        seen: &Sighting,
        velocity: [f64; 2],
        velocity_cov: Cov2,
        height_sigma: f64,
    ) -> Kinematic {
        let mut p = [[0.0; N]; N];
        let (g, hh) = (seen.slope, height_sigma * height_sigma);
        p[0][0] = seen.r.ee + g[0] * g[0] * hh;
        p[0][1] = seen.r.en + g[0] * g[1] * hh;
        p[1][0] = p[0][1];
        p[1][1] = seen.r.nn + g[1] * g[1] * hh;
        p[2][2] = velocity_cov.ee;
        p[2][3] = velocity_cov.en;
        p[3][2] = velocity_cov.en;
        p[3][3] = velocity_cov.nn;
        for i in 0..2 {
            (p[i][H], p[H][i]) = (g[i] * hh, g[i] * hh);
        }
        p[H][H] = hh.max(VARIANCE_MIN);
        Kinematic {
            x: [
                seen.z[0],
                seen.z[1],
                velocity[0],
                velocity[1],
                seen.height_m,
            ],
            p,
        }
    }

    /// East and north, metres.
    pub(crate) fn position(&self) -> [f64; 2] {
        [self.x[0], self.x[1]]
    }

    /// East and north, m/s.
    pub(crate) fn velocity(&self) -> [f64; 2] {
        [self.x[2], self.x[3]]
    }

    /// Height, metres, and its variance.
    pub(crate) fn height(&self) -> (f64, f64) {
        (self.x[H], self.p[H][H])
    }

    /// Covariance of the position.
    pub(crate) fn position_cov(&self) -> Cov2 {
        self.block(0)
    }

    /// Covariance of the velocity.
    pub(crate) fn velocity_cov(&self) -> Cov2 {
        self.block(2)
    }

    fn block(&self, at: usize) -> Cov2 {
        Cov2 {
            ee: self.p[at][at],
            en: self.p[at][at + 1],
            nn: self.p[at + 1][at + 1],
        }
    }

    /// The state `dt` seconds later (`dt >= 0`) in one way of moving, with height noise of `height_psd` m²/s.
    pub(crate) fn predict(&mut self, dt: f64, mode: &Mode, height_psd: f64) {
        if mode.damping > 0.0 {
            self.flow(slowing(dt, mode.damping));
            self.shake(shaken_slowing(dt, mode.psd, mode.damping), height_psd * dt);
        } else {
            self.flow(flow(dt, mode.rate));
            let psd = mode.psd;
            let noise = [psd * dt * dt * dt / 3.0, psd * dt * dt / 2.0, psd * dt];
            self.shake(noise, height_psd * dt);
        }
    }

    /// Where the target was `dt` seconds ago, if it flew straight.
    pub(crate) fn go_back(&mut self, dt: f64) {
        self.flow(flow(-dt, 0.0));
    }

    fn flow(&mut self, (a, b): (M2, M2)) {
        let v = self.velocity();
        for i in 0..2 {
            self.x[i] += a[i][0] * v[0] + a[i][1] * v[1];
            self.x[2 + i] = b[i][0] * v[0] + b[i][1] * v[1];
        }
        for k in 0..N {
            // Rows: F P
            let (p2, p3) = (self.p[2][k], self.p[3][k]);
            for i in 0..2 {
                self.p[i][k] += a[i][0] * p2 + a[i][1] * p3;
                self.p[2 + i][k] = b[i][0] * p2 + b[i][1] * p3;
            }
        }
        for row in &mut self.p {
            // Columns: (F P) Fᵀ
            let (p2, p3) = (row[2], row[3]);
            for i in 0..2 {
                row[i] += a[i][0] * p2 + a[i][1] * p3;
                row[2 + i] = b[i][0] * p2 + b[i][1] * p3;
            }
        }
    }

    /// Adds noise: variance of each position, covariance with its velocity, variance of that; and of the height.
    fn shake(&mut self, [near, cross, fast]: [f64; 3], height: f64) {
        for i in 0..2 {
            self.p[i][i] += near;
            self.p[i][2 + i] += cross;
            self.p[2 + i][i] += cross;
            self.p[2 + i][2 + i] += fast;
        }
        self.p[H][H] += height;
    }

    /// Where the target would be `dt` seconds later.
    pub(crate) fn position_after(&self, dt: f64) -> [f64; 2] {
        [self.x[0] + dt * self.x[2], self.x[1] + dt * self.x[3]]
    }

    /// How a sighting of now lies to the state.
    pub(crate) fn innovation(&self, seen: &Sighting) -> Innovation {
        let (g, off) = (seen.slope, self.x[H] - seen.height_m);
        let nu = [
            seen.z[0] + g[0] * off - self.x[0],
            seen.z[1] + g[1] * off - self.x[1],
        ];
        let p = &self.p;
        let cell =
            |i: usize, j: usize| p[i][j] - g[i] * p[H][j] - p[i][H] * g[j] + g[i] * p[H][H] * g[j];
        Innovation {
            nu,
            s: Cov2 {
                ee: cell(0, 0) + seen.r.ee,
                en: cell(0, 1) + seen.r.en,
                nn: cell(1, 1) + seen.r.nn,
            },
        }
    }

    /// Takes a sighting of the position into the state.
    pub(crate) fn update_position(&mut self, seen: &Sighting) {
        let g = seen.slope;
        self.update(&self.innovation(seen), seen.r, 0, g);
    }

    /// Takes a sighting of the velocity into the state.
    pub(crate) fn update_velocity(&mut self, seen: &Sighting) {
        let nu = [seen.z[0] - self.x[2], seen.z[1] - self.x[3]];
        let s = sum(self.velocity_cov(), seen.r);
        self.update(&Innovation { nu, s }, seen.r, 2, [0.0; 2]);
    }

    /// The filter's update in Joseph's form: the measurement is two components from `at` on, less
    /// `slope` times the height.
    fn update(&mut self, seen: &Innovation, r: Cov2, at: usize, slope: [f64; 2]) {
        let inv = inverse(seen.s);
        // P Hᵀ, and the gain.
        let (mut k, mut moved) = ([[0.0; 2]; N], [[0.0; N]; N]);
        for i in 0..N {
            let row = &self.p[i];
            let ph = [row[at] - slope[0] * row[H], row[at + 1] - slope[1] * row[H]];
            k[i] = [
                ph[0] * inv[0][0] + ph[1] * inv[1][0],
                ph[0] * inv[0][1] + ph[1] * inv[1][1],
            ];
            self.x[i] += k[i][0] * seen.nu[0] + k[i][1] * seen.nu[1];
        }
        // A = (I − K H) P, then A (I − K H)ᵀ + K R Kᵀ.
        for i in 0..N {
            for j in 0..N {
                let hp = [
                    self.p[at][j] - slope[0] * self.p[H][j],
                    self.p[at + 1][j] - slope[1] * self.p[H][j],
                ];
                moved[i][j] = self.p[i][j] - k[i][0] * hp[0] - k[i][1] * hp[1];
            }
        }
        let rk = |j: usize| {
            [
                r.ee * k[j][0] + r.en * k[j][1],
                r.en * k[j][0] + r.nn * k[j][1],
            ]
        };
        for i in 0..N {
            let ah = [
                moved[i][at] - slope[0] * moved[i][H],
                moved[i][at + 1] - slope[1] * moved[i][H],
            ];
            for j in 0..=i {
                let noise = rk(j);
                let cell = moved[i][j] - ah[0] * k[j][0] - ah[1] * k[j][1]
                    + k[i][0] * noise[0]
                    + k[i][1] * noise[1];
                self.p[i][j] = cell;
                self.p[j][i] = cell;
            }
            self.p[i][i] = self.p[i][i].max(VARIANCE_MIN);
        }
    }

    /// Variance of what a measurement is off by.
    pub(crate) fn variance_of(&self, seen: &Linear) -> f64 {
        let h = seen.h;
        let ph = self.p.map(|row| along(row, h));
        (along(ph, h) + seen.r).max(VARIANCE_MIN * VARIANCE_MIN)
    }

    /// Takes one number into the state, in Joseph's form.
    pub(crate) fn update_linear(&mut self, seen: &Linear) {
        let ph = self.p.map(|row| along(row, seen.h));
        let s = self.variance_of(seen);
        let k = ph.map(|x| x / s);
        for i in 0..N {
            self.x[i] += k[i] * seen.nu;
            for j in 0..=i {
                let cell = self.p[i][j] - k[i] * ph[j] - ph[i] * k[j] + k[i] * k[j] * s;
                self.p[i][j] = cell;
                self.p[j][i] = cell;
            }
            self.p[i][i] = self.p[i][i].max(VARIANCE_MIN);
        }
    }

    /// Takes a height into the state.
    pub(crate) fn update_height(&mut self, height_m: f64, sigma_m: f64) {
        let r = sigma_m * sigma_m;
        let s = self.p[H][H] + r;
        let nu = height_m - self.x[H];
        let column: [f64; N] = std::array::from_fn(|i| self.p[i][H]);
        for i in 0..N {
            self.x[i] += column[i] * nu / s;
            for j in 0..N {
                self.p[i][j] -= column[i] * column[j] / s;
            }
            self.p[i][i] = self.p[i][i].max(VARIANCE_MIN);
        }
    }

    /// The state in a plane whose origin is at `origin` of this one and whose axes are turned by `angle_rad`
    /// (see [`turned`]).
    pub(crate) fn moved(&self, position: [f64; 2], angle_rad: f64) -> Kinematic {
        let t = turn(angle_rad);
        let mut moved = *self;
        let v = turned(self.velocity(), angle_rad);
        (moved.x[0], moved.x[1], moved.x[2], moved.x[3]) = (position[0], position[1], v[0], v[1]);
        let about = |p: &mut [[f64; N]; N]| {
            for at in [0, 2] {
                for k in 0..N {
                    let (a, b) = (p[at][k], p[at + 1][k]);
                    p[at][k] = t[0][0] * a + t[0][1] * b;
                    p[at + 1][k] = t[1][0] * a + t[1][1] * b;
                }
            }
        };
        about(&mut moved.p);
        transpose(&mut moved.p);
        about(&mut moved.p);
        transpose(&mut moved.p);
        moved
    }

    /// The moment-matched sum of weighted states.
    pub(crate) fn mixed(parts: impl Iterator<Item = (f64, Kinematic)> + Clone) -> Kinematic {
        let mut mean = Kinematic {
            x: [0.0; N],
            p: [[0.0; N]; N],
        };
        let total: f64 = parts.clone().map(|p| p.0).sum();
        let parts = parts.map(|(weight, part)| (weight / total, part));
        for (weight, part) in parts.clone() {
            for i in 0..N {
                mean.x[i] += weight * part.x[i];
            }
        }
        for (weight, part) in parts {
            let d: [f64; N] = std::array::from_fn(|i| part.x[i] - mean.x[i]);
            for i in 0..N {
                for j in 0..N {
                    mean.p[i][j] += weight * (part.p[i][j] + d[i] * d[j]);
                }
            }
        }
        mean
    }

    /// Whether the covariance is finite and positive definite (Cholesky).
    pub(crate) fn is_sound(&self) -> bool {
        let mut l = [[0.0; N]; N];
        for i in 0..N {
            for j in 0..=i {
                let s: f64 = (0..j).map(|k| l[i][k] * l[j][k]).sum();
                let rest = self.p[i][j] - s;
                if i == j {
                    if !rest.is_finite() || rest <= 0.0 {
                        return false;
                    }
                    l[i][i] = rest.sqrt();
                } else {
                    l[i][j] = rest / l[j][j];
                }
            }
        }
        self.x.iter().all(|x| x.is_finite())
    }

    /// Squared Mahalanobis distance of two states (four degrees of freedom, the cross-covariance of each left out,
    /// which makes it an upper bound in practice), `extra` m² added to each position variance.
    pub(crate) fn apart2(&self, other: &Kinematic, extra: f64) -> f64 {
        let difference = |a: [f64; 2], b: [f64; 2]| -> [f64; 2] { [a[0] - b[0], a[1] - b[1]] };
        distance2(
            plus_diagonal(sum(self.position_cov(), other.position_cov()), extra),
            difference(self.position(), other.position()),
        ) + distance2(
            plus_diagonal(sum(self.velocity_cov(), other.velocity_cov()), 4.0),
            difference(self.velocity(), other.velocity()),
        )
    }

    #[cfg(test)]
    pub(crate) fn nees(&self, position: [f64; 2], velocity: [f64; 2]) -> f64 {
        // Forward substitution through the Cholesky factor of the first four.
        let d = [
            self.x[0] - position[0],
            self.x[1] - position[1],
            self.x[2] - velocity[0],
            self.x[3] - velocity[1],
        ];
        let (mut l, mut y) = ([[0.0; 4]; 4], [0.0; 4]);
        for i in 0..4 {
            for j in 0..=i {
                let s: f64 = (0..j).map(|k| l[i][k] * l[j][k]).sum();
                let rest = self.p[i][j] - s;
                l[i][j] = if i == j { rest.sqrt() } else { rest / l[j][j] };
            }
            let s: f64 = (0..i).map(|k| l[i][k] * y[k]).sum();
            y[i] = (d[i] - s) / l[i][i];
        }
        y.iter().map(|y| y * y).sum()
    }
}

/// How position and velocity follow from the velocity `dt` seconds before, in a turn of `rate` rad/s.
fn flow(dt: f64, rate: f64) -> (M2, M2) {
    let angle = rate * dt;
    if angle.abs() < 1e-9 {
        return ([[dt, 0.0], [0.0, dt]], [[1.0, 0.0], [0.0, 1.0]]);
    }
    let (sin, cos) = libm::sincos(angle);
    let (s, c) = (sin / rate, (1.0 - cos) / rate);
    ([[s, -c], [c, s]], [[cos, -sin], [sin, cos]])
}

/// The same where the speed is lost at `damping` a second.
fn slowing(dt: f64, damping: f64) -> (M2, M2) {
    let left = libm::exp(-damping * dt);
    let way = (1.0 - left) / damping;
    ([[way, 0.0], [0.0, way]], [[left, 0.0], [0.0, left]])
}

/// What acceleration noise adds meanwhile (Ornstein & Uhlenbeck): to position, to both, to velocity.
fn shaken_slowing(dt: f64, psd: f64, damping: f64) -> [f64; 3] {
    let (b, left) = (damping, libm::exp(-damping * dt));
    let (one, two) = ((1.0 - left) / b, (1.0 - left * left) / (2.0 * b));
    [
        (psd / (b * b) * (dt - 2.0 * one + two)).max(0.0),
        psd * one * one / 2.0,
        psd * two,
    ]
}

fn along(a: [f64; N], b: [f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn transpose(p: &mut [[f64; N]; N]) {
    for i in 0..N {
        for j in 0..i {
            (p[i][j], p[j][i]) = (p[j][i], p[i][j]);
        }
    }
}
