//! One client of the track stream: `WS /api/v1/stream`.
//!
//! Holds the number of the edition the client was last sent, and nothing that could grow: whenever the socket is free
//! it is brought up to the latest edition, whatever was missed between.

use super::edition::{Delivery, Edition};
use super::meters;
use super::refusal::Refusal;
use super::stream::{Frame, Kind};
use super::texts;
use super::{App, CLIENTS_MAX, MESSAGE_MAX, SEND_TIME};
use crate::clock::utc_now;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// Messages a client may send in one heartbeat; more closes it.
const CHATTER_MAX: u32 = 50;

/// The handler.
pub(super) async fn stream(
    State(app): State<Arc<App>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let upgrade =
        upgrade.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let Ok(seat) = Arc::clone(&app.seats).try_acquire_owned() else {
        let why = format!("all {CLIENTS_MAX} places of the track stream are taken");
        return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, why));
    };
    let upgrade = upgrade
        .max_message_size(MESSAGE_MAX)
        .max_frame_size(MESSAGE_MAX)
        .read_buffer_size(MESSAGE_MAX)
        .write_buffer_size(0);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let client = Client::new(socket);
        if let Err(end) = client.run(&app).await {
            tracing::debug!(?end, "client of the track stream left");
        }
        drop(seat);
    }))
}

/// Why a client's stream ended.
#[derive(Debug)]
enum End {
    /// It closed, or the connection broke.
    Gone,
    /// It did not read, or said too much.
    Stalled,
}

/// What a client was last sent.
#[derive(Debug)]
struct Had {
    edition: u64,
    made: Instant,
    fixed: u64,
    alerts: u64,
}

#[derive(Debug)]
struct Client {
    socket: WebSocket,
    sequence: u32,
    heard: u32,
    wants_keyframe: bool,
}

impl Client {
    fn new(socket: WebSocket) -> Client {
        Client {
            socket,
            sequence: 0,
            heard: 0,
            wants_keyframe: false,
        }
    }

    async fn run(mut self, app: &App) -> Result<(), End> {
        let mut editions = app.editions.clone();
        let mut closing = app.closing.clone();
        let mut had = self.greet(app, &mut editions).await?;
        let mut heartbeat = interval(Duration::from_millis(texts::HEARTBEAT_MS));
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut publishing = true;
        loop {
            tokio::select! {
                message = self.socket.recv() => self.hear(message)?,
                changed = editions.changed(), if publishing => match changed {
                    Ok(()) => {
                        let edition = Arc::clone(&editions.borrow_and_update());
                        self.update(&edition, &mut had).await?;
                    }
                    Err(_) => publishing = false, // heartbeats go on, and say that the picture stands still
                },
                _ = heartbeat.tick() => {
                    self.heard = 0;
                    let edition = Arc::clone(&editions.borrow());
                    self.beat(app, &edition, &mut had).await?;
                }
                () = closes(&mut closing) => {
                    let reason = Utf8Bytes::from_static("Vigie stops");
                    let close = CloseFrame { code: close_code::AWAY, reason };
                    return self.send(Message::Close(Some(close))).await;
                }
            }
        }
    }

    /// Everything a new client needs.
    async fn greet(
        &mut self,
        app: &App,
        editions: &mut watch::Receiver<Arc<Edition>>,
    ) -> Result<Had, End> {
        let edition = Arc::clone(&editions.borrow_and_update());
        self.text(texts::hello(&app.hub.scene, edition.picture.mode.name()).into())
            .await?;
        self.text(edition.fixed.text.clone()).await?;
        self.deliver(edition.whole()).await?;
        if let Some(trail) = app.trails.frame() {
            self.frame(&trail).await?;
        }
        self.text(edition.alerts.text.clone()).await?;
        self.text(edition.sensors(&app.hub.scene)).await?;
        Ok(Had {
            edition: edition.number,
            made: edition.made,
            fixed: edition.fixed.rev,
            alerts: edition.alerts.rev,
        })
    }

    /// Brings the client up to an edition.
    async fn update(&mut self, edition: &Edition, had: &mut Had) -> Result<(), End> {
        let skipped = edition.number.saturating_sub(had.edition).saturating_sub(1);
        meters::SKIPPED.add(skipped);
        if edition.fixed.rev != had.fixed {
            had.fixed = edition.fixed.rev;
            self.text(edition.fixed.text.clone()).await?;
        }
        self.deliver(edition.since(had.edition, had.made)).await?;
        (had.edition, had.made) = (edition.number, edition.made);
        if edition.alerts.rev != had.alerts {
            had.alerts = edition.alerts.rev;
            self.text(edition.alerts.text.clone()).await?;
        }
        Ok(())
    }

    /// What goes out each second.
    async fn beat(&mut self, app: &App, edition: &Edition, had: &mut Had) -> Result<(), End> {
        if std::mem::take(&mut self.wants_keyframe) {
            self.deliver(edition.whole()).await?;
            (had.edition, had.made) = (edition.number, edition.made);
        }
        self.frame(&Frame::heartbeat(edition.picture.mode, edition.picture.at))
            .await?;
        self.text(edition.sensors(&app.hub.scene)).await
    }

    /// What a client says is a request for a keyframe, granted at the next heartbeat, or nothing.
    fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        self.heard = self.heard.saturating_add(1);
        if self.heard > CHATTER_MAX {
            meters::CLIENTS_STALLED.add(1);
            return Err(End::Stalled);
        }
        match message {
            Some(Ok(Message::Text(text))) => {
                let asked = serde_json::from_str::<serde_json::Value>(&text).ok();
                self.wants_keyframe |=
                    asked.is_some_and(|value| value.get("type") == Some(&"keyframe".into()));
                Ok(())
            }
            Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
        }
    }

    async fn deliver(&mut self, delivery: Delivery) -> Result<(), End> {
        if delivery.frame.kind == Kind::Keyframe {
            meters::KEYFRAMES.add(1);
        }
        self.frame(&delivery.frame).await?;
        match delivery.names {
            Some(names) => self.text(names).await,
            None => Ok(()),
        }
    }

    async fn frame(&mut self, frame: &Frame) -> Result<(), End> {
        let message = frame.message(self.sequence, utc_now());
        self.sequence = self.sequence.wrapping_add(1);
        self.send(Message::Binary(message)).await
    }

    async fn text(&mut self, text: Utf8Bytes) -> Result<(), End> {
        self.send(Message::Text(text)).await
    }

    /// Sends one message, to the operating system: at most one is ever held here.
    async fn send(&mut self, message: Message) -> Result<(), End> {
        let bytes = match &message {
            Message::Text(text) => text.len(),
            Message::Binary(bytes) => bytes.len(),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => 0,
        };
        match timeout(SEND_TIME, self.socket.send(message)).await {
            Ok(Ok(())) => {
                meters::SENT_BYTES.add(u64::try_from(bytes).unwrap_or(u64::MAX));
                Ok(())
            }
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => {
                meters::CLIENTS_STALLED.add(1);
                Err(End::Stalled)
            }
        }
    }
}

/// Waits until the server stops. The sender is dropped only then.
pub(super) async fn closes(closing: &mut watch::Receiver<bool>) {
    while !*closing.borrow_and_update() {
        if closing.changed().await.is_err() {
            return;
        }
    }
}
