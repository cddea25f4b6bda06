//! BDS 4,5: meteorological hazard report.
//!
//! ICAO Doc 9871 table A-2-69 (from memory, unverified; agrees with three
//! public decoders). Every quantity has a status bit.
//!
//! | quantity                | status | value | LSB             |
//! |-------------------------|--------|-------|-----------------|
//! | turbulence              | 1      | 2–3   | level           |
//! | wind shear              | 4      | 5–6   | level           |
//! | microburst              | 7      | 8–9   | level           |
//! | icing                   | 10     | 11–12 | level           |
//! | wake vortex             | 13     | 14–15 | level           |
//! | static air temperature  | 16     | 17–26 | 0.25 °C, signed |
//! | average static pressure | 27     | 28–38 | 1 hPa           |
//! | radio height            | 39     | 40–51 | 16 ft           |
//! | reserved                |        | 52–56 |                 |

use super::layout::{Layout, Quantity, Rule};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Field, Mb, bit, bits};

const TURBULENCE: Quantity = level("turbulence", bit(1), bits(2..=3));
const WIND_SHEAR: Quantity = level("wind shear", bit(4), bits(5..=6));
const MICROBURST: Quantity = level("microburst", bit(7), bits(8..=9));
const ICING: Quantity = level("icing", bit(10), bits(11..=12));
const WAKE_VORTEX: Quantity = level("wake vortex", bit(13), bits(14..=15));
const TEMPERATURE: Quantity = Quantity::signed("temperature", bit(16), bits(17..=26), 0.25);
const PRESSURE: Quantity = Quantity::unsigned("static pressure", bit(27), bits(28..=38), 1.0);
const RADIO_HEIGHT: Quantity = Quantity::unsigned("radio height", bit(39), bits(40..=51), 16.0);
const RESERVED: Field = bits(52..=56);

const fn level(what: &'static str, status: Field, value: Field) -> Quantity {
    Quantity::unsigned(what, status, value, 1.0)
}

pub(super) const LAYOUT: Layout = Layout::new(
    HazardReport::BDS,
    &[
        Rule::reserved(RESERVED),
        TURBULENCE.rule(),
        WIND_SHEAR.rule(),
        MICROBURST.rule(),
        ICING.rule(),
        WAKE_VORTEX.rule(),
        TEMPERATURE.rule(),
        PRESSURE.rule(),
        RADIO_HEIGHT.rule(),
    ],
);

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing of it.
    Nil,
    /// Light.
    Light,
    /// Moderate.
    Moderate,
    /// Severe.
    Severe,
}

impl Level {
    pub(super) const fn from_code(code: u8) -> Level {
        match code {
            0 => Level::Nil,
            1 => Level::Light,
            2 => Level::Moderate,
            _ => Level::Severe,
        }
    }

    pub(super) const fn code(self) -> u8 {
        match self {
            Level::Nil => 0,
            Level::Light => 1,
            Level::Moderate => 2,
            Level::Severe => 3,
        }
    }
}

/// What BDS 4,5 says, in the register's own counts; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct HazardReport {
    /// Turbulence.
    pub turbulence: Option<Level>,
    /// Wind shear.
    pub wind_shear: Option<Level>,
    /// Microburst.
    pub microburst: Option<Level>,
    /// Icing.
    pub icing: Option<Level>,
    /// Wake vortex.
    pub wake_vortex: Option<Level>,
    /// Static air temperature, LSB 0.25 °C.
    pub temperature: Option<i16>,
    /// Average static pressure, hectopascals.
    pub pressure_hpa: Option<u16>,
    /// Radio height, LSB 16 ft.
    pub radio_height: Option<u16>,
}

impl HazardReport {
    /// This register's number.
    pub const BDS: Bds = Bds(0x45);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<HazardReport, Contradiction> {
        LAYOUT.check(mb)?;
        let level = |quantity: Quantity| quantity.read(mb).map(Level::from_code);
        Ok(HazardReport {
            turbulence: level(TURBULENCE),
            wind_shear: level(WIND_SHEAR),
            microburst: level(MICROBURST),
            icing: level(ICING),
            wake_vortex: level(WAKE_VORTEX),
            temperature: TEMPERATURE.read(mb),
            pressure_hpa: PRESSURE.read(mb),
            radio_height: RADIO_HEIGHT.read(mb),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = TURBULENCE.put(Mb::ZERO, self.turbulence.map(Level::code));
        mb = WIND_SHEAR.put(mb, self.wind_shear.map(Level::code));
        mb = MICROBURST.put(mb, self.microburst.map(Level::code));
        mb = ICING.put(mb, self.icing.map(Level::code));
        mb = WAKE_VORTEX.put(mb, self.wake_vortex.map(Level::code));
        mb = TEMPERATURE.put(mb, self.temperature);
        mb = PRESSURE.put(mb, self.pressure_hpa);
        RADIO_HEIGHT.put(mb, self.radio_height)
    }

    /// With the static air temperature, degrees Celsius, to the nearest
    /// quarter. Fails from ±128 on.
    pub fn with_temperature_c(mut self, celsius: f64) -> Result<HazardReport, Error> {
        self.temperature = TEMPERATURE.count(celsius)?;
        Ok(self)
    }

    /// With the average static pressure, hectopascals. Fails below 0 and
    /// above 2,047.
    pub fn with_pressure_hpa(mut self, hpa: f64) -> Result<HazardReport, Error> {
        self.pressure_hpa = PRESSURE.count(hpa)?;
        Ok(self)
    }

    /// With the radio height, feet, to the nearest 16. Fails below 0 and
    /// above 65,520.
    pub fn with_radio_height_ft(mut self, feet: f64) -> Result<HazardReport, Error> {
        self.radio_height = RADIO_HEIGHT.count(feet)?;
        Ok(self)
    }

    /// Static air temperature, degrees Celsius.
    #[must_use]
    pub fn temperature_c(self) -> Option<f64> {
        TEMPERATURE.physical(self.temperature)
    }

    /// Radio height, feet.
    #[must_use]
    pub fn radio_height_ft(self) -> Option<u32> {
        self.radio_height.map(|count| u32::from(count) * 16)
    }
}

#[cfg(test)]
mod tests {
    use super::{HazardReport, Level};
    use crate::Error;
    use crate::bits::Mb;

    #[test]
    fn a_published_reply_reads_and_writes_back() -> Result<(), Error> {
        // A00004190001FB80000000000000 (pyModeS test vector)
        let mb = Mb::new(0x00_01fb_8000_0000);
        let said = HazardReport::parse(mb).expect("a register 4,5");
        assert_eq!(said, HazardReport::default().with_temperature_c(-4.5)?);
        assert_eq!(said.emit(), mb);
        Ok(())
    }

    #[test]
    fn hazards_stand_in_their_places() -> Result<(), Error> {
        let said = HazardReport {
            turbulence: Some(Level::Severe),
            icing: Some(Level::Light),
            ..HazardReport::default()
                .with_radio_height_ft(1_000.0)?
                .with_pressure_hpa(301.2)?
        };
        assert_eq!(said.radio_height_ft(), Some(1_008));
        assert_eq!(said.pressure_hpa, Some(301));
        assert_eq!(said.emit().value() >> 44, 0b1110_0000_0101);
        assert_eq!(HazardReport::parse(said.emit()), Ok(said));
        assert!(said.with_temperature_c(128.0).is_err());
        Ok(())
    }

    #[test]
    fn reserved_bits_and_values_without_status_contradict() {
        for stray in [1, 1 << 5, 1 << 18, 1 << 39, 1 << 54] {
            assert!(HazardReport::parse(Mb::new(stray)).is_err(), "{stray:x}");
        }
    }
}
