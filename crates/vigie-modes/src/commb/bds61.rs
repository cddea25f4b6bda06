//! BDS 6,1: extended squitter aircraft status.
//!
//! ICAO Doc 9871 tables B-2-97a and B-2-97b (as a public decoder cites them):
//! type code 28, subtype 1 (emergency) or 2 (resolution advisory). The
//! layouts are those of [`crate::adsb`].

use super::SquitterRegister;
use super::layout::{Layout, Rule};
use crate::adsb::{SUBTYPE, TYPE_CODE};

pub(super) const LAYOUT: Layout = Layout::new(
    AircraftStatus::BDS,
    &[
        Rule::OneOf {
            what: "type code",
            field: TYPE_CODE,
            set: 1 << 28,
        },
        Rule::OneOf {
            what: "subtype",
            field: SUBTYPE,
            set: 0b110,
        },
    ],
);

/// BDS 6,1, read as the squitter that it becomes.
pub type AircraftStatus = SquitterRegister<0x61>;
