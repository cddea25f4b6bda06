//! One step of the tracker: ADS-B for a thousand and for twenty thousand aircraft, a radar with two hundred, and world
//! traffic of all of them. The distribution of steps and the growth are measured by the example `load`.
//!
//! Each bench reports items (target reports) a second; a microsecond a report is a million a second.

#[path = "../tests/common/traffic.rs"]
mod traffic;

use divan::Bencher;
use divan::counter::ItemsCount;
use traffic::{Mix, World};
use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Address, ModeA};
use vigie_core::place::{Cov2, LocalFrame, Wgs84};
use vigie_core::report::{
    AltitudeReply, GroundVelocity, ModeAReply, Place, Polar, ReportKind, TargetReport,
};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_track::{Parameters, Tracker};

const RECEIVER: SensorId = SensorId(0);
const RADAR: SensorId = SensorId(1);

fn main() {
    divan::main();
}

fn niamey() -> Wgs84 {
    Wgs84::new(13.48, 2.17, 235.0).expect("on the earth")
}

fn sites() -> [SensorSite; 2] {
    let site = |id, kind, reach| SensorSite {
        id,
        name: String::new(),
        kind,
        source: None,
        position: Some(niamey()),
        range_max_m: reach,
        simulated: false,
    };
    let model = RadarModel {
        range_sigma_m: 60.0,
        azimuth_sigma_rad: 0.0015,
        turn: Nanos::from_secs(4),
        detection_probability: 0.9,
    };
    [
        site(RECEIVER, SensorKind::Receiver, 500e3),
        site(RADAR, SensorKind::Radar(model), 300e3),
    ]
}

/// Where aircraft `i` of a lattice is at `t` seconds.
fn aircraft(i: u32, t: f64) -> (Wgs84, f64, f64) {
    let bearing = f64::from(i) * 2.4;
    let start = niamey().destination(bearing, 20e3 + 7.3e3 * f64::from(i).sqrt());
    let (east, north) = (200.0 * libm::sin(bearing), 200.0 * libm::cos(bearing));
    let at = Wgs84 {
        lat_deg: start.lat_deg + north * t / 110_650.0,
        lon_deg: start.lon_deg + east * t / (111_320.0 * libm::cos(start.lat_deg.to_radians())),
        height_m: 10_000.0,
    };
    (at, east, north)
}

fn base(sensor: SensorId, kind: ReportKind, t: f64) -> TargetReport {
    let at = UtcNs(0) + Nanos::from_secs_f64(t);
    let mut report = TargetReport::new(sensor, kind, Applicable(at), Heard(at));
    report.altitude = Some(AltitudeReply {
        altitude: PressureAltitude::from_ft(32_800.0),
        doubtful: false,
    });
    report
}

fn adsb(i: u32, t: f64) -> TargetReport {
    let mut report = base(RECEIVER, ReportKind::AdsB, t);
    report.address = Address::icao(0x06_2000 + i);
    report.place = Some(Place {
        position: aircraft(i, t).0,
        covariance: Cov2::circular(20.0),
        height_known: true,
        polar: None,
    });
    report
}

fn velocity(i: u32, t: f64) -> TargetReport {
    let (_, east, north) = aircraft(i, t);
    let mut report = base(RECEIVER, ReportKind::AdsB, t);
    report.altitude = None;
    report.address = Address::icao(0x06_2000 + i);
    report.velocity = Some(GroundVelocity {
        east_mps: east,
        north_mps: north,
        sigma_mps: 2.0,
    });
    report
}

/// A plot without address: half with a code, half from primary radar alone.
fn plot(i: u32, t: f64) -> TargetReport {
    let seen = aircraft(i, t).0;
    let (kind, known) = if i.is_multiple_of(2) {
        (ReportKind::Ssr, true)
    } else {
        (ReportKind::Psr, false)
    };
    let mut report = base(RADAR, kind, t);
    if known {
        let code = ModeA::new(u16::try_from(i % 4000).expect("small")).expect("twelve bits");
        report.mode_a = Some(ModeAReply {
            code,
            doubtful: false,
        });
    } else {
        report.altitude = None;
    }
    let local = LocalFrame::at(niamey()).enu_from_wgs84(seen);
    report.place = Some(Place {
        position: seen,
        covariance: Cov2::along_bearing(local.azimuth_rad(), 60.0, 0.0015 * local.slant_range_m()),
        height_known: known,
        polar: Some(Polar {
            range_m: local.slant_range_m(),
            azimuth_rad: local.azimuth_rad(),
            elevation_rad: None,
            range_sigma_m: 60.0,
            azimuth_sigma_rad: 0.0015,
            elevation_sigma_rad: 0.0,
            range_rate: None,
        }),
    });
    report
}

/// A tracker that has followed `reports(k)` for `k` of `steps`, and the steps that come next.
fn followed(
    steps: u32,
    ahead: u32,
    step_s: f64,
    reports: impl Fn(u32, f64) -> Vec<TargetReport>,
) -> (Tracker, Vec<(UtcNs, Vec<TargetReport>)>) {
    let mut tracker = Tracker::new(Parameters::default(), &sites());
    let mut coming = Vec::new();
    for k in 0..steps + ahead {
        let t = f64::from(k) * step_s;
        let now = UtcNs(0) + Nanos::from_secs_f64(t);
        if k < steps {
            tracker.update(now, &reports(k, t), Suspects::none());
        } else {
            coming.push((now, reports(k, t)));
        }
    }
    (tracker, coming)
}

fn measure(bencher: Bencher<'_, '_>, prepared: (Tracker, Vec<(UtcNs, Vec<TargetReport>)>)) {
    let (tracker, coming) = prepared;
    let reports: usize = coming.iter().map(|c| c.1.len()).sum();
    bencher
        .counter(ItemsCount::new(reports.max(1)))
        .with_inputs(|| tracker.clone())
        .bench_refs(|tracker| {
            for (now, reports) in &coming {
                divan::black_box(tracker.update(*now, reports, Suspects::none()));
            }
        });
}

/// A thousand aircraft, a position every half second: steps of 50 ms with 100 reports.
#[divan::bench]
fn adsb_positions_1000(bencher: Bencher<'_, '_>) {
    measure(
        bencher,
        followed(100, 40, 0.05, |k, t| {
            (0..100).map(|i| adsb(10 * i + k % 10, t)).collect()
        }),
    );
}

/// The same, each position followed by a velocity.
#[divan::bench]
fn adsb_positions_and_velocities_1000(bencher: Bencher<'_, '_>) {
    measure(
        bencher,
        followed(100, 40, 0.05, |k, t| {
            (0..100)
                .flat_map(|i| [adsb(10 * i + k % 10, t), velocity(10 * i + k % 10, t)])
                .collect()
        }),
    );
}

/// Two hundred targets of a radar without addresses, a fortieth of the turn a step.
#[divan::bench]
fn radar_plots_200(bencher: Bencher<'_, '_>) {
    measure(
        bencher,
        followed(400, 80, 0.1, |k, t| {
            (0..5).map(|i| plot(40 * i + k % 40, t)).collect()
        }),
    );
}

/// Twenty thousand aircraft, each once a second: a step of 100 ms with 2,000 reports.
#[divan::bench(sample_count = 10)]
fn adsb_positions_20000(bencher: Bencher<'_, '_>) {
    measure(
        bencher,
        followed(40, 10, 0.1, |k, t| {
            (0..2000).map(|i| adsb(10 * i + k % 10, t)).collect()
        }),
    );
}

/// World traffic after half a minute: steps of 100 ms.
fn world(bencher: Bencher<'_, '_>, mix: Mix) {
    let mut world = World::new(mix, 1);
    let mut tracker = Tracker::new(Parameters::default(), &world.sites());
    for _ in 0..300 {
        let (now, reports) = world.step(0.1);
        tracker.update(now, &reports, Suspects::none());
    }
    let coming = (0..10).map(|_| world.step(0.1)).collect();
    measure(bencher, (tracker, coming));
}

/// Twenty thousand aircraft all over the world: ADS-B position and velocity each half second, Mode S, Mode A and C,
/// primary radar, clutter, births and deaths. Ten steps of 100 ms.
#[divan::bench(sample_count = 5)]
fn world_traffic_20000(bencher: Bencher<'_, '_>) {
    world(bencher, Mix::world(20_000));
}

/// A twentieth of it.
#[divan::bench(sample_count = 20)]
fn world_traffic_1000(bencher: Bencher<'_, '_>) {
    world(bencher, Mix::world(1000));
}

/// Twenty thousand targets of primary radar alone, in clusters of four.
#[divan::bench(sample_count = 5)]
fn primary_clusters_20000(bencher: Bencher<'_, '_>) {
    world(bencher, Mix::primary_clusters(20_000));
}

/// A step in which nothing is heard, with a thousand tracks.
#[divan::bench]
fn silent_steps_1000(bencher: Bencher<'_, '_>) {
    measure(
        bencher,
        followed(100, 20, 0.05, |k, t| {
            let reports = if k < 100 { 100 } else { 0 };
            (0..reports).map(|i| adsb(10 * i + k % 10, t)).collect()
        }),
    );
}
