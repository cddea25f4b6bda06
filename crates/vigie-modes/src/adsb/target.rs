//! Type code 29: target state and status (BDS 6,2): what the autopilot is set
//! to. Subtype 1 here (version 2 and above), subtype 0 (version 1) in
//! [`TargetStateV1`].
//!
//! RTCA DO-260B 2.2.3.2.7.1.3 (layout as two public decoders have it). The
//! subtype has two bits only.

use super::TYPE_CODE;
use crate::Error;
use crate::bits::{Field, Me, bit, bits};

mod version_1;

pub(super) use version_1::OLD_LAYOUT;
pub use version_1::{Source, TargetStateV1};

pub(super) const TYPE: u8 = 29;
/// Two bits, unlike other type codes.
pub(super) const SUBTYPE: Field = bits(6..=7);
/// The place of the bit in both subtypes.
pub(super) const IMF: Field = bit(51);

const SIL_SUPPLEMENT: Field = bit(8);
const FROM_FMS: Field = bit(9);
const ALTITUDE: Field = bits(10..=20);
const PRESSURE: Field = bits(21..=29);
const HEADING_VALID: Field = bit(30);
const HEADING: Field = bits(31..=39);
const NAC_P: Field = bits(40..=43);
const NIC_BARO: Field = bit(44);
const SIL: Field = bits(45..=46);
const MODES_VALID: Field = bit(47);
const MODES: Field = bits(48..=54);
const RESERVED: Field = bits(55..=56);

const ALTITUDE_LSB_FT: i32 = 32;
const PRESSURE_LSB_HPA: f64 = 0.8;
const PRESSURE_ZERO_HPA: f64 = 800.0;
const HEADING_LSB_DEG: f64 = 180.0 / 256.0;

/// What the autopilot is set to, in the counts of the wire.
#[expect(
    clippy::struct_excessive_bools,
    reason = "unrelated bits of the wire, each with its name"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TargetState {
    /// The integrity level is per sample rather than per hour.
    pub sil_supplement: bool,
    /// The selected altitude comes from the flight management system rather
    /// than from the control panel.
    pub from_fms: bool,
    /// Selected altitude: 0 not known, else one more than units of 32 ft.
    pub altitude: u16,
    /// Barometric pressure setting: 0 not known, else one more than units of
    /// 0.8 hPa above 800.
    pub pressure: u16,
    /// The heading means something.
    pub heading_valid: bool,
    /// Selected heading, LSB 180/256 degree.
    pub heading: u16,
    /// Navigation accuracy category for position, 0 to 15.
    pub nac_p: u8,
    /// Barometric altitude has been cross-checked; reserved from version 3.
    pub nic_baro: bool,
    /// Source integrity level, 0 to 3.
    pub sil: u8,
    /// The modes mean something.
    pub modes_valid: bool,
    /// Seven bits: see [`TargetState::mode`]; the fourth is the kind of
    /// address in ADS-R.
    pub modes: u8,
    /// Reserved bits, as sent.
    pub reserved: u8,
}

/// A mode of the autopilot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AutopilotMode {
    /// The autopilot flies.
    Engaged,
    /// Vertical navigation.
    Vnav,
    /// Holds its altitude.
    AltitudeHold,
    /// Approach.
    Approach,
    /// Lateral navigation.
    Lnav,
}

impl AutopilotMode {
    /// All modes.
    pub const ALL: [AutopilotMode; 5] = [
        AutopilotMode::Engaged,
        AutopilotMode::Vnav,
        AutopilotMode::AltitudeHold,
        AutopilotMode::Approach,
        AutopilotMode::Lnav,
    ];

    const fn field(self) -> Field {
        match self {
            AutopilotMode::Engaged => bit(48),
            AutopilotMode::Vnav => bit(49),
            AutopilotMode::AltitudeHold => bit(50),
            AutopilotMode::Approach => bit(52),
            AutopilotMode::Lnav => bit(54),
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            AutopilotMode::Engaged => "autopilot",
            AutopilotMode::Vnav => "vnav",
            AutopilotMode::AltitudeHold => "altitude_hold",
            AutopilotMode::Approach => "approach",
            AutopilotMode::Lnav => "lnav",
        }
    }
}

const ACAS: Field = bit(53);

impl TargetState {
    pub(super) fn parse(me: Me) -> TargetState {
        TargetState {
            sil_supplement: me.flag(SIL_SUPPLEMENT),
            from_fms: me.flag(FROM_FMS),
            altitude: me.u16(ALTITUDE),
            pressure: me.u16(PRESSURE),
            heading_valid: me.flag(HEADING_VALID),
            heading: me.u16(HEADING),
            nac_p: me.u8(NAC_P),
            nic_baro: me.flag(NIC_BARO),
            sil: me.u8(SIL),
            modes_valid: me.flag(MODES_VALID),
            modes: me.u8(MODES),
            reserved: me.u8(RESERVED),
        }
    }

    pub(super) fn emit(self) -> Me {
        Me::ZERO
            .with(TYPE_CODE, TYPE)
            .with(SUBTYPE, 1_u8)
            .with(SIL_SUPPLEMENT, self.sil_supplement)
            .with(FROM_FMS, self.from_fms)
            .with(ALTITUDE, self.altitude)
            .with(PRESSURE, self.pressure)
            .with(HEADING_VALID, self.heading_valid)
            .with(HEADING, self.heading)
            .with(NAC_P, self.nac_p)
            .with(NIC_BARO, self.nic_baro)
            .with(SIL, self.sil)
            .with(MODES_VALID, self.modes_valid)
            .with(MODES, self.modes)
            .with(RESERVED, self.reserved)
    }

    /// With a selected altitude in feet, to the nearest 32, of the flight
    /// management system or the control panel. Fails outside 0 to 65,472.
    pub fn with_altitude_ft(mut self, feet: i32, from_fms: bool) -> Result<TargetState, Error> {
        let count = feet
            .saturating_add(ALTITUDE_LSB_FT / 2)
            .div_euclid(ALTITUDE_LSB_FT);
        self.altitude = field_count(f64::from(count), 2_046, "selected altitude")?;
        self.from_fms = from_fms;
        Ok(self)
    }

    /// With a pressure setting in hectopascals, to the nearest 0.8. Fails
    /// outside 800 to 1,208.
    pub fn with_pressure_hpa(mut self, hpa: f64) -> Result<TargetState, Error> {
        let count = libm::round((hpa - PRESSURE_ZERO_HPA) / PRESSURE_LSB_HPA);
        self.pressure = field_count(count, 510, "pressure setting")?;
        Ok(self)
    }

    /// With a selected heading in degrees from north, any turn.
    pub fn with_heading_deg(mut self, degrees: f64) -> Result<TargetState, Error> {
        let count = libm::round(degrees.rem_euclid(360.0) / HEADING_LSB_DEG);
        self.heading = (field_count(count, 512, "selected heading")? - 1) % 512;
        self.heading_valid = true;
        Ok(self)
    }

    /// With this mode on or off; the modes mean something from then on.
    #[must_use]
    pub fn with_mode(mut self, mode: AutopilotMode, on: bool) -> TargetState {
        self.modes = Me::ZERO
            .with(MODES, self.modes)
            .with(mode.field(), on)
            .u8(MODES);
        self.modes_valid = true;
        self
    }

    /// With collision avoidance working or not.
    #[must_use]
    pub fn with_acas(mut self, operational: bool) -> TargetState {
        self.modes = Me::ZERO
            .with(MODES, self.modes)
            .with(ACAS, operational)
            .u8(MODES);
        self
    }

    /// Selected altitude, feet.
    #[must_use]
    pub fn altitude_ft(self) -> Option<i32> {
        Some(i32::from(self.altitude.checked_sub(1)?) * ALTITUDE_LSB_FT)
    }

    /// Pressure setting, hectopascals.
    #[must_use]
    pub fn pressure_hpa(self) -> Option<f64> {
        Some(f64::from(self.pressure.checked_sub(1)?) * PRESSURE_LSB_HPA + PRESSURE_ZERO_HPA)
    }

    /// Selected heading, degrees from north, 0 to below 360.
    #[must_use]
    pub fn heading_deg(self) -> Option<f64> {
        self.heading_valid
            .then(|| f64::from(self.heading) * HEADING_LSB_DEG)
    }

    /// Whether the autopilot is in this mode, where it says so.
    #[must_use]
    pub fn mode(self, mode: AutopilotMode) -> Option<bool> {
        let me = Me::ZERO.with(MODES, self.modes);
        self.modes_valid.then(|| me.flag(mode.field()))
    }

    /// Collision avoidance works.
    #[must_use]
    pub fn acas_operational(self) -> bool {
        Me::ZERO.with(MODES, self.modes).flag(ACAS)
    }

    /// The bit that tells the kind of address in a rebroadcast (ADS-R).
    #[must_use]
    pub(crate) fn imf(self) -> bool {
        Me::ZERO.with(MODES, self.modes).flag(IMF)
    }
}

/// One more than `count`, which must be 0 to `highest`.
fn field_count(count: f64, highest: u16, what: &'static str) -> Result<u16, Error> {
    if !(0.0..=f64::from(highest)).contains(&count) {
        return Err(Error::Range(what));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked just above"
    )]
    let count = count as u16;
    Ok(count + 1)
}

#[cfg(test)]
mod tests;
