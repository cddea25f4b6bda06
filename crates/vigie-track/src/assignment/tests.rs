use super::{Assignment, Edge, Pair};
use proptest::prelude::*;

fn edge(plot: u32, track: u32, gain: f64) -> Edge {
    Edge {
        plot,
        track,
        gain,
        weight: gain,
        cost: 0.0,
        probability: 0.0,
    }
}

fn ends(pairs: &[Pair]) -> Vec<(u32, u32)> {
    let mut ends: Vec<(u32, u32)> = pairs.iter().map(|p| (p.plot, p.track)).collect();
    ends.sort_unstable();
    ends
}

/// The greatest total gain by trying everything.
fn brute(plots: u32, edges: &[Edge], taken: &mut Vec<u32>, plot: u32) -> f64 {
    if plot == plots {
        return 0.0;
    }
    let mut best = brute(plots, edges, taken, plot + 1);
    for edge in edges.iter().filter(|e| e.plot == plot && e.gain > 0.0) {
        if !taken.contains(&edge.track) {
            taken.push(edge.track);
            best = best.max(edge.gain + brute(plots, edges, taken, plot + 1));
            taken.pop();
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_assignment_is_better(
        raw in prop::collection::btree_map((0u32..6, 0u32..6), -3.0f64..20.0, 0..24)
    ) {
        let mut edges: Vec<Edge> = raw
            .into_iter()
            .map(|((plot, track), gain)| edge(plot, 100 + 7 * track, gain))
            .collect();
        let mut pairs = Vec::new();
        Assignment::default().solve(6, &mut edges, &mut pairs);
        let gain: f64 = pairs
            .iter()
            .map(|p| edges.iter().find(|e| (e.plot, e.track) == (p.plot, p.track)).map_or(f64::NAN, |e| e.gain))
            .sum();
        let best = brute(6, &edges, &mut Vec::new(), 0);
        prop_assert!((gain - best).abs() < 0.01, "{gain} against {best}");
        let mut tracks: Vec<u32> = pairs.iter().map(|p| p.track).collect();
        tracks.sort_unstable();
        tracks.dedup();
        prop_assert_eq!(tracks.len(), pairs.len());
    }
}

#[test]
fn the_nearest_is_not_always_right() {
    // Plot 0 fits track 0 best, but only it can take track 1.
    let mut edges = [edge(0, 0, 10.0), edge(0, 1, 9.0), edge(1, 0, 8.0)];
    let mut pairs = Vec::new();
    Assignment::default().solve(2, &mut edges, &mut pairs);
    assert_eq!(ends(&pairs), [(0, 1), (1, 0)]);
    assert!(
        pairs
            .iter()
            .all(|p| p.plots + p.tracks > 0 && p.probability > 0.5)
    );
}

#[test]
fn a_knot_beyond_the_bound_is_still_one_to_one() {
    let mut edges = Vec::new();
    for plot in 0..100 {
        for track in 0..100 {
            edges.push(edge(
                plot,
                track,
                f64::from((plot * 31 + track * 17) % 97 + 1),
            ));
        }
    }
    let mut pairs = Vec::new();
    Assignment::default().solve(100, &mut edges, &mut pairs);
    assert_eq!(pairs.len(), 100);
    let mut tracks: Vec<u32> = pairs.iter().map(|p| p.track).collect();
    tracks.sort_unstable();
    tracks.dedup();
    assert_eq!(tracks.len(), 100);
}
