//! Lines of text as messages; what is read can be written and read again.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_modes::framing::{csv, detect};

fuzz_target!(|bytes: &[u8]| {
    for line in bytes.split(|&byte| byte == b'\n') {
        if let Ok(line) = csv::parse_line(line) {
            let mut text = String::new();
            csv::write_line(&mut text, line).expect("a string takes all");
            assert_eq!(
                csv::parse_line(text.as_bytes()).map(|again| again.time_ns),
                Ok(line.time_ns),
                "{text}"
            );
        }
    }
    let _ = detect(bytes);
});
