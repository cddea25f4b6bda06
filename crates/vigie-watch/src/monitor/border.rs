//! Crossings of the state border.
//!
//! A crossing is a change of side beyond noise: so many plots on the new side, the last of them deeper than the
//! position's uncertainty. A track that appears inside has crossed nothing; but a target without transponder that appears
//! a little way inside, coming from outside, is reported with the word `inferred`.

use super::{Sight, Zone, flight_evidence, nm};
use crate::book::{Book, Finding, Key, Phase};
use crate::outline::{Path, Reach};
use crate::rules::BorderRule;
use crate::words::{fact, label, whole};
use std::f64::consts::PI;
use vigie_core::alert::{AlertKind, Severity, Subject};

/// What is known of one track and one border.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Side {
    /// The side it is on, beyond noise; `None` until known.
    inside: Option<bool>,
    /// Plots on the other side since.
    plots: u32,
}

#[derive(Debug, Clone, Copy)]
struct Crossing {
    inwards: bool,
    inferred: bool,
    depth_m: f64,
}

/// Looks at every border for a confirmed track that was plotted anew `plots` times since the last examination.
pub(crate) fn examine(
    book: &mut Book,
    rule: &BorderRule,
    borders: &[Zone],
    sides: &mut Vec<Side>,
    sight: &Sight<'_>,
    plots: u32,
) {
    sides.resize(borders.len(), Side::default());
    if plots == 0 {
        return;
    }
    for (border, side) in borders.iter().zip(sides.iter_mut()) {
        if !border.volume.is_active(sight.now) {
            *side = Side::default();
            continue;
        }
        if let Some(crossing) = step(rule, border, side, sight, plots) {
            report(book, rule, border, sight, crossing);
        }
    }
}

fn step(
    rule: &BorderRule,
    border: &Zone,
    side: &mut Side,
    sight: &Sight<'_>,
    plots: u32,
) -> Option<Crossing> {
    let place = sight.track.position;
    let inside = border.outline.contains(place);
    if side.inside == Some(inside) {
        side.plots = 0;
        return None;
    }
    side.plots = side.plots.saturating_add(plots);
    let deep_enough = rule.depth_min_m.max(rule.depth_sigmas * sight.sigma_m);
    // far away from a border's box nobody measures
    let far = !border
        .outline
        .is_near(place, Reach::about(place, deep_enough));
    let depth_m = if far {
        f64::MAX
    } else {
        border.outline.distance_to_edge_m(place)
    };
    if depth_m < deep_enough || (side.inside.is_some() && side.plots < rule.plots) {
        return None;
    }
    let first_seen = side.inside.is_none();
    *side = Side {
        inside: Some(inside),
        plots: 0,
    };
    if !rule.with_transponder && sight.track.has_transponder() {
        return None;
    }
    if !first_seen {
        return Some(Crossing {
            inwards: inside,
            inferred: false,
            depth_m,
        });
    }
    let unseen = inside
        && !sight.track.has_transponder()
        && depth_m <= rule.infer_depth_m
        && came_from_outside(rule, border, sight);
    unseen.then_some(Crossing {
        inwards: true,
        inferred: true,
        depth_m,
    })
}

fn came_from_outside(rule: &BorderRule, border: &Zone, sight: &Sight<'_>) -> bool {
    let back = Path::straight(
        sight.track.position,
        sight.track.velocity.track_rad() + PI,
        sight.speed_mps,
        rule.infer_back.as_secs_f64(),
    );
    let back_s = rule.infer_back.as_secs_f64();
    border
        .outline
        .stays(&back)
        .first()
        .is_none_or(|stay| stay.to_s < back_s)
}

fn report(
    book: &mut Book,
    rule: &BorderRule,
    border: &Zone,
    sight: &Sight<'_>,
    crossing: Crossing,
) {
    let track = sight.track;
    let key = Key {
        subject: Subject::Track(track.number),
        kind: AlertKind::BorderCrossing,
        area: Some(border.volume.id),
    };
    let transponder = track.has_transponder();
    let severity = match (transponder, crossing.inferred) {
        (true, _) => Severity::Caution,
        (false, true) => Severity::Warning,
        (false, false) => Severity::Alarm,
    };
    let yes_no = |yes: bool| if yes { "yes" } else { "no" };
    let mut evidence = vec![
        fact("border", &border.volume.name),
        fact("direction", if crossing.inwards { "in" } else { "out" }),
        fact("transponder", yes_no(transponder)),
    ];
    if crossing.inferred {
        evidence.push(fact("inferred", yes_no(true)));
    }
    evidence.extend(flight_evidence(sight));
    evidence.push(fact("sigma_m", whole(sight.sigma_m)));
    if crossing.depth_m < f64::MAX {
        evidence.push(fact("depth_nm", nm(crossing.depth_m)));
    }
    // every crossing is an alert of its own
    book.end_with(sight.now, &key, None);
    book.find(
        sight.now,
        Finding {
            key,
            phase: Phase::Raised,
            severity,
            reasons: 1,
            label: label(track),
            position: Some(track.position),
            distance_m: None,
            time_to_go: None,
            evidence,
            stands: Some(rule.stands),
        },
    );
}
