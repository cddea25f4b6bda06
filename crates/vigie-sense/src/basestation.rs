//! SBS-1/BaseStation lines to target reports: what another program decoded, as far as it can be believed.
//!
//! The format is written down in [`vigie_modes::framing::sbs`]. Whoever sends it has decoded, paired and filtered
//! already, and does not say how: whether a position was broadcast or multilaterated, how accurate it is, how old.
//! So positions are given an accuracy that allows for a second of delay ([`SIGMA_M`]), no quality is claimed, and the
//! line's own times, which are of an unknown zone, are not used: a report applies when its line was heard.
//!
//! Some programs repeat the last they know in every line. A position is therefore taken from lines that report one
//! (`MSG,2` and `MSG,3`) and velocity from those and `MSG,4` alone.
//!
//! A first position is a candidate and is given out once a further one can be reached from it; one that cannot be
//! reached from the last is refused, and after [`STRIKES_MAX`] refusals in a row it is the memory that is dropped: the
//! rule of [`crate::position`], for positions that came decoded.

use crate::status::Ledger;
use std::collections::BTreeMap;
use vigie_core::height::{EllipsoidalHeight, METRES_PER_FOOT, PressureAltitude};
use vigie_core::identity::{Address, AddressKind, Callsign, Emergency, EmergencyState};
use vigie_core::identity::{IcaoAddress, ModeA};
use vigie_core::place::{Cov2, MPS_PER_KNOT, Wgs84};
use vigie_core::reception::BaseStationLine;
use vigie_core::report::{
    AltitudeReply, GroundVelocity, ModeAReply, Place, ReportKind, TargetReport,
};
use vigie_core::sensor::{SensorFault, SensorSite};
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_modes::framing::sbs::{self, Altitude, Kind, Record, Said, Transmission, parse_line};

/// One standard deviation of a horizontal component, metres: a second of unknown delay at the speed of an airliner.
pub const SIGMA_M: f64 = 250.0;
/// One standard deviation of a component of velocity, m/s.
const VELOCITY_SIGMA_MPS: f64 = 8.0;
/// Refusals in a row after which the memory is doubted.
pub const STRIKES_MAX: u8 = 4;
/// No aircraft flies faster over the ground than this, m/s (about Mach 2).
const AIRBORNE_MPS: f64 = 680.0;
/// Room for delays that vary, metres.
const SLACK_M: f64 = 1_500.0;
/// A position this old is no reference any more.
const REFERENCE_MAX: Nanos = Nanos::from_secs(300);
/// Faster than this over the ground, nothing flies that we track, kt.
const SPEED_MAX_KT: f64 = 2_000.0;
/// Heights that a transponder can report, ft (25 ft steps end at 50,175; Gillham codes at 126,750).
const ALTITUDE_FT: std::ops::RangeInclusive<i32> = -1_200..=126_750;
/// Climb that a transponder can report, ft/min.
const RATE_MAX_FPM: i32 = 32_640;
/// Aircraft remembered at most; the least recently heard are forgotten first.
const AIRCRAFT_MAX: usize = 20_000;

/// What was heard and not made into a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Lines that are no line.
    pub unreadable: u64,
    /// Fields that are not what they should be.
    pub bad_fields: u64,
    /// Lines about the sender's own list and user (`SEL`, `ID`, `AIR`, `STA`, `CLK`).
    pub other_kinds: u64,
    /// Messages without an address.
    pub unaddressed: u64,
    /// Positions that cannot be.
    pub phantom_positions: u64,
    /// Aircraft forgotten because the table was full.
    pub evicted: u64,
}

/// Lines to reports.
#[derive(Debug, Clone, Default)]
pub struct BaseStation {
    aircraft: BTreeMap<Address, Memory>,
    counters: Counters,
}

/// Where an aircraft was.
#[derive(Debug, Clone, Copy)]
struct Memory {
    at: UtcNs,
    place: Wgs84,
    believed: bool,
    strikes: u8,
}

impl BaseStation {
    /// What was not made into reports.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Reads one line; appends the report it makes, if any.
    pub fn read(
        &mut self,
        site: &SensorSite,
        ledger: &mut Ledger,
        heard: UtcNs,
        line: &BaseStationLine,
        reports: &mut Vec<TargetReport>,
    ) {
        let Ok((record, bad)) = parse_line(line.as_bytes()) else {
            self.counters.unreadable += 1;
            ledger.fault(SensorFault::Unreadable);
            return;
        };
        ledger.hear(heard);
        self.counters.bad_fields += u64::from(bad);
        let Kind::Message(transmission) = record.kind else {
            self.counters.other_kinds += 1;
            return;
        };
        let Some(address) = address(&record) else {
            self.counters.unaddressed += 1;
            return;
        };
        let said = &record.said;
        let (applicable, at) = (Applicable(heard), Heard(heard));
        let mut report = TargetReport::new(site.id, kind_of(transmission), applicable, at);
        report.address = Some(address);
        report.simulated = site.simulated;
        describe(&mut report, transmission, said);
        if has_position(transmission)
            && let Some((lat_deg, lon_deg)) = said.place_deg()
        {
            report.place = self
                .believe(address, heard, site, lat_deg, lon_deg)
                .map(|position| placed(position, &report));
        }
        if says_something(&report) {
            reports.push(report);
        }
    }

    /// The position, if it is to be believed.
    fn believe(
        &mut self,
        address: Address,
        at: UtcNs,
        site: &SensorSite,
        lat_deg: f64,
        lon_deg: f64,
    ) -> Option<Wgs84> {
        let place = Wgs84::new(lat_deg, lon_deg, 0.0)?;
        // a program that knows no position may write zeros
        let is_nowhere = lat_deg == 0.0 && lon_deg == 0.0;
        let is_beyond = |from: Wgs84| from.distance_m(place) > site.range_max_m;
        if is_nowhere || site.position.is_some_and(is_beyond) {
            self.counters.phantom_positions += 1;
            return None;
        }
        let candidate = Memory {
            at,
            place,
            believed: false,
            strikes: 0,
        };
        let Some(memory) = self.aircraft.get_mut(&address) else {
            self.make_room();
            self.aircraft.insert(address, candidate);
            return None;
        };
        let age = at - memory.at;
        if age > REFERENCE_MAX || age < -REFERENCE_MAX {
            *memory = candidate;
            return None;
        }
        let reach_m = AIRBORNE_MPS * age.as_secs_f64().abs() + SLACK_M;
        if memory.place.distance_m(place) > reach_m {
            self.counters.phantom_positions += 1;
            memory.strikes += 1;
            if !memory.believed || memory.strikes >= STRIKES_MAX {
                *memory = candidate;
            }
            return None;
        }
        *memory = Memory {
            believed: true,
            ..candidate
        };
        Some(place)
    }

    /// Forgets a quarter of the table, the least recently placed, when it is full.
    fn make_room(&mut self) {
        if self.aircraft.len() < AIRCRAFT_MAX {
            return;
        }
        let mut ranked: Vec<(bool, UtcNs, Address)> = self
            .aircraft
            .iter()
            .map(|(&address, memory)| (memory.believed, memory.at, address))
            .collect();
        let excess = ranked.len() / 4;
        ranked.select_nth_unstable(excess);
        for (_, _, address) in &ranked[..excess] {
            self.aircraft.remove(address);
        }
        self.counters.evicted += excess as u64;
    }
}

fn address(record: &Record) -> Option<Address> {
    let address = record.address.filter(|address| address.value() != 0)?;
    let kind = match address.kind() {
        vigie_modes::AddressKind::Icao | vigie_modes::AddressKind::Derived => AddressKind::Icao,
        vigie_modes::AddressKind::NonIcao => AddressKind::NonIcao,
        vigie_modes::AddressKind::TisB => AddressKind::Tisb,
        vigie_modes::AddressKind::AdsR => AddressKind::Adsr,
    };
    let value = IcaoAddress::new(address.value())?;
    Some(Address { kind, value })
}

fn kind_of(transmission: Transmission) -> ReportKind {
    match transmission {
        Transmission::Identification
        | Transmission::SurfacePosition
        | Transmission::AirbornePosition
        | Transmission::AirborneVelocity => ReportKind::AdsB,
        Transmission::SurveillanceAltitude
        | Transmission::SurveillanceIdentity
        | Transmission::AirToAir
        | Transmission::AllCall => ReportKind::ModeS,
    }
}

fn has_position(transmission: Transmission) -> bool {
    matches!(
        transmission,
        Transmission::SurfacePosition | Transmission::AirbornePosition
    )
}

/// Everything but the place.
fn describe(report: &mut TargetReport, transmission: Transmission, said: &Said) {
    report.callsign = said
        .callsign
        .and_then(|callsign| Callsign::new(callsign.as_str().as_bytes()));
    report.mode_a = said
        .squawk
        .and_then(|squawk| ModeA::new(squawk.octal()))
        .map(|code| ModeAReply {
            code,
            doubtful: false,
        });
    report.emergency = emergency(said, report.mode_a);
    report.spi = said.spi == Some(true);
    report.on_ground = match transmission {
        Transmission::SurfacePosition => Some(true),
        _ => said.on_ground,
    };
    if !matches!(transmission, Transmission::Identification) {
        match said.altitude {
            Some(Altitude::Pressure(feet)) if ALTITUDE_FT.contains(&feet) => {
                report.altitude = Some(AltitudeReply {
                    altitude: PressureAltitude::from_ft(f64::from(feet)),
                    doubtful: false,
                });
            }
            Some(Altitude::Geometric(feet)) if ALTITUDE_FT.contains(&feet) => {
                report.geometric_height = Some(EllipsoidalHeight::from_ft(f64::from(feet)));
            }
            _ => {}
        }
    }
    if has_position(transmission) || transmission == Transmission::AirborneVelocity {
        report.velocity = velocity(said);
        report.vertical_rate_mps = said
            .vertical_rate_fpm
            .filter(|rate| (-RATE_MAX_FPM..=RATE_MAX_FPM).contains(rate))
            .map(|rate| f64::from(rate) * METRES_PER_FOOT / 60.0);
    }
}

/// What the flag adds to the code: a code of emergency says itself which.
fn emergency(said: &Said, mode_a: Option<ModeAReply>) -> Option<EmergencyState> {
    let by_code = mode_a.and_then(|reply| reply.code.emergency());
    match said.emergency? {
        false => Some(EmergencyState::Normal),
        true if by_code.is_some() => None,
        true => Some(EmergencyState::Declared(Emergency::General)),
    }
}

fn velocity(said: &Said) -> Option<GroundVelocity> {
    let speed_kt = said
        .groundspeed_kt()
        .filter(|speed| (0.0..=SPEED_MAX_KT).contains(speed))?;
    let track_deg = said
        .track_deg()
        .filter(|track| (0.0..=360.0).contains(track))?;
    let speed_mps = speed_kt * MPS_PER_KNOT;
    let (sin, cos) = libm::sincos(track_deg.to_radians());
    Some(GroundVelocity {
        east_mps: speed_mps * sin,
        north_mps: speed_mps * cos,
        sigma_mps: VELOCITY_SIGMA_MPS,
    })
}

/// A believed position with the best height the report has.
fn placed(position: Wgs84, report: &TargetReport) -> Place {
    let geometric_m = report.geometric_height.map(EllipsoidalHeight::m);
    let pressure_m = report.altitude.map(|reply| reply.altitude.m());
    let height_m = geometric_m.or(pressure_m);
    Place {
        position: Wgs84 {
            height_m: height_m.unwrap_or(0.0),
            ..position
        },
        covariance: Cov2::circular(SIGMA_M),
        height_known: height_m.is_some(),
        polar: None,
    }
}

fn says_something(report: &TargetReport) -> bool {
    report.place.is_some()
        || report.velocity.is_some()
        || report.vertical_rate_mps.is_some()
        || report.altitude.is_some()
        || report.geometric_height.is_some()
        || report.mode_a.is_some()
        || report.callsign.is_some()
        || report.spi
        || report.on_ground.is_some()
        || matches!(report.emergency, Some(EmergencyState::Declared(_)))
}

// the two bounds say the same of one line
const _: () = assert!(sbs::LINE_MAX == BaseStationLine::LEN_MAX);

#[cfg(test)]
mod tests;
