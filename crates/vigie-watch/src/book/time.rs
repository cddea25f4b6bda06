//! What time does to alerts: events pass, alarms that nobody answers escalate, floods are summarised.

use super::{AlertChangeKind, Book, Finding, Key, Other, Phase};
use crate::rules::index_of;
use crate::words::{fact, utc};
use vigie_core::alert::{AlertId, AlertKind, AlertState, Severity, Subject};
use vigie_core::time::{Nanos, UtcNs};

/// A flood is over when it is over for so long.
const FLOOD_CLEAR: Nanos = Nanos::from_secs(10);

impl Book {
    /// Once a second: ends the events whose time has passed, escalates, summarises, and forgets what was over long ago.
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
            .is_some_and(|(_, alert)| alert.ended.is_none_or(|ended| now - ended > shown))
        {
            self.over.pop_front();
        }
        self.held_back.retain(|_, held| now < held.until);
        self.escalate(now);
        for kind in AlertKind::ALL {
            self.summarise(now, kind);
        }
    }

    /// Ends what the rules no longer look for: a rule was changed.
    pub(crate) fn apply_gate(&mut self, now: UtcNs) {
        let out: Vec<AlertId> = self
            .standing
            .iter()
            .filter(|(_, standing)| {
                let place = standing.alert.position;
                !self.gate.lets(&standing.key, standing.classes, place)
            })
            .map(|(&id, _)| id)
            .collect();
        for id in out {
            self.end(now, id, Some(fact("rule_changed", utc(now))));
        }
    }

    /// An alarm that nobody acknowledged says so, after the time of its rule and again after each.
    fn escalate(&mut self, now: UtcNs) {
        let mut escalated = Vec::new();
        for (id, standing) in &mut self.standing {
            let alert = &mut standing.alert;
            let after = self.gate.scope(alert.kind).escalate_after;
            let unanswered = alert.severity == Severity::Alarm && alert.state == AlertState::Raised;
            if !unanswered || after <= Nanos::ZERO || now - standing.unanswered_since < after {
                continue;
            }
            standing.unanswered_since = now;
            standing.escalations = standing.escalations.saturating_add(1);
            for list in [&mut standing.notes, &mut alert.evidence] {
                list.retain(|fact| fact.key != "escalations" && fact.key != "escalated_at");
                list.push(fact("escalations", standing.escalations.to_string()));
                list.push(fact("escalated_at", utc(now)));
            }
            escalated.push(*id);
        }
        let count = escalated.len() as u64;
        self.counters.escalations = self.counters.escalations.saturating_add(count);
        for id in escalated {
            self.note(id, AlertChangeKind::Escalated);
        }
    }

    /// One alert for all those of a kind beyond what is shown.
    fn summarise(&mut self, now: UtcNs, kind: AlertKind) {
        if kind == AlertKind::AlertFlood {
            return;
        }
        let key = Key::new(Subject::System, AlertKind::AlertFlood).with(Other::Kind(kind));
        let more = self.by_kind[index_of(kind)].saturating_sub(self.gate.shown_max(kind));
        if more == 0 {
            self.miss(now, &key, FLOOD_CLEAR);
            return;
        }
        let mut finding = Finding::new(key, Severity::Warning, kind.name().to_owned());
        finding.phase = Phase::Raised;
        finding.evidence = vec![
            fact("flood_of", kind.name()),
            fact("not_shown", more.to_string()),
        ];
        self.find(now, finding);
    }
}
