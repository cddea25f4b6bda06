//! What says something of a target's place without placing it: directions, differences of times, distances alone.
//!
//! A line never begins a track. It goes to the track of its address; without one, to the only believed track that
//! explains it: where several do it is left out, for a wrong guess harms more than a missing line. Directions of two
//! sensors are not crossed to find what no track explains.

use crate::curve::{Curve, Law};
use crate::history::What;
use crate::table::State;
use crate::tracker::Tracker;
use crate::update::PRESSURE_HEIGHT_SIGMA_M;
use vigie_core::place::{Enu, LocalFrame};
use vigie_core::report::{Line, TargetReport};
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackStatus, UpdateKind};

/// Speed of light, m/s (exact).
pub(crate) const LIGHT_MPS: f64 = 299_792_458.0;
/// Squared distance (one or two degrees of freedom) up to which a line may be a track's.
const GATE: f64 = 12.0;
/// The same where the line has the track's address.
const ADDRESS_GATE: f64 = 25.0;
/// Another track must explain a line this much worse (−2·ln of the likelihood, a factor of 20) to be no rival.
const CLEAR: f64 = 6.0;
/// No sensor is looked for tracks beyond this, metres.
const REACH_MAX_M: f64 = 500_000.0;
/// A target may have moved unforeseen by this much in the time since its last report, m/s.
const DRIFT_MPS: f64 = 50.0;

/// The numbers of one line, one or two.
struct Curves {
    list: [Curve; 2],
    len: usize,
}

impl Curves {
    fn new(first: Curve, second: Option<Curve>) -> Curves {
        Curves {
            list: [first, second.unwrap_or(first)],
            len: 1 + usize::from(second.is_some()),
        }
    }

    fn all(&self) -> &[Curve] {
        &self.list[..self.len]
    }

    fn in_plane_of(&self, state: &State) -> Curves {
        Curves {
            list: self.list.map(|c| c.in_plane(&state.plane)),
            len: self.len,
        }
    }
}

impl Tracker {
    /// Takes a line into the track that it is of, if that is clear.
    pub(crate) fn take_line(&mut self, report: &TargetReport, line: &Line) {
        let Some(curves) = self.curves_of(report.sensor, line) else {
            self.counters.refused_values += 1;
            return;
        };
        if let Some(slot) = self.owner_of_line(report, &curves) {
            self.counters.lines_used += 1;
            self.apply_line(slot, report, &curves);
        } else {
            self.counters.lines_unclaimed += 1;
            if report.address.is_some() {
                self.hear(report);
            }
        }
    }

    /// A line's numbers, in the earth's frame.
    fn curves_of(&self, sensor: SensorId, line: &Line) -> Option<Curves> {
        let here = self.sites.get(sensor).ecef?;
        let from = [here.x_m, here.y_m, here.z_m];
        Some(match *line {
            Line::Bearing {
                azimuth_rad,
                azimuth_sigma_rad,
                elevation_rad,
            } => {
                let frame = LocalFrame::at(here.to_wgs84());
                let axis = |east_m: f64, north_m: f64, up_m: f64| {
                    let [e, n, u] = [east_m, north_m, up_m].map(|x| 1e6 * x);
                    let far = frame.ecef_from_enu(Enu {
                        east_m: e,
                        north_m: n,
                        up_m: u,
                    });
                    let o = frame.origin_ecef();
                    [far.x_m - o.x_m, far.y_m - o.y_m, far.z_m - o.z_m].map(|x| x * 1e-6)
                };
                let (sin, cos) = libm::sincos(azimuth_rad);
                let azimuth = Law::Azimuth {
                    from,
                    along: axis(sin, cos, 0.0),
                    across: axis(cos, -sin, 0.0),
                };
                let elevation = elevation_rad.map(|(angle, sigma)| {
                    let up = axis(0.0, 0.0, 1.0);
                    Curve::new(Law::Elevation { from, up }, angle, sigma)
                });
                Curves::new(Curve::new(azimuth, 0.0, azimuth_sigma_rad), elevation)
            }
            Line::TimeDifference {
                other,
                difference_s,
                sigma_s,
            } => {
                let there = self.sites.get(other).ecef?;
                let other = [there.x_m, there.y_m, there.z_m];
                let law = Law::Difference { from, other };
                let (metres, sigma) = (difference_s * LIGHT_MPS, sigma_s * LIGHT_MPS);
                Curves::new(Curve::new(law, metres, sigma), None)
            }
            Line::Range { range_m, sigma_m } => {
                Curves::new(Curve::new(Law::Range { from }, range_m, sigma_m), None)
            }
        })
    }

    /// The track that a line is of.
    fn owner_of_line(&mut self, report: &TargetReport, curves: &Curves) -> Option<usize> {
        let at = report.applicable.0;
        if let Some(address) = report.address {
            let of_it = self.table.with_address(address);
            let fits = of_it.filter_map(|slot| Some((slot, self.fit_line(slot, report, curves)?)));
            let best = fits.min_by(|a, b| a.1.0.total_cmp(&b.1.0));
            if let Some((slot, (distance2, _))) = best {
                return (distance2 <= ADDRESS_GATE).then_some(slot);
            }
        }
        if self.suspects.contains(report.address) {
            return None;
        }
        let site = self.sites.get(report.sensor);
        self.line_searches += 1;
        if self.line_searches > self.parameters.line_searches_max {
            self.counters.lines_dropped += 1;
            return None;
        }
        let mut slots = std::mem::take(&mut self.scratch.slots);
        let reach_m = site.reach_m.min(REACH_MAX_M);
        self.table.near(site.ecef?.to_wgs84(), reach_m, &mut slots);
        let (mut best, mut second): (Option<(usize, f64)>, f64) = (None, f64::MAX);
        for slot in slots.iter().map(|&s| s as usize) {
            if !self.may_be_of(slot, report, curves, at) {
                continue;
            }
            match self.fit_line(slot, report, curves) {
                Some((distance2, cost)) if distance2 <= GATE => {
                    if best.is_none_or(|b| cost < b.1) {
                        second = best.map_or(second, |b| b.1);
                        best = Some((slot, cost));
                    } else {
                        second = second.min(cost);
                    }
                }
                _ => {}
            }
        }
        self.scratch.slots = slots;
        let (slot, cost) = best?;
        if second - cost < CLEAR {
            self.counters.lines_ambiguous += 1;
            return None;
        }
        Some(slot)
    }

    /// Whether a track without the line's address may be what it is of: cheap, and on the generous side.
    fn may_be_of(&self, slot: usize, report: &TargetReport, curves: &Curves, at: UtcNs) -> bool {
        let (track, state) = (&self.table.tracks[slot], &self.table.states[slot]);
        if track.status == TrackStatus::Tentative || !identities_agree(track, report) {
            return false;
        }
        let dt = (at - state.at).as_secs_f64();
        let here = state.kinematic.position_after(dt);
        let p = state.kinematic.position_cov();
        let (height_m, height_var) = state.kinematic.height();
        let sigma_m = (p.ee + p.nn + height_var).sqrt() + DRIFT_MPS * dt.abs();
        let point = state.plane.earth(here, height_m);
        curves.all().iter().all(|c| c.is_near(point, sigma_m))
    }

    /// How a line fits a track: squared distance, and −2·ln of the likelihood.
    fn fit_line(&self, slot: usize, report: &TargetReport, curves: &Curves) -> Option<(f64, f64)> {
        let (track, state) = (&self.table.tracks[slot], &self.table.states[slot]);
        let at = report.applicable.0;
        let placed = track.contributions.iter().map(|c| c.at).max()?;
        let late = (state.at - at).as_secs_f64() > self.parameters.late_s;
        let alone_s = (at - placed).as_secs_f64();
        if track.simulated != report.simulated
            || late
            || alone_s > self.parameters.lines_alone_s
            || !state.history.reaches(at)
        {
            return None;
        }
        let then = state.history.state_at(at, self.motion_of(state));
        let fit = then.fit_curves(curves.in_plane_of(state).all())?;
        Some((fit.distance2, fit.cost))
    }

    fn apply_line(&mut self, slot: usize, report: &TargetReport, curves: &Curves) {
        let at = report.applicable.0;
        let (motion, late_s) = (
            *self.motion(self.table.states[slot].class),
            self.parameters.late_s,
        );
        let state = &mut self.table.states[slot];
        if let Some(known) = state.height_at(at, &self.parameters) {
            let sigma_m = known.sigma_m.max(PRESSURE_HEIGHT_SIGMA_M);
            let height = What::Height(known.height_m, sigma_m);
            state.history.take(at, height, late_s, &motion);
        }
        for curve in curves.in_plane_of(state).all() {
            state.history.take(at, What::Curve(*curve), late_s, &motion);
        }
        state.at = state.at.max(at);
        self.keep_anchored(slot);
        self.hear_at(slot, report);
        self.note(slot, UpdateKind::Updated);
    }

    /// Whether a line is one that can be computed with: from a known place, no better than possible.
    pub(crate) fn is_sane_line(&self, sensor: SensorId, line: &Line) -> bool {
        let Some(here) = self.sites.get(sensor).ecef else {
            return false;
        };
        let angle_sigma = |s: f64| s > 1e-9 && s < 1.0;
        match *line {
            Line::Bearing {
                azimuth_rad,
                azimuth_sigma_rad,
                elevation_rad,
            } => {
                azimuth_rad.abs() < 1e3
                    && angle_sigma(azimuth_sigma_rad)
                    && elevation_rad.is_none_or(|(e, s)| e.abs() < 1.6 && angle_sigma(s))
            }
            Line::TimeDifference {
                other,
                difference_s,
                sigma_s,
            } => {
                let there = self.sites.get(other).ecef;
                let base_m = there.map_or(0.0, |there| here.distance_m(there));
                let sigma_m = sigma_s * LIGHT_MPS;
                base_m > 10.0
                    && sigma_m > 0.01
                    && sigma_m < 30_000.0
                    && difference_s.abs() * LIGHT_MPS <= base_m + 6.0 * sigma_m
            }
            Line::Range { range_m, sigma_m } => {
                range_m > 0.0 && range_m < 2e6 && sigma_m > 0.01 && sigma_m < 30_000.0
            }
        }
    }
}

/// Whether nothing that both say of themselves differs.
fn identities_agree(track: &Track, report: &TargetReport) -> bool {
    let mine = &track.identity;
    let code = match (mine.mode_a, report.mode_a) {
        (Some(known), Some(said)) => said.doubtful || known.code == said.code,
        _ => true,
    };
    let address = match (mine.address, report.address) {
        (Some(mine), Some(said)) => mine == said,
        _ => true,
    };
    code && address
}
