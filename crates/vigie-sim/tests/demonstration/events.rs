//! What the demonstration promises to show.

use super::{START, after, run};
use std::collections::{BTreeMap, BTreeSet};
use vigie_asterix::{blocks, cat048};
use vigie_core::place::METRES_PER_NM;
use vigie_core::time::UtcNs;
use vigie_modes::Message;
use vigie_modes::adsb::Squitter;
use vigie_modes::framing::Item;
use vigie_modes::framing::beast::Deframer;
use vigie_sim::{
    BORDER_CROSSING_AT, BORDER_POINT, Bytes, Demonstration, EMERGENCY_AT, Emission, NIGER_SENSORS,
};

fn plots(sent: &[Emission], sensor: usize) -> Vec<(UtcNs, cat048::Plot)> {
    let mut all = Vec::new();
    for emission in sent.iter().filter(|e| e.sensor == sensor) {
        let Bytes::Asterix(bytes) = &emission.bytes else {
            continue;
        };
        for block in blocks(bytes, 0) {
            let block = block.expect("a block");
            if block.category == 48 {
                let each = |plot| all.push((emission.at, plot));
                cat048::latest().each(block.body, 3, each).expect("records");
            }
        }
    }
    all
}

fn messages(sent: &[Emission]) -> Vec<(UtcNs, Message)> {
    let mut all = Vec::new();
    let mut deframers = BTreeMap::<usize, Deframer>::new();
    for emission in sent {
        let Bytes::Beast(bytes) = &emission.bytes else {
            continue;
        };
        let deframer = deframers.entry(emission.sensor).or_default();
        for item in deframer.items(bytes) {
            let Item::ModeS(heard) = item else {
                unreachable!("{item:?}")
            };
            all.push((
                emission.at,
                Message::parse(heard.frame).expect("parity holds"),
            ));
        }
    }
    all
}

#[test]
fn forty_fly_for_six_hours_and_every_number_is_one() {
    let mut world = Demonstration::niger(21, START);
    let mut out = Vec::new();
    let (mut fewest, mut most) = (usize::MAX, 0);
    for minute in 0..=360 {
        world.advance(after(60.0 * f64::from(minute)), &mut out);
        out.clear();
        let truth = world.truth();
        fewest = fewest.min(truth.len());
        most = most.max(truth.len());
        let targets: BTreeSet<_> = truth.iter().map(|t| t.target).collect();
        assert_eq!(targets.len(), truth.len());
        for t in &truth {
            let numbers = [
                t.position.lat_deg,
                t.position.lon_deg,
                t.position.height_m,
                t.velocity.east_mps,
                t.velocity.north_mps,
                t.velocity.up_mps,
            ];
            assert!(numbers.iter().all(|n| n.is_finite()), "{t:?}");
            assert!((8.0..26.0).contains(&t.position.lat_deg), "{t:?}");
            assert!((-3.0..19.0).contains(&t.position.lon_deg), "{t:?}");
        }
    }
    eprintln!("{fewest} to {most} in the air");
    assert!(fewest >= 35);
}

/// At least 32 different aircraft are told of within the first seconds, by position.
#[test]
fn the_sky_is_full_at_once() {
    for seed in 1..6 {
        let sent = run(&mut Demonstration::niger(seed, START), 8.0, 1.0);
        let mut seen = BTreeSet::new();
        for (_, message) in messages(&sent) {
            if let Message::ExtendedSquitter(squitter) = message
                && matches!(squitter.squitter, Squitter::AirbornePosition(_))
            {
                seen.insert(squitter.address().value());
            }
        }
        let by_adsb = seen.len();
        for sensor in 0..3 {
            seen.extend(plots(&sent, sensor).iter().filter_map(|(_, p)| p.address));
        }
        eprintln!("seed {seed}: {by_adsb} by ADS-B, {} in all", seen.len());
        assert!(seen.len() >= 32, "seed {seed}: {}", seen.len());
    }
}

#[test]
fn a_low_flyer_without_transponder_crosses_the_border_before_the_radar() {
    for seed in 1..9 {
        let mut world = Demonstration::niger(seed, START);
        let sent = run(&mut world, 120.0, 1.0);
        let radar = NIGER_SENSORS[0].position;
        let line = radar.geodesic_to(BORDER_POINT).expect("near");
        // primary plots within 3 NM of the point of crossing, before and after it
        let crossing = START + BORDER_CROSSING_AT;
        let near = |plot: &cat048::Plot| {
            let range_m = plot.rho_nm().expect("a range") * METRES_PER_NM;
            let theta = plot.theta_deg().expect("an azimuth").to_radians();
            radar.destination(theta, range_m).distance_m(BORDER_POINT) < 3.0 * METRES_PER_NM
        };
        let primary = plots(&sent, 0)
            .into_iter()
            .filter(|(_, p)| p.typ == Some(1) && near(p));
        let (before, later): (Vec<_>, Vec<_>) = primary.partition(|(at, _)| *at < crossing);
        assert!(
            before.len() >= 11,
            "seed {seed}: {} of 14 turns",
            before.len()
        );
        assert!(later.len() >= 7, "seed {seed}: {} of 10 turns", later.len());
        // the longest row of turns without a plot stays short enough to keep a track
        let mut last = START;
        for (at, _) in before.iter().chain(&later) {
            assert!((*at - last).as_secs_f64() < 21.0, "seed {seed}");
            last = *at;
        }
        assert!((line.distance_m / METRES_PER_NM - 46.0).abs() < 0.1);
    }
}

#[test]
fn truth_crosses_where_it_should() {
    let mut world = Demonstration::niger(1, START);
    let mut out = Vec::new();
    world.advance(START + BORDER_CROSSING_AT, &mut out);
    let silent: Vec<_> = world
        .truth()
        .into_iter()
        .filter(|t| t.address.is_none() && t.mode_a.is_none())
        .collect();
    let [low] = &silent[..] else {
        panic!("{silent:?}")
    };
    assert!(low.position.distance_m(BORDER_POINT) < 100.0, "{low:?}");
    assert!(low.velocity.north_mps > 50.0);
    let above_ground_ft = (low.position.height_m - 245.86) / 0.3048;
    assert!((above_ground_ft - 1_100.0).abs() < 5.0, "{above_ground_ft}");
}

#[test]
fn an_emergency_is_declared_by_code_and_by_adsb_and_ends() {
    let mut world = Demonstration::niger(2, START);
    let sent = run(&mut world, 700.0, 1.0);
    let begins = START + EMERGENCY_AT;
    let codes: Vec<UtcNs> = (0..3)
        .flat_map(|sensor| plots(&sent, sensor))
        .filter(|(_, p)| p.mode_a.is_some_and(|a| a.code == 0o7700))
        .map(|(at, _)| at)
        .collect();
    let declared: Vec<UtcNs> = messages(&sent)
        .into_iter()
        .filter_map(|(at, message)| match message {
            Message::ExtendedSquitter(squitter) => match squitter.squitter {
                Squitter::EmergencyStatus(status) if status.state == 1 => Some(at),
                _ => None,
            },
            _ => None,
        })
        .collect();
    for (times, name) in [(codes, "code"), (declared, "state")] {
        let first = (*times.iter().min().expect("declared") - begins).as_secs_f64();
        let last = (*times.iter().max().expect("declared") - begins).as_secs_f64();
        eprintln!(
            "{name}: from {first:.1} to {last:.1} s, {} times",
            times.len()
        );
        assert!((0.0..20.0).contains(&first), "{name} {first}");
        assert!((575.0..602.0).contains(&last), "{name} {last}");
    }
}

/// The outline of Niger that the configuration of the demonstration draws as its border.
fn niger() -> Vec<(f64, f64)> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../deploy/niger/border.geojson"
    );
    let text = std::fs::read_to_string(path).expect("the border is in the repository");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let ring = json["geometry"]["coordinates"][0]
        .as_array()
        .expect("a ring");
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    ring.iter()
        .map(|point| (number(&point[1]), number(&point[0])))
        .collect()
}

/// By even-odd rule.
fn is_inside(outline: &[(f64, f64)], lat: f64, lon: f64) -> bool {
    let edges = outline.iter().zip(outline.iter().cycle().skip(1));
    let crossings = edges.filter(|&(&(lat_a, lon_a), &(lat_b, lon_b))| {
        (lat_a > lat) != (lat_b > lat)
            && lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a)
    });
    crossings.count() % 2 == 1
}

#[test]
fn every_low_flyer_comes_from_abroad_and_crosses_the_true_border() {
    let niger = niger();
    let mut world = Demonstration::niger(6, START);
    let mut crossed = BTreeMap::<u32, Vec<(i32, bool)>>::new();
    let mut out = Vec::new();
    for tick in 0..12 * 20 * 6 {
        world.advance(after(f64::from(tick) * 10.0), &mut out);
        out.clear();
        for truth in world.truth() {
            if truth.address.is_none() && truth.mode_a.is_none() {
                let place = truth.position;
                let inside = is_inside(&niger, place.lat_deg, place.lon_deg);
                crossed
                    .entry(truth.target)
                    .or_default()
                    .push((tick * 10, inside));
            }
        }
    }
    assert_eq!(crossed.len(), 12, "one every 20 minutes for four hours");
    for (target, seen) in crossed {
        let begins = seen.first().expect("seen").0;
        assert!(!seen[0].1, "{target:x} begins abroad");
        let first_inside = seen.iter().find(|s| s.1).expect("comes in").0 - begins;
        assert!(
            (55..=95).contains(&first_inside),
            "{target:x}: {first_inside} s"
        );
        let turns = seen
            .windows(2)
            .filter(|pair| pair[0].1 != pair[1].1)
            .count();
        assert_eq!(turns, 1, "{target:x} crosses once");
    }
}
