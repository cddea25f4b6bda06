//! The table of parameters: complete, checked, and the same as in `docs/watch.md`.

use super::{Form, Parameter, Rules, WatchError};
use std::collections::BTreeSet;
use std::fmt::Write;
use vigie_core::alert::AlertKind;
use vigie_core::command::Setting;

fn text(setting: &Setting) -> String {
    match setting {
        Setting::Switch(on) => on.to_string(),
        Setting::Number(number) => number.to_string(),
        Setting::Names(names) => format!("[{}]", names.join(", ")),
    }
}

fn line(out: &mut String, rules: &Rules, rule: AlertKind, parameter: &Parameter) {
    let range = match parameter.form {
        Form::Number | Form::Count => format!("{} to {}", parameter.min, parameter.max),
        Form::Switch | Form::Areas | Form::Classes | Form::Codes | Form::Addresses => String::new(),
    };
    writeln!(
        out,
        "| `{}` | {} | {} | {} | {range} | {} |",
        parameter.name,
        parameter.what.trim(),
        text(&parameter.value(rules, rule)),
        parameter.unit,
        parameter.source,
    )
    .expect("a string");
}

const HEAD: &str =
    "| parameter | what | default | unit | range | source |\n|---|---|---|---|---|---|\n";

#[test]
fn the_tables_of_the_document_are_those_of_the_program() {
    let rules = Rules::default();
    let document = include_str!("../../../../docs/watch.md");
    let mut wanted = vec![HEAD.to_owned()];
    for parameter in Rules::parameters(AlertKind::AreaEntry).take(7) {
        line(&mut wanted[0], &rules, AlertKind::AreaEntry, parameter);
    }
    for rule in AlertKind::ALL {
        assert!(
            document.contains(&format!("(`{}`", rule.name())),
            "docs/watch.md has no heading for {}",
            rule.name()
        );
        let own = Rules::own(rule);
        if own.is_empty() {
            continue;
        }
        let mut table = HEAD.to_owned();
        for parameter in own {
            line(&mut table, &rules, rule, parameter);
        }
        wanted.push(table);
    }
    wanted.retain(|table| !document.contains(table));
    assert!(
        wanted.is_empty(),
        "docs/watch.md should have:\n{}",
        wanted.join("\n")
    );
}

#[test]
fn every_default_is_within_its_range_and_can_be_set() {
    let mut rules = Rules::default();
    for rule in AlertKind::ALL {
        let mut names = BTreeSet::new();
        for parameter in Rules::parameters(rule) {
            assert!(names.insert(parameter.name), "{rule:?} {}", parameter.name);
            assert!(!parameter.what.trim().is_empty() && !parameter.source.is_empty());
            let value = parameter.value(&rules, rule);
            rules
                .set(rule, parameter.name, &value)
                .expect("its own value");
        }
    }
    assert_eq!(rules, Rules::default());
    assert_eq!(rules.check(&[]), Ok(()));
}

#[test]
fn what_a_parameter_cannot_be_is_refused_in_words() {
    let n = Setting::Number;
    let names = |list: &[&str]| Setting::Names(list.iter().map(|n| (*n).to_owned()).collect());
    for (rule, parameter, value, expected) in [
        (
            AlertKind::AreaEntry,
            "look_ahead_s",
            n(0.0),
            "look_ahead_s must be a number from 1 to 1800",
        ),
        (
            AlertKind::AreaEntry,
            "look_ahead_s",
            n(f64::NAN),
            "a number from 1 to 1800",
        ),
        (
            AlertKind::AreaEntry,
            "look_ahead_s",
            Setting::Switch(true),
            "a number from 1 to 1800",
        ),
        (
            AlertKind::AreaEntry,
            "confirm",
            n(1.5),
            "a whole number from 1 to 8",
        ),
        (AlertKind::AreaEntry, "enabled", n(1.0), "true or false"),
        (
            AlertKind::AreaEntry,
            "loook",
            n(1.0),
            "has no such parameter; it has enabled, areas",
        ),
        (
            AlertKind::AreaEntry,
            "classes_off",
            names(&["fast"]),
            "a list of surface, airborne",
        ),
        (
            AlertKind::DuplicateCode,
            "shared",
            names(&["7800"]),
            "four digits 0 to 7",
        ),
        (
            AlertKind::DuplicateCode,
            "shared",
            names(&["+123"]),
            "four digits 0 to 7",
        ),
        (
            AlertKind::DuplicateCode,
            "shared",
            names(&["123"]),
            "four digits 0 to 7",
        ),
        (
            AlertKind::SensorSilent,
            "areas",
            names(&[]),
            "has no such parameter",
        ),
    ] {
        let mut rules = Rules::default();
        let error = rules.set(rule, parameter, &value).expect_err("refused");
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(rules, Rules::default(), "nothing half done");
    }
}

#[test]
fn an_area_must_be_there() {
    let mut rules = Rules::default();
    let value = Setting::Names(vec!["\u{202e}R-1".to_owned()]);
    rules
        .set(AlertKind::LowSlow, "areas_off", &value)
        .expect("a list");
    let error = rules.check(&[]).expect_err("no such area");
    assert!(matches!(error, WatchError::NoArea { index: 1, .. }));
    assert!(
        !error.to_string().contains('\u{202e}'),
        "hostile text stays out"
    );
}
