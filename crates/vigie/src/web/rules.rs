//! `GET /api/v1/rules`: every rule with its parameters, their values and where the defaults come from.

use super::App;
use super::api::json_response;
use super::json;
use crate::hub::{RulesNow, Scene};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use vigie_core::airspace::AreaId;
use vigie_core::alert::AlertKind;
use vigie_core::command::Setting;
use vigie_watch::{Form, Parameter, Rules};

/// The handler.
pub(super) async fn get_rules(State(app): State<Arc<App>>) -> Response {
    let now = Arc::clone(&app.hub.rules.borrow());
    json_response(StatusCode::OK, list(&app.hub.scene, &now))
}

#[derive(Serialize)]
struct Rule<'a> {
    rule: &'static str,
    begun: u64,
    nuisances: u64,
    by_area: Vec<ByArea<'a>>,
    parameters: Vec<Parameters>,
}

#[derive(Serialize)]
struct ByArea<'a> {
    area: &'a str,
    area_id: u16,
    begun: u64,
    nuisances: u64,
}

#[derive(Serialize)]
struct Parameters {
    name: &'static str,
    value: Value,
    default: Value,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
    wanted: String,
    what: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Switch(bool),
    Number(f64),
    Names(Vec<String>),
}

impl Value {
    fn of(setting: Setting) -> Value {
        match setting {
            Setting::Switch(on) => Self::Switch(on),
            Setting::Number(number) => Self::Number(number),
            Setting::Names(names) => Self::Names(names),
        }
    }
}

fn list(scene: &Scene, now: &RulesNow) -> String {
    #[derive(Serialize)]
    struct List<'a> {
        rules: Vec<Rule<'a>>,
    }
    let defaults = Rules::default();
    let rules = AlertKind::ALL.into_iter();
    json::text(&List {
        rules: rules
            .map(|kind| rule(scene, now, &defaults, kind))
            .collect(),
    })
}

fn rule<'a>(scene: &'a Scene, now: &RulesNow, defaults: &Rules, kind: AlertKind) -> Rule<'a> {
    let tallies = now.tallies.iter().filter(|((of, _), _)| *of == kind);
    let (mut begun, mut nuisances, mut by_area) = (0_u64, 0_u64, Vec::new());
    for ((_, area), tally) in tallies {
        begun = begun.saturating_add(tally.begun);
        nuisances = nuisances.saturating_add(tally.nuisances);
        by_area.extend(area.map(|AreaId(id)| {
            let volume = scene.volumes.iter().find(|volume| volume.id.0 == id);
            ByArea {
                area: volume.map_or("", |volume| volume.name.as_str()),
                area_id: id,
                begun: tally.begun,
                nuisances: tally.nuisances,
            }
        }));
    }
    let of = |parameter: &'static Parameter| {
        let ranged = matches!(parameter.form, Form::Number | Form::Count);
        Parameters {
            name: parameter.name,
            value: Value::of(parameter.value(&now.rules, kind)),
            default: Value::of(parameter.value(defaults, kind)),
            unit: parameter.unit,
            min: ranged.then_some(parameter.min),
            max: ranged.then_some(parameter.max),
            wanted: parameter.wanted(),
            what: parameter.what.trim(),
            source: parameter.source,
        }
    };
    Rule {
        rule: kind.name(),
        begun,
        nuisances,
        by_area,
        parameters: Rules::parameters(kind).map(of).collect(),
    }
}
