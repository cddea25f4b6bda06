//! Crossings of the border.

use super::*;

/// A border whose western edge is 10 E.
fn country() -> Watch {
    watch(vec![square(0, AreaKind::Border, (-2.0, 10.0), 4.0)])
}

fn primary_only(mut plane: Track) -> Track {
    plane.identity = TrackIdentity::default();
    plane.altitude = None;
    plane
}

/// Flies it for so long, plotted each `period` seconds, examined each second.
fn fly(watch: &mut Watch, start: &Track, seconds: u32, period: u32) -> Vec<(u32, AlertChangeKind)> {
    let mut changes = Vec::new();
    for second in 0..=seconds {
        let plotted = second / period * period;
        let mut plane = flown(start, f64::from(plotted));
        plane.plots = 5 + plotted / period;
        for change in look(watch, f64::from(second), &[plane]) {
            if change.kind != AlertChangeKind::Updated {
                changes.push((second, change.kind));
            }
        }
    }
    changes
}

#[test]
fn crossings_both_ways() {
    for (lon, east, transponder, expected) in [
        (9.98, 100.0, true, Some(("in", Severity::Caution))),
        (9.98, 100.0, false, Some(("in", Severity::Alarm))),
        (10.02, -100.0, true, Some(("out", Severity::Caution))),
        (10.02, 100.0, true, None),
        (9.98, -100.0, true, None),
    ] {
        let mut watch = country();
        let mut start = track(1, at(0.0, lon), east, 0.0);
        if !transponder {
            start = primary_only(start);
        }
        // 2,226 m to the border, 500 m more to be deep enough: 27.3 s
        let changes = fly(&mut watch, &start, 60, 1);
        let alerts = watch.alerts();
        let got = alerts
            .first()
            .map(|a| (value(a, "direction").unwrap_or("?"), a.severity));
        assert_eq!(got, expected, "{lon} {east}");
        if let Some(alert) = alerts.first() {
            assert_eq!(changes, [(28, AlertChangeKind::Began)]);
            let said = if transponder { "yes" } else { "no" };
            assert_eq!(value(alert, "transponder"), Some(said));
            assert_eq!(value(alert, "inferred"), None);
            assert_eq!(
                (value(alert, "border"), alert.area),
                (Some("Z0"), Some(AreaId(0)))
            );
        }
    }
}

#[test]
fn crossings_with_a_transponder_can_be_left_out() {
    let mut rules = Rules::default();
    let value = Setting::Names(vec!["with_transponder".to_owned()]);
    rules
        .set(AlertKind::BorderCrossing, "classes_off", &value)
        .expect("a class");
    let volumes = vec![square(0, AreaKind::Border, (-2.0, 10.0), 4.0)];
    for (transponder, expected) in [(true, 0), (false, 1)] {
        let mut watch = Watch::new(rules.clone(), volumes.clone()).expect("sound");
        let mut start = track(1, at(0.0, 9.98), 100.0, 0.0);
        if !transponder {
            start = primary_only(start);
        }
        fly(&mut watch, &start, 60, 1);
        assert_eq!(watch.alerts().len(), expected, "transponder: {transponder}");
    }
}

#[test]
fn noise_about_the_border_crosses_nothing() {
    let mut watch = country();
    for second in 0..300_u32 {
        // 200 m sigma: 550 m either way is not beyond 3 sigma; now and then one wild plot is
        let offset = match second {
            100 | 200 => 2_000.0,
            0 => -3_000.0,
            _ if second % 2 == 0 => 550.0,
            _ => -550.0,
        };
        let mut plane = track(1, at(0.0, 10.0 + offset / 111_319.49), 10.0, 100.0);
        plane.position_covariance = Cov2::circular(200.0);
        plane.at = t(f64::from(second));
        plane.plots = second + 3;
        look(&mut watch, f64::from(second), &[plane]);
    }
    assert_eq!(watch.alerts(), []);
}

#[test]
fn two_plots_are_needed_however_often_it_is_examined() {
    let mut watch = country();
    let start = track(1, at(0.0, 9.999), 100.0, 0.0); // settles outside: no, only 111 m out
    assert_eq!(
        fly(&mut watch, &start, 30, 12),
        [],
        "its first side was never known"
    );
    let mut watch = country();
    let start = track(1, at(0.0, 9.99), 100.0, 0.0); // 1,113 m out; inside at 11.1 s
    // plots at 12 s (87 m in) and 24 s (1,287 m in)
    assert_eq!(
        fly(&mut watch, &start, 30, 12),
        [(24, AlertChangeKind::Began)]
    );
}

#[test]
fn appearing_inside_is_no_crossing_but_a_dark_target_from_outside_is_inferred() {
    for (lon, east, transponder, expected) in [
        (10.1, 100.0, true, None),
        (10.1, 100.0, false, Some(Severity::Warning)), // 11 km in, 111 s ago outside
        (10.1, -100.0, false, None),                   // flying out: it was deeper inside
        (10.4, 100.0, false, None),                    // 44 km: 445 s ago
        (10.4, 200.0, false, Some(Severity::Warning)),
        (10.6, 300.0, false, None), // 67 km in: too deep to say
        (9.9, 100.0, false, None),
    ] {
        let mut watch = country();
        let mut plane = track(1, at(0.0, lon), east, 0.0);
        if !transponder {
            plane = primary_only(plane);
        }
        look(&mut watch, 0.0, &[plane]);
        let alerts = watch.alerts();
        assert_eq!(alerts.first().map(|a| a.severity), expected, "{lon} {east}");
        if let Some(alert) = alerts.first() {
            assert_eq!(
                (value(alert, "inferred"), value(alert, "direction")),
                (Some("yes"), Some("in"))
            );
        }
    }
}

#[test]
fn a_crossing_stands_ten_minutes_or_until_seen() {
    for seen in [false, true] {
        let mut watch = country();
        let start = track(1, at(0.0, 9.98), 100.0, 0.0);
        fly(&mut watch, &start, 30, 1);
        let alert = standing(&watch)[0].clone();
        assert_eq!(alert.since, t(28.0));
        let far = flown(&start, 300.0);
        look(&mut watch, 300.0, std::slice::from_ref(&far));
        assert_eq!(
            standing(&watch)[0].position,
            Some(far.position),
            "it is followed"
        );
        if seen {
            let changes = acknowledge(&mut watch, 300.5, &[], alert.id, "A. Moussa");
            assert_eq!(
                changes.iter().map(|c| c.kind).collect::<Vec<_>>(),
                [AlertChangeKind::Acknowledged, AlertChangeKind::Ended]
            );
            let over = &watch.alerts()[0];
            assert_eq!(
                over.acknowledged.as_ref().map(|a| a.by.as_str()),
                Some("A. Moussa")
            );
        } else {
            look(&mut watch, 627.0, std::slice::from_ref(&far));
            assert_eq!(standing(&watch).len(), 1);
            look(&mut watch, 628.0, &[far]);
        }
        assert_eq!(standing(&watch), []);
    }
}

#[test]
fn each_crossing_is_an_alert_of_its_own() {
    let mut watch = country();
    let start = track(1, at(0.0, 9.98), 100.0, 0.0);
    fly(&mut watch, &start, 60, 1);
    for second in 61..120_u32 {
        let mut back = flown(&start, 60.0);
        back.velocity.east_mps = -100.0;
        let mut back = flown(&back, f64::from(second - 60));
        back.plots = 100 + second;
        look(&mut watch, f64::from(second), &[back]);
    }
    let said: Vec<_> = watch
        .alerts()
        .iter()
        .map(|a| (a.state, value(a, "direction").map(str::to_owned)))
        .collect();
    assert_eq!(
        said,
        [
            (AlertState::Raised, Some("out".to_owned())),
            (AlertState::Over, Some("in".to_owned())),
        ]
    );
}
