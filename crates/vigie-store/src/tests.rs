//! What is written is read, whatever happens to the file in between.

use super::*;
use proptest::prelude::*;
use std::io::{self, Cursor, Write};
use vigie_core::alert::AlertId;
use vigie_core::command::{Command, Order};
use vigie_core::picture::Mode;
use vigie_core::reception::{BaseStationLine, ModeSReply, Payload, Reception, Stamp};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Ticks, UtcNs};

type Step = (UtcNs, Vec<Reception>, Vec<Command>);

/// 2026-11-20T10:00:00Z.
const START: i64 = 1_795_168_800_000_000_000;

fn header() -> RecordingHeader {
    RecordingHeader {
        software: "vigie 0.1.0".to_owned(),
        mode: Mode::Exercise,
        config_toml: "[site]\nname = \"FIR Niamey\"\n".to_owned(),
        sensors: vec![
            "Niamey".to_owned(),
            "Agadez / Nord".to_owned(),
            String::new(),
        ],
        started: UtcNs(START),
    }
}

/// A tenth of a second each: two frames, now and then a datagram, a command or nothing.
fn some_steps(count: i64) -> Vec<Step> {
    (0..count)
        .map(|n| {
            let now = UtcNs(START + n * 100_000_000);
            let frame: Vec<u8> = (0..14_u8)
                .map(|b| b.wrapping_mul(37) ^ n.to_le_bytes()[0])
                .collect();
            let mut receptions = Vec::new();
            if n % 5 != 0 {
                let stamp = Stamp::Counter(Ticks(n.cast_unsigned() * 12_000));
                for (frame, level) in [(&frame[..], Some(n.to_le_bytes()[0])), (&frame[..7], None)]
                {
                    let reply = ModeSReply::new(frame, stamp, level).expect("a frame");
                    receptions.push(reception(0, now.0 - 5, Payload::ModeS(reply)));
                }
            }
            if n % 3 == 0 {
                let blocks = vec![48, 0, 6, 1, 2, n.to_le_bytes()[0]];
                receptions.push(reception(1, now.0 - 1, Payload::Asterix(blocks.into())));
            }
            let commands = if n % 7 == 3 {
                vec![command(now.0, "A. Moussa", 17)]
            } else {
                Vec::new()
            };
            (now, receptions, commands)
        })
        .collect()
}

fn reception(sensor: u16, heard: i64, payload: Payload) -> Reception {
    Reception {
        sensor: SensorId(sensor),
        heard: UtcNs(heard),
        payload,
    }
}

fn command(at: i64, by: &str, id: u32) -> Command {
    Command {
        at: UtcNs(at),
        by: by.to_owned(),
        order: Order::Acknowledge(AlertId(id)),
    }
}

/// A finished recording, flushed after so many steps each.
fn recording(steps: &[Step], flush_each: usize) -> Vec<u8> {
    let mut recorder = Recorder::new(Vec::new(), "test", &header()).expect("begins");
    for (index, (now, receptions, commands)) in steps.iter().enumerate() {
        recorder
            .write_step(*now, receptions, commands)
            .expect("writes");
        if index % flush_each == flush_each - 1 {
            recorder.flush().expect("flushes");
        }
    }
    recorder.finish().expect("finishes")
}

/// Every step that can be read, every fault that was said, and the summary.
fn read(bytes: &[u8]) -> Result<(Vec<Step>, Vec<StoreFault>, ReadSummary), StoreError> {
    let (_, mut reader) = Reader::new(bytes, "test")?;
    let (mut steps, mut faults) = (Vec::new(), Vec::new());
    loop {
        let (mut receptions, mut commands) = (Vec::new(), Vec::new());
        match reader.next_step(&mut receptions, &mut commands) {
            Ok(Some(now)) => steps.push((now, receptions, commands)),
            Ok(None) => return Ok((steps, faults, reader.summary())),
            Err(error) => faults.push(error.fault),
        }
        assert!(faults.len() < 100_000, "faults without end");
    }
}

fn any_payload() -> impl Strategy<Value = Payload> {
    let stamp = prop_oneof![
        Just(Stamp::None),
        any::<u64>().prop_map(|ticks| Stamp::Counter(Ticks(ticks))),
        any::<u64>().prop_map(Stamp::GnssOfDay),
    ];
    prop_oneof![
        (any::<[u8; 14]>(), any::<bool>(), stamp, any::<Option<u8>>()).prop_map(
            |(bytes, long, stamp, level)| {
                let frame = if long { &bytes[..] } else { &bytes[..7] };
                Payload::ModeS(ModeSReply::new(frame, stamp, level).expect("a frame"))
            }
        ),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(|b| Payload::Asterix(b.into())),
        prop::collection::vec(any::<u8>(), 1..256)
            .prop_map(|b| Payload::BaseStation(BaseStationLine::new(&b).expect("a line"))),
    ]
}

fn any_time() -> impl Strategy<Value = i64> {
    prop_oneof![
        Just(i64::MIN),
        Just(i64::MAX),
        Just(-1),
        Just(0),
        any::<i64>(),
        START..START + 86_400_000_000_000,
    ]
}

fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let sensor = prop_oneof![4 => 0_u16..4, 1 => Just(65_533_u16)];
    let receptions = prop::collection::vec(
        (sensor, any_time(), any_payload()).prop_map(|(s, t, p)| reception(s, t, p)),
        0..8,
    );
    let commands = prop::collection::vec(
        (any_time(), any::<String>(), any::<u32>()).prop_map(|(t, by, id)| command(t, &by, id)),
        0..3,
    );
    prop::collection::vec((any_time().prop_map(UtcNs), receptions, commands), 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_written_is_read(steps in any_steps(), flush_each in 1_usize..6) {
        let bytes = recording(&steps, flush_each);
        let (got, faults, summary) = read(&bytes).expect("reads");
        prop_assert!(faults.is_empty(), "{:?}", faults);
        prop_assert_eq!(summary.steps, steps.len() as u64);
        prop_assert!(!summary.truncated);
        prop_assert_eq!(summary.lost_bytes, 0);
        prop_assert_eq!(got, steps);
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read(&bytes).is_err());
        // behind the magic, and behind a sound beginning
        let mut file = mcap::MAGIC.to_vec();
        file.extend(&bytes);
        prop_assert!(read(&file).is_err());
        let mut file = recording(&some_steps(3), 1);
        file.truncate(file.len() / 2);
        file.extend(&bytes);
        let read = read(&file);
        prop_assert!(read.is_ok());
    }

    #[test]
    fn any_message_is_understood_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..40), kind in 0_u8..4) {
        let mut data = vec![kind];
        data.extend(&bytes);
        if let Ok(payload) = wire::payload(&data) {
            let mut again = Vec::new();
            wire::put_payload(&mut again, &payload);
            prop_assert_eq!(&again, &data);
        }
        let json = format!("{{\"at\":{kind},\"by\":\"x\",\"order\":{bytes:?}}}");
        prop_assert!(orders::command(json.as_bytes()).is_err());
        prop_assert!(orders::command(&bytes).is_err());
    }
}

#[test]
fn the_header_comes_back() {
    let bytes = recording(&[], 1);
    let (got, _) = Reader::new(&bytes[..], "test").expect("reads");
    assert_eq!(got, header());
}

#[test]
fn a_file_cut_anywhere_gives_the_steps_before_the_cut() {
    let steps = some_steps(60);
    let bytes = recording(&steps, 10);
    let mut most = 0;
    for cut in 0..bytes.len() {
        match read(&bytes[..cut]) {
            Err(error) => assert_eq!(most, 0, "{error}"),
            Ok((got, faults, summary)) => {
                assert!(faults.is_empty(), "{cut}: {faults:?}");
                assert_eq!(got[..], steps[..got.len()], "{cut}");
                assert!(got.len() >= most, "{cut}: more bytes, fewer steps");
                assert_eq!(got.len() % 10, 0, "{cut}: whole chunks");
                // without the footer the file is not whole, even when nothing is missing
                assert_eq!(
                    summary.truncated,
                    cut < bytes.len() - mcap::MAGIC.len(),
                    "{cut}"
                );
                most = got.len();
            }
        }
    }
    assert_eq!(most, 60);
}

#[test]
fn a_flipped_bit_costs_little_and_is_said() {
    let steps = some_steps(60);
    let bytes = recording(&steps, 10);
    let header_end = {
        let empty = Recorder::new(Vec::new(), "test", &header()).expect("begins");
        usize::try_from(empty.bytes_written()).expect("small")
    };
    let data_end = record_offsets(&bytes, 0x0f)[0];
    let (mut unsaid, mut lost_at_most) = (0, 0);
    for at in 0..bytes.len() {
        for bit in [0, 3, 7] {
            let mut file = bytes.clone();
            file[at] ^= 1 << bit;
            let Ok((got, faults, summary)) = read(&file) else {
                assert!(at < header_end, "{at}");
                continue;
            };
            // what is given was written, in its order
            let mut from = steps.iter();
            assert!(got.iter().all(|step| from.any(|s| s == step)), "{at}.{bit}");
            if got.len() < steps.len() {
                assert!(
                    !faults.is_empty() || summary.truncated,
                    "{at}.{bit}: lost in silence"
                );
            }
            if !summary.truncated && faults.iter().all(StoreFault::is_passable) {
                lost_at_most = lost_at_most.max(steps.len() - got.len());
            }
            if faults.is_empty() && !summary.truncated && at < data_end {
                eprintln!("{at}.{bit}: nobody noticed");
                unsaid += 1;
            }
        }
    }
    assert_eq!(unsaid, 0, "flips in the data that nobody noticed");
    assert!(
        lost_at_most <= 10,
        "{lost_at_most}: a damaged chunk costs itself only"
    );
}

#[test]
fn a_process_killed_loses_what_was_not_flushed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("killed.mcap");
    let steps = some_steps(50);
    let mut recorder = FileRecorder::create(&path, &header()).expect("begins");
    let (_, mut reader) = Reader::open(&path).expect("the header is on disk at once");
    let none = reader.next_step(&mut Vec::new(), &mut Vec::new());
    assert_eq!(none.expect("no fault"), None);
    for (index, (now, receptions, commands)) in steps.iter().enumerate() {
        recorder
            .write_step(*now, receptions, commands)
            .expect("writes");
        if index == 39 {
            recorder.flush().expect("flushes");
        }
    }
    // as the file is now, so SIGKILL leaves it
    let bytes = std::fs::read(&path).expect("reads");
    assert_eq!(recorder.bytes_written(), bytes.len() as u64);
    let (got, faults, summary) = read(&bytes).expect("opens");
    assert!(faults.is_empty());
    assert_eq!(got, steps[..40]);
    assert!(summary.truncated);
    recorder.finish().expect("finishes");
    let bytes = std::fs::read(&path).expect("reads");
    assert_eq!(read(&bytes).expect("opens").0, steps);
    // and it is never written over
    let error = FileRecorder::create(&path, &header()).expect_err("refused");
    assert!(error.to_string().contains("never written over"), "{error}");
}

#[test]
fn a_chunk_that_is_overwritten_costs_its_steps_only() {
    let steps = some_steps(300);
    let bytes = recording(&steps, 100);
    // the second of the three chunks with steps
    let mut file = bytes.clone();
    let chunks = record_offsets(&bytes, 0x06);
    assert_eq!(chunks.len(), 4, "one of channels, three of steps");
    let middle = chunks[2] + 200;
    file[middle..middle + 16].fill(0xaa);
    let (got, faults, summary) = read(&file).expect("opens");
    assert_eq!(got[..100], steps[..100]);
    assert_eq!(got[100..], steps[200..]);
    assert_eq!(summary.lost_steps, 100);
    let [StoreFault::Chunk { offset, .. }] = faults[..] else {
        panic!("{faults:?}");
    };
    assert_eq!(offset, chunks[2] as u64);
}

/// Where the records of one kind begin.
fn record_offsets(bytes: &[u8], opcode: u8) -> Vec<usize> {
    let (mut at, mut found) = (mcap::MAGIC.len(), Vec::new());
    while at + 9 <= bytes.len() - mcap::MAGIC.len() {
        if bytes[at] == opcode {
            found.push(at);
        }
        let length = u64::from_le_bytes(bytes[at + 1..at + 9].try_into().expect("eight"));
        at += 9 + usize::try_from(length).expect("small");
    }
    found
}

#[test]
fn a_chunk_that_is_cut_out_is_missed() {
    let steps = some_steps(300);
    let mut file = recording(&steps, 100);
    let chunk = record_offsets(&file, 0x06)[2];
    file[chunk] = 0x80; // a private record, which readers must pass over
    let (got, faults, _) = read(&file).expect("opens");
    assert_eq!(got.len(), 200);
    assert!(
        matches!(faults[..], [StoreFault::Gap { steps: 100, .. }]),
        "{faults:?}"
    );
}

#[test]
fn a_step_may_be_larger_than_a_chunk() {
    let blocks: Box<[u8]> = (0..3_000_000_u32)
        .map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0])
        .collect();
    let receptions: Vec<Reception> = (0..12)
        .map(|n| reception(0, n, Payload::Asterix(blocks.clone())))
        .collect();
    let steps = vec![
        (UtcNs(1), receptions, Vec::new()),
        (UtcNs(2), Vec::new(), Vec::new()),
    ];
    let bytes = recording(&steps, 1);
    assert!(record_offsets(&bytes, 0x06).len() > 3);
    let (got, faults, _) = read(&bytes).expect("opens");
    assert!(faults.is_empty());
    assert!(got == steps);
}

#[test]
fn what_is_no_recording_says_so() {
    let foreign = {
        let mut out = Cursor::new(Vec::new());
        let mut writer = mcap::Writer::new(&mut out).expect("begins");
        let channel = writer
            .add_channel(0, "/chatter", "json", &std::collections::BTreeMap::new())
            .expect("adds");
        let header = mcap::records::MessageHeader {
            channel_id: channel,
            sequence: 0,
            log_time: 0,
            publish_time: 0,
        };
        writer
            .write_to_known_channel(&header, b"{}")
            .expect("writes");
        writer.finish().expect("finishes");
        drop(writer);
        out.into_inner()
    };
    let newer = {
        let bytes = recording(&[], 1);
        let at = bytes
            .windows(6)
            .position(|w| w == b"layout")
            .expect("there")
            + 6
            + 4;
        let mut bytes = bytes;
        bytes[at] = b'2';
        bytes
    };
    for (bytes, expected) in [
        (&[][..], "is empty"),
        (b"{}", "no MCAP file"),
        (b"\x1a\x33\x00\x00\x00\x00\x00\x00\x00", "no MCAP file"),
        (&mcap::MAGIC[..7], "no MCAP file"),
        (mcap::MAGIC, "ends before its header"),
        (&foreign, "no header of ours"),
        (&newer, "layout is \"2\""),
    ] {
        let error = read(bytes).expect_err("refused").to_string();
        assert!(
            error.starts_with("recording test: ") && error.contains(expected),
            "{error}"
        );
    }
    let missing = Reader::open(std::path::Path::new("no/such.mcap")).expect_err("refused");
    assert_eq!(
        missing.to_string(),
        "recording no/such.mcap: it cannot be read"
    );
    assert!(std::error::Error::source(&missing).is_some());
}

#[test]
fn lengths_are_not_believed() {
    let mut base = recording(&[], 1);
    base.truncate(record_offsets(&base, 0x0f)[0]); // up to the end of the data
    let record = |opcode: u8, length: u64, content: &[u8]| {
        let mut file = base.clone();
        file.push(opcode);
        file.extend(length.to_le_bytes());
        file.extend(content);
        file
    };
    // a record of 2^63 bytes; one of 60 MB that is not there
    let (_, faults, _) = read(&record(0x06, 1 << 63, &[])).expect("opens");
    assert!(
        matches!(faults[..], [StoreFault::Framing { .. }]),
        "{faults:?}"
    );
    let (_, faults, summary) = read(&record(0x06, 60_000_000, &[0; 100])).expect("opens");
    assert!(
        faults.is_empty() && summary.truncated && summary.lost_bytes == 109,
        "{summary:?}"
    );
    // a chunk that says it holds 2^60 bytes once decompressed
    for crc in [0_u32, 1] {
        let mut chunk = Vec::new();
        chunk.extend([0; 16]);
        chunk.extend((1_u64 << 60).to_le_bytes());
        chunk.extend(crc.to_le_bytes());
        chunk.extend(4_u32.to_le_bytes());
        chunk.extend(b"zstd");
        chunk.extend(8_u64.to_le_bytes());
        chunk.extend([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]);
        let (_, faults, _) = read(&record(0x06, chunk.len() as u64, &chunk)).expect("opens");
        assert!(
            matches!(faults[..], [StoreFault::Chunk { .. }]),
            "{faults:?}"
        );
    }
}

/// A disk that is full after so many bytes.
struct FullDisk {
    bytes: Vec<u8>,
    room: usize,
}

impl Write for &mut FullDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = bytes.len().min(self.room - self.bytes.len());
        if n == 0 {
            return Err(io::Error::other("no space left"));
        }
        self.bytes.extend(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error_and_what_was_flushed_stays() {
    let steps = some_steps(100);
    let whole = recording(&steps, 10).len();
    for room in (0..whole).step_by(37) {
        let mut disk = FullDisk {
            bytes: Vec::new(),
            room,
        };
        let mut flushed = 0;
        let Ok(mut recorder) = Recorder::new(&mut disk, "test", &header()) else {
            continue;
        };
        let mut failed = false;
        for (index, (now, receptions, commands)) in steps.iter().enumerate() {
            let wrote = recorder.write_step(*now, receptions, commands).is_ok();
            let done = wrote && (index % 10 != 9 || recorder.flush().is_ok());
            failed |= !done;
            if index % 10 == 9 && done {
                assert!(!failed, "it healed");
                flushed = index + 1;
            }
        }
        failed |= recorder.finish().is_err();
        assert!(failed, "{room} of {whole}");
        let (got, _, _) = read(&disk.bytes).expect("the header is there");
        assert!(got.len() >= flushed, "{room}: {} of {flushed}", got.len());
        assert_eq!(got[..], steps[..got.len()]);
    }
}

#[test]
fn too_much_is_refused_before_anything_is_written() {
    let mut recorder = Recorder::new(Vec::new(), "test", &header()).expect("begins");
    let large = vec![0; INPUT_BYTES_MAX].into_boxed_slice();
    let frame = ModeSReply::new(&[0; 7], Stamp::None, None).expect("a frame");
    for receptions in [
        vec![
            reception(0, 1, Payload::ModeS(frame)),
            reception(0, 0, Payload::Asterix(large)),
        ],
        vec![
            reception(0, 1, Payload::ModeS(frame)),
            reception(65_534, 1, Payload::ModeS(frame)),
        ],
    ] {
        let error = recorder
            .write_step(UtcNs(0), &receptions, &[])
            .expect_err("refused");
        assert!(
            matches!(error.fault, StoreFault::TooLarge { .. }),
            "{error}"
        );
    }
    recorder.write_step(UtcNs(7), &[], &[]).expect("writes");
    let bytes = recorder.finish().expect("finishes");
    let (got, faults, _) = read(&bytes).expect("opens");
    assert_eq!(
        (got, faults.len()),
        (vec![(UtcNs(7), Vec::new(), Vec::new())], 0)
    );
    let mut huge = header();
    huge.config_toml = "#".repeat(HEADER_BYTES_MAX);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("huge.mcap");
    assert!(FileRecorder::create(&path, &huge).is_err());
    assert!(!path.exists());
}

#[test]
fn other_programs_can_read_it() {
    let steps = some_steps(40);
    let bytes = recording(&steps, 10);
    let mut counts = std::collections::BTreeMap::new();
    for message in mcap::MessageStream::new(&bytes).expect("opens") {
        let message = message.expect("reads");
        *counts.entry(message.channel.topic.clone()).or_insert(0) += 1;
        if message.channel.topic == "/command" {
            assert_eq!(message.channel.message_encoding, "json");
            let text = str::from_utf8(&message.data).expect("text");
            assert!(text.contains("\"by\":\"A. Moussa\""), "{text}");
        }
    }
    let of = |sensor: u16| {
        let all = steps.iter().flat_map(|step| &step.1);
        all.filter(|r| r.sensor == SensorId(sensor)).count()
    };
    let commands: usize = steps.iter().map(|step| step.2.len()).sum();
    let expected = [
        ("/command", commands),
        ("/sensor/0/Niamey", of(0)),
        ("/sensor/1/Agadez___Nord", of(1)),
        ("/step", 40),
    ];
    assert_eq!(counts, expected.map(|(t, n)| (t.to_owned(), n)).into());
    let summary = mcap::Summary::read(&bytes)
        .expect("reads")
        .expect("there is one");
    assert_eq!(
        summary.stats.expect("statistics").message_count,
        counts.values().sum::<usize>() as u64
    );
}
