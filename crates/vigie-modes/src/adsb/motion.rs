//! How something moves across: bits 14 to 35 of velocity (type code 19), the
//! same in ADS-B and TIS-B.

use crate::Error;
use crate::bits::{Field, Me, bit, bits};

/// Subtypes 1, 2: towards west, and how fast.
const EAST: (Field, Field) = (bit(14), bits(15..=24));
/// Subtypes 1, 2: towards south, and how fast.
const NORTH: (Field, Field) = (bit(25), bits(26..=35));
/// Subtypes 3, 4.
const HEADING_VALID: Field = bit(14);
const HEADING: Field = bits(15..=24);
const TRUE_AIRSPEED: Field = bit(25);
const AIRSPEED: Field = bits(26..=35);

const HEADING_LSB_DEG: f64 = 360.0 / 1024.0;
/// Knots of one count of a supersonic subtype.
const SUPERSONIC_LSB_KT: i32 = 4;

/// A sign bit and a count that starts at 1: 0 is "not known".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SignMagnitude {
    /// West, south, down, or below.
    pub negative: bool,
    /// 0: not known; otherwise one more than the quantity.
    pub magnitude: u16,
}

impl SignMagnitude {
    /// "Not known".
    pub const UNKNOWN: SignMagnitude = SignMagnitude {
        negative: false,
        magnitude: 0,
    };

    /// From a signed count, for a field whose highest magnitude is `highest`.
    pub(super) fn from_count(
        count: i32,
        highest: u16,
        what: &'static str,
    ) -> Result<SignMagnitude, Error> {
        match u16::try_from(count.unsigned_abs().saturating_add(1)) {
            Ok(magnitude) if magnitude <= highest => Ok(SignMagnitude {
                negative: count < 0,
                magnitude,
            }),
            _ => Err(Error::Range(what)),
        }
    }

    /// The signed count.
    #[inline]
    #[must_use]
    pub fn count(self) -> Option<i32> {
        let size = i32::from(self.magnitude.checked_sub(1)?);
        Some(if self.negative { -size } else { size })
    }

    #[inline]
    pub(super) fn parse(me: Me, (sign, magnitude): (Field, Field)) -> SignMagnitude {
        SignMagnitude {
            negative: me.flag(sign),
            magnitude: me.u16(magnitude),
        }
    }

    #[inline]
    pub(super) fn emit(self, me: Me, (sign, magnitude): (Field, Field)) -> Me {
        me.with(sign, self.negative).with(magnitude, self.magnitude)
    }
}

/// Which airspeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AirspeedKind {
    /// Indicated.
    Indicated,
    /// True.
    True,
}

/// The horizontal half of a velocity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    /// Subtypes 1 and 2: over the ground.
    Ground {
        /// Eastwards, knots (or units of 4 kt when supersonic).
        east: SignMagnitude,
        /// Northwards, likewise.
        north: SignMagnitude,
    },
    /// Subtypes 3 and 4: through the air.
    Air {
        /// The heading means something.
        heading_valid: bool,
        /// Heading, LSB 360/1024 degree.
        heading: u16,
        /// Which airspeed.
        kind: AirspeedKind,
        /// 0: not known; otherwise one more than knots (or units of 4 kt).
        airspeed: u16,
    },
}

impl Motion {
    /// Over the ground, knots east and north, rounded to the wire's steps;
    /// true: in supersonic units, as 1021 kt do not suffice.
    pub(super) fn ground(east_kt: f64, north_kt: f64) -> Result<(bool, Motion), Error> {
        let supersonic = east_kt.abs().max(north_kt.abs()) >= 1021.5;
        let lsb = lsb_kt(supersonic);
        let count = |speed: f64| {
            SignMagnitude::from_count(nearest(speed / f64::from(lsb))?, 1022, "ground speed")
        };
        let motion = Motion::Ground {
            east: count(east_kt)?,
            north: count(north_kt)?,
        };
        Ok((supersonic, motion))
    }

    /// Through the air, degrees from north and knots; true: in supersonic
    /// units.
    pub(super) fn air(
        heading_deg: Option<f64>,
        airspeed_kt: Option<f64>,
        kind: AirspeedKind,
    ) -> Result<(bool, Motion), Error> {
        let supersonic = airspeed_kt.is_some_and(|speed| speed >= 1021.5);
        let heading = match heading_deg {
            Some(degrees) => nearest(degrees.rem_euclid(360.0) / HEADING_LSB_DEG)? % 1024,
            None => 0,
        };
        let airspeed = match airspeed_kt {
            Some(speed) if speed >= 0.0 => {
                let count = nearest(speed / f64::from(lsb_kt(supersonic)))?;
                SignMagnitude::from_count(count, 1022, "airspeed")?.magnitude
            }
            Some(_) => return Err(Error::Range("airspeed")),
            None => 0,
        };
        let motion = Motion::Air {
            heading_valid: heading_deg.is_some(),
            heading: u16::try_from(heading).map_err(|_| Error::Range("heading"))?,
            kind,
            airspeed,
        };
        Ok((supersonic, motion))
    }

    #[inline]
    pub(super) fn parse(me: Me, subtype: u8) -> Motion {
        if subtype <= 2 {
            Motion::Ground {
                east: SignMagnitude::parse(me, EAST),
                north: SignMagnitude::parse(me, NORTH),
            }
        } else {
            Motion::Air {
                heading_valid: me.flag(HEADING_VALID),
                heading: me.u16(HEADING),
                kind: if me.flag(TRUE_AIRSPEED) {
                    AirspeedKind::True
                } else {
                    AirspeedKind::Indicated
                },
                airspeed: me.u16(AIRSPEED),
            }
        }
    }

    #[inline]
    pub(super) fn emit(self, me: Me) -> Me {
        match self {
            Motion::Ground { east, north } => north.emit(east.emit(me, EAST), NORTH),
            Motion::Air {
                heading_valid,
                heading,
                kind,
                airspeed,
            } => me
                .with(HEADING_VALID, heading_valid)
                .with(HEADING, heading)
                .with(TRUE_AIRSPEED, kind == AirspeedKind::True)
                .with(AIRSPEED, airspeed),
        }
    }

    /// 1 to 4.
    #[inline]
    pub(super) fn subtype(self, supersonic: bool) -> u8 {
        let first = match self {
            Motion::Ground { .. } => 1,
            Motion::Air { .. } => 3,
        };
        first + u8::from(supersonic)
    }

    #[inline]
    pub(super) fn east_north_kt(self, supersonic: bool) -> Option<(i32, i32)> {
        let Motion::Ground { east, north } = self else {
            return None;
        };
        let lsb = lsb_kt(supersonic);
        Some((east.count()? * lsb, north.count()? * lsb))
    }

    #[inline]
    pub(super) fn groundspeed_kt(self, supersonic: bool) -> Option<f64> {
        let (east, north) = self.east_north_kt(supersonic)?;
        Some(f64::from(east * east + north * north).sqrt())
    }

    #[inline]
    pub(super) fn track_deg(self) -> Option<f64> {
        let (east, north) = self.east_north_kt(false)?;
        if (east, north) == (0, 0) {
            return None;
        }
        let track = libm::atan2(f64::from(east), f64::from(north)).to_degrees();
        Some(if track < 0.0 { track + 360.0 } else { track })
    }

    #[inline]
    pub(super) fn heading_deg(self) -> Option<f64> {
        match self {
            Motion::Air {
                heading_valid: true,
                heading,
                ..
            } => Some(f64::from(heading) * HEADING_LSB_DEG),
            _ => None,
        }
    }

    #[inline]
    pub(super) fn airspeed_kt(self, supersonic: bool) -> Option<(i32, AirspeedKind)> {
        let Motion::Air { kind, airspeed, .. } = self else {
            return None;
        };
        let count = i32::from(airspeed.checked_sub(1)?);
        Some((count * lsb_kt(supersonic), kind))
    }
}

fn lsb_kt(supersonic: bool) -> i32 {
    if supersonic { SUPERSONIC_LSB_KT } else { 1 }
}

/// The nearest whole number, halves away from zero so that signs are alike.
pub(super) fn nearest(number: f64) -> Result<i32, Error> {
    let rounded = libm::round(number);
    if rounded.abs() > 1e6 || rounded.is_nan() {
        return Err(Error::Range("velocity"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and within ±10^6")]
    Ok(rounded as i32)
}
