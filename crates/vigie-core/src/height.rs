//! The four heights of aviation, kept apart.
//!
//! A pressure altitude is not a height above the sea, and neither is a height above the ellipsoid; adding one to
//! the other has killed people. There is no `From` between these types: a conversion takes the missing fact (the
//! QNH, the geoid undulation) as an argument.

/// Feet in a metre, exactly 1/0.3048 (international foot).
pub const METRES_PER_FOOT: f64 = 0.3048;

/// Altitude in the standard atmosphere, as Mode C and flight levels give it: feet above the 1013.25 hPa surface.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct PressureAltitude {
    ft: f64,
}

/// Altitude above mean sea level as an altimeter set to the local QNH would show it, feet.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct QnhAltitude {
    ft: f64,
}

/// Height above the WGS-84 ellipsoid (geometric height of ADS-B, of GNSS), metres.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct EllipsoidalHeight {
    m: f64,
}

/// Height above mean sea level (the geoid), metres: what maps and terrain models give.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct MslHeight {
    m: f64,
}

/// Standard pressure at mean sea level, hPa (ICAO Doc 7488, unverified).
const STANDARD_HPA: f64 = 1013.25;
/// Sea-level temperature of the standard atmosphere, K.
const STANDARD_K: f64 = 288.15;
/// Lapse rate of the standard troposphere, K/m.
const LAPSE_K_PER_M: f64 = 0.0065;
/// R·L/(g·M) of the standard troposphere.
const EXPONENT: f64 = 0.190_263;

impl PressureAltitude {
    /// From feet.
    #[must_use]
    pub const fn from_ft(ft: f64) -> Self {
        Self { ft }
    }

    /// From flight levels (hundreds of feet).
    #[must_use]
    pub const fn from_flight_level(level: f64) -> Self {
        Self { ft: level * 100.0 }
    }

    /// In feet.
    #[must_use]
    pub const fn ft(self) -> f64 {
        self.ft
    }

    /// In metres of the standard atmosphere.
    #[must_use]
    pub const fn m(self) -> f64 {
        self.ft * METRES_PER_FOOT
    }

    /// What an altimeter set to `qnh_hpa` would show: the pressure altitude of the level, less that of the QNH.
    #[must_use]
    pub fn with_qnh(self, qnh_hpa: f64) -> QnhAltitude {
        let qnh_level_m =
            STANDARD_K / LAPSE_K_PER_M * (1.0 - libm::pow(qnh_hpa / STANDARD_HPA, EXPONENT));
        QnhAltitude {
            ft: self.ft - qnh_level_m / METRES_PER_FOOT,
        }
    }
}

impl QnhAltitude {
    /// From feet.
    #[must_use]
    pub const fn from_ft(ft: f64) -> Self {
        Self { ft }
    }

    /// In feet.
    #[must_use]
    pub const fn ft(self) -> f64 {
        self.ft
    }
}

impl EllipsoidalHeight {
    /// From metres.
    #[must_use]
    pub const fn from_m(m: f64) -> Self {
        Self { m }
    }

    /// From feet.
    #[must_use]
    pub const fn from_ft(ft: f64) -> Self {
        Self {
            m: ft * METRES_PER_FOOT,
        }
    }

    /// In metres.
    #[must_use]
    pub const fn m(self) -> f64 {
        self.m
    }

    /// In feet.
    #[must_use]
    pub const fn ft(self) -> f64 {
        self.m / METRES_PER_FOOT
    }

    /// The height above mean sea level, given the geoid's height above the ellipsoid there.
    #[must_use]
    pub const fn with_undulation(self, undulation_m: f64) -> MslHeight {
        MslHeight {
            m: self.m - undulation_m,
        }
    }
}

impl MslHeight {
    /// From metres.
    #[must_use]
    pub const fn from_m(m: f64) -> Self {
        Self { m }
    }

    /// In metres.
    #[must_use]
    pub const fn m(self) -> f64 {
        self.m
    }

    /// The height above the ellipsoid, given the geoid's height above the ellipsoid there.
    #[must_use]
    pub const fn with_undulation(self, undulation_m: f64) -> EllipsoidalHeight {
        EllipsoidalHeight {
            m: self.m + undulation_m,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EllipsoidalHeight, MslHeight, PressureAltitude};

    #[test]
    fn qnh_moves_the_altimeter_by_about_27_ft_per_hpa() {
        for (pressure_ft, qnh, expected_ft) in [
            (5000.0, 1013.25, 5000.0),
            (5000.0, 1023.25, 5272.0),
            (5000.0, 1003.25, 4726.0),
        ] {
            let got = PressureAltitude::from_ft(pressure_ft).with_qnh(qnh).ft();
            assert!((got - expected_ft).abs() < 3.0, "{qnh}: {got}");
        }
    }

    #[test]
    fn undulation_goes_both_ways() {
        let msl = MslHeight::from_m(223.0);
        let back = msl.with_undulation(27.5).with_undulation(27.5);
        assert_eq!(back, msl);
        assert!((EllipsoidalHeight::from_ft(1000.0).m() - 304.8).abs() < 1e-12);
    }
}
