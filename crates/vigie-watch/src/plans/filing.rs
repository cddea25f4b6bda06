//! What a message means for the stored plan: fields become values, the route becomes points with places and estimates.
//!
//! Places come from the gazetteer, the nearest of a name to the point before. Between two points the route is straight; an
//! airway's points in between are those that the plan names. Estimates: what the plan says (EET, EST, reports), else by
//! cruising speed, or by sharing the total elapsed time out by distance. Wind is not known.

use super::name_of;
use vigie_ats::calendar::Elapsed;
use vigie_ats::fpl::{
    self, Estimate, Indicator, Message, MessageKind, Persons, Point, RouteElement,
};
use vigie_core::identity::{Address, AddressKind};
use vigie_core::navigation::Gazetteer;
use vigie_core::place::{METRES_PER_NM, Wgs84};
use vigie_core::plan::{
    AlertingPhase, FlightPlan, POINTS_MAX, PlanPhase, RoutePoint, TEXT_CHARS_MAX,
};
use vigie_core::time::{Nanos, UtcNs};

/// Two points of a route that are further apart than this are not both right: the name is of another place.
const LEG_MAX_M: f64 = 3_000.0 * METRES_PER_NM;

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
pub(super) fn derive(
    plan: &mut FlightPlan,
    message: &Message,
    received: UtcNs,
    gazetteer: &Gazetteer,
) {
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
        plan.points = points(plan, message, gazetteer);
    } else if plan.points.is_empty() {
        plan.points = points(plan, message, gazetteer);
    }
    time_points(plan);
    if message.kind == MessageKind::Cpl
        && let Some(at) = message.estimate
    {
        estimate(plan, &at, received, gazetteer);
    }
}

/// A text that is kept: bounded.
fn cut(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

/// The points of a plan in order; what was reported or estimated of a point that stays is kept.
fn points(plan: &FlightPlan, message: &Message, gazetteer: &Gazetteer) -> Vec<RoutePoint> {
    let mut found: Vec<RoutePoint> = Vec::new();
    let mut near = None;
    let mut push = |name: String, position: Option<Wgs84>, level_ft: Option<f64>| {
        if found.len() >= POINTS_MAX || found.last().is_some_and(|last| last.name == name) {
            return;
        }
        let known = plan.points.iter().find(|p| p.name == name);
        found.push(RoutePoint {
            estimate: known.and_then(|p| p.estimate),
            passed: known.and_then(|p| p.passed),
            name,
            position,
            level_ft,
        });
    };
    let aerodrome = |name: &str, near| {
        let real = !matches!(name, "ZZZZ" | "AFIL");
        real.then(|| gazetteer.find(name, near)).flatten()
    };
    if let Some(departure) = &plan.departure {
        near = aerodrome(departure, near);
        push(departure.clone(), near, None);
    }
    let elements = message.route.iter().flat_map(|route| &route.elements);
    for element in elements {
        let Some(point) = element.point() else {
            continue;
        };
        let level_ft = match element {
            RouteElement::Change { level, .. } => level.ft(),
            RouteElement::CruiseClimb { lower, .. } => lower.ft(),
            _ => None,
        };
        let position = locate(&point, near, gazetteer);
        near = position.or(near);
        push(name_of(&point), position, level_ft);
    }
    if let Some(destination) = &plan.destination {
        let position = aerodrome(destination, near);
        push(destination.clone(), position, None);
    }
    found
}

/// Where a point is; not where it cannot be.
fn locate(point: &Point, near: Option<Wgs84>, gazetteer: &Gazetteer) -> Option<Wgs84> {
    let position = match point {
        Point::Named(name) => gazetteer.find(name.as_str(), near)?,
        Point::Position(position) => position.wgs84(),
        Point::BearingDistance {
            from,
            bearing_deg,
            distance_nm,
        } => {
            // magnetic variation is not known: under a few degrees where this is flown, and the distance is short
            let from = gazetteer.find(from.as_str(), near)?;
            let bearing = f64::from(*bearing_deg).to_radians();
            from.destination(bearing, f64::from(*distance_nm) * METRES_PER_NM)
        }
    };
    near.is_none_or(|near| near.distance_m(position) < LEG_MAX_M)
        .then_some(position)
}

/// Gives the points their times, from the last that is known or the start on.
fn time_points(plan: &mut FlightPlan) {
    let Some(start) = plan.start() else {
        return;
    };
    let length_m: f64 = legs(&plan.points).map(|leg| leg.unwrap_or(0.0)).sum();
    let speed_mps = match (plan.elapsed, plan.speed_mps) {
        (Some(elapsed), _) if elapsed > Nanos::ZERO && length_m > 1_000.0 => {
            length_m / elapsed.as_secs_f64()
        }
        (_, Some(speed)) => speed,
        _ => return,
    };
    if !(10.0..1_500.0).contains(&speed_mps) {
        return; // the points or the time cannot be right
    }
    let legs: Vec<Option<f64>> = legs(&plan.points).collect();
    let anchor = plan.points.iter().rposition(|p| p.passed.is_some());
    let (from, base) = match anchor {
        Some(index) => (index, plan.points[index].passed.unwrap_or(start)),
        None => (0, start),
    };
    if anchor.is_none()
        && let Some(first) = plan.points.first_mut()
    {
        first.estimate = Some(start);
    }
    let mut flown_m = 0.0;
    for (index, leg) in legs.iter().enumerate().skip(from) {
        flown_m += leg.unwrap_or(0.0);
        let at = base + Nanos::from_secs_f64(libm::round(flown_m / speed_mps));
        if let Some(point) = plan.points.get_mut(index + 1) {
            point.estimate = point.position.map(|_| at);
        }
    }
}

/// The lengths between points, metres; `None` where one of the two has no place. A point without place is flown over by
/// the leg to the next that has one.
fn legs(points: &[RoutePoint]) -> impl Iterator<Item = Option<f64>> {
    let mut last = points.first().and_then(|p| p.position);
    points.iter().skip(1).map(move |point| {
        let here = point.position?;
        let leg = last.map(|last| last.distance_m(here));
        last = Some(here);
        leg
    })
}

/// The estimate of a boundary point: those after it move with it.
pub(super) fn estimate(
    plan: &mut FlightPlan,
    estimate: &Estimate,
    now: UtcNs,
    gazetteer: &Gazetteer,
) {
    let at = estimate.time.nearest_to(now);
    let name = name_of(&estimate.point);
    let level_ft = estimate.cleared.ft();
    set(plan, &name, locate(&estimate.point, None, gazetteer), |p| {
        p.estimate = Some(at);
        p.level_ft = level_ft.or(p.level_ft);
    });
}

/// A position report: the point is passed, those after it move with it, those before are behind.
pub(super) fn report(plan: &mut FlightPlan, report: &Report<'_>, gazetteer: &Gazetteer) {
    let name = report.point.trim().to_ascii_uppercase();
    let near = plan.points.iter().find_map(|p| p.position);
    let position = Point::parse(&name).and_then(|point| locate(&point, near, gazetteer));
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
