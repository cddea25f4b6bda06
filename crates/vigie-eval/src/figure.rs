//! Every figure of an evaluation by name: one list for the table, the report and JSON.
//!
//! The keys of the scorer that comes with the reference scenarios are kept where it has the figure.

use crate::evaluate::Evaluation;

/// A language of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

impl Language {
    /// One of two texts.
    #[must_use]
    pub const fn of(self, [english, french]: [&'static str; 2]) -> &'static str {
        match self {
            Self::English => english,
            Self::French => french,
        }
    }
}

/// What a figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// GOSPA and OSPA.
    Metric,
    /// SIAP.
    Picture,
    /// Continuity.
    Continuity,
    /// Errors.
    Accuracy,
    /// Errors against covariances.
    Consistency,
    /// Lateness.
    Latency,
}

impl Group {
    /// In their order.
    pub const ALL: [Group; 6] = [
        Self::Metric,
        Self::Picture,
        Self::Continuity,
        Self::Accuracy,
        Self::Consistency,
        Self::Latency,
    ];

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> [&'static str; 2] {
        match self {
            Self::Metric => ["Distance from the truth", "Distance à la vérité"],
            Self::Picture => ["The picture (SIAP)", "L’image (SIAP)"],
            Self::Continuity => ["Continuity", "Continuité"],
            Self::Accuracy => ["Accuracy", "Précision"],
            Self::Consistency => ["Consistency", "Cohérence"],
            Self::Latency => ["Latency", "Latence"],
        }
    }
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// Its name for programs.
    pub key: &'static str,
    /// What it is about.
    pub group: Group,
    /// Its name for people.
    pub label: [&'static str; 2],
    /// Its unit; empty for a ratio or a number.
    pub unit: &'static str,
    /// `None` when there was nothing to measure it on.
    pub value: Option<f64>,
}

/// Every figure, in order of its group.
#[must_use]
pub fn figures(evaluation: &Evaluation) -> Vec<Figure> {
    let figure = |row: &Row| {
        let (group, key, unit, label, of) = *row;
        Figure {
            key,
            group,
            label,
            unit,
            value: of(evaluation).filter(|value| value.is_finite()),
        }
    };
    ROWS.iter().map(figure).collect()
}

/// Group, key, unit, label, and where the value is.
type Row = (
    Group,
    &'static str,
    &'static str,
    [&'static str; 2],
    fn(&Evaluation) -> Option<f64>,
);

const ROWS: [Row; 45] = [
    (
        Group::Metric,
        "gospa",
        "m",
        ["GOSPA, mean", "GOSPA, moyenne"],
        |e| Some(e.gospa.mean_m),
    ),
    (
        Group::Metric,
        "gospa_rms",
        "m",
        [
            "GOSPA, root of mean power",
            "GOSPA, racine de la moyenne des puissances",
        ],
        |e| Some(e.gospa.power_mean_m),
    ),
    (
        Group::Metric,
        "loc",
        "m",
        ["... localisation", "... localisation"],
        |e| Some(e.gospa.localisation_m),
    ),
    (
        Group::Metric,
        "missed",
        "m",
        ["... missed", "... manqués"],
        |e| Some(e.gospa.missed_m),
    ),
    (
        Group::Metric,
        "false",
        "m",
        ["... false", "... fausses"],
        |e| Some(e.gospa.false_m),
    ),
    (
        Group::Metric,
        "gospa_per_target",
        "m",
        [
            "GOSPA per root of targets",
            "GOSPA par racine du nombre de cibles",
        ],
        |e| Some(e.gospa.per_target_m),
    ),
    (
        Group::Metric,
        "n_missed",
        "",
        ["Missed targets, mean", "Cibles manquées, moyenne"],
        |e| Some(e.gospa.missed),
    ),
    (
        Group::Metric,
        "n_false",
        "",
        ["False tracks, mean", "Fausses pistes, moyenne"],
        |e| Some(e.gospa.false_tracks),
    ),
    (
        Group::Metric,
        "n_truth",
        "",
        ["Targets, mean", "Cibles, moyenne"],
        |e| Some(e.targets),
    ),
    (
        Group::Metric,
        "ospa",
        "m",
        ["OSPA, mean", "OSPA, moyenne"],
        |e| Some(e.ospa_m),
    ),
    (Group::Metric, "n_eval", "", ["Instants", "Instants"], |e| {
        Some(e.instants.len() as f64)
    }),
    (
        Group::Picture,
        "completeness",
        "",
        ["Completeness", "Complétude"],
        |e| e.siap.completeness,
    ),
    (
        Group::Picture,
        "ambiguity",
        "",
        ["Ambiguity", "Ambiguïté"],
        |e| e.siap.ambiguity,
    ),
    (
        Group::Picture,
        "spurious",
        "",
        ["Spuriousness", "Pistes sans cible"],
        |e| Some(e.siap.spuriousness),
    ),
    (
        Group::Picture,
        "siap_pos",
        "m",
        ["Positional accuracy", "Précision de position"],
        |e| e.siap.position_accuracy_m,
    ),
    (
        Group::Picture,
        "siap_vel",
        "m/s",
        ["Velocity accuracy", "Précision de vitesse"],
        |e| e.siap.velocity_accuracy_mps,
    ),
    (
        Group::Continuity,
        "LS",
        "",
        ["Longest track segment", "Plus long segment de piste"],
        |e| e.continuity.longest_segment,
    ),
    (
        Group::Continuity,
        "id_switch_per_h",
        "/h",
        [
            "Track switches per target-hour",
            "Changements de piste par heure de cible",
        ],
        |e| e.continuity.switches_per_hour,
    ),
    (
        Group::Continuity,
        "breaks_per_h",
        "/h",
        [
            "Track breaks per target-hour",
            "Ruptures de piste par heure de cible",
        ],
        |e| e.continuity.breaks_per_hour,
    ),
    (
        Group::Continuity,
        "init_delay",
        "s",
        ["Delay of initiation, mean", "Délai d’initiation, moyenne"],
        |e| e.continuity.initiation_delay_s,
    ),
    (
        Group::Continuity,
        "target_hours",
        "h",
        ["Target-hours", "Heures de cible"],
        |e| Some(e.continuity.target_hours),
    ),
    (
        Group::Accuracy,
        "rms_pos",
        "m",
        ["Position, RMS", "Position, valeur efficace"],
        |e| e.accuracy.position.rms,
    ),
    (
        Group::Accuracy,
        "med_pos",
        "m",
        ["Position, median", "Position, médiane"],
        |e| e.accuracy.position.median,
    ),
    (
        Group::Accuracy,
        "p95_pos",
        "m",
        ["Position, 95 %", "Position, 95 %"],
        |e| e.accuracy.position.p95,
    ),
    (
        Group::Accuracy,
        "rms_pos_str",
        "m",
        [
            "Position, not turning, RMS",
            "Position, hors virage, valeur efficace",
        ],
        |e| e.accuracy.position_steady.rms,
    ),
    (
        Group::Accuracy,
        "rms_pos_man",
        "m",
        [
            "Position, turning, RMS",
            "Position, en virage, valeur efficace",
        ],
        |e| e.accuracy.position_turning.rms,
    ),
    (
        Group::Accuracy,
        "rms_pos_climb",
        "m",
        [
            "Position, climbing or descending, RMS",
            "Position, en montée ou descente, valeur efficace",
        ],
        |e| e.accuracy.position_climbing.rms,
    ),
    (
        Group::Accuracy,
        "rms_vel",
        "m/s",
        ["Velocity, RMS", "Vitesse, valeur efficace"],
        |e| e.accuracy.velocity.rms,
    ),
    (
        Group::Accuracy,
        "med_vel",
        "m/s",
        ["Velocity, median", "Vitesse, médiane"],
        |e| e.accuracy.velocity.median,
    ),
    (
        Group::Accuracy,
        "rms_vel_str",
        "m/s",
        [
            "Velocity, not turning, RMS",
            "Vitesse, hors virage, valeur efficace",
        ],
        |e| e.accuracy.velocity_steady.rms,
    ),
    (
        Group::Accuracy,
        "rms_vel_man",
        "m/s",
        [
            "Velocity, turning, RMS",
            "Vitesse, en virage, valeur efficace",
        ],
        |e| e.accuracy.velocity_turning.rms,
    ),
    (
        Group::Accuracy,
        "rms_vel_climb",
        "m/s",
        [
            "Velocity, climbing or descending, RMS",
            "Vitesse, en montée ou descente, valeur efficace",
        ],
        |e| e.accuracy.velocity_climbing.rms,
    ),
    (
        Group::Accuracy,
        "rms_height",
        "m",
        ["Height, RMS", "Hauteur, valeur efficace"],
        |e| e.accuracy.height.rms,
    ),
    (
        Group::Accuracy,
        "med_height",
        "m",
        ["Height, median", "Hauteur, médiane"],
        |e| e.accuracy.height.median,
    ),
    (
        Group::Consistency,
        "nees",
        "",
        [
            "NEES, horizontal (2 is right)",
            "NEES, horizontale (2 est juste)",
        ],
        |e| e.consistency.horizontal.map(|nees| nees.mean),
    ),
    (
        Group::Consistency,
        "nees_str",
        "",
        ["NEES, not turning", "NEES, hors virage"],
        |e| e.consistency.horizontal_steady.map(|nees| nees.mean),
    ),
    (
        Group::Consistency,
        "nees_str_low",
        "",
        ["... 95 % band, from", "... bande à 95 %, de"],
        |e| e.consistency.horizontal_steady.map(|nees| nees.band[0]),
    ),
    (
        Group::Consistency,
        "nees_str_high",
        "",
        ["... 95 % band, to", "... bande à 95 %, à"],
        |e| e.consistency.horizontal_steady.map(|nees| nees.band[1]),
    ),
    (
        Group::Consistency,
        "nees_str_beyond_95",
        "",
        [
            "... share beyond the 95 % point (0.05 is right)",
            "... part au-delà du point à 95 % (0,05 est juste)",
        ],
        |e| e.consistency.horizontal_steady.map(|nees| nees.beyond_95),
    ),
    (
        Group::Consistency,
        "nees_man",
        "",
        ["NEES, turning", "NEES, en virage"],
        |e| e.consistency.horizontal_turning.map(|nees| nees.mean),
    ),
    (
        Group::Consistency,
        "nees_up",
        "",
        ["NEES, height (1 is right)", "NEES, hauteur (1 est juste)"],
        |e| e.consistency.vertical.map(|nees| nees.mean),
    ),
    (
        Group::Latency,
        "age_mean",
        "s",
        ["Age of the data, mean", "Âge des données, moyenne"],
        |e| e.latency.age.mean,
    ),
    (
        Group::Latency,
        "age_p95",
        "s",
        ["Age of the data, 95 %", "Âge des données, 95 %"],
        |e| e.latency.age.p95,
    ),
    (
        Group::Latency,
        "lag_mean",
        "s",
        [
            "Lag along the course, mean",
            "Retard le long de la route, moyenne",
        ],
        |e| e.latency.lag.mean,
    ),
    (
        Group::Latency,
        "lag_median",
        "s",
        [
            "Lag along the course, median",
            "Retard le long de la route, médiane",
        ],
        |e| e.latency.lag.median,
    ),
];
