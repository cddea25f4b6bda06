//! The spine: receptions become target reports, target reports become tracks, tracks become alerts.
//!
//! [`Engine::step`] is that sentence. It is pure: the same `now`, inputs and state give the same outputs, bit for bit,
//! and it neither reads a clock nor waits for anything. Live operation, replay, training, evaluation and fuzzing all
//! call this one function. What people decide comes in as commands, beside the receptions, so that a replay repeats
//! the operators too. One thing flows back, and here it is seen to: whom the watch suspects after a step is told to the
//! tracker in the next, so that a liar never serves as a reference. And since an engine is [`Clone`], a snapshot of the whole system is a copy.

mod digest;
mod intake;

pub use digest::Digest;
pub use intake::{COMMANDS_MAX, Counters as IntakeCounters, RECEPTIONS_MAX};

use std::sync::Arc;
use vigie_core::airspace::AirspaceVolume;
use vigie_core::alert::Alert;
use vigie_core::command::Command;
use vigie_core::explanation::Explanation;
use vigie_core::picture::{Identity, Mode, Picture};
use vigie_core::reception::Reception;
use vigie_core::report::TargetReport;
use vigie_core::sensor::{SensorSite, SensorStatus};
use vigie_core::suspects::Suspects;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackNumber, TrackUpdate};
use vigie_sense::{Regime, Sense};
use vigie_track::Tracker;
use vigie_watch::{AlertChange, Rules, SystemFault, Watch, WatchError};

/// Sensors are looked at this often; their state is a matter of seconds.
const STATUS_EVERY: Nanos = Nanos::from_secs(1);

/// What an engine is made for.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Live or exercise.
    pub regime: Regime,
    /// The sensors; a sensor's id is its place here.
    pub sites: Vec<SensorSite>,
    /// Areas and borders.
    pub volumes: Vec<AirspaceVolume>,
    /// How tracks are made.
    pub tracking: vigie_track::Parameters,
    /// What is watched for.
    pub rules: Rules,
}

/// What came in since the last step.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inputs<'a> {
    /// Bytes, in the order they were heard.
    pub receptions: &'a [Reception],
    /// Decisions, in the order they were made.
    pub commands: &'a [Command],
}

/// What one step brought about.
#[derive(Debug, Clone, Copy)]
pub struct Outputs<'a> {
    /// The step's time.
    pub now: UtcNs,
    /// What the receptions said.
    pub reports: &'a [TargetReport],
    /// Which tracks began, moved, ended.
    pub updates: &'a [TrackUpdate],
    /// Which alerts changed.
    pub alerts: &'a [AlertChange],
    /// How the sensors are.
    pub sensors: &'a [SensorStatus],
}

/// What was refused or dropped at a bound, since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// At the door.
    pub intake: IntakeCounters,
    /// Making reports.
    pub sense: vigie_sense::Counters,
    /// Making tracks.
    pub track: vigie_track::Counters,
    /// Making alerts.
    pub watch: vigie_watch::Counters,
}

/// The whole system above the line of input and output.
#[derive(Clone)]
pub struct Engine {
    now: UtcNs,
    intake: intake::Intake,
    sense: Sense,
    tracker: Tracker,
    watch: Watch,
    /// Whom the last step put under suspicion: the one way back.
    suspects: Suspects,
    reports: Vec<TargetReport>,
    sensors: Vec<SensorStatus>,
    alerts: Vec<AlertChange>,
    identities: Arc<[Identity]>,
    sensors_at: Option<UtcNs>,
    counters: Counters,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tracks = self.tracker.tracks().len();
        f.debug_struct("Engine")
            .field("now", &self.now)
            .field("tracks", &tracks)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine that has heard nothing yet. Fails for areas that are no areas.
    pub fn new(setup: Setup) -> Result<Engine, WatchError> {
        Ok(Engine {
            now: UtcNs(i64::MIN),
            intake: intake::Intake::default(),
            sense: Sense::new(&setup.sites, setup.regime),
            tracker: Tracker::new(setup.tracking, &setup.sites),
            watch: Watch::new(setup.rules, setup.volumes)?,
            suspects: Suspects::default(),
            reports: Vec::new(),
            sensors: Vec::new(),
            alerts: Vec::new(),
            identities: Arc::from([]),
            sensors_at: None,
            counters: Counters::default(),
        })
    }

    /// One turn of the crank. Same `now`, same inputs, same state: same outputs, bit for bit. A `now` before the last
    /// one is taken as the last one.
    pub fn step(&mut self, now: UtcNs, inputs: Inputs<'_>) -> Outputs<'_> {
        let now = now.max(self.now);
        self.now = now;
        let (receptions, commands) = self.intake.admit(inputs, &mut self.sense);
        self.reports.clear();
        self.counters.sense = self.sense.target_reports(receptions, &mut self.reports);
        self.look_at_sensors(now);
        self.tracker.update(now, &self.reports, &self.suspects);
        self.alerts = self.watch.examine(
            now,
            self.tracker.tracks(),
            self.tracker.lost(),
            &self.sensors,
            commands,
        );
        if self.suspects != *self.watch.suspects() {
            self.suspects.clone_from(self.watch.suspects());
        }
        if self.sensors_at == Some(now) || !commands.is_empty() {
            self.identities = self.watch.identifications().map(Identity::of).collect();
        }
        Outputs {
            now,
            reports: &self.reports,
            updates: self.tracker.updates(),
            alerts: &self.alerts,
            sensors: &self.sensors,
        }
    }

    fn look_at_sensors(&mut self, now: UtcNs) {
        if self
            .sensors_at
            .is_none_or(|last| now - last >= STATUS_EVERY)
        {
            self.sensors = self.sense.statuses(now);
            for status in &mut self.sensors {
                status.registration = self.tracker.registration(status.id);
            }
            self.sensors_at = Some(now);
        }
    }

    /// The time of the last step; the beginning of time before the first.
    #[must_use]
    pub fn now(&self) -> UtcNs {
        self.now
    }

    /// The tracks, by number.
    #[must_use]
    pub fn tracks(&self) -> &[Track] {
        self.tracker.tracks()
    }

    /// A track and why it is as it is; `None` when there is none of that number (any more).
    #[must_use]
    pub fn explain(&self, number: TrackNumber) -> Option<(&Track, Explanation)> {
        self.tracker.get(number).zip(self.tracker.explain(number))
    }

    /// The tracker, for what only offline tools ask (a state extrapolated to another time).
    #[must_use]
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// The same, to be made ready before the first step (registration from another run) and for what it keeps for offline
    /// tools (its journal). A live system does neither: a replay would not repeat it.
    pub fn tracker_mut(&mut self) -> &mut Tracker {
        &mut self.tracker
    }

    /// How the sensors were when they were last looked at.
    #[must_use]
    pub fn sensors(&self) -> &[SensorStatus] {
        &self.sensors
    }

    /// Who is under suspicion since the last step: what they say is no reference in the next.
    #[must_use]
    pub fn suspects(&self) -> &Suspects {
        &self.suspects
    }

    /// Alerts: those that stand, ranked, then those lately over.
    #[must_use]
    pub fn alerts(&self) -> Vec<Alert> {
        self.watch.alerts()
    }

    /// The watch: its rules as they are now, what became of the last commands, what each rule brought.
    #[must_use]
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// All of it at the last step. `mode` is what the shell says of its inputs.
    #[must_use]
    pub fn picture(&self, mode: Mode) -> Picture {
        Picture {
            at: self.now,
            mode,
            tracks: self.tracker.tracks().to_vec(),
            alerts: self.watch.alerts(),
            sensors: self.sensors.clone(),
            identities: Arc::clone(&self.identities),
        }
    }

    /// Takes note of a fault of the shell (a recording that cannot be written), so that the operators see it. This is
    /// no input of a step: what could not be recorded cannot be repeated.
    pub fn note_fault(&mut self, fault: &SystemFault) {
        self.watch.fault(fault);
    }

    /// What was refused or dropped, since the start.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters {
            intake: self.intake.counters(),
            track: self.tracker.counters(),
            watch: self.watch.counters(),
            ..self.counters
        }
    }
}
