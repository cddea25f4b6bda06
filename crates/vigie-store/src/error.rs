//! What can go wrong with a recording.

use std::error::Error;
use std::fmt;
use std::io;

/// A fault, and the recording it was met in.
#[derive(Debug)]
pub struct StoreError {
    /// The file, as the user named it.
    pub recording: String,
    /// What went wrong.
    pub fault: StoreFault,
}

/// What went wrong with a recording: what, where, why, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The file cannot be opened or read.
    #[error("it cannot be read")]
    Read(#[source] io::Error),
    /// The file cannot be made: it is there already, the folder is not, or it may not be written.
    #[error("it cannot be made (an older recording is never written over)")]
    Create(#[source] io::Error),
    /// A write failed. Nothing more can be written to this file; what was flushed before stays readable.
    #[error("it cannot be written any more; free some space, then begin another recording")]
    Write(#[source] mcap::McapError),
    /// No byte at all.
    #[error("it is empty; nothing was ever recorded in it")]
    Empty,
    /// The file does not begin as MCAP files do.
    #[error(
        "it is no MCAP file (it does not begin with the eight bytes of one); name a .mcap file that Vigie recorded"
    )]
    NotMcap,
    /// An MCAP file, but not one of ours.
    #[error("it is an MCAP file, but no recording of Vigie: {0}")]
    NotARecording(&'static str),
    /// The recording's layout is newer than this program.
    #[error("its layout is \"{0}\", and this version of Vigie reads layout {LAYOUT}; use the version that recorded it", LAYOUT = crate::LAYOUT)]
    Layout(String),
    /// A fact of the header cannot be understood.
    #[error("its header says {key} = \"{value}\", which is not understood; the file was altered")]
    Header {
        /// Which fact.
        key: &'static str,
        /// What it says, cut short.
        value: String,
    },
    /// One chunk cannot be read. What it held is lost; reading can go on after it.
    #[error(
        "the chunk of {bytes} bytes at byte {offset} is damaged, and the steps in it are lost ({cause})"
    )]
    Chunk {
        /// Where its record begins in the file.
        offset: u64,
        /// The record's length.
        bytes: u64,
        /// What the MCAP library found.
        cause: String,
    },
    /// The records of the file do not follow one another any more. Nothing after this can be read.
    #[error(
        "its records cannot be followed beyond byte {offset}, and what comes after is lost ({cause})"
    )]
    Framing {
        /// Where the last good record ended.
        offset: u64,
        /// What the MCAP library found.
        cause: String,
    },
    /// A message of ours whose bytes make no sense. Its step is lost; reading can go on.
    #[error(
        "a message of {topic} in the record at byte {offset} cannot be understood ({why}), and its step is lost"
    )]
    Message {
        /// Where the record begins that holds it.
        offset: u64,
        /// The channel's kind.
        topic: &'static str,
        /// What is wrong.
        why: &'static str,
    },
    /// A step without all of its inputs. It is lost; reading can go on.
    #[error(
        "the step that ends in the record at byte {offset} lacks {missing} of its inputs, and is lost"
    )]
    Incomplete {
        /// Where the record begins that holds its end.
        offset: u64,
        /// How many inputs are missing, or too many.
        missing: u64,
    },
    /// Steps are missing, and no damage was seen. What follows is sound; the next call gives it.
    #[error("{steps} steps are missing before the record at byte {offset}; the file was altered")]
    Gap {
        /// Where the record begins that holds the next step.
        offset: u64,
        /// How many.
        steps: u32,
    },
    /// The file's own checksum is wrong at its end, and no other damage was seen.
    #[error("its checksum is wrong: some byte of it was altered, and it is not known which")]
    Checksum,
    /// More than a recording takes.
    #[error("{what} is more than a recording takes ({limit})")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
}

impl StoreFault {
    /// Whether reading may go on with the next step: some steps are lost, but those that follow are sound.
    #[must_use]
    pub fn is_passable(&self) -> bool {
        matches!(
            self,
            Self::Chunk { .. } | Self::Message { .. } | Self::Incomplete { .. } | Self::Gap { .. }
        )
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "recording {}: {}", self.recording, self.fault)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.fault.source()
    }
}
