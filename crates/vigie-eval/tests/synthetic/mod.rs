//! Tracks made from a truth with faults of every kind, always the same ones: noise, lost and late rows, gaps, changes of
//! number, duplicates, ghosts, rows that end tracks. Random numbers are counted, not drawn, and only sums, products and
//! square roots are used, so that the text is the same on every machine.

use std::fmt::Write;
use vigie_eval::model::Target;

/// Metres in a degree of latitude, and of longitude near 13° N: near enough to disturb a place.
const PER_DEGREE: [f64; 2] = [110_600.0, 108_300.0];

/// Size and rate of the faults of one scenario.
#[derive(Clone, Copy)]
pub(crate) struct Faults {
    pub(crate) seed: u64,
    /// Seconds between rows of a track.
    pub(crate) period_s: f64,
    /// Metres.
    pub(crate) position_sigma_m: f64,
    /// Metres.
    pub(crate) height_sigma_m: f64,
    /// Metres per second.
    pub(crate) velocity_sigma_mps: f64,
    /// Ghosts for each target.
    pub(crate) ghosts: f64,
}

/// A number of 64 bits for each key: splitmix64 over the words.
fn hash(words: &[u64]) -> u64 {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for word in words {
        state = state
            .wrapping_add(*word)
            .wrapping_add(0x9E37_79B9_7F4A_7C15);
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        state ^= state >> 31;
    }
    state
}

/// Between 0 and 1.
fn uniform(words: &[u64]) -> f64 {
    (hash(words) >> 11) as f64 / (1_u64 << 53) as f64
}

/// About normal, with variance 1: four uniform numbers.
fn normal(words: &[u64]) -> f64 {
    let sum: f64 = (0..4)
        .map(|n| {
            let mut key = words.to_vec();
            key.push(n);
            uniform(&key)
        })
        .sum();
    (sum - 2.0) * 3.0_f64.sqrt()
}

/// A row waiting to be written, in the order in which it would have been known.
struct Line {
    t_s: f64,
    text: String,
}

/// The track table as text.
pub(crate) fn tracks(targets: &[Target], faults: &Faults) -> String {
    let mut lines: Vec<Line> = Vec::new();
    for (index, target) in (0_u64..).zip(targets) {
        follow(index, target, faults, 0, &mut lines);
        // one in twelve has a second track
        if uniform(&[faults.seed, index, 1]) < 1.0 / 12.0 {
            follow(index, target, faults, 500_000, &mut lines);
        }
        if uniform(&[faults.seed, index, 2]) < faults.ghosts {
            haunt(index, target, faults, &mut lines);
        }
    }
    lines.sort_by(|a, b| a.t_s.total_cmp(&b.t_s));
    let mut text = String::from(
        "t,track_id,lat,lon,alt,ve,vn,vu,end,icao,callsign,mode3a,sources,p_ee,p_en,p_nn\n",
    );
    for line in &lines {
        text.push_str(&line.text);
    }
    text
}

fn follow(index: u64, target: &Target, faults: &Faults, offset: u64, lines: &mut Vec<Line>) {
    let (Some(first), Some(last)) = (target.points.first(), target.points.last()) else {
        return;
    };
    let key = |what: u64, n: u64| [faults.seed, index, offset, what, n];
    let phase = uniform(&key(10, 0));
    let delay = 1.0 + 6.0 * uniform(&key(11, 0));
    let bias =
        [normal(&key(12, 0)), normal(&key(12, 1))].map(|n| 0.4 * n * faults.position_sigma_m);
    let mut number = index * 10 + offset;
    let mut silent_until = f64::NEG_INFINITY;
    for n in 0.. {
        let t_s = first.t_s + (delay + phase + n as f64) * faults.period_s;
        if t_s > last.t_s {
            break;
        }
        if uniform(&key(13, n)) < 0.02 {
            silent_until = t_s + (3.0 + 9.0 * uniform(&key(14, n))) * faults.period_s;
        }
        if t_s < silent_until || uniform(&key(15, n)) < 0.08 {
            continue;
        }
        let Some(truth) = target.at(t_s, 5.0) else {
            continue;
        };
        if uniform(&key(16, n)) < 0.012 {
            // half of the changes of number end the old track properly
            if uniform(&key(17, n)) < 0.5 {
                let place = [
                    truth.position.lat_deg,
                    truth.position.lon_deg,
                    truth.position.height_m,
                ];
                push(lines, t_s, number, place, truth.velocity_mps, true, 1.0);
            }
            number += 1;
        }
        let wild = if uniform(&key(18, n)) < 0.01 {
            6.0
        } else {
            1.0
        };
        let noise = |axis: u64| wild * normal(&key(20 + axis, n));
        let sigma = faults.position_sigma_m;
        let place = [
            truth.position.lat_deg + (sigma * noise(0) + bias[0]) / PER_DEGREE[0],
            truth.position.lon_deg + (sigma * noise(1) + bias[1]) / PER_DEGREE[1],
            truth.position.height_m + faults.height_sigma_m * noise(2),
        ];
        let mut velocity = truth.velocity_mps;
        for (axis, v) in (0_u64..).zip(&mut velocity) {
            *v += faults.velocity_sigma_mps * noise(3 + axis);
        }
        push(lines, t_s, number, place, velocity, false, sigma * sigma);
    }
    if uniform(&key(19, 0)) < 0.5 {
        let at = last.position;
        let place = [at.lat_deg, at.lon_deg, at.height_m];
        push(
            lines,
            last.t_s + 0.5,
            number,
            place,
            last.velocity_mps,
            true,
            1.0,
        );
    }
}

/// A track of nobody: straight on from somewhere near a target's way, for a while.
fn haunt(index: u64, target: &Target, faults: &Faults, lines: &mut Vec<Line>) {
    let key = |what: u64, n: u64| [faults.seed, index, 900_000, what, n];
    let (Some(first), Some(last)) = (target.points.first(), target.points.last()) else {
        return;
    };
    let begin = first.t_s + (last.t_s - first.t_s) * uniform(&key(0, 0));
    let Some(from) = target.at(begin, 5.0) else {
        return;
    };
    let rows = 4 + hash(&key(1, 0)) % 12;
    let aside =
        [normal(&key(2, 0)), normal(&key(2, 1))].map(|n| 30.0 * n * faults.position_sigma_m);
    for n in 0..rows {
        let after = n as f64 * faults.period_s;
        let ([ve, vn, _], at) = (from.velocity_mps, from.position);
        let place = [
            at.lat_deg + (aside[0] - vn * after) / PER_DEGREE[0],
            at.lon_deg + (aside[1] + ve * after) / PER_DEGREE[1],
            at.height_m,
        ];
        let is_end = n + 1 == rows;
        push(
            lines,
            begin + after,
            900_000 + index,
            place,
            [ve, -vn, 0.0],
            is_end,
            1e4,
        );
    }
}

fn push(
    lines: &mut Vec<Line>,
    t_s: f64,
    number: u64,
    [lat, lon, alt]: [f64; 3],
    [ve, vn, vu]: [f64; 3],
    end: bool,
    variance: f64,
) {
    let mut text = String::new();
    let end = u8::from(end);
    writeln!(
        text,
        "{t_s:.3},{number},{lat:.7},{lon:.7},{alt:.1},{ve:.2},{vn:.2},{vu:.2},{end},,,,,{variance:.1},0.0,{variance:.1}"
    )
    .expect("a string takes everything");
    // The order is that of the times as they are written.
    let t_s = text
        .split(',')
        .next()
        .and_then(|t| t.parse().ok())
        .expect("just written");
    lines.push(Line { t_s, text });
}

/// FNV-1a, 64 bits: whether a text is the one that was scored elsewhere.
pub(crate) fn digest(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    })
}
