use super::{Enu, LocalFrame, Wgs84, wrap_pi, wrap_two_pi};
use geographiclib_rs::{DirectGeodesic, Geodesic as Reference, InverseGeodesic};
use std::f64::consts::{PI, TAU};

/// Points all over the globe, poles and antimeridian included, without a random generator.
fn globe() -> impl Iterator<Item = (f64, f64)> {
    (0..=36).flat_map(|i| {
        (0..36).map(move |j| (-90.0 + 5.0 * f64::from(i), -180.0 + 9.97 * f64::from(j)))
    })
}

#[test]
fn geodesics_agree_with_geographiclib_to_a_millimetre_over_the_globe() {
    let reference = Reference::wgs84();
    let mut compared = 0;
    for (lat, lon) in globe() {
        for (k, distance) in [1.0, 950.0, 46_300.0, 400_000.0, 5_000_000.0, 15_000_000.0]
            .into_iter()
            .enumerate()
        {
            let bearing = (lat * 7.0 + lon * 3.0 + 67.0 * k as f64).rem_euclid(360.0);
            let (lat2, lon2): (f64, f64) = reference.direct(lat, lon, bearing, distance);
            let from = Wgs84::new(lat, lon, 0.0).expect("on the earth");
            let reached = from.destination(bearing.to_radians(), distance);
            let miss: f64 = reference.inverse(reached.lat_deg, reached.lon_deg, lat2, lon2);
            assert!(
                miss < 1e-3,
                "direct from {lat} {lon} at {bearing} over {distance}: {miss} m"
            );
            let to = Wgs84::new(lat2, lon2, 0.0).expect("on the earth");
            let line = from.geodesic_to(to).expect("not antipodal");
            assert!(
                (line.distance_m - distance).abs() < 1e-3,
                "inverse from {lat} {lon}: {}",
                line.distance_m
            );
            if lat.abs() < 89.0 && distance > 900.0 {
                let across = wrap_pi(line.initial_rad - bearing.to_radians()) * distance.min(6.4e6);
                assert!(
                    across.abs() < 2e-3,
                    "bearing from {lat} {lon} over {distance}: {across} m"
                );
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 37 * 36 * 6);
}

#[test]
fn local_frames_agree_with_geographiclib_to_a_millimetre_over_the_globe() {
    // Over 1 km a geodesic and the tangent plane differ by less than the curvature terms written out here.
    let reference = Reference::wgs84();
    for (lat, lon) in globe().filter(|(lat, _)| lat.abs() < 89.0) {
        let frame = LocalFrame::at(Wgs84::new(lat, lon, 0.0).expect("on the earth"));
        for bearing in [0.0, 33.0, 90.0, 200.0, 300.0_f64] {
            let (lat2, lon2): (f64, f64) = reference.direct(lat, lon, bearing, 1000.0);
            let got = frame.enu_from_wgs84(Wgs84::new(lat2, lon2, 0.0).expect("on the earth"));
            let (sin, cos) = bearing.to_radians().sin_cos();
            assert!(
                (got.east_m - 1000.0 * sin).abs() < 1e-3,
                "{lat} {lon} {bearing}: {got:?}"
            );
            assert!(
                (got.north_m - 1000.0 * cos).abs() < 1e-3,
                "{lat} {lon} {bearing}: {got:?}"
            );
            assert!(
                (got.up_m + 0.0785).abs() < 1e-3,
                "{lat} {lon} {bearing}: {got:?}"
            );
        }
    }
}

#[test]
fn conversions_undo_each_other_to_a_micrometre() {
    let frame = LocalFrame::at(Wgs84::new(13.48, 2.18, 223.0).expect("Niamey"));
    for (lat, lon) in globe() {
        for height in [-10_000.0, 0.0, 300.0, 12_000.0, 100_000.0] {
            let point = Wgs84::new(lat, lon, height).expect("on the earth");
            let ecef = point.to_ecef();
            assert!(
                ecef.distance_m(ecef.to_wgs84().to_ecef()) < 1e-6,
                "{point:?}"
            );
            assert!(
                (ecef.to_wgs84().height_m - height).abs() < 1e-6,
                "{point:?}"
            );
            let back = frame.ecef_from_enu(frame.enu_from_ecef(ecef));
            assert!(ecef.distance_m(back) < 1e-6, "{point:?}");
        }
    }
}

#[test]
fn polar_of_a_local_point() {
    let point = Enu {
        east_m: -3000.0,
        north_m: 0.0,
        up_m: 4000.0,
    };
    assert!((point.slant_range_m() - 5000.0).abs() < 1e-9);
    assert!((point.azimuth_rad() - 1.5 * PI).abs() < 1e-12);
    assert!((point.elevation_rad().to_degrees() - 53.130_102).abs() < 1e-6);
}

#[test]
fn angles_and_points_are_folded_or_refused() {
    assert!(wrap_two_pi(-1e-20) < TAU);
    assert!((wrap_pi(3.0 * PI + 0.1) - (0.1 - PI)).abs() < 1e-12);
    assert_eq!(Wgs84::new(90.1, 0.0, 0.0), None);
    assert_eq!(Wgs84::new(f64::NAN, 0.0, 0.0), None);
    assert_eq!(Wgs84::new(0.0, 0.0, f64::INFINITY), None);
    assert_eq!(Wgs84::new(0.0, 190.0, 0.0).map(|p| p.lon_deg), Some(-170.0));
    // antipodal points are refused by the geodesic and do not hang it
    let here = Wgs84::new(0.0, 0.0, 0.0).expect("on the earth");
    let there = Wgs84::new(0.2, 179.9, 0.0).expect("on the earth");
    assert!(here.distance_m(there) > 19_900_000.0);
}
