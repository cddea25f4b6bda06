//! What people order over HTTP: acknowledge, mark as nuisance, change a rule. Each is answered with what became of it.

use super::api::json_response;
use super::refusal::Refusal;
use super::{App, BODY_MAX, BODY_TIME, json};
use crate::clock::utc_now;
use crate::hub::Asked;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::oneshot;
use tokio::time::timeout;
use vigie_core::alert::{AlertId, AlertKind, AlertState};
use vigie_core::command::{Command, Order, Setting};
use vigie_core::picture::{Mode, Picture};
use vigie_watch::plans::PlanRefusal;
use vigie_watch::{IdentifyRefusal, Refusal as Refused};

/// Longest name of an operator, in characters.
const OPERATOR_MAX: usize = 64;
/// A step follows every tenth of a second; who has no answer by then is told that the order stands.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// `POST /api/v1/alerts/{id}/acknowledge`
pub(super) async fn acknowledge(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let by = operator(&checked(request).await?)?;
    let picture = live_picture(&app)?;
    let (id, state) = alert(&picture, &id)?;
    if state == AlertState::Over {
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "this alert is over; there is nothing to acknowledge",
        ));
    }
    order(&app, &picture, by, Order::Acknowledge(id), Vec::new()).await
}

/// `POST /api/v1/alerts/{id}/nuisance`
pub(super) async fn nuisance(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let by = operator(&checked(request).await?)?;
    let picture = live_picture(&app)?;
    let (id, _) = alert(&picture, &id)?;
    order(&app, &picture, by, Order::Nuisance(id), Vec::new()).await
}

/// `POST /api/v1/rules/{rule}`: `{"operator": "name", "parameter": "look_ahead_s", "value": 90}`
pub(super) async fn set_rule(
    State(app): State<Arc<App>>,
    Path(rule): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Value {
        Switch(bool),
        Number(f64),
        Names(Vec<String>),
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Set {
        operator: String,
        parameter: String,
        value: Value,
    }
    let body = checked(request).await?;
    let Some(rule) = AlertKind::from_name(&rule) else {
        let why = "there is no such rule; GET /api/v1/rules lists them";
        return Err(Refusal::new(StatusCode::NOT_FOUND, why));
    };
    let Set {
        operator,
        parameter,
        value,
    } = serde_json::from_slice(&body).map_err(|error| {
        bad(format!(
            "the body must be {{\"operator\": \"name\", \"parameter\": \"its name\", \"value\": a number, true, false or a list of names}}: {error}"
        ))
    })?;
    let value = match value {
        Value::Switch(on) => Setting::Switch(on),
        Value::Number(number) => Setting::Number(number),
        Value::Names(names) => Setting::Names(names),
    };
    let picture = live_picture(&app)?;
    let order_ = Order::SetRule {
        rule,
        parameter,
        value,
    };
    order(&app, &picture, named(&operator)?, order_, Vec::new()).await
}

/// The picture, where people may act.
pub(super) fn live_picture(app: &App) -> Result<Arc<Picture>, Refusal> {
    let picture = Arc::clone(&app.hub.picture.borrow());
    if picture.mode == Mode::Replay {
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "a replay takes no commands; it repeats those of the recording",
        ));
    }
    Ok(picture)
}

fn alert(picture: &Picture, id: &str) -> Result<(AlertId, AlertState), Refusal> {
    let alert = id
        .parse()
        .ok()
        .and_then(|id| picture.alerts.iter().find(|alert| alert.id == AlertId(id)));
    let alert = alert.map(|alert| (alert.id, alert.state));
    let why = "there is no such alert in the picture";
    alert.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, why))
}

/// Hands an order to the next step and waits for what becomes of it. `faults`: what of it could not be read.
pub(super) async fn order(
    app: &App,
    picture: &Picture,
    by: String,
    order: Order,
    faults: Vec<String>,
) -> Result<Response, Refusal> {
    #[derive(Serialize)]
    struct Accepted {
        accepted: bool,
        done: bool,
        mode: &'static str,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        faults: Vec<String>,
    }
    // live, the machine's time; a replay or an exercise has a time of its own, which the picture shows
    let at = match picture.mode {
        Mode::Live => utc_now(),
        Mode::Replay | Mode::Exercise => picture.at,
    };
    let (answer, answered) = oneshot::channel();
    let command = Command { at, by, order };
    match app.hub.commands.try_send(Asked { command, answer }) {
        Ok(()) => {}
        Err(TrySendError::Full(_)) => {
            let why = "too many commands are waiting; try again in a second";
            return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, why));
        }
        Err(TrySendError::Closed(_)) => {
            let why = "the system has stopped and takes no commands";
            return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, why));
        }
    }
    let done = match timeout(ANSWER_WITHIN, answered).await {
        Ok(Ok(Ok(()))) => true,
        Ok(Ok(Err(refused))) => return Err(said(&refused)),
        Ok(Err(_)) | Err(_) => false,
    };
    let accepted = Accepted {
        accepted: true,
        done,
        mode: picture.mode.name(),
        faults,
    };
    Ok(json_response(StatusCode::OK, json::text(&accepted)))
}

/// What the watch refused, as a client sees it.
fn said(refused: &Refused) -> Refusal {
    let status = match refused {
        Refused::UnknownAlert
        | Refused::Plan(PlanRefusal::UnknownPlan | PlanRefusal::UnknownPermit)
        | Refused::Identify(IdentifyRefusal::UnknownTrack | IdentifyRefusal::UnknownPlan) => {
            StatusCode::NOT_FOUND
        }
        Refused::AlertOver
        | Refused::Plan(PlanRefusal::PlanOver)
        | Refused::Identify(IdentifyRefusal::NoDecision)
        | Refused::AlreadyAcknowledged(_)
        | Refused::AlreadyNuisance(_) => StatusCode::CONFLICT,
        Refused::NoName
        | Refused::LongName
        | Refused::UnprintableName
        | Refused::Plan(_)
        | Refused::Identify(_)
        | Refused::Rule(_) => StatusCode::BAD_REQUEST,
    };
    Refusal::new(status, refused.to_string())
}

pub(super) fn bad(why: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, why)
}

/// The body of a request that only a page of ours, or a program, can have sent.
async fn checked(request: Request) -> Result<Bytes, Refusal> {
    require_json(request.headers())?;
    body(request.into_body(), BODY_MAX).await
}

/// The same, for longer bodies.
pub(super) async fn checked_up_to(request: Request, max: usize) -> Result<Bytes, Refusal> {
    require_json(request.headers())?;
    body(request.into_body(), max).await
}

/// A page of another site may send a form or plain text without asking; it may not send JSON.
fn require_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the Content-Type must be application/json",
        ))
    }
}

/// The whole body, bounded in size and time.
async fn body(body: Body, max: usize) -> Result<Bytes, Refusal> {
    match timeout(BODY_TIME, axum::body::to_bytes(body, max)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => {
            let why = format!("the body is longer than {max} bytes, or broke off");
            Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, why))
        }
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "the body did not come in time",
        )),
    }
}

/// The operator's name of a request: 1 to 64 characters, none of them a control character.
fn operator(body: &[u8]) -> Result<String, Refusal> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Acknowledge {
        operator: String,
    }
    let Acknowledge { operator } = serde_json::from_slice(body)
        .map_err(|e| bad(format!("the body must be {{\"operator\": \"name\"}}: {e}")))?;
    named(&operator)
}

/// A name that is what it looks like.
pub(super) fn named(operator: &str) -> Result<String, Refusal> {
    let operator = operator.trim();
    let length = operator.chars().count();
    if length == 0 || length > OPERATOR_MAX || operator.chars().any(is_disguise) {
        return Err(bad(format!(
            "operator must be 1 to {OPERATOR_MAX} characters, without control characters"
        )));
    }
    Ok(operator.to_owned())
}

/// Control characters, and those that are not seen or turn the direction of writing: a name in a record must be what
/// it looks like.
fn is_disguise(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::operator;

    #[test]
    fn operators() {
        let long = format!(r#"{{"operator":"{}"}}"#, "é".repeat(65));
        let longest = format!(r#"{{"operator":"{}"}}"#, "é".repeat(64));
        for (body, expected) in [
            (r#"{"operator":"A. Moussa"}"#, Some("A. Moussa")),
            (r#"{"operator":"  A. Moussa "}"#, Some("A. Moussa")),
            (r#"{"operator":"ماهمان"}"#, Some("ماهمان")),
            (&longest, Some(&*"é".repeat(64))),
            (&long, None),
            (r#"{"operator":""}"#, None),
            (r#"{"operator":"  "}"#, None),
            (r#"{"operator":"a\nb"}"#, None),
            (r#"{"operator":"a\u0000"}"#, None),
            (r#"{"operator":"a\u202eb"}"#, None),
            (r#"{"operator":1}"#, None),
            (r#"{"operator":"a","more":1}"#, None),
            (r#"{"operator":"a""#, None),
            ("", None),
        ] {
            assert_eq!(
                operator(body.as_bytes()).ok().as_deref(),
                expected,
                "{body}"
            );
        }
    }
}
