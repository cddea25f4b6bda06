//! The constant difference between two systems, as a radar would make it: in range and in azimuth about one place.
//!
//! For real data, where both tell who they follow. Each row of a track is compared with the reference of the same identity at the
//! row's own time; the medians of the differences in distance and in bearing from the place are the alignment. It says by
//! how much the two differ, not which of them is wrong. Nothing else is estimated: neither times nor heights.

use crate::identity::same;
use crate::model::{Row, Scene, Target, TrackRows};
use std::f64::consts::PI;
use vigie_core::place::{Wgs84, wrap_pi};

/// Nearer to the place than this a bearing says little, metres.
const NEAR_M: f64 = 1000.0;
/// What is further apart than the cut-off at first may be near when the difference is out.
const ROUNDS: usize = 3;

/// By how much tracks differ from a reference, seen from a place: tracks less reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alignment {
    /// The place.
    pub site: Wgs84,
    /// Median difference of the distances, metres.
    pub range_m: f64,
    /// Median difference of the bearings, radians clockwise.
    pub azimuth_rad: f64,
    /// Half of the differences of distance lie within this of their median, metres.
    pub range_mad_m: f64,
    /// Half of the differences of bearing lie within this of their median, radians.
    pub azimuth_mad_rad: f64,
    /// Rows compared.
    pub rows: usize,
}

/// A position as seen from the place.
#[derive(Clone, Copy)]
struct Polar {
    distance_m: f64,
    bearing_rad: f64,
}

/// Finds the constant difference; `None` where no row is near the reference of its own identity.
#[must_use]
pub fn alignment(scene: &Scene, site: Wgs84) -> Option<Alignment> {
    let mut found = Alignment {
        site,
        range_m: 0.0,
        azimuth_rad: 0.0,
        range_mad_m: 0.0,
        azimuth_mad_rad: 0.0,
        rows: 0,
    };
    for _ in 0..ROUNDS {
        let mut differences = Vec::new();
        let rows = scene.tracks.iter().flat_map(|track| &track.rows);
        for row in rows.filter(|row| !row.end) {
            differences.extend(difference(scene, row, &found));
        }
        let (mut ranges, mut azimuths): (Vec<f64>, Vec<f64>) = differences.into_iter().unzip();
        found.rows = ranges.len();
        (found.range_m, found.range_mad_m) = middle(&mut ranges)?;
        (found.azimuth_rad, found.azimuth_mad_rad) = middle(&mut azimuths)?;
    }
    Some(found)
}

/// The scene with its tracks moved by the difference.
#[must_use]
pub fn aligned(scene: &Scene, by: &Alignment) -> Scene {
    let row = |row: &Row| Row {
        position: moved(row.position, by),
        ..*row
    };
    let track = |track: &TrackRows| TrackRows {
        name: track.name.clone(),
        rows: track.rows.iter().map(row).collect(),
    };
    Scene {
        tracks: scene.tracks.iter().map(track).collect(),
        ..scene.clone()
    }
}

/// Tracks less reference, of a row with a reference of its identity near it once `so_far` is out.
fn difference(scene: &Scene, row: &Row, so_far: &Alignment) -> Option<(f64, f64)> {
    let named = |target: &&Target| same(target.identity, row.identity);
    let here = moved(row.position, so_far);
    let apart = |target: &Target| {
        let truth = target.at(row.t_s, scene.grid.truth_gap_s)?;
        Some((here.distance_m(truth.position), truth.position))
    };
    let nearest = (scene.targets.iter().filter(named).filter_map(apart))
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    if nearest.0 >= scene.grid.cutoff_m {
        return None;
    }
    let (mine, theirs) = (
        polar(so_far.site, row.position)?,
        polar(so_far.site, nearest.1)?,
    );
    Some((
        mine.distance_m - theirs.distance_m,
        wrap_pi(mine.bearing_rad - theirs.bearing_rad),
    ))
}

fn polar(site: Wgs84, position: Wgs84) -> Option<Polar> {
    let line = site.geodesic_to(position)?;
    (line.distance_m > NEAR_M).then_some(Polar {
        distance_m: line.distance_m,
        bearing_rad: line.initial_rad,
    })
}

fn moved(position: Wgs84, by: &Alignment) -> Wgs84 {
    let Some(seen) = polar(by.site, position) else {
        return position;
    };
    let distance_m = (seen.distance_m - by.range_m).clamp(0.0, PI * 6_300_000.0);
    by.site
        .destination(seen.bearing_rad - by.azimuth_rad, distance_m)
        .at_height_m(position.height_m)
}

/// The median, and the median of the distances from it.
fn middle(values: &mut [f64]) -> Option<(f64, f64)> {
    let median = |values: &mut [f64]| {
        values.sort_unstable_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let centre = median(values)?;
    let mut off: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
    Some((centre, median(&mut off)?))
}

#[cfg(test)]
mod tests {
    use super::{aligned, alignment};
    use crate::gospa::tests::{grid, origin, row, truth};
    use crate::identity::by_identity;
    use crate::model::{Identity, Scene, Target, TrackRows};
    use crate::table::mode_a;

    /// Four aircraft round the place, their tracks turned by half a degree and 200 m further away.
    fn scene() -> Scene {
        let mut scene = Scene {
            origin: origin(),
            grid: grid(5000.0),
            targets: Vec::new(),
            tracks: Vec::new(),
        };
        (
            scene.grid.end_s,
            scene.grid.max_age_s,
            scene.grid.truth_gap_s,
        ) = (9.0, 0.5, 2.0);
        for (n, code) in (0_u8..).zip(["1234", "2345", "3456", "4567"]) {
            let identity = Identity {
                address: None,
                mode_a: mode_a(code),
            };
            let bearing = 1.5 * f64::from(n);
            let far = |t: i32| 80_000.0 + 20_000.0 * f64::from(n) + 200.0 * f64::from(t);
            let points = (0..10)
                .map(|t| truth(f64::from(t), origin().destination(bearing, far(t))))
                .collect();
            let rows = (0..10)
                .map(|t| {
                    let turned = bearing + 0.5_f64.to_radians();
                    let mut row = row(f64::from(t), origin().destination(turned, far(t) + 200.0));
                    row.identity = identity;
                    row
                })
                .collect();
            scene.targets.push(Target {
                name: code.into(),
                identity,
                points,
            });
            scene.tracks.push(TrackRows {
                name: code.into(),
                rows,
            });
        }
        scene
    }

    #[test]
    fn a_constant_difference_is_found_and_taken_out() {
        let scene = scene();
        let found = alignment(&scene, origin()).expect("all are near");
        assert_eq!(found.rows, 40);
        assert!((found.range_m - 200.0).abs() < 0.1, "{found:?}");
        assert!(
            (found.azimuth_rad.to_degrees() - 0.5).abs() < 1e-5,
            "{found:?}"
        );
        let before = by_identity(&scene).expect("a comparison");
        let after = by_identity(&aligned(&scene, &found)).expect("a comparison");
        assert!(before.error.rms.expect("some") > 700.0);
        assert!(after.error.rms.expect("some") < 1.0, "{:?}", after.error);
    }

    #[test]
    fn without_shared_identities_there_is_none() {
        let mut scene = scene();
        for target in &mut scene.targets {
            target.identity = Identity::default();
        }
        assert_eq!(alignment(&scene, origin()), None);
    }
}
