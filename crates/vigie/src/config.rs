//! The configuration file: TOML in, a checked [`Setup`] out.
//!
//! Every key is documented in `docs/configuration.md` and shown in `deploy/niger/vigie.toml`. An unknown key is an
//! error that names the nearest known one; a value out of range says what it should be.

mod area_files;
mod check;
mod file;
mod navigation;
mod rules;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use vigie_core::airspace::AirspaceVolume;
use vigie_core::place::Wgs84;
use vigie_core::sensor::{SensorId, SensorSite};
use vigie_core::time::UtcNs;

/// Bytes of all files that a configuration names, at most: they go into the header of every recording, which holds 16 MiB.
const ATTACHED_BYTES_MAX: usize = 8 << 20;

/// A checked configuration.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The text it was read from, kept for recordings.
    pub text: String,
    /// What the deployment is called.
    pub name: String,
    /// An exercise accepts only simulated data, a live system only real ones.
    pub exercise: bool,
    /// Where the map opens.
    pub home: Home,
    /// Where the web server listens, unless the command line says otherwise.
    pub listen: Option<SocketAddr>,
    /// Where to record, unless the command line says otherwise.
    pub record: Option<PathBuf>,
    /// Where the audit log is; beside the recording, if `None`.
    pub audit: Option<PathBuf>,
    /// The sensors; a sensor's id is its place here.
    pub sites: Vec<SensorSite>,
    /// Where their bytes come from.
    pub doors: Vec<Door>,
    /// Where bytes are passed on to.
    pub relays: Vec<Relay>,
    /// Areas, borders, flight information regions.
    pub volumes: Vec<AirspaceVolume>,
    /// Aerodromes, near which a track may end without alarm.
    pub aerodromes: Vec<Wgs84>,
    /// What is alerted, and when; without sites and aerodromes, which stand here beside it.
    pub rules: vigie_watch::Rules,
    /// Where flight-plan messages come from.
    pub messages: Messages,
    /// The built-in demonstration, when it feeds the sensors.
    pub demonstration: Option<Demonstration>,
}

/// Where flight-plan messages come from, besides the operators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages {
    /// TCP connections that others make to us.
    pub listen: Option<SocketAddr>,
    /// A file, read once at the start.
    pub file: Option<PathBuf>,
}

/// Where the map opens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Home {
    /// Latitude, degrees.
    pub lat_deg: f64,
    /// Longitude, degrees.
    pub lon_deg: f64,
    /// Web map zoom level.
    pub zoom: f64,
}

/// How the built-in demonstration runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demonstration {
    /// Same seed and start, same bytes.
    pub seed: u64,
    /// Its time at the start; the machine's, if `None`.
    pub start: Option<UtcNs>,
}

/// A way in for one sensor's bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Door {
    /// Whose bytes.
    pub sensor: SensorId,
    /// Where they come from.
    pub place: Source,
    /// What they are; `None` to be detected (files only).
    pub format: Option<Format>,
    /// The receiver's time stamps are GNSS time of day, not a free-running counter.
    pub gnss_stamps: bool,
}

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// UDP datagrams to this address, of a multicast group if one is named.
    Udp {
        /// Where to bind.
        bind: SocketAddr,
        /// The group to join, and on which interface.
        group: Option<(std::net::Ipv4Addr, std::net::Ipv4Addr)>,
    },
    /// A TCP connection that we make, and make again when it breaks.
    Connect(String),
    /// TCP connections that others make to us.
    Listen(SocketAddr),
    /// A file, replayed at the times it holds, moved to begin now.
    File(PathBuf),
}

/// What bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// ASTERIX data blocks.
    Asterix,
    /// The Beast binary format.
    Beast,
    /// AVR text, with or without time stamps.
    Avr,
    /// Lines of `unix_time,beast_frame_in_hex`.
    Csv,
    /// SBS-1/BaseStation: lines of fields that another program decoded.
    Sbs,
    /// Frames in JSON, as jet1090 writes them.
    Jet1090,
    /// A packet capture of ASTERIX over UDP.
    Pcap,
    /// ASTERIX in FINAL framing.
    Final,
}

/// Bytes of one sensor, passed on as they came.
#[derive(Debug, Clone, PartialEq)]
pub struct Relay {
    /// Whose bytes.
    pub sensor: SensorId,
    /// Where to.
    pub to: RelayTo,
}

/// Where bytes are passed on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayTo {
    /// As UDP datagrams (ASTERIX).
    Udp(SocketAddr),
    /// Over a TCP connection that we make (Beast).
    Connect(SocketAddr),
    /// To whoever connects to us (Beast).
    Listen(SocketAddr),
}

/// Why a configuration was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error(
        "cannot read the configuration {path}; it must be a TOML file such as deploy/niger/vigie.toml (the commands are run, \
         decode, track and replay)"
    )]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is not TOML, or has an unknown key or a value of the wrong kind.
    #[error("{path}, line {line}: {what}")]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong and what to do.
        what: String,
    },
    /// A value makes no sense.
    #[error("{path}: {place}: {what}")]
    Value {
        /// Which file.
        path: PathBuf,
        /// Which entry.
        place: String,
        /// What is wrong and what to do.
        what: String,
    },
}

/// Reads and checks a configuration file. Files it names are relative to its folder; times that it gives in minutes
/// after the start are after `start`.
pub fn load(path: &Path, start: UtcNs) -> Result<Setup, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    parse(
        &text,
        path,
        &|name| std::fs::read_to_string(folder.join(name)),
        &folder,
        start,
    )
}

/// Checks configuration text. `path` is used in messages only; `attached` reads the files it names.
pub fn parse(
    text: &str,
    path: &Path,
    attached: &dyn Fn(&str) -> std::io::Result<String>,
    folder: &Path,
    start: UtcNs,
) -> Result<Setup, ConfigError> {
    let mut file = file::read(text, path)?;
    let carried = std::mem::take(&mut file.attached);
    let used = RefCell::new(BTreeMap::new());
    let attached = |name: &str| {
        if let Some(text) = embedded(name) {
            return Ok(text.to_owned());
        }
        let text = carried
            .get(name)
            .cloned()
            .map_or_else(|| attached(name), Ok)?;
        used.borrow_mut().insert(name.to_owned(), text.clone());
        Ok(text)
    };
    let context = check::Context {
        path,
        attached: &attached,
        folder,
        start,
    };
    let mut setup = check::setup(file, text, &context)?;
    let bytes: usize = used.borrow().values().map(String::len).sum();
    if bytes > ATTACHED_BYTES_MAX {
        let what = format!(
            "the files that it names have {bytes} bytes together; a recording carries at most {ATTACHED_BYTES_MAX} of them: \
             cut them to your region"
        );
        return Err(context.fault("configuration", what));
    }
    if carried.is_empty() && !used.borrow().is_empty() {
        setup.text.push_str(&attachments(&used.borrow()));
    }
    Ok(setup)
}

/// The files that a configuration names, as a table to go at its end: with it, a recording needs nothing else.
fn attachments(files: &BTreeMap<String, String>) -> String {
    let entry = |(name, text): (&String, &String)| {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        format!(
            "{} = {}\n",
            serde_json::Value::String(name.clone()),
            quoted(text)
        )
    };
    let entries: String = files.iter().map(entry).collect();
    format!("\n[attached]\n{entries}")
}

/// The built-in demonstration over Niger, with its time at the start.
pub fn demonstration(start: UtcNs) -> Result<Setup, ConfigError> {
    let nothing = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    parse(
        DEMONSTRATION,
        Path::new("demonstration.toml"),
        &nothing,
        Path::new(""),
        start,
    )
}

/// The text of the built-in demonstration's configuration.
pub const DEMONSTRATION: &str = include_str!("../../../deploy/niger/demonstration.toml");

/// Files that every Vigie carries, named `vigie:...` in a configuration.
fn embedded(name: &str) -> Option<&'static str> {
    match name {
        "vigie:niger-border" => Some(include_str!("../../../deploy/niger/border.geojson")),
        "vigie:niamey-fir" => Some(include_str!("../../../deploy/niger/fir.geojson")),
        "vigie:niger-aerodromes" => Some(include_str!("../../../deploy/niger/aerodromes.csv")),
        "vigie:niger-points" => Some(include_str!("../../../deploy/niger/points.csv")),
        "vigie:niger-routes" => Some(include_str!("../../../deploy/niger/routes.csv")),
        _ => None,
    }
}
