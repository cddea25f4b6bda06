//! TIS-B: what a ground station says of a target it sees (DF 18, control
//! fields 2, 3 and 5), where it differs from ADS-B.
//!
//! Fine TIS-B sends identification, surface and airborne positions in the
//! layouts of ADS-B, but for the bit that tells the kind of address (IMF) in
//! place of supplement B (airborne) or the UTC flag (surface); its velocity,
//! [`TisBVelocity`], is of its own. Coarse TIS-B is one message without a type
//! code, [`CoarsePosition`].
//!
//! ICAO Doc 9871 tables B-3-4b (as far as bit 26) and B-3-5 (whole), seen in
//! a public draft; the rest of the velocity and the speed steps of the coarse
//! message as a public decoder has them; the NIC supplement from memory,
//! unverified.

use super::motion::{AirspeedKind, Motion, SignMagnitude, nearest};
use super::velocity::{DIFFERENCE, DIFFERENCE_LSB_FT, RATE, RATE_LSB_FPM, TYPE};
use super::{SUBTYPE, TYPE_CODE};
use crate::Error;
use crate::altitude::AltitudeCode12;
use crate::bits::{Field, Me, bit, bits};
use crate::cpr::{self, Cpr, LatLon, Scale};

const IMF: Field = bit(9);
const NAC_P: Field = bits(10..=13);
const GEOMETRIC: Field = bit(36);
/// Without a height difference.
const NIC_SUPPLEMENT: Field = bit(47);
const NAC_V: Field = bits(48..=50);
const SIL: Field = bits(51..=52);
const RESERVED: Field = bits(53..=56);
/// With a height difference.
const RESERVED_GEOMETRIC: Field = bits(47..=48);

/// How a target of fine TIS-B moves: type code 19, subtypes 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TisBVelocity {
    /// Subtypes 2 and 4: speeds in units of 4 kt.
    pub supersonic: bool,
    /// IMF: the address is no ICAO address.
    pub imf: bool,
    /// Navigation accuracy category for position, 0 to 15.
    pub nac_p: u8,
    /// Over the ground or through the air.
    pub motion: Motion,
    /// Vertical rate, LSB 64 ft/min, up positive.
    pub vertical_rate: SignMagnitude,
    /// What the last bits say.
    pub tail: TisBTail,
}

/// The last bits of a TIS-B velocity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TisBTail {
    /// GEO flag 0: how good the data are.
    Quality {
        /// NIC supplement.
        nic_supplement: bool,
        /// Navigation accuracy category for velocity, 0 to 7.
        nac_v: u8,
        /// Surveillance integrity level, 0 to 3.
        sil: u8,
        /// Reserved bits, as sent.
        reserved: u8,
    },
    /// GEO flag 1: how high it is above the pressure altitude.
    Geometric {
        /// Reserved bits, as sent.
        reserved: u8,
        /// Geometric height less pressure altitude, LSB 25 ft.
        difference: SignMagnitude,
    },
}

impl TisBVelocity {
    /// Over the ground, knots east and north and feet a minute up, as
    /// [`super::Velocity::ground`].
    pub fn ground(
        east_kt: f64,
        north_kt: f64,
        vertical_rate_fpm: Option<f64>,
    ) -> Result<TisBVelocity, Error> {
        let (supersonic, motion) = Motion::ground(east_kt, north_kt)?;
        Ok(TisBVelocity {
            supersonic,
            imf: false,
            nac_p: 0,
            motion,
            vertical_rate: match vertical_rate_fpm {
                Some(rate) => {
                    let count = nearest(rate / f64::from(RATE_LSB_FPM))?;
                    SignMagnitude::from_count(count, 510, "vertical rate")?
                }
                None => SignMagnitude::UNKNOWN,
            },
            tail: TisBTail::Quality {
                nic_supplement: false,
                nac_v: 0,
                sil: 0,
                reserved: 0,
            },
        })
    }

    pub(super) fn parse(me: Me) -> TisBVelocity {
        let subtype = me.u8(SUBTYPE);
        TisBVelocity {
            supersonic: subtype.is_multiple_of(2),
            imf: me.flag(IMF),
            nac_p: me.u8(NAC_P),
            motion: Motion::parse(me, subtype),
            vertical_rate: SignMagnitude::parse(me, RATE),
            tail: if me.flag(GEOMETRIC) {
                TisBTail::Geometric {
                    reserved: me.u8(RESERVED_GEOMETRIC),
                    difference: SignMagnitude::parse(me, DIFFERENCE),
                }
            } else {
                TisBTail::Quality {
                    nic_supplement: me.flag(NIC_SUPPLEMENT),
                    nac_v: me.u8(NAC_V),
                    sil: me.u8(SIL),
                    reserved: me.u8(RESERVED),
                }
            },
        }
    }

    pub(super) fn emit(self) -> Me {
        let me = Me::ZERO
            .with(TYPE_CODE, TYPE)
            .with(SUBTYPE, self.motion.subtype(self.supersonic))
            .with(IMF, self.imf)
            .with(NAC_P, self.nac_p);
        let me = self.vertical_rate.emit(self.motion.emit(me), RATE);
        match self.tail {
            TisBTail::Quality {
                nic_supplement,
                nac_v,
                sil,
                reserved,
            } => me
                .with(NIC_SUPPLEMENT, nic_supplement)
                .with(NAC_V, nac_v)
                .with(SIL, sil)
                .with(RESERVED, reserved),
            TisBTail::Geometric {
                reserved,
                difference,
            } => difference.emit(
                me.with(GEOMETRIC, true).with(RESERVED_GEOMETRIC, reserved),
                DIFFERENCE,
            ),
        }
    }

    /// Knots eastwards and northwards, over the ground.
    #[must_use]
    pub fn east_north_kt(self) -> Option<(i32, i32)> {
        self.motion.east_north_kt(self.supersonic)
    }

    /// Ground speed, knots.
    #[must_use]
    pub fn groundspeed_kt(self) -> Option<f64> {
        self.motion.groundspeed_kt(self.supersonic)
    }

    /// Track over the ground, degrees from north, 0 to below 360.
    #[must_use]
    pub fn track_deg(self) -> Option<f64> {
        self.motion.track_deg()
    }

    /// Heading, degrees from north, 0 to below 360.
    #[must_use]
    pub fn heading_deg(self) -> Option<f64> {
        self.motion.heading_deg()
    }

    /// Airspeed, knots, and which.
    #[must_use]
    pub fn airspeed_kt(self) -> Option<(i32, AirspeedKind)> {
        self.motion.airspeed_kt(self.supersonic)
    }

    /// Vertical rate, feet a minute, up positive; of the geometric height
    /// where the message says how high that is.
    #[must_use]
    pub fn vertical_rate_fpm(self) -> Option<i32> {
        self.vertical_rate.count().map(|count| count * RATE_LSB_FPM)
    }

    /// Geometric height less pressure altitude, feet.
    #[must_use]
    pub fn difference_ft(self) -> Option<i32> {
        match self.tail {
            TisBTail::Geometric { difference, .. } => {
                difference.count().map(|count| count * DIFFERENCE_LSB_FT)
            }
            TisBTail::Quality { .. } => None,
        }
    }
}

const COARSE_IMF: Field = bit(1);
const SURVEILLANCE_STATUS: Field = bits(2..=3);
const SERVICE_VOLUME: Field = bits(4..=7);
const ALTITUDE: Field = bits(8..=19);
const TRACK_VALID: Field = bit(20);
const TRACK: Field = bits(21..=25);
const SPEED: Field = bits(26..=31);
const CPR_ODD: Field = bit(32);
const CPR_LAT: Field = bits(33..=44);
const CPR_LON: Field = bits(45..=56);

const TRACK_LSB_DEG: f64 = 360.0 / 32.0;
/// Knots of a step of ground speed; the second begins at half a step.
const SPEED_LSB_KT: f64 = 32.0;
const SPEED_LAST: u8 = 63;
/// A position of 17 bits has so many more than one of 12.
const FINER_BITS: u32 = 5;

/// Where a target of coarse TIS-B is and how it moves: a message of its own,
/// without a type code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CoarsePosition {
    /// IMF: the address is no ICAO address.
    pub imf: bool,
    /// 0 nothing, 1 permanent alert, 2 temporary alert, 3 special position
    /// identification.
    pub surveillance_status: u8,
    /// SVID: which TIS-B service sees it, 0 to 15.
    pub service_volume: u8,
    /// Pressure altitude.
    pub altitude: AltitudeCode12,
    /// The track means something.
    pub track_valid: bool,
    /// Track over the ground, LSB 360/32 degree.
    pub track: u8,
    /// Ground speed: 0 not known, else steps of 32 kt.
    pub speed: u8,
    /// The odd grid of the position rather than the even.
    pub odd: bool,
    /// Latitude within its zone, 12 bits.
    pub lat: u16,
    /// Longitude within its zone, 12 bits.
    pub lon: u16,
}

impl CoarsePosition {
    /// At `place` and a pressure altitude in feet, moving at a ground speed
    /// (knots, 0 or more) along a track (degrees, any turn); `None` where not
    /// known.
    pub fn from_physical(
        place: LatLon,
        altitude_ft: Option<i32>,
        groundspeed_kt: Option<f64>,
        track_deg: Option<f64>,
        odd: bool,
    ) -> Result<CoarsePosition, Error> {
        let (lat, lon) = coarse(place, odd).ok_or(Error::Range("place"))?;
        Ok(CoarsePosition {
            altitude: match altitude_ft {
                Some(feet) => AltitudeCode12::from_feet(feet)?,
                None => AltitudeCode12::UNAVAILABLE,
            },
            track_valid: track_deg.is_some(),
            track: match track_deg {
                Some(degrees) => {
                    let count = nearest(degrees.rem_euclid(360.0) / TRACK_LSB_DEG)? % 32;
                    u8::try_from(count).map_err(|_| Error::Range("track"))?
                }
                None => 0,
            },
            speed: match groundspeed_kt {
                Some(speed) if speed >= 0.0 => {
                    let steps = nearest(speed.min(1e4) / SPEED_LSB_KT)?;
                    u8::try_from(steps + 1)
                        .unwrap_or(SPEED_LAST)
                        .min(SPEED_LAST)
                }
                Some(_) => return Err(Error::Range("ground speed")),
                None => 0,
            },
            odd,
            lat,
            lon,
            ..CoarsePosition::default()
        })
    }

    pub(super) fn parse(me: Me) -> CoarsePosition {
        CoarsePosition {
            imf: me.flag(COARSE_IMF),
            surveillance_status: me.u8(SURVEILLANCE_STATUS),
            service_volume: me.u8(SERVICE_VOLUME),
            altitude: AltitudeCode12::new(me.u16(ALTITUDE)),
            track_valid: me.flag(TRACK_VALID),
            track: me.u8(TRACK),
            speed: me.u8(SPEED),
            odd: me.flag(CPR_ODD),
            lat: me.u16(CPR_LAT),
            lon: me.u16(CPR_LON),
        }
    }

    pub(super) fn emit(self) -> Me {
        Me::ZERO
            .with(COARSE_IMF, self.imf)
            .with(SURVEILLANCE_STATUS, self.surveillance_status)
            .with(SERVICE_VOLUME, self.service_volume)
            .with(ALTITUDE, self.altitude.code())
            .with(TRACK_VALID, self.track_valid)
            .with(TRACK, self.track)
            .with(SPEED, self.speed)
            .with(CPR_ODD, self.odd)
            .with(CPR_LAT, self.lat)
            .with(CPR_LON, self.lon)
    }

    /// The position as one of 17 bits, its last five zero: it says the same.
    /// A count is about 160 m.
    #[must_use]
    pub fn cpr(self) -> Cpr {
        Cpr {
            odd: self.odd,
            lat: u32::from(self.lat) << FINER_BITS,
            lon: u32::from(self.lon) << FINER_BITS,
        }
    }

    /// Track over the ground, degrees from north, 0 to below 360.
    #[must_use]
    pub fn track_deg(self) -> Option<f64> {
        self.track_valid
            .then(|| f64::from(self.track) * TRACK_LSB_DEG)
    }

    /// Ground speed, knots: the middle of its step of 32, 0 for the first;
    /// the last is "1,968 or more".
    #[must_use]
    pub fn groundspeed_kt(self) -> Option<f64> {
        Some(f64::from(self.speed.checked_sub(1)?) * SPEED_LSB_KT)
    }
}

/// The 12-bit counts of a place. The longitude's zones are those of the
/// latitude that the receiver will see.
fn coarse(place: LatLon, odd: bool) -> Option<(u16, u16)> {
    const STEP: u32 = 1 << FINER_BITS;
    const LOW_17: u32 = 0x1_ffff;
    let round = |count: u32| ((count + STEP / 2) & LOW_17) / STEP;
    let lat = round(cpr::encode(place, Scale::Airborne, odd)?.lat);
    let seen = Cpr {
        odd,
        lat: lat << FINER_BITS,
        lon: 0,
    };
    let lat_deg = cpr::local(seen, Scale::Airborne, place)?.lat_deg;
    let lon_deg = place.lon_deg;
    let lon = round(cpr::encode(LatLon { lat_deg, lon_deg }, Scale::Airborne, odd)?.lon);
    Some((u16::try_from(lat).ok()?, u16::try_from(lon).ok()?))
}

#[cfg(test)]
mod tests;
