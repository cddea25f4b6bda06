//! Which register a Comm-B reply carries.
//!
//! A reply does not say; whoever asked knows, and we only listen. First the bits: what [`vigie_modes::commb`] calls a
//! contradiction rules a register out. Then what is known of that aircraft (its altitude in the same reply, the
//! velocity it broadcasts, its callsign, earlier registers) makes some of those left likely and others not. The answer
//! has a probability, and none is an answer too.

use vigie_core::time::UtcNs;
use vigie_modes::adsb::Squitter;
use vigie_modes::bits::Mb;
use vigie_modes::commb::Register;

/// One Comm-B reply of an aircraft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// When it was sent.
    pub at: UtcNs,
    /// Pressure altitude in the same reply (DF 20), feet.
    pub altitude_ft: Option<i32>,
    /// The register.
    pub mb: Mb,
}

/// What a reply carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    /// Nothing can be said.
    Undecided,
    /// This register, with this probability, 0 to 1.
    Register {
        /// The register.
        register: Register,
        /// How probable it is, given all registers considered.
        probability: f64,
    },
}

/// What is remembered of one aircraft to judge its replies. Small: one stands for every aircraft heard.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Memory {}

impl Memory {
    /// Learns from what the aircraft broadcasts.
    pub fn learn(&mut self, _at: UtcNs, _squitter: &Squitter) {}

    /// Says what a reply carries, and learns from it if the answer is firm.
    pub fn infer(&mut self, _reply: Reply) -> Answer {
        Answer::Undecided
    }
}
