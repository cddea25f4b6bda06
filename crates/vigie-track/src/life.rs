//! The life of a track: begun, believed, coasting, dropped.

use crate::class::Leaning;
use crate::heights::Heights;
use crate::history::History;
use crate::imm::Imm;
use crate::journal::Event;
use crate::kinematic::Kinematic;
use crate::measurement::Measurement;
use crate::plane::Plane;
use crate::registration::RawPlots;
use crate::table::State;
use crate::tracker::Tracker;
use crate::update::PRESSURE_HEIGHT_SIGMA_M;
use crate::vertical::Datum;
use vigie_core::place::Cov2;
use vigie_core::report::{Quality, ReportKind, TargetReport};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{
    Contribution, TargetClass, Track, TrackIdentity, TrackNumber, TrackStatus, UpdateKind, Velocity,
};

/// A round of housekeeping takes a second; it has so many parts.
const PARTS: usize = 10;
/// A part of it is due each time that so much has passed.
const PART: Nanos = Nanos::from_millis(100);
/// The turns that initiation looks back on.
const WINDOW: u8 = 0b1_1111;

impl Tracker {
    /// Begins a tentative track.
    pub(crate) fn initiate(&mut self, report: &TargetReport, measurement: &Measurement) {
        let namesakes = report
            .address
            .map_or(0, |a| self.table.with_address(a).count());
        if self.table.tracks.len() >= self.parameters.tracks_max
            || self.table.next_number() == TrackNumber(u32::MAX)
            || namesakes >= self.parameters.same_address_max
        {
            self.counters.table_full += 1;
            return;
        }
        let most = self.parameters.tentative_share * self.parameters.tracks_max as f64;
        if f64::from(self.house.tentative(report.sensor)) >= most {
            self.counters.sensor_full += 1;
            return;
        }
        self.house.began(report.sensor);
        let class = self.first_class(report);
        let mut track = first_track(self.table.next_number(), report, measurement);
        track.class = class;
        let state = self.first_state(report, measurement, namesakes);
        self.counters.initiated += 1;
        let slot = self.table.push(track, state);
        let class = self.table.tracks[slot].class;
        let diary = &mut self.table.states[slot].diary;
        diary.begin(report, measurement, class);
        self.start_looks(slot, measurement);
        self.bind(slot, report);
        self.begin_chain(slot);
        if let Some(measured) = measurement.measured_height() {
            let climb = self.parameters.climb_of(class);
            let (state, track) = (&mut self.table.states[slot], &self.table.tracks[slot]);
            if track.altitude.is_none() && report.altitude.is_none() {
                state.measure_height(
                    Datum::Ellipsoid,
                    measured.height_m,
                    measured.sigma_m,
                    measurement.at,
                    climb,
                    false,
                );
            }
        }
        self.hear_at(slot, report);
        if self.is_believed(slot) {
            self.table.tracks[slot].status = TrackStatus::Confirmed;
        }
        self.note(slot, UpdateKind::Initiated);
    }

    /// Lets the journal follow a new track, where one is kept.
    fn begin_chain(&mut self, slot: usize) {
        let Some(journal) = &mut self.journal else {
            return;
        };
        let state = &mut self.table.states[slot];
        let chain = journal.new_chain();
        let (at, start) = state.history.listen(chain);
        journal.push(Event::Began {
            number: self.table.tracks[slot].number,
            chain,
            at,
            plane: state.plane,
            start: Box::new(start),
        });
    }

    fn first_state(
        &self,
        report: &TargetReport,
        measurement: &Measurement,
        namesakes: usize,
    ) -> State {
        let class = self.first_class(report);
        let plane = Plane::at(measurement.position);
        let sigma = self.parameters.first_speed_of(class);
        let height_sigma = if measurement.height_known {
            PRESSURE_HEIGHT_SIGMA_M
        } else {
            // Nothing is higher above an antenna than it is far from it.
            let range_m = measurement.polar().map_or(f64::INFINITY, |p| p.range_m);
            self.parameters.unknown_height_sigma_m.min(0.5 * range_m)
        };
        let seen = measurement.in_plane(&plane, measurement.position.height_m, [0.0; 2], false);
        let mut kinematic = Kinematic::new(&seen, [0.0; 2], Cov2::circular(sigma), height_sigma);
        if let Some(rate) = measurement.range_rate(&plane, (0.0, 10.0)) {
            kinematic.update_curve(&rate);
        }
        let mut start = Imm::new(kinematic, self.motion(class));
        if let Some(foreign) = Tracker::foreign_in(&plane, report, seen.z) {
            start.fuse(&foreign);
        }
        State {
            kinematic: start.mean(),
            history: History::new(&start, measurement.at),
            height_guessed: false,
            plots: RawPlots::default(),
            plane,
            at: measurement.at,
            vertical: None,
            said: self.journal.is_some().then(Vec::new),
            undulation: None,
            odds: self.first_odds(report, measurement),
            looks: vec![],
            seen: 1,
            last_sensor: report.sensor,
            only_sensor: Some(report.sensor),
            emitter_at: (self.sites.get(report.sensor).turn_s.is_none()).then_some(measurement.at),
            silent_plots: u16::from(report.kind == ReportKind::Psr),
            bonds: vec![],
            clash: namesakes > 0,
            class,
            leaning: Leaning::begun(class, Tracker::slow_by_site(report)),
            twin: None,
            cell: 0,
            step: 0,
            dormant: false,
            gone: false,
            diary: Box::default(),
        }
    }

    /// Whether a track has been seen often enough for what it says of itself.
    pub(crate) fn is_believed(&self, slot: usize) -> bool {
        let (track, state) = (&self.table.tracks[slot], &self.table.states[slot]);
        let p = &self.parameters;
        let hits = (state.seen & WINDOW).count_ones().min(track.plots);
        if track.identity.address.is_some() {
            let clashes = state.clash
                && track
                    .identity
                    .address
                    .is_some_and(|a| self.table.with_address(a).any(|s| s < slot));
            return hits
                >= if clashes {
                    p.clash_hits
                } else {
                    p.address_hits
                };
        }
        if track.plots < 2 || state.odds < p.confirm_odds {
            return false;
        }
        if track.has_transponder() || !matches!(track.last_kind, ReportKind::Psr) {
            return true;
        }
        let speed = track.velocity.ground_speed_mps();
        let (slowest, fastest) = p.primary_speed_mps;
        speed <= fastest && (state.class != TargetClass::Airborne || speed >= slowest)
    }

    /// Who coasts, who is dropped, who are one: each track once in a second, a part of them at a time so that no
    /// step has all the work.
    pub(crate) fn keep_house(&mut self, now: UtcNs) {
        let due = self.house.due(now);
        if due == 0 {
            return;
        }
        let first = self.table.slot_after(self.house.kept);
        let last = (self.table.tracks.len() * due / PARTS).max(first);
        if let Some(track) = last.checked_sub(1).map(|slot| &self.table.tracks[slot]) {
            self.house.kept = track.number;
        }
        for slot in first..last {
            self.keep(slot, now);
        }
        self.unite_twins(first..last);
        self.table.compact();
        if due == PARTS {
            self.heights = std::mem::take(&mut self.house.heights);
            self.house.begin(now);
        }
    }

    /// Whether one track coasts or is dropped; where it is; and what its height teaches.
    fn keep(&mut self, slot: usize, now: UtcNs) {
        self.learn_height(slot);
        self.count_tentative(slot);
        let silent_s = (now - self.table.tracks[slot].at).as_secs_f64();
        // Nothing expires within the shortest turn a site may have and a bit.
        if silent_s < 0.1 {
            return;
        }
        let exists = self.count_misses(slot);
        let track = &self.table.tracks[slot];
        let patience = self.patience(track);
        let lost = silent_s > patience.drop_s || !exists;
        if self.lies_dormant(slot, silent_s) && (lost || self.table.states[slot].dormant) {
            self.table.states[slot].dormant = true;
            self.table.tracks[slot].status = TrackStatus::Coasting;
        } else if lost {
            self.lost.push(track.clone());
            self.end(slot);
        } else if silent_s > patience.coast_s && track.status == TrackStatus::Confirmed {
            self.table.tracks[slot].status = TrackStatus::Coasting;
        }
        if silent_s > 5.0 && !self.table.states[slot].gone {
            self.look_ahead(slot, now);
        }
    }

    /// Counts a tentative track for the sensor that alone has seen it.
    fn count_tentative(&mut self, slot: usize) {
        if let (TrackStatus::Tentative, Some(sensor)) = (
            self.table.tracks[slot].status,
            self.table.states[slot].only_sensor,
        ) {
            count(&mut self.house.counting, sensor);
        }
    }

    /// Learns from a track that states a height what to expect of those that do not.
    fn learn_height(&mut self, slot: usize) {
        let (track, state) = (&self.table.tracks[slot], &self.table.states[slot]);
        if track.status != TrackStatus::Tentative
            && track.plots >= 5
            && state.class == TargetClass::Airborne
            && !track.on_ground
            && !self.suspects.contains(track.identity.address)
            && let Some(vertical) = &state.vertical
        {
            let speed_mps = track.velocity.ground_speed_mps();
            self.house.heights.add(speed_mps, vertical.height_m);
        }
    }

    /// Keeps the grid true for a track that flies on unseen.
    fn look_ahead(&mut self, slot: usize, now: UtcNs) {
        let number = self.table.tracks[slot].number;
        if let Some((position, _, _)) = self.predicted(number, now) {
            self.table.place(slot, crate::grid::cell_of(position));
        }
    }

    /// How long a track is waited for.
    fn patience(&self, track: &Track) -> Patience {
        let p = &self.parameters;
        let (mut fastest, mut slowest) = (f64::INFINITY, 0.0f64);
        for contribution in &track.contributions {
            if (track.at - contribution.at).as_secs_f64() <= p.covering_s
                && let Some(turn_s) = self.sites.get(contribution.sensor).turn_s
            {
                fastest = fastest.min(turn_s);
                slowest = slowest.max(turn_s);
            }
        }
        let radar = slowest > 0.0;
        match (track.status, radar) {
            (TrackStatus::Tentative, true) => Patience {
                coast_s: f64::INFINITY,
                drop_s: p.tentative_turns * slowest,
            },
            (TrackStatus::Tentative, false) => Patience {
                coast_s: f64::INFINITY,
                drop_s: p.tentative_s,
            },
            (_, true) => Patience {
                coast_s: p.coast_turns * fastest,
                drop_s: p.drop_turns * slowest,
            },
            (_, false) => Patience {
                coast_s: p.coast_s,
                drop_s: p.drop_s,
            },
        }
    }

    /// Ends a track; it leaves the table at the end of the housekeeping.
    pub(crate) fn end(&mut self, slot: usize) {
        self.note(slot, UpdateKind::Dropped);
        self.counters.dropped += 1;
        self.table.mark_gone(slot);
    }
}

/// How far a round of housekeeping has come.
#[derive(Debug, Clone)]
pub(crate) struct House {
    /// When the round began.
    since: Option<UtcNs>,
    /// Parts of it that are done.
    parts: usize,
    /// The track that was seen to last; all with smaller numbers were before it.
    kept: TrackNumber,
    /// What the round has learned of heights.
    heights: Heights,
    /// Tentative tracks by the only sensor that sees them: as the last round had them, with those begun since.
    tentative: Vec<u32>,
    /// The same as this round finds them.
    counting: Vec<u32>,
}

impl Default for House {
    fn default() -> House {
        House {
            since: None,
            parts: 0,
            kept: TrackNumber(0),
            heights: Heights::default(),
            tentative: Vec::new(),
            counting: Vec::new(),
        }
    }
}

impl House {
    /// How many parts of the round must be done by now; zero where nothing new is due.
    fn due(&mut self, now: UtcNs) -> usize {
        let parts = self.since.map_or(PARTS, |since| {
            usize::try_from((now - since).0 / PART.0).unwrap_or(0)
        });
        if parts <= self.parts {
            return 0;
        }
        self.parts = parts.min(PARTS);
        self.parts
    }

    /// The next round.
    fn begin(&mut self, now: UtcNs) {
        self.since = Some(now);
        self.parts = 0;
        self.kept = TrackNumber(0);
        std::mem::swap(&mut self.tentative, &mut self.counting);
        self.counting.clear();
    }

    /// How many tentative tracks a sensor has, by the last count.
    fn tentative(&self, sensor: SensorId) -> u32 {
        let index = usize::from(sensor.0);
        self.tentative.get(index).copied().unwrap_or(0)
    }

    /// Takes note of a track begun.
    fn began(&mut self, sensor: SensorId) {
        count(&mut self.tentative, sensor);
    }
}

fn count(counts: &mut Vec<u32>, sensor: SensorId) {
    let index = usize::from(sensor.0);
    if counts.len() <= index {
        counts.resize(index + 1, 0);
    }
    counts[index] = counts[index].saturating_add(1);
}

/// After how many seconds without position a track coasts, and is dropped.
struct Patience {
    coast_s: f64,
    drop_s: f64,
}

fn first_track(number: TrackNumber, report: &TargetReport, measurement: &Measurement) -> Track {
    Track {
        number,
        status: TrackStatus::Tentative,
        at: measurement.at,
        position: measurement.position,
        position_covariance: Cov2::default(),
        velocity: Velocity::default(),
        velocity_covariance: Cov2::default(),
        altitude: None,
        geometric_height: None,
        identity: TrackIdentity {
            address: report.address,
            ..TrackIdentity::default()
        },
        spi: report.spi,
        on_ground: report.on_ground.unwrap_or(false),
        class: TargetClass::Airborne,
        quality: Quality::default(),
        aircraft: vigie_core::aircraft::AircraftData::default(),
        last_kind: report.kind,
        last_plot: measurement.position,
        contributions: vec![Contribution {
            sensor: report.sensor,
            kind: report.kind,
            at: measurement.at,
        }],
        initiated: measurement.at,
        plots: 1,
        simulated: report.simulated,
    }
}
