//! BDS 4,3: next waypoint information.
//!
//! ICAO Doc 9871 table A-2-67 (from memory, unverified; as one public decoder
//! has it).
//!
//! | quantity    | status | value | LSB                 |
//! |-------------|--------|-------|---------------------|
//! | bearing     | 1      | 2–12  | 360/2048 °, signed  |
//! | time to go  | 13     | 14–25 | 0.1 min             |
//! | distance    | 26     | 27–42 | 0.1 NM              |
//! | reserved    |        | 43–56 |                     |

use super::layout::{Layout, Quantity, Rule};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Field, Mb, bit, bits};

const BEARING: Quantity = Quantity::signed("bearing", bit(1), bits(2..=12), 360.0 / 2048.0);
const TIME: Quantity = Quantity::unsigned("time to go", bit(13), bits(14..=25), 0.1);
const DISTANCE: Quantity = Quantity::unsigned("distance", bit(26), bits(27..=42), 0.1);
const RESERVED: Field = bits(43..=56);

pub(super) const LAYOUT: Layout = Layout::new(
    WaypointInformation::BDS,
    &[
        Rule::reserved(RESERVED),
        BEARING.rule(),
        TIME.rule(),
        DISTANCE.rule(),
    ],
);

/// What BDS 4,3 says, in the register's own counts; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct WaypointInformation {
    /// Bearing to the waypoint, LSB 360/2048 degree, two's complement of a
    /// half turn.
    pub bearing: Option<i16>,
    /// Time to go, LSB 0.1 min.
    pub time_to_go: Option<u16>,
    /// Distance to go, LSB 0.1 NM.
    pub distance: Option<u16>,
}

impl WaypointInformation {
    /// This register's number.
    pub const BDS: Bds = Bds(0x43);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<WaypointInformation, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(WaypointInformation {
            bearing: BEARING.read(mb),
            time_to_go: TIME.read(mb),
            distance: DISTANCE.read(mb),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = BEARING.put(Mb::ZERO, self.bearing);
        mb = TIME.put(mb, self.time_to_go);
        DISTANCE.put(mb, self.distance)
    }

    /// With the bearing, degrees, any number of turns; the time to go,
    /// minutes; the distance, nautical miles. Fails below 0, above 409.5 min
    /// and above 6,553.5 NM.
    pub fn new(
        bearing_deg: f64,
        time_to_go_min: f64,
        distance_nm: f64,
    ) -> Result<WaypointInformation, Error> {
        Ok(WaypointInformation {
            bearing: BEARING.count_of_turn(bearing_deg)?,
            time_to_go: TIME.count(time_to_go_min)?,
            distance: DISTANCE.count(distance_nm)?,
        })
    }

    /// Bearing to the waypoint, degrees, 0 ≤ b < 360.
    #[must_use]
    pub fn bearing_deg(self) -> Option<f64> {
        BEARING.degrees(self.bearing)
    }

    /// Time to go, minutes.
    #[must_use]
    pub fn time_to_go_min(self) -> Option<f64> {
        TIME.physical(self.time_to_go)
    }

    /// Distance to go, nautical miles.
    #[must_use]
    pub fn distance_nm(self) -> Option<f64> {
        DISTANCE.physical(self.distance)
    }
}

#[cfg(test)]
mod tests {
    use super::WaypointInformation;
    use crate::Error;
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_refuses() -> Result<(), Error> {
        let made = WaypointInformation::new(270.0, 12.3, 98.7)?;
        assert_eq!(WaypointInformation::parse(made.emit()), Ok(made));
        assert_eq!(made.bearing_deg(), Some(270.0));
        assert_eq!((made.time_to_go, made.distance), (Some(123), Some(987)));
        assert!(WaypointInformation::new(0.0, 409.6, 0.0).is_err());
        for stray in [1, 1 << 14, 1 << 31, 1 << 54] {
            assert!(
                WaypointInformation::parse(Mb::new(stray)).is_err(),
                "{stray:x}"
            );
        }
        Ok(())
    }
}
