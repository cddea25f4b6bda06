//! BDS 1,0: data link capability report.
//!
//! ICAO Doc 9871 table A-2-16 and RTCA DO-181E 2.2.19.1.12.6.2 (as two public
//! decoders read them; the tables themselves unverified).
//!
//! | quantity                                       | bits  |
//! |------------------------------------------------|-------|
//! | BDS code, 0x10                                 | 1–8   |
//! | continuation in BDS 1,1                        | 9     |
//! | reserved; for newer ACAS since DO-181F         | 10–14 |
//! | overlay command                                | 15    |
//! | ACAS interface operational                     | 16    |
//! | Mode S subnetwork version                      | 17–23 |
//! | enhanced protocol (level 5)                    | 24    |
//! | Mode S specific services                       | 25    |
//! | uplink ELM throughput                          | 26–28 |
//! | downlink ELM throughput                        | 29–32 |
//! | aircraft identification                        | 33    |
//! | extended squitter: 0,5 and 0,6 are kept fresh  | 34    |
//! | surveillance identifier (SI) codes             | 35    |
//! | toggles when BDS 1,7 changes                   | 36    |
//! | ACAS hybrid surveillance                       | 37    |
//! | ACAS gives resolution advisories               | 38    |
//! | ACAS version, bit 40 the more significant      | 39, 40 |
//! | data terminal equipment                        | 41–56 |

use super::layout::{CODE, Layout, Rule};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Field, Mb, bit, bits};

const CONTINUATION: Field = bit(9);
const ACAS_EXTENSION: Field = bits(10..=14);
const OVERLAY: Field = bit(15);
const ACAS_OPERATIONAL: Field = bit(16);
const SUBNETWORK: Field = bits(17..=23);
const ENHANCED: Field = bit(24);
const SERVICES: Field = bit(25);
const UPLINK: Field = bits(26..=28);
const DOWNLINK: Field = bits(29..=32);
const IDENTIFICATION: Field = bit(33);
const SQUITTER: Field = bit(34);
const IDENTIFIER_CODES: Field = bit(35);
const COMMON_TOGGLE: Field = bit(36);
const HYBRID: Field = bit(37);
const RESOLUTION: Field = bit(38);
const ACAS_VERSION_LOW: Field = bit(39);
const ACAS_VERSION_HIGH: Field = bit(40);
const TERMINALS: Field = bits(41..=56);

pub(super) const LAYOUT: Layout = Layout::new(
    DataLinkCapability::BDS,
    &[Rule::code(DataLinkCapability::BDS)],
);

/// What BDS 1,0 says.
#[expect(
    clippy::struct_excessive_bools,
    reason = "ten unrelated bits of the wire, each with its name"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct DataLinkCapability {
    /// More follows in BDS 1,1.
    pub continuation: bool,
    /// Bits 10 to 14, as sent: 0 before DO-181F.
    pub acas_extension: u8,
    /// Replies can carry the overlaid register number (command capability).
    pub overlay: bool,
    /// The interface to the ACAS works.
    pub acas_operational: bool,
    /// Version of the Mode S subnetwork, 0 (none) to 127.
    pub subnetwork_version: u8,
    /// Level 5 transponder.
    pub enhanced_protocol: bool,
    /// At least one Mode S specific service beyond the common registers.
    pub specific_services: bool,
    /// Throughput of uplinked extended-length messages, 0 (none) to 7.
    pub uplink_elm: u8,
    /// Throughput of downlinked extended-length messages, 0 (none) to 15.
    pub downlink_elm: u8,
    /// Aircraft identification comes by an interface of its own.
    pub identification: bool,
    /// Positions in BDS 0,5 and 0,6 are kept fresh.
    pub squitter: bool,
    /// Understands surveillance identifier codes.
    pub identifier_codes: bool,
    /// Toggles when BDS 1,7 changes.
    pub common_toggle: bool,
    /// ACAS: hybrid surveillance.
    pub hybrid_surveillance: bool,
    /// ACAS: resolution advisories too, not only traffic advisories.
    pub resolution_advisories: bool,
    /// ACAS: 0 DO-185 (6.04A), 1 DO-185A, 2 DO-185B, 3 see elsewhere.
    pub acas_version: u8,
    /// Data terminal equipment, one bit each (other uses since DO-181F).
    pub terminals: u16,
}

impl DataLinkCapability {
    /// This register's number.
    pub const BDS: Bds = Bds(0x10);

    /// Of a transponder of this subnetwork version with identification and
    /// extended squitter, ACAS of version `acas` (0 to 2) where there is one.
    /// Fails beyond these and for a version above 127.
    pub fn new(subnetwork_version: u8, acas: Option<u8>) -> Result<DataLinkCapability, Error> {
        if subnetwork_version > 127 {
            return Err(Error::Range("subnetwork version"));
        }
        if acas.is_some_and(|version| version > 2) {
            return Err(Error::Range("ACAS version"));
        }
        Ok(DataLinkCapability {
            subnetwork_version,
            identification: true,
            squitter: true,
            identifier_codes: true,
            acas_operational: acas.is_some(),
            resolution_advisories: acas.is_some(),
            acas_version: acas.unwrap_or(0),
            ..DataLinkCapability::default()
        })
    }

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<DataLinkCapability, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(DataLinkCapability {
            continuation: mb.flag(CONTINUATION),
            acas_extension: mb.u8(ACAS_EXTENSION),
            overlay: mb.flag(OVERLAY),
            acas_operational: mb.flag(ACAS_OPERATIONAL),
            subnetwork_version: mb.u8(SUBNETWORK),
            enhanced_protocol: mb.flag(ENHANCED),
            specific_services: mb.flag(SERVICES),
            uplink_elm: mb.u8(UPLINK),
            downlink_elm: mb.u8(DOWNLINK),
            identification: mb.flag(IDENTIFICATION),
            squitter: mb.flag(SQUITTER),
            identifier_codes: mb.flag(IDENTIFIER_CODES),
            common_toggle: mb.flag(COMMON_TOGGLE),
            hybrid_surveillance: mb.flag(HYBRID),
            resolution_advisories: mb.flag(RESOLUTION),
            acas_version: mb.u8(ACAS_VERSION_HIGH) << 1 | mb.u8(ACAS_VERSION_LOW),
            terminals: mb.u16(TERMINALS),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        Mb::ZERO
            .with(CODE, DataLinkCapability::BDS.0)
            .with(CONTINUATION, self.continuation)
            .with(ACAS_EXTENSION, self.acas_extension)
            .with(OVERLAY, self.overlay)
            .with(ACAS_OPERATIONAL, self.acas_operational)
            .with(SUBNETWORK, self.subnetwork_version)
            .with(ENHANCED, self.enhanced_protocol)
            .with(SERVICES, self.specific_services)
            .with(UPLINK, self.uplink_elm)
            .with(DOWNLINK, self.downlink_elm)
            .with(IDENTIFICATION, self.identification)
            .with(SQUITTER, self.squitter)
            .with(IDENTIFIER_CODES, self.identifier_codes)
            .with(COMMON_TOGGLE, self.common_toggle)
            .with(HYBRID, self.hybrid_surveillance)
            .with(RESOLUTION, self.resolution_advisories)
            .with(ACAS_VERSION_LOW, self.acas_version)
            .with(ACAS_VERSION_HIGH, self.acas_version >> 1)
            .with(TERMINALS, self.terminals)
    }
}

#[cfg(test)]
mod tests {
    use super::DataLinkCapability;
    use crate::bits::Mb;

    #[test]
    fn a_published_reply_reads_and_writes_back() {
        // A800178D10010080F50000D5893C (pyModeS test vector)
        let mb = Mb::new(0x10_0100_80f5_0000);
        let said = DataLinkCapability::parse(mb).expect("a register 1,0");
        let expected = DataLinkCapability {
            acas_operational: true,
            specific_services: true,
            identification: true,
            squitter: true,
            identifier_codes: true,
            common_toggle: true,
            resolution_advisories: true,
            acas_version: 2,
            ..DataLinkCapability::default()
        };
        assert_eq!(said, expected);
        assert_eq!(said.emit(), mb);
    }

    #[test]
    fn made_and_refused() {
        let made = DataLinkCapability::new(5, Some(1)).expect("in range");
        assert_eq!(DataLinkCapability::parse(made.emit()), Ok(made));
        assert_eq!(made.emit(), Mb::new(0x10_010a_00e6_0000));
        assert!(DataLinkCapability::new(128, None).is_err());
        assert!(DataLinkCapability::new(0, Some(3)).is_err());
        assert!(DataLinkCapability::parse(Mb::new(0x11 << 48)).is_err());
    }
}
