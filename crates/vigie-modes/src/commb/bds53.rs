//! BDS 5,3: air-referenced state vector.
//!
//! ICAO Doc 9871 table A-2-83 (from memory, unverified; three public decoders
//! agree). Every quantity has a status bit.
//!
//! | quantity           | status | value | LSB              |
//! |--------------------|--------|-------|------------------|
//! | magnetic heading   | 1      | 2–12  | 90/512 °, signed |
//! | indicated airspeed | 13     | 14–23 | 1 kt             |
//! | Mach               | 24     | 25–33 | 0.008            |
//! | true airspeed      | 34     | 35–46 | 0.5 kt           |
//! | altitude rate      | 47     | 48–56 | 64 ft/min, signed |

use super::layout::{Layout, Quantity};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Mb, bit, bits};

const HEADING: Quantity = Quantity::signed("heading", bit(1), bits(2..=12), 90.0 / 512.0);
const AIRSPEED: Quantity = Quantity::unsigned("indicated airspeed", bit(13), bits(14..=23), 1.0);
const MACH: Quantity = Quantity::unsigned("Mach", bit(24), bits(25..=33), 0.008);
const TRUE_AIRSPEED: Quantity = Quantity::unsigned("true airspeed", bit(34), bits(35..=46), 0.5);
const RATE: Quantity = Quantity::signed("altitude rate", bit(47), bits(48..=56), 64.0);

pub(super) const LAYOUT: Layout = Layout::new(
    AirState::BDS,
    &[
        HEADING.rule(),
        AIRSPEED.rule(),
        MACH.rule(),
        TRUE_AIRSPEED.rule(),
        RATE.rule(),
    ],
);

/// What BDS 5,3 says, in the register's own counts; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AirState {
    /// Magnetic heading, LSB 90/512 degree, two's complement of a half turn.
    pub heading: Option<i16>,
    /// Indicated airspeed, knots.
    pub airspeed_kt: Option<u16>,
    /// Mach number, LSB 0.008.
    pub mach: Option<u16>,
    /// True airspeed, LSB 0.5 kt.
    pub true_airspeed: Option<u16>,
    /// Rate of the altitude, LSB 64 ft/min.
    pub altitude_rate: Option<i16>,
}

impl AirState {
    /// This register's number.
    pub const BDS: Bds = Bds(0x53);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<AirState, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(AirState {
            heading: HEADING.read(mb),
            airspeed_kt: AIRSPEED.read(mb),
            mach: MACH.read(mb),
            true_airspeed: TRUE_AIRSPEED.read(mb),
            altitude_rate: RATE.read(mb),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = HEADING.put(Mb::ZERO, self.heading);
        mb = AIRSPEED.put(mb, self.airspeed_kt);
        mb = MACH.put(mb, self.mach);
        mb = TRUE_AIRSPEED.put(mb, self.true_airspeed);
        RATE.put(mb, self.altitude_rate)
    }

    /// With the magnetic heading, degrees, any number of turns.
    pub fn with_heading_deg(mut self, degrees: f64) -> Result<AirState, Error> {
        self.heading = HEADING.count_of_turn(degrees)?;
        Ok(self)
    }

    /// With the indicated airspeed, knots. Fails below 0 and above 1,023.
    pub fn with_airspeed_kt(mut self, knots: f64) -> Result<AirState, Error> {
        self.airspeed_kt = AIRSPEED.count(knots)?;
        Ok(self)
    }

    /// With the Mach number. Fails below 0 and above 4.088.
    pub fn with_mach(mut self, mach: f64) -> Result<AirState, Error> {
        self.mach = MACH.count(mach)?;
        Ok(self)
    }

    /// With the true airspeed, knots. Fails below 0 and above 2,047.5.
    pub fn with_true_airspeed_kt(mut self, knots: f64) -> Result<AirState, Error> {
        self.true_airspeed = TRUE_AIRSPEED.count(knots)?;
        Ok(self)
    }

    /// With the rate of the altitude, feet a minute. Fails beyond ±16,384.
    pub fn with_altitude_rate_fpm(mut self, rate: f64) -> Result<AirState, Error> {
        self.altitude_rate = RATE.count(rate)?;
        Ok(self)
    }

    /// Magnetic heading, degrees, 0 ≤ h < 360.
    #[must_use]
    pub fn heading_deg(self) -> Option<f64> {
        HEADING.degrees(self.heading)
    }

    /// Mach number.
    #[must_use]
    pub fn mach(self) -> Option<f64> {
        MACH.physical(self.mach)
    }

    /// True airspeed, knots.
    #[must_use]
    pub fn true_airspeed_kt(self) -> Option<f64> {
        TRUE_AIRSPEED.physical(self.true_airspeed)
    }

    /// Rate of the altitude, feet a minute.
    #[must_use]
    pub fn altitude_rate_fpm(self) -> Option<i32> {
        self.altitude_rate.map(|count| i32::from(count) * 64)
    }
}

#[cfg(test)]
mod tests {
    use super::AirState;
    use crate::Error;
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_refuses() -> Result<(), Error> {
        let made = AirState::default()
            .with_heading_deg(312.0)?
            .with_airspeed_kt(280.0)?
            .with_mach(0.78)?
            .with_true_airspeed_kt(452.4)?
            .with_altitude_rate_fpm(-1_280.0)?;
        assert_eq!(AirState::parse(made.emit()), Ok(made));
        assert!((made.heading_deg().unwrap_or(0.0) - 312.0).abs() < 0.1);
        assert!((made.mach().unwrap_or(0.0) - 0.784).abs() < 1e-9);
        assert_eq!(made.true_airspeed_kt(), Some(452.5));
        assert_eq!(made.altitude_rate_fpm(), Some(-1_280));
        assert!(made.with_mach(4.1).is_err());
        for stray in [1, 1 << 10, 1 << 24, 1 << 33, 1 << 54] {
            assert!(AirState::parse(Mb::new(stray)).is_err(), "{stray:x}");
        }
        Ok(())
    }
}
