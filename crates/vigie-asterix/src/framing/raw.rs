//! Data blocks one after the other, with nothing around them.
//!
//! A damaged length would lose the rest of the file. So a block is taken at
//! its word only if a plausible block (or the end) follows it or its records
//! read to its last byte; else reading goes on at the next place where a known
//! block reads whole, and the bytes passed over are one error.

use super::{Datagram, FrameError, not_a_block};
use crate::block::{self, HEADER};
use crate::catalogue::Catalogue;
use crate::read::Measure;

/// Bytes searched for the next block before they are given up as one error.
const SEARCH_MAX: usize = 1 << 20;

/// The blocks of a raw file; each is a datagram of its own.
#[derive(Debug)]
pub struct RawBlocks<'a> {
    catalogue: Catalogue<'a>,
    bytes: &'a [u8],
    pos: usize,
    /// Categories met so far.
    seen: [bool; 256],
}

pub(super) fn is_raw(catalogue: &Catalogue<'_>, bytes: &[u8]) -> bool {
    let blocks = RawBlocks::new(catalogue, bytes);
    bytes.first().is_some_and(|&category| {
        blocks.is_sound(0)
            && (catalogue.get(category).is_some() || blocks.follows_plausibly(0))
    })
}

impl<'a> RawBlocks<'a> {
    /// Splits `bytes`; categories of the catalogue serve to find the way again.
    #[must_use]
    pub fn new(catalogue: &Catalogue<'a>, bytes: &'a [u8]) -> RawBlocks<'a> {
        RawBlocks { catalogue: catalogue.clone(), bytes, pos: 0, seen: [false; 256] }
    }

    fn at(&self, pos: usize) -> Option<&'a [u8]> {
        block::header(self.bytes.get(pos..)?).ok().filter(|block| block.len() > HEADER)
    }

    fn is_filler(&self, pos: usize) -> bool {
        let rest = self.bytes.get(pos..).unwrap_or_default();
        rest.len() < HEADER || rest.iter().all(|byte| Some(byte) == rest.first())
    }

    /// Whether after the block at `pos` comes the end or what may be a block.
    fn follows_plausibly(&self, pos: usize) -> bool {
        let Some(block) = self.at(pos) else { return false };
        let next = pos + block.len();
        if next == self.bytes.len() {
            return true;
        }
        match self.at(next) {
            Some(after) => {
                let category = after[0];
                category == block[0]
                    || self.seen[usize::from(category)]
                    || self.catalogue.get(category).is_some()
            }
            None => self.bytes.len() - next < 64 && self.is_filler(next),
        }
    }

    /// Whether every record of the block at `pos` reads, to the last byte.
    fn reads(&self, pos: usize) -> bool {
        let Some(block) = self.at(pos) else { return false };
        let Some(spec) = self.catalogue.get(block[0]) else { return false };
        let mut rest = &block[HEADER..];
        while !rest.is_empty() {
            match spec.read_record(rest, 0, &mut Measure) {
                Ok(len) => rest = &rest[len..],
                Err(_) => return false,
            }
        }
        true
    }

    fn is_sound(&self, pos: usize) -> bool {
        self.follows_plausibly(pos) || self.reads(pos)
    }

    /// The next place after `pos` where a block of a known category stands.
    fn resume(&self, pos: usize) -> usize {
        let end = self.bytes.len().min(pos.saturating_add(SEARCH_MAX));
        (pos + 1..end)
            .find(|&at| self.follows_plausibly(at) && self.reads(at))
            .unwrap_or(end)
    }
}

impl<'a> Iterator for RawBlocks<'a> {
    type Item = Result<Datagram<'a>, FrameError>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.pos;
        if start >= self.bytes.len() || start > 0 && self.is_filler(start) {
            return None;
        }
        if self.is_sound(start) {
            let block = self.at(start)?;
            self.pos += block.len();
            self.seen[usize::from(block[0])] = true;
            return Some(Ok(Datagram { stamp: None, offset: start, payload: block }));
        }
        self.pos = self.resume(start);
        Some(Err(not_a_block(self.pos - start, start)))
    }
}
