//! All monitors over 10,000 aircraft and 1,000 areas of 200 corners, one second of traffic: `cargo bench -p vigie-watch --bench monitors`.
//!
//! The goal is 30 ms on one core. Aircraft and areas fill the airspace of a large state; half of the areas are where the
//! aircraft are.

use divan::{Bencher, black_box};
use vigie_core::airspace::{AirspaceVolume, AreaId, AreaKind, VerticalLimit};
use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Address, ModeA};
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::{Quality, ReportKind};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{
    Altitude, CodeStatement, Contribution, TargetClass, Track, TrackIdentity, TrackNumber,
    TrackStatus, Velocity,
};
use vigie_watch::{Rules, Watch};

const AIRCRAFT: u32 = 10_000;
const AREAS: u16 = 1_000;
const CORNERS: u16 = 200;

fn main() {
    divan::main();
}

fn at(lat_deg: f64, lon_deg: f64) -> Wgs84 {
    Wgs84 {
        lat_deg,
        lon_deg,
        height_m: 0.0,
    }
}

/// A number from 0 to 1 that looks like chance.
fn chance(seed: u32) -> f64 {
    let mixed = seed.wrapping_mul(2_654_435_761) ^ seed.rotate_left(13).wrapping_mul(40_503);
    f64::from(mixed >> 8) / f64::from(1 << 24)
}

fn area(id: u16) -> AirspaceVolume {
    let middle = at(
        10.0 + 14.0 * chance(u32::from(id) * 2),
        17.0 * chance(u32::from(id) * 2 + 1),
    );
    let outline = (0..CORNERS).map(|corner| {
        let bearing = std::f64::consts::TAU * f64::from(corner) / f64::from(CORNERS);
        let radius = 15_000.0 + 2_000.0 * f64::from(corner % 2);
        middle.destination(bearing, radius)
    });
    AirspaceVolume {
        id: AreaId(id),
        name: format!("R-{id}"),
        kind: AreaKind::Restricted,
        outline: outline.collect(),
        lower: VerticalLimit::None,
        upper: VerticalLimit::PressureFt(20_000.0 + 20_000.0 * chance(u32::from(id) + 9)),
        from: None,
        to: None,
    }
}

fn track(number: u32, now: UtcNs) -> Track {
    let bearing = std::f64::consts::TAU * chance(number * 3 + 1);
    let position = at(
        10.0 + 14.0 * chance(number * 5 + 2),
        17.0 * chance(number * 7 + 3),
    );
    Track {
        number: TrackNumber(number),
        status: TrackStatus::Confirmed,
        at: now,
        position,
        position_covariance: Cov2::circular(50.0),
        velocity: Velocity {
            east_mps: 230.0 * bearing.sin(),
            north_mps: 230.0 * bearing.cos(),
            up_mps: 0.0,
        },
        velocity_covariance: Cov2::circular(1.0),
        altitude: Some(Altitude {
            value: PressureAltitude::from_ft(1_000.0 * (5.0 + 36.0 * chance(number + 11))),
            at: now,
            doubtful: false,
            rate_mps: None,
        }),
        geometric_height: None,
        identity: TrackIdentity {
            address: Address::icao(number + 1),
            mode_a: ModeA::new(u16::try_from(number % 4_096).unwrap_or(0)).map(|code| {
                CodeStatement {
                    code,
                    since: now,
                    replies: 9,
                }
            }),
            ..TrackIdentity::default()
        },
        spi: false,
        on_ground: false,
        class: TargetClass::Airborne,
        quality: Quality::default(),
        aircraft: vigie_core::aircraft::AircraftData::default(),
        last_kind: ReportKind::ModeS,
        last_plot: position,
        contributions: vec![Contribution {
            sensor: SensorId(0),
            kind: ReportKind::ModeS,
            at: now,
        }],
        initiated: now,
        plots: 5,
        simulated: true,
    }
}

/// A watch that has looked for some seconds, and the tracks.
fn sky() -> (Watch, Vec<Track>, UtcNs) {
    let start = UtcNs(1_795_168_800_000_000_000);
    let mut rules = Rules::default();
    for rule in vigie_core::alert::AlertKind::ALL {
        let on = vigie_core::command::Setting::Switch(true);
        rules.set(rule, "enabled", &on).expect("a switch");
    }
    let volumes = (0..AREAS).map(area).collect();
    let mut watch = Watch::new(rules, volumes).expect("sound");
    let tracks: Vec<Track> = (0..AIRCRAFT).map(|number| track(number, start)).collect();
    for tenth in 0..30 {
        watch.examine(
            start + Nanos::from_millis(100 * tenth),
            &tracks,
            &[],
            &[],
            &[],
        );
    }
    (watch, tracks, start + Nanos::from_millis(3_000))
}

/// One second of traffic, in ten steps.
#[divan::bench(sample_count = 10)]
fn a_second_of_traffic(bencher: Bencher<'_, '_>) {
    second(bencher, true);
}

/// The same without the conflict alert, which has a goal and a bench of its own.
#[divan::bench(sample_count = 10)]
fn a_second_without_conflicts(bencher: Bencher<'_, '_>) {
    second(bencher, false);
}

fn second(bencher: Bencher<'_, '_>, conflicts: bool) {
    let (watch, tracks, start) = sky();
    bencher
        .with_inputs(|| {
            let mut watch = watch.clone();
            let off = vigie_core::command::Command {
                at: start,
                by: "bench".to_owned(),
                order: vigie_core::command::Order::SetRule {
                    rule: vigie_core::alert::AlertKind::ShortTermConflict,
                    parameter: "enabled".to_owned(),
                    value: vigie_core::command::Setting::Switch(conflicts),
                },
            };
            watch.examine(start, &tracks, &[], &[], &[off]);
            watch
        })
        .bench_local_values(|mut watch| {
            for tenth in 1..=10 {
                let now = start + Nanos::from_millis(100 * tenth);
                black_box(watch.examine(now, black_box(&tracks), &[], &[], &[]));
            }
            watch
        });
}
