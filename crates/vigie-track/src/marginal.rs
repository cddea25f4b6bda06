//! How probable each pairing of plot and track is, when every way of pairing them is taken together.
//!
//! In a group of plots and tracks that compete for each other, a way of pairing them weighs as much as the product of
//! its pairs' weights, one for each that stays alone; no plot and no track is in two pairs. Small groups are summed
//! exactly, over the sets of members that are used (dynamic programming); larger ones by loopy belief propagation,
//! which here always converges (Williams & Lau 2014, "Approximate evaluation of marginal association probabilities with belief
//! propagation", the update from memory, unverified; the tests hold it against enumeration).
//!
//! It decides nothing: [`crate::assignment`] chooses, [`crate::associate`] uses both.

/// One possible pair within a group, by the group's own numbering.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Link {
    /// Which plot of the group.
    pub(crate) plot: usize,
    /// Which track of the group.
    pub(crate) track: usize,
    /// Weight of the pair against both staying alone.
    pub(crate) weight: f64,
    /// Probability of the pair.
    pub(crate) probability: f64,
}

/// Sets of at most so many members are summed exactly,
const EXACT_MEMBERS: usize = 8;
/// while the sum has no more terms than this.
const EXACT_TERMS: usize = 8192;
/// Messages change by less than this at the end.
const SETTLED: f64 = 1e-9;
/// Rounds of messages after which it is enough.
const ROUNDS_MAX: usize = 500;

/// Working memory, kept between groups.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marginals {
    before: Vec<f64>,
    after: Vec<f64>,
    to_plot: Vec<f64>,
    to_track: Vec<f64>,
    sums: Vec<f64>,
}

impl Marginals {
    /// Fills in the probabilities of one group's pairs. `links` are in order of track, then plot; weights are finite
    /// and positive.
    pub(crate) fn solve(&mut self, plots: usize, tracks: usize, links: &mut [Link]) {
        if let [only] = links {
            only.probability = only.weight / (1.0 + only.weight);
            return;
        }
        let (few, many) = (plots.min(tracks), plots.max(tracks));
        if few <= EXACT_MEMBERS && (many + 1) << few <= EXACT_TERMS {
            self.exact(plots <= tracks, few, many, links);
        } else {
            self.propagate(plots, tracks, links);
        }
    }

    /// Sums over the sets of the smaller side's members that the first members of the other side use, and that the
    /// rest may still use.
    fn exact(&mut self, by_plots: bool, few: usize, many: usize, links: &mut [Link]) {
        // `bit`: member of the smaller side; `row`: of the other.
        let ends = |l: &Link| {
            if by_plots {
                (l.track, l.plot)
            } else {
                (l.plot, l.track)
            }
        };
        let sets = 1usize << few;
        self.before.clear();
        self.before.resize((many + 1) * sets, 0.0);
        self.after.clone_from(&self.before);
        self.before[0] = 1.0;
        self.after[many * sets..].fill(1.0);
        for row in 0..many {
            self.step_on(row, sets, links, ends);
            self.step_back(many - 1 - row, sets, links, ends);
        }
        let total = self.after[0];
        for link in links {
            let (row, bit) = ends(link);
            let here = &self.before[row * sets..(row + 1) * sets];
            let rest = &self.after[(row + 1) * sets..(row + 2) * sets];
            let free = (0..sets).filter(|used| used >> bit & 1 == 0);
            let sum: f64 = free.map(|used| here[used] * rest[used | 1 << bit]).sum();
            link.probability = (link.weight * sum / total).clamp(0.0, 1.0);
        }
    }

    /// What the sets weigh that the members up to and with `row` use.
    fn step_on(
        &mut self,
        row: usize,
        sets: usize,
        links: &[Link],
        ends: impl Fn(&Link) -> (usize, usize),
    ) {
        let (done, next) = self.before.split_at_mut((row + 1) * sets);
        let (here, next) = (&done[row * sets..], &mut next[..sets]);
        next.copy_from_slice(here);
        for link in links.iter().filter(|l| ends(l).0 == row) {
            let bit = 1 << ends(link).1;
            for used in (0..sets).filter(|used| used & bit == 0) {
                next[used | bit] += link.weight * here[used];
            }
        }
    }

    /// What all that the members from `row` on may do weighs, when those before have used a set.
    fn step_back(
        &mut self,
        row: usize,
        sets: usize,
        links: &[Link],
        ends: impl Fn(&Link) -> (usize, usize),
    ) {
        let (here, next) = self.after.split_at_mut((row + 1) * sets);
        let (here, next) = (&mut here[row * sets..], &next[..sets]);
        here.copy_from_slice(next);
        for link in links.iter().filter(|l| ends(l).0 == row) {
            let bit = 1 << ends(link).1;
            for used in (0..sets).filter(|used| used & bit == 0) {
                here[used] += link.weight * next[used | bit];
            }
        }
    }

    /// Messages between plots and tracks until they settle.
    fn propagate(&mut self, plots: usize, tracks: usize, links: &mut [Link]) {
        self.to_track.clear();
        self.to_track.resize(links.len(), 1.0);
        self.to_plot.clear();
        self.to_plot.resize(links.len(), 0.0);
        for _ in 0..ROUNDS_MAX {
            self.sums.clear();
            self.sums.resize(tracks, 1.0);
            for (link, message) in links.iter().zip(&self.to_track) {
                self.sums[link.track] += link.weight * message;
            }
            for ((link, from), to) in links.iter().zip(&self.to_track).zip(&mut self.to_plot) {
                let mine = link.weight * from;
                *to = link.weight / (self.sums[link.track] - mine).max(1.0);
            }
            self.sums.clear();
            self.sums.resize(plots, 1.0);
            for (link, message) in links.iter().zip(&self.to_plot) {
                self.sums[link.plot] += message;
            }
            let mut change = 0.0f64;
            for ((link, from), to) in links.iter().zip(&self.to_plot).zip(&mut self.to_track) {
                let new = 1.0 / (self.sums[link.plot] - from).max(1.0);
                change = change.max((new - *to).abs());
                *to = new;
            }
            if change < SETTLED {
                break;
            }
        }
        self.sums.clear();
        self.sums.resize(tracks, 1.0);
        for (link, message) in links.iter().zip(&self.to_track) {
            self.sums[link.track] += link.weight * message;
        }
        for (link, message) in links.iter_mut().zip(&self.to_track) {
            link.probability = link.weight * message / self.sums[link.track];
        }
    }
}

#[cfg(test)]
mod tests;
