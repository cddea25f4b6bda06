//! The configuration file as it is written: names, units and defaults for people. [`super::check`] makes sense of it.

use super::ConfigError;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub name: String,
    #[serde(default)]
    pub mode: Mode,
    pub home: Option<Home>,
    pub server: Option<Server>,
    pub record: Option<Record>,
    pub audit: Option<Audit>,
    pub demonstration: Option<Demonstration>,
    #[serde(default)]
    pub sensor: Vec<Sensor>,
    #[serde(default)]
    pub area: Vec<Area>,
    #[serde(default)]
    pub area_file: Vec<AreaFile>,
    #[serde(default)]
    pub aerodrome: Vec<Aerodrome>,
    #[serde(default)]
    pub navigation: Navigation,
    pub messages: Option<Messages>,
    pub rules: Option<Rules>,
    #[serde(default)]
    pub simulated_frames_may_leave_this_machine: bool,
    /// Files that the configuration names, by name: a recording carries them with it.
    #[serde(default)]
    pub attached: BTreeMap<String, String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mode {
    #[default]
    Live,
    Exercise,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Home {
    pub lat: f64,
    pub lon: f64,
    #[serde(default = "five")]
    pub zoom: f64,
}

fn five() -> f64 {
    5.0
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Server {
    pub listen: SocketAddr,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub directory: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Audit {
    pub file: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Demonstration {
    #[serde(default)]
    pub seed: u64,
    pub start: Option<toml::value::Datetime>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Radar,
    Receiver,
    Tracker,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sensor {
    pub name: String,
    pub kind: Kind,
    pub sac: Option<u8>,
    pub sic: Option<u8>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub height_m: Option<f64>,
    pub range_max_nm: Option<f64>,
    pub range_sigma_m: Option<f64>,
    pub azimuth_sigma_deg: Option<f64>,
    pub turn_s: Option<f64>,
    pub detection_probability: Option<f64>,
    #[serde(default)]
    pub simulated: bool,
    pub input: Option<Input>,
    pub relay: Option<Relay>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    pub udp: Option<SocketAddr>,
    pub multicast: Option<Ipv4Addr>,
    pub interface: Option<Ipv4Addr>,
    pub connect: Option<String>,
    pub listen: Option<SocketAddr>,
    pub file: Option<PathBuf>,
    pub format: Option<Format>,
    #[serde(default)]
    pub stamps: Stamps,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Format {
    Asterix,
    Beast,
    Avr,
    Csv,
    Sbs,
    Jet1090,
    Pcap,
    Final,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stamps {
    #[default]
    Counter,
    Gnss,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relay {
    pub udp: Option<SocketAddr>,
    pub connect: Option<SocketAddr>,
    pub listen: Option<SocketAddr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AreaKind {
    Restricted,
    Danger,
    Prohibited,
    Temporary,
    Border,
    Fir,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    pub name: String,
    pub kind: AreaKind,
    pub outline: Option<Vec<[f64; 2]>>,
    pub outline_file: Option<String>,
    pub lower_fl: Option<f64>,
    pub upper_fl: Option<f64>,
    pub from: Option<toml::value::Datetime>,
    pub to: Option<toml::value::Datetime>,
    pub from_start_min: Option<f64>,
    pub to_start_min: Option<f64>,
}

/// Areas as others publish them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AreaFile {
    pub file: String,
    pub format: Option<AreaFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AreaFormat {
    Openair,
    Geojson,
    Aixm,
}

/// Files of points, routes and aerodromes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Navigation {
    pub points: Vec<String>,
    pub aerodromes: Vec<String>,
    pub routes: Vec<String>,
    pub geojson: Vec<String>,
}

/// Where flight-plan messages come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Messages {
    pub listen: Option<SocketAddr>,
    pub file: Option<PathBuf>,
}

/// One table a rule, with the parameters that `vigie-watch` lists; and a switch of before there were tables.
pub(super) type Rules = BTreeMap<String, toml::Value>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Aerodrome {
    pub name: String,
    pub lat: f64,
    pub lon: f64,
}

/// Reads the text; errors name the line, and for an unknown key the nearest known one.
pub(super) fn read(text: &str, path: &Path) -> Result<File, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.as_bytes()[..start]
            .split(|byte| *byte == b'\n')
            .count();
        ConfigError::Syntax {
            path: path.to_owned(),
            line,
            what: with_nearest(error.message()),
        }
    })
}

/// Turns serde's list of every possible key into the one that was probably meant.
fn with_nearest(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.contains("invalid socket address") {
        return format!(
            "{}: give an IP address and a port, e.g. \"127.0.0.1:8080\"",
            message.trim_end()
        );
    }
    let unknown = message.starts_with("unknown field") || message.starts_with("unknown variant");
    let Some(wrong) = quoted.next().filter(|_| unknown) else {
        return message.to_owned();
    };
    let known: Vec<&str> = quoted.collect();
    let what = if message.starts_with("unknown field") {
        "key"
    } else {
        "value"
    };
    let nearest = known.iter().max_by(|a, b| {
        let closeness = |word: &str| strsim::jaro_winkler(wrong, word);
        closeness(a).total_cmp(&closeness(b))
    });
    match nearest {
        Some(near) if strsim::jaro_winkler(wrong, near) > 0.7 => {
            format!("unknown {what} `{wrong}`: did you mean `{near}`?")
        }
        _ => format!(
            "unknown {what} `{wrong}`: known here are {}",
            known.join(", ")
        ),
    }
}
