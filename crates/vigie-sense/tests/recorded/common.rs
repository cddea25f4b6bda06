//! What the tests over recordings share.

use std::path::PathBuf;
use vigie_core::place::Wgs84;
use vigie_core::reception::{ModeSReply, Payload, Reception, Stamp};
use vigie_core::sensor::{SensorId, SensorKind, SensorSite};
use vigie_core::time::UtcNs;
use vigie_modes::framing::{Item, csv};
use vigie_modes::{Frame, Message};

/// A recording beside the repository; `None`, plainly said, where there is none.
pub(crate) fn recording(name: &str) -> Option<Vec<u8>> {
    let path =
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        assert!(
            std::env::var_os("VIGIE_REQUIRE_ALL").is_none(),
            "{} is required and missing",
            path.display()
        );
        eprintln!("SKIPPED: {} is not here", path.display());
    }
    bytes
}

/// A receiver of 500 km.
pub(crate) fn receiver(position: Option<Wgs84>) -> SensorSite {
    SensorSite {
        id: SensorId(0),
        name: "one".into(),
        kind: SensorKind::Receiver,
        source: None,
        position,
        range_max_m: 500_000.0,
        simulated: false,
    }
}

/// The frames of a CSV recording, with their times.
pub(crate) fn frames(text: &[u8]) -> Vec<(UtcNs, Frame)> {
    text.split(|byte| *byte == b'\n')
        .filter_map(|line| csv::parse_line(line).ok())
        .filter_map(|line| match line.item {
            Item::ModeS(heard) => Some((UtcNs(line.time_ns), heard.frame)),
            _ => None,
        })
        .collect()
}

/// A frame as sensor 0 heard it.
pub(crate) fn reception(heard: UtcNs, frame: &Frame) -> Reception {
    let reply = ModeSReply::new(frame.as_bytes(), Stamp::None, None).expect("7 or 14 bytes");
    Reception {
        sensor: SensorId(0),
        heard,
        payload: Payload::ModeS(reply),
    }
}

/// Addresses that squitters and acquisition replies with whole parity announce.
pub(crate) fn announced(frames: &[(UtcNs, Frame)]) -> std::collections::BTreeSet<u32> {
    frames
        .iter()
        .filter_map(|(_, frame)| match Message::parse(*frame).ok()? {
            Message::AllCall(said) if said.interrogator == 0 => Some(said.address),
            Message::ExtendedSquitter(said) => Some(said.address),
            _ => None,
        })
        .collect()
}

/// Numbers that look random and are the same each time (PCG-like).
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 ^ self.0 >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd) >> 7
    }

    /// 0 to below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Bytes without sense whose length fits their format.
    pub(crate) fn noise(&mut self) -> Frame {
        let mut bytes = [0; 14];
        for half in bytes.chunks_mut(7) {
            half.copy_from_slice(&self.next().to_le_bytes()[..7]);
        }
        let length = if bytes[0] >= 0x80 { 14 } else { 7 };
        Frame::new(&bytes[..length]).expect("the length fits")
    }
}
