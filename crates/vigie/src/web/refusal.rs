//! Errors as clients see them: a status and `{"error": "..."}`.

use super::{json, meters};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request was not served, in words for whoever sent it.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    why: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, why: impl Into<String>) -> Refusal {
        Refusal {
            status,
            why: why.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body<'a> {
            error: &'a str,
        }
        meters::REFUSED.add(1);
        tracing::debug!(
            status = self.status.as_u16(),
            why = self.why,
            "request refused"
        );
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        (self.status, headers, json::text(&Body { error: &self.why })).into_response()
    }
}

/// 404 for a path that is neither a route nor a file of the page.
pub(super) fn not_found(path: &str) -> Refusal {
    let shown: String = path.chars().take(100).collect();
    Refusal::new(
        StatusCode::NOT_FOUND,
        format!("there is nothing at {shown}"),
    )
}

/// 405 for a route that exists.
pub(super) async fn method_not_allowed() -> Refusal {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this method is not allowed here; see /api/v1/openapi.json",
    )
}
