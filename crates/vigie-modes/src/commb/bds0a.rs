//! BDS 0,A: extended squitter event-driven information.
//!
//! ICAO Doc 9871 table A-2-10 (from memory, unverified). Holds whatever
//! message is sent once on an event: type codes 23 to 31, of which some are
//! registers of their own (6,1, 6,2, 6,5) and the others kept as bits.

use super::SquitterRegister;
use super::layout::{Layout, Rule};
use crate::adsb::TYPE_CODE;

pub(super) const LAYOUT: Layout = Layout::new(
    EventDriven::BDS,
    &[Rule::OneOf {
        what: "type code",
        field: TYPE_CODE,
        set: 0b1111_1111_1000_0000_0000_0000_0000_0000,
    }],
);

/// BDS 0,A, read as the squitter that it becomes.
pub type EventDriven = SquitterRegister<0x0a>;
