//! Target reports become system tracks.
//!
//! [`Tracker::update`] takes the reports of one step and says what happened to which track. Plots are corrected by
//! what is known of their radar's errors (`registration`). Every track has its own tangent plane, an
//! interacting-multiple-model filter of position, velocity and height in it (`imm`, `kinematic`), its recent
//! measurements so that late ones take their place (`history`), a vertical filter, and the identity that its reports
//! claimed. A report that states a 24-bit address goes to the track of that address if it can have flown there; all
//! others are assigned together, sensor by sensor, by the greatest total likelihood of motion, height, level and code
//! against that of being false (`scene`). Tracks are believed and dropped by the odds that they are targets
//! (`existence`), coast when an expected report is missing; two that turn out to be one aircraft become one, under
//! the older number. What each track was made of is kept in a bounded diary beside it (`diary`), and told to who asks
//! why ([`Tracker::explain`]).
//!
//! Every kind of measurement is taken in its own space: slant ranges (`measurement`), range rates, directions, differences
//! of times and distances alone (`curve`, `lines`), other systems' tracks by covariance intersection (`foreign`,
//! `intersection`). Targets on the ground, in the air and slow ones move in ways of their own (`class`).
//!
//! Written down in: Bar-Shalom, Li & Kirubarajan 2001 (filters); Blom & Bar-Shalom 1988 (multiple models); Blackman &
//! Popoli 1999, chapters 6 and 7, from memory, unverified (association, score of a track); Williams 2015 (targets not
//! yet seen as a density); EUROCONTROL CAT062 for what a track has.
//!
//! What it does not do yet: crossing directions of several sensors. It knows no wire format, no map and no alert; it reads no clock and keeps no hash map,
//! so the same reports give the same tracks, bit for bit.

mod algebra;
mod arrivals;
mod assignment;
mod associate;
mod claims;
mod class;
mod clock;
mod curve;
mod diary;
mod existence;
mod explain;
mod foreign;
mod grid;
mod heights;
mod history;
mod imm;
mod intersection;
mod journal;
mod kinematic;
mod life;
mod likelihood;
mod lines;
mod marginal;
mod measurement;
pub mod offline;
mod parameters;
mod plane;
mod registration;
mod repeats;
mod scene;
mod site;
mod stitch;
mod table;
mod tracker;
mod twins;
mod update;
mod vertical;

pub use journal::Journal;
pub use parameters::{Counters, Parameters};
pub use registration::RegistrationCourse;
pub use table::Footprint;
pub use tracker::Tracker;
