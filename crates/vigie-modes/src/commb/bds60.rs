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

use super::{Bds, Contradiction, Quantity};
use crate::bits::{Mb, bit, bits};

const HEADING: Quantity = Quantity::new(bit(1), bits(2..=12));
const AIRSPEED: Quantity = Quantity::new(bit(13), bits(14..=23));
const MACH: Quantity = Quantity::new(bit(24), bits(25..=34));
const BARO_RATE: Quantity = Quantity::new(bit(35), bits(36..=45));
const INERTIAL_RATE: Quantity = Quantity::new(bit(46), bits(47..=56));

const HEADING_LSB_DEG: f64 = 90.0 / 512.0;
const MACH_LSB: f64 = 2.048 / 512.0;
const RATE_LSB_FPM: i32 = 32;

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
        let all = [
            (HEADING, "heading without status"),
            (AIRSPEED, "airspeed without status"),
            (MACH, "Mach without status"),
            (BARO_RATE, "barometric rate without status"),
            (INERTIAL_RATE, "inertial rate without status"),
        ];
        if let Some((_, what)) = all.into_iter().find(|(field, _)| field.contradicts(mb)) {
            return Err(Contradiction {
                bds: HeadingAndSpeed::BDS,
                what,
            });
        }
        Ok(HeadingAndSpeed {
            heading: HEADING.signed(mb),
            airspeed_kt: AIRSPEED.unsigned(mb),
            mach: MACH.unsigned(mb),
            baro_rate: BARO_RATE.signed(mb),
            inertial_rate: INERTIAL_RATE.signed(mb),
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

    /// Magnetic heading, degrees, 0 ≤ h < 360.
    #[must_use]
    pub fn heading_deg(self) -> Option<f64> {
        self.heading
            .map(|count| (f64::from(count) * HEADING_LSB_DEG).rem_euclid(360.0))
    }

    /// Mach number.
    #[must_use]
    pub fn mach(self) -> Option<f64> {
        self.mach.map(|count| f64::from(count) * MACH_LSB)
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
    fn a_value_without_its_status_contradicts() {
        assert!(HeadingAndSpeed::parse(Mb::new(1)).is_err());
    }
}
