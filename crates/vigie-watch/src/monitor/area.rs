//! Entry into guarded areas, now or soon.
//!
//! The track's state is carried on along a geodesic, its level with its climb. An entry is the first moment within the
//! look-ahead at which it is inside the outline, between the limits and within the times all at once; so an aircraft
//! that climbs into an area from below, and an area that becomes active over an aircraft, are predicted too.

use super::{Level, Sight, Zone, flight_evidence};
use crate::book::{Book, Finding, Key, Phase};
use crate::rules::AreaRule;
use crate::words::{fact, whole};
use crate::zones::Zones;
use vigie_core::airspace::{AreaId, AreaKind, VerticalLimit};
use vigie_core::alert::{AlertKind, Severity};
use vigie_core::time::Nanos;

/// The last examinations of one track and one area.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hits {
    zone: usize,
    /// The last examination in the lowest bit; 1: in or about to enter.
    bits: u8,
}

/// What is ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Outlook {
    Inside,
    Entry { after_s: f64 },
    Clear,
}

/// How generously to look: an alert that stands is held a little longer than it takes to begin one.
#[derive(Debug, Clone, Copy)]
struct Slack {
    look_ahead_s: f64,
    margin_m: f64,
    margin_ft: f64,
}

/// The farthest anyone looks ahead, seconds.
pub(crate) fn horizon_s(rule: &AreaRule) -> f64 {
    rule.look_ahead.as_secs_f64() * (1.0 + rule.clear_margin)
}

/// Looks at every guarded area near a confirmed track; `memory` is what the last examinations said.
pub(crate) fn examine(
    book: &mut Book,
    rule: &AreaRule,
    zones: &Zones,
    near: &[usize],
    memory: &mut Vec<Hits>,
    sight: &mut Sight<'_>,
) {
    // an aircraft on the ground is in no area, whatever lies above it
    let near = if sight.track.on_ground { &[] } else { near };
    let before = memory.len();
    for &index in near {
        let zone = zones.zone(index);
        if !zone.volume.kind.is_guarded() {
            continue;
        }
        let known = memory[..before].iter().position(|hits| hits.zone == index);
        if let Some(at) = known {
            look_at(book, rule, zone, &mut memory[at], sight, true);
        } else {
            let mut hits = Hits {
                zone: index,
                bits: 0,
            };
            look_at(book, rule, zone, &mut hits, sight, true);
            if hits.bits != 0 {
                memory.push(hits);
            }
        }
    }
    for hits in &mut memory[..before] {
        if near.binary_search(&hits.zone).is_err() {
            look_at(book, rule, zones.zone(hits.zone), hits, sight, false);
        }
    }
    memory.retain(|hits| {
        let id = zones.zone(hits.zone).volume.id;
        hits.bits != 0 || book.phase(&key_of(sight, id)).is_some()
    });
}

fn look_at(
    book: &mut Book,
    rule: &AreaRule,
    zone: &Zone,
    hits: &mut Hits,
    sight: &mut Sight<'_>,
    near: bool,
) {
    let key = key_of(sight, zone.volume.id);
    let standing = book.phase(&key);
    let slack = slack(rule, standing, sight.sigma_m);
    let mut outlook = if near {
        outlook(zone, sight, slack, rule)
    } else {
        Outlook::Clear
    };
    if standing == Some(Phase::Raised) && matches!(outlook, Outlook::Entry { .. }) {
        outlook = Outlook::Clear; // it has left; a return is a new alert
    }
    let window = u8::MAX >> 8_u32.saturating_sub(rule.confirm_of);
    hits.bits = (hits.bits << 1 | u8::from(outlook != Outlook::Clear)) & window;
    let imminent = match outlook {
        Outlook::Clear => return book.miss(sight.now, &key, rule.clear),
        Outlook::Inside => true,
        Outlook::Entry { after_s } => after_s < rule.at_once.as_secs_f64(),
    };
    if standing.is_some() || imminent || hits.bits.count_ones() >= rule.confirm {
        book.find(sight.now, finding(key, zone, sight, outlook));
    }
}

fn key_of(sight: &Sight<'_>, area: AreaId) -> Key {
    Key::of_track(sight.track.number, AlertKind::AreaEntry).in_area(area)
}

fn slack(rule: &AreaRule, standing: Option<Phase>, sigma_m: f64) -> Slack {
    let look_ahead_s = rule.look_ahead.as_secs_f64();
    let plain = Slack {
        look_ahead_s,
        margin_m: 0.0,
        margin_ft: 0.0,
    };
    match standing {
        None => plain,
        Some(Phase::Predicted) => Slack {
            look_ahead_s: horizon_s(rule),
            ..plain
        },
        Some(Phase::Raised) => Slack {
            look_ahead_s,
            margin_m: rule.leave_margin_m.max(sigma_m),
            margin_ft: rule.leave_margin_ft,
        },
    }
}

fn outlook(zone: &Zone, sight: &mut Sight<'_>, slack: Slack, rule: &AreaRule) -> Outlook {
    let volume = &zone.volume;
    let (floor_ft, ceiling_ft) = limits_ft(volume.lower, volume.upper, slack.margin_ft);
    let level_fits = match sight.level {
        Level::Known { ft, .. } => ft >= floor_ft && ft <= ceiling_ft,
        Level::Unknown(_) => true,
    };
    let place = sight.track.position;
    if level_fits
        && volume.is_active(sight.now)
        && (zone.outline.contains(place)
            || slack.margin_m > 0.0 && zone.outline.distance_to_edge_m(place) <= slack.margin_m)
    {
        return Outlook::Inside;
    }
    if sight.age_s > rule.state_age_max.as_secs_f64() {
        return Outlook::Clear;
    }
    let Some((level_from, level_to)) = level_window(sight.level, floor_ft, ceiling_ft) else {
        return Outlook::Clear;
    };
    let from_now = |t: Nanos| t.as_secs_f64();
    let opens = volume.from.map_or(0.0, |from| from_now(from - sight.now));
    let closes = volume.to.map_or(f64::MAX, |to| from_now(to - sight.now));
    let earliest = opens.max(level_from).max(0.0);
    let latest = closes.min(level_to).min(slack.look_ahead_s);
    if earliest > latest {
        return Outlook::Clear; // before any geometry
    }
    let age_s = sight.age_s;
    zone.outline
        .stays(sight.path())
        .into_iter()
        .map(|stay| {
            (
                (stay.from_s - age_s).max(earliest),
                (stay.to_s - age_s).min(latest),
            )
        })
        .find(|(enters, leaves)| enters <= leaves)
        .map_or(Outlook::Clear, |(after_s, _)| Outlook::Entry { after_s })
}

fn limits_ft(lower: VerticalLimit, upper: VerticalLimit, margin_ft: f64) -> (f64, f64) {
    let floor = match lower {
        VerticalLimit::None => f64::NEG_INFINITY,
        VerticalLimit::PressureFt(ft) => ft - margin_ft,
    };
    let ceiling = match upper {
        VerticalLimit::None => f64::INFINITY,
        VerticalLimit::PressureFt(ft) => ft + margin_ft,
    };
    (floor, ceiling)
}

/// From when to when the level will be between the limits, seconds from now; `None`: never.
fn level_window(level: Level, floor_ft: f64, ceiling_ft: f64) -> Option<(f64, f64)> {
    let Level::Known { ft, climb_fps } = level else {
        return Some((0.0, f64::MAX));
    };
    if climb_fps.abs() < 0.1 {
        return (ft >= floor_ft && ft <= ceiling_ft).then_some((0.0, f64::MAX));
    }
    let (one, other) = ((floor_ft - ft) / climb_fps, (ceiling_ft - ft) / climb_fps);
    let (from, to) = (one.min(other), one.max(other));
    (to >= 0.0).then_some((from, to))
}

fn finding(key: Key, zone: &Zone, sight: &Sight<'_>, outlook: Outlook) -> Finding {
    let severe = matches!(
        zone.volume.kind,
        AreaKind::Prohibited | AreaKind::Restricted
    );
    let (phase, after_s) = match outlook {
        Outlook::Entry { after_s } => (Phase::Predicted, after_s),
        Outlook::Inside | Outlook::Clear => (Phase::Raised, 0.0),
    };
    let severity = match (phase, severe) {
        (Phase::Raised, true) => Severity::Alarm,
        (Phase::Raised, false) | (Phase::Predicted, true) => Severity::Warning,
        (Phase::Predicted, false) => Severity::Caution,
    };
    let ahead = phase == Phase::Predicted;
    let mut evidence = vec![
        fact("area", &zone.volume.name),
        fact("kind", zone.volume.kind.name()),
    ];
    evidence.extend(flight_evidence(sight));
    evidence.push(fact("sigma_m", whole(sight.sigma_after_m(after_s))));
    Finding {
        phase,
        reasons: if ahead { 1 } else { 2 },
        distance_m: ahead.then_some(after_s * sight.speed_mps),
        time_to_go: ahead.then(|| Nanos::from_secs_f64(after_s)),
        evidence,
        ..Finding::of_track(key, severity, sight.track)
    }
}
