//! Every resolved position lies on its aircraft's own path.
//!
//! Nobody knows where the aircraft really were. But an aircraft is where its other positions say: a robust curve through
//! the neighbours of a position, without that position, tells where it should be.

use crate::common::{frames, receiver, reception, recording};
use std::collections::BTreeMap;
use vigie_core::place::{LocalFrame, Wgs84};
use vigie_core::reception::Reception;
use vigie_core::report::TargetReport;
use vigie_core::time::UtcNs;
use vigie_modes::adsb::Squitter;
use vigie_modes::{Frame, Message};
use vigie_sense::{Regime, Sense};

const OFF_PATH_MAX_M: f64 = 500.0;
/// Neighbours on each side, and how far in time, seconds.
const NEIGHBOURS: usize = 8;
const SPAN_S: f64 = 30.0;

/// Seconds, metres east, metres north.
type Point = (f64, f64, f64);

/// The quadratic in time through the points, least squares, weighted down where they are off (two rounds), at `t` 0.
fn smoothed(points: &[Point]) -> (f64, f64) {
    let mut weights = vec![1.0; points.len()];
    let mut at = (0.0, 0.0);
    for _ in 0..4 {
        let east = fit(points.iter().map(|p| (p.0, p.1)), &weights);
        let north = fit(points.iter().map(|p| (p.0, p.2)), &weights);
        let value = |c: [f64; 3], t: f64| c[0] + t * (c[1] + t * c[2]);
        let off: Vec<f64> = points
            .iter()
            .map(|p| {
                let (e, n) = (p.1 - value(east, p.0), p.2 - value(north, p.0));
                (e * e + n * n).sqrt()
            })
            .collect();
        let mut sorted = off.clone();
        sorted.sort_by(f64::total_cmp);
        let scale = 4.0 * sorted[sorted.len() / 2].max(10.0);
        for (weight, off) in weights.iter_mut().zip(off) {
            let u = off / scale;
            // Tukey's biweight, never quite zero so that the fit stays determined
            *weight = if u < 1.0 { (1.0 - u * u).powi(2) } else { 0.0 } + 1e-6;
        }
        at = (east[0], north[0]);
    }
    at
}

/// Constant, slope and curvature by the normal equations.
fn fit(points: impl Iterator<Item = (f64, f64)>, weights: &[f64]) -> [f64; 3] {
    let mut m = [[0.0; 4]; 3];
    for ((t, y), w) in points.zip(weights) {
        let powers = [1.0, t, t * t];
        for (row, a) in m.iter_mut().zip(powers) {
            for (cell, b) in row.iter_mut().zip(powers) {
                *cell += w * a * b;
            }
            row[3] += w * a * y;
        }
    }
    // a little ridge on the curvature: points all at one time say nothing of it
    m[1][1] += 1e-6;
    m[2][2] += 1e-3;
    for pivot in 0..3 {
        for row in pivot + 1..3 {
            let factor = m[row][pivot] / m[pivot][pivot];
            let pivot_row = m[pivot];
            for (cell, above) in m[row].iter_mut().zip(pivot_row).skip(pivot) {
                *cell -= factor * above;
            }
        }
    }
    let c2 = m[2][3] / m[2][2];
    let c1 = (m[1][3] - m[1][2] * c2) / m[1][1];
    [(m[0][3] - m[0][1] * c1 - m[0][2] * c2) / m[0][0], c1, c2]
}

/// How far each position of one aircraft is from the curve through its neighbours, metres; `None` where it has too few.
fn off_path(track: &[(f64, Wgs84)]) -> Vec<Option<f64>> {
    let off = |(index, (t, place)): (usize, &(f64, Wgs84))| {
        let frame = LocalFrame::at(*place);
        let around = track
            [index.saturating_sub(NEIGHBOURS)..(index + NEIGHBOURS + 1).min(track.len())]
            .iter()
            .filter(|(other, _)| (1e-9..=SPAN_S).contains(&(other - t).abs()));
        let points: Vec<Point> = around
            .map(|(other, place)| {
                let enu = frame.enu_from_wgs84(*place);
                (other - t, enu.east_m, enu.north_m)
            })
            .collect();
        (points.len() >= 4).then(|| {
            let (east, north) = smoothed(&points);
            (east * east + north * north).sqrt()
        })
    };
    track.iter().enumerate().map(off).collect()
}

struct Resolved {
    reports: Vec<TargetReport>,
    airborne: usize,
    surface: usize,
}

fn resolve(frames: &[(UtcNs, Frame)], site: Option<Wgs84>) -> Resolved {
    let mut receiver = receiver(site);
    receiver.range_max_m = 2_000_000.0;
    let mut sense = Sense::new(&[receiver], Regime::Live);
    let receptions: Vec<Reception> = frames
        .iter()
        .map(|(at, frame)| reception(*at, frame))
        .collect();
    let mut reports = Vec::new();
    sense.target_reports(&receptions, &mut reports);
    reports.retain(|report| report.place.is_some());
    let on = |ground| {
        reports
            .iter()
            .filter(|report| report.on_ground == Some(ground))
            .count()
    };
    Resolved {
        airborne: on(false),
        surface: on(true),
        reports,
    }
}

/// Checks every position against its aircraft's path; says how many could be, and how far off the worst was.
fn check_paths(reports: &[TargetReport]) -> (usize, f64) {
    let mut tracks: BTreeMap<String, Vec<(f64, Wgs84)>> = BTreeMap::new();
    for report in reports {
        if let (Some(address), Some(place)) = (report.address, report.place) {
            let seconds = report.applicable.0.0 as f64 * 1e-9;
            let ground = place.position.at_height_m(0.0);
            tracks
                .entry(address.to_string())
                .or_default()
                .push((seconds, ground));
        }
    }
    let mut worst = 0.0_f64;
    let mut checked = 0;
    for (address, track) in &tracks {
        for (off, (at, place)) in off_path(track).into_iter().zip(track) {
            let Some(off) = off else { continue };
            assert!(
                off < OFF_PATH_MAX_M,
                "{address} at {at}: {off} m off, {place:?}"
            );
            worst = worst.max(off);
            checked += 1;
        }
    }
    (checked, worst)
}

#[test]
fn on_the_long_flight_no_position_is_off_its_path() {
    let Some(text) = recording("adsb/long_flight.csv") else {
        return;
    };
    let frames = frames(&text);
    let (mut airborne, mut surface) = (0, 0);
    for (_, frame) in &frames {
        if let Ok(Message::ExtendedSquitter(said)) = Message::parse(*frame) {
            airborne += usize::from(matches!(said.squitter, Squitter::AirbornePosition(_)));
            surface += usize::from(matches!(said.squitter, Squitter::SurfacePosition(_)));
        }
    }
    let toulouse = Wgs84::new(43.6294, 1.3638, 0.0);
    for site in [None, toulouse] {
        let resolved = resolve(&frames, site);
        let (checked, worst) = check_paths(&resolved.reports);
        eprintln!(
            "site {}: airborne {} of {airborne}, surface {} of {surface}; {checked} checked, the worst {worst:.0} m off its path",
            if site.is_some() { "given" } else { "not given" },
            resolved.airborne,
            resolved.surface,
        );
        assert!(checked * 100 > resolved.reports.len() * 98);
        assert!(
            resolved.airborne * 100 > airborne * 97,
            "{}",
            resolved.airborne
        );
        let surface_percent = if site.is_some() { 95 } else { 50 };
        assert!(
            resolved.surface * 100 > surface * surface_percent,
            "{}",
            resolved.surface
        );
    }
}

#[test]
fn the_aircraft_of_lib1090_lands_where_it_does() {
    let Some(text) = recording("adsb/surface_positions_a53436.json") else {
        return;
    };
    let frames = replies(&String::from_utf8(text).expect("JSON"));
    assert_eq!(frames.len(), 174);
    for site in [None, Wgs84::new(38.9, -77.4, 0.0)] {
        let resolved = resolve(&frames, site);
        let (checked, worst) = check_paths(&resolved.reports);
        eprintln!(
            "site {}: {} airborne, {} on the surface; {checked} checked, the worst {worst:.0} m off",
            site.is_some(),
            resolved.airborne,
            resolved.surface
        );
        // of 62 and 5: the first five are sent with the same even half again and again
        assert_eq!((resolved.airborne, resolved.surface, checked), (57, 5, 62));
        let last = resolved
            .reports
            .iter()
            .rev()
            .find_map(|report| report.place);
        let runway = Wgs84::new(38.8521, -77.0377, 0.0).expect("Washington National");
        let off = last.map(|place| place.position.distance_m(runway));
        assert!(off.is_some_and(|off| off < 1_500.0), "{last:?}");
    }
}

/// `reply` and `referenceTimestamp` (ns) of each entry, without a JSON library: the file has one shape.
fn replies(text: &str) -> Vec<(UtcNs, Frame)> {
    let field = |entry: &str, name: &str| {
        let from = entry.find(name)? + name.len() + 3;
        let rest = &entry[from..];
        Some(rest[..rest.find('"')?].to_owned())
    };
    text.split("\"reply\":[")
        .skip(1)
        .filter_map(|entry| {
            let at = field(entry, "referenceTimestamp")?.parse().ok()?;
            let frame = base64(&field(entry, "\"reply")?)?;
            Some((UtcNs(at), Frame::new(&frame).ok()?))
        })
        .collect()
}

fn base64(text: &str) -> Option<Vec<u8>> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bits = 0_u32;
    let mut held = 0;
    let mut bytes = Vec::new();
    for digit in text.bytes().filter(|digit| *digit != b'=') {
        let value = DIGITS.iter().position(|known| *known == digit)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}
