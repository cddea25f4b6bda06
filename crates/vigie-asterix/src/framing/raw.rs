//! Data blocks one after the other, with nothing around them.
//!
//! A damaged length would lose the rest of the file. So a block is taken at
//! its word only if its records read to its last byte, or a plausible header
//! (or the end) follows it and no two readable blocks lie within it; else
//! reading goes on at the next place where a known block reads whole, and the
//! bytes passed over are one error.

use super::{Datagram, FrameError, not_a_block};
use crate::block::{self, HEADER};
use crate::catalogue::Catalogue;
use crate::read::Measure;
use std::cell::Cell;

/// Categories that have been assigned (those of the public specifications and
/// of the recordings at hand; not verified to be all).
const ASSIGNED: [u8; 40] = [
    1, 2, 3, 4, 7, 8, 9, 10, 11, 15, 16, 17, 18, 19, 20, 21, 23, 25, 30, 31, 32, 34, 48, 62, 63,
    65, 129, 150, 151, 152, 205, 238, 239, 240, 244, 246, 247, 248, 252, 253,
];

/// How often a byte may on average be read on trial.
const TRIALS_PER_BYTE: u64 = 64;

/// Filler after the last block that is not taken for damage.
const FILLER_MAX: usize = 64;

/// Bytes searched for the next block before they are given up as one error.
const SEARCH_MAX: usize = 1 << 20;

/// The blocks of a raw file; each is a datagram of its own.
#[derive(Debug)]
pub struct RawBlocks<'a> {
    catalogue: Catalogue<'a>,
    bytes: &'a [u8],
    pos: usize,
    /// Bytes that may still be read on trial, so that made-up input cannot
    /// make the search quadratic.
    trials_left: Cell<u64>,
}

pub(super) fn is_raw(catalogue: &Catalogue<'_>, bytes: &[u8]) -> bool {
    let blocks = RawBlocks::new(catalogue, bytes);
    bytes.first().is_some_and(|&category| {
        blocks.is_sound(0) && (catalogue.get(category).is_some() || blocks.follows_plausibly(0))
    })
}

impl<'a> RawBlocks<'a> {
    /// Splits `bytes`; categories of the catalogue serve to find the way again.
    #[must_use]
    pub fn new(catalogue: &Catalogue<'a>, bytes: &'a [u8]) -> RawBlocks<'a> {
        RawBlocks {
            catalogue: catalogue.clone(),
            bytes,
            pos: 0,
            trials_left: Cell::new(TRIALS_PER_BYTE * (bytes.len() as u64 + 1)),
        }
    }

    fn at(&self, pos: usize) -> Option<&'a [u8]> {
        block::header(self.bytes.get(pos..)?)
            .ok()
            .filter(|block| block.len() > HEADER)
    }

    fn is_filler(&self, pos: usize) -> bool {
        let rest = self.bytes.get(pos..).unwrap_or_default();
        rest.len() < HEADER || rest.iter().all(|byte| Some(byte) == rest.first())
    }

    /// Whether after the block at `pos` comes the end or what may be a block.
    fn follows_plausibly(&self, pos: usize) -> bool {
        let Some(block) = self.at(pos) else {
            return false;
        };
        let next = pos + block.len();
        match self.at(next) {
            Some(after) => after[0] == block[0] || ASSIGNED.contains(&after[0]),
            None => self.bytes.len() - next < FILLER_MAX && self.is_filler(next),
        }
    }

    /// Whether every record of the block at `pos` reads, to the last byte.
    fn reads(&self, pos: usize) -> bool {
        let Some(block) = self.at(pos) else {
            return false;
        };
        let Some(spec) = self.catalogue.get(block[0]) else {
            return false;
        };
        let mut rest = &block[HEADER..];
        while !rest.is_empty() {
            let trials = self.trials_left.get();
            if trials == 0 {
                return false;
            }
            match spec.read_record(rest, 0, &mut Measure) {
                Ok(len) => {
                    rest = &rest[len..];
                    self.trials_left.set(trials.saturating_sub(len as u64));
                }
                Err(fault) => {
                    self.trials_left
                        .set(trials.saturating_sub(fault.offset as u64 + 1));
                    return false;
                }
            }
        }
        true
    }

    /// Whether two blocks that read stand one after the other within the block
    /// at `pos`: then its length is not to be believed.
    fn hides_blocks(&self, pos: usize) -> bool {
        let end = pos + self.at(pos).map_or(0, <[u8]>::len);
        (pos + 1..end).any(|first| {
            self.reads(first) && {
                let second = first + self.at(first).map_or(0, <[u8]>::len);
                second < end && self.reads(second)
            }
        })
    }

    fn is_sound(&self, pos: usize) -> bool {
        self.reads(pos) || self.follows_plausibly(pos) && !self.hides_blocks(pos)
    }

    /// The next place after `pos` where a block of a known category stands.
    fn resume(&self, pos: usize) -> usize {
        let end = self.bytes.len().min(pos.saturating_add(SEARCH_MAX));
        (pos + 1..end)
            .find(|&at| self.reads(at) && self.follows_plausibly(at))
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
            return Some(Ok(Datagram {
                stamp: None,
                offset: start,
                payload: block,
            }));
        }
        self.pos = self.resume(start);
        Some(Err(not_a_block(self.pos - start, start)))
    }
}
