//! The fields of target state and operational status.

use crate::adsb::quality::{Per, sil_per};
use crate::adsb::{
    AutopilotMode, LateralOffset, LongitudinalOffset, OperationalStatus, StatusFlag, TargetState,
    TargetStateV1, emergency_meaning,
};
use crate::json::{Context, Object};
use std::fmt::{self, Write};

pub(super) fn target<W: Write>(object: &mut Object<'_, W>, value: TargetState) -> fmt::Result {
    object.field("subtype", 1)?;
    if let Some(feet) = value.altitude_ft() {
        object.field("selected_altitude_ft", feet)?;
        let source = if value.from_fms { "fms" } else { "mcp" };
        object.word("selected_altitude_source", source)?;
    }
    object.decimals("pressure_setting_hpa", value.pressure_hpa(), 1)?;
    object.decimals("selected_heading_deg", value.heading_deg(), 3)?;
    for mode in AutopilotMode::ALL {
        object.optional(mode.as_str(), value.mode(mode))?;
    }
    object.field("acas_operational", value.acas_operational())?;
    object.field("nac_p", value.nac_p)?;
    object.field("nic_baro", value.nic_baro)?;
    object.field("sil", value.sil)?;
    per(object, sil_per(2, value.sil_supplement))
}

pub(super) fn target_v1<W: Write>(object: &mut Object<'_, W>, value: TargetStateV1) -> fmt::Result {
    object.field("subtype", 0)?;
    if let Some((feet, source)) = value.altitude_ft() {
        object.field("selected_altitude_ft", feet)?;
        object.word("selected_altitude_source", source.as_str())?;
    }
    if let Some((degrees, _)) = value.angle_deg() {
        let name = if value.angle_is_track {
            "selected_track_deg"
        } else {
            "selected_heading_deg"
        };
        object.field(name, degrees)?;
    }
    object.field("vertical_mode", value.vertical_mode)?;
    object.field("horizontal_mode", value.horizontal_mode)?;
    object.field("nac_p", value.nac_p)?;
    object.field("nic_baro", value.nic_baro)?;
    object.field("sil", value.sil)?;
    object.field("emergency_state", value.emergency)?;
    match emergency_meaning(value.emergency) {
        Some(meaning) => object.word("emergency", meaning),
        None => Ok(()),
    }
}

pub(super) fn operational<W: Write>(
    object: &mut Object<'_, W>,
    value: OperationalStatus,
    context: &Context<'_>,
) -> fmt::Result {
    object.field("subtype", u8::from(value.surface))?;
    object.field("version", value.version)?;
    object.optional("nic", context.nic)?;
    object.optional("nac_p", value.nac_p())?;
    object.optional("nac_v", value.nac_v())?;
    if let Some(sil) = value.sil() {
        object.field("sil", sil)?;
        per(object, sil_per(value.version, value.sil_supplement))?;
        object.field("nic_supplement_a", value.nic_supplement_a)?;
    }
    object.optional("gva", value.gva())?;
    object.optional("sda", value.sda())?;
    object.optional("nic_baro", value.nic_baro())?;
    for flag in StatusFlag::ALL {
        object.optional(flag.as_str(), value.flag(flag))?;
    }
    object.optional("trajectory_change_report", value.trajectory_change())?;
    object.optional("transmit_power", value.transmit_power())?;
    object.optional("reduced_capability", value.reduced_capability())?;
    object.optional("detect_and_avoid", value.detect_and_avoid())?;
    object.optional("receiver_version", value.receiver_version())?;
    object.optional("heading_is_magnetic", value.heading_is_magnetic())?;
    object.optional("surface_angle_is_heading", value.surface_angle_is_heading())?;
    on_the_surface(object, value)
}

fn on_the_surface<W: Write>(object: &mut Object<'_, W>, value: OperationalStatus) -> fmt::Result {
    if let Some(size) = value.length_width() {
        object.field("length_m", size.length_m)?;
        object.field("width_m", size.width_m)?;
    }
    let Some(offset) = value.antenna_offset() else {
        return Ok(());
    };
    if let LateralOffset::RightM(metres) = offset.lateral {
        object.field("antenna_right_m", metres)?;
    }
    match offset.longitudinal {
        LongitudinalOffset::AftM(metres) => object.field("antenna_aft_m", metres),
        LongitudinalOffset::Applied => object.field("position_offset_applied", true),
        LongitudinalOffset::Unknown => Ok(()),
    }
}

fn per<W: Write>(object: &mut Object<'_, W>, per: Per) -> fmt::Result {
    match per {
        Per::Hour => object.word("sil_per", "hour"),
        Per::Sample => object.word("sil_per", "sample"),
        Per::Unspecified => Ok(()),
    }
}
