//! The page itself: the files of `web/dist`, embedded in the binary.

use super::refusal::{self, Refusal};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::fmt::Write;

/// A build without the folder serves everything but the page, and says so.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Dist;

/// Any path that is no other route.
pub(super) async fn asset(request: Request) -> Result<Response, Refusal> {
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(refusal::not_found(path));
    }
    let name = match path.strip_prefix('/').unwrap_or(path) {
        "" => "index.html",
        name => name,
    };
    match Dist::get(name) {
        Some(file) => Ok(answer(name, &file, request.headers())),
        None if name == "index.html" => Err(Refusal::new(
            StatusCode::NOT_FOUND,
            "this binary was built without the page (web/dist); the interfaces under /api/v1 work",
        )),
        None => Err(refusal::not_found(path)),
    }
}

fn answer(name: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let tag = tag(file);
    let caching = if is_hashed(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let known = known
        .flat_map(|list| list.split(','))
        .any(|one| matches!(one.trim(), "*") || one.trim() == tag);
    let headers = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, caching.to_owned()),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let kind = [(header::CONTENT_TYPE, content_type(name))];
    (headers, kind, file.data.clone().into_owned()).into_response()
}

/// Weak, because the same file may leave compressed or not.
fn tag(file: &EmbeddedFile) -> String {
    let mut tag = String::from("W/\"");
    for byte in &file.metadata.sha256_hash()[..16] {
        write!(tag, "{byte:02x}").expect("writing to a String cannot fail");
    }
    tag.push('"');
    tag
}

fn content_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let text = kind.type_() == "text"
        || matches!(
            kind.essence_str(),
            "application/javascript" | "application/json"
        );
    if text {
        format!("{}; charset=utf-8", kind.essence_str())
    } else {
        kind.to_string()
    }
}

/// Whether Vite put a hash of the content into the name (`assets/index-DiwrgTda.js`): such a file never changes.
fn is_hashed(name: &str) -> bool {
    let Some(stem) = name
        .strip_prefix("assets/")
        .and_then(|file| file.split_once('.'))
        .map(|(stem, _)| stem)
    else {
        return false;
    };
    let hash = stem
        .len()
        .checked_sub(9)
        .and_then(|start| stem.get(start..));
    hash.and_then(|tail| tail.strip_prefix('-'))
        .is_some_and(|hash| {
            hash.bytes()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_'))
        })
}

#[cfg(test)]
mod tests {
    use super::{content_type, is_hashed};

    #[test]
    fn names_and_types() {
        for (name, hashed, kind) in [
            ("index.html", false, "text/html; charset=utf-8"),
            (
                "assets/index-DiwrgTda.js",
                true,
                "text/javascript; charset=utf-8",
            ),
            (
                "assets/in-dex-_iwr-Tda.css",
                true,
                "text/css; charset=utf-8",
            ),
            ("assets/b612-latin.woff2", false, "font/woff2"),
            ("assets/é-12345678.svg", true, "image/svg+xml"),
            ("index-DiwrgTda.js", false, "text/javascript; charset=utf-8"),
            ("assets/x", false, "application/octet-stream"),
            (
                "assets/region-10mabcde.json",
                true,
                "application/json; charset=utf-8",
            ),
        ] {
            assert_eq!(
                (is_hashed(name), content_type(name).as_str()),
                (hashed, kind),
                "{name}"
            );
        }
    }
}
