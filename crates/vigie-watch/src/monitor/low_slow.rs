//! Low and slow targets in guarded areas, and inside the border near it.

use super::{Level, Sight, Zone, flight_evidence, m_of_n, near_aerodrome, nm};
use crate::book::{Book, Finding, Key};
use crate::rules::{LowSlowRule, Rules};
use crate::words::fact;
use crate::zones::Zones;
use vigie_core::airspace::AreaKind;
use vigie_core::alert::{AlertKind, Severity};
use vigie_core::place::MPS_PER_KNOT;
use vigie_core::track::TrackStatus;

/// The last examinations of one track and one area.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hits {
    zone: usize,
    bits: u8,
}

/// Looks at every area near a confirmed track.
pub(crate) fn examine(
    book: &mut Book,
    rules: &Rules,
    zones: &Zones,
    near: &[usize],
    memory: &mut Vec<Hits>,
    sight: &Sight<'_>,
) {
    let rule = &rules.low_slow;
    let candidate = is_low_and_slow(rule, sight)
        && !near_aerodrome(rules, sight.track, rule.aerodrome_radius_m);
    if !candidate && memory.is_empty() {
        return;
    }
    let mut known = std::mem::take(memory);
    for &index in near.iter().filter(|_| candidate) {
        if known.iter().all(|hits| hits.zone != index) {
            known.push(Hits {
                zone: index,
                bits: 0,
            });
        }
    }
    for mut hits in known {
        let zone = zones.zone(hits.zone);
        let key = Key::of_track(sight.track.number, AlertKind::LowSlow).in_area(zone.volume.id);
        let inside = if candidate {
            depth(rule, zone, sight)
        } else {
            None
        };
        let firm = m_of_n(
            &mut hits.bits,
            inside.is_some(),
            rule.confirm,
            rule.confirm_of,
        );
        let stands = book.phase(&key).is_some();
        match inside {
            Some(depth_m) if stands || firm => report(book, zone, sight, key, depth_m),
            Some(_) => {}
            None => book.miss(sight.now, &key, rule.clear),
        }
        if hits.bits != 0 || book.phase(&key).is_some() {
            memory.push(hits);
        }
    }
}

fn is_low_and_slow(rule: &LowSlowRule, sight: &Sight<'_>) -> bool {
    let track = sight.track;
    let low = match sight.level {
        Level::Known { ft, .. } => ft <= rule.level_max_ft,
        Level::Unknown(_) => rule.unknown_level && !track.has_transponder(),
    };
    let knots = sight.speed_mps / MPS_PER_KNOT;
    let slow = knots <= rule.speed_max_kt && knots >= rule.speed_min_kt;
    let firm = track.plots >= rule.plots && track.status == TrackStatus::Confirmed;
    low && slow && firm && !track.on_ground
}

/// How deep inside an area that counts it is, metres; zero in a guarded area, which counts as a whole.
fn depth(rule: &LowSlowRule, zone: &Zone, sight: &Sight<'_>) -> Option<f64> {
    let volume = &zone.volume;
    let place = sight.track.position;
    let level_ft = match sight.level {
        Level::Known { ft, .. } => Some(ft),
        Level::Unknown(_) => None,
    };
    if !volume.is_active(sight.now) || !zone.outline.contains(place) {
        return None;
    }
    match volume.kind {
        AreaKind::Fir => None,
        AreaKind::Border => {
            let depth_m = zone.outline.distance_to_edge_m(place);
            (depth_m <= rule.border_depth_m).then_some(depth_m)
        }
        AreaKind::Restricted | AreaKind::Danger | AreaKind::Prohibited | AreaKind::Temporary => {
            volume.spans(level_ft).then_some(0.0)
        }
    }
}

fn report(book: &mut Book, zone: &Zone, sight: &Sight<'_>, key: Key, depth_m: f64) {
    let transponder = sight.track.has_transponder();
    let mut evidence = vec![
        fact("area", &zone.volume.name),
        fact("kind", zone.volume.kind.name()),
        fact("transponder", if transponder { "yes" } else { "no" }),
    ];
    evidence.extend(flight_evidence(sight));
    if zone.volume.kind == AreaKind::Border {
        evidence.push(fact("depth_nm", nm(depth_m)));
    }
    let severity = if transponder {
        Severity::Caution
    } else {
        Severity::Warning
    };
    let finding = Finding {
        evidence,
        ..Finding::of_track(key, severity, sight.track)
    };
    book.find(sight.now, finding);
}
