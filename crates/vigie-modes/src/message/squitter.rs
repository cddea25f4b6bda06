//! DF 17 and 18: extended squitter.

use super::all_call::{ADDRESS, CAPABILITY};
use super::header;
use super::surveillance::checked_address;
use crate::adsb::Squitter;
use crate::bits::Me;
use crate::{Address, AddressKind, Error, Frame, ParityError};

/// DF 17 and 18: ADS-B, TIS-B, ADS-R.
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
    /// one whose ME field is only bits (3, 4, 7) with anything but bits.
    pub fn other(address: u32, control: u8, squitter: Squitter) -> Result<ExtendedSquitter, Error> {
        let sender = Sender::Other(control);
        if control > 7 || sender.read(squitter.emit()) != squitter {
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
            _ => Sender::Other(code),
        };
        Ok(ExtendedSquitter {
            sender,
            address: header.u32(ADDRESS),
            squitter: sender.read(frame.payload()),
        })
    }

    #[inline]
    pub(super) fn emit(self) -> Frame {
        let (df, code) = match self.sender {
            Sender::Transponder(capability) => (17, capability),
            Sender::Other(control) => (18, control),
        };
        let header = header(df)
            .with(CAPABILITY, code)
            .with(ADDRESS, self.address);
        Frame::long(header, self.squitter.emit(), 0)
    }

    /// Downlink format, 17 or 18.
    #[inline]
    #[must_use]
    pub fn df(&self) -> u8 {
        match self.sender {
            Sender::Transponder(_) => 17,
            Sender::Other(_) => 18,
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
            Sender::Transponder(_) | Sender::Other(0) => AddressKind::Icao,
            Sender::Other(2..=5) => AddressKind::TisB,
            Sender::Other(6) => AddressKind::AdsR,
            Sender::Other(_) => AddressKind::NonIcao,
        };
        Address::new(kind, self.address)
    }
}

impl Sender {
    /// Coarse TIS-B, management and the reserved control field have ME
    /// layouts of their own: kept as bits.
    #[inline]
    fn read(self, me: Me) -> Squitter {
        match self {
            Sender::Other(3 | 4 | 7) => Squitter::Other(me),
            _ => Squitter::parse(me),
        }
    }
}
