//! The air at a pressure altitude, and what an airspeed indicator and a Mach meter make of it.
//!
//! ICAO Doc 7488, the standard atmosphere (constants from memory, unverified; the results are checked against
//! published values in the tests). Subsonic compressible flow.

use libm::{exp, pow};

/// Speed of sound at sea level in the standard atmosphere, knots.
const SOUND_KT: f64 = 661.478_8;
const TROPOPAUSE_FT: f64 = 36_089.24;
const LAPSE_PER_FT: f64 = 6.875_585_6e-6;
const SEA_LEVEL_K: f64 = 288.15;

/// Pressure at a pressure altitude, as a share of that at sea level.
pub(super) fn pressure_ratio(altitude_ft: f64) -> f64 {
    if altitude_ft < TROPOPAUSE_FT {
        pow(1.0 - LAPSE_PER_FT * altitude_ft, 5.255_88)
    } else {
        0.223_361 * exp((TROPOPAUSE_FT - altitude_ft) / 20_805.83)
    }
}

/// Temperature of the standard atmosphere, degrees Celsius.
pub(super) fn temperature_c(altitude_ft: f64) -> f64 {
    SEA_LEVEL_K * (1.0 - LAPSE_PER_FT * altitude_ft.min(TROPOPAUSE_FT)) - 273.15
}

/// True airspeed at a Mach number in the standard atmosphere, knots.
pub(super) fn true_airspeed_kt(mach: f64, altitude_ft: f64) -> f64 {
    mach * SOUND_KT * (1.0 - LAPSE_PER_FT * altitude_ft.min(TROPOPAUSE_FT)).sqrt()
}

/// Impact pressure over static pressure, less one: (1 + M²/5)^3.5 − 1.
fn impact(mach: f64) -> f64 {
    let base = 1.0 + 0.2 * mach * mach;
    base * base * base * base.sqrt() - 1.0
}

/// By how many knots an indicated airspeed exceeds the calibrated one that this Mach number has at this pressure.
pub(super) fn airspeed_excess_kt(indicated_kt: f64, mach: f64, pressure_ratio: f64) -> f64 {
    let at_sea_level = indicated_kt.max(20.0) / SOUND_KT;
    let base = 1.0 + 0.2 * at_sea_level * at_sea_level;
    let slope = 1.4 * at_sea_level / SOUND_KT * base * base * base.sqrt();
    (impact(at_sea_level) - pressure_ratio * impact(mach)) / slope
}

/// The pressure, as a share of that at sea level, where both airspeeds agree.
pub(super) fn implied_pressure_ratio(indicated_kt: f64, mach: f64) -> f64 {
    impact(indicated_kt / SOUND_KT) / impact(mach).max(1e-6)
}

#[cfg(test)]
mod tests {
    use super::{airspeed_excess_kt, implied_pressure_ratio, pressure_ratio, temperature_c};

    #[test]
    fn the_published_atmosphere() {
        let check = |feet: f64, hectopascal: f64, celsius: f64| {
            let got = pressure_ratio(feet) * 1013.25;
            assert!((got - hectopascal).abs() < 0.15, "{feet}: {got}");
            assert!((temperature_c(feet) - celsius).abs() < 0.05);
        };
        check(0.0, 1013.25, 15.0);
        check(10_000.0, 696.8, -4.81);
        check(30_000.0, 300.9, -44.44);
        check(40_000.0, 187.5, -56.5);
    }

    #[test]
    fn mach_080_at_flight_level_350_is_272_knots() {
        let pressure = pressure_ratio(35_000.0);
        let excess = airspeed_excess_kt(272.0, 0.8, pressure);
        assert!(excess.abs() < 1.5, "{excess}");
        assert!((implied_pressure_ratio(272.0, 0.8) / pressure - 1.0).abs() < 0.02);
        assert!((airspeed_excess_kt(282.0, 0.8, pressure) - excess - 10.0).abs() < 0.5);
    }
}
