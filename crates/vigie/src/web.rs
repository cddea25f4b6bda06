//! The web server of the live system: the page, the track stream, and the plain HTTP interface.
//!
//! Written down in `docs/stream.md` (the stream) and `docs/openapi.json` (the rest). It reads pictures from the
//! [`Hub`] and puts commands into it; it decides nothing about what flies. It authenticates nobody and encrypts
//! nothing: it is meant for this machine or a closed network, and says so in the documentation.

mod air;
mod aircraft;
mod api;
mod assets;
mod client;
pub mod edition;
mod guard;
mod json;
mod listen;
pub mod meters;
mod metrics;
mod names;
mod orders;
mod picture;
mod plans;
mod refusal;
mod rules;
#[cfg(test)]
mod sample;
pub mod stream;
mod texts;
mod trail;
mod who;
mod why;

use crate::hub::Hub;
use axum::Router;
use axum::routing::{get, post};
use edition::{Edition, Publisher, SharedTrails};
use std::sync::Arc;
use std::time::Duration;
pub(crate) use texts::note;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// Connections at one time; more wait until one ends.
pub const CONNECTIONS_MAX: usize = 512;
/// A connection on which nothing moves for this long is closed.
const IDLE_MAX: Duration = Duration::from_mins(1);
/// Clients of the track stream at one time; more are refused with 503.
pub const CLIENTS_MAX: usize = 200;
/// Largest message a client may send, bytes.
pub const MESSAGE_MAX: usize = 4096;
/// Largest body of a request, bytes.
pub const BODY_MAX: usize = 4096;
/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_secs(10);
/// How long a question may wait for the crank: a few turns.
const ANSWER_TIME: Duration = Duration::from_secs(2);
/// A client that takes no byte of a message for this long is closed.
const SEND_TIME: Duration = Duration::from_secs(10);
/// A picture that has not moved for this long is stale.
const STALE_AFTER: Duration = Duration::from_secs(3);
/// Editions are at least this far apart, however fast pictures come: nobody sees more.
const EDITION_SPACING: Duration = Duration::from_millis(100);
/// How long clients may take to leave when the server stops.
const GOODBYE: Duration = Duration::from_secs(2);
/// What the server calls itself.
const SERVER: &str = concat!("vigie ", env!("CARGO_PKG_VERSION"));

/// What every handler has at hand.
#[derive(Debug)]
struct App {
    hub: Hub,
    editions: watch::Receiver<Arc<Edition>>,
    trails: SharedTrails,
    seats: Arc<Semaphore>,
    closing: watch::Receiver<bool>,
    loopback: bool,
}

impl App {
    fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.editions.borrow())
    }

    fn clients(&self) -> usize {
        CLIENTS_MAX.saturating_sub(self.seats.available_permits())
    }
}

/// Serves until `shutdown` is done, then takes leave of the clients. Returns an error only when the listener's own
/// address cannot be read; a connection's errors end that connection.
pub async fn serve(
    listener: TcpListener,
    hub: Hub,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let loopback = listener.local_addr()?.ip().is_loopback();
    let trails = SharedTrails::default();
    let mut publisher = Publisher::new(Arc::clone(&hub.scene), &trails);
    let mut pictures = hub.picture.clone();
    let first = Arc::clone(&pictures.borrow_and_update());
    let (editions_in, editions) = watch::channel(publisher.publish(first, Instant::now()));
    let (close, closing) = watch::channel(false);
    let publishing = tokio::spawn(publish(pictures, publisher, editions_in));
    let seats = Arc::new(Semaphore::new(CLIENTS_MAX));
    let app = App {
        hub,
        editions,
        trails,
        seats: Arc::clone(&seats),
        closing: closing.clone(),
        loopback,
    };

    let listener = listen::Bounded::new(listener, CONNECTIONS_MAX, IDLE_MAX);
    let mut stopping = closing;
    let server = axum::serve(listener, router(Arc::new(app)))
        .with_graceful_shutdown(async move { client::closes(&mut stopping).await });
    let mut server = tokio::spawn(server.into_future());
    let result = tokio::select! {
        () = shutdown => {
            close.send_replace(true);
            let clients = u32::try_from(CLIENTS_MAX).unwrap_or(u32::MAX);
            // whoever has not left by then loses the connection
            let left = timeout(GOODBYE, async { (seats.acquire_many(clients).await.is_ok(), (&mut server).await) }).await;
            left.map_or(Ok(()), |(_, ended)| ended.unwrap_or_else(|error| Err(std::io::Error::other(error))))
        }
        ended = &mut server => ended.unwrap_or_else(|error| Err(std::io::Error::other(error))),
    };
    server.abort();
    publishing.abort();
    result
}

/// Makes an edition of each picture, or of the latest when they come too fast.
async fn publish(
    mut pictures: watch::Receiver<Arc<vigie_core::picture::Picture>>,
    mut publisher: Publisher,
    editions: watch::Sender<Arc<Edition>>,
) {
    while pictures.changed().await.is_ok() {
        let picture = Arc::clone(&pictures.borrow_and_update());
        let began = Instant::now();
        let edition = publisher.publish(picture, began);
        meters::EDITIONS.add(1);
        meters::EDITION_NANOS.add(u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX));
        editions.send_replace(edition);
        sleep_until(began + EDITION_SPACING).await;
    }
}

fn router(app: Arc<App>) -> Router {
    let worth = DefaultPredicate::new().and(NotForContentType::const_new("font/"));
    let mut router = Router::new();
    for (path, methods) in routes() {
        router = router.route(path, methods);
    }
    router
        .fallback(assets::asset)
        .method_not_allowed_fallback(refusal::method_not_allowed)
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(worth),
        )
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app),
            guard::guard,
        ))
        .with_state(app)
}

/// Every route but the page's own files. A test holds this against `docs/openapi.json`.
fn routes() -> [(&'static str, axum::routing::MethodRouter<Arc<App>>); 22] {
    [
        ("/api/v1/stream", get(client::stream)),
        ("/api/v1/picture", get(api::get_picture)),
        ("/api/v1/tracks/{number}", get(why::get_track)),
        ("/api/v1/health", get(api::get_health)),
        ("/api/v1/openapi.json", get(api::get_openapi)),
        ("/api/v1/alerts", get(api::get_alerts)),
        ("/api/v1/alerts/{id}/acknowledge", post(orders::acknowledge)),
        ("/api/v1/alerts/{id}/nuisance", post(orders::nuisance)),
        ("/api/v1/rules", get(rules::get_rules)),
        ("/api/v1/rules/{rule}", post(orders::set_rule)),
        ("/api/v1/tracks/{number}/identify", post(plans::identify)),
        ("/api/v1/tracks/{number}/reject", post(plans::reject)),
        ("/api/v1/tracks/{number}/withdraw", post(plans::withdraw)),
        ("/api/v1/plans", get(plans::get_plans)),
        ("/api/v1/plans/{id}", get(plans::get_plan)),
        ("/api/v1/plans/{id}/position", post(plans::report_position)),
        (
            "/api/v1/messages",
            get(plans::get_messages).post(plans::file_message),
        ),
        (
            "/api/v1/permits",
            get(plans::get_permits).post(plans::grant_permit),
        ),
        ("/api/v1/permits/{id}/revoke", post(plans::revoke_permit)),
        ("/metrics", get(metrics::metrics)),
        ("/data/aircraft.json", get(api::get_aircraft)),
        ("/data/receiver.json", get(api::get_receiver)),
    ]
}

#[cfg(test)]
mod tests;
