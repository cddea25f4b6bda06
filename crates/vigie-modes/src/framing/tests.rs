use super::{Framing, Heard, HeardModeAc, Item, avr, beast, csv, detect};
use crate::Frame;

fn frame(text: &str) -> Frame {
    Frame::from_hex(text).expect("a frame")
}

/// Items with escapes in every place an escape can be.
fn samples() -> Vec<Item> {
    let long = frame("8d406b9058b975870b738754f480");
    let short = frame("5d4ca8ab1a1a1a");
    let mut items = vec![Item::Receiver(0x1a00_1a1a_0000_001a)];
    for ticks in [0, 0x1a, 0x1a1a_1a1a_1a1a, 0xffff_ffff_ffff] {
        for level in [0, 0x1a, 0xff] {
            let (ticks, level) = (Some(ticks), Some(level));
            for frame in [long, short] {
                items.push(Item::ModeS(Heard {
                    ticks,
                    level,
                    frame,
                }));
            }
            let code = 0x1a00;
            items.push(Item::ModeAc(HeardModeAc { ticks, level, code }));
            items.push(Item::Status(beast::Status {
                ticks: 0x1a,
                level: 0x1a,
                bytes: [0x1a; 14],
            }));
        }
    }
    items
}

fn beast_stream(items: &[Item]) -> Vec<u8> {
    let mut out = [0; beast::LONGEST_EMITTED];
    items
        .iter()
        .flat_map(|&item| beast::emit(item, &mut out).to_vec())
        .collect()
}

fn avr_stream(items: &[Item], with_level: bool) -> Vec<u8> {
    let mut out = [0; avr::LONGEST_EMITTED];
    items
        .iter()
        .filter_map(|&item| avr::emit(item, with_level, &mut out).map(<[u8]>::to_vec))
        .flatten()
        .collect()
}

#[test]
fn beast_comes_back_whatever_the_chunks() {
    let items = samples();
    let stream = beast_stream(&items);
    for size in 1..60 {
        let mut deframer = beast::Deframer::new();
        let mut got = Vec::new();
        for chunk in stream.chunks(size) {
            got.extend(deframer.items(chunk));
        }
        assert_eq!(got, items, "chunks of {size}");
        assert_eq!(deframer.passed().skipped_bytes, 0);
        assert_eq!(deframer.passed().items, items.len() as u64);
    }
}

#[test]
fn beast_cut_anywhere_loses_one_item_at_most() {
    let items = samples();
    let (first, rest) = items.split_first().expect("some");
    let head = beast_stream(&[*first]);
    let tail = beast_stream(rest);
    for cut in 0..head.len() {
        let mut deframer = beast::Deframer::new();
        let mut got: Vec<Item> = deframer.items(&head[..cut]).collect();
        got.extend(deframer.items(&tail));
        assert!(got.len() >= rest.len() - 1, "cut at {cut}: {}", got.len());
        assert!(got.ends_with(&rest[1..]), "cut at {cut}");
    }
}

#[test]
fn beast_counts_what_it_passes_over() {
    let check = |bytes: &[u8], items: u64, skipped: u64, bad: u64, broken: u64| {
        for size in [1, 7, bytes.len()] {
            let mut deframer = beast::Deframer::new();
            for chunk in bytes.chunks(size) {
                deframer.items(chunk).for_each(drop);
            }
            let passed = deframer.passed();
            assert_eq!(
                (
                    passed.items,
                    passed.skipped_bytes,
                    passed.bad_frames,
                    passed.broken
                ),
                (items, skipped, bad, broken),
                "{bytes:02x?} in chunks of {size}"
            );
        }
    };
    let good = beast_stream(&samples()[2..3]);
    check(b"garbage", 0, 7, 0, 0);
    check(&[b"xx", &good[..]].concat(), 1, 2, 0, 0);
    check(&[&good[..9], &good[..]].concat(), 1, 9, 0, 1);
    // An unknown type and eight bytes.
    check(
        &[b"\x1a\xe4\0\0\0\0\0\0\0\x01", &good[..]].concat(),
        1,
        10,
        0,
        0,
    );
    // A readsb receiver number.
    check(
        &[b"\x1a\xe3\0\0\0\0\0\0\0\x01", &good[..]].concat(),
        2,
        0,
        0,
        0,
    );
    // A long format in a short message.
    let wrong = [&b"\x1a2\0\0\0\0\0\0\0"[..], &[0x8d; 7], &good].concat();
    check(&wrong, 1, 16, 1, 0);
}

#[test]
fn avr_comes_back_whatever_the_chunks() {
    let items: Vec<Item> = samples()
        .into_iter()
        .filter(|item| !matches!(item, Item::Status(_) | Item::Receiver(_)))
        .collect();
    for size in 1..50 {
        let mut deframer = avr::Deframer::new();
        let mut got = Vec::new();
        for chunk in avr_stream(&items, true).chunks(size) {
            got.extend(deframer.items(chunk));
        }
        assert_eq!(got, items, "chunks of {size}");
        assert_eq!(deframer.passed().skipped_bytes, 0);
    }
}

#[test]
fn avr_reads_every_mark_and_passes_over_the_rest() {
    let check = |text: &str, items: u64, skipped: u64, bad: u64, broken: u64| {
        let mut deframer = avr::Deframer::new();
        deframer.items(text.as_bytes()).for_each(drop);
        let passed = deframer.passed();
        assert_eq!(
            (
                passed.items,
                passed.skipped_bytes,
                passed.bad_frames,
                passed.broken
            ),
            (items, skipped, bad, broken),
            "{text}"
        );
    };
    let long = "8D406B9058b975870b738754f480";
    check(&format!("*{long};\r\n*{long};\n*7700;"), 3, 0, 0, 0);
    check(
        &format!("@0123456789ab{long};<0123456789ab1a{long};%0123456789ab{long};:{long};"),
        4,
        0,
        0,
        0,
    );
    check(&format!("noise*{long};"), 1, 5, 0, 0);
    check(&format!("*8d40*{long};"), 1, 5, 0, 1);
    check(&format!("*8d;*{long};"), 1, 4, 1, 0);
    check(&format!("*8dxx;*{long};"), 1, 6, 0, 1);
    check(&format!("*{long}{long}{long};"), 0, 86, 0, 1);
    check("", 0, 0, 0, 0);
}

#[test]
fn csv_lines() {
    let check = |text: &str, expected: Result<(i64, Option<u64>, &str), csv::LineError>| {
        let got = csv::parse_line(text.as_bytes()).map(|line| match line.item {
            Item::ModeS(heard) => (line.time_ns, heard.ticks, heard.frame.to_string()),
            other => (line.time_ns, None, format!("{other:?}")),
        });
        let expected = expected.map(|(time, ticks, frame)| (time, ticks, frame.to_string()));
        assert_eq!(got, expected, "{text}");
    };
    let short = "21210000bd6b44";
    let long = "8d406b909945de10000405999be4";
    let time = 1_698_140_962_119_813_000;
    check(
        &format!("1698140962.119813,1a32000023b1dda011{short}\r\n"),
        Ok((time, Some(0x23b1_dda0), short)),
    );
    check(
        "1457996400,\"8D406B909945DE10000405999BE4\",\"406B90\",19",
        Ok((1_457_996_400_000_000_000, None, long)),
    );
    check(
        "\u{feff}1495353600,4D010D,8D406B909945DE10000405999BE4\n",
        Ok((1_495_353_600_000_000_000, None, long)),
    );
    check(&format!("0.000000001,{short}"), Ok((1, None, short)));
    check(" \r\n", Err(csv::LineError::Empty));
    check("time,raw", Err(csv::LineError::Time));
    check("1.,00", Err(csv::LineError::Time));
    check(&format!("0.0000000001,{short}"), Err(csv::LineError::Time));
    check("999999999999,00", Err(csv::LineError::Time));
    check("1.0", Err(csv::LineError::Time));
    check("1.0,4d010d", Err(csv::LineError::Message));
    check(
        "1.0,8d406b909945dx10000405999be4",
        Err(csv::LineError::Frame),
    );
}

#[test]
fn csv_comes_back() {
    for item in samples() {
        if matches!(item, Item::Status(_) | Item::Receiver(_)) {
            continue;
        }
        for time_ns in [0, 1, 1_698_140_962_119_813_000] {
            let line = csv::Line { time_ns, item };
            let mut text = String::new();
            csv::write_line(&mut text, line).expect("a string takes all");
            assert_eq!(csv::parse_line(text.as_bytes()), Ok(line), "{text}");
        }
    }
}

#[test]
fn mode_a_and_mode_c() {
    let check = |code, squawk: Option<&str>, altitude| {
        let heard = HeardModeAc {
            ticks: None,
            level: None,
            code,
        };
        assert_eq!(heard.squawk().map(|s| s.to_string()).as_deref(), squawk);
        assert_eq!(heard.mode_c_ft(), altitude, "{code:04x}");
    };
    check(0x7700, Some("7700"), None);
    check(0x0040, Some("0040"), Some(-1_200));
    check(0x0620, Some("0620"), Some(0));
    check(0x0001, Some("0001"), None);
    check(0x8000, None, None);
}

#[test]
fn gnss_time() {
    let time = beast::GnssTime {
        second_of_day: 86_399,
        nanosecond: 999_999_999,
    };
    assert_eq!(beast::GnssTime::from_ticks(time.ticks()), Some(time));
    assert_eq!(time.nanosecond_of_day(), 86_399_999_999_999);
    assert_eq!(beast::GnssTime::from_ticks(0xffff_ffff_ffff), None);
    assert_eq!(beast::GnssTime::from_ticks((1 << 30) - 1), None);
}

#[test]
fn tells_framings_by_content() {
    let items = samples();
    let mut text = String::new();
    for &item in items.iter().filter(|item| matches!(item, Item::ModeS(_))) {
        let line = csv::Line { time_ns: 5, item };
        csv::write_line(&mut text, line).expect("a string takes all");
    }
    let check = |bytes: &[u8], expected: Option<Framing>| assert_eq!(detect(bytes), expected);
    check(&beast_stream(&items), Some(Framing::Beast));
    check(&beast_stream(&items)[5..], Some(Framing::Beast));
    check(&avr_stream(&items, false), Some(Framing::Avr));
    check(text.as_bytes(), Some(Framing::Csv));
    check(&text.as_bytes()[10..], Some(Framing::Csv));
    let sbs =
        "MSG,8,5,211,4CA2D6,10057,2008/11/28,14:53:50.391,2008/11/28,14:58:51.153,,,,,,,,,,,,0\r\n";
    check(sbs.repeat(3).as_bytes(), Some(Framing::Sbs));
    check(&sbs.repeat(3).as_bytes()[50..], Some(Framing::Sbs));
    check(b"", None);
    check(b"{\"an\": \"object\"}", None);
    check(&[0; 5000], None);
    check(&[0x1a; 5000], None);
}
