//! Sensors: where they stand, what they claim, how they are.

use crate::place::Wgs84;
use crate::time::{Nanos, UtcNs};

/// A sensor's place in the configuration; indexes tables, never leaves the process as an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SensorId(pub u16);

/// An ASTERIX data source: system area code and system identification code (Ixxx/010).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataSource {
    /// System area code.
    pub sac: u8,
    /// System identification code.
    pub sic: u8,
}

/// What kind of sensor it is, with the numbers its plots need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SensorKind {
    /// A rotating radar, primary, secondary or both.
    Radar(RadarModel),
    /// A 1090 MHz receiver (ADS-B and Mode S), or an ADS-B ground station.
    Receiver,
    /// A system that delivers tracks, not plots (CAT062).
    Tracker,
}

/// The nominal performance of a radar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RadarModel {
    /// Standard deviation of slant range, metres.
    pub range_sigma_m: f64,
    /// Standard deviation of azimuth, radians.
    pub azimuth_sigma_rad: f64,
    /// Nominal duration of a turn.
    pub turn: Nanos,
    /// Probability that a target in range is seen in a turn, 0 to 1.
    pub detection_probability: f64,
}

/// One configured sensor.
#[derive(Debug, Clone, PartialEq)]
pub struct SensorSite {
    /// Its place in the configuration.
    pub id: SensorId,
    /// What people call it.
    pub name: String,
    /// Radar, receiver or tracker.
    pub kind: SensorKind,
    /// ASTERIX source; `None` for a sensor that speaks no ASTERIX.
    pub source: Option<DataSource>,
    /// The antenna, height above the ellipsoid; `None` when nobody said (a receiver can do without).
    pub position: Option<Wgs84>,
    /// Beyond this slant range nothing it says is believed, metres.
    pub range_max_m: f64,
    /// Whether what it delivers is simulated where the format itself cannot say so (Mode S frames).
    pub simulated: bool,
}

/// Whether a sensor is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SensorState {
    /// Nothing was heard since the start.
    Waiting,
    /// Heard within its time-out.
    Alive,
    /// Was heard, and is not any more.
    Silent,
}

impl SensorState {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Alive => "alive",
            Self::Silent => "silent",
        }
    }
}

/// How a sensor is (CAT063, CAT034, CAT023 say parts of this).
#[derive(Debug, Clone, PartialEq)]
pub struct SensorStatus {
    /// Which.
    pub id: SensorId,
    /// Heard or not.
    pub state: SensorState,
    /// When it was last heard.
    pub last_heard: Option<UtcNs>,
    /// Measured duration of a turn, where north markers or sector crossings tell.
    pub turn: Option<Nanos>,
    /// Receptions since the start.
    pub receptions: u64,
    /// Target reports since the start.
    pub reports: u64,
    /// Messages or records that could not be read, or were refused, since the start.
    pub errors: u64,
    /// Receptions per second, over the last seconds.
    pub rate_hz: f64,
    /// The last fault, for the engineer.
    pub fault: Option<SensorFault>,
    /// By how much its measurements are off, where other sensors tell.
    pub registration: Option<Registration>,
}

/// By how much a radar's measurements are off, as the tracker estimates it: what it measures is the truth plus these.
/// The tracker corrects its plots by them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Registration {
    /// Slant range, metres.
    pub range_m: f64,
    /// Azimuth, radians.
    pub azimuth_rad: f64,
    /// Time stamps, seconds: positive when its clock is ahead.
    pub time_s: f64,
    /// Standard deviation of `range_m`, metres.
    pub range_sigma_m: f64,
    /// Standard deviation of `azimuth_rad`, radians.
    pub azimuth_sigma_rad: f64,
    /// Standard deviation of `time_s`, seconds.
    pub time_sigma_s: f64,
    /// Pairs of plots that it was estimated from.
    pub pairs: u32,
}

impl Registration {
    /// Standard deviations under which an estimate counts as converged: metres, radians (0.03°), seconds.
    pub const CONVERGED: [f64; 3] = [20.0, 0.03 * std::f64::consts::PI / 180.0, 0.05];

    /// Whether it is known well enough to be relied on, by its own standard deviations. One that changes much between
    /// two looks, or that disagrees with what an engineer measured, is wrong all the same.
    #[must_use]
    pub fn is_converged(&self) -> bool {
        let [range_m, azimuth_rad, time_s] = Registration::CONVERGED;
        self.range_sigma_m <= range_m
            && self.azimuth_sigma_rad <= azimuth_rad
            && self.time_sigma_s <= time_s
    }
}

/// What can be wrong with a sensor's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SensorFault {
    /// Bytes that are no message of the format.
    Unreadable,
    /// ASTERIX from a source that the configuration does not know.
    UnknownSource(DataSource),
    /// A category that is not known.
    UnknownCategory(u8),
    /// Its clock is this far from ours: its reports are timed by arrival instead.
    Clock(Nanos),
    /// It delivers simulated data to a live system.
    SimulatedInLive,
    /// It delivers data without the simulation mark to an exercise.
    LiveInExercise,
    /// Its antenna position is not known, so its plots have no place.
    NoPosition,
    /// More than the bound was delivered in one step; this many were dropped since the start.
    Overload(u64),
}
