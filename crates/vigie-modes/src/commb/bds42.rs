//! BDS 4,2: next waypoint position.
//!
//! ICAO Doc 9871 table A-2-66 (from memory, unverified; places and steps as
//! one public decoder has them, which takes the altitude for unsigned).
//!
//! | quantity                   | status | value | LSB                 |
//! |----------------------------|--------|-------|---------------------|
//! | latitude                   | 1      | 2–20  | 90/131072 °, signed |
//! | longitude                  | 21     | 22–40 | 90/131072 °, signed |
//! | crossing altitude          | 41     | 42–56 | 8 ft, signed        |

use super::layout::{Layout, Quantity};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Mb, bit, bits};

const LAT: Quantity = Quantity::signed("latitude", bit(1), bits(2..=20), LSB_DEG);
const LON: Quantity = Quantity::signed("longitude", bit(21), bits(22..=40), LSB_DEG);
const ALTITUDE: Quantity = Quantity::signed("crossing altitude", bit(41), bits(42..=56), 8.0);

const LSB_DEG: f64 = 90.0 / 131_072.0;

pub(super) const LAYOUT: Layout = Layout::new(
    WaypointPosition::BDS,
    &[LAT.rule(), LON.rule(), ALTITUDE.rule()],
);

/// What BDS 4,2 says, in the register's own counts; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct WaypointPosition {
    /// Latitude, LSB 90/131072 degree, north positive.
    pub lat: Option<i32>,
    /// Longitude, LSB 90/131072 degree, east positive.
    pub lon: Option<i32>,
    /// Altitude at which the waypoint is to be crossed, LSB 8 ft.
    pub crossing_altitude: Option<i16>,
}

impl WaypointPosition {
    /// This register's number.
    pub const BDS: Bds = Bds(0x42);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<WaypointPosition, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(WaypointPosition {
            lat: LAT.read(mb),
            lon: LON.read(mb),
            crossing_altitude: ALTITUDE.read(mb),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = LAT.put(Mb::ZERO, self.lat);
        mb = LON.put(mb, self.lon);
        ALTITUDE.put(mb, self.crossing_altitude)
    }

    /// With the place, degrees. Fails from ±180 on.
    pub fn with_place_deg(mut self, lat: f64, lon: f64) -> Result<WaypointPosition, Error> {
        self.lat = LAT.count(lat)?;
        self.lon = LON.count(lon)?;
        Ok(self)
    }

    /// With the crossing altitude, feet, to the nearest 8. Fails beyond
    /// ±131,072.
    pub fn with_crossing_altitude_ft(mut self, feet: f64) -> Result<WaypointPosition, Error> {
        self.crossing_altitude = ALTITUDE.count(feet)?;
        Ok(self)
    }

    /// Latitude, degrees, north positive.
    #[must_use]
    pub fn lat_deg(self) -> Option<f64> {
        LAT.physical(self.lat)
    }

    /// Longitude, degrees, east positive.
    #[must_use]
    pub fn lon_deg(self) -> Option<f64> {
        LON.physical(self.lon)
    }

    /// Altitude at which the waypoint is to be crossed, feet.
    #[must_use]
    pub fn crossing_altitude_ft(self) -> Option<i32> {
        self.crossing_altitude.map(|count| i32::from(count) * 8)
    }
}

#[cfg(test)]
mod tests {
    use super::WaypointPosition;
    use crate::Error;
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_refuses() -> Result<(), Error> {
        let made = WaypointPosition::default()
            .with_place_deg(13.4815, -2.1836)?
            .with_crossing_altitude_ft(10_000.0)?;
        assert_eq!(WaypointPosition::parse(made.emit()), Ok(made));
        assert!((made.lat_deg().unwrap_or(0.0) - 13.4815).abs() < 4e-4);
        assert!((made.lon_deg().unwrap_or(0.0) + 2.1836).abs() < 4e-4);
        assert_eq!(made.crossing_altitude_ft(), Some(10_000));
        assert!(made.with_place_deg(0.0, 180.0).is_err());
        for stray in [1, 1 << 20, 1 << 54] {
            assert!(
                WaypointPosition::parse(Mb::new(stray)).is_err(),
                "{stray:x}"
            );
        }
        Ok(())
    }
}
