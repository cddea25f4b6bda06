//! Other systems' tracks: fused as what they are, recognised by their own numbers, and never mixed up with each other.
//!
//! A system track is no measurement: its errors hang together from report to report, and it may be made of our own
//! sensors, or of our own tracks come back. So it is fused by covariance intersection (`intersection`), it is no
//! reference for registration, and its number is a hint only: a track bound to one takes its reports while they fit.
//! Two numbers of one system are two targets. Whether a system repeats what we sent it is not seen; by intersection
//! that makes no track surer, but it can keep one alive.

use crate::diary::Basis;
use crate::intersection::Foreign;
use crate::kinematic::turned;
use crate::likelihood::identity_cost;
use crate::measurement::Measurement;
use crate::plane::Plane;
use crate::table::State;
use crate::tracker::Tracker;
use std::collections::BTreeMap;
use vigie_core::report::{ReportKind, TargetReport};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::TrackNumber;

/// Foreign numbers that are kept in mind.
const BONDS_MAX: usize = 100_000;
/// Foreign numbers kept for one track.
const BONDS_OF_ONE_MAX: usize = 4;
/// A number that was not used for so long may have been given to another target.
const BOND_FRESH: Nanos = Nanos::from_secs(30);
/// No other system's velocity is better than this, m/s.
const SPEED_SIGMA_MIN_MPS: f64 = 0.5;
/// No other system's position is better than this, metres.
const SIGMA_MIN_M: f64 = 3.0;

/// Our track by another system's number.
pub(crate) type Bonds = BTreeMap<(SensorId, u32), (TrackNumber, UtcNs)>;

/// A foreign number that a track goes by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bond {
    sensor: SensorId,
    number: u32,
    at: UtcNs,
}

/// Whether a report is what another system believes.
pub(crate) fn is_foreign(report: &TargetReport) -> bool {
    report.kind == ReportKind::SystemTrack
}

/// Whether another system has two tracks where we have these two.
pub(crate) fn are_two_elsewhere(a: &State, b: &State) -> bool {
    a.bonds.iter().any(|x| {
        b.bonds.iter().any(|y| {
            let apart_s = (x.at - y.at).as_secs_f64().abs();
            x.sensor == y.sensor && x.number != y.number && apart_s <= BOND_FRESH.as_secs_f64()
        })
    })
}

impl Tracker {
    /// What a system track says, in a track's plane; `None` for any other report.
    pub(crate) fn foreign_in(
        plane: &Plane,
        report: &TargetReport,
        position: [f64; 2],
    ) -> Option<Foreign> {
        let place = report.place.filter(|_| is_foreign(report))?;
        let angle = plane.convergence_rad(place.position.lon_deg);
        let mut position_cov = place.covariance;
        position_cov.ee += SIGMA_MIN_M * SIGMA_MIN_M;
        position_cov.nn += SIGMA_MIN_M * SIGMA_MIN_M;
        let velocity = report.velocity.map(|v| {
            let sigma = v.sigma_mps.max(SPEED_SIGMA_MIN_MPS);
            (turned([v.east_mps, v.north_mps], angle), sigma)
        });
        Some(Foreign {
            position,
            position_cov,
            velocity,
        })
    }

    /// Gives a system track without address to the track that goes by its number, if it still fits.
    pub(crate) fn claim_by_number(
        &mut self,
        report: &TargetReport,
        measurement: &Measurement,
    ) -> bool {
        let Some(number) = report.sensor_track.filter(|_| is_foreign(report)) else {
            return false;
        };
        let key = (report.sensor, number);
        let Some(&(ours, at)) = self.bonds.get(&key) else {
            return false;
        };
        let slot = self.table.slot(ours);
        let fresh = measurement.at - at <= BOND_FRESH;
        let fits = slot.filter(|&slot| fresh && self.number_fits(slot, report, measurement));
        let Some(slot) = fits else {
            self.bonds.remove(&key);
            return false;
        };
        self.count_hit(slot, measurement, f64::INFINITY);
        self.apply(slot, report, measurement, Basis::UNWEIGHED, &[]);
        true
    }

    fn number_fits(&self, slot: usize, report: &TargetReport, measurement: &Measurement) -> bool {
        let (track, state) = (&self.table.tracks[slot], &self.table.states[slot]);
        if state.gone || track.simulated != report.simulated {
            return false;
        }
        let sighting = Tracker::seen_by(state, measurement).0;
        let p = &self.parameters;
        self.fit(state, &sighting, measurement).distance2 <= p.address_gate
            && identity_cost(report, measurement, track, state, p).is_some()
    }

    /// Whether a track goes by another number of the same system: then this one is another target.
    pub(crate) fn goes_by_another(state: &State, report: &TargetReport) -> bool {
        let Some(number) = report.sensor_track.filter(|_| is_foreign(report)) else {
            return false;
        };
        let at = report.applicable.0;
        state.bonds.iter().any(|bond| {
            bond.sensor == report.sensor
                && bond.number != number
                && (at - bond.at).as_secs_f64().abs() <= BOND_FRESH.as_secs_f64()
        })
    }

    /// Binds a track to the number of the system track that it took.
    pub(crate) fn bind(&mut self, slot: usize, report: &TargetReport) {
        let Some(number) = report.sensor_track.filter(|_| is_foreign(report)) else {
            return;
        };
        let (sensor, at) = (report.sensor, report.applicable.0);
        let bond = Bond { sensor, number, at };
        let bonds = &mut self.table.states[slot].bonds;
        let known = bonds
            .iter()
            .position(|b| (b.sensor, b.number) == (sensor, number));
        if let Some(index) = known {
            bonds[index] = bond;
        } else {
            if bonds.len() >= BONDS_OF_ONE_MAX {
                bonds.remove(0);
            }
            bonds.push(bond);
        }
        let ours = self.table.tracks[slot].number;
        if self.bonds.len() >= BONDS_MAX {
            let (table, latest) = (&self.table, self.latest);
            self.bonds.retain(|_, (number, at)| {
                table.slot(*number).is_some() && latest - *at <= BOND_FRESH
            });
        }
        if self.bonds.len() < BONDS_MAX {
            self.bonds.insert((sensor, number), (ours, at));
        } else {
            self.counters.bonds_lost += 1;
        }
    }
}
