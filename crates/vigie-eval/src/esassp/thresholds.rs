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
    /// For which separation.
    pub service: Service,
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

/// A requirement of ESASSP: open.
const fn open(
    service: Service,
    measure: Measure,
    unit: &'static str,
    label: [&'static str; 2],
) -> Requirement {
    Requirement {
        standard: Standard::Esassp,
        service,
        measure,
        label,
        unit,
        bound: None,
        basis: Basis::NotSeen,
        reference: SPEC,
    }
}

/// A requirement of ED-142 as somebody else wrote it down.
const fn wam(
    service: Service,
    measure: Measure,
    unit: &'static str,
    label: [&'static str; 2],
    bound: Bound,
    reference: &'static str,
) -> Requirement {
    Requirement {
        standard: Standard::Ed142,
        service,
        measure,
        label,
        unit,
        bound: Some(bound),
        basis: Basis::Secondary,
        reference,
    }
}

/// Lines of each service: ESASSP's, then ED-142's.
const ESASSP_LINES: usize = 22;
const ED142_LINES: usize = 8;

const fn esassp(service: Service, gap_s: f64, error_m: f64) -> [Requirement; ESASSP_LINES] {
    use Measure as M;
    let o = service;
    [
        open(
            o,
            M::UpdateProbability,
            "",
            [
                "Probability of update of horizontal position",
                "Probabilité de mise à jour de la position horizontale",
            ],
        ),
        open(
            o,
            M::UpdateProbabilityWorstFlight,
            "",
            ["... of the worst flight", "... du plus mauvais vol"],
        ),
        open(
            o,
            M::LongGaps(gap_s),
            "",
            [
                "Ratio of missed positions in long gaps (over 3.3 intervals: parameter unverified)",
                "Part des positions manquées dans de longs trous (plus de 3,3 intervalles : paramètre non vérifié)",
            ],
        ),
        open(
            o,
            M::HorizontalRms,
            "m",
            [
                "Horizontal position error, RMS",
                "Erreur de position horizontale, valeur efficace",
            ],
        ),
        open(
            o,
            M::HorizontalRmsWorstFlight,
            "m",
            ["... of the worst flight", "... du plus mauvais vol"],
        ),
        open(
            o,
            M::CorrelatedErrors(error_m),
            "",
            [
                "Ratio of reports in runs of 3 correlated errors (926 m at 5 NM, 555 m at 3 NM: parameter unverified)",
                "Part des comptes rendus en séries de 3 erreurs corrélées (926 m à 5 NM, 555 m à 3 NM : paramètre non vérifié)",
            ],
        ),
        open(
            o,
            M::TimeInProximity,
            "s",
            [
                "Relative time of applicability in close proximity, RMS",
                "Écart des dates d’applicabilité à proximité, valeur efficace",
            ],
        ),
        open(
            o,
            M::PressureAltitude,
            "s",
            [
                "Average data age of pressure altitude",
                "Âge moyen de l’altitude-pression",
            ],
        ),
        open(
            o,
            M::PressureAltitude,
            "",
            [
                "Probability of update of pressure altitude with correct value",
                "Probabilité de mise à jour de l’altitude-pression juste",
            ],
        ),
        open(
            o,
            M::PressureAltitude,
            "",
            [
                "Ratio of incorrect pressure altitude",
                "Part d’altitudes-pression fausses",
            ],
        ),
        open(
            o,
            M::EmergencyDelay,
            "s",
            [
                "Delay of a change of emergency or SPI",
                "Délai d’un changement d’urgence ou de SPI",
            ],
        ),
        open(
            o,
            M::IdentityDelay,
            "s",
            [
                "Delay of a change of aircraft identity",
                "Délai d’un changement d’identité",
            ],
        ),
        open(
            o,
            M::IdentityUpdate(Identifier::Either),
            "",
            [
                "Probability of update of aircraft identity with correct value",
                "Probabilité de mise à jour de l’identité juste",
            ],
        ),
        open(
            o,
            M::IdentityWrong(Identifier::Either),
            "",
            [
                "Ratio of incorrect aircraft identity",
                "Part d’identités fausses",
            ],
        ),
        open(
            o,
            M::ClimbRateRms { climbing: false },
            "m/s",
            [
                "Rate of climb, level flight, RMS",
                "Vitesse verticale, en palier, valeur efficace",
            ],
        ),
        open(
            o,
            M::ClimbRateRms { climbing: true },
            "m/s",
            [
                "Rate of climb, climbing or descending, RMS",
                "Vitesse verticale, en évolution, valeur efficace",
            ],
        ),
        open(
            o,
            M::SpeedRms { turning: false },
            "m/s",
            [
                "Track velocity, straight, RMS",
                "Vitesse sol, en ligne droite, valeur efficace",
            ],
        ),
        open(
            o,
            M::SpeedRms { turning: true },
            "m/s",
            [
                "Track velocity, turning, RMS",
                "Vitesse sol, en virage, valeur efficace",
            ],
        ),
        open(
            o,
            M::AngleRms { turning: false },
            "°",
            [
                "Track angle, straight, RMS",
                "Route, en ligne droite, valeur efficace",
            ],
        ),
        open(
            o,
            M::AngleRms { turning: true },
            "°",
            [
                "Track angle, turning, RMS",
                "Route, en virage, valeur efficace",
            ],
        ),
        open(
            o,
            M::FalseReports,
            "",
            [
                "Uncorrelated false target reports, in one interval",
                "Faux comptes rendus non corrélés, par intervalle",
            ],
        ),
        open(
            o,
            M::FalseTracksNear,
            "/h",
            [
                "Falsely confirmed tracks near true tracks, an hour",
                "Fausses pistes près de vraies pistes, par heure",
            ],
        ),
    ]
}

const fn ed142(
    service: Service,
    gap: (f64, f64),
    far_m: f64,
    rms_m: f64,
) -> [Requirement; ED142_LINES] {
    use Bound::{AtLeast, AtMost};
    use Measure as M;
    let o = service;
    let (gap_s, gap_share) = gap;
    [
        wam(
            o,
            M::UpdateProbabilityWorstFlight,
            "",
            [
                "WAM: probability of position detection, every target",
                "WAM : probabilité de détection de position, chaque cible",
            ],
            AtLeast(0.97),
            ED142,
        ),
        wam(
            o,
            M::LongGaps(gap_s),
            "",
            [
                "WAM: probability of long position gaps (over 16.4 s at 5 NM, 16.5 s at 3 NM)",
                "WAM : probabilité de longs trous (plus de 16,4 s à 5 NM, 16,5 s à 3 NM)",
            ],
            AtMost(gap_share),
            ED142,
        ),
        wam(
            o,
            M::HorizontalRms,
            "m",
            [
                "WAM: horizontal position accuracy, RMS",
                "WAM : précision de position horizontale, valeur efficace",
            ],
            AtMost(rms_m),
            ED142_338,
        ),
        wam(
            o,
            M::ErrorsAbove(far_m),
            "",
            [
                "WAM: probability of false detection (beyond 2100 m at 5 NM, 1690 m at 3 NM)",
                "WAM : probabilité de fausse détection (au-delà de 2100 m à 5 NM, 1690 m à 3 NM)",
            ],
            AtMost(0.001),
            ED142_335,
        ),
        wam(
            o,
            M::IdentityUpdate(Identifier::Address),
            "",
            [
                "WAM: probability of code detection, aircraft address",
                "WAM : probabilité de détection du code, adresse",
            ],
            AtLeast(0.99),
            ED142_336,
        ),
        wam(
            o,
            M::IdentityUpdate(Identifier::ModeA),
            "",
            [
                "WAM: probability of code detection, Mode 3/A",
                "WAM : probabilité de détection du code, mode 3/A",
            ],
            AtLeast(0.98),
            ED142_336,
        ),
        wam(
            o,
            M::IdentityWrong(Identifier::Address),
            "",
            [
                "WAM: probability of false code, aircraft address",
                "WAM : probabilité de code faux, adresse",
            ],
            AtMost(0.001),
            ED142,
        ),
        wam(
            o,
            M::IdentityWrong(Identifier::ModeA),
            "",
            [
                "WAM: probability of false code, Mode 3/A",
                "WAM : probabilité de code faux, mode 3/A",
            ],
            AtMost(0.001),
            ED142,
        ),
    ]
}

const ESASSP_5: [Requirement; ESASSP_LINES] = esassp(Service::Nm5, 26.4, 926.0);
const ESASSP_3: [Requirement; ESASSP_LINES] = esassp(Service::Nm3, 16.5, 555.0);
const CONTINUITY: [Requirement; 2] = [
    open(Service::Nm5, Measure::Continuity, "/h", CONTINUITY_LABEL),
    open(Service::Nm3, Measure::Continuity, "/h", CONTINUITY_LABEL),
];
const CONTINUITY_LABEL: [&str; 2] = [
    "Continuity: probability of critical failure",
    "Continuité : probabilité de défaillance critique",
];
const ED142_5: [Requirement; ED142_LINES] = ed142(Service::Nm5, (16.4, 0.01), 2100.0, 350.0);
const ED142_3: [Requirement; ED142_LINES] = ed142(Service::Nm3, (16.5, 0.001), 1690.0, 150.0);

/// Every requirement.
pub const REQUIREMENTS: &[Requirement] = &{
    const LINES: usize = 2 * (ESASSP_LINES + ED142_LINES) + 2;
    let mut all = [ESASSP_5[0]; LINES];
    let mut at = 0;
    let mut n = 0;
    while n < ESASSP_LINES {
        all[at] = ESASSP_5[n];
        all[at + 1] = ESASSP_3[n];
        (n, at) = (n + 1, at + 2);
    }
    (all[at], all[at + 1]) = (CONTINUITY[0], CONTINUITY[1]);
    at += 2;
    n = 0;
    while n < ED142_LINES {
        all[at] = ED142_5[n];
        all[at + 1] = ED142_3[n];
        (n, at) = (n + 1, at + 2);
    }
    all
};

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
