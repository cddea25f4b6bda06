//! CAT048: a radar's plots.

use super::{Speaker, Statement};
use crate::radar;
use vigie_asterix::cat048::{Plot, RHO_LSB_NM, THETA_LSB_DEG};
use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Address, Callsign, ModeA};
use vigie_core::place::METRES_PER_NM;
use vigie_core::report::{
    AltitudeReply, ModeAReply, Place, Polar, RangeRate, ReportKind, TargetReport,
};
use vigie_core::sensor::{DataSource, SensorFault, SensorKind};
use vigie_core::time::{Applicable, Heard};

/// Standard deviation of a calculated Doppler speed, m/s (ours: the item states none; its step is 1 m/s).
const DOPPLER_SIGMA_MPS: f64 = 3.0;
/// I048/020 TYP.
const PSR: u8 = 1;
const SSR: u8 = 2;
const SSR_PSR: u8 = 3;
const MODE_S_ALL_CALL: u8 = 4;
const MODE_S_ROLL_CALL_PSR: u8 = 7;

impl Statement for Plot {
    fn source(&self) -> DataSource {
        DataSource {
            sac: self.sac,
            sic: self.sic,
        }
    }

    fn state(&self, mut speaker: Speaker<'_>, reports: &mut Vec<TargetReport>) -> bool {
        let Some(kind) = kind(self) else { return false };
        let at = speaker.applicable(self.time_of_day);
        let site = &speaker.source.site;
        let mut report = TargetReport::new(site.id, kind, Applicable(at), Heard(speaker.heard));
        report.primary = matches!(self.typ, Some(PSR | SSR_PSR | 6 | MODE_S_ROLL_CALL_PSR));
        report.simulated = self.is_simulated || self.is_test || site.simulated;
        report.address = self
            .address
            .and_then(Address::icao)
            .filter(|address| address.value.value() != 0);
        report.mode_a = self.mode_a.and_then(|said| {
            let doubtful = said.is_unvalidated || said.is_garbled;
            ModeA::new(said.code).map(|code| ModeAReply { code, doubtful })
        });
        report.altitude = self.flight_level.map(|said| AltitudeReply {
            altitude: PressureAltitude::from_flight_level(f64::from(said.quarters) * 0.25),
            doubtful: said.is_unvalidated || said.is_garbled,
        });
        report.callsign = self
            .callsign
            .as_ref()
            .and_then(|letters| Callsign::new(letters));
        report.spi = self.has_spi;
        report.on_ground = on_ground(self.flight_status);
        report.sensor_track = self.track_number.map(u32::from);
        report.place = place(self, &mut speaker, &report);
        reports.push(report);
        true
    }
}

fn kind(plot: &Plot) -> Option<ReportKind> {
    match plot.typ? {
        PSR => Some(ReportKind::Psr),
        SSR | SSR_PSR => Some(ReportKind::Ssr),
        MODE_S_ALL_CALL..=MODE_S_ROLL_CALL_PSR => Some(ReportKind::ModeS),
        _ => None,
    }
}

/// I048/230 STAT: the flight status of Mode S.
fn on_ground(status: Option<u8>) -> Option<bool> {
    match status? {
        0 | 2 => Some(false),
        1 | 3 => Some(true),
        _ => None,
    }
}

/// I048/120 CAL, if it is not doubtful. Positive is away from the radar, as the specification recommends; which sign a
/// radar uses is for its interface document to say, and no recording at hand has the item. The raw Doppler speed (RDS)
/// is not used: it has no sign, and is ambiguous.
fn range_rate(plot: &Plot) -> Option<RangeRate> {
    let (count, doubtful) = plot.doppler?;
    (!doubtful).then(|| RangeRate {
        mps: f64::from(count),
        sigma_mps: DOPPLER_SIGMA_MPS,
        ambiguity_mps: None,
        range_correlation: 0.0,
    })
}

fn place(plot: &Plot, speaker: &mut Speaker<'_>, report: &TargetReport) -> Option<Place> {
    let (rho, theta) = (plot.rho?, plot.theta?);
    let Some(antenna) = &speaker.source.antenna else {
        speaker.ledger.fault(SensorFault::NoPosition);
        return None;
    };
    let SensorKind::Radar(model) = speaker.source.site.kind else {
        return None;
    };
    let range_m = f64::from(rho) * RHO_LSB_NM * METRES_PER_NM;
    if range_m > speaker.source.site.range_max_m {
        return None;
    }
    let polar = Polar {
        range_m,
        azimuth_rad: (f64::from(theta) * THETA_LSB_DEG).to_radians(),
        elevation_rad: None,
        range_sigma_m: model.range_sigma_m,
        azimuth_sigma_rad: model.azimuth_sigma_rad,
        elevation_sigma_rad: 0.0,
        range_rate: range_rate(plot),
    };
    let height = report
        .altitude
        .filter(|said| !said.doubtful)
        .map(|said| said.altitude.m());
    let height = height.or_else(|| plot.height_3d.map(|count| f64::from(count) * 25.0 * 0.3048));
    Some(radar::place(antenna, polar, height))
}
