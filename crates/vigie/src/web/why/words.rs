//! The explanation of a track as sentences, in English and French.

use crate::hub::Scene;
use crate::web::json::time;
use vigie_core::explanation::{
    Association, Claim, Existence, Explanation, HeightSource, Looks, MotionBelief, Refusal,
    SensorPart, Taken, Taking,
};
use vigie_core::report::ReportKind;
use vigie_core::sensor::{Registration, SensorId};
use vigie_core::time::UtcNs;
use vigie_core::track::TargetClass;

/// In which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Language {
    English,
    French,
}

/// What everything here needs.
struct Writer<'a> {
    scene: &'a Scene,
    french: bool,
}

/// The sentences, the most important first.
pub(super) fn sentences(why: &Explanation, scene: &Scene, language: Language) -> Vec<String> {
    let writer = Writer {
        scene,
        french: language == Language::French,
    };
    let mut said = vec![
        writer.existence(why),
        writer.motion(why.class, &why.motion),
        writer.height(why),
    ];
    if why.suspect {
        said.push(writer.pick(
            "Its address is under suspicion: what it says is no reference for sensors.",
            "Son adresse est suspecte : ce qu'elle annonce ne sert de référence à aucun capteur.",
        ));
    }
    if why.began_as_second {
        said.push(writer.pick(
            "It began while another track had its address.",
            "Elle a commencé alors qu'une autre piste portait son adresse.",
        ));
    }
    said.extend(why.taken.first().map(|taken| writer.taken(taken)));
    said.extend(writer.least_sure(&why.taken));
    said.extend(writer.refused(why));
    said.extend(why.sensors.iter().filter_map(|part| writer.looks(part)));
    said.extend(why.sensors.iter().filter_map(|part| writer.bias(part)));
    said.extend(why.merges.iter().map(|merge| {
        let (number, at) = (merge.number, clock(merge.at));
        writer.pick(
            &format!("Track {number} turned out to be this one at {at}."),
            &format!("La piste {number} s'est révélée être celle-ci à {at}."),
        )
    }));
    said.extend(why.class_changes.iter().map(|change| {
        let (from, to) = (writer.class(change.from), writer.class(change.to));
        let at = clock(change.at);
        writer.pick(
            &format!("At {at} it changed from {from} to {to}."),
            &format!("À {at}, elle est passée de « {from} » à « {to} »."),
        )
    }));
    said
}

impl Writer<'_> {
    fn pick(&self, english: &str, french: &str) -> String {
        if self.french { french } else { english }.to_owned()
    }

    /// The sensor's name, or its place in the configuration.
    fn sensor(&self, id: SensorId) -> String {
        let site = self.scene.sites.iter().find(|site| site.id == id);
        match site {
            Some(site) if !site.name.is_empty() => site.name.clone(),
            _ => self.pick(&format!("sensor {}", id.0), &format!("le capteur {}", id.0)),
        }
    }

    /// A number with its decimals, as the language writes it.
    fn number(&self, value: f64, decimals: usize) -> String {
        let text = format!("{value:.decimals$}");
        if self.french {
            text.replace('.', ",")
        } else {
            text
        }
    }

    fn percent(&self, probability: f64) -> String {
        // What is not certain is not called so.
        let percent = (probability * 100.0).clamp(0.1, 99.9);
        let decimals = usize::from(!(1.0..99.0).contains(&percent));
        let number = self.number(percent, decimals);
        self.pick(&format!("{number}%"), &format!("{number} %"))
    }

    fn existence(&self, why: &Explanation) -> String {
        let Existence { probability, moved } = why.existence;
        let (number, percent) = (why.number, self.percent(probability));
        let first = self.pick(
            &format!("Track {number} is a target with a probability of {percent}"),
            &format!("La piste {number} est une cible avec une probabilité de {percent}"),
        );
        let Some(moved) = moved else {
            return format!("{first}.");
        };
        let (sensor, at) = (self.sensor(moved.sensor), clock(moved.at));
        let last = if moved.seen {
            self.pick(
                &format!("last a report of {sensor} at {at} spoke for it"),
                &format!("en dernier, un plot de {sensor} à {at} a parlé pour elle"),
            )
        } else {
            self.pick(
                &format!("last the beam of {sensor} passed without seeing it ({at})"),
                &format!("en dernier, le faisceau de {sensor} est passé sans la voir ({at})"),
            )
        };
        self.pick(&format!("{first}; {last}."), &format!("{first} ; {last}."))
    }

    fn class(&self, class: TargetClass) -> String {
        match class {
            TargetClass::Surface => self.pick("on the ground", "au sol"),
            TargetClass::Airborne => self.pick("in flight", "en vol"),
            TargetClass::Slow => self.pick("slow and low", "lent et bas"),
        }
    }

    fn motion(&self, class: TargetClass, motion: &MotionBelief) -> String {
        let sided = |right: bool| {
            let those = motion
                .turns
                .iter()
                .filter(move |t| (t.rate_radps > 0.0) == right);
            let total: f64 = those.clone().map(|t| t.probability).sum();
            let best = those.max_by(|a, b| a.probability.total_cmp(&b.probability));
            (total, best.map_or(0.0, |t| t.rate_radps.abs().to_degrees()))
        };
        let ((right, right_rate), (left, left_rate)) = (sided(true), sided(false));
        let turning = |side: &str, rate: f64| {
            let rate = self.number(rate, 1);
            match (side, self.french) {
                ("right", true) => format!("vire à droite à environ {rate}°/s"),
                (_, true) => format!("vire à gauche à environ {rate}°/s"),
                (side, false) => format!("is turning {side} at about {rate}°/s"),
            }
        };
        let believed = [
            (
                motion.straight,
                self.pick("is going straight", "va en ligne droite"),
            ),
            (right, turning("right", right_rate)),
            (left, turning("left", left_rate)),
            (motion.manoeuvre, self.pick("is manoeuvring", "manœuvre")),
        ];
        let best = believed.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
        let (probability, what) = best.unwrap_or_default();
        let (class, percent) = (self.class(class), self.percent(probability));
        self.pick(
            &format!("It is tracked as {class}, and {what} ({percent})."),
            &format!("Elle est poursuivie comme mobile {class}, et {what} ({percent})."),
        )
    }

    fn height(&self, why: &Explanation) -> String {
        let height = self.number(why.height.height_m, 0);
        let sigma = self.number(why.height.sigma_m, 0);
        let (english, french) = match why.height.source {
            HeightSource::Barometric => (
                "the pressure altitude that it states",
                "l'altitude-pression qu'elle annonce",
            ),
            HeightSource::BarometricAndGeometric => (
                "the pressure altitude that it states, corrected by its GNSS height",
                "l'altitude-pression qu'elle annonce, corrigée par sa hauteur GNSS",
            ),
            HeightSource::Geometric => (
                "the GNSS height that it states",
                "la hauteur GNSS qu'elle annonce",
            ),
            HeightSource::Elevation => (
                "the elevation that a radar measures",
                "le site mesuré par un radar",
            ),
            HeightSource::Speed => (
                "what targets of this speed fly at: nobody states it",
                "celle des cibles de cette vitesse : personne ne l'annonce",
            ),
            HeightSource::Unknown => ("not known yet, and assumed", "encore inconnue, et supposée"),
        };
        self.pick(
            &format!("Its height, {height} m ± {sigma} m, is {english}."),
            &format!("Sa hauteur, {height} m ± {sigma} m, est {french}."),
        )
    }

    fn technique(&self, kind: ReportKind) -> String {
        match kind {
            ReportKind::Psr => self.pick("primary radar", "radar primaire"),
            ReportKind::Ssr => self.pick("secondary radar", "radar secondaire"),
            ReportKind::ModeS => self.pick("Mode S", "mode S"),
            ReportKind::Mlat => self.pick("multilateration", "multilatération"),
            ReportKind::AdsB => "ADS-B".to_owned(),
            ReportKind::RemoteId => self.pick("remote identification", "identification à distance"),
            ReportKind::SystemTrack => {
                self.pick("track of another system", "piste d'un autre système")
            }
        }
    }

    fn taken(&self, taken: &Taken) -> String {
        let (sensor, technique) = (self.sensor(taken.sensor), self.technique(taken.kind));
        let (at, delay) = (clock(taken.at), self.number(taken.delay.as_secs_f64(), 1));
        let mut parts = vec![self.pick(
            &format!("Last report: {technique}, {sensor}, true at {at}, {delay} s on the way"),
            &format!("Dernier plot : {technique}, {sensor}, vrai à {at}, {delay} s en route"),
        )];
        match taken.how {
            Taking::Initiated => parts.push(self.pick("it began the track", "il a créé la piste")),
            Taking::SplitPlot => parts.push(self.pick(
                "a second plot of the same turn, not used for the position",
                "second plot du même tour, non utilisé pour la position",
            )),
            Taking::Rejoined => parts.push(self.pick(
                "the target reappeared there after a gap",
                "la cible y a reparu après une interruption",
            )),
            Taking::Updated => {}
        }
        let claims = [
            (taken.claims.address, self.pick("address", "adresse")),
            (taken.claims.code, self.pick("code", "code")),
            (taken.claims.level, self.pick("level", "niveau")),
        ];
        parts.extend(
            claims
                .iter()
                .filter_map(|(claim, what)| self.claim(*claim, what)),
        );
        if let Some(distance2) = taken.distance2 {
            let sigmas = self.number(distance2.max(0.0).sqrt(), 1);
            parts.push(self.pick(
                &format!("{sigmas} standard deviations from where it was expected"),
                &format!("à {sigmas} écarts types de l'endroit attendu"),
            ));
        }
        if let Association::Weighed { probability, .. } = taken.association {
            let percent = self.percent(probability);
            parts.push(self.pick(
                &format!("its own with {percent}"),
                &format!("le sien à {percent}"),
            ));
        }
        format!("{}.", parts.join(", "))
    }

    fn claim(&self, claim: Claim, what: &str) -> Option<String> {
        let (english, french) = match claim {
            Claim::Absent => return None,
            Claim::New => ("new", "nouveau"),
            Claim::Same => ("same", "identique"),
            Claim::Other => ("other", "différent"),
            Claim::Doubtful => ("doubtful", "douteux"),
        };
        Some(self.pick(&format!("{what}: {english}"), &format!("{what} : {french}")))
    }

    /// The report that was least surely its own, where that is worth saying.
    fn least_sure(&self, taken: &[Taken]) -> Option<String> {
        let weighed = taken.iter().filter_map(|taken| match taken.association {
            Association::Weighed {
                probability,
                tracks,
                plots,
            } => Some((probability, tracks, plots, taken.at)),
            Association::Unweighed | Association::ByAddress => None,
        });
        let (probability, tracks, plots, at) = weighed.min_by(|a, b| a.0.total_cmp(&b.0))?;
        if probability > 0.99 {
            return None;
        }
        let (percent, at, known) = (self.percent(probability), clock(at), taken.len());
        Some(self.pick(
            &format!(
                "The least sure of its last {known}: that of {at}, its own with {percent} (within reach besides: tracks \
                 {tracks}, plots {plots})."
            ),
            &format!(
                "Le moins sûr des {known} derniers : celui de {at}, le sien à {percent} (autres à portée : pistes \
                 {tracks}, plots {plots})."
            ),
        ))
    }

    fn refused(&self, why: &Explanation) -> Option<String> {
        let last = why.refused.first()?;
        let (count, at) = (why.refused.len(), clock(last.at));
        let apart = self.number(last.apart_m / 1000.0, 1);
        let (sensor, technique) = (self.sensor(last.sensor), self.technique(last.kind));
        let (english, french) = match last.why {
            Refusal::Jump => (
                "it cannot have flown there",
                "elle ne peut pas y avoir volé",
            ),
            Refusal::TooLate => ("it came too late", "il est arrivé trop tard"),
        };
        Some(self.pick(
            &format!(
                "Reports of its address refused lately: {count}; the last by {technique}, {sensor}, at {at}, {apart} km \
                 away: {english}."
            ),
            &format!(
                "Plots de son adresse refusés récemment : {count} ; le dernier par {technique}, {sensor}, à {at}, à \
                 {apart} km : {french}."
            ),
        ))
    }

    fn looks(&self, part: &SensorPart) -> Option<String> {
        let Looks {
            seen,
            missed,
            missed_now,
            detection,
        } = part.looks?;
        let (sensor, all) = (self.sensor(part.sensor), seen.saturating_add(missed));
        let percent = self.percent(detection);
        let now = match missed_now {
            0 => String::new(),
            n => self.pick(
                &format!(", the last {n} not among them"),
                &format!(", mais pas lors des {n} derniers"),
            ),
        };
        Some(self.pick(
            &format!(
                "{sensor} saw it in {seen} of {all} looks{now}; it sees targets in {percent} of its looks."
            ),
            &format!(
                "{sensor} l'a vue lors de {seen} tours sur {all}{now} ; il voit une cible dans {percent} des tours."
            ),
        ))
    }

    fn bias(&self, part: &SensorPart) -> Option<String> {
        let Registration {
            range_m,
            azimuth_rad,
            time_s,
            ..
        } = part.bias?;
        let sensor = self.sensor(part.sensor);
        let (range, azimuth) = (
            self.number(range_m, 0),
            self.number(azimuth_rad.to_degrees(), 3),
        );
        let time_s = self.number(time_s, 3);
        Some(self.pick(
            &format!("Taken off the measurements of {sensor}: {range} m, {azimuth}°, {time_s} s."),
            &format!("Retranché des mesures de {sensor} : {range} m, {azimuth}°, {time_s} s."),
        ))
    }
}

/// Hours, minutes and seconds.
fn clock(at: UtcNs) -> String {
    let text = time(at);
    text.get(11..19).unwrap_or_default().to_owned()
}
