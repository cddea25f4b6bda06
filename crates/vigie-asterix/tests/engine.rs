//! The engine on bytes and values made for the purpose.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use vigie_asterix::framing::{Datagrams, Format, FrameError, detect};
use vigie_asterix::{
    Block, Catalogue, Fault, JsonLines, Kind, Record, RecordBuilder, Spec, What, blocks, catalogue,
    edition, editions, verify,
};

const CAT048: &str = include_str!("../spec/cat048-1.32.spec");
const CAT062: &str = include_str!("../spec/cat062-1.21.spec");

fn first_fault(spec: &Spec, bytes: &[u8]) -> Fault {
    Record::read(spec, bytes, 100).expect_err("unreadable")
}

#[test]
fn a_deleted_line_removes_its_item_in_both_directions() {
    let whole = Spec::parse(CAT048, None).expect("compiles");
    for (line, path) in [
        ("item 220 raw 24", "220"),
        ("item 240 icao 48", "240"),
        ("item 140 uint", "140"),
    ] {
        let build = |spec| {
            RecordBuilder::new(spec)
                .raw("010/SAC", 1)
                .and_then(|b| b.raw(path, 0x4020))
                .map(RecordBuilder::build)
        };
        let text: Vec<&str> = CAT048.lines().filter(|l| !l.starts_with(line)).collect();
        assert_eq!(text.len() + 1, CAT048.lines().count(), "{line}");
        let lacking = Spec::parse(&text.join("\n"), None).expect("compiles");
        let record = build(&whole).expect("known");
        let mut bytes = Vec::new();
        whole.write_record(&record, &mut bytes).expect("writable");
        assert!(Record::read(&whole, &bytes, 0).is_ok());
        assert!(
            matches!(first_fault(&lacking, &bytes).what, What::UnassignedItem(_)),
            "{path}"
        );
        assert!(build(&lacking).is_err(), "{path}");
        let view = vigie_asterix::cat048::view(&lacking);
        assert_eq!(view.unbound(), [path]);
    }
    // a subitem of a group goes the same way, and with it its bits
    let text: Vec<&str> = CAT062
        .lines()
        .filter(|l| *l != " BVR int 16 25/2^2 ft/min")
        .collect();
    let lacking = Spec::parse(&text.join("\n"), None).expect("compiles");
    assert!(lacking.field("380/BVR").is_none());
    assert!(RecordBuilder::new(&lacking).raw("380/BVR", 1).is_err());
}

#[test]
fn faults_say_category_item_and_offset() {
    let spec = edition(48, "1.32").expect("built in");
    let check = |bytes: &[u8], what: What, item: &str, offset: usize| {
        let fault = first_fault(spec, bytes);
        assert_eq!(
            (fault.what, fault.item.as_str(), fault.offset),
            (what, item, offset)
        );
        assert_eq!(fault.category, 48);
    };
    check(&[0xff, 0xff, 0xff], What::FspecWithoutEnd, "", 100);
    check(&[0x00], What::EmptyRecord, "", 100);
    check(&[0x80, 1], What::Truncated, "010", 101);
    check(
        &[0x01, 0x01, 0x01, 0x01, 0x80, 0],
        What::UnassignedItem(29),
        "",
        105,
    );
    // I048/250 (bit 10) says 200 registers
    check(&[0x01, 0x20, 200, 0, 0], What::Truncated, "250", 103);
    check(
        &[0x01, 0x01, 0x01, 0x04, 0],
        What::ExplicitLengthZero,
        "SP",
        104,
    );
    check(&[0x01, 0x01, 0x01, 0x04, 9, 1], What::Truncated, "SP", 104);
    let text = first_fault(spec, &[0x80, 1]).to_string();
    assert_eq!(
        text,
        "CAT048 I010: the record ends inside the item (at byte 101)"
    );
}

#[test]
fn an_unreadable_expansion_costs_only_itself() {
    let spec = edition(48, "1.32").expect("built in");
    // I048/010 and an RE whose presence byte announces more than there is
    let bytes = [0x81, 0x01, 0x01, 0x02, 10, 20, 3, 0x80, 0x80];
    let (record, issues, len) = Record::read(spec, &bytes, 0).expect("readable");
    assert_eq!(len, bytes.len());
    assert_eq!(issues.len(), 1);
    assert_eq!(
        (issues[0].what, issues[0].item.as_str()),
        (What::ExpansionUnreadable, "RE")
    );
    let mut out = Vec::new();
    spec.write_record(&record, &mut out).expect("writable");
    assert_eq!(out, bytes);
    let mut json = JsonLines::default();
    let mut line = Vec::new();
    json.record(spec, &mut |_| None, &bytes, 0, &mut line)
        .expect("readable");
    let value: serde_json::Value = serde_json::from_slice(&line).expect("valid");
    assert_eq!(value["items"]["RE"], "8080");
    assert_eq!(json.counts.issues, 1);
}

#[test]
fn extents_of_a_later_edition_are_passed_over_and_kept() {
    let spec = edition(48, "1.32").expect("built in");
    // I048/170 has two parts here; the bytes have four
    let bytes = [0x81, 0x02, 10, 20, 0x01, 0x01, 0xfd, 0x80];
    let (record, issues, len) = Record::read(spec, &bytes, 0).expect("readable");
    assert_eq!((len, issues.len()), (8, 1));
    assert_eq!(issues[0].what, What::UnknownExtent);
    assert_eq!(record.original(), Some(&bytes[..]));
}

#[test]
fn zero_presence_bytes_are_kept_as_they_came() {
    let spec = edition(48, "1.32").expect("built in");
    let bytes = [0x81, 0x01, 0x00, 10, 20];
    let (mut record, issues, _) = Record::read(spec, &bytes, 0).expect("readable");
    assert!(issues.is_empty());
    let mut out = Vec::new();
    spec.write_record(&record, &mut out).expect("writable");
    assert_eq!(out, bytes);
    record.forget_original();
    out.clear();
    spec.write_record(&record, &mut out).expect("writable");
    assert_eq!(out, [0x80, 10, 20]);
}

fn split(bytes: &[u8]) -> (Vec<Result<Block<'_>, Fault>>, usize) {
    let mut iter = blocks(bytes, 0);
    let all: Vec<_> = iter.by_ref().collect();
    (all, iter.padding())
}

#[test]
fn blocks_check_their_length_and_count_filler() {
    let good = [48, 0, 6, 0x80, 1, 2];
    let padded = [&good[..], &good, &[0; 9]].concat();
    let (all, padding) = split(&padded);
    assert_eq!((all.len(), padding), (2, 9));
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(split(&[&good[..], &[0xa5; 4]].concat()).1, 4);
    let what = |bytes: &[u8]| split(bytes).0.last().expect("one").expect_err("bad").what;
    assert_eq!(what(&[48, 0, 2, 0]), What::BlockTooShort(2));
    assert_eq!(
        what(&[48, 1, 0, 0x80]),
        What::BlockTooLong { said: 256, have: 4 }
    );
    assert_eq!(what(&[48, 0]), What::NotABlock(2));
    let cut = [&good[..], &[48, 0, 99, 1]].concat();
    let (all, _) = split(&cut);
    assert_eq!(all[1].expect_err("bad").offset, 6);
    assert!(split(&[]).0.is_empty());
}

#[test]
fn json_is_as_the_interface_says() {
    let spec = edition(62, "1.21").expect("built in");
    let build = || -> Result<Record, vigie_asterix::WriteError> {
        Ok(RecordBuilder::new(spec)
            .raw("010/SAC", 25)?
            .raw("010/SIC", 100)?
            .quantity("070", 45_827.398_437_5)?
            .quantity("105/LAT", -45.0)?
            .quantity("105/LON", 22.5)?
            .quantity("220", -12.5)?
            .text("060/MODE3A", "0021")?
            .text("245/CHR", "RYR1  7")?
            .raw("380/IAS/IM", 1)?
            .quantity("380/IAS/IAS", 0.785)?
            .raw("380/BDSDATA", 0x0102_0304_0506_0760)?
            .text("390/CS", "A\"\\ ")?
            .raw("510/IDENT", 3)?
            .raw("510/TRACK", 7)?
            .raw("RE/CST/SAC", 9)?
            .raw("RE/STS/LNAV/VAL", 1)?
            .bytes("SP", &[0xde, 0xad])?
            .build())
    };
    let mut bytes = Vec::new();
    spec.write_block(&[build().expect("in range")], &mut bytes)
        .expect("writable");
    let mut out = Vec::new();
    let mut json = JsonLines::default();
    json.datagram(
        catalogue(),
        Some("2026-01-02T03:04:05Z"),
        &bytes,
        0,
        &mut out,
    );
    let expected = concat!(
        r#"{"time":"2026-01-02T03:04:05Z","cat":62,"edition":"1.21","sac":25,"sic":100,"items":{"#,
        r#""010":{"SAC":25,"SIC":100},"070":45827.3984375,"105":{"LAT":-45,"LON":22.5},"#,
        r#""060":{"V":0,"G":0,"CH":0,"MODE3A":"0021"},"245":{"STI":0,"CHR":"RYR1  7"},"#,
        r#""380":{"IAS":{"IM":1,"IAS":0.785},"BDSDATA":["0102030405060760"]},"220":-12.5,"#,
        r#""390":{"CS":"A\"\\"},"510":[{"IDENT":3,"TRACK":7}],"#,
        r#""RE":{"CST":[{"SAC":9,"SIC":0,"TYP":0,"LTN":0}],"#,
        r#""STS":{"FDR":0,"LNAV":{"EP":0,"VAL":1}}},"SP":"dead"}}"#,
        "\n"
    );
    assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
    assert_eq!(json.counts.total(), 1);
    let mut counts = Vec::new();
    let time = &mut |count: Option<u32>| {
        counts.extend(count);
        None
    };
    json.datagram_with(catalogue(), time, &bytes, 0, &mut Vec::new());
    assert_eq!(counts, [5_865_907]);
    let (record, _, _) = Record::read(spec, &bytes[3..], 0).expect("readable");
    assert_eq!(record.time_of_day(spec), Some(5_865_907));
}

#[test]
fn json_of_odd_bytes_and_unknown_categories() {
    let mut json = JsonLines::default();
    let mut out = Vec::new();
    let datagram = [10, 0, 4, 1, 34, 0, 4, 0x00, 48, 0, 1];
    json.datagram(catalogue(), None, &datagram, 1000, &mut out);
    let lines: Vec<serde_json::Value> = String::from_utf8(out)
        .expect("UTF-8")
        .lines()
        .map(|line| serde_json::from_str(line).expect("valid JSON"))
        .collect();
    assert_eq!(json.counts.unknown_blocks[10], 1);
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["offset"], &lines[0]["cat"]),
        (&1007.into(), &34.into())
    );
    assert_eq!(
        (&lines[1]["offset"], &lines[1]["cat"]),
        (&1008.into(), &48.into())
    );
    assert_eq!(json.counts.errors, 2);
}

#[test]
fn captures_of_all_links_and_broken_ones() {
    let block = [48, 0, 6, 0x80, 1, 2];
    let udp = [&[0, 1, 0, 2, 0, 14, 0, 0][..], &block].concat();
    let ipv4 = [
        &[
            0x45, 0, 0, 34, 0, 0, 0, 0, 9, 17, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2,
        ][..],
        &udp,
    ]
    .concat();
    let ipv6 = [
        &[0x60, 0, 0, 0, 0, 22, 0, 9][..],
        &[7; 32],
        &[17, 0, 0, 0, 0, 0, 0, 0],
        &udp,
    ]
    .concat();
    let packets = [
        (1_u32, [&[9; 12][..], &[8, 0], &ipv4].concat()),
        (1, [&[9; 12][..], &[0x81, 0, 0, 5, 8, 0], &ipv4].concat()),
        (1, [&[9; 12][..], &[0x86, 0xdd], &ipv6].concat()),
        (113, [&[9; 14][..], &[8, 0], &ipv4].concat()),
        (276, [&[9; 20][..], &ipv4].concat()),
        (101, ipv4.clone()),
        (0, [&[2, 0, 0, 0][..], &ipv6].concat()),
    ];
    for (link, packet) in packets {
        for big_endian in [false, true] {
            let word = |n: u32| {
                if big_endian {
                    n.to_be_bytes()
                } else {
                    n.to_le_bytes()
                }
            };
            let mut file = Vec::new();
            for n in [0xa1b2_c3d4, 0x0004_0002, 0, 0, 65_535, link] {
                file.extend(word(n));
            }
            let len = u32::try_from(packet.len()).expect("short");
            for n in [1_700_000_000, 250_000, len, len] {
                file.extend(word(n));
            }
            file.extend(&packet);
            assert_eq!(detect(catalogue(), &file), Some(Format::Pcap));
            let all: Vec<_> = Datagrams::new(catalogue(), Format::Pcap, &file).collect();
            assert_eq!(all.len(), 1, "link {link}");
            let datagram = all[0].expect("whole");
            assert_eq!(datagram.payload, block, "link {link}");
            assert_eq!(&file[datagram.offset..][..6], block);
            let stamp = vigie_asterix::framing::Stamp::UnixNs(1_700_000_000_250_000_000);
            assert_eq!(datagram.stamp, Some(stamp));
            let cut = &file[..file.len() - 1];
            let last = Datagrams::new(catalogue(), Format::Pcap, cut)
                .last()
                .expect("one");
            assert_eq!(last, Err(FrameError::Truncated("pcap packet", 24)));
        }
    }
    let pcapng = [0x0a, 0x0d, 0x0d, 0x0a, 0, 0];
    let first = Datagrams::new(catalogue(), Format::Pcap, &pcapng).next();
    assert_eq!(first, Some(Err(FrameError::PcapNg)));
}

#[test]
fn final_frames_and_what_is_left_of_them() {
    let block = [48, 0, 6, 0x80, 1, 2];
    let frame = [&[0, 18, 0, 0, 31, 0x34, 0x6c, 0xde][..], &block, &[0xa5; 4]].concat();
    let file = [&frame[..], &frame[3..], &frame, &frame[..9]].concat();
    assert_eq!(detect(catalogue(), &file), Some(Format::Final));
    let all: Vec<_> = Datagrams::new(catalogue(), Format::Final, &file).collect();
    assert_eq!(all.len(), 4);
    assert_eq!(all[0].expect("whole").payload, block);
    assert_eq!(all[1], Err(FrameError::NotFinal(18)));
    assert_eq!(all[2].expect("whole").payload, block);
    assert_eq!(all[3], Err(FrameError::Truncated("FINAL frame", 51)));
}

#[test]
fn raw_blocks_find_the_way_again() {
    let block = [48, 0, 6, 0x80, 1, 2];
    let mut file = [block; 50].concat();
    assert_eq!(detect(catalogue(), &file), Some(Format::Raw));
    file[6 * 20 + 1] = 0x40; // a length far beyond the end
    file[6 * 30 + 2] = 0x07; // a length one too long
    let all: Vec<_> = Datagrams::new(catalogue(), Format::Raw, &file).collect();
    let good = all
        .iter()
        .filter(|d| d.is_ok_and(|d| d.payload == block))
        .count();
    assert_eq!(good, 48);
    assert!(detect(catalogue(), b"hello, this is no recording").is_none());
    assert!(detect(catalogue(), &[]).is_none());
}

/// Everything that takes bytes from outside, in one call.
fn read_all_ways(bytes: &[u8]) -> u64 {
    let mut json = JsonLines::default();
    let mut out = Vec::new();
    if let Some(format) = detect(catalogue(), bytes) {
        for datagram in Datagrams::new(catalogue(), format, bytes).flatten() {
            json.datagram(
                catalogue(),
                None,
                datagram.payload,
                datagram.offset,
                &mut out,
            );
        }
    }
    json.datagram(catalogue(), None, bytes, 0, &mut out);
    assert_eq!(verify(catalogue(), bytes).differing, 0);
    for line in out.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
        serde_json::from_slice::<serde_json::Value>(line).expect("valid JSON");
    }
    json.counts.total()
}

/// A record read is a record written: by its bytes and, if regular, by its values.
fn rewrite(spec: &Spec, bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut rest = bytes;
    while let Ok((mut record, _, len)) = Record::read(spec, rest, 0) {
        prop_assert!(len > 0 && len <= rest.len());
        let mut out = Vec::new();
        spec.write_record(&record, &mut out).expect("writable");
        prop_assert_eq!(&out, &rest[..len]);
        if record.original().is_some() {
            record.forget_original();
            out.clear();
            if spec.write_record(&record, &mut out).is_ok() {
                prop_assert!(Record::read(spec, &out, 0).is_ok());
            }
        }
        rest = &rest[len..];
    }
    Ok(())
}

/// Bytes that are often readable: a plausible FSPEC before noise of small values.
fn record_like() -> impl Strategy<Value = Vec<u8>> {
    let noise = prop::collection::vec(prop_oneof![any::<u8>(), 0_u8..4], 0..120);
    (any::<[u8; 4]>(), noise).prop_map(|(mut fspec, noise)| {
        for byte in &mut fspec {
            *byte |= 1;
        }
        fspec[3] &= 0xfe;
        [&fspec[..], &noise].concat()
    })
}

/// The same cases on every run.
fn seeded() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x0a57),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_all_ways(&bytes);
    }

    #[test]
    fn arbitrary_records_write_as_they_read(bytes in record_like(), which in 0..4_usize) {
        let spec = &editions()[which];
        rewrite(spec, &bytes)?;
        let mut block = vec![spec.category(), 0, 0];
        block.extend(&bytes);
        block[2] = u8::try_from(block.len()).expect("short");
        let records = read_all_ways(&block);
        prop_assert!(records <= 2 * bytes.len() as u64, "a record has at least one byte");
    }

    #[test]
    fn whatever_is_built_reads_back(
        seed in prop::collection::vec((any::<u16>(), any::<u64>(), 0..3_u32), 1..40),
        which in 0..4_usize,
    ) {
        let spec = &editions()[which];
        let elements: Vec<_> =
            spec.fields().filter(|&f| spec.kind(f) == Kind::Element).collect();
        let mut builder = RecordBuilder::new(spec);
        let mut set = std::collections::BTreeMap::new();
        for (pick, raw, round) in seed {
            let field = elements[usize::from(pick) % elements.len()];
            let bits = spec.bits(field).expect("fixed");
            let path = spec.path(field);
            if spec.leaf(&path) != Some(field) || bits > 64 {
                continue;
            }
            let raw = raw >> (64 - bits) >> 1; // positive in any sign
            builder = match builder.clone().raw_at(&path, round, raw) {
                Ok(builder) => { set.insert((path, round), raw); builder }
                Err(_) => builder,
            };
        }
        let record = builder.build();
        let mut bytes = Vec::new();
        if set.is_empty() || spec.write_record(&record, &mut bytes).is_err() {
            return Ok(()); // an expansion field may grow beyond 254 bytes
        }
        let (back, issues, len) = Record::read(spec, &bytes, 0).expect("readable");
        prop_assert_eq!(len, bytes.len());
        prop_assert!(issues.is_empty(), "{:?}", issues);
        for ((path, round), raw) in set {
            let read = back.all_raw(spec, &path).nth(round as usize);
            prop_assert_eq!(read, Some(raw), "{}", path);
        }
        let mut again = Vec::new();
        spec.write_record(&back, &mut again).expect("writable");
        prop_assert_eq!(again, bytes);
    }
}

/// A block of plots as a radar sends them, and how many.
fn made_block(count: u32) -> Vec<u8> {
    let spec = edition(48, "1.32").expect("built in");
    let records: Vec<Record> = (0..count)
        .map(|i| {
            RecordBuilder::new(spec)
                .raw("010/SIC", 7)
                .and_then(|b| b.quantity("140", f64::from(i)))
                .and_then(|b| b.quantity("040/RHO", 10.0))
                .and_then(|b| b.quantity("130/SAM", -60.0))
                .and_then(|b| b.raw_at("250/BDS1", i % 3, 4))
                .and_then(|b| b.raw("161/TRN", u64::from(i)))
                .and_then(|b| b.raw("170/TRE", 0))
                .expect("in range")
                .build()
        })
        .collect();
    let mut block = Vec::new();
    spec.write_block(&records, &mut block).expect("writable");
    block
}

#[test]
fn a_block_cut_anywhere_gives_one_fault_and_no_record_too_many() {
    let block = made_block(5);
    for len in 1..block.len() {
        let verified = verify(catalogue(), &block[..len]);
        assert_eq!(
            (verified.records, verified.faults),
            (0, 1),
            "the block's length tells"
        );
        // the same with a length that agrees with the cut
        let mut cut = block[..len].to_vec();
        if len > 3 {
            cut[1..3].copy_from_slice(&u16::try_from(len).expect("short").to_be_bytes());
            let verified = verify(catalogue(), &cut);
            assert!(verified.records <= 5 && verified.faults <= 1 && verified.differing == 0);
        }
    }
    assert_eq!(verify(catalogue(), &block).from_values, 5);
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn flipped_bits_cost_a_block_at_most(flips in prop::collection::vec(any::<u16>(), 1..6)) {
        let blocks: Vec<Vec<u8>> = (1..6).map(made_block).collect();
        let mut file = blocks.concat();
        let hit = blocks[..3].concat().len();
        for flip in flips {
            let bit = usize::from(flip) % (hit * 8);
            file[bit / 8] ^= 1 << (bit % 8);
        }
        let mut verified = vigie_asterix::Verified::default();
        for datagram in Datagrams::new(catalogue(), Format::Raw, &file).flatten() {
            verified += verify(catalogue(), datagram.payload);
        }
        prop_assert_eq!(verified.differing, 0);
        prop_assert!(verified.records >= 9, "the two blocks not hit, but {:?}", verified);
    }
}

#[test]
fn no_two_fields_share_a_path() {
    for spec in editions() {
        for field in spec.fields().filter(|&field| !spec.name(field).is_empty()) {
            let path = spec.path(field);
            assert_eq!(
                spec.field(&path),
                Some(field),
                "CAT{:03} {path}",
                spec.category()
            );
        }
    }
}

#[test]
fn a_catalogue_can_pin_an_edition() {
    let spec = Spec::parse(CAT048, None).expect("compiles");
    let pinned = Catalogue::empty().with(&spec);
    assert!(pinned.get(62).is_none());
    assert_eq!(pinned.get(48).map(Spec::edition), Some("1.32"));
    assert_eq!(
        edition(62, "1.21").and_then(Spec::expansion_edition),
        Some("1.3")
    );
    assert!(edition(62, "9.9").is_none());
}

#[test]
fn bad_texts_are_refused_with_their_line() {
    let line = |text: &str| Spec::parse(text, None).expect_err(text).line;
    assert_eq!(line("category 1 1.0\nitem 010 rawr 8\nuap 010"), 2);
    assert_eq!(line("category 1 1.0\nitem 010 raw 7\nuap 010"), 1);
    assert_eq!(line("category 1 1.0\nitem 010 raw 0\nuap 010"), 2);
    assert_eq!(line("category 300 1.0"), 1);
    assert_eq!(
        line("category 1 1.0\nitem 010 group\n A uint 8 1/0 m\nuap 010"),
        3
    );
    assert_eq!(
        line("category 1 1.0\nitem 010 extended\n A raw 8\n fx\nuap 010"),
        2
    );
    assert_eq!(line("category 1 1.0\nitem 010 case 8 020\nuap 010"), 2);
    assert_eq!(line("  category 1 1.0"), 1);
}
