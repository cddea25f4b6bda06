//! What people decide about plans, permits and identities.

use super::super::App;
use super::super::orders::{bad, checked_up_to, live_picture, named, order};
use super::super::refusal::Refusal;
use super::number;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use vigie_ats::fpl;
use vigie_core::command::{Order, PermitEntry};
use vigie_core::identity::Address;
use vigie_core::plan::{PermitId, PermitScope, PlanId};
use vigie_core::time::UtcNs;
use vigie_core::track::TrackNumber;
use vigie_watch::plans::MESSAGE_BYTES_MAX;

/// Largest body, bytes: a message with every character escaped.
const BODY_MAX: usize = 4_096 + 6 * MESSAGE_BYTES_MAX;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filing {
    operator: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    operator: String,
    point: String,
    passed: String,
    level_ft: Option<f64>,
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Permission {
    operator: String,
    number: String,
    #[serde(default)]
    holder: String,
    callsign: Option<String>,
    registration: Option<String>,
    icao: Option<String>,
    from: String,
    to: String,
    #[serde(default)]
    remark: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Identity {
    operator: String,
    identity: String,
    plan: Option<u32>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    operator: String,
    reason: String,
}

/// `POST /api/v1/messages`
pub(in crate::web) async fn file_message(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Refusal> {
    let Filing { operator, text } = read(request, "operator, text").await?;
    let parsed = fpl::parse(text.as_bytes());
    let faults = if parsed.faults.lost_something() || parsed.message.is_none() {
        let faults = parsed.faults.list().iter();
        faults.map(ToString::to_string).collect()
    } else {
        Vec::new()
    };
    decide(&app, &operator, Order::File { text }, faults).await
}

/// `POST /api/v1/plans/{id}/position`
pub(in crate::web) async fn report_position(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let plan = PlanId(number(&id, "plan")?);
    let position: Position = read(request, "operator, point, passed").await?;
    let order = Order::ReportPosition {
        plan,
        point: position.point,
        passed: moment(&position.passed, "passed")?,
        level_ft: position.level_ft,
        next: position
            .next
            .map(|next| moment(&next, "next"))
            .transpose()?,
    };
    decide(&app, &position.operator, order, Vec::new()).await
}

/// `POST /api/v1/permits`
pub(in crate::web) async fn grant_permit(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Refusal> {
    let said: Permission = read(request, "operator, number, from, to").await?;
    let address = said.icao.map(|text| {
        let hexadecimal = text.len() == 6 && text.bytes().all(|c| c.is_ascii_hexdigit());
        let value = u32::from_str_radix(&text, 16).ok().filter(|_| hexadecimal);
        value
            .and_then(Address::icao)
            .ok_or_else(|| bad("icao must be six hexadecimal digits".to_owned()))
    });
    let entry = PermitEntry {
        number: said.number,
        holder: said.holder,
        scope: PermitScope {
            callsign: said.callsign,
            registration: said.registration,
            address: address.transpose()?,
        },
        from: moment(&said.from, "from")?,
        to: moment(&said.to, "to")?,
        remark: said.remark,
    };
    let order = Order::Permit(Box::new(entry));
    decide(&app, &said.operator, order, Vec::new()).await
}

/// `POST /api/v1/permits/{id}/revoke`
pub(in crate::web) async fn revoke_permit(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let permit = PermitId(number(&id, "permit")?);
    let Reason { operator, reason } = read(request, "operator, reason").await?;
    let order = Order::RevokePermit { permit, reason };
    decide(&app, &operator, order, Vec::new()).await
}

/// `POST /api/v1/tracks/{number}/identify`
pub(in crate::web) async fn identify(
    State(app): State<Arc<App>>,
    Path(track): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let track = TrackNumber(number(&track, "track")?);
    let said: Identity = read(request, "operator, identity, reason").await?;
    let order = Order::Identify {
        track,
        identity: said.identity,
        plan: said.plan.map(PlanId),
        reason: said.reason,
    };
    decide(&app, &said.operator, order, Vec::new()).await
}

/// `POST /api/v1/tracks/{number}/reject`
pub(in crate::web) async fn reject(
    State(app): State<Arc<App>>,
    Path(track): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let track = TrackNumber(number(&track, "track")?);
    let Reason { operator, reason } = read(request, "operator, reason").await?;
    let order = Order::RejectIdentity { track, reason };
    decide(&app, &operator, order, Vec::new()).await
}

/// `POST /api/v1/tracks/{number}/withdraw`
pub(in crate::web) async fn withdraw(
    State(app): State<Arc<App>>,
    Path(track): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let track = TrackNumber(number(&track, "track")?);
    let Reason { operator, reason } = read(request, "operator, reason").await?;
    let order = Order::WithdrawDecision { track, reason };
    decide(&app, &operator, order, Vec::new()).await
}

async fn decide(
    app: &App,
    operator: &str,
    decided: Order,
    faults: Vec<String>,
) -> Result<Response, Refusal> {
    let by = named(operator)?;
    let picture = live_picture(app)?;
    order(app, &picture, by, decided, faults).await
}

/// The body of a request, as JSON with these fields.
async fn read<T: DeserializeOwned>(request: Request, fields: &str) -> Result<T, Refusal> {
    let bytes = checked_up_to(request, BODY_MAX).await?;
    serde_json::from_slice(&bytes)
        .map_err(|error| bad(format!("the body must be JSON with {fields}: {error}")))
}

/// A time in RFC 3339.
fn moment(said: &str, field: &str) -> Result<UtcNs, Refusal> {
    let at: Option<Timestamp> = said.parse().ok();
    let nanos = at.and_then(|at| i64::try_from(at.as_nanosecond()).ok());
    nanos
        .map(UtcNs)
        .ok_or_else(|| bad(format!("{field} must be a time like 2026-11-20T10:42:00Z")))
}
