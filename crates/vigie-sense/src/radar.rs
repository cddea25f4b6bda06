//! From slant range and azimuth to a place, with its accuracy.
//!
//! A radar measures a slant range and an azimuth at its own antenna; where that is depends on the target's height.
//! The place is found on the ellipsoid itself: the point at that range and azimuth whose height is the given one. No
//! refraction, no registration: those belong to the tracker.

use vigie_core::place::{Cov2, Enu, LocalFrame, Wgs84};
use vigie_core::report::{Place, Polar};

/// The height assumed for a target that does not say its own, metres above the ellipsoid.
pub const ASSUMED_HEIGHT_M: f64 = 4_000.0;
/// The standard deviation of that assumption, metres.
pub const ASSUMED_HEIGHT_SIGMA_M: f64 = 3_000.0;
/// Standard deviation of a pressure altitude taken for a height, metres: QNH, temperature, geoid.
const PRESSURE_HEIGHT_SIGMA_M: f64 = 100.0;

/// Places a radar measurement. `height_m` is the target's height above the ellipsoid, `None` if unknown.
#[must_use]
pub fn place(antenna: &LocalFrame, polar: Polar, height_m: Option<f64>) -> Place {
    let station_m = antenna.origin().height_m;
    // A target cannot be higher above the antenna than it is far from it.
    let highest = station_m + polar.range_m;
    let height = height_m
        .unwrap_or_else(|| ASSUMED_HEIGHT_M.min(station_m + 0.5 * polar.range_m))
        .min(highest);
    let elevation = match polar.elevation_rad {
        Some(measured) => measured,
        None => elevation_of(antenna, polar.range_m, polar.azimuth_rad, height),
    };
    let position = point(antenna, polar.range_m, polar.azimuth_rad, elevation);
    let covariance = covariance(polar, elevation, height_m.is_some());
    let height_known = height_m.is_some() || polar.elevation_rad.is_some();
    Place {
        position,
        covariance,
        height_known,
        polar: Some(polar),
    }
}

fn point(antenna: &LocalFrame, range_m: f64, azimuth_rad: f64, elevation_rad: f64) -> Wgs84 {
    let (sin_az, cos_az) = libm::sincos(azimuth_rad);
    let (sin_el, cos_el) = libm::sincos(elevation_rad);
    let ground = range_m * cos_el;
    antenna.wgs84_from_enu(Enu {
        east_m: ground * sin_az,
        north_m: ground * cos_az,
        up_m: range_m * sin_el,
    })
}

/// The elevation at which the point at this range and azimuth has this height: the law of cosines on a sphere, then
/// Newton's steps on the ellipsoid (to a millimetre in two).
fn elevation_of(antenna: &LocalFrame, range_m: f64, azimuth_rad: f64, height_m: f64) -> f64 {
    const EARTH_M: f64 = 6_371_000.0;
    let (near, far) = (EARTH_M + antenna.origin().height_m, EARTH_M + height_m);
    let range = range_m.max(1.0);
    let sine = ((far * far - near * near - range * range) / (2.0 * range * near)).clamp(-1.0, 1.0);
    let mut elevation = libm::asin(sine);
    for _ in 0..2 {
        let miss = height_m - point(antenna, range, azimuth_rad, elevation).height_m;
        let slope = range * libm::cos(elevation);
        if slope < 0.02 * range {
            break;
        }
        elevation = (elevation + miss / slope)
            .clamp(-std::f64::consts::FRAC_PI_2, std::f64::consts::FRAC_PI_2);
    }
    elevation
}

fn covariance(polar: Polar, elevation_rad: f64, height_known: bool) -> Cov2 {
    let (sin_el, cos_el) = libm::sincos(elevation_rad);
    let cos_el = cos_el.max(0.05); // overhead the ground range says nothing; keep it finite
    let height_sigma = match (polar.elevation_rad, height_known) {
        (Some(_), _) => 0.0,
        (None, true) => PRESSURE_HEIGHT_SIGMA_M,
        (None, false) => ASSUMED_HEIGHT_SIGMA_M.min(0.5 * polar.range_m),
    };
    let from_range = polar.range_sigma_m / cos_el;
    let from_height = height_sigma * (sin_el / cos_el).abs();
    let from_elevation = polar.elevation_sigma_rad * polar.range_m * sin_el.abs();
    let along =
        (from_range * from_range + from_height * from_height + from_elevation * from_elevation)
            .sqrt();
    let across = polar.azimuth_sigma_rad * polar.range_m * cos_el;
    Cov2::along_bearing(polar.azimuth_rad, along, across.max(1.0))
}

#[cfg(test)]
mod tests {
    use super::place;
    use vigie_core::place::{LocalFrame, Wgs84};
    use vigie_core::report::Polar;

    fn polar(range_m: f64, azimuth_rad: f64) -> Polar {
        Polar {
            range_m,
            azimuth_rad,
            elevation_rad: None,
            range_sigma_m: 50.0,
            azimuth_sigma_rad: 0.0014,
            elevation_sigma_rad: 0.0,
            range_rate: None,
        }
    }

    #[test]
    fn a_measured_target_is_placed_where_it_is() {
        let antenna = LocalFrame::at(Wgs84::new(13.48, 2.18, 253.0).expect("Niamey"));
        for (lat, lon, height) in [
            (13.5, 2.2, 3_000.0),
            (16.97, 8.0, 11_000.0),
            (12.0, -1.5, 300.0),
            (13.48, 2.1801, 12_000.0),
            (14.9, 5.2, 9_000.0),
        ] {
            let target = Wgs84::new(lat, lon, height).expect("on the earth");
            let seen = antenna.enu_from_wgs84(target);
            let got = place(
                &antenna,
                polar(seen.slant_range_m(), seen.azimuth_rad()),
                Some(height),
            );
            let miss = got.position.to_ecef().distance_m(target.to_ecef());
            assert!(miss < 1.0, "{lat} {lon} {height}: {miss} m");
            assert!(got.height_known);
        }
    }

    #[test]
    fn an_unknown_height_is_admitted_in_the_covariance() {
        let antenna = LocalFrame::at(Wgs84::new(13.48, 2.18, 253.0).expect("Niamey"));
        let near = |known: bool| {
            place(&antenna, polar(15_000.0, 0.0), known.then_some(9_000.0)).covariance
        };
        assert!(near(false).nn.sqrt() > 700.0, "{:?}", near(false));
        assert!(near(true).nn.sqrt() < 200.0, "{:?}", near(true));
        let far = place(&antenna, polar(200_000.0, 0.0), None).covariance;
        assert!(far.nn.sqrt() < 120.0, "{far:?}");
        assert!((far.ee.sqrt() - 280.0).abs() < 10.0, "{far:?}");
    }

    #[test]
    fn impossible_measurements_stay_finite() {
        let antenna = LocalFrame::at(Wgs84::new(13.48, 2.18, 253.0).expect("Niamey"));
        for range in [0.0, 1.0, 100.0, 5_000.0, 1e7] {
            for height in [None, Some(-500.0), Some(40_000.0)] {
                let got = place(&antenna, polar(range, 1.0), height);
                let all = [
                    got.position.lat_deg,
                    got.position.lon_deg,
                    got.position.height_m,
                    got.covariance.ee,
                    got.covariance.nn,
                ];
                assert!(
                    all.iter().all(|value| value.is_finite()),
                    "{range} {height:?}: {got:?}"
                );
                assert!(got.covariance.ee > 0.0 && got.covariance.nn > 0.0);
            }
        }
    }
}
