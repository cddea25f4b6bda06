//! The sensors of the demonstration: where they stand and how far they see.
//!
//! All are fictional. The earth-radius factor k is the measured median at Niamey and Agadez (ITU-R P.453 gradients
//! −28.7 and −23.8 N/km); between them it is interpolated by latitude, and north of Agadez it is Agadez's. The
//! terrain is flat at the height of each site's ground: hills do not hide anything here, and a target's height above
//! ground is its height above the ground of the sensor that looks at it.

use crate::random::key_of_name;
use vigie_core::place::{METRES_PER_NM, Wgs84};
use vigie_core::sensor::DataSource;
use vigie_core::time::Nanos;

/// Height of mean sea level above the ellipsoid in this world, metres, everywhere: 75 ft, so that the difference
/// between geometric and barometric altitude is a whole number of the steps in which ADS-B reports it.
pub const UNDULATION_M: f64 = 22.86;

/// Mean radius of the earth, metres.
pub(crate) const EARTH_M: f64 = 6_371_008.8;

/// One simulated sensor, as the configuration of the demonstration must state it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimulatedSensor {
    /// What people call it; also what its random numbers hang on.
    pub name: &'static str,
    /// Radar or receiver, with its numbers.
    pub kind: SimulatedKind,
    /// The antenna: height above the ellipsoid.
    pub position: Wgs84,
    /// Height of the antenna above ground, metres.
    pub mast_m: f64,
    /// Effective earth-radius factor.
    pub k: f64,
}

/// What kind of sensor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SimulatedKind {
    /// A rotating radar: primary and Mode S secondary on one turning gear.
    Radar(SimulatedRadar),
    /// A 1090 MHz receiver with GNSS time stamps.
    Receiver(SimulatedReceiver),
}

/// A radar's numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimulatedRadar {
    /// Its ASTERIX source. The area code is one that no state is known to use (unverified); the numbers are invented.
    pub source: DataSource,
    /// Duration of a turn.
    pub turn: Nanos,
    /// Standard deviation of slant range, metres, of primary and secondary plots alike.
    pub range_sigma_m: f64,
    /// Standard deviation of azimuth, radians, of both alike.
    pub azimuth_sigma_rad: f64,
    /// Instrumented range of the primary radar, metres.
    pub primary_range_m: f64,
    /// Instrumented range of the secondary radar, metres.
    pub secondary_range_m: f64,
    /// Probability that the secondary radar sees a transponder in a turn, well inside its range.
    pub detection_probability: f64,
    /// Primary plots of nothing, per turn, on average.
    pub clutter_per_turn: f64,
    /// Where the antenna points at the start, as a part of a turn.
    pub phase: f64,
}

/// A receiver's numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimulatedReceiver {
    /// Beyond this slant range nothing is heard, metres.
    pub range_m: f64,
    /// Slant range at which half of the messages are heard, metres.
    pub half_range_m: f64,
}

impl SimulatedSensor {
    /// Height of the ground at the sensor above mean sea level, metres.
    #[must_use]
    pub const fn ground_m(&self) -> f64 {
        self.position.height_m - UNDULATION_M - self.mast_m
    }

    /// The distance along the ground, metres, to which a target at `above_ground_m` is above the radio horizon over
    /// flat land: √(2kR·mast) + √(2kR·target).
    #[must_use]
    pub fn horizon_m(&self, above_ground_m: f64) -> f64 {
        let radius = self.k * EARTH_M;
        (2.0 * radius * self.mast_m).sqrt() + (2.0 * radius * above_ground_m.max(0.0)).sqrt()
    }

    /// What stands for this sensor in the keys of random numbers.
    pub(crate) const fn key(&self) -> u32 {
        key_of_name(self.name)
    }
}

const NIAMEY_GROUND_M: f64 = 223.0;
const AGADEZ_GROUND_M: f64 = 505.0;
const ZINDER_GROUND_M: f64 = 462.0;
const DIRKOU_GROUND_M: f64 = 388.0;

const RADAR_MAST_M: f64 = 30.0;
const RECEIVER_MAST_M: f64 = 20.0;

const NIAMEY_K: f64 = 1.22;
const ZINDER_K: f64 = 1.217;
const AGADEZ_K: f64 = 1.18;

const fn antenna(lat_deg: f64, lon_deg: f64, ground_m: f64, mast_m: f64) -> Wgs84 {
    Wgs84 {
        lat_deg,
        lon_deg,
        height_m: ground_m + mast_m + UNDULATION_M,
    }
}

const fn radar(
    name: &'static str,
    sic: u8,
    turn_s: i64,
    phase: f64,
    (lat_deg, lon_deg, ground_m, k): (f64, f64, f64, f64),
) -> SimulatedSensor {
    SimulatedSensor {
        name,
        kind: SimulatedKind::Radar(SimulatedRadar {
            source: DataSource { sac: 250, sic },
            turn: Nanos::from_secs(turn_s),
            range_sigma_m: 50.0,
            azimuth_sigma_rad: 0.07 * std::f64::consts::PI / 180.0,
            primary_range_m: 60.0 * METRES_PER_NM,
            secondary_range_m: 250.0 * METRES_PER_NM,
            detection_probability: 0.98,
            clutter_per_turn: 3.0,
            phase,
        }),
        position: antenna(lat_deg, lon_deg, ground_m, RADAR_MAST_M),
        mast_m: RADAR_MAST_M,
        k,
    }
}

const fn receiver(
    name: &'static str,
    (lat_deg, lon_deg, ground_m, k): (f64, f64, f64, f64),
) -> SimulatedSensor {
    SimulatedSensor {
        name,
        kind: SimulatedKind::Receiver(SimulatedReceiver {
            range_m: 250.0 * METRES_PER_NM,
            half_range_m: 215.0 * METRES_PER_NM,
        }),
        position: antenna(lat_deg, lon_deg, ground_m, RECEIVER_MAST_M),
        mast_m: RECEIVER_MAST_M,
        k,
    }
}

/// The sensors of the demonstration over Niger, in the order of [`crate::Emission::sensor`].
pub const NIGER_SENSORS: [SimulatedSensor; 7] = [
    radar(
        "Niamey radar",
        1,
        5,
        0.0,
        (13.4760, 2.1700, NIAMEY_GROUND_M, NIAMEY_K),
    ),
    radar(
        "Agadez radar",
        2,
        8,
        0.37,
        (16.9700, 8.0100, AGADEZ_GROUND_M, AGADEZ_K),
    ),
    radar(
        "Zinder radar",
        3,
        6,
        0.71,
        (13.7720, 8.9900, ZINDER_GROUND_M, ZINDER_K),
    ),
    receiver(
        "Niamey receiver",
        (13.4800, 2.1800, NIAMEY_GROUND_M, NIAMEY_K),
    ),
    receiver(
        "Agadez receiver",
        (16.9640, 7.9960, AGADEZ_GROUND_M, AGADEZ_K),
    ),
    receiver(
        "Zinder receiver",
        (13.7780, 8.9800, ZINDER_GROUND_M, ZINDER_K),
    ),
    receiver(
        "Dirkou receiver",
        (18.9690, 12.8660, DIRKOU_GROUND_M, AGADEZ_K),
    ),
];

#[cfg(test)]
mod tests {
    use super::{NIGER_SENSORS, SimulatedKind};
    use std::collections::BTreeSet;
    use vigie_core::place::METRES_PER_NM;

    /// The horizons of a 30 m mast at Niamey that the coverage study found, in nautical miles.
    #[test]
    fn horizon_of_niamey() {
        let radar = &NIGER_SENSORS[0];
        for (level_ft, expected_nm) in [
            (5_000.0, 95.0),
            (10_000.0, 129.0),
            (20_000.0, 178.0),
            (30_000.0, 216.0),
            (40_000.0, 247.0),
        ] {
            let got_nm = radar.horizon_m(level_ft * 0.3048) / METRES_PER_NM;
            assert!((got_nm - expected_nm).abs() < 1.0, "{level_ft}: {got_nm}");
        }
    }

    #[test]
    fn a_low_flyer_at_46_nm_is_above_the_horizon_at_900_ft_and_below_at_400() {
        let radar = &NIGER_SENSORS[0];
        let at = 46.0 * METRES_PER_NM;
        assert!(radar.horizon_m(900.0 * 0.3048) > at);
        assert!(radar.horizon_m(400.0 * 0.3048) < at);
        assert!(radar.horizon_m(-50.0).is_finite());
    }

    #[test]
    fn names_and_sources_are_told_apart() {
        let names: BTreeSet<_> = NIGER_SENSORS.iter().map(|s| (s.name, s.key())).collect();
        assert_eq!(names.len(), NIGER_SENSORS.len());
        let sources: BTreeSet<_> = NIGER_SENSORS
            .iter()
            .filter_map(|s| match s.kind {
                SimulatedKind::Radar(radar) => Some(radar.source),
                SimulatedKind::Receiver(_) => None,
            })
            .collect();
        assert_eq!(sources.len(), 3);
    }
}
