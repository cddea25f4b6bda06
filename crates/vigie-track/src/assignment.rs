//! Who belongs to whom: the best assignment of the plots of one sensor to tracks, and how sure each pair is.
//!
//! Sparse: the edges that passed the gate are split into connected components (union-find); a component of one plot
//! and one track is decided at once, a larger one by the Kuhn-Munkres algorithm (crate `pathfinding`), which is
//! exact. Costs become integers of a thousandth, so that ties break the same way everywhere.

use crate::marginal::{Link, Marginals};
use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;
use vigie_core::explanation::Association;

/// A plot that may belong to a track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    /// Index of the plot.
    pub(crate) plot: u32,
    /// Index of the track.
    pub(crate) track: u32,
    /// What is gained by the pair over leaving both alone; only positive gains are worth a pair.
    pub(crate) gain: f64,
    /// Logarithm of the pair's weight against leaving both alone.
    pub(crate) weight: f64,
    /// −2·ln of the likelihood of the position alone (see [`crate::imm::Fit::cost`]).
    pub(crate) cost: f64,
    /// Probability of the pair, all ways of pairing taken together; filled in by [`Assignment::solve`].
    pub(crate) probability: f64,
}

/// A pair that was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    /// Index of the plot.
    pub(crate) plot: u32,
    /// Index of the track.
    pub(crate) track: u32,
    /// Probability of the pair, all ways of pairing taken together.
    pub(crate) probability: f64,
    /// How many other plots the track might have had.
    pub(crate) plots: u16,
    /// How many other tracks the plot might have had.
    pub(crate) tracks: u16,
}

/// A component larger than this (pairs of rows and columns) is decided edge by edge, best first: the exact solution
/// costs the third power, and so dense a knot has no right answer.
const EXACT_MAX: usize = 150;

impl Pair {
    /// As it is shown.
    pub(crate) fn association(&self) -> Association {
        Association::Weighed {
            probability: self.probability,
            tracks: self.tracks,
            plots: self.plots,
        }
    }
}

/// Working memory, kept between steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assignment {
    parents: Vec<u32>,
    order: Vec<u32>,
    rows: Vec<u32>,
    columns: Vec<u32>,
    marginals: Marginals,
    links: Vec<Link>,
}

/// No pair weighs more or less than e to this.
const WEIGHT_MAX: f64 = 40.0;

impl Assignment {
    /// Pairs of plot and track with the greatest total gain, each plot and each track at most once. `plots` bounds
    /// the plots' indices. Sorts the edges by track, then plot, and fills in their probabilities.
    pub(crate) fn solve(&mut self, plots: usize, edges: &mut [Edge], pairs: &mut Vec<Pair>) {
        pairs.clear();
        edges.sort_unstable_by_key(|e| (e.track, e.plot));
        self.parents.clear();
        self.parents
            .extend(0..u32::try_from(plots).unwrap_or(u32::MAX));
        for pair in edges.windows(2) {
            if pair[0].track == pair[1].track {
                self.join(pair[0].plot, pair[1].plot);
            }
        }
        for edge in edges.iter() {
            self.root(edge.plot);
        }
        let parents = &self.parents;
        self.order.clear();
        self.order
            .extend(0..u32::try_from(edges.len()).unwrap_or(u32::MAX));
        self.order
            .sort_by_key(|&e| parents[edges[e as usize].plot as usize]);
        let order = std::mem::take(&mut self.order);
        let root = |&e: &u32| self.parents[edges[e as usize].plot as usize];
        let mut rest: &[u32] = &order;
        let mut spans = Vec::new();
        while let Some(first) = rest.first() {
            let len = rest.iter().take_while(|&e| root(e) == root(first)).count();
            spans.push(len);
            rest = &rest[len..];
        }
        let mut start = 0;
        for len in spans {
            self.component(edges, &order[start..start + len], pairs);
            start += len;
        }
        self.order = order;
    }

    fn component(&mut self, edges: &mut [Edge], members: &[u32], pairs: &mut Vec<Pair>) {
        if let [only] = members {
            let edge = &mut edges[*only as usize];
            edge.probability = 1.0 / (1.0 + libm::exp(-edge.weight));
            if edge.gain > 0.0 {
                pairs.push(edge.chosen());
            }
            return;
        }
        let of = |edges: &[Edge], e: &u32| edges[*e as usize];
        distinct(&mut self.rows, members.iter().map(|e| of(edges, e).plot));
        distinct(
            &mut self.columns,
            members.iter().map(|e| of(edges, e).track),
        );
        self.weigh(edges, members);
        let first = pairs.len();
        self.choose(|| members.iter().map(|e| of(edges, e)), pairs);
        for pair in &mut pairs[first..] {
            let count = |mine: &dyn Fn(&Edge) -> bool| {
                let count = members.iter().filter(|e| mine(&of(edges, e))).count();
                u16::try_from(count).unwrap_or(u16::MAX)
            };
            pair.plots = count(&|e| e.track == pair.track && e.plot != pair.plot);
            pair.tracks = count(&|e| e.plot == pair.plot && e.track != pair.track);
        }
    }

    /// Fills in the probabilities of a component's edges, which are in order of track and plot.
    fn weigh(&mut self, edges: &mut [Edge], members: &[u32]) {
        self.links.clear();
        for &e in members {
            let edge = &edges[e as usize];
            self.links.push(Link {
                plot: self.rows.partition_point(|&p| p < edge.plot),
                track: self.columns.partition_point(|&t| t < edge.track),
                weight: libm::exp(edge.weight.clamp(-WEIGHT_MAX, WEIGHT_MAX)),
                probability: 0.0,
            });
        }
        let (plots, tracks) = (self.rows.len(), self.columns.len());
        self.marginals.solve(plots, tracks, &mut self.links);
        for (&e, link) in members.iter().zip(&self.links) {
            edges[e as usize].probability = link.probability;
        }
    }

    /// The best assignment of a component.
    fn choose<I: Iterator<Item = Edge>>(&self, edges: impl Fn() -> I, pairs: &mut Vec<Pair>) {
        if self.rows.len() + self.columns.len() > EXACT_MAX {
            greedy(edges(), pairs);
            return;
        }
        // A column of nothing for each plot: it may go without.
        let width = self.columns.len() + self.rows.len();
        let mut weights = Matrix::new(self.rows.len(), width, 0i64);
        for edge in edges() {
            let row = self.rows.partition_point(|&p| p < edge.plot);
            let column = self.columns.partition_point(|&t| t < edge.track);
            weights[(row, column)] = scaled(edge.gain).max(0);
        }
        let (_, chosen) = kuhn_munkres(&weights);
        let taken = edges().filter(|edge| {
            let row = self.rows.partition_point(|&p| p < edge.plot);
            let column = self.columns.partition_point(|&t| t < edge.track);
            chosen[row] == column && weights[(row, column)] > 0
        });
        pairs.extend(taken.map(|edge| edge.chosen()));
    }

    fn root(&mut self, plot: u32) -> u32 {
        let mut at = plot;
        while self.parents[at as usize] != at {
            at = self.parents[at as usize];
        }
        let mut walk = plot;
        while walk != at {
            walk = std::mem::replace(&mut self.parents[walk as usize], at);
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b) as usize] = a.min(b);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "float to integer saturates; gains are below a thousand"
)]
fn scaled(gain: f64) -> i64 {
    libm::round(gain.min(1e9) * 1000.0) as i64
}

fn distinct(into: &mut Vec<u32>, values: impl Iterator<Item = u32>) {
    into.clear();
    into.extend(values);
    into.sort_unstable();
    into.dedup();
}

impl Edge {
    fn chosen(&self) -> Pair {
        Pair {
            plot: self.plot,
            track: self.track,
            probability: self.probability,
            plots: 0,
            tracks: 0,
        }
    }
}

fn greedy(edges: impl Iterator<Item = Edge>, pairs: &mut Vec<Pair>) {
    let mut sorted: Vec<Edge> = edges.filter(|e| e.gain > 0.0).collect();
    sorted.sort_by_key(|e| (-scaled(e.gain), e.plot, e.track));
    let first = pairs.len();
    for edge in sorted {
        let taken = |p: &Pair| p.plot == edge.plot || p.track == edge.track;
        if !pairs[first..].iter().any(taken) {
            pairs.push(edge.chosen());
        }
    }
}

#[cfg(test)]
mod tests;
