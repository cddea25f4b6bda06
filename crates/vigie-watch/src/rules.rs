//! What the watch looks for, and how hard: every parameter with its range, its default and where the default comes from.
//!
//! A rule is named by what it alerts ([`AlertKind`]). All its parameters are in one table ([`Rules::parameters`]): the
//! configuration, [`Rules::set`] (the command of operators), `docs/watch.md` and the interface read it. A value is
//! checked in the same way wherever it comes from.

mod kinds;
mod scope;
mod table;
#[cfg(test)]
mod tests;

pub use kinds::{
    AddressRule, AdsbRule, AreaRule, BiasRule, BorderRule, CodeRule, ConflictRule, EmergencyRule,
    FirRule, LateRule, LoiterRule, LossRule, LowSlowRule, MuteRule, PrimaryRule, TerrainRule,
};
pub use scope::{Scope, Scopes};
pub use table::{Form, Parameter};

use crate::identification::IdentifyRule;
use crate::outline::OutlineFault;
use crate::plans::OverdueRule;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use vigie_ats::nav::NavData;
use vigie_core::airspace::AirspaceVolume;
use vigie_core::alert::AlertKind;
use vigie_core::command::Setting;
use vigie_core::coverage::LowestVisible;
use vigie_core::identity::{Address, ModeA};
use vigie_core::place::Wgs84;
use vigie_core::sensor::{SensorId, SensorSite};
use vigie_core::terrain::TerrainGrid;
use vigie_core::time::Nanos;
use vigie_core::track::{TargetClass, Track};

/// Every parameter of every rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules {
    /// The sensors: names for labels, sites and ranges for "inside coverage". Without a site no track loss is alerted.
    pub sites: Vec<SensorSite>,
    /// What sensors should see, where that was computed; of the others range and horizon count.
    pub coverage: BTreeMap<SensorId, LowestVisible>,
    /// Aerodromes: a track that ends low near one has landed.
    pub aerodromes: Vec<Wgs84>,
    /// The points, routes and aerodromes that flight plans name.
    pub places: NavData,
    /// When a track is taken for a plan's.
    pub identify: IdentifyRule,
    /// When a flight is overdue.
    pub overdue: OverdueRule,
    /// Heights of the ground; without them nobody is too low.
    pub ground: Option<Arc<TerrainGrid>>,
    /// Emergency codes and ADS-B emergency states.
    pub emergency: EmergencyRule,
    /// Guarded areas.
    pub area: AreaRule,
    /// The border.
    pub border: BorderRule,
    /// Two aircraft about to lose their separation.
    pub conflict: ConflictRule,
    /// Flight information regions.
    pub fir: FirRule,
    /// Tracks that end in the air.
    pub loss: LossRule,
    /// Too near the ground.
    pub terrain: TerrainRule,
    /// One code, two aircraft.
    pub code: CodeRule,
    /// One address, two aircraft.
    pub address: AddressRule,
    /// Targets without transponder.
    pub primary: PrimaryRule,
    /// Transponders without ADS-B.
    pub adsb: AdsbRule,
    /// Transponders that fell silent.
    pub mute: MuteRule,
    /// Low and slow targets.
    pub low_slow: LowSlowRule,
    /// Tracks that stay in one place.
    pub loiter: LoiterRule,
    /// Sensors that measure wrongly.
    pub bias: BiasRule,
    /// A picture that lags behind.
    pub late: LateRule,
    /// What every rule has, in the order of [`AlertKind::ALL`].
    pub scopes: Scopes,
    /// Bounds of the tables.
    pub bounds: Bounds,
}

/// Names of areas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names(pub Vec<String>);

/// Mode A codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Codes(pub Vec<ModeA>);

/// 24-bit ICAO addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addresses(pub BTreeSet<Address>);

/// Classes of targets. Those of movement and those of the transponder overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes(u8);

/// Bounds of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Alerts that stand, at most. Beyond, the least severe gives way. 10,000.
    pub standing_max: usize,
    /// Alerts that are over, at most. Beyond, the oldest gives way. 10,000.
    pub over_max: usize,
    /// An alert that is over is shown for so long. 10 min (`docs/stream.md`).
    pub over_shown: Nanos,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            standing_max: 10_000,
            over_max: 10_000,
            over_shown: Nanos::from_secs(600),
        }
    }
}

impl Classes {
    /// Every class.
    pub const ALL: [&'static str; 5] = [
        "surface",
        "airborne",
        "slow",
        "with_transponder",
        "without_transponder",
    ];

    /// Those that a track is of.
    #[must_use]
    pub fn of(track: &Track) -> Classes {
        let movement = match track.class {
            TargetClass::Surface => 1,
            TargetClass::Airborne => 1 << 1,
            TargetClass::Slow => 1 << 2,
        };
        let transponder = if track.has_transponder() {
            1 << 3
        } else {
            1 << 4
        };
        Classes(movement | transponder)
    }

    /// Whether they have one in common.
    #[must_use]
    pub const fn meet(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }
}

/// Why there can be no watch with these rules and areas, or why a rule cannot be changed so.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WatchError {
    /// An area's outline cannot be used.
    #[error("the area \"{area}\" cannot be watched: {fault}")]
    Outline {
        /// The area's name.
        area: String,
        /// What is wrong with it.
        fault: OutlineFault,
    },
    /// An area's limits or times can never hold.
    #[error("the area \"{area}\" can never be entered: {what}")]
    Never {
        /// The area's name.
        area: String,
        /// Which of its limits.
        what: &'static str,
    },
    /// Two areas have one id.
    #[error("the areas \"{first}\" and \"{second}\" have the same id {id}")]
    SameId {
        /// The id.
        id: u16,
        /// One area's name.
        first: String,
        /// The other area's name.
        second: String,
    },
    /// A parameter that makes no sense.
    #[error("the rule {rule}: {parameter} must be {wanted}")]
    Parameter {
        /// The rule.
        rule: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// What it must be.
        wanted: String,
    },
    /// A parameter that the rule has not.
    #[error("the rule {rule} has no such parameter; it has {known}")]
    NoParameter {
        /// The rule.
        rule: &'static str,
        /// Those it has.
        known: String,
    },
    /// An area that the configuration has not.
    #[error(
        "the rule {rule}: {parameter} names an area that the configuration has not (number {index} of the list)"
    )]
    NoArea {
        /// The rule.
        rule: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// Which of the names, from 1: the name itself may be anything.
        index: usize,
    },
    /// A bound of a table that makes no sense.
    #[error("the bound {bound} must be {wanted}")]
    Bound {
        /// Its name, as in [`Bounds`].
        bound: &'static str,
        /// What it must be.
        wanted: &'static str,
    },
}

impl Rules {
    /// The parameters of a rule: those that every rule has, then its own.
    pub fn parameters(rule: AlertKind) -> impl Iterator<Item = &'static Parameter> {
        Scope::TABLE
            .iter()
            .filter(move |(_, of)| of.has(rule))
            .map(|(parameter, _)| parameter)
            .chain(Self::own(rule))
    }

    /// What every rule has, of one.
    #[must_use]
    pub fn scope(&self, rule: AlertKind) -> &Scope {
        &self.scopes.0[index_of(rule)]
    }

    pub(crate) fn scope_mut(&mut self, rule: AlertKind) -> &mut Scope {
        &mut self.scopes.0[index_of(rule)]
    }

    /// Gives a parameter another value. Only the value itself is checked: see [`Rules::check`].
    pub fn set(&mut self, rule: AlertKind, name: &str, value: &Setting) -> Result<(), WatchError> {
        let Some(parameter) = Self::parameters(rule).find(|parameter| parameter.name == name)
        else {
            let known: Vec<_> = Self::parameters(rule)
                .map(|parameter| parameter.name)
                .collect();
            return Err(WatchError::NoParameter {
                rule: rule.name(),
                known: known.join(", "),
            });
        };
        if !parameter.is_within(value) || !(parameter.set)(self, rule, value) {
            return Err(WatchError::Parameter {
                rule: rule.name(),
                parameter: parameter.name,
                wanted: parameter.wanted(),
            });
        }
        Ok(())
    }

    /// Checks every parameter, those that must fit one another, and the names of areas.
    pub fn check(&self, volumes: &[AirspaceVolume]) -> Result<(), WatchError> {
        for rule in AlertKind::ALL {
            for parameter in Self::parameters(rule) {
                self.check_parameter(rule, parameter, volumes)?;
            }
        }
        if let Some((rule, parameter, wanted)) = self.contradiction() {
            return Err(WatchError::Parameter {
                rule: rule.name(),
                parameter,
                wanted: wanted.to_owned(),
            });
        }
        let bound = |bound, wanted| Err(WatchError::Bound { bound, wanted });
        if self.bounds.standing_max < 1 {
            return bound("standing_max", "at least 1");
        }
        if self.bounds.over_shown < Nanos::ZERO || self.bounds.over_shown > Nanos::from_secs(86_400)
        {
            return bound("over_shown", "from 0 to a day");
        }
        Ok(())
    }

    fn check_parameter(
        &self,
        rule: AlertKind,
        parameter: &'static Parameter,
        volumes: &[AirspaceVolume],
    ) -> Result<(), WatchError> {
        let value = parameter.value(self, rule);
        if !parameter.is_within(&value) {
            return Err(WatchError::Parameter {
                rule: rule.name(),
                parameter: parameter.name,
                wanted: parameter.wanted(),
            });
        }
        let Setting::Names(names) = value else {
            return Ok(());
        };
        let unknown = |name: &String| !volumes.iter().any(|volume| volume.name == *name);
        match names.iter().position(unknown) {
            Some(at) if parameter.form == Form::Areas => Err(WatchError::NoArea {
                rule: rule.name(),
                parameter: parameter.name,
                index: at + 1,
            }),
            _ => Ok(()),
        }
    }
}

/// The place of a kind in [`AlertKind::ALL`], which is in order.
pub(crate) fn index_of(kind: AlertKind) -> usize {
    kind as usize
}
