//! Each rule, where it should speak and where it should not; the life-cycle; hostile input.

use super::*;
use proptest::prelude::*;
use vigie_core::airspace::{AreaKind, VerticalLimit};
use vigie_core::alert::{AlertId, AlertState, Severity, Subject};
use vigie_core::command::{Order, Setting};
use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Callsign, Emergency, ModeA};
use vigie_core::place::{Cov2, LocalFrame, Wgs84};
use vigie_core::report::{Quality, ReportKind};
use vigie_core::sensor::{SensorId, SensorKind, SensorSite, SensorState};
use vigie_core::track::{Altitude, CodeStatement, Contribution, TrackIdentity, Velocity};

mod areas;
mod borders;
mod conflicts;
mod coverage;
mod frame;
mod life;
mod monitors;

/// 2026-11-20T10:00:00Z.
pub(crate) const START: UtcNs = UtcNs(1_795_168_800_000_000_000);

pub(crate) fn at(lat_deg: f64, lon_deg: f64) -> Wgs84 {
    Wgs84 {
        lat_deg,
        lon_deg,
        height_m: 0.0,
    }
}

fn t(seconds: f64) -> UtcNs {
    START + Nanos::from_secs_f64(seconds)
}

#[expect(clippy::unnecessary_wraps, reason = "as the track wants it")]
fn code(octal: u16, replies: u32) -> Option<CodeStatement> {
    Some(CodeStatement {
        code: ModeA::new(octal).expect("twelve bits"),
        since: START - Nanos::from_secs(10),
        replies,
    })
}

#[expect(clippy::unnecessary_wraps, reason = "as the track wants it")]
fn level(ft: f64, rate_mps: Option<f64>, at: UtcNs) -> Option<Altitude> {
    Some(Altitude {
        value: PressureAltitude::from_ft(ft),
        at,
        doubtful: false,
        rate_mps,
    })
}

/// A confirmed track, seen by sensor 0 at `START`.
pub(crate) fn track(number: u32, position: Wgs84, east_mps: f64, north_mps: f64) -> Track {
    Track {
        number: TrackNumber(number),
        status: TrackStatus::Confirmed,
        at: START,
        position,
        position_covariance: Cov2::circular(50.0),
        velocity: Velocity {
            east_mps,
            north_mps,
            up_mps: 0.0,
        },
        velocity_covariance: Cov2::circular(1.0),
        altitude: level(30_000.0, None, START),
        geometric_height: None,
        identity: TrackIdentity {
            address: Address::icao(0x06_2001),
            ..TrackIdentity::default()
        },
        spi: false,
        on_ground: false,
        class: vigie_core::track::TargetClass::Airborne,
        quality: Quality::default(),
        aircraft: vigie_core::aircraft::AircraftData::default(),
        last_kind: ReportKind::ModeS,
        last_plot: position,
        contributions: vec![Contribution {
            sensor: SensorId(0),
            kind: ReportKind::ModeS,
            at: START,
        }],
        initiated: START,
        plots: 5,
        simulated: true,
    }
}

/// The track after flying on straight for so long, plotted once more.
fn flown(start: &Track, seconds: f64) -> Track {
    let v = start.velocity;
    let mut track = start.clone();
    track.at = start.at + Nanos::from_secs_f64(seconds);
    track.position = start
        .position
        .destination(v.track_rad(), v.ground_speed_mps() * seconds);
    let whole = Nanos::from_secs_f64(seconds).0 / 1_000_000_000;
    track.plots = start.plots + u32::try_from(whole).unwrap_or(0);
    track.altitude = start.altitude.map(|altitude| Altitude {
        value: PressureAltitude::from_ft(
            altitude.value.ft() + altitude.rate_mps.unwrap_or(0.0) * seconds / 0.3048,
        ),
        at: track.at,
        ..altitude
    });
    track
}

fn square(id: u16, kind: AreaKind, south_west: (f64, f64), side_deg: f64) -> AirspaceVolume {
    let (s, w) = south_west;
    let (n, e) = (s + side_deg, w + side_deg);
    AirspaceVolume {
        id: AreaId(id),
        name: format!("Z{id}"),
        kind,
        outline: vec![at(s, w), at(n, w), at(n, e), at(s, e)],
        lower: VerticalLimit::None,
        upper: VerticalLimit::None,
        from: None,
        to: None,
    }
}

fn site(range_max_m: f64) -> SensorSite {
    SensorSite {
        id: SensorId(0),
        name: "Niamey".to_owned(),
        kind: SensorKind::Receiver,
        source: None,
        position: Some(at(13.48, 2.18).at_height_m(250.0)),
        range_max_m,
        simulated: true,
    }
}

fn status(state: SensorState) -> SensorStatus {
    SensorStatus {
        id: SensorId(0),
        state,
        last_heard: Some(START),
        turn: None,
        receptions: 1,
        reports: 1,
        errors: 0,
        rate_hz: 0.0,
        fault: None,
        registration: None,
    }
}

fn watch(volumes: Vec<AirspaceVolume>) -> Watch {
    let rules = Rules {
        sites: vec![site(400_000.0)],
        ..Rules::default()
    };
    Watch::new(rules, volumes).expect("sound rules")
}

fn look(watch: &mut Watch, seconds: f64, tracks: &[Track]) -> Vec<AlertChange> {
    watch.examine(t(seconds), tracks, &[], &[], &[])
}

fn acknowledge(
    watch: &mut Watch,
    seconds: f64,
    tracks: &[Track],
    id: AlertId,
    by: &str,
) -> Vec<AlertChange> {
    let command = Command {
        at: t(seconds),
        by: by.to_owned(),
        order: Order::Acknowledge(id),
    };
    watch.examine(t(seconds), tracks, &[], &[], &[command])
}

fn value<'a>(alert: &'a Alert, key: &str) -> Option<&'a str> {
    let fact = alert.evidence.iter().find(|fact| fact.key == key)?;
    Some(&fact.value)
}

fn standing(watch: &Watch) -> Vec<Alert> {
    let mut alerts = watch.alerts();
    alerts.retain(|alert| alert.state != AlertState::Over);
    alerts
}

#[test]
fn emergencies_are_believed_when_firm() {
    for (octal, replies, state, expected) in [
        (0o7700, 1, None, None),
        (0o7700, 2, None, Some("general")),
        (0o7600, 2, None, Some("radio_failure")),
        (0o7500, 9, None, Some("unlawful_interference")),
        (0o7000, 9, None, None),
        (0o7701, 9, None, None),
        (
            0o2301,
            9,
            Some(Emergency::MinimumFuel),
            Some("minimum_fuel"),
        ),
    ] {
        let mut watch = watch(Vec::new());
        let mut plane = track(1, at(16.0, 8.0), 200.0, 0.0);
        plane.identity.mode_a = code(octal, replies);
        plane.identity.emergency = state;
        look(&mut watch, 0.0, &[plane]);
        let alerts = watch.alerts();
        let got = alerts.first().and_then(|alert| value(alert, "emergency"));
        assert_eq!(got, expected, "{octal:o} {replies}");
        if let Some(alert) = alerts.first() {
            assert_eq!(
                (
                    alert.kind,
                    alert.severity,
                    alert.state,
                    alert.label.as_str()
                ),
                (
                    AlertKind::EmergencySquawk,
                    Severity::Alarm,
                    AlertState::Raised,
                    "062001"
                )
            );
        }
    }
}

#[test]
fn an_emergency_is_over_when_its_code_is_gone_for_ten_seconds_or_the_track_is() {
    let mut watch = watch(Vec::new());
    let mut plane = track(1, at(16.0, 8.0), 200.0, 0.0);
    plane.identity.mode_a = code(0o7700, 2);
    look(&mut watch, 0.0, &[plane.clone()]);
    let mut quiet = plane.clone();
    quiet.identity.mode_a = code(0o2301, 1);
    for second in 1..=10 {
        look(&mut watch, f64::from(second), &[quiet.clone()]);
        assert_eq!(standing(&watch).len(), 1, "{second}");
    }
    look(&mut watch, 11.0, &[quiet]);
    assert_eq!(standing(&watch).len(), 0);
    // again, and then the track is dropped elsewhere
    look(&mut watch, 20.0, &[plane.clone()]);
    assert_eq!(standing(&watch)[0].id, AlertId(2), "a new number");
    let last = flown(&plane, 12.0);
    watch.examine(t(21.0), &[], std::slice::from_ref(&last), &[], &[]);
    let newest = &watch.alerts()[0];
    assert_eq!(newest.state, AlertState::Over);
    assert_eq!(newest.position, Some(last.position));
    assert_eq!(value(newest, "track_ended"), Some("2026-11-20T10:00:12Z"));
}

#[test]
fn labels_by_the_best_name() {
    let mut plane = track(12, at(16.0, 8.0), 0.0, 0.0);
    plane.identity.callsign = Callsign::new(b"NIG501");
    plane.identity.mode_a = code(0o2301, 2);
    assert_eq!(words::label(&plane), "NIG501");
    plane.identity.callsign = None;
    assert_eq!(words::label(&plane), "062001");
    plane.identity.address = None;
    assert_eq!(words::label(&plane), "A2301");
    plane.identity.mode_a = None;
    assert_eq!(words::label(&plane), "#12");
}

#[test]
fn a_silent_sensor_is_alerted_until_it_is_heard() {
    let mut watch = watch(Vec::new());
    for (second, state, expected) in [
        (0.0, SensorState::Waiting, 0),
        (1.0, SensorState::Alive, 0),
        (2.0, SensorState::Silent, 1),
        (3.0, SensorState::Silent, 1),
        (3.1, SensorState::Alive, 0),
        (3.2, SensorState::Silent, 1),
    ] {
        watch.examine(t(second), &[], &[], &[status(state)], &[]);
        assert_eq!(standing(&watch).len(), expected, "{second}");
    }
    let alert = &standing(&watch)[0];
    assert_eq!(alert.label, "Niamey");
    assert_eq!((alert.severity, alert.id), (Severity::Warning, AlertId(2)));
    assert_eq!(value(alert, "last_seen"), Some("2026-11-20T10:00:00Z"));
}

/// Whether dropping this track is alerted.
fn is_lost(change: impl FnOnce(&mut Track, &mut Rules), sensors: &[SensorStatus]) -> bool {
    let mut rules = Rules {
        sites: vec![site(400_000.0)],
        aerodromes: vec![at(13.48, 2.18)],
        ..Rules::default()
    };
    let mut plane = track(1, at(14.5, 2.2), 200.0, 0.0); // 61 NM from Niamey
    change(&mut plane, &mut rules);
    let mut watch = Watch::new(rules, Vec::new()).expect("sound");
    watch.examine(t(0.0), &[], &[plane], sensors, &[]);
    let mut alerts = watch.alerts();
    alerts.retain(|alert| alert.kind == AlertKind::TrackLoss);
    assert!(alerts.iter().all(|a| a.severity == Severity::Caution));
    !alerts.is_empty()
}

#[test]
fn a_loss_is_alerted_in_the_air_and_inside_coverage_only() {
    type Change = fn(&mut Track, &mut Rules);
    let cases: [(&str, Change, bool); 11] = [
        ("as it is", |_, _| {}, true),
        ("tentative", |p, _| p.status = TrackStatus::Tentative, false),
        ("coasting", |p, _| p.status = TrackStatus::Coasting, true),
        ("on the ground", |p, _| p.on_ground = true, false),
        (
            "low at an aerodrome",
            |p, _| {
                p.position = at(13.6, 2.3);
                p.altitude = level(3_000.0, None, START);
            },
            false,
        ),
        (
            "high over an aerodrome",
            |p, _| p.position = at(13.6, 2.3),
            true,
        ),
        (
            "at an aerodrome, nobody knows how high",
            |p, _| {
                p.position = at(13.6, 2.3);
                p.altitude = None;
            },
            false,
        ),
        (
            "beyond range",
            |_, r| r.sites[0].range_max_m = 130_000.0,
            false,
        ),
        // 4/3 earth: a mast of 20 m sees 18 km to the ground; the track is 113 km away
        (
            "below the horizon",
            |p, _| p.altitude = level(300.0, None, START),
            false,
        ),
        ("no site", |_, r| r.sites.clear(), false),
        (
            "another sensor's",
            |p, _| p.contributions[0].sensor = SensorId(7),
            false,
        ),
    ];
    for (name, change, expected) in cases {
        let sensors = [status(SensorState::Alive)];
        assert_eq!(is_lost(change, &sensors), expected, "{name}");
    }
    assert!(
        !is_lost(|_, _| {}, &[status(SensorState::Silent)]),
        "the sensor is deaf"
    );
    assert!(is_lost(|_, _| {}, &[]), "nothing said of the sensor");
}

#[test]
fn a_loss_ends_when_the_address_is_back_or_time_has_passed() {
    for back in [true, false] {
        let mut watch = watch(Vec::new());
        let plane = track(1, at(14.5, 2.2), 200.0, 0.0);
        look(&mut watch, 0.0, std::slice::from_ref(&plane));
        watch.examine(t(1.0), &[], std::slice::from_ref(&plane), &[], &[]);
        assert_eq!(standing(&watch)[0].kind, AlertKind::TrackLoss);
        let mut other = track(2, at(14.6, 2.2), 200.0, 0.0);
        if !back {
            other.identity.address = Address::icao(0x06_2002);
        }
        look(&mut watch, 30.0, &[other.clone()]);
        assert_eq!(standing(&watch).is_empty(), back);
        if back {
            assert_eq!(value(&watch.alerts()[0], "seen_again"), Some("#2"));
        }
        look(&mut watch, 602.0, &[other.clone()]);
        assert!(standing(&watch).is_empty());
        assert!(watch.lost.is_empty());
        look(&mut watch, 1_203.0, &[other]);
        assert_eq!(watch.alerts(), [], "over for ten minutes: no longer shown");
    }
}

#[test]
fn tracks_that_go_leave_nothing() {
    let mut watch = watch(vec![
        square(0, AreaKind::Restricted, (16.0, 8.0), 1.0),
        square(1, AreaKind::Border, (10.0, 0.0), 10.0),
    ]);
    let planes: Vec<Track> = (0..100)
        .map(|n| {
            let mut plane = track(n, at(16.5, 8.0 + f64::from(n) * 0.01), 100.0, 0.0);
            plane.identity.mode_a = code(0o7700, 2);
            plane
        })
        .collect();
    look(&mut watch, 0.0, &planes);
    assert_eq!(watch.watched.len(), 100);
    assert_eq!(standing(&watch).len(), 200);
    // half are dropped, half vanish without a word
    watch.examine(t(1.0), &[], &planes[..50], &[], &[]);
    look(&mut watch, 2.0, &[]);
    assert!(watch.watched.is_empty());
    let left = standing(&watch);
    assert!(
        left.iter().all(|a| a.kind == AlertKind::TrackLoss),
        "{left:?}"
    );
}

#[test]
fn each_track_is_examined_once_a_second_and_not_all_at_once() {
    let planes: Vec<Track> = (0..160).map(|n| track(n, at(0.0, 0.0), 0.0, 0.0)).collect();
    let mut watch = watch(Vec::new());
    look(&mut watch, 0.0, &planes);
    let mut codes = planes;
    for plane in &mut codes {
        plane.identity.mode_a = code(0o7700, 2);
    }
    let counts: Vec<usize> = (1..=10)
        .map(|tenth| {
            look(&mut watch, f64::from(tenth) / 10.0, &codes)
                .iter()
                .filter(|change| change.kind == AlertChangeKind::Began)
                .count()
        })
        .collect();
    // and one that summarises them
    assert_eq!(counts.iter().sum::<usize>(), 161);
    assert!(counts.iter().all(|&n| n <= 21), "{counts:?}");
}

#[test]
fn contradicting_rules_and_areas_are_refused_by_name() {
    let says = |rules: Rules, volumes: Vec<AirspaceVolume>| {
        Watch::new(rules, volumes).err().map(|e| e.to_string())
    };
    let mut rules = Rules::default();
    rules.area.confirm = 5;
    assert_eq!(
        says(rules, Vec::new()).as_deref(),
        Some("the rule area_entry: confirm must be at most confirm_of; raise confirm_of first")
    );
    let mut rules = Rules::default();
    rules.border.depth_min_m = f64::NAN;
    assert!(says(rules, Vec::new()).is_some());
    let area = square(3, AreaKind::Danger, (0.0, 0.0), 1.0);
    let mut bow = area.clone();
    bow.outline.swap(0, 1);
    assert_eq!(
        says(Rules::default(), vec![bow]).as_deref(),
        Some(
            "the area \"Z3\" cannot be watched: its outline crosses or touches itself; check the order of the points"
        )
    );
    let mut upside = area.clone();
    upside.lower = VerticalLimit::PressureFt(2.0);
    upside.upper = VerticalLimit::PressureFt(1.0);
    let mut past = area.clone();
    (past.from, past.to) = (Some(t(1.0)), Some(t(1.0)));
    let mut nan = area.clone();
    nan.upper = VerticalLimit::PressureFt(f64::NAN);
    for volume in [upside, past, nan] {
        assert!(matches!(
            Watch::new(Rules::default(), vec![volume]),
            Err(WatchError::Never { .. })
        ));
    }
    assert!(says(Rules::default(), vec![area.clone(), area]).is_some());
}

fn any_f64() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -400.0..400.0,
        1 => prop::num::f64::ANY,
    ]
}

fn any_track() -> impl Strategy<Value = Track> {
    let state = (any_f64(), any_f64(), any_f64(), any_f64(), any_f64());
    let facts = (
        0_u32..40,
        0_u8..3,
        0_u16..0o10000,
        0_u32..4,
        any::<i64>(),
        any::<bool>(),
    );
    (state, facts, 0_i64..600).prop_map(|((a, b, e, n, alt), facts, second)| {
        let (number, status, octal, replies, at_ns, odd) = facts;
        let mut plane = track(number, at(a / 5.0, b / 5.0), e, n);
        plane.status = [
            TrackStatus::Tentative,
            TrackStatus::Confirmed,
            TrackStatus::Coasting,
        ][usize::from(status)];
        plane.identity.mode_a = code(octal, replies);
        plane.at = if odd {
            UtcNs(at_ns)
        } else {
            START + Nanos::from_secs(second)
        };
        plane.altitude = level(alt * 100.0, Some(n), plane.at);
        plane.position_covariance = Cov2 {
            ee: a,
            en: b,
            nn: e,
        };
        plane.plots = number.wrapping_mul(octal.into());
        plane.on_ground = odd && octal & 1 == 0;
        plane
    })
}

type Step = (i64, Vec<Track>, Vec<Track>, u32, String);

fn any_step() -> impl Strategy<Value = Step> {
    (
        prop_oneof![9 => 0_i64..600_000_000_000, 1 => any::<i64>()],
        prop::collection::vec(any_track(), 0..12),
        prop::collection::vec(any_track(), 0..3),
        0_u32..40,
        "\\PC{0,70}",
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_tracks_at_any_time_give_the_same_sound_alerts(
        steps in prop::collection::vec(any_step(), 1..12),
    ) {
        let mut rules = Rules { sites: vec![site(1e7)], ..Rules::default() };
        rules.bounds.standing_max = 15;
        rules.bounds.over_max = 20;
        let mut volumes = vec![
            square(0, AreaKind::Restricted, (-40.0, -40.0), 60.0),
            square(1, AreaKind::Danger, (10.0, 0.0), 30.0),
            square(2, AreaKind::Border, (-30.0, -60.0), 90.0),
            square(3, AreaKind::Prohibited, (-20.0, 170.0), 30.0),
        ];
        volumes[1].upper = VerticalLimit::PressureFt(20_000.0);
        for point in &mut volumes[3].outline {
            *point = Wgs84::new(point.lat_deg, point.lon_deg, 0.0).expect("on the globe");
        }
        let mut one = Watch::new(rules, volumes).expect("sound");
        let mut other = one.clone();
        for (ns, tracks, dropped, id, by) in steps {
            let now = UtcNs(START.0.saturating_add(ns));
            let command = Command { at: now, by, order: Order::Acknowledge(AlertId(id)) };
            let sensors = [status(if id % 2 == 0 { SensorState::Silent } else { SensorState::Alive })];
            let changes = one.examine(now, &tracks, &dropped, &sensors, std::slice::from_ref(&command));
            let again = other.examine(now, &tracks, &dropped, &sensors, &[command]);
            prop_assert_eq!(changes, again);
            prop_assert_eq!(format!("{:?}", one.alerts()), format!("{:?}", other.alerts()));
            let up = standing(&one);
            prop_assert!(up.len() <= 15);
            let ranks: Vec<_> = up.iter().map(|a| std::cmp::Reverse(a.severity)).collect();
            prop_assert!(ranks.is_sorted());
            for alert in one.alerts() {
                prop_assert_eq!(alert.state == AlertState::Over, alert.ended.is_some());
            }
            let c = one.counters();
            prop_assert_eq!(c.begun, c.ended + c.evicted + up.len() as u64);
        }
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the time it takes is printed, not judged"
)]
fn ten_thousand_tracks_and_a_hundred_areas() {
    let mut volumes: Vec<AirspaceVolume> = (0..100_u16)
        .map(|n| {
            let (row, column) = (f64::from(n / 10), f64::from(n % 10));
            square(
                n,
                AreaKind::Restricted,
                (11.0 + row * 1.2, column * 1.6),
                0.4,
            )
        })
        .collect();
    volumes.push(square(100, AreaKind::Border, (10.0, -1.0), 13.0));
    let mut watch = watch(volumes);
    let frame = LocalFrame::at(at(17.0, 8.0));
    let planes: Vec<Track> = (0..10_000_u32)
        .map(|n| {
            let (x, y) = (f64::from(n % 100), f64::from(n / 100));
            let place = frame.wgs84_from_enu(vigie_core::place::Enu {
                east_m: (x - 50.0) * 15_000.0,
                north_m: (y - 50.0) * 13_000.0,
                up_m: 0.0,
            });
            let bearing = f64::from(n) * 0.7;
            let mut plane = track(
                n,
                place,
                230.0 * libm::sin(bearing),
                230.0 * libm::cos(bearing),
            );
            plane.identity.address = Address::icao(n);
            plane
        })
        .collect();
    let started = std::time::Instant::now();
    let seconds = 5_u32;
    for tenth in 0..seconds * 10 {
        let now = f64::from(tenth) / 10.0;
        look(&mut watch, now, &planes);
    }
    let each = started.elapsed() / seconds;
    let alerts = standing(&watch).len();
    eprintln!("10,000 tracks, 101 areas: {each:?} a second of traffic, {alerts} alerts stand");
    assert!(alerts > 100, "{alerts}");
}
