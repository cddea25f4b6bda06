//! Traffic made here, for the benchmark: the same that `vigie-modes` is measured with.

#[path = "../../crates/vigie-modes/benches/fields/mod.rs"]
mod fields;
#[path = "../../crates/vigie-modes/benches/mixed/mod.rs"]
mod mixed;

use crate::recording::Recorded;
use vigie_modes::{Frame, Message};

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

/// Frames of every format read by all decoders whose other bits are arbitrary, every type code as often as another;
/// their parity holds. The same on every run.
pub fn arbitrary(count: usize) -> Vec<Frame> {
    const FORMATS: [u64; 16] = [0, 4, 5, 11, 16, 17, 17, 17, 17, 17, 17, 17, 18, 18, 20, 21];
    let mut state = 0x1090_u64;
    let mut next = move || {
        // splitmix64
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    };
    let mut frame = || {
        let (pick, header, payload) = (next(), next(), next());
        let df = FORMATS[usize::from(pick.to_le_bytes()[0] & 15)];
        let mut bytes = [0; 14];
        bytes[..4].copy_from_slice(&header.to_le_bytes()[..4]);
        bytes[0] = bytes[0] & 7 | df.to_le_bytes()[0] << 3;
        // In every fourth a run of 32 bits is zero: what is not known.
        let zeros = match pick >> 40 & 3 {
            0 => 0xffff_ffff << (pick >> 42 & 31),
            _ => 0,
        };
        bytes[4..11].copy_from_slice(&(payload & !zeros).to_be_bytes()[1..]);
        let length = if df < 16 { 7 } else { 14 };
        let bytes = &mut bytes[..length];
        if df != 17 && df != 18 {
            // What is left is an address, or for an all-call reply who asked.
            let left = if df == 11 {
                pick >> 8 & 0x7f
            } else {
                pick >> 8 & 0xff_ffff
            };
            bytes[length - 3..].copy_from_slice(&left.to_be_bytes()[5..]);
        }
        let remainder = Frame::new(bytes).expect("the length fits").remainder();
        let wrong = remainder ^ left_of(bytes);
        for (byte, put) in bytes[length - 3..]
            .iter_mut()
            .zip(&wrong.to_be_bytes()[1..])
        {
            *byte ^= put;
        }
        Frame::new(bytes).expect("the length fits")
    };
    (0..count).map(|_| frame()).collect()
}

/// What the last three bytes say.
fn left_of(bytes: &[u8]) -> u32 {
    let [.., a, b, c] = *bytes else { return 0 };
    u32::from_be_bytes([0, a, b, c])
}
