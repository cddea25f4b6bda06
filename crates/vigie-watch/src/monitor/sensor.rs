//! Sensors that are no longer heard.

use crate::book::{Book, Finding, Key, Phase};
use crate::rules::Rules;
use crate::words::{fact, utc};
use vigie_core::alert::{AlertKind, Severity, Subject};
use vigie_core::sensor::{SensorState, SensorStatus};
use vigie_core::time::{Nanos, UtcNs};

/// Looks at one sensor. One never heard is no alert: its light says so.
pub(crate) fn examine(book: &mut Book, rules: &Rules, now: UtcNs, sensor: &SensorStatus) {
    let key = Key {
        subject: Subject::Sensor(sensor.id),
        kind: AlertKind::SensorSilent,
        area: None,
    };
    if sensor.state != SensorState::Silent {
        book.miss(now, &key, Nanos::ZERO);
        return;
    }
    if book.phase(&key).is_some() {
        return; // nothing about it changes while it is silent
    }
    let site = rules.sites.iter().find(|site| site.id == sensor.id);
    let label = site.map_or_else(
        || format!("sensor {}", sensor.id.0),
        |site| site.name.clone(),
    );
    let heard = sensor.last_heard.map(|at| fact("last_seen", utc(at)));
    book.find(
        now,
        Finding {
            key,
            phase: Phase::Raised,
            severity: Severity::Warning,
            reasons: 1,
            label,
            position: site.and_then(|site| site.position),
            distance_m: None,
            time_to_go: None,
            evidence: heard.into_iter().collect(),
            stands: None,
        },
    );
}
