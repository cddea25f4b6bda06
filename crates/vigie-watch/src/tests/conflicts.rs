//! Short-term conflict: who is a pair, when it is said, and when it is over.

use super::*;
use vigie_core::aircraft::{Intent, Turn};
use vigie_core::alert::Subject;

/// One degree of latitude, metres, near 16° N.
const DEGREE_M: f64 = 110_650.0;

/// Two aircraft on one level that fly at each other along a meridian, so many seconds before they lose 5 NM.
fn head_on(seconds: f64) -> [Track; 2] {
    let apart_m = 9_260.0 + 400.0 * seconds;
    let mut north = track(2, at(16.0 + apart_m / DEGREE_M, 8.0), 0.0, -200.0);
    north.identity.address = Address::icao(0x06_2002);
    [track(1, at(16.0, 8.0), 0.0, 200.0), north]
}

fn with_level(mut plane: Track, ft: f64, climb_fpm: f64) -> Track {
    plane.altitude = level(ft, Some(climb_fpm * 0.3048 / 60.0), plane.at);
    plane
}

/// Flies them on straight, looks once a second, and gives the alert as it stands after so long.
fn seen(start: &[Track], seconds: u32) -> Vec<Alert> {
    let mut watch = watch(Vec::new());
    for k in 0..=seconds {
        let s = f64::from(k) + 0.5;
        let tracks: Vec<Track> = start.iter().map(|plane| flown(plane, s)).collect();
        look(&mut watch, s, &tracks);
    }
    watch.alerts()
}

#[test]
fn a_conflict_is_predicted_then_imminent_then_lost_then_over() {
    let mut watch = watch(Vec::new());
    let start = head_on(130.0);
    let mut said = Vec::new();
    for k in 0..240 {
        let s = f64::from(k) + 0.5;
        let tracks = start.clone().map(|plane| flown(&plane, s));
        for change in look(&mut watch, s, &tracks) {
            if change.kind != AlertChangeKind::Updated {
                let alerts = watch.alerts();
                let alert = alerts.iter().find(|a| a.id == change.id).expect("given");
                said.push((k, change.kind, alert.state, alert.severity));
            }
        }
    }
    let kinds: Vec<_> = said
        .iter()
        .map(|&(_, kind, state, severity)| (kind, state, severity))
        .collect();
    assert_eq!(
        kinds,
        [
            (
                AlertChangeKind::Began,
                AlertState::Predicted,
                Severity::Warning
            ),
            (
                AlertChangeKind::Escalated,
                AlertState::Predicted,
                Severity::Alarm
            ),
            (
                AlertChangeKind::Escalated,
                AlertState::Raised,
                Severity::Alarm
            ),
            (AlertChangeKind::Ended, AlertState::Over, Severity::Alarm),
        ]
    );
    let when: Vec<i32> = said.iter().map(|s| s.0).collect();
    // 120 s before, confirmed by the second look; 30 s before; at 130 s; 10 % beyond 5 NM after passing, and 5 s
    assert!((10..=12).contains(&when[0]), "{when:?}");
    assert!((100..=101).contains(&when[1]), "{when:?}");
    assert!((130..=131).contains(&when[2]), "{when:?}");
    let passed = 130.0 + (9_260.0 + 9_260.0 * 1.1) / 400.0 + 5.0;
    assert!(
        (f64::from(when[3]) - passed).abs() <= 2.5,
        "{when:?} {passed}"
    );
}

#[test]
fn the_alert_says_who_when_and_how_near() {
    let alerts = seen(&head_on(60.0), 4);
    let [alert] = &alerts[..] else {
        panic!("one alert: {alerts:?}");
    };
    assert_eq!(alert.kind, AlertKind::ShortTermConflict);
    assert_eq!(alert.subject, Subject::Pair(TrackNumber(1), TrackNumber(2)));
    assert_eq!(alert.label, "062001 / 062002");
    let to_go = alert.time_to_go.expect("ahead").as_secs_f64();
    assert!((to_go - 55.5).abs() < 0.3, "{to_go}");
    assert_eq!(value(alert, "separation_ft"), Some("0"));
    assert_eq!(value(alert, "separation_nm"), Some("17.0"));
    assert_eq!(value(alert, "nearest_nm"), Some("0.0"));
    assert_eq!(value(alert, "vertical_minimum_ft"), Some("800"));
    assert_eq!(value(alert, "hypothesis"), Some("straight"));
}

/// Whether two on course for each other are alerted within a few seconds.
fn check(what: &str, change: impl Fn(&mut Track, &mut Track), expected: bool) {
    let [mut one, mut other] = head_on(50.0);
    change(&mut one, &mut other);
    let alerts = seen(&[one, other], 6);
    let got = alerts
        .iter()
        .any(|a| a.kind == AlertKind::ShortTermConflict);
    assert_eq!(got, expected, "{what}");
}

#[test]
fn who_is_a_pair() {
    check("two aircraft on one level", |_, _| {}, true);
    check(
        "1,000 ft apart",
        |_, b| *b = with_level(b.clone(), 31_000.0, 0.0),
        false,
    );
    check(
        "700 ft apart",
        |_, b| *b = with_level(b.clone(), 30_700.0, 0.0),
        true,
    );
    check("simulated and real", |a, _| a.simulated = false, false);
    check(
        "both real",
        |a, b| (a.simulated, b.simulated) = (false, false),
        true,
    );
    check("tentative", |a, _| a.status = TrackStatus::Tentative, false);
    check("coasting", |a, _| a.status = TrackStatus::Coasting, true);
    check("on the ground", |_, b| b.on_ground = true, false);
    check("no level", |a, _| a.altitude = None, false);
    check(
        "a doubtful level",
        |a, _| {
            a.altitude = a.altitude.map(|l| Altitude {
                doubtful: true,
                ..l
            });
        },
        false,
    );
    check(
        "one address",
        |a, b| b.identity.address = a.identity.address,
        false,
    );
    check(
        "not known where",
        |a, _| a.position_covariance = Cov2::circular(20_000.0),
        false,
    );
    check("not finite", |a, _| a.velocity.north_mps = f64::NAN, false);
}

#[test]
fn two_thousand_feet_above_the_reduced_levels_and_without_approval() {
    let levels = |a: f64, b: f64| {
        move |one: &mut Track, other: &mut Track| {
            *one = with_level(one.clone(), a, 0.0);
            *other = with_level(other.clone(), b, 0.0);
        }
    };
    check("FL400 and FL410", levels(40_000.0, 41_000.0), false);
    check("FL410 and FL420", levels(41_000.0, 42_000.0), true);
    check("FL410 and FL430", levels(41_000.0, 43_000.0), false);
    let mut rules = Rules::default();
    rules
        .conflict
        .without_rvsm
        .0
        .extend(Address::icao(0x06_2002));
    for (levels, expected) in [
        ((35_000.0, 36_000.0), 1),
        ((35_000.0, 37_000.0), 0),
        ((28_000.0, 29_000.0), 0),
    ] {
        let mut watch = Watch::new(rules.clone(), Vec::new()).expect("sound");
        let [a, b] = head_on(50.0);
        let (a, b) = (with_level(a, levels.0, 0.0), with_level(b, levels.1, 0.0));
        for k in 0..4 {
            let s = f64::from(k) + 0.5;
            look(&mut watch, s, &[flown(&a, s), flown(&b, s)]);
        }
        assert_eq!(standing(&watch).len(), expected, "{levels:?}");
    }
}

#[test]
fn a_climb_ends_at_the_level_that_was_told() {
    let set = |plane: &mut Track, ft: f64, hpa: Option<f64>| {
        plane.aircraft.intent = Some(Intent {
            at: START,
            selected_altitude: Some(PressureAltitude::from_ft(ft)),
            managed_altitude: None,
            selected_heading_rad: None,
            pressure_setting_hpa: hpa,
            modes: None,
        });
    };
    // it climbs from below, 1,500 ft/min, through the level of the other within 40 s
    let climbs = |a: &mut Track| *a = with_level(a.clone(), 28_800.0, 1_500.0);
    check("nothing told", |a, _| climbs(a), true);
    check(
        "told 1,000 ft below",
        |a, _| (climbs(a), set(a, 29_000.0, None)).1,
        false,
    );
    check(
        "told the very level",
        |a, _| (climbs(a), set(a, 30_000.0, None)).1,
        true,
    );
    check(
        "told a level it has passed",
        |a, _| (climbs(a), set(a, 28_000.0, None)).1,
        true,
    );
    // set by QNH: 29,000 ft on 983 hPa is nearly FL300
    check(
        "told by QNH",
        |a, _| (climbs(a), set(a, 29_000.0, Some(983.0))).1,
        true,
    );
    check(
        "descends away",
        |a, _| *a = with_level(a.clone(), 29_000.0, -1_500.0),
        false,
    );
}

#[test]
fn a_turn_into_the_way_of_another_is_foreseen_and_one_out_of_it_not_held_against_it() {
    // side by side, 6 NM apart, the western one turning right at 1.5° a second
    let pair = |rate_deg: f64| {
        let mut west = track(1, at(16.0, 8.0), 0.0, 200.0);
        let mut east = track(2, at(16.0, 8.0 + 6.0 * 1852.0 / 107_000.0), 0.0, 200.0);
        east.identity.address = Address::icao(0x06_2002);
        west.aircraft.turn = Some(Turn {
            at: START,
            roll_rad: None,
            track_rate_rad_s: Some(rate_deg.to_radians()),
        });
        [west, east]
    };
    let alerts = seen(&pair(1.5), 3);
    let hypothesis = alerts.first().and_then(|alert| value(alert, "hypothesis"));
    assert_eq!(hypothesis, Some("turn"), "{alerts:?}");
    assert!(seen(&pair(-1.5), 3).is_empty());
    assert!(seen(&pair(0.0), 3).is_empty());
}

#[test]
fn the_turn_is_read_from_the_course_where_nobody_tells_it() {
    let mut watch = watch(Vec::new());
    let mut hypotheses = BTreeSet::new();
    let rate = 2.0_f64.to_radians();
    for k in 0..20 {
        let s = f64::from(k) + 0.5;
        let turned = rate * (s - 6.0).max(0.0);
        let (sin, cos) = libm::sincos(turned);
        let mut west = track(1, at(16.0, 8.0), 200.0 * sin, 200.0 * cos);
        west.position = west.position.destination(0.0, 200.0 * s.min(6.0));
        west.at = t(s);
        let mut east = track(2, at(16.0, 8.0 + 7.0 * 1852.0 / 107_000.0), 0.0, 200.0);
        east.identity.address = Address::icao(0x06_2002);
        let east = flown(&east, s);
        west.altitude = level(30_000.0, None, t(s));
        look(&mut watch, s, &[west, east]);
        hypotheses.extend(
            watch
                .alerts()
                .iter()
                .filter_map(|a| value(a, "hypothesis").map(str::to_owned)),
        );
    }
    assert!(hypotheses.contains("turn"), "{hypotheses:?}");
}

#[test]
fn an_alert_ends_with_one_of_its_tracks() {
    let mut watch = watch(Vec::new());
    let [one, other] = head_on(20.0);
    look(&mut watch, 0.5, &[flown(&one, 0.5), flown(&other, 0.5)]);
    assert_eq!(standing(&watch).len(), 1, "at once: under 30 s");
    let gone = flown(&other, 1.5);
    watch.examine(t(1.5), &[flown(&one, 1.5)], &[gone], &[], &[]);
    let alerts = watch.alerts();
    let conflict = alerts
        .iter()
        .find(|a| a.kind == AlertKind::ShortTermConflict);
    let conflict = conflict.expect("lately over");
    assert_eq!(conflict.state, AlertState::Over);
    assert!(value(conflict, "track_ended").is_some());
}

#[test]
fn near_the_pole_and_across_the_antimeridian() {
    for (lat, lon, other_lat, other_lon, north) in [
        (-17.0, 179.95, -17.0, -179.85, 0.0),
        (89.95, 10.0, 89.95, -170.0, 200.0),
    ] {
        let east = if north == 0.0 { 200.0 } else { 0.0 };
        let one = track(1, at(lat, lon), east, north);
        let mut other = track(2, at(other_lat, other_lon), -east, north);
        other.identity.address = Address::icao(0x06_2002);
        assert_eq!(seen(&[one, other], 3).len(), 1, "{lat} {lon}");
    }
}

#[test]
fn rules_that_make_no_sense_are_refused() {
    let changes: [fn(&mut ConflictRule); 6] = [
        |r| r.radius_m = f64::NAN,
        |r| r.vertical_wide_ft = 100.0,
        |r| r.confirm = 9,
        |r| r.look_ahead = Nanos::from_secs(0),
        |r| r.clear_margin = -0.1,
        |r| r.rvsm_floor_ft = 50_000.0,
    ];
    for change in changes {
        let mut rules = Rules::default();
        change(&mut rules.conflict);
        assert!(Watch::new(rules, Vec::new()).is_err());
    }
    let mut off = Rules::default();
    off.set(
        AlertKind::ShortTermConflict,
        "enabled",
        &Setting::Switch(false),
    )
    .expect("a switch");
    let mut watch = Watch::new(off, Vec::new()).expect("sound");
    look(&mut watch, 0.5, &head_on(10.0));
    assert_eq!(watch.alerts(), []);
}
