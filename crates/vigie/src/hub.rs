//! Where the running system and its clients meet: the latest picture, what does not change, and the ways in for commands
//! and for questions.

use crate::config::Home;
use crate::doors::DoorCounters;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};
use vigie_core::airspace::{AirspaceVolume, AreaId};
use vigie_core::alert::AlertKind;
use vigie_core::command::Command;
use vigie_core::explanation::Explanation;
use vigie_core::identification::Identification;
use vigie_core::picture::Picture;
use vigie_core::sensor::{SensorId, SensorSite};
use vigie_core::track::{Track, TrackNumber};
use vigie_engine::Engine;
use vigie_watch::{Counters, Refusal, Rules, Tally, Watch};

/// Commands that may wait for the next step; more are refused to the client that sends them.
pub const COMMANDS_MAX: usize = 256;
/// Questions that may wait for the crank, and are answered between two turns; more are refused to the client.
pub const QUESTIONS_MAX: usize = 64;

/// What a client needs to know once.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What the deployment is called.
    pub name: String,
    /// Where the map opens.
    pub home: Home,
    /// The sensors.
    pub sites: Vec<SensorSite>,
    /// Areas, borders, flight information regions.
    pub volumes: Vec<AirspaceVolume>,
    /// What is shown is simulated: an exercise, or the recording of one.
    pub exercise: bool,
    /// How the door of each sensor stands; empty in a replay.
    pub doors: BTreeMap<SensorId, Arc<DoorCounters>>,
}

/// What a server task holds of the running system. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Hub {
    /// The latest picture. Only the latest: a slow reader skips, nothing queues.
    pub picture: watch::Receiver<Arc<Picture>>,
    /// What does not change while running.
    pub scene: Arc<Scene>,
    /// The way in for operators' commands; bounded by [`COMMANDS_MAX`].
    pub commands: mpsc::Sender<Asked>,
    /// The way in for questions that only the engine can answer; bounded by [`QUESTIONS_MAX`].
    pub questions: mpsc::Sender<Question>,
    /// The rules as they are, and what came of them.
    pub rules: watch::Receiver<Arc<RulesNow>>,
}

/// A command on its way to the next step, and who waits for what becomes of it.
#[derive(Debug)]
pub struct Asked {
    /// The command.
    pub command: Command,
    /// Where the answer goes; nobody may be there any more.
    pub answer: oneshot::Sender<Result<(), Refusal>>,
}

/// The rules as they are now, and what came of each since the start.
#[derive(Debug, Clone)]
pub struct RulesNow {
    /// The rules.
    pub rules: Arc<Rules>,
    /// Alerts begun and marked as nuisance, by rule and area.
    pub tallies: BTreeMap<(AlertKind, Option<AreaId>), Tally>,
    /// What happened, counted.
    pub counters: Counters,
}

impl PartialEq for RulesNow {
    fn eq(&self, other: &RulesNow) -> bool {
        // asked at every turn: rules hold navigation data, and only a changed rule makes another copy of them
        let same_rules = Arc::ptr_eq(&self.rules, &other.rules) || self.rules == other.rules;
        same_rules && self.tallies == other.tallies && self.counters == other.counters
    }
}

impl RulesNow {
    /// Those of a watch.
    #[must_use]
    pub fn of(watch: &Watch) -> RulesNow {
        RulesNow {
            rules: Arc::clone(watch.rules()),
            tallies: watch.tallies().clone(),
            counters: watch.counters(),
        }
    }
}

/// A question that only the engine can answer. It changes nothing and is not recorded.
#[derive(Debug)]
pub enum Question {
    /// "Why is this track as it is?"
    Track {
        /// Which track.
        number: TrackNumber,
        /// Where the answer goes; `None` when there is no such track.
        answer: oneshot::Sender<Option<Box<Answer>>>,
    },
    /// Anything else.
    Other(Inquiry),
}

/// What is asked, as a function of the engine; it sends its answer itself.
pub struct Inquiry(Box<dyn FnOnce(&Engine) + Send>);

impl std::fmt::Debug for Inquiry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inquiry")
    }
}

impl Inquiry {
    /// A question and where its answer will come.
    pub fn new<T: Send + 'static>(
        ask: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> (Inquiry, oneshot::Receiver<T>) {
        let (answer_in, answer) = oneshot::channel();
        let inquiry = Inquiry(Box::new(move |engine| {
            answer_in.send(ask(engine)).ok();
        }));
        (inquiry, answer)
    }
}

/// A track and why it is so, at one instant.
#[derive(Debug)]
pub struct Answer {
    /// The track.
    pub track: Track,
    /// Why.
    pub why: Explanation,
    /// Who it is taken to be; `None` before it is confirmed.
    pub who: Option<Identification>,
}

impl Question {
    /// Answers it. Who asked may have gone; nobody minds.
    pub fn answer(self, engine: &Engine) {
        match self {
            Question::Track { number, answer } => {
                let found = engine.explain(number).map(|(track, why)| {
                    let who = engine.watch().identification(number).cloned();
                    let track = track.clone();
                    Box::new(Answer { track, why, who })
                });
                answer.send(found).ok();
            }
            Question::Other(Inquiry(ask)) => ask(engine),
        }
    }
}

/// Answers what is waiting, at most as many questions as may wait.
pub fn answer_all(questions: &mut mpsc::Receiver<Question>, engine: &Engine) {
    for _ in 0..QUESTIONS_MAX {
        let Ok(question) = questions.try_recv() else {
            break;
        };
        question.answer(engine);
    }
}

/// Answers questions as they come until something else is due.
pub async fn answer_until(
    due: impl Future<Output = ()>,
    questions: &mut mpsc::Receiver<Question>,
    engine: &Engine,
) {
    tokio::pin!(due);
    loop {
        tokio::select! {
            () = &mut due => return,
            Some(question) = questions.recv() => question.answer(engine),
        }
    }
}
