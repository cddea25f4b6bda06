//! Reading, writing again, and comparing: for `decode --verify` and for fuzzing.

use crate::block::blocks;
use crate::catalogue::Catalogue;
use crate::record::Record;
use std::ops::AddAssign;

/// How the records of some bytes came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verified {
    /// Records read.
    pub records: u64,
    /// Of these, written from their values to the very bytes they came from.
    pub from_values: u64,
    /// Of these, not canonical, and written from the bytes they kept.
    pub kept: u64,
    /// Of these, written to other bytes, or not at all. Always 0, or this crate
    /// has a mistake.
    pub differing: u64,
    /// Faults that ended a block, or the datagram.
    pub faults: u64,
}

impl AddAssign for Verified {
    fn add_assign(&mut self, other: Verified) {
        self.records += other.records;
        self.from_values += other.from_values;
        self.kept += other.kept;
        self.differing += other.differing;
        self.faults += other.faults;
    }
}

/// Reads every record of a datagram and writes it again. Takes any bytes.
#[must_use]
pub fn verify(catalogue: &Catalogue<'_>, bytes: &[u8]) -> Verified {
    let mut verified = Verified::default();
    let mut record = Record::default();
    let (mut issues, mut out) = (Vec::new(), Vec::new());
    for block in blocks(bytes, 0) {
        let Ok(block) = block else {
            verified.faults += 1;
            continue;
        };
        let Some(spec) = catalogue.get(block.category) else {
            continue;
        };
        let mut rest = block.body;
        while !rest.is_empty() {
            issues.clear();
            let Ok(len) = record.read_into(spec, rest, 0, &mut issues) else {
                verified.faults += 1;
                break;
            };
            let (bytes, after) = rest.split_at(len);
            rest = after;
            out.clear();
            verified.records += 1;
            let is_kept = record.original().is_some();
            match spec.write_record(&record, &mut out) {
                Ok(()) if out == bytes && is_kept => verified.kept += 1,
                Ok(()) if out == bytes => verified.from_values += 1,
                _ => verified.differing += 1,
            }
        }
    }
    verified
}
