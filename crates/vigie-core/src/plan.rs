//! Flight plans and permits: what was announced to fly, and what may (ICAO Doc 4444 appendix 3 for the fields; the
//! document itself was not seen, unverified).
//!
//! A plan is what its messages said, brought up to date: points have estimates, estimates may be replaced by position
//! reports. Nothing here judges whether an aircraft is the one of a plan: see [`crate::identification`].

use crate::identity::{Address, Callsign, ModeA};
use crate::place::Wgs84;
use crate::time::{Nanos, UtcNs};
use std::fmt;

/// The longest text of a name, a remark, a registration, characters; what comes in longer is cut by who reads it.
pub const TEXT_CHARS_MAX: usize = 256;
/// Points of a route at most.
pub const POINTS_MAX: usize = 256;

/// A plan's number. Given once, never used again in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanId(pub u32);

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A permit's number. Given once, never used again in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermitId(pub u32);

/// How far a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanPhase {
    /// Announced; has not departed as far as anybody said or saw.
    Filed,
    /// Flying: a departure message, an estimate, a position report or surveillance says so.
    Active,
    /// Arrived, by message, by hand, or seen to land.
    Arrived,
    /// Cancelled.
    Cancelled,
}

impl PlanPhase {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Active => "active",
            Self::Arrived => "arrived",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The phases of the alerting service (ICAO Annex 11, 5.2; from memory, unverified).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum AlertingPhase {
    /// Nothing is overdue.
    #[default]
    None,
    /// Uncertainty phase: a report or an arrival is overdue.
    Incerfa,
    /// Alert phase: enquiries have not told where it is.
    Alerfa,
    /// Distress phase: its fuel must be used up, or worse is known.
    Detresfa,
}

impl AlertingPhase {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Incerfa => "incerfa",
            Self::Alerfa => "alerfa",
            Self::Detresfa => "detresfa",
        }
    }
}

/// A point of a route.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutePoint {
    /// Its designator, or its co-ordinates as the plan has them.
    pub name: String,
    /// Where it is, if that is known.
    pub position: Option<Wgs84>,
    /// When the flight is expected there.
    pub estimate: Option<UtcNs>,
    /// When the pilot reported it.
    pub passed: Option<UtcNs>,
    /// Level there, as pressure altitude in feet, where the plan says one.
    pub level_ft: Option<f64>,
}

/// A flight plan as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FlightPlan {
    /// Its number.
    pub id: PlanId,
    /// Aircraft identification (field 7).
    pub callsign: Callsign,
    /// Assigned SSR code (field 7).
    pub code: Option<ModeA>,
    /// Flight rules (field 8): `I`, `V`, `Y` or `Z`.
    pub rules: Option<char>,
    /// Type of flight (field 8): `S`, `N`, `G`, `M` or `X`.
    pub flight_type: Option<char>,
    /// Aircraft type designator (field 9).
    pub aircraft_type: Option<String>,
    /// Wake turbulence category (field 9): `L`, `M`, `H` or `J`.
    pub wake: Option<char>,
    /// 24-bit address (field 18, CODE).
    pub address: Option<Address>,
    /// Registration (field 18, REG), letters and digits only.
    pub registration: Option<String>,
    /// Operator (field 18, OPR).
    pub operator: Option<String>,
    /// Aerodrome of departure (field 13): four letters, `ZZZZ` or `AFIL`.
    pub departure: Option<String>,
    /// Estimated off-block time.
    pub off_block: Option<UtcNs>,
    /// Actual time of departure.
    pub departed: Option<UtcNs>,
    /// Aerodrome of destination (field 16).
    pub destination: Option<String>,
    /// Total estimated elapsed time (field 16).
    pub elapsed: Option<Nanos>,
    /// Actual time of arrival.
    pub arrived: Option<UtcNs>,
    /// Endurance (field 19).
    pub endurance: Option<Nanos>,
    /// Persons on board (field 19).
    pub persons: Option<u16>,
    /// Cruising speed over the air, m/s (field 15).
    pub speed_mps: Option<f64>,
    /// First cruising level as pressure altitude, feet (field 15).
    pub level_ft: Option<f64>,
    /// The route as text (field 15).
    pub route: String,
    /// The points of the route in order, aerodromes included where their place is known.
    pub points: Vec<RoutePoint>,
    /// Field 18 as text.
    pub other: String,
    /// How far it is.
    pub phase: PlanPhase,
    /// Overdue, and how badly.
    pub alerting: AlertingPhase,
    /// When it was last changed.
    pub changed: UtcNs,
    /// Who changed it last: an operator, or the address of a message's originator.
    pub changed_by: String,
}

impl FlightPlan {
    /// A plan of which nothing is known but whose it is.
    #[must_use]
    pub fn new(id: PlanId, callsign: Callsign, at: UtcNs, by: String) -> FlightPlan {
        FlightPlan {
            id,
            callsign,
            code: None,
            rules: None,
            flight_type: None,
            aircraft_type: None,
            wake: None,
            address: None,
            registration: None,
            operator: None,
            departure: None,
            off_block: None,
            departed: None,
            destination: None,
            elapsed: None,
            arrived: None,
            endurance: None,
            persons: None,
            speed_mps: None,
            level_ft: None,
            route: String::new(),
            points: Vec::new(),
            other: String::new(),
            phase: PlanPhase::Filed,
            alerting: AlertingPhase::None,
            changed: at,
            changed_by: by,
        }
    }

    /// When it leaves or left, as well as it is known.
    #[must_use]
    pub fn start(&self) -> Option<UtcNs> {
        self.departed.or(self.off_block)
    }

    /// When it is expected at its destination.
    #[must_use]
    pub fn arrival(&self) -> Option<UtcNs> {
        let last = self.points.last().and_then(|p| p.estimate);
        match (last, self.start(), self.elapsed) {
            (Some(at), ..) => Some(at),
            (None, Some(start), Some(elapsed)) => Some(start + elapsed),
            _ => None,
        }
    }

    /// Where it should be at a time, by its estimates along great circles, and the level there; `None` outside of them.
    #[must_use]
    pub fn expected(&self, at: UtcNs) -> Option<(Wgs84, Option<f64>)> {
        let timed = || {
            self.points
                .iter()
                .filter_map(|p| Some((p.position?, p.passed.or(p.estimate)?, p.level_ft)))
        };
        let from = timed().take_while(|p| p.1 <= at).last()?;
        let Some(to) = timed().find(|p| p.1 > at) else {
            return (from.1 == at).then_some((from.0, from.2));
        };
        let share = (at - from.1).as_secs_f64() / (to.1 - from.1).as_secs_f64().max(1e-9);
        let way = from.0.geodesic_to(to.0)?;
        let position = from.0.destination(way.initial_rad, way.distance_m * share);
        Some((position, from.2.or(self.level_ft)))
    }
}

/// What may fly: an overflight permit for one flight or many, or a standing authorisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Permit {
    /// Its number in Vigie.
    pub id: PermitId,
    /// Its number as the authority gave it.
    pub number: String,
    /// Who holds it.
    pub holder: String,
    /// For whom it holds; all that are stated must agree.
    pub scope: PermitScope,
    /// From when.
    pub from: UtcNs,
    /// Until when.
    pub to: UtcNs,
    /// Conditions and remarks, for people.
    pub remark: String,
    /// When and by whom it was withdrawn.
    pub revoked: Option<(UtcNs, String)>,
    /// When and by whom it was entered.
    pub entered: (UtcNs, String),
}

/// For whom a permit holds: at least one is stated, and all that are stated must agree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PermitScope {
    /// The beginning of the aircraft identification: `AFR`, `AFR547`.
    pub callsign: Option<String>,
    /// The registration, letters and digits only.
    pub registration: Option<String>,
    /// The 24-bit address.
    pub address: Option<Address>,
}

impl Permit {
    /// Whether it is in force at a time.
    #[must_use]
    pub fn holds(&self, at: UtcNs) -> bool {
        let revoked = self.revoked.as_ref().is_some_and(|(since, _)| *since <= at);
        self.from <= at && at < self.to && !revoked
    }
}

#[cfg(test)]
mod tests {
    use super::{FlightPlan, PlanId, RoutePoint};
    use crate::identity::Callsign;
    use crate::place::Wgs84;
    use crate::time::UtcNs;

    fn point(lon_deg: f64, at: i64) -> RoutePoint {
        RoutePoint {
            name: String::new(),
            position: Some(Wgs84 {
                lat_deg: 0.0,
                lon_deg,
                height_m: 0.0,
            }),
            estimate: Some(UtcNs(at * 1_000_000_000)),
            passed: None,
            level_ft: None,
        }
    }

    #[test]
    fn a_flight_is_expected_between_its_points() {
        let callsign = Callsign::new(b"NIG501").expect("a callsign");
        let mut plan = FlightPlan::new(PlanId(1), callsign, UtcNs(0), String::new());
        plan.points = vec![point(179.0, 0), point(-179.0, 600), point(-178.0, 900)];
        let lon = |s: i64| {
            let found = plan.expected(UtcNs(s * 1_000_000_000));
            found.map(|(p, _)| p.lon_deg)
        };
        assert!((lon(150).expect("between") - 179.5).abs() < 1e-6);
        assert!((lon(450).expect("between") + 179.5).abs() < 1e-6);
        assert!((lon(900).expect("at the end") + 178.0).abs() < 1e-9);
        assert_eq!((lon(-1), lon(901)), (None, None));
    }
}
