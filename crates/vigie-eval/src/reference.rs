//! Tracks taken for truth: reference trajectories, smoothed or of another system.
//!
//! What a truth has and a track table has not is worked out: velocities that are not stated from the neighbours, the
//! phase of flight from how the velocity changes. A reference has errors of its own; what is measured against it is the
//! distance between two opinions.

use crate::model::{Identity, Phase, Row, Target, TrackRows, TruthPoint};
use std::collections::BTreeMap;
use vigie_core::place::{LocalFrame, wrap_pi};

/// Faster than this a course changes in a turn, radians per second (0.5°/s: our choice).
const TURN_MIN_RADPS: f64 = 0.5 * std::f64::consts::PI / 180.0;
/// Faster than this a target climbs or descends, m/s (500 ft/min: our choice).
const CLIMB_MIN_MPS: f64 = 2.54;
/// Slower than this there is no course, m/s.
const SPEED_MIN_MPS: f64 = 10.0;

/// Targets from tracks. Rows that end a track, and second rows of one time, are left out; a track needs two.
#[must_use]
pub fn targets(tracks: Vec<TrackRows>) -> Vec<Target> {
    let mut targets = Vec::new();
    for track in tracks {
        let mut rows: Vec<Row> = track.rows.into_iter().filter(|row| !row.end).collect();
        rows.sort_by(|a, b| a.t_s.total_cmp(&b.t_s));
        rows.dedup_by(|later, earlier| later.t_s - earlier.t_s < 1e-3);
        if rows.len() < 2 {
            continue;
        }
        targets.push(Target {
            name: track.name,
            identity: identity(&rows),
            points: points(&rows),
        });
    }
    targets
}

/// What it said most often.
fn identity(rows: &[Row]) -> Identity {
    fn most<T: Ord + Copy>(said: impl Iterator<Item = T>) -> Option<T> {
        let mut counts: BTreeMap<T, usize> = BTreeMap::new();
        for value in said {
            *counts.entry(value).or_insert(0) += 1;
        }
        counts
            .into_iter()
            .max_by_key(|(_, count)| *count)
            .map(|(value, _)| value)
    }
    Identity {
        address: most(rows.iter().filter_map(|row| row.identity.address)),
        mode_a: most(rows.iter().filter_map(|row| row.identity.mode_a)),
    }
}

fn points(rows: &[Row]) -> Vec<TruthPoint> {
    let velocities: Vec<[f64; 3]> = (0..rows.len())
        .map(|at| rows[at].velocity_mps.unwrap_or_else(|| moved(rows, at)))
        .collect();
    (rows.iter().enumerate())
        .map(|(at, row)| {
            let (before, after) = (at.saturating_sub(1), (at + 1).min(rows.len() - 1));
            let dt = rows[after].t_s - rows[before].t_s;
            TruthPoint {
                t_s: row.t_s,
                position: row.position,
                velocity_mps: velocities[at],
                phase: Phase {
                    turning: turn_rate(velocities[before], velocities[after], dt).abs()
                        > TURN_MIN_RADPS,
                    climbing: velocities[at][2].abs() > CLIMB_MIN_MPS,
                },
            }
        })
        .collect()
}

/// Velocity from the rows before and after.
fn moved(rows: &[Row], at: usize) -> [f64; 3] {
    let (a, b) = (
        &rows[at.saturating_sub(1)],
        &rows[(at + 1).min(rows.len() - 1)],
    );
    let dt = (b.t_s - a.t_s).max(1e-3);
    let height_m = a.position.height_m;
    let to = LocalFrame::at(a.position).enu_from_wgs84(b.position.at_height_m(height_m));
    let climbed = b.position.height_m - height_m;
    [to.east_m / dt, to.north_m / dt, climbed / dt]
}

fn turn_rate(before: [f64; 3], after: [f64; 3], dt: f64) -> f64 {
    let fast = |v: [f64; 3]| libm::hypot(v[0], v[1]) >= SPEED_MIN_MPS;
    if dt <= 0.0 || !fast(before) || !fast(after) {
        return 0.0;
    }
    wrap_pi(libm::atan2(after[0], after[1]) - libm::atan2(before[0], before[1])) / dt
}

#[cfg(test)]
mod tests {
    use super::targets;
    use crate::gospa::tests::{at, row};
    use crate::model::TrackRows;
    use crate::table::mode_a;

    #[test]
    fn what_is_not_stated_is_worked_out() {
        // 100 m/s to the east, then north: a turn at the corner
        let places = [
            (0.0, 0.0),
            (400.0, 0.0),
            (800.0, 0.0),
            (800.0, 400.0),
            (800.0, 800.0),
        ];
        let mut rows: Vec<_> = (0_u8..)
            .zip(places)
            .map(|(n, (east, north))| {
                let mut row = row(4.0 * f64::from(n), at(east, north));
                row.velocity_mps = None;
                row.position.height_m += 20.0 * f64::from(n);
                row.identity.mode_a = mode_a(if n == 0 { "7777" } else { "1234" });
                row
            })
            .collect();
        let mut end = rows[4];
        (end.end, end.t_s) = (true, 17.0);
        rows.push(end);
        let found = targets(vec![TrackRows {
            name: "A".into(),
            rows,
        }]);
        let points = &found[0].points;
        assert_eq!(points.len(), 5);
        assert_eq!(found[0].identity.mode_a, mode_a("1234"));
        assert!((points[0].velocity_mps[0] - 100.0).abs() < 0.1);
        assert!((points[1].velocity_mps[2] - 5.0).abs() < 0.1 && points[1].phase.climbing);
        assert!(points[2].phase.turning && !points[0].phase.turning);
        assert!(targets(vec![TrackRows::default()]).is_empty());
    }
}
