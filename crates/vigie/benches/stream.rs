//! What one picture costs the server, by the number of tracks: preparing it for all clients, and bringing up one client.
//!
//! `cargo bench -p vigie --bench stream`

use divan::{Bencher, black_box};
use std::sync::Arc;
use tokio::time::Instant;
use vigie::config::Home;
use vigie::hub::Scene;
use vigie::web::edition::{Publisher, SharedTrails};
use vigie::web::stream::{self, Kind};
use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Address, Callsign, ModeA};
use vigie_core::picture::{Mode, Picture};
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::{Quality, ReportKind};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{
    Altitude, CodeStatement, Contribution, Track, TrackIdentity, TrackNumber, TrackStatus, Velocity,
};

const TRACKS: [u32; 2] = [2_000, 20_000];
const START: UtcNs = UtcNs(1_795_168_800_000_000_000);

fn main() {
    divan::main();
}

/// A picture at `step` quarters of a second, in which every fourth track was measured since the step before.
fn picture(tracks: u32, step: u32) -> Arc<Picture> {
    let at = START + Nanos::from_millis(i64::from(step) * 250);
    let track = |number: u32| {
        let measured = step.saturating_sub((step + number) % 4);
        let at = START + Nanos::from_millis(i64::from(measured) * 250);
        let place = Wgs84 {
            lat_deg: 12.0 + f64::from(number % 100) * 0.1 + f64::from(measured) * 1e-4,
            lon_deg: 1.0 + f64::from(number / 100) * 0.05,
            height_m: 10_000.0,
        };
        Track {
            number: TrackNumber(number),
            status: TrackStatus::Confirmed,
            at,
            position: place,
            position_covariance: Cov2::circular(50.0),
            velocity: Velocity {
                east_mps: 10.0,
                north_mps: 230.0,
                up_mps: 0.0,
            },
            velocity_covariance: Cov2::circular(2.0),
            altitude: Some(Altitude {
                value: PressureAltitude::from_ft(35_000.0),
                at,
                doubtful: false,
                rate_mps: Some(0.0),
            }),
            geometric_height: None,
            identity: TrackIdentity {
                address: Address::icao(number),
                callsign: Callsign::new(b"NIG501"),
                mode_a: ModeA::new(0o2301).map(|code| CodeStatement {
                    code,
                    since: START,
                    replies: step,
                }),
                category: None,
                emergency: None,
            },
            spi: false,
            on_ground: false,
            class: vigie_core::track::TargetClass::Airborne,
            quality: Quality::default(),
            aircraft: vigie_core::aircraft::AircraftData::default(),
            last_kind: ReportKind::AdsB,
            last_plot: place,
            contributions: vec![
                Contribution {
                    sensor: SensorId(0),
                    kind: ReportKind::ModeS,
                    at,
                },
                Contribution {
                    sensor: SensorId(3),
                    kind: ReportKind::AdsB,
                    at,
                },
            ],
            initiated: START,
            plots: step,
            simulated: true,
        }
    };
    Arc::new(Picture {
        at,
        mode: Mode::Exercise,
        tracks: (1..=tracks).map(track).collect(),
        alerts: Vec::new(),
        sensors: Vec::new(),
        identities: Arc::from([]),
    })
}

fn publisher() -> Publisher {
    let home = Home {
        lat_deg: 17.0,
        lon_deg: 8.5,
        zoom: 5.0,
    };
    let scene = Scene {
        name: "bench".to_owned(),
        home,
        sites: Vec::new(),
        exercise: true,
        doors: std::collections::BTreeMap::new(),
        volumes: Vec::new(),
    };
    Publisher::new(Arc::new(scene), &SharedTrails::default())
}

fn now() -> Instant {
    Instant::now()
}

/// Picture to the bytes of a keyframe: the encoder alone.
#[divan::bench(args = TRACKS)]
fn keyframe(bencher: Bencher<'_, '_>, tracks: u32) {
    let picture = picture(tracks, 100);
    bencher.bench(|| {
        let records = stream::records(black_box(&picture));
        stream::frame(
            Kind::Keyframe,
            (picture.mode, picture.at),
            records.iter(),
            &[],
        )
    });
}

/// The whole of an edition, once per picture for all clients: compare, encode, trails, messages.
#[divan::bench(args = TRACKS)]
fn edition(bencher: Bencher<'_, '_>, tracks: u32) {
    let mut publisher = publisher();
    let pictures: Vec<_> = (100..108).map(|step| picture(tracks, step)).collect();
    let mut next = 0;
    bencher.bench_local(|| {
        next = (next + 1) % pictures.len();
        publisher.publish(Arc::clone(&pictures[next]), now())
    });
}

/// The message of one client that is up to date.
#[divan::bench(args = TRACKS)]
fn message_up_to_date(bencher: Bencher<'_, '_>, tracks: u32) {
    let mut publisher = publisher();
    let first = publisher.publish(picture(tracks, 100), now());
    let edition = publisher.publish(picture(tracks, 101), now());
    bencher.bench(|| {
        edition
            .since(1, first.made)
            .frame
            .message(1, edition.picture.at)
    });
}

/// The message of one client that is three pictures behind.
#[divan::bench(args = TRACKS)]
fn message_behind(bencher: Bencher<'_, '_>, tracks: u32) {
    let mut publisher = publisher();
    let editions: Vec<_> = (100..104)
        .map(|step| publisher.publish(picture(tracks, step), now()))
        .collect();
    let (first, last) = (&editions[0], &editions[3]);
    bencher.bench(|| last.since(1, first.made).frame.message(1, last.picture.at));
}
