//! BDS 0,6: extended squitter surface position.
//!
//! ICAO Doc 9871 table A-2-6 (from memory, unverified). The layout is that of
//! [`crate::adsb::SurfacePosition`], type codes 5 to 8.

use super::SquitterRegister;
use super::layout::{Layout, Rule};
use crate::adsb::TYPE_CODE;

pub(super) const LAYOUT: Layout = Layout::new(
    SurfacePosition::BDS,
    &[Rule::OneOf {
        what: "type code",
        field: TYPE_CODE,
        set: 0b1_1110_0000,
    }],
);

/// BDS 0,6, read as the squitter that it becomes.
pub type SurfacePosition = SquitterRegister<0x06>;
