//! The horizontal filter: position and velocity in a plane, white-noise acceleration.
//!
//! Bar-Shalom, Li & Kirubarajan 2001, 6.2.2 (discretised continuous white-noise acceleration) and 5.2.4 (filter).
//! The 4×4 covariance is kept in 2×2 blocks: `p` of position, `c` of position with velocity, `v` of velocity.
//! Two levels of process noise share one state; their odds are kept as a probability of manoeuvre (a first order of
//! what an interacting-multiple-model filter does). It knows nothing of the earth.

use vigie_core::place::Cov2;

/// A 2×2 matrix, row by row.
type M2 = [[f64; 2]; 2];

/// Variances below this (m², m²/s²) are raised to it: below a millimetre nothing is known.
const VARIANCE_MIN: f64 = 1e-6;

/// Position, velocity and their covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kinematic {
    /// East and north, metres.
    pub(crate) position: [f64; 2],
    /// East and north, m/s.
    pub(crate) velocity: [f64; 2],
    p: Cov2,
    c: M2,
    v: Cov2,
}

/// A position or velocity measured in the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sighting {
    /// East and north.
    pub(crate) z: [f64; 2],
    /// Its covariance.
    pub(crate) r: Cov2,
}

/// How a sighting lies to a prediction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    /// Squared Mahalanobis distance under the manoeuvring prediction.
    pub(crate) distance2: f64,
    /// −2·ln of the likelihood, both levels of process noise taken together.
    pub(crate) cost: f64,
    /// Probability of manoeuvre after the sighting.
    pub(crate) manoeuvre: f64,
}

/// The two levels of process noise and how they alternate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Motion {
    /// m²/s³.
    pub(crate) quiet: f64,
    /// m²/s³.
    pub(crate) manoeuvre: f64,
    /// Seconds.
    pub(crate) every_s: f64,
    /// Seconds.
    pub(crate) lasts_s: f64,
}

impl Motion {
    /// Probability of manoeuvre `dt` seconds after it was `before`.
    pub(crate) fn manoeuvre_after(&self, before: f64, dt: f64) -> f64 {
        let rate = 1.0 / self.every_s + 1.0 / self.lasts_s;
        let settled = self.lasts_s / (self.lasts_s + self.every_s);
        settled + (before - settled) * libm::exp(-rate * dt.max(0.0))
    }

    /// Process noise that belongs to a probability of manoeuvre. The probability that is always left does not
    /// roughen straight flight: only what exceeds it counts.
    pub(crate) fn psd(&self, manoeuvre: f64) -> f64 {
        let settled = self.lasts_s / (self.lasts_s + self.every_s);
        let excess = ((manoeuvre - settled) / (1.0 - settled)).max(0.0);
        self.quiet + (self.manoeuvre - self.quiet) * excess
    }
}

impl Kinematic {
    /// A target seen once: its velocity is `velocity` within `velocity_cov`.
    pub(crate) fn new(seen: Sighting, velocity: [f64; 2], velocity_cov: Cov2) -> Kinematic {
        Kinematic {
            position: seen.z,
            velocity,
            p: seen.r,
            c: [[0.0; 2]; 2],
            v: velocity_cov,
        }
    }

    /// Covariance of the position.
    pub(crate) fn position_cov(&self) -> Cov2 {
        self.p
    }

    /// Covariance of the velocity.
    pub(crate) fn velocity_cov(&self) -> Cov2 {
        self.v
    }

    /// Covariance of the position after `dt` seconds without process noise.
    fn drifted(&self, dt: f64) -> Cov2 {
        let c = &self.c;
        Cov2 {
            ee: self.p.ee + dt * (2.0 * c[0][0] + dt * self.v.ee),
            en: self.p.en + dt * (c[0][1] + c[1][0] + dt * self.v.en),
            nn: self.p.nn + dt * (2.0 * c[1][1] + dt * self.v.nn),
        }
    }

    /// The state `dt` seconds later (`dt >= 0`).
    pub(crate) fn predict(&mut self, dt: f64, psd: f64) {
        self.p = plus_diagonal(self.drifted(dt), psd * dt * dt * dt / 3.0);
        let (cross, v) = (psd * dt * dt / 2.0, self.v);
        self.c[0][0] += dt * v.ee + cross;
        self.c[0][1] += dt * v.en;
        self.c[1][0] += dt * v.en;
        self.c[1][1] += dt * v.nn + cross;
        self.v = plus_diagonal(v, psd * dt);
        self.position[0] += dt * self.velocity[0];
        self.position[1] += dt * self.velocity[1];
    }

    /// Where the target would be `dt` seconds later.
    pub(crate) fn position_after(&self, dt: f64) -> [f64; 2] {
        [
            self.position[0] + dt * self.velocity[0],
            self.position[1] + dt * self.velocity[1],
        ]
    }

    /// How a sighting `dt` seconds later would fit, with `manoeuvre` its probability at that time.
    pub(crate) fn fit(&self, dt: f64, seen: &Sighting, motion: &Motion, manoeuvre: f64) -> Fit {
        let at = self.position_after(dt);
        let nu = [seen.z[0] - at[0], seen.z[1] - at[1]];
        let base = sum(self.drifted(dt), seen.r);
        let spread = dt.abs() * dt * dt / 3.0;
        let low = plus_diagonal(base, motion.quiet * spread);
        let high = plus_diagonal(base, motion.manoeuvre * spread);
        let (d_low, d_high) = (distance2(low, nu), distance2(high, nu));
        // Likelihoods relative to the greater exponent, so that neither underflows.
        let shift = d_low.min(d_high);
        let a = (1.0 - manoeuvre) * libm::exp(-0.5 * (d_low - shift)) / det(low).sqrt();
        let b = manoeuvre * libm::exp(-0.5 * (d_high - shift)) / det(high).sqrt();
        Fit {
            distance2: d_high,
            cost: shift - 2.0 * libm::log(a + b),
            manoeuvre: b / (a + b),
        }
    }

    /// Takes a sighting of the position into the state.
    pub(crate) fn update_position(&mut self, seen: &Sighting) {
        let nu = [seen.z[0] - self.position[0], seen.z[1] - self.position[1]];
        let s = inverse(sum(self.p, seen.r));
        let k_p = mul(full(self.p), s);
        let k_v = mul(transposed(self.c), s);
        add_scaled(&mut self.position, k_p, nu);
        add_scaled(&mut self.velocity, k_v, nu);
        self.v = minus_symmetric(self.v, mul(k_v, self.c));
        let kc = mul(k_p, self.c);
        for (row, change) in self.c.iter_mut().zip(kc) {
            row[0] -= change[0];
            row[1] -= change[1];
        }
        // P S⁻¹ R equals P − P S⁻¹ P without the cancellation.
        self.p = symmetric(mul(k_p, full(seen.r)));
    }

    /// Takes a sighting of the velocity into the state.
    pub(crate) fn update_velocity(&mut self, seen: &Sighting) {
        let mut swapped = Kinematic {
            position: self.velocity,
            velocity: self.position,
            p: self.v,
            c: transposed(self.c),
            v: self.p,
        };
        swapped.update_position(seen);
        *self = Kinematic {
            position: swapped.velocity,
            velocity: swapped.position,
            p: swapped.v,
            c: transposed(swapped.c),
            v: swapped.p,
        };
    }

    /// A sighting of `-dt` seconds ago as it would look now: moved by the velocity, with its doubt added.
    pub(crate) fn brought_forward(&self, seen: &Sighting, age_s: f64, psd: f64) -> Sighting {
        let (a2, drift) = (age_s * age_s, psd * age_s * age_s * age_s / 3.0);
        Sighting {
            z: [
                seen.z[0] + age_s * self.velocity[0],
                seen.z[1] + age_s * self.velocity[1],
            ],
            r: Cov2 {
                ee: seen.r.ee + a2 * self.v.ee + drift,
                en: seen.r.en + a2 * self.v.en,
                nn: seen.r.nn + a2 * self.v.nn + drift,
            },
        }
    }

    /// The state in a plane whose origin is at `origin` of this one and whose axes are turned by `angle_rad`
    /// (see [`turned`]).
    pub(crate) fn moved(&self, position: [f64; 2], angle_rad: f64) -> Kinematic {
        let t = turn(angle_rad);
        let about = |m: M2| mul(mul(t, m), transposed(t));
        Kinematic {
            position,
            velocity: turned(self.velocity, angle_rad),
            p: symmetric(about(full(self.p))),
            c: about(self.c),
            v: symmetric(about(full(self.v))),
        }
    }

    /// Whether the covariance is finite and positive definite (Cholesky).
    pub(crate) fn is_sound(&self) -> bool {
        let c = &self.c;
        let m = [
            [self.p.ee, self.p.en, c[0][0], c[0][1]],
            [self.p.en, self.p.nn, c[1][0], c[1][1]],
            [c[0][0], c[1][0], self.v.ee, self.v.en],
            [c[0][1], c[1][1], self.v.en, self.v.nn],
        ];
        let mut l = [[0.0; 4]; 4];
        for i in 0..4 {
            for j in 0..=i {
                let s: f64 = (0..j).map(|k| l[i][k] * l[j][k]).sum();
                let rest = m[i][j] - s;
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
        self.position
            .iter()
            .chain(&self.velocity)
            .all(|x| x.is_finite())
    }

    /// Drops the covariance between position and velocity and bounds both: what is left when rounding has won.
    pub(crate) fn reset_covariance(&mut self, position_sigma: f64, velocity_sigma: f64) {
        self.c = [[0.0; 2]; 2];
        self.p = Cov2::circular(position_sigma);
        self.v = Cov2::circular(velocity_sigma);
    }

    /// Squared Mahalanobis distance of two states (four degrees of freedom, the cross-covariance of each left out,
    /// which makes it an upper bound in practice), `extra` m² added to each position variance.
    pub(crate) fn apart2(&self, other: &Kinematic, extra: f64) -> f64 {
        let difference = |a: [f64; 2], b: [f64; 2]| -> [f64; 2] { [a[0] - b[0], a[1] - b[1]] };
        distance2(
            plus_diagonal(sum(self.p, other.p), extra),
            difference(self.position, other.position),
        ) + distance2(
            plus_diagonal(sum(self.v, other.v), 4.0),
            difference(self.velocity, other.velocity),
        )
    }

    #[cfg(test)]
    pub(crate) fn nees(&self, position: [f64; 2], velocity: [f64; 2]) -> f64 {
        // Conditioning on the position: d² = d²(position) + d²(velocity given position).
        let dp = [
            self.position[0] - position[0],
            self.position[1] - position[1],
        ];
        let dv = [
            self.velocity[0] - velocity[0],
            self.velocity[1] - velocity[1],
        ];
        let gain = mul(transposed(self.c), inverse(self.p));
        let v = minus_symmetric(self.v, mul(gain, self.c));
        let mut rest = dv;
        add_scaled(&mut rest, gain, [-dp[0], -dp[1]]);
        distance2(self.p, dp) + distance2(v, rest)
    }
}

/// A vector with true east and north components, in a plane whose axes are turned against them: `angle_rad` is the
/// convergence of the meridian at the vector's place, positive where true north leans to the plane's west.
pub(crate) fn turned(v: [f64; 2], angle_rad: f64) -> [f64; 2] {
    let t = turn(angle_rad);
    [
        t[0][0] * v[0] + t[0][1] * v[1],
        t[1][0] * v[0] + t[1][1] * v[1],
    ]
}

fn turn(angle_rad: f64) -> M2 {
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

fn det(a: Cov2) -> f64 {
    (a.ee * a.nn - a.en * a.en).max(VARIANCE_MIN * VARIANCE_MIN)
}

fn distance2(s: Cov2, nu: [f64; 2]) -> f64 {
    (s.nn * nu[0] * nu[0] - 2.0 * s.en * nu[0] * nu[1] + s.ee * nu[1] * nu[1]) / det(s)
}

fn inverse(a: Cov2) -> M2 {
    let d = det(a);
    [[a.nn / d, -a.en / d], [-a.en / d, a.ee / d]]
}

fn full(a: Cov2) -> M2 {
    [[a.ee, a.en], [a.en, a.nn]]
}

fn symmetric(m: M2) -> Cov2 {
    Cov2 {
        ee: m[0][0].max(VARIANCE_MIN),
        en: 0.5 * (m[0][1] + m[1][0]),
        nn: m[1][1].max(VARIANCE_MIN),
    }
}

fn minus_symmetric(a: Cov2, m: M2) -> Cov2 {
    Cov2 {
        ee: (a.ee - m[0][0]).max(VARIANCE_MIN),
        en: a.en - 0.5 * (m[0][1] + m[1][0]),
        nn: (a.nn - m[1][1]).max(VARIANCE_MIN),
    }
}

fn transposed(m: M2) -> M2 {
    [[m[0][0], m[1][0]], [m[0][1], m[1][1]]]
}

fn mul(a: M2, b: M2) -> M2 {
    let cell = |i: usize, j: usize| a[i][0] * b[0][j] + a[i][1] * b[1][j];
    [[cell(0, 0), cell(0, 1)], [cell(1, 0), cell(1, 1)]]
}

fn add_scaled(x: &mut [f64; 2], k: M2, nu: [f64; 2]) {
    x[0] += k[0][0] * nu[0] + k[0][1] * nu[1];
    x[1] += k[1][0] * nu[0] + k[1][1] * nu[1];
}

#[cfg(test)]
mod tests;
