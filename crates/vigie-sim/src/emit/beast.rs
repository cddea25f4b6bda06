//! Beast framing with GNSS stamps: seconds of the day and nanoseconds, as a Radarcape has them.

use vigie_core::time::UtcNs;
use vigie_modes::Frame;
use vigie_modes::framing::beast::{GnssTime, LONGEST_EMITTED, emit};
use vigie_modes::framing::{Heard, Item};

/// Appends one frame, escaped.
pub(crate) fn push(frame: Frame, stamp: UtcNs, level: u8, out: &mut Vec<u8>) {
    let of_day = stamp.since_midnight().0.unsigned_abs();
    let time = GnssTime {
        second_of_day: u32::try_from(of_day / 1_000_000_000).unwrap_or(0),
        nanosecond: u32::try_from(of_day % 1_000_000_000).unwrap_or(0),
    };
    let item = Item::ModeS(Heard {
        ticks: Some(time.ticks()),
        level: Some(level),
        frame,
    });
    let mut buffer = [0; LONGEST_EMITTED];
    out.extend_from_slice(emit(item, &mut buffer));
}
