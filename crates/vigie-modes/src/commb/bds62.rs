//! BDS 6,2: extended squitter target state and status.
//!
//! ICAO Doc 9871 table B-2-98 (as a public decoder cites it): type code 29,
//! whose subtype has two bits, 0 (version 1) and 1 (version 2); the third bit
//! belongs to the content.

use super::SquitterRegister;
use super::layout::{Layout, Rule};
use crate::adsb::{SUBTYPE, TYPE_CODE};

pub(super) const LAYOUT: Layout = Layout::new(
    TargetState::BDS,
    &[
        Rule::OneOf {
            what: "type code",
            field: TYPE_CODE,
            set: 1 << 29,
        },
        Rule::OneOf {
            what: "subtype",
            field: SUBTYPE,
            set: 0b1111,
        },
    ],
);

/// BDS 6,2, read as the squitter that it becomes.
pub type TargetState = SquitterRegister<0x62>;
