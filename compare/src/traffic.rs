//! Traffic made here, for the benchmark: the same that `vigie-modes` is measured with.

#[path = "../../crates/vigie-modes/benches/fields/mod.rs"]
mod fields;
#[path = "../../crates/vigie-modes/benches/mixed/mod.rs"]
mod mixed;

use crate::recording::Recorded;
use vigie_modes::Message;

/// One number for all that a message says.
#[inline]
pub fn checksum(message: &Message) -> u64 {
    fields::checksum(message)
}

/// 65,536 frames of 4,096 aircraft, one a millisecond from the beginning of 2026.
pub fn mixed() -> Vec<Recorded> {
    let messages = mixed::messages();
    let times = (1_767_225_600_000_000_000_i64..).step_by(1_000_000);
    messages
        .iter()
        .zip(times)
        .map(|(message, time_ns)| Recorded {
            time_ns,
            frame: message.emit(),
        })
        .collect()
}
