//! One sensor misbehaves; the targets of the others keep their numbers and their accuracy, and the tables their bounds.

#[path = "common/mod.rs"]
mod common;

use common::honest::{
    BAD_RADAR, BAD_RECEIVER, BAD_TURN_S, Honest, Misbehaviour, Run, Seen, look, run,
};
use common::{Random, adsb, mode_s, niamey, primary, secondary};
use std::io::Write as _;
use vigie_core::identity::Address;
use vigie_core::place::Wgs84;
use vigie_core::report::TargetReport;
use vigie_core::time::{Applicable, Nanos};
use vigie_track::Parameters;

/// What the misbehaving radar would say if it behaved: all aircraft, once a turn.
fn plots(from: f64, to: f64, aircraft: &[Honest], random: &mut Random) -> Vec<TargetReport> {
    let seen = |one: &Honest| Some((look(one, BAD_TURN_S, from, to)?, *one));
    let seen: Vec<(f64, Honest)> = aircraft.iter().filter_map(seen).collect();
    seen.iter()
        .map(|(t, one)| one.plot(BAD_RADAR, *t, random))
        .collect()
}

fn shifted(mut reports: Vec<TargetReport>, seconds: f64) -> Vec<TargetReport> {
    for report in &mut reports {
        report.applicable = Applicable(report.applicable.0 + Nanos::from_secs_f64(seconds));
    }
    reports
}

fn somewhere(random: &mut Random) -> Wgs84 {
    niamey()
        .destination(6.3 * random.uniform(), 5000.0 + 240e3 * random.uniform())
        .at_height_m(9000.0)
}

/// Runs with the misbehaviour and without, and says how the honest fared.
fn check(name: &str, bad: &mut Misbehaviour<'_>) -> Run {
    let clean = run(Parameters::default(), None);
    let with = run(Parameters::default(), Some(bad));
    let mut complaints = Vec::new();
    for (index, (alone, beside)) in clean.fared.iter().zip(&with.fared).enumerate() {
        assert_eq!(alone.numbers.len(), 1, "{index}: {alone:?}");
        let same = beside.numbers.len() == 1;
        if !same
            || beside.covered < alone.covered - 0.02
            || beside.rms_m > 1.25 * alone.rms_m + 25.0
        {
            complaints.push(format!("{index}: alone {alone:?}, beside {beside:?}"));
        }
    }
    let c = with.tracker.counters();
    writeln!(
        std::io::stderr(),
        "{name}: at most {} tracks, {} believed; {} begun; {} complaints\n  {c:?}\n  {}",
        with.tracks_max,
        with.believed_max,
        c.initiated,
        complaints.len(),
        complaints.join("\n  ")
    )
    .expect("stderr");
    with
}

#[test]
fn a_behaving_radar_harms_nobody() {
    check("behaving", &mut |from, to, aircraft, random| {
        plots(from, to, aircraft, random)
    });
}

#[test]
fn a_clock_steps() {
    for step_s in [
        0.7, -0.7, 3.0, -3.0, 9.0, -10.0, 60.0, -60.0, 3000.0, -3000.0, 86_400.0,
    ] {
        check(
            &format!("clock {step_s}"),
            &mut |from, to, aircraft, random| {
                let reports = plots(from, to, aircraft, random);
                shifted(reports, if from > 70.0 { step_s } else { 0.0 })
            },
        );
    }
}

#[test]
fn reports_come_many_times() {
    for times in [2, 10, 100] {
        check(
            &format!("duplicated {times}"),
            &mut |from, to, aircraft, random| {
                let reports = plots(from, to, aircraft, random);
                reports
                    .iter()
                    .flat_map(|r| vec![r.clone(); times])
                    .collect()
            },
        );
        // Not in one step: each again with a delay.
        let mut late: Vec<(f64, TargetReport)> = Vec::new();
        check(
            &format!("echoed {times}"),
            &mut |from, to, aircraft, random| {
                for report in plots(from, to, aircraft, random) {
                    for k in 0..times {
                        late.push((to + 8.0 * k as f64 / times as f64, report.clone()));
                    }
                }
                let now: Vec<TargetReport> = late
                    .iter()
                    .filter(|l| l.0 <= to)
                    .map(|l| l.1.clone())
                    .collect();
                late.retain(|l| l.0 > to);
                now
            },
        );
    }
}

#[test]
fn reports_come_in_reverse() {
    for window_s in [5.0, 14.0, 40.0] {
        let mut held: Vec<TargetReport> = Vec::new();
        check(
            &format!("reversed {window_s}"),
            &mut |from, to, aircraft, random| {
                held.extend(plots(from, to, aircraft, random));
                if libm::floor(from / window_s) < libm::floor(to / window_s) {
                    held.reverse();
                    return std::mem::take(&mut held);
                }
                // One at a time, the newest first.
                Vec::new()
            },
        );
    }
}

#[test]
fn a_sensor_shouts() {
    check(
        "radar shouts on its targets",
        &mut |from, to, aircraft, random| {
            let mut reports = Vec::new();
            for k in 0..100 {
                let t = from + (to - from) * f64::from(k) / 100.0;
                if let Some(one) = aircraft.get(k as usize % aircraft.len()) {
                    reports.push(one.plot(BAD_RADAR, t, random));
                    reports.push(one.plot(BAD_RADAR, t, random));
                }
            }
            reports
        },
    );
    check("radar shouts anywhere", &mut |from, to, _, random| {
        (0..375)
            .map(|k| {
                let t = from + (to - from) * f64::from(k) / 375.0;
                let mut report = primary(somewhere(random), t, random);
                report.sensor = BAD_RADAR;
                report
            })
            .collect()
    });
    check(
        "receiver shouts addresses anywhere",
        &mut |_, to, _, random| {
            (0..200)
                .map(|_| {
                    let address = 0x30_0000 + (1e6 * random.uniform()) as u32;
                    let mut report = adsb(address, somewhere(random), to, random);
                    report.sensor = BAD_RECEIVER;
                    report
                })
                .collect()
        },
    );
    check(
        "receiver shouts one target",
        &mut |from, to, aircraft, random| {
            (0..100)
                .map(|k| {
                    let t = from + (to - from) * f64::from(k) / 100.0;
                    let mut report = adsb(0x06_2100, aircraft[0].flight.at(t), t, random);
                    report.sensor = BAD_RECEIVER;
                    report
                })
                .collect()
        },
    );
}

#[test]
fn identities_contradict() {
    check(
        "two addresses on one target",
        &mut |_, to, aircraft, random| {
            let address = if (2.0 * to) as u64 % 2 == 0 {
                0x31_0001
            } else {
                0x31_0002
            };
            let mut report = adsb(address, aircraft[4].flight.at(to), to, random);
            report.sensor = BAD_RECEIVER;
            vec![report]
        },
    );
    check(
        "two addresses on one target with an address",
        &mut |from, to, aircraft, random| {
            let address = if (to / BAD_TURN_S) as u64 % 2 == 0 {
                0x06_2100
            } else {
                0x31_0002
            };
            look(&aircraft[0], BAD_TURN_S, from, to)
                .map(|t| {
                    let mut report = mode_s(address, 0o2000, aircraft[0].flight.at(t), t, random);
                    report.sensor = BAD_RADAR;
                    report
                })
                .into_iter()
                .collect()
        },
    );
    let places: Vec<Wgs84> = (0..1000).map(|k| somewhere(&mut Random(k))).collect();
    check(
        "one address on a thousand targets",
        &mut |_, to, _, random| {
            places
                .iter()
                .map(|at| {
                    let mut report = adsb(0x06_2100, *at, to, random);
                    report.sensor = BAD_RECEIVER;
                    report
                })
                .collect()
        },
    );
    check("a code on all", &mut |from, to, aircraft, random| {
        aircraft
            .iter()
            .filter_map(|one| {
                let t = look(one, BAD_TURN_S, from, to)?;
                let mut report = secondary(0o1237, one.flight.at(t), t, random);
                report.sensor = BAD_RADAR;
                Some(report)
            })
            .collect()
    });
    check("an address on all", &mut |from, to, aircraft, random| {
        aircraft
            .iter()
            .filter_map(|one| {
                let t = look(one, BAD_TURN_S, from, to)?;
                let mut report = one.plot(BAD_RADAR, t, random);
                report.address = Address::icao(0x06_2101);
                Some(report)
            })
            .collect()
    });
}
