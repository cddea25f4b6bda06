//! Crossings of the state border, and of the boundaries of flight information regions. State border and FIR are kept apart.
//!
//! A crossing is a change of side beyond noise: so many plots on the new side, the last of them deeper than the
//! position's uncertainty. A track that appears inside has crossed nothing; but a target without transponder that appears
//! a little way inside, coming from outside, is reported with the word `inferred`.

use super::{Sight, Zone, flight_evidence, nm};
use crate::Clearance;
use crate::book::{Book, Finding, Key};
use crate::outline::{Path, Reach};
use crate::rules::{BorderRule, FirRule};
use crate::words::{fact, whole};
use crate::zones::Zones;
use std::f64::consts::PI;
use vigie_core::alert::{AlertKind, Evidence, Severity};
use vigie_core::time::Nanos;

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

/// When a change of side is a crossing.
#[derive(Debug, Clone, Copy)]
struct Firm {
    plots: u32,
    depth_sigmas: f64,
    depth_min_m: f64,
    /// How deep, and flown back for how long, a crossing that nobody saw is inferred; never, if `None`.
    infer: Option<(f64, Nanos)>,
}

/// Looks at every border for a confirmed track that was plotted anew `plots` times since the last examination.
pub(crate) fn examine(
    book: &mut Book,
    rule: &BorderRule,
    zones: &Zones,
    sides: &mut Vec<Side>,
    sight: &Sight<'_>,
    plots: u32,
) {
    let firm = Firm {
        plots: rule.plots,
        depth_sigmas: rule.depth_sigmas,
        depth_min_m: rule.depth_min_m,
        infer: Some((rule.infer_depth_m, rule.infer_back)),
    };
    each(
        firm,
        zones,
        &zones.borders,
        sides,
        sight,
        plots,
        |border, crossing| {
            report(book, rule, border, sight, crossing);
        },
    );
}

/// Looks at every flight information region in the same way. `clearance` is what the register of plans says of the track.
pub(crate) fn examine_firs(
    book: &mut Book,
    rule: &FirRule,
    zones: &Zones,
    sides: &mut Vec<Side>,
    sight: &Sight<'_>,
    plots: u32,
    clearance: Option<Clearance>,
) {
    let firm = Firm {
        plots: rule.plots,
        depth_sigmas: rule.depth_sigmas,
        depth_min_m: rule.depth_min_m,
        infer: None,
    };
    each(
        firm,
        zones,
        &zones.firs,
        sides,
        sight,
        plots,
        |fir, crossing| {
            if rule.cleared || !clearance.is_some_and(Clearance::is_complete) {
                report_fir(book, rule, fir, sight, crossing, clearance);
            }
        },
    );
}

fn each(
    firm: Firm,
    zones: &Zones,
    of: &[usize],
    sides: &mut Vec<Side>,
    sight: &Sight<'_>,
    plots: u32,
    mut report: impl FnMut(&Zone, Crossing),
) {
    sides.resize(of.len(), Side::default());
    if plots == 0 {
        return;
    }
    for (&index, side) in of.iter().zip(sides.iter_mut()) {
        let zone = zones.zone(index);
        if !zone.volume.is_active(sight.now) {
            *side = Side::default();
            continue;
        }
        if let Some(crossing) = step(firm, zone, side, sight, plots) {
            report(zone, crossing);
        }
    }
}

fn step(
    rule: Firm,
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
    if !first_seen {
        return Some(Crossing {
            inwards: inside,
            inferred: false,
            depth_m,
        });
    }
    let (infer_depth_m, infer_back) = rule.infer?;
    let unseen = inside
        && !sight.track.has_transponder()
        && depth_m <= infer_depth_m
        && came_from_outside(infer_back, border, sight);
    unseen.then_some(Crossing {
        inwards: true,
        inferred: true,
        depth_m,
    })
}

fn came_from_outside(infer_back: Nanos, border: &Zone, sight: &Sight<'_>) -> bool {
    let back_s = infer_back.as_secs_f64();
    let back = Path::straight(
        sight.track.position,
        sight.track.velocity.track_rad() + PI,
        sight.speed_mps,
        back_s,
    );
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
    let key = Key::of_track(track.number, AlertKind::BorderCrossing).in_area(border.volume.id);
    let transponder = track.has_transponder();
    let severity = match (transponder, crossing.inferred) {
        (true, _) => Severity::Caution,
        (false, true) => Severity::Warning,
        (false, false) => Severity::Alarm,
    };
    let mut evidence = vec![
        fact("border", &border.volume.name),
        fact("direction", if crossing.inwards { "in" } else { "out" }),
        fact("transponder", yes_no(transponder)),
    ];
    if crossing.inferred {
        evidence.push(fact("inferred", yes_no(true)));
    }
    evidence.extend(place_evidence(sight, crossing));
    // every crossing is an alert of its own
    book.end_with(sight.now, &key, None);
    let finding = Finding {
        evidence,
        stands: Some(rule.stands),
        ..Finding::of_track(key, severity, track)
    };
    book.find(sight.now, finding);
}

fn report_fir(
    book: &mut Book,
    rule: &FirRule,
    fir: &Zone,
    sight: &Sight<'_>,
    crossing: Crossing,
    clearance: Option<Clearance>,
) {
    let key = Key::of_track(sight.track.number, AlertKind::FirCrossing).in_area(fir.volume.id);
    // only where somebody was asked can something be missing
    let missing = crossing.inwards && clearance.is_some_and(|clearance| !clearance.is_complete());
    let severity = if missing {
        Severity::Warning
    } else {
        Severity::Caution
    };
    let mut evidence = vec![
        fact("fir", &fir.volume.name),
        fact("direction", if crossing.inwards { "in" } else { "out" }),
        fact("transponder", yes_no(sight.track.has_transponder())),
    ];
    if let Some(Clearance { plan, permit }) = clearance {
        evidence.extend(plan.map(|there| fact("plan", yes_no(there))));
        evidence.extend(permit.map(|there| fact("permit", yes_no(there))));
    }
    evidence.extend(place_evidence(sight, crossing));
    book.end_with(sight.now, &key, None);
    let finding = Finding {
        evidence,
        stands: Some(rule.stands),
        ..Finding::of_track(key, severity, sight.track)
    };
    book.find(sight.now, finding);
}

fn place_evidence(sight: &Sight<'_>, crossing: Crossing) -> Vec<Evidence> {
    let mut evidence = flight_evidence(sight);
    evidence.push(fact("sigma_m", whole(sight.sigma_m)));
    if crossing.depth_m < f64::MAX {
        evidence.push(fact("depth_nm", nm(crossing.depth_m)));
    }
    evidence
}

const fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
