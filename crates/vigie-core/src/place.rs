//! Where: WGS-84, earth-centred and local coordinates, and the geodesic between two points.
//!
//! A [`LocalFrame`] is a value, and only it converts to and from its own east-north-up coordinates. Conversions are
//! named target first (`enu_from_ecef`), so that a chain of them reads as it is evaluated.
//!
//! Constants: NIMA TR8350.2 (WGS-84). Geodesic: Vincenty 1975, with reduced latitudes. All transcendental functions
//! come from `libm`, so that two machines compute the same bits. Nothing here refracts, and nothing knows terrain.

use std::f64::consts::{PI, TAU};

/// Semi-major axis of WGS-84, metres.
pub const WGS84_A: f64 = 6_378_137.0;
/// Flattening of WGS-84.
pub const WGS84_F: f64 = 1.0 / 298.257_223_563;
/// Semi-minor axis of WGS-84, metres.
pub const WGS84_B: f64 = WGS84_A * (1.0 - WGS84_F);
/// First eccentricity squared.
const E2: f64 = WGS84_F * (2.0 - WGS84_F);
/// Second eccentricity squared.
const EP2: f64 = E2 / (1.0 - E2);

/// Metres in a nautical mile, exactly.
pub const METRES_PER_NM: f64 = 1852.0;
/// Metres per second in a knot, exactly.
pub const MPS_PER_KNOT: f64 = METRES_PER_NM / 3600.0;

/// A point by latitude, longitude and height above the WGS-84 ellipsoid.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Wgs84 {
    /// Latitude, degrees north, −90 to 90.
    pub lat_deg: f64,
    /// Longitude, degrees east, −180 to 180.
    pub lon_deg: f64,
    /// Height above the ellipsoid, metres.
    pub height_m: f64,
}

/// Earth-centred, earth-fixed coordinates, metres.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ecef {
    /// Towards latitude 0, longitude 0.
    pub x_m: f64,
    /// Towards latitude 0, longitude 90° E.
    pub y_m: f64,
    /// Towards the north pole.
    pub z_m: f64,
}

/// East-north-up coordinates in one [`LocalFrame`], metres. Meaningless without the frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Enu {
    /// East.
    pub east_m: f64,
    /// North.
    pub north_m: f64,
    /// Up, along the ellipsoid's normal at the origin.
    pub up_m: f64,
}

/// A 2×2 covariance in the local east-north plane, m² (or m²/s² of a velocity).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cov2 {
    /// East variance.
    pub ee: f64,
    /// East-north covariance.
    pub en: f64,
    /// North variance.
    pub nn: f64,
}

impl Cov2 {
    /// The covariance of independent errors of `sigma` in every direction.
    #[must_use]
    pub fn circular(sigma: f64) -> Cov2 {
        Cov2 {
            ee: sigma * sigma,
            en: 0.0,
            nn: sigma * sigma,
        }
    }

    /// The covariance of independent errors along and across a bearing, radians clockwise from north.
    #[must_use]
    pub fn along_bearing(bearing_rad: f64, along_sigma: f64, across_sigma: f64) -> Cov2 {
        let (sin, cos) = libm::sincos(bearing_rad);
        let (a, c) = (along_sigma * along_sigma, across_sigma * across_sigma);
        Cov2 {
            ee: a * sin * sin + c * cos * cos,
            en: (a - c) * sin * cos,
            nn: a * cos * cos + c * sin * sin,
        }
    }
}

/// The shortest line on the ellipsoid between two points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geodesic {
    /// Length, metres.
    pub distance_m: f64,
    /// Bearing at the first point, radians clockwise from true north, 0 to 2π.
    pub initial_rad: f64,
    /// Bearing at the second point, the same way.
    pub final_rad: f64,
}

impl Wgs84 {
    /// A point on the earth, or `None` when a coordinate is not finite or out of range. Longitudes are folded into
    /// −180 to 180.
    #[must_use]
    pub fn new(lat_deg: f64, lon_deg: f64, height_m: f64) -> Option<Wgs84> {
        let fine = lat_deg.is_finite() && lon_deg.is_finite() && height_m.is_finite();
        (fine && lat_deg.abs() <= 90.0 && lon_deg.abs() <= 360.0).then(|| Wgs84 {
            lat_deg,
            lon_deg: fold_lon_deg(lon_deg),
            height_m,
        })
    }

    /// The same place at another height above the ellipsoid.
    #[must_use]
    pub fn at_height_m(self, height_m: f64) -> Wgs84 {
        Wgs84 { height_m, ..self }
    }

    /// Earth-centred coordinates.
    #[must_use]
    pub fn to_ecef(self) -> Ecef {
        let (sin_lat, cos_lat) = libm::sincos(self.lat_deg.to_radians());
        let (sin_lon, cos_lon) = libm::sincos(self.lon_deg.to_radians());
        let n = WGS84_A / (1.0 - E2 * sin_lat * sin_lat).sqrt();
        Ecef {
            x_m: (n + self.height_m) * cos_lat * cos_lon,
            y_m: (n + self.height_m) * cos_lat * sin_lon,
            z_m: (n * (1.0 - E2) + self.height_m) * sin_lat,
        }
    }

    /// The geodesic from here to `other`, heights ignored. `None` for two nearly antipodal points, for which
    /// Vincenty's iteration does not converge.
    #[must_use]
    pub fn geodesic_to(self, other: Wgs84) -> Option<Geodesic> {
        inverse(self, other)
    }

    /// Distance along the ground, metres, as [`Wgs84::geodesic_to`]; half the globe for nearly antipodal points.
    #[must_use]
    pub fn distance_m(self, other: Wgs84) -> f64 {
        inverse(self, other).map_or(PI * WGS84_B, |line| line.distance_m)
    }

    /// The point reached after `distance_m` along the geodesic that leaves with `bearing_rad`, at the same height.
    #[must_use]
    pub fn destination(self, bearing_rad: f64, distance_m: f64) -> Wgs84 {
        direct(self, bearing_rad, distance_m)
    }
}

impl Ecef {
    /// Latitude, longitude and height (Bowring's iteration on the reduced latitude; under a nanometre from −10 km
    /// to 100 km). The centre of the earth comes out on the equator.
    #[must_use]
    pub fn to_wgs84(self) -> Wgs84 {
        let p = libm::hypot(self.x_m, self.y_m);
        let lon = libm::atan2(self.y_m, self.x_m);
        let mut beta = libm::atan2(self.z_m, p * (1.0 - WGS84_F));
        let mut lat = 0.0;
        for _ in 0..3 {
            let (sin, cos) = libm::sincos(beta);
            lat = libm::atan2(
                self.z_m + EP2 * WGS84_B * sin * sin * sin,
                p - E2 * WGS84_A * cos * cos * cos,
            );
            let (sin_lat, cos_lat) = libm::sincos(lat);
            beta = libm::atan2((1.0 - WGS84_F) * sin_lat, cos_lat);
        }
        let (sin, cos) = libm::sincos(lat);
        // Projecting on the normal is well conditioned at the poles too.
        let height_m = p * cos + self.z_m * sin - WGS84_A * (1.0 - E2 * sin * sin).sqrt();
        Wgs84 {
            lat_deg: lat.to_degrees(),
            lon_deg: lon.to_degrees(),
            height_m,
        }
    }

    /// Straight-line distance, metres: what a radar's slant range or a time of flight measures.
    #[must_use]
    pub fn distance_m(self, other: Ecef) -> f64 {
        let (dx, dy, dz) = (
            self.x_m - other.x_m,
            self.y_m - other.y_m,
            self.z_m - other.z_m,
        );
        (dx * dx + dy * dy + dz * dz).sqrt()
    }
}

impl Enu {
    /// Straight-line distance from the frame's origin, metres.
    #[must_use]
    pub fn slant_range_m(self) -> f64 {
        (self.east_m * self.east_m + self.north_m * self.north_m + self.up_m * self.up_m).sqrt()
    }

    /// Azimuth from the frame's origin, radians clockwise from north, 0 to 2π.
    #[must_use]
    pub fn azimuth_rad(self) -> f64 {
        wrap_two_pi(libm::atan2(self.east_m, self.north_m))
    }

    /// Elevation above the local horizontal, radians.
    #[must_use]
    pub fn elevation_rad(self) -> f64 {
        libm::atan2(self.up_m, libm::hypot(self.east_m, self.north_m))
    }
}

/// A tangent frame at one point: east, north, and up along the ellipsoid's normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalFrame {
    origin: Wgs84,
    origin_ecef: Ecef,
    sin_lat: f64,
    cos_lat: f64,
    sin_lon: f64,
    cos_lon: f64,
}

impl LocalFrame {
    /// The frame whose zero is `origin`.
    #[must_use]
    pub fn at(origin: Wgs84) -> LocalFrame {
        let (sin_lat, cos_lat) = libm::sincos(origin.lat_deg.to_radians());
        let (sin_lon, cos_lon) = libm::sincos(origin.lon_deg.to_radians());
        LocalFrame {
            origin,
            origin_ecef: origin.to_ecef(),
            sin_lat,
            cos_lat,
            sin_lon,
            cos_lon,
        }
    }

    /// Where the frame's zero is.
    #[must_use]
    pub fn origin(&self) -> Wgs84 {
        self.origin
    }

    /// The same, earth-centred.
    #[must_use]
    pub fn origin_ecef(&self) -> Ecef {
        self.origin_ecef
    }

    /// Local coordinates of an earth-centred point.
    #[must_use]
    pub fn enu_from_ecef(&self, point: Ecef) -> Enu {
        let (dx, dy, dz) = (
            point.x_m - self.origin_ecef.x_m,
            point.y_m - self.origin_ecef.y_m,
            point.z_m - self.origin_ecef.z_m,
        );
        let outward = self.cos_lon * dx + self.sin_lon * dy;
        Enu {
            east_m: self.cos_lon * dy - self.sin_lon * dx,
            north_m: self.cos_lat * dz - self.sin_lat * outward,
            up_m: self.cos_lat * outward + self.sin_lat * dz,
        }
    }

    /// The earth-centred point of local coordinates.
    #[must_use]
    pub fn ecef_from_enu(&self, point: Enu) -> Ecef {
        let outward = self.cos_lat * point.up_m - self.sin_lat * point.north_m;
        Ecef {
            x_m: self.origin_ecef.x_m + self.cos_lon * outward - self.sin_lon * point.east_m,
            y_m: self.origin_ecef.y_m + self.sin_lon * outward + self.cos_lon * point.east_m,
            z_m: self.origin_ecef.z_m + self.cos_lat * point.north_m + self.sin_lat * point.up_m,
        }
    }

    /// Local coordinates of a WGS-84 point.
    #[must_use]
    pub fn enu_from_wgs84(&self, point: Wgs84) -> Enu {
        self.enu_from_ecef(point.to_ecef())
    }

    /// The WGS-84 point of local coordinates.
    #[must_use]
    pub fn wgs84_from_enu(&self, point: Enu) -> Wgs84 {
        self.ecef_from_enu(point).to_wgs84()
    }
}

/// Folds an angle into −π to π.
#[must_use]
pub fn wrap_pi(angle_rad: f64) -> f64 {
    let turned = wrap_two_pi(angle_rad);
    if turned > PI { turned - TAU } else { turned }
}

/// Folds an angle into 0 to 2π, 2π excluded.
#[must_use]
pub fn wrap_two_pi(angle_rad: f64) -> f64 {
    let folded = angle_rad.rem_euclid(TAU);
    if folded >= TAU { 0.0 } else { folded } // rem_euclid rounds up for tiny negatives
}

fn fold_lon_deg(lon_deg: f64) -> f64 {
    if lon_deg > 180.0 {
        lon_deg - 360.0
    } else if lon_deg < -180.0 {
        lon_deg + 360.0
    } else {
        lon_deg
    }
}

/// The angular part of Vincenty's formulae shared by both problems.
struct Series {
    a: f64,
    b: f64,
}

impl Series {
    fn of(cos2_alpha: f64) -> Series {
        let u2 = cos2_alpha * (WGS84_A * WGS84_A - WGS84_B * WGS84_B) / (WGS84_B * WGS84_B);
        Series {
            a: 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2))),
            b: u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2))),
        }
    }

    fn delta_sigma(&self, sin_s: f64, cos_s: f64, cos_2m: f64) -> f64 {
        let c2 = cos_2m * cos_2m;
        let inner = cos_s * (2.0 * c2 - 1.0)
            - self.b / 6.0 * cos_2m * (4.0 * sin_s * sin_s - 3.0) * (4.0 * c2 - 3.0);
        self.b * sin_s * (cos_2m + self.b / 4.0 * inner)
    }
}

fn lambda_correction(
    sin_alpha: f64,
    cos2_alpha: f64,
    sigma: f64,
    sin_s: f64,
    cos_s: f64,
    cos_2m: f64,
) -> f64 {
    let c = WGS84_F / 16.0 * cos2_alpha * (4.0 + WGS84_F * (4.0 - 3.0 * cos2_alpha));
    let inner = cos_2m + c * cos_s * (2.0 * cos_2m * cos_2m - 1.0);
    (1.0 - c) * WGS84_F * sin_alpha * (sigma + c * sin_s * inner)
}

fn reduced(lat_deg: f64) -> (f64, f64) {
    let (sin, cos) = libm::sincos(lat_deg.to_radians());
    let y = (1.0 - WGS84_F) * sin;
    let r = libm::hypot(y, cos);
    (y / r, cos / r)
}

fn inverse(from: Wgs84, to: Wgs84) -> Option<Geodesic> {
    let l = wrap_pi((to.lon_deg - from.lon_deg).to_radians());
    let ((sin_u1, cos_u1), (sin_u2, cos_u2)) = (reduced(from.lat_deg), reduced(to.lat_deg));
    let mut lambda = l;
    for _ in 0..100 {
        let (sin_l, cos_l) = libm::sincos(lambda);
        let (x, y) = (cos_u2 * sin_l, cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_l);
        let sin_s = libm::hypot(x, y);
        if sin_s < 1e-16 && cos_l > 0.0 {
            return Some(Geodesic {
                distance_m: 0.0,
                initial_rad: 0.0,
                final_rad: 0.0,
            });
        }
        let cos_s = sin_u1 * sin_u2 + cos_u1 * cos_u2 * cos_l;
        let sigma = libm::atan2(sin_s, cos_s);
        let sin_alpha = cos_u1 * cos_u2 * sin_l / sin_s;
        let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
        // on the equator the midpoint's angle is undefined and not needed
        let cos_2m = if cos2_alpha > 1e-15 {
            cos_s - 2.0 * sin_u1 * sin_u2 / cos2_alpha
        } else {
            0.0
        };
        let next = l + lambda_correction(sin_alpha, cos2_alpha, sigma, sin_s, cos_s, cos_2m);
        let settled = (next - lambda).abs() < 1e-13;
        lambda = next;
        if settled {
            let series = Series::of(cos2_alpha);
            let distance_m =
                WGS84_B * series.a * (sigma - series.delta_sigma(sin_s, cos_s, cos_2m));
            let (sin_l, cos_l) = libm::sincos(lambda);
            return Some(Geodesic {
                distance_m,
                initial_rad: wrap_two_pi(libm::atan2(
                    cos_u2 * sin_l,
                    cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_l,
                )),
                final_rad: wrap_two_pi(libm::atan2(
                    cos_u1 * sin_l,
                    cos_u1 * sin_u2 * cos_l - sin_u1 * cos_u2,
                )),
            });
        }
        if lambda.abs() > PI {
            return None;
        }
    }
    None
}

fn direct(from: Wgs84, bearing_rad: f64, distance_m: f64) -> Wgs84 {
    let (sin_a1, cos_a1) = libm::sincos(bearing_rad);
    let (sin_u1, cos_u1) = reduced(from.lat_deg);
    let sigma1 = libm::atan2(sin_u1, cos_u1 * cos_a1);
    let sin_alpha = cos_u1 * sin_a1;
    let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
    let series = Series::of(cos2_alpha);
    let base = distance_m / (WGS84_B * series.a);
    let mut sigma = base;
    let (mut sin_s, mut cos_s, mut cos_2m) = (0.0, 1.0, 1.0);
    for _ in 0..20 {
        (sin_s, cos_s) = libm::sincos(sigma);
        cos_2m = libm::cos(2.0 * sigma1 + sigma);
        let next = base + series.delta_sigma(sin_s, cos_s, cos_2m);
        if (next - sigma).abs() < 1e-14 {
            break;
        }
        sigma = next;
    }
    let across = sin_u1 * sin_s - cos_u1 * cos_s * cos_a1;
    let lat = libm::atan2(
        sin_u1 * cos_s + cos_u1 * sin_s * cos_a1,
        (1.0 - WGS84_F) * libm::hypot(sin_alpha, across),
    );
    let lambda = libm::atan2(sin_s * sin_a1, cos_u1 * cos_s - sin_u1 * sin_s * cos_a1);
    let l = lambda - lambda_correction(sin_alpha, cos2_alpha, sigma, sin_s, cos_s, cos_2m);
    let lon_deg = wrap_pi(from.lon_deg.to_radians() + l).to_degrees();
    Wgs84 {
        lat_deg: lat.to_degrees(),
        lon_deg,
        height_m: from.height_m,
    }
}

#[cfg(test)]
mod tests;
