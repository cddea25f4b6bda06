//! What really flew: of a simulation, or a reference trajectory. Never an input of the tracker.

use crate::identity::{Address, Callsign, ModeA};
use crate::place::Wgs84;
use crate::time::UtcNs;
use crate::track::Velocity;

/// One target's true state at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// The target, numbered by whoever knows the truth.
    pub target: u32,
    /// When.
    pub at: UtcNs,
    /// Where.
    pub position: Wgs84,
    /// How fast.
    pub velocity: Velocity,
    /// Its 24-bit address, if it has a transponder.
    pub address: Option<Address>,
    /// Its identification, if it has one.
    pub callsign: Option<Callsign>,
    /// Its code, if it replies.
    pub mode_a: Option<ModeA>,
}
