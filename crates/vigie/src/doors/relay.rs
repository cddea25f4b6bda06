//! What a sensor said, passed on as it came.
//!
//! Mode S goes out as Beast, one message a frame; ASTERIX as it is: a datagram for a datagram over UDP, block after
//! block over TCP; a line of SBS text as it is, with a line end. [`Relays::pass_on`] never waits: each relay has a queue, each client of a server one of its own,
//! and a client whose queue is full is dropped, so that the others are not made to wait for it. While a relay is not
//! connected, what it should have sent is dropped: surveillance data do not keep. Nothing is filtered; whether a
//! relay is allowed at all is decided with the configuration.

use super::backoff::{Backoff, Quiet, Timing};
use super::counters::RelayCounters;
use super::{DoorError, name_of};
use crate::config::{Relay, RelayTo};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use vigie_core::reception::{ModeSReply, Payload, Reception, Stamp};
use vigie_core::sensor::SensorId;
use vigie_modes::Frame;
use vigie_modes::framing::{Heard, Item, beast};

/// Clients of one relay; more are sent away.
pub const CLIENTS_MAX: usize = 16;
/// Messages that wait for one relay, and for each client of a server.
const QUEUE: usize = 1024;
/// Written at once, at most, bytes.
const WRITE: usize = 64 * 1024;

/// One message, shared by all it is sent to.
type Message = Arc<[u8]>;

/// All relays, open. Dropping it closes them.
#[derive(Debug)]
pub struct Relays {
    by_sensor: BTreeMap<SensorId, Vec<Way>>,
    counters: Vec<(Relay, Arc<RelayCounters>)>,
    local: Vec<Option<SocketAddr>>,
    tasks: JoinSet<()>,
}

#[derive(Debug)]
struct Way {
    queue: mpsc::Sender<Message>,
    counters: Arc<RelayCounters>,
}

impl Relays {
    /// Opens all relays. `names` are the sensors', in the order of their ids, for messages.
    ///
    /// # Errors
    /// The first port that cannot be bound. A peer that does not answer is no error: it is tried again.
    pub async fn open(relays: &[Relay], names: &[String]) -> Result<Relays, DoorError> {
        Relays::open_with(relays, names, Timing::default()).await
    }

    pub(super) async fn open_with(
        relays: &[Relay],
        names: &[String],
        timing: Timing,
    ) -> Result<Relays, DoorError> {
        let mut opened = Relays {
            by_sensor: BTreeMap::new(),
            counters: Vec::new(),
            local: Vec::new(),
            tasks: JoinSet::new(),
        };
        for relay in relays {
            let (queue, messages) = mpsc::channel(QUEUE);
            let counters = Arc::new(RelayCounters::default());
            let name = name_of(names, relay.sensor);
            let task = Task {
                name,
                messages,
                counters: Arc::clone(&counters),
                timing,
            };
            let local = match relay.to {
                RelayTo::Udp(to) => {
                    let socket = udp_to(to).await.map_err(|e| failed(&task.name, to, &e))?;
                    opened.tasks.spawn(task.datagrams(socket, to));
                    None
                }
                RelayTo::Connect(to) => {
                    opened.tasks.spawn(task.connect(to));
                    None
                }
                RelayTo::Listen(at) => {
                    let listener = TcpListener::bind(at).await.map_err(|error| {
                        DoorError::listen("TCP relay clients", at, &task.name, &error)
                    })?;
                    let local = listener.local_addr().ok();
                    opened.tasks.spawn(task.serve(listener));
                    local
                }
            };
            opened.local.push(local);
            opened.counters.push((relay.clone(), Arc::clone(&counters)));
            opened
                .by_sensor
                .entry(relay.sensor)
                .or_default()
                .push(Way { queue, counters });
        }
        Ok(opened)
    }

    /// Passes a reception on to its sensor's relays, without waiting.
    pub fn pass_on(&self, reception: &Reception) {
        let Some(ways) = self.by_sensor.get(&reception.sensor) else {
            return;
        };
        let message = message_of(&reception.payload);
        for way in ways {
            match &message {
                Some(message) if way.queue.try_send(Arc::clone(message)).is_err() => {
                    way.counters.dropped.add(1);
                }
                Some(_) => {}
                None => way.counters.unfit.add(1),
            }
        }
    }

    /// What went out, relay by relay, in the order of the configuration.
    #[must_use]
    pub fn counters(&self) -> &[(Relay, Arc<RelayCounters>)] {
        &self.counters
    }

    /// Where each relay listens, in their order; `None` for one that does not.
    #[must_use]
    pub fn local_addrs(&self) -> &[Option<SocketAddr>] {
        &self.local
    }

    /// Closes all relays and waits until they are closed.
    pub async fn close(mut self) {
        self.tasks.shutdown().await;
    }
}

fn failed(sensor: &str, to: SocketAddr, error: &std::io::Error) -> DoorError {
    DoorError::Relay {
        sensor: sensor.to_owned(),
        to,
        why: error.to_string(),
    }
}

async fn udp_to(to: SocketAddr) -> std::io::Result<UdpSocket> {
    let any = match to {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    UdpSocket::bind(any).await
}

/// The bytes of a payload on the wire; `None` for a frame whose length does not fit its format.
fn message_of(payload: &Payload) -> Option<Message> {
    match payload {
        Payload::Asterix(bytes) => Some(Arc::from(&**bytes)),
        Payload::BaseStation(line) => Some([line.as_bytes(), b"\r\n"].concat().into()),
        Payload::ModeS(reply) => {
            let item = Item::ModeS(heard_of(reply)?);
            Some(Arc::from(beast::emit(
                item,
                &mut [0; beast::LONGEST_EMITTED],
            )))
        }
    }
}

fn heard_of(reply: &ModeSReply) -> Option<Heard> {
    const DAY_SECONDS: u64 = 86_400;
    let ticks = match reply.stamp {
        Stamp::None => None,
        Stamp::Counter(ticks) => Some(ticks.0),
        Stamp::GnssOfDay(ns) => {
            let second_of_day = u32::try_from((ns / 1_000_000_000).min(DAY_SECONDS)).ok()?;
            let nanosecond = u32::try_from(ns % 1_000_000_000).ok()?;
            Some(
                beast::GnssTime {
                    second_of_day,
                    nanosecond,
                }
                .ticks(),
            )
        }
    };
    Some(Heard {
        ticks,
        level: reply.level,
        frame: Frame::new(reply.frame()).ok()?,
    })
}

/// What one relay's task has.
struct Task {
    name: String,
    messages: mpsc::Receiver<Message>,
    counters: Arc<RelayCounters>,
    timing: Timing,
}

impl Task {
    async fn datagrams(mut self, socket: UdpSocket, to: SocketAddr) {
        tracing::info!(sensor = self.name, %to, "relaying by UDP");
        let mut quiet = Quiet::default();
        while let Some(message) = self.messages.recv().await {
            match socket.send_to(&message, to).await {
                Ok(_) => self.counters.sent.add(1),
                Err(error) => {
                    self.counters.dropped.add(1);
                    self.counters.set_error(&error.to_string());
                    if quiet.may_speak() {
                        tracing::warn!(sensor = self.name, %to, %error, "relaying by UDP failed");
                    }
                }
            }
        }
    }

    async fn connect(mut self, to: SocketAddr) {
        let mut backoff = Backoff::new(self.timing);
        let mut said = String::new();
        loop {
            let why = match timeout(self.timing.connect, TcpStream::connect(to)).await {
                Ok(Ok(socket)) => {
                    tracing::info!(sensor = self.name, %to, "relaying by TCP");
                    said.clear();
                    self.counters.clients.add(1);
                    let began = tokio::time::Instant::now();
                    let why = feed(
                        socket,
                        &mut self.messages,
                        &self.counters,
                        self.timing.write,
                    )
                    .await;
                    self.counters.clients.sub(1);
                    backoff.ended_after(began.elapsed());
                    why
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => "no answer".to_owned(),
            };
            self.counters.reconnects.add(1);
            self.counters.set_error(&why);
            if why != said {
                tracing::warn!(sensor = self.name, %to, why, "a relay is not connected; trying again");
                said = why;
            }
            if !self.discard_for(backoff.wait()).await {
                return;
            }
        }
    }

    /// Drops what comes for a while; `false` when nothing will come any more.
    async fn discard_for(&mut self, span: Duration) -> bool {
        let wait = tokio::time::sleep(span);
        tokio::pin!(wait);
        loop {
            tokio::select! {
                () = &mut wait => return true,
                message = self.messages.recv() => match message {
                    Some(_) => self.counters.dropped.add(1),
                    None => return false,
                },
            }
        }
    }

    async fn serve(mut self, listener: TcpListener) {
        tracing::info!(sensor = self.name, at = ?listener.local_addr().ok(), "relaying to whoever connects");
        let mut tasks = JoinSet::new();
        let mut clients: Vec<mpsc::Sender<Message>> = Vec::new();
        let mut quiet = Quiet::default();
        loop {
            tokio::select! {
                Some(_) = tasks.join_next() => clients.retain(|client| !client.is_closed()),
                message = self.messages.recv() => match message {
                    Some(message) => clients.retain(|client| self.hand(client, &message)),
                    None => return,
                },
                accepted = listener.accept() => match accepted {
                    Ok((socket, peer)) if tasks.len() < CLIENTS_MAX => {
                        let (queue, messages) = mpsc::channel(QUEUE);
                        clients.push(queue);
                        tasks.spawn(client(socket, peer, messages, Arc::clone(&self.counters), self.timing.write));
                    }
                    Ok((_, peer)) => {
                        self.counters.refused.add(1);
                        if quiet.may_speak() {
                            tracing::warn!(sensor = self.name, %peer, "refused: {CLIENTS_MAX} relay clients already");
                        }
                    }
                    Err(error) => {
                        self.counters.set_error(&error.to_string());
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
            }
        }
    }

    /// Queues a message for a client; `false` if the client is gone, or too slow to be kept.
    fn hand(&self, client: &mpsc::Sender<Message>, message: &Message) -> bool {
        match client.try_send(Arc::clone(message)) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                self.counters.slow.add(1);
                self.counters.dropped.add(QUEUE as u64);
                self.counters
                    .set_error("a client read too slowly and was dropped");
                tracing::warn!(
                    sensor = self.name,
                    "a relay client reads too slowly and is dropped"
                );
                false
            }
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        }
    }
}

async fn client(
    socket: TcpStream,
    peer: SocketAddr,
    mut messages: mpsc::Receiver<Message>,
    counters: Arc<RelayCounters>,
    patience: Duration,
) {
    tracing::debug!(%peer, "a relay client connected");
    counters.clients.add(1);
    let why = feed(socket, &mut messages, &counters, patience).await;
    counters.clients.sub(1);
    tracing::debug!(%peer, why, "a relay client is gone");
}

/// Writes messages to a connection until it ends; says why it did.
async fn feed(
    socket: TcpStream,
    messages: &mut mpsc::Receiver<Message>,
    counters: &RelayCounters,
    patience: Duration,
) -> String {
    let (mut reader, mut writer) = socket.into_split();
    tokio::select! {
        why = hang_up(&mut reader) => why,
        why = write_all(&mut writer, messages, counters, patience) => why,
    }
}

/// Reads and ignores what a client sends, to see when it goes.
async fn hang_up(reader: &mut OwnedReadHalf) -> String {
    let mut ignored = [0; 1024];
    loop {
        match reader.read(&mut ignored).await {
            Ok(0) => return "the other side closed the connection".to_owned(),
            Ok(_) => {}
            Err(error) => return error.to_string(),
        }
    }
}

async fn write_all(
    writer: &mut OwnedWriteHalf,
    messages: &mut mpsc::Receiver<Message>,
    counters: &RelayCounters,
    patience: Duration,
) -> String {
    let mut buffer = Vec::with_capacity(WRITE);
    while let Some(message) = messages.recv().await {
        buffer.clear();
        buffer.extend_from_slice(&message);
        let mut together = 1;
        while buffer.len() < WRITE / 2
            && let Ok(message) = messages.try_recv()
        {
            buffer.extend_from_slice(&message);
            together += 1;
        }
        match timeout(patience, writer.write_all(&buffer)).await {
            Ok(Ok(())) => counters.sent.add(together),
            Ok(Err(error)) => {
                counters.dropped.add(together);
                return error.to_string();
            }
            Err(_) => {
                counters.dropped.add(together);
                counters.slow.add(1);
                return "it reads too slowly".to_owned();
            }
        }
    }
    "it was dropped, or the relay is closed".to_owned()
}
