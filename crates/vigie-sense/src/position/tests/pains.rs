//! What other decoders' users complain of, by construction: each position that is believed is where the aircraft was.

use super::super::distance::distance_m;
use super::super::{Horizon, Memory, Outcome, Phase};
use super::{NOWHERE, here, say, say_level};
use vigie_core::place::Wgs84;
use vigie_modes::cpr::LatLon;

/// Altitudes of the first and the second aircraft with one address, feet.
const LEVELS: [i32; 2] = [30_000, 33_000];
/// Half a grid and some.
const EXACT_M: f64 = 15.0;

/// Numbers that look random and are the same each time, 0 to 1.
struct Draw(u32);

impl Draw {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.0 >> 8) / f64::from(1_u32 << 24)
    }
}

/// How many messages were believed of how many; fails if one was believed elsewhere than at one of `truths`.
fn check(
    seed: u32,
    messages: impl Iterator<Item = (f64, Vec<LatLon>, usize, Phase)>,
    horizon: Horizon,
) -> (u32, u32) {
    let mut memory = Memory::default();
    let mut draw = Draw(seed);
    let (mut believed, mut all) = (0, 0);
    for (t, truths, sender, phase) in messages {
        let odd = draw.next() < 0.5;
        all += 1;
        if let Outcome::Believed(got) = say_level(
            &mut memory,
            t,
            (truths[sender], LEVELS[sender]),
            odd,
            phase,
            horizon,
        ) {
            believed += 1;
            let off = truths
                .iter()
                .map(|truth| distance_m(*truth, got))
                .fold(f64::INFINITY, f64::min);
            assert!(off < EXACT_M, "{off} m off at {t}: {got:?}, {truths:?}");
        }
    }
    (believed, all)
}

/// Along a geodesic at `speed_mps`, heard every half second on average.
fn flight(from: LatLon, bearing_deg: f64, speed_mps: f64, seconds: f64) -> Vec<(f64, LatLon)> {
    let start = Wgs84::new(from.lat_deg, from.lon_deg, 0.0).expect("on the earth");
    let mut draw = Draw(9);
    let mut t = 0.0;
    let mut path = Vec::new();
    while t < seconds {
        let place = start.destination(bearing_deg.to_radians(), speed_mps * t);
        path.push((t, here(place.lat_deg, place.lon_deg)));
        t += draw.next();
    }
    path
}

fn check_flight(from: LatLon, bearing_deg: f64, speed_mps: f64, least_percent: u32) {
    let path = flight(from, bearing_deg, speed_mps, 600.0);
    let messages = path
        .iter()
        .map(|(t, place)| (*t, vec![*place], 0, Phase::Airborne));
    let (believed, all) = check(5, messages, NOWHERE);
    assert!(
        believed * 100 >= all * least_percent,
        "{believed} of {all} from {from:?} towards {bearing_deg} at {speed_mps}"
    );
}

#[test]
fn every_change_of_zones_is_crossed() {
    // 150 km from the south of each turn of the number of zones to its north, and down again on the other half
    for degree in 0..88 {
        let lat = f64::from(degree) + 0.3;
        check_flight(here(lat, 20.0), 10.0, 250.0, 97);
        check_flight(here(-lat, -120.0), 170.0, 250.0, 97);
    }
}

#[test]
fn equator_antimeridian_and_poles_are_crossed() {
    for bearing in [0.0, 45.0, 90.0, 180.0, 270.0, 300.0] {
        check_flight(here(0.1, 179.6), bearing, 260.0, 97);
        check_flight(here(-0.2, -179.7), bearing, 260.0, 97);
        check_flight(here(0.0, 0.1), bearing, 260.0, 97);
        check_flight(here(70.0, 179.9), bearing, 260.0, 97);
        check_flight(here(86.9, 40.0), bearing, 260.0, 90);
        check_flight(here(-89.0, 90.0), bearing, 260.0, 80);
        check_flight(here(89.5, -10.0), bearing, 260.0, 80);
    }
}

/// A fighter at Mach 2 moves 6.8 km in ten seconds: more than a pair of messages allows.
#[test]
fn supersonic_aircraft_make_no_wrong_pairs() {
    for bearing in [0.0, 60.0, 90.0, 200.0] {
        check_flight(here(48.0, 7.0), bearing, 600.0, 97);
    }
    // heard every nine seconds: too rarely for a pair of something so fast
    let path = flight(here(48.0, 7.0), 45.0, 600.0, 3_000.0);
    let rare = path
        .iter()
        .enumerate()
        .filter(|(index, _)| index % 18 == 0)
        .map(|(_, (t, place))| (*t, vec![*place], 0, Phase::Airborne));
    check(5, rare, NOWHERE);
}

#[test]
fn halves_too_far_apart_are_no_pair() {
    let mut memory = Memory::default();
    for step in 0..100_u32 {
        let outcome = say(
            &mut memory,
            12.0 * f64::from(step),
            here(13.5, 2.2),
            step % 2 == 1,
            Phase::Airborne,
            NOWHERE,
        );
        assert_eq!(outcome, Outcome::Waiting);
    }
}

/// jet1090#434: a surface message placed near the last airborne position lies at the wrong airport.
#[test]
fn a_surface_position_is_at_its_own_airport_however_long_the_silence() {
    let airport = here(43.6294, 1.3638);
    let centre = Wgs84::new(airport.lat_deg, airport.lon_deg, 0.0).expect("an airport");
    let (mut resolved, mut all) = (0, 0);
    for step in 0..400_u32 {
        let away_m = f64::from(step % 20) * 12_500.0;
        let last = centre.destination(f64::from(step * 37 % 360).to_radians(), away_m);
        let silence_s = 20.0 + away_m / 200.0 + f64::from(step / 20) * 40.0;
        let airborne = (0..20_u32).map(|n| {
            let t = f64::from(n) * 0.5;
            (
                t,
                vec![here(last.lat_deg, last.lon_deg)],
                0,
                Phase::Airborne,
            )
        });
        let ground = (0..20_u32).map(|n| {
            let t = 10.0 + silence_s + f64::from(n) * 0.5;
            (t, vec![airport], 0, Phase::Surface)
        });
        let (believed, heard) = check(5, airborne.chain(ground), NOWHERE);
        resolved += believed;
        all += heard;
    }
    assert!(resolved * 10 > all * 7, "{resolved} of {all}");
}

#[test]
fn a_reference_in_the_wrong_half_of_the_globe_places_nothing_nearby() {
    let airport = here(43.6294, 1.3638);
    for lon in [-170.0, -120.0, -80.0, -60.0, 70.0, 100.0, 175.0] {
        let horizon = Horizon {
            near: Some(here(43.0, lon)),
            exact: true,
            range_max_m: 500_000.0,
        };
        let messages = (0..40_u32).map(|n| (f64::from(n), vec![airport], 0, Phase::Surface));
        assert_eq!(check(5, messages, horizon), (0, 40), "reference at {lon}");
    }
}

#[test]
fn two_aircraft_with_one_address_make_no_third_place() {
    let places = [
        (0.5, 0.0),
        (2.7, 1.0),
        (6.1, 0.0),
        (0.0, 25.0),
        (-60.0, 100.0),
    ];
    let (mut believed, mut all) = (0, 0);
    for (seed, (apart_lat, apart_lon)) in (0..40).flat_map(|seed| places.map(|place| (seed, place)))
    {
        let mut draw = Draw(21 + seed);
        let one = flight(here(44.0, 2.0), 70.0, 230.0, 900.0);
        let start = here(44.0 + apart_lat, 2.0 + apart_lon);
        let other = flight(start, 200.0, 200.0, 900.0);
        let messages = one.iter().zip(&other).map(|((t, a), (_, b))| {
            // at the start both, then one of them for a while, then both
            let sender = usize::from(draw.next() < 0.5 && !(300.0..600.0).contains(t));
            (*t, vec![*a, *b], sender, Phase::Airborne)
        });
        let counts = check(seed, messages, NOWHERE);
        believed += counts.0;
        all += counts.1;
    }
    assert!(believed * 4 > all, "{believed} of {all}");
}

#[test]
fn an_aircraft_first_heard_beyond_the_range_is_believed_when_it_comes_within() {
    let horizon = Horizon {
        near: Some(here(13.48, 2.18)),
        exact: true,
        range_max_m: 450_000.0,
    };
    let path = flight(here(18.7, 2.18), 180.0, 250.0, 1_500.0);
    let messages = path
        .iter()
        .map(|(t, place)| (*t, vec![*place], 0, Phase::Airborne));
    let (believed, all) = check(5, messages, horizon);
    let within = path
        .iter()
        .filter(|(_, place)| distance_m(here(13.48, 2.18), *place) < 449_000.0)
        .count();
    assert!(
        believed < all && f64::from(believed) > 0.97 * within as f64,
        "{believed}, {within}"
    );
}

/// Clocks that go back, jump or stand still: positions may be missing, never wrong.
#[test]
fn faulty_clocks_make_no_phantoms() {
    let path = flight(here(44.0, 2.0), 40.0, 240.0, 1_200.0);
    let faults: [fn(f64) -> f64; 5] = [
        |t| if t < 400.0 { t } else { t - 3_600.0 },
        |t| if t < 400.0 { t } else { t + 86_400.0 },
        |t| {
            if (300.0..330.0).contains(&t) {
                300.0
            } else {
                t
            }
        },
        |t| 5.0 * libm::floor(t / 5.0),
        |t| t - 8.0 * libm::fmod(t * 7.3, 1.0),
    ];
    for (index, fault) in faults.into_iter().enumerate() {
        let messages = path
            .iter()
            .map(|(t, place)| (fault(*t), vec![*place], 0, Phase::Airborne));
        let (believed, all) = check(5, messages, NOWHERE);
        assert!(
            believed * 10 > all * 7,
            "clock {index}: {believed} of {all}"
        );
    }
    let messages = path
        .iter()
        .map(|(_, place)| (0.0, vec![*place], 0, Phase::Airborne));
    check(5, messages, NOWHERE);
}
