//! How fast receptions become target reports, on one core: parity, fields, address confirmation, position pairing,
//! Comm-B inference, the state of every aircraft, the report.
//!
//! `mixed`: traffic made here by our own encoder, 4,096 aircraft that fly, every format in about the proportions of a
//! busy receiver; 262,144 receptions. `long_flight`: the recording, where it is. Both in memory, delivered in
//! steps as the engine delivers them, into a system that knows nothing yet: the first message of each aircraft is part
//! of what is measured.
//!
//! Run with `cargo bench -p vigie-sense`. Every report goes into a checksum, so that none can be left out, and every run
//! must come to the same one.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use std::sync::OnceLock;
use vigie_core::reception::{ModeSReply, Payload, Reception, Stamp};
use vigie_core::report::TargetReport;
use vigie_core::sensor::{SensorId, SensorKind, SensorSite};
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::adsb::{
    AirbornePosition, Identification, Squitter, SurfacePosition, Velocity, VerticalRateSource,
};
use vigie_modes::bits::Mb;
use vigie_modes::commb::HeadingAndSpeed;
use vigie_modes::cpr::LatLon;
use vigie_modes::framing::{Item, csv};
use vigie_modes::identity::Squawk;
use vigie_modes::message::{
    AirAir, AllCall, AltitudeReply, CommBAltitude, CommBIdentity, ExtendedSquitter, IdentityReply,
    LongAirAir, Status,
};
use vigie_modes::{Error, Message};
use vigie_sense::{Regime, Sense};

const AIRCRAFT: u32 = 4_096;
const RECEPTIONS: u32 = 262_144;
/// Receptions the engine hands over at once.
const STEP: usize = 512;
const T0: UtcNs = UtcNs(1_700_000_000_000_000_000);

fn main() {
    divan::main();
}

/// What one aircraft sends at one time: it flies straight from its own corner of the earth.
fn message(aircraft: u32, noise: u32, seconds: f64) -> Result<Message, Error> {
    let address = aircraft.wrapping_mul(0x9e_3779) & 0x00ff_ffff | 1;
    let flight_level = 50 + i32::try_from(aircraft % 350).unwrap_or(0);
    let heading_deg = f64::from(aircraft * 37 % 360);
    let (sin, cos) = libm::sincos(heading_deg.to_radians());
    let speed_kt = 250.0 + f64::from(aircraft % 250);
    let degrees = speed_kt * seconds / 216_000.0;
    let lat_deg = f64::from(aircraft % 1_024) / 10.0 - 51.0 + degrees * cos;
    let place = LatLon {
        lat_deg,
        lon_deg: f64::from(aircraft * 7 % 360) - 180.0
            + degrees * sin / libm::cos(lat_deg.to_radians()),
    };
    let odd = noise & 1 == 1;
    let status = Status::default();
    let squawk = Squawk::new(u16::try_from(aircraft % 4_096).unwrap_or(0))?;
    let on_ground = aircraft.is_multiple_of(16);
    let adsb = |squitter| {
        ExtendedSquitter::transponder(address, on_ground, squitter).map(Message::ExtendedSquitter)
    };
    let altitude_reply = AltitudeReply::new(address, status, flight_level * 100);
    let identity_reply = IdentityReply::new(address, status, squawk);
    let air_air = AirAir::new(address, false, 7, 3, flight_level * 100);
    Ok(match noise >> 8 & 31 {
        0..=3 => Message::AirAir(air_air?),
        4 => Message::LongAirAir(LongAirAir {
            air_air: air_air?,
            mv: Mb::new(u64::from(noise)),
        }),
        5..=6 => Message::AltitudeReply(altitude_reply?),
        7 => Message::IdentityReply(identity_reply?),
        8..=14 => Message::AllCall(AllCall::new(address, 5, 0)?),
        15..=18 => Message::CommBAltitude(CommBAltitude {
            reply: altitude_reply?,
            mb: register(aircraft, noise),
        }),
        19..=20 => Message::CommBIdentity(CommBIdentity {
            reply: identity_reply?,
            mb: register(aircraft, noise),
        }),
        21..=25 if on_ground => adsb(Squitter::SurfacePosition(SurfacePosition::from_physical(
            7,
            place,
            Some(20.0),
            Some(heading_deg),
            odd,
        )?))?,
        21..=25 => adsb(Squitter::AirbornePosition(AirbornePosition::from_physical(
            11,
            place,
            Some(flight_level * 100),
            odd,
        )?))?,
        26..=30 => {
            let (east, north) = (speed_kt * sin, speed_kt * cos);
            let source = VerticalRateSource::Barometric;
            adsb(Squitter::Velocity(Velocity::ground(
                east,
                north,
                Some(0.0),
                source,
            )?))?
        }
        _ => adsb(Squitter::Identification(Identification::new(
            'A', 3, "VIGIE42",
        )?))?,
    })
}

/// What radars ask for most.
fn register(aircraft: u32, noise: u32) -> Mb {
    let count = |span: u32| {
        i16::try_from(noise >> 13 & 3).unwrap_or(0) + i16::try_from(aircraft % span).unwrap_or(0)
    };
    HeadingAndSpeed {
        heading: Some(count(900)),
        airspeed_kt: Some(250 + u16::try_from(aircraft % 50).unwrap_or(0)),
        mach: Some(180 + u16::try_from(aircraft % 20).unwrap_or(0)),
        baro_rate: Some(0),
        inertial_rate: Some(i16::try_from(noise >> 13 & 1).unwrap_or(0)),
    }
    .emit()
}

fn reception(heard: UtcNs, frame: &[u8]) -> Option<Reception> {
    Some(Reception {
        sensor: SensorId(0),
        heard,
        payload: Payload::ModeS(ModeSReply::new(frame, Stamp::None, None)?),
    })
}

/// Some 20,000 receptions a second, so that each aircraft is heard five times a second.
fn mixed() -> &'static [Reception] {
    static MIXED: OnceLock<Vec<Reception>> = OnceLock::new();
    MIXED.get_or_init(|| {
        let mut noise = 1_u32;
        let mut draw = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            noise ^ noise >> 15
        };
        (0..RECEPTIONS)
            .map(|step| {
                let seconds = f64::from(step) / 20_000.0;
                let message =
                    message(draw() % AIRCRAFT, draw(), seconds).expect("within every range");
                let heard = T0 + Nanos::from_secs_f64(seconds);
                reception(heard, message.emit().as_bytes()).expect("7 or 14 bytes")
            })
            .collect()
    })
}

fn long_flight() -> Vec<Reception> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/adsb/long_flight.csv"
    );
    let text = std::fs::read(path).unwrap_or_default();
    text.split(|byte| *byte == b'\n')
        .filter_map(|line| csv::parse_line(line).ok())
        .filter_map(|line| match line.item {
            Item::ModeS(heard) => reception(UtcNs(line.time_ns), heard.frame.as_bytes()),
            _ => None,
        })
        .collect()
}

/// A hundred thousand addresses, each heard twice, between them an aircraft that is heard ten times a second.
fn flood() -> Vec<Reception> {
    let squitter = |address: u32| {
        Message::AllCall(AllCall::new(address & 0x00ff_ffff, 5, 0).expect("24 bits")).emit()
    };
    (0..200_000_u32)
        .filter_map(|step| {
            let heard = T0 + Nanos::from_millis(i64::from(step / 20));
            let address = if step % 20 == 0 {
                0x06_2001
            } else {
                (step / 2).wrapping_mul(0x9e_3779) | 1
            };
            reception(heard, squitter(address).as_bytes())
        })
        .collect()
}

fn site() -> SensorSite {
    SensorSite {
        id: SensorId(0),
        name: "one".into(),
        kind: SensorKind::Receiver,
        source: None,
        position: None,
        range_max_m: 500_000.0,
        simulated: false,
    }
}

/// What the reports say, in one number.
fn checksum(reports: &[TargetReport]) -> u64 {
    reports.iter().fold(0, |sum: u64, report| {
        let mut sum = sum;
        let mut add = |value: u64| sum = sum.rotate_left(5) ^ value;
        add(report.applicable.0.0.cast_unsigned());
        add(report
            .address
            .map_or(0, |address| u64::from(address.value.value())));
        if let Some(place) = report.place {
            add(place.position.lat_deg.to_bits() ^ place.position.lon_deg.to_bits());
            add(place.covariance.ee.to_bits());
        }
        if let Some(velocity) = report.velocity {
            add(velocity.east_mps.to_bits() ^ velocity.north_mps.to_bits());
        }
        add(report
            .altitude
            .map_or(0, |said| said.altitude.m().to_bits()));
        add(report.mode_a.map_or(0, |said| u64::from(said.code.bits())));
        add(report
            .callsign
            .map_or(0, |said| u64::from_le_bytes(said.padded())));
        add(u64::from(report.aircraft.is_some()));
        sum
    })
}

/// All of it through a new system: how many reports, and their checksum.
fn run(receptions: &[Reception]) -> (usize, u64) {
    let mut sense = Sense::new(&[site()], Regime::Live);
    let mut reports = Vec::new();
    receptions.chunks(STEP).fold((0, 0), |(count, sum), step| {
        reports.clear();
        sense.target_reports(step, &mut reports);
        (
            count + reports.len(),
            sum ^ checksum(&reports).wrapping_add(sum << 1),
        )
    })
}

fn measure(bencher: Bencher<'_, '_>, receptions: &[Reception]) {
    let expected = run(receptions);
    bencher
        .counter(ItemsCount::new(receptions.len()))
        .bench(|| {
            assert_eq!(run(black_box(receptions)), expected);
        });
}

#[divan::bench]
fn reports_mixed(bencher: Bencher<'_, '_>) {
    measure(bencher, mixed());
}

#[divan::bench]
fn reports_long_flight(bencher: Bencher<'_, '_>) {
    measure(bencher, &long_flight());
}

#[divan::bench]
fn reports_flood(bencher: Bencher<'_, '_>) {
    measure(bencher, &flood());
}
