//! A track's own plane: the tangent plane at its anchor, and how positions come into it and go out.
//!
//! Every position is taken at the height of the plane's origin before it is projected, so that a plane coordinate
//! does not depend on how well the height is known. A tangent plane is true to 3 parts in 100,000 within 50 km.

use vigie_core::place::{Ecef, Enu, LocalFrame, Wgs84, wrap_pi};

/// Mean radius of the earth, metres: for corrections only.
pub(crate) const EARTH_M: f64 = 6_371_000.0;

/// A local frame and the height at which positions are projected into it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plane {
    frame: LocalFrame,
    sin_lat: f64,
}

/// A position prepared for any plane: its foot on the ellipsoid and the normal there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Foot {
    surface: Ecef,
    normal: [f64; 3],
}

impl Foot {
    pub(crate) fn surface(&self) -> Ecef {
        self.surface
    }

    pub(crate) fn normal(&self) -> [f64; 3] {
        self.normal
    }

    pub(crate) fn of(position: Wgs84) -> Foot {
        let surface = position.at_height_m(0.0).to_ecef();
        let (sin_lat, cos_lat) = libm::sincos(position.lat_deg.to_radians());
        let p = (surface.x_m * surface.x_m + surface.y_m * surface.y_m).sqrt();
        let (cos_lon, sin_lon) = if p > 0.0 {
            (surface.x_m / p, surface.y_m / p)
        } else {
            (1.0, 0.0)
        };
        Foot {
            surface,
            normal: [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat],
        }
    }
}

impl Plane {
    pub(crate) fn at(origin: Wgs84) -> Plane {
        Plane {
            frame: LocalFrame::at(origin),
            sin_lat: libm::sin(origin.lat_deg.to_radians()),
        }
    }

    pub(crate) fn height_m(&self) -> f64 {
        self.frame.origin().height_m
    }

    /// East and north of a position.
    pub(crate) fn of_foot(&self, foot: &Foot) -> [f64; 2] {
        let (s, n, h) = (foot.surface, foot.normal, self.height_m());
        let point = self.frame.enu_from_ecef(Ecef {
            x_m: s.x_m + h * n[0],
            y_m: s.y_m + h * n[1],
            z_m: s.z_m + h * n[2],
        });
        [point.east_m, point.north_m]
    }

    /// A point of the earth in the plane's frame.
    pub(crate) fn point(&self, point: [f64; 3]) -> [f64; 3] {
        let [x_m, y_m, z_m] = point;
        let p = self.frame.enu_from_ecef(Ecef { x_m, y_m, z_m });
        [p.east_m, p.north_m, p.up_m]
    }

    /// A direction of the earth in the plane's frame.
    pub(crate) fn direction(&self, direction: [f64; 3]) -> [f64; 3] {
        let origin = self.frame.origin_ecef();
        let origin = [origin.x_m, origin.y_m, origin.z_m];
        // A megametre out and back, so that rounding does not show.
        let far = std::array::from_fn(|i| origin[i] + 1e6 * direction[i]);
        self.point(far).map(|x| x * 1e-6)
    }

    /// Where on the earth a point of the plane is, with `height_m` above the ellipsoid.
    pub(crate) fn earth(&self, point: [f64; 2], height_m: f64) -> [f64; 3] {
        let up_m = height_m - self.height_m();
        let bulge = (point[0] * point[0] + point[1] * point[1]) / (2.0 * EARTH_M);
        let k = 1.0 + up_m / EARTH_M;
        let p = self.frame.ecef_from_enu(Enu {
            east_m: k * point[0],
            north_m: k * point[1],
            up_m: up_m - bulge,
        });
        [p.x_m, p.y_m, p.z_m]
    }

    /// Horizontal direction from an antenna to a point of the plane, as a unit vector, and the distance, metres.
    pub(crate) fn bearing_unit(&self, antenna: Ecef, point: [f64; 2]) -> ([f64; 2], f64) {
        let site = self.frame.enu_from_ecef(antenna);
        let (de, dn) = (point[0] - site.east_m, point[1] - site.north_m);
        let distance = (de * de + dn * dn).sqrt().max(1.0);
        ([de / distance, dn / distance], distance)
    }

    /// The position of a point of the plane, with `height_m` above the ellipsoid.
    pub(crate) fn wgs84(&self, point: [f64; 2], height_m: f64) -> Wgs84 {
        let bulge = (point[0] * point[0] + point[1] * point[1]) / (2.0 * EARTH_M);
        self.frame
            .wgs84_from_enu(Enu {
                east_m: point[0],
                north_m: point[1],
                up_m: -bulge,
            })
            .at_height_m(height_m)
    }

    /// How far true north at a longitude leans to the west of the plane's north, radians.
    pub(crate) fn convergence_rad(&self, lon_deg: f64) -> f64 {
        let mut d = lon_deg - self.frame.origin().lon_deg;
        if d.abs() > 180.0 {
            d = wrap_pi(d.to_radians()).to_degrees();
        }
        d.to_radians() * self.sin_lat
    }
}

/// Distance along the ground from beneath an antenna to beneath a target, metres, from their heights and the slant
/// range. A range shorter than the difference of heights is taken as steep as 84°.
pub(crate) fn ground_range_m(range_m: f64, antenna_m: f64, target_m: f64) -> f64 {
    let rise = target_m - antenna_m;
    let flat2 = (range_m * range_m - rise * rise).max(0.01 * range_m * range_m);
    let half = flat2
        / (4.0
            * (EARTH_M + antenna_m.max(-EARTH_M / 2.0))
            * (EARTH_M + target_m.max(-EARTH_M / 2.0)));
    2.0 * EARTH_M * libm::asin(half.sqrt().min(1.0))
}

#[cfg(test)]
mod tests {
    use super::{Foot, Plane, ground_range_m};
    use vigie_core::place::{LocalFrame, Wgs84};

    #[test]
    fn in_and_out_again_within_a_decimetre_over_60_km() {
        for lat in [-80.0, -33.0, 0.0, 13.5, 52.0, 75.0] {
            let plane = Plane::at(Wgs84::new(lat, 179.9, 9000.0).expect("valid"));
            for bearing in 0..8 {
                let far = Wgs84::new(lat, 179.9, 3000.0)
                    .expect("valid")
                    .destination(f64::from(bearing) * 0.785, 60_000.0);
                let point = plane.of_foot(&Foot::of(far));
                let back = plane.wgs84(point, 3000.0);
                assert!(
                    back.distance_m(far) < 0.1,
                    "{lat} {bearing}: {back:?} {far:?}"
                );
            }
        }
    }

    #[test]
    fn convergence_turns_true_directions_into_the_plane() {
        let origin = Wgs84::new(60.0, 10.0, 0.0).expect("valid");
        let plane = Plane::at(origin);
        let east = origin.destination(std::f64::consts::FRAC_PI_2, 40_000.0);
        let north_of_it = east.destination(0.0, 1000.0);
        let a = plane.of_foot(&Foot::of(east));
        let b = plane.of_foot(&Foot::of(north_of_it));
        let leaning = libm::atan2(-(b[0] - a[0]), b[1] - a[1]);
        assert!((leaning - plane.convergence_rad(east.lon_deg)).abs() < 1e-4);
    }

    #[test]
    fn ground_range_agrees_with_the_ellipsoid() {
        let site = Wgs84::new(13.48, 2.17, 235.0).expect("valid");
        for (distance, height) in [
            (20_000.0, 10_000.0),
            (100_000.0, 3000.0),
            (250_000.0, 11_000.0),
        ] {
            let target = site.destination(1.0, distance).at_height_m(height);
            let slant = LocalFrame::at(site).enu_from_wgs84(target).slant_range_m();
            let (lower, same) = (
                ground_range_m(slant, 235.0, height - 2000.0),
                ground_range_m(slant, 235.0, height),
            );
            assert!(
                (same - distance).abs() < 0.004 * distance,
                "{same} {distance}"
            );
            assert!(lower > same);
        }
    }
}
