//! Data blocks: category, length, records (EUROCONTROL-SPEC-0149 Part 1: `CAT LEN(2) records`).

use crate::error::{Fault, ItemName, What};

/// Bytes of a block's header.
pub(crate) const HEADER: usize = 3;

/// One data block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a> {
    /// Data category.
    pub category: u8,
    /// Offset of the block's first byte.
    pub offset: usize,
    /// The records, without the header.
    pub body: &'a [u8],
}

/// The blocks of a datagram, one after the other.
///
/// Ends at the first fault: without a length there is no next block. What is
/// left when it ends well is filler, see [`Blocks::padding`].
#[derive(Debug, Clone)]
pub struct Blocks<'a> {
    bytes: &'a [u8],
    pos: usize,
    base: usize,
    padding: usize,
}

/// Splits `bytes`, whose first byte has offset `base`.
#[must_use]
pub fn blocks(bytes: &[u8], base: usize) -> Blocks<'_> {
    Blocks {
        bytes,
        pos: 0,
        base,
        padding: 0,
    }
}

impl Blocks<'_> {
    /// Filler bytes found after the last block: one or two bytes, or one byte
    /// value repeated to the end. Known once the iterator has ended.
    #[must_use]
    pub fn padding(&self) -> usize {
        self.padding
    }

    fn fault(&mut self, what: What, category: u8) -> Fault {
        let offset = self.base + self.pos;
        self.pos = self.bytes.len();
        Fault {
            what,
            category,
            item: ItemName::default(),
            offset,
        }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.bytes.get(self.pos..)?;
        let &first = rest.first()?;
        if let Ok(block) = header(rest) {
            let offset = self.base + self.pos;
            self.pos += block.len();
            return Some(Ok(Block {
                category: first,
                offset,
                body: &block[HEADER..],
            }));
        }
        let is_filler = rest.len() < HEADER || rest.iter().all(|&byte| byte == first);
        if is_filler && self.pos > 0 {
            self.padding = rest.len();
            self.pos = self.bytes.len();
            return None;
        }
        let what = header(rest).err().unwrap_or(What::NotABlock(rest.len()));
        Some(Err(self.fault(what, first)))
    }
}

/// The whole block at the start of `bytes`. Category 0 is no block.
pub(crate) fn header(bytes: &[u8]) -> Result<&[u8], What> {
    let &[category, high, low, ..] = bytes else {
        return Err(What::NotABlock(bytes.len()));
    };
    let said = u16::from_be_bytes([high, low]);
    if category == 0 {
        return Err(What::NotABlock(bytes.len()));
    }
    if usize::from(said) < HEADER {
        return Err(What::BlockTooShort(said));
    }
    bytes.get(..usize::from(said)).ok_or(What::BlockTooLong {
        said,
        have: bytes.len(),
    })
}
