//! The geometry of conflict: whether and when two aircraft that fly on straight enter each other's protected cylinder,
//! and which pairs of many are worth asking about.
//!
//! Flat east-north-up coordinates, metres and metres a second; the caller chooses the plane. The cylinder is open:
//! exactly at a minimum is separated, and so is touching for an instant. Time 0 is now and the look-ahead is the end: who
//! is inside now enters at 0, who would still be inside at the end leaves there, who arrives exactly at the end does not
//! enter. The same convention as `CD3D` of NASA DAIDALUS 2.0.4, against whose answers the example `cylinder_oracle`
//! compares; the arithmetic is our own.
//!
//! It knows no track, no uncertainty and no turn: the monitor brings those.

mod grid;

pub use grid::{Grid, Swept};

/// What two aircraft keep between them, and how far ahead is looked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cylinder {
    /// Horizontal minimum, metres. Not over 0, or not a number: nobody is ever inside.
    pub radius_m: f64,
    /// Vertical minimum, metres; may be infinite, which asks for the horizontal alone.
    pub half_height_m: f64,
    /// Look-ahead, seconds. 0 asks for now alone.
    pub look_ahead_s: f64,
}

/// From when to when both minima are lost, seconds from now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// When the second of the two is lost; 0 when both are lost now.
    pub entry_s: f64,
    /// When the first of the two is won back, at most the look-ahead.
    pub exit_s: f64,
}

impl Interval {
    const ALWAYS: Interval = Interval {
        entry_s: f64::NEG_INFINITY,
        exit_s: f64::INFINITY,
    };
}

impl Cylinder {
    /// When the other, at `position` and with `velocity` relative to the one (east, north, up), is inside.
    ///
    /// `None`: not within the look-ahead, or an input is not a number.
    #[must_use]
    pub fn interval(&self, position: [f64; 3], velocity: [f64; 3]) -> Option<Interval> {
        let across = self.across([position[0], position[1]], [velocity[0], velocity[1]])?;
        let up = self.up(position[2], velocity[2])?;
        let (begin, end) = (across.entry_s.max(up.entry_s), across.exit_s.min(up.exit_s));
        let interval = Interval {
            entry_s: begin.max(0.0),
            exit_s: end.min(self.look_ahead_s),
        };
        let is_now = begin < 0.0 && 0.0 < end && self.look_ahead_s >= 0.0;
        (is_now || interval.entry_s < interval.exit_s).then_some(interval)
    }

    /// When the horizontal minimum is lost, past and future.
    fn across(&self, [x, y]: [f64; 2], [vx, vy]: [f64; 2]) -> Option<Interval> {
        let square = self.radius_m * self.radius_m;
        let beyond = x * x + y * y - square;
        let speed_square = vx * vx + vy * vy;
        if self.radius_m <= 0.0 {
            return None;
        }
        if speed_square == 0.0 {
            return (beyond < 0.0).then_some(Interval::ALWAYS);
        }
        // by the cross product: it does not lose digits where the passage is far off, as the usual b² − ac does
        let passing = x * vy - y * vx;
        let discriminant = square * speed_square - passing * passing;
        // written so that what is not a number is no conflict
        if discriminant > 0.0 && discriminant.is_finite() && beyond.is_finite() {
            let (root, closing) = (discriminant.sqrt(), x * vx + y * vy);
            // the root without cancellation first, the other by their product
            let q = if closing > 0.0 {
                -(closing + root)
            } else {
                root - closing
            };
            let (a, b) = (q / speed_square, beyond / q);
            return Some(Interval {
                entry_s: a.min(b),
                exit_s: a.max(b),
            });
        }
        None
    }

    /// When the vertical minimum is lost, past and future.
    fn up(&self, z: f64, vz: f64) -> Option<Interval> {
        let h = self.half_height_m;
        if vz == 0.0 {
            return (z.abs() < h).then_some(Interval::ALWAYS);
        }
        let (a, b) = ((-h - z) / vz, (h - z) / vz);
        (h > 0.0 && !a.is_nan() && !b.is_nan()).then(|| Interval {
            entry_s: a.min(b),
            exit_s: a.max(b),
        })
    }
}

#[cfg(test)]
mod tests;
