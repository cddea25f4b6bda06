//! Type codes 9 to 18 and 20 to 22: airborne position (BDS 0,5).

use super::TYPE_CODE;
use crate::Error;
use crate::altitude::AltitudeCode12;
use crate::bits::{Field, Me, bit, bits};
use crate::cpr::{self, Cpr, LatLon, Scale};

pub(super) const SURVEILLANCE_STATUS: Field = bits(6..=7);
pub(super) const SUPPLEMENT: Field = bit(8);
pub(super) const ALTITUDE: Field = bits(9..=20);
pub(super) const UTC: Field = bit(21);
const CPR_ODD: Field = bit(22);
const CPR_LAT: Field = bits(23..=39);
const CPR_LON: Field = bits(40..=56);

/// Where an airborne aircraft is, in compact form, and how high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AirbornePosition {
    /// 9 to 18: barometric altitude; 20 to 22: height above the ellipsoid.
    /// Within each, lower is the tighter containment.
    pub type_code: u8,
    /// 0 nothing, 1 permanent alert (emergency), 2 temporary alert (squawk
    /// changed), 3 special position identification.
    pub surveillance_status: u8,
    /// NIC supplement B (version 2), single antenna flag (versions 0, 1), or
    /// the kind of address in TIS-B and ADS-R.
    pub supplement: bool,
    /// Altitude, above what the type code says.
    pub altitude: AltitudeCode12,
    /// The time of the position is synchronised to UTC (T).
    pub utc: bool,
    /// The position.
    pub cpr: Cpr,
}

impl AirbornePosition {
    /// A barometric position of type code 9 to 18, or a geometric one of 20
    /// to 22, at `place` and `altitude_ft` (`None`: not known).
    pub fn from_physical(
        type_code: u8,
        place: LatLon,
        altitude_ft: Option<i32>,
        odd: bool,
    ) -> Result<AirbornePosition, Error> {
        if !matches!(type_code, 9..=18 | 20..=22) {
            return Err(Error::Range("type code"));
        }
        Ok(AirbornePosition {
            type_code,
            surveillance_status: 0,
            supplement: false,
            altitude: match altitude_ft {
                Some(feet) => AltitudeCode12::from_feet(feet)?,
                None => AltitudeCode12::UNAVAILABLE,
            },
            utc: false,
            cpr: cpr::encode(place, Scale::Airborne, odd).ok_or(Error::Range("place"))?,
        })
    }

    #[inline]
    pub(super) fn parse(me: Me) -> AirbornePosition {
        AirbornePosition {
            type_code: me.u8(TYPE_CODE),
            surveillance_status: me.u8(SURVEILLANCE_STATUS),
            supplement: me.flag(SUPPLEMENT),
            altitude: AltitudeCode12::new(me.u16(ALTITUDE)),
            utc: me.flag(UTC),
            cpr: parse_cpr(me),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Me {
        let me = Me::ZERO
            .with(TYPE_CODE, self.type_code)
            .with(SURVEILLANCE_STATUS, self.surveillance_status)
            .with(SUPPLEMENT, self.supplement)
            .with(ALTITUDE, self.altitude.code())
            .with(UTC, self.utc);
        emit_cpr(me, self.cpr)
    }

    /// The altitude is a height above the WGS-84 ellipsoid rather than a
    /// pressure altitude.
    #[inline]
    #[must_use]
    pub fn is_geometric(self) -> bool {
        self.type_code >= 20
    }

    /// Pressure altitude above 1013.25 hPa, feet; `None` if not known or the
    /// message carries a geometric height.
    #[inline]
    #[must_use]
    pub fn pressure_altitude_ft(self) -> Option<i32> {
        if self.is_geometric() {
            None
        } else {
            self.altitude.altitude_ft()
        }
    }

    /// Height above the WGS-84 ellipsoid, feet, for type codes 20 to 22.
    ///
    /// Read as the barometric code is, in steps of 25 or 100 ft. So read it
    /// readsb and lib1090, and registers 5,1 and 5,2 of ICAO Doc 9871 (tables
    /// A-2-81, A-2-82, seen) give either height in feet too. pyModeS (from
    /// memory) takes the twelve bits for metres.
    #[inline]
    #[must_use]
    pub fn gnss_height_ft(self) -> Option<i32> {
        if self.is_geometric() {
            self.altitude.altitude_ft()
        } else {
            None
        }
    }
}

#[inline]
pub(super) fn parse_cpr(me: Me) -> Cpr {
    Cpr {
        odd: me.flag(CPR_ODD),
        lat: me.u32(CPR_LAT),
        lon: me.u32(CPR_LON),
    }
}

#[inline]
pub(super) fn emit_cpr(me: Me, cpr: Cpr) -> Me {
    me.with(CPR_ODD, cpr.odd)
        .with(CPR_LAT, cpr.lat)
        .with(CPR_LON, cpr.lon)
}
