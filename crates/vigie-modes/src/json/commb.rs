//! The fields of a Comm-B register.

use super::Object;
use crate::commb::Register;
use std::fmt::{self, Write};

/// Writes `bds`, `bds_probability`, and the register's fields.
pub(super) fn register<W: Write>(
    object: &mut Object<'_, W>,
    register: &Register,
    probability: f64,
) -> fmt::Result {
    object.field("bds", format_args!("\"{}\"", register.bds()))?;
    object.decimals("bds_probability", Some(probability), 3)?;
    match register {
        Register::HeadingAndSpeed(value) => {
            object.decimals("heading_magnetic_deg", value.heading_deg(), 3)?;
            object.optional("ias_kt", value.airspeed_kt)?;
            object.decimals("mach", value.mach(), 3)?;
            object.optional("baro_rate_fpm", value.baro_rate_fpm())?;
            object.optional("inertial_rate_fpm", value.inertial_rate_fpm())
        }
    }
}
