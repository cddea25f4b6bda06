//! Comm-B registers: the 56 bits of the MB field, one file a register.
//!
//! A reply does not say which register it carries; whoever asked knows, and
//! we only listen. So a register is read *as if* it were this one: `parse`
//! fails with a [`Contradiction`] where a bit that this register keeps zero is
//! set (reserved bits, or the value of a quantity whose status bit is 0), and
//! what it returns emits the very same bits. Whether the quantities make sense
//! for the aircraft is judged in `vigie-sense`, which alone decides.
//!
//! [`candidates`] says at a glance which registers some bits can be.
//!
//! | BDS | value | BDS | value |
//! |-----|-------|-----|-------|
//! | 0,5 | [`AirbornePosition`]       | 4,3 | [`WaypointInformation`] |
//! | 0,6 | [`SurfacePosition`]        | 4,4 | [`RoutineAirReport`]    |
//! | 0,7 | [`SquitterStatus`]         | 4,5 | [`HazardReport`]        |
//! | 0,8 | [`SquitterIdentification`] | 4,8 | [`VhfChannels`]         |
//! | 0,9 | [`AirborneVelocity`]       | 5,0 | [`TrackAndTurn`]        |
//! | 0,A | [`EventDriven`]            | 5,1 | [`CoarsePosition`]      |
//! | 1,0 | [`DataLinkCapability`]     | 5,2 | [`FinePosition`]        |
//! | 1,7 | [`CommonCapability`]       | 5,3 | [`AirState`]            |
//! | 1,8 – 1,C | [`CapabilityReport`] | 5,F | [`ChangeCounters`]      |
//! | 2,0 | [`Identification`]         | 6,0 | [`HeadingAndSpeed`]     |
//! | 2,1 | [`Registration`]           | 6,1 | [`AircraftStatus`]      |
//! | 3,0 | [`ActiveAdvisory`]         | 6,2 | [`TargetState`]         |
//! | 4,0 | [`VerticalIntention`]      | 6,5 | [`OperationalStatus`]   |
//! | 4,1 | [`NextWaypoint`]           |     |                         |
//! | 4,2 | [`WaypointPosition`]       |     |                         |
//!
//! ICAO Doc 9871 appendix A (layouts from memory and public decoders, each
//! file says what was checked). A radar's recording of 91,820 registers with
//! their numbers (1,0 1,7 4,0 5,0 6,0) has none that contradicts its own.
//!
//! ```
//! use vigie_modes::bits::Mb;
//! use vigie_modes::commb::{Bds, Register, TrackAndTurn, candidates};
//!
//! let mb = Mb::new(0x81_9515_36e0_24d4);
//! assert!(candidates(mb).contains(TrackAndTurn::BDS));
//! let Some(Ok(Register::TrackAndTurn(said))) = Register::parse(Bds(0x50), mb) else {
//!     unreachable!("no bit contradicts");
//! };
//! assert_eq!(said.groundspeed_kt(), Some(438));
//! let made = TrackAndTurn::default().with_groundspeed_kt(438.0)?;
//! assert_eq!(made.groundspeed, said.groundspeed);
//! # Ok::<(), vigie_modes::Error>(())
//! ```

use crate::bits::Mb;
use std::fmt;

mod bds05;
mod bds06;
mod bds07;
mod bds08;
mod bds09;
mod bds0a;
mod bds10;
mod bds17;
mod bds18;
mod bds20;
mod bds21;
mod bds30;
mod bds40;
mod bds41;
mod bds42;
mod bds43;
mod bds44;
mod bds45;
mod bds48;
mod bds50;
mod bds51;
mod bds52;
mod bds53;
mod bds5f;
mod bds60;
mod bds61;
mod bds62;
mod bds65;
mod candidates;
mod layout;
mod squitter;
mod text;

pub use bds0a::EventDriven;
pub use bds05::AirbornePosition;
pub use bds5f::ChangeCounters;
pub use bds06::SurfacePosition;
pub use bds07::SquitterStatus;
pub use bds08::SquitterIdentification;
pub use bds09::AirborneVelocity;
pub use bds10::DataLinkCapability;
pub use bds17::CommonCapability;
pub use bds18::CapabilityReport;
pub use bds20::Identification;
pub use bds21::Registration;
pub use bds30::ActiveAdvisory;
pub use bds40::{AltitudeSource, Modes, VerticalIntention};
pub use bds41::NextWaypoint;
pub use bds42::WaypointPosition;
pub use bds43::WaypointInformation;
pub use bds44::{RoutineAirReport, Wind};
pub use bds45::{HazardReport, Level};
pub use bds48::{Radio, VhfChannels};
pub use bds50::TrackAndTurn;
pub use bds51::{CoarseCounts, CoarsePosition};
pub use bds52::{FineCounts, FinePosition};
pub use bds53::AirState;
pub use bds60::HeadingAndSpeed;
pub use bds61::AircraftStatus;
pub use bds62::TargetState;
pub use bds65::OperationalStatus;
pub use candidates::{Candidates, candidates};
pub use squitter::SquitterRegister;
pub use text::Text;

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
    ($($variant:ident($value:ty): $doc:literal,)+) => {
        /// What a register says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Register {
            $(#[doc = $doc] $variant($value),)+
        }

        impl Register {
            /// Reads the bits as if they were register `bds`; `None` for a
            /// register not read here.
            #[must_use]
            pub fn parse(bds: Bds, mb: Mb) -> Option<Result<Register, Contradiction>> {
                Some(match bds {
                    $(<$value>::BDS => <$value>::parse(mb).map(Register::$variant),)+
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
                    $(Register::$variant(_) => <$value>::BDS,)+
                }
            }
        }
    };
}

registers! {
    AirbornePosition(AirbornePosition): "BDS 0,5.",
    SurfacePosition(SurfacePosition): "BDS 0,6.",
    SquitterStatus(SquitterStatus): "BDS 0,7.",
    SquitterIdentification(SquitterIdentification): "BDS 0,8.",
    AirborneVelocity(AirborneVelocity): "BDS 0,9.",
    EventDriven(EventDriven): "BDS 0,A.",
    DataLinkCapability(DataLinkCapability): "BDS 1,0.",
    CommonCapability(CommonCapability): "BDS 1,7.",
    CapabilityReport1(CapabilityReport<0x18>): "BDS 1,8.",
    CapabilityReport2(CapabilityReport<0x19>): "BDS 1,9.",
    CapabilityReport3(CapabilityReport<0x1a>): "BDS 1,A.",
    CapabilityReport4(CapabilityReport<0x1b>): "BDS 1,B.",
    CapabilityReport5(CapabilityReport<0x1c>): "BDS 1,C.",
    Identification(Identification): "BDS 2,0.",
    Registration(Registration): "BDS 2,1.",
    ActiveAdvisory(ActiveAdvisory): "BDS 3,0.",
    VerticalIntention(VerticalIntention): "BDS 4,0.",
    NextWaypoint(NextWaypoint): "BDS 4,1.",
    WaypointPosition(WaypointPosition): "BDS 4,2.",
    WaypointInformation(WaypointInformation): "BDS 4,3.",
    RoutineAirReport(RoutineAirReport): "BDS 4,4.",
    HazardReport(HazardReport): "BDS 4,5.",
    VhfChannels(VhfChannels): "BDS 4,8.",
    TrackAndTurn(TrackAndTurn): "BDS 5,0.",
    CoarsePosition(CoarsePosition): "BDS 5,1.",
    FinePosition(FinePosition): "BDS 5,2.",
    AirState(AirState): "BDS 5,3.",
    ChangeCounters(ChangeCounters): "BDS 5,F.",
    HeadingAndSpeed(HeadingAndSpeed): "BDS 6,0.",
    AircraftStatus(AircraftStatus): "BDS 6,1.",
    TargetState(TargetState): "BDS 6,2.",
    OperationalStatus(OperationalStatus): "BDS 6,5.",
}
