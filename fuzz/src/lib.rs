//! What the targets share: frames whose parity holds, sites, and events that become receptions.
//!
//! Random bytes alone hardly ever pass a 24-bit parity, so the deeper targets are given the contents and the parity is
//! made here; asterix blocks likewise get a header that fits.

use arbitrary::Arbitrary;
use vigie_asterix::{RecordBuilder, WriteError, catalogue};
use vigie_core::place::Wgs84;
use vigie_core::reception::{ModeSReply, Payload, Reception, Stamp};
use vigie_core::sensor::{DataSource, RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::time::{Nanos, Ticks, UtcNs};
use vigie_modes::adsb::{AirbornePosition, Squitter};
use vigie_modes::cpr::LatLon;
use vigie_modes::message::ExtendedSquitter;
use vigie_modes::{Message, crc};

/// The time of the first event.
pub const T0: UtcNs = UtcNs(1_700_000_000_000_000_000);
/// The categories with tables.
pub const CATEGORIES: [u8; 4] = [21, 34, 48, 62];

/// A frame of 7 or 14 bytes with this beginning, its parity such that `overlay` remains.
#[must_use]
pub fn with_parity(contents: [u8; 11], overlay: u32) -> Vec<u8> {
    let is_long = contents[0] & 0x80 != 0;
    let parity = if is_long {
        crc::long(&contents)
    } else {
        crc::short([contents[0], contents[1], contents[2], contents[3]])
    };
    let mut frame = contents[..if is_long { 11 } else { 4 }].to_vec();
    frame.extend(&(parity ^ overlay & 0x00ff_ffff).to_be_bytes()[1..]);
    frame
}

/// A data block with a header that fits `body`, cut to what a length can say.
#[must_use]
pub fn block(category: u8, body: &[u8]) -> Vec<u8> {
    let body = &body[..body.len().min(usize::from(u16::MAX) - 3)];
    let len = u16::try_from(body.len() + 3).expect("cut above");
    let mut block = vec![category];
    block.extend(len.to_be_bytes());
    block.extend(body);
    block
}

/// A category with tables, by any number.
#[must_use]
pub fn category(number: u8) -> u8 {
    CATEGORIES[usize::from(number) % CATEGORIES.len()]
}

/// Four sensors: a radar, a receiver, a receiver that nobody placed, a tracker; 1/1, none, none, 1/2.
#[must_use]
pub fn sites(simulated: bool) -> Vec<SensorSite> {
    let radar = RadarModel {
        range_sigma_m: 50.0,
        azimuth_sigma_rad: 0.0014,
        turn: Nanos::from_secs(5),
        detection_probability: 0.9,
    };
    let place = Wgs84::new(13.48, 2.18, 253.0);
    let kinds = [
        (SensorKind::Radar(radar), Some(1), place),
        (SensorKind::Receiver, None, place),
        (SensorKind::Receiver, None, None),
        (SensorKind::Tracker, Some(2), None),
    ];
    (0..)
        .zip(kinds)
        .map(|(id, (kind, sic, position))| SensorSite {
            id: SensorId(id),
            name: format!("sensor {id}"),
            kind,
            source: sic.map(|sic| DataSource { sac: 1, sic }),
            position,
            range_max_m: 470_000.0,
            simulated,
        })
        .collect()
}

/// Something that a sensor delivers.
#[derive(Debug, Clone, Arbitrary)]
pub enum Heard {
    /// Any bytes as a frame.
    Frame([u8; 14]),
    /// Any contents with a parity that holds, or leaves a small interrogator code or an address.
    Contents([u8; 11], u32),
    /// One of a few aircraft says where it is.
    Position {
        who: u8,
        lat: i16,
        lon: i16,
        altitude_ft: i16,
        odd: bool,
    },
    /// A plot of the radar on one of a few aircraft, or on something without transponder.
    Plot {
        who: Option<u8>,
        rho: u16,
        theta: u16,
        level: i16,
        mode3a: u16,
        age: u8,
    },
    /// Any bytes as records of a category.
    Records(u8, Vec<u8>),
    /// Any bytes as a datagram.
    Datagram(Vec<u8>),
}

impl Heard {
    /// As it reached Vigie at `heard` from `sensor`; `None` where the contents cannot be written.
    #[must_use]
    pub fn reception(&self, sensor: u8, heard: UtcNs, stamp: u32) -> Option<Reception> {
        let payload = match self {
            Heard::Frame(bytes) => mode_s(bytes, stamp)?,
            Heard::Contents(contents, overlay) => {
                // small overlays often: an interrogator's code, or one aircraft again
                let overlay = if overlay % 4 == 0 {
                    overlay >> 2
                } else {
                    overlay % 128
                };
                mode_s(&with_parity(*contents, overlay), stamp)?
            }
            Heard::Position {
                who,
                lat,
                lon,
                altitude_ft,
                odd,
            } => {
                let place = LatLon {
                    lat_deg: 13.5 + f64::from(*lat) / 8192.0,
                    lon_deg: 2.2 + f64::from(*lon) / 8192.0,
                };
                let position =
                    AirbornePosition::from_physical(11, place, Some((*altitude_ft).into()), *odd)
                        .ok()?;
                let squitter = Squitter::AirbornePosition(position);
                let squitter =
                    ExtendedSquitter::transponder(address(*who), false, squitter).ok()?;
                mode_s(Message::ExtendedSquitter(squitter).emit().as_bytes(), stamp)?
            }
            Heard::Plot { .. } => Payload::Asterix(self.plot(heard).ok()?.into()),
            Heard::Records(number, body) => Payload::Asterix(block(category(*number), body).into()),
            Heard::Datagram(bytes) => Payload::Asterix(bytes.clone().into()),
        };
        Some(Reception {
            sensor: SensorId(u16::from(sensor % 5)),
            heard,
            payload,
        })
    }

    fn plot(&self, heard: UtcNs) -> Result<Vec<u8>, WriteError> {
        let mut out = Vec::new();
        let Heard::Plot {
            who,
            rho,
            theta,
            level,
            mode3a,
            age,
        } = self
        else {
            return Ok(out);
        };
        let spec = catalogue().get(48).expect("built in");
        let time = heard - Nanos::from_millis(i64::from(*age) * 16);
        let mut record = RecordBuilder::new(spec)
            .raw("010/SAC", 1)?
            .raw("010/SIC", 1)?
            .raw("140", time.time_of_day_128ths().into())?
            .raw("020/TYP", if who.is_some() { 5 } else { 1 })?
            .raw("040/RHO", (*rho).into())?
            .raw("040/THETA", (*theta).into())?;
        if let Some(who) = who {
            record = record
                .raw("070/MODE3A", u64::from(mode3a & 0xfff))?
                .quantity("090/FL", f64::from(*level) / 64.0)?
                .raw("220", address(*who).into())?;
        }
        spec.write_block(&[record.build()], &mut out)?;
        Ok(out)
    }
}

/// One of eight addresses.
fn address(who: u8) -> u32 {
    0x06_2000 + u32::from(who % 8)
}

fn mode_s(frame: &[u8], stamp: u32) -> Option<Payload> {
    let stamp = match stamp % 3 {
        0 => Stamp::None,
        1 => Stamp::Counter(Ticks(u64::from(stamp) << 16)),
        _ => Stamp::GnssOfDay(u64::from(stamp) * 40_000),
    };
    // a frame's first bit says how long it is
    let len = if frame.first()? & 0x80 == 0 { 7 } else { 14 };
    let level = u8::try_from(frame.len() * 7).ok();
    ModeSReply::new(frame.get(..len)?, stamp, level).map(Payload::ModeS)
}

/// Cuts `bytes` into chunks of sizes that the bytes themselves decide, from none to 255 each.
pub fn chunks(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (&first, _) = rest.split_first()?;
        // an odd first byte: one chunk of a few bytes, so that every boundary is met
        let len = usize::from(if first & 1 == 1 { first & 7 } else { first }).clamp(1, rest.len());
        let (chunk, after) = rest.split_at(len);
        rest = after;
        Some(chunk)
    })
}
