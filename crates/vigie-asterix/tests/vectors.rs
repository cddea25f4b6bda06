//! Small files of many origins: what is read of each, to the record.

mod common;

use std::fmt::Write as _;
use vigie_asterix::framing::{Datagrams, detect};
use vigie_asterix::{Fault, JsonLines, Record, blocks, catalogue};

/// File, then what is read: format, records and blocks of unknown categories
/// by category, errors, single items that are not as defined.
const EXPECTED: &[(&str, &str)] = &[
    ("vectors/NATS_CAT048_119bytes_TCAS.ff", "Final 048:2"),
    ("vectors/asterix4py_cat062.ast", "Raw 062:7"),
    (
        "vectors/asterix4py_cat062cat065.ast",
        "Raw 062:2 unknown 065:1",
    ),
    ("vectors/asterix4py_cat21_re.ast", "Raw 021:2"),
    ("vectors/cat021ed2.1.bin", "Raw 021:1"),
    ("vectors/cat034ed1.26.bin", "Raw 034:1"),
    ("vectors/cat048ed1.15.bin", "Raw 048:1"),
    ("vectors/cat048ed1.23.bin", "Raw 048:1"),
    ("vectors/cat062-all-1.bin", "Raw 062:8"),
    ("vectors/cat062ed1.12.bin", "Raw 062:1"),
    ("vectors/cat062ed1.16.bin", "Raw 062:1"),
    ("vectors/cat001ed1.1.bin", "Raw unknown 001:1"),
    ("vectors/cat010ed0.31.bin", "Raw unknown 010:1"),
    ("vectors/cat240-1.bin", "Raw unknown 240:1"),
    ("croatia/cat034.raw", "Raw 034:1"),
    ("croatia/cat048.raw", "Raw 048:1"),
    ("croatia/cat062cat065.raw", "Raw 062:2 unknown 065:1"),
    ("croatia/cat21_re.ast", "Raw 021:2"),
    ("croatia/cat_034_048.pcap", "Pcap 034:34 048:128"),
    ("croatia/cat_062_065.pcap", "Pcap 062:2 unknown 065:1"),
    // straight over Ethernet
    (
        "vectors/goasterix_sample.pcap",
        "Pcap 034:1 048:11 unknown 001:1 002:1 030:1 032:1 255:1",
    ),
];

fn counted(counts: &[u64]) -> String {
    let mut text = String::new();
    for (category, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        write!(text, " {category:03}:{count}").expect("string");
    }
    text
}

#[test]
fn small_files_read_as_expected() {
    for (name, expected) in EXPECTED {
        let Some(path) = common::shared(&format!("data/asterix/{name}")) else {
            continue;
        };
        let bytes = std::fs::read(path).expect("readable");
        let format = detect(catalogue(), &bytes).expect("a known format");
        let mut json = JsonLines::default();
        let mut out = Vec::new();
        for datagram in Datagrams::new(catalogue(), format, &bytes) {
            let datagram = datagram.expect("whole");
            json.datagram(
                catalogue(),
                None,
                datagram.payload,
                datagram.offset,
                &mut out,
            );
            rewrite(datagram.payload);
        }
        let counts = &json.counts;
        let mut summary = format!("{format:?}{}", counted(&counts.records));
        let unknown = counted(&counts.unknown_blocks);
        if !unknown.is_empty() {
            write!(summary, " unknown{unknown}").expect("string");
        }
        if counts.errors > 0 {
            write!(summary, " errors {}", counts.errors).expect("string");
        }
        assert_eq!(summary, *expected, "{name}");
        assert_eq!(counts.issues, 0, "{name}");
        for line in out
            .split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty())
        {
            serde_json::from_slice::<serde_json::Value>(line).expect("valid JSON");
        }
    }
}

/// Every record of these files is written as it was read: from its values, but
/// for those with presence bytes of zeros, which keep their bytes.
fn rewrite(payload: &[u8]) {
    for block in blocks(payload, 0).flatten() {
        let Some(spec) = catalogue().get(block.category) else {
            continue;
        };
        let mut rest = block.body;
        while !rest.is_empty() {
            let read: Result<_, Fault> = Record::read(spec, rest, 0);
            let (record, _, len) = read.expect("readable");
            let mut out = Vec::new();
            spec.write_record(&record, &mut out).expect("writable");
            assert_eq!(out, &rest[..len]);
            rest = &rest[len..];
        }
    }
}
