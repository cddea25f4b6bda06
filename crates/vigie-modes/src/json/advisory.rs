//! The fields of a resolution advisory, whichever message carries it.
//!
//! | field | unit | what |
//! |-------|------|------|
//! | `ra_active` | | an advisory was given and has not ended |
//! | `ra_terminated` | | it has ended |
//! | `ra_multiple_threats` | | |
//! | `ra_ara`, `ra_rac` | bits | advisories and complements, as sent |
//! | `ra_sense` | | `"up"`, `"down"`; of two senses absent |
//! | `ra_corrective`, `ra_increased_rate`, `ra_positive` | | of one sense |
//! | `ra_correct_upward`, `ra_climb`, `ra_correct_downward`, `ra_descend` | | of two senses |
//! | `ra_sense_reversal`, `ra_altitude_crossing` | | of either |
//! | `ra_strength` | code | of ACAS X |
//! | `ra_complements` | list | `not_below`, `not_above`, `not_left`, `not_right` |
//! | `ra_threat_icao` | | address, where the threat has Mode S |
//! | `ra_threat_altitude_ft`, `ra_threat_range_nm`, `ra_threat_bearing_deg` | ft, NM, ° from the nose | where it has not |

use super::Object;
use crate::acas_ra::{Advisory, Complements, ResolutionAdvisory, Threat};
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
    given(object, value.advisory())?;
    complements(object, value.complements())?;
    if let Threat::Address { address, rest: _ } = threat {
        object.field("ra_threat_icao", format_args!("\"{address:06x}\""))?;
    }
    if let Some(address) = threat.acas_x_address() {
        object.field("ra_threat_icao", format_args!("\"{address:06x}\""))?;
    }
    object.optional("ra_threat_altitude_ft", threat.altitude_ft())?;
    object.decimals("ra_threat_range_nm", threat.range_nm(), 1)?;
    object.decimals("ra_threat_bearing_deg", threat.bearing_deg(), 0)
}

fn given<W: Write>(object: &mut Object<'_, W>, advisory: Advisory) -> fmt::Result {
    match advisory {
        Advisory::None => Ok(()),
        Advisory::OneSense {
            corrective,
            downward,
            increased_rate,
            sense_reversal,
            altitude_crossing,
            positive,
        } => {
            object.field("ra_corrective", corrective)?;
            object.field("ra_sense", if downward { "\"down\"" } else { "\"up\"" })?;
            object.field("ra_increased_rate", increased_rate)?;
            object.field("ra_sense_reversal", sense_reversal)?;
            object.field("ra_altitude_crossing", altitude_crossing)?;
            object.field("ra_positive", positive)
        }
        Advisory::TwoSenses {
            correct_upward,
            climb,
            correct_downward,
            descend,
            altitude_crossing,
            sense_reversal,
        } => {
            object.field("ra_correct_upward", correct_upward)?;
            object.field("ra_climb", climb)?;
            object.field("ra_correct_downward", correct_downward)?;
            object.field("ra_descend", descend)?;
            object.field("ra_altitude_crossing", altitude_crossing)?;
            object.field("ra_sense_reversal", sense_reversal)
        }
        Advisory::AcasX {
            one_sense: _,
            altitude_crossing,
            downward,
            strength,
        } => {
            object.field("ra_sense", if downward { "\"down\"" } else { "\"up\"" })?;
            object.field("ra_strength", strength)?;
            object.field("ra_altitude_crossing", altitude_crossing)
        }
    }
}

fn complements<W: Write>(object: &mut Object<'_, W>, value: Complements) -> fmt::Result {
    let Complements {
        not_below,
        not_above,
        not_left,
        not_right,
    } = value;
    let all = [
        (not_below, "not_below"),
        (not_above, "not_above"),
        (not_left, "not_left"),
        (not_right, "not_right"),
    ];
    object.list("ra_complements", all)
}
