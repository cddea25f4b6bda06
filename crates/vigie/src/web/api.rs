//! The plain HTTP interface: picture, health, acknowledgement, description.

use super::refusal::Refusal;
use super::{App, BODY_MAX, BODY_TIME, STALE_AFTER, aircraft, json, picture};
use crate::clock::utc_now;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::{Instant, timeout};
use vigie_core::alert::{AlertId, AlertState};
use vigie_core::command::{Command, Order};
use vigie_core::picture::Mode;

/// Longest name of an operator, in characters.
const OPERATOR_MAX: usize = 64;
/// The description of this interface.
const OPENAPI: &str = include_str!("../../../../docs/openapi.json");

pub(super) fn json_response(status: StatusCode, body: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body.into()).into_response()
}

/// `GET /api/v1/picture`
pub(super) async fn get_picture(State(app): State<Arc<App>>) -> Response {
    let edition = app.edition();
    let text = edition
        .picture_json
        .get_or_init(|| Bytes::from(picture::picture(&app.hub.scene, &edition.picture)));
    json_response(StatusCode::OK, text.clone())
}

/// `GET /data/aircraft.json`
pub(super) async fn get_aircraft(State(app): State<Arc<App>>) -> Response {
    let edition = app.edition();
    let text = edition
        .aircraft_json
        .get_or_init(|| Bytes::from(aircraft::aircraft(&edition.picture, app.hub.scene.exercise)));
    json_response(StatusCode::OK, text.clone())
}

/// `GET /data/receiver.json`
pub(super) async fn get_receiver(State(app): State<Arc<App>>) -> Response {
    json_response(StatusCode::OK, aircraft::receiver(&app.hub.scene))
}

/// `GET /api/v1/openapi.json`
pub(super) async fn get_openapi() -> Response {
    json_response(StatusCode::OK, OPENAPI)
}

/// `GET /api/v1/health`: 200 while the picture moves, 503 when it does not.
pub(super) async fn get_health(State(app): State<Arc<App>>) -> Response {
    #[derive(Serialize)]
    struct Health {
        status: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        at: String,
        mode: &'static str,
        simulated: bool,
        picture_age_s: f64,
        tracks: usize,
        alerts: usize,
        clients: usize,
        version: &'static str,
        advisory: &'static str,
    }
    let edition = app.edition();
    let age = Instant::now().saturating_duration_since(edition.moved);
    let reason = (age > STALE_AFTER)
        .then(|| format!("the picture has not moved for {:.1} s", age.as_secs_f64()));
    let status = if reason.is_some() {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    let body = json::text(&Health {
        status: if reason.is_some() { "stale" } else { "ok" },
        reason,
        at: json::time(edition.picture.at),
        mode: edition.picture.mode.name(),
        simulated: app.hub.scene.exercise,
        picture_age_s: json::rounded(age.as_secs_f64(), 1e3),
        tracks: edition.picture.tracks.len(),
        alerts: edition
            .picture
            .alerts
            .iter()
            .filter(|alert| alert.state != AlertState::Over)
            .count(),
        clients: app.clients(),
        version: env!("CARGO_PKG_VERSION"),
        advisory: picture::ADVISORY,
    });
    json_response(status, body)
}

/// `POST /api/v1/alerts/{id}/acknowledge`
pub(super) async fn acknowledge(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    #[derive(Serialize)]
    struct Accepted {
        accepted: bool,
        mode: &'static str,
    }
    require_json(request.headers())?;
    let by = operator(&body(request.into_body()).await?)?;
    let picture = Arc::clone(&app.hub.picture.borrow());
    if picture.mode == Mode::Replay {
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "a replay takes no commands; it repeats those of the recording",
        ));
    }
    let alert = id
        .parse()
        .ok()
        .and_then(|id| picture.alerts.iter().find(|alert| alert.id == AlertId(id)));
    let Some(alert) = alert else {
        return Err(Refusal::new(
            StatusCode::NOT_FOUND,
            "there is no such alert in the picture",
        ));
    };
    if alert.state == AlertState::Over {
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "this alert is over; there is nothing to acknowledge",
        ));
    }
    // live, the machine's time; a replay or an exercise has a time of its own, which the picture shows
    let at = match picture.mode {
        Mode::Live => utc_now(),
        Mode::Replay | Mode::Exercise => picture.at,
    };
    let command = Command {
        at,
        by,
        order: Order::Acknowledge(alert.id),
    };
    match app.hub.commands.try_send(command) {
        Ok(()) => {
            let accepted = Accepted {
                accepted: true,
                mode: picture.mode.name(),
            };
            Ok(json_response(StatusCode::OK, json::text(&accepted)))
        }
        Err(TrySendError::Full(_)) => {
            let why = "too many commands are waiting; try again in a second";
            Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, why))
        }
        Err(TrySendError::Closed(_)) => Err(Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "the system has stopped and takes no commands",
        )),
    }
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
async fn body(body: Body) -> Result<Bytes, Refusal> {
    match timeout(BODY_TIME, axum::body::to_bytes(body, BODY_MAX)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => {
            let why = format!("the body is longer than {BODY_MAX} bytes, or broke off");
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
    let bad = |why: String| Refusal::new(StatusCode::BAD_REQUEST, why);
    let Acknowledge { operator } = serde_json::from_slice(body)
        .map_err(|e| bad(format!("the body must be {{\"operator\": \"name\"}}: {e}")))?;
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
