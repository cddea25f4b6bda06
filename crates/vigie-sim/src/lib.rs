//! The built-in demonstration over Niger: a world in the air, and the bytes that real sensors would send of it.
//!
//! For training and demonstration. Everything is invented: the radars, the receivers, the aircraft, their routes,
//! addresses and callsigns. What is sent are messages on a wire; nothing here makes or modulates a radio signal.
//!
//! A [`Demonstration`] is a pure value: seeded, without clock or threads, the same bytes for the same seed and start
//! on any machine, however the time is cut into calls, for ever. It feeds the system through the front door only: it
//! knows no track and no report, only datagrams and streams.
//!
//! `docs/demonstration.md` says what there is to see. Coarse: no wind and the standard atmosphere everywhere; flat
//! ground at each site's height; nobody taxies; no reflections, garbling, collisions of messages, biases or
//! clock errors.
//!
//! ```
//! use vigie_core::time::{Nanos, UtcNs};
//! use vigie_sim::{Bytes, Demonstration};
//!
//! let start = UtcNs(1_767_268_800_000_000_000); // 2026-01-01T12:00:00Z
//! let mut niger = Demonstration::niger(1, start);
//! let mut sent = Vec::new();
//! niger.advance(start + Nanos::from_secs(2), &mut sent);
//! assert!(sent.iter().any(|e| matches!(e.bytes, Bytes::Asterix(_))));
//! assert!(niger.truth().len() >= 40);
//! ```

mod demonstration;
mod emit;
mod fleet;
mod flight;
mod network;
mod radar;
mod random;
mod receiver;
mod script;
mod sensor;
mod traffic;
mod transponder;

pub use demonstration::{Bytes, Demonstration, Emission};
pub use script::{
    BORDER_CROSSING_AT, BORDER_POINT, EMERGENCY_AT, LOW_FLYER_FT, NIGER_AREAS, SimulatedArea,
};
pub use sensor::{
    NIGER_SENSORS, SimulatedKind, SimulatedRadar, SimulatedReceiver, SimulatedSensor, UNDULATION_M,
};
