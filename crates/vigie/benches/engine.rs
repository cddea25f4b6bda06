//! The whole engine: receptions in, tracks and alerts out.
//!
//! `cargo bench -p vigie --bench engine`. The demonstration's bytes are our own; the recorded flight is used where it is
//! beside the repository.

use divan::{Bencher, counter::ItemsCount};
use std::path::Path;
use vigie_core::reception::Reception;
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_engine::{Engine, Inputs};

const START: UtcNs = UtcNs(1_800_000_000_000_000_000);
/// Receptions of so much time make one step.
const STEP: Nanos = Nanos::from_millis(100);

fn main() {
    divan::main();
}

/// Steps of the demonstration, with their times.
fn demonstration(steps: i64) -> Vec<(UtcNs, Vec<Reception>)> {
    let setup = vigie::config::demonstration(START).expect("built in");
    let mut world = vigie::live::Simulation::new(&setup.sites, 7, START);
    let step = |n| {
        let now = START + Nanos(STEP.0 * n);
        let mut receptions = Vec::new();
        world.advance(now, &mut receptions);
        (now, receptions)
    };
    (1..=steps).map(step).collect()
}

fn run(mut engine: Engine, steps: &[(UtcNs, Vec<Reception>)]) -> usize {
    for (now, receptions) in steps {
        engine.step(
            *now,
            Inputs {
                receptions,
                commands: &[],
            },
        );
    }
    engine.tracks().len()
}

/// Two minutes of the demonstration: seven sensors, some fifty aircraft, every rule of the watch.
#[divan::bench]
fn demonstration_two_minutes(bencher: Bencher<'_, '_>) {
    let setup = vigie::config::demonstration(START).expect("built in");
    let steps = demonstration(1_200);
    let receptions: usize = steps.iter().map(|(_, receptions)| receptions.len()).sum();
    bencher
        .counter(ItemsCount::new(receptions))
        .with_inputs(|| vigie::live::engine_for(&setup).expect("sound"))
        .bench_local_values(|engine| run(engine, &steps));
}

/// A step with the whole demonstration in the air: the cost of a tenth of a second.
#[divan::bench]
fn demonstration_one_step(bencher: Bencher<'_, '_>) {
    let setup = vigie::config::demonstration(START).expect("built in");
    let steps = demonstration(600);
    let mut engine = vigie::live::engine_for(&setup).expect("sound");
    for (now, receptions) in &steps[..599] {
        engine.step(
            *now,
            Inputs {
                receptions,
                commands: &[],
            },
        );
    }
    let (now, receptions) = &steps[599];
    bencher
        .with_inputs(|| engine.clone())
        .bench_local_refs(|engine| {
            engine
                .step(
                    *now,
                    Inputs {
                        receptions,
                        commands: &[],
                    },
                )
                .updates
                .len()
        });
}

/// A picture of it, as clients are given each tenth of a second.
#[divan::bench]
fn demonstration_picture(bencher: Bencher<'_, '_>) {
    let setup = vigie::config::demonstration(START).expect("built in");
    let mut engine = vigie::live::engine_for(&setup).expect("sound");
    for (now, receptions) in &demonstration(600) {
        engine.step(
            *now,
            Inputs {
                receptions,
                commands: &[],
            },
        );
    }
    bencher.bench_local(|| {
        engine
            .picture(vigie_core::picture::Mode::Exercise)
            .tracks
            .len()
    });
}

/// 172,432 recorded messages of a flight, from the lines of its file on.
#[divan::bench]
fn recorded_flight_from_file(bencher: Bencher<'_, '_>) {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/adsb/long_flight.csv"
    ));
    if !path.exists() {
        return;
    }
    let mut setup = vigie::config::demonstration(START).expect("built in");
    setup.exercise = false;
    setup.sites.retain(|site| site.name == "Niamey receiver");
    setup.sites[0].id = SensorId(0);
    setup.sites[0].simulated = false;
    setup.sites[0].position = None;
    let track = |mut engine: Engine| {
        let file = vigie::doors::read_file(path, None, SensorId(0), None).expect("readable");
        let mut batch: Vec<Reception> = Vec::new();
        for reception in file.flatten() {
            if batch
                .first()
                .is_some_and(|first| reception.heard >= first.heard + STEP)
            {
                let now = batch[batch.len() - 1].heard;
                engine.step(
                    now,
                    Inputs {
                        receptions: &batch,
                        commands: &[],
                    },
                );
                batch.clear();
            }
            batch.push(reception);
        }
        engine.tracks().len()
    };
    bencher
        .counter(ItemsCount::new(172_432_usize))
        .with_inputs(|| vigie::live::engine_for(&setup).expect("sound"))
        .bench_local_values(track);
}
