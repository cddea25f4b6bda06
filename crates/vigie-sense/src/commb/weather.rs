//! How well the meteorological registers fit the air outside: BDS 4,4 and 4,5.

use super::air;
use super::motion::Flight;
use super::odds::{bell, status};
use vigie_modes::commb::{HazardReport, RoutineAirReport};

const TEMPERATURE_LSB_C: f64 = 0.25;
const SEA_LEVEL_HPA: f64 = 1_013.25;

/// The probability that a BDS 4,4 has these very bits.
pub(super) fn routine_report(said: &RoutineAirReport, flight: &Flight) -> f64 {
    let source = match said.source {
        1..=4 => 0.24,
        _ => 0.01,
    };
    let statuses = status(said.wind.is_some(), 0.97)
        * status(said.pressure_hpa.is_some(), 0.1)
        * status(said.turbulence.is_some(), 0.1)
        * status(said.humidity.is_some(), 0.1);
    let wind = said.wind.map_or(1.0, |wind| {
        let speed = f64::from(wind.speed_kt);
        let speed = if speed <= 250.0 {
            (1.0 - speed / 250.0) / 130.0 + 0.02 / 250.0
        } else {
            0.000_1 / 262.0
        };
        speed / 512.0
    });
    let temperature = temperature(said.temperature_c(), flight);
    let pressure = said
        .pressure_hpa
        .map_or(1.0, |hpa| pressure(f64::from(hpa), flight));
    let level = if said.turbulence.is_some() { 0.25 } else { 1.0 };
    let humidity = if said.humidity.is_some() {
        1.0 / 64.0
    } else {
        1.0
    };
    source * statuses * wind * temperature * pressure * level * humidity
}

/// The probability that a BDS 4,5 has these very bits.
pub(super) fn hazard_report(said: &HazardReport, flight: &Flight) -> f64 {
    let levels = [
        said.turbulence,
        said.wind_shear,
        said.microburst,
        said.icing,
        said.wake_vortex,
    ];
    let reported = levels.iter().flatten().count();
    // Nothing at all is no report.
    let some = said.temperature.is_some() || reported > 0;
    let hazards: f64 = levels
        .iter()
        .map(|level| status(level.is_some(), 0.1) * if level.is_some() { 0.25 } else { 1.0 })
        .product();
    let temperature = said
        .temperature_c()
        .map_or(0.2, |celsius| 0.8 * temperature(celsius, flight));
    let pressure = said
        .pressure_hpa
        .map_or(0.8, |hpa| 0.2 * pressure(f64::from(hpa), flight));
    let height = said.radio_height.map_or(0.9, |_| 0.1 / 4_096.0);
    let reported = if some { 1.0 } else { 1e-3 };
    reported * hazards * temperature * pressure * height
}

/// Of a count of a quarter degree: near the standard atmosphere, as weather is.
fn temperature(celsius: f64, flight: &Flight) -> f64 {
    let density = match flight.altitude_ft {
        Some(altitude) => 0.97 * bell(celsius - air::temperature_c(altitude), 8.0) + 0.03 / 512.0,
        None => 0.9 * bell(celsius + 25.0, 30.0) + 0.1 / 512.0,
    };
    TEMPERATURE_LSB_C * density
}

/// Of a hectopascal: the pressure that the altimeter shows as altitude.
fn pressure(hpa: f64, flight: &Flight) -> f64 {
    match flight.altitude_ft {
        Some(_) => 0.9 * bell(hpa - flight.pressure_ratio * SEA_LEVEL_HPA, 2.5) + 0.1 / 2_048.0,
        None if (100.0..=1_100.0).contains(&hpa) => 0.9 / 1_000.0,
        None => 0.1 / 2_048.0,
    }
}
