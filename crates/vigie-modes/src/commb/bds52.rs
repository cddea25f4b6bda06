//! BDS 5,2: position report fine.
//!
//! ICAO Doc 9871 table A-2-82 (from memory, unverified; places and steps as
//! one public decoder has them, which takes the sign of the altitude for a
//! sign bit before a magnitude). One status bit for all. The fine latitude
//! and longitude are the low bits of a position whose high bits BDS 5,1 has.
//!
//! | quantity                            | status | value | LSB          |
//! |-------------------------------------|--------|-------|--------------|
//! | figure of merit and source          | 1      | 2–5   |              |
//! | latitude, fine                      | 1      | 6–23  | 90/2^24 °    |
//! | longitude, fine                     | 1      | 24–41 | 90/2^24 °    |
//! | pressure altitude or GNSS height    | 1      | 42–56 | 8 ft, signed |

use super::layout::{Layout, Quantity};
use super::{Bds, Contradiction};
use crate::bits::{Field, Mb, bit, bits};

const STATUS: Field = bit(1);
const MERIT: Quantity = Quantity::unsigned("figure of merit", STATUS, bits(2..=5), 1.0);
const LAT: Quantity = Quantity::unsigned("fine latitude", STATUS, bits(6..=23), LSB_DEG);
const LON: Quantity = Quantity::unsigned("fine longitude", STATUS, bits(24..=41), LSB_DEG);
const HEIGHT: Quantity = Quantity::signed("height", STATUS, bits(42..=56), 8.0);

const LSB_DEG: f64 = 90.0 / 16_777_216.0;

pub(super) const LAYOUT: Layout = Layout::new(
    FinePosition::BDS,
    &[MERIT.rule(), LAT.rule(), LON.rule(), HEIGHT.rule()],
);

/// What BDS 5,2 says; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FinePosition {
    /// The position.
    pub position: Option<FineCounts>,
}

/// A position in the register's own counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FineCounts {
    /// Figure of merit and source, 0 to 15.
    pub merit: u8,
    /// Latitude, its low part, LSB 90/2^24 degree.
    pub lat: u32,
    /// Longitude, its low part, LSB 90/2^24 degree.
    pub lon: u32,
    /// Pressure altitude, or GNSS height by the figure of merit, LSB 8 ft.
    pub height: i16,
}

impl FinePosition {
    /// This register's number.
    pub const BDS: Bds = Bds(0x52);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<FinePosition, Contradiction> {
        LAYOUT.check(mb)?;
        let all = |merit, lat, lon, height| FineCounts {
            merit,
            lat,
            lon,
            height,
        };
        let (merit, place) = (MERIT.read(mb), LAT.read(mb).zip(LON.read(mb)));
        let position = merit.zip(place).zip(HEIGHT.read(mb));
        Ok(FinePosition {
            position: position.map(|((merit, (lat, lon)), height)| all(merit, lat, lon, height)),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = MERIT.put(Mb::ZERO, self.position.map(|position| position.merit));
        mb = LAT.put(mb, self.position.map(|position| position.lat));
        mb = LON.put(mb, self.position.map(|position| position.lon));
        HEIGHT.put(mb, self.position.map(|position| position.height))
    }

    /// The low part of the latitude, degrees, 0 to below 1.40625.
    #[must_use]
    pub fn lat_fine_deg(self) -> Option<f64> {
        LAT.physical(self.position.map(|position| position.lat))
    }

    /// The low part of the longitude, degrees, 0 to below 1.40625.
    #[must_use]
    pub fn lon_fine_deg(self) -> Option<f64> {
        LON.physical(self.position.map(|position| position.lon))
    }

    /// Pressure altitude or GNSS height, feet.
    #[must_use]
    pub fn height_ft(self) -> Option<i32> {
        self.position.map(|position| i32::from(position.height) * 8)
    }
}

#[cfg(test)]
mod tests {
    use super::{FineCounts, FinePosition};
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_contradicts() {
        let said = FinePosition {
            position: Some(FineCounts {
                merit: 9,
                lat: 200_000,
                lon: 3,
                height: -4,
            }),
        };
        assert_eq!(FinePosition::parse(said.emit()), Ok(said));
        assert!((said.lat_fine_deg().unwrap_or(0.0) - 1.072_883_6).abs() < 1e-6);
        assert_eq!(said.height_ft(), Some(-32));
        for stray in [1, 1 << 20, 1 << 40, 1 << 54] {
            assert!(FinePosition::parse(Mb::new(stray)).is_err(), "{stray:x}");
        }
    }
}
