//! Properties over values and over arbitrary bytes.

mod common;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fs;
use vigie_modes::adsb::quality::TransmitterState;
use vigie_modes::adsb::{Layout, Squitter};
use vigie_modes::bits::{Header, Me};
use vigie_modes::cpr::{self, Cpr, LatLon, Scale};
use vigie_modes::framing::{Item, avr, beast, csv, detect, sbs};
use vigie_modes::json::{Context, write_line};
use vigie_modes::message::{CommBAltitude, CommBIdentity, ExtendedSquitter, LongAirAir, Sender};
use vigie_modes::{AddressKind, Error, Frame, Message, crc};

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

    /// Each control field of DF 18 and application field of DF 19, each type
    /// code: nothing is lost, and nothing gained.
    #[test]
    fn every_service_comes_back(
        military in any::<bool>(), field in 0..8_u32, address in 0..1_u32 << 24, me in me_fields(),
    ) {
        let df = if military { 19 } else { 18 };
        let frame = frame_of(df << 27 | field << 24 | address, me, 0);
        let message = Message::parse(frame).expect("the parity holds");
        prop_assert_eq!(message.emit(), frame);
        prop_assert_eq!(Message::parse(message.emit()), Ok(message));
        match message {
            Message::Military(said) => {
                prop_assert_eq!((military, said.application()), (true, field.to_le_bytes()[0]));
                prop_assert_eq!(&said.bytes()[..], &frame.as_bytes()[1..]);
            }
            Message::ExtendedSquitter(said) => {
                prop_assert!(!military || field == 0);
                prop_assert_eq!(said.squitter.emit(), Me::new(me));
                let icao = said.address().kind() == AddressKind::Icao;
                prop_assert_eq!(icao, field == 0);
                let number = said.icao_of_target();
                prop_assert!(number.is_none_or(|number| number == address));
                prop_assert!(!icao || number.is_some());
                prop_assert!(number.is_none() || matches!(field, 0 | 2 | 3 | 6));
                prop_assert!(said.mode_a_track().is_none() || matches!(field, 2 | 3));
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

    /// What a layout reads another service's bits as comes back as well.
    #[test]
    fn every_layout_reads_any_bits(me in me_fields()) {
        let me = Me::new(me);
        for layout in [Layout::AdsB, Layout::TisB, Layout::CoarseTisB, Layout::Untyped] {
            let said = Squitter::parse_as(me, layout);
            prop_assert_eq!(said.emit(), me);
            prop_assert_eq!(Squitter::parse_as(said.emit(), layout), said);
        }
    }

    /// Learning from anything and asking about anything never fails, and a
    /// category above 11 is never made.
    #[test]
    fn quality_takes_anything(
        fields in prop::collection::vec((0..8_u32, me_fields()), 1..20),
    ) {
        let mut state = TransmitterState::default();
        for (field, me) in fields {
            let frame = frame_of(18 << 27 | field << 24 | 0x1234, me, 0);
            let Ok(Message::ExtendedSquitter(said)) = Message::parse(frame) else {
                panic!("format 18");
            };
            state.learn(&said);
            if let Some(integrity) = state.integrity(&said) {
                prop_assert!(integrity.nic <= 11);
                let radius = integrity.containment_radius_m;
                prop_assert!(radius.is_none_or(|radius| (7.0..40_000.0).contains(&radius)));
            }
            prop_assert!(state.position_error_m(&said).is_none_or(|error| error >= 3.0));
            prop_assert!(state.velocity_error_mps().is_none_or(|error| error > 0.0));
        }
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
        // No name twice.
        let names = value.as_object().expect("an object").len();
        prop_assert_eq!(text.matches("\":").count(), names, "{}", text);
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
        for line in bytes.split(|byte| *byte == b'\n') {
            // read or refused, never a panic; what is read is written as a line that reads the same
            if let Ok((record, _)) = sbs::parse_line(line) {
                let mut text = String::new();
                sbs::write_line(&mut text, &record).expect("a string takes all");
                assert_eq!(sbs::parse_line(text.as_bytes()), Ok((record, 0)), "{text}");
            }
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

/// Of a frame of every format: cut at every length, each bit turned, and all
/// bits zero but the format's.
#[test]
fn cut_turned_and_empty_frames() {
    for df in 0..32_u32 {
        let field = Me::new(0x58_c382_d690_c8ac).value();
        let frame = frame_of(df << 27 | 5 << 24 | 0x40_621d, field, 0);
        let bytes = frame.as_bytes();
        for length in 0..=20 {
            let cut: Vec<u8> = bytes.iter().copied().chain([0; 7]).take(length).collect();
            let expected = match length {
                7 | 14 if length == bytes.len() => Ok(frame),
                7 | 14 => Err(Error::Format {
                    df: frame.df(),
                    length,
                }),
                _ => Err(Error::Length(length)),
            };
            // A short frame has seven bytes after it to be cut from.
            if length <= bytes.len() + 7 {
                assert_eq!(Frame::new(&cut), expected, "{df} {length}");
            }
        }
        for number in 1..=bytes.len() * 8 {
            let Some(turned) = frame.with_bit_flipped(number) else {
                assert_eq!(number, 1);
                continue;
            };
            if let Ok(message) = Message::parse(turned) {
                assert_eq!(message.emit(), turned);
                assert!(!matches!(turned.df(), 17 | 18), "{df} {number}");
            } else if turned.df() == frame.df() {
                assert_eq!(
                    turned
                        .corrected(0, 1)
                        .map(|(right, _)| right)
                        .filter(|_| number > 5),
                    (number > 5).then_some(frame)
                );
            }
        }
        let mut zeros = vec![0; bytes.len()];
        zeros[0] = bytes[0] & 0xf8;
        let zeros = Frame::new(&zeros).expect("the length fits");
        if let Ok(message) = Message::parse(zeros) {
            assert_eq!(message.emit(), zeros);
            let mut text = String::new();
            write_line(&mut text, zeros, &Ok(message), &Context::default()).expect("a string");
            let value: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
            assert_eq!(value["df"], u64::from(zeros.df()));
        }
    }
}
