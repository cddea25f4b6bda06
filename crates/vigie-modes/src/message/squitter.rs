//! DF 17 and 18, and DF 19 of ADS-B: extended squitter.
//!
//! Who a DF 18 is about. ADS-B without a transponder says its own address.
//! A ground station that sends TIS-B or ADS-R says the address of another: an
//! ICAO address, or not, as one bit (IMF) tells, which each message has in
//! another place and some have not at all. The kind of [`Address`] names the
//! service, not that bit, so that a target stays one target whichever of its
//! messages is heard, and what a ground station says of an aircraft is never
//! taken for what that aircraft says. [`ExtendedSquitter::numbering`] tells
//! whether the number is an ICAO address.
//!
//! Control fields and places of the bit: RTCA DO-260B 2.2.3.2.1.1 and 2.2.18
//! (as a public decoder has them; those of TIS-B seen in a draft of ICAO Doc
//! 9871).

use super::all_call::{ADDRESS, CAPABILITY};
use super::header;
use super::surveillance::checked_address;
use crate::adsb::{Layout, Squitter};
use crate::identity::Squawk;
use crate::{Address, AddressKind, Error, Frame, ParityError};

/// DF 17, 18 and 19: ADS-B, TIS-B, ADS-R.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtendedSquitter {
    /// What sent it.
    pub sender: Sender,
    /// Announced address, 24 bits; [`ExtendedSquitter::address`] says of what
    /// kind.
    pub address: u32,
    /// The ME field.
    pub squitter: Squitter,
}

/// What sends an extended squitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// DF 17: a transponder, with its capability (CA, 0 to 7; 4 on the
    /// ground, 5 airborne).
    Transponder(u8),
    /// DF 18: anything else, with its control field (CF): 0 ADS-B with an
    /// ICAO address, 1 with another, 2 fine TIS-B, 3 coarse TIS-B, 4
    /// management, 5 fine TIS-B with another address, 6 ADS-R, 7 reserved.
    Other(u8),
    /// DF 19 with an application field of 0: ADS-B of the military.
    Military,
}

/// What an announced number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Numbering {
    /// The ICAO address of the aircraft that the message is about.
    Icao,
    /// Another number: anonymous, of a vehicle, given by a ground station.
    Other,
    /// A Mode A code and the number of a ground station's track.
    ModeATrack,
    /// The message does not say.
    Unknown,
}

impl ExtendedSquitter {
    /// Of a transponder (DF 17), airborne or on the ground.
    pub fn transponder(
        address: u32,
        on_ground: bool,
        squitter: Squitter,
    ) -> Result<ExtendedSquitter, Error> {
        Ok(ExtendedSquitter {
            sender: Sender::Transponder(if on_ground { 4 } else { 5 }),
            address: checked_address(address)?,
            squitter,
        })
    }

    /// Of something else (DF 18). Fails for a control field above 7, and for
    /// a message of another service than that field's.
    pub fn other(address: u32, control: u8, squitter: Squitter) -> Result<ExtendedSquitter, Error> {
        let sender = Sender::Other(control);
        if control > 7 || Squitter::parse_as(squitter.emit(), sender.layout()) != squitter {
            return Err(Error::Range("control field"));
        }
        Ok(ExtendedSquitter {
            sender,
            address: checked_address(address)?,
            squitter,
        })
    }

    #[inline]
    pub(super) fn parse(frame: Frame) -> Result<ExtendedSquitter, ParityError> {
        let remainder = frame.remainder();
        if remainder != 0 {
            return Err(ParityError { remainder });
        }
        let header = frame.header();
        let code = header.u8(CAPABILITY);
        let sender = match frame.df() {
            17 => Sender::Transponder(code),
            18 => Sender::Other(code),
            _ => Sender::Military,
        };
        Ok(ExtendedSquitter {
            sender,
            address: header.u32(ADDRESS),
            squitter: Squitter::parse_as(frame.payload(), sender.layout()),
        })
    }

    #[inline]
    pub(super) fn emit(self) -> Frame {
        let (df, code) = match self.sender {
            Sender::Transponder(capability) => (17, capability),
            Sender::Other(control) => (18, control),
            Sender::Military => (19, 0),
        };
        let header = header(df)
            .with(CAPABILITY, code)
            .with(ADDRESS, self.address);
        Frame::long(header, self.squitter.emit(), 0)
    }

    /// Downlink format, 17 to 19.
    #[inline]
    #[must_use]
    pub fn df(&self) -> u8 {
        match self.sender {
            Sender::Transponder(_) => 17,
            Sender::Other(_) => 18,
            Sender::Military => 19,
        }
    }

    /// NIC supplement B of an airborne position. `None`: another message, or
    /// one where the bit says the kind of address (TIS-B, ADS-R). Before
    /// version 2 the bit is the single antenna flag.
    #[inline]
    #[must_use]
    pub fn nic_supplement_b(&self) -> Option<bool> {
        match (self.sender, &self.squitter) {
            (Sender::Other(2..=6), _) => None,
            (_, Squitter::AirbornePosition(said)) => Some(said.supplement),
            _ => None,
        }
    }

    /// The address and its kind.
    #[inline]
    #[must_use]
    pub fn address(&self) -> Address {
        let kind = match self.sender {
            Sender::Transponder(_) | Sender::Military | Sender::Other(0) => AddressKind::Icao,
            Sender::Other(2..=5) => AddressKind::TisB,
            Sender::Other(6) => AddressKind::AdsR,
            Sender::Other(_) => AddressKind::NonIcao,
        };
        Address::new(kind, self.address)
    }

    /// What the address is, as far as this message tells.
    #[must_use]
    pub fn numbering(&self) -> Numbering {
        let is_other = match self.sender {
            Sender::Transponder(_) | Sender::Military | Sender::Other(0) => return Numbering::Icao,
            Sender::Other(1 | 5) => return Numbering::Other,
            Sender::Other(2 | 3 | 6) => self.squitter.imf(),
            Sender::Other(_) => None,
        };
        match (is_other, self.sender) {
            (None, _) => Numbering::Unknown,
            (Some(false), _) => Numbering::Icao,
            (Some(true), Sender::Other(6)) => Numbering::Other,
            (Some(true), _) => Numbering::ModeATrack,
        }
    }

    /// The ICAO address of the aircraft that the message is about, whoever
    /// sent it, where the message says that it is one. To compare, not to
    /// identify: what others say of an aircraft is not its own word.
    #[must_use]
    pub fn icao_of_target(&self) -> Option<u32> {
        (self.numbering() == Numbering::Icao).then_some(self.address)
    }

    /// The Mode A code and the track number (12 bits) of a TIS-B target that
    /// has no ICAO address. The order of the code's bits: from memory,
    /// unverified.
    #[must_use]
    pub fn mode_a_track(&self) -> Option<(Squawk, u16)> {
        if self.numbering() != Numbering::ModeATrack {
            return None;
        }
        let [_, a, b, c] = self.address.to_be_bytes();
        let code = u16::from(a) << 4 | u16::from(b >> 4);
        let track = u16::from(b & 15) << 8 | u16::from(c);
        Some((Squawk::new(code).ok()?, track))
    }
}

impl Sender {
    /// Which layouts its ME field has.
    #[inline]
    fn layout(self) -> Layout {
        match self {
            Sender::Transponder(_) | Sender::Military | Sender::Other(0 | 1 | 6) => Layout::AdsB,
            Sender::Other(2 | 5) => Layout::TisB,
            Sender::Other(3) => Layout::CoarseTisB,
            Sender::Other(_) => Layout::Untyped,
        }
    }
}

#[cfg(test)]
mod tests;
