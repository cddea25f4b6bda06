//! The plain HTTP interface: picture, alerts, health, description. What people order is in [`super::orders`].

use super::texts::AlertText;
use super::{App, STALE_AFTER, aircraft, json, picture};
use crate::hub::Scene;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;
use tokio::time::Instant;
use vigie_core::alert::AlertState;
use vigie_core::picture::Picture;

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

/// `GET /api/v1/alerts`: every alert, those too that the picture summarises.
pub(super) async fn get_alerts(State(app): State<Arc<App>>) -> Response {
    let picture = Arc::clone(&app.edition().picture);
    json_response(StatusCode::OK, all_alerts(&app.hub.scene, &picture))
}

/// Every alert of a picture, those too that it summarises.
fn all_alerts(scene: &Scene, picture: &Picture) -> String {
    #[derive(Serialize)]
    struct All<'a> {
        at: String,
        alerts: Vec<AlertText<'a>>,
    }
    let alerts = picture.alerts.iter();
    json::text(&All {
        at: json::time(picture.at),
        alerts: alerts.map(|alert| AlertText::of(alert, scene)).collect(),
    })
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
