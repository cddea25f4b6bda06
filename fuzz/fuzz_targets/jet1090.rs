//! Frames in JSON, by the line and in arrays: read or refused.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie::doors::jet1090::{parse_array, parse_line};

fuzz_target!(|bytes: &[u8]| {
    for line in bytes.split(|&byte| byte == b'\n') {
        if let Ok(line) = parse_line(line) {
            assert!(matches!(line.reply.frame().len(), 7 | 14));
            assert!(line.time.0 >= 0 && line.time.0 % 1_000 == 0);
            assert!(line.receiver.is_none_or(|name| name.chars().count() <= 64));
        }
    }
    for line in parse_array(bytes).into_iter().flatten().flatten() {
        assert!(matches!(line.reply.frame().len(), 7 | 14));
    }
});
