//! The book of alerts: their numbers, their life-cycle, who has seen them. Knows no rule but what every rule has.

mod orders;
mod time;

pub(crate) use orders::name_refusal;
pub use orders::{NAME_CHARS_MAX, Refusal};

use crate::gate::Gate;
use crate::rules::{Bounds, Classes, index_of};
use crate::words::{fact, label, utc};
use std::collections::{BTreeMap, VecDeque};
use vigie_core::airspace::AreaId;
use vigie_core::alert::{Alert, AlertId, AlertKind, AlertState, Evidence, Severity, Subject};
use vigie_core::place::Wgs84;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackNumber};

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
    /// It got worse: what was predicted is true, or something new is; if it was acknowledged it is raised anew. Or
    /// nobody acknowledged an alarm for too long.
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
    /// Times an alarm said that nobody acknowledged it.
    pub escalations: u64,
    /// Alerts that operators marked as nuisance.
    pub nuisances: u64,
    /// Alerts not begun because an operator had marked the same one as nuisance.
    pub held_back: u64,
    /// Nuisances beyond the bound of the table: counted, not held back.
    pub holds_refused: u64,
}

/// What came of one rule in one area (or in none).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Alerts begun.
    pub begun: u64,
    /// Of those, marked as nuisance.
    pub nuisances: u64,
}

/// There is at most one standing alert of one kind, about one subject, in one area, about one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) subject: Subject,
    pub(crate) kind: AlertKind,
    pub(crate) area: Option<AreaId>,
    pub(crate) other: Other,
}

/// What an alert is about beside its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Other {
    Nothing,
    Kind(AlertKind),
}

impl Key {
    pub(crate) const fn new(subject: Subject, kind: AlertKind) -> Key {
        Key {
            subject,
            kind,
            area: None,
            other: Other::Nothing,
        }
    }

    pub(crate) const fn of_track(number: TrackNumber, kind: AlertKind) -> Key {
        Key::new(Subject::Track(number), kind)
    }

    pub(crate) const fn in_area(self, area: AreaId) -> Key {
        Key {
            area: Some(area),
            ..self
        }
    }

    pub(crate) const fn with(self, other: Other) -> Key {
        Key { other, ..self }
    }
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
    /// Of which classes the target is.
    pub(crate) classes: Classes,
}

impl Finding {
    /// Something that is true now.
    pub(crate) fn new(key: Key, severity: Severity, label: String) -> Finding {
        Finding {
            key,
            phase: Phase::Raised,
            severity,
            reasons: 1,
            label,
            position: None,
            distance_m: None,
            time_to_go: None,
            evidence: Vec::new(),
            stands: None,
            classes: Classes::default(),
        }
    }

    /// Something that is true of a track now.
    pub(crate) fn of_track(key: Key, severity: Severity, track: &Track) -> Finding {
        Finding {
            position: Some(track.position),
            classes: Classes::of(track),
            ..Finding::new(key, severity, label(track))
        }
    }
}

#[derive(Debug, Clone)]
struct Standing {
    alert: Alert,
    key: Key,
    phase: Phase,
    reasons: u32,
    classes: Classes,
    /// Since when it is raised and not acknowledged.
    unanswered_since: UtcNs,
    /// So often it said that nobody acknowledged it.
    escalations: u32,
    /// Facts of its life, kept when a rule states its evidence anew.
    notes: Vec<Evidence>,
    /// Since when its rule no longer finds it.
    absent_since: Option<UtcNs>,
    /// An event: when it is over by itself.
    expires: Option<UtcNs>,
}

/// An alert is over when its rule does not look there, or at such a target, for so long.
const OUT_OF_SCOPE: Nanos = Nanos::from_secs(5);

#[derive(Debug, Clone)]
pub(crate) struct Book {
    bounds: Bounds,
    last_id: u32,
    standing: BTreeMap<AlertId, Standing>,
    by_key: BTreeMap<Key, AlertId>,
    by_severity: [usize; 3],
    by_kind: [usize; KINDS],
    over: VecDeque<(Key, Alert)>,
    /// What operators marked as nuisance, and until when it is not alerted again.
    held_back: BTreeMap<Key, Held>,
    changes: Vec<AlertChange>,
    pub(crate) gate: Gate,
    pub(crate) counters: Counters,
    pub(crate) tallies: BTreeMap<(AlertKind, Option<AreaId>), Tally>,
}

const KINDS: usize = AlertKind::ALL.len();

/// How bad it was when an operator called it a nuisance: worse is alerted.
#[derive(Debug, Clone, Copy)]
struct Held {
    until: UtcNs,
    phase: Phase,
    severity: Severity,
    reasons: u32,
}

impl Book {
    pub(crate) fn new(bounds: Bounds, gate: Gate) -> Book {
        Book {
            bounds,
            last_id: 0,
            standing: BTreeMap::new(),
            by_key: BTreeMap::new(),
            by_severity: [0; 3],
            by_kind: [0; KINDS],
            over: VecDeque::new(),
            held_back: BTreeMap::new(),
            changes: Vec::new(),
            gate,
            counters: Counters::default(),
            tallies: BTreeMap::new(),
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
        if !self
            .gate
            .lets(&finding.key, finding.classes, finding.position)
        {
            self.miss(now, &finding.key, OUT_OF_SCOPE);
            return;
        }
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
        let lately = self.over.iter().rev().map(|(_, alert)| alert);
        let lately = lately.filter(|alert| alert.ended.is_some_and(|ended| now - ended <= shown));
        let mut of_kind = [0_usize; KINDS];
        let mut told: Vec<Alert> = ranked.into_iter().cloned().collect();
        for alert in &mut told {
            let count = &mut of_kind[index_of(alert.kind)];
            *count += 1;
            alert.summarised = *count > self.gate.shown_max(alert.kind);
        }
        told.extend(lately.cloned());
        told
    }

    fn begin(&mut self, now: UtcNs, finding: Finding) {
        if self.is_held_back(now, &finding) {
            self.counters.held_back = self.counters.held_back.saturating_add(1);
            return;
        }
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
            summarised: false,
        };
        self.by_severity[rank(finding.severity)] += 1;
        self.by_kind[index_of(finding.key.kind)] += 1;
        let tally = (finding.key.kind, finding.key.area);
        let tally = self.tallies.entry(tally).or_default();
        tally.begun = tally.begun.saturating_add(1);
        self.by_key.insert(finding.key, id);
        self.standing.insert(
            id,
            Standing {
                alert,
                key: finding.key,
                phase: finding.phase,
                reasons: finding.reasons,
                classes: finding.classes,
                unanswered_since: now,
                escalations: 0,
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
        standing.classes = finding.classes;
        if is_worse {
            standing.unanswered_since = now;
        }
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

    fn end(&mut self, now: UtcNs, id: AlertId, fact: Option<Evidence>) {
        let Some((key, mut alert)) = self.take(id) else {
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
            self.over.push_back((key, alert));
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

    fn take(&mut self, id: AlertId) -> Option<(Key, Alert)> {
        let Standing { alert, key, .. } = self.standing.remove(&id)?;
        self.by_severity[rank(alert.severity)] -= 1;
        self.by_kind[index_of(key.kind)] -= 1;
        self.by_key.remove(&key);
        Some((key, alert))
    }

    fn of_track(&self, number: TrackNumber) -> Vec<(Key, AlertId)> {
        let subject = Subject::Track(number);
        let first = Key::new(subject, AlertKind::EmergencySquawk); // the least of the kinds
        self.by_key
            .range(first..)
            .take_while(|(key, _)| key.subject == subject)
            .map(|(&key, &id)| (key, id))
            .collect()
    }

    /// The alerts about this track and another one.
    fn pairs_of(&self, number: TrackNumber) -> Vec<AlertId> {
        let least = TrackNumber(0);
        let first = Key::new(Subject::Pair(least, least), AlertKind::EmergencySquawk);
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
