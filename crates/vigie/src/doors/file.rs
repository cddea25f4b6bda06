//! Recordings: receptions with the times the file holds.
//!
//! | format  | time of a reception                                                                         |
//! |---------|---------------------------------------------------------------------------------------------|
//! | csv     | the line's Unix time                                                                        |
//! | jet1090 | the same                                                                                    |
//! | sbs     | the line's local time, taken for UTC; the first moved to `received`, if given               |
//! | pcap    | the packet's                                                                                |
//! | final   | the frame's time of day, on the day of `received`                                           |
//! | asterix | the first time of day in the block (I048/140, I034/030, I062/070, I021), likewise           |
//! | beast   | `received`, and the receiver's counter from there                                           |
//! | avr     | the same; without a counter, a millisecond a frame                                          |
//!
//! Without `received` the day is 1970-01-01. The content decides what a file is; its name only breaks ties. Text and
//! Beast are read in pieces; the ASTERIX framings and JSON arrays need the whole file in memory, at most [`WHOLE_MAX`] of it. What
//! cannot be read is a [`FileFault`], and reading goes on. Compressed files are not read.

mod array;
mod blocks;
mod detect;
mod frames;
mod lines;
mod timeline;

#[cfg(test)]
mod tests;

use super::{DoorError, jet1090};
use crate::config::Format;
use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;
use vigie_asterix::framing::FrameError;
use vigie_core::reception::Reception;
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_modes::framing::csv::LineError;
use vigie_modes::framing::{HeardModeAc, sbs};

/// The largest ASTERIX file that is read, bytes.
pub const WHOLE_MAX: u64 = 2 << 30;
/// How much of the beginning is looked at to tell what a file is.
const HEAD: usize = 128 * 1024;

/// How to read a file.
#[derive(Debug, Clone, Copy)]
pub struct FileOptions {
    /// What it is; `None` to be told by its content.
    pub format: Option<Format>,
    /// Whose receptions these are.
    pub sensor: SensorId,
    /// When its first message was received, or any time of that UTC day, for files that carry no date.
    pub received: Option<UtcNs>,
    /// Beast and AVR stamps are GNSS time of day, not a 12 MHz counter.
    pub gnss_stamps: bool,
}

/// A part of a file that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("at byte {offset}: {why}")]
pub struct FileFault {
    /// Where it starts.
    pub offset: u64,
    /// How long it is; 0 where nobody can say.
    pub bytes: u64,
    /// What is wrong.
    pub why: FaultKind,
}

/// What is wrong with a part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// A line of CSV.
    #[error(transparent)]
    Line(#[from] LineError),
    /// A line of SBS.
    #[error(transparent)]
    Sbs(#[from] sbs::LineError),
    /// Frames in JSON.
    #[error(transparent)]
    Jet1090(#[from] jet1090::LineError),
    /// Bytes between Beast or AVR messages.
    #[error("bytes that are no message")]
    Garbage,
    /// The file ends inside a message.
    #[error("the file ends inside a message; everything before it was read")]
    Truncated,
    /// The wrapping of ASTERIX.
    #[error(transparent)]
    Framing(#[from] FrameError),
    /// The system could not read on.
    #[error("reading failed: {0}")]
    Io(ErrorKind),
}

/// One thing in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// What a sensor received.
    Reception(Reception),
    /// A Mode A or C reply and when it was heard: shown by tools, and no reception yet.
    ModeAc(UtcNs, HeardModeAc),
}

/// The receptions of a file, in its order.
///
/// Times are the file's own: they may stand still or go back where the file's do.
#[derive(Debug)]
pub struct FileReceptions {
    format: Format,
    len: Option<u64>,
    body: Body,
    mode_ac: u64,
}

#[derive(Debug)]
enum Body {
    Array(array::Array),
    Lines(lines::Lines),
    Frames(frames::Frames),
    Blocks(blocks::Blocks),
}

impl FileReceptions {
    /// What the file is.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Bytes read so far, for a progress bar.
    #[must_use]
    pub fn position(&self) -> u64 {
        match &self.body {
            Body::Array(body) => body.position(),
            Body::Lines(body) => body.position(),
            Body::Frames(body) => body.position(),
            Body::Blocks(body) => body.position(),
        }
    }

    /// Bytes of the whole file; `None` for what has no length, as a pipe.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        self.len
    }

    /// Whether there is nothing in it: never, such a file is not opened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == Some(0)
    }

    /// Mode A/C replies that the iterator passed over so far; see [`FileReceptions::next_entry`].
    #[must_use]
    pub fn mode_ac(&self) -> u64 {
        self.mode_ac
    }

    /// Who heard the last entry, where the file says so.
    #[must_use]
    pub fn receiver(&self) -> Option<&str> {
        match &self.body {
            Body::Array(body) => body.receiver(),
            Body::Lines(body) => body.receiver(),
            Body::Frames(body) => body.receiver(),
            Body::Blocks(_) => None,
        }
    }

    /// The next reception or Mode A/C reply.
    #[inline]
    pub fn next_entry(&mut self) -> Option<Result<Entry, FileFault>> {
        match &mut self.body {
            Body::Lines(body) => body.next(),
            Body::Frames(body) => body.next(),
            Body::Array(body) => body.next(),
            Body::Blocks(body) => Some(body.next()?.map(Entry::Reception)),
        }
    }

    /// Packets of a capture that are no whole UDP datagrams.
    #[must_use]
    pub fn skipped_packets(&self) -> u64 {
        match &self.body {
            Body::Blocks(body) => body.skipped(),
            Body::Array(_) | Body::Lines(_) | Body::Frames(_) => 0,
        }
    }
}

impl Iterator for FileReceptions {
    type Item = Result<Reception, FileFault>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_entry()? {
                Ok(Entry::Reception(reception)) => return Some(Ok(reception)),
                Ok(Entry::ModeAc(..)) => self.mode_ac += 1,
                Err(fault) => return Some(Err(fault)),
            }
        }
    }
}

/// Opens a file for reading at once, with the times it holds; see [`open_file`].
///
/// # Errors
/// As [`open_file`].
pub fn read_file(
    path: &Path,
    format: Option<Format>,
    sensor: SensorId,
    received: Option<UtcNs>,
) -> Result<FileReceptions, DoorError> {
    open_file(
        path,
        FileOptions {
            format,
            sensor,
            received,
            gnss_stamps: false,
        },
    )
}

/// Opens a file and makes sure that it holds something of its format.
///
/// # Errors
/// The file is missing, a folder, not permitted, empty, too long, of no known format, or not of the one named.
pub fn open_file(path: &Path, options: FileOptions) -> Result<FileReceptions, DoorError> {
    let fail = |why: String| DoorError::File {
        path: path.to_owned(),
        why,
    };
    let mut file = File::open(path).map_err(|error| fail(not_opened(&error)))?;
    let about = file.metadata().map_err(|error| fail(error.to_string()))?;
    if about.is_dir() {
        return Err(fail("it is a folder; name a file in it".to_owned()));
    }
    let head = head_of(&mut file).map_err(|error| fail(format!("reading failed: {error}")))?;
    if head.is_empty() {
        return Err(fail(
            "the file is empty; check the path, or record again".to_owned(),
        ));
    }
    let extension = path.extension().and_then(|extension| extension.to_str());
    let format = match options.format {
        Some(format) => detect::confirm(format, &head).map(|()| format),
        None => detect::detect(&head, extension),
    };
    let format = format.map_err(fail)?;
    let body = match format {
        Format::Jet1090 if array::is_array(&head) => {
            let bytes = whole(file, head).map_err(fail)?;
            Body::Array(array::Array::new(&bytes, options).map_err(fail)?)
        }
        Format::Csv | Format::Sbs | Format::Jet1090 => {
            Body::Lines(lines::Lines::new(file, head, format, options))
        }
        Format::Beast | Format::Avr => {
            Body::Frames(frames::Frames::new(file, head, format, options))
        }
        Format::Asterix | Format::Pcap | Format::Final => {
            let bytes = whole(file, head).map_err(fail)?;
            Body::Blocks(blocks::Blocks::new(bytes, format, options).map_err(fail)?)
        }
    };
    Ok(FileReceptions {
        format,
        len: about.is_file().then_some(about.len()),
        body,
        mode_ac: 0,
    })
}

/// The word for a format in the configuration.
pub(super) fn format_name(format: Format) -> &'static str {
    match format {
        Format::Asterix => "asterix",
        Format::Beast => "beast",
        Format::Avr => "avr",
        Format::Csv => "csv",
        Format::Sbs => "sbs",
        Format::Jet1090 => "jet1090",
        Format::Pcap => "pcap",
        Format::Final => "final",
    }
}

fn not_opened(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => {
            "there is no such file; check the path (a path in a configuration is relative to the \
                                configuration's folder)"
                .to_owned()
        }
        ErrorKind::PermissionDenied => {
            "not permitted; give the user that runs vigie the right to read it".to_owned()
        }
        _ => error.to_string(),
    }
}

fn head_of(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn whole(file: File, head: Vec<u8>) -> Result<Vec<u8>, String> {
    let mut bytes = head;
    let failed = |error: io::Error| format!("reading failed: {error}");
    file.take(WHOLE_MAX)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > WHOLE_MAX {
        return Err(format!(
            "it is longer than {} MiB, and ASTERIX files and JSON arrays are read into memory; split it (a capture: \
             editcap -c)",
            WHOLE_MAX >> 20
        ));
    }
    Ok(bytes)
}

/// A file that is read in pieces.
#[derive(Debug)]
struct Pieces {
    file: File,
    /// The beginning, as long as it was not given out.
    head: Option<Vec<u8>>,
}

impl Pieces {
    fn new(file: File, head: Vec<u8>) -> Pieces {
        Pieces {
            file,
            head: Some(head),
        }
    }

    /// Appends the next piece to `buffer`, at most `more` bytes but for the first; how many were added, 0 at the end.
    fn append(&mut self, buffer: &mut Vec<u8>, more: usize) -> io::Result<usize> {
        if let Some(head) = self.head.take() {
            buffer.extend_from_slice(&head);
            return Ok(head.len());
        }
        let old = buffer.len();
        buffer.resize(old.saturating_add(more), 0);
        let read = loop {
            match self.file.read(&mut buffer[old..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        buffer.truncate(old + read.as_ref().copied().unwrap_or(0));
        read
    }
}
