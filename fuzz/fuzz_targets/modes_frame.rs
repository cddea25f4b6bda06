//! Any 14 bytes as a frame, as they are and with a parity that holds: parsed, written again, shown as JSON.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_fuzz::with_parity;
use vigie_modes::cpr::LatLon;
use vigie_modes::json::{Context, write_line};
use vigie_modes::{Frame, Message};

fn examine(bytes: &[u8]) {
    let Ok(frame) = Frame::new(bytes) else { return };
    assert_eq!(Frame::from_hex(&frame.to_string()), Ok(frame));
    let parsed = Message::parse(frame);
    if let Ok(message) = parsed {
        assert_eq!(message.emit(), frame);
        assert_eq!(Message::parse(message.emit()), Ok(message));
    }
    let place = Some(LatLon {
        lat_deg: 13.5,
        lon_deg: f64::NAN,
    });
    let mut line = String::new();
    for context in [
        Context::default(),
        Context {
            place,
            receiver: Some("\"\\\n"),
            ..Context::default()
        },
    ] {
        line.clear();
        write_line(&mut line, frame, &parsed, &context).expect("a string takes all");
        assert!(
            line.ends_with("}\n") && line.matches('\n').count() == 1,
            "{line}"
        );
    }
}

fuzz_target!(|input: (&[u8], [u8; 11], u32)| {
    let (bytes, contents, overlay) = input;
    examine(bytes);
    let _ = Frame::from_hex_bytes(bytes).map(|frame| Message::parse(frame));
    for overlay in [0, overlay % 128, overlay] {
        examine(&with_parity(contents, overlay));
    }
});
