//! Who a track is taken to be, with its ledger: facts with plain names, and sentences in the language asked for.

use super::json::{rounded, time};
use super::why::Language;
use serde::Serialize;
use vigie_core::identification::{
    Decision, EvidenceKind, Ground, Identification, IdentificationState,
};

/// `who` of a track.
#[derive(Serialize)]
pub(super) struct WhoText<'a> {
    state: &'static str,
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permit: Option<u32>,
    odds_ln: f64,
    ledger: Vec<GroundText<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionText<'a>>,
    words: Vec<String>,
}

#[derive(Serialize)]
struct GroundText<'a> {
    evidence: &'static str,
    weight: f64,
    found: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
}

#[derive(Serialize)]
struct DecisionText<'a> {
    by: &'a str,
    at: String,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<&'a str>,
}

impl WhoText<'_> {
    pub(super) fn of(who: &Identification, language: Language) -> WhoText<'_> {
        let Identification {
            track: _,
            state,
            identity,
            plan,
            permit,
            odds,
            ledger,
            decision,
            since,
        } = who;
        WhoText {
            state: state.name(),
            since: time(*since),
            identity: identity.as_deref(),
            plan: plan.map(|id| id.0),
            permit: permit.map(|id| id.0),
            odds_ln: rounded(*odds, 1e2),
            ledger: ledger.iter().map(GroundText::of).collect(),
            decision: decision.as_ref().map(DecisionText::of),
            words: sentences(who, language),
        }
    }
}

impl GroundText<'_> {
    fn of(ground: &Ground) -> GroundText<'_> {
        let Ground {
            kind,
            weight,
            found,
            expected,
        } = ground;
        GroundText {
            evidence: kind.name(),
            weight: rounded(*weight, 1e2),
            found,
            expected: expected.as_deref(),
        }
    }
}

impl DecisionText<'_> {
    fn of(decision: &Decision) -> DecisionText<'_> {
        let Decision {
            by,
            at,
            reason,
            identity,
            plan: _,
        } = decision;
        DecisionText {
            by,
            at: time(*at),
            reason,
            identity: identity.as_deref(),
        }
    }
}

/// The state first, then the decision, then each piece of evidence.
fn sentences(who: &Identification, language: Language) -> Vec<String> {
    let french = matches!(language, Language::French);
    let name = who.identity.as_deref().unwrap_or("?");
    let state = match (who.state, french) {
        (IdentificationState::Unknown, false) => "Nothing says who it is.".to_owned(),
        (IdentificationState::Unknown, true) => "Rien ne dit qui c’est.".to_owned(),
        (IdentificationState::Pending, false) => {
            format!("Says it is, or may be, {name}; not established.")
        }
        (IdentificationState::Pending, true) => {
            format!("Se dit ou pourrait être {name} ; non établi.")
        }
        (IdentificationState::Identified, false) => format!("Taken to be {name}."),
        (IdentificationState::Identified, true) => format!("Considéré comme {name}."),
        (IdentificationState::Conflicting, false) => {
            format!("What is known of {name} contradicts itself.")
        }
        (IdentificationState::Conflicting, true) => {
            format!("Ce que l’on sait de {name} se contredit.")
        }
    };
    let mut sentences = vec![state];
    if let Some(Decision { by, reason, at, .. }) = &who.decision {
        let at = time(*at);
        let at = at.get(11..16).unwrap_or_default();
        sentences.push(if french {
            format!("Décidé par {by} à {at} : {reason}.")
        } else {
            format!("Decided by {by} at {at}: {reason}.")
        });
    }
    sentences.extend(who.ledger.iter().map(|ground| sentence(ground, french)));
    sentences
}

fn sentence(ground: &Ground, french: bool) -> String {
    let Ground {
        kind,
        weight,
        found,
        expected,
    } = ground;
    let plan = expected.as_deref().unwrap_or_default();
    let against = match (expected, french) {
        (Some(plan), false) => format!("; plan: {plan}"),
        (Some(plan), true) => format!(" ; plan : {plan}"),
        (None, _) => String::new(),
    };
    let fact = match (kind, french) {
        (EvidenceKind::AddressState, false) => format!("address assigned by {found}{against}"),
        (EvidenceKind::AddressState, true) => {
            format!("adresse attribuée par {found}{against}")
        }
        (EvidenceKind::Registration, false) => {
            format!("registration by the address {found}{against}")
        }
        (EvidenceKind::Registration, true) => {
            format!("immatriculation d’après l’adresse {found}{against}")
        }
        (EvidenceKind::Callsign, false) => format!("callsign {found}{against}"),
        (EvidenceKind::Callsign, true) => format!("indicatif {found}{against}"),
        (EvidenceKind::Code, _) => format!("code {found}{against}"),
        (EvidenceKind::Address, false) => format!("address {found}{against}"),
        (EvidenceKind::Address, true) => format!("adresse {found}{against}"),
        (EvidenceKind::Route, false) => format!("{found} NM off the route of the plan"),
        (EvidenceKind::Route, true) => format!("à {found} NM de la route du plan"),
        (EvidenceKind::Time, false) => format!("{found} min against the plan's estimate"),
        (EvidenceKind::Time, true) => format!("{found} min par rapport à l’heure estimée du plan"),
        (EvidenceKind::Level, false) => format!("{found} ft against the plan's {plan} ft"),
        (EvidenceKind::Level, true) => format!("{found} ft par rapport aux {plan} ft du plan"),
        (EvidenceKind::Performance, false) => format!("{found} kt; such a type: {plan} kt"),
        (EvidenceKind::Performance, true) => format!("{found} kt ; un tel type : {plan} kt"),
        (EvidenceKind::Category, false) => {
            format!("emitter category {found}; wake category of the plan: {plan}")
        }
        (EvidenceKind::Category, true) => {
            format!("catégorie d’émetteur {found} ; turbulence de sillage du plan : {plan}")
        }
        (EvidenceKind::IndependentPosition, false) => {
            "a radar or multilateration confirms where it is".to_owned()
        }
        (EvidenceKind::IndependentPosition, true) => {
            "un radar ou la multilatération confirme sa position".to_owned()
        }
        (EvidenceKind::OwnWordOnly, false) => "only its own word says where it is".to_owned(),
        (EvidenceKind::OwnWordOnly, true) => "seul son propre message dit où il est".to_owned(),
        (EvidenceKind::Rival, false) => format!("track {found} claims the same flight"),
        (EvidenceKind::Rival, true) => format!("la piste {found} prétend au même vol"),
        (EvidenceKind::Permit, false) => format!("permit {found} holds"),
        (EvidenceKind::Permit, true) => format!("l’autorisation {found} est en vigueur"),
    };
    let side = match (*weight, french) {
        (w, false) if w > 0.0 => "For",
        (w, false) if w < 0.0 => "Against",
        (_, false) => "Also",
        (w, true) if w > 0.0 => "Pour",
        (w, true) if w < 0.0 => "Contre",
        (_, true) => "Aussi",
    };
    let colon = if french { " :" } else { ":" };
    format!("{side}{colon} {fact}.")
}

#[cfg(test)]
mod tests {
    use super::{Language, WhoText, sentences};
    use vigie_core::identification::{
        Decision, EvidenceKind, Ground, Identification, IdentificationState,
    };
    use vigie_core::time::UtcNs;
    use vigie_core::track::TrackNumber;

    #[test]
    fn in_words() {
        let ground = |kind, weight, found: &str, expected: Option<&str>| Ground {
            kind,
            weight,
            found: found.to_owned(),
            expected: expected.map(str::to_owned),
        };
        let who = Identification {
            track: TrackNumber(1),
            state: IdentificationState::Identified,
            identity: Some("NIG501".to_owned()),
            plan: None,
            permit: None,
            odds: 3.456,
            ledger: vec![
                ground(EvidenceKind::Callsign, 5.0, "NIG501", Some("NIG501")),
                ground(EvidenceKind::Route, -1.0, "64", None),
            ],
            decision: Some(Decision {
                by: "A. Moussa".to_owned(),
                at: UtcNs(1_795_168_800_000_000_000),
                reason: "contact radio".to_owned(),
                identity: Some("NIG501".to_owned()),
                plan: None,
            }),
            since: UtcNs(0),
        };
        assert_eq!(
            sentences(&who, Language::French),
            [
                "Considéré comme NIG501.",
                "Décidé par A. Moussa à 10:00 : contact radio.",
                "Pour : indicatif NIG501 ; plan : NIG501.",
                "Contre : à 64 NM de la route du plan.",
            ]
        );
        assert_eq!(
            sentences(&who, Language::English)[3],
            "Against: 64 NM off the route of the plan."
        );
        let json = super::super::json::text(&WhoText::of(&who, Language::English));
        assert!(json.contains(r#""odds_ln":3.46"#) && json.contains(r#""by":"A. Moussa""#));
    }
}
