//! Frames in JSON: the lines of rs1090's programs, and the arrays of lib1090.
//!
//! ```text
//! {"timestamp":1730000000.123,"frame":"8d406b9058b975870b738754f480","metadata":[{"system_timestamp":1730000000.12,
//!  "gnss_timestamp":1730000000.123,"nanoseconds":12345678901234,"rssi":-12.5,"serial":7,"name":"roof"}],"df":"17",...}
//! [{"reply":[{"reply":"jUBrkFi5dYcLc4dU9IA=","sensor":{"serial":"1","type":"GRX1090"},...}],"referenceTimestamp":"1664964959584373154"}]
//! ```
//!
//! jet1090 and decode1090 write one object a line: the frame in hexadecimal, when it was first heard (seconds since
//! 1970), and who heard it; what they decoded beside it is passed over, since the frame says it. `nanoseconds` are
//! since midnight UTC, by a receiver with GNSS time. Older ones give `rssi` beside the frame. As seen in the public
//! source of rs1090; that `rssi` is in dB of full scale is from memory, unverified. lib1090 writes an array of
//! transmissions, each with the replies of several receivers in base64 and a time in nanoseconds since 1970, as seen
//! in a recording.
//!
//! serde_json reads them: `vigie-modes`, which others are to use for its frames, stays without a JSON library.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::borrow::Cow;
use vigie_core::reception::{ModeSReply, Stamp};
use vigie_core::time::UtcNs;
use vigie_modes::Frame;

/// The longest line that is read, bytes: with the decoded fields and a dozen receivers, real ones have some 4,000.
pub const LINE_MAX: usize = 64 * 1024;
/// The longest name of a receiver that is kept, characters.
const NAME_MAX: usize = 64;
const DAY_NS: u64 = 86_400_000_000_000;

/// One frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// When it was heard, to the microsecond, which is what the number is good for.
    pub time: UtcNs,
    /// The frame, with GNSS time and level where given.
    pub reply: ModeSReply,
    /// Who heard it first: the name, else the number.
    pub receiver: Option<String>,
}

/// Why JSON is no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Nothing but white space.
    #[error("the line is empty")]
    Empty,
    /// No JSON, or an object without a frame and a time.
    #[error("the line is no JSON object with \"timestamp\" and \"frame\"")]
    Object,
    /// The time is not within 1970 to 2262.
    #[error("the time is none since 1970")]
    Time,
    /// The frame is no frame.
    #[error("\"frame\" is no Mode S frame in hexadecimal")]
    Frame,
}

#[derive(Deserialize)]
struct Entry<'a> {
    timestamp: f64,
    #[serde(borrow)]
    frame: Cow<'a, str>,
    rssi: Option<f64>,
    #[serde(borrow)]
    metadata: Option<Vec<Sensor<'a>>>,
}

#[derive(Deserialize)]
struct Sensor<'a> {
    nanoseconds: Option<u64>,
    rssi: Option<f64>,
    serial: Option<u64>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
}

/// Reads one line, with or without its end.
///
/// # Errors
/// It holds no frame.
pub fn parse_line(line: &[u8]) -> Result<Line, LineError> {
    if line.trim_ascii().is_empty() {
        return Err(LineError::Empty);
    }
    let entry: Entry<'_> = serde_json::from_slice(line).map_err(|_| LineError::Object)?;
    let frame = Frame::from_hex(&entry.frame).map_err(|_| LineError::Frame)?;
    let first = entry.metadata.as_ref().and_then(|sensors| sensors.first());
    let stamp = first
        .and_then(|sensor| sensor.nanoseconds)
        .filter(|&nanoseconds| nanoseconds < DAY_NS)
        .map_or(Stamp::None, Stamp::GnssOfDay);
    let rssi = first.and_then(|sensor| sensor.rssi).or(entry.rssi);
    let reply = ModeSReply::new(frame.as_bytes(), stamp, rssi.and_then(level));
    let name = first.and_then(|sensor| sensor.name.as_deref());
    let serial = first.and_then(|sensor| sensor.serial);
    Ok(Line {
        time: time(entry.timestamp).ok_or(LineError::Time)?,
        reply: reply.ok_or(LineError::Frame)?,
        receiver: name
            .filter(|name| !name.is_empty())
            .map(|name| name.chars().take(NAME_MAX).collect())
            .or_else(|| serial.map(|serial| serial.to_string())),
    })
}

#[derive(Deserialize)]
struct Transmission<'a> {
    #[serde(borrow)]
    reply: Vec<Reply<'a>>,
    #[serde(borrow, rename = "referenceTimestamp")]
    time: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Reply<'a> {
    #[serde(borrow)]
    reply: Cow<'a, str>,
    #[serde(borrow)]
    sensor: Option<Collector<'a>>,
}

#[derive(Deserialize)]
struct Collector<'a> {
    #[serde(borrow)]
    serial: Option<Cow<'a, str>>,
}

/// Reads an array of lib1090: every reply of every transmission, or why it is no frame.
///
/// # Errors
/// It is no such array; where, and why.
pub fn parse_array(text: &[u8]) -> Result<Vec<Result<Line, LineError>>, serde_json::Error> {
    let transmissions: Vec<Transmission<'_>> = serde_json::from_slice(text)?;
    let lines = transmissions.iter().flat_map(|transmission| {
        let time = transmission.time.parse().map_err(|_| LineError::Time);
        let read = move |reply: &Reply<'_>| {
            let bytes = STANDARD
                .decode(reply.reply.as_bytes())
                .map_err(|_| LineError::Frame)?;
            let frame = Frame::new(&bytes).map_err(|_| LineError::Frame)?;
            let serial = reply
                .sensor
                .as_ref()
                .and_then(|sensor| sensor.serial.as_ref());
            Ok(Line {
                time: UtcNs(time?),
                reply: ModeSReply::new(frame.as_bytes(), Stamp::None, None)
                    .ok_or(LineError::Frame)?,
                receiver: serial.map(|serial| serial.chars().take(NAME_MAX).collect()),
            })
        };
        transmission.reply.iter().map(read)
    });
    Ok(lines.collect())
}

/// Seconds since 1970 to the nearest microsecond, which is within the reach of a float of today.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a whole number that is checked to fit"
)]
fn time(seconds: f64) -> Option<UtcNs> {
    const PER_SECOND: f64 = 1e6;
    let micros = (seconds * PER_SECOND).round();
    (0.0..9.2e15)
        .contains(&micros)
        .then_some(micros as i64)
        .map(|micros| UtcNs(micros.saturating_mul(1_000)))
}

/// From decibels below full scale to the level of Beast; `None` for what is none or too weak to be one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number that is checked to fit"
)]
fn level(rssi_db: f64) -> Option<u8> {
    let level = (255.0 * 10_f64.powf(rssi_db / 20.0)).round();
    (1.0..=255.0).contains(&level).then_some(level as u8)
}

#[cfg(test)]
mod tests {
    use super::{LineError, level, parse_array, parse_line};
    use vigie_core::reception::Stamp;
    use vigie_core::time::UtcNs;

    const FRAME: &str = "8d406b9058b975870b738754f480";

    #[test]
    fn lines_of_jet1090() {
        let check = |rest: &str, stamp, level, receiver: Option<&str>| {
            let text =
                format!("{{\"timestamp\":1730000000.123456,\"frame\":\"{FRAME}\"{rest}}}\r\n");
            let line = parse_line(text.as_bytes()).expect("a frame");
            assert_eq!(line.time, UtcNs(1_730_000_000_123_456_000));
            assert_eq!(line.reply.frame().len(), 14);
            assert_eq!(
                (line.reply.stamp, line.reply.level),
                (stamp, level),
                "{rest}"
            );
            assert_eq!(line.receiver.as_deref(), receiver, "{rest}");
        };
        check("", Stamp::None, None, None);
        check(r#","rssi":0,"metadata":[]"#, Stamp::None, Some(255), None);
        check(
            r#","metadata":null,"df":"17","more":[{"a":[1,2]}]"#,
            Stamp::None,
            None,
            None,
        );
        let sensor = r#","metadata":[{"system_timestamp":1.0,"gnss_timestamp":1.5,"nanoseconds":7,"rssi":-20.0,"serial":9"#;
        let gnss = Stamp::GnssOfDay(7);
        check(&format!("{sensor}}}]"), gnss, Some(26), Some("9"));
        let named = format!(r#"{sensor},"name":"r\u00f6f"}},{{"serial":1}}]"#);
        check(&named, gnss, Some(26), Some("röf"));
        check(
            r#","metadata":[{"nanoseconds":86400000000000}]"#,
            Stamp::None,
            None,
            None,
        );
    }

    #[test]
    fn what_is_no_frame_is_said_to_be_none() {
        let check =
            |text: &str, error| assert_eq!(parse_line(text.as_bytes()), Err(error), "{text}");
        check(" \n", LineError::Empty);
        check("{", LineError::Object);
        check("[1]", LineError::Object);
        check(r#"{"timestamp":1.0}"#, LineError::Object);
        check(r#"{"timestamp":"1","frame":"00"}"#, LineError::Object);
        check(r#"{"timestamp":1,"frame":"8d40"}"#, LineError::Frame);
        check(
            r#"{"timestamp":1,"frame":"5d4ca8ab1a1a1a","frame":""}"#,
            LineError::Object,
        );
        check(
            r#"{"timestamp":-1,"frame":"5d4ca8ab1a1a1a"}"#,
            LineError::Time,
        );
        check(
            r#"{"timestamp":1e300,"frame":"5d4ca8ab1a1a1a"}"#,
            LineError::Time,
        );
        check(&"[".repeat(50_000), LineError::Object);
        let deep = format!(
            r#"{{"timestamp":1,"frame":"5d4ca8ab1a1a1a","x":{}"#,
            "[".repeat(9_000)
        );
        check(&deep, LineError::Object);
        assert_eq!(parse_line(b"\xff"), Err(LineError::Object));
    }

    #[test]
    fn arrays_of_lib1090() {
        let text = br#"[{"reply":[{"reply":"jaU0NlgHseFKUDpe+W4=","sensor":{"serial":"23"},"x":1},{"reply":"AAA="}],
            "referenceTimestamp":"1664964959584373154"},{"reply":[{"reply":"jaU0NlgHseFKUDpe+W4="}],"referenceTimestamp":"x"}]"#;
        let lines = parse_array(text).expect("an array");
        let [Ok(line), Err(LineError::Frame), Err(LineError::Time)] = &lines[..] else {
            panic!("{lines:?}")
        };
        assert_eq!(line.time, UtcNs(1_664_964_959_584_373_154));
        assert_eq!(line.reply.frame()[..4], [0x8d, 0xa5, 0x34, 0x36]);
        assert_eq!(line.receiver.as_deref(), Some("23"));
        assert!(parse_array(b"[{}]").is_err() && parse_array(b"{}").is_err());
        assert_eq!(parse_array(b"[]").expect("empty"), []);
    }

    #[test]
    fn levels() {
        for (rssi, expected) in [
            (0.0, Some(255)),
            (-6.02, Some(128)),
            (-48.0, Some(1)),
            (-62.5, None),
            (1.0, None),
            (f64::NAN, None),
            (f64::NEG_INFINITY, None),
        ] {
            assert_eq!(level(rssi), expected, "{rssi}");
        }
    }
}
