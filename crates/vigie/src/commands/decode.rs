//! `vigie decode`: recorded bytes to JSON lines.

use super::progress;
use crate::cli::DecodeOptions;
use crate::clock::{rfc3339, utc_of};
use crate::config::Format;
use crate::doors::{Entry, FileOptions, FileReceptions, open_file};
use crate::logs::say;
use anyhow::{Context as _, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use vigie_asterix::{JsonLines, catalogue};
use vigie_core::place::Wgs84;
use vigie_core::reception::{BaseStationLine, ModeSReply, Payload};
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_modes::framing::{HeardModeAc, sbs};
use vigie_modes::json::{Context, write_base_station, write_line, write_mode_ac};
use vigie_modes::{AddressKind, Frame};
use vigie_sense::modes::Reader;

/// Lines are written in pieces of this size.
const BUFFER: usize = 256 * 1024;
/// The bar moves every so many receptions.
const BAR_EVERY: u64 = 4096;

/// Decodes every input to stdout. Fails if nothing could be read at all.
pub fn run(options: &DecodeOptions) -> Result<ExitCode> {
    let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    let mut read_any = false;
    for path in &options.inputs {
        match decode(options, path, &mut out) {
            Ok(read) => read_any |= read,
            // whoever reads our output has seen enough
            Err(error) if is_broken_pipe(&error) => return Ok(ExitCode::SUCCESS),
            Err(error) => say(format_args!("vigie decode: {error:#}")),
        }
    }
    match out.flush() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            return Err(error).context("cannot write the output");
        }
        _ => {}
    }
    Ok(if read_any {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// Decodes one file; says whether anything in it could be read.
fn decode(options: &DecodeOptions, path: &Path, out: &mut impl Write) -> Result<bool> {
    let format = options.format.format();
    let received = options.received.map(utc_of);
    let file_options = FileOptions {
        format,
        sensor: SensorId(0),
        received,
        gnss_stamps: false,
    };
    let mut file = open_file(path, file_options)?;
    let is_dated = matches!(file.format(), Format::Csv | Format::Jet1090 | Format::Pcap);
    let dated = received.is_some() || is_dated;
    let site = options
        .site
        .and_then(|(lat, lon)| Wgs84::new(lat, lon, 0.0));
    let mut decoder = Decoder {
        dated,
        site,
        verify: options.verify,
        ..Decoder::default()
    };
    let bar = progress::bar(&path.display().to_string(), file.len());
    let mut text = Vec::with_capacity(BUFFER);
    let mut count = 0_u64;
    while let Some(entry) = file.next_entry() {
        match entry {
            Ok(entry) => decoder.entry(&entry, file.receiver(), &mut text),
            Err(fault) => decoder.fault(&fault, &mut text),
        }
        if text.len() >= BUFFER / 2 {
            out.write_all(&text)?;
            text.clear();
        }
        count += 1;
        if count.is_multiple_of(BAR_EVERY) {
            bar.set_position(file.position());
        }
    }
    out.write_all(&text)?;
    bar.finish_and_clear();
    decoder.summarise(path, &file);
    Ok(decoder.read_any())
}

/// State and counts of one file's decoding.
#[derive(Default)]
struct Decoder {
    dated: bool,
    verify: bool,
    site: Option<Wgs84>,
    reader: Reader,
    asterix: JsonLines,
    formats: BTreeMap<u8, u64>,
    damaged: u64,
    corrected: u64,
    faults: u64,
    first_faults: Vec<String>,
    verified: Verified,
    mode_ac: u64,
    sbs: SbsCounts,
    line: String,
}

/// What became of SBS lines.
#[derive(Default)]
struct SbsCounts {
    kinds: BTreeMap<sbs::Kind, u64>,
    bad_fields: u64,
    to_the_letter: u64,
}

/// What came out equal when written again.
#[derive(Default)]
struct Verified {
    equal: u64,
    different: u64,
    original: u64,
}

/// Faults shown one by one; the rest are counted.
const FAULTS_SHOWN: usize = 5;

impl Decoder {
    fn entry(&mut self, entry: &Entry, receiver: Option<&str>, text: &mut Vec<u8>) {
        let reception = match entry {
            Entry::Reception(reception) => reception,
            Entry::ModeAc(heard, reply) => return self.mode_ac(*heard, *reply, receiver, text),
        };
        let heard = reception.heard;
        match &reception.payload {
            Payload::ModeS(reply) => self.mode_s(heard, reply, receiver, text),
            Payload::BaseStation(line) => self.base_station(heard, line, text),
            Payload::Asterix(bytes) => self.datagram(heard, bytes, text),
        }
    }

    fn mode_ac(
        &mut self,
        heard: UtcNs,
        reply: HeardModeAc,
        receiver: Option<&str>,
        text: &mut Vec<u8>,
    ) {
        self.mode_ac += 1;
        let time = self.dated.then(|| rfc3339(heard));
        let context = Context {
            time: time.as_deref(),
            receiver,
            ..Context::default()
        };
        self.line.clear();
        // writing to a string cannot fail
        if write_mode_ac(&mut self.line, reply, &context).is_ok() {
            text.extend_from_slice(self.line.as_bytes());
        }
    }

    fn base_station(&mut self, heard: UtcNs, line: &BaseStationLine, text: &mut Vec<u8>) {
        let Ok((record, bad)) = sbs::parse_line(line.as_bytes()) else {
            return; // a file gives lines alone that can be read
        };
        *self.sbs.kinds.entry(record.kind).or_default() += 1;
        self.sbs.bad_fields += u64::from(bad);
        if self.verify {
            self.line.clear();
            let written = sbs::write_line(&mut self.line, &record);
            let again = sbs::parse_line(self.line.as_bytes());
            self.verified
                .note(written.is_ok() && again == Ok((record, 0)));
            let same = self.line.trim_ascii_end().as_bytes() == line.as_bytes();
            self.sbs.to_the_letter += u64::from(same);
        }
        let time = self.dated.then(|| rfc3339(heard));
        let context = Context {
            time: time.as_deref(),
            ..Context::default()
        };
        self.line.clear();
        let raw = String::from_utf8_lossy(line.as_bytes());
        // writing to a string cannot fail
        if write_base_station(&mut self.line, &raw, &record, &context).is_ok() {
            text.extend_from_slice(self.line.as_bytes());
        }
    }

    fn mode_s(
        &mut self,
        heard: UtcNs,
        reply: &ModeSReply,
        receiver: Option<&str>,
        text: &mut Vec<u8>,
    ) {
        let Ok(frame) = Frame::new(reply.frame()) else {
            self.damaged += 1;
            return;
        };
        *self.formats.entry(frame.df()).or_default() += 1;
        let reading = self.reader.read(heard, frame, self.site);
        let mut context = Context::default();
        let time = self.dated.then(|| rfc3339(heard));
        context.time = time.as_deref();
        context.receiver = receiver;
        if let Ok(message) = &reading.message {
            let derived = message
                .address()
                .is_some_and(|address| address.kind() == AddressKind::Derived);
            context.confirmed = derived.then_some(reading.confirmed);
            context.place = reading.place;
            context.nic = reading.nic;
            context.register = reading
                .register
                .as_ref()
                .map(|(register, probability)| (register, *probability));
            context.corrected_bits = reading.corrected_bits;
            self.corrected += u64::from(reading.corrected_bits.is_some());
            if self.verify {
                self.verified.note(message.emit() == reading.frame);
            }
        } else {
            self.damaged += 1;
        }
        self.line.clear();
        // writing to a string cannot fail
        if write_line(&mut self.line, frame, &reading.message, &context).is_ok() {
            text.extend_from_slice(self.line.as_bytes());
        }
    }

    fn datagram(&mut self, heard: UtcNs, bytes: &[u8], text: &mut Vec<u8>) {
        let dated = self.dated;
        let mut time_of = |time_of_day: Option<u32>| {
            let at = time_of_day.map_or(heard, |count| UtcNs::from_time_of_day(count, heard));
            dated.then(|| Cow::Owned(rfc3339(at)))
        };
        self.asterix
            .datagram_with(catalogue(), &mut time_of, bytes, 0, text);
        if self.verify {
            let check = vigie_asterix::verify(catalogue(), bytes);
            self.verified.equal += check.from_values;
            self.verified.original += check.kept;
            self.verified.different += check.differing;
        }
    }

    fn fault(&mut self, fault: &crate::doors::FileFault, text: &mut Vec<u8>) {
        self.faults += 1;
        if self.first_faults.len() < FAULTS_SHOWN {
            self.first_faults.push(fault.to_string());
        }
        self.line.clear();
        let why = serde_json::Value::String(fault.why.to_string());
        let object = format!("{{\"error\":{why},\"offset\":{}}}\n", fault.offset);
        text.extend_from_slice(object.as_bytes());
    }

    fn read_any(&self) -> bool {
        let unknown: u64 = self.asterix.counts.unknown_blocks.iter().sum();
        let frames: u64 = self.formats.values().sum();
        let lines: u64 = self.sbs.kinds.values().sum();
        frames + self.mode_ac + lines + self.asterix.counts.total() + unknown > 0
    }

    fn summarise(&self, path: &Path, file: &FileReceptions) {
        let path = path.display();
        let listed = |prefix: &str, counts: &mut dyn Iterator<Item = (usize, u64)>| {
            let parts: Vec<String> = counts
                .filter(|(_, n)| *n > 0)
                .map(|(name, n)| {
                    format!(
                        "{prefix}{name:0width$} {n}",
                        width = if prefix == "CAT" { 3 } else { 1 }
                    )
                })
                .collect();
            parts.join(", ")
        };
        let frames: u64 = self.formats.values().sum();
        if frames > 0 {
            let mix = listed(
                "DF",
                &mut self.formats.iter().map(|(df, n)| (usize::from(*df), *n)),
            );
            say(format_args!(
                "{path}: {frames} messages ({mix}); {} with damaged parity, {} corrected",
                self.damaged, self.corrected
            ));
        }
        self.summarise_lines(&path);
        let counts = &self.asterix.counts;
        if counts.total() > 0 {
            let mix = listed("CAT", &mut counts.records.iter().copied().enumerate());
            let (errors, issues) = (counts.errors, counts.issues);
            say(format_args!(
                "{path}: {} records ({mix}); {errors} errors, {issues} items not as defined",
                counts.total()
            ));
        }
        let unknown = listed(
            "CAT",
            &mut counts.unknown_blocks.iter().copied().enumerate(),
        );
        if !unknown.is_empty() {
            say(format_args!(
                "{path}: blocks of categories not yet known, passed over: {unknown}"
            ));
        }
        for (what, n) in [
            (
                "filler bytes after the last block of a datagram",
                counts.padding,
            ),
            (
                "packets that are no whole UDP datagram",
                file.skipped_packets(),
            ),
            ("Mode A/C replies", self.mode_ac),
        ] {
            if n > 0 {
                say(format_args!("{path}: {n} {what}"));
            }
        }
        for fault in &self.first_faults {
            say(format_args!("{path}: {fault}"));
        }
        if self.faults > self.first_faults.len() as u64 {
            say(format_args!(
                "{path}: {} unreadable parts in all",
                self.faults
            ));
        }
        if self.verify {
            let Verified {
                equal,
                different,
                original,
            } = &self.verified;
            say(format_args!(
                "{path}: written again from values and equal: {equal}; kept as original bytes (not canonical): {original}; different: {different}"
            ));
        }
    }
}

impl Decoder {
    fn summarise_lines(&self, path: &impl Display) {
        let SbsCounts {
            kinds,
            bad_fields,
            to_the_letter,
        } = &self.sbs;
        let lines: u64 = kinds.values().sum();
        if lines == 0 {
            return;
        }
        let name = |kind: &sbs::Kind| match kind {
            sbs::Kind::Message(transmission) => format!("MSG,{}", transmission.number()),
            other => other.name().to_owned(),
        };
        let mut named: BTreeMap<String, u64> = BTreeMap::new();
        for (kind, count) in kinds {
            *named.entry(name(kind)).or_default() += count;
        }
        let mix: Vec<String> = named
            .iter()
            .map(|(name, n)| format!("{name} {n}"))
            .collect();
        let mix = mix.join(", ");
        say(format_args!(
            "{path}: {lines} lines of SBS ({mix}); {bad_fields} fields not as they should be"
        ));
        if self.verify {
            say(format_args!(
                "{path}: to the letter as they were: {to_the_letter} lines"
            ));
        }
    }
}

impl Verified {
    fn note(&mut self, equal: bool) {
        if equal {
            self.equal += 1;
        } else {
            self.different += 1;
        }
    }
}
