//! What an aircraft claims of its own data, in numbers a filter can use.
//!
//! Tables of RTCA DO-260B 2.2.3.2.7 and its predecessors, from memory, unverified. A claim is not a measurement: these
//! accuracies weigh a report, they do not vouch for it.

use vigie_core::identity::{Emergency, EmergencyState};

/// The emergency state of BDS 6,1 and I021/200 PS; `None` for a value that is reserved.
pub(crate) fn emergency(state: u8) -> Option<EmergencyState> {
    Some(match state {
        0 => EmergencyState::Normal,
        1 => EmergencyState::Declared(Emergency::General),
        2 => EmergencyState::Declared(Emergency::Medical),
        3 => EmergencyState::Declared(Emergency::MinimumFuel),
        4 => EmergencyState::Declared(Emergency::RadioFailure),
        5 => EmergencyState::Declared(Emergency::UnlawfulInterference),
        6 => EmergencyState::Declared(Emergency::Downed),
        _ => return None,
    })
}

/// Radius (m) that holds a position with 95 % probability to one standard deviation of a component.
const RAYLEIGH_95: f64 = 2.448;
/// The grid of a compact position is some 5 m wide.
const GRID_SIGMA_M: f64 = 2.5;

/// One standard deviation of a horizontal component of a position that is within `radius_m` with 95 % probability.
pub(crate) fn sigma_of_95_m(radius_m: f64) -> f64 {
    (radius_m / RAYLEIGH_95).max(GRID_SIGMA_M)
}

/// One standard deviation of a horizontal component, metres, by NACp, else by NUCp.
pub(crate) fn position_sigma_m(nac_p: Option<u8>, nucp: Option<u8>) -> f64 {
    let radius_m = match (nac_p, nucp) {
        (Some(11), _) => 3.0,
        (Some(10), _) | (None | Some(0 | 12..), Some(9..)) => 10.0,
        (Some(9), _) => 30.0,
        (Some(8), _) => 92.6,
        (Some(7), _) => 185.2,
        (Some(6), _) => 555.6,
        (Some(5), _) => 926.0,
        (Some(4), _) => 1_852.0,
        (Some(3), _) => 3_704.0,
        (Some(1 | 2), _) => 7_408.0,
        (_, Some(8)) => 25.0,
        (_, Some(7)) => 92.6,
        (_, Some(6)) => 185.2,
        (_, Some(5)) => 463.0,
        (_, Some(4)) => 926.0,
        (_, Some(3)) => 1_852.0,
        (_, Some(2)) => 9_260.0,
        _ => 18_520.0,
    };
    sigma_of_95_m(radius_m)
}

/// One standard deviation of a velocity component, m/s, by NACv (or NUCr).
pub(crate) fn velocity_sigma_mps(nac_v: u8) -> f64 {
    match nac_v {
        4 => 0.5,
        3 => 0.8,
        2 => 1.5,
        1 => 4.0,
        _ => 8.0,
    }
}
