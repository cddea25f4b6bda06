//! Type code 19, subtypes 1 to 4: velocity (BDS 0,9).

use super::{SUBTYPE, TYPE_CODE};
use crate::Error;
use crate::bits::{Field, Me, bit, bits};

pub(super) const TYPE: u8 = 19;

const INTENT_CHANGE: Field = bit(9);
const IFR: Field = bit(10);
const NAC_V: Field = bits(11..=13);
/// Subtypes 1, 2: towards west, and how fast.
const EAST: (Field, Field) = (bit(14), bits(15..=24));
/// Subtypes 1, 2: towards south, and how fast.
const NORTH: (Field, Field) = (bit(25), bits(26..=35));
/// Subtypes 3, 4.
const HEADING_VALID: Field = bit(14);
const HEADING: Field = bits(15..=24);
const TRUE_AIRSPEED: Field = bit(25);
const AIRSPEED: Field = bits(26..=35);
const RATE_BAROMETRIC: Field = bit(36);
/// Downwards, and how fast.
const RATE: (Field, Field) = (bit(37), bits(38..=46));
const RESERVED: Field = bits(47..=48);
/// GNSS below barometric, and how far.
const DIFFERENCE: (Field, Field) = (bit(49), bits(50..=56));

const HEADING_LSB_DEG: f64 = 360.0 / 1024.0;
const RATE_LSB_FPM: i32 = 64;
const DIFFERENCE_LSB_FT: i32 = 25;
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
    fn from_count(count: i32, highest: u16, what: &'static str) -> Result<SignMagnitude, Error> {
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

    fn parse(me: Me, (sign, magnitude): (Field, Field)) -> SignMagnitude {
        SignMagnitude {
            negative: me.flag(sign),
            magnitude: me.u16(magnitude),
        }
    }

    fn emit(self, me: Me, (sign, magnitude): (Field, Field)) -> Me {
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

/// What measured the vertical rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerticalRateSource {
    /// GNSS or inertial.
    Geometric,
    /// Barometric.
    Barometric,
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

/// How an airborne aircraft moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Velocity {
    /// Subtypes 2 and 4: speeds in units of 4 kt.
    pub supersonic: bool,
    /// Intent change; in TIS-B and ADS-R the kind of address.
    pub intent_change: bool,
    /// Capable of IFR (version 1 and before), else reserved.
    pub ifr: bool,
    /// Navigation accuracy category for velocity, 0 to 7 (NUCr in version 0).
    pub nac_v: u8,
    /// Over the ground or through the air.
    pub motion: Motion,
    /// What measured the vertical rate.
    pub vertical_rate_source: VerticalRateSource,
    /// Vertical rate, LSB 64 ft/min, up positive.
    pub vertical_rate: SignMagnitude,
    /// Reserved bits, as sent.
    pub reserved: u8,
    /// GNSS height less barometric altitude, LSB 25 ft.
    pub difference: SignMagnitude,
}

impl Velocity {
    /// Over the ground, knots east and north and feet a minute up, rounded to
    /// the wire's steps; supersonic units where 1021 kt do not suffice.
    pub fn ground(
        east_kt: f64,
        north_kt: f64,
        vertical_rate_fpm: Option<f64>,
        source: VerticalRateSource,
    ) -> Result<Velocity, Error> {
        let supersonic = east_kt.abs().max(north_kt.abs()) >= 1021.5;
        let lsb = lsb_kt(supersonic);
        let count = |speed: f64| {
            SignMagnitude::from_count(nearest(speed / f64::from(lsb))?, 1022, "ground speed")
        };
        let motion = Motion::Ground {
            east: count(east_kt)?,
            north: count(north_kt)?,
        };
        Velocity::new(supersonic, motion, vertical_rate_fpm, source)
    }

    /// Through the air, degrees from north and knots.
    pub fn air(
        heading_deg: Option<f64>,
        airspeed_kt: Option<f64>,
        kind: AirspeedKind,
        vertical_rate_fpm: Option<f64>,
        source: VerticalRateSource,
    ) -> Result<Velocity, Error> {
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
        Velocity::new(supersonic, motion, vertical_rate_fpm, source)
    }

    /// With GNSS height less barometric altitude in feet. Fails beyond ±3,125.
    pub fn with_difference_ft(mut self, difference_ft: f64) -> Result<Velocity, Error> {
        let count = nearest(difference_ft / f64::from(DIFFERENCE_LSB_FT))?;
        self.difference = SignMagnitude::from_count(count, 126, "height difference")?;
        Ok(self)
    }

    fn new(
        supersonic: bool,
        motion: Motion,
        vertical_rate_fpm: Option<f64>,
        source: VerticalRateSource,
    ) -> Result<Velocity, Error> {
        Ok(Velocity {
            supersonic,
            intent_change: false,
            ifr: false,
            nac_v: 0,
            motion,
            vertical_rate_source: source,
            vertical_rate: match vertical_rate_fpm {
                Some(rate) => {
                    let count = nearest(rate / f64::from(RATE_LSB_FPM))?;
                    SignMagnitude::from_count(count, 510, "vertical rate")?
                }
                None => SignMagnitude::UNKNOWN,
            },
            reserved: 0,
            difference: SignMagnitude::UNKNOWN,
        })
    }

    #[inline]
    pub(super) fn parse(me: Me) -> Velocity {
        let subtype = me.u8(SUBTYPE);
        let motion = if subtype <= 2 {
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
        };
        Velocity {
            supersonic: subtype.is_multiple_of(2),
            intent_change: me.flag(INTENT_CHANGE),
            ifr: me.flag(IFR),
            nac_v: me.u8(NAC_V),
            motion,
            vertical_rate_source: if me.flag(RATE_BAROMETRIC) {
                VerticalRateSource::Barometric
            } else {
                VerticalRateSource::Geometric
            },
            vertical_rate: SignMagnitude::parse(me, RATE),
            reserved: me.u8(RESERVED),
            difference: SignMagnitude::parse(me, DIFFERENCE),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Me {
        let me = Me::ZERO
            .with(TYPE_CODE, TYPE)
            .with(SUBTYPE, self.subtype())
            .with(INTENT_CHANGE, self.intent_change)
            .with(IFR, self.ifr)
            .with(NAC_V, self.nac_v)
            .with(
                RATE_BAROMETRIC,
                self.vertical_rate_source == VerticalRateSource::Barometric,
            )
            .with(RESERVED, self.reserved);
        let me = match self.motion {
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
        };
        self.difference
            .emit(self.vertical_rate.emit(me, RATE), DIFFERENCE)
    }

    /// 1 to 4.
    #[inline]
    #[must_use]
    pub fn subtype(self) -> u8 {
        let first = match self.motion {
            Motion::Ground { .. } => 1,
            Motion::Air { .. } => 3,
        };
        first + u8::from(self.supersonic)
    }

    /// Knots eastwards and northwards, over the ground.
    #[inline]
    #[must_use]
    pub fn east_north_kt(self) -> Option<(i32, i32)> {
        let Motion::Ground { east, north } = self.motion else {
            return None;
        };
        let lsb = lsb_kt(self.supersonic);
        Some((east.count()? * lsb, north.count()? * lsb))
    }

    /// Ground speed, knots.
    #[inline]
    #[must_use]
    pub fn groundspeed_kt(self) -> Option<f64> {
        let (east, north) = self.east_north_kt()?;
        Some(f64::from(east * east + north * north).sqrt())
    }

    /// Track over the ground, degrees from north, 0 to below 360; `None` at
    /// rest, when there is none.
    #[inline]
    #[must_use]
    pub fn track_deg(self) -> Option<f64> {
        let (east, north) = self.east_north_kt()?;
        if (east, north) == (0, 0) {
            return None;
        }
        let track = libm::atan2(f64::from(east), f64::from(north)).to_degrees();
        Some(if track < 0.0 { track + 360.0 } else { track })
    }

    /// Heading, degrees from north, 0 to below 360.
    #[inline]
    #[must_use]
    pub fn heading_deg(self) -> Option<f64> {
        match self.motion {
            Motion::Air {
                heading_valid: true,
                heading,
                ..
            } => Some(f64::from(heading) * HEADING_LSB_DEG),
            _ => None,
        }
    }

    /// Airspeed, knots, and which.
    #[inline]
    #[must_use]
    pub fn airspeed_kt(self) -> Option<(i32, AirspeedKind)> {
        let Motion::Air { kind, airspeed, .. } = self.motion else {
            return None;
        };
        let count = i32::from(airspeed.checked_sub(1)?);
        Some((count * lsb_kt(self.supersonic), kind))
    }

    /// Vertical rate, feet a minute, up positive.
    #[inline]
    #[must_use]
    pub fn vertical_rate_fpm(self) -> Option<i32> {
        self.vertical_rate.count().map(|count| count * RATE_LSB_FPM)
    }

    /// GNSS height less barometric altitude, feet; its last count stands for
    /// "more than 3,137.5".
    #[inline]
    #[must_use]
    pub fn difference_ft(self) -> Option<i32> {
        self.difference
            .count()
            .map(|count| count * DIFFERENCE_LSB_FT)
    }
}

fn lsb_kt(supersonic: bool) -> i32 {
    if supersonic { SUPERSONIC_LSB_KT } else { 1 }
}

/// The nearest whole number, halves away from zero so that signs are alike.
fn nearest(number: f64) -> Result<i32, Error> {
    let rounded = libm::round(number);
    if rounded.abs() > 1e6 || rounded.is_nan() {
        return Err(Error::Range("velocity"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and within ±10^6")]
    Ok(rounded as i32)
}

#[cfg(test)]
mod tests {
    use super::{AirspeedKind, Velocity, VerticalRateSource};

    const BARO: VerticalRateSource = VerticalRateSource::Barometric;

    #[test]
    fn over_the_ground() {
        let check = |east: f64, north: f64, subtype: u8, expected: (i32, i32)| {
            let got = Velocity::ground(east, north, Some(-700.0), BARO).expect("in range");
            assert_eq!(got.subtype(), subtype);
            assert_eq!(got.east_north_kt(), Some(expected));
            assert_eq!(got.vertical_rate_fpm(), Some(-704));
            assert_eq!(Velocity::parse(got.emit()), got);
        };
        check(0.0, 0.0, 1, (0, 0));
        check(-300.4, 250.6, 1, (-300, 251));
        check(1021.4, -1021.4, 1, (1021, -1021));
        check(1022.0, 2.0, 2, (1024, 4));
        check(-4084.0, 0.0, 2, (-4084, 0));
        assert!(Velocity::ground(4100.0, 0.0, None, BARO).is_err());
        assert!(Velocity::ground(f64::NAN, 0.0, None, BARO).is_err());
        assert!(Velocity::ground(0.0, 0.0, Some(1e5), BARO).is_err());
    }

    #[test]
    fn at_rest_there_is_no_track() {
        let rest = Velocity::ground(0.0, 0.0, None, BARO).expect("in range");
        assert_eq!((rest.groundspeed_kt(), rest.track_deg()), (Some(0.0), None));
    }

    #[test]
    fn through_the_air() {
        let check = |heading: Option<f64>, speed: Option<f64>, subtype: u8| {
            let kind = AirspeedKind::True;
            let got = Velocity::air(heading, speed, kind, None, BARO).expect("in range");
            assert_eq!(got.subtype(), subtype);
            assert_eq!(Velocity::parse(got.emit()), got);
            let off = heading
                .zip(got.heading_deg())
                .map(|(a, b)| ((a - b + 540.0).rem_euclid(360.0) - 180.0).abs());
            assert!(off.is_none_or(|off| off <= 180.0 / 1024.0), "{off:?}");
            assert_eq!(speed.is_some(), got.airspeed_kt().is_some());
        };
        check(Some(243.98), Some(375.0), 3);
        check(Some(359.99), Some(0.0), 3);
        check(Some(-90.0), Some(1200.0), 4);
        check(None, None, 3);
        assert!(Velocity::air(None, Some(-1.0), AirspeedKind::True, None, BARO).is_err());
    }

    #[test]
    fn height_difference() {
        let velocity = Velocity::ground(1.0, 1.0, None, BARO).expect("in range");
        for feet in [-3125, -550, 0, 25, 3125] {
            let got = velocity
                .with_difference_ft(f64::from(feet))
                .expect("in range");
            assert_eq!(got.difference_ft(), Some(feet));
        }
        assert!(velocity.with_difference_ft(3150.0).is_err());
    }
}
