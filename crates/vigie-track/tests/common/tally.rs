//! Estimates against the truth, and radar plots placed as the decoders place them.

use crate::common::{Flight, RADAR, Random, bare, niamey};
use vigie_core::height::PressureAltitude;
use vigie_core::identity::Address;
use vigie_core::place::{LocalFrame, Wgs84};
use vigie_core::report::{AltitudeReply, Polar, ReportKind, TargetReport};
use vigie_core::track::Track;
use vigie_sense::radar;

/// Sums of what estimates are off by.
#[derive(Default)]
pub(crate) struct Tally {
    nees: f64,
    squares: f64,
    speed_squares: f64,
    count: f64,
}

impl Tally {
    pub(crate) fn add(&mut self, track: &Track, truth: Wgs84, velocity: [f64; 2]) {
        let off = LocalFrame::at(truth.at_height_m(track.position.height_m))
            .enu_from_wgs84(track.position);
        let p = track.position_covariance;
        let (e, n) = (off.east_m, off.north_m);
        let det = p.ee * p.nn - p.en * p.en;
        self.nees += (p.nn * e * e - 2.0 * p.en * e * n + p.ee * n * n) / det;
        self.squares += e * e + n * n;
        let (ve, vn) = (
            track.velocity.east_mps - velocity[0],
            track.velocity.north_mps - velocity[1],
        );
        self.speed_squares += ve * ve + vn * vn;
        self.count += 1.0;
    }

    pub(crate) fn nees(&self) -> f64 {
        self.nees / self.count
    }

    pub(crate) fn rms_m(&self) -> f64 {
        libm::sqrt(self.squares / self.count)
    }

    pub(crate) fn speed_rms_mps(&self) -> f64 {
        libm::sqrt(self.speed_squares / self.count)
    }
}

/// A radar plot placed as the decoders place it; `height_m` where the target states it.
pub(crate) fn plot(at: Wgs84, t: f64, height_m: Option<f64>, random: &mut Random) -> TargetReport {
    let kind = if height_m.is_some() {
        ReportKind::Ssr
    } else {
        ReportKind::Psr
    };
    let mut report = bare(RADAR, kind, t);
    let antenna = LocalFrame::at(niamey());
    let seen = antenna.enu_from_wgs84(at);
    let polar = Polar {
        range_m: seen.slant_range_m() + 60.0 * random.normal(),
        azimuth_rad: seen.azimuth_rad() + 0.0015 * random.normal(),
        elevation_rad: None,
        range_sigma_m: 60.0,
        azimuth_sigma_rad: 0.0015,
        elevation_sigma_rad: 0.0,
        range_rate: None,
    };
    report.altitude = height_m.map(|h| AltitudeReply {
        altitude: PressureAltitude::from_ft(h / 0.3048),
        doubtful: false,
    });
    report.place = Some(radar::place(&antenna, polar, height_m));
    report
}

pub(crate) fn mode_s(address: u32, at: Wgs84, t: f64, random: &mut Random) -> TargetReport {
    let mut report = plot(at, t, Some(at.height_m), random);
    report.kind = ReportKind::ModeS;
    report.address = Address::icao(address);
    report
}

pub(crate) fn speed_at(flight: &Flight, t: f64) -> [f64; 2] {
    // The flight follows a great circle: what it does in a tenth of a second.
    let (a, b) = (flight.at(t), flight.at(t + 0.1));
    let d = LocalFrame::at(a).enu_from_wgs84(b);
    [10.0 * d.east_m, 10.0 * d.north_m]
}
