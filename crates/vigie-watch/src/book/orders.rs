//! What people say of alerts: seen, and nuisance.

use super::{AlertChangeKind, Book, Held, Key, Phase, Standing};
use crate::rules::WatchError;
use crate::words::fact;
use vigie_core::alert::{Acknowledgement, Alert, AlertId, AlertState, Severity};
use vigie_core::command::Command;
use vigie_core::time::{Nanos, UtcNs};

/// The longest name that can acknowledge, characters.
pub const NAME_CHARS_MAX: usize = 64;
/// So many nuisances are held back at most.
const HELD_MAX: usize = 1_024;

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// No such alert was ever given, or it is long over.
    #[error("there is no such alert")]
    UnknownAlert,
    /// The alert is over.
    #[error("the alert is over")]
    AlertOver,
    /// Somebody was quicker.
    #[error("the alert is already acknowledged, by {0}")]
    AlreadyAcknowledged(String),
    /// Somebody was quicker.
    #[error("the alert is already marked as nuisance, by {0}")]
    AlreadyNuisance(String),
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
    /// The rule cannot be so.
    #[error(transparent)]
    Rule(#[from] WatchError),
}

impl Book {
    /// Counts a command that is refused.
    pub(crate) fn refuse(&mut self) {
        self.counters.commands_refused = self.counters.commands_refused.saturating_add(1);
    }

    /// Why an acknowledgement would be refused now.
    pub(crate) fn acknowledge_refusal(&self, id: AlertId) -> Option<Refusal> {
        if let Some(standing) = self.standing.get(&id) {
            let seen = standing.alert.acknowledged.as_ref()?;
            return Some(Refusal::AlreadyAcknowledged(seen.by.clone()));
        }
        let over = self.over.iter().find(|(_, alert)| alert.id == id);
        // an event is over once it is acknowledged: who comes second is told why
        Some(over.map_or(Refusal::UnknownAlert, |(_, alert)| {
            match (&alert.acknowledged, alert.ended) {
                (Some(seen), Some(ended)) if seen.at >= ended => {
                    Refusal::AlreadyAcknowledged(seen.by.clone())
                }
                _ => Refusal::AlertOver,
            }
        }))
    }

    /// Why a mark as nuisance would be refused now. What is over can still be marked, while it is shown.
    pub(crate) fn nuisance_refusal(&self, id: AlertId) -> Option<Refusal> {
        let Some(alert) = self.alert(id) else {
            return Some(Refusal::UnknownAlert);
        };
        let marked = alert
            .evidence
            .iter()
            .find(|fact| fact.key == "nuisance_by")?;
        Some(Refusal::AlreadyNuisance(marked.value.clone()))
    }

    fn alert(&self, id: AlertId) -> Option<&Alert> {
        let over = || self.over.iter().find(|(_, alert)| alert.id == id);
        let standing = self.standing.get(&id).map(|standing| &standing.alert);
        standing.or_else(|| over().map(|(_, alert)| alert))
    }

    /// Notes that somebody has seen an alert. An event is over thereby.
    pub(crate) fn acknowledge(&mut self, now: UtcNs, id: AlertId, command: &Command) {
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

    /// Counts an alert as nuisance, for its rule and area. While its rule holds nuisances back it is over, and not begun
    /// again unless it gets worse.
    pub(crate) fn mark_nuisance(&mut self, now: UtcNs, id: AlertId, command: &Command) {
        self.acknowledge(now, id, command);
        let mark = fact("nuisance_by", command.by.trim());
        let held = if let Some(standing) = self.standing.get_mut(&id) {
            standing.alert.evidence.push(mark.clone());
            standing.notes.push(mark);
            held_of(standing)
        } else if let Some((key, alert)) = self.over.iter_mut().find(|(_, alert)| alert.id == id) {
            alert.evidence.push(mark);
            (*key, Phase::Raised, alert.severity, u32::MAX)
        } else {
            return;
        };
        let (key, phase, severity, reasons) = held;
        self.counters.nuisances = self.counters.nuisances.saturating_add(1);
        let tally = self.tallies.entry((key.kind, key.area)).or_default();
        tally.nuisances = tally.nuisances.saturating_add(1);
        let hold = self.gate.scope(key.kind).nuisance_hold;
        if hold > Nanos::ZERO {
            self.hold_back(
                key,
                Held {
                    until: now + hold,
                    phase,
                    severity,
                    reasons,
                },
            );
            self.end(now, id, None);
        }
        self.note(id, AlertChangeKind::Updated);
    }

    fn hold_back(&mut self, key: Key, held: Held) {
        if self.held_back.len() >= HELD_MAX && !self.held_back.contains_key(&key) {
            self.counters.holds_refused = self.counters.holds_refused.saturating_add(1);
            return;
        }
        self.held_back.insert(key, held);
    }

    /// Whether an operator called the same thing, as bad as this or worse, a nuisance lately.
    pub(super) fn is_held_back(&self, now: UtcNs, finding: &super::Finding) -> bool {
        self.held_back.get(&finding.key).is_some_and(|held| {
            now < held.until
                && finding.phase <= held.phase
                && finding.severity <= held.severity
                && finding.reasons & !held.reasons == 0
        })
    }
}

fn held_of(standing: &Standing) -> (Key, Phase, Severity, u32) {
    (
        standing.key,
        standing.phase,
        standing.alert.severity,
        standing.reasons,
    )
}

/// Why nobody may act under this name.
pub(crate) fn name_refusal(name: &str) -> Option<Refusal> {
    if name.trim().is_empty() {
        Some(Refusal::NoName)
    } else if name.chars().nth(NAME_CHARS_MAX).is_some() {
        Some(Refusal::LongName)
    } else if name.chars().any(crate::words::is_disguise) {
        Some(Refusal::UnprintableName)
    } else {
        None
    }
}
