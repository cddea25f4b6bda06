//! Real recordings, broken files, and files of every wrong kind.

use super::{Entry, FaultKind, FileFault, FileOptions, open_file, read_file};
use crate::config::Format;
use std::path::{Path, PathBuf};
use vigie_core::reception::{Payload, Reception, Stamp};
use vigie_core::sensor::SensorId;
use vigie_core::time::{DAY, Nanos, UtcNs};

const NORTH: [u8; 17] = [
    0x22, 0, 17, 0xf6, 0xe2, 0xe8, 2, 0x76, 0xd3, 0x56, 8, 0x84, 0, 0x20, 0, 0x80, 0,
];
const LINE: &str = "1698140962.171425,1a33000023bb50f025903907dbc1b50fca1ad701efd570\n";
const AVR: &str = "@000000000001;\n@00000000b71b8d406b9058b975870b738754f480;\n";

/// A file of the shared folder; `None`, said plainly, where that is absent.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(
        std::env::var_os("VIGIE_REQUIRE_ALL").is_none(),
        "{} is missing",
        path.display()
    );
    eprintln!("skipped: {} is absent", path.display());
    None
}

fn all(
    path: &Path,
    format: Option<Format>,
    received: Option<UtcNs>,
) -> (Vec<Reception>, Vec<FileFault>) {
    let mut file =
        read_file(path, format, SensorId(3), received).unwrap_or_else(|error| panic!("{error}"));
    let (mut receptions, mut faults) = (Vec::new(), Vec::new());
    for item in file.by_ref() {
        match item {
            Ok(reception) => receptions.push(reception),
            Err(fault) => faults.push(fault),
        }
    }
    assert_eq!(
        Some(file.position()),
        file.len(),
        "the progress bar ends at the end"
    );
    (receptions, faults)
}

fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    (folder, path)
}

fn utc(seconds: i64) -> UtcNs {
    UtcNs(0) + Nanos::from_secs(seconds)
}

/// The day of the Barcelona hour.
const MAY_2: i64 = 19_479 * 86_400;

/// Name, format, day, receptions, first and last second (Unix). The counts of datagrams are those of another program.
const RECORDINGS: [(&str, Format, i64, usize, i64, i64); 7] = [
    (
        "adsb/long_flight.csv",
        Format::Csv,
        0,
        172_432,
        1_698_140_962,
        1_698_148_026,
    ),
    (
        "adsb/sample_data_adsb.csv",
        Format::Csv,
        0,
        2_000,
        1_457_996_400,
        1_457_997_130,
    ),
    (
        "adsb/sample_data_commb_df20.csv",
        Format::Csv,
        0,
        5_000,
        1_495_353_600,
        1_495_353_626,
    ),
    (
        "asterix/barcelona_cat048_60min.ast",
        Format::Asterix,
        MAY_2,
        44_085,
        MAY_2 + 28_800,
        MAY_2 + 32_400,
    ),
    (
        "asterix/saenzpena_cat034_048.pcap",
        Format::Pcap,
        0,
        16_366 + 3_541,
        1_777_481_639,
        1_777_485_425,
    ),
    (
        "asterix/saenzpena_cat062.pcap",
        Format::Pcap,
        0,
        10_503,
        1_777_482_065,
        1_777_485_276,
    ),
    (
        "asterix/cat062_063_065_30min.ff",
        Format::Final,
        MAY_2,
        18_163,
        MAY_2 + 38_247,
        MAY_2 + 40_047,
    ),
];

#[test]
fn real_recordings_are_read_whole() {
    for (name, format, day, count, first, last) in RECORDINGS {
        let Some(path) = shared(name) else { continue };
        let (receptions, faults) = all(&path, None, Some(utc(day)));
        let file = read_file(&path, None, SensorId(3), None).expect("opens");
        assert_eq!(file.format(), format, "{name}");
        let seconds =
            |reception: Option<&Reception>| reception.map(|r| r.heard.0.div_euclid(1_000_000_000));
        assert_eq!(
            (
                receptions.len(),
                faults.len(),
                seconds(receptions.first()),
                seconds(receptions.last())
            ),
            (count, 0, Some(first), Some(last)),
            "{name}"
        );
        assert!(
            receptions
                .iter()
                .all(|reception| reception.sensor == SensorId(3))
        );
    }
}

#[test]
fn small_recordings_of_every_wrapping_are_told_by_content() {
    for (name, format) in [
        ("asterix/croatia/cat034.raw", Format::Asterix),
        ("asterix/croatia/cat062cat065.raw", Format::Asterix),
        ("asterix/croatia/cat_034_048.pcap", Format::Pcap),
        ("asterix/croatia/asterix.pcap", Format::Pcap),
        (
            "asterix/vectors/NATS_CAT048_119bytes_TCAS.ff",
            Format::Final,
        ),
        ("asterix/vectors/cat001ed1.1.bin", Format::Asterix),
        ("asterix/vectors/goasterix_sample.ast", Format::Asterix),
    ] {
        let Some(path) = shared(name) else { continue };
        let file =
            read_file(&path, None, SensorId(0), None).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(file.format(), format, "{name}");
        assert!(file.flatten().count() > 0, "{name}");
    }
}

#[test]
fn streams_are_timed_by_the_counter() {
    let received = Some(utc(1_000));
    let (_folder, path) = written(
        "x.avr",
        format!("{AVR}{}", AVR.replace("b71b", "ffff")).as_bytes(),
    );
    let (receptions, faults) = all(&path, None, received);
    let spans: Vec<i64> = receptions
        .iter()
        .map(|reception| (reception.heard - utc(1_000)).0)
        .collect();
    assert_eq!(
        (spans, faults.len()),
        (vec![0, (0xffff - 0xb71b) * 250 / 3], 1)
    );

    let options = FileOptions {
        format: None,
        sensor: SensorId(0),
        received,
        gnss_stamps: true,
    };
    let Ok(mut file) = open_file(&path, options) else {
        panic!("opens")
    };
    let Some(Ok(first)) = file.next() else {
        panic!("a frame")
    };
    let Payload::ModeS(reply) = first.payload else {
        panic!("a frame")
    };
    assert_eq!(
        (reply.stamp, first.heard),
        (Stamp::GnssOfDay(0xb71b), UtcNs(0xb71b))
    );
}

#[test]
fn blocks_roll_over_midnight() {
    let at = |tod: u32| {
        let mut block = NORTH;
        let [_, a, b, c] = (tod * 128).to_be_bytes();
        block[7..10].copy_from_slice(&[a, b, c]);
        block
    };
    // FSPEC f6 is 010, 000, 030, 020, 041, 050: the time is after three bytes of source and type
    let bytes: Vec<u8> = [86_390, 86_399, 1, 20].map(at).concat();
    let (_folder, path) = written("x.bin", &bytes);
    let day = 20_000 * DAY.0;
    let (receptions, _) = all(&path, None, Some(UtcNs(day + 5)));
    let seconds: Vec<i64> = receptions
        .iter()
        .map(|r| (r.heard.0 - day) / 1_000_000_000)
        .collect();
    assert_eq!(seconds, [86_390, 86_399, 86_401, 86_420]);
    let (receptions, _) = all(&path, None, None);
    assert_eq!(receptions[0].heard, utc(86_390));
}

#[test]
fn what_is_damaged_costs_only_itself() {
    let csv = format!("time,message\n{LINE}\n\n{LINE}rubbish\n1,2\n{LINE}").replace("\n\n", "\r\n");
    let mut beast = Vec::new();
    for index in 100..200_u8 {
        beast.extend([
            0x1a, 0x32, 0, 0, 0, 1, index, 1, 9, 0x5d, 0x48, 0x41, 0x20, 1, 2, 3,
        ]);
    }
    beast.splice(320..320, *b"noise");
    let north = NORTH.repeat(20);
    let damaged = [&north[..], &[0; 9], &north[..]].concat();
    let cut = |bytes: &[u8], by: usize| bytes[..bytes.len() - by].to_vec();
    for (name, bytes, receptions, faults) in [
        ("a.csv", csv.clone().into_bytes(), 3, 2),
        ("a.txt", cut(csv.as_bytes(), 5), 2, 3),
        ("a.beast", beast.clone(), 100, 1),
        ("a.beast", cut(&beast, 3), 99, 2),
        (
            "a.avr",
            AVR.repeat(50).into_bytes()[..AVR.len() * 50 - 5].to_vec(),
            49,
            2,
        ),
        ("a.ast", damaged, 40, 1),
        ("a.ast", cut(&north, 4), 19, 1),
        // the name says one thing, the content another
        ("a.pcap", north.clone(), 20, 0),
        ("a.csv", beast.clone(), 100, 1),
        ("a.ast", LINE.repeat(9).into_bytes(), 9, 0),
    ] {
        let (_folder, path) = written(name, &bytes);
        let (found, wrong) = all(&path, None, None);
        assert_eq!(
            (found.len(), wrong.len()),
            (receptions, faults),
            "{name}: {wrong:?}"
        );
    }
    let (_folder, path) = written("a.beast", &cut(&beast, 3));
    assert_eq!(all(&path, None, None).1[1].why, FaultKind::Truncated);
}

/// Bytes that repeat on every machine.
fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[5]
    })
    .take(len)
    .collect()
}

fn refused(name: &str, bytes: &[u8], format: Option<Format>, expected: &str) {
    let (_folder, path) = written(name, bytes);
    match read_file(&path, format, SensorId(0), None) {
        Ok(_) => panic!("{name} was opened; expected: {expected}"),
        Err(error) => {
            let error = error.to_string();
            assert!(
                error.contains(expected) && error.contains(name),
                "{error}\nexpected: {expected}"
            );
        }
    }
}

#[test]
fn files_that_cannot_be_read_say_why_and_what_to_do() {
    let pcap = [
        &[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0],
        &[0; 12][..],
        &[1, 0, 0, 0],
    ]
    .concat();
    let mut usb = pcap.clone();
    usb[20] = 189;
    for (name, bytes, format, expected) in [
        ("empty.csv", &[][..], None, "the file is empty"),
        ("empty.csv", &[][..], Some(Format::Csv), "the file is empty"),
        ("flight.csv.gz", &[0x1f, 0x8b, 8, 0], None, "gunzip"),
        ("rec.mcap", b"\x89MCAP0\r\n", None, "vigie replay"),
        ("x.sbs", b"MSG,3,1,1,4CA2D6", None, "none of csv"),
        ("x.json", b"{\"type\":\"Polygon\"}", None, "it is JSON"),
        ("x.json", b"[{\"reply\":7}]", None, "no array of frames"),
        (
            "x.pcapng",
            &[10, 13, 13, 10, 0, 0, 0, 0],
            None,
            "editcap -F pcap",
        ),
        ("x.pcap", &pcap, None, "no ASTERIX at all"),
        ("x.pcap", &pcap[..10], None, "ends inside a pcap header"),
        ("x.pcap", &usb, None, "link type 189"),
        (
            "x.txt",
            b"Dear diary, today nothing flew.\n",
            None,
            "its content is none of csv, beast, avr, sbs, jet1090, asterix",
        ),
        (
            "x.bin",
            &[0; 5000],
            None,
            "begins with 00 00 00 00 00 00 00 00",
        ),
        (
            "x.ast",
            LINE.as_bytes(),
            Some(Format::Asterix),
            "it is not asterix, its content is csv",
        ),
        (
            "x.csv",
            &NORTH,
            Some(Format::Csv),
            "it is not csv, its content is asterix",
        ),
        (
            "x.beast",
            b"nothing of the kind",
            Some(Format::Beast),
            "there is no beast message in its first 19 bytes",
        ),
        (
            "x.ff",
            b"nothing of the kind",
            Some(Format::Final),
            "FINAL frame at byte 0",
        ),
        (
            "x.pcap",
            b"nothing of the kind",
            Some(Format::Pcap),
            "not a pcap file",
        ),
    ] {
        refused(name, bytes, format, expected);
    }
}

#[test]
fn paths_that_are_no_file_say_so() {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, expected) in [
        (
            folder.path().to_owned(),
            "it is a folder; name a file in it",
        ),
        (folder.path().join("missing.csv"), "there is no such file"),
        (folder.path().join("a\0b"), "a\0b"),
    ] {
        let error = read_file(&path, None, SensorId(0), None)
            .map(drop)
            .expect_err("cannot be read")
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_file_that_one_may_not_read_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, path) = written("secret.csv", LINE.as_bytes());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).expect("set");
    match read_file(&path, None, SensorId(0), None) {
        Err(error) => assert!(error.to_string().contains("not permitted"), "{error}"),
        // who runs as root may read everything
        Ok(file) => assert_eq!(file.count(), 1),
    }
}

#[test]
fn noise_is_refused_and_never_harms() {
    let mut taken = 0;
    for seed in 0..300 {
        let bytes = noise(seed, 1 << (seed % 18));
        let (_folder, path) = written("noise", &bytes);
        if let Ok(file) = read_file(&path, None, SensorId(0), None) {
            taken += 1;
            assert!(file.count() <= bytes.len());
        }
        for format in [
            Format::Asterix,
            Format::Beast,
            Format::Avr,
            Format::Csv,
            Format::Pcap,
            Format::Final,
        ] {
            if let Ok(file) = read_file(&path, Some(format), SensorId(0), None) {
                assert!(file.count() <= bytes.len() + 1);
            }
        }
    }
    assert!(
        taken <= 3,
        "{taken} of 300 files of noise were taken for something"
    );
}

const SBS: &str = "MSG,3,5,211,4CA2D6,10057,2008/11/28,14:53:50.594,2008/11/28,14:58:51.153,,37000,,,51.45735,-1.02826,,,0,0,0,0\r\n\r
MSG,8,5,211,4CA2D6,10057,2008/11/28,14:53:50.391,2008/11/28,14:58:52.153,,,,,,,,,,,,0\r\nMSG,9,\r\n";

#[test]
fn lines_of_sbs_and_of_jet1090() {
    let (_folder, path) = written("any.txt", SBS.as_bytes());
    for (received, first) in [(None, 1_227_884_331_153), (Some(utc(1_000)), 1_000_000)] {
        let (receptions, faults) = all(&path, None, received);
        let times: Vec<i64> = receptions.iter().map(|r| r.heard.0 / 1_000_000).collect();
        assert_eq!(times, [first, first + 1_000]);
        let Payload::BaseStation(line) = &receptions[0].payload else {
            panic!("{receptions:?}")
        };
        assert_eq!(
            line.as_bytes(),
            SBS.lines().next().expect("a line").as_bytes()
        );
        assert!(matches!(
            faults[..],
            [FileFault {
                why: FaultKind::Sbs(_),
                ..
            }]
        ));
    }
    let json = "{\"timestamp\":1730000000.25,\"frame\":\"8d406b9058b975870b738754f480\",\"metadata\":[{\"serial\":9}]}\n{}\n";
    let (_folder, path) = written("any.txt", json.as_bytes());
    let (receptions, faults) = all(&path, None, None);
    assert_eq!(receptions[0].heard, UtcNs(1_730_000_000_250_000_000));
    assert_eq!((receptions.len(), faults.len()), (1, 1));
    let mut file = read_file(&path, Some(Format::Jet1090), SensorId(0), None).expect("opened");
    assert!(file.next().is_some() && file.receiver() == Some("9"));
}

#[test]
fn an_array_of_lib1090() {
    let Some(path) = shared("adsb/surface_positions_a53436.json") else {
        return;
    };
    let (receptions, faults) = all(&path, None, None);
    assert_eq!((receptions.len(), faults.len()), (174, 0));
    assert_eq!(receptions[0].heard, UtcNs(1_664_964_959_584_373_154));
    assert!(receptions.is_sorted_by_key(|reception| reception.heard));
}

/// Mode A/C replies are entries and no receptions; a sign of life is neither; a receiver's number goes with what follows.
#[test]
fn what_else_a_beast_stream_holds() {
    let stream = [
        &b"\x1a1\0\0\0\0\0\0\0\0\0"[..],
        b"\x1a\xe3\0\0\0\0\0\0\0\x07",
        b"\x1a1\0\0\0\0\0\x05\x80\x77\0",
        b"\x1a2\0\0\0\0\0\x11\x80\x5d\x4c\xa8\xab\x1b\x1b\x1b",
    ]
    .concat();
    let (_folder, path) = written("any.bin", &stream);
    let open = || read_file(&path, Some(Format::Beast), SensorId(0), None).expect("opened");
    let mut file = open();
    let Some(Ok(Entry::ModeAc(at, reply))) = file.next_entry() else {
        panic!("no reply")
    };
    assert_eq!((at, reply.code), (UtcNs(0), 0x7700));
    assert_eq!(file.receiver(), Some("0000000000000007"));
    assert!(matches!(file.next_entry(), Some(Ok(Entry::Reception(r))) if r.heard == UtcNs(1_000)));
    let mut file = open();
    assert_eq!((file.by_ref().count(), file.mode_ac()), (1, 1));
}
