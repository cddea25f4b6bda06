//! BDS 6,0: heading and speed.
//!
//! ICAO Doc 9871 table A-2-96. Every quantity has a status bit.
//!
//! | quantity               | status | value | LSB         |
//! |------------------------|--------|-------|-------------|
//! | magnetic heading       | 1      | 2–12  | 90/512 °    |
//! | indicated airspeed     | 13     | 14–23 | 1 kt        |
//! | Mach                   | 24     | 25–34 | 2.048/512   |
//! | barometric rate        | 35     | 36–45 | 32 ft/min   |
//! | inertial vertical rate | 46     | 47–56 | 32 ft/min   |

use super::layout::{Layout, Quantity};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Mb, bit, bits};

const HEADING: Quantity = Quantity::signed("heading", bit(1), bits(2..=12), 90.0 / 512.0);
const AIRSPEED: Quantity = Quantity::unsigned("airspeed", bit(13), bits(14..=23), 1.0);
const MACH: Quantity = Quantity::unsigned("Mach", bit(24), bits(25..=34), 2.048 / 512.0);
const BARO_RATE: Quantity = Quantity::signed("barometric rate", bit(35), bits(36..=45), 32.0);
const INERTIAL_RATE: Quantity = Quantity::signed("inertial rate", bit(46), bits(47..=56), 32.0);

const RATE_LSB_FPM: i32 = 32;

pub(super) const LAYOUT: Layout = Layout::new(
    HeadingAndSpeed::BDS,
    &[
        HEADING.rule(),
        AIRSPEED.rule(),
        MACH.rule(),
        BARO_RATE.rule(),
        INERTIAL_RATE.rule(),
    ],
);

/// What BDS 6,0 says, in the register's own counts; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct HeadingAndSpeed {
    /// Magnetic heading, LSB 90/512 degree, two's complement of a half turn.
    pub heading: Option<i16>,
    /// Indicated airspeed, knots.
    pub airspeed_kt: Option<u16>,
    /// Mach number, LSB 2.048/512.
    pub mach: Option<u16>,
    /// Rate of the barometric altitude, LSB 32 ft/min.
    pub baro_rate: Option<i16>,
    /// Inertial vertical velocity, LSB 32 ft/min.
    pub inertial_rate: Option<i16>,
}

impl HeadingAndSpeed {
    /// This register's number.
    pub const BDS: Bds = Bds(0x60);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<HeadingAndSpeed, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(HeadingAndSpeed {
            heading: HEADING.read(mb),
            airspeed_kt: AIRSPEED.read(mb),
            mach: MACH.read(mb),
            baro_rate: BARO_RATE.read(mb),
            inertial_rate: INERTIAL_RATE.read(mb),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = HEADING.put(Mb::ZERO, self.heading);
        mb = AIRSPEED.put(mb, self.airspeed_kt);
        mb = MACH.put(mb, self.mach);
        mb = BARO_RATE.put(mb, self.baro_rate);
        INERTIAL_RATE.put(mb, self.inertial_rate)
    }

    /// With the magnetic heading, degrees, any number of turns.
    pub fn with_heading_deg(mut self, degrees: f64) -> Result<HeadingAndSpeed, Error> {
        self.heading = HEADING.count_of_turn(degrees)?;
        Ok(self)
    }

    /// With the indicated airspeed, knots. Fails below 0 and above 1,023.
    pub fn with_airspeed_kt(mut self, knots: f64) -> Result<HeadingAndSpeed, Error> {
        self.airspeed_kt = AIRSPEED.count(knots)?;
        Ok(self)
    }

    /// With the Mach number. Fails below 0 and above 4.092.
    pub fn with_mach(mut self, mach: f64) -> Result<HeadingAndSpeed, Error> {
        self.mach = MACH.count(mach)?;
        Ok(self)
    }

    /// With the rate of the barometric altitude, feet a minute. Fails beyond
    /// ±16,384.
    pub fn with_baro_rate_fpm(mut self, rate: f64) -> Result<HeadingAndSpeed, Error> {
        self.baro_rate = BARO_RATE.count(rate)?;
        Ok(self)
    }

    /// With the inertial vertical velocity, feet a minute. Fails beyond
    /// ±16,384.
    pub fn with_inertial_rate_fpm(mut self, rate: f64) -> Result<HeadingAndSpeed, Error> {
        self.inertial_rate = INERTIAL_RATE.count(rate)?;
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

    /// Rate of the barometric altitude, feet a minute.
    #[must_use]
    pub fn baro_rate_fpm(self) -> Option<i32> {
        self.baro_rate.map(|count| i32::from(count) * RATE_LSB_FPM)
    }

    /// Inertial vertical velocity, feet a minute.
    #[must_use]
    pub fn inertial_rate_fpm(self) -> Option<i32> {
        self.inertial_rate
            .map(|count| i32::from(count) * RATE_LSB_FPM)
    }
}

#[cfg(test)]
mod tests {
    use super::HeadingAndSpeed;
    use crate::Error;
    use crate::bits::Mb;

    #[test]
    fn a_published_reply_reads_and_writes_back() {
        // A00004128F39F91A7E27C46ADC21 (pyModeS test vector)
        let mb = Mb::new(0x8f39f91a7e27c4);
        let said = HeadingAndSpeed::parse(mb).expect("a register 6,0");
        assert_eq!(said.emit(), mb);
        assert_eq!(said.airspeed_kt, Some(252));
        assert!((said.heading_deg().expect("heading") - 42.715).abs() < 0.1);
        assert!((said.mach().expect("Mach") - 0.42).abs() < 1e-9);
    }

    #[test]
    fn physical_values_become_the_nearest_counts() -> Result<(), Error> {
        let made = HeadingAndSpeed::default()
            .with_heading_deg(181.0)?
            .with_airspeed_kt(252.4)?
            .with_mach(0.785)?
            .with_baro_rate_fpm(-1_000.0)?
            .with_inertial_rate_fpm(-1_010.0)?;
        let counts = HeadingAndSpeed {
            heading: Some(-1_018),
            airspeed_kt: Some(252),
            mach: Some(196),
            baro_rate: Some(-31),
            inertial_rate: Some(-32),
        };
        assert_eq!(made, counts);
        assert_eq!(HeadingAndSpeed::parse(made.emit()), Ok(made));
        assert!(made.with_mach(4.1).is_err() && made.with_airspeed_kt(-1.0).is_err());
        Ok(())
    }

    #[test]
    fn a_value_without_its_status_contradicts() {
        assert!(HeadingAndSpeed::parse(Mb::new(1)).is_err());
    }
}
