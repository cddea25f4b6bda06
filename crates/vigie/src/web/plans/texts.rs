//! Plans and permits as JSON. What is unknown is absent.

use super::super::json::{rounded, time};
use serde::Serialize;
use vigie_core::identity::Address;
use vigie_core::place::MPS_PER_KNOT;
use vigie_core::plan::{FlightPlan, Permit, PermitScope, RoutePoint};
use vigie_core::time::{Nanos, UtcNs};
use vigie_watch::plans::Repair;

#[derive(Serialize)]
pub(super) struct PlanText<'a> {
    id: u32,
    callsign: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flight_type: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aircraft_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wake: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icao: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    departure: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    off_block: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    departed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    elapsed_min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrived: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endurance_min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    persons: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speed_kt: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level_ft: Option<f64>,
    route: &'a str,
    points: Vec<PointText<'a>>,
    other: &'a str,
    phase: &'static str,
    alerting: &'static str,
    changed: String,
    changed_by: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

#[derive(Serialize)]
struct PointText<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level_ft: Option<f64>,
}

impl PlanText<'_> {
    pub(super) fn of<'a>(plan: &'a FlightPlan, message: Option<&'a str>) -> PlanText<'a> {
        let FlightPlan {
            id,
            callsign,
            code,
            rules,
            flight_type,
            aircraft_type,
            wake,
            address,
            registration,
            operator,
            departure,
            off_block,
            departed,
            destination,
            elapsed,
            arrived,
            endurance,
            persons,
            speed_mps,
            level_ft,
            route,
            points,
            other,
            phase,
            alerting,
            changed,
            changed_by,
        } = plan;
        PlanText {
            id: id.0,
            callsign: callsign.as_str(),
            code: code.map(|code| code.to_string()),
            rules: *rules,
            flight_type: *flight_type,
            aircraft_type: aircraft_type.as_deref(),
            wake: *wake,
            icao: address.map(shown),
            registration: registration.as_deref(),
            operator: operator.as_deref(),
            departure: departure.as_deref(),
            off_block: off_block.map(time),
            departed: departed.map(time),
            destination: destination.as_deref(),
            elapsed_min: elapsed.map(minutes),
            arrived: arrived.map(time),
            endurance_min: endurance.map(minutes),
            persons: *persons,
            speed_kt: speed_mps.map(|speed| rounded(speed / MPS_PER_KNOT, 1.0)),
            level_ft: *level_ft,
            route,
            points: points.iter().map(PointText::of).collect(),
            other,
            phase: phase.name(),
            alerting: alerting.name(),
            changed: time(*changed),
            changed_by,
            message,
        }
    }
}

impl PointText<'_> {
    fn of(point: &RoutePoint) -> PointText<'_> {
        let RoutePoint {
            name,
            position,
            estimate,
            passed,
            level_ft,
        } = point;
        PointText {
            name,
            position: position.map(|p| [rounded(p.lon_deg, 1e6), rounded(p.lat_deg, 1e6)]),
            estimate: estimate.map(time),
            passed: passed.map(time),
            level_ft: *level_ft,
        }
    }
}

#[derive(Serialize)]
pub(super) struct PermitText<'a> {
    id: u32,
    number: &'a str,
    holder: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    callsign: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icao: Option<String>,
    from: String,
    to: String,
    remark: &'a str,
    in_force: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<Act<'a>>,
    entered: Act<'a>,
}

#[derive(Serialize)]
struct Act<'a> {
    at: String,
    by: &'a str,
}

impl Act<'_> {
    fn of((at, by): &(UtcNs, String)) -> Act<'_> {
        Act { at: time(*at), by }
    }
}

impl PermitText<'_> {
    pub(super) fn of(permit: &Permit, now: UtcNs) -> PermitText<'_> {
        let Permit {
            id,
            number,
            holder,
            scope,
            from,
            to,
            remark,
            revoked,
            entered,
        } = permit;
        let PermitScope {
            callsign,
            registration,
            address,
        } = scope;
        PermitText {
            id: id.0,
            number,
            holder,
            callsign: callsign.as_deref(),
            registration: registration.as_deref(),
            icao: address.map(shown),
            from: time(*from),
            to: time(*to),
            remark,
            in_force: permit.holds(now),
            revoked: revoked.as_ref().map(Act::of),
            entered: Act::of(entered),
        }
    }
}

#[derive(Serialize)]
pub(super) struct RepairText<'a> {
    at: String,
    by: &'a str,
    text: &'a str,
    faults: &'a [String],
}

impl RepairText<'_> {
    pub(super) fn of(repair: &Repair) -> RepairText<'_> {
        let Repair {
            at,
            by,
            text,
            faults,
        } = repair;
        RepairText {
            at: time(*at),
            by,
            text,
            faults,
        }
    }
}

fn shown(address: Address) -> String {
    address.value.to_string()
}

fn minutes(duration: Nanos) -> f64 {
    rounded(duration.as_secs_f64() / 60.0, 10.0)
}
