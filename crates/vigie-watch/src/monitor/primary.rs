//! Targets that only primary radar sees.
//!
//! It says that there is one, not what it is. Clutter makes tracks too: a target is alerted when it is plotted steadily,
//! long enough, and at a speed of aircraft. In a system without any secondary radar every target is one: switch it off.

use super::{Sight, flight_evidence};
use crate::book::{Book, Finding, Key};
use crate::rules::Rules;
use crate::words::fact;
use vigie_core::alert::{AlertKind, Severity};
use vigie_core::place::MPS_PER_KNOT;
use vigie_core::report::ReportKind;
use vigie_core::sensor::SensorKind;
use vigie_core::track::TrackStatus;

/// Looks at one confirmed track.
pub(crate) fn examine(book: &mut Book, rules: &Rules, sight: &Sight<'_>) {
    let track = sight.track;
    let key = Key::of_track(track.number, AlertKind::PrimaryOnly);
    if track.has_transponder() || track.on_ground || track.last_kind != ReportKind::Psr {
        book.miss(sight.now, &key, rules.primary.clear);
        return;
    }
    let rule = &rules.primary;
    let knots = sight.speed_mps / MPS_PER_KNOT;
    let age_s = (track.at - track.initiated).as_secs_f64();
    let steady = f64::from(track.plots) >= rule.plot_share * age_s / turn_s(rules, sight);
    let moves = knots >= rule.speed_min_kt && knots <= rule.speed_max_kt;
    let begun = book.phase(&key).is_some();
    let firm = track.plots >= rule.plots && age_s >= rule.lasting.as_secs_f64();
    if !moves || !(begun || firm && steady && track.status == TrackStatus::Confirmed) {
        book.miss(sight.now, &key, rule.clear);
        return;
    }
    let mut evidence = vec![fact("transponder", "no")];
    evidence.extend(flight_evidence(sight));
    let finding = Finding {
        evidence,
        ..Finding::of_track(key, Severity::Caution, track)
    };
    book.find(sight.now, finding);
}

/// The turn of the slowest radar that contributes, seconds.
fn turn_s(rules: &Rules, sight: &Sight<'_>) -> f64 {
    let turns = sight.track.contributions.iter().filter_map(|contribution| {
        let site = rules.sites.iter().find(|s| s.id == contribution.sensor)?;
        match site.kind {
            SensorKind::Radar(model) => Some(model.turn.as_secs_f64()),
            SensorKind::Receiver | SensorKind::Tracker => None,
        }
    });
    turns.fold(0.1, f64::max)
}
