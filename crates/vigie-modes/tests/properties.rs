//! Properties over values and over arbitrary bytes.

mod common;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fs;
use vigie_modes::adsb::Squitter;
use vigie_modes::bits::{Header, Me};
use vigie_modes::cpr::{self, Cpr, LatLon, Scale};
use vigie_modes::framing::{Item, avr, beast, csv, detect};
use vigie_modes::json::{Context, write_line};
use vigie_modes::message::{CommBAltitude, CommBIdentity, ExtendedSquitter, LongAirAir, Sender};
use vigie_modes::{Frame, Message, crc};

/// The long or short frame with this header and payload whose parity leaves
/// `overlay`, built here from the parity alone.
fn frame_of(header: u32, payload: u64, overlay: u32) -> Frame {
    let head = header.to_be_bytes();
    let mut bytes = head.to_vec();
    let parity = if header >> 31 == 1 {
        bytes.extend(Me::new(payload).to_bytes());
        crc::long(bytes[..].try_into().expect("eleven bytes"))
    } else {
        crc::short(head)
    };
    bytes.extend(&(parity ^ overlay & 0x00ff_ffff).to_be_bytes()[1..]);
    Frame::new(&bytes).expect("the length fits")
}

/// A header of any format read here, its other bits arbitrary.
fn headers() -> impl Strategy<Value = u32> {
    let formats = prop::sample::select(vec![0_u32, 4, 5, 11, 16, 17, 18, 19, 20, 21, 24, 31]);
    (formats, any::<u32>()).prop_map(|(df, rest)| df << 27 | rest >> 5)
}

/// An overlay such that most frames parse.
fn overlays() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), 0..128_u32, any::<u32>()]
}

/// An ME field of any type code, each as likely.
fn me_fields() -> impl Strategy<Value = u64> {
    (0..32_u64, any::<u64>()).prop_map(|(code, rest)| code << 51 | rest >> 13)
}

/// The same cases every time.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 20_000,
        rng_seed: RngSeed::Fixed(1090),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn emit_undoes_parse(header in headers(), me in me_fields(), overlay in overlays()) {
        let frame = frame_of(header, me, overlay);
        match Message::parse(frame) {
            Ok(message) => {
                prop_assert_eq!(message.emit(), frame);
                prop_assert_eq!(message.df(), frame.df());
                prop_assert_eq!(Message::parse(message.emit()), Ok(message));
            }
            Err(error) => {
                prop_assert!(matches!(frame.df(), 11 | 17..=19));
                prop_assert_eq!(error.remainder, overlay & 0x00ff_ffff);
            }
        }
    }

    #[test]
    fn every_me_field_comes_back(me in me_fields()) {
        let me = Me::new(me);
        prop_assert_eq!(Squitter::parse(me).emit(), me);
    }

    #[test]
    fn every_line_is_json(header in headers(), me in me_fields(), overlay in overlays()) {
        let frame = frame_of(header, me, overlay);
        let mut text = String::new();
        let place = LatLon { lat_deg: f64::NAN, lon_deg: f64::INFINITY };
        let context = Context {
            receiver: Some("\u{0}\"\\é"),
            place: Some(place),
            ..Context::default()
        };
        write_line(&mut text, frame, &Message::parse(frame), &context).expect("a string takes all");
        let value: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
        let nulls = value.as_object().expect("an object").values().filter(|v| v.is_null());
        prop_assert_eq!(nulls.count(), 1);
        prop_assert_eq!(&value["raw"], &frame.to_string());
    }

    #[test]
    fn cpr_takes_anything(
        lat in any::<u32>(), lon in any::<u32>(), other in any::<u32>(),
        ref_lat in any::<f64>(), ref_lon in any::<f64>(),
    ) {
        let even = Cpr { odd: false, lat, lon };
        let odd = Cpr { odd: true, lat: other, lon: other ^ lon };
        let reference = LatLon { lat_deg: ref_lat, lon_deg: ref_lon };
        let places = [
            cpr::global_airborne(even, odd),
            cpr::global_airborne(odd, even),
            cpr::global_surface(even, odd, reference),
            cpr::local(odd, Scale::Airborne, reference),
            cpr::local(even, Scale::Surface, reference),
        ];
        for place in places.into_iter().flatten() {
            prop_assert!((-90.0..=90.0).contains(&place.lat_deg), "{:?}", place);
            prop_assert!((-180.0..180.0).contains(&place.lon_deg), "{:?}", place);
        }
    }

    #[test]
    fn any_chunks_of_any_bytes_are_read_alike(
        bytes in prop::collection::vec(stream_bytes(), 0..400), size in 1..50_usize,
    ) {
        prop_assert_eq!(read(&bytes, size), read(&bytes, bytes.len().max(1)));
    }
}

/// Bytes that framings care about, more often than others.
fn stream_bytes() -> impl Strategy<Value = u8> {
    prop_oneof![
        any::<u8>(),
        Just(0x1a_u8),
        prop::sample::select(b"1234*@<;\r\n,.\"0a8d".to_vec()),
    ]
}

/// Everything that reads bytes reads these; the items and the counts.
fn read(bytes: &[u8], size: usize) -> (Vec<Item>, Vec<u64>) {
    let mut beast = beast::Deframer::new();
    let mut avr = avr::Deframer::new();
    let mut items = Vec::new();
    for chunk in bytes.chunks(size) {
        items.extend(beast.items(chunk));
    }
    for chunk in bytes.chunks(size) {
        items.extend(avr.items(chunk));
    }
    for line in bytes.split(|&byte| byte == b'\n') {
        items.extend(csv::parse_line(line).map(|line| line.item));
    }
    for item in &items {
        if let Item::ModeS(heard) = item
            && let Ok(message) = Message::parse(heard.frame)
        {
            assert_eq!(message.emit(), heard.frame);
        }
    }
    let _framing = detect(bytes);
    let _frame = Frame::new(bytes);
    let _frame = Frame::from_hex_bytes(bytes);
    let counts = [beast.passed(), avr.passed()].map(|passed| {
        let bytes = bytes.len() as u64;
        assert!(passed.skipped_bytes <= bytes, "{passed:?} of {bytes}");
        [
            passed.items,
            passed.skipped_bytes,
            passed.bad_frames,
            passed.broken,
        ]
    });
    (items, counts.concat())
}

#[test]
fn inputs_that_once_upset_decoders() {
    let Some(folder) = common::shared("fuzz_corpus") else {
        return;
    };
    let (mut files, mut items) = (0, 0);
    for entry in fs::read_dir(folder).expect("readable") {
        let bytes = fs::read(entry.expect("readable").path()).expect("readable");
        let whole = read(&bytes, bytes.len().max(1));
        for size in [1, 2, 3, 17, 64] {
            assert_eq!(read(&bytes, size), whole);
        }
        files += 1;
        items += whole.0.len();
    }
    assert_eq!(files, 246);
    assert!(items > 1_000, "{items}");
}

/// A value out of its field's range is cut to it, and harms no other field.
#[test]
fn values_beyond_their_fields_stay_in_them() {
    let long = |message: &Message| {
        let frame = message.emit();
        let again = Message::parse(frame).expect("the parity holds");
        assert_eq!(again.emit(), frame);
        assert_eq!(again.df(), message.df());
        frame
    };
    let frame = frame_of(20 << 27, u64::MAX, 0x40_1234);
    let Ok(Message::CommBAltitude(mut value)) = Message::parse(frame) else {
        panic!("format 20");
    };
    value.reply.status.flight_status = 255;
    let wrong = long(&Message::CommBAltitude(value));
    assert_eq!(wrong.header(), Header::new(20 << 27 | 7 << 24));
    let CommBAltitude { reply: _, mb } = value;
    let Ok(Message::CommBIdentity(CommBIdentity { mut reply, mb: _ })) =
        Message::parse(frame_of(21 << 27, 0, 1))
    else {
        panic!("format 21");
    };
    reply.status.utility = 255;
    long(&Message::CommBIdentity(CommBIdentity { reply, mb }));
    let Ok(Message::LongAirAir(LongAirAir { mut air_air, mv })) =
        Message::parse(frame_of(16 << 27, 0, 1))
    else {
        panic!("format 16");
    };
    air_air.reserved = [255; 3];
    long(&Message::LongAirAir(LongAirAir { air_air, mv }));
    long(&Message::ExtendedSquitter(ExtendedSquitter {
        sender: Sender::Other(255),
        address: u32::MAX,
        squitter: Squitter::Other(Me::new(u64::MAX)),
    }));
}
