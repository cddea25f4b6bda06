//! CAT062: another system's tracks, taken as reports of where it believes its targets to be.

use super::{Speaker, Statement};
use vigie_asterix::cat062::{
    ALTITUDE_LSB_FT, LEVEL_LSB_FL, PLACE_LSB_DEG, RATE_LSB_FTPMIN, SystemTrack, VELOCITY_LSB_MPS,
};
use vigie_core::height::{EllipsoidalHeight, METRES_PER_FOOT, PressureAltitude};
use vigie_core::identity::{Address, Callsign, ModeA};
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::{
    AltitudeReply, GroundVelocity, ModeAReply, Place, ReportKind, TargetReport,
};
use vigie_core::sensor::DataSource;
use vigie_core::time::{Applicable, Heard};

/// Standard deviation of a system track that does not state its own, metres (ours; a current en-route tracker
/// states some 100 to 300).
const POSITION_SIGMA_M: f64 = 250.0;
/// The same of its velocity, m/s.
const VELOCITY_SIGMA_MPS: f64 = 10.0;
/// Metres in a degree of latitude, near enough for a standard deviation.
const METRES_PER_DEGREE: f64 = 111_200.0;

impl Statement for SystemTrack {
    fn source(&self) -> DataSource {
        DataSource {
            sac: self.sac,
            sic: self.sic,
        }
    }

    fn state(&self, mut speaker: Speaker<'_>, reports: &mut Vec<TargetReport>) -> bool {
        // A coasting track is a prediction, and an ended one a memory: neither measures anything.
        if self.time_of_day.is_none() || self.status.is_coasting || self.status.is_ended {
            return false;
        }
        let at = speaker.applicable(self.time_of_day);
        let site = &speaker.source.site;
        let mut report = TargetReport::new(
            site.id,
            ReportKind::SystemTrack,
            Applicable(at),
            Heard(speaker.heard),
        );
        report.simulated = self.status.is_simulated || site.simulated;
        report.address = self
            .address
            .and_then(Address::icao)
            .filter(|address| address.value.value() != 0);
        report.mode_a = self.mode_a.and_then(|said| {
            let doubtful = said.is_unvalidated || said.is_garbled;
            ModeA::new(said.code).map(|code| ModeAReply { code, doubtful })
        });
        report.altitude = self.flight_level.map(|quarters| AltitudeReply {
            altitude: PressureAltitude::from_flight_level(f64::from(quarters) * LEVEL_LSB_FL),
            doubtful: false,
        });
        report.geometric_height = self
            .geometric_altitude
            .map(|count| EllipsoidalHeight::from_ft(f64::from(count) * ALTITUDE_LSB_FT));
        let letters = self
            .aircraft_identification
            .or(self.identification.map(|(letters, _)| letters));
        report.callsign = letters.and_then(|letters| Callsign::new(&letters));
        report.spi = self.status.has_spi;
        report.vertical_rate_mps = self
            .climb_rate
            .map(|count| f64::from(count) * RATE_LSB_FTPMIN * METRES_PER_FOOT / 60.0);
        report.velocity = velocity(self);
        report.sensor_track = self.track_number.map(u32::from);
        report.place = place(self, &report);
        reports.push(report);
        true
    }
}

fn velocity(track: &SystemTrack) -> Option<GroundVelocity> {
    let counts = track.velocity?;
    let stated = track
        .accuracy
        .velocity
        .map(|sigma| f64::from(sigma.x.max(sigma.y)) * VELOCITY_LSB_MPS);
    Some(GroundVelocity {
        east_mps: f64::from(counts.x) * VELOCITY_LSB_MPS,
        north_mps: f64::from(counts.y) * VELOCITY_LSB_MPS,
        sigma_mps: stated.unwrap_or(VELOCITY_SIGMA_MPS).max(0.5),
    })
}

fn place(track: &SystemTrack, made: &TargetReport) -> Option<Place> {
    let counts = track.place?;
    let (lat, lon) = (
        f64::from(counts.lat) * PLACE_LSB_DEG,
        f64::from(counts.lon) * PLACE_LSB_DEG,
    );
    let height = made
        .geometric_height
        .map(EllipsoidalHeight::m)
        .or(made.altitude.map(|said| said.altitude.m()));
    let covariance = match track.accuracy.place {
        Some(sigma) => {
            let north = f64::from(sigma.y) * PLACE_LSB_DEG * METRES_PER_DEGREE;
            let east = f64::from(sigma.x)
                * PLACE_LSB_DEG
                * METRES_PER_DEGREE
                * libm::cos(lat.to_radians());
            Cov2 {
                ee: (east * east).max(1.0),
                en: 0.0,
                nn: (north * north).max(1.0),
            }
        }
        None => Cov2::circular(POSITION_SIGMA_M),
    };
    let position = Wgs84::new(lat, lon, height.unwrap_or(0.0))?;
    Some(Place {
        position,
        covariance,
        height_known: height.is_some(),
        polar: None,
    })
}
