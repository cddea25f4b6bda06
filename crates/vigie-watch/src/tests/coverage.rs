//! What a sensor should see, where it was computed.

use super::*;
use vigie_core::coverage::LowestVisible;

#[test]
fn where_coverage_was_computed_it_decides_whether_a_loss_is_alerted() {
    // four rays: what is visible to the north, and above 500 m to the other sides
    let lowest = |north_m: f32| {
        let cells = vec![north_m, 500.0, 500.0, 500.0];
        LowestVisible::new(at(13.48, 2.18), 500_000.0, 500_000.0, 1, cells).expect("fits")
    };
    let with = |north_m: f32, change: fn(&mut Track)| {
        is_lost(
            |plane, rules| {
                rules.coverage.insert(SensorId(0), lowest(north_m));
                change(plane);
            },
            &[],
        )
    };
    // the track is to the north at 30,000 ft: 9,144 m
    assert!(with(500.0, |_| {}));
    assert!(with(8_800.0, |_| {}));
    assert!(!with(8_900.0, |_| {}), "within the margin of 300 m");
    assert!(!with(10_000.0, |_| {}), "behind a hill");
    assert!(
        with(10_000.0, |p| p.altitude = None),
        "nobody knows how high"
    );
    assert!(
        with(10_000.0, |p| p.position = at(12.5, 2.2)),
        "to the south"
    );
    // another sensor's coverage says nothing of this one
    assert!(is_lost(
        |_, rules| {
            rules.coverage.insert(SensorId(7), lowest(1e9));
        },
        &[]
    ));
}
