//! What the crew has set, as the target state squitter says it (type code 29).

use super::registers::data;
use vigie_core::aircraft::{AutopilotModes, Intent};
use vigie_core::height::PressureAltitude;
use vigie_core::report::TargetReport;
use vigie_modes::adsb::{AutopilotMode, Source, TargetState, TargetStateV1};

/// Version 2 and above.
pub(super) fn fill(report: &mut TargetReport, said: &TargetState) {
    let altitude = said
        .altitude_ft()
        .map(|feet| PressureAltitude::from_ft(f64::from(feet)));
    let on = |mode| said.mode(mode).unwrap_or(false);
    let intent = Intent {
        at: report.applicable.0,
        selected_altitude: altitude.filter(|_| !said.from_fms),
        managed_altitude: altitude.filter(|_| said.from_fms),
        selected_heading_rad: said.heading_deg().map(f64::to_radians),
        pressure_setting_hpa: said.pressure_hpa(),
        modes: said.modes_valid.then(|| AutopilotModes {
            autopilot: on(AutopilotMode::Engaged),
            vnav: on(AutopilotMode::Vnav),
            lnav: on(AutopilotMode::Lnav),
            altitude_hold: on(AutopilotMode::AltitudeHold),
            approach: on(AutopilotMode::Approach),
            tcas: said.acas_operational(),
        }),
    };
    data(report).intent = Some(intent);
}

/// Version 1: only an altitude above the standard pressure and an angle that is a heading are what the core calls
/// selected. Whether there was any.
pub(super) fn fill_version_1(report: &mut TargetReport, said: TargetStateV1) -> bool {
    let altitude = said
        .altitude_ft()
        .filter(|_| !said.altitude_is_msl)
        .map(|(feet, source)| (PressureAltitude::from_ft(f64::from(feet)), source));
    let heading = said.angle_deg().filter(|_| !said.angle_is_track);
    if altitude.is_none() && heading.is_none() {
        return false;
    }
    let of_fms = |wanted: bool| {
        altitude
            .filter(|(_, source)| (*source == Source::FlightManagement) == wanted)
            .map(|(altitude, _)| altitude)
    };
    let intent = Intent {
        at: report.applicable.0,
        selected_altitude: of_fms(false),
        managed_altitude: of_fms(true),
        selected_heading_rad: heading.map(|(degrees, _)| f64::from(degrees).to_radians()),
        pressure_setting_hpa: None,
        modes: None,
    };
    data(report).intent = Some(intent);
    true
}

#[cfg(test)]
mod tests {
    use super::{fill, fill_version_1};
    use vigie_core::report::{ReportKind, TargetReport};
    use vigie_core::sensor::SensorId;
    use vigie_core::time::{Applicable, Heard, UtcNs};
    use vigie_modes::adsb::{AutopilotMode, Source, TargetState, TargetStateV1};

    fn blank() -> TargetReport {
        let at = UtcNs(1_700_000_000_000_000_000);
        TargetReport::new(SensorId(0), ReportKind::AdsB, Applicable(at), Heard(at))
    }

    #[test]
    fn a_target_state_is_told_in_si_units() {
        let said = TargetState::default()
            .with_altitude_ft(36_000, false)
            .and_then(|said| said.with_pressure_hpa(1_013.6))
            .and_then(|said| said.with_heading_deg(90.0))
            .expect("in range")
            .with_mode(AutopilotMode::Vnav, true)
            .with_acas(true);
        let mut report = blank();
        fill(&mut report, &said);
        let intent = report.aircraft.and_then(|data| data.intent).expect("said");
        let altitude_ft = intent.selected_altitude.expect("said").ft();
        assert!((altitude_ft - 36_000.0).abs() <= 16.0, "{altitude_ft}");
        assert_eq!(intent.managed_altitude, None);
        let heading_rad = intent.selected_heading_rad.expect("said");
        assert!((heading_rad - std::f64::consts::FRAC_PI_2).abs() < 0.01);
        assert!((intent.pressure_setting_hpa.expect("said") - 1_013.6).abs() < 0.5);
        let modes = intent.modes.expect("said");
        assert!(modes.vnav && modes.tcas && !modes.approach && !modes.autopilot);
    }

    #[test]
    fn version_1_says_less() {
        let said = TargetStateV1::default()
            .with_altitude_ft(12_000, Source::FlightManagement)
            .expect("in range");
        let mut report = blank();
        assert!(fill_version_1(&mut report, said));
        let intent = report.aircraft.and_then(|data| data.intent).expect("said");
        assert!(intent.managed_altitude.is_some() && intent.selected_altitude.is_none());
        assert!(!fill_version_1(&mut blank(), TargetStateV1::default()));
    }
}
