//! What collision avoidance tells its pilot: the resolution advisory, as three
//! messages carry it in the same bits 9 to 56 of a 56-bit field: register BDS
//! 3,0 (MB), a coordination reply of DF 16 (MV), and type code 28 subtype 2
//! (ME).
//!
//! ICAO Annex 10 Vol IV 4.3.8.4.2.2.1 (bits 41 to 88 of the reply are 9 to 56
//! here). Seen: the meaning of MTE, TTI and TID in a copy of 4.3.8.4.2.2.1.4
//! to .6, and the places of all bits in two public decoders; the meaning of
//! the single advisory bits with two threats is from memory, unverified.
//!
//! | field | bits  | what                                            |
//! |-------|-------|-------------------------------------------------|
//! | ARA   | 9–22  | active advisories; 16–22 are for horizontal ones |
//! | RAC   | 23–26 | complements: where not to go                     |
//! | RAT   | 27    | the advisory has ended                           |
//! | MTE   | 28    | two or more threats at once                      |
//! | TTI   | 29–30 | what the threat's data are                       |
//! | TID   | 31–56 | the threat's address, or its place               |
//!
//! ACAS X (Annex 10 Vol IV 6th edition 4.3.8.4.2.2.2, as a public decoder has
//! it) says 1 in bits 21 and 22, where TCAS has zeros, and lays out the
//! advisories and the threat otherwise: [`Advisory::AcasX`],
//! [`Threat::AcasX`].
//!
//! Bits 1 to 8 belong to whoever carries it and are not read here. DF 16 ends
//! after MTE; its other bits are kept as they are ([`Threat::None`]).

use crate::Error;
use crate::altitude::AltitudeCode;
use crate::bits::{Field, Word, bit, bits};

const ADVISORIES: Field = bits(9..=22);
const COMPLEMENTS: Field = bits(23..=26);
const TERMINATED: Field = bit(27);
const MULTIPLE: Field = bit(28);
/// 0 in TCAS, 1 in ACAS X.
const FORMAT: Field = bits(21..=22);
const ACAS_X: u8 = 1;
/// ACAS X: all after MTE.
const ACAS_X_THREAT: Field = bits(29..=56);
/// ACAS X: an address follows rather than a place.
const ACAS_X_IS_ADDRESS: Field = bit(30);
const ACAS_X_ALTITUDE: Field = bits(31..=41);
const ACAS_X_RANGE: Field = bits(42..=48);
const ACAS_X_BEARING: Field = bits(49..=54);
const ONE_SENSE: Field = bit(9);
const CROSSING: Field = bit(10);
const DOWNWARD: Field = bit(11);
const STRENGTH: Field = bits(12..=15);
const THREAT_TYPE: Field = bits(29..=30);
const THREAT: Field = bits(31..=56);
const THREAT_ADDRESS: Field = bits(31..=54);
const AFTER_ADDRESS: Field = bits(55..=56);
const THREAT_ALTITUDE: Field = bits(31..=43);
const THREAT_RANGE: Field = bits(44..=50);
const THREAT_BEARING: Field = bits(51..=56);

/// The bits of the advisories field, the first of 14 being its highest.
const ARA: [u16; 7] = [1 << 13, 1 << 12, 1 << 11, 1 << 10, 1 << 9, 1 << 8, 1 << 7];
/// A range of 12.55 NM or more.
const RANGE_BEYOND: u8 = 127;
const RANGE_LSB_NM: f64 = 0.1;
const BEARING_LSB_DEG: f64 = 6.0;
/// Bearings above are not assigned.
const BEARING_LAST: u8 = 60;

/// A resolution advisory, in the counts of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ResolutionAdvisory {
    /// ARA, 14 bits; [`ResolutionAdvisory::advisory`] says what they mean.
    pub advisories: u16,
    /// RAC, 4 bits; see [`ResolutionAdvisory::complements`].
    pub complement_bits: u8,
    /// RAT: the advisory has ended. It is reported for some 18 s more.
    pub terminated: bool,
    /// MTE: two or more threats at once.
    pub multiple_threats: bool,
    /// TTI and TID: whom it is about; of several the latest.
    pub threat: Threat,
}

/// Who the threat is, as its aircraft's collision avoidance knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Threat {
    /// TTI 0: not said. The 26 bits, as sent.
    None(u32),
    /// TTI 1: a Mode S aircraft.
    Address {
        /// Its address, 24 bits.
        address: u32,
        /// Two bits after it, as sent.
        rest: u8,
    },
    /// TTI 2: one without Mode S.
    Place {
        /// TIDA: the latest Mode C altitude.
        altitude: AltitudeCode,
        /// TIDR: 0 not known, else one more than tenths of a nautical mile;
        /// 127 is "12.55 or more".
        range: u8,
        /// TIDB: 0 not known, else one more than six-degree steps
        /// from the nose clockwise; above 60 not assigned.
        bearing: u8,
    },
    /// TTI 3: not assigned. The 26 bits, as sent.
    Unassigned(u32),
    /// ACAS X: the 28 bits after MTE, as sent; [`Threat::acas_x_address`] and
    /// the methods on its place read them.
    AcasX(u32),
}

impl Default for Threat {
    fn default() -> Threat {
        Threat::None(0)
    }
}

/// What the pilot was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Advisory {
    /// No vertical advisory has been given.
    None,
    /// One threat, or several for which the same direction is right.
    OneSense {
        /// The flight path has to change, rather than not to change.
        corrective: bool,
        /// Downwards rather than upwards.
        downward: bool,
        /// Faster than first told.
        increased_rate: bool,
        /// The direction was the other before.
        sense_reversal: bool,
        /// Through the other's altitude.
        altitude_crossing: bool,
        /// Climb or descend, rather than limit the vertical speed.
        positive: bool,
    },
    /// Several threats that need different directions.
    TwoSenses {
        /// The path has to change upwards.
        correct_upward: bool,
        /// Climb.
        climb: bool,
        /// The path has to change downwards.
        correct_downward: bool,
        /// Descend.
        descend: bool,
        /// Through another's altitude.
        altitude_crossing: bool,
        /// The direction was the other before.
        sense_reversal: bool,
    },
    /// What ACAS X tells.
    AcasX {
        /// One direction is right for all threats.
        one_sense: bool,
        /// Through the other's altitude.
        altitude_crossing: bool,
        /// Downwards rather than upwards.
        downward: bool,
        /// 0 clear of conflict, 1 monitor vertical speed, 2 and 3 level off,
        /// 4 climb or descend, 5 the same in reversal, 6 the same faster, 7
        /// maintain, 8 maintain in reversal, 9 level off in reversal, 10 and
        /// 11 monitor vertical speed, 14 and 15 level off between several.
        strength: u8,
    },
}

/// Where not to go, as the other aircraft asked.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four bits of the wire, each with its name"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Complements {
    /// Do not pass below.
    pub not_below: bool,
    /// Do not pass above.
    pub not_above: bool,
    /// Do not turn left.
    pub not_left: bool,
    /// Do not turn right.
    pub not_right: bool,
}

impl ResolutionAdvisory {
    /// What this advisory tells, of this threat. Where advisories are of two
    /// senses there are several threats, which the flag then says.
    #[must_use]
    pub fn new(advisory: Advisory, complements: Complements, threat: Threat) -> Self {
        let place = |flags: [bool; 7]| {
            let set = flags.into_iter().zip(ARA).filter(|(flag, _)| *flag);
            set.fold(0, |sum, (_, bit)| sum | bit)
        };
        let advisories = match advisory {
            Advisory::None => 0,
            Advisory::OneSense {
                corrective,
                downward,
                increased_rate,
                sense_reversal,
                altitude_crossing,
                positive,
            } => place([
                true,
                corrective,
                downward,
                increased_rate,
                sense_reversal,
                altitude_crossing,
                positive,
            ]),
            Advisory::TwoSenses {
                correct_upward,
                climb,
                correct_downward,
                descend,
                altitude_crossing,
                sense_reversal,
            } => place([
                false,
                correct_upward,
                climb,
                correct_downward,
                descend,
                altitude_crossing,
                sense_reversal,
            ]),
            Advisory::AcasX {
                one_sense,
                altitude_crossing,
                downward,
                strength,
            } => Word::<56>::ZERO
                .with(FORMAT, ACAS_X)
                .with(ONE_SENSE, one_sense)
                .with(CROSSING, altitude_crossing)
                .with(DOWNWARD, downward)
                .with(STRENGTH, strength)
                .u16(ADVISORIES),
        };
        let Complements {
            not_below,
            not_above,
            not_left,
            not_right,
        } = complements;
        ResolutionAdvisory {
            advisories,
            complement_bits: u8::from(not_below) << 3
                | u8::from(not_above) << 2
                | u8::from(not_left) << 1
                | u8::from(not_right),
            terminated: false,
            multiple_threats: matches!(advisory, Advisory::TwoSenses { .. }),
            threat,
        }
    }

    /// Reads bits 9 to 56.
    #[inline]
    #[must_use]
    pub fn parse(word: Word<56>) -> ResolutionAdvisory {
        ResolutionAdvisory {
            advisories: word.u16(ADVISORIES),
            complement_bits: word.u8(COMPLEMENTS),
            terminated: word.flag(TERMINATED),
            multiple_threats: word.flag(MULTIPLE),
            threat: match word.u8(THREAT_TYPE) {
                _ if word.u8(FORMAT) == ACAS_X => Threat::AcasX(word.u32(ACAS_X_THREAT)),
                0 => Threat::None(word.u32(THREAT)),
                1 => Threat::Address {
                    address: word.u32(THREAT_ADDRESS),
                    rest: word.u8(AFTER_ADDRESS),
                },
                2 => Threat::Place {
                    altitude: AltitudeCode::new(word.u16(THREAT_ALTITUDE)),
                    range: word.u8(THREAT_RANGE),
                    bearing: word.u8(THREAT_BEARING),
                },
                _ => Threat::Unassigned(word.u32(THREAT)),
            },
        }
    }

    /// Writes bits 9 to 56; the first eight are zero, for the caller to fill.
    #[inline]
    #[must_use]
    pub fn emit(self) -> Word<56> {
        let word = Word::ZERO
            .with(ADVISORIES, self.advisories)
            .with(COMPLEMENTS, self.complement_bits)
            .with(TERMINATED, self.terminated)
            .with(MULTIPLE, self.multiple_threats);
        match self.threat {
            Threat::None(rest) => word.with(THREAT, rest),
            Threat::Address { address, rest } => word
                .with(THREAT_TYPE, 1_u8)
                .with(THREAT_ADDRESS, address)
                .with(AFTER_ADDRESS, rest),
            Threat::Place {
                altitude,
                range,
                bearing,
            } => word
                .with(THREAT_TYPE, 2_u8)
                .with(THREAT_ALTITUDE, altitude.code())
                .with(THREAT_RANGE, range)
                .with(THREAT_BEARING, bearing),
            Threat::Unassigned(rest) => word.with(THREAT_TYPE, 3_u8).with(THREAT, rest),
            Threat::AcasX(rest) => word.with(ACAS_X_THREAT, rest),
        }
    }

    /// What the pilot was told.
    #[must_use]
    pub fn advisory(self) -> Advisory {
        let word = Word::<56>::ZERO.with(ADVISORIES, self.advisories);
        if word.u8(FORMAT) == ACAS_X {
            return Advisory::AcasX {
                one_sense: word.flag(ONE_SENSE),
                altitude_crossing: word.flag(CROSSING),
                downward: word.flag(DOWNWARD),
                strength: word.u8(STRENGTH),
            };
        }
        let [one, b, c, d, e, f, g] = ARA.map(|bit| self.advisories & bit != 0);
        if one {
            Advisory::OneSense {
                corrective: b,
                downward: c,
                increased_rate: d,
                sense_reversal: e,
                altitude_crossing: f,
                positive: g,
            }
        } else if self.multiple_threats {
            Advisory::TwoSenses {
                correct_upward: b,
                climb: c,
                correct_downward: d,
                descend: e,
                altitude_crossing: f,
                sense_reversal: g,
            }
        } else {
            Advisory::None
        }
    }

    /// Where not to go.
    #[must_use]
    pub fn complements(self) -> Complements {
        let flag = |shift: u8| self.complement_bits >> shift & 1 == 1;
        Complements {
            not_below: flag(3),
            not_above: flag(2),
            not_left: flag(1),
            not_right: flag(0),
        }
    }

    /// An advisory stands: one was given and has not ended.
    #[must_use]
    pub fn is_active(self) -> bool {
        !self.terminated
            && match self.advisory() {
                Advisory::None => false,
                Advisory::OneSense { .. } | Advisory::TwoSenses { .. } => true,
                Advisory::AcasX { strength, .. } => strength != 0,
            }
    }
}

impl Threat {
    /// A Mode S aircraft. Fails above 24 bits.
    pub fn address(address: u32) -> Result<Threat, Error> {
        if address >> 24 != 0 {
            return Err(Error::Range("threat address"));
        }
        Ok(Threat::Address { address, rest: 0 })
    }

    /// One without Mode S: its Mode C altitude in feet, its distance in
    /// nautical miles (0 or more), its bearing in degrees from the nose
    /// clockwise (any turn); `None` where not known.
    pub fn place(
        altitude_ft: Option<i32>,
        range_nm: Option<f64>,
        bearing_deg: Option<f64>,
    ) -> Result<Threat, Error> {
        Ok(Threat::Place {
            altitude: match altitude_ft {
                Some(feet) => AltitudeCode::from_feet_gillham(feet)?,
                None => AltitudeCode::UNAVAILABLE,
            },
            range: match range_nm {
                Some(range) if range >= 0.0 => {
                    1 + count(libm::round(range / RANGE_LSB_NM), RANGE_BEYOND - 1)
                }
                Some(_) => return Err(Error::Range("threat range")),
                None => 0,
            },
            bearing: match bearing_deg {
                Some(bearing) if bearing.is_finite() => {
                    let sixths = libm::floor(bearing.rem_euclid(360.0) / BEARING_LSB_DEG);
                    1 + count(sixths, BEARING_LAST - 1)
                }
                Some(_) => return Err(Error::Range("threat bearing")),
                None => 0,
            },
        })
    }

    /// Its distance, nautical miles, to a tenth; the last count stands for
    /// "12.55 or more".
    #[must_use]
    pub fn range_nm(self) -> Option<f64> {
        let count = match self {
            Threat::Place { range, .. } => range,
            _ => self.acas_x_place()?.u8(ACAS_X_RANGE),
        };
        Some(f64::from(count.checked_sub(1)?) * RANGE_LSB_NM)
    }

    /// Its bearing, degrees from the nose clockwise: the middle of a step of
    /// six.
    #[must_use]
    pub fn bearing_deg(self) -> Option<f64> {
        let count = match self {
            Threat::Place { bearing, .. } => bearing,
            _ => self.acas_x_place()?.u8(ACAS_X_BEARING),
        };
        (1..=BEARING_LAST)
            .contains(&count)
            .then(|| (f64::from(count) - 0.5) * BEARING_LSB_DEG)
    }

    /// Its Mode C altitude, feet. In ACAS X a number of hundreds: the step
    /// and its zero are taken from one published value, unverified.
    #[must_use]
    pub fn altitude_ft(self) -> Option<i32> {
        if let Threat::Place { altitude, .. } = self {
            return altitude.altitude_ft();
        }
        let count = i32::from(self.acas_x_place()?.u16(ACAS_X_ALTITUDE));
        (count > 0).then_some((count - 1) * 100 - 1_000)
    }

    /// Its address in ACAS X, where that is what it says.
    #[must_use]
    pub fn acas_x_address(self) -> Option<u32> {
        let word = self.acas_x()?;
        word.flag(ACAS_X_IS_ADDRESS)
            .then(|| word.u32(THREAT_ADDRESS))
    }

    fn acas_x(self) -> Option<Word<56>> {
        match self {
            Threat::AcasX(rest) => Some(Word::ZERO.with(ACAS_X_THREAT, rest)),
            _ => None,
        }
    }

    fn acas_x_place(self) -> Option<Word<56>> {
        self.acas_x().filter(|word| !word.flag(ACAS_X_IS_ADDRESS))
    }
}

/// A whole number not below zero, at most `highest`.
fn count(number: f64, highest: u8) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0 to 126"
    )]
    let count = number.clamp(0.0, f64::from(highest)) as u8;
    count
}

#[cfg(test)]
mod tests;
