//! What every rule has: whether, where and of whom it alerts, and what becomes of an alert that nobody answers.

use super::table::{Parameter, Value};
use super::{Classes, Names};
use vigie_core::alert::AlertKind;
use vigie_core::time::Nanos;

const START: &str = "starting value, unverified";

macro_rules! scope {
    ($(
        $(#[doc = $what:literal])+
        $field:ident, $key:literal: $ty:ty = $default:expr; $min:literal to $max:literal $unit:literal; $source:expr, $of:ident;
    )*) => {
        /// What every rule has.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Scope {
            $($(#[doc = $what])+ pub $field: $ty,)*
        }

        impl Default for Scope {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl Scope {
            /// Its parameters, each with the rules that have it.
            pub(super) const TABLE: &'static [(Parameter, Of)] = &[$((
                Parameter {
                    name: $key,
                    form: <$ty as Value>::FORM,
                    unit: $unit,
                    min: $min,
                    max: $max,
                    source: $source,
                    what: concat!($($what),+),
                    get: |rules, rule| rules.scope(rule).$field.setting(),
                    set: |rules, rule, setting| rules.scope_mut(rule).$field.take(setting),
                },
                Of::$of,
            ),)*];
        }
    };
}

/// Which rules have a common parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// All of them.
    All,
    /// Those about tracks.
    Tracks,
    /// All but the summary itself.
    Summarised,
}

impl Of {
    pub(super) const fn has(self, rule: AlertKind) -> bool {
        match self {
            Self::All => true,
            Self::Summarised => !matches!(rule, AlertKind::AlertFlood),
            Self::Tracks => !matches!(
                rule,
                AlertKind::SensorSilent
                    | AlertKind::RecordingFault
                    | AlertKind::SensorBias
                    | AlertKind::LatePicture
                    | AlertKind::AlertFlood
            ),
        }
    }
}

scope! {
    /// whether it alerts at all
    enabled, "enabled": bool = true; 0.0 to 1.0 ""; "on, but `without_adsb`", All;
    /// where it alerts: in these areas only; everywhere when empty
    areas, "areas": Names = Names::default(); 0.0 to 4096.0 ""; "the configuration", Tracks;
    /// where it does not alert
    areas_off, "areas_off": Names = Names::default(); 0.0 to 4096.0 ""; "the configuration", Tracks;
    /// of which targets it does not alert
    classes_off, "classes_off": Classes = Classes::default(); 0.0 to 5.0 ""; "the configuration", Tracks;
    /// an alarm that nobody acknowledged says so after this, and again after as long; 0: never
    escalate_after, "escalate_after_s": Nanos = Nanos::from_secs(60); 0.0 to 86400.0 "s"; START, All;
    /// what an operator marked as nuisance is not alerted again for so long, unless it gets worse; 0: it is only counted
    nuisance_hold, "nuisance_hold_s": Nanos = Nanos::from_secs(600); 0.0 to 86400.0 "s"; START, All;
    /// so many are shown; those beyond are summarised in one alert
    shown_max, "shown_max": u32 = 100; 1.0 to 10000.0 ""; START, Summarised;
}

/// The scopes of all rules, in the order of [`AlertKind::ALL`].
#[derive(Debug, Clone, PartialEq)]
pub struct Scopes(pub(super) Vec<Scope>);

impl Default for Scopes {
    fn default() -> Scopes {
        let rules = AlertKind::ALL.into_iter();
        let scopes = rules.map(|rule| Scope {
            // where ADS-B is required only the configuration knows
            enabled: rule != AlertKind::WithoutAdsb,
            ..Scope::default()
        });
        Scopes(scopes.collect())
    }
}
