//! BDS 0,5: extended squitter airborne position.
//!
//! ICAO Doc 9871 table A-2-5 (from memory, unverified). The layout is that of
//! [`crate::adsb::AirbornePosition`], type codes 9 to 18 and 20 to 22. Type
//! code 0, "no position", is left out: five zeros tell too little.

use super::SquitterRegister;
use super::layout::{Layout, Rule};
use crate::adsb::TYPE_CODE;

pub(super) const LAYOUT: Layout = Layout::new(
    AirbornePosition::BDS,
    &[Rule::OneOf {
        what: "type code",
        field: TYPE_CODE,
        set: 0b0111_0111_1111_1110_0000_0000,
    }],
);

/// BDS 0,5, read as the squitter that it becomes.
pub type AirbornePosition = SquitterRegister<0x05>;
