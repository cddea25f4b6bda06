//! The binary side of the track stream: picture to 24-byte little-endian records, frames, trails.
//!
//! Written down in `docs/stream.md`; the offsets below are those of its tables. Pure: no clock, no sockets. Every
//! number saturates at the end of its field, and not-a-number reads as unknown.

use axum::body::Bytes;
use std::borrow::Borrow;
use std::f64::consts::TAU;
use vigie_core::alert::{Alert, AlertState, Severity, Subject};
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::picture::{Mode, Picture};
use vigie_core::place::{MPS_PER_KNOT, Wgs84};
use vigie_core::report::ReportKind;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackStatus};

/// Version of the stream.
pub const VERSION: u8 = 1;
/// Bytes of a frame's header.
pub const HEADER_BYTES: usize = 32;
/// Bytes of a track's record.
pub const RECORD_BYTES: usize = 24;
/// Bytes of a trail's record.
pub const TRAIL_BYTES: usize = 16;
/// What an unknown level or vertical rate reads.
const UNKNOWN: i16 = i16::MIN;
/// Two techniques within this time of each other make a fused track.
const FUSED_WITHIN: Nanos = Nanos::from_secs(15);

/// What a binary message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// All tracks; replaces what the client has.
    Keyframe,
    /// Tracks that changed, and numbers of those that went.
    Changes,
    /// Past plots.
    Trail,
    /// A sign of life.
    Heartbeat,
}

/// A binary message but for its sequence number and sending time, which differ from client to client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What it is.
    pub kind: Kind,
    /// Mode of the picture.
    pub mode: Mode,
    /// Time of the picture.
    pub at: UtcNs,
    /// How many records the body begins with.
    pub records: u32,
    /// How many removed track numbers follow them.
    pub removed: u32,
    /// Everything behind the header.
    pub body: Bytes,
}

impl Frame {
    /// A sign of life.
    #[must_use]
    pub fn heartbeat(mode: Mode, at: UtcNs) -> Frame {
        Frame {
            kind: Kind::Heartbeat,
            mode,
            at,
            records: 0,
            removed: 0,
            body: Bytes::new(),
        }
    }

    /// The message as it goes to one client: header and body.
    #[must_use]
    pub fn message(&self, sequence: u32, sent: UtcNs) -> Bytes {
        let mut out = Vec::with_capacity(HEADER_BYTES + self.body.len());
        let kind = match self.kind {
            Kind::Keyframe => 0,
            Kind::Changes => 1,
            Kind::Trail => 2,
            Kind::Heartbeat => 3,
        };
        let mode = match self.mode {
            Mode::Live => 0,
            Mode::Replay => 1,
            Mode::Exercise => 2,
        };
        out.extend_from_slice(&[b'V', VERSION, kind, mode]);
        out.extend_from_slice(&sequence.to_le_bytes());
        out.extend_from_slice(&self.at.0.to_le_bytes());
        out.extend_from_slice(&sent.0.to_le_bytes());
        out.extend_from_slice(&self.records.to_le_bytes());
        out.extend_from_slice(&self.removed.to_le_bytes());
        out.extend_from_slice(&self.body);
        out.into()
    }
}

/// What the stream says of one track, in the wire's own integer counts, except the age, which depends on the picture
/// it is sent with. Two equal records say the same measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Track number.
    pub number: u32,
    /// Latitude, 1e-7 degree.
    pub lat: i32,
    /// Longitude, 1e-7 degree.
    pub lon: i32,
    /// Level, 25 ft.
    pub level: i16,
    /// Ground speed, 0.1 kt.
    pub speed: u16,
    /// Track angle, 360/65536 degree.
    pub angle: u16,
    /// Vertical rate, 10 ft/min.
    pub rate: i16,
    /// Flags, as `docs/stream.md` numbers them.
    pub flags: u16,
    /// When the position was measured.
    pub measured: UtcNs,
}

impl Record {
    /// What the stream says of `track`, on which `mark` is the highest alert.
    #[must_use]
    pub fn of(track: &Track, mark: Option<AlertMark>) -> Record {
        let speed_kt = track.velocity.ground_speed_mps() / MPS_PER_KNOT;
        let (lat, lon) = lat_lon_e7(track.last_plot);
        Record {
            number: track.number.0,
            lat,
            lon,
            level: level(track),
            speed: saturated_u16(speed_kt * 10.0),
            angle: angle(track.velocity.track_rad()),
            rate: track
                .altitude
                .and_then(|altitude| altitude.rate_mps)
                .map_or(UNKNOWN, |mps| {
                    counted_i16(mps / METRES_PER_FOOT * 60.0 / 10.0)
                }),
            flags: flags(track, mark),
            measured: track.at,
        }
    }

    /// Appends the [`RECORD_BYTES`] bytes of the record, in a picture of `at`.
    pub fn emit(&self, at: UtcNs, out: &mut Vec<u8>) {
        let mut bytes = [0; RECORD_BYTES];
        let age_tenths = (at - self.measured).0.max(0) / 100_000_000;
        let age = u16::try_from(age_tenths).unwrap_or(u16::MAX);
        bytes[0..4].copy_from_slice(&self.number.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.lat.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.lon.to_le_bytes());
        bytes[12..14].copy_from_slice(&self.level.to_le_bytes());
        bytes[14..16].copy_from_slice(&self.speed.to_le_bytes());
        bytes[16..18].copy_from_slice(&self.angle.to_le_bytes());
        bytes[18..20].copy_from_slice(&self.rate.to_le_bytes());
        bytes[20..22].copy_from_slice(&self.flags.to_le_bytes());
        bytes[22..24].copy_from_slice(&age.to_le_bytes());
        out.extend_from_slice(&bytes);
    }
}

/// The highest alert on a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertMark {
    /// How urgent.
    pub severity: Severity,
    /// Nobody has acknowledged it yet.
    pub open: bool,
}

/// The highest alert of each track that has one, by track number: of equal severities one that is not acknowledged.
#[must_use]
pub fn alert_marks(alerts: &[Alert]) -> Vec<(u32, AlertMark)> {
    let mut marks: Vec<(u32, AlertMark)> = alerts
        .iter()
        .filter(|alert| alert.state != AlertState::Over)
        .flat_map(|alert| {
            let mark = AlertMark {
                severity: alert.severity,
                open: alert.state != AlertState::Acknowledged,
            };
            let (one, other) = match alert.subject {
                Subject::Track(number) => (Some(number.0), None),
                Subject::Pair(one, other) => (Some(one.0), Some(other.0)),
                Subject::Sensor(_) | Subject::System => (None, None),
            };
            one.into_iter().chain(other).map(move |n| (n, mark))
        })
        .collect();
    marks.sort_by_key(|&(number, mark)| (number, std::cmp::Reverse((mark.severity, mark.open))));
    marks.dedup_by_key(|&mut (number, _)| number);
    marks
}

/// The records of a picture, by track number, each number once.
#[must_use]
pub fn records(picture: &Picture) -> Vec<Record> {
    let marks = alert_marks(&picture.alerts);
    let mut records: Vec<Record> = picture
        .tracks
        .iter()
        .map(|track| {
            let mark = marks.binary_search_by_key(&track.number.0, |&(number, _)| number);
            Record::of(
                track,
                mark.ok().and_then(|i| marks.get(i)).map(|&(_, mark)| mark),
            )
        })
        .collect();
    records.sort_by_key(|record| record.number);
    records.dedup_by_key(|record| record.number);
    records
}

/// The body of `records` in a picture of `at`, with the numbers of removed tracks behind them.
#[must_use]
pub fn frame(
    kind: Kind,
    (mode, at): (Mode, UtcNs),
    records: impl ExactSizeIterator<Item = impl Borrow<Record>>,
    removed: &[u32],
) -> Frame {
    let count = records.len();
    let mut body = Vec::with_capacity(count * RECORD_BYTES + removed.len() * 4);
    for record in records {
        record.borrow().emit(at, &mut body);
    }
    for number in removed {
        body.extend_from_slice(&number.to_le_bytes());
    }
    Frame {
        kind,
        mode,
        at,
        records: count_u32(count),
        removed: count_u32(removed.len()),
        body: body.into(),
    }
}

/// A count as the header has it. Tracks are bounded far below the field's end.
pub(super) fn count_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Latitude and longitude as the wire has them; a coordinate that is not a number reads as zero.
#[must_use]
pub fn lat_lon_e7(place: Wgs84) -> (i32, i32) {
    (
        saturated_i32(place.lat_deg * 1e7),
        saturated_i32(place.lon_deg * 1e7),
    )
}

/// Level in 25 ft: the barometric one, else the geometric one.
fn level(track: &Track) -> i16 {
    let ft = match (track.altitude, track.geometric_height) {
        (Some(altitude), _) => altitude.value.ft(),
        (None, Some(height)) => height.ft(),
        (None, None) => return UNKNOWN,
    };
    counted_i16(ft / 25.0)
}

/// An angle in radians as the wire has it: whole turns are nothing.
fn angle(rad: f64) -> u16 {
    let turn = (rad / TAU).rem_euclid(1.0);
    // 65536 of a turn rounded up is zero again
    u16::try_from(saturated_i32(turn * 65_536.0).rem_euclid(65_536)).unwrap_or(0)
}

/// Everything that is a bit.
fn flags(track: &Track, mark: Option<AlertMark>) -> u16 {
    let source = source(track);
    let alert = mark.map_or(0, |mark| match mark.severity {
        Severity::Caution => 1,
        Severity::Warning => 2,
        Severity::Alarm => 3,
    });
    let bits = [
        (3, track.status == TrackStatus::Coasting),
        (4, track.status == TrackStatus::Tentative),
        (5, track.on_ground),
        (8, mark.is_some_and(|mark| mark.open)),
        (9, track.simulated),
        (
            10,
            track.last_kind == ReportKind::Psr && !track.has_transponder(),
        ),
        (
            11,
            track.altitude.is_none() && track.geometric_height.is_some(),
        ),
        (12, track.altitude.is_some_and(|altitude| altitude.doubtful)),
        (13, track.spi),
    ];
    let bits = bits
        .into_iter()
        .fold(0, |word, (bit, set)| word | u16::from(set) << bit);
    source | alert << 6 | bits
}

/// The source of the last position: 6 when another family of techniques contributed shortly before.
fn source(track: &Track) -> u16 {
    let family = |kind| match kind {
        ReportKind::Psr | ReportKind::Ssr | ReportKind::ModeS => 0,
        ReportKind::AdsB => 1,
        ReportKind::Mlat => 2,
        ReportKind::RemoteId => 3,
        ReportKind::SystemTrack => 4,
    };
    let fused = track
        .contributions
        .iter()
        .any(|c| track.at - c.at <= FUSED_WITHIN && family(c.kind) != family(track.last_kind));
    if fused {
        return 6;
    }
    match track.last_kind {
        ReportKind::Psr => 0,
        ReportKind::Ssr => 1,
        ReportKind::ModeS => 2,
        ReportKind::AdsB => 3,
        ReportKind::Mlat => 4,
        ReportKind::RemoteId => 5,
        ReportKind::SystemTrack => 7,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "float to integer saturates, which is what is wanted"
)]
fn saturated_i32(value: f64) -> i32 {
    value.round() as i32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float to integer saturates, which is what is wanted"
)]
fn saturated_u16(value: f64) -> u16 {
    value.round() as u16
}

/// A count that saturates short of the value that means unknown, which not-a-number gets.
fn counted_i16(value: f64) -> i16 {
    if value.is_nan() {
        return UNKNOWN;
    }
    let bounded = saturated_i32(value).clamp(i32::from(i16::MIN) + 1, i32::from(i16::MAX));
    i16::try_from(bounded).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests;
