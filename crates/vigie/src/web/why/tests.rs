//! The sentences, word for word.

use super::words::{Language, sentences};
use crate::web::sample::{explanation, scene};
use vigie_core::explanation::{Explanation, HeightSource, Refusal, Taking};
use vigie_core::track::TargetClass;

fn said(why: &Explanation, language: Language) -> Vec<String> {
    let mut scene = scene();
    scene.sites[0].name = "Niamey".to_owned();
    sentences(why, &scene, language)
}

#[test]
fn everything_is_said_in_english() {
    let expected = [
        "Track 1 is a target with a probability of 99.9%; last a report of Niamey at 10:00:00 spoke for it.",
        "It is tracked as in flight, and is turning right at about 1.7°/s (80%).",
        "Its height, 8123 m ± 912 m, is what targets of this speed fly at: nobody states it.",
        "Its address is under suspicion: what it says is no reference for sensors.",
        "It began while another track had its address.",
        "Last report: Mode S, Niamey, true at 10:00:00, 0.3 s on the way, address: same, code: other, 1.5 standard \
         deviations from where it was expected, its own with 88%.",
        "The least sure of its last 1: that of 10:00:00, its own with 88% (within reach besides: tracks 2, plots 1).",
        "Reports of its address refused lately: 1; the last by ADS-B, Niamey, at 10:00:00, 20.0 km away: it cannot have \
         flown there.",
        "Niamey saw it in 29 of 30 looks; it sees targets in 95% of its looks.",
        "Taken off the measurements of Niamey: -114 m, 0.286°, 0.351 s.",
        "Track 7 turned out to be this one at 10:00:00.",
        "At 10:00:00 it changed from on the ground to in flight.",
    ];
    assert_eq!(said(&explanation(1, 0.0), Language::English), expected);
}

#[test]
fn everything_is_said_in_french() {
    let expected = [
        "La piste 1 est une cible avec une probabilité de 99,9 % ; en dernier, un plot de Niamey à 10:00:00 a parlé pour \
         elle.",
        "Elle est poursuivie comme mobile en vol, et vire à droite à environ 1,7°/s (80 %).",
        "Sa hauteur, 8123 m ± 912 m, est celle des cibles de cette vitesse : personne ne l'annonce.",
        "Son adresse est suspecte : ce qu'elle annonce ne sert de référence à aucun capteur.",
        "Elle a commencé alors qu'une autre piste portait son adresse.",
        "Dernier plot : mode S, Niamey, vrai à 10:00:00, 0,3 s en route, adresse : identique, code : différent, à 1,5 \
         écarts types de l'endroit attendu, le sien à 88 %.",
        "Le moins sûr des 1 derniers : celui de 10:00:00, le sien à 88 % (autres à portée : pistes 2, plots 1).",
        "Plots de son adresse refusés récemment : 1 ; le dernier par ADS-B, Niamey, à 10:00:00, à 20,0 km : elle ne peut \
         pas y avoir volé.",
        "Niamey l'a vue lors de 29 tours sur 30 ; il voit une cible dans 95 % des tours.",
        "Retranché des mesures de Niamey : -114 m, 0,286°, 0,351 s.",
        "La piste 7 s'est révélée être celle-ci à 10:00:00.",
        "À 10:00:00, elle est passée de « au sol » à « en vol ».",
    ];
    assert_eq!(said(&explanation(1, 0.0), Language::French), expected);
}

#[test]
fn whatever_happened_it_can_be_said() {
    for language in [Language::English, Language::French] {
        for source in [
            HeightSource::Barometric,
            HeightSource::BarometricAndGeometric,
            HeightSource::Geometric,
            HeightSource::Elevation,
            HeightSource::Speed,
            HeightSource::Unknown,
        ] {
            for (how, class) in [
                (Taking::Initiated, TargetClass::Surface),
                (Taking::SplitPlot, TargetClass::Airborne),
                (Taking::Rejoined, TargetClass::Slow),
            ] {
                let mut why = explanation(1, 0.0);
                (why.height.source, why.class) = (source, class);
                why.height.sigma_m = f64::NAN;
                why.taken[0].how = how;
                why.refused[0].why = Refusal::TooLate;
                if let Some(moved) = &mut why.existence.moved {
                    moved.seen = false;
                }
                let said = said(&why, language);
                assert!(
                    said.len() == 12 && said.iter().all(|s| s.ends_with('.')),
                    "{said:#?}"
                );
            }
        }
    }
    let mut young = explanation(1, 0.0);
    young.existence.moved = None;
    young.motion.turns.clear();
    (young.taken, young.refused, young.sensors) = (vec![], vec![], vec![]);
    (young.merges, young.class_changes) = (vec![], vec![]);
    (young.suspect, young.began_as_second) = (false, false);
    assert_eq!(said(&young, Language::English).len(), 3);
}
