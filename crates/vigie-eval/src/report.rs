//! Reports as text: plain tables for a terminal, and a page of HTML that needs nothing else.
//!
//! Only builds text; whoever asked for it puts it somewhere.

pub mod html;
mod plot;
pub mod text;

use crate::esassp::thresholds::{Bound, Requirement};
use crate::esassp::{Basis, Verdict};
use crate::figure::Language;
use crate::model::Identity;

/// What every surveillance report says of itself.
pub const OPEN_NOTE: [&str; 2] = [
    "In the form of EUROCONTROL-SPEC-0147 (ESASSP), and of EUROCAE ED-142 for wide-area multilateration alone. Neither text was seen: a \
     requirement without a source that was seen is left open, and measures of ESASSP are named from memory and defined by us (unverified). \
     This is no statement of conformity.",
    "Dans la forme d’EUROCONTROL-SPEC-0147 (ESASSP), et d’EUROCAE ED-142 pour la seule multilatération étendue. Aucun des deux textes n’a \
     été vu : une exigence sans source vue reste ouverte, et les mesures d’ESASSP sont nommées de mémoire et définies par nous (non \
     vérifié). Ceci n’est pas une déclaration de conformité.",
];

/// What is required, as people read it.
fn bound(requirement: &Requirement, language: Language) -> String {
    let show = |value: f64| {
        if requirement.unit.is_empty() {
            format!("{} %", text::number(Some(100.0 * value)))
        } else {
            format!("{} {}", text::number(Some(value)), requirement.unit)
        }
    };
    match requirement.bound {
        None => language.of(["open", "ouvert"]).to_owned(),
        Some(Bound::AtLeast(value)) => format!("≥ {}", show(value)),
        Some(Bound::AtMost(value)) => format!("≤ {}", show(value)),
    }
}

/// How it is known.
fn basis(basis: Basis, language: Language) -> &'static str {
    language.of(match basis {
        Basis::NotSeen => ["not seen, unverified", "non vu, non vérifié"],
        Basis::Secondary => ["second hand, unverified", "de seconde main, non vérifié"],
    })
}

/// What follows.
fn verdict(verdict: Verdict, language: Language) -> String {
    let (what, why) = match verdict {
        Verdict::Met => (["met", "tenu"], None),
        Verdict::NotMet => (["not met", "non tenu"], None),
        Verdict::NoRequirement => (["no requirement known", "exigence inconnue"], None),
        Verdict::NotApplicable(why) => (["not applicable", "sans objet"], Some(why)),
        Verdict::NotMeasured(why) => (["not measured", "non mesuré"], Some(why)),
    };
    match why {
        None => language.of(what).to_owned(),
        Some(why) => format!("{}: {}", language.of(what), language.of(why)),
    }
}

/// An identity as people read it.
#[must_use]
pub fn identity_name(identity: Identity) -> String {
    match (identity.address, identity.mode_a) {
        (Some(address), _) => format!("{address}"),
        (None, Some(code)) => format!("3/A {code}"),
        (None, None) => String::new(),
    }
}
