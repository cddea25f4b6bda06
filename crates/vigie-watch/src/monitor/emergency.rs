//! Emergency codes and ADS-B emergency states.

use crate::book::{Book, Finding, Key, Phase};
use crate::rules::EmergencyRule;
use crate::words::{fact, label, speed, utc};
use vigie_core::alert::{AlertKind, Evidence, Severity, Subject};
use vigie_core::identity::Emergency;
use vigie_core::time::UtcNs;
use vigie_core::track::Track;

/// Looks at what a track declares. Tentative tracks too: two replies of one target are enough.
pub(crate) fn examine(book: &mut Book, rule: &EmergencyRule, now: UtcNs, track: &Track) {
    let by_code = track
        .identity
        .mode_a
        .filter(|statement| statement.replies >= rule.replies)
        .and_then(|statement| Some((statement, statement.code.emergency()?)));
    let by_state = track.identity.emergency;
    let key = Key {
        subject: Subject::Track(track.number),
        kind: AlertKind::EmergencySquawk,
        area: None,
    };
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
    book.find(
        now,
        Finding {
            key,
            phase: Phase::Raised,
            severity: Severity::Alarm,
            reasons,
            label: label(track),
            position: Some(track.position),
            distance_m: None,
            time_to_go: None,
            evidence,
            stands: None,
        },
    );
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
