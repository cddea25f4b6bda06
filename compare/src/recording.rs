//! The recordings beside the repository.

use std::path::PathBuf;
use vigie_modes::Frame;
use vigie_modes::framing::{Item, csv};

/// One message of a recording.
#[derive(Debug, Clone, Copy)]
pub struct Recorded {
    /// When it was heard, nanoseconds since 1970.
    pub time_ns: i64,
    /// Its bytes.
    pub frame: Frame,
}

/// Every Mode S message of a CSV recording, or `None`, plainly said, where the file is absent. Under
/// `VIGIE_REQUIRE_ALL=1` absence fails.
pub fn messages(name: &str) -> Option<Vec<Recorded>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/adsb")
        .join(name);
    let Ok(bytes) = std::fs::read(&path) else {
        let required = std::env::var("VIGIE_REQUIRE_ALL").is_ok_and(|value| value == "1");
        assert!(!required, "{} is absent but required", path.display());
        eprintln!("SKIPPED: {} is absent", path.display());
        return None;
    };
    let lines = bytes
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty());
    let messages = lines.map(|line| {
        let line = csv::parse_line(line).expect("a message");
        let Item::ModeS(heard) = line.item else {
            panic!("{line:?} is no Mode S frame");
        };
        Recorded {
            time_ns: line.time_ns,
            frame: heard.frame,
        }
    });
    Some(messages.collect())
}
