//! What an aircraft says of its air data and intentions, as far as it still holds, in the units of its readers.
//!
//! A group that is older than [`HOLDS`] is left out: readsb's rule for positions, which we take for these too.

use super::json::{degrees, rounded, time};
use super::picture::feet_per_minute;
use serde::Serialize;
use std::fmt::Write as _;
use vigie_core::aircraft::{
    AirState, AircraftData, AutopilotModes, Intent, ResolutionAdvisory, Turn, Weather,
};
use vigie_core::place::MPS_PER_KNOT;
use vigie_core::time::{Nanos, UtcNs};

/// What was said longer ago is not said any more.
const HOLDS: Nanos = Nanos::from_secs(60);
const KELVIN_AT_0_C: f64 = 273.15;

/// Every group that holds, as `/api/v1/picture` shows it. What is unknown is absent.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(super) struct Air {
    #[serde(flatten)]
    pub(super) state: Option<StateText>,
    #[serde(flatten)]
    pub(super) turn: Option<TurnText>,
    #[serde(flatten)]
    pub(super) intent: Option<IntentText>,
    #[serde(flatten)]
    pub(super) weather: Option<WeatherText>,
    #[serde(flatten)]
    pub(super) advisory: Option<AdvisoryText>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(super) struct StateText {
    pub(super) air_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) magnetic_heading_deg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) true_heading_deg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) indicated_airspeed_kt: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) true_airspeed_kt: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mach: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) barometric_rate_fpm: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inertial_rate_fpm: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(super) struct TurnText {
    pub(super) turn_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) roll_deg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) track_rate_deg_s: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(super) struct IntentText {
    pub(super) intent_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) selected_altitude_ft: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) managed_altitude_ft: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) selected_heading_deg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pressure_setting_hpa: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) autopilot_modes: Option<Vec<&'static str>>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(super) struct WeatherText {
    pub(super) weather_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wind_from_deg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wind_speed_kt: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) temperature_c: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pressure_hpa: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) humidity_percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) turbulence: Option<u8>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(super) struct AdvisoryText {
    pub(super) resolution_advisory_at: String,
    pub(super) resolution_advisory: String,
    pub(super) resolution_advisory_over: bool,
}

impl Air {
    /// What holds at `now`; `None` if nothing does.
    pub(super) fn of(data: &AircraftData, now: UtcNs) -> Option<Air> {
        let AircraftData {
            air,
            turn,
            intent,
            weather,
            advisory,
        } = *data;
        let holds = |at: UtcNs| now - at <= HOLDS;
        let air = Air {
            state: air.filter(|air| holds(air.at)).map(StateText::of),
            turn: turn.filter(|turn| holds(turn.at)).map(TurnText::of),
            intent: intent.filter(|intent| holds(intent.at)).map(IntentText::of),
            weather: weather
                .filter(|weather| holds(weather.at))
                .map(WeatherText::of),
            advisory: advisory.filter(|ra| holds(ra.at)).map(AdvisoryText::of),
        };
        (air != Air::default()).then_some(air)
    }
}

impl StateText {
    fn of(air: AirState) -> StateText {
        let AirState {
            at,
            magnetic_heading_rad,
            true_heading_rad,
            indicated_airspeed_mps,
            true_airspeed_mps,
            mach,
            barometric_rate_mps,
            inertial_rate_mps,
        } = air;
        StateText {
            air_at: time(at),
            magnetic_heading_deg: magnetic_heading_rad.map(degrees),
            true_heading_deg: true_heading_rad.map(degrees),
            indicated_airspeed_kt: indicated_airspeed_mps.map(knots),
            true_airspeed_kt: true_airspeed_mps.map(knots),
            mach: mach.map(|mach| rounded(mach, 1e3)),
            barometric_rate_fpm: barometric_rate_mps.map(feet_per_minute),
            inertial_rate_fpm: inertial_rate_mps.map(feet_per_minute),
        }
    }
}

impl TurnText {
    fn of(turn: Turn) -> TurnText {
        let Turn {
            at,
            roll_rad,
            track_rate_rad_s,
        } = turn;
        TurnText {
            turn_at: time(at),
            roll_deg: roll_rad.map(|roll| rounded(roll.to_degrees(), 1e2)),
            track_rate_deg_s: track_rate_rad_s.map(|rate| rounded(rate.to_degrees(), 1e3)),
        }
    }
}

impl IntentText {
    fn of(intent: Intent) -> IntentText {
        let Intent {
            at,
            selected_altitude,
            managed_altitude,
            selected_heading_rad,
            pressure_setting_hpa,
            modes,
        } = intent;
        IntentText {
            intent_at: time(at),
            selected_altitude_ft: selected_altitude.map(|altitude| rounded(altitude.ft(), 1.0)),
            managed_altitude_ft: managed_altitude.map(|altitude| rounded(altitude.ft(), 1.0)),
            selected_heading_deg: selected_heading_rad.map(degrees),
            pressure_setting_hpa: pressure_setting_hpa.map(|hpa| rounded(hpa, 10.0)),
            autopilot_modes: modes.map(mode_names),
        }
    }
}

impl WeatherText {
    fn of(weather: Weather) -> WeatherText {
        let Weather {
            at,
            wind_speed_mps,
            wind_from_rad,
            temperature_k,
            pressure_hpa,
            humidity,
            turbulence,
        } = weather;
        WeatherText {
            weather_at: time(at),
            wind_from_deg: wind_from_rad.map(degrees),
            wind_speed_kt: wind_speed_mps.map(knots),
            temperature_c: temperature_k.map(|kelvin| rounded(kelvin - KELVIN_AT_0_C, 10.0)),
            pressure_hpa: pressure_hpa.map(|hpa| rounded(hpa, 10.0)),
            humidity_percent: humidity.map(|part| rounded(part * 100.0, 10.0)),
            turbulence,
        }
    }
}

impl AdvisoryText {
    fn of(advisory: ResolutionAdvisory) -> AdvisoryText {
        let ResolutionAdvisory {
            at,
            bits,
            terminated,
        } = advisory;
        let hex = bits.iter().fold(String::new(), |mut text, byte| {
            // writing to a string cannot fail
            write!(text, "{byte:02x}").unwrap_or_default();
            text
        });
        AdvisoryText {
            resolution_advisory_at: time(at),
            resolution_advisory: hex,
            resolution_advisory_over: terminated,
        }
    }
}

/// The words of readsb for the modes that are engaged.
fn mode_names(modes: AutopilotModes) -> Vec<&'static str> {
    let AutopilotModes {
        autopilot,
        vnav,
        lnav,
        altitude_hold,
        approach,
        tcas,
    } = modes;
    [
        (autopilot, "autopilot"),
        (vnav, "vnav"),
        (altitude_hold, "althold"),
        (approach, "approach"),
        (lnav, "lnav"),
        (tcas, "tcas"),
    ]
    .into_iter()
    .filter_map(|(engaged, name)| engaged.then_some(name))
    .collect()
}

fn knots(mps: f64) -> f64 {
    rounded(mps / MPS_PER_KNOT, 10.0)
}

#[cfg(test)]
mod tests {
    use super::Air;
    use crate::web::sample::{air, at};
    use serde_json::{Value, json};
    use vigie_core::aircraft::AircraftData;

    fn shown(data: &AircraftData, seconds: f64) -> Value {
        serde_json::to_value(Air::of(data, at(seconds))).expect("plain structures")
    }

    #[test]
    fn every_group_in_the_units_of_its_readers() {
        let value = shown(&air(0.0), 1.0);
        for (name, expected) in [
            ("magnetic_heading_deg", json!(90.0)),
            ("true_airspeed_kt", json!(450.0)),
            ("mach", json!(0.784)),
            ("barometric_rate_fpm", json!(-1000.0)),
            ("roll_deg", json!(-20.0)),
            ("track_rate_deg_s", json!(-0.75)),
            ("selected_altitude_ft", json!(35000.0)),
            ("pressure_setting_hpa", json!(1013.2)),
            ("autopilot_modes", json!(["vnav", "althold"])),
            ("wind_from_deg", json!(270.0)),
            ("wind_speed_kt", json!(50.0)),
            ("temperature_c", json!(-54.0)),
            ("humidity_percent", json!(12.5)),
            ("turbulence", json!(1)),
            ("resolution_advisory", json!("30800000000000")),
        ] {
            assert_eq!(value[name], expected, "{name}");
        }
        // unknown is absent
        assert_eq!(value.get("true_heading_deg"), None);
        assert_eq!(value.get("managed_altitude_ft"), None);
    }

    #[test]
    fn what_is_old_is_left_out() {
        let mut data = air(0.0);
        assert_eq!(shown(&data, 61.0), Value::Null);
        data.turn = air(30.0).turn;
        let value = shown(&data, 61.0);
        assert_eq!(value["roll_deg"], json!(-20.0));
        assert_eq!(value.get("mach"), None);
        assert_eq!(shown(&AircraftData::default(), 0.0), Value::Null);
    }
}
