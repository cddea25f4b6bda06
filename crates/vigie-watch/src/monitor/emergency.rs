//! Emergency codes and ADS-B emergency states.

use crate::book::{Book, Finding, Key};
use crate::rules::EmergencyRule;
use crate::words::{fact, speed, utc};
use vigie_core::alert::{AlertKind, Evidence, Severity};
use vigie_core::identity::{Emergency, ModeA};
use vigie_core::time::UtcNs;
use vigie_core::track::Track;

/// What is remembered of a track's code.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    code: Option<ModeA>,
    /// The code before it.
    before: Option<ModeA>,
}

impl Memory {
    fn note(&mut self, code: ModeA) {
        if self.code != Some(code) {
            self.before = self.code.replace(code);
        }
    }

    /// Two replies that overlap give the bits of both: a code that only adds bits to the one before may be that.
    fn may_be_garbled(self, code: ModeA) -> bool {
        self.before
            .is_some_and(|before| before.emergency().is_none() && before.bits() & !code.bits() == 0)
    }
}

/// Looks at what a track declares. Tentative tracks too: two replies of one target are enough.
pub(crate) fn examine(
    book: &mut Book,
    rule: &EmergencyRule,
    now: UtcNs,
    track: &Track,
    memory: &mut Memory,
) {
    if let Some(statement) = track.identity.mode_a {
        memory.note(statement.code);
    }
    let by_code = track
        .identity
        .mode_a
        .and_then(|statement| Some((statement, statement.code.emergency()?)))
        .filter(|(statement, _)| {
            // an address stands for Mode S, whose replies check themselves
            let bare = track.identity.address.is_none();
            let wanted = if bare && memory.may_be_garbled(statement.code) {
                rule.garble_replies
            } else {
                rule.replies
            };
            statement.replies >= wanted && now - statement.since >= rule.lasting
        });
    let by_state = track.identity.emergency;
    let key = Key::of_track(track.number, AlertKind::EmergencySquawk);
    if by_code.is_none() && by_state.is_none() {
        book.miss(now, &key, rule.clear);
        return;
    }
    let mut reasons = 0;
    let mut evidence: Vec<Evidence> = Vec::new();
    if let Some((statement, emergency)) = by_code {
        reasons |= bit(emergency);
        evidence.push(fact("squawk", statement.code.to_string()));
        // the count grows with every reply; what it proves does not
        evidence.push(fact(
            "replies",
            statement.replies.min(rule.replies).to_string(),
        ));
        evidence.push(fact("code_since", utc(statement.since)));
        evidence.push(fact("emergency", emergency.name()));
    }
    if let Some(emergency) = by_state {
        reasons |= bit(emergency);
        evidence.push(fact("emergency_state", emergency.name()));
        if by_code.is_none_or(|(_, said)| said != emergency) {
            evidence.push(fact("emergency", emergency.name()));
        }
    }
    if let Some(altitude) = track.altitude {
        evidence.push(fact("level_ft", crate::words::whole(altitude.value.ft())));
    }
    evidence.push(speed(track));
    evidence.push(fact("last_seen", utc(track.at)));
    let finding = Finding {
        reasons,
        evidence,
        ..Finding::of_track(key, Severity::Alarm, track)
    };
    book.find(now, finding);
}

const fn bit(emergency: Emergency) -> u32 {
    match emergency {
        Emergency::General => 1,
        Emergency::Medical => 1 << 1,
        Emergency::MinimumFuel => 1 << 2,
        Emergency::RadioFailure => 1 << 3,
        Emergency::UnlawfulInterference => 1 << 4,
        Emergency::Downed => 1 << 5,
    }
}
