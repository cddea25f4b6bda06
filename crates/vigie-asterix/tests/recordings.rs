//! Real recordings: every record read, counted, and written again.

mod common;

use vigie_asterix::framing::{Datagrams, Format, detect};
use vigie_asterix::{
    JsonLines, Measure, Record, Spec, Verified, blocks, cat034, cat048, cat062, catalogue, verify,
};

struct Expected {
    file: &'static str,
    format: Format,
    records: &'static [(u8, u64)],
    unknown_blocks: &'static [(u8, u64)],
}

const EXPECTED: &[Expected] = &[
    Expected {
        file: "saenzpena_cat034_048.pcap",
        format: Format::Pcap,
        records: &[(34, 16_366), (48, 3_541)],
        unknown_blocks: &[],
    },
    Expected {
        file: "barcelona_cat048_60min.ast",
        format: Format::Raw,
        records: &[(48, 44_085)],
        unknown_blocks: &[],
    },
    Expected {
        file: "saenzpena_cat062.pcap",
        format: Format::Pcap,
        records: &[(62, 50_640)],
        unknown_blocks: &[],
    },
    Expected {
        file: "cat062_063_065_30min.ff",
        format: Format::Final,
        records: &[(62, 22_396)],
        unknown_blocks: &[(63, 5_772), (65, 6_057)],
    },
];

/// The typed views say what the generic record says.
fn compare_views(spec: &Spec, bytes: &[u8], record: &Record) {
    let raw = |path: &str| record.raw(spec, path);
    match spec.category() {
        34 => {
            let (service, _) = cat034::latest().read(bytes, 0).expect("readable");
            assert_eq!(Some(u64::from(service.message_type)), raw("000"));
            assert_eq!(service.time_of_day, record.time_of_day(spec));
            assert_eq!(service.sector.map(u64::from), raw("020"));
            assert_eq!(service.rotation_period.map(u64::from), raw("041"));
        }
        48 => {
            let (plot, _) = cat048::latest().read(bytes, 0).expect("readable");
            assert_eq!(plot.time_of_day, record.time_of_day(spec));
            assert_eq!(plot.rho.map(u64::from), raw("040/RHO"));
            assert_eq!(plot.theta.map(u64::from), raw("040/THETA"));
            assert_eq!(plot.address.map(u64::from), raw("220"));
            assert_eq!(
                plot.mode_a.map(|code| u64::from(code.code)),
                raw("070/MODE3A")
            );
            let level = plot.flight_level.map(|level| i64::from(level.quarters));
            assert_eq!(level, raw("090/FL").map(u64::cast_signed));
            assert_eq!(
                plot.registers.count as u64,
                raw("250/BDS1").map_or(0, |_| record.all_raw(spec, "250/BDS1").count() as u64)
            );
        }
        62 => {
            let (track, _) = cat062::latest().read(bytes, 0).expect("readable");
            assert_eq!(track.time_of_day, record.time_of_day(spec));
            assert_eq!(track.track_number.map(u64::from), raw("040"));
            let lat = track.place.map(|place| i64::from(place.lat));
            assert_eq!(lat, raw("105/LAT").map(u64::cast_signed));
            let vy = track.velocity.map(|velocity| i64::from(velocity.y));
            assert_eq!(vy, raw("185/VY").map(u64::cast_signed));
            assert_eq!(track.status.is_coasting, raw("080/CST") == Some(1));
        }
        _ => {}
    }
}

fn compare_all_views(payload: &[u8]) {
    for block in blocks(payload, 0).flatten() {
        let Some(spec) = catalogue().get(block.category) else {
            continue;
        };
        let mut rest = block.body;
        while !rest.is_empty() {
            let (record, _, len) = Record::read(spec, rest, 0).expect("readable");
            compare_views(spec, rest, &record);
            rest = &rest[len..];
        }
    }
}

#[test]
fn recordings_read_whole_and_write_again() {
    for expected in EXPECTED {
        let Some(path) = common::shared(&format!("data/asterix/{}", expected.file)) else {
            continue;
        };
        let bytes = std::fs::read(path).expect("readable");
        assert_eq!(
            detect(catalogue(), &bytes),
            Some(expected.format),
            "{}",
            expected.file
        );
        let mut json = JsonLines::default();
        let mut out = Vec::new();
        let mut lines = 0;
        for datagram in Datagrams::new(catalogue(), expected.format, &bytes) {
            let datagram = datagram.expect("a whole file");
            out.clear();
            json.datagram(
                catalogue(),
                None,
                datagram.payload,
                datagram.offset,
                &mut out,
            );
            for line in out.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
                lines += 1;
                if lines % 50 == 0 {
                    let value: serde_json::Value =
                        serde_json::from_slice(line).expect("valid JSON");
                    assert!(value["items"]["010"]["SAC"].is_u64());
                }
            }
        }
        assert_eq!(json.counts.errors, 0, "{}", expected.file);
        let records: Vec<_> = nonzero(&json.counts.records);
        assert_eq!(records, expected.records, "{}", expected.file);
        assert_eq!(
            nonzero(&json.counts.unknown_blocks),
            expected.unknown_blocks
        );
        let mut verified = Verified::default();
        for datagram in Datagrams::new(catalogue(), expected.format, &bytes).flatten() {
            verified += verify(catalogue(), datagram.payload);
            compare_all_views(datagram.payload);
        }
        eprintln!(
            "{}: {verified:?}, {} issues, {} bytes of filler",
            expected.file, json.counts.issues, json.counts.padding,
        );
        assert_eq!(verified.records, json.counts.total());
        assert_eq!(
            (verified.differing, verified.faults),
            (0, 0),
            "{}",
            expected.file
        );
        assert!(
            verified.from_values * 100 >= verified.records * 95,
            "{}",
            expected.file
        );
    }
}

fn nonzero(counts: &[u64]) -> Vec<(u8, u64)> {
    (0..=255)
        .zip(counts.iter().copied())
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// A small generator, so that the flips are the same on every machine.
fn next_random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// The records of a file as their bytes, with the offset of each.
fn records_of(bytes: &[u8]) -> (Vec<(usize, &[u8])>, u64) {
    let catalogue = catalogue();
    let mut records = Vec::new();
    let mut faults = 0;
    for datagram in Datagrams::new(catalogue, Format::Raw, bytes) {
        let Ok(datagram) = datagram else {
            faults += 1;
            continue;
        };
        for block in blocks(datagram.payload, datagram.offset).flatten() {
            let Some(spec) = catalogue.get(block.category) else {
                continue;
            };
            let mut pos = 0;
            while pos < block.body.len() {
                if let Ok(len) = spec.read_record(&block.body[pos..], 0, &mut Measure) {
                    records.push((block.offset + 3 + pos, &block.body[pos..pos + len]));
                    pos += len;
                } else {
                    faults += 1;
                    break;
                }
            }
        }
    }
    (records, faults)
}

/// Two bits flipped in every `step`th block of the Barcelona hour: (untouched, equal).
fn flip(step: usize) -> Option<(u64, u64)> {
    let path = common::shared("data/asterix/barcelona_cat048_60min.ast")?;
    let bytes = std::fs::read(path).expect("readable");
    let (originals, _) = records_of(&bytes);
    let mut damaged = bytes.clone();
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for datagram in Datagrams::new(catalogue(), Format::Raw, &bytes)
        .flatten()
        .step_by(step)
    {
        for _ in 0..2 {
            let bit = next_random(&mut state) % (datagram.payload.len() as u64 * 8);
            let at = datagram.offset + usize::try_from(bit / 8).expect("small");
            damaged[at] ^= 1 << (bit % 8);
        }
    }
    let (read, faults) = records_of(&damaged);
    let read: std::collections::BTreeMap<usize, &[u8]> = read.into_iter().collect();
    assert!(
        read.len() <= originals.len(),
        "never more records than were there"
    );
    let untouched = originals
        .iter()
        .filter(|(offset, record)| damaged[*offset..*offset + record.len()] == **record);
    let (mut all, mut equal) = (0_u64, 0_u64);
    for (offset, record) in untouched {
        all += 1;
        equal += u64::from(read.get(offset) == Some(record));
    }
    #[expect(clippy::print_stderr, reason = "measured figures")]
    {
        eprintln!(
            "two flips in every {step}. block: {} records, {} read, {faults} faults; of {all} untouched {equal} equal",
            originals.len(),
            read.len()
        );
    }
    Some((all, equal))
}

/// In this recording every block is one record, so with flips in every block
/// an untouched record is one whose header has both: none is to be expected.
#[test]
fn bit_flips_cost_little_else() {
    flip(1);
    for step in [2, 3, 10] {
        if let Some((all, equal)) = flip(step) {
            assert!(equal * 100 >= all * 99, "{equal} of {all}");
        }
    }
}
