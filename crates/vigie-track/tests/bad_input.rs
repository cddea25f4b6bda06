//! Whatever the reports say: no panic, bounded tables, finite tracks, and the same answer twice.

mod common;

use common::{Flight, RADAR, RECEIVER, Random, adsb, mode_s, niamey, primary, seconds, tracker};
use proptest::prelude::*;
use vigie_core::height::EllipsoidalHeight;
use vigie_core::identity::Address;
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::{GroundVelocity, Place, Polar, ReportKind, TargetReport};
use vigie_core::sensor::SensorId;
use vigie_core::suspects::Suspects;
use vigie_core::time::{Applicable, Heard, UtcNs};
use vigie_track::{Parameters, Tracker};

/// Puts a number somewhere into a report.
type Change<'a> = &'a dyn Fn(&mut TargetReport, f64);

fn finite(tracker: &Tracker) -> bool {
    tracker.tracks().iter().all(|t| {
        let (p, c, v, w) = (
            t.position,
            t.position_covariance,
            t.velocity,
            t.velocity_covariance,
        );
        let definite = |c: Cov2| c.ee > 0.0 && c.nn > 0.0 && c.en * c.en < c.ee * c.nn;
        [
            p.lat_deg,
            p.lon_deg,
            p.height_m,
            v.east_mps,
            v.north_mps,
            v.up_mps,
        ]
        .iter()
        .all(|x| x.is_finite())
            && definite(c)
            && definite(w)
    })
}

#[test]
fn each_absurd_value_is_refused_and_counted() {
    let mut random = Random(1);
    let good = primary(niamey().destination(1.0, 50_000.0), 0.0, &mut random);
    let absurd: [Change<'_>; 12] = [
        &|r, x| r.place.as_mut().expect("place").position.lat_deg = x,
        &|r, x| r.place.as_mut().expect("place").position.lon_deg = x,
        &|r, x| r.place.as_mut().expect("place").position.height_m = x,
        &|r, x| r.place.as_mut().expect("place").covariance.ee = x,
        &|r, x| r.place.as_mut().expect("place").covariance.en = x,
        &|r, x| r.place.as_mut().expect("place").covariance.nn = x,
        &|r, x| polar(r).range_m = x,
        &|r, x| polar(r).azimuth_rad = x,
        &|r, x| polar(r).range_sigma_m = x,
        &|r, x| {
            r.velocity = Some(GroundVelocity {
                east_mps: x,
                north_mps: 0.0,
                sigma_mps: 1.0,
            });
        },
        &|r, x| r.vertical_rate_mps = Some(x),
        &|r, x| r.geometric_height = Some(EllipsoidalHeight::from_m(x)),
    ];
    let mut tracker = tracker();
    let mut refused = 0;
    for change in absurd {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut report = good.clone();
            change(&mut report, value);
            assert!(
                tracker
                    .update(seconds(0.0), &[report], Suspects::none())
                    .is_empty()
            );
            refused += 1;
            assert_eq!(tracker.counters().refused_values, refused);
        }
    }
    for (late, refused) in [(-3599.0, 0), (-3601.0, 1), (9.0, 1), (11.0, 2)] {
        let mut report = good.clone();
        report.applicable = Applicable(seconds(late));
        tracker.update(seconds(0.0), &[report], Suspects::none());
        assert_eq!(tracker.counters().refused_times, refused, "{late}");
    }
    for time in [i64::MIN, i64::MAX] {
        let mut report = good.clone();
        report.applicable = Applicable(UtcNs(time));
        tracker.update(UtcNs(time), &[report], Suspects::none());
    }
    assert!(finite(&tracker));
}

fn polar(report: &mut TargetReport) -> &mut Polar {
    report
        .place
        .as_mut()
        .and_then(|p| p.polar.as_mut())
        .expect("a plot")
}

#[test]
fn tables_are_bounded() {
    let parameters = Parameters {
        tracks_max: 100,
        contributions_max: 4,
        ..Parameters::default()
    };
    let mut tracker = Tracker::new(parameters, &[]);
    let mut random = Random(3);
    let flight = Flight::new(0.0, 90_000.0, 200.0, 0.0);
    for i in 0..40u16 {
        let t = 0.5 * f64::from(i);
        let mut reports: Vec<TargetReport> = (0..30u32)
            .map(|k| {
                let at = niamey().destination(6.3 * random.uniform(), 300e3 * random.uniform());
                adsb(1 + k + 1000 * u32::from(i), at, t, &mut random)
            })
            .collect();
        let mut own = adsb(0xabc_def, flight.at(t), t, &mut random);
        own.sensor = SensorId(i % 9);
        reports.insert(0, own);
        tracker.update(seconds(t), &reports, Suspects::none());
        assert!(tracker.tracks().len() <= 100);
        assert!(tracker.tracks().iter().all(|t| t.contributions.len() <= 4));
    }
    let counters = tracker.counters();
    assert!(
        counters.table_full + counters.sensor_full > 500 && counters.contributions_lost > 10,
        "{counters:?}"
    );
}

#[test]
fn one_address_shouted_everywhere_is_bounded_and_harms_no_other() {
    let (mut tracker, mut random) = (tracker(), Random(4));
    let flight = Flight::new(70.0, 90_000.0, 200.0, 0.0);
    for i in 0..200 {
        let t = 0.1 * f64::from(i);
        let mut reports: Vec<TargetReport> = (0..50)
            .map(|_| {
                let at = niamey().destination(6.3 * random.uniform(), 250e3 * random.uniform());
                adsb(0x06_2666, at, t, &mut random)
            })
            .collect();
        if i % 5 == 0 {
            reports.push(adsb(0x06_2001, flight.at(t), t, &mut random));
        }
        tracker.update(seconds(t), &reports, Suspects::none());
    }
    let shouted = Address::icao(0x06_2666);
    let liars = tracker
        .tracks()
        .iter()
        .filter(|t| t.identity.address == shouted)
        .count();
    assert!(liars <= Parameters::default().same_address_max);
    let honest = tracker
        .tracks()
        .iter()
        .find(|t| t.identity.address == Address::icao(0x06_2001))
        .expect("it is tracked");
    assert!(honest.position.distance_m(flight.at(19.5)) < 60.0);
}

/// Reports that are legal in form and nonsense in content.
fn any_report() -> impl Strategy<Value = TargetReport> {
    let place = (
        -90.0f64..90.0,
        -180.0f64..180.0,
        0.0f64..1e3,
        0.0f64..1e3,
        any::<bool>(),
    );
    let near = (
        13.0f64..14.0,
        2.0f64..3.0,
        0.0f64..1e3,
        0.0f64..1e3,
        any::<bool>(),
    );
    let place = prop_oneof![1 => place, 4 => near];
    let who = (0u16..4, 0usize..4, prop::option::of(0u32..4), any::<bool>());
    let velocity = prop::option::of((-300.0f64..300.0, 0.0f64..100.0));
    (
        place,
        who,
        velocity,
        -4.0f64..4.0,
        any::<bool>(),
        0.0f64..4e5,
    )
        .prop_map(
            |(
                (lat, lon, a, b, known),
                (sensor, kind, address, simulated),
                velocity,
                late,
                placed,
                range,
            )| {
                let kinds = [
                    ReportKind::Psr,
                    ReportKind::Ssr,
                    ReportKind::ModeS,
                    ReportKind::AdsB,
                ];
                let mut report = TargetReport::new(
                    SensorId(sensor),
                    kinds[kind],
                    Applicable(seconds(late)),
                    Heard(seconds(0.0)),
                );
                report.address = address.and_then(Address::icao);
                report.simulated = simulated;
                report.velocity = velocity.map(|(v, sigma_mps)| GroundVelocity {
                    east_mps: v,
                    north_mps: -v,
                    sigma_mps,
                });
                report.place = (placed || kind == 0).then(|| Place {
                    position: Wgs84 {
                        lat_deg: lat,
                        lon_deg: lon,
                        height_m: a * 10.0,
                    },
                    covariance: Cov2::along_bearing(lon, a, b),
                    height_known: known,
                    polar: (!known).then_some(Polar {
                        range_m: range + 1.0,
                        azimuth_rad: lon,
                        elevation_rad: None,
                        range_sigma_m: a,
                        azimuth_sigma_rad: b * 1e-5,
                        elevation_sigma_rad: 0.0,
                        range_rate: None,
                    }),
                });
                report
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nonsense_stays_finite_and_repeats(
        steps in prop::collection::vec((0.0f64..20.0, prop::collection::vec(any_report(), 0..20)), 1..20)
    ) {
        let (mut one, mut two) = (tracker(), tracker());
        let mut t = 0.0;
        for (dt, mut reports) in steps {
            t += dt;
            for report in &mut reports {
                report.applicable.0 = report.applicable.0 + (seconds(t) - seconds(0.0));
            }
            let first = one.update(seconds(t), &reports, Suspects::none()).to_vec();
            prop_assert_eq!(&first[..], two.update(seconds(t), &reports, Suspects::none()));
            prop_assert!(finite(&one), "{:?}", one.tracks());
            prop_assert_eq!(one.tracks(), two.tracks());
            prop_assert!(one.tracks().is_sorted_by(|a, b| a.number < b.number));
            prop_assert_eq!(one.counters().covariance_resets, 0);
        }
    }
}

#[test]
fn order_within_a_step_does_not_matter() {
    let (mut one, mut two, mut random) = (tracker(), tracker(), Random(9));
    for i in 0..60u32 {
        let t = f64::from(i);
        let mut reports: Vec<TargetReport> = (0..8)
            .map(|k| {
                let flight = Flight::new(45.0 * f64::from(k), 80_000.0, 150.0, 20.0);
                let at = t + 0.01 * f64::from(k);
                if (i + k).is_multiple_of(5) {
                    mode_s(0x06_2100 + k, 0o1001, flight.at(at), at, &mut random)
                } else {
                    adsb(0x06_2100 + k, flight.at(at), at, &mut random)
                }
            })
            .collect();
        one.update(seconds(t + 0.1), &reports, Suspects::none());
        reports.reverse();
        two.update(seconds(t + 0.1), &reports, Suspects::none());
        assert_eq!(one.tracks(), two.tracks());
    }
    assert_eq!(one.tracks().len(), 8);
    assert!(
        one.tracks()
            .iter()
            .all(|t| t.contributions.iter().any(|c| c.sensor == RADAR)
                && t.contributions.iter().any(|c| c.sensor == RECEIVER))
    );
}
