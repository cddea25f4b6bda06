//! The ways in and out for bytes: everything between a socket or a file and a [`Reception`].
//!
//! | module      | what                                                                |
//! |-------------|---------------------------------------------------------------------|
//! | `udp`       | datagrams, of one sender or of a multicast group                    |
//! | `tcp`       | connections that we make (again and again), or that feeders make    |
//! | [`file`]    | recordings of eight formats, read at once or replayed at their pace |
//! | [`relay`]   | what a sensor said, passed on as it came                            |
//! | `deframe`   | bytes of a connection to frames, lines and ASTERIX blocks           |
//! | [`jet1090`] | frames in JSON                                                      |
//!
//! Bytes are cut at the borders of their framing and timed, nothing more: what they say is the engine's business.
//! Every door is a task of its own; one that fails is started again and counted, and harms no other. A reception
//! that finds the engine's queue full is dropped and counted, so that a socket is always read.

mod backoff;
mod counters;
mod deframe;
pub mod file;
mod hatch;
pub mod jet1090;
pub mod relay;
mod replay;
mod tcp;
mod udp;

#[cfg(test)]
mod tests;

pub use counters::{Count, DoorCounters, Link, RelayCounters};
pub use file::{Entry, FileFault, FileOptions, FileReceptions, open_file, read_file};
pub use hatch::Hatch;
pub use relay::Relays;

use crate::clock::RunClock;
use crate::config::{Door, Format, Source};
use backoff::{Backoff, Quiet, Timing};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::task::JoinSet;
use vigie_core::reception::{Payload, Reception};
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;

/// Why a door or relay could not be opened. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// A port could not be bound.
    #[error("cannot listen for {protocol} on {at} for sensor {sensor}: {why}")]
    Listen {
        /// `UDP` or `TCP`.
        protocol: &'static str,
        /// Where.
        at: SocketAddr,
        /// For whom.
        sensor: String,
        /// Why, and what to do.
        why: String,
    },
    /// A multicast group could not be joined.
    #[error(
        "cannot join the multicast group {group} on interface {interface} for sensor {sensor}: {why}; \
         the interface must be the address of one of this machine's network interfaces, or 0.0.0.0"
    )]
    Join {
        /// Which group.
        group: std::net::Ipv4Addr,
        /// On which interface.
        interface: std::net::Ipv4Addr,
        /// For whom.
        sensor: String,
        /// Why.
        why: String,
    },
    /// A format that only files have.
    #[error(
        "sensor {sensor}: the format {format} is one of files, a socket cannot bring it; \
         use asterix, beast, avr, sbs or jet1090 in [sensor.input]"
    )]
    Format {
        /// For whom.
        sensor: String,
        /// Which.
        format: &'static str,
    },
    /// A relay's socket could not be made.
    #[error("cannot relay sensor {sensor} to {to}: {why}")]
    Relay {
        /// Whose bytes.
        sensor: String,
        /// Where to.
        to: SocketAddr,
        /// Why.
        why: String,
    },
    /// A file that cannot be read.
    #[error("cannot read {path}: {why}")]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why, and what to do.
        why: String,
    },
}

impl DoorError {
    fn listen(
        protocol: &'static str,
        at: SocketAddr,
        sensor: &str,
        error: &std::io::Error,
    ) -> DoorError {
        use std::io::ErrorKind;
        let why = match error.kind() {
            ErrorKind::AddrInUse => "address in use; another program (or another vigie) uses this port: stop it or \
                                     choose another port in [sensor.input]"
                .to_owned(),
            ErrorKind::AddrNotAvailable => {
                "this machine has no such address; use 0.0.0.0 or an address of this machine".to_owned()
            }
            ErrorKind::PermissionDenied => {
                "not permitted; ports below 1024 need privileges: choose a higher port in [sensor.input]".to_owned()
            }
            _ => error.to_string(),
        };
        DoorError::Listen {
            protocol,
            at,
            sensor: sensor.to_owned(),
            why,
        }
    }
}

/// All doors, open. Dropping it closes them.
#[derive(Debug)]
pub struct Doors {
    counters: BTreeMap<SensorId, Arc<DoorCounters>>,
    local: Vec<Option<SocketAddr>>,
    tasks: JoinSet<()>,
}

impl Doors {
    /// What came in for each sensor that has a door.
    #[must_use]
    pub fn counters(&self) -> &BTreeMap<SensorId, Arc<DoorCounters>> {
        &self.counters
    }

    /// Where each door listens, in their order; `None` for one that connects or reads a file. With port 0 in the
    /// configuration, this is where to find out which was given.
    #[must_use]
    pub fn local_addrs(&self) -> &[Option<SocketAddr>] {
        &self.local
    }

    /// Waits until no door brings anything any more: all were files, and have ended.
    pub async fn finished(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }

    /// Closes all doors and waits until they are closed.
    pub async fn close(mut self) {
        self.tasks.shutdown().await;
    }
}

/// Opens all doors; each runs as a task until [`Doors`] is closed or dropped, or its file has ended.
///
/// Receptions go into `out`; what finds it full is dropped and counted. `names` are what people call
/// the sensors, in the order of their ids, for messages.
///
/// # Errors
/// The first port that cannot be bound, group that cannot be joined, file that cannot be read. What only may work
/// later (a host that does not answer yet) is no error: it is tried again.
pub async fn open(
    doors: &[Door],
    names: &[String],
    clock: RunClock,
    out: mpsc::Sender<Reception>,
) -> Result<Doors, DoorError> {
    open_with(doors, names, clock, out, Timing::default()).await
}

async fn open_with(
    doors: &[Door],
    names: &[String],
    clock: RunClock,
    out: mpsc::Sender<Reception>,
    timing: Timing,
) -> Result<Doors, DoorError> {
    let mut counters: BTreeMap<SensorId, Arc<DoorCounters>> = BTreeMap::new();
    let mut local = Vec::new();
    let mut ready = Vec::new();
    for door in doors {
        let name = name_of(names, door.sensor);
        let gate = Gate::open(door, &name).await?;
        local.push(gate.local_addr());
        let intake = Intake {
            sensor: door.sensor,
            name,
            gnss_stamps: door.gnss_stamps,
            clock,
            out: out.clone(),
            counters: Arc::clone(counters.entry(door.sensor).or_default()),
            timing,
            full: Mutex::default(),
            lines: Mutex::new(Quiet::after(LINES)),
        };
        ready.push((Arc::new(gate), Arc::new(intake)));
    }
    let mut tasks = JoinSet::new();
    for (gate, intake) in ready {
        let run = {
            let intake = Arc::clone(&intake);
            move || Arc::clone(&gate).run(Arc::clone(&intake))
        };
        tasks.spawn(supervise(run, intake));
    }
    Ok(Doors {
        counters,
        local,
        tasks,
    })
}

fn name_of(names: &[String], sensor: SensorId) -> String {
    names
        .get(usize::from(sensor.0))
        .cloned()
        .unwrap_or_else(|| sensor.0.to_string())
}

/// Where one door's receptions go, and what it counts.
#[derive(Debug)]
struct Intake {
    sensor: SensorId,
    name: String,
    gnss_stamps: bool,
    clock: RunClock,
    out: mpsc::Sender<Reception>,
    counters: Arc<DoorCounters>,
    timing: Timing,
    full: Mutex<Quiet>,
    lines: Mutex<Quiet>,
}

/// Log lines on feeders that come and go, in half a minute.
const LINES: u32 = 32;

impl Intake {
    /// Whether there is room in the log for a feeder that comes or goes.
    fn may_speak(&self) -> bool {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.may_speak()
    }

    /// Hands a payload on, or drops and counts it.
    fn offer(&self, heard: UtcNs, payload: Payload) {
        self.counters.receptions.add(1);
        let reception = Reception {
            sensor: self.sensor,
            heard,
            payload,
        };
        // a closed queue means that the engine has stopped: so will this task, in a moment
        if let Err(TrySendError::Full(_)) = self.out.try_send(reception) {
            self.counters.dropped.add(1);
            if self
                .full
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .may_speak()
            {
                tracing::warn!(
                    sensor = self.name,
                    dropped = self.counters.dropped.get(),
                    "the engine does not keep up: receptions are dropped"
                );
            }
        }
    }
}

/// What is opened once and outlives a failing task.
#[derive(Debug)]
enum Gate {
    Udp(udp::Datagrams),
    Listen(tcp::Server),
    Connect(tcp::Client),
    /// Taken by the task that replays it.
    File(Mutex<Option<Box<FileReceptions>>>),
}

impl Gate {
    async fn open(door: &Door, name: &str) -> Result<Gate, DoorError> {
        Ok(match &door.place {
            Source::Udp { bind, group } => {
                let format = socket_format(door.format.unwrap_or(Format::Asterix), name)?;
                Gate::Udp(udp::Datagrams::open(*bind, *group, format, name)?)
            }
            Source::Connect(to) => {
                let format = socket_format(door.format.unwrap_or(Format::Beast), name)?;
                Gate::Connect(tcp::Client {
                    to: to.clone(),
                    format,
                })
            }
            Source::Listen(bind) => {
                let format = socket_format(door.format.unwrap_or(Format::Beast), name)?;
                Gate::Listen(tcp::Server::open(*bind, format, name).await?)
            }
            Source::File(path) => {
                let wanted = FileOptions {
                    format: door.format,
                    sensor: door.sensor,
                    received: None,
                    gnss_stamps: door.gnss_stamps,
                };
                Gate::File(Mutex::new(Some(Box::new(open_file(path, wanted)?))))
            }
        })
    }

    fn local_addr(&self) -> Option<SocketAddr> {
        match self {
            Gate::Udp(datagrams) => datagrams.local_addr(),
            Gate::Listen(server) => server.local_addr(),
            Gate::Connect(_) | Gate::File(_) => None,
        }
    }

    async fn run(self: Arc<Gate>, intake: Arc<Intake>) {
        match &*self {
            Gate::Udp(datagrams) => datagrams.run(&intake).await,
            Gate::Listen(server) => server.run(&intake).await,
            Gate::Connect(client) => client.run(&intake).await,
            Gate::File(file) => {
                let taken = file.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(file) = taken {
                    replay::run(*file, &intake).await;
                }
            }
        }
    }
}

fn socket_format(format: Format, name: &str) -> Result<Format, DoorError> {
    match format {
        Format::Asterix | Format::Beast | Format::Avr | Format::Sbs | Format::Jet1090 => Ok(format),
        Format::Csv | Format::Pcap | Format::Final => Err(DoorError::Format {
            sensor: name.to_owned(),
            format: file::format_name(format),
        }),
    }
}

/// Runs a door, and runs it again should its task fail (which only a bug can make it do).
async fn supervise<F>(run: impl Fn() -> F + Send, intake: Arc<Intake>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut backoff = Backoff::new(intake.timing);
    loop {
        // a set of one, so that dropping this future stops the task
        let mut task = JoinSet::new();
        task.spawn(run());
        match task.join_next().await {
            Some(Err(error)) if error.is_panic() => {
                intake.counters.restarts.add(1);
                intake
                    .counters
                    .set_error("a fault in the program; the door was opened again");
                tracing::error!(sensor = intake.name, %error, "a door failed and is opened again");
                tokio::time::sleep(backoff.wait()).await;
            }
            _ => return,
        }
    }
}
