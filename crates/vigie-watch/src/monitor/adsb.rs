//! Transponders without ADS-B where ADS-B is required and would be received.
//!
//! Where it is required is configuration (the rule's `areas` and its level); the rule is off until somebody switches it on.

use super::{Level, Sight, cover, flight_evidence, nm};
use crate::book::{Book, Finding, Key};
use crate::rules::Rules;
use crate::words::fact;
use vigie_core::alert::{AlertKind, Severity};
use vigie_core::report::ReportKind;
use vigie_core::sensor::{SensorKind, SensorState, SensorStatus};
use vigie_core::time::UtcNs;

/// Looks at one confirmed track. `since` is since when ADS-B is missing.
pub(crate) fn examine(
    book: &mut Book,
    rules: &Rules,
    sight: &Sight<'_>,
    sensors: &[SensorStatus],
    since: &mut Option<UtcNs>,
) {
    let (rule, now, track) = (&rules.adsb, sight.now, sight.track);
    if !rules.scope(AlertKind::WithoutAdsb).enabled {
        return;
    }
    let key = Key::of_track(track.number, AlertKind::WithoutAdsb);
    let last = |wanted: fn(ReportKind) -> bool| {
        let of = track.contributions.iter().filter(|c| wanted(c.kind));
        of.map(|c| c.at).max()
    };
    let replied =
        last(|kind| matches!(kind, ReportKind::Ssr | ReportKind::ModeS | ReportKind::Mlat));
    let broadcast = last(|kind| kind == ReportKind::AdsB);
    let high = matches!(sight.level, Level::Known { ft, .. } if ft >= rule.level_min_ft);
    let replies = replied.is_some_and(|at| now - at <= rule.reply_age_max);
    let silent = broadcast.is_none_or(|at| now - at >= rule.lasting);
    let receiver = (high && replies && silent && !track.on_ground)
        .then(|| receiver(rules, sight, sensors))
        .flatten();
    let Some((name, distance_m)) = receiver else {
        *since = None;
        book.miss(now, &key, rule.clear);
        return;
    };
    let began = *since.get_or_insert(now);
    if book.phase(&key).is_none() && now - began < rule.lasting {
        return;
    }
    let mut evidence = vec![
        fact("sensor", name),
        fact("sensor_distance_nm", nm(distance_m)),
    ];
    evidence.extend(flight_evidence(sight));
    let finding = Finding {
        evidence,
        ..Finding::of_track(key, Severity::Caution, track)
    };
    book.find(now, finding);
}

/// A receiver that is alive and would hear it, and how far it is.
fn receiver<'a>(
    rules: &'a Rules,
    sight: &Sight<'_>,
    sensors: &[SensorStatus],
) -> Option<(&'a str, f64)> {
    rules.sites.iter().find_map(|site| {
        let alive = |s: &SensorStatus| s.id == site.id && s.state == SensorState::Alive;
        let hears = site.kind == SensorKind::Receiver && sensors.iter().any(alive);
        let distance_m = cover::distance_m(rules, site, sight.track, rules.adsb.coverage)?;
        hears.then_some((site.name.as_str(), distance_m))
    })
}
