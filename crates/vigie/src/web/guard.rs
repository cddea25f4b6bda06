//! Who may ask: what keeps other web sites out of a server on this machine, and the headers that bind our own page.
//!
//! A page of another site can make a browser send requests here. Reads are closed to it by the browser itself (no CORS
//! header is ever sent); WebSockets and POST are not, so they are accepted only when their `Origin` is our own, or
//! absent (not a browser). A name that someone points at 127.0.0.1 (DNS rebinding) would be its own origin, so a server
//! that listens on loopback answers only to `localhost` and to IP addresses. This authenticates nobody.

use super::App;
use super::refusal::Refusal;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::sync::Arc;

/// Scripts and workers only from here; styles may be inline because Svelte and MapLibre write them so.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; \
    connect-src 'self' ws: data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Set on every answer.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// The middleware around everything.
pub(super) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = match check(request.method(), request.headers(), app.loopback) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn check(method: &Method, headers: &HeaderMap, loopback: bool) -> Result<(), Refusal> {
    let host = single(headers, &header::HOST)?
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "the Host header is missing"))?;
    if loopback && !is_local(host) {
        let why = "this server listens on this machine only, and answers to localhost or an IP address, not to a name";
        return Err(Refusal::new(StatusCode::FORBIDDEN, why));
    }
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if reads && !headers.contains_key(header::UPGRADE) {
        return Ok(());
    }
    match single(headers, &header::ORIGIN)? {
        Some(origin) if !is_same(origin, host) => Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "requests from another origin are refused",
        )),
        _ => Ok(()),
    }
}

/// A header's text, if it is there; an error if it is there twice or is no text.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    let bad = || {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            format!("the {name} header cannot be read"),
        )
    };
    if values.next().is_some() {
        return Err(bad());
    }
    first
        .map(|value| value.to_str().map_err(|_| bad()))
        .transpose()
}

/// The host and the port of `host:port`, `[v6]:port`, or either without a port.
fn split(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = match authority.strip_prefix('[') {
        Some(v6) => v6.split_once(']')?,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = match rest.strip_prefix(':') {
        Some(port) => Some(port.parse().ok()?),
        None if rest.is_empty() => None,
        None => return None,
    };
    Some((host, port))
}

/// Whether a Host header names no name but `localhost`.
fn is_local(host: &str) -> bool {
    split(host).is_some_and(|(host, _)| {
        host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok()
    })
}

/// Whether an origin (`scheme://host:port`) is the server that the Host header names.
fn is_same(origin: &str, host: &str) -> bool {
    let (authority, default) = if let Some(rest) = origin.strip_prefix("http://") {
        (rest, 80)
    } else if let Some(rest) = origin.strip_prefix("https://") {
        (rest, 443)
    } else {
        return false; // `null`, extensions, files
    };
    match (split(authority), split(host)) {
        (Some((a, a_port)), Some((b, b_port))) => {
            a.eq_ignore_ascii_case(b) && a_port.unwrap_or(default) == b_port.unwrap_or(default)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_local, is_same};

    #[test]
    fn hosts() {
        for (host, local) in [
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("127.0.0.1:8080", true),
            ("10.1.2.3", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("evil.example:8080", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("[::1]evil", false),
            ("localhost:99999", false),
            ("localhost:80:80", false),
            ("", false),
        ] {
            assert_eq!(is_local(host), local, "{host}");
        }
    }

    #[test]
    fn origins() {
        for (origin, host, same) in [
            ("http://127.0.0.1:8080", "127.0.0.1:8080", true),
            ("http://LocalHost:8080", "localhost:8080", true),
            ("http://localhost", "localhost:80", true),
            ("https://vigie.example", "vigie.example", true),
            ("http://[::1]:8080", "[::1]:8080", true),
            ("http://127.0.0.1:8081", "127.0.0.1:8080", false),
            ("http://127.0.0.1", "127.0.0.1:8080", false),
            ("http://evil.example", "127.0.0.1:8080", false),
            (
                "http://127.0.0.1:8080.evil.example",
                "127.0.0.1:8080",
                false,
            ),
            ("null", "127.0.0.1:8080", false),
            ("", "", false),
            ("file://", "localhost", false),
        ] {
            assert_eq!(is_same(origin, host), same, "{origin} {host}");
        }
    }
}
