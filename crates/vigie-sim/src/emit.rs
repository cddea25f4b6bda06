//! To bytes: what the radars and the receivers send. Nothing else in this crate knows a format.
//!
//! | module      | what                                                             |
//! |-------------|------------------------------------------------------------------|
//! | `asterix`   | CAT048 plots, with the SIM bit, and CAT034 service messages       |
//! | `mode_s`    | Mode S frames of an aircraft's transponder                        |
//! | `beast`     | frames with GNSS stamps, as a Radarcape streams them              |
//!
//! CAT034 and Mode S frames have no bit that says simulated (CAT034 ed. 1.29 has none; Mode S has none at all): the
//! configuration of a sensor has to say it for them.

pub(crate) mod asterix;
pub(crate) mod beast;
pub(crate) mod mode_s;
