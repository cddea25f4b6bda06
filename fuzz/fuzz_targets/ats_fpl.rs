//! Any bytes as flight-plan messages: they are found, read, written and read again the same.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_ats::fpl::{bulletins, parse};

fuzz_target!(|bytes: &[u8]| {
    for bulletin in bulletins(bytes) {
        assert!(bulletin.heading <= bulletin.from && bulletin.from < bulletin.to);
        assert!(bulletin.to <= bytes.len());
    }
    let parsed = parse(bytes);
    for fault in parsed.faults.list() {
        assert!(fault.at + fault.len <= bytes.len(), "{fault}");
    }
    let Some(message) = parsed.message else {
        return;
    };
    let emitted = message.to_string();
    let again = parse(emitted.as_bytes()).message;
    assert_eq!(again.as_ref(), Some(&message), "{emitted}");
});
