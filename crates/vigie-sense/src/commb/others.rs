//! Registers seldom asked for: only what agrees with something known is believed.

use super::motion::Flight;
use super::weather;
use vigie_modes::commb::Register;

/// Of 56 bits that are all alike.
const ANY: f64 = 1.0 / (1_u64 << 56) as f64;

/// The probability of these bits for a register that is seldom asked for. One without a model here could hold
/// anything, so it is never answered.
pub(super) fn mass(register: &Register, flight: &Flight) -> f64 {
    if let Register::RoutineAirReport(said) = register {
        weather::routine_report(said, flight)
    } else if let Register::HazardReport(said) = register {
        weather::hazard_report(said, flight)
    } else {
        ANY
    }
}
