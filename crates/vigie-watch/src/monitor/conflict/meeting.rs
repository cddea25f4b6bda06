//! Whether and when two flights lose their separation: the exact cylinder test, piece by piece of their paths.

use super::flight::{Flight, Profile, metres};
use crate::conflict::{Cylinder, Interval};
use crate::rules::ConflictRule;

/// A turn is flown in straight pieces of so long, seconds: 6 m off the circle at 250 m/s and 3°/s.
const PIECE_S: f64 = 2.0;
/// A level this little above a limit is at it (one step of Mode C, and one of level keeping), feet.
const AT_LIMIT_FT: f64 = 200.0;

/// A loss of separation that is ahead, or is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meeting {
    /// When both minima are lost, seconds from now; 0: they are.
    pub(super) entry_s: f64,
    /// The smallest horizontal distance while they are, metres.
    pub(super) nearest_m: f64,
    /// It comes of a turn that goes on.
    pub(super) by_turn: bool,
    /// Separated by less than the margin beyond the minima: no loss, but an alert that stands is held.
    pub(super) held: bool,
    /// The vertical minimum that was asked for, feet.
    pub(super) vertical_ft: f64,
}

/// Two flights in one plane, the second relative to the first.
pub(super) struct Encounter<'a> {
    one: &'a Flight<'a>,
    other: &'a Flight<'a>,
    /// Where the other is, metres east and north.
    place: [f64; 2],
    velocities: [[f64; 2]; 2],
}

impl<'a> Encounter<'a> {
    pub(super) fn of(one: &'a Flight<'a>, other: &'a Flight<'a>) -> Option<Encounter<'a>> {
        let up: [f64; 3] = std::array::from_fn(|i| one.up[i] + other.up[i]);
        // any two axes in the plane will do, as long as a turn to the right is one
        let pole = if up[2].abs() > 1.9 {
            [0.0, 1.0, 0.0]
        } else {
            [0.0, 0.0, 1.0]
        };
        let east = unit(cross(pole, up))?;
        let north = unit(cross(up, east))?;
        let flat = |v: [f64; 3]| [dot(v, east), dot(v, north)];
        Some(Encounter {
            one,
            other,
            place: flat(std::array::from_fn(|i| other.place[i] - one.place[i])),
            velocities: [flat(one.velocity), flat(other.velocity)],
        })
    }

    /// How far apart they are now, metres.
    pub(super) fn distance_m(&self) -> f64 {
        libm::hypot(self.place[0], self.place[1])
    }

    /// How far apart their levels are now, feet; `None` when one tells none.
    pub(super) fn levels_apart_ft(&self) -> Option<f64> {
        Some((self.one.profile?.ft - self.other.profile?.ft).abs())
    }

    /// The first loss of separation of any hypothesis; for an alert that stands also one of the wider minima.
    pub(super) fn meeting(&self, rule: &ConflictRule, stands: bool) -> Option<Meeting> {
        self.loss_by(rule, 1.0).or_else(|| {
            let held = stands.then(|| self.loss_by(rule, 1.0 + rule.clear_margin))??;
            Some(Meeting { held: true, ..held })
        })
    }

    /// With minima and look-ahead so much wider.
    fn loss_by(&self, rule: &ConflictRule, wider: f64) -> Option<Meeting> {
        let vertical_ft = vertical_minimum_ft(rule, self.one, self.other) * wider;
        let turns = self.one.turn_rad_s != 0.0 || self.other.turn_rad_s != 0.0;
        let mut ahead = if turns {
            rule.turn_look_ahead
        } else {
            rule.look_ahead
        };
        let is_open = |p: Option<Profile>| p.is_some_and(Profile::is_open);
        if is_open(self.one.profile) || is_open(self.other.profile) {
            let will_level_off = self.levels_apart_ft().is_some_and(|ft| ft > vertical_ft);
            if will_level_off {
                ahead = ahead.min(rule.climb_look_ahead);
            }
        }
        let minima = Cylinder {
            radius_m: rule.radius_m * wider,
            half_height_m: metres(vertical_ft),
            look_ahead_s: ahead.as_secs_f64() * wider,
        };
        let straight = self.loss(minima, [0.0; 2]);
        let turning = turns
            .then(|| self.loss(minima, [self.one.turn_rad_s, self.other.turn_rad_s]))
            .flatten();
        let by_turn = match (straight, turning) {
            (Some(s), Some(t)) => t.0 < s.0,
            (None, Some(_)) => true,
            _ => false,
        };
        let (entry_s, nearest_m) = if by_turn { turning? } else { straight? };
        let sigma_m = self.sigma_m(entry_s);
        let is_known = sigma_m <= rule.sigma_share_max * rule.radius_m;
        let is_clear = nearest_m + rule.sigmas * sigma_m < minima.radius_m;
        let is_near = entry_s < rule.at_once.as_secs_f64();
        let counts = entry_s == 0.0 || is_known && (is_near || is_clear || wider > 1.0);
        counts.then_some(Meeting {
            entry_s,
            nearest_m,
            by_turn,
            held: false,
            vertical_ft,
        })
    }

    /// Standard deviation of the distance so long from now, metres.
    pub(super) fn sigma_m(&self, seconds: f64) -> f64 {
        let after = |f: &Flight<'_>| libm::hypot(f.sigma_m, f.sigma_mps * seconds);
        libm::hypot(after(self.one), after(self.other))
    }

    /// When separation is lost, and how near they then come, if they turn like this.
    fn loss(&self, minima: Cylinder, turns: [f64; 2]) -> Option<(f64, f64)> {
        let end = minima.look_ahead_s;
        let step = if turns.iter().all(|rate| *rate == 0.0) {
            end
        } else {
            PIECE_S
        };
        let off = |f: &Flight<'_>| f.profile.and_then(|p| p.levels_off_s).unwrap_or(f64::MAX);
        let (one_off, other_off) = (off(self.one), off(self.other));
        let mut lost: Option<(f64, f64)> = None;
        let mut from = 0.0;
        while from < end {
            // to the next moment at which something changes
            let to = [from + step, one_off, other_off]
                .into_iter()
                .filter(|t| *t > from)
                .fold(end, f64::min);
            let piece = Cylinder {
                look_ahead_s: to - from,
                ..minima
            };
            let inside = self.piece(piece, from, to, turns);
            match (inside, &mut lost) {
                (Some((entry_s, nearest)), None) => lost = Some((from + entry_s, nearest)),
                (Some((_, nearest)), Some(lost)) => lost.1 = lost.1.min(nearest),
                (None, Some(_)) => break,
                (None, None) => {}
            }
            from = to;
        }
        lost
    }

    /// One straight piece: entry after its beginning, and the smallest distance while inside.
    fn piece(&self, piece: Cylinder, from: f64, to: f64, turns: [f64; 2]) -> Option<(f64, f64)> {
        let [x, y] = self.apart(from, turns);
        let [x2, y2] = self.apart(to, turns);
        let span = to - from;
        let (vx, vy) = ((x2 - x) / span, (y2 - y) / span);
        let (z, vz, piece) = match (self.one.profile, self.other.profile) {
            (Some(a), Some(b)) => (
                metres(b.ft_at(from) - a.ft_at(from)),
                metres(b.fps_at(from) - a.fps_at(from)),
                piece,
            ),
            // one of them may be at every level
            _ => (
                0.0,
                0.0,
                Cylinder {
                    half_height_m: f64::INFINITY,
                    ..piece
                },
            ),
        };
        let Interval { entry_s, exit_s } = piece.interval([x, y, z], [vx, vy, vz])?;
        let square = vx * vx + vy * vy;
        let passing = if square > 0.0 {
            -(x * vx + y * vy) / square
        } else {
            entry_s
        };
        let at = passing.clamp(entry_s, exit_s.max(entry_s));
        Some((entry_s, libm::hypot(x + vx * at, y + vy * at)))
    }

    /// Where the other is relative to the one so long from now.
    fn apart(&self, seconds: f64, turns: [f64; 2]) -> [f64; 2] {
        let [one, other] = self.velocities;
        let a = flown(one, turns[0], seconds);
        let b = flown(other, turns[1], seconds);
        [self.place[0] + b[0] - a[0], self.place[1] + b[1] - a[1]]
    }
}

/// The way flown, metres, turning clockwise at this rate.
fn flown([east, north]: [f64; 2], rate: f64, seconds: f64) -> [f64; 2] {
    if rate == 0.0 {
        return [east * seconds, north * seconds];
    }
    let (sin, cos) = libm::sincos(rate * seconds);
    [
        (east * sin + north * (1.0 - cos)) / rate,
        (north * sin - east * (1.0 - cos)) / rate,
    ]
}

/// What the two keep between them by level, feet.
fn vertical_minimum_ft(rule: &ConflictRule, one: &Flight<'_>, other: &Flight<'_>) -> f64 {
    let level = |f: &Flight<'_>| f.profile.map_or(f64::MIN, |p| p.ft);
    let higher = level(one).max(level(other));
    let reduced = rule.rvsm && !one.needs_wide && !other.needs_wide;
    let limit = if reduced {
        rule.rvsm_ceiling_ft
    } else {
        rule.rvsm_floor_ft
    };
    if higher > limit + AT_LIMIT_FT {
        rule.vertical_wide_ft
    } else {
        rule.vertical_ft
    }
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn unit(a: [f64; 3]) -> Option<[f64; 3]> {
    let length = dot(a, a).sqrt();
    (length > 1e-9).then(|| a.map(|x| x / length))
}
