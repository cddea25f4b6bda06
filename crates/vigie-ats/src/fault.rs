//! What could not be read as it stands: where, what was expected there, and what to do about it.

use std::fmt;

/// Faults kept of one message or file; the rest is only counted.
pub const FAULTS_MAX: usize = 200;

/// Where a fault is, in the reader's own terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A field of a flight-plan message, by its ICAO number.
    Field(u8),
    /// A line of a file, the first being 1.
    Line(usize),
    /// A feature of a GeoJSON file, the first being 1.
    Feature(usize),
    /// The whole text.
    Whole,
}

/// How much a fault costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Not as it is written down, but its meaning is clear: it was read.
    Tolerated,
    /// It could not be read, and is not in the value.
    Unread,
}

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{place}, byte {at}: expected {expected}; {remedy}")]
pub struct Fault {
    /// Where, as people count.
    pub place: Place,
    /// Where, as offset in bytes from the beginning of the text that was given.
    pub at: usize,
    /// How many bytes are meant; 0 where something is missing.
    pub len: usize,
    /// What it costs.
    pub severity: Severity,
    /// What should stand there.
    pub expected: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// The faults of one text, in the order in which they were met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    list: Vec<Fault>,
    dropped: usize,
}

impl Faults {
    /// Adds one; past [`FAULTS_MAX`] it is only counted.
    pub fn push(&mut self, fault: Fault) {
        if self.list.len() < FAULTS_MAX {
            self.list.push(fault);
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
    }

    /// Those that are kept.
    #[must_use]
    pub fn list(&self) -> &[Fault] {
        &self.list
    }

    /// How many more there were.
    #[must_use]
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// Whether all was as it is written down.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether something is missing from the value.
    #[must_use]
    pub fn lost_something(&self) -> bool {
        self.dropped > 0
            || self
                .list
                .iter()
                .any(|fault| fault.severity == Severity::Unread)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(number) => write!(f, "field {number}"),
            Self::Line(number) => write!(f, "line {number}"),
            Self::Feature(number) => write!(f, "feature {number}"),
            Self::Whole => f.write_str("text"),
        }
    }
}
