//! A small world for tests: sensors round Niamey, aircraft that fly straight, reports with seeded noise.

use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Address, ModeA};
use vigie_core::place::{Cov2, LocalFrame, Wgs84};
use vigie_core::report::{AltitudeReply, ModeAReply, Place, Polar, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_track::{Parameters, Tracker};

pub(crate) const RECEIVER: SensorId = SensorId(0);
pub(crate) const RADAR: SensorId = SensorId(1);
pub(crate) const TURN_S: f64 = 5.0;

/// A splitmix64 generator (Steele, Lea & Flood 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.uniform())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }
}

pub(crate) fn niamey() -> Wgs84 {
    Wgs84::new(13.4817, 2.17, 235.0).expect("on the earth")
}

pub(crate) fn seconds(s: f64) -> UtcNs {
    UtcNs(1_700_000_000_000_000_000) + Nanos::from_secs_f64(s)
}

pub(crate) fn tracker() -> Tracker {
    let site = |id, kind| SensorSite {
        id,
        name: String::new(),
        kind,
        source: None,
        position: Some(niamey()),
        range_max_m: 300e3,
        simulated: false,
    };
    let radar = RadarModel {
        range_sigma_m: 60.0,
        azimuth_sigma_rad: 0.0015,
        turn: Nanos::from_secs_f64(TURN_S),
        detection_probability: 0.9,
    };
    let sites = [
        site(RECEIVER, SensorKind::Receiver),
        site(RADAR, SensorKind::Radar(radar)),
    ];
    Tracker::new(Parameters::default(), &sites)
}

/// An aircraft in straight flight: start by bearing and distance from Niamey, metres per second east and north.
#[derive(Clone, Copy)]
pub(crate) struct Flight {
    pub(crate) start: Wgs84,
    pub(crate) east: f64,
    pub(crate) north: f64,
}

impl Flight {
    pub(crate) fn new(bearing_deg: f64, distance_m: f64, east: f64, north: f64) -> Flight {
        let start = niamey()
            .destination(f64::to_radians(bearing_deg), distance_m)
            .at_height_m(9000.0);
        Flight { start, east, north }
    }

    pub(crate) fn at(&self, t: f64) -> Wgs84 {
        let bearing = libm::atan2(self.east, self.north);
        let distance = t * libm::hypot(self.east, self.north);
        if distance >= 0.0 {
            self.start.destination(bearing, distance)
        } else {
            self.start
                .destination(bearing + std::f64::consts::PI, -distance)
        }
    }
}

pub(crate) fn bare(sensor: SensorId, kind: ReportKind, t: f64) -> TargetReport {
    TargetReport::new(sensor, kind, Applicable(seconds(t)), Heard(seconds(t)))
}

fn level(at: Wgs84) -> AltitudeReply {
    let altitude = PressureAltitude::from_ft(at.height_m / 0.3048);
    AltitudeReply {
        altitude,
        doubtful: false,
    }
}

/// An ADS-B position with 15 m of noise.
pub(crate) fn adsb(address: u32, at: Wgs84, t: f64, random: &mut Random) -> TargetReport {
    let mut report = bare(RECEIVER, ReportKind::AdsB, t);
    let noise = libm::hypot(15.0 * random.normal(), 15.0 * random.normal());
    report.address = Address::icao(address);
    report.altitude = Some(level(at));
    report.place = Some(Place {
        position: at.destination(std::f64::consts::TAU * random.uniform(), noise),
        covariance: Cov2::circular(15.0),
        height_known: true,
        polar: None,
    });
    report
}

/// A primary plot without height, placed as if it flew at 6,000 m; 60 m and 0.0015 rad of noise.
pub(crate) fn primary(at: Wgs84, t: f64, random: &mut Random) -> TargetReport {
    let mut report = bare(RADAR, ReportKind::Psr, t);
    let local = LocalFrame::at(niamey()).enu_from_wgs84(at);
    let range = local.slant_range_m() + 60.0 * random.normal();
    let azimuth = local.azimuth_rad() + 0.0015 * random.normal();
    let ground = |h: f64| (range * range - h * h).max(1.0).sqrt();
    report.place = Some(Place {
        position: niamey()
            .destination(azimuth, ground(6000.0))
            .at_height_m(6235.0),
        covariance: Cov2::along_bearing(azimuth, 300.0, 0.0015 * range),
        height_known: false,
        polar: Some(Polar {
            range_m: range,
            azimuth_rad: azimuth,
            elevation_rad: None,
            range_sigma_m: 60.0,
            azimuth_sigma_rad: 0.0015,
            elevation_sigma_rad: 0.0,
            range_rate: None,
        }),
    });
    report
}

/// A secondary plot with Mode A and Mode C.
pub(crate) fn secondary(code: u16, at: Wgs84, t: f64, random: &mut Random) -> TargetReport {
    let mut report = primary(at, t, random);
    report.kind = ReportKind::Ssr;
    report.altitude = Some(level(at));
    report.mode_a = ModeA::new(code).map(|code| ModeAReply {
        code,
        doubtful: false,
    });
    if let Some(place) = &mut report.place {
        let polar = place.polar.expect("a plot");
        let range = polar.range_m;
        let ground = (range * range - (at.height_m - 235.0) * (at.height_m - 235.0)).sqrt();
        place.position = niamey()
            .destination(polar.azimuth_rad, ground)
            .at_height_m(at.height_m);
        place.covariance = Cov2::along_bearing(polar.azimuth_rad, 60.0, 0.0015 * range);
        place.height_known = true;
    }
    report
}

/// A Mode S plot.
pub(crate) fn mode_s(
    address: u32,
    code: u16,
    at: Wgs84,
    t: f64,
    random: &mut Random,
) -> TargetReport {
    let mut report = secondary(code, at, t, random);
    report.kind = ReportKind::ModeS;
    report.address = Address::icao(address);
    report
}
