//! BDS 3,0: ACAS active resolution advisory.
//!
//! ICAO Doc 9871 table A-2-48 (from memory, unverified). The BDS code 0x30 in
//! bits 1 to 8; bits 9 to 56 as [`crate::acas_ra`] states them.

use super::layout::{CODE, Layout, Rule};
use super::{Bds, Contradiction};
use crate::acas_ra::{ResolutionAdvisory, Threat};
use crate::bits::Mb;

pub(super) const LAYOUT: Layout = Layout::new(
    ActiveAdvisory::BDS,
    &[
        Rule::code(ActiveAdvisory::BDS),
        Rule::Other {
            what: "threat identity",
            holds: threat_is_assigned,
        },
    ],
);

/// What BDS 3,0 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ActiveAdvisory {
    /// The advisory.
    pub advisory: ResolutionAdvisory,
}

impl ActiveAdvisory {
    /// This register's number.
    pub const BDS: Bds = Bds(0x30);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<ActiveAdvisory, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(ActiveAdvisory {
            advisory: ResolutionAdvisory::parse(mb),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        self.advisory.emit().with(CODE, ActiveAdvisory::BDS.0)
    }
}

/// No identity where none is announced, nothing after an address, and no
/// kind of identity that is not assigned.
fn threat_is_assigned(mb: Mb) -> bool {
    match ResolutionAdvisory::parse(mb).threat {
        Threat::None(rest) => rest == 0,
        Threat::Address { rest, .. } => rest == 0,
        Threat::Place { .. } | Threat::AcasX(_) => true,
        Threat::Unassigned(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::ActiveAdvisory;
    use crate::acas_ra::{Advisory, Complements, ResolutionAdvisory, Threat};
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_contradicts() {
        let advisory = Advisory::OneSense {
            corrective: true,
            downward: false,
            increased_rate: false,
            sense_reversal: false,
            altitude_crossing: false,
            positive: true,
        };
        let threat = Threat::address(0x40_6b90).expect("24 bits");
        let said = ActiveAdvisory {
            advisory: ResolutionAdvisory::new(advisory, Complements::default(), threat),
        };
        let mb = said.emit();
        assert_eq!(mb.value() >> 48, 0x30);
        assert_eq!(ActiveAdvisory::parse(mb), Ok(said));
        // Another code; two bits after the address; no kind; a kind unknown.
        for wrong in [1 << 48, 1, 1 << 26, 1 << 27] {
            let mb = Mb::new(mb.value() ^ wrong);
            assert!(ActiveAdvisory::parse(mb).is_err(), "{wrong:x}");
        }
    }
}
