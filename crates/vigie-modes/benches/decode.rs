//! How fast frames become values and values frames, on one core.
//!
//! `mixed`: traffic made here, 4,096 aircraft that fly and turn, every format
//! in about the proportions of a busy receiver; 65,536 frames, about 1 MB, so
//! that no small cache holds them. `long_flight`: the recording, where it is.
//!
//! Run with `cargo bench -p vigie-modes`. Every field read goes into a
//! checksum, so that none can be left out.

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use std::sync::OnceLock;
use vigie_modes::adsb::{
    AirbornePosition, Identification, Squitter, SurfacePosition, Velocity, VerticalRateSource,
};
use vigie_modes::bits::Mb;
use vigie_modes::cpr::{self, LatLon};
use vigie_modes::framing::{Heard, Item, avr, beast, csv};
use vigie_modes::identity::Squawk;
use vigie_modes::json::{Context, write_line};
use vigie_modes::message::{
    AirAir, AllCall, AltitudeReply, CommBAltitude, CommBIdentity, ExtendedSquitter, IdentityReply,
    LongAirAir, Status,
};
use vigie_modes::{Error, Frame, Message};

/// Allocations would show in the table.
#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const AIRCRAFT: u32 = 4_096;
const FRAMES: u32 = 65_536;

fn main() {
    divan::main();
}

/// One frame of aircraft `step % AIRCRAFT`, of a kind by `step`.
fn message(step: u32) -> Result<Message, Error> {
    let noise = step.wrapping_mul(0x9e37_79b9) >> 8;
    let aircraft = step % AIRCRAFT;
    let address = aircraft.wrapping_mul(0x9e_3779) & 0x00ff_ffff;
    let altitude = i32::try_from(aircraft % 400).unwrap_or(0) * 100 + 25;
    let turn = f64::from(noise) / f64::from(1_u32 << 24);
    let place = LatLon {
        lat_deg: f64::from(aircraft) / 40.0 - 51.0 + turn / 10.0,
        lon_deg: f64::from(aircraft * 7 % 360) - 180.0 + turn,
    };
    let odd = step & 1 == 1;
    let mb = Mb::new(u64::from(noise) << 24 | u64::from(step));
    let status = Status::default();
    let squawk = Squawk::new(u16::try_from(noise % 4_096).unwrap_or(0))?;
    let adsb = |on_ground, squitter| {
        ExtendedSquitter::transponder(address, on_ground, squitter).map(Message::ExtendedSquitter)
    };
    let altitude_reply = AltitudeReply::new(address, status, altitude);
    let identity_reply = IdentityReply::new(address, status, squawk);
    let air_air = AirAir::new(address, false, 7, 3, altitude);
    Ok(match noise % 32 {
        0..=3 => Message::AirAir(air_air?),
        4 => Message::LongAirAir(LongAirAir {
            air_air: air_air?,
            mv: mb,
        }),
        5..=6 => Message::AltitudeReply(altitude_reply?),
        7 => Message::IdentityReply(identity_reply?),
        8..=14 => Message::AllCall(AllCall::new(address, 5, 0)?),
        15..=18 => Message::CommBAltitude(CommBAltitude {
            reply: altitude_reply?,
            mb,
        }),
        19..=20 => Message::CommBIdentity(CommBIdentity {
            reply: identity_reply?,
            mb,
        }),
        21..=25 => adsb(
            false,
            Squitter::AirbornePosition(AirbornePosition::from_physical(
                11,
                place,
                Some(altitude),
                odd,
            )?),
        )?,
        26..=29 => {
            let (east, north) = (900.0 * turn - 450.0, 450.0 - 300.0 * turn);
            let source = VerticalRateSource::Barometric;
            let velocity = Velocity::ground(east, north, Some(640.0), source)?;
            adsb(false, Squitter::Velocity(velocity))?
        }
        30 => {
            let surface =
                SurfacePosition::from_physical(7, place, Some(20.0 * turn), Some(90.0), odd)?;
            adsb(true, Squitter::SurfacePosition(surface))?
        }
        _ => adsb(
            false,
            Squitter::Identification(Identification::new('A', 3, "VIGIE42")?),
        )?,
    })
}

fn messages() -> &'static [Message] {
    static MESSAGES: OnceLock<Vec<Message>> = OnceLock::new();
    MESSAGES.get_or_init(|| {
        (0..FRAMES)
            .map(|step| message(step).expect("within every range"))
            .collect()
    })
}

fn heard() -> &'static [Heard] {
    static HEARD: OnceLock<Vec<Heard>> = OnceLock::new();
    HEARD.get_or_init(|| {
        messages()
            .iter()
            .zip(0_u64..)
            .map(|(message, index)| Heard {
                ticks: Some(index * 12_345),
                level: Some(index.to_le_bytes()[0]),
                frame: message.emit(),
            })
            .collect()
    })
}

fn mixed() -> Vec<Frame> {
    heard().iter().map(|heard| heard.frame).collect()
}

fn recording() -> Option<&'static [u8]> {
    static BYTES: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/adsb/long_flight.csv"
    );
    BYTES.get_or_init(|| std::fs::read(path).ok()).as_deref()
}

fn recorded_lines() -> Option<Vec<csv::Line>> {
    let lines = recording()?.split(|&byte| byte == b'\n');
    Some(
        lines
            .filter_map(|line| csv::parse_line(line).ok())
            .collect(),
    )
}

/// Everything a message says, physical values included, in one number.
#[inline]
fn checksum(message: &Message) -> u64 {
    let mut sum = message
        .address()
        .map_or(0, |address| u64::from(address.value()));
    let mut add = |value: u64| sum = sum.rotate_left(5) ^ value;
    let bits = |value: Option<f64>| value.map_or(0, f64::to_bits);
    let whole = |value: Option<i32>| u64::from(value.unwrap_or(0).cast_unsigned());
    let status = |value: Status| {
        u64::from(value.flight_status)
            | u64::from(value.downlink_request) << 8
            | u64::from(value.utility) << 16
    };
    match message {
        Message::AirAir(air_air) | Message::LongAirAir(LongAirAir { air_air, mv: _ }) => {
            add(whole(air_air.altitude.altitude_ft()));
            add(u64::from(air_air.on_ground) | u64::from(air_air.crosslink) << 1);
            add(u64::from(air_air.sensitivity) | u64::from(air_air.reply_information) << 8);
            if let Message::LongAirAir(long) = message {
                add(long.mv.value());
            }
        }
        Message::AltitudeReply(reply) => {
            add(status(reply.status));
            add(whole(reply.altitude.altitude_ft()));
        }
        Message::IdentityReply(reply) => {
            add(status(reply.status));
            add(u64::from(reply.identity.squawk().octal()));
        }
        Message::CommBAltitude(CommBAltitude { reply, mb }) => {
            add(status(reply.status));
            add(whole(reply.altitude.altitude_ft()));
            add(mb.value());
        }
        Message::CommBIdentity(CommBIdentity { reply, mb }) => {
            add(status(reply.status));
            add(u64::from(reply.identity.squawk().octal()));
            add(mb.value());
        }
        Message::AllCall(value) => {
            add(u64::from(value.capability) | u64::from(value.interrogator) << 8);
        }
        Message::ExtendedSquitter(value) => match &value.squitter {
            Squitter::Identification(value) => {
                add(u64::from(value.type_code) | u64::from(value.category) << 8);
                add(u64::from_le_bytes(*value.callsign.characters().as_bytes()));
            }
            Squitter::SurfacePosition(value) => {
                add(bits(value.groundspeed_kt()));
                add(bits(value.track_deg()));
                add(u64::from(value.cpr.lat) << 32 | u64::from(value.cpr.lon));
                add(u64::from(value.cpr.odd) | u64::from(value.utc) << 1);
            }
            Squitter::AirbornePosition(value) => {
                add(whole(value.pressure_altitude_ft()) ^ whole(value.gnss_height_ft()));
                add(u64::from(value.cpr.lat) << 32 | u64::from(value.cpr.lon));
                add(u64::from(value.cpr.odd) | u64::from(value.utc) << 1);
                add(u64::from(value.surveillance_status) | u64::from(value.supplement) << 8);
            }
            Squitter::Velocity(value) => {
                add(bits(value.groundspeed_kt()));
                add(bits(value.track_deg()));
                add(bits(value.heading_deg()));
                add(whole(value.airspeed_kt().map(|(speed, _)| speed)));
                add(whole(value.vertical_rate_fpm()));
                add(whole(value.difference_ft()) | u64::from(value.nac_v) << 32);
            }
            Squitter::EmergencyStatus(value) => {
                add(u64::from(value.state));
                add(u64::from(value.identity.squawk().octal()));
            }
            Squitter::OperationalStatus(value) => {
                add(u64::from(value.version) | u64::from(value.nac_p) << 8);
                add(u64::from(value.sil) | u64::from(value.gva) << 8);
                add(u64::from(value.capabilities) << 16 | u64::from(value.modes));
            }
            Squitter::Other(me) => add(me.value()),
        },
        Message::Other(frame) => add(u64::from(frame.parity())),
    }
    sum
}

fn parse_all(frames: &[Frame]) -> u64 {
    frames.iter().fold(0, |sum, &frame| {
        sum.wrapping_add(match Message::parse(frame) {
            Ok(message) => checksum(&message),
            Err(error) => u64::from(error.remainder),
        })
    })
}

#[divan::bench]
fn parse_mixed(bencher: Bencher<'_, '_>) {
    let frames = mixed();
    bencher
        .counter(ItemsCount::new(frames.len()))
        .bench(|| parse_all(black_box(&frames)));
}

#[divan::bench]
fn parse_long_flight(bencher: Bencher<'_, '_>) {
    let frames: Vec<Frame> = recorded_lines()
        .unwrap_or_default()
        .iter()
        .filter_map(|line| match line.item {
            Item::ModeS(heard) => Some(heard.frame),
            _ => None,
        })
        .collect();
    bencher
        .counter(ItemsCount::new(frames.len()))
        .bench(|| parse_all(black_box(&frames)));
}

#[divan::bench]
fn emit_mixed(bencher: Bencher<'_, '_>) {
    let messages = messages();
    bencher.counter(ItemsCount::new(messages.len())).bench(|| {
        for message in messages {
            black_box(message.emit());
        }
    });
}

#[divan::bench]
fn deframe_beast(bencher: Bencher<'_, '_>) {
    let mut out = [0; beast::LONGEST_EMITTED];
    let stream: Vec<u8> = heard()
        .iter()
        .flat_map(|&heard| beast::emit(Item::ModeS(heard), &mut out).to_vec())
        .collect();
    bencher.counter(ItemsCount::new(heard().len())).bench(|| {
        let mut deframer = beast::Deframer::new();
        for chunk in black_box(&stream).chunks(4_096) {
            deframer.items(chunk).for_each(|item| {
                black_box(item);
            });
        }
        assert_eq!(deframer.passed().items, u64::from(FRAMES));
    });
}

#[divan::bench]
fn emit_beast(bencher: Bencher<'_, '_>) {
    let heard = heard();
    bencher.counter(ItemsCount::new(heard.len())).bench(|| {
        let mut out = [0; beast::LONGEST_EMITTED];
        heard.iter().fold(0, |sum, &heard| {
            sum + black_box(beast::emit(Item::ModeS(heard), &mut out)).len()
        })
    });
}

#[divan::bench]
fn deframe_avr(bencher: Bencher<'_, '_>) {
    let mut out = [0; avr::LONGEST_EMITTED];
    let stream: Vec<u8> = heard()
        .iter()
        .filter_map(|&heard| avr::emit(Item::ModeS(heard), false, &mut out).map(<[u8]>::to_vec))
        .flatten()
        .collect();
    bencher.counter(ItemsCount::new(heard().len())).bench(|| {
        let mut deframer = avr::Deframer::new();
        deframer.items(black_box(&stream)).for_each(|item| {
            black_box(item);
        });
        assert_eq!(deframer.passed().items, u64::from(FRAMES));
    });
}

#[divan::bench]
fn csv_long_flight(bencher: Bencher<'_, '_>) {
    let bytes = recording().unwrap_or_default();
    let lines = bytes.split(|&byte| byte == b'\n').count();
    bencher.counter(ItemsCount::new(lines)).bench(|| {
        black_box(bytes)
            .split(|&byte| byte == b'\n')
            .filter_map(|line| csv::parse_line(line).ok())
            .fold(0_i64, |sum, line| sum ^ line.time_ns)
    });
}

#[divan::bench]
fn json_mixed(bencher: Bencher<'_, '_>) {
    let frames = mixed();
    let mut text = String::new();
    bencher
        .counter(ItemsCount::new(frames.len()))
        .bench_local(|| {
            for &frame in &frames {
                text.clear();
                let message = Message::parse(frame);
                let written = write_line(&mut text, frame, &message, &Context::default());
                assert!(written.is_ok());
                black_box(&text);
            }
        });
}

#[divan::bench]
fn cpr_global(bencher: Bencher<'_, '_>) {
    let pairs: Vec<_> = (0..FRAMES)
        .filter_map(|step| {
            let place = LatLon {
                lat_deg: f64::from(step) / 400.0 - 80.0,
                lon_deg: f64::from(step % 360) - 180.0,
            };
            let scale = cpr::Scale::Airborne;
            cpr::encode(place, scale, false).zip(cpr::encode(place, scale, true))
        })
        .collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| {
        black_box(&pairs).iter().fold(0.0, |sum, &(even, odd)| {
            sum + cpr::global_airborne(even, odd).map_or(0.0, |place| place.lon_deg)
        })
    });
}
