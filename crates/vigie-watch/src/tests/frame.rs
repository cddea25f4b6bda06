//! What every rule has: on and off, escalation, nuisance, floods, change by command.

use super::*;
use vigie_core::command::Setting;

fn squawking(number: u32, octal: u16) -> Track {
    let mut plane = track(number, at(16.0, 8.0 + f64::from(number) * 0.2), 200.0, 0.0);
    plane.identity.mode_a = code(octal, 9);
    plane.identity.address = Address::icao(number);
    plane
}

fn order(watch: &mut Watch, second: f64, tracks: &[Track], order: Order) -> Result<(), Refusal> {
    let command = Command {
        at: t(second),
        by: "A. Moussa".to_owned(),
        order,
    };
    watch.examine(t(second), tracks, &[], &[], &[command]);
    watch.answers()[0].clone()
}

fn set(rule: AlertKind, parameter: &str, value: Setting) -> Order {
    Order::SetRule {
        rule,
        parameter: parameter.to_owned(),
        value,
    }
}

fn names(list: &[&str]) -> Setting {
    Setting::Names(list.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn an_alarm_that_nobody_acknowledges_says_so_again_and_again() {
    let mut watch = watch(Vec::new());
    let plane = [squawking(1, 0o7700)];
    for second in 0..=130 {
        look(&mut watch, f64::from(second), &plane);
    }
    let alert = &watch.alerts()[0];
    assert_eq!(value(alert, "escalations"), Some("2"));
    assert_eq!(value(alert, "escalated_at"), Some("2026-11-20T10:02:00Z"));
    acknowledge(&mut watch, 131.0, &plane, AlertId(1), "A. Moussa");
    for second in 132..300 {
        look(&mut watch, f64::from(second), &plane);
    }
    assert_eq!(watch.counters().escalations, 2, "somebody has seen it");
    let off = set(
        AlertKind::EmergencySquawk,
        "escalate_after_s",
        Setting::Number(0.0),
    );
    assert_eq!(order(&mut watch, 300.0, &plane, off), Ok(()));
    let other = [squawking(2, 0o7600)];
    for second in 301..500 {
        look(&mut watch, f64::from(second), &other);
    }
    assert_eq!(watch.counters().escalations, 2, "switched off");
}

#[test]
fn a_nuisance_is_counted_by_area_and_held_back_until_it_gets_worse() {
    let mut watch = watch(vec![square(4, AreaKind::Danger, (15.5, 8.1), 1.0)]);
    let plane = track(1, at(16.0, 8.0), 200.0, 0.0);
    look(&mut watch, 0.0, std::slice::from_ref(&plane));
    look(&mut watch, 1.0, &[flown(&plane, 1.0)]);
    assert_eq!(standing(&watch)[0].state, AlertState::Predicted);
    let nuisance = Order::Nuisance(AlertId(1));
    assert_eq!(
        order(&mut watch, 2.0, &[flown(&plane, 2.0)], nuisance.clone()),
        Ok(())
    );
    let alert = &watch.alerts()[0];
    assert_eq!(
        (alert.state, value(alert, "nuisance_by")),
        (AlertState::Over, Some("A. Moussa"))
    );
    assert_eq!(
        order(&mut watch, 3.0, &[flown(&plane, 3.0)], nuisance),
        Err(Refusal::AlreadyNuisance("A. Moussa".to_owned()))
    );
    for second in 4..40 {
        look(
            &mut watch,
            f64::from(second),
            &[flown(&plane, f64::from(second))],
        );
        assert_eq!(standing(&watch), [], "{second}: still only predicted");
    }
    look(&mut watch, 60.0, &[flown(&plane, 60.0)]);
    assert_eq!(
        standing(&watch)[0].state,
        AlertState::Raised,
        "it is inside now: that is worse"
    );
    let tally = watch.tallies()[&(AlertKind::AreaEntry, Some(AreaId(4)))];
    assert_eq!(
        tally,
        Tally {
            begun: 2,
            nuisances: 1
        }
    );
    assert!(watch.counters().held_back > 30);
}

#[test]
fn a_flood_is_summarised_and_none_is_lost() {
    let mut watch = watch(Vec::new());
    let planes: Vec<Track> = (0..250).map(|n| squawking(n, 0o7600)).collect();
    look(&mut watch, 0.0, &planes);
    look(&mut watch, 1.0, &planes);
    let up = standing(&watch);
    assert_eq!(up.len(), 251);
    let shown = up
        .iter()
        .filter(|a| !a.summarised && a.kind == AlertKind::EmergencySquawk);
    assert_eq!(shown.count(), 100);
    let flood = up
        .iter()
        .find(|a| a.kind == AlertKind::AlertFlood)
        .expect("summarised");
    assert_eq!(value(flood, "flood_of"), Some("emergency_squawk"));
    assert_eq!(value(flood, "not_shown"), Some("150"));
    assert!(!flood.summarised);
    watch.examine(t(2.0), &planes[..50], &planes[50..], &[], &[]);
    for second in 3..=14 {
        look(&mut watch, f64::from(second), &planes[..50]);
    }
    assert_eq!(standing(&watch).len(), 50);
}

#[test]
fn a_rule_is_changed_by_command_as_the_configuration_would() {
    let volumes = vec![
        square(0, AreaKind::Restricted, (15.5, 7.5), 1.0),
        square(1, AreaKind::Restricted, (15.0, 7.0), 3.0),
    ];
    let mut watch = watch(volumes);
    let plane = [track(1, at(16.0, 8.0), 200.0, 0.0)];
    look(&mut watch, 0.0, &plane);
    assert_eq!(standing(&watch).len(), 2);
    let area = AlertKind::AreaEntry;
    // one area off: what stands there is over, and says why
    assert_eq!(
        order(
            &mut watch,
            1.0,
            &plane,
            set(area, "areas_off", names(&["Z1"]))
        ),
        Ok(())
    );
    look(&mut watch, 2.0, &plane);
    assert_eq!(standing(&watch)[0].area, Some(AreaId(0)));
    assert_eq!(standing(&watch).len(), 1);
    assert_eq!(
        value(&watch.alerts()[1], "rule_changed"),
        Some("2026-11-20T10:00:01Z")
    );
    // a class off
    let off = set(area, "classes_off", names(&["with_transponder"]));
    assert_eq!(order(&mut watch, 3.0, &plane, off), Ok(()));
    assert_eq!(standing(&watch), []);
    // all of it
    assert_eq!(
        order(
            &mut watch,
            4.0,
            &plane,
            set(area, "classes_off", names(&[]))
        ),
        Ok(())
    );
    assert_eq!(
        order(
            &mut watch,
            5.0,
            &plane,
            set(area, "enabled", Setting::Switch(false))
        ),
        Ok(())
    );
    look(&mut watch, 6.0, &plane);
    assert_eq!(standing(&watch), []);
    // what cannot be, is not
    for (parameter, value, expected) in [
        (
            "confirm_of",
            Setting::Number(1.0),
            "at most confirm_of; raise confirm_of first",
        ),
        (
            "look_ahead_s",
            Setting::Number(-1.0),
            "a number from 1 to 1800",
        ),
        (
            "areas",
            names(&["Z1", "Z9"]),
            "an area that the configuration has not (number 2",
        ),
    ] {
        let before = watch.rules().clone();
        let refused = order(&mut watch, 7.0, &plane, set(area, parameter, value));
        let said = refused.expect_err("refused").to_string();
        assert!(said.contains(expected), "{said}");
        assert_eq!(*watch.rules(), before);
    }
}

#[test]
fn any_rule_can_be_confined_to_areas() {
    let mut watch = watch(vec![square(0, AreaKind::Fir, (10.0, 0.0), 10.0)]);
    let only = set(AlertKind::EmergencySquawk, "areas", names(&["Z0"]));
    assert_eq!(order(&mut watch, 0.0, &[], only), Ok(()));
    let mut planes = [squawking(1, 0o7700), squawking(2, 0o7700)];
    planes[1].position = at(30.0, 8.0);
    look(&mut watch, 1.0, &planes);
    let up = standing(&watch);
    assert_eq!(up.len(), 1);
    assert_eq!(up[0].subject, Subject::Track(TrackNumber(1)));
}
