//! Any text as a specification; what compiles reads and writes any bytes. Text, expansion and bytes are parted by NUL.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_asterix::{Catalogue, JsonLines, Spec, verify};
use vigie_fuzz::block;

fuzz_target!(|input: &[u8]| {
    let mut parts = input.splitn(3, |&byte| byte == 0);
    let mut text = || parts.next().map(String::from_utf8_lossy);
    let (Some(text), expansion) = (text(), text()) else {
        return;
    };
    let expansion = expansion.as_deref().filter(|text| !text.is_empty());
    let body = parts.next().unwrap_or_default();
    let Ok(spec) = Spec::parse(&text, expansion) else {
        return;
    };
    let catalogue = Catalogue::empty().with(&spec);
    let bytes = block(spec.category(), body);
    assert_eq!(verify(&catalogue, &bytes).differing, 0);
    JsonLines::default().datagram(&catalogue, None, &bytes, 0, &mut Vec::new());
});
