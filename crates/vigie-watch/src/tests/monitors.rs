//! The monitors of single tracks and of sensors: when each speaks, when it is over, and what must not wake anybody.

use super::*;
use std::f64::consts::TAU;
use std::sync::Arc;
use vigie_core::sensor::{RadarModel, Registration};
use vigie_core::terrain::TerrainGrid;

const KNOT: f64 = 0.514_444;

type Change = fn(&mut Track, &mut Rules);

/// The alerts of a kind that stand.
fn of(watch: &Watch, kind: AlertKind) -> Vec<Alert> {
    let mut alerts = standing(watch);
    alerts.retain(|alert| alert.kind == kind);
    alerts
}

fn contribution(sensor: u16, kind: ReportKind, second: f64) -> Contribution {
    Contribution {
        sensor: SensorId(sensor),
        kind,
        at: t(second),
    }
}

fn radar(id: u16) -> SensorSite {
    SensorSite {
        id: SensorId(id),
        name: format!("radar {id}"),
        kind: SensorKind::Radar(RadarModel {
            range_sigma_m: 50.0,
            azimuth_sigma_rad: 0.001,
            turn: Nanos::from_secs(5),
            detection_probability: 0.9,
        }),
        ..site(400_000.0)
    }
}

fn with(volumes: Vec<AirspaceVolume>, change: impl FnOnce(&mut Rules)) -> Watch {
    let mut rules = Rules {
        sites: vec![site(400_000.0), radar(1)],
        ..Rules::default()
    };
    change(&mut rules);
    Watch::new(rules, volumes).expect("sound rules")
}

fn unseen(mut track: Track) -> Track {
    track.identity = TrackIdentity::default();
    track.altitude = None;
    track.last_kind = ReportKind::Psr;
    track
}

#[test]
fn a_code_that_is_passed_or_garbled_is_no_emergency() {
    let mut bare = track(1, at(16.0, 8.0), 200.0, 0.0);
    bare.identity.address = None;
    // 7300, then replies that overlap with another's: 7700 has all its bits
    for (before, replies, age_s, address, expected) in [
        (0o7300, 2, 10.0, false, false),
        (0o7300, 4, 10.0, false, true),
        (0o7300, 2, 10.0, true, true), // Mode S checks itself
        (0o2351, 2, 10.0, false, true),
        (0o2351, 2, 1.0, false, false), // on the way from one code to another
        (0o2351, 2, 2.0, false, true),
    ] {
        let mut watch = with(Vec::new(), |_| {});
        let mut plane = bare.clone();
        plane.identity.address = Address::icao(0x06_2001).filter(|_| address);
        plane.identity.mode_a = code(before, 5);
        look(&mut watch, 0.0, &[plane.clone()]);
        plane.identity.mode_a = code(0o7700, replies).map(|statement| CodeStatement {
            since: t(10.0 - age_s),
            ..statement
        });
        look(&mut watch, 10.0, &[plane]);
        let alerted = !of(&watch, AlertKind::EmergencySquawk).is_empty();
        assert_eq!(alerted, expected, "{before:o} {replies} {age_s} {address}");
    }
}

#[test]
fn a_fir_is_crossed_in_and_out_and_what_the_register_lacks_is_said() {
    let cleared = |plan, permit| {
        Some(Clearance {
            plan: Some(plan),
            permit: Some(permit),
        })
    };
    for (clearance, severity, permit) in [
        (None, Severity::Caution, None),
        (cleared(true, true), Severity::Caution, Some("yes")),
        (cleared(true, false), Severity::Warning, Some("no")),
    ] {
        let mut watch = with(vec![square(0, AreaKind::Fir, (-2.0, 10.0), 0.5)], |_| {});
        let start = track(1, at(-1.8, 9.98), 200.0, 0.0);
        watch.set_clearance(TrackNumber(1), clearance);
        let mut directions = Vec::new();
        for second in 0..400 {
            let second = f64::from(second);
            for change in look(&mut watch, second, &[flown(&start, second)]) {
                if change.kind == AlertChangeKind::Began {
                    let alert = of(&watch, AlertKind::FirCrossing).remove(0);
                    directions.push((value(&alert, "direction").map(str::to_owned), alert));
                }
            }
        }
        let [(inwards, first), (outwards, second)] = &directions[..] else {
            panic!("{directions:?}");
        };
        assert_eq!(
            (inwards.as_deref(), outwards.as_deref()),
            (Some("in"), Some("out"))
        );
        assert_eq!((first.severity, value(first, "permit")), (severity, permit));
        assert_eq!(second.severity, Severity::Caution, "who leaves needs none");
        assert!(
            of(&watch, AlertKind::BorderCrossing).is_empty(),
            "a FIR is no border"
        );
    }
}

#[test]
fn too_near_the_ground_needs_ground_and_a_level() {
    // 1,000 m everywhere, which is 3,281 ft
    let grid = TerrainGrid::new(10.0, 0.0, 0.1, 101, vec![1_000; 101 * 101]);
    let grid = Arc::new(grid.expect("a grid"));
    let cases: [(&str, Change, Option<Severity>); 7] = [
        ("low", |_, _| {}, Some(Severity::Alarm)),
        (
            "high enough",
            |p, _| p.altitude = level(3_900.0, None, START),
            None,
        ),
        (
            "descending into it",
            |p, _| p.altitude = level(4_200.0, Some(-5.0), START),
            Some(Severity::Warning),
        ),
        ("no level", |p, _| p.altitude = None, None),
        ("no ground", |_, r| r.ground = None, None),
        ("landing", |_, r| r.aerodromes = vec![at(15.0, 5.05)], None),
        (
            "by a low pressure",
            |p, r| {
                p.altitude = level(3_900.0, None, START);
                r.terrain.qnh_hpa = 1_000.0;
            },
            Some(Severity::Alarm),
        ),
    ];
    for (name, change, expected) in cases {
        let mut plane = track(1, at(15.0, 5.0), 60.0, 0.0);
        plane.altitude = level(3_500.0, None, START);
        let mut watch = with(Vec::new(), |rules| {
            rules.ground = Some(Arc::clone(&grid));
            change(&mut plane, rules);
        });
        look(&mut watch, 0.0, std::slice::from_ref(&plane));
        assert_eq!(
            of(&watch, AlertKind::MinimumSafeAltitude),
            [],
            "{name}: one look is none"
        );
        look(&mut watch, 1.0, &[flown(&plane, 1.0)]);
        let alerts = of(&watch, AlertKind::MinimumSafeAltitude);
        assert_eq!(alerts.first().map(|a| a.severity), expected, "{name}");
    }
}

fn squawk(number: u32, lon_deg: f64, octal: u16, address: u32) -> Track {
    let mut plane = track(number, at(16.0, lon_deg), 0.0, 0.0);
    plane.identity.mode_a = code(octal, 9);
    plane.identity.address = Address::icao(address);
    plane
}

/// For how many of so many seconds an alert of this kind stands.
fn seconds_of(kind: AlertKind, seconds: u32, tracks: impl Fn(f64) -> Vec<Track>) -> u32 {
    let mut watch = with(Vec::new(), |rules| {
        rules.code.shared = Codes(code(0o7001, 1).map(|s| s.code).into_iter().collect());
    });
    (0..seconds)
        .map(|second| {
            let mut tracks = tracks(f64::from(second));
            for track in &mut tracks {
                track.at = t(f64::from(second));
            }
            look(&mut watch, f64::from(second), &tracks);
            u32::from(!of(&watch, kind).is_empty())
        })
        .sum()
}

#[test]
fn one_discrete_code_on_two_aircraft_far_apart_and_for_long() {
    let pair = |octal, lon_deg, addresses: (u32, u32)| {
        seconds_of(AlertKind::DuplicateCode, 100, |_| {
            vec![
                squawk(1, 8.0, octal, addresses.0),
                squawk(2, lon_deg, octal, addresses.1),
            ]
        })
    };
    assert_eq!(pair(0o2301, 8.5, (1, 2)), 40, "after a minute");
    for octal in [0o1000, 0o2000, 0o7000, 0o7776, 0o7777, 0o2300, 0o7001] {
        assert_eq!(pair(octal, 8.5, (1, 2)), 0, "{octal:o} is for many");
    }
    assert_eq!(
        pair(0o2301, 8.05, (1, 2)),
        0,
        "5 km: a reflection, or the same"
    );
    assert_eq!(pair(0o2301, 20.0, (1, 2)), 0, "given by somebody else");
    assert_eq!(pair(0o2301, 8.5, (1, 1)), 0, "one address");
    // over when one changes its code
    let changes = seconds_of(AlertKind::DuplicateCode, 200, |second| {
        let octal = if second < 80.0 { 0o2301 } else { 0o2302 };
        vec![squawk(1, 8.0, 0o2301, 1), squawk(2, 8.5, octal, 2)]
    });
    assert_eq!(changes, 20 + 30, "and held half a minute");
}

#[test]
fn one_address_on_two_aircraft() {
    let pair = |address, lon_deg| {
        seconds_of(AlertKind::DuplicateAddress, 60, |_| {
            vec![squawk(1, 8.0, 0, address), squawk(2, lon_deg, 0, address)]
        })
    };
    assert_eq!(pair(0x06_2001, 8.5), 30, "after half a minute");
    assert_eq!(pair(0x06_2001, 8.05), 0, "near");
    assert_eq!(pair(0, 8.5), 0, "no address at all");
    assert_eq!(pair(0xff_ffff, 8.5), 0);
    let brief = seconds_of(AlertKind::DuplicateAddress, 60, |second| {
        let mut both = vec![squawk(1, 8.0, 0, 5), squawk(2, 8.5, 0, 5)];
        both.truncate(if second % 20.0 < 10.0 { 2 } else { 1 });
        both
    });
    assert_eq!(brief, 0, "ten seconds now and then");
}

#[test]
fn a_target_without_transponder_is_told_when_it_is_no_clutter() {
    for (knots, share, seconds, expected) in [
        (150.0, 1.0, 100, true),
        (150.0, 1.0, 50, false),
        (30.0, 1.0, 100, false),  // a bird, a car
        (150.0, 0.4, 100, false), // seen now and then
    ] {
        let mut watch = with(Vec::new(), |_| {});
        let mut plane = unseen(track(1, at(16.0, 8.0), knots * KNOT, 0.0));
        plane.initiated = START;
        for second in 0..=seconds {
            let second = f64::from(second);
            let mut now = flown(&plane, second);
            now.plots = (0..seconds)
                .filter(|plot| f64::from(*plot) < second / 5.0 * share)
                .count()
                .try_into()
                .unwrap_or(0);
            now.contributions = vec![contribution(1, ReportKind::Psr, second)];
            look(&mut watch, second, &[now]);
        }
        let alerts = of(&watch, AlertKind::PrimaryOnly);
        assert_eq!(!alerts.is_empty(), expected, "{knots} {share} {seconds}");
        // a transponder ends it
        let mut answers = flown(&plane, 110.0);
        answers.identity.address = Address::icao(7);
        for second in 110..150 {
            look(&mut watch, f64::from(second), &[answers.clone()]);
        }
        assert!(of(&watch, AlertKind::PrimaryOnly).is_empty());
    }
}

#[test]
fn a_transponder_that_falls_silent_is_told_unless_the_radar_is_deaf() {
    for (others, expected) in [(true, true), (false, false)] {
        let mut watch = with(Vec::new(), |_| {});
        let mut raised = None;
        for second in 0..120 {
            let second = f64::from(second);
            let scan = (second / 5.0).floor() * 5.0;
            let silent = second >= 30.0;
            let kind = if silent {
                ReportKind::Psr
            } else {
                ReportKind::ModeS
            };
            let mut plane = track(1, at(16.0, 8.0), 200.0, 0.0);
            plane.at = t(second);
            plane.contributions = vec![contribution(1, kind, scan)];
            plane.altitude = level(30_000.0, None, t(scan.min(25.0)));
            let mut other = track(2, at(17.0, 8.0), 200.0, 0.0);
            other.identity.address = Address::icao(9);
            other.at = t(second);
            let heard = if others { scan } else { scan.min(25.0) };
            other.contributions = vec![contribution(1, ReportKind::ModeS, heard)];
            other.altitude = level(20_000.0, None, t(heard));
            look(&mut watch, second, &[plane, other]);
            if !of(&watch, AlertKind::TransponderSilent).is_empty() {
                raised.get_or_insert(second);
            }
        }
        assert_eq!(raised.is_some(), expected, "others answer: {others}");
        assert!(raised.is_none_or(|second| second < 60.0), "{raised:?}");
    }
}

#[test]
fn without_adsb_is_told_only_where_it_is_required_and_would_be_heard() {
    let cases: [(&str, Change, bool); 6] = [
        ("as it is", |_, _| {}, true),
        (
            "off",
            |_, r| {
                r.set(AlertKind::WithoutAdsb, "enabled", &Setting::Switch(false))
                    .expect("a switch");
            },
            false,
        ),
        (
            "lower",
            |p, _| p.altitude = level(20_000.0, None, START),
            false,
        ),
        (
            "broadcasts",
            |p, _| {
                p.contributions
                    .push(contribution(0, ReportKind::AdsB, 90.0));
            },
            false,
        ),
        (
            "far from the receiver",
            |_, r| r.sites[0].range_max_m = 100_000.0,
            false,
        ),
        (
            "no transponder",
            |p, _| p.contributions[0].kind = ReportKind::Psr,
            false,
        ),
    ];
    for (name, change, expected) in cases {
        let mut plane = track(1, at(14.5, 2.2), 100.0, 0.0); // 113 km
        plane.contributions = vec![contribution(1, ReportKind::ModeS, 90.0)];
        let mut watch = with(Vec::new(), |rules| {
            rules
                .set(AlertKind::WithoutAdsb, "enabled", &Setting::Switch(true))
                .expect("a switch");
            change(&mut plane, rules);
        });
        for second in 0..100 {
            plane.altitude = plane.altitude.map(|a| Altitude {
                at: t(f64::from(second)),
                ..a
            });
            plane.at = t(f64::from(second));
            for c in &mut plane.contributions {
                c.at = plane.at;
            }
            watch.examine(
                plane.at,
                std::slice::from_ref(&plane),
                &[],
                &[status(SensorState::Alive)],
                &[],
            );
        }
        let alerted = !of(&watch, AlertKind::WithoutAdsb).is_empty();
        assert_eq!(alerted, expected, "{name}");
        for second in 100..130 {
            watch.examine(
                t(f64::from(second)),
                std::slice::from_ref(&plane),
                &[],
                &[status(SensorState::Silent)],
                &[],
            );
        }
        assert!(
            of(&watch, AlertKind::WithoutAdsb).is_empty(),
            "{name}: nobody would hear it"
        );
    }
}

#[test]
fn low_and_slow_inside_the_border_or_an_area() {
    let volumes = vec![
        square(0, AreaKind::Border, (10.0, 0.0), 10.0),
        square(1, AreaKind::Restricted, (14.0, 4.0), 1.0),
    ];
    let cases: [(&str, Change, Option<Severity>); 7] = [
        ("by the border", |_, _| {}, Some(Severity::Warning)),
        (
            "with transponder",
            |p, _| {
                p.identity.address = Address::icao(5);
                p.altitude = level(1_500.0, None, START);
            },
            Some(Severity::Caution),
        ),
        (
            "high",
            |p, _| p.altitude = level(8_000.0, None, START),
            None,
        ),
        ("fast", |p, _| p.velocity.north_mps = 120.0, None),
        ("deep inside", |p, _| p.position = at(12.0, 5.0), None),
        (
            "in an area",
            |p, _| p.position = at(14.5, 4.5),
            Some(Severity::Warning),
        ),
        ("landing", |_, r| r.aerodromes = vec![at(12.0, 0.15)], None),
    ];
    for (name, change, expected) in cases {
        let mut plane = unseen(track(1, at(12.0, 0.1), 0.0, 40.0));
        plane.plots = 20;
        let mut watch = with(volumes.clone(), |rules| change(&mut plane, rules));
        for second in 0..6 {
            let none = of(&watch, AlertKind::LowSlow).is_empty();
            assert!(none, "{name}: six of eight");
            look(
                &mut watch,
                f64::from(second),
                &[flown(&plane, f64::from(second))],
            );
        }
        let severity = of(&watch, AlertKind::LowSlow).first().map(|a| a.severity);
        assert_eq!(severity, expected, "{name}");
    }
}

#[test]
fn loitering_is_long_or_turns_but_is_no_transit_and_no_holding_at_an_aerodrome() {
    // a circle of 3 km radius at 100 kt: a turn in six minutes
    let circle = |second: f64| {
        let angle = second * 100.0 * KNOT / 3_000.0;
        let mut plane = track(1, at(16.0, 8.0).destination(angle, 3_000.0), 0.0, 0.0);
        plane.velocity.east_mps = 100.0 * KNOT * libm::cos(angle);
        plane.velocity.north_mps = -100.0 * KNOT * libm::sin(angle);
        (plane, angle / TAU)
    };
    let fly = |aerodromes: Vec<Wgs84>, path: &dyn Fn(f64) -> Track| {
        let mut watch = with(Vec::new(), |rules| rules.aerodromes = aerodromes);
        (0..1_500_u32).find(|&second| {
            let mut plane = path(f64::from(second));
            plane.at = t(f64::from(second));
            plane.altitude = level(9_000.0, None, plane.at);
            plane.plots = second;
            look(&mut watch, f64::from(second), &[plane]);
            !of(&watch, AlertKind::Loitering).is_empty()
        })
    };
    let long = fly(Vec::new(), &|second| circle(second).0);
    assert_eq!(
        long,
        Some(900),
        "a quarter of an hour, before the third turn"
    );
    let turning = fly(Vec::new(), &|second| circle(second * 2.5).0);
    let third = turning.map(|second| circle(f64::from(second) * 2.5).1);
    assert!(
        third.is_some_and(|turns| (2.9..3.1).contains(&turns)),
        "{turning:?} {third:?}"
    );
    assert_eq!(
        fly(vec![at(16.1, 8.1)], &|second| circle(second).0),
        None,
        "holding"
    );
    let transit = |second: f64| flown(&track(1, at(16.0, 8.0), 230.0, 0.0), second);
    assert_eq!(fly(Vec::new(), &transit), None);
    let hover = |_: f64| track(1, at(16.0, 8.0), 5.0, 0.0);
    assert_eq!(fly(Vec::new(), &hover), None);
}

#[test]
fn a_sensor_that_measures_wrongly_is_told_when_that_is_sure() {
    let registration = |range_m, range_sigma_m, pairs| Registration {
        range_m,
        azimuth_rad: 0.0,
        time_s: 0.0,
        range_sigma_m,
        azimuth_sigma_rad: 0.0001,
        time_sigma_s: 0.01,
        pairs,
    };
    for (range_m, sigma_m, pairs, expected) in [
        (-700.0, 10.0, 1_000, true),
        (700.0, 100.0, 1_000, false),
        (700.0, 10.0, 100, false),
        (400.0, 10.0, 1_000, false),
        (f64::NAN, 10.0, 1_000, false),
    ] {
        let mut watch = with(Vec::new(), |_| {});
        let status = SensorStatus {
            registration: Some(registration(range_m, sigma_m, pairs)),
            ..status(SensorState::Alive)
        };
        for second in 0..=60 {
            assert!(of(&watch, AlertKind::SensorBias).is_empty(), "{second}");
            watch.examine(
                t(f64::from(second)),
                &[],
                &[],
                std::slice::from_ref(&status),
                &[],
            );
        }
        let alerts = of(&watch, AlertKind::SensorBias);
        assert_eq!(!alerts.is_empty(), expected, "{range_m} {sigma_m} {pairs}");
        let well = SensorStatus {
            registration: Some(registration(100.0, 10.0, 1_000)),
            ..status
        };
        for second in 61..=122 {
            watch.examine(
                t(f64::from(second)),
                &[],
                &[],
                std::slice::from_ref(&well),
                &[],
            );
        }
        assert!(of(&watch, AlertKind::SensorBias).is_empty());
    }
}

#[test]
fn a_late_picture_is_told_and_over_when_it_has_caught_up() {
    let mut watch = with(Vec::new(), |_| {});
    let mut say = |second: f64, late_s: f64| {
        watch.fault(&SystemFault {
            at: t(second),
            fault: Fault::Late(Nanos::from_secs_f64(late_s)),
        });
        of(&watch, AlertKind::LatePicture).len()
    };
    let steps = [
        (0.0, 1.9, 0),
        (1.0, 2.1, 1),
        (2.0, 1.5, 1),
        (3.0, 0.5, 1),
        (12.9, 0.5, 1),
        (13.0, 0.5, 0),
        (14.0, 1.5, 0),
    ];
    for (second, late_s, expected) in steps {
        assert_eq!(say(second, late_s), expected, "{second}");
    }
}
