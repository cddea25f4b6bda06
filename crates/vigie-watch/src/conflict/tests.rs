//! Every convention by a case with numbers that are exact in binary, then the grid against all pairs.

use super::{Cylinder, Grid, Interval, Swept};
use proptest::prelude::*;

const MINIMA: Cylinder = Cylinder {
    radius_m: 8_192.0,
    half_height_m: 256.0,
    look_ahead_s: 128.0,
};

/// What the cylinder says of a relative position and velocity.
fn check(position: [f64; 3], velocity: [f64; 3], expected: Option<(f64, f64)>) {
    check_with(MINIMA, position, velocity, expected);
}

fn check_with(
    cylinder: Cylinder,
    position: [f64; 3],
    velocity: [f64; 3],
    expected: Option<(f64, f64)>,
) {
    let expected = expected.map(|(entry_s, exit_s)| Interval { entry_s, exit_s });
    let got = cylinder.interval(position, velocity);
    assert_eq!(got, expected, "{cylinder:?} {position:?} {velocity:?}");
    // it does not matter who asks
    let other = cylinder.interval(position.map(|x| -x), velocity.map(|v| -v));
    assert_eq!(other, expected, "seen by the other");
}

#[test]
fn head_on_crossing_and_overtaking() {
    check([16_384.0, 0.0, 0.0], [-256.0, 0.0, 0.0], Some((32.0, 96.0)));
    check([0.0, -16_384.0, 0.0], [0.0, 256.0, 0.0], Some((32.0, 96.0)));
    check([16_384.0, 0.0, 0.0], [256.0, 0.0, 0.0], None); // it flies away
    check([-10_240.0, 0.0, 0.0], [64.0, 0.0, 0.0], Some((32.0, 128.0)));
    // 5-4-3: passing at 3/5 of the minimum
    let cylinder = Cylinder {
        radius_m: 5.0,
        ..MINIMA
    };
    check_with(
        cylinder,
        [8.0, 3.0, 0.0],
        [-1.0, 0.0, 0.0],
        Some((4.0, 12.0)),
    );
}

#[test]
fn exactly_at_a_minimum_is_separated() {
    check([8_192.0, 0.0, 0.0], [0.0; 3], None);
    check([8_191.0, 0.0, 0.0], [0.0; 3], Some((0.0, 128.0)));
    check([0.0, 0.0, 256.0], [0.0; 3], None);
    check([0.0, 0.0, -256.0], [0.0; 3], None);
    check([0.0, 0.0, 255.0], [0.0; 3], Some((0.0, 128.0)));
    // passing exactly at the minimum, and a hand's breadth nearer
    check([16_384.0, 8_192.0, 0.0], [-256.0, 0.0, 0.0], None);
    assert!(
        MINIMA
            .interval([16_384.0, 8_191.9, 0.0], [-256.0, 0.0, 0.0])
            .is_some()
    );
}

#[test]
fn on_the_edge_now_depends_on_where_it_goes() {
    check([8_192.0, 0.0, 0.0], [-256.0, 0.0, 0.0], Some((0.0, 64.0)));
    check([8_192.0, 0.0, 0.0], [256.0, 0.0, 0.0], None);
    check([8_192.0, 0.0, 0.0], [0.0, 256.0, 0.0], None); // along the tangent
    check([0.0, 0.0, 256.0], [0.0, 0.0, -4.0], Some((0.0, 128.0)));
    check([0.0, 0.0, 256.0], [0.0, 0.0, 4.0], None);
}

#[test]
fn inside_now_enters_at_once_and_leaves_by_the_nearer_way() {
    check([0.0; 3], [0.0; 3], Some((0.0, 128.0)));
    check([4_096.0, 0.0, 0.0], [128.0, 0.0, 0.0], Some((0.0, 32.0)));
    check([4_096.0, 0.0, 128.0], [128.0, 0.0, 8.0], Some((0.0, 16.0)));
}

#[test]
fn the_end_of_the_look_ahead_is_not_within_it() {
    check([8_192.0 + 32_768.0, 0.0, 0.0], [-256.0, 0.0, 0.0], None); // enters at 128 s
    let almost = [8_192.0 + 32_512.0, 0.0, 0.0];
    check(almost, [-256.0, 0.0, 0.0], Some((127.0, 128.0)));
}

#[test]
fn parallel_and_level_alone() {
    check([0.0, 0.0, 512.0], [0.0, 0.0, -4.0], Some((64.0, 128.0)));
    check([0.0, 0.0, 512.0], [0.0, 0.0, -8.0], Some((32.0, 96.0)));
    check([9_000.0, 0.0, 512.0], [0.0, 0.0, -8.0], None);
    // across it is lost from 32 to 96 s, by level from 96 s on: never both at once
    check([16_384.0, 0.0, 512.0 + 256.0], [-256.0, 0.0, -5.333], None);
    check(
        [16_384.0, 0.0, 768.0],
        [-256.0, 0.0, -8.0],
        Some((64.0, 96.0)),
    );
}

#[test]
fn a_cylinder_without_size_and_a_look_ahead_of_nothing() {
    let flat = Cylinder {
        half_height_m: 0.0,
        ..MINIMA
    };
    check_with(flat, [0.0; 3], [0.0; 3], None);
    check_with(flat, [0.0, 0.0, 8.0], [0.0, 0.0, -1.0], None);
    let thin = Cylinder {
        radius_m: 0.0,
        ..MINIMA
    };
    check_with(thin, [0.0; 3], [0.0; 3], None);
    check_with(thin, [128.0, 0.0, 0.0], [-4.0, 0.0, 0.0], None);
    let now = Cylinder {
        look_ahead_s: 0.0,
        ..MINIMA
    };
    check_with(now, [0.0; 3], [1.0, 1.0, 0.0], Some((0.0, 0.0)));
    check_with(now, [8_192.0, 0.0, 0.0], [-1.0, 0.0, 0.0], None);
    let tall = Cylinder {
        half_height_m: f64::INFINITY,
        ..MINIMA
    };
    check_with(
        tall,
        [16_384.0, 0.0, 9e9],
        [-256.0, 0.0, 0.0],
        Some((32.0, 96.0)),
    );
}

#[test]
fn what_is_not_a_number_is_no_conflict() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        for axis in 0..3 {
            let mut place = [0.0; 3];
            place[axis] = bad;
            assert_eq!(MINIMA.interval(place, [1.0; 3]), None, "{place:?}");
            let mut velocity = [1.0; 3];
            velocity[axis] = bad;
            let got = MINIMA.interval([0.0; 3], velocity);
            assert!(got.is_none_or(|i| i.entry_s <= i.exit_s), "{velocity:?}");
        }
    }
}

/// A seeded lattice of aircraft: place, velocity, level.
fn traffic(count: u32, side_m: f64, seed: u64) -> Vec<([f64; 3], [f64; 3])> {
    let mut state = seed | 1;
    let mut draw = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count)
        .map(|_| {
            let place = [draw() * side_m, draw() * side_m, draw() * 12_000.0];
            let fast = if draw() < 0.01 { 1_500.0 } else { 250.0 };
            let velocity = [
                (draw() - 0.5) * 2.0 * fast,
                (draw() - 0.5) * 2.0 * fast,
                (draw() - 0.5) * 20.0,
            ];
            (place, velocity)
        })
        .collect()
}

fn swept(
    (place, velocity): &([f64; 3], [f64; 3]),
    (from, to): (usize, usize),
    cylinder: Cylinder,
) -> Option<Swept> {
    let end = place[2] + velocity[2] * cylinder.look_ahead_s;
    let half = cylinder.half_height_m / 2.0;
    let levels = (place[2].min(end) - half, place[2].max(end) + half);
    let (mut p, mut v) = ([0.0; 3], [0.0; 3]);
    (p[from], p[to]) = (place[0], place[1]);
    (v[from], v[to]) = (velocity[0], velocity[1]);
    Swept::new(p, v, cylinder.look_ahead_s, cylinder.radius_m / 2.0, levels)
}

fn conflicts(sky: &[([f64; 3], [f64; 3])], i: usize, j: usize, cylinder: Cylinder) -> bool {
    let minus = |a: [f64; 3], b: [f64; 3]| [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    let ((pi, vi), (pj, vj)) = (sky[i], sky[j]);
    cylinder.interval(minus(pj, pi), minus(vj, vi)).is_some()
}

/// The grid's conflicts are those of all pairs, each pair once.
fn check_grid(sky: &[([f64; 3], [f64; 3])], axes: (usize, usize), cylinder: Cylinder) -> usize {
    let boxes: Vec<_> = sky.iter().map(|s| swept(s, axes, cylinder)).collect();
    let mut found = Vec::new();
    let mut visited = Vec::new();
    let left_out = Grid::default().pairs(&boxes, u64::MAX, |i, j| {
        visited.push((i, j));
        if conflicts(sky, i, j, cylinder) {
            found.push((i, j));
        }
    });
    assert_eq!(left_out, 0);
    visited.sort_unstable();
    let count = visited.len();
    visited.dedup();
    assert_eq!(visited.len(), count, "a pair was visited twice");
    let mut all = Vec::new();
    for i in 0..sky.len() {
        for j in i + 1..sky.len() {
            if conflicts(sky, i, j, cylinder) {
                all.push((i, j));
            }
        }
    }
    found.sort_unstable();
    assert_eq!(found, all);
    all.len()
}

#[test]
fn the_grid_finds_what_all_pairs_find() {
    let cylinder = Cylinder {
        radius_m: 9_260.0,
        half_height_m: 243.84,
        look_ahead_s: 120.0,
    };
    let mut conflicts = 0;
    for (seed, side_m) in [(1, 50e3), (2, 300e3), (3, 3_000e3)] {
        for axes in [(0, 1), (0, 2), (1, 2), (2, 0)] {
            conflicts += check_grid(&traffic(400, side_m, seed), axes, cylinder);
        }
    }
    assert!(conflicts > 1_000, "the test says little: {conflicts}");
}

#[test]
fn the_grid_stops_at_its_bound_and_says_so() {
    let sky = traffic(300, 10e3, 7);
    let boxes: Vec<_> = sky.iter().map(|s| swept(s, (0, 1), MINIMA)).collect();
    let mut visits = 0_u64;
    let left_out = Grid::default().pairs(&boxes, 1_000, |_, _| visits += 1);
    assert!(left_out > 0);
    assert!(visits <= 1_000, "{visits}");
}

#[test]
fn nobody_and_those_who_take_no_part() {
    let mut grid = Grid::default();
    assert_eq!(grid.pairs(&[], 10, |_, _| unreachable!()), 0);
    assert_eq!(grid.pairs(&[None, None], 10, |_, _| unreachable!()), 0);
    let one = Swept::new([0.0; 3], [0.0; 3], 1.0, 1.0, (0.0, 1.0));
    let mut pairs = Vec::new();
    grid.pairs(&[one, None, one], 10, |i, j| pairs.push((i, j)));
    assert_eq!(pairs, [(0, 2)]);
    assert_eq!(
        Swept::new([f64::NAN, 0.0, 0.0], [0.0; 3], 1.0, 1.0, (0.0, 1.0)),
        None
    );
    assert_eq!(
        Swept::new([0.0; 3], [f64::INFINITY, 0.0, 0.0], 1.0, 1.0, (0.0, 1.0)),
        None
    );
    assert_eq!(Swept::new([0.0; 3], [0.0; 3], 1.0, 1.0, (1.0, 0.0)), None);
}

proptest! {
    /// The interval is where the minima are lost: inside it both, just outside not both.
    #[test]
    fn both_minima_are_lost_within_and_only_there(
        place in [-60e3..60e3_f64, -60e3..60e3, -1_500.0..1_500.0],
        velocity in [-500.0..500.0_f64, -500.0..500.0, -30.0..30.0],
    ) {
        let inside = |t: f64| {
            let at: Vec<f64> = (0..3).map(|i| place[i] + velocity[i] * t).collect();
            libm::hypot(at[0], at[1]) < MINIMA.radius_m && at[2].abs() < MINIMA.half_height_m
        };
        match MINIMA.interval(place, velocity) {
            None => for k in 1..1_280 {
                prop_assert!(!inside(f64::from(k) * 0.1));
            },
            Some(Interval { entry_s, exit_s }) => {
                prop_assert!(0.0 <= entry_s && entry_s < exit_s && exit_s <= 128.0);
                if exit_s - entry_s > 2e-3 {
                    prop_assert!(inside(entry_s + 1e-3) && inside(exit_s - 1e-3));
                }
                prop_assert!(entry_s == 0.0 || !inside(entry_s - 1e-3));
                prop_assert!(exit_s >= 128.0 || !inside(exit_s + 1e-3));
            }
        }
    }

    #[test]
    fn whatever_the_numbers_it_says_something(raw in [any::<u64>(); 9]) {
        let [r, h, t, rest @ ..] = raw.map(f64::from_bits);
        let cylinder = Cylinder { radius_m: r, half_height_m: h, look_ahead_s: t };
        let [a, b, c, d, e, f] = rest;
        if let Some(i) = cylinder.interval([a, b, c], [d, e, f]) {
            prop_assert!(i.entry_s <= i.exit_s || t < 0.0 || t.is_nan());
        }
        let boxes = [Swept::new([a, b, c], [d, e, f], t, r, (h, a)), Swept::new([f, e, d], [c, b, a], t, h, (r, b))];
        Grid::default().pairs(&boxes, 100, |i, j| assert!(i < j));
    }
}
