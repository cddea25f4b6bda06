//! The life-cycle, commands, bounds.

use super::*;

fn squawking(number: u32, octal: u16) -> Track {
    let mut plane = track(number, at(16.0, 8.0), 200.0, 0.0);
    plane.identity.mode_a = code(octal, 2);
    plane
}

#[test]
fn the_first_to_acknowledge_keeps_it() {
    let mut watch = watch(Vec::new());
    let plane = [squawking(1, 0o7600)];
    look(&mut watch, 0.0, &plane);
    acknowledge(&mut watch, 1.0, &plane, AlertId(1), " A. Moussa ");
    acknowledge(&mut watch, 2.0, &plane, AlertId(1), "B. Sani");
    let alert = &watch.alerts()[0];
    assert_eq!(alert.state, AlertState::Acknowledged);
    let seen = alert.acknowledged.clone().expect("seen");
    assert_eq!((seen.by.as_str(), seen.at), ("A. Moussa", t(1.0)));
    // the second is told who was quicker
    assert_eq!(
        watch.answers(),
        [Err(Refusal::AlreadyAcknowledged("A. Moussa".to_owned()))]
    );
    assert_eq!(watch.refused_commands(), 1);
    // another emergency on top of it raises it anew
    let worse = [squawking(1, 0o7700)];
    let changes = look(&mut watch, 3.0, &worse);
    assert_eq!(changes[0].kind, AlertChangeKind::Escalated);
    let alert = &watch.alerts()[0];
    assert_eq!((alert.id, alert.state), (AlertId(1), AlertState::Raised));
    assert_eq!(alert.acknowledged, None);
    assert_eq!(value(alert, "seen_before_by"), Some("A. Moussa"));
    // back to the old one is nothing new
    acknowledge(&mut watch, 4.0, &worse, AlertId(1), "B. Sani");
    look(&mut watch, 5.0, &plane);
    assert_eq!(watch.alerts()[0].state, AlertState::Acknowledged);
    // over, still saying who had seen it
    look(&mut watch, 6.0, &[squawking(1, 0o2000)]);
    look(&mut watch, 20.0, &[squawking(1, 0o2000)]);
    let alert = &watch.alerts()[0];
    assert_eq!(
        (alert.state, alert.ended),
        (AlertState::Over, Some(t(20.0)))
    );
    assert!(alert.acknowledged.is_some());
}

#[test]
fn an_acknowledged_prediction_that_comes_true_is_raised() {
    let mut watch = watch(vec![square(0, AreaKind::Restricted, (-0.5, 10.0), 1.0)]);
    let start = track(1, at(0.0, 9.98), 200.0, 0.0);
    look(&mut watch, 0.0, std::slice::from_ref(&start));
    acknowledge(
        &mut watch,
        1.0,
        &[flown(&start, 1.0)],
        AlertId(1),
        "A. Moussa",
    );
    assert_eq!(watch.alerts()[0].state, AlertState::Acknowledged);
    assert!(watch.alerts()[0].time_to_go.is_some(), "still predicted");
    look(&mut watch, 15.0, &[flown(&start, 15.0)]);
    let alert = &watch.alerts()[0];
    assert_eq!(
        (alert.state, alert.severity),
        (AlertState::Raised, Severity::Alarm)
    );
    assert_eq!(alert.time_to_go, None);
    assert_eq!(value(alert, "seen_before_by"), Some("A. Moussa"));
    assert_eq!(value(alert, "raised_at"), Some("2026-11-20T10:00:15Z"));
    acknowledge(
        &mut watch,
        16.0,
        &[flown(&start, 16.0)],
        AlertId(1),
        "B. Sani",
    );
    look(&mut watch, 30.0, &[flown(&start, 30.0)]);
    assert_eq!(watch.alerts()[0].state, AlertState::Acknowledged);
}

#[test]
fn hostile_commands_are_refused_and_counted() {
    let mut watch = watch(Vec::new());
    let plane = [squawking(1, 0o7700)];
    look(&mut watch, 0.0, &plane);
    let long = "é".repeat(65);
    let cases = [
        (1, "", Refusal::NoName),
        (1, " \t ", Refusal::NoName),
        (1, long.as_str(), Refusal::LongName),
        (1, "A\nB", Refusal::UnprintableName),
        (1, "A\u{0}B", Refusal::UnprintableName),
        (1, "A\u{202e}B", Refusal::UnprintableName),
        (0, "A. Moussa", Refusal::UnknownAlert),
        (2, "A. Moussa", Refusal::UnknownAlert),
        (u32::MAX, "A. Moussa", Refusal::UnknownAlert),
    ];
    for (count, (id, by, expected)) in cases.into_iter().enumerate() {
        let command = Command {
            at: t(1.0),
            by: by.to_owned(),
            order: Order::Acknowledge(AlertId(id)),
        };
        assert_eq!(watch.refusal(&command), Some(expected), "{by:?}");
        watch.examine(t(1.0), &plane, &[], &[], &[command]);
        assert_eq!(watch.refused_commands(), count as u64 + 1);
        assert_eq!(watch.alerts()[0].state, AlertState::Raised);
    }
    // exactly 64 characters are fine; markup is text like any other
    let name = format!("<b>{}", "é".repeat(61));
    acknowledge(&mut watch, 2.0, &plane, AlertId(1), &name);
    assert_eq!(
        watch.alerts()[0].acknowledged.as_ref().map(|a| &a.by),
        Some(&name)
    );
    // one that is over
    look(&mut watch, 3.0, &[squawking(1, 0o2000)]);
    look(&mut watch, 20.0, &[squawking(1, 0o2000)]);
    let late = Command {
        at: t(21.0),
        by: "A. Moussa".to_owned(),
        order: Order::Acknowledge(AlertId(1)),
    };
    assert_eq!(watch.refusal(&late), Some(Refusal::AlertOver));
}

#[test]
fn ranked_most_urgent_first() {
    let mut watch = watch(vec![square(0, AreaKind::Danger, (15.0, 7.0), 2.0)]);
    let a = squawking(1, 0o7700);
    let b = squawking(2, 0o7700);
    let all = [a.clone(), b.clone()];
    look(&mut watch, 0.0, &[a]); // 1: alarm, 2: warning
    look(&mut watch, 1.0, &all); // 3: alarm, 4: warning
    let sensors = [status(SensorState::Silent)];
    watch.examine(t(2.0), &all, &[], &sensors, &[]); // 5: warning
    acknowledge(&mut watch, 3.0, &all, AlertId(1), "A. Moussa");
    let ids: Vec<u32> = watch.alerts().iter().map(|alert| alert.id.0).collect();
    assert_eq!(ids, [3, 1, 2, 4, 5]);
    watch.examine(t(3.5), &all, &[], &[status(SensorState::Alive)], &[]);
    let last = watch.alerts().pop().expect("five");
    assert_eq!((last.id, last.state), (AlertId(5), AlertState::Over));
}

#[test]
fn a_flood_is_bounded_and_the_worst_stays() {
    let mut rules = Rules {
        sites: vec![site(400_000.0)],
        ..Rules::default()
    };
    rules.bounds.standing_max = 50;
    rules.bounds.over_max = 30;
    let area = square(0, AreaKind::Danger, (15.0, 7.0), 2.0);
    let mut watch = Watch::new(rules, vec![area]).expect("sound");
    let calm: Vec<Track> = (0..80).map(|n| squawking(n, 0o2000)).collect();
    look(&mut watch, 0.0, &calm); // 80 warnings: 50 stand
    assert_eq!(standing(&watch).len(), 50);
    assert_eq!(watch.counters().findings_refused, 30);
    let loud: Vec<Track> = (0..40).map(|n| squawking(n, 0o7700)).collect();
    look(&mut watch, 1.0, &loud); // the other 40 vanished, with 10 warnings; 40 alarms push out 30 more
    let up = standing(&watch);
    let alarms = up.iter().filter(|a| a.severity == Severity::Alarm).count();
    assert_eq!((up.len(), alarms, watch.counters().evicted), (50, 40, 30));
    watch.examine(t(2.0), &[], &loud, &[], &[]);
    let over = watch.alerts().len() - standing(&watch).len();
    assert!(over <= 30, "{over}");
    assert!(watch.counters().over_forgotten > 0);
}

#[test]
fn a_fault_of_the_recording_is_alerted_until_it_is_well() {
    let mut watch = watch(Vec::new());
    let fault = |second: f64, text: Option<&str>| SystemFault {
        at: t(second),
        fault: Fault::Recording(text.map(str::to_owned)),
    };
    let changes = watch.fault(&fault(1.0, Some("no space left\non device")));
    assert_eq!(
        changes,
        [AlertChange {
            id: AlertId(1),
            kind: AlertChangeKind::Began
        }]
    );
    look(&mut watch, 1.1, &[]);
    let alert = &standing(&watch)[0];
    assert_eq!(
        (alert.kind, alert.subject),
        (AlertKind::RecordingFault, Subject::System)
    );
    assert_eq!(value(alert, "fault"), Some("no space lefton device"));
    assert_eq!(
        watch.fault(&fault(2.0, Some("no space left\non device"))),
        []
    );
    assert_eq!(watch.fault(&fault(3.0, None)).len(), 1);
    look(&mut watch, 3.1, &[]);
    assert_eq!(standing(&watch), []);
    assert_eq!(watch.fault(&fault(4.0, None)), []);
}

#[test]
fn a_clone_goes_its_own_way() {
    let mut one = watch(Vec::new());
    look(&mut one, 0.0, &[squawking(1, 0o7700)]);
    let other = one.clone();
    acknowledge(&mut one, 1.0, &[], AlertId(1), "A. Moussa");
    assert_eq!(other.alerts()[0].state, AlertState::Raised);
}
