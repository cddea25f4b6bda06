//! Type code 31, subtypes 0 (airborne) and 1 (surface): operational status
//! (BDS 6,5).
//!
//! The accuracy and integrity fields exist from version 1 on, some from
//! version 2; a method says `None` where the version has no such field.
//! What version 3 (DO-260C) changed is taken from a public decoder; above 3
//! as 3. In ADS-R the last bit is the kind of address.
//!
//! The bits of capability classes and operational modes are named by
//! [`StatusFlag`].

use super::{SUBTYPE, TYPE_CODE};
use crate::bits::{Field, Me, bit, bits};

mod codes;

pub use codes::{AntennaOffset, LateralOffset, LengthWidth, LongitudinalOffset, StatusFlag};

pub(super) const TYPE: u8 = 31;

const CAPABILITIES: Field = bits(9..=24);
const MODES: Field = bits(25..=40);
const VERSION: Field = bits(41..=43);
const NIC_SUPPLEMENT_A: Field = bit(44);
const NAC_P: Field = bits(45..=48);
const GVA: Field = bits(49..=50);
const SIL: Field = bits(51..=52);
const NIC_BARO: Field = bit(53);
const MAGNETIC: Field = bit(54);
const SIL_SUPPLEMENT: Field = bit(55);
const RESERVED: Field = bit(56);

/// The ADS-B version of the transmitter: 0 (DO-260), 1 (DO-260A), 2
/// (DO-260B), 3 (DO-260C); above not assigned.
pub type Version = u8;

/// What the transmitter is, and how good its position is.
#[expect(
    clippy::struct_excessive_bools,
    reason = "six unrelated bits of the wire, each with its name"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct OperationalStatus {
    /// Subtype 1: on the surface.
    pub surface: bool,
    /// Capability class codes; on the surface the last four bits are length
    /// and width.
    pub capabilities: u16,
    /// Operational mode codes.
    pub modes: u16,
    /// ADS-B version.
    pub version: Version,
    /// NIC supplement A.
    pub nic_supplement_a: bool,
    /// Navigation accuracy category for position, 0 to 15.
    pub nac_p: u8,
    /// Geometric vertical accuracy (version 2, airborne).
    pub gva: u8,
    /// Source integrity level, 0 to 3.
    pub sil: u8,
    /// Airborne: barometric altitude cross-checked. Surface: the angle sent
    /// is a heading rather than a track.
    pub nic_baro: bool,
    /// Headings are from magnetic north rather than true (HRD).
    pub magnetic: bool,
    /// The integrity level is per sample rather than per hour (version 2).
    pub sil_supplement: bool,
    /// Reserved bit, as sent; in ADS-R the kind of address (IMF).
    pub reserved: bool,
}

impl OperationalStatus {
    pub(super) fn parse(me: Me) -> OperationalStatus {
        OperationalStatus {
            surface: me.u8(SUBTYPE) == 1,
            capabilities: me.u16(CAPABILITIES),
            modes: me.u16(MODES),
            version: me.u8(VERSION),
            nic_supplement_a: me.flag(NIC_SUPPLEMENT_A),
            nac_p: me.u8(NAC_P),
            gva: me.u8(GVA),
            sil: me.u8(SIL),
            nic_baro: me.flag(NIC_BARO),
            magnetic: me.flag(MAGNETIC),
            sil_supplement: me.flag(SIL_SUPPLEMENT),
            reserved: me.flag(RESERVED),
        }
    }

    pub(super) fn emit(self) -> Me {
        Me::ZERO
            .with(TYPE_CODE, TYPE)
            .with(SUBTYPE, self.surface)
            .with(CAPABILITIES, self.capabilities)
            .with(MODES, self.modes)
            .with(VERSION, self.version)
            .with(NIC_SUPPLEMENT_A, self.nic_supplement_a)
            .with(NAC_P, self.nac_p)
            .with(GVA, self.gva)
            .with(SIL, self.sil)
            .with(NIC_BARO, self.nic_baro)
            .with(MAGNETIC, self.magnetic)
            .with(SIL_SUPPLEMENT, self.sil_supplement)
            .with(RESERVED, self.reserved)
    }

    /// Navigation accuracy category for position; from version 1.
    #[must_use]
    pub fn nac_p(self) -> Option<u8> {
        (self.version >= 1).then_some(self.nac_p)
    }

    /// Source integrity level; from version 1.
    #[must_use]
    pub fn sil(self) -> Option<u8> {
        (self.version >= 1).then_some(self.sil)
    }

    /// Geometric vertical accuracy; from version 2, airborne.
    #[must_use]
    pub fn gva(self) -> Option<u8> {
        (self.version >= 2 && !self.surface).then_some(self.gva)
    }

    /// Barometric altitude has been cross-checked; versions 1 and 2, airborne.
    #[must_use]
    pub fn nic_baro(self) -> Option<bool> {
        (matches!(self.version, 1 | 2) && !self.surface).then_some(self.nic_baro)
    }

    /// The angle in surface positions is a heading, not a track; from version
    /// 1, on the surface.
    #[must_use]
    pub fn surface_angle_is_heading(self) -> Option<bool> {
        (self.version >= 1 && self.surface).then_some(self.nic_baro)
    }

    /// Headings are from magnetic north; from version 1, airborne not from
    /// version 3.
    #[must_use]
    pub fn heading_is_magnetic(self) -> Option<bool> {
        let last = if self.surface { u8::MAX } else { 2 };
        (1..=last).contains(&self.version).then_some(self.magnetic)
    }
}
