use super::{Cpr, LatLon, Scale, encode, global_airborne, global_surface, local, nl};

fn at(lat_deg: f64, lon_deg: f64) -> LatLon {
    LatLon { lat_deg, lon_deg }
}

/// Metres per degree of latitude, near enough for a bound.
const DEGREE_M: f64 = 111_200.0;

/// Distance of two near places, metres.
fn apart_m(one: LatLon, other: LatLon) -> f64 {
    let lat = one.lat_deg - other.lat_deg;
    let lon = (one.lon_deg - other.lon_deg + 540.0).rem_euclid(360.0) - 180.0;
    libm::hypot(lat, lon * libm::cos(one.lat_deg.to_radians())) * DEGREE_M
}

#[test]
fn transition_latitudes_are_those_of_the_formula() {
    use std::f64::consts::PI;
    for n in 3..=59_u8 {
        let ratio = (1.0 - libm::cos(PI / 30.0)) / (1.0 - libm::cos(2.0 * PI / f64::from(n)));
        let formula = libm::acos(ratio.sqrt()).to_degrees();
        let table = super::TRANSITION_DEG[usize::from(59 - n)];
        assert!((formula - table).abs() < 1e-12, "{n}: {formula} {table}");
        assert_eq!(nl(table - 1e-9), n);
        assert_eq!(nl(-table), n - 1);
    }
    for (lat, expected) in [
        (0.0, 59),
        (10.0, 59),
        (13.5, 58),
        (86.9, 2),
        (87.0, 1),
        (90.0, 1),
    ] {
        assert_eq!(nl(lat), expected, "{lat}");
    }
    assert_eq!(nl(f64::NAN), 59);
    assert_eq!(nl(1e300), 1);
}

#[test]
fn encode_then_decode_over_the_globe() {
    for (scale, unit_m) in [(Scale::Airborne, 5.1), (Scale::Surface, 1.3)] {
        for step in 0..20_000_u32 {
            // Low-discrepancy places, poles and date line approached.
            let lat = (f64::from(step) * 0.618_033_988_749_895).fract() * 179.8 - 89.9;
            let lon = (f64::from(step) * 0.754_877_666_246_693).fract() * 360.0 - 180.0;
            let place = at(lat, lon);
            // Where few zones go round the globe their counts are longer.
            let unit_m = if lat.abs() > 84.0 {
                2.0 * unit_m
            } else {
                unit_m
            };
            let even = encode(place, scale, false).expect("on the globe");
            let odd = encode(place, scale, true).expect("on the globe");
            for cpr in [even, odd] {
                let near = at((lat + 0.3).min(90.0), lon + 0.3);
                let got = local(cpr, scale, near).expect("on the globe");
                assert!(apart_m(got, place) < unit_m, "{place:?} {got:?}");
            }
            for (one, newest) in [(even, odd), (odd, even)] {
                let got = match scale {
                    Scale::Airborne => global_airborne(one, newest),
                    Scale::Surface => global_surface(one, newest, at(lat * 0.9, lon + 20.0)),
                };
                // Rounded apart across a transition latitude: no place, rightly.
                if let Some(got) = got {
                    assert!(apart_m(got, place) < unit_m, "{place:?} {got:?}");
                }
            }
        }
    }
}

#[test]
fn any_counts_give_a_place_on_the_globe_or_none() {
    let counts = [
        0,
        1,
        2,
        65_535,
        65_536,
        65_537,
        99_999,
        131_070,
        131_071,
        u32::MAX,
    ];
    let inside = |place: Option<LatLon>| {
        place.is_none_or(|at| {
            (-90.0..=90.0).contains(&at.lat_deg) && (-180.0..180.0).contains(&at.lon_deg)
        })
    };
    for lat in counts {
        for lon in counts {
            for other in counts {
                let even = Cpr {
                    odd: false,
                    lat,
                    lon,
                };
                let odd = Cpr {
                    odd: true,
                    lat: other,
                    lon: other,
                };
                assert!(inside(global_airborne(even, odd)));
                assert!(inside(global_airborne(odd, even)));
                for reference in [
                    at(0.0, 0.0),
                    at(90.0, 180.0),
                    at(-90.0, -180.0),
                    at(45.0, 1e9),
                ] {
                    assert!(inside(global_surface(even, odd, reference)));
                    assert!(inside(local(odd, Scale::Airborne, reference)));
                    assert!(inside(local(even, Scale::Surface, reference)));
                }
            }
        }
    }
    assert_eq!(global_airborne(Cpr::default(), Cpr::default()), None);
    assert_eq!(
        local(Cpr::default(), Scale::Surface, at(f64::NAN, 0.0)),
        None
    );
    assert_eq!(encode(at(90.1, 0.0), Scale::Airborne, true), None);
    assert_eq!(encode(at(0.0, f64::INFINITY), Scale::Airborne, true), None);
}

/// Found by fuzzing: a longitude a hair beyond a whole turn.
#[test]
fn longitudes_are_wrapped_to_the_last_bit() {
    for turns in -3..=3 {
        for edge in [-180.0_f64, 180.0] {
            let lon = f64::from(turns) * 360.0 + edge;
            for lon in [
                lon.next_down().next_down(),
                lon.next_down(),
                lon,
                lon.next_up(),
            ] {
                let wrapped = super::wrapped(lon);
                assert!((-180.0..180.0).contains(&wrapped), "{lon:e}: {wrapped:e}");
            }
        }
    }
}
