//! What can be wrong with bytes, with values, and with a specification text.

use std::fmt;
use thiserror::Error;

/// A short item name (`"040"`, `"RE"`) that can be copied around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ItemName([u8; 6]);

impl ItemName {
    /// The first six bytes of `name`; item names have two or three.
    #[must_use]
    pub fn new(name: &str) -> ItemName {
        let mut bytes = [0; 6];
        for (slot, byte) in bytes.iter_mut().zip(name.bytes()) {
            *slot = byte;
        }
        ItemName(bytes)
    }

    /// The name as text; empty where no item is concerned.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let len = self.0.iter().position(|&b| b == 0).unwrap_or(self.0.len());
        std::str::from_utf8(&self.0[..len]).unwrap_or("?")
    }
}

impl fmt::Display for ItemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What was found wrong in received bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum What {
    /// Fewer than three bytes, or a block length below three.
    #[error("block length {0} is shorter than a block header")]
    BlockTooShort(u16),
    /// The block says it is longer than what was received.
    #[error("block length {said} exceeds the {have} bytes at hand")]
    BlockTooLong {
        /// The length field.
        said: u16,
        /// Bytes from the block's start to the end of input.
        have: usize,
    },
    /// Bytes that are no block header where one was due.
    #[error("{0} bytes are not an ASTERIX block")]
    NotABlock(usize),
    /// The record ends inside an item.
    #[error("the record ends inside the item")]
    Truncated,
    /// An FSPEC whose extension bits run past the block.
    #[error("the FSPEC does not end within the block")]
    FspecWithoutEnd,
    /// An FSPEC that announces no item.
    #[error("the FSPEC announces no item")]
    EmptyRecord,
    /// An FSPEC bit that this edition leaves unassigned.
    #[error("FSPEC bit {0} is not assigned in this edition")]
    UnassignedItem(u16),
    /// A presence bit of a compound item that this edition leaves unassigned.
    #[error("presence bit {0} is not assigned in this edition")]
    UnassignedSubitem(u16),
    /// An explicit item whose length byte is zero.
    #[error("explicit length is zero")]
    ExplicitLengthZero,
    /// An expansion field that does not read as defined; kept as bytes.
    #[error("the expansion field does not read as defined")]
    ExpansionUnreadable,
    /// More extents than this edition defines; skipped by their FX bits.
    #[error("the item has more extents than this edition defines")]
    UnknownExtent,
}

/// One thing wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("CAT{category:03}{}{item}: {what} (at byte {offset})", if item.as_str().is_empty() { "" } else { " I" })]
pub struct Fault {
    /// What.
    pub what: What,
    /// The block's category.
    pub category: u8,
    /// The top-level item; empty before the first item.
    pub item: ItemName,
    /// Byte offset from the start of what the caller called offset 0.
    pub offset: usize,
}

/// Values that cannot be written.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum WriteError {
    /// The category's tables have no such path.
    #[error("CAT{category:03} edition {edition} has no field {path}")]
    UnknownField {
        /// Category.
        category: u8,
        /// Edition.
        edition: String,
        /// What was asked for.
        path: String,
    },
    /// The value does not fit the field or its stated limits.
    #[error("{path}: {value} is outside the field's range")]
    OutOfRange {
        /// The field.
        path: String,
        /// The value as given.
        value: String,
    },
    /// The field holds another kind of content.
    #[error("{path} does not hold {wanted}")]
    WrongContent {
        /// The field.
        path: String,
        /// What the caller tried to store.
        wanted: &'static str,
    },
    /// Values are not in the order of the tables, or a repetition has no count.
    #[error("values out of order at {path}")]
    OutOfOrder {
        /// The first field that could not be placed.
        path: String,
    },
    /// An item, a repetition or the block is longer than its length field can say.
    #[error("{path} is longer than its length field can say")]
    TooLong {
        /// The field.
        path: String,
    },
    /// A record without items cannot be written.
    #[error("a record needs at least one item")]
    Empty,
}

/// A specification text that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {what}")]
pub struct SpecError {
    /// From 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}
