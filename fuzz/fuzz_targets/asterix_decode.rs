//! Any bytes as a datagram, and as records of a category with tables: shown as JSON, read through the typed views.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_asterix::{JsonLines, blocks, cat021, cat034, cat048, cat062, catalogue};
use vigie_fuzz::{block, category};

fn examine(bytes: &[u8]) {
    let (mut json, mut lines) = (JsonLines::default(), Vec::new());
    json.datagram(
        catalogue(),
        Some("2026-01-01T00:00:00Z"),
        bytes,
        0,
        &mut lines,
    );
    let text = std::str::from_utf8(&lines).expect("JSON is UTF-8");
    assert!(
        text.lines()
            .all(|line| line.starts_with('{') && line.ends_with('}')),
        "{text}"
    );
    for block in blocks(bytes, 0).flatten() {
        let _ = match block.category {
            21 => cat021::latest().each(block.body, block.offset, drop),
            34 => cat034::latest().each(block.body, block.offset, drop),
            48 => cat048::latest().each(block.body, block.offset, drop),
            62 => cat062::latest().each(block.body, block.offset, drop),
            _ => Ok(()),
        };
    }
}

fuzz_target!(|bytes: &[u8]| {
    examine(bytes);
    if let Some((&number, body)) = bytes.split_first() {
        examine(&block(category(number), body));
    }
});
