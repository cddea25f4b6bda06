//! Texts of the air traffic services, and files of airspace: text to values and back.
//!
//! | module | what |
//! |---|---|
//! | [`fpl`] | ICAO flight-plan and update messages: FPL, CHG, DLA, CNL, DEP, ARR, CPL, EST, CDN, ACP, LAM, RQP, RQS, SPL, ALR, RCF |
//! | [`adexp`] | the same messages in EUROCONTROL's form, and any other ADEXP fields |
//! | [`airspace`] | areas from OpenAir, GeoJSON and AIXM 5.1, and to the first two; outlines, levels, schedules |
//! | [`nav`] | points, routes and aerodromes from CSV and GeoJSON; a filed route as positions and times |
//! | [`metar`] | weather reports, as far as the QNH |
//! | [`calendar`], [`word`] | times and short names as these texts write them |
//! | [`fault`] | what could not be read: where, what was expected, what to do |
//!
//! Functions from text to values, and back: no file, no clock. Whatever the bytes, they do not panic, and what they allocate is bounded by what
//! they are given. This crate knows neither who flies nor what is plausible: a plan to an aerodrome that does not exist is well formed.

pub mod adexp;
pub mod airspace;
pub mod calendar;
pub mod fault;
pub mod fpl;
pub mod metar;
pub mod nav;
mod text;
pub mod word;
