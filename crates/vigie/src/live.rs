//! The running system: everything that turns the crank.
//!
//! Each tenth of a second: what came in since the last turn is recorded, then interpreted, and the picture is put where
//! the clients find it. The engine is told the time; it does not look.

mod audit;
mod recording;
mod simulation;

use crate::clock::RunClock;
use crate::config::{Setup, Source};
use crate::doors::{self, DoorCounters, Doors, Relays};
use crate::hub::{
    Asked, COMMANDS_MAX, Hub, QUESTIONS_MAX, Question, RulesNow, Scene, answer_all, answer_until,
};
use crate::messages::Desk;
use crate::web::{self, meters};
use anyhow::{Context, Result};
use audit::Audit;
use recording::Recording;
pub use simulation::Simulation;
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::MissedTickBehavior;
use vigie_core::alert::{Alert, AlertKind, AlertState};
use vigie_core::command::Command;
use vigie_core::picture::{Mode, Picture};
use vigie_core::reception::Reception;
use vigie_core::time::{Nanos, UtcNs};
use vigie_engine::{Engine, Inputs};
use vigie_sense::Regime;
use vigie_watch::{Fault, Refusal, Rules, SystemFault};

/// Between two turns of the crank.
const TICK: Duration = Duration::from_millis(100);
/// Between two steps of simulated or recorded data, in their own time.
const STEP: Nanos = Nanos::from_millis(100);
/// Steps of one turn at most: data asked to run faster than the machine can follow fall behind the asked speed, and
/// the program goes on answering.
const STEPS_MAX: usize = 1_000;
/// Receptions that may wait for the next turn; what comes when it is full is dropped and counted at the door.
const RECEPTIONS_WAITING_MAX: usize = 65_536;
/// How long the web server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(3);
/// A step that begins so late is worth a word to the watch; its rule says when that is an alert.
const LATENESS_TOLD: Nanos = Nanos::from_millis(100);

/// How to run.
#[derive(Debug)]
pub struct Options {
    /// The configuration.
    pub setup: Setup,
    /// Where the picture is served; `None` for nowhere.
    pub listen: Option<SocketAddr>,
    /// Where to record; `None` for not at all.
    pub record: Option<PathBuf>,
    /// Stop after so much data time.
    pub length: Option<Nanos>,
    /// How many times as fast as the machine's clock; anything but 1 only without live sensors.
    pub speed: f64,
    /// The data time at the start.
    pub start: UtcNs,
}

/// What the picture is made of, by where the bytes come from.
#[must_use]
pub fn mode_of(setup: &Setup) -> Mode {
    if setup.exercise {
        Mode::Exercise
    } else if setup
        .doors
        .iter()
        .any(|door| matches!(door.place, Source::File(_)))
    {
        Mode::Replay
    } else {
        Mode::Live
    }
}

/// The engine for a configuration.
pub fn engine_for(setup: &Setup) -> Result<Engine> {
    let rules = Rules {
        sites: setup.sites.clone(),
        aerodromes: setup.aerodromes.clone(),
        ..setup.rules.clone()
    };
    let engine = Engine::new(vigie_engine::Setup {
        regime: if setup.exercise {
            Regime::Exercise
        } else {
            Regime::Live
        },
        sites: setup.sites.clone(),
        volumes: setup.volumes.clone(),
        tracking: vigie_track::Parameters::default(),
        rules,
    });
    engine.context("the configuration's areas or rules cannot be used")
}

/// What clients need to know once.
#[must_use]
pub fn scene_of(setup: &Setup) -> Scene {
    Scene {
        name: setup.name.clone(),
        home: setup.home,
        sites: setup.sites.clone(),
        volumes: setup.volumes.clone(),
        doors: BTreeMap::new(),
        exercise: setup.exercise,
    }
}

/// Runs until it is interrupted, its time is over, or all its inputs were files and have ended.
pub async fn run(options: Options) -> Result<()> {
    refuse_speed(&options)?;
    let mut system = System::start(&options).await?;
    let server = Server::start(options.listen, system.hub(&options.setup)).await?;
    // Only now, when nothing stands in the way any more, begins a file.
    system.begin_audit(&options)?;
    system.begin_recording(&options)?;
    system.announce(&options, server.as_ref().map(|server| server.at));
    let end = options.length.map(|length| options.start + length);
    let ended = system.turn_until(end, server.is_some()).await;
    if let Some(server) = server {
        server.stop().await;
    }
    system.stop().await;
    ended
}

/// A file that is not there is said with its sensor.
fn refuse_missing_files(setup: &Setup) -> Result<()> {
    for door in &setup.doors {
        if let Source::File(path) = &door.place {
            let name = setup
                .sites
                .get(usize::from(door.sensor.0))
                .map_or("", |site| site.name.as_str());
            std::fs::File::open(path).with_context(|| {
                format!("sensor \"{name}\": cannot read its recording {}; correct file = ... in [sensor.input]", path.display())
            })?;
        }
    }
    Ok(())
}

/// Live sensors run at the speed of the world.
fn refuse_speed(options: &Options) -> Result<()> {
    let live = has_live_door(&options.setup);
    if live && (options.speed - 1.0).abs() > f64::EPSILON {
        anyhow::bail!(
            "--speed {}: live sensors cannot be made faster; it is for simulated or recorded input",
            options.speed
        );
    }
    Ok(())
}

/// Whether any sensor's bytes come from outside as they are made.
fn has_live_door(setup: &Setup) -> bool {
    let is_file = |door: &crate::config::Door| matches!(door.place, Source::File(_));
    !setup.doors.iter().all(is_file)
}

/// The engine with everything around it but the web server.
struct System {
    mode: Mode,
    clock: RunClock,
    engine: Engine,
    simulation: Option<Simulation>,
    doors: Doors,
    relays: Relays,
    /// Takes messages as long as it is held.
    _desk: Desk,
    receptions: mpsc::Receiver<Reception>,
    commands: mpsc::Receiver<Asked>,
    commands_in: mpsc::Sender<Asked>,
    questions: mpsc::Receiver<Question>,
    questions_in: mpsc::Sender<Question>,
    picture: watch::Sender<Arc<Picture>>,
    rules: watch::Sender<Arc<RulesNow>>,
    recording: Option<Recording>,
    audit: Option<Audit>,
    /// The audit log is said to be unwell.
    is_audit_unwell: bool,
    /// No sensor is live: steps go by the data's time.
    is_paced: bool,
    /// The time of the last step.
    stepped: UtcNs,
    /// What has come in and belongs to a later step.
    waiting: VecDeque<Reception>,
    batch: Vec<Reception>,
    orders: Vec<Command>,
    /// Who waits for what becomes of `orders`, in the same order.
    asking: Vec<oneshot::Sender<Result<(), Refusal>>>,
    /// The picture is said to be late.
    is_late: bool,
}

impl System {
    async fn start(options: &Options) -> Result<System> {
        let setup = &options.setup;
        let mode = mode_of(setup);
        let engine = engine_for(setup)?;
        let clock = RunClock::starting_at(options.start, options.speed);
        let (receptions_in, receptions) = mpsc::channel(RECEPTIONS_WAITING_MAX);
        let named: Vec<String> = setup.sites.iter().map(|site| site.name.clone()).collect();
        let relays = Relays::open(&setup.relays, &named).await?;
        refuse_missing_files(setup)?;
        let doors = doors::open(&setup.doors, &named, clock, receptions_in).await?;
        let (commands_in, commands) = mpsc::channel(COMMANDS_MAX);
        let desk = Desk::open(&setup.messages, &commands_in).await?;
        let (questions_in, questions) = mpsc::channel(QUESTIONS_MAX);
        let empty = Picture {
            at: options.start,
            ..engine.picture(mode)
        };
        let picture = watch::channel(Arc::new(empty)).0;
        let rules = watch::channel(Arc::new(RulesNow::of(engine.watch()))).0;
        let simulation = setup
            .demonstration
            .map(|demonstration| Simulation::new(&setup.sites, demonstration.seed, options.start));
        Ok(System {
            mode,
            clock,
            engine,
            simulation,
            doors,
            relays,
            _desk: desk,
            receptions,
            commands,
            commands_in,
            questions,
            questions_in,
            picture,
            rules,
            recording: None,
            audit: None,
            is_audit_unwell: false,
            is_paced: !has_live_door(setup),
            stepped: options.start,
            waiting: VecDeque::new(),
            batch: Vec::new(),
            orders: Vec::new(),
            asking: Vec::new(),
            is_late: false,
        })
    }

    /// Where the configuration says, else beside the recording, else nowhere.
    fn begin_audit(&mut self, options: &Options) -> Result<()> {
        let setup = &options.setup;
        let beside = options.record.as_ref();
        let beside = beside.map(|folder| folder.join(audit::FILE_NAME));
        if let Some(path) = setup.audit.clone().or(beside) {
            let run = audit::Run {
                at: options.start,
                mode: self.mode.name(),
                name: &setup.name,
                configuration: &setup.text,
            };
            self.audit = Some(Audit::open(&path, &run)?);
        }
        Ok(())
    }

    fn begin_recording(&mut self, options: &Options) -> Result<()> {
        if let Some(folder) = &options.record {
            self.recording = Some(Recording::start(
                folder,
                &options.setup,
                self.mode,
                options.start,
            )?);
        }
        Ok(())
    }

    fn hub(&self, setup: &Setup) -> Hub {
        Hub {
            picture: self.picture.subscribe(),
            scene: Arc::new(Scene {
                doors: self.doors.counters().clone(),
                ..scene_of(setup)
            }),
            commands: self.commands_in.clone(),
            questions: self.questions_in.clone(),
            rules: self.rules.subscribe(),
        }
    }

    fn announce(&self, options: &Options, at: Option<SocketAddr>) {
        let mode = self.mode.name();
        tracing::info!(
            name = options.setup.name,
            mode,
            sensors = options.setup.sites.len(),
            "vigie is running"
        );
        if options.setup.doors.is_empty() && self.simulation.is_none() {
            tracing::warn!(
                "no sensor has an input: nothing will be seen; see docs/configuration.md for [sensor.input]"
            );
        }
        if let Some(at) = at {
            tracing::info!("the picture is on http://{at}");
        }
        tracing::info!("advisory surveillance and training: not for separation");
    }

    /// Turns the crank until `end`, an interruption, or the end of all inputs; if it is `shown`, the last picture stays.
    async fn turn_until(&mut self, end: Option<UtcNs>, shown: bool) -> Result<()> {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let interrupted = interrupted();
        tokio::pin!(interrupted);
        let finite = self.simulation.is_none() && self.mode == Mode::Replay;
        loop {
            let due = tokio::select! {
                due = ticks.tick() => due,
                () = &mut interrupted => {
                    tracing::info!("interrupted: stopping");
                    return Ok(());
                }
            };
            if due.elapsed() > TICK {
                meters::STEPS_LATE.add(1);
            }
            self.note_lateness(due.elapsed());
            let now = self.clock.now();
            let now = end.map_or(now, |end| now.min(end));
            self.turn(now);
            let is_over = |end: UtcNs| {
                if self.is_paced {
                    end - self.stepped < STEP
                } else {
                    now >= end
                }
            };
            if end.is_some_and(is_over) {
                return Ok(());
            }
            if finite && self.receptions.is_closed() && self.receptions.is_empty() {
                tracing::info!("all recordings have ended");
                if shown {
                    answer_until(interrupted, &mut self.questions, &self.engine).await;
                }
                return Ok(());
            }
        }
    }

    /// Says how late a step of live sensors begins, while that is worth a word. Nobody waits for recorded ones.
    fn note_lateness(&mut self, late: Duration) {
        let late = Nanos(i64::try_from(late.as_nanos()).unwrap_or(i64::MAX));
        let worth = late > LATENESS_TOLD;
        if self.is_paced || !(worth || self.is_late) {
            return;
        }
        let kind = AlertKind::LatePicture;
        self.engine.note_fault(&SystemFault {
            at: self.stepped,
            fault: Fault::Late(late),
        });
        let stands = |alert: &Alert| alert.kind == kind && alert.state != AlertState::Over;
        self.is_late = worth || self.engine.alerts().iter().any(stands);
    }

    /// What the doors counted, for `/metrics`.
    fn meter_doors(&self) {
        let doors = self.doors.counters().values();
        let sum = |of: fn(&DoorCounters) -> u64| doors.clone().map(|door| of(door)).sum();
        meters::DOOR_BYTES.set(sum(|door| door.bytes.get()));
        meters::DOOR_RECONNECTS.set(sum(|door| door.reconnects.get()));
        meters::INPUTS_DROPPED.set(sum(|door| door.dropped.get()));
        meters::INPUTS_WAITING.set(self.receptions.len() as u64);
    }

    /// Steps until `now`: once for live sensors; for simulated and recorded ones at every tenth of a second of their own
    /// time, so that the result depends neither on the speed nor on how busy the machine is.
    fn turn(&mut self, now: UtcNs) {
        let before = self.stepped;
        while self.waiting.len() < RECEPTIONS_WAITING_MAX
            && let Ok(reception) = self.receptions.try_recv()
        {
            self.waiting.push_back(reception);
        }
        if self.is_paced {
            for _ in 0..STEPS_MAX {
                if now - self.stepped < STEP {
                    break;
                }
                let next = self.stepped + STEP;
                let due = self
                    .waiting
                    .partition_point(|reception| reception.heard <= next);
                self.step(next, due);
            }
        } else {
            self.step(now, self.waiting.len());
        }
        self.meter_doors();
        answer_all(&mut self.questions, &self.engine);
        if self.stepped != before {
            self.picture
                .send_replace(Arc::new(self.engine.picture(self.mode)));
            let now = RulesNow::of(self.engine.watch());
            self.rules.send_if_modified(|told| {
                let changed = **told != now;
                if changed {
                    *told = Arc::new(now);
                }
                changed
            });
        }
    }

    /// One step with the first `due` of what has come in.
    fn step(&mut self, now: UtcNs, due: usize) {
        self.stepped = now;
        self.batch.clear();
        self.orders.clear();
        self.batch.extend(self.waiting.drain(..due));
        if let Some(simulation) = &mut self.simulation {
            simulation.advance(now, &mut self.batch);
        }
        while let Ok(Asked { command, answer }) = self.commands.try_recv() {
            // what is decided is decided now: the clock of whoever sent it is not ours
            self.orders.push(Command { at: now, ..command });
            self.asking.push(answer);
        }
        for reception in &self.batch {
            self.relays.pass_on(reception);
        }
        self.record(now);
        let inputs = Inputs {
            receptions: &self.batch,
            commands: &self.orders,
        };
        let began = tokio::time::Instant::now();
        self.engine.step(now, inputs);
        self.audit(now);
        for (asking, answer) in self.asking.drain(..).zip(self.engine.watch().answers()) {
            asking.send(answer.clone()).ok(); // who asked may have gone
        }
        meter(began.elapsed(), self.batch.len() + self.orders.len());
    }

    /// What was received is recorded before it is interpreted. A recording that fails is given up, and said.
    fn record(&mut self, now: UtcNs) {
        let Some(recording) = &mut self.recording else {
            return;
        };
        if let Err(error) = recording.write(now, &self.batch, &self.orders) {
            let why = format!("{:#}", anyhow::Error::from(error));
            tracing::error!(%why, "the recording cannot be written and is given up; make room and start again");
            meters::RECORDING_FAULTS.add(1);
            self.engine.note_fault(&SystemFault {
                at: now,
                fault: Fault::Recording(Some(why)),
            });
            self.recording = None;
        }
    }

    /// What became of each command is on the disk before whoever gave it is answered. It took effect in any case.
    fn audit(&mut self, now: UtcNs) {
        let Some(audit) = &mut self.audit else {
            return;
        };
        let outcome = if self.orders.is_empty() {
            if !audit.is_due() {
                return;
            }
            audit.retry()
        } else {
            audit.write(self.orders.iter().zip(self.engine.watch().answers()))
        };
        let fault = match outcome {
            Ok(()) if self.is_audit_unwell => {
                tracing::info!("the audit log is written again");
                None
            }
            Ok(()) => return,
            Err(error) => {
                meters::AUDIT_FAULTS.add(1);
                let why = format!("the audit log cannot be written: {error}");
                tracing::error!("{why}; orders take effect; make room, it is tried again");
                Some(why)
            }
        };
        self.is_audit_unwell = fault.is_some();
        if fault.is_none() && meters::RECORDING_FAULTS.read() > 0 {
            return; // the same alert still stands for the recording
        }
        self.engine.note_fault(&SystemFault {
            at: now,
            fault: Fault::Recording(fault),
        });
    }

    async fn stop(self) {
        if let Some(audit) = self.audit {
            match audit.finish(self.stepped) {
                Ok(head) => tracing::info!(head, "the audit log ends"),
                Err(error) => tracing::error!("the audit log could not be ended: {error}"),
            }
        }
        if let Some(recording) = self.recording
            && let Err(error) = recording.finish()
        {
            tracing::error!("the recording could not be ended properly: {error}");
        }
        self.doors.close().await;
        self.relays.close().await;
    }
}

fn meter(took: Duration, inputs: usize) {
    let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
    meters::STEPS.add(1);
    meters::STEP_NANOS.add(nanos);
    meters::STEP_NANOS_MAX.raise(nanos);
    meters::INPUTS.add(inputs as u64);
}

/// Done when the process is asked to stop.
pub(crate) async fn interrupted() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                () = ctrl_c => {}
                _ = terminate.recv() => {}
            },
            Err(_) => ctrl_c.await,
        }
    }
    #[cfg(not(unix))]
    ctrl_c.await;
}

/// The web server, running.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) at: SocketAddr,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Starts it; `None` where none is wanted. Fails if the port is taken.
    pub(crate) async fn start(listen: Option<SocketAddr>, hub: Hub) -> Result<Option<Server>> {
        let Some(address) = listen else {
            return Ok(None);
        };
        let listener = TcpListener::bind(address).await.with_context(|| {
            format!(
                "cannot serve the picture on {address}; if another program (or another vigie) uses the port, stop it, or \
                 choose another with --listen 127.0.0.1:PORT"
            )
        })?;
        let at = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(web::serve(listener, hub, async {
            stopped.await.ok();
        }));
        Ok(Some(Server { at, stop, task }))
    }

    /// Stops it, and waits a moment for its clients.
    pub(crate) async fn stop(self) {
        self.stop.send(()).ok();
        match tokio::time::timeout(GOODBYE, self.task).await {
            Ok(Ok(Ok(()))) | Err(_) => {}
            Ok(Ok(Err(error))) => tracing::warn!("the web server ended with: {error}"),
            Ok(Err(error)) => tracing::warn!("the web server ended with: {error}"),
        }
    }
}
