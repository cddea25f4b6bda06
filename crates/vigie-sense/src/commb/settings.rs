//! How well BDS 4,0 fits what pilots select.

use super::odds::{bell, status};
use vigie_modes::commb::VerticalIntention;

/// Of 12-bit counts.
const COUNTS: f64 = 4_096.0;
/// Count of 0.1 hPa from 800.
const STANDARD_PRESSURE: f64 = 2_132.5;

/// The probability that a BDS 4,0 has these very bits, before anything was heard of it.
pub(super) fn vertical_intention(said: &VerticalIntention) -> f64 {
    let statuses = status(said.mcp_altitude.is_some(), 0.96)
        * status(said.fms_altitude.is_some(), 0.35)
        * status(said.pressure.is_some(), 0.985);
    let mcp = said.mcp_altitude.map_or(1.0, selected);
    let fms = said.fms_altitude.map_or(1.0, |count| {
        let same = if said.mcp_altitude == Some(count) {
            0.4
        } else {
            0.0
        };
        same + 0.6 * selected(count)
    });
    let pressure = said.pressure.map_or(1.0, |count| {
        let off = f64::from(count) - STANDARD_PRESSURE;
        0.6 * bell(off, 0.5) + 0.38 * bell(off, 90.0) + 0.02 / COUNTS
    });
    let modes = if said.modes.is_some() {
        0.05 / 8.0
    } else {
        0.95
    };
    let source = if said.source.is_some() {
        0.05 / 4.0
    } else {
        0.95
    };
    statuses * mcp * fms * pressure * modes * source
}

/// Of a selected altitude in counts of 16 ft: nearly always the count nearest to a multiple of 100 ft.
fn selected(count: u16) -> f64 {
    let feet = u32::from(count) * 16;
    let beyond = |step: u32| {
        let rest = feet % step;
        rest.min(step - rest)
    };
    let any = 0.01 / COUNTS;
    if feet > 51_000 || beyond(100) > 8 {
        any
    } else if beyond(1_000) <= 8 {
        0.8 / 51.0
    } else if beyond(500) <= 8 {
        0.09 / 51.0
    } else {
        0.1 / 410.0
    }
}
