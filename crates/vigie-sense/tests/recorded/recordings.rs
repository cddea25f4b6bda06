//! Recorded hours through the whole of `vigie-sense`: what comes out is what flew.

use crate::common::{frames, receiver, reception, recording};
use std::collections::BTreeMap;
use vigie_core::place::Wgs84;
use vigie_core::reception::{Payload, Reception};
use vigie_core::report::TargetReport;
use vigie_core::sensor::{DataSource, RadarModel, SensorId, SensorKind, SensorSite, SensorState};
use vigie_core::time::{Nanos, UtcNs};
use vigie_sense::{Regime, Sense};

fn site(kind: SensorKind, position: Option<Wgs84>, source: Option<DataSource>) -> SensorSite {
    SensorSite {
        kind,
        source,
        ..receiver(position)
    }
}

fn by_address(reports: &[TargetReport]) -> BTreeMap<String, Vec<&TargetReport>> {
    let mut map: BTreeMap<String, Vec<&TargetReport>> = BTreeMap::new();
    for report in reports {
        if let Some(address) = report.address {
            map.entry(address.to_string()).or_default().push(report);
        }
    }
    map
}

#[test]
fn two_hours_from_toulouse_to_amsterdam_hold_no_phantom() {
    let Some(text) = recording("adsb/long_flight.csv") else {
        return;
    };
    let frames = frames(&text);
    let receptions: Vec<Reception> = frames
        .iter()
        .map(|(at, frame)| reception(*at, frame))
        .collect();
    assert_eq!(receptions.len(), 172_432);
    let mut sense = Sense::new(&[site(SensorKind::Receiver, None, None)], Regime::Live);
    let mut reports = Vec::new();
    let counters = sense.target_reports(&receptions, &mut reports);
    let aircraft = by_address(&reports);
    let positions: usize = reports
        .iter()
        .filter(|report| report.place.is_some())
        .count();
    eprintln!(
        "{} reports, {positions} positions, {} aircraft; {counters:?}",
        reports.len(),
        aircraft.len()
    );
    assert!(
        aircraft.len() <= 30,
        "the recording has 30 addresses: {:?}",
        aircraft.keys()
    );
    // of 12,964 position messages; the rest are first halves of pairs and aircraft heard once or twice
    assert!(positions > 11_500, "{positions}");
    // The receiver travels: from one airport to the other.
    let airports = [(43.6294, 1.3638), (52.3086, 4.7639)]
        .map(|(lat, lon)| Wgs84::new(lat, lon, 0.0).expect("an airport"));
    let from_airport = |place: Wgs84| {
        let [one, other] = airports.map(|airport| place.distance_m(airport));
        one.min(other)
    };
    for (address, reports) in &aircraft {
        let mut last: Option<(&TargetReport, Wgs84)> = None;
        for report in reports {
            let Some(place) = report.place else { continue };
            if report.on_ground == Some(true) {
                assert!(
                    from_airport(place.position) < 6_000.0,
                    "{address} on no airport: {place:?}"
                );
            }
            if let Some((before, at)) = last {
                let apart = (report.applicable.0 - before.applicable.0).as_secs_f64();
                let step = at.distance_m(place.position);
                assert!(
                    step < 340.0 * apart.abs() + 500.0,
                    "{address} jumps {step} m in {apart} s"
                );
            }
            last = Some((report, place.position));
        }
    }
}

#[test]
fn an_hour_of_the_barcelona_radar() {
    let Some(bytes) = recording("asterix/barcelona_cat048_60min.ast") else {
        return;
    };
    let model = RadarModel {
        range_sigma_m: 70.0,
        azimuth_sigma_rad: 0.0014,
        turn: Nanos::from_secs(4),
        detection_probability: 0.9,
    };
    let radar = Wgs84::new(41.300_702_33, 2.102_058_19, 27.26).expect("on the earth");
    let source = DataSource { sac: 20, sic: 129 };
    let mut sense = Sense::new(
        &[site(SensorKind::Radar(model), Some(radar), Some(source))],
        Regime::Live,
    );
    // 2023-05-02 08:30: within half a day of every time of day in the file
    let heard = UtcNs(1_683_016_200_000_000_000);
    let reception = Reception {
        sensor: SensorId(0),
        heard,
        payload: Payload::Asterix(bytes.into_boxed_slice()),
    };
    let mut reports = Vec::new();
    let counters = sense.target_reports(&[reception], &mut reports);
    eprintln!("{counters:?}");
    assert_eq!(counters.asterix.records, 44_085);
    assert_eq!(
        (
            counters.asterix.bad_blocks,
            counters.asterix.unknown_sources
        ),
        (0, 0)
    );
    let aircraft = by_address(&reports);
    assert_eq!(aircraft.len(), 177);
    let placed = reports
        .iter()
        .filter(|report| report.place.is_some())
        .count();
    assert!(
        placed * 100 > reports.len() * 99,
        "{placed} of {}",
        reports.len()
    );
    for report in &reports {
        let Some(place) = report.place else { continue };
        let range = place.polar.expect("a radar measures").range_m;
        let ground = place.position.distance_m(radar);
        assert!(
            ground <= range + 1.0,
            "{ground} m over ground, {range} m through the air"
        );
    }
    assert_eq!(sense.statuses(heard)[0].state, SensorState::Alive);
}
