//! DF 0 and 16: replies of one aircraft's collision avoidance to another's.

use super::header;
use super::surveillance::{CODE, checked_address};
use crate::acas_ra::ResolutionAdvisory;
use crate::altitude::AltitudeCode;
use crate::bits::{Field, Header, Mv, bit, bits};
use crate::{Error, Frame};

const ON_GROUND: Field = bit(6);
const CROSSLINK: Field = bit(7);
const RESERVED_8: Field = bit(8);
const SENSITIVITY: Field = bits(9..=11);
const RESERVED_12: Field = bits(12..=13);
const REPLY_INFORMATION: Field = bits(14..=17);
const RESERVED_18: Field = bits(18..=19);

/// DF 0; the first half of DF 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AirAir {
    /// VS: the aircraft is on the ground.
    pub on_ground: bool,
    /// CC: capable of crosslink. DF 16 has no such bit; there it is as sent.
    pub crosslink: bool,
    /// SL: sensitivity level of its ACAS, 0 is inoperative.
    pub sensitivity: u8,
    /// RI: reply information: 0 to 7 on ACAS, 8 to 14 on maximum airspeed.
    pub reply_information: u8,
    /// Pressure altitude.
    pub altitude: AltitudeCode,
    /// The three unassigned fields (bits 8, 12–13, 18–19), as sent.
    pub reserved: [u8; 3],
    /// Derived from the parity, 24 bits.
    pub address: u32,
}

impl AirAir {
    /// Fails where a number is beyond its field.
    pub fn new(
        address: u32,
        on_ground: bool,
        sensitivity: u8,
        reply_information: u8,
        altitude_ft: i32,
    ) -> Result<AirAir, Error> {
        if sensitivity > 7 {
            return Err(Error::Range("sensitivity level"));
        }
        if reply_information > 15 {
            return Err(Error::Range("reply information"));
        }
        Ok(AirAir {
            on_ground,
            crosslink: false,
            sensitivity,
            reply_information,
            altitude: AltitudeCode::from_feet(altitude_ft)?,
            reserved: [0; 3],
            address: checked_address(address)?,
        })
    }

    #[inline]
    pub(super) fn parse(frame: Frame) -> AirAir {
        let header = frame.header();
        AirAir {
            on_ground: header.flag(ON_GROUND),
            crosslink: header.flag(CROSSLINK),
            sensitivity: header.u8(SENSITIVITY),
            reply_information: header.u8(REPLY_INFORMATION),
            altitude: AltitudeCode::new(header.u16(CODE)),
            reserved: [
                header.u8(RESERVED_8),
                header.u8(RESERVED_12),
                header.u8(RESERVED_18),
            ],
            address: frame.remainder(),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Frame {
        Frame::short(self.header(0), self.address)
    }

    #[inline]
    fn header(self, df: u8) -> Header {
        let [reserved_8, reserved_12, reserved_18] = self.reserved;
        header(df)
            .with(ON_GROUND, self.on_ground)
            .with(CROSSLINK, self.crosslink)
            .with(RESERVED_8, reserved_8)
            .with(SENSITIVITY, self.sensitivity)
            .with(RESERVED_12, reserved_12)
            .with(REPLY_INFORMATION, self.reply_information)
            .with(RESERVED_18, reserved_18)
            .with(CODE, self.altitude.code())
    }
}

/// DF 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LongAirAir {
    /// As DF 0.
    pub air_air: AirAir,
    /// Coordination or resolution advisory, as bits: see
    /// [`LongAirAir::advisory`].
    pub mv: Mv,
}

/// VDS: which register the reply carries.
const VDS: Field = bits(1..=8);
const VDS_ADVISORY: u8 = 0x30;

impl LongAirAir {
    /// A coordination reply: the advisory of its own collision avoidance. Of
    /// the threat the reply has no place to speak.
    #[must_use]
    pub fn coordination(air_air: AirAir, advisory: ResolutionAdvisory) -> LongAirAir {
        LongAirAir {
            air_air,
            mv: advisory.emit().with(VDS, VDS_ADVISORY),
        }
    }

    /// The advisory, where it carries one (VDS 3,0).
    #[must_use]
    pub fn advisory(self) -> Option<ResolutionAdvisory> {
        (self.mv.u8(VDS) == VDS_ADVISORY).then(|| ResolutionAdvisory::parse(self.mv))
    }

    #[inline]
    pub(super) fn parse(frame: Frame) -> LongAirAir {
        LongAirAir {
            air_air: AirAir::parse(frame),
            mv: frame.payload(),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Frame {
        Frame::long(self.air_air.header(16), self.mv, self.air_air.address)
    }
}
