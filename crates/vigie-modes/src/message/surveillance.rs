//! DF 4, 5, 20, 21: replies to a radar.

use super::header;
use crate::altitude::AltitudeCode;
use crate::bits::{Field, Header, Mb, bits};
use crate::identity::{IdentityCode, Squawk};
use crate::{Error, Frame};

const FLIGHT_STATUS: Field = bits(6..=8);
const DOWNLINK_REQUEST: Field = bits(9..=13);
const UTILITY: Field = bits(14..=19);
/// Altitude code (AC) or identity (ID).
pub(super) const CODE: Field = bits(20..=32);

/// The fields that every reply to a radar begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Status {
    /// FS: 0 airborne, 1 on the ground, 2 alert airborne, 3 alert on the
    /// ground, 4 alert and SPI, 5 SPI, 6 reserved, 7 unassigned.
    pub flight_status: u8,
    /// DR, 0 to 31.
    pub downlink_request: u8,
    /// UM, 0 to 63.
    pub utility: u8,
}

impl Status {
    /// Fails where a number is beyond its field.
    pub fn new(flight_status: u8, downlink_request: u8, utility: u8) -> Result<Status, Error> {
        match (flight_status, downlink_request, utility) {
            (0..=7, 0..=31, 0..=63) => Ok(Status {
                flight_status,
                downlink_request,
                utility,
            }),
            (8.., _, _) => Err(Error::Range("flight status")),
            (_, 32.., _) => Err(Error::Range("downlink request")),
            _ => Err(Error::Range("utility message")),
        }
    }

    /// The squawk has just changed, or is one of the emergency codes.
    #[must_use]
    pub fn is_alert(self) -> bool {
        matches!(self.flight_status, 2..=4)
    }

    /// Special position identification: the pilot pressed "ident".
    #[must_use]
    pub fn is_spi(self) -> bool {
        matches!(self.flight_status, 4 | 5)
    }

    /// On the ground or not, where the field says so.
    #[must_use]
    pub fn is_on_ground(self) -> Option<bool> {
        match self.flight_status {
            0 | 2 => Some(false),
            1 | 3 => Some(true),
            _ => None,
        }
    }

    #[inline]
    fn parse(header: Header) -> Status {
        Status {
            flight_status: header.u8(FLIGHT_STATUS),
            downlink_request: header.u8(DOWNLINK_REQUEST),
            utility: header.u8(UTILITY),
        }
    }

    #[inline]
    fn emit(self, header: Header) -> Header {
        header
            .with(FLIGHT_STATUS, self.flight_status)
            .with(DOWNLINK_REQUEST, self.downlink_request)
            .with(UTILITY, self.utility)
    }
}

/// DF 4: altitude; the first half of DF 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AltitudeReply {
    /// Flight status and requests.
    pub status: Status,
    /// Pressure altitude.
    pub altitude: AltitudeCode,
    /// Derived from the parity, 24 bits.
    pub address: u32,
}

impl AltitudeReply {
    /// Airborne or on the ground, at a pressure altitude in feet.
    pub fn new(address: u32, status: Status, altitude_ft: i32) -> Result<AltitudeReply, Error> {
        Ok(AltitudeReply {
            status,
            altitude: AltitudeCode::from_feet(altitude_ft)?,
            address: checked_address(address)?,
        })
    }

    #[inline]
    pub(super) fn parse(frame: Frame) -> AltitudeReply {
        let header = frame.header();
        AltitudeReply {
            status: Status::parse(header),
            altitude: AltitudeCode::new(header.u16(CODE)),
            address: frame.remainder(),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Frame {
        Frame::short(self.header(4), self.address)
    }

    #[inline]
    fn header(self, df: u8) -> Header {
        self.status
            .emit(header(df))
            .with(CODE, self.altitude.code())
    }
}

/// DF 5: squawk; the first half of DF 21.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IdentityReply {
    /// Flight status and requests.
    pub status: Status,
    /// Mode A code.
    pub identity: IdentityCode,
    /// Derived from the parity, 24 bits.
    pub address: u32,
}

impl IdentityReply {
    /// With this squawk.
    pub fn new(address: u32, status: Status, squawk: Squawk) -> Result<IdentityReply, Error> {
        Ok(IdentityReply {
            status,
            identity: squawk.into(),
            address: checked_address(address)?,
        })
    }

    #[inline]
    pub(super) fn parse(frame: Frame) -> IdentityReply {
        let header = frame.header();
        IdentityReply {
            status: Status::parse(header),
            identity: IdentityCode::new(header.u16(CODE)),
            address: frame.remainder(),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Frame {
        Frame::short(self.header(5), self.address)
    }

    #[inline]
    fn header(self, df: u8) -> Header {
        self.status
            .emit(header(df))
            .with(CODE, self.identity.code())
    }
}

/// DF 20: altitude and a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommBAltitude {
    /// As DF 4.
    pub reply: AltitudeReply,
    /// The register; which one, the reply does not say.
    pub mb: Mb,
}

impl CommBAltitude {
    #[inline]
    pub(super) fn parse(frame: Frame) -> CommBAltitude {
        CommBAltitude {
            reply: AltitudeReply::parse(frame),
            mb: frame.payload(),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Frame {
        Frame::long(self.reply.header(20), self.mb, self.reply.address)
    }
}

/// DF 21: squawk and a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommBIdentity {
    /// As DF 5.
    pub reply: IdentityReply,
    /// The register; which one, the reply does not say.
    pub mb: Mb,
}

impl CommBIdentity {
    #[inline]
    pub(super) fn parse(frame: Frame) -> CommBIdentity {
        CommBIdentity {
            reply: IdentityReply::parse(frame),
            mb: frame.payload(),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Frame {
        Frame::long(self.reply.header(21), self.mb, self.reply.address)
    }
}

/// A 24-bit address as it is, or an error.
pub(super) fn checked_address(address: u32) -> Result<u32, Error> {
    if address >> 24 == 0 {
        Ok(address)
    } else {
        Err(Error::Range("address"))
    }
}
