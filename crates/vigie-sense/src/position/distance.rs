//! How far apart two places are, as cheaply as a test of plausibility allows.

use vigie_core::place::Wgs84;
use vigie_modes::cpr::LatLon;

/// Metres of a degree of latitude, and of longitude at the equator: between those of the ellipsoid's ends.
const NORTH_M: f64 = 111_200.0;
const EAST_M: f64 = 111_320.0;
/// Up to here the plane is exact to a hundredth.
const PLANE_M: f64 = 400_000.0;
/// Beyond this latitude the plane is not used.
const PLANE_LAT_DEG: f64 = 75.0;
/// The plane decides unless it is this close to the limit.
const CLOSE: f64 = 0.03;

/// Whether `b` is within `limit_m` of `a`. Not-a-number is nowhere.
pub(super) fn is_within(a: LatLon, b: LatLon, limit_m: f64) -> bool {
    let squared = plane_squared(a, b);
    let limit = limit_m * limit_m;
    let plane_holds = a.lat_deg.abs() < PLANE_LAT_DEG && squared < PLANE_M * PLANE_M;
    if plane_holds && squared < limit * (1.0 - CLOSE) * (1.0 - CLOSE) {
        true
    } else if plane_holds && (squared > limit * (1.0 + CLOSE) * (1.0 + CLOSE) || limit_m < 5_000.0)
    {
        squared <= limit
    } else {
        wgs84(a).distance_m(wgs84(b)) <= limit_m
    }
}

/// The same, to a tenth or so over a thousand kilometres, and cheaply.
pub(crate) fn is_roughly_within(a: LatLon, b: LatLon, limit_m: f64) -> bool {
    plane_squared(a, b) <= limit_m * limit_m
}

/// Ground distance, metres. Short ones by the plane.
#[cfg(test)]
pub(super) fn distance_m(a: LatLon, b: LatLon) -> f64 {
    let squared = plane_squared(a, b);
    if a.lat_deg.abs() < PLANE_LAT_DEG && squared < PLANE_M * PLANE_M {
        squared.sqrt()
    } else {
        wgs84(a).distance_m(wgs84(b))
    }
}

fn plane_squared(a: LatLon, b: LatLon) -> f64 {
    let north = (b.lat_deg - a.lat_deg) * NORTH_M;
    let turn = (b.lon_deg - a.lon_deg).abs();
    let turn = if turn > 180.0 { 360.0 - turn } else { turn };
    let east = turn * EAST_M * cos_deg(0.5 * (a.lat_deg + b.lat_deg));
    north * north + east * east
}

/// Cosine of -90 to 90 degrees, to 3e-5: the series to the eighth power, a handful of products.
fn cos_deg(degrees: f64) -> f64 {
    let radians = degrees * (std::f64::consts::PI / 180.0);
    let x = radians * radians;
    1.0 + x * (-1.0 / 2.0 + x * (1.0 / 24.0 + x * (-1.0 / 720.0 + x * (1.0 / 40_320.0))))
}

fn wgs84(place: LatLon) -> Wgs84 {
    Wgs84 {
        lat_deg: place.lat_deg,
        lon_deg: place.lon_deg,
        height_m: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::{cos_deg, distance_m, is_within, wgs84};
    use vigie_modes::cpr::LatLon;

    #[test]
    fn the_plane_agrees_with_the_ellipsoid() {
        let mut checked = 0;
        for lat in -89..=89 {
            let lat_deg = f64::from(lat);
            assert!((cos_deg(lat_deg) - libm::cos(lat_deg.to_radians())).abs() < 3e-5);
            for (north, east) in [
                (0.0, 0.01),
                (0.5, 0.0),
                (0.3, -1.0),
                (-0.9, 2.0),
                (0.0, 359.0),
            ] {
                let a = LatLon {
                    lat_deg,
                    lon_deg: 179.5,
                };
                let lon_deg = a.lon_deg + east;
                let b = LatLon {
                    lat_deg: lat_deg + north,
                    lon_deg: if lon_deg >= 180.0 {
                        lon_deg - 360.0
                    } else {
                        lon_deg
                    },
                };
                let exact = wgs84(a).distance_m(wgs84(b));
                let got = distance_m(a, b);
                assert!(
                    (got - exact).abs() <= 0.01 * exact + 0.1,
                    "{a:?} {b:?}: {got}, {exact}"
                );
                assert!(is_within(a, b, exact * 1.02) && !is_within(a, b, exact * 0.98));
                checked += 1;
            }
        }
        assert_eq!(checked, 179 * 5);
    }
}
