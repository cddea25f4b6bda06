//! Measurements that depend on the state by a curved law, one number each: range rate, direction, distance, and
//! difference of distances.
//!
//! Bar-Shalom, Li & Kirubarajan 2001, 10.3.3 (extended Kalman filter): the law and its slopes are taken at the
//! predicted state. Places are in the tangent plane's frame with its third axis; there the target is at the height of
//! its state above a curved earth. Refraction is not modelled: near the horizon it lifts an elevation by some tenths of
//! a degree.

use crate::kinematic::{H, Kinematic, N};
use crate::plane::{EARTH_M, Plane};
use vigie_core::place::wrap_pi;

type V3 = [f64; 3];

/// Closer than this to a station a direction says nothing, metres.
const NEAR_M: f64 = 30.0;

/// One measured number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Curve {
    law: Law,
    /// What the law should give.
    measured: f64,
    variance: f64,
    /// Height of the plane's origin above the ellipsoid, metres.
    plane_m: f64,
}

/// What was measured, and from where. Points in metres, directions as unit vectors, of the earth or of a plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Law {
    /// Horizontal angle from `along` to the target, positive towards `across`.
    Azimuth { from: V3, along: V3, across: V3 },
    /// Angle above the plane whose normal is `up`.
    Elevation { from: V3, up: V3 },
    /// Distance.
    Range { from: V3 },
    /// Distance from one less that from another.
    Difference { from: V3, other: V3 },
    /// Growth of the distance. The climb is the target's, with its variance; of the measured distance, `share` times
    /// what it differs by from the predicted one is taken off; beyond half of `ambiguity` (if above zero) it wraps.
    RangeRate {
        from: V3,
        climb: (f64, f64),
        range_m: f64,
        share: f64,
        ambiguity: f64,
    },
}

/// A measurement as it looks from a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Linear {
    /// Measured less predicted.
    pub(crate) nu: f64,
    /// How the prediction depends on the state.
    pub(crate) h: [f64; N],
    /// Variance of the measurement.
    pub(crate) r: f64,
}

/// Where a state is in three dimensions, and how that depends on east, north and height.
struct Point {
    at: V3,
    by: [V3; 3],
}

impl Law {
    /// What the law gives at a point, and its gradient; `None` too close to a station.
    fn at(&self, point: V3) -> Option<(f64, V3)> {
        match *self {
            Law::Azimuth {
                from,
                along,
                across,
            } => {
                let d = less(point, from);
                let (x, y) = (dot(d, along), dot(d, across));
                let flat2 = x * x + y * y;
                let gradient = std::array::from_fn(|i| (x * across[i] - y * along[i]) / flat2);
                (flat2 > NEAR_M * NEAR_M).then(|| (libm::atan2(y, x), gradient))
            }
            Law::Elevation { from, up } => {
                let d = less(point, from);
                let (rise, far2) = (dot(d, up), dot(d, d));
                let flat = (far2 - rise * rise).max(0.0).sqrt();
                let gradient = std::array::from_fn(|i| (up[i] - d[i] * rise / far2) / flat);
                (flat > NEAR_M).then(|| (libm::atan2(rise, flat), gradient))
            }
            Law::Range { from } | Law::RangeRate { from, .. } => distance(point, from),
            Law::Difference { from, other } => {
                let ((a, ga), (b, gb)) = (distance(point, from)?, distance(point, other)?);
                Some((a - b, less(ga, gb)))
            }
        }
    }

    /// The same law in a plane's frame instead of the earth's.
    pub(crate) fn in_plane(&self, plane: &Plane) -> Law {
        let point = |p: V3| plane.point(p);
        let turn = |v: V3| plane.direction(v);
        match *self {
            Law::Azimuth {
                from,
                along,
                across,
            } => Law::Azimuth {
                from: point(from),
                along: turn(along),
                across: turn(across),
            },
            Law::Elevation { from, up } => Law::Elevation {
                from: point(from),
                up: turn(up),
            },
            Law::Range { from } => Law::Range { from: point(from) },
            Law::Difference { from, other } => Law::Difference {
                from: point(from),
                other: point(other),
            },
            Law::RangeRate {
                from,
                climb,
                range_m,
                share,
                ambiguity,
            } => Law::RangeRate {
                from: point(from),
                climb,
                range_m,
                share,
                ambiguity,
            },
        }
    }
}

impl Curve {
    pub(crate) fn new(law: Law, measured: f64, sigma: f64) -> Curve {
        Curve {
            law,
            measured,
            variance: sigma * sigma,
            plane_m: 0.0,
        }
    }

    /// The same in a plane's frame instead of the earth's.
    pub(crate) fn in_plane(&self, plane: &Plane) -> Curve {
        Curve {
            law: self.law.in_plane(plane),
            plane_m: plane.height_m(),
            ..*self
        }
    }

    /// Whether a target near `point` (of the earth), uncertain by `sigma_m` in every direction, can be what was
    /// measured: cheap, and on the generous side.
    pub(crate) fn is_near(&self, point: V3, sigma_m: f64) -> bool {
        self.law.at(point).is_some_and(|(value, gradient)| {
            let slope = dot(gradient, gradient).sqrt();
            let doubt = self.variance.sqrt() + slope * sigma_m;
            self.off(value).abs() <= 6.0 * doubt
        })
    }

    /// Measured less predicted.
    fn off(&self, predicted: f64) -> f64 {
        let nu = self.measured - predicted;
        match self.law {
            Law::Azimuth { .. } => wrap_pi(nu),
            Law::RangeRate { ambiguity, .. } if ambiguity > 0.0 => {
                nu - ambiguity * libm::round(nu / ambiguity)
            }
            _ => nu,
        }
    }

    /// How it looks from a state; `None` where it says nothing of it.
    pub(crate) fn from(&self, x: &[f64; N]) -> Option<Linear> {
        let point = Point::of(x, self.plane_m);
        let (value, gradient) = self.law.at(point.at)?;
        let down = |g: V3| -> [f64; 3] { std::array::from_fn(|i| dot(g, point.by[i])) };
        let [east, north, height] = down(gradient);
        let h = [east, north, 0.0, 0.0, height];
        let Law::RangeRate {
            climb,
            range_m,
            share,
            ..
        } = self.law
        else {
            return Some(Linear {
                nu: self.off(value),
                h,
                r: self.variance,
            });
        };
        // The velocity in three dimensions, and the part of it across the line of sight.
        let (v, by) = point.velocity(x, climb.0);
        let rate = dot(v, gradient);
        let bend: V3 = std::array::from_fn(|i| (v[i] - rate * gradient[i]) / value);
        let place = down(bend);
        let tilt: [f64; 3] = std::array::from_fn(|i| dot(by[i], gradient));
        let velocity = [0, 1].map(|i| dot(point.by[i], gradient));
        let rates = [
            place[0] + tilt[0],
            place[1] + tilt[1],
            velocity[0],
            velocity[1],
            place[2] + tilt[2],
        ];
        let rise = gradient[2];
        Some(Linear {
            nu: self.off(rate + share * (range_m - value)),
            h: std::array::from_fn(|i| rates[i] - share * h[i]),
            r: self.variance + rise * rise * climb.1,
        })
    }

    /// Distance between readings that look alike, if it is ambiguous.
    pub(crate) fn ambiguity(&self) -> Option<f64> {
        match self.law {
            Law::RangeRate { ambiguity, .. } if ambiguity > 0.0 => Some(ambiguity),
            _ => None,
        }
    }
}

impl Point {
    fn of(x: &[f64; N], plane_m: f64) -> Point {
        let ([e, n], h) = ([x[0], x[1]], x[H] - plane_m);
        let k = 1.0 + h / EARTH_M;
        Point {
            at: [e * k, n * k, h - (e * e + n * n) / (2.0 * EARTH_M)],
            by: [
                [k, 0.0, -e / EARTH_M],
                [0.0, k, -n / EARTH_M],
                [e / EARTH_M, n / EARTH_M, 1.0],
            ],
        }
    }

    /// Velocity in three dimensions, and how it depends on east, north and height.
    fn velocity(&self, x: &[f64; N], climb: f64) -> (V3, [V3; 3]) {
        let (ve, vn) = (x[2], x[3]);
        let v = std::array::from_fn(|i| {
            ve * self.by[0][i] + vn * self.by[1][i] + if i == 2 { climb } else { 0.0 }
        });
        let by = [
            [0.0, 0.0, -ve / EARTH_M],
            [0.0, 0.0, -vn / EARTH_M],
            [ve / EARTH_M, vn / EARTH_M, 0.0],
        ];
        (v, by)
    }
}

impl Kinematic {
    /// Squared distance of a measurement, and −2·ln of its likelihood without 1/2π; `None` where it says nothing.
    pub(crate) fn fit_curve(&self, curve: &Curve) -> Option<(f64, f64)> {
        let linear = curve.from(&self.x)?;
        let s = self.variance_of(&linear);
        let distance2 = linear.nu * linear.nu / s;
        Some((distance2, distance2 + libm::log(s)))
    }

    /// Standard deviation of what a measurement is off by.
    pub(crate) fn sigma_of(&self, curve: &Curve) -> f64 {
        let linear = curve.from(&self.x);
        linear.map_or(f64::INFINITY, |l| self.variance_of(&l).sqrt())
    }

    /// Takes a measurement in.
    pub(crate) fn update_curve(&mut self, curve: &Curve) {
        if let Some(linear) = curve.from(&self.x) {
            self.update_linear(&linear);
        }
    }
}

fn distance(point: V3, from: V3) -> Option<(f64, V3)> {
    let d = less(point, from);
    let far = dot(d, d).sqrt();
    (far > NEAR_M).then(|| (far, d.map(|x| x / far)))
}

fn less(a: V3, b: V3) -> V3 {
    std::array::from_fn(|i| a[i] - b[i])
}

fn dot(a: V3, b: V3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[cfg(test)]
mod tests;
