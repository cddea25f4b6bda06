//! `[rules]`: one table a rule. Names, ranges and defaults are those that `vigie-watch` lists; nothing is said twice here.

use super::ConfigError;
use super::check::Context;
use super::file;
use vigie_core::airspace::AirspaceVolume;
use vigie_core::alert::AlertKind;
use vigie_core::command::Setting;
use vigie_watch::Rules;

/// The switch of before there were tables.
const BORDER_SWITCH: &str = "border_crossings_with_transponder";

/// Reads and checks every rule.
pub(super) fn read(
    context: &Context<'_>,
    written: Option<file::Rules>,
    volumes: &[AirspaceVolume],
) -> Result<Rules, ConfigError> {
    let mut rules = Rules::default();
    for (name, value) in written.unwrap_or_default() {
        if name == BORDER_SWITCH {
            border_switch(context, &mut rules, &value)?;
            continue;
        }
        let Some(kind) = AlertKind::from_name(&name) else {
            let known = AlertKind::ALL.map(AlertKind::name);
            let what = format!("no rule is called `{name}`: {}", nearest(&name, &known));
            return Err(context.fault("rules", what));
        };
        let place = format!("rules.{name}");
        let toml::Value::Table(table) = value else {
            let what = format!("a rule is a table: write [rules.{name}] and its parameters below");
            return Err(context.fault(&place, what));
        };
        for (parameter, value) in table {
            set(context, &mut rules, kind, &parameter, &value)?;
        }
    }
    rules
        .check(volumes)
        .map_err(|error| context.fault("rules", error.to_string()))?;
    Ok(rules)
}

fn set(
    context: &Context<'_>,
    rules: &mut Rules,
    kind: AlertKind,
    name: &str,
    value: &toml::Value,
) -> Result<(), ConfigError> {
    let place = format!("rules.{}", kind.name());
    let known: Vec<&str> = Rules::parameters(kind).map(|p| p.name).collect();
    if !known.contains(&name) {
        let what = format!("unknown key `{name}`: {}", nearest(name, &known));
        return Err(context.fault(&place, what));
    }
    let setting = setting(value).ok_or_else(|| {
        let what = format!("{name}: a number, true or false, or a list of names is wanted");
        context.fault(&place, what)
    })?;
    rules
        .set(kind, name, &setting)
        .map_err(|error| context.fault(&place, format!("{name} = {value}: {error}")))
}

fn setting(value: &toml::Value) -> Option<Setting> {
    match value {
        toml::Value::Boolean(on) => Some(Setting::Switch(*on)),
        toml::Value::Integer(whole) => Some(Setting::Number(*whole as f64)),
        toml::Value::Float(number) => Some(Setting::Number(*number)),
        toml::Value::Array(names) => {
            let names = names.iter().map(|name| name.as_str().map(str::to_owned));
            names.collect::<Option<_>>().map(Setting::Names)
        }
        toml::Value::String(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

fn border_switch(
    context: &Context<'_>,
    rules: &mut Rules,
    value: &toml::Value,
) -> Result<(), ConfigError> {
    let toml::Value::Boolean(with) = value else {
        let what = format!("{BORDER_SWITCH} = {value}: must be true or false");
        return Err(context.fault("rules", what));
    };
    if !with {
        let value = Setting::Names(vec!["with_transponder".to_owned()]);
        rules
            .set(AlertKind::BorderCrossing, "classes_off", &value)
            .map_err(|error| context.fault("rules", error.to_string()))?;
    }
    Ok(())
}

fn nearest(wrong: &str, known: &[&str]) -> String {
    let closeness = |word: &&&str| strsim::jaro_winkler(wrong, word);
    let near = known
        .iter()
        .max_by(|a, b| closeness(a).total_cmp(&closeness(b)));
    match near {
        Some(near) if strsim::jaro_winkler(wrong, near) > 0.7 => format!("did you mean `{near}`?"),
        _ => format!("known here are {}", known.join(", ")),
    }
}
