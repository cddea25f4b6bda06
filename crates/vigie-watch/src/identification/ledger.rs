//! The weights: how much each fact says for or against a track flying a plan. Judgement, unverified.
//!
//! A weight is a natural logarithm of a likelihood ratio: 3 is twenty to one, 7 a thousand to one.

use crate::registry;
use vigie_core::identification::{EvidenceKind, Ground};
use vigie_core::place::{METRES_PER_NM, MPS_PER_KNOT, Wgs84};
use vigie_core::plan::FlightPlan;
use vigie_core::report::ReportKind;
use vigie_core::time::UtcNs;
use vigie_core::track::Track;

/// The same callsign: hardly ever by chance.
const CALLSIGN_SAME: f64 = 5.0;
/// Another callsign: crews mistype theirs, but seldom.
const CALLSIGN_OTHER: f64 = -4.0;
/// The same discrete code: there are four thousand, and they are used again.
const CODE_SAME: f64 = 3.0;
/// Another code: it was changed on the way, or not set yet.
const CODE_OTHER: f64 = -1.5;
/// The same address.
const ADDRESS_SAME: f64 = 6.0;
/// Another address: the aircraft was changed and the plan was not.
const ADDRESS_OTHER: f64 = -3.0;
/// The registration that follows from the address is the plan's.
const REGISTRATION_SAME: f64 = 5.0;
/// ... is another.
const REGISTRATION_OTHER: f64 = -3.0;
/// The address is of the state whose mark the plan's registration bears.
const STATE_SAME: f64 = 0.7;
/// ... of another: leased aircraft are not rare.
const STATE_OTHER: f64 = -1.5;
/// Off the route by no more than this: on it.
const ON_ROUTE_NM: f64 = 10.0;
/// ... no more than this: near it.
const NEAR_ROUTE_NM: f64 = 30.0;
/// A degree of latitude, roughly.
const DEGREE_M: f64 = 60.0 * METRES_PER_NM;
/// The most that a place far from the route may say against.
const OFF_ROUTE_MIN: f64 = -4.0;

/// Whether a kind of fact is about a name: only these contradict.
pub(super) fn names(kind: EvidenceKind) -> bool {
    matches!(
        kind,
        EvidenceKind::Callsign
            | EvidenceKind::Address
            | EvidenceKind::Code
            | EvidenceKind::Registration
    )
}

/// An entry.
pub(super) fn ground(
    kind: EvidenceKind,
    weight: f64,
    found: String,
    expected: Option<String>,
) -> Ground {
    Ground {
        kind,
        weight,
        found,
        expected,
    }
}

/// What a track without plan says of itself.
pub(super) fn alone(track: &Track) -> Vec<Ground> {
    let mut ledger = Vec::new();
    if let Some(callsign) = track.identity.callsign {
        ledger.push(ground(
            EvidenceKind::Callsign,
            0.0,
            callsign.to_string(),
            None,
        ));
    }
    if let Some(statement) = track.identity.mode_a {
        ledger.push(ground(
            EvidenceKind::Code,
            0.0,
            statement.code.to_string(),
            None,
        ));
    }
    if let Some(address) = track.identity.address {
        ledger.push(ground(
            EvidenceKind::Address,
            0.0,
            address.to_string(),
            None,
        ));
        let state = registry::registry_of(address).map_or("unassigned", |r| r.state);
        ledger.push(ground(
            EvidenceKind::AddressState,
            0.0,
            state.to_owned(),
            None,
        ));
        if let Some(registration) = registry::registration_of(address) {
            ledger.push(ground(EvidenceKind::Registration, 0.0, registration, None));
        }
    }
    ledger.push(word(track));
    ledger
}

/// What speaks for and against a track flying a plan.
pub(super) fn weigh(track: &Track, plan: &FlightPlan, now: UtcNs) -> Vec<Ground> {
    let mut ledger = Vec::new();
    names_of(track, plan, &mut ledger);
    registry_of(track, plan, &mut ledger);
    place(track, plan, &mut ledger);
    level(track, plan, now, &mut ledger);
    performance(track, plan, &mut ledger);
    category(track, plan, &mut ledger);
    ledger.push(word(track));
    ledger
}

/// The size that the aircraft states against the plan's wake category (emitter categories A1 to A5 of ADS-B).
fn category(track: &Track, plan: &FlightPlan, ledger: &mut Vec<Ground>) {
    let (Some(category), Some(wake)) = (track.identity.category, plan.wake) else {
        return;
    };
    let size = match (category.set, category.number) {
        (b'A', 1) => 0i8,
        (b'A', 2..=4) => 1,
        (b'A', 5) => 2,
        _ => return,
    };
    let stated = match wake {
        'L' => 0i8,
        'M' => 1,
        _ => 2,
    };
    let weight = match (size - stated).abs() {
        0 => 0.5,
        1 => -0.3, // the limits of weight are not the same
        _ => -2.5,
    };
    let expected = Some(wake.to_string());
    ledger.push(ground(
        EvidenceKind::Category,
        weight,
        category.to_string(),
        expected,
    ));
}

fn names_of(track: &Track, plan: &FlightPlan, ledger: &mut Vec<Ground>) {
    let mut compare = |kind, found: Option<String>, expected: Option<String>, same, other| {
        if let (Some(found), Some(expected)) = (found, expected) {
            let weight = if found == expected { same } else { other };
            ledger.push(ground(kind, weight, found, Some(expected)));
        }
    };
    let identity = &track.identity;
    compare(
        EvidenceKind::Callsign,
        identity.callsign.map(|c| c.to_string()),
        Some(plan.callsign.to_string()),
        CALLSIGN_SAME,
        CALLSIGN_OTHER,
    );
    let code = identity.mode_a.filter(|s| s.replies >= 2).map(|s| s.code);
    compare(
        EvidenceKind::Code,
        code.filter(|c| c.is_discrete()).map(|c| c.to_string()),
        plan.code.map(|c| c.to_string()),
        CODE_SAME,
        CODE_OTHER,
    );
    compare(
        EvidenceKind::Address,
        identity.address.map(|a| a.to_string()),
        plan.address.map(|a| a.to_string()),
        ADDRESS_SAME,
        ADDRESS_OTHER,
    );
}

/// The register that the address is from, against the registration that the plan states.
fn registry_of(track: &Track, plan: &FlightPlan, ledger: &mut Vec<Ground>) {
    let Some(address) = track.identity.address else {
        return;
    };
    let registry = registry::registry_of(address);
    let state = registry.map_or("unassigned", |r| r.state).to_owned();
    let Some(stated) = &plan.registration else {
        let weight = if registry.is_some() { 0.0 } else { -1.0 };
        ledger.push(ground(EvidenceKind::AddressState, weight, state, None));
        return;
    };
    if let Some(derived) = registry::registration_of(address) {
        let same = registry::plain(&derived) == registry::plain(stated);
        let weight = if same {
            REGISTRATION_SAME
        } else {
            REGISTRATION_OTHER
        };
        let expected = Some(stated.clone());
        ledger.push(ground(
            EvidenceKind::Registration,
            weight,
            derived,
            expected,
        ));
        return; // says all that the state could
    }
    let weight = match registry {
        Some(registry) if registry::bears_mark(stated, registry) => STATE_SAME,
        Some(_) => STATE_OTHER,
        None => -1.0,
    };
    let expected = Some(stated.clone());
    ledger.push(ground(EvidenceKind::AddressState, weight, state, expected));
}

/// How far from the route, and how early or late there.
fn place(track: &Track, plan: &FlightPlan, ledger: &mut Vec<Ground>) {
    let Some(off) = off_route(track.position, plan) else {
        return;
    };
    let distance_nm = off.distance_m / METRES_PER_NM;
    let weight = if distance_nm <= ON_ROUTE_NM {
        1.5
    } else if distance_nm <= NEAR_ROUTE_NM {
        0.5
    } else {
        (-distance_nm / 60.0).max(OFF_ROUTE_MIN)
    };
    let found = format!("{distance_nm:.0}");
    ledger.push(ground(EvidenceKind::Route, weight, found, None));
    if let Some(estimate) = off.estimate {
        let minutes = (track.at - estimate).as_secs_f64() / 60.0;
        let weight = match minutes.abs() {
            m if m <= 5.0 => 1.5,
            m if m <= 15.0 => 0.5,
            m if m <= 30.0 => -0.5,
            m => (-m / 30.0).max(-3.0),
        };
        let found = format!("{:+.0}", libm::round(minutes) + 0.0);
        let expected = Some(crate::words::utc(estimate));
        ledger.push(ground(EvidenceKind::Time, weight, found, expected));
    }
}

/// Where a position lies to a route.
pub(crate) struct OffRoute {
    /// How far from its nearest leg, metres.
    pub(crate) distance_m: f64,
    /// When the flight was expected abeam of it.
    pub(crate) estimate: Option<UtcNs>,
}

/// The leg of a plan's route that is nearest to a position. Legs are taken as straight in a plane about the position: on legs of
/// a thousand miles the great circle lies up to some ten miles aside.
pub(crate) fn off_route(position: Wgs84, plan: &FlightPlan) -> Option<OffRoute> {
    let cos = libm::cos(position.lat_deg.to_radians()).max(0.01);
    let flat = |p: Wgs84| {
        let mut lon = p.lon_deg - position.lon_deg;
        lon -= 360.0 * libm::round(lon / 360.0);
        [
            lon * cos * DEGREE_M,
            (p.lat_deg - position.lat_deg) * DEGREE_M,
        ]
    };
    let mut best: Option<OffRoute> = None;
    let mut before: Option<([f64; 2], Option<UtcNs>)> = None;
    for point in &plan.points {
        let Some(place) = point.position else {
            continue;
        };
        let (here, time) = (flat(place), point.passed.or(point.estimate));
        if let Some((a, left)) = before {
            let d = [here[0] - a[0], here[1] - a[1]];
            let length2 = d[0] * d[0] + d[1] * d[1];
            let share = if length2 > 0.0 {
                (-(a[0] * d[0] + a[1] * d[1]) / length2).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let distance_m = libm::hypot(a[0] + share * d[0], a[1] + share * d[1]);
            if best.as_ref().is_none_or(|b| distance_m < b.distance_m) {
                let estimate = match (left, time) {
                    (Some(left), Some(time)) => {
                        let flown = (time - left).as_secs_f64() * share;
                        Some(left + vigie_core::time::Nanos::from_secs_f64(flown))
                    }
                    _ => None,
                };
                best = Some(OffRoute {
                    distance_m,
                    estimate,
                });
            }
        }
        before = Some((here, time));
    }
    best
}

fn level(track: &Track, plan: &FlightPlan, now: UtcNs, ledger: &mut Vec<Ground>) {
    let (Some(altitude), Some(cruise)) = (track.altitude, plan.level_ft) else {
        return;
    };
    let fresh = (now - altitude.at).as_secs_f64() < 60.0;
    let steady = altitude.rate_mps.is_none_or(|r| r.abs() < 2.5);
    if !fresh || altitude.doubtful || !steady {
        return; // climbing and descending say nothing
    }
    let expected = plan
        .expected(track.at)
        .and_then(|(_, level)| level)
        .unwrap_or(cruise);
    let apart = altitude.value.ft() - expected;
    let weight = match apart.abs() {
        ft if ft <= 300.0 => 1.0,
        ft if ft <= 4_500.0 => 0.0,
        _ => -0.5,
    };
    let found = format!("{:+.0}", libm::round(apart / 100.0) * 100.0 + 0.0);
    let expected = Some(format!("{expected:.0}"));
    ledger.push(ground(EvidenceKind::Level, weight, found, expected));
}

/// Ground speeds that aircraft of a wake category have in the air, knots, wind included.
fn performance(track: &Track, plan: &FlightPlan, ledger: &mut Vec<Ground>) {
    let (slowest, fastest) = match plan.wake {
        Some('L') => (30.0, 480.0),
        Some('M') => (70.0, 680.0),
        Some('H' | 'J') => (100.0, 700.0),
        _ => return,
    };
    if track.on_ground || track.plots < 5 {
        return;
    }
    let knots = track.velocity.ground_speed_mps() / MPS_PER_KNOT;
    let weight = if (slowest..=fastest).contains(&knots) {
        0.1
    } else {
        -2.0
    };
    let expected = Some(format!("{slowest:.0}-{fastest:.0}"));
    ledger.push(ground(
        EvidenceKind::Performance,
        weight,
        format!("{knots:.0}"),
        expected,
    ));
}

/// Whether anybody but itself says where it is.
fn word(track: &Track) -> Ground {
    let independent = track.contributions.iter().find(|c| {
        matches!(
            c.kind,
            ReportKind::Psr | ReportKind::Ssr | ReportKind::ModeS | ReportKind::Mlat
        )
    });
    if independent.is_some() {
        ground(EvidenceKind::IndependentPosition, 0.5, String::new(), None)
    } else {
        ground(EvidenceKind::OwnWordOnly, -0.5, String::new(), None)
    }
}
