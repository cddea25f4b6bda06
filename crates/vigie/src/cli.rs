//! The command line: what can be typed.

use crate::config::Format;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Airspace surveillance: sensors to tracks to alerts to the operators' picture.
///
/// Without arguments, the built-in demonstration over Niger runs; its picture is on http://127.0.0.1:8080.
/// Advisory surveillance and training: not for separation.
#[derive(Debug, Parser)]
#[command(name = "vigie", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Subcommands>,
    #[command(flatten)]
    run: RunOptions,
    /// Log as JSON lines (the level is that of VIGIE_LOG: error, warn, info, debug).
    #[arg(long, global = true)]
    pub log_json: bool,
}

#[derive(Debug, Subcommand)]
enum Subcommands {
    /// The live system; with no file, the built-in demonstration over Niger.
    Run(RunOptions),
    /// Recorded bytes to JSON lines on stdout.
    Decode(DecodeOptions),
    /// Recorded bytes to tracks, as fast as it goes: CSV on stdout or to a file.
    Track(TrackOptions),
    /// The live system over a recording.
    Replay(ReplayOptions),
    /// Tracks against truth, or against a reference: scores and reports.
    Evaluate(EvaluateOptions),
    /// Verify the hash chain of an audit log.
    Audit(AuditOptions),
}

/// What is to be done.
#[derive(Debug)]
pub enum Action {
    /// Run live.
    Run(RunOptions),
    /// Decode.
    Decode(DecodeOptions),
    /// Track offline.
    Track(TrackOptions),
    /// Replay.
    Replay(ReplayOptions),
    /// Evaluate.
    Evaluate(EvaluateOptions),
    /// Verify an audit log.
    Audit(AuditOptions),
}

impl Cli {
    /// What was asked for.
    #[must_use]
    pub fn action(self) -> Action {
        match self.command {
            None => Action::Run(self.run),
            Some(Subcommands::Run(options)) => Action::Run(options),
            Some(Subcommands::Decode(options)) => Action::Decode(options),
            Some(Subcommands::Track(options)) => Action::Track(options),
            Some(Subcommands::Replay(options)) => Action::Replay(options),
            Some(Subcommands::Evaluate(options)) => Action::Evaluate(options),
            Some(Subcommands::Audit(options)) => Action::Audit(options),
        }
    }
}

/// `vigie run`
#[derive(Debug, Clone, Args)]
pub struct RunOptions {
    /// Configuration (TOML). Without one, the built-in demonstration.
    pub config: Option<PathBuf>,
    /// Where the picture is served [default: the configuration's, else 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// No web server.
    #[arg(long, conflicts_with = "listen")]
    pub headless: bool,
    /// Record into this folder: one .mcap file a day and start.
    #[arg(long, value_name = "DIR")]
    pub record: Option<PathBuf>,
    /// Stop after that much data time.
    #[arg(long = "for", value_name = "SECONDS", value_parser = positive)]
    pub seconds: Option<f64>,
    /// For simulated or recorded input.
    #[arg(long, value_name = "N", default_value = "1", value_parser = positive)]
    pub speed: f64,
}

/// `vigie decode`
#[derive(Debug, Clone, Args)]
pub struct DecodeOptions {
    /// Files to decode.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// What the files are; told by their content if `auto`.
    #[arg(long, value_enum, default_value = "auto")]
    pub format: FormatName,
    /// When the first message was received, for files that carry no date (RFC 3339).
    #[arg(long, value_name = "RFC3339")]
    pub received: Option<jiff::Timestamp>,
    /// Reference for surface positions.
    #[arg(long, value_name = "LAT,LON", value_parser = site)]
    pub site: Option<(f64, f64)>,
    /// Re-encode from values and compare; the summary is on stderr.
    #[arg(long)]
    pub verify: bool,
}

/// `vigie track`
#[derive(Debug, Clone, Args)]
pub struct TrackOptions {
    /// Files to track, merged by time.
    #[arg(required_unless_present = "detections", value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Sensor sites and areas.
    #[arg(long, value_name = "CONFIG.toml")]
    pub config: Option<PathBuf>,
    /// A folder with scenario.json and detections.csv instead of files.
    #[arg(long, value_name = "DIR", conflicts_with = "inputs")]
    pub detections: Option<PathBuf>,
    /// Write here instead of stdout (.csv or .parquet).
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Reference trajectories, smoothed over all of the recording: `t` is when a state was true, not when it was known.
    #[arg(long)]
    pub smooth: bool,
    /// Smoothed states at whole multiples of this, instead of the times of the measurements.
    #[arg(long, value_name = "SECONDS", value_parser = grid, requires = "smooth")]
    pub grid: Option<f64>,
    /// What the files are; told by their content if `auto`.
    #[arg(long, value_enum, default_value = "auto")]
    pub format: FormatName,
    /// When the first message was received, for files that carry no date (RFC 3339).
    #[arg(long, value_name = "RFC3339")]
    pub received: Option<jiff::Timestamp>,
}

/// `vigie replay`
#[derive(Debug, Clone, Args)]
pub struct ReplayOptions {
    /// A recording (.mcap).
    pub recording: PathBuf,
    /// How many times as fast as it was; 0 is as fast as it goes.
    #[arg(long, value_name = "N", default_value = "1", value_parser = not_negative)]
    pub speed: f64,
    /// Where the picture is served.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// No web server.
    #[arg(long)]
    pub headless: bool,
}

/// `vigie evaluate`
#[derive(Debug, Clone, Args)]
pub struct EvaluateOptions {
    /// A folder with scenario.json and truth.csv.
    #[arg(long, value_name = "DIR", required_unless_present = "reference")]
    pub scenario: Option<PathBuf>,
    /// The tracks: a table as `vigie track` writes it (.csv or .parquet).
    #[arg(long, value_name = "FILE")]
    pub tracks: PathBuf,
    /// Instead of a scenario: reference trajectories as a track table, or a recording of system tracks or ADS-B.
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    pub reference: Option<PathBuf>,
    /// With a reference: the constant difference in range and azimuth as seen from here (a radar's place), and the
    /// identities again without it.
    #[arg(long, value_name = "LAT,LON", value_parser = site, requires = "reference", allow_hyphen_values = true)]
    pub align: Option<(f64, f64)>,
    /// One JSON object on stdout instead of tables.
    #[arg(long)]
    pub json: bool,
    /// Write a report with plots.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Language of the tables and the report.
    #[arg(long, value_enum, default_value = "en")]
    pub lang: LanguageName,
    /// Separation service that the surveillance supports; 3 and 5 NM are both reported if not said.
    #[arg(long, value_enum)]
    pub separation: Option<SeparationName>,
    /// First instant, seconds [default: the scenario's, else where both have begun]
    #[arg(long, value_name = "SECONDS", value_parser = number, allow_negative_numbers = true)]
    pub start: Option<f64>,
    /// Last instant, seconds [default: the scenario's, else where one ends]
    #[arg(long, value_name = "SECONDS", value_parser = number, allow_negative_numbers = true)]
    pub end: Option<f64>,
    /// Between instants, seconds [default: the scenario's, else 5]
    #[arg(long, value_name = "SECONDS", value_parser = positive)]
    pub step: Option<f64>,
    /// A track further from a target than this is not the target's, metres [default: the scenario's, else 5000]
    #[arg(long, value_name = "METRES", value_parser = positive)]
    pub cutoff: Option<f64>,
    /// A row older than this counts no more, seconds [default: the scenario's, else 25]
    #[arg(long, value_name = "SECONDS", value_parser = not_negative)]
    pub max_age: Option<f64>,
}

/// `vigie audit`
#[derive(Debug, Clone, Args)]
pub struct AuditOptions {
    /// An audit log, or a folder with audit logs (.jsonl).
    #[arg(value_name = "FILE|DIR")]
    pub log: PathBuf,
    /// A hash that was noted earlier, which some line must have: shows that no line was cut off before it.
    #[arg(long, value_name = "HASH")]
    pub head: Option<String>,
}

/// A language by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageName {
    /// English.
    En,
    /// French.
    Fr,
}

/// A separation service by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeparationName {
    /// 3 NM.
    #[value(name = "3nm")]
    Nm3,
    /// 5 NM.
    #[value(name = "5nm")]
    Nm5,
    /// Procedural: no surveillance requirement applies.
    Procedural,
}

/// A format by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// Told by the content.
    Auto,
    /// AVR text.
    Avr,
    /// Beast binary.
    Beast,
    /// SBS-1/BaseStation text.
    Sbs,
    /// Lines of time and frame.
    Csv,
    /// Frames in JSON (jet1090, decode1090, lib1090).
    Jet1090,
    /// ASTERIX data blocks, one after the other.
    Asterix,
    /// Packet capture of ASTERIX over UDP.
    Pcap,
    /// ASTERIX in FINAL framing.
    Final,
}

impl FormatName {
    /// The format; `None` to be detected.
    #[must_use]
    pub fn format(self) -> Option<Format> {
        match self {
            Self::Auto => None,
            Self::Avr => Some(Format::Avr),
            Self::Beast => Some(Format::Beast),
            Self::Sbs => Some(Format::Sbs),
            Self::Csv => Some(Format::Csv),
            Self::Jet1090 => Some(Format::Jet1090),
            Self::Asterix => Some(Format::Asterix),
            Self::Pcap => Some(Format::Pcap),
            Self::Final => Some(Format::Final),
        }
    }
}

fn number(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .ok_or_else(|| "must be a number".to_owned())
}

fn positive(text: &str) -> Result<f64, String> {
    number(text).and_then(|value| {
        if value > 0.0 {
            Ok(value)
        } else {
            Err("must be greater than 0".to_owned())
        }
    })
}

fn grid(text: &str) -> Result<f64, String> {
    positive(text).and_then(|value| {
        if value >= 0.01 {
            Ok(value)
        } else {
            Err("must be at least 0.01".to_owned())
        }
    })
}

fn not_negative(text: &str) -> Result<f64, String> {
    number(text).and_then(|value| {
        if value >= 0.0 {
            Ok(value)
        } else {
            Err("must not be negative".to_owned())
        }
    })
}

fn site(text: &str) -> Result<(f64, f64), String> {
    let what = || "must be LAT,LON in degrees, e.g. 13.48,2.18".to_owned();
    let (lat, lon) = text.split_once(',').ok_or_else(what)?;
    let pair = (
        number(lat.trim()).map_err(|_| what())?,
        number(lon.trim()).map_err(|_| what())?,
    );
    if pair.0.abs() <= 90.0 && pair.1.abs() <= 180.0 {
        Ok(pair)
    } else {
        Err(what())
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Cli};
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_means_run() {
        for (line, headless) in [
            (vec!["vigie"], false),
            (vec!["vigie", "--headless"], true),
            (vec!["vigie", "run", "--headless"], true),
        ] {
            let Action::Run(options) = Cli::parse_from(line).action() else {
                panic!("not run")
            };
            assert_eq!(options.headless, headless);
        }
        let Action::Run(options) =
            Cli::parse_from(["vigie", "niger.toml", "--speed", "4"]).action()
        else {
            panic!("not run")
        };
        assert_eq!(
            options.config.as_deref(),
            Some(std::path::Path::new("niger.toml"))
        );
    }

    #[test]
    fn wrong_usage_is_refused() {
        for line in [
            vec!["vigie", "--speed", "0"],
            vec!["vigie", "run", "--for", "-1"],
            vec!["vigie", "audit"],
            vec!["vigie", "decode"],
            vec!["vigie", "decode", "a", "--site", "north"],
            vec!["vigie", "decode", "a", "--received", "yesterday"],
            vec!["vigie", "track"],
            vec!["vigie", "track", "a", "--detections", "b"],
            vec!["vigie", "replay", "a", "--speed", "NaN"],
            vec!["vigie", "evaluate", "--tracks", "a"],
            vec!["vigie", "evaluate", "--scenario", "a"],
            vec![
                "vigie",
                "evaluate",
                "--tracks",
                "a",
                "--scenario",
                "b",
                "--reference",
                "c",
            ],
            vec![
                "vigie",
                "evaluate",
                "--tracks",
                "a",
                "--scenario",
                "b",
                "--step",
                "0",
            ],
        ] {
            assert!(Cli::try_parse_from(&line).is_err(), "{line:?}");
        }
    }
}
