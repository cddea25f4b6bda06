//! CAT021: what an ADS-B ground station decoded.

use super::{Speaker, Statement};
use crate::claims;
use vigie_asterix::cat021::{
    ANGLE_LSB_DEG, HEIGHT_LSB_FT, LEVEL_LSB_FL, PLACE_LSB_DEG, PRECISE_PLACE_LSB_DEG,
    RATE_LSB_FTPMIN, Report, SPEED_LSB_NMPS,
};
use vigie_core::height::{EllipsoidalHeight, METRES_PER_FOOT, PressureAltitude};
use vigie_core::identity::{Address, AddressKind, Callsign, EmitterCategory, IcaoAddress, ModeA};
use vigie_core::place::{Cov2, METRES_PER_NM, Wgs84};
use vigie_core::report::{
    AltitudeReply, GroundVelocity, ModeAReply, Place, Quality, ReportKind, TargetReport,
};
use vigie_core::sensor::{DataSource, SensorFault};
use vigie_core::time::{Applicable, Heard, Sent};

impl Statement for Report {
    fn source(&self) -> DataSource {
        DataSource {
            sac: self.sac,
            sic: self.sic,
        }
    }

    fn state(&self, mut speaker: Speaker<'_>, reports: &mut Vec<TargetReport>) -> bool {
        let times = &self.times;
        let at = speaker.applicable(
            times
                .position_applies
                .or(times.position_heard)
                .or(times.sent),
        );
        let site = &speaker.source.site;
        if self.descriptor.is_field_monitor {
            return true;
        }
        let mut report = TargetReport::new(
            site.id,
            ReportKind::AdsB,
            Applicable(at),
            Heard(speaker.heard),
        );
        report.sent = times
            .sent
            .map(|count| Sent(speaker.applicable(Some(count))));
        report.simulated =
            self.descriptor.is_simulated || self.descriptor.is_test || site.simulated;
        report.address = address(self);
        report.callsign = self
            .callsign
            .as_ref()
            .and_then(|letters| Callsign::new(letters));
        report.category = self.emitter_category.and_then(category);
        report.mode_a = self.mode_a.and_then(ModeA::new).map(|code| ModeAReply {
            code,
            doubtful: false,
        });
        report.altitude = self.flight_level.map(|quarters| AltitudeReply {
            altitude: PressureAltitude::from_flight_level(f64::from(quarters) * LEVEL_LSB_FL),
            doubtful: false,
        });
        report.geometric_height = self
            .geometric_height
            .map(|count| EllipsoidalHeight::from_ft(f64::from(count) * HEIGHT_LSB_FT));
        report.on_ground = Some(self.descriptor.is_on_ground);
        report.velocity = velocity(self);
        report.vertical_rate_mps = (self.barometric_rate.or(self.geometric_rate))
            .map(|rate| f64::from(rate.count) * RATE_LSB_FTPMIN * METRES_PER_FOOT / 60.0);
        report.emergency = self
            .status
            .and_then(|status| claims::emergency(status.emergency));
        report.spi = self.status.is_some_and(|status| status.surveillance == 3);
        report.quality = Some(quality(self));
        report.sensor_track = self.track_number.map(u32::from);
        let refused = self.descriptor.is_position_refuted || self.descriptor.is_cpr_invalid;
        if refused
            || self.descriptor.has_jumped
            || self.descriptor.is_out_of_range
            || self.descriptor.is_nogo
        {
            // The station itself says that the position is not to be believed.
            speaker.ledger.fault(SensorFault::Unreadable);
        } else {
            report.place = place(self, &report);
        }
        reports.push(report);
        true
    }
}

fn address(report: &Report) -> Option<Address> {
    let kind = if report.descriptor.address_type == 0 {
        AddressKind::Icao
    } else {
        AddressKind::NonIcao
    };
    let value = IcaoAddress::new(report.address?).filter(|value| value.value() != 0)?;
    Some(Address { kind, value })
}

fn velocity(report: &Report) -> Option<GroundVelocity> {
    let vector = report
        .ground_vector
        .filter(|vector| !vector.is_range_exceeded)?;
    let speed = f64::from(vector.speed) * SPEED_LSB_NMPS * METRES_PER_NM;
    let (sin, cos) = libm::sincos((f64::from(vector.track) * ANGLE_LSB_DEG).to_radians());
    let sigma_mps = claims::velocity_sigma_mps(report.quality.nucr_nacv.unwrap_or(0));
    Some(GroundVelocity {
        east_mps: speed * sin,
        north_mps: speed * cos,
        sigma_mps,
    })
}

fn place(report: &Report, made: &TargetReport) -> Option<Place> {
    let degrees = |count: i32, lsb: f64| f64::from(count) * lsb;
    let (lat, lon) = match (report.place_precise, report.place) {
        (Some(fine), _) => (
            degrees(fine.lat, PRECISE_PLACE_LSB_DEG),
            degrees(fine.lon, PRECISE_PLACE_LSB_DEG),
        ),
        (None, Some(coarse)) => (
            degrees(coarse.lat, PLACE_LSB_DEG),
            degrees(coarse.lon, PLACE_LSB_DEG),
        ),
        (None, None) => return None,
    };
    let height = made
        .geometric_height
        .map(EllipsoidalHeight::m)
        .or(made.altitude.map(|said| said.altitude.m()));
    let sigma = claims::position_sigma_m(report.quality.nac_p, report.quality.nucp_nic);
    Some(Place {
        position: Wgs84::new(lat, lon, height.unwrap_or(0.0))?,
        covariance: Cov2::circular(sigma),
        height_known: height.is_some(),
        polar: None,
    })
}

fn quality(report: &Report) -> Quality {
    Quality {
        nic: report.quality.nucp_nic,
        nac_p: report.quality.nac_p,
        nac_v: report.quality.nucr_nacv,
        sil: report.quality.sil,
        version: report.mops.map(|mops| mops.version),
    }
}

/// I021/020 to the sets of BDS 0,8 (correspondence from memory, unverified).
fn category(code: u8) -> Option<EmitterCategory> {
    let (set, number) = match code {
        1..=6 => (b'A', code),
        10 => (b'A', 7),
        11 => (b'B', 1),
        12 => (b'B', 2),
        13 => (b'B', 6),
        14 => (b'B', 7),
        15 => (b'B', 4),
        16 => (b'B', 3),
        20 => (b'C', 1),
        21 => (b'C', 2),
        22 => (b'C', 3),
        _ => return None,
    };
    Some(EmitterCategory { set, number })
}
