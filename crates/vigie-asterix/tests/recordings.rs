//! Real recordings: every record read, counted, and written again.

mod common;

use vigie_asterix::framing::{Datagrams, Format, detect};
use vigie_asterix::{JsonLines, Record, blocks, catalogue};

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

/// Written from values alone: (equal, all); and with kept bytes all must be equal.
fn rewrite(bytes: &[u8], format: Format) -> (u64, u64) {
    let catalogue = catalogue();
    let (mut equal, mut all) = (0, 0);
    let mut record = Record::default();
    let mut issues = Vec::new();
    let mut out = Vec::new();
    for datagram in Datagrams::new(catalogue, format, bytes).flatten() {
        for block in blocks(datagram.payload, datagram.offset).flatten() {
            let Some(spec) = catalogue.get(block.category) else { continue };
            let mut rest = block.body;
            while !rest.is_empty() {
                let len = record.read_into(spec, rest, 0, &mut issues).expect("a whole record");
                out.clear();
                spec.write_record(&record, &mut out).expect("writable");
                assert_eq!(out, &rest[..len], "kept bytes come out as they came");
                record.forget_original();
                out.clear();
                spec.write_record(&record, &mut out).expect("writable from values");
                equal += u64::from(out == rest[..len]);
                all += 1;
                rest = &rest[len..];
            }
        }
    }
    (equal, all)
}

#[test]
fn recordings_read_whole_and_write_again() {
    for expected in EXPECTED {
        let Some(path) = common::shared(&format!("data/asterix/{}", expected.file)) else {
            continue;
        };
        let bytes = std::fs::read(path).expect("readable");
        assert_eq!(detect(catalogue(), &bytes), Some(expected.format), "{}", expected.file);
        let mut json = JsonLines::default();
        let mut out = Vec::new();
        let mut lines = 0;
        for datagram in Datagrams::new(catalogue(), expected.format, &bytes) {
            let datagram = datagram.expect("a whole file");
            out.clear();
            json.datagram(catalogue(), None, datagram.payload, datagram.offset, &mut out);
            for line in out.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
                lines += 1;
                if lines % 50 == 0 {
                    let value: serde_json::Value = serde_json::from_slice(line).expect("valid JSON");
                    assert!(value["items"]["010"]["SAC"].is_u64());
                }
            }
        }
        assert_eq!(json.counts.errors, 0, "{}", expected.file);
        let records: Vec<_> = nonzero(&json.counts.records);
        assert_eq!(records, expected.records, "{}", expected.file);
        assert_eq!(nonzero(&json.counts.unknown_blocks), expected.unknown_blocks);
        let (equal, all) = rewrite(&bytes, expected.format);
        eprintln!(
            "{}: {all} records, {equal} written equal from values ({:.2} %), {} issues, {} bytes of filler",
            expected.file,
            100.0 * equal as f64 / all as f64,
            json.counts.issues,
            json.counts.padding,
        );
        assert!(equal * 100 >= all * 95, "{}: only {equal} of {all}", expected.file);
    }
}

fn nonzero(counts: &[u64]) -> Vec<(u8, u64)> {
    (0..=255).zip(counts.iter().copied()).filter(|(_, count)| *count > 0).collect()
}
