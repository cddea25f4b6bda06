//! Who belongs to whom: the cheapest assignment of the plots of one sensor to tracks.
//!
//! Sparse: the edges that passed the gate are split into connected components (union-find); a component of one plot
//! and one track is decided at once, a larger one by the Kuhn-Munkres algorithm (crate `pathfinding`), which is
//! exact. Costs become integers of a thousandth, so that ties break the same way everywhere.

use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

/// A plot that may belong to a track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    /// Index of the plot.
    pub(crate) plot: u32,
    /// Index of the track.
    pub(crate) track: u32,
    /// What is gained by the pair over leaving both alone; only positive gains are worth a pair.
    pub(crate) gain: f64,
}

/// A component larger than this (pairs of rows and columns) is decided edge by edge, best first: the exact solution
/// costs the third power, and so dense a knot has no right answer.
const EXACT_MAX: usize = 150;

/// Working memory, kept between steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assignment {
    parents: Vec<u32>,
    order: Vec<u32>,
    rows: Vec<u32>,
    columns: Vec<u32>,
}

impl Assignment {
    /// Pairs of plot and track with the greatest total gain, each plot and each track at most once. `plots` bounds
    /// the plots' indices. Sorts the edges.
    pub(crate) fn solve(&mut self, plots: usize, edges: &mut [Edge], pairs: &mut Vec<(u32, u32)>) {
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

    fn component(&mut self, edges: &[Edge], members: &[u32], pairs: &mut Vec<(u32, u32)>) {
        if let [only] = members {
            let edge = edges[*only as usize];
            if edge.gain > 0.0 {
                pairs.push((edge.plot, edge.track));
            }
            return;
        }
        let edges = || members.iter().map(|&e| edges[e as usize]);
        distinct(&mut self.rows, edges().map(|e| e.plot));
        distinct(&mut self.columns, edges().map(|e| e.track));
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
        for (row, column) in chosen.into_iter().enumerate() {
            if column < self.columns.len() && weights[(row, column)] > 0 {
                pairs.push((self.rows[row], self.columns[column]));
            }
        }
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

fn greedy(edges: impl Iterator<Item = Edge>, pairs: &mut Vec<(u32, u32)>) {
    let mut sorted: Vec<Edge> = edges.filter(|e| e.gain > 0.0).collect();
    sorted.sort_by_key(|e| (-scaled(e.gain), e.plot, e.track));
    let first = pairs.len();
    for edge in sorted {
        let taken = |&(p, t): &(u32, u32)| p == edge.plot || t == edge.track;
        if !pairs[first..].iter().any(taken) {
            pairs.push((edge.plot, edge.track));
        }
    }
}

#[cfg(test)]
mod tests;
