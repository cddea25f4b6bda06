//! The coordinates in which distances are taken.
//!
//! Two dimensions: a point is put on the ellipsoid (its height forgotten), expressed east-north at the origin, and its
//! chord is stretched to the arc over a sphere of 6371 km: azimuthal and equidistant, good to 0.02 % within 250 km.
//! Three dimensions: east, north, up at the origin.

use vigie_core::place::{LocalFrame, Wgs84};

/// Radius of the sphere over which chords become arcs, metres.
const SPHERE_M: f64 = 6_371_000.0;

/// A frame of coordinates for scoring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plane {
    frame: LocalFrame,
    is_3d: bool,
}

impl Plane {
    pub(crate) fn new(origin: Wgs84, is_3d: bool) -> Plane {
        let touching = if is_3d {
            origin
        } else {
            origin.at_height_m(0.0)
        };
        Plane {
            frame: LocalFrame::at(touching),
            is_3d,
        }
    }

    /// Coordinates of a position, metres; in two dimensions the third is zero.
    pub(crate) fn place(&self, position: Wgs84) -> [f64; 3] {
        if self.is_3d {
            let point = self.frame.enu_from_wgs84(position);
            return [point.east_m, point.north_m, point.up_m];
        }
        let point = self.frame.enu_from_wgs84(position.at_height_m(0.0));
        let chord = libm::hypot(point.east_m, point.north_m);
        if chord <= 0.0 {
            return [0.0; 3];
        }
        let stretch = SPHERE_M * libm::asin((chord / SPHERE_M).min(1.0)) / chord;
        [point.east_m * stretch, point.north_m * stretch, 0.0]
    }

    /// A velocity in the same dimensions.
    pub(crate) fn velocity(&self, mps: [f64; 3]) -> [f64; 3] {
        if self.is_3d {
            mps
        } else {
            [mps[0], mps[1], 0.0]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Plane;
    use vigie_core::place::Wgs84;

    #[test]
    fn distances_from_the_origin_are_those_along_the_ground() {
        let origin = Wgs84::new(13.48, 2.17, 235.0).expect("a place");
        let plane = Plane::new(origin, false);
        for distance in [1_000.0, 50_000.0, 250_000.0] {
            for bearing in [0.0, 1.0, 2.5, 4.0] {
                let there = origin.destination(bearing, distance).at_height_m(11_000.0);
                let [e, n, u] = plane.place(there);
                assert!((e.hypot(n) / distance - 1.0).abs() < 2e-4, "{distance}");
                assert!((e - distance * bearing.sin()).abs() < 3e-3 * distance);
                assert!(u.abs() < f64::EPSILON);
            }
        }
        assert!(plane.place(origin)[0].abs() < 1e-6);
    }

    #[test]
    fn three_dimensions_are_east_north_up() {
        let origin = Wgs84::new(13.48, 2.18, 230.0).expect("a place");
        let plane = Plane::new(origin, true);
        let [e, n, u] = plane.place(origin.at_height_m(330.0));
        assert!(e.abs() < 1e-6 && n.abs() < 1e-6 && (u - 100.0).abs() < 1e-6);
    }
}
