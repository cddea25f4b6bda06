//! BDS 5,1: position report coarse.
//!
//! ICAO Doc 9871 table A-2-81 (from memory, unverified; two public decoders
//! agree). One status bit for all. A plain binary position, not a compact
//! one.
//!
//! | quantity          | status | value | LSB                   |
//! |-------------------|--------|-------|-----------------------|
//! | latitude          | 1      | 2–21  | 360/1048576 °, signed |
//! | longitude         | 1      | 22–41 | 360/1048576 °, signed |
//! | pressure altitude | 1      | 42–56 | 8 ft, signed          |

use super::layout::{Layout, Quantity};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Field, Mb, bit, bits};

const STATUS: Field = bit(1);
const LAT: Quantity = Quantity::signed("latitude", STATUS, bits(2..=21), LSB_DEG);
const LON: Quantity = Quantity::signed("longitude", STATUS, bits(22..=41), LSB_DEG);
const ALTITUDE: Quantity = Quantity::signed("pressure altitude", STATUS, bits(42..=56), 8.0);

const LSB_DEG: f64 = 360.0 / 1_048_576.0;

pub(super) const LAYOUT: Layout = Layout::new(
    CoarsePosition::BDS,
    &[LAT.rule(), LON.rule(), ALTITUDE.rule()],
);

/// What BDS 5,1 says; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CoarsePosition {
    /// The position.
    pub position: Option<CoarseCounts>,
}

/// A position in the register's own counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CoarseCounts {
    /// Latitude, LSB 360/1048576 degree, north positive.
    pub lat: i32,
    /// Longitude, LSB 360/1048576 degree, east positive.
    pub lon: i32,
    /// Pressure altitude, LSB 8 ft.
    pub altitude: i16,
}

impl CoarsePosition {
    /// This register's number.
    pub const BDS: Bds = Bds(0x51);

    /// At this place, degrees, and pressure altitude, feet. Fails from ±180
    /// degrees and beyond ±131,072 ft.
    pub fn new(lat_deg: f64, lon_deg: f64, altitude_ft: f64) -> Result<CoarsePosition, Error> {
        let (lat, lon) = (LAT.count(lat_deg)?, LON.count(lon_deg)?);
        Ok(CoarsePosition {
            position: together(lat, lon, ALTITUDE.count(altitude_ft)?),
        })
    }

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<CoarsePosition, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(CoarsePosition {
            position: together(LAT.read(mb), LON.read(mb), ALTITUDE.read(mb)),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mb = LAT.put(Mb::ZERO, self.position.map(|position| position.lat));
        let mb = LON.put(mb, self.position.map(|position| position.lon));
        ALTITUDE.put(mb, self.position.map(|position| position.altitude))
    }

    /// Latitude, degrees, north positive.
    #[must_use]
    pub fn lat_deg(self) -> Option<f64> {
        LAT.physical(self.position.map(|position| position.lat))
    }

    /// Longitude, degrees, east positive.
    #[must_use]
    pub fn lon_deg(self) -> Option<f64> {
        LON.physical(self.position.map(|position| position.lon))
    }

    /// Pressure altitude, feet.
    #[must_use]
    pub fn altitude_ft(self) -> Option<i32> {
        self.position
            .map(|position| i32::from(position.altitude) * 8)
    }
}

fn together(lat: Option<i32>, lon: Option<i32>, altitude: Option<i16>) -> Option<CoarseCounts> {
    Some(CoarseCounts {
        lat: lat?,
        lon: lon?,
        altitude: altitude?,
    })
}

#[cfg(test)]
mod tests {
    use super::CoarsePosition;
    use crate::Error;
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_refuses() -> Result<(), Error> {
        let made = CoarsePosition::new(-13.4815, 102.1836, 36_000.0)?;
        assert_eq!(CoarsePosition::parse(made.emit()), Ok(made));
        assert!((made.lat_deg().unwrap_or(0.0) + 13.4815).abs() < 2e-4);
        assert!((made.lon_deg().unwrap_or(0.0) - 102.1836).abs() < 2e-4);
        assert_eq!(made.altitude_ft(), Some(36_000));
        assert!(CoarsePosition::new(0.0, 180.0, 0.0).is_err());
        for stray in [1, 1 << 20, 1 << 54] {
            assert!(CoarsePosition::parse(Mb::new(stray)).is_err(), "{stray:x}");
        }
        Ok(())
    }
}
