//! `GET /api/v1/tracks/{number}`: one track, and why it is as it is.
//!
//! The answer comes from the crank between two turns; a crank that does not turn costs the client a time-out, never the
//! crank a wait. Facts have plain names; `words` says the same in the language asked for (`?lang=fr`, else English).

mod words;

use super::api::json_response;
use super::json::{rounded, text, time};
use super::picture::{ADVISORY, TrackText, kind_name};
use super::refusal::Refusal;
use super::texts::RegistrationText;
use super::who::WhoText;
use super::{ANSWER_TIME, App};
use crate::hub::{Answer, Question, Scene};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::oneshot;
use tokio::time::timeout;
use vigie_core::explanation::{
    Association, Claims, ClassChange, Existence, ExistenceMove, Explanation, HeightBasis, Looks,
    Merge, MotionBelief, Refused, SensorPart, Taken, TurnBelief,
};
use vigie_core::picture::Identity;
use vigie_core::track::TrackNumber;
pub(super) use words::Language;

/// Characters of a request that are repeated in an error.
const SHOWN_MAX: usize = 40;

/// `GET /api/v1/tracks/{number}`
pub(super) async fn get_track(
    State(app): State<Arc<App>>,
    number: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let language = language_of(query.as_deref().unwrap_or_default())?;
    let Ok(Path(number)) = number else {
        let why = "this is no track number, and no text either";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, why));
    };
    let number = number_of(&number)?;
    let (answer_in, answer) = oneshot::channel();
    let question = Question::Track {
        number,
        answer: answer_in,
    };
    let Some(answer) = answered(&app, question, answer).await? else {
        return Err(Refusal::new(
            StatusCode::NOT_FOUND,
            format!("there is no track {number} now; numbers are never used again"),
        ));
    };
    let body = track_text(&answer, &app.hub.scene, language);
    Ok(json_response(StatusCode::OK, body))
}

/// Asks the running system, and waits for the answer: not for ever.
pub(super) async fn answered<T>(
    app: &App,
    question: Question,
    answer: oneshot::Receiver<T>,
) -> Result<T, Refusal> {
    let unavailable = |why: &str| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, why);
    match app.hub.questions.try_send(question) {
        Ok(()) => {}
        Err(TrySendError::Full(_)) => {
            return Err(unavailable(
                "too many questions are waiting; try again in a second",
            ));
        }
        Err(TrySendError::Closed(_)) => {
            return Err(unavailable("the system has stopped and answers nothing"));
        }
    }
    match timeout(ANSWER_TIME, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_)) => Err(unavailable("the system has stopped and answers nothing")),
        Err(_) => Err(unavailable("the system is too busy to answer; try again")),
    }
}

fn number_of(said: &str) -> Result<TrackNumber, Refusal> {
    said.parse().map(TrackNumber).map_err(|_| {
        let why = format!(
            "\"{}\" is no track number: a whole number up to {}",
            shown(said),
            u32::MAX
        );
        Refusal::new(StatusCode::BAD_REQUEST, why)
    })
}

fn language_of(query: &str) -> Result<Language, Refusal> {
    let mut language = Language::English;
    for part in query.split('&').filter(|part| !part.is_empty()) {
        language = match part {
            "lang=en" => Language::English,
            "lang=fr" => Language::French,
            _ => {
                let why = format!("\"{}\" is not known here: lang=en or lang=fr", shown(part));
                return Err(Refusal::new(StatusCode::BAD_REQUEST, why));
            }
        };
    }
    Ok(language)
}

fn shown(said: &str) -> String {
    let plain = said.chars().filter(|c| !c.is_control());
    plain.take(SHOWN_MAX).collect()
}

/// The track as in the picture, and `why`.
fn track_text(answer: &Answer, scene: &Scene, language: Language) -> String {
    #[derive(Serialize)]
    struct Whole<'a> {
        #[serde(flatten)]
        track: TrackText<'a>,
        advisory: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        who: Option<WhoText<'a>>,
        why: WhyText,
    }
    let Answer { track, why, who } = answer;
    let brief = who.as_ref().map(Identity::of);
    text(&Whole {
        track: TrackText::of(track, brief.as_ref(), why.at),
        advisory: ADVISORY,
        who: who.as_ref().map(|who| WhoText::of(who, language)),
        why: WhyText::of(why, words::sentences(why, scene, language)),
    })
}

#[derive(Serialize)]
struct WhyText {
    at: String,
    existence: ExistenceText,
    class: &'static str,
    motion: MotionText,
    height: HeightText,
    taken: Vec<TakenText>,
    refused: Vec<RefusedText>,
    sensors: Vec<SensorText>,
    merges: Vec<MergeText>,
    class_changes: Vec<ClassChangeText>,
    began_as_second: bool,
    suspect: bool,
    words: Vec<String>,
}

#[derive(Serialize)]
struct ExistenceText {
    probability: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<MovedText>,
}

#[derive(Serialize)]
struct MovedText {
    at: String,
    sensor: u16,
    seen: bool,
    log_odds: f64,
}

#[derive(Serialize)]
struct MotionText {
    straight: f64,
    turns: Vec<TurnText>,
    manoeuvre: f64,
}

#[derive(Serialize)]
struct TurnText {
    rate_degps: f64,
    probability: f64,
}

#[derive(Serialize)]
struct HeightText {
    source: &'static str,
    height_m: f64,
    sigma_m: f64,
}

#[derive(Serialize)]
struct TakenText {
    sensor: u16,
    kind: &'static str,
    at: String,
    delay_s: f64,
    late_s: f64,
    how: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance2: Option<f64>,
    address: &'static str,
    code: &'static str,
    level: &'static str,
    decided_by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_tracks: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_plots: Option<u16>,
}

#[derive(Serialize)]
struct RefusedText {
    sensor: u16,
    kind: &'static str,
    at: String,
    why: &'static str,
    apart_m: f64,
    distance2: f64,
}

#[derive(Serialize)]
struct SensorText {
    sensor: u16,
    kind: &'static str,
    seen: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    looks: Option<LooksText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bias: Option<RegistrationText>,
}

#[derive(Serialize)]
struct LooksText {
    seen: u32,
    missed: u32,
    missed_now: u32,
    detection: f64,
}

#[derive(Serialize)]
struct MergeText {
    at: String,
    number: u32,
}

#[derive(Serialize)]
struct ClassChangeText {
    at: String,
    from: &'static str,
    to: &'static str,
}

impl WhyText {
    fn of(why: &Explanation, words: Vec<String>) -> WhyText {
        let Explanation {
            number: _,
            at,
            existence: Existence { probability, moved },
            class,
            motion,
            height:
                HeightBasis {
                    source,
                    height_m,
                    sigma_m,
                },
            taken,
            refused,
            sensors,
            merges,
            class_changes,
            began_as_second,
            suspect,
        } = why;
        WhyText {
            at: time(*at),
            existence: ExistenceText {
                probability: rounded(*probability, 1e5),
                moved: moved.map(MovedText::of),
            },
            class: class.name(),
            motion: MotionText::of(motion),
            height: HeightText {
                source: source.name(),
                height_m: rounded(*height_m, 10.0),
                sigma_m: rounded(*sigma_m, 10.0),
            },
            taken: taken.iter().map(TakenText::of).collect(),
            refused: refused.iter().map(RefusedText::of).collect(),
            sensors: sensors.iter().map(SensorText::of).collect(),
            merges: merges
                .iter()
                .map(|Merge { at, number }| MergeText {
                    at: time(*at),
                    number: number.0,
                })
                .collect(),
            class_changes: class_changes
                .iter()
                .map(|ClassChange { at, from, to }| ClassChangeText {
                    at: time(*at),
                    from: from.name(),
                    to: to.name(),
                })
                .collect(),
            began_as_second: *began_as_second,
            suspect: *suspect,
            words,
        }
    }
}

impl MovedText {
    fn of(moved: ExistenceMove) -> MovedText {
        let ExistenceMove {
            at,
            sensor,
            seen,
            log_odds,
        } = moved;
        MovedText {
            at: time(at),
            sensor: sensor.0,
            seen,
            log_odds: rounded(log_odds, 1e3),
        }
    }
}

impl MotionText {
    fn of(motion: &MotionBelief) -> MotionText {
        let MotionBelief {
            straight,
            turns,
            manoeuvre,
        } = motion;
        let turn = |turn: &TurnBelief| {
            let TurnBelief {
                rate_radps,
                probability,
            } = *turn;
            TurnText {
                rate_degps: rounded(rate_radps.to_degrees(), 100.0),
                probability: rounded(probability, 1e4),
            }
        };
        MotionText {
            straight: rounded(*straight, 1e4),
            turns: turns.iter().map(turn).collect(),
            manoeuvre: rounded(*manoeuvre, 1e4),
        }
    }
}

impl TakenText {
    fn of(taken: &Taken) -> TakenText {
        let Taken {
            sensor,
            kind,
            at,
            delay,
            late,
            how,
            distance2,
            claims:
                Claims {
                    address,
                    code,
                    level,
                },
            association,
        } = *taken;
        let (decided_by, weighed) = match association {
            Association::Unweighed => ("nothing", None),
            Association::ByAddress => ("address", None),
            Association::Weighed {
                probability,
                tracks,
                plots,
            } => ("weight", Some((probability, tracks, plots))),
        };
        TakenText {
            sensor: sensor.0,
            kind: kind_name(kind),
            at: time(at),
            delay_s: rounded(delay.as_secs_f64(), 1e3),
            late_s: rounded(late.as_secs_f64(), 1e3),
            how: how.name(),
            distance2: distance2.map(|d| rounded(d, 1e3)),
            address: address.name(),
            code: code.name(),
            level: level.name(),
            decided_by,
            probability: weighed.map(|w| rounded(w.0, 1e4)),
            other_tracks: weighed.map(|w| w.1),
            other_plots: weighed.map(|w| w.2),
        }
    }
}

impl RefusedText {
    fn of(refused: &Refused) -> RefusedText {
        let Refused {
            sensor,
            kind,
            at,
            why,
            apart_m,
            distance2,
        } = *refused;
        RefusedText {
            sensor: sensor.0,
            kind: kind_name(kind),
            at: time(at),
            why: why.name(),
            apart_m: rounded(apart_m, 1.0),
            distance2: rounded(distance2, 10.0),
        }
    }
}

impl SensorText {
    fn of(part: &SensorPart) -> SensorText {
        let SensorPart {
            sensor,
            kind,
            seen,
            looks,
            bias,
        } = part;
        let looks = looks.map(
            |Looks {
                 seen,
                 missed,
                 missed_now,
                 detection,
             }| LooksText {
                seen,
                missed,
                missed_now,
                detection: rounded(detection, 1e3),
            },
        );
        SensorText {
            sensor: sensor.0,
            kind: kind_name(*kind),
            seen: time(*seen),
            looks,
            bias: bias.as_ref().map(RegistrationText::of),
        }
    }
}

#[cfg(test)]
mod tests;
