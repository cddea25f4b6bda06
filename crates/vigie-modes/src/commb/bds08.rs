//! BDS 0,8: extended squitter identification and category.
//!
//! ICAO Doc 9871 table A-2-8 (from memory, unverified). The layout is that of
//! [`crate::adsb::Identification`], type codes 1 to 4, with eight readable
//! characters.

use super::SquitterRegister;
use super::layout::{Layout, Rule};
use crate::adsb::{Squitter, TYPE_CODE};
use crate::bits::Mb;

pub(super) const LAYOUT: Layout = Layout::new(
    SquitterIdentification::BDS,
    &[
        Rule::OneOf {
            what: "type code",
            field: TYPE_CODE,
            set: 0b1_1110,
        },
        Rule::Other {
            what: "callsign",
            holds: is_readable,
        },
    ],
);

/// BDS 0,8, read as the squitter that it becomes.
pub type SquitterIdentification = SquitterRegister<0x08>;

fn is_readable(mb: Mb) -> bool {
    match Squitter::parse(mb) {
        Squitter::Identification(value) => value.callsign.is_readable(),
        _ => false,
    }
}
