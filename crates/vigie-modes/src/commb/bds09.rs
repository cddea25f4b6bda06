//! BDS 0,9: extended squitter airborne velocity.
//!
//! ICAO Doc 9871 tables A-2-9a and A-2-9b (from memory, unverified). The
//! layout is that of [`crate::adsb::Velocity`], type code 19, subtypes 1 to 4.

use super::SquitterRegister;
use super::layout::{Layout, Rule};
use crate::adsb::{SUBTYPE, TYPE_CODE};

pub(super) const LAYOUT: Layout = Layout::new(
    AirborneVelocity::BDS,
    &[
        Rule::OneOf {
            what: "type code",
            field: TYPE_CODE,
            set: 1 << 19,
        },
        Rule::OneOf {
            what: "subtype",
            field: SUBTYPE,
            set: 0b1_1110,
        },
    ],
);

/// BDS 0,9, read as the squitter that it becomes.
pub type AirborneVelocity = SquitterRegister<0x09>;
