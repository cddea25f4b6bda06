//! One sensor's statement about one target at one time.
//!
//! A target report says what was received, in the units of this crate, with its accuracy; it concludes nothing. The
//! word *plot* is kept for the radar kinds. Field by field: I048, I021, I062; ICAO Annex 10 Vol IV.

use crate::aircraft::AircraftData;
use crate::height::{EllipsoidalHeight, PressureAltitude};
use crate::identity::{Address, Callsign, EmergencyState, EmitterCategory, ModeA};
use crate::place::{Cov2, Wgs84};
use crate::sensor::SensorId;
use crate::time::{Applicable, Heard, Sent};

/// Which technique made the report (I048/020 TYP, I021).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportKind {
    /// Primary radar alone.
    Psr,
    /// Secondary radar, Mode A/C (with or without primary).
    Ssr,
    /// Secondary radar, Mode S (with or without primary).
    ModeS,
    /// Multilateration.
    Mlat,
    /// Automatic dependent surveillance, broadcast.
    AdsB,
    /// Direct or network remote identification of an unmanned aircraft.
    RemoteId,
    /// Another system's track.
    SystemTrack,
}

/// One sensor's statement about one target.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetReport {
    /// Who says it.
    pub sensor: SensorId,
    /// By which technique.
    pub kind: ReportKind,
    /// Whether a primary echo contributed (combined plots).
    pub primary: bool,
    /// When it was true.
    pub applicable: Applicable,
    /// When it reached us.
    pub heard: Heard,
    /// When the sensor sent it, where it says.
    pub sent: Option<Sent>,
    /// Where the target is; `None` for statements of identity, level or velocity alone.
    pub place: Option<Place>,
    /// What it says of the target's place without placing it.
    pub line: Option<Line>,
    /// Velocity over the ground as the target or the sensor states it.
    pub velocity: Option<GroundVelocity>,
    /// Climb, metres per second.
    pub vertical_rate_mps: Option<f64>,
    /// 24-bit address.
    pub address: Option<Address>,
    /// Mode 3/A reply.
    pub mode_a: Option<ModeAReply>,
    /// Mode C, or the barometric altitude of Mode S and ADS-B.
    pub altitude: Option<AltitudeReply>,
    /// Height above the ellipsoid, from GNSS.
    pub geometric_height: Option<EllipsoidalHeight>,
    /// Aircraft identification.
    pub callsign: Option<Callsign>,
    /// ADS-B emitter category.
    pub category: Option<EmitterCategory>,
    /// The emergency field of ADS-B (not the Mode A code).
    pub emergency: Option<EmergencyState>,
    /// Special position identification.
    pub spi: bool,
    /// Whether it says it is on the ground.
    pub on_ground: Option<bool>,
    /// What the aircraft claims of its own position.
    pub quality: Option<Quality>,
    /// What it says of its air data and intentions; boxed because most reports say nothing of them.
    pub aircraft: Option<Box<AircraftData>>,
    /// The sensor's own track number (I048/161, I062/040): a hint, local to the sensor.
    pub sensor_track: Option<u32>,
    /// Simulated or test data, by its own mark or by the sensor's configuration.
    pub simulated: bool,
}

/// Where a target is, as one report says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Position; its height is the best the report allows (see [`Place::height_known`]).
    pub position: Wgs84,
    /// Covariance in the local east-north plane at the target, m².
    pub covariance: Cov2,
    /// Whether the height is measured; if not it was assumed to place a slant range.
    pub height_known: bool,
    /// The measurement itself, for a radar.
    pub polar: Option<Polar>,
}

/// A radar's own measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Polar {
    /// Slant range, metres.
    pub range_m: f64,
    /// Azimuth, radians clockwise from true north at the radar.
    pub azimuth_rad: f64,
    /// Elevation above the radar's horizontal, radians, where measured.
    pub elevation_rad: Option<f64>,
    /// Standard deviation of range, metres.
    pub range_sigma_m: f64,
    /// Standard deviation of azimuth, radians.
    pub azimuth_sigma_rad: f64,
    /// Standard deviation of elevation, radians; zero where not measured.
    pub elevation_sigma_rad: f64,
    /// How fast the range grows, where measured (Doppler).
    pub range_rate: Option<RangeRate>,
}

/// How fast the distance between a sensor and a target grows, as the sensor measured it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RangeRate {
    /// m/s; positive: the target goes away. (I048/120 counts as this does.)
    pub mps: f64,
    /// Standard deviation, m/s.
    pub sigma_mps: f64,
    /// The interval within which it is known, m/s: the truth may be any whole number of these away (raw Doppler,
    /// I048/120 AMB). `None`: unambiguous.
    pub ambiguity_mps: Option<f64>,
    /// Correlation of its error with that of the range, −1 to 1 (radars that sweep their frequency); 0: none known.
    pub range_correlation: f64,
}

/// What one sensor says of a target's place without placing it: a line or a surface on which it is. The sensor's own
/// place, and that of any other named, are those of its site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Line {
    /// The direction from the report's sensor (direction finder, jammed or passive radar).
    Bearing {
        /// Azimuth at the sensor, radians clockwise from true north.
        azimuth_rad: f64,
        /// Its standard deviation, radians.
        azimuth_sigma_rad: f64,
        /// Elevation above the sensor's horizontal and its standard deviation, radians, where measured.
        elevation_rad: Option<(f64, f64)>,
    },
    /// Time of arrival at the report's sensor less that of the same signal at another.
    TimeDifference {
        /// The other receiver.
        other: SensorId,
        /// Seconds; never more than light takes from one to the other.
        difference_s: f64,
        /// Its standard deviation, seconds.
        sigma_s: f64,
    },
    /// The distance from the report's sensor alone (active interrogation without direction).
    Range {
        /// Metres.
        range_m: f64,
        /// Its standard deviation, metres.
        sigma_m: f64,
    },
}

/// Velocity over the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroundVelocity {
    /// East, m/s.
    pub east_mps: f64,
    /// North, m/s.
    pub north_mps: f64,
    /// Standard deviation of each component, m/s.
    pub sigma_mps: f64,
}

/// A Mode 3/A code as replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModeAReply {
    /// The code.
    pub code: ModeA,
    /// The sensor says it is not validated or that it is garbled.
    pub doubtful: bool,
}

/// A barometric altitude as replied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AltitudeReply {
    /// The altitude.
    pub altitude: PressureAltitude,
    /// The sensor says it is not validated or that it is garbled.
    pub doubtful: bool,
}

/// What an aircraft claims about its own ADS-B position (I021/090). A claim, not a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quality {
    /// Navigation integrity category, 0–11 (version 0: the one that ED-102A gives for its NUCp).
    pub nic: Option<u8>,
    /// Navigation accuracy category for position, 0–11.
    pub nac_p: Option<u8>,
    /// Navigation accuracy category for velocity, 0–4.
    pub nac_v: Option<u8>,
    /// Surveillance integrity level, 0–3.
    pub sil: Option<u8>,
    /// ADS-B version, 0–3.
    pub version: Option<u8>,
}

impl TargetReport {
    /// A report that says nothing yet but who, how and when.
    #[must_use]
    pub fn new(
        sensor: SensorId,
        kind: ReportKind,
        applicable: Applicable,
        heard: Heard,
    ) -> TargetReport {
        TargetReport {
            sensor,
            kind,
            primary: kind == ReportKind::Psr,
            applicable,
            heard,
            sent: None,
            place: None,
            line: None,
            velocity: None,
            vertical_rate_mps: None,
            address: None,
            mode_a: None,
            altitude: None,
            geometric_height: None,
            callsign: None,
            category: None,
            emergency: None,
            spi: false,
            on_ground: None,
            quality: None,
            aircraft: None,
            sensor_track: None,
            simulated: false,
        }
    }
}
