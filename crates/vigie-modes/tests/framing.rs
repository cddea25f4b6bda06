//! Streams cut and damaged everywhere: what is lost is bounded, and what follows is found again.

use vigie_modes::Frame;
use vigie_modes::framing::{Heard, HeardModeAc, Item, Passed, avr, beast, sbs};

/// Items with bytes that must be escaped in every place.
fn items() -> Vec<Item> {
    let frame = |text| Frame::from_hex(text).expect("a frame");
    let mut items = vec![Item::Receiver(0x1a1a_0000_1a00_001a)];
    for ticks in [0x1a, 0x001a_1a00_1a1a, 0xffff_ffff_ffff] {
        for level in [0x1a, 0x80] {
            let (ticks, level) = (Some(ticks), Some(level));
            for text in ["8d406b9058b975870b738754f480", "5d4ca8ab1a1a1a"] {
                let frame = frame(text);
                items.push(Item::ModeS(Heard {
                    ticks,
                    level,
                    frame,
                }));
            }
            let code = 0x1a00;
            items.push(Item::ModeAc(HeardModeAc { ticks, level, code }));
        }
    }
    items
}

fn beast_bytes(item: Item) -> Vec<u8> {
    beast::emit(item, &mut [0; beast::LONGEST_EMITTED]).to_vec()
}

fn avr_bytes(item: Item) -> Vec<u8> {
    avr::emit(item, true, &mut [0; avr::LONGEST_EMITTED])
        .map(<[u8]>::to_vec)
        .unwrap_or_default()
}

fn beast_items(chunks: &[&[u8]]) -> (Vec<Item>, Passed) {
    let mut deframer = beast::Deframer::new();
    let mut found = Vec::new();
    for chunk in chunks {
        found.extend(deframer.items(chunk));
    }
    (found, deframer.passed())
}

fn avr_items(chunks: &[&[u8]]) -> (Vec<Item>, Passed) {
    let mut deframer = avr::Deframer::new();
    let mut found = Vec::new();
    for chunk in chunks {
        found.extend(deframer.items(chunk));
    }
    (found, deframer.passed())
}

/// The stream of all items, and where each ends.
fn stream(items: &[Item], bytes_of: fn(Item) -> Vec<u8>) -> (Vec<u8>, Vec<usize>) {
    let mut bytes = Vec::new();
    let ends = items
        .iter()
        .map(|&item| {
            bytes.extend(bytes_of(item));
            bytes.len()
        })
        .collect();
    (bytes, ends)
}

/// A stream that begins anywhere, as after a lost connection, mid-escape included: no more than the item cut and one
/// that its remains can be taken for are lost, and all that follows comes.
#[test]
fn beast_from_any_byte_on() {
    let items = items();
    let (bytes, ends) = stream(&items, beast_bytes);
    for start in 0..bytes.len() {
        let (found, passed) = beast_items(&[&bytes[start..]]);
        let whole = ends.iter().filter(|&&end| end <= start).count();
        let cut = usize::from(start > 0 && !ends.contains(&start));
        let expected = &items[(whole + cut + 1).min(items.len())..];
        assert!(found.ends_with(expected), "from byte {start}: {passed:?}");
        // nothing is given twice
        assert!(found.len() <= items.len() - whole + 1, "from byte {start}");
    }
}

/// A hole of one to four bytes anywhere: the stream goes on after at most two items.
#[test]
fn beast_with_bytes_missing_anywhere() {
    let items = items();
    let (bytes, ends) = stream(&items, beast_bytes);
    for at in 0..bytes.len() {
        for hole in 1..=4.min(bytes.len() - at) {
            let (found, passed) = beast_items(&[&bytes[..at], &bytes[at + hole..]]);
            let before = ends.iter().filter(|&&end| end <= at).count();
            let after = ends.iter().filter(|&&end| end < at + hole).count() + 2;
            assert!(found.starts_with(&items[..before]), "hole at {at}");
            let rest = &items[after.min(items.len())..];
            assert!(found.ends_with(rest), "hole of {hole} at {at}: {passed:?}");
        }
    }
}

/// A turned bit anywhere costs the item it is in and at most the one after.
#[test]
fn beast_with_any_bit_turned() {
    let items = items();
    let (bytes, ends) = stream(&items, beast_bytes);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            let (found, passed) = beast_items(&[&damaged]);
            let before = ends.iter().filter(|&&end| end <= at).count();
            assert!(found.starts_with(&items[..before]), "bit {bit} of {at}");
            let rest = &items[(before + 2).min(items.len())..];
            assert!(found.ends_with(rest), "bit {bit} of byte {at}: {passed:?}");
            assert!(passed.items == found.len() as u64 && found.len() <= items.len() + 1);
        }
    }
}

#[test]
fn avr_from_any_byte_on_and_with_any_bit_turned() {
    let items: Vec<Item> = items().into_iter().skip(1).collect();
    let (bytes, ends) = stream(&items, avr_bytes);
    for at in 0..bytes.len() {
        let (found, _) = avr_items(&[&bytes[at..]]);
        let whole = ends.iter().filter(|&&end| end <= at).count();
        let begun = at > 0 && !ends.contains(&at);
        let expected = &items[(whole + usize::from(begun)).min(items.len())..];
        assert!(found.ends_with(expected), "from byte {at}");
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            let (found, _) = avr_items(&[&damaged]);
            assert!(found.starts_with(&items[..whole]), "bit {bit} of {at}");
            let rest = &items[(whole + 2).min(items.len())..];
            assert!(found.ends_with(rest), "bit {bit} of byte {at}");
        }
    }
}

/// Nothing but escapes, nothing but marks, nothing at all: no item, every byte accounted for, no end in sight needed.
#[test]
fn streams_of_one_byte() {
    for byte in 0..=u8::MAX {
        let bytes = vec![byte; 10_000];
        let (found, passed) = beast_items(&[&bytes]);
        assert!(found.is_empty(), "{byte:02x}");
        assert!(passed.skipped_bytes >= 9_950, "{byte:02x}: {passed:?}");
        let (found, passed) = avr_items(&[&bytes]);
        assert!(found.is_empty(), "{byte:02x}");
        let ends = u64::from(matches!(byte, b'\r' | b'\n')) * 10_000;
        assert!(passed.skipped_bytes + ends >= 9_950, "{byte:02x}");
    }
}

/// Counters that wrap, jump and stand still are given on as they are: what they mean is for who knows the receiver.
#[test]
fn counters_come_as_they_are() {
    let frame = Frame::from_hex("5d4ca8ab1a1a1a").expect("a frame");
    let counters = [
        0xffff_ffff_fffe,
        0xffff_ffff_ffff,
        0,
        0,
        0,
        0x8000_0000_0000,
        7,
        6,
    ];
    let bytes: Vec<u8> = counters
        .iter()
        .flat_map(|&ticks| {
            beast_bytes(Item::ModeS(Heard {
                ticks: Some(ticks),
                level: None,
                frame,
            }))
        })
        .collect();
    let found: Vec<Option<u64>> = beast_items(&[&bytes])
        .0
        .into_iter()
        .map(|item| match item {
            Item::ModeS(heard) => heard.ticks,
            _ => None,
        })
        .collect();
    assert_eq!(found, counters.map(Some));
    // midnight of a GNSS counter: the last nanosecond of a day, then the first; and a leap second
    for (second_of_day, nanosecond) in [(86_399, 999_999_999), (0, 0), (86_400, 5)] {
        let time = beast::GnssTime {
            second_of_day,
            nanosecond,
        };
        assert_eq!(beast::GnssTime::from_ticks(time.ticks()), Some(time));
    }
    // what no clock says
    for ticks in [86_401 << 30, 1_000_000_000, u64::MAX, beast::MLAT_TICKS] {
        assert_eq!(beast::GnssTime::from_ticks(ticks), None, "{ticks:x}");
    }
}

/// Lines of any bytes: read or refused, and what is read is the same when it is written and read again.
#[test]
fn sbs_lines_of_anything() {
    let alphabet = b"MSG,3STAID/:.-+~H0123456789AF \r";
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::from(state.to_be_bytes()[0])
    };
    let mut read = 0;
    for round in 0..100_000 {
        let mut line = if round % 2 == 0 {
            b"MSG,3,1,1,4CA2D6,1,2008/11/28,14:53:50.594,,,".to_vec()
        } else {
            Vec::new()
        };
        for _ in 0..next() % 60 {
            line.push(alphabet[next() % alphabet.len()]);
        }
        if let Ok((record, _)) = sbs::parse_line(&line) {
            read += 1;
            let mut text = String::new();
            sbs::write_line(&mut text, &record).expect("a string takes all");
            assert_eq!(sbs::parse_line(text.as_bytes()), Ok((record, 0)), "{text}");
        }
    }
    assert!(read > 40_000, "{read}");
}
