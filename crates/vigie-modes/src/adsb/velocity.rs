//! Type code 19, subtypes 1 to 4: velocity (BDS 0,9).

use super::motion::{AirspeedKind, Motion, SignMagnitude, nearest};
use super::{SUBTYPE, TYPE_CODE};
use crate::Error;
use crate::bits::{Field, Me, bit, bits};

pub(super) const TYPE: u8 = 19;

const INTENT_CHANGE: Field = bit(9);
const IFR: Field = bit(10);
const NAC_V: Field = bits(11..=13);
const RATE_BAROMETRIC: Field = bit(36);
/// Downwards, and how fast.
pub(super) const RATE: (Field, Field) = (bit(37), bits(38..=46));
const RESERVED: Field = bits(47..=48);
/// GNSS below barometric, and how far.
pub(super) const DIFFERENCE: (Field, Field) = (bit(49), bits(50..=56));

pub(super) const RATE_LSB_FPM: i32 = 64;
pub(super) const DIFFERENCE_LSB_FT: i32 = 25;

/// What measured the vertical rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerticalRateSource {
    /// GNSS or inertial.
    Geometric,
    /// Barometric.
    Barometric,
}

/// How an airborne aircraft moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Velocity {
    /// Subtypes 2 and 4: speeds in units of 4 kt.
    pub supersonic: bool,
    /// Intent change; in ADS-R the kind of address; in version 3 a part of the
    /// difference.
    pub intent_change: bool,
    /// Capable of IFR (version 1 and before); in version 3 a part of the
    /// difference; else reserved.
    pub ifr: bool,
    /// Navigation accuracy category for velocity, 0 to 7 (NUCr in version 0).
    pub nac_v: u8,
    /// Over the ground or through the air.
    pub motion: Motion,
    /// What measured the vertical rate.
    pub vertical_rate_source: VerticalRateSource,
    /// Vertical rate, LSB 64 ft/min, up positive.
    pub vertical_rate: SignMagnitude,
    /// Reserved bits, as sent; in version 3 NIC supplement D, or a part of the
    /// difference.
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
        let (supersonic, motion) = Motion::ground(east_kt, north_kt)?;
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
        let (supersonic, motion) = Motion::air(heading_deg, airspeed_kt, kind)?;
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
        Velocity {
            supersonic: subtype.is_multiple_of(2),
            intent_change: me.flag(INTENT_CHANGE),
            ifr: me.flag(IFR),
            nac_v: me.u8(NAC_V),
            motion: Motion::parse(me, subtype),
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
        self.difference.emit(
            self.vertical_rate.emit(self.motion.emit(me), RATE),
            DIFFERENCE,
        )
    }

    /// 1 to 4.
    #[inline]
    #[must_use]
    pub fn subtype(self) -> u8 {
        self.motion.subtype(self.supersonic)
    }

    /// Knots eastwards and northwards, over the ground.
    #[inline]
    #[must_use]
    pub fn east_north_kt(self) -> Option<(i32, i32)> {
        self.motion.east_north_kt(self.supersonic)
    }

    /// Ground speed, knots.
    #[inline]
    #[must_use]
    pub fn groundspeed_kt(self) -> Option<f64> {
        self.motion.groundspeed_kt(self.supersonic)
    }

    /// Track over the ground, degrees from north, 0 to below 360; `None` at
    /// rest, when there is none.
    #[inline]
    #[must_use]
    pub fn track_deg(self) -> Option<f64> {
        self.motion.track_deg()
    }

    /// Heading, degrees from north, 0 to below 360.
    #[inline]
    #[must_use]
    pub fn heading_deg(self) -> Option<f64> {
        self.motion.heading_deg()
    }

    /// Airspeed, knots, and which.
    #[inline]
    #[must_use]
    pub fn airspeed_kt(self) -> Option<(i32, AirspeedKind)> {
        self.motion.airspeed_kt(self.supersonic)
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

    /// The same as version 3 sends it: 12.5 ft a count up to 3,137.5, then
    /// 100 ft; its last count stands for more. From a public decoder.
    #[must_use]
    pub fn difference_version_3_ft(self) -> Option<f64> {
        let SignMagnitude {
            negative,
            magnitude,
        } = self.difference;
        let (high, low) = (
            self.high_bits_of_difference(),
            u16::from(self.intent_change),
        );
        let feet = match magnitude {
            0 => return None,
            127 => 3_150.0 + 100.0 * f64::from(high << 1 | low),
            _ if high != 0 => return None,
            _ => 12.5 * f64::from((magnitude << 1 | low) - 2),
        };
        Some(if negative { -feet } else { feet })
    }

    fn high_bits_of_difference(self) -> u16 {
        u16::from(self.ifr) << 2 | u16::from(self.reserved & 3)
    }

    /// NIC supplement D, 0 to 3, of version 3: in the place of a height
    /// difference that is not known.
    #[must_use]
    pub fn nic_supplement_d(self) -> Option<u8> {
        (self.difference.magnitude == 0).then_some(self.reserved & 3)
    }
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

    /// Counts of version 3, from a public decoder.
    #[test]
    fn height_difference_of_version_3() {
        let check = |magnitude: u16, [ten, high, nine]: [u8; 3], expected: Option<f64>| {
            let mut velocity = Velocity::ground(1.0, 1.0, None, BARO).expect("in range");
            velocity.difference.magnitude = magnitude;
            velocity.difference.negative = true;
            (velocity.ifr, velocity.intent_change) = (ten == 1, nine == 1);
            velocity.reserved = high;
            assert_eq!(
                velocity.difference_version_3_ft(),
                expected.map(|feet| -feet)
            );
            let supplement = (magnitude == 0).then_some(high);
            assert_eq!(velocity.nic_supplement_d(), supplement);
        };
        check(0, [0, 3, 0], None);
        check(1, [0, 0, 0], Some(0.0));
        check(2, [0, 0, 1], Some(37.5));
        check(126, [0, 0, 1], Some(3_137.5));
        check(126, [1, 0, 0], None);
        check(127, [0, 0, 0], Some(3_150.0));
        check(127, [1, 3, 1], Some(4_650.0));
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
