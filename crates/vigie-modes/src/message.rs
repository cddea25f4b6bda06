//! Messages: what a frame says, downlink format by downlink format.
//!
//! ICAO Annex 10 Vol IV 3.1.2.6 to 3.1.2.8 (layouts from memory, unverified;
//! checked against recorded frames). Bits are numbered within the frame.
//!
//! | DF | message                               | parity  |
//! |----|---------------------------------------|---------|
//! | 0  | short air-air surveillance (ACAS)     | address |
//! | 4  | surveillance, altitude reply          | address |
//! | 5  | surveillance, identity reply          | address |
//! | 11 | all-call reply, acquisition squitter  | interrogator |
//! | 16 | long air-air surveillance (ACAS)      | address |
//! | 17 | extended squitter                     | zero    |
//! | 18 | extended squitter, no transponder     | zero    |
//! | 19 | military extended squitter            | zero, if it is ADS-B |
//! | 20 | Comm-B, altitude reply                | address |
//! | 21 | Comm-B, identity reply                | address |
//! | 24 | Comm-D, long message to the ground    | address |
//!
//! Other formats are kept as the frame they are.

mod acas;
mod all_call;
mod comm_d;
mod military;
mod squitter;
mod surveillance;

pub use acas::{AirAir, LongAirAir};
pub use all_call::AllCall;
pub use comm_d::CommD;
pub use military::Military;
pub use squitter::{ExtendedSquitter, Numbering, Sender};
pub use surveillance::{AltitudeReply, CommBAltitude, CommBIdentity, IdentityReply, Status};

use crate::frame::DF;
use crate::{Address, AddressKind, Frame, ParityError};

/// What a frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// DF 0.
    AirAir(AirAir),
    /// DF 4.
    AltitudeReply(AltitudeReply),
    /// DF 5.
    IdentityReply(IdentityReply),
    /// DF 11.
    AllCall(AllCall),
    /// DF 16.
    LongAirAir(LongAirAir),
    /// DF 17 and 18; DF 19 of ADS-B.
    ExtendedSquitter(ExtendedSquitter),
    /// DF 19 of another application.
    Military(Military),
    /// DF 20.
    CommBAltitude(CommBAltitude),
    /// DF 21.
    CommBIdentity(CommBIdentity),
    /// DF 24.
    CommD(CommD),
    /// Any other format.
    Other(Frame),
}

impl Message {
    /// Reads a frame. Fails where the parity must leave nothing (DF 17, 18, 19
    /// of ADS-B) or no more than an interrogator's code (DF 11), and does not. In the
    /// other formats any remainder is an address.
    #[inline]
    pub fn parse(frame: Frame) -> Result<Message, ParityError> {
        Ok(match frame.df() {
            0 => Message::AirAir(AirAir::parse(frame)),
            4 => Message::AltitudeReply(AltitudeReply::parse(frame)),
            5 => Message::IdentityReply(IdentityReply::parse(frame)),
            11 => Message::AllCall(AllCall::parse(frame)?),
            16 => Message::LongAirAir(LongAirAir::parse(frame)),
            17 | 18 => Message::ExtendedSquitter(ExtendedSquitter::parse(frame)?),
            20 => Message::CommBAltitude(CommBAltitude::parse(frame)),
            21 => Message::CommBIdentity(CommBIdentity::parse(frame)),
            19 => match Military::parse(frame) {
                Some(value) => Message::Military(value),
                None => Message::ExtendedSquitter(ExtendedSquitter::parse(frame)?),
            },
            24 => Message::CommD(CommD::parse(frame)),
            _ => Message::Other(frame),
        })
    }

    /// Writes the frame, parity included: the exact inverse of
    /// [`Message::parse`].
    #[inline]
    #[must_use]
    pub fn emit(&self) -> Frame {
        match self {
            Message::AirAir(value) => value.emit(),
            Message::AltitudeReply(value) => value.emit(),
            Message::IdentityReply(value) => value.emit(),
            Message::AllCall(value) => value.emit(),
            Message::LongAirAir(value) => value.emit(),
            Message::ExtendedSquitter(value) => value.emit(),
            Message::CommBAltitude(value) => value.emit(),
            Message::CommBIdentity(value) => value.emit(),
            Message::Military(value) => value.emit(),
            Message::CommD(value) => value.emit(),
            Message::Other(frame) => *frame,
        }
    }

    /// Downlink format, 0 to 24.
    #[inline]
    #[must_use]
    pub fn df(&self) -> u8 {
        match self {
            Message::AirAir(_) => 0,
            Message::AltitudeReply(_) => 4,
            Message::IdentityReply(_) => 5,
            Message::AllCall(_) => 11,
            Message::LongAirAir(_) => 16,
            Message::ExtendedSquitter(value) => value.df(),
            Message::CommBAltitude(_) => 20,
            Message::CommBIdentity(_) => 21,
            Message::Military(_) => 19,
            Message::CommD(_) => 24,
            Message::Other(frame) => frame.df(),
        }
    }

    /// Whose message it is. `None`: a format that does
    /// not say, or is not read here.
    #[inline]
    #[must_use]
    pub fn address(&self) -> Option<Address> {
        let derived = |value| Some(Address::new(AddressKind::Derived, value));
        match self {
            Message::AirAir(value) => derived(value.address),
            Message::AltitudeReply(value) => derived(value.address),
            Message::IdentityReply(value) => derived(value.address),
            Message::AllCall(value) => Some(Address::new(AddressKind::Icao, value.address)),
            Message::LongAirAir(value) => derived(value.air_air.address),
            Message::ExtendedSquitter(value) => Some(value.address()),
            Message::CommBAltitude(value) => derived(value.reply.address),
            Message::CommBIdentity(value) => derived(value.reply.address),
            Message::CommD(value) => derived(value.address),
            Message::Military(_) | Message::Other(_) => None,
        }
    }
}

/// The header of a format, its fields still zero.
#[inline]
fn header(df: u8) -> crate::bits::Header {
    crate::bits::Header::ZERO.with(DF, df)
}
