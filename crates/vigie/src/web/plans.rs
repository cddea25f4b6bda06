//! Flight plans, permits and identifications over HTTP: what stands, and what people decide about it.
//!
//! What is asked is answered by the running system between two steps. A decision is recorded and carried out in the next
//! step, and answered with what became of it: of two operators that act at once, the second is told.

mod decide;
mod texts;

pub(super) use decide::{
    file_message, grant_permit, identify, reject, report_position, revoke_permit, withdraw,
};

use super::App;
use super::api::json_response;
use super::json::text;
use super::refusal::Refusal;
use super::why::answered;
use crate::hub::{Inquiry, Question};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use texts::{PermitText, PlanText, RepairText};
use vigie_core::plan::PlanId;
use vigie_engine::Engine;

/// Asks the engine, and waits for the answer: not for ever.
async fn ask<T: Send + 'static>(
    app: &App,
    what: impl FnOnce(&Engine) -> T + Send + 'static,
) -> Result<T, Refusal> {
    let (inquiry, answer) = Inquiry::new(what);
    answered(app, Question::Other(inquiry), answer).await
}

/// `GET /api/v1/plans`
pub(super) async fn get_plans(State(app): State<Arc<App>>) -> Result<Response, Refusal> {
    #[derive(Serialize)]
    struct List<'a> {
        plans: Vec<PlanText<'a>>,
    }
    let plans = ask(&app, |engine| {
        let plans = engine.watch().plans().all().cloned();
        plans.collect::<Vec<_>>()
    })
    .await?;
    let plans = plans.iter().map(|plan| PlanText::of(plan, None)).collect();
    Ok(json_response(StatusCode::OK, text(&List { plans })))
}

/// `GET /api/v1/plans/{id}`
pub(super) async fn get_plan(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let id = number(&id, "plan")?;
    let found = ask(&app, move |engine| {
        let plans = engine.watch().plans();
        let plan = plans.get(PlanId(id))?.clone();
        Some((plan, plans.message(PlanId(id))))
    })
    .await?;
    let Some((plan, message)) = found else {
        let why = format!("there is no plan {id}");
        return Err(Refusal::new(StatusCode::NOT_FOUND, why));
    };
    let body = text(&PlanText::of(&plan, message.as_deref()));
    Ok(json_response(StatusCode::OK, body))
}

/// `GET /api/v1/permits`
pub(super) async fn get_permits(State(app): State<Arc<App>>) -> Result<Response, Refusal> {
    #[derive(Serialize)]
    struct List<'a> {
        permits: Vec<PermitText<'a>>,
    }
    let (now, permits) = ask(&app, |engine| {
        let permits = engine.watch().plans().permits().all().cloned();
        (engine.now(), permits.collect::<Vec<_>>())
    })
    .await?;
    let permits = permits.iter().map(|p| PermitText::of(p, now)).collect();
    Ok(json_response(StatusCode::OK, text(&List { permits })))
}

/// `GET /api/v1/messages`: those that wait for repair.
pub(super) async fn get_messages(State(app): State<Arc<App>>) -> Result<Response, Refusal> {
    #[derive(Serialize)]
    struct List<'a> {
        repair: Vec<RepairText<'a>>,
    }
    let repairs = ask(&app, |engine| {
        let repairs = engine.watch().plans().repairs().cloned();
        repairs.collect::<Vec<_>>()
    })
    .await?;
    let repair = repairs.iter().map(RepairText::of).collect();
    Ok(json_response(StatusCode::OK, text(&List { repair })))
}

/// A number in a path.
fn number(said: &str, what: &str) -> Result<u32, Refusal> {
    said.parse().map_err(|_| {
        let shown: String = said.chars().filter(|c| !c.is_control()).take(40).collect();
        let why = format!("\"{shown}\" is no number of a {what}");
        Refusal::new(StatusCode::BAD_REQUEST, why)
    })
}
