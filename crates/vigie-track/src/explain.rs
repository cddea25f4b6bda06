//! Why a track is as it is, put together from its filter and its diary when somebody asks.

use crate::table::State;
use crate::tracker::Tracker;
use crate::vertical::Datum;
use vigie_core::explanation::{
    Existence, Explanation, HeightBasis, HeightSource, Looks, MotionBelief, SensorPart, TurnBelief,
};
use vigie_core::report::ReportKind;
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackNumber};

impl Tracker {
    /// Why a track is as it is; `None` when there is none of that number (any more).
    #[must_use]
    pub fn explain(&self, number: TrackNumber) -> Option<Explanation> {
        let slot = self.table.slot(number)?;
        let (track, state) = (&self.table.tracks[slot], &self.table.states[slot]);
        let diary = &state.diary;
        Some(Explanation {
            number,
            at: self.latest,
            existence: Existence {
                probability: 1.0 / (1.0 + libm::exp(-state.odds.clamp(-50.0, 50.0))),
                moved: diary.moved,
            },
            class: track.class,
            motion: self.believed_motion(state),
            height: self.height_basis(track, state),
            taken: diary.taken.newest().collect(),
            refused: diary.refused.newest().collect(),
            sensors: self.parts(track, state),
            merges: diary.merges.newest().collect(),
            class_changes: diary.class_changes.newest().collect(),
            began_as_second: state.clash,
            suspect: self.suspects.contains(track.identity.address),
        })
    }

    fn believed_motion(&self, state: &State) -> MotionBelief {
        let modes = &self.motion_of(state).modes;
        let odds = state.history.now().odds();
        let mut belief = MotionBelief::default();
        for (index, (mode, &probability)) in modes.iter().zip(odds).enumerate() {
            // The filter's turns are positive to the left.
            if mode.rate.abs() > 0.0 {
                belief.turns.push(TurnBelief {
                    rate_radps: -mode.rate,
                    probability,
                });
            } else if index == 0 {
                belief.straight += probability;
            } else {
                belief.manoeuvre += probability;
            }
        }
        belief
    }

    fn height_basis(&self, track: &Track, state: &State) -> HeightBasis {
        let measured = state
            .vertical
            .as_ref()
            .zip(state.height_at(state.at, &self.parameters));
        let Some((vertical, height)) = measured else {
            let (height_m, variance) = state.kinematic.height();
            return HeightBasis {
                source: if state.height_guessed {
                    HeightSource::Speed
                } else {
                    HeightSource::Unknown
                },
                height_m,
                sigma_m: variance.max(0.0).sqrt(),
            };
        };
        let fresh_s = self.parameters.geometric_fresh_s;
        let is_fresh = |known: UtcNs| (state.at - known).as_secs_f64().abs() <= fresh_s;
        let source = match (vertical.datum, state.undulation) {
            (Datum::Pressure, Some((_, known))) if is_fresh(known) => {
                HeightSource::BarometricAndGeometric
            }
            (Datum::Pressure, _) => HeightSource::Barometric,
            (Datum::Ellipsoid, _) if track.geometric_height.is_some() => HeightSource::Geometric,
            (Datum::Ellipsoid, _) => HeightSource::Elevation,
        };
        HeightBasis {
            source,
            height_m: height.height_m,
            sigma_m: height.sigma_m,
        }
    }

    fn parts(&self, track: &Track, state: &State) -> Vec<SensorPart> {
        let part = |sensor: SensorId, kind: ReportKind, seen: UtcNs| {
            let scene = self
                .scenes
                .get(usize::from(sensor.0))
                .and_then(Option::as_ref);
            let look = state.looks.iter().find(|look| look.sensor == sensor);
            SensorPart {
                sensor,
                kind,
                seen,
                looks: look.zip(scene).map(|(look, scene)| Looks {
                    seen: look.seen,
                    missed: look.missed,
                    missed_now: look.misses,
                    detection: scene.detection(),
                }),
                bias: self.registrar.shown(sensor),
            }
        };
        let contributions = track.contributions.iter();
        contributions
            .map(|c| part(c.sensor, c.kind, c.at))
            .collect()
    }
}
