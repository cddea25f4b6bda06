//! BDS 4,0: selected vertical intention.
//!
//! ICAO Doc 9871 table A-2-64 (from memory, unverified; agrees with three
//! public decoders and published replies).
//!
//! | quantity                       | status | value | LSB             |
//! |--------------------------------|--------|-------|-----------------|
//! | MCP/FCU selected altitude      | 1      | 2–13  | 16 ft           |
//! | FMS selected altitude          | 14     | 15–26 | 16 ft           |
//! | barometric pressure setting    | 27     | 28–39 | 0.1 hPa, from 800 |
//! | reserved                       |        | 40–47 |                 |
//! | VNAV, altitude hold, approach  | 48     | 49, 50, 51 |            |
//! | reserved                       |        | 52–53 |                 |
//! | source of the target altitude  | 54     | 55–56 |                 |

use super::layout::{Layout, Quantity, Rule};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Field, Mb, bit, bits};

const MCP: Quantity = Quantity::unsigned("MCP/FCU selected altitude", bit(1), bits(2..=13), LSB_FT);
const FMS: Quantity = Quantity::unsigned("FMS selected altitude", bit(14), bits(15..=26), LSB_FT);
const PRESSURE: Quantity =
    Quantity::unsigned("pressure setting", bit(27), bits(28..=39), 0.1).from(800.0);
const RESERVED_40: Field = bits(40..=47);
const MODES_STATUS: Field = bit(48);
const MODES: Field = bits(49..=51);
const VNAV: Field = bit(49);
const ALTITUDE_HOLD: Field = bit(50);
const APPROACH: Field = bit(51);
const RESERVED_52: Field = bits(52..=53);
const SOURCE_STATUS: Field = bit(54);
const SOURCE: Field = bits(55..=56);

const LSB_FT: f64 = 16.0;

pub(super) const LAYOUT: Layout = Layout::new(
    VerticalIntention::BDS,
    &[
        Rule::reserved(RESERVED_40),
        Rule::reserved(RESERVED_52),
        MCP.rule(),
        FMS.rule(),
        PRESSURE.rule(),
        Rule::Status {
            what: "autopilot modes",
            status: MODES_STATUS,
            value: MODES,
        },
        Rule::Status {
            what: "target altitude source",
            status: SOURCE_STATUS,
            value: SOURCE,
        },
    ],
);

/// What BDS 4,0 says, in the register's own counts; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct VerticalIntention {
    /// Altitude set at the mode control panel or flight control unit, LSB
    /// 16 ft.
    pub mcp_altitude: Option<u16>,
    /// Altitude the flight management system aims for, LSB 16 ft.
    pub fms_altitude: Option<u16>,
    /// Pressure setting above 800 hPa, LSB 0.1 hPa.
    pub pressure: Option<u16>,
    /// What the autopilot does.
    pub modes: Option<Modes>,
    /// Which altitude is the next to be held.
    pub source: Option<AltitudeSource>,
}

/// Modes of the autopilot, as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Modes {
    /// Vertical navigation: the flight management system leads.
    pub vnav: bool,
    /// Altitude hold.
    pub altitude_hold: bool,
    /// Approach.
    pub approach: bool,
}

/// Where the target altitude comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AltitudeSource {
    /// Not known.
    Unknown,
    /// The aircraft's own altitude, held.
    Aircraft,
    /// Mode control panel or flight control unit.
    Mcp,
    /// Flight management system.
    Fms,
}

impl VerticalIntention {
    /// This register's number.
    pub const BDS: Bds = Bds(0x40);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<VerticalIntention, Contradiction> {
        LAYOUT.check(mb)?;
        let modes = Modes {
            vnav: mb.flag(VNAV),
            altitude_hold: mb.flag(ALTITUDE_HOLD),
            approach: mb.flag(APPROACH),
        };
        let source = match mb.unsigned(SOURCE) {
            0 => AltitudeSource::Unknown,
            1 => AltitudeSource::Aircraft,
            2 => AltitudeSource::Mcp,
            _ => AltitudeSource::Fms,
        };
        Ok(VerticalIntention {
            mcp_altitude: MCP.read(mb),
            fms_altitude: FMS.read(mb),
            pressure: PRESSURE.read(mb),
            modes: mb.flag(MODES_STATUS).then_some(modes),
            source: mb.flag(SOURCE_STATUS).then_some(source),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = MCP.put(Mb::ZERO, self.mcp_altitude);
        mb = FMS.put(mb, self.fms_altitude);
        mb = PRESSURE.put(mb, self.pressure);
        if let Some(modes) = self.modes {
            let Modes {
                vnav,
                altitude_hold,
                approach,
            } = modes;
            mb = mb
                .with(MODES_STATUS, true)
                .with(VNAV, vnav)
                .with(ALTITUDE_HOLD, altitude_hold)
                .with(APPROACH, approach);
        }
        match self.source {
            Some(source) => mb.with(SOURCE_STATUS, true).with(
                SOURCE,
                match source {
                    AltitudeSource::Unknown => 0_u8,
                    AltitudeSource::Aircraft => 1,
                    AltitudeSource::Mcp => 2,
                    AltitudeSource::Fms => 3,
                },
            ),
            None => mb,
        }
    }

    /// With the altitude set at the panel, feet, to the nearest 16. Fails
    /// below 0 and above 65,520.
    pub fn with_mcp_altitude_ft(mut self, feet: f64) -> Result<VerticalIntention, Error> {
        self.mcp_altitude = MCP.count(feet)?;
        Ok(self)
    }

    /// With the altitude of the flight management system, feet, to the
    /// nearest 16. Fails below 0 and above 65,520.
    pub fn with_fms_altitude_ft(mut self, feet: f64) -> Result<VerticalIntention, Error> {
        self.fms_altitude = FMS.count(feet)?;
        Ok(self)
    }

    /// With the pressure setting, hectopascals, to the nearest tenth. Fails
    /// below 800 and above 1,209.5.
    pub fn with_pressure_setting_hpa(mut self, hpa: f64) -> Result<VerticalIntention, Error> {
        self.pressure = PRESSURE.count(hpa)?;
        Ok(self)
    }

    /// Altitude set at the panel, feet.
    #[must_use]
    pub fn mcp_altitude_ft(self) -> Option<u32> {
        self.mcp_altitude.map(|count| u32::from(count) * 16)
    }

    /// Altitude of the flight management system, feet.
    #[must_use]
    pub fn fms_altitude_ft(self) -> Option<u32> {
        self.fms_altitude.map(|count| u32::from(count) * 16)
    }

    /// Pressure setting, hectopascals.
    #[must_use]
    pub fn pressure_setting_hpa(self) -> Option<f64> {
        PRESSURE.physical(self.pressure)
    }
}

#[cfg(test)]
mod tests {
    use super::{AltitudeSource, Modes, VerticalIntention};
    use crate::bits::Mb;

    #[test]
    fn a_published_reply_reads_and_writes_back() {
        // A000029C85E42F313000007047D3 (pyModeS test vector)
        let mb = Mb::new(0x85_e42f_3130_0000);
        let said = VerticalIntention::parse(mb).expect("a register 4,0");
        assert_eq!(said.mcp_altitude_ft(), Some(3_008));
        assert_eq!(said.fms_altitude_ft(), Some(3_008));
        assert!((said.pressure_setting_hpa().expect("set") - 1_020.0).abs() < 1e-9);
        assert_eq!((said.modes, said.source), (None, None));
        assert_eq!(said.emit(), mb);
        let made = VerticalIntention::default()
            .with_mcp_altitude_ft(3_000.0)
            .and_then(|value| value.with_fms_altitude_ft(3_000.0))
            .and_then(|value| value.with_pressure_setting_hpa(1_020.0));
        assert_eq!(made, Ok(said));
    }

    #[test]
    fn modes_and_source_stand_at_the_end() {
        let said = VerticalIntention {
            modes: Some(Modes {
                approach: true,
                ..Modes::default()
            }),
            source: Some(AltitudeSource::Fms),
            ..VerticalIntention::default()
        };
        assert_eq!(said.emit(), Mb::new(0b1_0010_0111));
        assert_eq!(VerticalIntention::parse(said.emit()), Ok(said));
    }

    #[test]
    fn reserved_bits_and_values_without_status_contradict() {
        for stray in [1 << 9, 1 << 3, 1 << 5, 1, 1 << 40, 1 << 20] {
            let error = VerticalIntention::parse(Mb::new(stray));
            assert!(error.is_err(), "{stray:x}");
        }
    }

    #[test]
    fn what_the_field_cannot_hold_is_refused() {
        let empty = VerticalIntention::default();
        assert!(empty.with_mcp_altitude_ft(65_520.0).is_ok());
        assert!(empty.with_mcp_altitude_ft(65_530.0).is_err());
        assert!(empty.with_fms_altitude_ft(-9.0).is_err());
        assert!(empty.with_pressure_setting_hpa(799.9).is_err());
        assert!(empty.with_pressure_setting_hpa(f64::NAN).is_err());
    }
}
