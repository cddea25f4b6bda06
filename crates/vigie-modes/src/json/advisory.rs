//! The fields of a resolution advisory, whichever message carries it.
//!
//! | field | unit | what |
//! |-------|------|------|
//! | `ra_active` | | an advisory was given and has not ended |
//! | `ra_terminated` | | it has ended |
//! | `ra_multiple_threats` | | |
//! | `ra_ara`, `ra_rac` | bits | advisories and complements, as sent |
//! | `ra_sense` | | `"up"`, `"down"`; of two senses absent |
//! | `ra_corrective`, `ra_increased_rate`, `ra_sense_reversal`, `ra_altitude_crossing`, `ra_positive` | | of one sense |
//! | `ra_threat_icao` | | address, where the threat has Mode S |
//! | `ra_threat_altitude_ft`, `ra_threat_range_nm`, `ra_threat_bearing_deg` | ft, NM, ° from the nose | where it has not |

use super::Object;
use crate::acas_ra::{Advisory, ResolutionAdvisory, Threat};
use std::fmt::{self, Write};

pub(super) fn advisory<W: Write>(
    object: &mut Object<'_, W>,
    value: ResolutionAdvisory,
) -> fmt::Result {
    let ResolutionAdvisory {
        advisories,
        complement_bits,
        terminated,
        multiple_threats,
        threat,
    } = value;
    object.field("ra_active", value.is_active())?;
    object.field("ra_terminated", terminated)?;
    object.field("ra_multiple_threats", multiple_threats)?;
    object.field("ra_ara", advisories)?;
    object.field("ra_rac", complement_bits)?;
    if let Advisory::OneSense {
        corrective,
        downward,
        increased_rate,
        sense_reversal,
        altitude_crossing,
        positive,
    } = value.advisory()
    {
        let sense = if downward { "\"down\"" } else { "\"up\"" };
        object.field("ra_sense", sense)?;
        object.field("ra_corrective", corrective)?;
        object.field("ra_increased_rate", increased_rate)?;
        object.field("ra_sense_reversal", sense_reversal)?;
        object.field("ra_altitude_crossing", altitude_crossing)?;
        object.field("ra_positive", positive)?;
    }
    if let Threat::Address { address, rest: _ } = threat {
        object.field("ra_threat_icao", format_args!("\"{address:06x}\""))?;
    }
    object.optional("ra_threat_altitude_ft", threat.altitude_ft())?;
    object.decimals("ra_threat_range_nm", threat.range_nm(), 1)?;
    object.decimals("ra_threat_bearing_deg", threat.bearing_deg(), 0)
}
