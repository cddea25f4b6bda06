//! The book of alerts: their numbers, their life-cycle, who has seen them. Knows no rule.

use crate::rules::Bounds;
use crate::words::{fact, label, utc};
use std::collections::{BTreeMap, VecDeque};
use vigie_core::airspace::AreaId;
use vigie_core::alert::{
    Acknowledgement, Alert, AlertId, AlertKind, AlertState, Evidence, Severity, Subject,
};
use vigie_core::command::{Command, Order};
use vigie_core::place::Wgs84;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackNumber};

/// The longest name that can acknowledge, characters.
pub const NAME_CHARS_MAX: usize = 64;

/// What happened to an alert in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertChange {
    /// Which.
    pub id: AlertId,
    /// What.
    pub kind: AlertChangeKind,
}

/// What can happen to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertChangeKind {
    /// It began, predicted or raised.
    Began,
    /// It got worse: what was predicted is true, or something new is; if it was acknowledged it is raised anew.
    Escalated,
    /// Somebody has seen it.
    Acknowledged,
    /// Its facts changed.
    Updated,
    /// It is over.
    Ended,
    /// It was forgotten while it stood, because the table was full.
    Evicted,
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such alert was ever given, or it is long over.
    #[error("there is no such alert")]
    UnknownAlert,
    /// The alert is over.
    #[error("the alert is over")]
    AlertOver,
    /// The name is empty.
    #[error("a name is needed")]
    NoName,
    /// The name is over 64 characters long.
    #[error("the name is longer than {NAME_CHARS_MAX} characters")]
    LongName,
    /// The name holds a character that cannot be shown or that turns the text around.
    #[error("the name holds a control character")]
    UnprintableName,
    /// A plan or permit says no.
    #[error(transparent)]
    Plan(crate::plans::PlanRefusal),
    /// An identification says no.
    #[error(transparent)]
    Identify(crate::identification::IdentifyRefusal),
}

/// What happened since the start, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Alerts begun.
    pub begun: u64,
    /// Alerts ended.
    pub ended: u64,
    /// Commands refused.
    pub commands_refused: u64,
    /// Times a finding found the table full of alerts at least as severe, and was not alerted.
    pub findings_refused: u64,
    /// Standing alerts that gave way to a more severe one.
    pub evicted: u64,
    /// Alerts over that were forgotten before their time, because there were too many.
    pub over_forgotten: u64,
    /// Pairs that one pass over all tracks left out because there were too many.
    pub conflicts_left_out: u64,
    /// Examinations of tracks whose state was not finite: only their identity was looked at.
    pub states_refused: u64,
}

/// There is at most one standing alert of one kind, about one subject, in one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) subject: Subject,
    pub(crate) kind: AlertKind,
    pub(crate) area: Option<AreaId>,
}

/// Whether it will be true or is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Predicted,
    Raised,
}

/// What a rule found.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) key: Key,
    pub(crate) phase: Phase,
    pub(crate) severity: Severity,
    /// One bit a reason; a reason not seen before raises an acknowledged alert anew.
    pub(crate) reasons: u32,
    pub(crate) label: String,
    pub(crate) position: Option<Wgs84>,
    pub(crate) distance_m: Option<f64>,
    pub(crate) time_to_go: Option<Nanos>,
    pub(crate) evidence: Vec<Evidence>,
    /// An event: over when acknowledged, or so long after.
    pub(crate) stands: Option<Nanos>,
}

#[derive(Debug, Clone)]
struct Standing {
    alert: Alert,
    phase: Phase,
    reasons: u32,
    /// Facts of its life, kept when a rule states its evidence anew.
    notes: Vec<Evidence>,
    /// Since when its rule no longer finds it.
    absent_since: Option<UtcNs>,
    /// An event: when it is over by itself.
    expires: Option<UtcNs>,
}

#[derive(Debug, Clone)]
pub(crate) struct Book {
    bounds: Bounds,
    last_id: u32,
    standing: BTreeMap<AlertId, Standing>,
    by_key: BTreeMap<Key, AlertId>,
    by_severity: [usize; 3],
    over: VecDeque<Alert>,
    changes: Vec<AlertChange>,
    pub(crate) counters: Counters,
}

impl Book {
    pub(crate) fn new(bounds: Bounds) -> Book {
        Book {
            bounds,
            last_id: 0,
            standing: BTreeMap::new(),
            by_key: BTreeMap::new(),
            by_severity: [0; 3],
            over: VecDeque::new(),
            changes: Vec::new(),
            counters: Counters::default(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.standing.is_empty()
    }

    /// Whether an alert stands, and whether it was ever true.
    pub(crate) fn phase(&self, key: &Key) -> Option<Phase> {
        let id = self.by_key.get(key)?;
        self.standing.get(id).map(|standing| standing.phase)
    }

    /// A rule finds something: begins an alert, or brings the one that stands up to date.
    pub(crate) fn find(&mut self, now: UtcNs, finding: Finding) {
        match self.by_key.get(&finding.key).copied() {
            Some(id) => self.bring_up_to_date(now, id, finding),
            None => self.begin(now, finding),
        }
    }

    /// A rule no longer finds something: the alert is over once that has lasted `hold`.
    pub(crate) fn miss(&mut self, now: UtcNs, key: &Key, hold: Nanos) {
        let Some(&id) = self.by_key.get(key) else {
            return;
        };
        let Some(standing) = self.standing.get_mut(&id) else {
            return;
        };
        let since = *standing.absent_since.get_or_insert(now);
        if now - since >= hold {
            self.end(now, id, None);
        }
    }

    /// Ends an alert at once, with one more fact.
    pub(crate) fn end_with(&mut self, now: UtcNs, key: &Key, fact: Option<Evidence>) {
        if let Some(&id) = self.by_key.get(key) {
            self.end(now, id, fact);
        }
    }

    /// Ends the alerts of a track that is no more; events stay. `last` is its last state, where known.
    pub(crate) fn end_track(&mut self, now: UtcNs, number: TrackNumber, last: Option<&Track>) {
        let at = last.map_or(now, |track| track.at);
        for id in self.pairs_of(number) {
            self.end(now, id, Some(fact("track_ended", utc(at))));
        }
        for (key, id) in self.of_track(number) {
            let Some(standing) = self.standing.get_mut(&id) else {
                continue;
            };
            if let Some(track) = last {
                standing.alert.position = Some(track.position);
                standing.alert.label = label(track);
            }
            if standing.expires.is_none() && key.kind != AlertKind::TrackLoss {
                self.end(now, id, Some(fact("track_ended", utc(at))));
            }
        }
    }

    /// Keeps label and position of a track's events up to date.
    pub(crate) fn follow(&mut self, track: &Track) {
        for (_, id) in self.of_track(track.number) {
            let Some(standing) = self.standing.get_mut(&id) else {
                continue;
            };
            if standing.expires.is_none() {
                continue; // its rule does that
            }
            let (label, position) = (label(track), Some(track.position));
            let alert = &mut standing.alert;
            if alert.label != label || alert.position != position {
                alert.label = label;
                alert.position = position;
                self.note(id, AlertChangeKind::Updated);
            }
        }
    }

    /// Ends the events whose time has passed, and forgets what was over long ago.
    pub(crate) fn pass_time(&mut self, now: UtcNs) {
        let passed: Vec<AlertId> = self
            .standing
            .iter()
            .filter(|(_, standing)| standing.expires.is_some_and(|at| at <= now))
            .map(|(&id, _)| id)
            .collect();
        for id in passed {
            self.end(now, id, None);
        }
        let shown = self.bounds.over_shown;
        while self
            .over
            .front()
            .is_some_and(|alert| alert.ended.is_none_or(|ended| now - ended > shown))
        {
            self.over.pop_front();
        }
    }

    /// Why a command would be refused now.
    pub(crate) fn refusal(&self, command: &Command) -> Option<Refusal> {
        if let Some(refusal) = name_refusal(&command.by) {
            return Some(refusal);
        }
        let Order::Acknowledge(id) = command.order else {
            return None; // the other registers have their own reasons
        };
        if self.standing.contains_key(&id) {
            None
        } else if self.over.iter().any(|alert| alert.id == id) {
            Some(Refusal::AlertOver)
        } else {
            Some(Refusal::UnknownAlert)
        }
    }

    /// Counts a command that is refused.
    pub(crate) fn refuse(&mut self) {
        self.counters.commands_refused = self.counters.commands_refused.saturating_add(1);
    }

    /// Does what was decided, if it is about an alert and not refused.
    pub(crate) fn obey(&mut self, now: UtcNs, command: &Command) {
        if let Order::Acknowledge(id) = command.order {
            self.acknowledge(now, id, command);
        }
    }

    /// What happened since the last call.
    pub(crate) fn take_changes(&mut self) -> Vec<AlertChange> {
        std::mem::take(&mut self.changes)
    }

    /// Those standing, most urgent first, then those lately over, newest first.
    pub(crate) fn ranked(&self, now: UtcNs) -> Vec<Alert> {
        let mut ranked: Vec<&Alert> = self.standing.values().map(|s| &s.alert).collect();
        ranked.sort_by_key(|alert| {
            (
                std::cmp::Reverse(alert.severity),
                alert.state == AlertState::Acknowledged,
                alert.since,
                alert.id,
            )
        });
        let shown = self.bounds.over_shown;
        let lately = self
            .over
            .iter()
            .rev()
            .filter(|alert| alert.ended.is_some_and(|ended| now - ended <= shown));
        ranked.into_iter().chain(lately).cloned().collect()
    }

    fn begin(&mut self, now: UtcNs, finding: Finding) {
        if !self.make_room(finding.severity) {
            self.counters.findings_refused = self.counters.findings_refused.saturating_add(1);
            return;
        }
        let Some(number) = self.last_id.checked_add(1) else {
            self.counters.findings_refused = self.counters.findings_refused.saturating_add(1);
            return; // four thousand million alerts: a number is never given twice
        };
        self.last_id = number;
        let id = AlertId(number);
        let alert = Alert {
            id,
            kind: finding.key.kind,
            severity: finding.severity,
            state: state_of(finding.phase),
            subject: finding.key.subject,
            label: finding.label,
            since: now,
            ended: None,
            acknowledged: None,
            area: finding.key.area,
            position: finding.position,
            distance_m: finding.distance_m,
            time_to_go: finding.time_to_go,
            evidence: finding.evidence,
        };
        self.by_severity[rank(finding.severity)] += 1;
        self.by_key.insert(finding.key, id);
        self.standing.insert(
            id,
            Standing {
                alert,
                phase: finding.phase,
                reasons: finding.reasons,
                notes: Vec::new(),
                absent_since: None,
                expires: finding.stands.map(|stands| now + stands),
            },
        );
        self.counters.begun = self.counters.begun.saturating_add(1);
        self.note(id, AlertChangeKind::Began);
    }

    fn bring_up_to_date(&mut self, now: UtcNs, id: AlertId, finding: Finding) {
        let Some(standing) = self.standing.get_mut(&id) else {
            return;
        };
        let before = standing.alert.clone();
        let is_worse = finding.phase > standing.phase || finding.reasons & !standing.reasons != 0;
        standing.absent_since = None;
        standing.reasons |= finding.reasons;
        if finding.phase > standing.phase {
            standing.notes.push(fact("raised_at", utc(now)));
        }
        standing.phase = standing.phase.max(finding.phase);
        let alert = &mut standing.alert;
        if is_worse && let Some(seen) = alert.acknowledged.take() {
            // who has seen the smaller evil has not seen this one
            standing.notes.retain(|note| note.key != "seen_before_by");
            standing.notes.push(fact("seen_before_by", seen.by));
        }
        if alert.acknowledged.is_none() {
            alert.state = state_of(standing.phase);
        }
        let severity = alert.severity.max(finding.severity);
        self.by_severity[rank(alert.severity)] -= 1;
        self.by_severity[rank(severity)] += 1;
        alert.severity = severity;
        alert.label = finding.label;
        alert.position = finding.position;
        alert.distance_m = finding.distance_m;
        alert.time_to_go = finding.time_to_go;
        alert.evidence = finding.evidence;
        alert.evidence.extend(standing.notes.iter().cloned());
        let changed = standing.alert != before;
        if is_worse {
            self.note(id, AlertChangeKind::Escalated);
        } else if changed {
            self.note(id, AlertChangeKind::Updated);
        }
    }

    fn acknowledge(&mut self, now: UtcNs, id: AlertId, command: &Command) {
        let Some(standing) = self.standing.get_mut(&id) else {
            return;
        };
        if standing.alert.acknowledged.is_some() {
            return; // the first one keeps it
        }
        standing.alert.acknowledged = Some(Acknowledgement {
            by: command.by.trim().to_owned(),
            at: command.at,
        });
        standing.alert.state = AlertState::Acknowledged;
        let is_event = standing.expires.is_some();
        self.note(id, AlertChangeKind::Acknowledged);
        if is_event {
            self.end(now, id, None);
        }
    }

    fn end(&mut self, now: UtcNs, id: AlertId, fact: Option<Evidence>) {
        let Some(mut alert) = self.take(id) else {
            return;
        };
        alert.state = AlertState::Over;
        alert.ended = Some(now);
        alert.time_to_go = None;
        alert.distance_m = None;
        alert.evidence.extend(fact);
        if self.over.len() >= self.bounds.over_max {
            self.over.pop_front();
            self.counters.over_forgotten = self.counters.over_forgotten.saturating_add(1);
        }
        if self.bounds.over_max > 0 {
            self.over.push_back(alert);
        }
        self.counters.ended = self.counters.ended.saturating_add(1);
        self.note(id, AlertChangeKind::Ended);
    }

    /// Makes room for one alert of this severity; says whether there is some.
    fn make_room(&mut self, severity: Severity) -> bool {
        if self.standing.len() < self.bounds.standing_max {
            return true;
        }
        if self.by_severity[..rank(severity)].iter().all(|&n| n == 0) {
            return false;
        }
        // the least severe gives way, among those one that somebody has seen, among those the oldest
        let least = self
            .standing
            .values()
            .map(|s| (s.alert.severity, s.alert.acknowledged.is_none(), s.alert.id))
            .min();
        if let Some((.., id)) = least {
            self.take(id);
            self.counters.evicted = self.counters.evicted.saturating_add(1);
            self.note(id, AlertChangeKind::Evicted);
        }
        true
    }

    fn take(&mut self, id: AlertId) -> Option<Alert> {
        let standing = self.standing.remove(&id)?;
        let alert = standing.alert;
        self.by_severity[rank(alert.severity)] -= 1;
        self.by_key.remove(&Key {
            subject: alert.subject,
            kind: alert.kind,
            area: alert.area,
        });
        Some(alert)
    }

    fn of_track(&self, number: TrackNumber) -> Vec<(Key, AlertId)> {
        let subject = Subject::Track(number);
        let first = Key {
            subject,
            kind: AlertKind::EmergencySquawk, // the least of the kinds
            area: None,
        };
        self.by_key
            .range(first..)
            .take_while(|(key, _)| key.subject == subject)
            .map(|(&key, &id)| (key, id))
            .collect()
    }

    /// The alerts about this track and another one.
    fn pairs_of(&self, number: TrackNumber) -> Vec<AlertId> {
        let least = TrackNumber(0);
        let first = Key {
            subject: Subject::Pair(least, least),
            kind: AlertKind::EmergencySquawk,
            area: None,
        };
        self.by_key
            .range(first..)
            .map_while(|(key, &id)| match key.subject {
                Subject::Pair(one, other) => Some((one == number || other == number, id)),
                _ => None,
            })
            .filter_map(|(is_of, id)| is_of.then_some(id))
            .collect()
    }

    fn note(&mut self, id: AlertId, kind: AlertChangeKind) {
        self.changes.push(AlertChange { id, kind });
    }
}

const fn state_of(phase: Phase) -> AlertState {
    match phase {
        Phase::Predicted => AlertState::Predicted,
        Phase::Raised => AlertState::Raised,
    }
}

const fn rank(severity: Severity) -> usize {
    match severity {
        Severity::Caution => 0,
        Severity::Warning => 1,
        Severity::Alarm => 2,
    }
}

fn name_refusal(name: &str) -> Option<Refusal> {
    // what turns or hides text (Unicode Cf, the part in use) is as bad in a log as a control character
    let hides = |c: char| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
    };
    if name.trim().is_empty() {
        Some(Refusal::NoName)
    } else if name.chars().nth(NAME_CHARS_MAX).is_some() {
        Some(Refusal::LongName)
    } else if name.chars().any(|c| c.is_control() || hides(c)) {
        Some(Refusal::UnprintableName)
    } else {
        None
    }
}
