//! How good an aircraft says its data are: the version rules as tables and
//! pure functions.
//!
//! A position says how well it is contained by its type code, by supplements
//! that other messages carry, and by the version of the rules its transmitter
//! follows. So one needs a memory per transmitter: [`TransmitterState`].
//!
//! RTCA DO-260B / ICAO Doc 9871 table C-2 (seen in a public draft for the
//! surface types), C-13, C-29; for version 0 ED-102A appendix N. The numbers
//! were compared with two public decoders, which agree but for the surface in
//! version 1, where one has no supplement. What version 3 (DO-260C) changed
//! is taken from a third public decoder. A claim is not a measurement:
//! nothing here judges it.
//!
//! | name | what                                              | unit |
//! |------|---------------------------------------------------|------|
//! | NUCp | version 0: position; HPL and 95 % error           | m    |
//! | NUCr | version 0: velocity, as NACv                      | m/s  |
//! | NIC  | integrity: containment radius Rc                  | m    |
//! | NACp | 95 % error of position, across (EPU), up (VEPU)   | m    |
//! | NACv | 95 % error of velocity                            | m/s  |
//! | GVA  | 95 % error of geometric height                    | m    |
//! | SIL  | probability of being outside Rc unnoticed         | per hour or sample |
//! | SDA  | probability that the system sends wrong data      | per flight hour |

use super::{OperationalStatus, Squitter, Version};
use crate::message::ExtendedSquitter;

/// Metres of a nautical mile.
const NM: f64 = 1_852.0;

/// The bits beside the type code that the integrity category depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NicSupplements {
    /// A: operational status, from version 1.
    pub a: bool,
    /// B: airborne position, from version 2.
    pub b: bool,
    /// C: operational status on the surface, from version 2.
    pub c: bool,
    /// D: velocity, 0 to 3, from version 3.
    pub d: u8,
}

/// How well a position is contained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Integrity {
    /// Navigation integrity category, 0 to 11; 0 is "unknown".
    pub nic: u8,
    /// Rc: the true position is nearer than this, metres; `None`: unknown.
    pub containment_radius_m: Option<f64>,
}

impl Integrity {
    /// Contained by nothing.
    pub const UNKNOWN: Integrity = Integrity {
        nic: 0,
        containment_radius_m: None,
    };
}

/// Integrity of a position by version, type code (0, 5 to 18, 20 to 22) and
/// supplements; `None` for any other type code.
///
/// Version 0 knows no NIC: there it is the category that ED-102A table N-7
/// gives for the position's NUCp, and the radius is the protection limit.
#[must_use]
pub fn integrity(
    version: Version,
    type_code: u8,
    supplements: NicSupplements,
) -> Option<Integrity> {
    let NicSupplements { a, b, c, d } = supplements;
    if version == 0 {
        let uncertainty = nuc_p(type_code)?;
        return Some(Integrity {
            nic: nic_of_version_0(type_code),
            containment_radius_m: uncertainty.protection_limit_m,
        });
    }
    let second = version >= 2;
    let (nic, radius) = match type_code {
        // From version 3 a geometric height says how well it is contained by
        // supplement D.
        20..=22 if version >= 3 => match (type_code, d) {
            (20, 3) => (11, 7.5),
            (20, 2) => (10, 25.0),
            (20, 1) => (9, 75.0),
            (20, _) => (8, 0.1 * NM),
            (21, _) => (7, 0.2 * NM),
            (_, 3) => (6, 0.6 * NM),
            (_, 2) => (5, NM),
            (_, 1) => (4, 2.0 * NM),
            _ => return Some(Integrity::UNKNOWN),
        },
        5 | 9 | 20 => (11, 7.5),
        6 | 10 | 21 => (10, 25.0),
        7 if a && !(second && c) => (9, 75.0),
        11 if a && (b || !second) => (9, 75.0),
        7 | 11 => (8, 0.1 * NM),
        8 if second && a && c => (7, 0.2 * NM),
        8 if second && a => (6, 0.3 * NM),
        8 if second && c => (6, 0.6 * NM),
        12 => (7, 0.2 * NM),
        13 if a && (b || !second) => (6, 0.6 * NM),
        13 if second && b => (6, 0.3 * NM),
        13 => (6, 0.5 * NM),
        14 => (5, NM),
        15 => (4, 2.0 * NM),
        16 if a && (b || !second) => (3, 4.0 * NM),
        16 => (2, 8.0 * NM),
        17 => (1, 20.0 * NM),
        0 | 8 | 18 | 22 => return Some(Integrity::UNKNOWN),
        _ => return None,
    };
    Some(Integrity {
        nic,
        containment_radius_m: Some(radius),
    })
}

/// Uncertainty of a position in version 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PositionUncertainty {
    /// Navigation uncertainty category, 0 to 9; 0 is "unknown".
    pub nuc_p: u8,
    /// HPL: horizontal protection limit, metres.
    pub protection_limit_m: Option<f64>,
    /// 95 % of positions are off by less, metres.
    pub position_error_m: Option<f64>,
    /// 95 % of heights are off by less, metres.
    pub height_error_m: Option<f64>,
}

/// NUCp by type code (0, 5 to 18, 20 to 22); `None` for any other.
#[must_use]
pub fn nuc_p(type_code: u8) -> Option<PositionUncertainty> {
    let (nuc_p, limit, error, height) = match type_code {
        5 | 9 | 20 => (9, Some(7.5), Some(3.0), Some(4.0)),
        6 | 10 | 21 => (8, Some(25.0), Some(10.0), Some(15.0)),
        7 | 11 => (7, Some(0.1 * NM), Some(0.05 * NM), None),
        12 => (6, Some(0.2 * NM), Some(0.1 * NM), None),
        // On the surface the limit is "0.1 NM or more".
        8 => (6, None, None, None),
        13 => (5, Some(0.5 * NM), Some(0.25 * NM), None),
        14 => (4, Some(NM), Some(0.5 * NM), None),
        15 => (3, Some(2.0 * NM), Some(NM), None),
        16 => (2, Some(10.0 * NM), Some(5.0 * NM), None),
        17 => (1, Some(20.0 * NM), Some(10.0 * NM), None),
        0 | 18 | 22 => (0, None, None, None),
        _ => return None,
    };
    let has_height = type_code != 5 && type_code != 6;
    Some(PositionUncertainty {
        nuc_p,
        protection_limit_m: limit,
        position_error_m: error,
        height_error_m: height.filter(|_| has_height),
    })
}

/// ED-102A table N-7, as a public decoder has it.
fn nic_of_version_0(type_code: u8) -> u8 {
    match type_code {
        5 | 9 | 20 => 11,
        6 | 10 | 21 => 10,
        7 | 11 => 8,
        12 => 7,
        13 => 6,
        14 => 5,
        15 => 4,
        16 | 17 => 1,
        _ => 0,
    }
}

/// EPU: 95 % of positions are off by less, metres, by NACp. `None`: unknown
/// (0) or reserved (12 and above).
#[must_use]
pub fn epu_m(nac_p: u8) -> Option<f64> {
    Some(match nac_p {
        11 => 3.0,
        10 => 10.0,
        9 => 30.0,
        8 => 0.05 * NM,
        7 => 0.1 * NM,
        6 => 0.3 * NM,
        5 => 0.5 * NM,
        4 => NM,
        3 => 2.0 * NM,
        2 => 4.0 * NM,
        1 => 10.0 * NM,
        _ => return None,
    })
}

/// VEPU: 95 % of heights are off by less, metres, by NACp; in version 1 only,
/// later versions say it by GVA.
#[must_use]
pub fn vepu_m(version: Version, nac_p: u8) -> Option<f64> {
    match (version, nac_p) {
        (1, 11) => Some(4.0),
        (1, 10) => Some(15.0),
        (1, 9) => Some(45.0),
        _ => None,
    }
}

/// 95 % of velocities are off by less, across and up, m/s, by NACv, or NUCr
/// in version 0. The vertical one ceased with version 2 (unverified). `None`:
/// unknown or reserved.
#[must_use]
pub fn velocity_error_mps(nac_v: u8) -> Option<(f64, f64)> {
    Some(match nac_v {
        1 => (10.0, 15.24),
        2 => (3.0, 4.57),
        3 => (1.0, 1.52),
        4 => (0.3, 0.46),
        _ => return None,
    })
}

/// 95 % of geometric heights are off by no more, metres, by GVA. `None`:
/// unknown or above 150 m (0), reserved (3 before version 3).
#[must_use]
pub fn gva_m(version: Version, gva: u8) -> Option<f64> {
    match gva {
        1 => Some(150.0),
        2 => Some(45.0),
        3 if version >= 3 => Some(10.0),
        _ => None,
    }
}

/// What a probability is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// Flight hour.
    Hour,
    /// Sample, that is one position.
    Sample,
    /// Version 1 leaves it open.
    Unspecified,
}

/// Probability of being outside the containment radius without an alert, at
/// most, by SIL (version 1 and above). `None`: unknown, or above 10⁻³.
#[must_use]
pub fn sil_probability(sil: u8) -> Option<f64> {
    match sil {
        1 => Some(1e-3),
        2 => Some(1e-5),
        3 => Some(1e-7),
        _ => None,
    }
}

/// What the probability of SIL is counted by: version 2 says it by the SIL
/// supplement.
#[must_use]
pub fn sil_per(version: Version, supplement: bool) -> Per {
    match (version, supplement) {
        (0 | 1, _) => Per::Unspecified,
        (_, false) => Per::Hour,
        (_, true) => Per::Sample,
    }
}

/// Probability a flight hour that a fault of the system makes it send false
/// data, at most, by SDA (version 2). `None`: unknown, or above 10⁻³.
#[must_use]
pub fn sda_probability(sda: u8) -> Option<f64> {
    sil_probability(sda)
}

/// What one transmitter has said about the quality of its data: what reading
/// its next position needs. Some 20 bytes; [`Default`] knows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TransmitterState {
    version: Option<Version>,
    nic_a: Option<bool>,
    nic_c: Option<bool>,
    nic_d: Option<u8>,
    nac_p: Option<u8>,
    nac_v: Option<u8>,
    sil: Option<(u8, bool)>,
    gva: Option<u8>,
    sda: Option<u8>,
}

impl TransmitterState {
    /// Takes in what a message says about quality: operational status, and
    /// the velocity's accuracy.
    pub fn learn(&mut self, message: &ExtendedSquitter) {
        match &message.squitter {
            Squitter::OperationalStatus(said) => self.learn_status(*said),
            Squitter::Velocity(said) => {
                self.nac_v = Some(said.nac_v);
                if self.version >= Some(3) {
                    self.nic_d = said.nic_supplement_d().or(self.nic_d);
                }
            }
            _ => {}
        }
    }

    fn learn_status(&mut self, said: OperationalStatus) {
        let version = said.version;
        if self.version != Some(version) {
            // What another version said means something else.
            *self = TransmitterState {
                version: Some(version),
                nac_v: self.nac_v,
                ..TransmitterState::default()
            };
        }
        if version == 0 {
            return;
        }
        self.nic_a = Some(said.nic_supplement_a);
        self.nac_p = said.nac_p();
        self.sil = said.sil().map(|sil| (sil, said.sil_supplement));
        self.gva = said.gva().or(self.gva);
        self.nic_c = said.nic_supplement_c().or(self.nic_c);
        self.sda = said.sda().or(self.sda);
        self.nac_v = said.nac_v().or(self.nac_v);
    }

    /// The version it said; until it does, the rules are those of version 0.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        self.version
    }

    /// Integrity of a position; `None` for any other message. Where a
    /// supplement it depends on has not been heard, the larger radius.
    #[must_use]
    pub fn integrity(&self, message: &ExtendedSquitter) -> Option<Integrity> {
        let version = self.version.unwrap_or(0);
        let type_code = message.squitter.type_code();
        let one = |flag: Option<bool>| flag.map_or([false, true], |flag| [flag; 2]);
        let mut worst: Option<Integrity> = None;
        for a in one(self.nic_a) {
            for b in one(message.nic_supplement_b()) {
                for c in one(self.nic_c) {
                    // The least is what 0 promises.
                    let d = self.nic_d.unwrap_or(0);
                    let next = integrity(version, type_code, NicSupplements { a, b, c, d })?;
                    worst = Some(worst.map_or(next, |worst| wider(worst, next)));
                }
            }
        }
        worst
    }

    /// Navigation integrity category of a position.
    #[must_use]
    pub fn nic(&self, message: &ExtendedSquitter) -> Option<u8> {
        Some(self.integrity(message)?.nic)
    }

    /// 95 % of its positions are off by less, metres: by NACp, in version 0
    /// by this position's NUCp. `None`: unknown, or not a position.
    #[must_use]
    pub fn position_error_m(&self, message: &ExtendedSquitter) -> Option<f64> {
        match self.version {
            None | Some(0) => nuc_p(message.squitter.type_code())?.position_error_m,
            Some(_) => epu_m(self.nac_p?),
        }
    }

    /// 95 % of its velocities are off by less, m/s.
    #[must_use]
    pub fn velocity_error_mps(&self) -> Option<f64> {
        velocity_error_mps(self.nac_v?).map(|(across, _)| across)
    }

    /// Navigation accuracy category for position, from version 1.
    #[must_use]
    pub fn nac_p(&self) -> Option<u8> {
        self.nac_p
    }

    /// Navigation accuracy category for velocity; NUCr in version 0.
    #[must_use]
    pub fn nac_v(&self) -> Option<u8> {
        self.nac_v
    }

    /// Source integrity level, from version 1.
    #[must_use]
    pub fn sil(&self) -> Option<u8> {
        self.sil.map(|(sil, _)| sil)
    }

    /// What the probability of SIL is counted by.
    #[must_use]
    pub fn sil_per(&self) -> Option<Per> {
        let (_, supplement) = self.sil?;
        Some(sil_per(self.version?, supplement))
    }

    /// Geometric vertical accuracy, from version 2.
    #[must_use]
    pub fn gva(&self) -> Option<u8> {
        self.gva
    }

    /// System design assurance, from version 2.
    #[must_use]
    pub fn sda(&self) -> Option<u8> {
        self.sda
    }
}

/// Of two, the one that promises less.
fn wider(one: Integrity, other: Integrity) -> Integrity {
    let radius = |it: Integrity| it.containment_radius_m.unwrap_or(f64::INFINITY);
    if radius(other) > radius(one) {
        other
    } else {
        one
    }
}

#[cfg(test)]
mod tests;
