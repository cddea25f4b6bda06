//! What a sensor saw: receptions to target reports.
//!
//! | module | what |
//! |---|---|
//! | [`modes`] | Mode S and ADS-B: address confirmation, duplicates, position pairing, reports |
//! | [`commb`] | which register a Comm-B reply carries |
//! | [`position`] | CPR with the memory that makes it safe: pairing, reference, plausibility |
//! | [`radar`] | slant range and azimuth to a place with its accuracy |
//! | [`basestation`] | lines of SBS-1/BaseStation text to reports |
//! | [`asterix`] | records of categories 021, 034, 048 and 062 to reports and service messages |
//! | [`status`] | who is heard, how often, what is wrong with it |
//!
//! This is the first room that judges: a frame whose parity holds may still be a ghost, and a position that decodes
//! may still be a phantom. What is not believed is counted and does not become a report. Knows nothing of tracks.

pub mod asterix;
pub mod basestation;
mod claims;
pub mod commb;
pub mod modes;
pub mod position;
pub mod radar;
pub mod status;

use vigie_core::reception::{Payload, Reception};
use vigie_core::report::TargetReport;
use vigie_core::sensor::{SensorFault, SensorSite, SensorStatus};
use vigie_core::time::UtcNs;

/// Whether what is simulated is admitted, or only that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regime {
    /// Real sensors: simulated data are refused.
    Live,
    /// An exercise: data without the mark of simulation are refused.
    Exercise,
}

/// Turns receptions into target reports. Same receptions, same reports.
#[derive(Debug, Clone)]
pub struct Sense {
    sites: Vec<SensorSite>,
    regime: Regime,
    modes: modes::ModeS,
    asterix: asterix::Asterix,
    basestation: basestation::BaseStation,
    ledger: Vec<status::Ledger>,
}

/// What was not made into reports, and how full the bounded tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Mode S.
    pub modes: modes::Counters,
    /// ASTERIX.
    pub asterix: asterix::Counters,
    /// SBS-1/BaseStation.
    pub basestation: basestation::Counters,
    /// Receptions of a sensor that is not configured.
    pub unknown_sensor: u64,
}

impl Sense {
    /// For these sensors; a sensor's id is its place in the list.
    #[must_use]
    pub fn new(sites: &[SensorSite], regime: Regime) -> Sense {
        Sense::with_correction(sites, regime, modes::Correction::default())
    }

    /// The same, with another bound on the bits of a Mode S frame that are corrected.
    #[must_use]
    pub fn with_correction(
        sites: &[SensorSite],
        regime: Regime,
        correction: modes::Correction,
    ) -> Sense {
        Sense {
            sites: sites.to_vec(),
            regime,
            modes: modes::ModeS::new(sites.len(), correction),
            asterix: asterix::Asterix::new(sites),
            basestation: basestation::BaseStation::default(),
            ledger: sites.iter().map(status::Ledger::new).collect(),
        }
    }

    /// Appends the reports that these receptions make, in their order.
    pub fn target_reports(
        &mut self,
        receptions: &[Reception],
        reports: &mut Vec<TargetReport>,
    ) -> Counters {
        let mut unknown_sensor = 0;
        for reception in receptions {
            let index = usize::from(reception.sensor.0);
            let (Some(site), Some(ledger)) = (self.sites.get(index), self.ledger.get_mut(index))
            else {
                unknown_sensor += 1;
                continue;
            };
            ledger.receive();
            let from = reports.len();
            match &reception.payload {
                Payload::ModeS(reply) => {
                    ledger.hear(reception.heard);
                    self.modes
                        .read(site, ledger, reception.heard, reply, reports);
                }
                Payload::Asterix(bytes) => {
                    let line = reception.sensor;
                    self.asterix
                        .read(line, &mut self.ledger, reception.heard, bytes, reports);
                }
                Payload::BaseStation(line) => {
                    self.basestation
                        .read(site, ledger, reception.heard, line, reports);
                }
            }
            self.admit(from, reports);
        }
        Counters {
            modes: self.modes.counters(),
            asterix: self.asterix.counters(),
            basestation: self.basestation.counters(),
            unknown_sensor,
        }
    }

    /// Drops the reports from `from` on that do not belong to this regime. The simulated and the real never mix.
    fn admit(&mut self, from: usize, reports: &mut Vec<TargetReport>) {
        let wanted = self.regime == Regime::Exercise;
        let mut kept = from;
        for index in from..reports.len() {
            let ledger = self.ledger.get_mut(usize::from(reports[index].sensor.0));
            if reports[index].simulated == wanted {
                if kept != index {
                    reports.swap(kept, index);
                }
                kept += 1;
                if let Some(ledger) = ledger {
                    ledger.count_report();
                }
            } else {
                let fault = if wanted {
                    SensorFault::LiveInExercise
                } else {
                    SensorFault::SimulatedInLive
                };
                if let Some(ledger) = ledger {
                    ledger.fault(fault);
                }
            }
        }
        reports.truncate(kept);
    }

    /// How each sensor is, at `now`.
    pub fn statuses(&mut self, now: UtcNs) -> Vec<SensorStatus> {
        self.ledger
            .iter_mut()
            .map(|ledger| ledger.status(now))
            .collect()
    }

    /// Notes that receptions were dropped before they were read, because a step had more than its bound.
    pub fn note_overload(&mut self, sensor: vigie_core::sensor::SensorId, dropped: u64) {
        if let Some(ledger) = self.ledger.get_mut(usize::from(sensor.0)) {
            ledger.fault(SensorFault::Overload(dropped));
        }
    }
}
