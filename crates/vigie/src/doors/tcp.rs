//! Connections in: ones that we make and make again, and ones that feeders make to us.

use super::backoff::{Backoff, Quiet};
use super::counters::Link;
use super::deframe::{GARBAGE_MAX, Stream};
use super::{DoorError, Intake};
use crate::config::Format;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

/// Feeders of one sensor; more are sent away.
pub(super) const FEEDERS_MAX: usize = 16;
const READ_BUFFER: usize = 32 * 1024;

/// Why a connection is over.
#[derive(Debug)]
enum End {
    /// The other side closed it.
    Closed,
    /// Nothing came for too long.
    Silent(Duration),
    /// Nothing but garbage came.
    Garbage(Format),
    /// It broke, or was never made.
    Failed(std::io::Error),
    /// It was not made in time.
    Unanswered(Duration),
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Closed => f.write_str("the other side closed the connection"),
            End::Silent(span) => write!(f, "nothing came for {} s", span.as_secs_f32()),
            End::Garbage(format) => write!(
                f,
                "{} KiB came without one {} message; check the format in [sensor.input] and the port of the feeder",
                GARBAGE_MAX / 1024,
                super::file::format_name(*format)
            ),
            End::Failed(error) => error.fmt(f),
            End::Unanswered(span) => write!(f, "no answer within {} s", span.as_secs_f32()),
        }
    }
}

/// Reads a connection until it ends; also says for how long data came.
async fn read(mut socket: TcpStream, format: Format, intake: &Intake) -> (End, Duration) {
    let began = Instant::now();
    let mut fed = Duration::ZERO;
    let Some(mut stream) = Stream::new(format, intake.gnss_stamps) else {
        return (End::Closed, fed);
    };
    let mut buffer = vec![0; READ_BUFFER];
    let end = loop {
        match timeout(intake.timing.silence, socket.read(&mut buffer)).await {
            Err(_) => {
                intake.counters.timeouts.add(1);
                break End::Silent(intake.timing.silence);
            }
            Ok(Err(error)) => break End::Failed(error),
            Ok(Ok(0)) => break End::Closed,
            Ok(Ok(len)) => {
                let heard = intake.clock.now();
                let chunk = buffer.get(..len).unwrap_or_default();
                stream.push(chunk, &intake.counters, |payload| {
                    intake.offer(heard, payload);
                });
                if stream.is_garbage() {
                    break End::Garbage(format);
                }
                fed = began.elapsed();
            }
        }
    };
    (end, fed)
}

/// A connection that we make.
#[derive(Debug)]
pub(super) struct Client {
    /// `host:port`; the name is looked up at every attempt.
    pub(super) to: String,
    pub(super) format: Format,
}

impl Client {
    pub(super) async fn run(&self, intake: &Intake) {
        let mut backoff = Backoff::new(intake.timing);
        let mut said = String::new();
        loop {
            intake.counters.set_link(Link::Connecting);
            let end = match self.connect(intake).await {
                Ok(socket) => {
                    intake.counters.set_link(Link::Connected);
                    tracing::info!(sensor = intake.name, to = self.to, "connected");
                    said.clear();
                    let (end, fed) = read(socket, self.format, intake).await;
                    backoff.ended_after(fed);
                    end
                }
                Err(end) => end,
            };
            intake.counters.set_link(Link::Connecting);
            intake.counters.reconnects.add(1);
            let why = end.to_string();
            intake.counters.set_error(&format!("{}: {why}", self.to));
            let wait = backoff.wait();
            if why != said {
                let retry_s = wait.as_secs_f32();
                tracing::warn!(
                    sensor = intake.name,
                    to = self.to,
                    why,
                    retry_s,
                    "not connected; trying again"
                );
                said = why;
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn connect(&self, intake: &Intake) -> Result<TcpStream, End> {
        match timeout(intake.timing.connect, TcpStream::connect(&self.to)).await {
            Err(_) => Err(End::Unanswered(intake.timing.connect)),
            Ok(connected) => connected.map_err(End::Failed),
        }
    }
}

/// A port that feeders connect to.
#[derive(Debug)]
pub(super) struct Server {
    listener: TcpListener,
    format: Format,
}

impl Server {
    pub(super) async fn open(
        at: SocketAddr,
        format: Format,
        name: &str,
    ) -> Result<Server, DoorError> {
        let listener = TcpListener::bind(at)
            .await
            .map_err(|error| DoorError::listen("TCP", at, name, &error))?;
        Ok(Server { listener, format })
    }

    pub(super) fn local_addr(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    pub(super) async fn run(&self, intake: &Arc<Intake>) {
        intake.counters.set_link(Link::Listening);
        tracing::info!(sensor = intake.name, at = ?self.local_addr(), "listening for TCP");
        let mut feeders = JoinSet::new();
        let mut quiet = Quiet::default();
        loop {
            tokio::select! {
                Some(_) = feeders.join_next() => {}
                accepted = self.listener.accept() => match accepted {
                    Ok((socket, peer)) if feeders.len() < FEEDERS_MAX => {
                        feeders.spawn(feeder(socket, peer, self.format, Arc::clone(intake)));
                    }
                    Ok((_, peer)) => {
                        intake.counters.refused.add(1);
                        if quiet.may_speak() {
                            tracing::warn!(sensor = intake.name, %peer, "refused: {FEEDERS_MAX} feeders already");
                        }
                    }
                    Err(error) => {
                        intake.counters.set_error(&error.to_string());
                        if quiet.may_speak() {
                            tracing::warn!(sensor = intake.name, %error, "accepting a feeder failed");
                        }
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
            }
        }
    }
}

/// Counts a feeder while it lives, however it ends.
struct Presence(Arc<Intake>);

impl Presence {
    fn of(intake: &Arc<Intake>) -> Presence {
        intake.counters.feeders.add(1);
        intake.counters.set_link(Link::Connected);
        Presence(Arc::clone(intake))
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.counters.feeders.sub(1);
        if self.0.counters.feeders.get() == 0 {
            self.0.counters.set_link(Link::Listening);
        }
    }
}

async fn feeder(socket: TcpStream, peer: SocketAddr, format: Format, intake: Arc<Intake>) {
    let presence = Presence::of(&intake);
    if intake.may_speak() {
        tracing::info!(sensor = intake.name, %peer, "a feeder connected");
    }
    let (end, _) = read(socket, format, &intake).await;
    intake.counters.reconnects.add(1);
    if !matches!(end, End::Closed) {
        intake.counters.set_error(&format!("{peer}: {end}"));
    }
    if intake.may_speak() {
        tracing::warn!(sensor = intake.name, %peer, why = %end, "a feeder is gone");
    }
    drop(presence);
}
