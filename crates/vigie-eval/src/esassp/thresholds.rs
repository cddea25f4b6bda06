//! The requirements, as data: what each measure must be, where that is written, and how we know.
//!
//! Sources that were looked for:
//!
//! * **EUROCONTROL-SPEC-0147** (ESASSP), editions 1.1 (2015-09-02) and 1.2 (2021-04-20), volumes 1 and 2: title pages, abstract and
//!   contents were seen, no requirement. Every requirement of it is open ([`Basis::NotSeen`]).
//! * **EUROCAE ED-142** (2010): sold, not seen. The public configuration of COMPASS (repository hpuhr/COMPASS,
//!   `conf/default/eval.json`, commit 0314bbf3, standard "EUROCAE ED-142") transcribes some of its requirements; those are
//!   here with [`Basis::Secondary`]. That COMPASS file has "en-route" with 8 s and "TMA" with 5 s; we put them
//!   with 5 NM and 3 NM. ED-142A was in open consultation in June 2026; not seen.
//!
//! To enter a number from a standard you hold: change `bound`, `basis` and `reference` of its line. Parameters inside a
//! measure (lengths of gaps, limits of errors) that are not of a source that was seen say so in the measure's label.

use self::Bound::{AtLeast, AtMost};
use self::Measure as M;
use super::{Basis, Service, Standard};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// Share of measurement intervals in which the target had a position.
    UpdateProbability,
    /// The least of that share over flights.
    UpdateProbabilityWorstFlight,
    /// Share of measurement intervals missed inside gaps longer than so many seconds.
    LongGaps(f64),
    /// Root mean square of horizontal position errors, metres.
    HorizontalRms,
    /// The greatest of that over flights, metres.
    HorizontalRmsWorstFlight,
    /// Share of reports in runs of three or more with a horizontal error above so many metres.
    CorrelatedErrors(f64),
    /// Share of reports with a horizontal error above so many metres.
    ErrorsAbove(f64),
    /// Share of positions whose stated address (or code) is the target's, of intervals with a position.
    IdentityUpdate(Identifier),
    /// Share of stated identities that are not the target's.
    IdentityWrong(Identifier),
    /// Root mean square of the rate of climb's error, metres per second, of climbing targets or not.
    ClimbRateRms {
        /// Climbing or descending targets; else level ones.
        climbing: bool,
    },
    /// Root mean square of the error of speed over the ground, metres per second.
    SpeedRms {
        /// Turning targets; else others.
        turning: bool,
    },
    /// Root mean square of the error of the track angle, degrees.
    AngleRms {
        /// Turning targets; else others.
        turning: bool,
    },
    /// Reports of tracks of nobody, in one measurement interval.
    FalseReports,
    /// Tracks begun near a target that has one already, in an hour.
    FalseTracksNear,
    /// Not measured from a table of tracks.
    TimeInProximity,
    /// Not measured from a table of tracks.
    PressureAltitude,
    /// Not measured from a table of tracks.
    EmergencyDelay,
    /// Not measured from a table of tracks.
    IdentityDelay,
    /// Not measured from a table of tracks.
    Continuity,
}

/// Which identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identifier {
    /// The 24-bit address where the target has one, else the Mode 3/A code.
    Either,
    /// 24-bit address.
    Address,
    /// Mode 3/A code.
    ModeA,
}

/// What a value must keep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Not less than this.
    AtLeast(f64),
    /// Not more than this.
    AtMost(f64),
}

/// One requirement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Requirement {
    /// Of which standard.
    pub standard: Standard,
    /// What is measured.
    pub measure: Measure,
    /// Its name: English, French.
    pub label: [&'static str; 2],
    /// The unit of value and bound; empty for a share.
    pub unit: &'static str,
    /// What it must be; `None` is open.
    pub bound: Option<Bound>,
    /// How that is known.
    pub basis: Basis,
    /// Where it is written.
    pub reference: &'static str,
}

const SPEC: &str = "EUROCONTROL-SPEC-0147, requirement not seen";
const ED142: &str = "EUROCAE ED-142 as transcribed in COMPASS conf/default/eval.json (0314bbf3)";
const ED142_335: &str =
    "EUROCAE ED-142 3.3.5 as transcribed in COMPASS conf/default/eval.json (0314bbf3)";
const ED142_336: &str =
    "EUROCAE ED-142 3.3.6 as transcribed in COMPASS conf/default/eval.json (0314bbf3)";
const ED142_338: &str =
    "EUROCAE ED-142 3.3.8 as transcribed in COMPASS conf/default/eval.json (0314bbf3)";

/// Both services of one measure: at 5 NM and at 3 NM.
type Both<T> = [T; 2];

/// Measures of ESASSP, all open: measure, unit, label.
const ESASSP: &[(Both<Measure>, &str, [&str; 2])] = &[
    (
        [M::UpdateProbability, M::UpdateProbability],
        "",
        [
            "Probability of update of horizontal position",
            "Probabilité de mise à jour de la position horizontale",
        ],
    ),
    (
        [
            M::UpdateProbabilityWorstFlight,
            M::UpdateProbabilityWorstFlight,
        ],
        "",
        ["... of the worst flight", "... du plus mauvais vol"],
    ),
    (
        [M::LongGaps(26.4), M::LongGaps(16.5)],
        "",
        [
            "Ratio of missed positions in long gaps (over 3.3 intervals: parameter unverified)",
            "Part des positions manquées dans de longs trous (plus de 3,3 intervalles : paramètre non vérifié)",
        ],
    ),
    (
        [M::HorizontalRms, M::HorizontalRms],
        "m",
        [
            "Horizontal position error, RMS",
            "Erreur de position horizontale, valeur efficace",
        ],
    ),
    (
        [M::HorizontalRmsWorstFlight, M::HorizontalRmsWorstFlight],
        "m",
        ["... of the worst flight", "... du plus mauvais vol"],
    ),
    (
        [M::CorrelatedErrors(926.0), M::CorrelatedErrors(555.0)],
        "",
        [
            "Ratio of reports in runs of 3 correlated errors (926 m at 5 NM, 555 m at 3 NM: parameter unverified)",
            "Part des comptes rendus en séries de 3 erreurs corrélées (926 m à 5 NM, 555 m à 3 NM : paramètre non vérifié)",
        ],
    ),
    (
        [M::TimeInProximity, M::TimeInProximity],
        "s",
        [
            "Relative time of applicability in close proximity, RMS",
            "Écart des dates d’applicabilité à proximité, valeur efficace",
        ],
    ),
    (
        [M::PressureAltitude, M::PressureAltitude],
        "s",
        [
            "Average data age of pressure altitude",
            "Âge moyen de l’altitude-pression",
        ],
    ),
    (
        [M::PressureAltitude, M::PressureAltitude],
        "",
        [
            "Probability of update of pressure altitude with correct value",
            "Probabilité de mise à jour de l’altitude-pression juste",
        ],
    ),
    (
        [M::PressureAltitude, M::PressureAltitude],
        "",
        [
            "Ratio of incorrect pressure altitude",
            "Part d’altitudes-pression fausses",
        ],
    ),
    (
        [M::EmergencyDelay, M::EmergencyDelay],
        "s",
        [
            "Delay of a change of emergency or SPI",
            "Délai d’un changement d’urgence ou de SPI",
        ],
    ),
    (
        [M::IdentityDelay, M::IdentityDelay],
        "s",
        [
            "Delay of a change of aircraft identity",
            "Délai d’un changement d’identité",
        ],
    ),
    (
        [
            M::IdentityUpdate(Identifier::Either),
            M::IdentityUpdate(Identifier::Either),
        ],
        "",
        [
            "Probability of update of aircraft identity with correct value",
            "Probabilité de mise à jour de l’identité juste",
        ],
    ),
    (
        [
            M::IdentityWrong(Identifier::Either),
            M::IdentityWrong(Identifier::Either),
        ],
        "",
        [
            "Ratio of incorrect aircraft identity",
            "Part d’identités fausses",
        ],
    ),
    (
        [
            M::ClimbRateRms { climbing: false },
            M::ClimbRateRms { climbing: false },
        ],
        "m/s",
        [
            "Rate of climb, level flight, RMS",
            "Vitesse verticale, en palier, valeur efficace",
        ],
    ),
    (
        [
            M::ClimbRateRms { climbing: true },
            M::ClimbRateRms { climbing: true },
        ],
        "m/s",
        [
            "Rate of climb, climbing or descending, RMS",
            "Vitesse verticale, en évolution, valeur efficace",
        ],
    ),
    (
        [
            M::SpeedRms { turning: false },
            M::SpeedRms { turning: false },
        ],
        "m/s",
        [
            "Track velocity, straight, RMS",
            "Vitesse sol, en ligne droite, valeur efficace",
        ],
    ),
    (
        [M::SpeedRms { turning: true }, M::SpeedRms { turning: true }],
        "m/s",
        [
            "Track velocity, turning, RMS",
            "Vitesse sol, en virage, valeur efficace",
        ],
    ),
    (
        [
            M::AngleRms { turning: false },
            M::AngleRms { turning: false },
        ],
        "°",
        [
            "Track angle, straight, RMS",
            "Route, en ligne droite, valeur efficace",
        ],
    ),
    (
        [M::AngleRms { turning: true }, M::AngleRms { turning: true }],
        "°",
        [
            "Track angle, turning, RMS",
            "Route, en virage, valeur efficace",
        ],
    ),
    (
        [M::FalseReports, M::FalseReports],
        "",
        [
            "Uncorrelated false target reports, in one interval",
            "Faux comptes rendus non corrélés, par intervalle",
        ],
    ),
    (
        [M::FalseTracksNear, M::FalseTracksNear],
        "/h",
        [
            "Falsely confirmed tracks near true tracks, an hour",
            "Fausses pistes près de vraies pistes, par heure",
        ],
    ),
    (
        [M::Continuity, M::Continuity],
        "/h",
        [
            "Continuity: probability of critical failure",
            "Continuité : probabilité de défaillance critique",
        ],
    ),
];

/// Measure, unit, label, bound, reference.
type Transcribed = (
    Both<Measure>,
    &'static str,
    [&'static str; 2],
    Both<Bound>,
    &'static str,
);

/// Requirements of ED-142 as somebody else wrote them down.
const WAM: &[Transcribed] = &[
    (
        [
            M::UpdateProbabilityWorstFlight,
            M::UpdateProbabilityWorstFlight,
        ],
        "",
        [
            "WAM: probability of position detection, every target",
            "WAM : probabilité de détection de position, chaque cible",
        ],
        [AtLeast(0.97), AtLeast(0.97)],
        ED142,
    ),
    (
        [M::LongGaps(16.4), M::LongGaps(16.5)],
        "",
        [
            "WAM: probability of long position gaps (over 16.4 s at 5 NM, 16.5 s at 3 NM)",
            "WAM : probabilité de longs trous (plus de 16,4 s à 5 NM, 16,5 s à 3 NM)",
        ],
        [AtMost(0.01), AtMost(0.001)],
        ED142,
    ),
    (
        [M::HorizontalRms, M::HorizontalRms],
        "m",
        [
            "WAM: horizontal position accuracy, RMS",
            "WAM : précision de position horizontale, valeur efficace",
        ],
        [AtMost(350.0), AtMost(150.0)],
        ED142_338,
    ),
    (
        [M::ErrorsAbove(2100.0), M::ErrorsAbove(1690.0)],
        "",
        [
            "WAM: probability of false detection (beyond 2100 m at 5 NM, 1690 m at 3 NM)",
            "WAM : probabilité de fausse détection (au-delà de 2100 m à 5 NM, 1690 m à 3 NM)",
        ],
        [AtMost(0.001), AtMost(0.001)],
        ED142_335,
    ),
    (
        [
            M::IdentityUpdate(Identifier::Address),
            M::IdentityUpdate(Identifier::Address),
        ],
        "",
        [
            "WAM: probability of code detection, aircraft address",
            "WAM : probabilité de détection du code, adresse",
        ],
        [AtLeast(0.99), AtLeast(0.99)],
        ED142_336,
    ),
    (
        [
            M::IdentityUpdate(Identifier::ModeA),
            M::IdentityUpdate(Identifier::ModeA),
        ],
        "",
        [
            "WAM: probability of code detection, Mode 3/A",
            "WAM : probabilité de détection du code, mode 3/A",
        ],
        [AtLeast(0.98), AtLeast(0.98)],
        ED142_336,
    ),
    (
        [
            M::IdentityWrong(Identifier::Address),
            M::IdentityWrong(Identifier::Address),
        ],
        "",
        [
            "WAM: probability of false code, aircraft address",
            "WAM : probabilité de code faux, adresse",
        ],
        [AtMost(0.001), AtMost(0.001)],
        ED142,
    ),
    (
        [
            M::IdentityWrong(Identifier::ModeA),
            M::IdentityWrong(Identifier::ModeA),
        ],
        "",
        [
            "WAM: probability of false code, Mode 3/A",
            "WAM : probabilité de code faux, mode 3/A",
        ],
        [AtMost(0.001), AtMost(0.001)],
        ED142,
    ),
];

/// The requirements of a service: ESASSP's, then ED-142's. Procedural separation has those of 5 NM, to say that none applies.
#[must_use]
pub fn requirements(service: Service) -> Vec<Requirement> {
    let of = usize::from(service == Service::Nm3);
    let open = ESASSP.iter().map(|(measure, unit, label)| Requirement {
        standard: Standard::Esassp,
        measure: measure[of],
        label: *label,
        unit,
        bound: None,
        basis: Basis::NotSeen,
        reference: SPEC,
    });
    let wam = WAM
        .iter()
        .map(|(measure, unit, label, bound, reference)| Requirement {
            standard: Standard::Ed142,
            measure: measure[of],
            label: *label,
            unit,
            bound: Some(bound[of]),
            basis: Basis::Secondary,
            reference,
        });
    open.chain(wam).collect()
}

impl Measure {
    /// When nothing was there to be measured: English, French.
    pub const NO_SAMPLE: [&str; 2] = ["nothing to measure it on", "rien pour la mesurer"];

    /// Why a table of tracks cannot tell it: English, French. `None` if it can.
    #[must_use]
    pub const fn why_not_measured(&self) -> Option<[&'static str; 2]> {
        match self {
            Self::TimeInProximity => Some([
                "rows do not say when their measurements were made",
                "les lignes ne datent pas leurs mesures",
            ]),
            Self::PressureAltitude => Some([
                "rows have heights above the ellipsoid, not pressure altitudes",
                "les lignes donnent des hauteurs, non des altitudes-pression",
            ]),
            Self::EmergencyDelay | Self::IdentityDelay => Some([
                "the truth does not say when it changed",
                "la vérité ne date pas les changements",
            ]),
            Self::Continuity => Some([
                "needs months of operation, not a recording",
                "demande des mois d’exploitation, non un enregistrement",
            ]),
            _ => None,
        }
    }
}
