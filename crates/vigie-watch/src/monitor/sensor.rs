//! Sensors that are no longer heard, and sensors that measure wrongly.

use crate::book::{Book, Finding, Key};
use crate::rules::{BiasRule, Rules};
use crate::words::{fact, utc, whole};
use std::collections::BTreeMap;
use vigie_core::alert::{AlertKind, Evidence, Severity, Subject};
use vigie_core::sensor::{Registration, SensorId, SensorState, SensorStatus};
use vigie_core::time::{Nanos, UtcNs};

/// Looks at one sensor. One never heard is no alert: its light says so.
pub(crate) fn examine(book: &mut Book, rules: &Rules, now: UtcNs, sensor: &SensorStatus) {
    let key = Key::new(Subject::Sensor(sensor.id), AlertKind::SensorSilent);
    if sensor.state != SensorState::Silent {
        book.miss(now, &key, Nanos::ZERO);
        return;
    }
    if book.phase(&key).is_some() {
        return; // nothing about it changes while it is silent
    }
    let heard = sensor.last_heard.map(|at| fact("last_seen", utc(at)));
    let finding = finding(rules, sensor, key, heard.into_iter().collect());
    book.find(now, finding);
}

fn finding(rules: &Rules, sensor: &SensorStatus, key: Key, evidence: Vec<Evidence>) -> Finding {
    let site = rules.sites.iter().find(|site| site.id == sensor.id);
    let label = site.map_or_else(
        || format!("sensor {}", sensor.id.0),
        |site| site.name.clone(),
    );
    Finding {
        position: site.and_then(|site| site.position),
        evidence,
        ..Finding::new(key, Severity::Warning, label)
    }
}

/// Looks at how wrongly one sensor measures. `since` is since when it is over its limits.
pub(crate) fn examine_bias(
    book: &mut Book,
    rules: &Rules,
    now: UtcNs,
    sensor: &SensorStatus,
    since: &mut BTreeMap<SensorId, UtcNs>,
) {
    let rule = &rules.bias;
    let key = Key::new(Subject::Sensor(sensor.id), AlertKind::SensorBias);
    let stands = book.phase(&key).is_some();
    let known = sensor.registration.filter(|r| r.pairs >= rule.pairs);
    let share = if stands { rule.clear_share } else { 1.0 };
    let evidence = known.map_or_else(Vec::new, |r| over_limits(rule, &r, share));
    if evidence.is_empty() {
        since.remove(&sensor.id);
        book.miss(now, &key, rule.clear);
        return;
    }
    let began = *since.entry(sensor.id).or_insert(now);
    if stands || now - began >= rule.lasting {
        book.find(now, finding(rules, sensor, key, evidence));
    }
}

/// What is over so large a share of its limit, beyond what the estimate may be wrong by.
fn over_limits(rule: &BiasRule, registration: &Registration, share: f64) -> Vec<Evidence> {
    let over = |value: f64, sigma: f64, limit: f64| {
        let sure = value.abs() - rule.sigmas * sigma.max(0.0);
        limit.is_finite() && sure > limit * share
    };
    let r = registration;
    let (azimuth_deg, azimuth_sigma_deg) =
        (r.azimuth_rad.to_degrees(), r.azimuth_sigma_rad.to_degrees());
    let mut evidence = Vec::new();
    if over(r.range_m, r.range_sigma_m, rule.range_max_m) {
        evidence.push(fact("bias_range_m", whole(r.range_m)));
    }
    if over(azimuth_deg, azimuth_sigma_deg, rule.azimuth_max_deg) {
        evidence.push(fact("bias_azimuth_deg", format!("{azimuth_deg:.2}")));
    }
    if over(r.time_s, r.time_sigma_s, rule.time_max.as_secs_f64()) {
        evidence.push(fact("bias_time_s", format!("{:.2}", r.time_s)));
    }
    evidence
}
