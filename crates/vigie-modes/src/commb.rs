//! Comm-B registers: the 56 bits of the MB field, one file a register.
//!
//! A reply does not say which register it carries; whoever asked knows, and
//! we only listen. So a register is read *as if* it were this one: `parse`
//! fails with a [`Contradiction`] where a bit that this register keeps zero is
//! set (reserved bits, or the value of a quantity whose status bit is 0), and
//! what it returns emits the very same bits. Whether the quantities make sense
//! for the aircraft is judged in `vigie-sense`, which alone decides.
//!
//! ICAO Doc 9871 appendix A (layouts from memory and public decoders, each
//! file says what was checked).

use crate::bits::Mb;
use std::fmt;

mod bds10;
mod bds17;
mod bds20;
mod bds40;
mod bds44;
mod bds45;
mod bds50;
mod bds60;
mod candidates;
mod layout;

pub use bds10::DataLinkCapability;
pub use bds17::CommonCapability;
pub use bds20::Identification;
pub use bds40::{AltitudeSource, Modes, VerticalIntention};
pub use bds44::{RoutineAirReport, Wind};
pub use bds45::{HazardReport, Level};
pub use bds50::TrackAndTurn;
pub use bds60::HeadingAndSpeed;
pub use candidates::{Candidates, candidates};

/// The number of a register: BDS 5,0 is `Bds(0x50)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bds(pub u8);

/// As it is spoken: `5,0`, `1,C`.
impl fmt::Display for Bds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X},{:X}", self.0 >> 4, self.0 & 15)
    }
}

/// These bits cannot be that register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a register {bds}: {what} {why}")]
pub struct Contradiction {
    /// The register they were read as.
    pub bds: Bds,
    /// The first thing that does not fit.
    pub what: &'static str,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a part of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// A value that is not 0 though its status bit says that there is none.
    #[error("without status")]
    WithoutStatus,
    /// A number or character that the register gives no meaning.
    #[error("with no assigned meaning")]
    Unassigned,
}

macro_rules! registers {
    ($($variant:ident: $doc:literal,)+) => {
        /// What a register says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Register {
            $(#[doc = $doc] $variant($variant),)+
        }

        impl Register {
            /// Reads the bits as if they were register `bds`; `None` for a
            /// register not read here.
            #[must_use]
            pub fn parse(bds: Bds, mb: Mb) -> Option<Result<Register, Contradiction>> {
                Some(match bds {
                    $($variant::BDS => $variant::parse(mb).map(Register::$variant),)+
                    _ => return None,
                })
            }

            /// Writes the bits: the exact inverse of [`Register::parse`].
            #[must_use]
            pub fn emit(&self) -> Mb {
                match self {
                    $(Register::$variant(value) => value.emit(),)+
                }
            }

            /// Which register.
            #[must_use]
            pub fn bds(&self) -> Bds {
                match self {
                    $(Register::$variant(_) => $variant::BDS,)+
                }
            }
        }
    };
}

registers! {
    DataLinkCapability: "BDS 1,0.",
    CommonCapability: "BDS 1,7.",
    Identification: "BDS 2,0.",
    VerticalIntention: "BDS 4,0.",
    RoutineAirReport: "BDS 4,4.",
    HazardReport: "BDS 4,5.",
    TrackAndTurn: "BDS 5,0.",
    HeadingAndSpeed: "BDS 6,0.",
}
