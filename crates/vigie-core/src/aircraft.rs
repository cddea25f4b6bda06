//! What an aircraft says of itself beyond where it is: its air data, its intentions, the weather around it.
//!
//! Downlinked in Comm-B registers and in ADS-B (I048/250, I062/380). In groups, each with the time it was said: a
//! reply carries one register, and the next comes seconds later. Claims, not measurements.

use crate::height::PressureAltitude;
use crate::time::{Nanos, UtcNs};

/// The last of each group.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AircraftData {
    /// Heading and speeds through the air (BDS 6,0 and 5,0; ADS-B velocity subtypes 3, 4).
    pub air: Option<AirState>,
    /// How it turns (BDS 5,0).
    pub turn: Option<Turn>,
    /// What its crew has set it to do (BDS 4,0; ADS-B target state).
    pub intent: Option<Intent>,
    /// The air around it (BDS 4,4, 4,5).
    pub weather: Option<Weather>,
    /// What its collision avoidance advises (BDS 3,0).
    pub advisory: Option<ResolutionAdvisory>,
}

/// Heading and speeds through the air.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AirState {
    /// When it was said.
    pub at: UtcNs,
    /// Heading from magnetic north, radians, 0 to 2π.
    pub magnetic_heading_rad: Option<f64>,
    /// Heading from true north, radians, 0 to 2π.
    pub true_heading_rad: Option<f64>,
    /// Indicated airspeed, m/s.
    pub indicated_airspeed_mps: Option<f64>,
    /// True airspeed, m/s.
    pub true_airspeed_mps: Option<f64>,
    /// Mach number.
    pub mach: Option<f64>,
    /// Climb by the barometer, m/s.
    pub barometric_rate_mps: Option<f64>,
    /// Climb by inertial or GNSS sensors, m/s.
    pub inertial_rate_mps: Option<f64>,
}

/// How it turns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    /// When it was said.
    pub at: UtcNs,
    /// Roll, radians, right wing down positive.
    pub roll_rad: Option<f64>,
    /// Rate of the track angle, radians a second, clockwise positive.
    pub track_rate_rad_s: Option<f64>,
}

/// What its crew has set it to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intent {
    /// When it was said.
    pub at: UtcNs,
    /// Altitude selected on the mode control panel (above the pressure set, see below).
    pub selected_altitude: Option<PressureAltitude>,
    /// Altitude that the flight management system flies to.
    pub managed_altitude: Option<PressureAltitude>,
    /// Selected heading, radians from the north that the aircraft uses.
    pub selected_heading_rad: Option<f64>,
    /// Barometric pressure set, hPa.
    pub pressure_setting_hpa: Option<f64>,
    /// Modes engaged; `None`: not said.
    pub modes: Option<AutopilotModes>,
}

/// Which modes of the autopilot are engaged.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent modes, each with its name"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AutopilotModes {
    /// The autopilot itself (ADS-B only).
    pub autopilot: bool,
    /// Vertical navigation.
    pub vnav: bool,
    /// Lateral navigation (ADS-B only).
    pub lnav: bool,
    /// Altitude hold.
    pub altitude_hold: bool,
    /// Approach.
    pub approach: bool,
    /// TCAS/ACAS operational (ADS-B only).
    pub tcas: bool,
}

/// The air around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    /// When it was said.
    pub at: UtcNs,
    /// Speed of the wind, m/s.
    pub wind_speed_mps: Option<f64>,
    /// Where the wind comes from, radians from true north.
    pub wind_from_rad: Option<f64>,
    /// Static air temperature, kelvin.
    pub temperature_k: Option<f64>,
    /// Static pressure, hPa.
    pub pressure_hpa: Option<f64>,
    /// Relative humidity, 0 to 1.
    pub humidity: Option<f64>,
    /// Turbulence: 0 none, 1 light, 2 moderate, 3 severe.
    pub turbulence: Option<u8>,
}

/// What its collision avoidance advises, or advised up to 18 seconds ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolutionAdvisory {
    /// When it was said.
    pub at: UtcNs,
    /// The register BDS 3,0 as sent (I048/260).
    pub bits: [u8; 7],
    /// The advisory is over (RAT).
    pub terminated: bool,
}

/// Statements of air data this far apart still describe one state.
const AIR_TOGETHER: Nanos = Nanos::from_secs(15);

impl AirState {
    /// This one, with what only an `older` one of the last seconds says: airspeeds and heading come in different
    /// registers.
    #[must_use]
    fn completed_by(self, older: Option<AirState>) -> AirState {
        let Some(older) = older.filter(|older| {
            let apart = self.at - older.at;
            (Nanos::ZERO..=AIR_TOGETHER).contains(&apart)
        }) else {
            return self;
        };
        AirState {
            at: self.at,
            magnetic_heading_rad: self.magnetic_heading_rad.or(older.magnetic_heading_rad),
            true_heading_rad: self.true_heading_rad.or(older.true_heading_rad),
            indicated_airspeed_mps: self.indicated_airspeed_mps.or(older.indicated_airspeed_mps),
            true_airspeed_mps: self.true_airspeed_mps.or(older.true_airspeed_mps),
            mach: self.mach.or(older.mach),
            barometric_rate_mps: self.barometric_rate_mps.or(older.barometric_rate_mps),
            inertial_rate_mps: self.inertial_rate_mps.or(older.inertial_rate_mps),
        }
    }
}

impl AircraftData {
    /// Takes over every group that `newer` has. Air data are completed by what was said seconds before.
    pub fn update(&mut self, newer: &AircraftData) {
        let AircraftData {
            air,
            turn,
            intent,
            weather,
            advisory,
        } = *newer;
        self.air = air.map(|air| air.completed_by(self.air)).or(self.air);
        self.turn = turn.or(self.turn);
        self.intent = intent.or(self.intent);
        self.weather = weather.or(self.weather);
        self.advisory = advisory.or(self.advisory);
    }
}

#[cfg(test)]
mod tests {
    use super::{AirState, AircraftData};
    use crate::time::{Nanos, UtcNs};

    fn air(seconds: i64) -> AirState {
        AirState {
            at: UtcNs(0) + Nanos::from_secs(seconds),
            magnetic_heading_rad: None,
            true_heading_rad: None,
            indicated_airspeed_mps: None,
            true_airspeed_mps: None,
            mach: None,
            barometric_rate_mps: None,
            inertial_rate_mps: None,
        }
    }

    #[test]
    fn airspeed_and_heading_of_two_registers_stand_side_by_side_while_they_are_fresh() {
        let mut known = AircraftData::default();
        let says = |air| AircraftData {
            air: Some(air),
            ..AircraftData::default()
        };
        known.update(&says(AirState {
            true_airspeed_mps: Some(230.0),
            ..air(0)
        }));
        known.update(&says(AirState {
            magnetic_heading_rad: Some(1.0),
            ..air(4)
        }));
        let both = known.air.expect("said");
        assert_eq!(
            (both.true_airspeed_mps, both.magnetic_heading_rad),
            (Some(230.0), Some(1.0))
        );
        known.update(&says(AirState {
            mach: Some(0.8),
            ..air(60)
        }));
        let later = known.air.expect("said");
        assert_eq!((later.mach, later.magnetic_heading_rad), (Some(0.8), None));
    }
}
