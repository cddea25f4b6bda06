//! Entry into areas.

use super::*;

/// Flies a track towards the areas, plotted each second, and tells the second at which each state is first seen.
fn first_seen(watch: &mut Watch, start: &Track, seconds: u32) -> Vec<(u32, AlertState, Severity)> {
    let mut seen: Vec<(u32, AlertState, Severity)> = Vec::new();
    for second in 0..=seconds {
        let plane = flown(start, f64::from(second));
        look(watch, f64::from(second), &[plane]);
        if let Some(alert) = watch.alerts().first()
            && seen
                .last()
                .is_none_or(|last| (last.1, last.2) != (alert.state, alert.severity))
        {
            seen.push((second, alert.state, alert.severity));
        }
    }
    seen
}

#[test]
fn an_entry_is_predicted_raised_and_over() {
    // 1 degree of longitude on the equator: 111,319 m; 250 m/s; 144.5 s to the edge, 445 s inside
    for (kind, predicted, raised) in [
        (AreaKind::Prohibited, Severity::Warning, Severity::Alarm),
        (AreaKind::Restricted, Severity::Warning, Severity::Alarm),
        (AreaKind::Danger, Severity::Caution, Severity::Warning),
        (AreaKind::Temporary, Severity::Caution, Severity::Warning),
    ] {
        let mut watch = watch(vec![square(0, kind, (-0.5, 10.0), 1.0)]);
        let lon = 10.0 - 144.5 * 250.0 / 111_319.49;
        let start = track(1, at(0.0, lon), 250.0, 0.0);
        let seen = first_seen(&mut watch, &start, 620);
        // first within 120 s at 25 s, confirmed a second later; 200 m behind the far edge at 590.6 s, over 5 s later
        assert_eq!(
            seen,
            [
                (26, AlertState::Predicted, predicted),
                (145, AlertState::Raised, raised),
                (596, AlertState::Over, raised),
            ],
            "{kind:?}"
        );
    }
    for kind in [AreaKind::Fir, AreaKind::Border] {
        let mut watch = watch(vec![square(0, kind, (-0.5, 10.0), 1.0)]);
        let start = track(1, at(0.0, 9.9), 250.0, 0.0);
        look(&mut watch, 0.0, &[start]);
        assert_eq!(watch.alerts(), [], "{kind:?} is not guarded");
    }
}

#[test]
fn time_and_distance_to_go() {
    let mut watch = watch(vec![square(0, AreaKind::Restricted, (-0.5, 10.0), 1.0)]);
    let mut plane = track(1, at(0.0, 9.95), 200.0, 0.0);
    plane.at = t(-3.0); // the state is three seconds old
    plane.altitude = level(30_000.0, None, plane.at);
    look(&mut watch, 0.0, &[plane]);
    let alert = &watch.alerts()[0];
    let expected_s = 0.05 * 111_319.49 / 200.0 - 3.0;
    let to_go = alert.time_to_go.expect("it is predicted").as_secs_f64();
    assert!((to_go - expected_s).abs() < 0.01, "{to_go} {expected_s}");
    let distance = alert.distance_m.expect("it is predicted");
    assert!((distance - expected_s * 200.0).abs() < 2.0, "{distance}");
    assert_eq!(
        (value(alert, "area"), value(alert, "kind")),
        (Some("Z0"), Some("restricted"))
    );
    assert_eq!(
        (value(alert, "level_ft"), value(alert, "speed_kt")),
        (Some("30000"), Some("389"))
    );
    // 50 m now, and 1 m/s for the 27.8 s from the state to the entry
    assert_eq!(value(alert, "sigma_m"), Some("57"));
}

/// The states of the only alert when a track hovers for some seconds at 10 E within a square about it.
fn state_inside(change: impl Fn(&mut Track, &mut AirspaceVolume)) -> Option<AlertState> {
    let mut area = square(0, AreaKind::Danger, (-0.5, 9.5), 1.0);
    let mut plane = track(1, at(0.0, 10.0), 0.0, 0.0);
    change(&mut plane, &mut area);
    let mut watch = watch(vec![area]);
    for second in 0..3 {
        let mut plane = plane.clone();
        plane.at = t(f64::from(second));
        look(&mut watch, f64::from(second), &[plane]);
    }
    watch.alerts().first().map(|alert| alert.state)
}

#[test]
fn levels_and_climbs() {
    let floor = VerticalLimit::PressureFt(20_000.0);
    let ceiling = VerticalLimit::PressureFt(25_000.0);
    let with = |ft: f64, rate_mps: f64| {
        state_inside(|plane, area| {
            (area.lower, area.upper) = (floor, ceiling);
            plane.altitude = level(ft, Some(rate_mps), START);
        })
    };
    let (raised, predicted) = (Some(AlertState::Raised), Some(AlertState::Predicted));
    assert_eq!(with(20_000.0, 0.0), raised);
    assert_eq!(with(25_000.0, 0.0), raised);
    assert_eq!(with(19_900.0, 0.0), None);
    assert_eq!(with(25_100.0, 0.0), None);
    // 15 m/s is 2,953 ft/min: 4,000 ft in 81 s; 7,000 ft in 142 s
    assert_eq!(with(16_000.0, 15.0), predicted);
    assert_eq!(with(13_000.0, 15.0), None);
    assert_eq!(with(16_000.0, -15.0), None);
    assert_eq!(with(29_000.0, -15.0), predicted);
    // unknown counts, and is said
    for unknown in [
        None,
        level(f64::NAN, None, START),
        level(30_000.0, None, t(-40.0)),
    ] {
        let state = state_inside(|plane, area| {
            (area.lower, area.upper) = (floor, ceiling);
            plane.altitude = unknown;
        });
        assert_eq!(state, raised, "{unknown:?}");
    }
    let garbled = state_inside(|plane, area| {
        (area.lower, area.upper) = (floor, ceiling);
        plane.altitude = level(30_000.0, None, START).map(|a| Altitude {
            doubtful: true,
            ..a
        });
    });
    assert_eq!(garbled, raised);
    assert_eq!(state_inside(|plane, _| plane.on_ground = true), None);
    assert_eq!(
        state_inside(|plane, _| plane.status = TrackStatus::Tentative),
        None
    );
}

#[test]
fn unknown_levels_say_why() {
    let mut watch = watch(vec![square(0, AreaKind::Danger, (-0.5, 9.5), 1.0)]);
    let mut plane = track(1, at(0.0, 10.0), 0.0, 0.0);
    plane.altitude = None;
    look(&mut watch, 0.0, &[plane]);
    assert_eq!(
        value(&watch.alerts()[0], "level_unknown"),
        Some("never said")
    );
}

#[test]
fn schedules() {
    // active from 100 s to 200 s; an aircraft hovers in it
    let mut area = square(0, AreaKind::Restricted, (-0.5, 9.5), 1.0);
    (area.from, area.to) = (Some(t(200.0)), Some(t(300.0)));
    let mut watch = watch(vec![area]);
    let start = track(1, at(0.0, 10.0), 0.0, 0.0);
    assert_eq!(
        first_seen(&mut watch, &start, 320),
        [
            (81, AlertState::Predicted, Severity::Warning), // 120 s ahead at 80 s, confirmed
            (200, AlertState::Raised, Severity::Alarm),
            (305, AlertState::Over, Severity::Alarm),
        ]
    );
    // it flies through before the area is active
    let mut area = square(0, AreaKind::Restricted, (-0.5, 10.0), 0.05);
    area.from = Some(t(60.0));
    let mut watch = watch_of(area);
    let start = track(1, at(-0.48, 9.98), 250.0, 0.0);
    assert_eq!(first_seen(&mut watch, &start, 50), []);
}

fn watch_of(area: AirspaceVolume) -> Watch {
    watch(vec![area])
}

#[test]
fn a_prediction_needs_two_of_four_unless_it_is_near() {
    let area = || watch(vec![square(0, AreaKind::Restricted, (-0.5, 10.0), 1.0)]);
    let heading = |east: f64, lon: f64, second: f64| {
        let mut plane = track(1, at(0.0, lon), east, 0.0);
        plane.at = t(second);
        plane
    };
    let far = 10.0 - 100.0 * 200.0 / 111_319.49; // 100 s to go
    // towards it once in four: never
    let mut watch = area();
    for second in 0..20 {
        let east = if second % 4 == 0 { 200.0 } else { -200.0 };
        let now = f64::from(second);
        look(&mut watch, now, &[heading(east, far, now)]);
        assert_eq!(watch.alerts(), [], "{second}");
    }
    // twice in four
    let mut watch = area();
    for (second, east, expected) in [
        (0.0, 200.0, 0),
        (1.0, -200.0, 0),
        (2.0, -200.0, 0),
        (3.0, 200.0, 1),
    ] {
        look(&mut watch, second, &[heading(east, far, second)]);
        assert_eq!(watch.alerts().len(), expected, "{second}");
    }
    // 20 s to go: at once
    let mut watch = area();
    let near = 10.0 - 20.0 * 200.0 / 111_319.49;
    look(&mut watch, 0.0, &[heading(200.0, near, 0.0)]);
    assert_eq!(watch.alerts().len(), 1);
    // turning away, it stands for 5 s; a turn back in between begins that anew
    for (second, east, expected) in [
        (1.0, -200.0, 1),
        (5.0, -200.0, 1),
        (6.0, 200.0, 1),
        (7.0, -200.0, 1),
        (11.0, -200.0, 1),
        (12.0, -200.0, 0),
    ] {
        look(&mut watch, second, &[heading(east, near, second)]);
        assert_eq!(standing(&watch).len(), expected, "{second}");
    }
}

#[test]
fn an_edge_is_not_a_flicker() {
    let mut watch = watch(vec![square(0, AreaKind::Restricted, (-0.5, 10.0), 1.0)]);
    let mut begun = 0;
    for second in 0..100 {
        // 150 m in, 150 m out, standing
        let side = if second % 14 < 7 { 150.0 } else { -150.0 };
        let mut plane = track(1, at(0.0, 10.0 + side / 111_319.49), 0.0, 0.0);
        plane.at = t(f64::from(second));
        let changes = look(&mut watch, f64::from(second), &[plane]);
        begun += changes
            .iter()
            .filter(|c| c.kind == AlertChangeKind::Began)
            .count();
    }
    assert_eq!(begun, 1);
    // further out than the margin it has left
    let mut plane = track(1, at(0.0, 10.0 - 250.0 / 111_319.49), 0.0, 0.0);
    plane.at = t(200.0);
    look(&mut watch, 200.0, &[plane.clone()]);
    look(&mut watch, 205.0, &[plane]);
    assert_eq!(standing(&watch), []);
}

#[test]
fn old_states_are_not_extrapolated() {
    let mut watch = watch(vec![square(0, AreaKind::Restricted, (-0.5, 10.0), 1.0)]);
    let mut plane = track(1, at(0.0, 9.9), 200.0, 0.0);
    plane.at = t(-31.0);
    for second in 0..4 {
        look(&mut watch, f64::from(second), &[plane.clone()]);
    }
    assert_eq!(watch.alerts(), []);
    plane.at = t(0.0);
    look(&mut watch, 5.0, &[plane.clone()]);
    look(&mut watch, 6.0, &[plane]);
    assert_eq!(watch.alerts().len(), 1);
}

#[test]
fn absurd_states_cost_their_track_only() {
    let mut watch = watch(vec![square(0, AreaKind::Restricted, (-0.5, 9.5), 1.0)]);
    let mut absurd = track(1, at(f64::NAN, 10.0), 200.0, 0.0);
    absurd.identity.mode_a = code(0o7700, 2);
    let sound = track(2, at(0.0, 10.0), 200.0, 0.0);
    look(&mut watch, 0.0, &[absurd, sound]);
    let kinds: Vec<AlertKind> = watch.alerts().iter().map(|a| a.kind).collect();
    assert_eq!(kinds, [AlertKind::EmergencySquawk, AlertKind::AreaEntry]);
    assert_eq!(watch.counters().states_refused, 1);
}
