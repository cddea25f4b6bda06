//! Marginals against the sum over every way of pairing.

use super::{Link, Marginals};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

/// Every way of pairing, one link after another: the total, and what the ways with each link weigh.
fn enumerate(links: &[Link]) -> (f64, Vec<f64>) {
    fn go(
        links: &[Link],
        at: usize,
        chosen: &mut Vec<usize>,
        weight: f64,
        sums: &mut [f64],
    ) -> f64 {
        if at == links.len() {
            for &c in chosen.iter() {
                sums[c] += weight;
            }
            return weight;
        }
        let mut total = go(links, at + 1, chosen, weight, sums);
        let link = links[at];
        let free = |&c: &usize| links[c].plot != link.plot && links[c].track != link.track;
        if chosen.iter().all(free) {
            chosen.push(at);
            total += go(links, at + 1, chosen, weight * link.weight, sums);
            chosen.pop();
        }
        total
    }
    let mut sums = vec![0.0; links.len()];
    let total = go(links, 0, &mut Vec::new(), 1.0, &mut sums);
    (total, sums)
}

fn links(cells: &[Option<f64>], tracks: usize) -> Vec<Link> {
    let plots = cells.len() / tracks;
    let mut links = Vec::new();
    for track in 0..tracks {
        for plot in 0..plots {
            if let Some(weight) = cells[track * plots + plot] {
                let probability = f64::NAN;
                links.push(Link {
                    plot,
                    track,
                    weight: libm::exp(weight),
                    probability,
                });
            }
        }
    }
    links
}

fn group() -> impl Strategy<Value = (usize, usize, Vec<Link>)> {
    (1usize..5, 1usize..5).prop_flat_map(|(plots, tracks)| {
        let cell = prop::option::weighted(0.7, -4.0f64..12.0);
        prop::collection::vec(cell, plots * tracks)
            .prop_map(move |cells| (plots, tracks, links(&cells, tracks)))
            .prop_filter("links", |g| !g.2.is_empty())
    })
}

fn sum_of(links: &[Link], mine: impl Fn(&Link) -> bool) -> f64 {
    links
        .iter()
        .filter(|l| mine(l))
        .map(|l| l.probability)
        .sum()
}

proptest! {
    #[test]
    fn small_groups_are_exact((plots, tracks, mut links) in group()) {
        let (total, sums) = enumerate(&links);
        Marginals::default().solve(plots, tracks, &mut links);
        for (link, sum) in links.iter().zip(sums) {
            prop_assert!((link.probability - sum / total).abs() < 1e-9, "{link:?} {}", sum / total);
        }
    }

    #[test]
    fn messages_give_nobody_away_twice((plots, tracks, mut links) in group()) {
        Marginals::default().propagate(plots, tracks, &mut links);
        for track in 0..tracks {
            prop_assert!(sum_of(&links, |l| l.track == track) <= 1.0 + 1e-6);
        }
        for plot in 0..plots {
            prop_assert!(sum_of(&links, |l| l.plot == plot) <= 1.0 + 1e-6);
        }
    }

    #[test]
    fn nobody_is_given_away_twice_and_names_do_not_matter((plots, tracks, mut links) in group()) {
        let mut turned: Vec<Link> = links
            .iter()
            .map(|l| Link { plot: plots - 1 - l.plot, track: tracks - 1 - l.track, ..*l })
            .collect();
        turned.reverse();
        let mut marginals = Marginals::default();
        marginals.solve(plots, tracks, &mut links);
        marginals.solve(plots, tracks, &mut turned);
        turned.reverse();
        for (a, b) in links.iter().zip(&turned) {
            prop_assert!((a.probability - b.probability).abs() < 1e-9);
        }
        for track in 0..tracks {
            prop_assert!(sum_of(&links, |l| l.track == track) <= 1.0 + 1e-9);
        }
        for plot in 0..plots {
            prop_assert!(sum_of(&links, |l| l.plot == plot) <= 1.0 + 1e-9);
        }
        let again = links.clone();
        marginals.solve(plots, tracks, &mut links);
        prop_assert_eq!(again, links);
    }
}

#[test]
fn a_chain_is_exact_by_messages_too() {
    // Track 0 may have plots 0 and 1, track 1 plots 1 and 2: no loop.
    let cells = [Some(2.0), Some(1.0), None, None, Some(3.0), Some(-1.0)];
    let mut links = links(&cells, 2);
    let (total, sums) = enumerate(&links);
    Marginals::default().propagate(3, 2, &mut links);
    for (link, sum) in links.iter().zip(sums) {
        assert!((link.probability - sum / total).abs() < 1e-6, "{link:?}");
    }
}

#[test]
fn a_great_knot_is_bounded_and_settles() {
    let cells: Vec<Option<f64>> = (0..60 * 60)
        .map(|i| (i % 3 != 0).then_some(f64::from(i % 17)))
        .collect();
    let mut links = links(&cells, 60);
    Marginals::default().solve(60, 60, &mut links);
    for track in 0..60 {
        let sum = sum_of(&links, |l| l.track == track);
        assert!(sum > 0.5 && sum <= 1.0 + 1e-6, "{sum}");
    }
}

#[test]
fn messages_come_near_on_the_average() {
    // In loops they are not exact, and now and then far off; how far on the average is what is promised.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut apart, mut count) = (0.0, 0.0);
    for _ in 0..500 {
        let Ok(tree) = group().new_tree(&mut runner) else {
            continue;
        };
        let (plots, tracks, mut links) = tree.current();
        let (total, sums) = enumerate(&links);
        Marginals::default().propagate(plots, tracks, &mut links);
        for (link, sum) in links.iter().zip(sums) {
            apart += (link.probability - sum / total).abs();
            count += 1.0;
        }
    }
    assert!(count > 1000.0 && apart / count < 0.02, "{}", apart / count);
}
