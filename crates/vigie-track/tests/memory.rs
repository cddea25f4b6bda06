//! What a track takes of memory, by an allocator that counts; alone in its file, so that nothing else is counted.

#[path = "common/traffic.rs"]
mod traffic;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::io::Write as _;
use traffic::{Mix, World};
use vigie_core::suspects::Suspects;
use vigie_track::{Parameters, Tracker};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Hot bytes of a track at most.
const HOT_MAX: usize = 4096;
/// Bytes of a track's past at most.
const PAST_MAX: usize = 5120;

#[test]
fn a_track_takes_four_kilobytes_and_its_past_is_bounded() {
    // One after the other: the allocator counts for all threads.
    weigh(Mix::world(900));
    weigh(Mix::primary_clusters(900));
}

fn weigh(mix: Mix) {
    let mut world = World::new(mix, 1);
    let region = Region::new(ALLOCATOR);
    let mut tracker = Tracker::new(Parameters::default(), &world.sites());
    for step in 0..600 {
        let (now, reports) = world.step(0.1);
        tracker.update(now, &reports, Suspects::none());
        if step % 300 == 0 {
            let said = tracker.footprint();
            assert!(said.past_bytes <= PAST_MAX * said.tracks, "{said:?}");
        }
    }
    let change = region.change();
    let counted = change.bytes_allocated - change.bytes_deallocated;
    let said = tracker.footprint();
    let each = |bytes: usize| bytes / said.tracks;
    writeln!(
        std::io::stderr(),
        "{} tracks: {} bytes each by the allocator; {} hot, {} of the past by themselves",
        said.tracks,
        each(counted),
        each(said.hot_bytes),
        each(said.past_bytes)
    )
    .expect("stderr");
    assert!(said.tracks > 900);
    assert!(each(said.hot_bytes) <= HOT_MAX, "{said:?}");
    assert!(each(said.past_bytes) <= PAST_MAX, "{said:?}");
    // The allocator counts what the tracker says of itself, and the spare room of tables and the radars' own besides.
    let total = said.hot_bytes + said.past_bytes;
    assert!(
        (total..total + total / 4).contains(&counted),
        "counted {counted}, said {total}"
    );
}
