//! What a message means for the stored plan: fields become values, the route becomes points with places and estimates.
//!
//! The route and its times come from [`vigie_ats::nav::expand`]; what is reported or estimated on the way moves the points
//! after it. Wind is not known.

use super::name_of;
use vigie_ats::calendar::Elapsed;
use vigie_ats::fpl::{self, Estimate, Indicator, Level, Message, MessageKind, Persons, Point};
use vigie_ats::nav::{NavData, expand};
use vigie_core::identity::{Address, AddressKind};
use vigie_core::place::{METRES_PER_NM, Wgs84};
use vigie_core::plan::{
    AlertingPhase, FlightPlan, POINTS_MAX, PlanPhase, RoutePoint, TEXT_CHARS_MAX,
};
use vigie_core::time::{Nanos, UtcNs};

/// A position report.
pub(super) struct Report<'a> {
    pub(super) point: &'a str,
    pub(super) passed: UtcNs,
    pub(super) level_ft: Option<f64>,
    pub(super) next: Option<UtcNs>,
}

/// The phase that an alerting message declares.
pub(super) fn alerting(phase: fpl::AlertingPhase) -> AlertingPhase {
    match phase.as_str() {
        "DETRESFA" => AlertingPhase::Detresfa,
        "ALERFA" => AlertingPhase::Alerfa,
        _ => AlertingPhase::Incerfa,
    }
}

/// Brings a plan up to date with the message that it is filed by. `received` resolves times of day.
pub(super) fn derive(plan: &mut FlightPlan, message: &Message, received: UtcNs, places: &NavData) {
    if let Some(identification) = message.identification {
        plan.callsign = identification.callsign;
        plan.code = identification.mode_a.or(plan.code);
    }
    if let Some(rules) = message.rules {
        plan.rules = Some(rules.rules.letter());
        plan.flight_type = rules.kind.map(fpl::FlightType::letter);
    }
    if let Some(aircraft) = &message.aircraft {
        plan.aircraft_type = Some(aircraft.designator.as_str().to_owned());
        plan.wake = Some(aircraft.wake.letter());
    }
    if let Some(departure) = message.departure {
        plan.departure = Some(departure.aerodrome.as_str().to_owned());
    }
    plan.off_block = message.departure_time(received).or(plan.off_block);
    if let Some(destination) = &message.destination {
        plan.destination = Some(destination.aerodrome.as_str().to_owned());
        plan.elapsed = destination.elapsed.map(Elapsed::nanos);
    }
    if let Some(other) = &message.other {
        let icao = |value| Address {
            kind: AddressKind::Icao,
            value,
        };
        plan.address = other.address().map(icao);
        plan.registration = other.registration().map(str::to_owned);
        plan.operator = other.text(Indicator::Opr).map(cut);
        plan.other = cut(&other.to_string());
    }
    if let Some(supplementary) = &message.supplementary {
        plan.endurance = supplementary.endurance.map(Elapsed::nanos);
        plan.persons = match &supplementary.persons {
            Some(Persons::Count(count)) => Some(*count),
            _ => plan.persons,
        };
    }
    if let Some(route) = &message.route {
        plan.speed_mps = route.speed.mps();
        plan.level_ft = route.level.ft();
        plan.route = cut(&route.to_string());
    }
    plan.points = points(plan, message, places);
    if message.kind == MessageKind::Cpl
        && let Some(at) = message.estimate
    {
        estimate(plan, &at, received, places);
    }
}

/// A text that is kept: bounded.
fn cut(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

/// The points of a plan in order, with their estimates; what was reported of a point that stays is kept, and those after
/// it move with it.
fn points(plan: &FlightPlan, message: &Message, places: &NavData) -> Vec<RoutePoint> {
    let waypoints = expand(message, places).waypoints;
    let mut elapsed: Vec<Option<Nanos>> = Vec::new();
    let mut found: Vec<RoutePoint> = Vec::new();
    for waypoint in waypoints.into_iter().take(POINTS_MAX) {
        let known = plan.points.iter().find(|p| p.name == waypoint.name);
        elapsed.push(waypoint.elapsed.map(|(elapsed, _)| elapsed));
        found.push(RoutePoint {
            estimate: None,
            passed: known.and_then(|p| p.passed),
            name: waypoint.name,
            position: Some(waypoint.position),
            level_ft: waypoint.level.and_then(Level::ft),
        });
    }
    let anchor = found.iter().rposition(|p| p.passed.is_some());
    let anchored = anchor.and_then(|i| Some(found.get(i)?.passed? - *elapsed.get(i)?.as_ref()?));
    let start = match anchored {
        Some(since_start) => Some(UtcNs(since_start.0)),
        None => plan.start(),
    };
    for (point, elapsed) in found.iter_mut().zip(elapsed) {
        point.estimate = start
            .zip(elapsed)
            .map(|(start, elapsed)| whole_second(start + elapsed));
    }
    if let (Some(first), Some(start)) = (found.first_mut(), plan.start()) {
        first.estimate = first.estimate.or(Some(start));
    }
    found
}

fn whole_second(at: UtcNs) -> UtcNs {
    UtcNs(at.0 - at.0.rem_euclid(1_000_000_000))
}

/// Where a point is.
fn locate(point: &Point, near: Option<Wgs84>, places: &NavData) -> Option<Wgs84> {
    match point {
        Point::Named(name) => places.find(*name, near),
        Point::Position(position) => Some(position.wgs84()),
        Point::BearingDistance {
            from,
            bearing_deg,
            distance_nm,
        } => {
            // magnetic variation is not known: a few degrees where this is flown, and the distance is short
            let from = places.find(*from, near)?;
            let bearing = f64::from(*bearing_deg).to_radians();
            Some(from.destination(bearing, f64::from(*distance_nm) * METRES_PER_NM))
        }
    }
}

/// The estimate of a boundary point: those after it move with it.
pub(super) fn estimate(plan: &mut FlightPlan, estimate: &Estimate, now: UtcNs, places: &NavData) {
    let at = estimate.time.nearest_to(now);
    let name = name_of(&estimate.point);
    let level_ft = estimate.cleared.ft();
    set(plan, &name, locate(&estimate.point, None, places), |p| {
        p.estimate = Some(at);
        p.level_ft = level_ft.or(p.level_ft);
    });
}

/// A position report: the point is passed, those after it move with it, those before are behind.
pub(super) fn report(plan: &mut FlightPlan, report: &Report<'_>, places: &NavData) {
    let name = report.point.trim().to_ascii_uppercase();
    let near = plan.points.iter().find_map(|p| p.position);
    let position = Point::parse(&name).and_then(|point| locate(&point, near, places));
    plan.phase = PlanPhase::Active;
    let level_ft = report.level_ft;
    let index = set(plan, &name, position, |p| {
        p.passed = Some(report.passed);
        p.estimate = Some(report.passed);
        p.level_ft = level_ft.or(p.level_ft);
    });
    if let (Some(next), Some(point)) = (report.next, plan.points.get_mut(index + 1)) {
        let shift = point.estimate.map(|before| next - before);
        point.estimate = Some(next);
        for later in plan.points.iter_mut().skip(index + 2) {
            if let (Some(estimate), Some(shift)) = (&mut later.estimate, shift) {
                *estimate = *estimate + shift;
            }
        }
    }
}

/// Changes the time of a point, which is put in before the destination if the route has none of that name; later
/// estimates move by as much. Gives its index.
fn set(
    plan: &mut FlightPlan,
    name: &str,
    position: Option<Wgs84>,
    how: impl FnOnce(&mut RoutePoint),
) -> usize {
    let index = plan.points.iter().position(|p| p.name == name);
    let index = index.unwrap_or_else(|| {
        let at = plan.points.len().saturating_sub(1);
        let new = RoutePoint {
            name: name.to_owned(),
            position,
            estimate: None,
            passed: None,
            level_ft: None,
        };
        plan.points.insert(at, new);
        at
    });
    let before = plan.points[index].estimate;
    how(&mut plan.points[index]);
    let shift = match (before, plan.points[index].estimate) {
        (Some(before), Some(after)) => after - before,
        _ => Nanos::ZERO,
    };
    for later in plan.points.iter_mut().skip(index + 1) {
        if let Some(estimate) = &mut later.estimate {
            *estimate = *estimate + shift;
        }
    }
    index
}
