//! The facts at the head of a recording.

use crate::error::StoreFault;
use crate::{HEADER_BYTES_MAX, LAYOUT, METADATA_NAME};
use mcap::records::Metadata;
use std::collections::BTreeMap;
use vigie_core::picture::Mode;
use vigie_core::time::UtcNs;

/// What a replay must know before the first step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingHeader {
    /// Which program recorded, with its version.
    pub software: String,
    /// Live, replay or exercise.
    pub mode: Mode,
    /// The configuration, as its file stood.
    pub config_toml: String,
    /// The sensors' names, by [`vigie_core::sensor::SensorId`].
    pub sensors: Vec<String>,
    /// When recording began.
    pub started: UtcNs,
}

const MODES: [Mode; 3] = [Mode::Live, Mode::Replay, Mode::Exercise];

impl RecordingHeader {
    pub(crate) fn to_metadata(&self) -> Result<Metadata, StoreFault> {
        let RecordingHeader {
            software,
            mode,
            config_toml,
            sensors,
            started,
        } = self;
        let metadata = BTreeMap::from([
            ("layout".to_owned(), LAYOUT.to_owned()),
            ("software".to_owned(), software.clone()),
            ("mode".to_owned(), mode.name().to_owned()),
            ("config_toml".to_owned(), config_toml.clone()),
            ("sensors".to_owned(), serde_json::json!(sensors).to_string()),
            ("started".to_owned(), started.0.to_string()),
        ]);
        let bytes: usize = metadata.values().map(String::len).sum();
        if bytes > HEADER_BYTES_MAX {
            return Err(StoreFault::TooLarge {
                what: "a header of so many bytes",
                limit: HEADER_BYTES_MAX as u64,
            });
        }
        Ok(Metadata {
            name: METADATA_NAME.to_owned(),
            metadata,
        })
    }

    pub(crate) fn from_metadata(metadata: &Metadata) -> Result<RecordingHeader, StoreFault> {
        let get = |key: &'static str| {
            metadata
                .metadata
                .get(key)
                .map(String::as_str)
                .ok_or(StoreFault::NotARecording("its header lacks a fact"))
        };
        let layout = get("layout")?;
        if layout != LAYOUT {
            return Err(StoreFault::Layout(short(layout)));
        }
        let wrong = |key: &'static str, value: &str| StoreFault::Header {
            key,
            value: short(value),
        };
        let mode = get("mode")?;
        let started = get("started")?;
        let sensors = get("sensors")?;
        Ok(RecordingHeader {
            software: get("software")?.to_owned(),
            mode: *MODES
                .iter()
                .find(|known| known.name() == mode)
                .ok_or_else(|| wrong("mode", mode))?,
            config_toml: get("config_toml")?.to_owned(),
            sensors: serde_json::from_str(sensors).map_err(|_| wrong("sensors", sensors))?,
            started: UtcNs(started.parse().map_err(|_| wrong("started", started))?),
        })
    }
}

/// The beginning of a text from a file, fit to be shown.
fn short(text: &str) -> String {
    text.chars()
        .take(40)
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}
