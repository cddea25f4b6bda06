//! Whether a rule alerts: switched on, here, of such a target.

use crate::book::Key;
use crate::rules::{Classes, Rules, Scope};
use crate::zones::Zones;
use std::fmt;
use std::sync::Arc;
use vigie_core::airspace::AreaId;
use vigie_core::alert::AlertKind;
use vigie_core::place::Wgs84;

/// The rules' scopes, with the names of areas looked up.
#[derive(Clone)]
pub(crate) struct Gate {
    rules: Arc<Rules>,
    zones: Arc<Zones>,
    areas: Vec<Areas>,
}

/// Where one rule alerts.
#[derive(Debug, Clone, Default)]
struct Areas {
    only: Vec<AreaId>,
    off: Vec<AreaId>,
}

impl Gate {
    pub(crate) fn new(rules: Arc<Rules>, zones: Arc<Zones>) -> Gate {
        let ids = |names: &[String]| -> Vec<AreaId> {
            let named = |name: &str| names.iter().any(|known| known == name);
            let volumes = zones.volumes().iter();
            volumes
                .filter(|volume| named(&volume.name))
                .map(|volume| volume.id)
                .collect()
        };
        let areas = AlertKind::ALL.into_iter().map(|rule| {
            let scope = rules.scope(rule);
            Areas {
                only: ids(&scope.areas.0),
                off: ids(&scope.areas_off.0),
            }
        });
        let areas = areas.collect();
        Gate {
            rules,
            zones,
            areas,
        }
    }

    pub(crate) fn scope(&self, rule: AlertKind) -> &Scope {
        self.rules.scope(rule)
    }

    /// So many alerts of a kind are shown.
    pub(crate) fn shown_max(&self, rule: AlertKind) -> usize {
        match rule {
            AlertKind::AlertFlood => usize::MAX,
            rule => self.scope(rule).shown_max as usize,
        }
    }

    /// Whether the rule of this key alerts of such a target there. A rule about areas is asked by its area, any other by
    /// where the target is.
    pub(crate) fn lets(&self, key: &Key, classes: Classes, place: Option<Wgs84>) -> bool {
        let scope = self.scope(key.kind);
        if !scope.enabled || scope.classes_off.meet(classes) {
            return false;
        }
        let areas = &self.areas[crate::rules::index_of(key.kind)];
        if areas.only.is_empty() && areas.off.is_empty() {
            return true;
        }
        let is_in = |ids: &[AreaId]| match (key.area, place) {
            (Some(area), _) => ids.contains(&area),
            (None, Some(place)) => ids.iter().any(|id| self.zones.contains(*id, place)),
            (None, None) => false,
        };
        (areas.only.is_empty() || is_in(&areas.only)) && !is_in(&areas.off)
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}
