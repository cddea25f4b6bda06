//! The nouns of Vigie: time, place, identity, what a sensor said, what is tracked, what is alerted.
//!
//! > Receptions become target reports, target reports become tracks, tracks become alerts;
//! > the picture is all of it at one instant.
//!
//! Each noun of that sentence has its module here. Knows nothing of wire formats, files, sockets, clocks or
//! serialisation; a [`reception::Reception`] carries its bytes unread.

pub mod aircraft;
pub mod airspace;
pub mod alert;
pub mod command;
pub mod coverage;
pub mod explanation;
pub mod height;
pub mod identification;
pub mod identity;
pub mod picture;
pub mod place;
pub mod plan;
pub mod reception;
pub mod report;
pub mod sensor;
pub mod suspects;
pub mod terrain;
pub mod time;
pub mod track;
pub mod truth;
