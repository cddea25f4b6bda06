//! An AVR stream, cut anywhere, gives what it gives in one piece; what it gives can be written and read again.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_fuzz::chunks;
use vigie_modes::framing::{avr, detect};

fuzz_target!(|bytes: &[u8]| {
    let (mut whole, mut cut) = (avr::Deframer::new(), avr::Deframer::new());
    let items: Vec<_> = whole.items(bytes).collect();
    let by_chunk: Vec<_> = chunks(bytes)
        .flat_map(|chunk| cut.items(chunk).collect::<Vec<_>>())
        .collect();
    assert_eq!(items, by_chunk);
    assert_eq!(whole.passed(), cut.passed());
    assert!(whole.passed().skipped_bytes <= bytes.len() as u64);
    for item in items {
        let mut out = [0; avr::LONGEST_EMITTED];
        let line = avr::emit(item, true, &mut out).expect("AVR gave it, AVR can say it");
        let again: Vec<_> = avr::Deframer::new().items(line).collect();
        assert_eq!(again, [item]);
    }
    let _ = detect(bytes);
});
