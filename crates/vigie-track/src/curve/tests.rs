use super::{Curve, Law};
use crate::kinematic::{Kinematic, N, Sighting};
use crate::plane::{Foot, Plane};
use proptest::prelude::*;
use vigie_core::place::{Cov2, Ecef, Enu, LocalFrame, Wgs84};

fn earth(p: Ecef) -> [f64; 3] {
    [p.x_m, p.y_m, p.z_m]
}

fn station(bearing: f64, distance: f64) -> Wgs84 {
    Wgs84::new(13.5, 2.2, 0.0)
        .expect("on the earth")
        .destination(bearing, distance)
        .at_height_m(250.0)
}

/// One law of each kind, of the earth.
fn laws(a: Wgs84, b: Wgs84) -> [Law; 5] {
    let frame = LocalFrame::at(a);
    let axis = |east_m: f64, north_m: f64, up_m: f64| {
        let far = frame.ecef_from_enu(Enu {
            east_m: 1e6 * east_m,
            north_m: 1e6 * north_m,
            up_m: 1e6 * up_m,
        });
        let o = a.to_ecef();
        [far.x_m - o.x_m, far.y_m - o.y_m, far.z_m - o.z_m].map(|x| x * 1e-6)
    };
    let (from, other) = (earth(a.to_ecef()), earth(b.to_ecef()));
    [
        Law::Azimuth {
            from,
            along: axis(0.6, 0.8, 0.0),
            across: axis(0.8, -0.6, 0.0),
        },
        Law::Elevation {
            from,
            up: axis(0.0, 0.0, 1.0),
        },
        Law::Range { from },
        Law::Difference { from, other },
        Law::RangeRate {
            from,
            climb: (4.0, 1.0),
            range_m: 61_000.0,
            share: 0.01,
            ambiguity: 0.0,
        },
    ]
}

proptest! {
    #[test]
    fn slopes_are_what_differences_say(
        bearing in 0.0f64..std::f64::consts::TAU, far in 3_000.0f64..200_000.0, apart in 5_000.0f64..80_000.0,
        e in -50_000.0f64..50_000.0, n in -50_000.0f64..50_000.0, height in 500.0f64..12_000.0,
        ve in -300.0f64..300.0, vn in -300.0f64..300.0
    ) {
        let plane = Plane::at(station(0.0, 0.0).at_height_m(5000.0));
        let a = station(bearing, far);
        let x = [e, n, ve, vn, height];
        for law in laws(a, a.destination(bearing + 1.0, apart)) {
            let curve = Curve::new(law, 0.0, 1.0).in_plane(&plane);
            let Some(here) = curve.from(&x) else { continue };
            // Near a station every law bends.
            let close = plane.point(earth(a.to_ecef()));
            let d = libm::hypot(libm::hypot(close[0] - e, close[1] - n), 100.0);
            prop_assume!(d > 3000.0);
            for i in 0..N {
                let step = if i == 2 || i == 3 { 0.01 } else { 1.0 };
                let (mut more, mut less) = (x, x);
                more[i] += step;
                less[i] -= step;
                let (more, less) = (curve.from(&more).expect("near"), curve.from(&less).expect("near"));
                let slope = -(more.nu - less.nu) / (2.0 * step);
                let scale = here.h.iter().fold(1e-9f64, |m, h| m.max(h.abs()));
                prop_assert!((slope - here.h[i]).abs() < 2e-4 * scale, "{law:?} {i}: {slope} {:?}", here.h);
            }
        }
    }

    #[test]
    fn a_plane_sees_what_the_earth_has(
        bearing in 0.0f64..std::f64::consts::TAU, far in 3_000.0f64..200_000.0, way in 0.0f64..std::f64::consts::TAU,
        off in 0.0f64..50_000.0, height in 500.0f64..12_000.0
    ) {
        let origin = station(0.0, 0.0).at_height_m(9000.0);
        let plane = Plane::at(origin);
        let (a, b) = (station(bearing, far), station(bearing + 2.0, 40_000.0));
        let target = origin.destination(way, off).at_height_m(height);
        let [e, n] = plane.of_foot(&Foot::of(target));
        let enu = LocalFrame::at(a).enu_from_wgs84(target);
        prop_assume!(libm::hypot(enu.east_m, enu.north_m) > 1000.0);
        let expected = [
            libm::atan2(0.8 * enu.east_m - 0.6 * enu.north_m, 0.6 * enu.east_m + 0.8 * enu.north_m),
            enu.elevation_rad(),
            enu.slant_range_m(),
            target.to_ecef().distance_m(a.to_ecef()) - target.to_ecef().distance_m(b.to_ecef()),
        ];
        let tolerance = 4.0 / enu.slant_range_m();
        for (law, expected) in laws(a, b).iter().zip(expected) {
            let curve = Curve::new(*law, expected, 1.0);
            let seen = curve.in_plane(&plane).from(&[e, n, 0.0, 0.0, height]).expect("far enough");
            let angle = matches!(law, Law::Azimuth { .. } | Law::Elevation { .. });
            prop_assert!(seen.nu.abs() < if angle { tolerance } else { 4.0 }, "{law:?}: {}", seen.nu);
            prop_assert!(curve.is_near(earth(target.to_ecef()), 10.0));
            prop_assert!(curve.is_near(plane.earth([e, n], height), 10.0));
        }
    }
}

#[test]
fn a_bearing_behind_the_back_wraps() {
    let a = station(0.0, 0.0);
    let plane = Plane::at(a);
    let Law::Azimuth {
        from,
        along,
        across,
    } = laws(a, a)[0]
    else {
        unreachable!("the first is an azimuth");
    };
    let back = Law::Azimuth {
        from,
        along: along.map(|x| -x),
        across: across.map(|x| -x),
    };
    // Just to either side of straight behind: measured −179.9°, predicted +179.9°.
    let curve = Curve::new(back, -3.1398, 0.01).in_plane(&plane);
    let x = [60_000.0 + 80.0, 80_000.0 - 60.0, 0.0, 0.0, 250.0];
    let nu = curve.from(&x).expect("far").nu;
    assert!(nu.abs() < 0.01, "{nu}");
}

#[test]
fn numbers_move_the_state_as_a_filter_should() {
    // Two ranges from stations at right angles are a position.
    let plane = Plane::at(station(0.0, 0.0));
    let target = [1000.0, 2000.0];
    let seen = Sighting::flat([1400.0, 1700.0], Cov2::circular(1000.0));
    let mut state = Kinematic::new(&seen, [0.0; 2], Cov2::circular(10.0), 1.0);
    state.x[4] = 250.0;
    for bearing in [0.0, std::f64::consts::FRAC_PI_2] {
        let from = earth(station(bearing, 40_000.0).to_ecef());
        let far = plane.earth(target, 250.0);
        let measured = libm::sqrt(
            (0..3)
                .map(|i| (far[i] - from[i]) * (far[i] - from[i]))
                .sum(),
        );
        let curve = Curve::new(Law::Range { from }, measured, 5.0).in_plane(&plane);
        assert!(state.fit_curve(&curve).expect("far").0 < 1.0);
        state.update_curve(&curve);
    }
    let off = [state.x[0] - target[0], state.x[1] - target[1]];
    assert!(libm::hypot(off[0], off[1]) < 5.0, "{off:?}");
    assert!(state.is_sound() && state.position_cov().ee < 40.0);
}
