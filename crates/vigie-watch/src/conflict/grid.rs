//! Which pairs of many can come near each other at all.
//!
//! Each aircraft sweeps a box: where it can be within the look-ahead, widened by half of the minima. Two aircraft can be
//! in conflict only if their boxes meet. The boxes are laid out on a grid over two axes; within a cell they are sorted by
//! height, for most of the sky is separated by level.

/// Boxes are compared in single precision: widened by this, metres, so that none is missed (1 m at 20,000 km).
const ROUNDING_M: f64 = 2.0;
/// A box covers at most so many cells along one axis.
const CELLS_ACROSS_MAX: f64 = 16.0;
/// The finest cell, metres.
const CELL_MIN_M: f64 = 1_000.0;
/// Cells along one axis, at most: 20 bits of the key.
const CELLS_MAX: f64 = 1_048_000.0;
/// Steps of height in the key: 24 bits.
const STEPS_MAX: f64 = 16_777_000.0;
/// Positions farther out, metres, are no positions.
const FAR_M: f64 = 2e7;

/// Where an aircraft can be within the look-ahead: a box over three axes of place and one of level.
///
/// The axes of place may be any at all (east, north and nothing; or the three of ECEF), for a difference along one axis
/// is never more than the distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swept {
    low: [f64; 3],
    high: [f64; 3],
    level_low: f64,
    level_high: f64,
}

impl Swept {
    /// Of an aircraft at `position` flying on with `velocity` for so many seconds, `margin_m` wider on every side, and
    /// within these levels (any unit, the same for all; widened by the caller). `None` when something is not finite.
    #[must_use]
    pub fn new(
        position: [f64; 3],
        velocity: [f64; 3],
        seconds: f64,
        margin_m: f64,
        levels: (f64, f64),
    ) -> Option<Swept> {
        let margin = margin_m + ROUNDING_M;
        let mut swept = Swept {
            low: position,
            high: position,
            level_low: levels.0,
            level_high: levels.1,
        };
        for axis in 0..3 {
            let end = position[axis] + velocity[axis] * seconds;
            swept.low[axis] = position[axis].min(end) - margin;
            swept.high[axis] = position[axis].max(end) + margin;
            let sound = end.is_finite() && position[axis].is_finite() && margin >= 0.0;
            if !sound || swept.low[axis].abs() > FAR_M || swept.high[axis].abs() > FAR_M {
                return None;
            }
        }
        (levels.0.is_finite() && levels.1.is_finite() && levels.0 <= levels.1).then_some(swept)
    }

    /// The box about both.
    #[must_use]
    pub fn and(mut self, other: &Swept) -> Swept {
        for axis in 0..3 {
            self.low[axis] = self.low[axis].min(other.low[axis]);
            self.high[axis] = self.high[axis].max(other.high[axis]);
        }
        self.level_low = self.level_low.min(other.level_low);
        self.level_high = self.level_high.max(other.level_high);
        self
    }
}

/// A box in one cell, in the order of the sweep.
#[derive(Debug, Clone, Copy)]
struct Entry {
    level_low: f32,
    level_high: f32,
    low: [f32; 3],
    high: [f32; 3],
    /// The cell of the box's lower corner.
    corner: (u32, u32),
    cell: (u32, u32),
    item: u32,
}

/// The grid. Keeps its tables from one pass to the next.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    keys: Vec<(u64, u32)>,
    corners: Vec<(u32, u32)>,
    entries: Vec<Entry>,
}

/// How the boxes are laid out.
struct Layout {
    axes: [usize; 2],
    origin: [f64; 2],
    cell_m: f64,
    level_low: f64,
    steps_per_level: f64,
}

impl Grid {
    /// Visits every pair whose boxes meet, once, by its indices (the lower first); in no particular but always the
    /// same order. `None` takes part in no pair.
    ///
    /// At most `comparisons_max` comparisons are made; gives how many boxes' neighbours were then not looked through.
    pub fn pairs(
        &mut self,
        swept: &[Option<Swept>],
        comparisons_max: u64,
        mut visit: impl FnMut(usize, usize),
    ) -> u64 {
        let Some(layout) = Layout::of(swept) else {
            return 0;
        };
        self.lay_out(swept, &layout);
        let mut left = comparisons_max;
        for (i, a) in self.entries.iter().enumerate() {
            if left == 0 {
                return (self.entries.len() - i) as u64;
            }
            for b in &self.entries[i + 1..] {
                left = left.saturating_sub(1);
                if b.cell != a.cell || b.level_low >= a.level_high || left == 0 {
                    break;
                }
                // a pair shares several cells: it counts where its common box begins
                let begins = (a.corner.0.max(b.corner.0), a.corner.1.max(b.corner.1));
                if meet(a, b) && begins == a.cell {
                    let (one, other) = (a.item.min(b.item), a.item.max(b.item));
                    visit(one as usize, other as usize);
                }
            }
        }
        0
    }

    fn lay_out(&mut self, swept: &[Option<Swept>], layout: &Layout) {
        self.keys.clear();
        self.corners.clear();
        for (item, swept) in (0_u32..).zip(swept) {
            let Some(s) = swept else {
                self.corners.push((0, 0));
                continue;
            };
            let (low, high) = (layout.cell(&s.low), layout.cell(&s.high));
            self.corners.push(low);
            let step = u64::from(whole(
                (s.level_low - layout.level_low) * layout.steps_per_level,
            ));
            for x in low.0..=high.0 {
                for y in low.1..=high.1 {
                    let key = (u64::from(x) << 44) | (u64::from(y) << 24) | step;
                    self.keys.push((key, item));
                }
            }
        }
        self.keys.sort_unstable();
        self.entries.clear();
        // heights are sorted by step, and compared in single precision: that much higher, so that none is missed
        let slack = 4.0 / layout.steps_per_level;
        for &(key, item) in &self.keys {
            let Some(s) = &swept[item as usize] else {
                continue;
            };
            self.entries.push(Entry {
                level_low: single(s.level_low),
                level_high: single(s.level_high + slack),
                low: s.low.map(single),
                high: s.high.map(single),
                corner: self.corners[item as usize],
                cell: (part(key >> 44), part(key >> 24)),
                item,
            });
        }
    }
}

impl Layout {
    fn of(swept: &[Option<Swept>]) -> Option<Layout> {
        let mut all = *swept.iter().flatten().next()?;
        let (mut count, mut sum, mut largest) = (0.0, [0.0; 3], [0.0_f64; 3]);
        for s in swept.iter().flatten() {
            all = all.and(s);
            count += 1.0;
            for axis in 0..3 {
                let extent = s.high[axis] - s.low[axis];
                sum[axis] += extent;
                largest[axis] = largest[axis].max(extent);
            }
        }
        // the two axes along which the traffic is spread most
        let span = |axis: usize| all.high[axis] - all.low[axis];
        let narrowest = (0..3).min_by(|&a, &b| span(a).total_cmp(&span(b)))?;
        let axes = [
            usize::from(narrowest == 0),
            if narrowest == 2 { 1 } else { 2 },
        ];
        let cell_m = axes.iter().fold(CELL_MIN_M, |cell, &axis| {
            cell.max(sum[axis] / count)
                .max(largest[axis] / CELLS_ACROSS_MAX)
                .max(span(axis) / CELLS_MAX)
        });
        let levels = (all.level_high - all.level_low).max(1.0);
        Some(Layout {
            axes,
            origin: axes.map(|axis| all.low[axis]),
            cell_m,
            level_low: all.level_low,
            steps_per_level: STEPS_MAX / levels,
        })
    }

    fn cell(&self, point: &[f64; 3]) -> (u32, u32) {
        let along = |i: usize| whole((point[self.axes[i]] - self.origin[i]) / self.cell_m);
        (along(0), along(1))
    }
}

fn meet(a: &Entry, b: &Entry) -> bool {
    (0..3).all(|axis| a.low[axis] < b.high[axis] && b.low[axis] < a.high[axis])
        && a.level_low < b.level_high
}

/// The whole part of a number from 0 to 2²⁴.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "its bounds are those of the layout; the cast saturates"
)]
fn whole(x: f64) -> u32 {
    x as u32
}

#[expect(clippy::cast_possible_truncation, reason = "rounding is allowed for")]
fn single(x: f64) -> f32 {
    x as f32
}

/// The 20 bits of a cell's number.
fn part(key: u64) -> u32 {
    u32::try_from(key & 0xF_FFFF).unwrap_or_default()
}
