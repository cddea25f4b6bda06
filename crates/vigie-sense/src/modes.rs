//! Mode S and ADS-B receptions to target reports: whose they are, and whether to believe it.
//!
//! | rule | where |
//! |---|---|
//! | An address is *confirmed* by two squitters or acquisition replies whose parity holds, sent apart, a minute apart at most. Heard once it waits in a small table of its own, so that noise makes no aircraft | [`Counters::unconfirmed`] |
//! | Formats whose address is only the remainder of the parity (DF 0, 4, 5, 16, 20, 21) are read for confirmed addresses alone, and an altitude that jumps is believed when a second one says so | [`Counters::ghosts`] |
//! | The same frame heard by another sensor within a second is a duplicate | [`Counters::duplicates`] |
//! | A position is believed when it is consistent with those before it | [`crate::position`] |
//! | One or two bits are corrected where the address is confirmed and the frame says nothing surprising | [`Correction`] |
//!
//! [`ModeS`] makes reports; [`Reader`] gives one message at a time to tools that show messages. Both by the same rules.

mod aircraft;
mod candidates;
mod correct;
mod intents;
mod listener;
mod reader;
mod registers;
mod report;
mod table;
mod whereabouts;

pub use reader::{Reader, Reading};

use crate::status::Ledger;
use listener::{Listener, Vantage, Verdict};
use vigie_core::reception::{ModeSReply, Stamp};
use vigie_core::report::{ReportKind, TargetReport};
use vigie_core::sensor::{SensorFault, SensorSite};
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_modes::adsb::Squitter;
use vigie_modes::{Frame, Message};
use whereabouts::Whereabouts;

/// Two good squitters within this time confirm an address; without one for as long it is no longer confirmed.
const CONFIRMED_FOR: Nanos = Nanos::from_secs(60);
/// The same frame within this time is the same transmission.
const DUPLICATE_WITHIN: Nanos = Nanos::from_secs(1);

/// How many wrong bits of a frame are corrected, for confirmed addresses, where the frame says nothing surprising.
///
/// Two by default, because that was measured to do no harm: of ten million frames of noise in these formats none was
/// taken for one of the aircraft present, and of 105,000 real ones with three to six wrong bits none for another frame;
/// 95 % of those with one wrong bit or two that could be compared with what the aircraft said before were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Correction {
    /// None.
    Off,
    /// One.
    OneBit,
    /// Two.
    #[default]
    TwoBits,
}

impl Correction {
    pub(crate) const fn bits_max(self) -> u8 {
        match self {
            Correction::Off => 0,
            Correction::OneBit => 1,
            Correction::TwoBits => 2,
        }
    }
}

/// Mode S receptions to reports.
#[derive(Debug, Clone)]
pub struct ModeS {
    listener: Listener,
    /// Per sensor.
    whereabouts: Vec<Whereabouts>,
}

/// What was heard and not made into a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Frames that are no frame, or whose parity does not hold.
    pub damaged: u64,
    /// Frames whose address is not confirmed.
    pub unconfirmed: u64,
    /// Copies by a further receiver.
    pub duplicates: u64,
    /// Positions that cannot be.
    pub phantom_positions: u64,
    /// Replies of a derived address whose altitude is not that aircraft's.
    pub ghosts: u64,
    /// Frames read after one bit was corrected. They are reported.
    pub corrected_1: u64,
    /// Frames read after two bits were corrected. They are reported.
    pub corrected_2: u64,
    /// Frames that could be corrected to one of a confirmed aircraft, which would not fit what it said.
    pub corrections_refused: u64,
    /// Aircraft forgotten because the table was full.
    pub evicted: u64,
    /// Aircraft in the table.
    pub aircraft: u64,
}

impl ModeS {
    /// For so many sensors.
    #[must_use]
    pub fn new(sensors: usize, correction: Correction) -> ModeS {
        ModeS {
            listener: Listener::new(sensors, correction),
            whereabouts: vec![Whereabouts::default(); sensors],
        }
    }

    /// What was not made into reports.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.listener.totals()
    }

    /// Reads one frame; appends the report it makes, if any.
    #[inline]
    pub fn read(
        &mut self,
        site: &SensorSite,
        ledger: &mut Ledger,
        heard: UtcNs,
        reply: &ModeSReply,
        reports: &mut Vec<TargetReport>,
    ) {
        let Ok(frame) = Frame::new(reply.frame()) else {
            self.listener.counters.damaged += 1;
            ledger.fault(SensorFault::Unreadable);
            return;
        };
        let at = applicable(ledger, reply.stamp, heard);
        // Damaged frames are the daily bread of a receiver (FRUIT), not a fault of the sensor.
        let hearing = self.listener.hear(frame, at, site.id);
        let (Verdict::Believe(slot) | Verdict::Learn(slot)) = hearing.verdict else {
            return;
        };
        let nowhere = Whereabouts::default();
        let sensor = usize::from(site.id.0);
        let vantage = Vantage {
            site: site.position,
            range_max_m: site.range_max_m,
            whereabouts: self.whereabouts.get(sensor).unwrap_or(&nowhere),
        };
        let understood = self.listener.understand(&hearing, slot, at, vantage);
        let (Verdict::Believe(_), Ok(message), false) =
            (hearing.verdict, &hearing.message, understood.refused)
        else {
            return;
        };
        let aircraft = self.listener.table.at(slot);
        let kind = match message {
            Message::ExtendedSquitter(_) => ReportKind::AdsB,
            _ => ReportKind::ModeS,
        };
        // written where it will lie
        reports.push(TargetReport::new(
            site.id,
            kind,
            Applicable(at),
            Heard(heard),
        ));
        if let Some(report) = reports.last_mut() {
            report.address = Some(aircraft.key().address());
            report.simulated = site.simulated;
            if !report::fill(report, aircraft, message, &understood) {
                reports.pop();
            }
        }
        if let Some(place) = understood.place
            && site.position.is_none()
            && is_airborne_position(message)
            && let Some(whereabouts) = self.whereabouts.get_mut(sensor)
        {
            whereabouts.learn(place);
        }
    }
}

fn is_airborne_position(message: &Message) -> bool {
    matches!(message, Message::ExtendedSquitter(said) if matches!(said.squitter, Squitter::AirbornePosition(_)))
}

/// When a frame was transmitted: by the receiver's GNSS stamp where it has one, else when it was heard. A frame's
/// flight takes at most a millisecond, which no report can tell.
#[inline]
fn applicable(ledger: &mut Ledger, stamp: Stamp, heard: UtcNs) -> UtcNs {
    match stamp {
        Stamp::GnssOfDay(nanos) => {
            let of_day = Nanos(i64::try_from(nanos).unwrap_or(i64::MAX));
            ledger.on_our_clock(UtcNs::from_nanos_of_day(of_day, heard), heard)
        }
        Stamp::None | Stamp::Counter(_) => heard,
    }
}

#[cfg(test)]
mod tests;
