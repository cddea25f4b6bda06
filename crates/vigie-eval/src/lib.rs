//! The yardstick: tracks against truth to scores and reports.
//!
//! Truth is what really flew: of a scenario, or a reference trajectory. Tracks are what was believed, as rows that say
//! when each was known. [`evaluate()`] looks at both on a grid of instants, says who is matched with whom, and measures.
//!
//! | module | measure |
//! |---|---|
//! | [`gospa`] | GOSPA with its parts: localisation, missed, false |
//! | [`ospa`] | OSPA |
//! | [`siap`] | completeness, ambiguity, spuriousness, accuracy |
//! | [`accuracy`] | position, velocity and height errors by phase of flight |
//! | [`continuity`] | longest segment, switches, breaks, delay of initiation, target by target |
//! | [`consistency`] | normalised estimation error squared, where tracks carry covariances |
//! | [`latency`] | age of the data, lag along the track |
//! | [`identity`] | a reference known by identity: completeness and errors of each code or address |
//! | [`alignment`] | the constant difference between two systems about a radar's place |
//! | [`esassp`] | surveillance performance in the form of EUROCONTROL's ESASSP, and ED-142 |
//!
//! Rules common to all (`docs/evaluation.md`): at an instant the newest row of a track counts if it is not older than
//! the grid's `max_age_s` and does not end the track; it is moved to the instant with its own velocity. A truth point
//! and a track are candidates for each other when nearer than the grid's cut-off.
//!
//! Pure: no files, no clock, no threads. Knows neither the tracker's insides nor a simulator. [`table`] reads lines of
//! text that somebody else took from a file, [`reference`] makes targets of tracks, and [`report`] writes text that somebody else puts into one.

pub mod accuracy;
pub mod alignment;
mod assignment;
pub mod consistency;
pub mod continuity;
pub mod esassp;
pub mod evaluate;
pub mod figure;
pub mod frame;
pub mod gospa;
pub mod identity;
pub mod latency;
pub mod model;
pub mod ospa;
mod plane;
pub mod reference;
pub mod report;
pub mod rows;
pub mod siap;
pub mod stats;
pub mod table;

pub use evaluate::{Evaluation, evaluate};
pub use model::{EvalError, Grid, Scene};
