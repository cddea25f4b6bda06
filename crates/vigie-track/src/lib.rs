//! Target reports become system tracks.
//!
//! [`Tracker::update`] takes the reports of one step and says what happened to which track. Every track has its own
//! tangent plane and a Kalman filter of position and velocity in it, a vertical filter beside it, and the identity
//! that its reports claimed. A report that states a 24-bit address goes to the track of that address if it can have
//! flown there; all others are assigned together, sensor by sensor, by the greatest total likelihood of motion,
//! level and code. Tracks begin tentative, are believed after enough consistent reports, coast when an expected
//! report is missing, and are dropped; two that turn out to be one aircraft become one, under the older number.
//!
//! Written down in: Bar-Shalom, Li & Kirubarajan 2001 (filters); Blackman & Popoli 1999, chapters 6 and 7, from
//! memory, unverified (association, M-of-N initiation); EUROCONTROL CAT062 for what a track has.
//!
//! What it does not do yet: multiple-model filtering and smoothing, registration of sensors, rewinding for late
//! reports, existence probabilities, height hypotheses. It knows no wire format, no map and no alert; it reads no
//! clock and keeps no hash map, so the same reports give the same tracks, bit for bit.

mod assignment;
mod existence;
mod grid;
mod heights;
mod history;
mod imm;
mod kinematic;
mod life;
mod likelihood;
mod measurement;
mod parameters;
mod plane;
mod registration;
mod scene;
mod site;
mod table;
mod tracker;
mod twins;
mod update;
mod vertical;

pub use parameters::{Counters, Parameters};
pub use tracker::Tracker;
