//! BDS 4,4: meteorological routine air report.
//!
//! ICAO Doc 9871 table A-2-68 (from memory, unverified; agrees with three
//! public decoders but for bit 24).
//!
//! | quantity                       | status | value | LSB            |
//! |--------------------------------|--------|-------|----------------|
//! | figure of merit and source     |        | 1–4   | 0–4; 5–15 reserved |
//! | wind speed                     | 5      | 6–14  | 1 kt           |
//! | wind direction                 | 5      | 15–23 | 180/256 °      |
//! | static air temperature         |        | 24–34 | 0.25 °C, signed |
//! | average static pressure        | 35     | 36–46 | 1 hPa          |
//! | turbulence                     | 47     | 48–49 | level          |
//! | humidity                       | 50     | 51–56 | 100/64 %       |
//!
//! Bit 24 is the sign of the temperature to most decoders, its status to at
//! least one; below zero both read the same number, which is why nobody has
//! been proved wrong. Here it is the sign.

use super::layout::{Layout, Quantity, Rule};
use super::{Bds, Contradiction, Level};
use crate::Error;
use crate::bits::{Field, Mb, bit, bits};

const SOURCE: Field = bits(1..=4);
const WIND_STATUS: Field = bit(5);
const WIND_SPEED: Quantity = Quantity::unsigned("wind speed", WIND_STATUS, bits(6..=14), 1.0);
const WIND_DIRECTION: Quantity =
    Quantity::unsigned("wind direction", WIND_STATUS, bits(15..=23), 180.0 / 256.0);
const TEMPERATURE: Field = bits(24..=34);
const PRESSURE: Quantity = Quantity::unsigned("static pressure", bit(35), bits(36..=46), 1.0);
const TURBULENCE: Quantity = Quantity::unsigned("turbulence", bit(47), bits(48..=49), 1.0);
const HUMIDITY: Quantity = Quantity::unsigned("humidity", bit(50), bits(51..=56), 100.0 / 64.0);

const TEMPERATURE_LSB_C: f64 = 0.25;

pub(super) const LAYOUT: Layout = Layout::new(
    RoutineAirReport::BDS,
    &[
        Rule::OneOf {
            what: "source",
            field: SOURCE,
            set: 0b1_1111,
        },
        WIND_SPEED.rule(),
        WIND_DIRECTION.rule(),
        PRESSURE.rule(),
        TURBULENCE.rule(),
        HUMIDITY.rule(),
    ],
);

/// What BDS 4,4 says, in the register's own counts; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoutineAirReport {
    /// What measured it: 0 invalid, 1 inertial, 2 GNSS, 3 DME/DME, 4
    /// VOR/DME.
    pub source: u8,
    /// The wind.
    pub wind: Option<Wind>,
    /// Static air temperature, LSB 0.25 °C; it has no status.
    pub temperature: i16,
    /// Average static pressure, hectopascals.
    pub pressure_hpa: Option<u16>,
    /// Turbulence.
    pub turbulence: Option<Level>,
    /// Humidity, LSB 100/64 %.
    pub humidity: Option<u8>,
}

/// Where the wind comes from, and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wind {
    /// Knots.
    pub speed_kt: u16,
    /// Where from, true, LSB 180/256 degree.
    pub direction: u16,
}

impl RoutineAirReport {
    /// This register's number.
    pub const BDS: Bds = Bds(0x44);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<RoutineAirReport, Contradiction> {
        LAYOUT.check(mb)?;
        let wind = WIND_SPEED.read(mb).zip(WIND_DIRECTION.read(mb));
        Ok(RoutineAirReport {
            source: mb.u8(SOURCE),
            wind: wind.map(|(speed_kt, direction)| Wind {
                speed_kt,
                direction,
            }),
            temperature: i16::try_from(mb.signed(TEMPERATURE)).unwrap_or(0),
            pressure_hpa: PRESSURE.read(mb),
            turbulence: TURBULENCE.read(mb).map(Level::from_code),
            humidity: HUMIDITY.read(mb),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = Mb::ZERO
            .with(SOURCE, self.source)
            .with(TEMPERATURE, i64::from(self.temperature).cast_unsigned());
        mb = WIND_SPEED.put(mb, self.wind.map(|wind| wind.speed_kt));
        mb = WIND_DIRECTION.put(mb, self.wind.map(|wind| wind.direction));
        mb = PRESSURE.put(mb, self.pressure_hpa);
        mb = TURBULENCE.put(mb, self.turbulence.map(Level::code));
        HUMIDITY.put(mb, self.humidity)
    }

    /// With what measured it, 0 to 4.
    pub fn with_source(mut self, source: u8) -> Result<RoutineAirReport, Error> {
        if source > 4 {
            return Err(Error::Range("source"));
        }
        self.source = source;
        Ok(self)
    }

    /// With the wind: knots, and the true direction it comes from, degrees,
    /// any number of turns. Fails below 0 and above 511 kt.
    pub fn with_wind(
        mut self,
        speed_kt: f64,
        direction_deg: f64,
    ) -> Result<RoutineAirReport, Error> {
        let speed = WIND_SPEED.count(speed_kt)?;
        let direction = WIND_DIRECTION.count_of_turn(direction_deg)?;
        self.wind = speed.zip(direction).map(|(speed_kt, direction)| Wind {
            speed_kt,
            direction,
        });
        Ok(self)
    }

    /// With the static air temperature, degrees Celsius, to the nearest
    /// quarter. Fails from ±256 on.
    pub fn with_temperature_c(mut self, celsius: f64) -> Result<RoutineAirReport, Error> {
        let quarters = libm::round(celsius / TEMPERATURE_LSB_C);
        if !(-1024.0..=1023.0).contains(&quarters) {
            return Err(Error::Range("temperature"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole and of eleven bits")]
        let count = quarters as i16;
        self.temperature = count;
        Ok(self)
    }

    /// With the average static pressure, hectopascals. Fails below 0 and
    /// above 2,047.
    pub fn with_pressure_hpa(mut self, hpa: f64) -> Result<RoutineAirReport, Error> {
        self.pressure_hpa = PRESSURE.count(hpa)?;
        Ok(self)
    }

    /// With the humidity, percent. Fails below 0 and from 99.3 on.
    pub fn with_humidity_percent(mut self, percent: f64) -> Result<RoutineAirReport, Error> {
        self.humidity = HUMIDITY.count(percent)?;
        Ok(self)
    }

    /// Wind speed, knots.
    #[must_use]
    pub fn wind_speed_kt(self) -> Option<u16> {
        self.wind.map(|wind| wind.speed_kt)
    }

    /// Where the wind comes from, true, degrees, 0 ≤ d < 360.
    #[must_use]
    pub fn wind_direction_deg(self) -> Option<f64> {
        WIND_DIRECTION.degrees(self.wind.map(|wind| wind.direction))
    }

    /// Static air temperature, degrees Celsius.
    #[must_use]
    pub fn temperature_c(self) -> f64 {
        f64::from(self.temperature) * TEMPERATURE_LSB_C
    }

    /// Humidity, percent.
    #[must_use]
    pub fn humidity_percent(self) -> Option<f64> {
        HUMIDITY.physical(self.humidity)
    }
}

#[cfg(test)]
mod tests {
    use super::RoutineAirReport;
    use crate::Error;
    use crate::bits::Mb;

    #[test]
    fn a_published_reply_reads_and_writes_back() -> Result<(), Error> {
        // A0001692185BD5CF400000DFC696 (pyModeS test vector)
        let mb = Mb::new(0x18_5bd5_cf40_0000);
        let said = RoutineAirReport::parse(mb).expect("a register 4,4");
        assert_eq!((said.source, said.wind_speed_kt()), (1, Some(22)));
        assert!((said.wind_direction_deg().expect("wind") - 344.53).abs() < 0.01);
        assert!((said.temperature_c() + 48.75).abs() < 1e-9);
        assert_eq!(
            (said.pressure_hpa, said.turbulence, said.humidity),
            (None, None, None)
        );
        assert_eq!(said.emit(), mb);
        let made = RoutineAirReport::default()
            .with_source(1)?
            .with_wind(22.0, -15.47)?
            .with_temperature_c(-48.8)?;
        assert_eq!(made, said);
        Ok(())
    }

    #[test]
    fn what_the_field_cannot_hold_is_refused() {
        let empty = RoutineAirReport::default();
        assert!(empty.with_source(5).is_err());
        assert!(empty.with_wind(512.0, 0.0).is_err());
        assert!(empty.with_temperature_c(256.0).is_err());
        assert!(empty.with_temperature_c(f64::NAN).is_err());
        assert!(empty.with_humidity_percent(99.9).is_err());
    }

    #[test]
    fn reserved_sources_and_values_without_status_contradict() {
        for stray in [5 << 52, 1 << 47, 1 << 35, 1 << 12, 1 << 8, 1] {
            assert!(
                RoutineAirReport::parse(Mb::new(stray)).is_err(),
                "{stray:x}"
            );
        }
    }
}
