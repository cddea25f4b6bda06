//! How long a target keeps its track: segments, switches, breaks, delay of initiation.
//!
//! Target by target, over the instants at which it was matched. A *switch*: the track is another than at the match
//! before. A *break*: more than one and a half steps between two matches. The *longest segment* runs from the first match
//! with a track to the last before a switch, breaks forgiven, plus one step, over the target's time in the grid plus one
//! step. The *delay of initiation* is from the target's appearance to its first match, for targets that appear inside the
//! grid. Rates are over the sum of the targets' times in the grid.

use crate::frame::Frame;
use crate::model::Scene;
use crate::stats::{mean, ratio, rms};

/// One target's record.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TargetRecord {
    /// Index of the target in the scene.
    pub target: usize,
    /// How long it was there inside the grid, seconds.
    pub time_s: f64,
    /// Instants at which it was there.
    pub instants: usize,
    /// Instants at which it was matched.
    pub matched: usize,
    /// Tracks it was matched with, one after the other.
    pub segments: usize,
    /// Changes of track.
    pub switches: usize,
    /// Gaps between matches.
    pub breaks: usize,
    /// Longest segment over its time, at most 1.
    pub longest_segment: f64,
    /// From its appearance to its first match, seconds; `None` if it was there from the start or never matched.
    pub initiation_delay_s: Option<f64>,
    /// Root mean square of its position errors, metres.
    pub position_rms_m: Option<f64>,
    /// The largest, metres.
    pub position_max_m: Option<f64>,
}

/// Continuity over all targets.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Continuity {
    /// Mean of the targets' longest segments.
    pub longest_segment: Option<f64>,
    /// Switches.
    pub switches: usize,
    /// Breaks.
    pub breaks: usize,
    /// Hours of targets in the grid.
    pub target_hours: f64,
    /// Switches per target-hour.
    pub switches_per_hour: Option<f64>,
    /// Breaks per target-hour.
    pub breaks_per_hour: Option<f64>,
    /// Mean delay of initiation, seconds.
    pub initiation_delay_s: Option<f64>,
    /// Target by target, for those there at some instant.
    pub targets: Vec<TargetRecord>,
}

/// A match of a target: when, with whom, how far.
#[derive(Clone, Copy)]
struct Held {
    t_s: f64,
    track: usize,
    distance_m: f64,
}

/// Measures.
#[must_use]
pub fn continuity(scene: &Scene, frames: &[Frame]) -> Continuity {
    let mut held: Vec<Vec<Held>> = vec![Vec::new(); scene.targets.len()];
    let mut instants = vec![0_usize; scene.targets.len()];
    for frame in frames {
        for truth in &frame.truths {
            instants[truth.target] += 1;
        }
        for pair in &frame.matches {
            held[frame.truths[pair.truth].target].push(Held {
                t_s: frame.t_s,
                track: frame.tracks[pair.track].track,
                distance_m: pair.distance_m,
            });
        }
    }
    let (first, last) = (frames.first(), frames.last());
    let window = [
        first.map_or(0.0, |frame| frame.t_s),
        last.map_or(0.0, |frame| frame.t_s),
    ];
    let records: Vec<TargetRecord> = (held.iter().zip(instants).enumerate())
        .filter(|(_, (_, instants))| *instants > 0)
        .map(|(target, (held, instants))| TargetRecord {
            instants,
            ..record(scene, target, held, window)
        })
        .collect();
    summarise(records)
}

fn record(scene: &Scene, target: usize, held: &[Held], window: [f64; 2]) -> TargetRecord {
    let step = scene.grid.step_s;
    let points = &scene.targets[target].points;
    let (born, gone) = (
        points.first().map_or(0.0, |point| point.t_s),
        points.last().map_or(0.0, |point| point.t_s),
    );
    let time_s = (gone.min(window[1]) - born.max(window[0])).max(step);
    let mut record = TargetRecord {
        target,
        time_s,
        matched: held.len(),
        ..TargetRecord::default()
    };
    let (mut longest_s, mut since_s, mut before): (f64, f64, Option<Held>) = (0.0, 0.0, None);
    for now in held {
        if before.is_none_or(|before| before.track != now.track) {
            record.switches += usize::from(before.is_some());
            record.segments += 1;
            since_s = now.t_s;
        }
        record.breaks +=
            usize::from(before.is_some_and(|before| now.t_s - before.t_s > 1.5 * step));
        longest_s = longest_s.max(now.t_s - since_s + step);
        before = Some(*now);
    }
    let errors: Vec<f64> = held.iter().map(|held| held.distance_m).collect();
    record.longest_segment = (longest_s / (time_s + step)).min(1.0);
    record.initiation_delay_s = held
        .first()
        .filter(|_| born > window[0])
        .map(|first| first.t_s - born);
    record.position_rms_m = rms(&errors);
    record.position_max_m = errors.into_iter().reduce(f64::max);
    record
}

fn summarise(targets: Vec<TargetRecord>) -> Continuity {
    let total_s: f64 = targets.iter().map(|record| record.time_s).sum();
    let switches = targets.iter().map(|record| record.switches).sum();
    let breaks = targets.iter().map(|record| record.breaks).sum();
    let segments: Vec<f64> = targets
        .iter()
        .map(|record| record.longest_segment)
        .collect();
    let delays: Vec<f64> = targets
        .iter()
        .filter_map(|record| record.initiation_delay_s)
        .collect();
    let target_hours = total_s / 3600.0;
    Continuity {
        longest_segment: mean(&segments),
        switches,
        breaks,
        target_hours,
        switches_per_hour: ratio(switches as f64, target_hours),
        breaks_per_hour: ratio(breaks as f64, target_hours),
        initiation_delay_s: mean(&delays),
        targets,
    }
}

#[cfg(test)]
mod tests {
    use super::continuity;
    use crate::frame::frames;
    use crate::gospa::tests::{at, grid, origin, row, truth};
    use crate::model::{Scene, Target, TrackRows};

    /// A target there from 2 s to 9 s; track A has it at 3 and 4, nobody at 5 and 6, track B at 7, 8 and 9.
    #[test]
    fn by_hand() {
        let target = Target {
            points: (2..10).map(|t| truth(f64::from(t), at(0.0, 0.0))).collect(),
            ..Target::default()
        };
        let track = |name: &str, times: std::ops::Range<i32>| TrackRows {
            name: name.to_owned(),
            rows: times.map(|t| row(f64::from(t), at(1.0, 0.0))).collect(),
        };
        let mut scene = Scene {
            origin: origin(),
            grid: grid(10.0),
            targets: vec![target],
            tracks: vec![track("A", 3..5), track("B", 7..10)],
        };
        (scene.grid.end_s, scene.grid.max_age_s) = (10.0, 0.5);
        let found = continuity(&scene, &frames(&scene).expect("frames"));
        let record = &found.targets[0];
        assert_eq!((record.instants, record.matched), (8, 5));
        assert_eq!((record.switches, record.breaks, record.segments), (1, 1, 2));
        assert_eq!(record.initiation_delay_s, Some(1.0));
        // 7 to 9 and one step, over 7 s and one step
        assert!((record.longest_segment - 3.0 / 8.0).abs() < 1e-12);
        assert!((found.switches_per_hour.expect("some") - 3600.0 / 7.0).abs() < 1e-9);
    }
}
