//! ASTERIX datagrams to target reports and to the sensors' own account of themselves.
//!
//! Categories 021 (ADS-B ground stations), 034 and 048 (radars) and 062 (other systems' tracks), by the typed views
//! of [`vigie_asterix`]. A record's source (SAC/SIC) says which configured sensor it is of: several sensors may share
//! a line. A bad block costs that block; an unknown source costs its records, and is said.

mod adsb;
mod plot;
mod service;
mod system;

use crate::status::Ledger;

use vigie_asterix::{Block, Fault, View, blocks, cat021, cat034, cat048, cat062};
use vigie_core::place::LocalFrame;
use vigie_core::report::TargetReport;
use vigie_core::sensor::{DataSource, SensorFault, SensorId, SensorSite};
use vigie_core::time::UtcNs;

/// ASTERIX receptions to reports.
#[derive(Debug, Clone)]
pub struct Asterix {
    sources: Vec<Source>,
    counters: Counters,
}

/// What was read, and what was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Records read.
    pub records: u64,
    /// Blocks that could not be read to their end.
    pub bad_blocks: u64,
    /// Blocks of a category that is not known.
    pub unknown_blocks: u64,
    /// Records of a source that is not configured.
    pub unknown_sources: u64,
    /// Records that say nothing about a target, or about no time.
    pub empty: u64,
}

/// A configured sensor as the decoders need it.
#[derive(Debug, Clone)]
struct Source {
    site: SensorSite,
    antenna: Option<LocalFrame>,
}

/// A record as its sensor says it.
trait Statement: Default {
    /// Whose it is.
    fn source(&self) -> DataSource;
    /// Appends the report it makes, or notes what it says of the sensor. False if it says nothing.
    fn state(&self, speaker: Speaker<'_>, reports: &mut Vec<TargetReport>) -> bool;
}

/// The sensor that a record is of, and its account.
struct Speaker<'a> {
    source: &'a Source,
    ledger: &'a mut Ledger,
    heard: UtcNs,
}

impl Speaker<'_> {
    /// When a report was true: its time of day on our clock; the time it was heard if it has none.
    fn applicable(&mut self, time_of_day: Option<u32>) -> UtcNs {
        match time_of_day {
            Some(count) => {
                let stated = UtcNs::from_time_of_day(count, self.heard);
                self.ledger.on_our_clock(stated, self.heard)
            }
            None => self.heard,
        }
    }
}

/// Where the receptions of one step go.
struct Desk<'a> {
    line: SensorId,
    heard: UtcNs,
    ledgers: &'a mut [Ledger],
    reports: &'a mut Vec<TargetReport>,
}

impl Asterix {
    /// For these sensors.
    #[must_use]
    pub fn new(sites: &[SensorSite]) -> Asterix {
        let source = |site: &SensorSite| Source {
            site: site.clone(),
            antenna: site.position.map(LocalFrame::at),
        };
        Asterix {
            sources: sites.iter().map(source).collect(),
            counters: Counters::default(),
        }
    }

    /// What was read, and what was not.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Reads one datagram that came in by the line of `line`; appends the reports it makes.
    pub fn read(
        &mut self,
        line: SensorId,
        ledgers: &mut [Ledger],
        heard: UtcNs,
        bytes: &[u8],
        reports: &mut Vec<TargetReport>,
    ) {
        let mut desk = Desk {
            line,
            heard,
            ledgers,
            reports,
        };
        for block in blocks(bytes, 0) {
            if block
                .and_then(|block| self.read_block(&block, &mut desk))
                .is_err()
            {
                self.counters.bad_blocks += 1;
                desk.fault(SensorFault::Unreadable);
            }
        }
    }

    fn read_block(&mut self, block: &Block<'_>, desk: &mut Desk<'_>) -> Result<(), Fault> {
        match block.category {
            21 => self.read_records(cat021::latest(), block, desk),
            34 => self.read_records(cat034::latest(), block, desk),
            48 => self.read_records(cat048::latest(), block, desk),
            62 => self.read_records(cat062::latest(), block, desk),
            other => {
                self.counters.unknown_blocks += 1;
                desk.fault(SensorFault::UnknownCategory(other));
                Ok(())
            }
        }
    }

    fn read_records<T: Statement>(
        &mut self,
        view: &View<'_, T>,
        block: &Block<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<(), Fault> {
        view.each(block.body, block.offset, |record| self.take(&record, desk))
    }

    fn take<T: Statement>(&mut self, record: &T, desk: &mut Desk<'_>) {
        self.counters.records += 1;
        let said = record.source();
        let Some(index) = self.index_of(said, desk.line) else {
            self.counters.unknown_sources += 1;
            desk.fault(SensorFault::UnknownSource(said));
            return;
        };
        let (Some(source), Some(ledger)) = (self.sources.get(index), desk.ledgers.get_mut(index))
        else {
            return;
        };
        ledger.hear(desk.heard);
        let speaker = Speaker {
            source,
            ledger,
            heard: desk.heard,
        };
        if !record.state(speaker, desk.reports) {
            self.counters.empty += 1;
        }
    }

    /// The sensor configured with this source; else the line's own, if it was given none.
    fn index_of(&self, said: DataSource, line: SensorId) -> Option<usize> {
        let line = usize::from(line.0);
        let own = self.sources.get(line)?;
        if own.site.source.is_none() || own.site.source == Some(said) {
            return Some(line);
        }
        self.sources
            .iter()
            .position(|source| source.site.source == Some(said))
    }
}

impl Desk<'_> {
    fn fault(&mut self, fault: SensorFault) {
        if let Some(ledger) = self.ledgers.get_mut(usize::from(self.line.0)) {
            ledger.fault(fault);
        }
    }
}

#[cfg(test)]
mod tests;
