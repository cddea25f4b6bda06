//! Writes the seeds: small inputs of every kind, made by our own encoders, so that fuzzing begins inside the formats.
//!
//! `cargo run --example seeds` in this folder; the results are committed in `seeds/`.

use std::fs;
use std::path::Path;
use vigie_core::reception::Payload;
use vigie_fuzz::{Heard, T0};
use vigie_modes::Frame;
use vigie_modes::framing::{Heard as HeardFrame, Item, avr, beast, csv};

const SPECIFICATIONS: [(&str, &str); 3] = [
    (
        include_str!("../../crates/vigie-asterix/spec/cat034-1.29.spec"),
        "",
    ),
    (
        include_str!("../../crates/vigie-asterix/spec/cat048-1.32.spec"),
        include_str!("../../crates/vigie-asterix/spec/cat048-re-1.13.spec"),
    ),
    (
        include_str!("../../crates/vigie-asterix/spec/cat021-2.7.spec"),
        include_str!("../../crates/vigie-asterix/spec/cat021-re-1.5.spec"),
    ),
];
const CONFIGURATION: &str = include_str!("../../deploy/niger/vigie.toml");
/// Each transmission type once, and the other kinds of line.
const SBS: &str = "MSG,1,1,1,062001,1,2026/11/20,10:00:00.000,2026/11/20,10:00:00.100,NIG501,,,,,,,,,,,\r
MSG,2,1,1,062001,1,2026/11/20,10:00:00.000,2026/11/20,10:00:00.100,,0,12.5,270.0,13.48150,2.18360,,,,,,-1\r
MSG,3,1,1,062001,1,2026/11/20,10:00:00.000,2026/11/20,10:00:00.100,,35000,,,13.50000,2.20000,,,0,0,0,0\r
MSG,3,1,1,062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100,,35025,,,13.50200,2.20000,,,0,0,0,0\r
MSG,4,1,1,062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100,,,408.3,146.4,,,-64,,,,,\r
MSG,5,1,1,~062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100,,35000,,,,,,,0,,0,0\r
MSG,6,1,1,062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100,,35000H,,,,,,7700,-1,-1,-1,0\r
MSG,7,1,1,062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100,,35000,,,,,,,,,,0\r
MSG,8,1,1,062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100,,,,,,,,,,,,0\r
STA,,1,1,062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100,RM\r
ID,,1,1,062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100,NIG501\r
AIR,,1,1,062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100\r
CLK,,1,-1,,-1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.100\r
";
const ARRAY: &str = r#"[{"reply":[{"sensor":{"serial":"1"},"reply":"jUBrkFi5dYcLc4dU9IA="},{"reply":"AA=="}],"referenceTimestamp":"1664964959584373154"}]"#;
const OUTLINE: &str =
    r#"{"type":"Polygon","coordinates":[[[1.8,13.0],[2.6,13.0],[2.6,13.8],[1.8,13.0]]]}"#;

fn main() -> std::io::Result<()> {
    let frames: Vec<Item> = frames().collect();
    let mut out = [0; beast::LONGEST_EMITTED];
    let stream: Vec<u8> = frames
        .iter()
        .flat_map(|&item| beast::emit(item, &mut out).to_vec())
        .collect();
    write("beast", "positions", &stream)?;
    let mut out = [0; avr::LONGEST_EMITTED];
    let lines = frames
        .iter()
        .filter_map(|&item| Some(avr::emit(item, true, &mut out)?.to_vec()));
    write("avr", "positions", &lines.collect::<Vec<_>>().concat())?;
    let mut text = String::new();
    for &item in &frames {
        csv::write_line(
            &mut text,
            csv::Line {
                time_ns: T0.0,
                item,
            },
        )
        .expect("a string takes all");
    }
    write("csv", "positions", text.as_bytes())?;
    write("sbs", "lines", SBS.as_bytes())?;
    write("jet1090", "lines", json(&frames).as_bytes())?;
    write("jet1090", "array", ARRAY.as_bytes())?;

    for (name, block) in [("plots", plots()), ("sector", sector())] {
        write("asterix_decode", name, &block)?;
        write("asterix_round", name, &block)?;
        write("asterix_framing", &format!("{name}-raw"), &block)?;
        write("asterix_framing", &format!("{name}-pcap"), &pcap(&block))?;
        write(
            "asterix_framing",
            &format!("{name}-final"),
            &final_frame(&block),
        )?;
    }
    for (number, (text, expansion)) in SPECIFICATIONS.into_iter().enumerate() {
        let body = &plots()[3..];
        let seed = [text.as_bytes(), &[0], expansion.as_bytes(), &[0], body].concat();
        write("asterix_spec", &format!("category-{number}"), &seed)?;
    }
    let seed = [CONFIGURATION.as_bytes(), &[0], OUTLINE.as_bytes()].concat();
    write("config", "niger", &seed)
}

fn write(target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), bytes)
}

/// The frames as jet1090 writes them.
fn json(frames: &[Item]) -> String {
    let frames = frames.iter().filter_map(|item| match item {
        Item::ModeS(heard) => Some(heard.frame),
        _ => None,
    });
    let line = |(number, frame): (usize, Frame)| {
        format!(
            "{{\"timestamp\":1700000000.{number:06},\"frame\":\"{frame}\",\"df\":\"17\",\"metadata\":[{{\"system_timestamp\":\
             1700000000.1,\"nanoseconds\":{number},\"rssi\":-12.5,\"serial\":{number},\"name\":\"r\\u00f6f\"}}]}}\n"
        )
    };
    frames.enumerate().map(line).collect()
}

/// Four aircraft say where they are.
fn frames() -> impl Iterator<Item = Item> {
    (0..8_u8).filter_map(|step| {
        let place = i16::from(step) * 100;
        let said = Heard::Position {
            who: step / 2,
            lat: place,
            lon: -place,
            altitude_ft: 20_000,
            odd: step % 2 == 1,
        };
        let Payload::ModeS(reply) = said.reception(1, T0, 0)?.payload else {
            return None;
        };
        let frame = Frame::new(reply.frame()).ok()?;
        Some(Item::ModeS(HeardFrame {
            ticks: Some(0x1a00 + u64::from(step)),
            level: Some(0x1a),
            frame,
        }))
    })
}

/// A datagram of two blocks of plots.
fn plots() -> Vec<u8> {
    let plot = |who| Heard::Plot {
        who,
        rho: 0x2000,
        theta: 0x1234,
        level: 20_000,
        mode3a: 0o2301,
        age: 3,
    };
    [Some(1), None]
        .into_iter()
        .filter_map(|who| match plot(who).reception(0, T0, 0)?.payload {
            Payload::Asterix(bytes) => Some(bytes.into_vec()),
            Payload::ModeS(_) | Payload::BaseStation(_) => None,
        })
        .collect::<Vec<_>>()
        .concat()
}

/// A sector crossing of category 034.
fn sector() -> Vec<u8> {
    let spec = vigie_asterix::catalogue().get(34).expect("built in");
    let record = vigie_asterix::RecordBuilder::new(spec)
        .raw("010/SAC", 1)
        .and_then(|b| b.raw("010/SIC", 1))
        .and_then(|b| b.raw("000", 2))
        .and_then(|b| b.raw("030", 0x12_3456))
        .and_then(|b| b.raw("020", 0x40))
        .expect("in range")
        .build();
    let mut block = Vec::new();
    spec.write_block(&[record], &mut block).expect("fits");
    block
}

/// A capture file of one UDP datagram over IPv4 and Ethernet, twice.
fn pcap(payload: &[u8]) -> Vec<u8> {
    let udp = u16::try_from(payload.len() + 8).expect("small");
    let ip = udp + 20;
    let mut packet = vec![0; 12];
    packet.extend([0x08, 0x00, 0x45, 0x00]);
    packet.extend(ip.to_be_bytes());
    packet.extend([0, 0, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 239, 0, 0, 1]);
    packet.extend([0x21, 0x34, 0x21, 0x34]);
    packet.extend(udp.to_be_bytes());
    packet.extend([0, 0]);
    packet.extend(payload);
    let mut file = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65_535, 1] {
        file.extend(word.to_le_bytes());
    }
    for second in [1_700_000_000_u32, 1_700_000_001] {
        let len = u32::try_from(packet.len()).expect("small");
        for word in [second, 7, len, len] {
            file.extend(word.to_le_bytes());
        }
        file.extend(&packet);
    }
    file
}

/// A FINAL frame: length, board and line, day, time; the payload; its trailer.
fn final_frame(payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(payload.len() + 12).expect("small");
    let mut frame = len.to_be_bytes().to_vec();
    frame.extend([0, 1, 1, 0, 0x10, 0]);
    frame.extend(payload);
    frame.extend([0xa5; 4]);
    frame
}
