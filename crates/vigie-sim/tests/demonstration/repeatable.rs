//! Same seed and start: same bytes.

use super::{START, after, run};
use vigie_core::time::{DAY, Nanos};
use vigie_sim::{Bytes, Demonstration, Emission, NIGER_SENSORS, SimulatedKind};

#[test]
fn bytes_do_not_depend_on_how_time_is_cut() {
    let once = run(&mut Demonstration::niger(5, START), 130.0, 130.0);
    for step in [0.1, 0.73, 1.0, 10.0] {
        let other = run(&mut Demonstration::niger(5, START), 130.0, step);
        assert!(once == other, "{step}");
    }
    assert!(once.len() > 5_000, "{}", once.len());
}

#[test]
fn a_clone_goes_on_as_its_original() {
    let mut world = Demonstration::niger(5, START);
    run(&mut world, 12.34, 1.0);
    let mut copy = world.clone();
    let (mut one, mut other) = (Vec::new(), Vec::new());
    world.advance(after(60.0), &mut one);
    for tenth in 124..=600 {
        copy.advance(after(f64::from(tenth) / 10.0), &mut other);
    }
    assert!(one == other);
    assert_eq!(world.truth(), copy.truth());
}

#[test]
fn seeds_make_different_worlds() {
    let one = run(&mut Demonstration::niger(1, START), 5.0, 5.0);
    let other = run(&mut Demonstration::niger(2, START), 5.0, 5.0);
    assert!(one != other);
}

#[test]
fn everything_comes_once_in_order_and_in_time() {
    let mut world = Demonstration::niger(9, START);
    let mut last = START;
    for second in 1..=120 {
        let mut out = Vec::new();
        world.advance(after(f64::from(second)), &mut out);
        for emission in &out {
            assert!(emission.at >= last, "{emission:?}");
            assert!(emission.at > after(f64::from(second - 1)));
            assert!(emission.at <= after(f64::from(second)));
            last = emission.at;
        }
        let mut again = Vec::new();
        world.advance(after(f64::from(second)), &mut again);
        world.advance(START, &mut again);
        world.advance(START - DAY, &mut again);
        assert!(again.is_empty());
    }
}

#[test]
fn the_start_may_be_any_time() {
    for start in [
        0,
        1,
        86_399_999_999_999,
        -12_345_678_901,
        4_102_444_800_123_456_789,
    ] {
        let start = vigie_core::time::UtcNs(start);
        let mut world = Demonstration::niger(1, start);
        let mut out = Vec::new();
        world.advance(start + Nanos::from_secs(3), &mut out);
        assert!(out.len() > 60, "{start:?}");
    }
}

/// What one sensor, known by its name, sends.
fn of(name: &str, world: &Demonstration, sent: &[Emission]) -> Vec<(i64, Bytes)> {
    sent.iter()
        .filter(|e| world.sensors()[e.sensor].name == name)
        .map(|e| (e.at.0, e.bytes.clone()))
        .collect()
}

#[test]
fn a_sensor_more_or_less_changes_nothing_for_the_others() {
    let mut all = Demonstration::niger(3, START);
    let everything = run(&mut all, 60.0, 1.0);
    // receivers hear the replies to radars, so the radars stay for them
    let radars: Vec<_> = NIGER_SENSORS
        .iter()
        .copied()
        .filter(|s| matches!(s.kind, SimulatedKind::Radar(_)))
        .collect();
    let with_dirkou: Vec<_> = radars
        .iter()
        .rev()
        .copied()
        .chain([NIGER_SENSORS[6]])
        .collect();
    for subset in [&radars[1..], &radars[..], &with_dirkou[..]] {
        let mut fewer = Demonstration::with_sensors(3, START, subset);
        let some = run(&mut fewer, 60.0, 1.0);
        for sensor in subset {
            let name = sensor.name;
            assert!(
                of(name, &all, &everything) == of(name, &fewer, &some),
                "{name}"
            );
        }
        assert_eq!(fewer.truth(), all.truth());
    }
}

/// FNV-1a, 64 bits, over everything sent and when.
fn digest(sent: &[Emission]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut absorb = |bytes: &[u8]| {
        for &byte in bytes {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for emission in sent {
        absorb(&emission.at.0.to_be_bytes());
        absorb(&(emission.sensor as u64).to_be_bytes());
        let (Bytes::Asterix(bytes) | Bytes::Beast(bytes)) = &emission.bytes;
        absorb(bytes);
    }
    hash
}

/// The same on every machine. A change of the scenario changes the number, and is then to be written here.
#[test]
fn the_first_two_minutes_are_known() {
    let sent = run(&mut Demonstration::niger(1, START), 120.0, 1.0);
    assert_eq!(
        digest(&sent),
        0x86f3_e9a0_1562_ad2c,
        "{:#018x}",
        digest(&sent)
    );
}
