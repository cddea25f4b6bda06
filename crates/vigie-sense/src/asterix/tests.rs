use crate::{Regime, Sense};
use proptest::prelude::*;
use vigie_asterix::{RecordBuilder, catalogue};
use vigie_core::place::Wgs84;
use vigie_core::reception::{Payload, Reception};
use vigie_core::sensor::{DataSource, RadarModel, SensorFault, SensorId, SensorKind, SensorSite};
use vigie_core::time::{Nanos, UtcNs};

const T0: UtcNs = UtcNs(1_700_000_000_000_000_000);

fn radar(id: u16, sic: u8) -> SensorSite {
    let model = RadarModel {
        range_sigma_m: 50.0,
        azimuth_sigma_rad: 0.0014,
        turn: Nanos::from_secs(5),
        detection_probability: 0.9,
    };
    SensorSite {
        id: SensorId(id),
        name: format!("radar {sic}"),
        kind: SensorKind::Radar(model),
        source: Some(DataSource { sac: 1, sic }),
        position: Wgs84::new(13.48, 2.18, 253.0),
        range_max_m: 470_000.0,
        simulated: false,
    }
}

fn plot(sic: u64, simulated: bool) -> Vec<u8> {
    plot_with(sic, simulated, None)
}

/// With a Doppler speed, m/s, and whether it is doubtful.
fn plot_with(sic: u64, simulated: bool, doppler: Option<(f64, bool)>) -> Vec<u8> {
    let spec = catalogue().get(48).expect("built in");
    let tod = u64::from((T0 - Nanos::from_millis(500)).time_of_day_128ths());
    let record = RecordBuilder::new(spec)
        .raw("010/SAC", 1)
        .and_then(|b| b.raw("010/SIC", sic))
        .and_then(|b| b.raw("140", tod))
        .and_then(|b| b.raw("020/TYP", 5))
        .and_then(|b| b.raw("020/SIM", u64::from(simulated)))
        .and_then(|b| b.quantity("040/RHO", 60.0))
        .and_then(|b| b.quantity("040/THETA", 45.0))
        .and_then(|b| b.raw("070/MODE3A", 0o2301))
        .and_then(|b| b.quantity("090/FL", 350.0))
        .and_then(|b| b.raw("220", 0x06_2001))
        .and_then(|b| b.text("240", "NIG501"))
        .and_then(|b| match doppler {
            Some((mps, doubtful)) => b
                .raw("120/CAL/D", u64::from(doubtful))
                .and_then(|b| b.quantity("120/CAL/CAL", mps)),
            None => Ok(b),
        })
        .expect("in range")
        .build();
    let mut block = Vec::new();
    spec.write_block(&[record], &mut block).expect("fits");
    block
}

fn hear(
    sense: &mut Sense,
    bytes: Vec<u8>,
) -> (Vec<vigie_core::report::TargetReport>, crate::Counters) {
    let mut reports = Vec::new();
    let reception = Reception {
        sensor: SensorId(0),
        heard: T0,
        payload: Payload::Asterix(bytes.into()),
    };
    let counters = sense.target_reports(&[reception], &mut reports);
    (reports, counters)
}

#[test]
fn a_plot_becomes_a_report_with_its_accuracy() {
    let mut sense = Sense::new(&[radar(0, 1)], Regime::Live);
    let (reports, _) = hear(&mut sense, plot(1, false));
    let report = &reports[0];
    assert_eq!(
        report.callsign.map(|c| c.as_str().to_owned()).as_deref(),
        Some("NIG501")
    );
    assert_eq!(
        report.mode_a.map(|m| m.code.to_string()).as_deref(),
        Some("2301")
    );
    assert!((T0 - report.applicable.0).as_secs_f64() - 0.5 < 0.01);
    let place = report.place.expect("placed");
    assert!(
        (place.covariance.ee.sqrt() - 115.0).abs() < 20.0,
        "{place:?}"
    );
    let ground = place
        .position
        .distance_m(Wgs84::new(13.48, 2.18, 0.0).expect("on the earth"));
    assert!(
        (ground - 110_560.0).abs() < 150.0,
        "{ground}: slant range less height"
    );
}

#[test]
fn a_doppler_speed_goes_with_the_plot_unless_it_is_doubtful() {
    for (said, expected) in [
        (None, None),
        (Some((-123.0, false)), Some(-123.0)),
        (Some((87.0, false)), Some(87.0)),
        (Some((87.0, true)), None),
    ] {
        let mut sense = Sense::new(&[radar(0, 1)], Regime::Live);
        let (reports, _) = hear(&mut sense, plot_with(1, false, said));
        let polar = reports[0].place.and_then(|p| p.polar).expect("a plot");
        let rate = polar.range_rate;
        assert_eq!(rate.map(|r| r.mps), expected);
        assert!(rate.is_none_or(|r| r.sigma_mps > 0.0 && r.ambiguity_mps.is_none()));
    }
}

#[test]
fn one_line_may_carry_several_radars_and_strangers_are_named() {
    let mut sense = Sense::new(&[radar(0, 1), radar(1, 2)], Regime::Live);
    let (reports, _) = hear(&mut sense, plot(2, false));
    assert_eq!(reports[0].sensor, SensorId(1));
    let (reports, counters) = hear(&mut sense, plot(9, false));
    assert!(reports.is_empty());
    assert_eq!(counters.asterix.unknown_sources, 1);
    let fault = sense.statuses(T0)[0].fault;
    assert_eq!(
        fault,
        Some(SensorFault::UnknownSource(DataSource { sac: 1, sic: 9 }))
    );
}

#[test]
fn the_simulated_and_the_real_never_mix() {
    for (regime, simulated, admitted) in [
        (Regime::Live, false, 1),
        (Regime::Live, true, 0),
        (Regime::Exercise, true, 1),
        (Regime::Exercise, false, 0),
    ] {
        let mut sense = Sense::new(&[radar(0, 1)], regime);
        let (reports, _) = hear(&mut sense, plot(1, simulated));
        assert_eq!(reports.len(), admitted, "{regime:?} {simulated}");
        assert_eq!(sense.statuses(T0)[0].errors, 1 - admitted as u64);
    }
}

#[test]
fn an_unknown_category_costs_its_block_alone() {
    let mut bytes = vec![247, 0, 5, 1, 2];
    bytes.extend(plot(1, false));
    let mut sense = Sense::new(&[radar(0, 1)], Regime::Live);
    let (reports, counters) = hear(&mut sense, bytes);
    assert_eq!((reports.len(), counters.asterix.unknown_blocks), (1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn any_bytes_are_survived(mut bytes in prop::collection::vec(any::<u8>(), 0..200), category in prop::sample::select(vec![21_u8, 34, 48, 62])) {
        if bytes.len() >= 3 {
            bytes[0] = category;
            let len = u16::try_from(bytes.len()).expect("short");
            bytes[1..3].copy_from_slice(&len.to_be_bytes());
        }
        let mut sense = Sense::new(&[radar(0, 1)], Regime::Live);
        let mut site = radar(0, 1);
        site.source = None;
        let mut anyone = Sense::new(&[site], Regime::Live);
        for sense in [&mut sense, &mut anyone] {
            let (reports, _) = hear(sense, bytes.clone());
            for report in reports {
                if let Some(place) = report.place {
                    prop_assert!(place.position.lat_deg.is_finite() && place.covariance.ee > 0.0);
                }
            }
        }
    }
}
