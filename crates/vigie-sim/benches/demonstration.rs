//! How much faster than life the demonstration runs. One item is one second of the world.

use divan::Bencher;
use divan::counter::ItemsCount;
use vigie_core::time::{Nanos, UtcNs};
use vigie_sim::Demonstration;

const START: UtcNs = UtcNs(1_767_268_800_000_000_000);
const SECONDS: i64 = 60;

fn main() {
    divan::main();
}

#[divan::bench]
fn a_minute_of_bytes(bencher: Bencher<'_, '_>) {
    let world = Demonstration::niger(1, START);
    bencher
        .counter(ItemsCount::new(SECONDS.unsigned_abs()))
        .with_inputs(|| world.clone())
        .bench_values(|mut world| {
            let mut out = Vec::new();
            world.advance(START + Nanos::from_secs(SECONDS), &mut out);
            out
        });
}

#[divan::bench]
fn begin() -> Demonstration {
    Demonstration::niger(divan::black_box(1), START)
}
