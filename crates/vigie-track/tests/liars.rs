//! Emitters that lie about their position do not move the registration of radars: three radars with errors like those
//! of the reference scenario B, sixty aircraft that all answer Mode S, and among their ADS-B positions false ones.

use vigie_core::height::PressureAltitude;
use vigie_core::identity::Address;
use vigie_core::place::{Cov2, LocalFrame, Wgs84};
use vigie_core::report::{AltitudeReply, Place, Polar, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, Registration, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_sense::radar;
use vigie_track::{Parameters, Tracker};

const AIRCRAFT: u32 = 60;
const LENGTH_S: u32 = 300;
const EMITTERS: SensorId = SensorId(3);

/// A radar as those of scenario B.
struct Station {
    lat: f64,
    lon: f64,
    turn_s: f64,
    /// Standard deviations: metres, degrees.
    sigma: [f64; 2],
    /// Errors: metres, degrees, seconds.
    bias: [f64; 3],
}

const RADARS: [Station; 3] = [
    Station {
        lat: 13.4817,
        lon: 2.17,
        turn_s: 4.0,
        sigma: [60.0, 0.08],
        bias: [-114.0, 0.283, 0.0],
    },
    Station {
        lat: 14.2,
        lon: 3.45,
        turn_s: 6.0,
        sigma: [70.0, 0.10],
        bias: [47.0, 0.171, 0.35],
    },
    Station {
        lat: 12.45,
        lon: 3.2,
        turn_s: 10.0,
        sigma: [90.0, 0.15],
        bias: [30.0, 0.102, -0.217],
    },
];

/// How an emitter lies: metres to the north-east at a time.
#[derive(Debug, Clone, Copy)]
enum Lie {
    /// Five kilometres, at once.
    Far,
    /// Twenty metres more each second.
    Drift,
    /// Three hundred metres, at once: within what a radar may be off by.
    Near,
}

impl Lie {
    fn metres(self, t: f64) -> f64 {
        match self {
            Lie::Far => 5_000.0,
            Lie::Drift => 20.0 * t,
            Lie::Near => 300.0,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Case {
    lie: Lie,
    /// The first so many aircraft lie.
    liars: u32,
    /// So many emit at all.
    emitters: u32,
    /// The watch has named the liars.
    named: bool,
    /// The second when they begin to lie.
    from_s: f64,
}

fn seconds(t: f64) -> UtcNs {
    UtcNs(0) + Nanos::from_secs_f64(t)
}

/// Noise of one thing at one time, the same in every run (splitmix64, Steele, Lea & Flood 2014).
fn normal(thing: u32, t: f64) -> f64 {
    let uniform = |salt: u64| {
        let mut z = (u64::from(thing) << 32) ^ t.to_bits().rotate_left(17) ^ salt;
        z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    };
    (-2.0 * libm::log(1.0 - uniform(1))).sqrt() * libm::cos(std::f64::consts::TAU * uniform(2))
}

fn flown(i: u32, t: f64) -> Wgs84 {
    let middle = Wgs84::new(13.4, 2.9, 0.0).expect("on the earth");
    let x = f64::from(i);
    let start = middle.destination(2.4 * x, 20e3 + 14e3 * x.sqrt());
    let height_m = 7_000.0 + 300.0 * f64::from(i % 15);
    start.destination(1.7 * x, 220.0 * t).at_height_m(height_m)
}

fn about(mut report: TargetReport, i: u32, at: Wgs84) -> TargetReport {
    report.address = Address::icao(0x06_2000 + i);
    report.altitude = Some(AltitudeReply {
        altitude: PressureAltitude::from_ft(at.height_m / 0.3048),
        doubtful: false,
    });
    report
}

fn frame(k: usize) -> LocalFrame {
    let Station { lat, lon, .. } = RADARS[k];
    LocalFrame::at(Wgs84::new(lat, lon, 240.0).expect("on the earth"))
}

/// The plot of one aircraft by one radar.
fn plot(k: usize, i: u32, t: f64) -> TargetReport {
    let Station {
        sigma: [range_sigma_m, azimuth_sigma_deg],
        bias,
        ..
    } = RADARS[k];
    let id = u16::try_from(k).expect("three");
    let noise = |what: u32| normal(1_000 * (i + 1) + 10 * u32::from(id) + what, t);
    let (at, azimuth_sigma_rad) = (flown(i, t), azimuth_sigma_deg.to_radians());
    let local = frame(k).enu_from_wgs84(at);
    let polar = Polar {
        range_m: local.slant_range_m() + bias[0] + range_sigma_m * noise(0),
        azimuth_rad: local.azimuth_rad() + bias[1].to_radians() + azimuth_sigma_rad * noise(1),
        elevation_rad: None,
        range_sigma_m,
        azimuth_sigma_rad,
        elevation_sigma_rad: 0.0,
        range_rate: None,
    };
    let stamped = Applicable(seconds(t + bias[2]));
    let heard = Heard(seconds(t + 0.5));
    let report = TargetReport::new(SensorId(id), ReportKind::ModeS, stamped, heard);
    let mut report = about(report, i, at);
    report.place = Some(radar::place(&frame(k), polar, Some(at.height_m)));
    report
}

fn position(case: &Case, i: u32, t: f64) -> TargetReport {
    let at = flown(i, t);
    let noise_m = 15.0 * normal(i, t).abs();
    let mut said = at.destination(6.0 * normal(i, t + 0.25), noise_m);
    if i < case.liars && t >= case.from_s {
        said = said.destination(0.8, case.lie.metres(t - case.from_s));
    }
    let report = TargetReport::new(
        EMITTERS,
        ReportKind::AdsB,
        Applicable(seconds(t)),
        Heard(seconds(t + 0.2)),
    );
    let mut report = about(report, i, at);
    report.place = Some(Place {
        position: said.at_height_m(at.height_m),
        covariance: Cov2::circular(15.0),
        height_known: true,
        polar: None,
    });
    report
}

fn sites() -> Vec<SensorSite> {
    let site = |id, kind, position| SensorSite {
        id: SensorId(id),
        name: String::new(),
        kind,
        source: None,
        position,
        range_max_m: 300e3,
        simulated: false,
    };
    let radars = (0u16..).zip(RADARS).map(|(id, station)| {
        let [range_sigma_m, azimuth] = station.sigma;
        let model = RadarModel {
            range_sigma_m,
            azimuth_sigma_rad: azimuth.to_radians(),
            turn: Nanos::from_secs_f64(station.turn_s),
            detection_probability: 0.95,
        };
        site(
            id,
            SensorKind::Radar(model),
            Some(frame(usize::from(id)).origin()),
        )
    });
    let mut sites: Vec<SensorSite> = radars.collect();
    sites.push(site(EMITTERS.0, SensorKind::Receiver, None));
    sites
}

/// What is thought of each radar every ten seconds.
fn run(case: &Case) -> Vec<[Option<Registration>; 3]> {
    let mut tracker = Tracker::new(Parameters::default(), &sites());
    tracker.set_time_reference(SensorId(0));
    let named = (0..case.liars)
        .filter_map(|i| Address::icao(0x06_2000 + i))
        .collect();
    let suspects = if case.named { &named } else { Suspects::none() };
    let mut reports: Vec<(f64, TargetReport)> = Vec::new();
    for i in 0..AIRCRAFT {
        for (k, Station { turn_s, .. }) in RADARS.iter().enumerate() {
            for turn in 0..LENGTH_S {
                let begins = f64::from(turn) * turn_s;
                // The beam is on it when its azimuth is.
                let azimuth = frame(k).enu_from_wgs84(flown(i, begins)).azimuth_rad();
                let t = begins + turn_s * azimuth / std::f64::consts::TAU;
                if t < f64::from(LENGTH_S) {
                    reports.push((t + 0.5, plot(k, i, t)));
                }
            }
        }
        for second in (0..LENGTH_S).filter(|_| i < case.emitters) {
            let t = f64::from(second) + 0.016 * f64::from(i);
            reports.push((t + 0.2, position(case, i, t)));
        }
    }
    reports.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut history, mut batch) = (Vec::new(), Vec::new());
    let mut rest = &reports[..];
    for step in 1..=2 * LENGTH_S {
        let now = 0.5 * f64::from(step);
        let due = rest.partition_point(|r| r.0 <= now);
        batch.clear();
        batch.extend(rest[..due].iter().map(|r| r.1.clone()));
        rest = &rest[due..];
        tracker.update(seconds(now), &batch, suspects);
        if step % 20 == 0 {
            history.push([0, 1, 2].map(|k| tracker.registration(SensorId(k))));
        }
    }
    history
}

/// The furthest that two histories are apart from the sixtieth second on: metres, degrees, seconds.
fn furthest(a: &[[Option<Registration>; 3]], b: &[[Option<Registration>; 3]]) -> [f64; 3] {
    let mut far = [0.0f64; 3];
    for (x, y) in a.iter().zip(b).skip(5) {
        for (x, y) in x.iter().zip(y) {
            let (x, y) = (x.expect("known by now"), y.expect("known by now"));
            far[0] = far[0].max((x.range_m - y.range_m).abs());
            far[1] = far[1].max((x.azimuth_rad - y.azimuth_rad).abs().to_degrees());
            far[2] = far[2].max((x.time_s - y.time_s).abs());
        }
    }
    far
}

/// Everything that the registration of radars may be off by: metres, degrees, seconds.
const ALLOWED: [f64; 3] = [20.0, 0.03, 0.05];

fn is_allowed(off: [f64; 3]) -> bool {
    off.iter()
        .zip(ALLOWED)
        .all(|(off, allowed)| *off <= allowed)
}

/// The run in which nobody lies, which itself is right.
fn honest(emitters: u32) -> Vec<[Option<Registration>; 3]> {
    let told = run(&Case {
        lie: Lie::Far,
        liars: 0,
        emitters,
        named: false,
        from_s: 0.0,
    });
    for (r, Station { bias, .. }) in told.last().expect("ten seconds").iter().zip(RADARS) {
        let r = r.expect("known");
        let off = [
            (r.range_m - bias[0]).abs(),
            (r.azimuth_rad.to_degrees() - bias[1]).abs(),
            (r.time_s - bias[2]).abs(),
        ];
        assert!(is_allowed(off) && r.is_converged(), "{off:?} {r:?}");
    }
    told
}

#[test]
fn one_liar_and_twenty_move_no_radar_whether_they_are_named_or_not() {
    let truth = honest(AIRCRAFT);
    for lie in [Lie::Far, Lie::Drift] {
        for liars in [1, 20] {
            for (named, from_s) in [(false, 0.0), (true, 0.0), (false, 60.0)] {
                let case = Case {
                    lie,
                    liars,
                    emitters: AIRCRAFT,
                    named,
                    from_s,
                };
                let off = furthest(&truth, &run(&case));
                assert!(is_allowed(off), "{case:?} {off:?}");
            }
        }
    }
}

#[test]
fn where_all_emitters_lie_naming_them_keeps_the_radars_right() {
    let truth = honest(20);
    for (lie, named, from_s) in [
        (Lie::Far, false, 0.0),
        (Lie::Drift, true, 0.0),
        (Lie::Drift, false, 60.0),
        (Lie::Near, true, 0.0),
    ] {
        let case = Case {
            lie,
            liars: 20,
            emitters: 20,
            named,
            from_s,
        };
        let off = furthest(&truth, &run(&case));
        assert!(is_allowed(off), "{case:?} {off:?}");
    }
}
