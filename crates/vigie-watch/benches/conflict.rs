//! One conflict pass over 10,000 aircraft: boxes, grid, exact test.
//!
//! Named by the side of the square they fly over; 1,000 km is five times as dense as Europe on its busiest days (an
//! estimate), 2,000 km is like it. Items are passes.

use divan::{Bencher, black_box};
use vigie_core::aircraft::AircraftData;
use vigie_core::height::PressureAltitude;
use vigie_core::identity::Address;
use vigie_core::place::{Cov2, Enu, LocalFrame, Wgs84};
use vigie_core::report::{Quality, ReportKind};
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{
    Altitude, TargetClass, Track, TrackIdentity, TrackNumber, TrackStatus, Velocity,
};
use vigie_watch::conflict::{Cylinder, Grid, Swept};
use vigie_watch::{Rules, Watch};

fn main() {
    divan::main();
}

const AIRCRAFT: u32 = 10_000;
const STCA: Cylinder = Cylinder {
    radius_m: 9_260.0,
    half_height_m: 243.84,
    look_ahead_s: 120.0,
};

/// Place and velocity.
type Flight = ([f64; 3], [f64; 3]);

/// Two thirds in level flight on a flight level, the others climbing or descending.
fn traffic(side_m: f64) -> Vec<Flight> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..AIRCRAFT)
        .map(|_| {
            let course = draw() * std::f64::consts::TAU;
            let speed = 150.0 + 110.0 * draw();
            let is_level = draw() < 0.67;
            let level = 304.8 * (libm::floor(5.0 + 36.0 * draw()));
            let (up, off) = if is_level {
                (0.0, 0.0)
            } else {
                (30.0 * (draw() - 0.5), 304.8 * draw())
            };
            (
                [draw() * side_m, draw() * side_m, level + off],
                [speed * libm::sin(course), speed * libm::cos(course), up],
            )
        })
        .collect()
}

fn pass(sky: &[Flight], boxes: &mut Vec<Option<Swept>>, grid: &mut Grid) -> (u32, u32) {
    boxes.clear();
    boxes.extend(sky.iter().map(|(p, v)| {
        let end = p[2] + v[2] * STCA.look_ahead_s;
        let half = STCA.half_height_m / 2.0;
        Swept::new(
            [p[0], p[1], 0.0],
            [v[0], v[1], 0.0],
            STCA.look_ahead_s,
            STCA.radius_m / 2.0,
            (p[2].min(end) - half, p[2].max(end) + half),
        )
    }));
    let (mut candidates, mut conflicts) = (0, 0);
    grid.pairs(boxes, u64::MAX, |i, j| {
        candidates += 1;
        let ((pi, vi), (pj, vj)) = (&sky[i], &sky[j]);
        let minus = |a: &[f64; 3], b: &[f64; 3]| [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
        conflicts += u32::from(STCA.interval(minus(pj, pi), minus(vj, vi)).is_some());
    });
    (candidates, conflicts)
}

#[divan::bench(args = [500, 1_000, 2_000])]
fn ten_thousand_aircraft(bencher: Bencher<'_, '_>, side_km: u32) {
    let sky = traffic(f64::from(side_km) * 1e3);
    let (mut boxes, mut grid) = (Vec::new(), Grid::default());
    let (candidates, conflicts) = pass(&sky, &mut boxes, &mut grid);
    assert!(conflicts > 100 && candidates > conflicts);
    bencher.bench_local(|| pass(black_box(&sky), &mut boxes, &mut grid));
}

/// The whole watch without areas, a second of data time: the monitor of conflicts, and what else looks at each track.
#[divan::bench(args = [1_000, 2_000])]
fn watch_ten_thousand_tracks(bencher: Bencher<'_, '_>, side_km: u32) {
    let frame = LocalFrame::at(Wgs84 {
        lat_deg: 16.0,
        lon_deg: 8.0,
        height_m: 0.0,
    });
    let half = f64::from(side_km) * 500.0;
    let sky = traffic(f64::from(side_km) * 1e3);
    let tracks: Vec<Track> = (0..)
        .zip(&sky)
        .map(|(k, flight)| track(k, flight, half, &frame))
        .collect();
    let mut rules = Rules::default();
    rules.conflict.state_age_max = Nanos::from_secs(86_400);
    rules.conflict.level_age_max = Nanos::from_secs(86_400);
    let mut watch = Watch::new(rules, Vec::new()).expect("sound rules");
    let mut second = 0;
    bencher.bench_local(|| {
        second += 1;
        let now = UtcNs(0) + Nanos::from_secs(second);
        watch.examine(now, black_box(&tracks), &[], &[], &[])
    });
}

fn track(k: u32, (p, v): &Flight, half: f64, frame: &LocalFrame) -> Track {
    let position = frame
        .wgs84_from_enu(Enu {
            east_m: p[0] - half,
            north_m: p[1] - half,
            up_m: 0.0,
        })
        .at_height_m(p[2]);
    Track {
        number: TrackNumber(k + 1),
        status: TrackStatus::Confirmed,
        at: UtcNs(0),
        position,
        position_covariance: Cov2::circular(20.0),
        velocity: Velocity {
            east_mps: v[0],
            north_mps: v[1],
            up_mps: 0.0,
        },
        velocity_covariance: Cov2::circular(1.0),
        altitude: Some(Altitude {
            value: PressureAltitude::from_ft(p[2] / 0.3048),
            at: UtcNs(0),
            doubtful: false,
            rate_mps: Some(v[2]),
        }),
        geometric_height: None,
        identity: TrackIdentity {
            address: Address::icao(k + 1),
            ..TrackIdentity::default()
        },
        spi: false,
        on_ground: false,
        class: TargetClass::Airborne,
        quality: Quality::default(),
        aircraft: AircraftData::default(),
        last_kind: ReportKind::AdsB,
        last_plot: position,
        contributions: Vec::new(),
        initiated: UtcNs(0),
        plots: 9,
        simulated: true,
    }
}
