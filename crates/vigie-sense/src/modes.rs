//! Mode S and ADS-B receptions to target reports: whose they are, and whether to believe it.
//!
//! An address is *confirmed* by two squitters or acquisition replies whose parity holds; formats whose address is
//! only the remainder of the parity (DF 0, 4, 5, 16, 20, 21) are read for confirmed addresses alone, since any bit
//! error would make a new aircraft. The same frame heard again by another receiver within a second is a duplicate.
//! No bit is corrected here.

mod report;
mod table;

use crate::position::{Horizon, Outcome, Phase};
use crate::status::Ledger;
use table::{Aircraft, Table};
use vigie_core::place::Wgs84;
use vigie_core::reception::{ModeSReply, Stamp};
use vigie_core::report::{ReportKind, TargetReport};
use vigie_core::sensor::{SensorFault, SensorSite};
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_modes::adsb::{AirbornePosition, Squitter};
use vigie_modes::cpr::{Cpr, LatLon};
use vigie_modes::message::ExtendedSquitter;
use vigie_modes::{AddressKind, Frame, Message};

/// Two good squitters within this time confirm an address; without one for as long it is no longer confirmed.
const CONFIRMED_FOR: Nanos = Nanos::from_secs(60);
/// The same frame within this time is the same transmission.
const DUPLICATE_WITHIN: Nanos = Nanos::from_secs(1);

/// One reception, its sensor and its aircraft.
#[derive(Clone, Copy)]
struct Said<'a> {
    site: &'a SensorSite,
    heard: UtcNs,
    at: UtcNs,
    key: table::Key,
}

/// Mode S receptions to reports.
#[derive(Debug, Clone)]
pub struct ModeS {
    table: Table,
    /// Per sensor, roughly where its traffic is: enough to know the quadrant of a surface position.
    whereabouts: Vec<Option<LatLon>>,
    counters: Counters,
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
    /// Aircraft forgotten because the table was full.
    pub evicted: u64,
    /// Aircraft in the table.
    pub aircraft: u64,
}

impl ModeS {
    /// For so many sensors.
    #[must_use]
    pub fn new(sensors: usize) -> ModeS {
        ModeS {
            table: Table::default(),
            whereabouts: vec![None; sensors],
            counters: Counters::default(),
        }
    }

    /// What was not made into reports.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters {
            evicted: self.table.evicted(),
            aircraft: self.table.len(),
            ..self.counters
        }
    }

    /// Reads one frame; appends the report it makes, if any.
    pub fn read(
        &mut self,
        site: &SensorSite,
        ledger: &mut Ledger,
        heard: UtcNs,
        reply: &ModeSReply,
        reports: &mut Vec<TargetReport>,
    ) {
        let Ok(frame) = Frame::new(reply.frame()) else {
            self.counters.damaged += 1;
            ledger.fault(SensorFault::Unreadable);
            return;
        };
        // Damaged frames are the daily bread of a receiver (FRUIT), not a fault of the sensor.
        let Ok(message) = Message::parse(frame) else {
            self.counters.damaged += 1;
            return;
        };
        let Some(address) = message.address() else {
            return;
        };
        let at = applicable(ledger, reply.stamp, heard);
        let Some(key) = table::Key::of(address) else {
            return;
        };
        let said = Said {
            site,
            heard,
            at,
            key,
        };
        if address.kind() == AddressKind::Derived {
            self.read_derived(said, &message, reports);
        } else {
            self.read_announced(said, frame, &message, reports);
        }
    }

    /// DF 0, 4, 5, 16, 20, 21: the address is what the parity leaves.
    fn read_derived(&mut self, said: Said<'_>, message: &Message, reports: &mut Vec<TargetReport>) {
        match self.table.get_mut(said.key) {
            Some(aircraft) if aircraft.is_confirmed(said.at) => {
                reports.extend(report::of_reply(said.blank(ReportKind::ModeS), message));
            }
            _ => self.counters.unconfirmed += 1,
        }
    }

    /// DF 11, 17, 18: the aircraft says its address, and the parity says whether it was heard right.
    fn read_announced(
        &mut self,
        said: Said<'_>,
        frame: Frame,
        message: &Message,
        reports: &mut Vec<TargetReport>,
    ) {
        if let Message::AllCall(reply) = message
            && reply.interrogator != 0
        {
            // 17 of 24 parity bits are left to check it: enough to keep an address alive, not to make one.
            if let Some(aircraft) = self.table.get_mut(said.key)
                && aircraft.is_confirmed(said.at)
                && reply.is_interrogator_assigned()
            {
                aircraft.confirm(said.at);
            }
            return;
        }
        let aircraft = self.table.entry(said.key, said.at);
        aircraft.confirm(said.at);
        let Message::ExtendedSquitter(squitter) = message else {
            return;
        };
        if aircraft.is_duplicate(frame, said.site.id, said.at) {
            self.counters.duplicates += 1;
            return;
        }
        if !aircraft.is_confirmed(said.at) {
            self.counters.unconfirmed += 1;
        }
        self.read_squitter(said, squitter, reports);
    }

    fn read_squitter(
        &mut self,
        said: Said<'_>,
        squitter: &ExtendedSquitter,
        reports: &mut Vec<TargetReport>,
    ) {
        let Said { site, at, .. } = said;
        let near = self
            .whereabouts
            .get(usize::from(site.id.0))
            .copied()
            .flatten();
        let Some(aircraft) = self.table.get_mut(said.key) else {
            return;
        };
        let report = said.blank(ReportKind::AdsB);
        let (phase, cpr) = match &squitter.squitter {
            Squitter::AirbornePosition(position) => (Phase::Airborne, position.cpr),
            Squitter::SurfacePosition(position) => (Phase::Surface, position.cpr),
            other => {
                let made = report::of_squitter(report, aircraft, other);
                reports.extend(made.filter(|_| aircraft.is_confirmed(at)));
                return;
            }
        };
        match aircraft
            .position
            .resolve(at, cpr, phase, horizon(site, near))
        {
            Outcome::Believed(place) if aircraft.is_confirmed(at) => {
                reports.extend(report::of_position(
                    report,
                    aircraft,
                    &squitter.squitter,
                    place,
                ));
                if phase == Phase::Airborne {
                    self.learn_whereabouts(site, place);
                }
            }
            Outcome::Believed(_) | Outcome::Waiting => {}
            Outcome::Refused => self.counters.phantom_positions += 1,
        }
    }

    /// A slow mean of the airborne traffic a receiver hears.
    fn learn_whereabouts(&mut self, site: &SensorSite, place: LatLon) {
        if let Some(mean) = self.whereabouts.get_mut(usize::from(site.id.0)) {
            *mean = Some(match *mean {
                Some(old) if (old.lon_deg - place.lon_deg).abs() < 90.0 => LatLon {
                    lat_deg: old.lat_deg + 0.02 * (place.lat_deg - old.lat_deg),
                    lon_deg: old.lon_deg + 0.02 * (place.lon_deg - old.lon_deg),
                },
                _ => place,
            });
        }
    }
}

/// Resolves one position message on its own, for tools that show messages rather than make reports. Same memory,
/// same rules.
#[derive(Debug, Clone, Default)]
pub struct PositionLookup {
    table: Table,
}

impl PositionLookup {
    /// The believed position of a squitter, if it has one; `site` places surface positions.
    pub fn resolve(&mut self, at: UtcNs, message: &Message, site: Option<Wgs84>) -> Option<LatLon> {
        let Message::ExtendedSquitter(squitter) = message else {
            return None;
        };
        let (phase, cpr): (Phase, Cpr) = match &squitter.squitter {
            Squitter::AirbornePosition(AirbornePosition { cpr, .. }) => (Phase::Airborne, *cpr),
            Squitter::SurfacePosition(position) => (Phase::Surface, position.cpr),
            _ => return None,
        };
        let near = site.map(|site| LatLon {
            lat_deg: site.lat_deg,
            lon_deg: site.lon_deg,
        });
        let horizon = Horizon {
            near,
            exact: false,
            range_max_m: f64::INFINITY,
        };
        let aircraft = self.table.entry(table::Key::of(squitter.address())?, at);
        match aircraft.position.resolve(at, cpr, phase, horizon) {
            Outcome::Believed(place) => Some(place),
            Outcome::Waiting | Outcome::Refused => None,
        }
    }

    /// Notes whether a message confirms its address, and says whether that address is confirmed.
    pub fn confirmed(&mut self, at: UtcNs, message: &Message) -> bool {
        let Some(address) = message.address() else {
            return false;
        };
        let Some(key) = table::Key::of(address) else {
            return false;
        };
        let announces = match message {
            Message::AllCall(reply) => reply.interrogator == 0,
            Message::ExtendedSquitter(_) => true,
            _ => false,
        };
        if announces {
            self.table.entry(key, at).confirm(at);
        }
        self.table
            .get_mut(key)
            .is_some_and(|aircraft: &mut Aircraft| aircraft.is_confirmed(at))
    }
}

fn horizon(site: &SensorSite, near: Option<LatLon>) -> Horizon {
    match site.position {
        Some(site_at) => Horizon {
            near: Some(LatLon {
                lat_deg: site_at.lat_deg,
                lon_deg: site_at.lon_deg,
            }),
            exact: true,
            range_max_m: site.range_max_m,
        },
        None => Horizon {
            near,
            exact: false,
            range_max_m: site.range_max_m,
        },
    }
}

/// When a frame was transmitted: by the receiver's GNSS stamp where it has one, else when it was heard. A frame's
/// flight takes at most a millisecond, which no report can tell.
fn applicable(ledger: &mut Ledger, stamp: Stamp, heard: UtcNs) -> UtcNs {
    match stamp {
        Stamp::GnssOfDay(nanos) => {
            let of_day = Nanos(i64::try_from(nanos).unwrap_or(i64::MAX));
            ledger.on_our_clock(UtcNs::from_nanos_of_day(of_day, heard), heard)
        }
        Stamp::None | Stamp::Counter(_) => heard,
    }
}

impl Said<'_> {
    fn blank(self, kind: ReportKind) -> TargetReport {
        let (applicable, heard) = (Applicable(self.at), Heard(self.heard));
        let mut report = TargetReport::new(self.site.id, kind, applicable, heard);
        report.address = Some(self.key.address());
        report.simulated = self.site.simulated;
        report
    }
}

#[cfg(test)]
mod tests;
