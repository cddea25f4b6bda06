//! BDS 6,5: extended squitter aircraft operational status.
//!
//! ICAO Doc 9871 table B-2-101 (as a public decoder cites it). The layout is
//! that of [`crate::adsb::OperationalStatus`], type code 31, subtype 0
//! (airborne) or 1 (surface).

use super::SquitterRegister;
use super::layout::{Layout, Rule};
use crate::adsb::{SUBTYPE, TYPE_CODE};

pub(super) const LAYOUT: Layout = Layout::new(
    OperationalStatus::BDS,
    &[
        Rule::OneOf {
            what: "type code",
            field: TYPE_CODE,
            set: 1 << 31,
        },
        Rule::OneOf {
            what: "subtype",
            field: SUBTYPE,
            set: 0b11,
        },
    ],
);

/// BDS 6,5, read as the squitter that it becomes.
pub type OperationalStatus = SquitterRegister<0x65>;
