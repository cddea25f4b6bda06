//! Who is matched with whom: the assignment of targets to tracks that makes GOSPA (with alpha 2) and OSPA smallest.
//!
//! Only candidates nearer than the cut-off can gain anything, so the problem falls apart into knots of targets and tracks
//! that are candidates of each other. Each is solved exactly by the Kuhn-Munkres algorithm (crate `pathfinding`), with
//! gains `c^p - d^p` as integers of 2^-40 of `c^p`: ties break the same way on every machine.

use crate::frame::Near;
use crate::model::EvalError;
use crate::stats::power;
use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

/// Rows times rows times columns of a knot: about ten seconds of work.
const WORK_MAX: usize = 4_000_000_000;
/// Cells of a knot's matrix.
const CELLS_MAX: usize = 16_000_000;
/// Integer gain of a pair at the same place.
const GAIN_UNIT: f64 = 1_099_511_627_776.0; // 2^40

/// Marks as matched, among `near` (sorted by target), the pairs of the best assignment.
pub(crate) fn best(
    t_s: f64,
    truths: usize,
    near: &[Near],
    cutoff_m: f64,
    order: f64,
) -> Result<Vec<Near>, EvalError> {
    let mut matches = Vec::new();
    for knot in knots(truths, near) {
        if let [only] = knot.as_slice() {
            matches.push(*only);
            continue;
        }
        solve(t_s, &knot, cutoff_m, order, &mut matches)?;
    }
    matches.sort_unstable_by_key(|pair| pair.truth);
    Ok(matches)
}

/// Candidates, gathered into knots that have nothing to do with each other.
fn knots(truths: usize, near: &[Near]) -> Vec<Vec<Near>> {
    let mut parents: Vec<usize> = (0..truths).collect();
    let mut by_track: Vec<&Near> = near.iter().collect();
    by_track.sort_unstable_by_key(|pair| (pair.track, pair.truth));
    for two in by_track.windows(2) {
        if two[0].track == two[1].track {
            let (a, b) = (
                head(&mut parents, two[0].truth),
                head(&mut parents, two[1].truth),
            );
            parents[a.max(b)] = a.min(b);
        }
    }
    let mut gathered: Vec<Vec<Near>> = vec![Vec::new(); truths];
    for pair in near {
        gathered[head(&mut parents, pair.truth)].push(*pair);
    }
    gathered.retain(|knot| !knot.is_empty());
    gathered
}

fn head(parents: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

fn solve(
    t_s: f64,
    knot: &[Near],
    cutoff_m: f64,
    order: f64,
    matches: &mut Vec<Near>,
) -> Result<(), EvalError> {
    let truths = distinct(knot.iter().map(|pair| pair.truth));
    let tracks = distinct(knot.iter().map(|pair| pair.track));
    let few = truths.len().min(tracks.len());
    let cells = truths.len().saturating_mul(tracks.len());
    if cells > CELLS_MAX || cells.saturating_mul(few) > WORK_MAX {
        return Err(EvalError::TooDense {
            t_s,
            truths: truths.len(),
            tracks: tracks.len(),
        });
    }
    // The algorithm wants no more rows than columns.
    let turned = truths.len() > tracks.len();
    let many = truths.len().max(tracks.len());
    let mut gains = Matrix::new(few, many, 0_i64);
    let cell = |truth: usize, track: usize| {
        let (row, column) = (
            truths.partition_point(|&t| t < truth),
            tracks.partition_point(|&t| t < track),
        );
        if turned { (column, row) } else { (row, column) }
    };
    let scale = power(cutoff_m, order);
    for pair in knot {
        gains[cell(pair.truth, pair.track)] = gain(1.0 - power(pair.distance_m, order) / scale);
    }
    let (_, chosen) = kuhn_munkres(&gains);
    matches.extend(knot.iter().filter(|pair| {
        let (row, column) = cell(pair.truth, pair.track);
        chosen[row] == column
    }));
    Ok(())
}

/// The gain of a pair, `0 < share <= 1`, as an integer; never nothing, so that a pair is always better than none.
#[expect(
    clippy::cast_possible_truncation,
    reason = "between 1 and 2^40; float to integer saturates"
)]
fn gain(share: f64) -> i64 {
    (libm::round(share * GAIN_UNIT) as i64).max(1)
}

fn distinct(values: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut found: Vec<usize> = values.collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::best;
    use crate::frame::Near;
    use proptest::prelude::{ProptestConfig, prop, prop_assert, proptest};

    /// The least cost, by trying everything: the sum of d² of pairs and c² of each target left alone.
    fn least(costs: &[Vec<f64>], c2: f64) -> f64 {
        fn go(costs: &[Vec<f64>], c2: f64, row: usize, used: &mut Vec<bool>) -> f64 {
            if row == costs.len() {
                return 0.0;
            }
            let mut best = c2 + go(costs, c2, row + 1, used);
            for column in 0..used.len() {
                if !used[column] && costs[row][column] < c2 {
                    used[column] = true;
                    best = best.min(costs[row][column] + go(costs, c2, row + 1, used));
                    used[column] = false;
                }
            }
            best
        }
        let width = costs.first().map_or(0, Vec::len);
        go(costs, c2, 0, &mut vec![false; width])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_assignment_is_cheaper(
            places in prop::collection::vec((0.0..10.0_f64, 0.0..10.0_f64), 0..6),
            tracks in prop::collection::vec((0.0..10.0_f64, 0.0..10.0_f64), 0..6),
            cutoff in 0.5..12.0_f64,
        ) {
            let d2 = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0).powi(2) + (a.1 - b.1).powi(2);
            let costs: Vec<Vec<f64>> = places.iter().map(|p| tracks.iter().map(|t| d2(p, t)).collect()).collect();
            let mut near = Vec::new();
            for (truth, row) in costs.iter().enumerate() {
                for (track, d2) in row.iter().enumerate().filter(|(_, d2)| d2.sqrt() < cutoff) {
                    near.push(Near { truth, track, distance_m: d2.sqrt() });
                }
            }
            let c2 = cutoff * cutoff;
            let found = best(0.0, places.len(), &near, cutoff, 2.0).expect("small");
            let alone = (places.len() - found.len()) as f64;
            let cost = found.iter().map(|pair| pair.distance_m.powi(2)).sum::<f64>() + alone * c2;
            prop_assert!((cost - least(&costs, c2)).abs() < 1e-6 * (1.0 + cost), "{cost}");
            let mut used: Vec<usize> = found.iter().map(|pair| pair.track).collect();
            used.sort_unstable();
            used.dedup();
            prop_assert!(used.len() == found.len());
        }
    }

    #[test]
    fn a_knot_too_dense_is_refused() {
        let many = 2_000;
        let near: Vec<Near> = (0..many * many)
            .map(|n| Near {
                truth: n / many,
                track: n % many,
                distance_m: 1.0,
            })
            .collect();
        assert!(best(5.0, many, &near, 10.0, 2.0).is_err());
    }
}
