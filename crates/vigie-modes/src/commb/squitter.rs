//! Registers that are an extended squitter before it is sent.
//!
//! A radar may ask for what the transponder broadcasts: the 56 bits are an ME
//! field. Their layout is stated in [`crate::adsb`] alone; a register adds
//! which type codes it may hold.

use super::layout::Layout;
use super::{Bds, Contradiction};
use super::{bds0a, bds05, bds06, bds08, bds09, bds61, bds62, bds65};
use crate::adsb::Squitter;
use crate::bits::Mb;

/// What register `NUMBER` says, read as the squitter that it becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SquitterRegister<const NUMBER: u8> {
    squitter: Squitter,
}

impl<const NUMBER: u8> SquitterRegister<NUMBER> {
    /// This register's number.
    pub const BDS: Bds = Bds(NUMBER);

    const LAYOUT: Layout = layout(NUMBER);

    /// Of a squitter of one of the type codes that the register may hold.
    pub fn new(squitter: Squitter) -> Result<Self, Contradiction> {
        Self::parse(squitter.emit())
    }

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<Self, Contradiction> {
        Self::LAYOUT.check(mb)?;
        Ok(SquitterRegister {
            squitter: Squitter::parse(mb),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        self.squitter.emit()
    }

    /// The squitter.
    #[must_use]
    pub fn squitter(&self) -> &Squitter {
        &self.squitter
    }
}

const fn layout(number: u8) -> Layout {
    match number {
        0x05 => bds05::LAYOUT,
        0x06 => bds06::LAYOUT,
        0x08 => bds08::LAYOUT,
        0x09 => bds09::LAYOUT,
        0x0a => bds0a::LAYOUT,
        0x61 => bds61::LAYOUT,
        0x62 => bds62::LAYOUT,
        0x65 => bds65::LAYOUT,
        _ => Layout::new(Bds(number), &[]),
    }
}

#[cfg(test)]
mod tests {
    use crate::adsb::Squitter;
    use crate::bits::Mb;
    use crate::commb::{
        AirbornePosition, AirborneVelocity, EventDriven, OperationalStatus, SquitterIdentification,
        SurfacePosition,
    };

    #[test]
    fn published_squitters_are_their_registers() {
        // 8D406B9058B975870B738754F480, 8C4841753A9A153237AEF0F275BE,
        // 8D4840D6202CC371C32CE0576098, 8D485020994409940838175B284F
        let airborne = Mb::new(0x58_b975_870b_7387);
        let surface = Mb::new(0x3a_9a15_3237_aef0);
        let identification = Mb::new(0x20_2cc3_71c3_2ce0);
        let velocity = Mb::new(0x99_4409_9408_3817);
        let position = AirbornePosition::parse(airborne).expect("type code 11");
        assert_eq!(position.squitter(), &Squitter::parse(airborne));
        assert_eq!(position.emit(), airborne);
        assert_eq!(AirbornePosition::new(*position.squitter()), Ok(position));
        assert!(AirbornePosition::parse(surface).is_err());
        assert!(SurfacePosition::parse(surface).is_ok());
        assert!(SquitterIdentification::parse(identification).is_ok());
        assert!(AirborneVelocity::parse(velocity).is_ok());
        // no character, no subtype
        assert!(SquitterIdentification::parse(Mb::new(0x20_2cc3_71c3_2cc0)).is_err());
        assert!(AirborneVelocity::parse(Mb::new(0x98 << 48)).is_err());
    }

    #[test]
    fn a_status_is_an_event_too() {
        let status = Mb::new(0xf8_0000_0000_4000);
        assert!(OperationalStatus::parse(status).is_ok());
        assert!(EventDriven::parse(status).is_ok());
        assert!(EventDriven::parse(Mb::ZERO).is_err());
    }
}
