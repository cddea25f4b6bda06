//! The bytes of one message: receptions and steps in our own layout (commands: `orders`). See `docs/recording.md`.

use vigie_core::reception::{BaseStationLine, ModeSReply, Payload, Stamp};
use vigie_core::time::{Ticks, UtcNs};

/// First byte of a reception: a Mode S frame.
const MODE_S: u8 = 1;
/// First byte of a reception: one or more ASTERIX data blocks.
const ASTERIX: u8 = 2;
/// First byte of a reception: a line of SBS-1/BaseStation text.
const BASE_STATION: u8 = 3;

/// Second byte of a Mode S frame, bits 0 and 1: which stamp follows, if any, as eight bytes.
const STAMP_COUNTER: u8 = 1;
const STAMP_GNSS: u8 = 2;
const STAMP_BITS: u8 = 0b11;
/// Second byte of a Mode S frame, bit 2: a level follows, as one byte.
const HAS_LEVEL: u8 = 0b100;

/// How many inputs a step took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) receptions: u32,
    pub(crate) commands: u32,
}

/// Writes the payload of a reception into an empty buffer.
pub(crate) fn put_payload(out: &mut Vec<u8>, payload: &Payload) {
    match payload {
        Payload::Asterix(blocks) => {
            out.push(ASTERIX);
            out.extend_from_slice(blocks);
        }
        Payload::BaseStation(line) => {
            out.push(BASE_STATION);
            out.extend_from_slice(line.as_bytes());
        }
        Payload::ModeS(reply) => {
            let (stamp_kind, stamp) = match reply.stamp {
                Stamp::None => (0, None),
                Stamp::Counter(Ticks(count)) => (STAMP_COUNTER, Some(count)),
                Stamp::GnssOfDay(nanos) => (STAMP_GNSS, Some(nanos)),
            };
            let level_bit = if reply.level.is_some() { HAS_LEVEL } else { 0 };
            out.extend([MODE_S, stamp_kind | level_bit]);
            if let Some(stamp) = stamp {
                out.extend(stamp.to_le_bytes());
            }
            out.extend(reply.level);
            out.extend_from_slice(reply.frame());
        }
    }
}

/// The payload of a reception.
pub(crate) fn payload(data: &[u8]) -> Result<Payload, &'static str> {
    match data.split_first() {
        None => Err("it is empty"),
        Some((&ASTERIX, blocks)) => Ok(Payload::Asterix(blocks.into())),
        Some((&MODE_S, rest)) => mode_s(rest).map(Payload::ModeS),
        Some((&BASE_STATION, line)) => BaseStationLine::new(line)
            .map(Payload::BaseStation)
            .ok_or("its line of text has not 1 to 255 bytes"),
        Some(_) => Err("its kind of payload is not known"),
    }
}

fn mode_s(data: &[u8]) -> Result<ModeSReply, &'static str> {
    const SHORT: &str = "its Mode S frame is cut short";
    let (&flags, rest) = data.split_first().ok_or(SHORT)?;
    if flags & !(STAMP_BITS | HAS_LEVEL) != 0 {
        return Err("its Mode S flags are not known");
    }
    let (stamp, rest) = match flags & STAMP_BITS {
        0 => (Stamp::None, rest),
        kind => {
            let (bytes, rest) = rest.split_first_chunk().ok_or(SHORT)?;
            let value = u64::from_le_bytes(*bytes);
            match kind {
                STAMP_COUNTER => (Stamp::Counter(Ticks(value)), rest),
                STAMP_GNSS => (Stamp::GnssOfDay(value), rest),
                _ => return Err("its Mode S stamp is not known"),
            }
        }
    };
    let (level, frame) = if flags & HAS_LEVEL == 0 {
        (None, rest)
    } else {
        let (&level, rest) = rest.split_first().ok_or(SHORT)?;
        (Some(level), rest)
    };
    ModeSReply::new(frame, stamp, level).ok_or("its Mode S frame has neither 7 nor 14 bytes")
}

/// The bytes of a step's end.
pub(crate) fn step(counts: Counts) -> [u8; 8] {
    let (r, c) = (
        counts.receptions.to_le_bytes(),
        counts.commands.to_le_bytes(),
    );
    [r[0], r[1], r[2], r[3], c[0], c[1], c[2], c[3]]
}

/// What a step's end says.
pub(crate) fn counts(data: &[u8]) -> Result<Counts, &'static str> {
    let &[r0, r1, r2, r3, c0, c1, c2, c3] = data else {
        return Err("it has not 8 bytes");
    };
    Ok(Counts {
        receptions: u32::from_le_bytes([r0, r1, r2, r3]),
        commands: u32::from_le_bytes([c0, c1, c2, c3]),
    })
}

/// MCAP counts its times from 0; ours may lie before 1970. The 64 bits are kept.
pub(crate) const fn mcap_time(time: UtcNs) -> u64 {
    time.0.cast_unsigned()
}

/// The time whose 64 bits these are.
pub(crate) const fn utc(mcap_time: u64) -> UtcNs {
    UtcNs(mcap_time.cast_signed())
}
