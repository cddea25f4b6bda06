//! The table of tracks: what everybody may see, the filter beside it, and the ways to find one.

use crate::class::Leaning;
use crate::diary::Diary;
use crate::foreign::Bond;
use crate::grid::{Cell, Grid, cell_of};
use crate::history::History;
use crate::journal::Said;
use crate::kinematic::Kinematic;
use crate::measurement::HeightGuess;
use crate::parameters::Parameters;
use crate::plane::Plane;
use crate::registration::RawPlots;
use crate::vertical::{Datum, Vertical};
use std::collections::BTreeSet;
use vigie_core::identity::Address;
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_core::track::{Contribution, TargetClass, Track, TrackNumber, TrackStatus};

/// Bytes that the tracks of a tracker take, spare room of their tables not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Footprint {
    /// How many tracks there are.
    pub tracks: usize,
    /// What every step touches: the track, its filter, who saw it, its places in the indices.
    pub hot_bytes: usize,
    /// What waits for late reports, for registration and for who asks why: recent measurements, plots and decisions,
    /// bounded for each track.
    pub past_bytes: usize,
}

/// One radar's looks at a track.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) sensor: SensorId,
    /// When it last saw the target.
    pub(crate) hit: UtcNs,
    /// Looks since then in which it did not.
    pub(crate) misses: u32,
    /// Looks so far in which it did.
    pub(crate) seen: u32,
    /// Looks so far in which it did not, those of `misses` too.
    pub(crate) missed: u32,
}

/// What the tracker alone needs of a track.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts, none excludes another"
)]
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// The plane in which `kinematic` is true.
    pub(crate) plane: Plane,
    /// Position and velocity at `at`, all modes of `motion` taken together.
    pub(crate) kinematic: Kinematic,
    /// The filter at `at`, and what it was made of.
    pub(crate) history: History,
    /// When the filter's state is true; equal to the track's `at`.
    pub(crate) at: UtcNs,
    /// Its last plots as the sensors gave them, while its identity is firm.
    pub(crate) plots: RawPlots,
    /// Whether the speed has been asked what height to expect.
    pub(crate) height_guessed: bool,
    /// Height, once any was measured.
    pub(crate) vertical: Option<Vertical>,
    /// What was said of the height since the journal last asked, where one is kept.
    pub(crate) said: Option<Vec<Said>>,
    /// Height above the ellipsoid less pressure altitude, metres, and when both were last known.
    pub(crate) undulation: Option<(f64, UtcNs)>,
    /// Logarithm of the odds that it is a target.
    pub(crate) odds: f64,
    /// What each radar's beam did for it.
    pub(crate) looks: Vec<Look>,
    /// The last opportunities to see the target, newest in bit 0: seen or not.
    pub(crate) seen: u8,
    /// Who saw it last.
    pub(crate) last_sensor: SensorId,
    /// The sensor that made the track, while it is the only one.
    pub(crate) only_sensor: Option<SensorId>,
    /// When something else than a radar last gave a position.
    pub(crate) emitter_at: Option<UtcNs>,
    /// Primary plots without any reply in a row: a transponder does not appear from nowhere.
    pub(crate) silent_plots: u16,
    /// Numbers of other systems' tracks that it goes by.
    pub(crate) bonds: Vec<Bond>,
    /// Begun while another track had its address.
    pub(crate) clash: bool,
    /// As what kind of mover it is tracked; equal to the track's.
    pub(crate) class: TargetClass,
    /// What speaks for another class.
    pub(crate) leaning: Leaning,
    /// The track that this one may be the same target as, and for how many seconds running.
    pub(crate) twin: Option<(TrackNumber, u32)>,
    /// Where the grid has it.
    pub(crate) cell: Cell,
    /// The step in which it last was among the updates.
    pub(crate) step: u64,
    /// Lost, and kept only to be found again: it claims no plot.
    pub(crate) dormant: bool,
    /// To be removed at the end of the step.
    pub(crate) gone: bool,
    /// What it was made of, for those who ask why; apart, for nothing of the tracking reads it.
    pub(crate) diary: Box<Diary>,
}

impl State {
    /// Height above the ellipsoid at a time, where one was measured: the GNSS height while it is fresh, else the
    /// pressure altitude taken as if it were one.
    pub(crate) fn height_at(&self, at: UtcNs, parameters: &Parameters) -> Option<HeightGuess> {
        let vertical = self.vertical.as_ref()?;
        let (height_m, sigma_m) = vertical.height_at(at);
        let offset = match (vertical.datum, self.undulation) {
            (Datum::Pressure, Some((offset, known)))
                if (at - known).as_secs_f64().abs() <= parameters.geometric_fresh_s =>
            {
                offset
            }
            _ => 0.0,
        };
        Some(HeightGuess {
            height_m: height_m + offset,
            sigma_m,
        })
    }

    /// Climb and its standard deviation, m/s, as far as anything is known of it.
    pub(crate) fn climb_guess(&self) -> (f64, f64) {
        let known = self.vertical.is_some_and(|v| v.climb_known());
        (self.climb_mps(), if known { 3.0 } else { 10.0 })
    }

    /// Climb, m/s; zero while it is not known.
    pub(crate) fn climb_mps(&self) -> f64 {
        self.vertical
            .filter(|v| v.climb_known() && self.class != TargetClass::Surface)
            .map_or(0.0, |v| v.climb_mps)
    }

    /// The status of a track that was just seen.
    pub(crate) fn believed(status: TrackStatus, believed: bool) -> TrackStatus {
        match (status, believed) {
            (TrackStatus::Tentative, false) => TrackStatus::Tentative,
            _ => TrackStatus::Confirmed,
        }
    }
}

/// Tracks by number, their states beside them at the same index (slot).
///
/// Slots change when a track before them goes; the indices therefore speak of numbers, and no track that goes costs
/// the others anything but their move.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) tracks: Vec<Track>,
    #[expect(
        clippy::vec_box,
        reason = "a state is three kilobytes: each drop would move all those after it"
    )]
    pub(crate) states: Vec<Box<State>>,
    /// The tracks' numbers again, close together, for looking up.
    numbers: Vec<u32>,
    addresses: BTreeSet<(Address, u32)>,
    grid: Grid,
    gone: usize,
    next: u32,
}

impl Default for Table {
    fn default() -> Table {
        Table {
            tracks: Vec::new(),
            states: Vec::new(),
            numbers: Vec::new(),
            addresses: BTreeSet::new(),
            grid: Grid::default(),
            gone: 0,
            next: 1, // nobody's track is number 0
        }
    }
}

impl Table {
    /// Slot of a track.
    pub(crate) fn slot(&self, number: TrackNumber) -> Option<usize> {
        self.numbers.binary_search(&number.0).ok()
    }

    /// The first slot whose track has a greater number.
    pub(crate) fn slot_after(&self, number: TrackNumber) -> usize {
        self.numbers.partition_point(|&n| n <= number.0)
    }

    /// The number that the next track gets.
    pub(crate) fn next_number(&self) -> TrackNumber {
        TrackNumber(self.next)
    }

    /// Appends a track whose number is [`Table::next_number`].
    pub(crate) fn push(&mut self, track: Track, mut state: State) -> usize {
        let slot = self.tracks.len();
        let number = track.number.0;
        state.cell = cell_of(track.position);
        self.grid.insert(state.cell, number);
        if let Some(address) = track.identity.address {
            self.addresses.insert((address, number));
        }
        self.next = self.next.saturating_add(1);
        self.numbers.push(number);
        self.tracks.push(track);
        self.states.push(Box::new(state));
        slot
    }

    /// The tracks that bear an address, oldest first; gone ones excluded.
    pub(crate) fn with_address(&self, address: Address) -> impl Iterator<Item = usize> {
        self.addresses
            .range((address, 0)..=(address, u32::MAX))
            .filter_map(|&(_, number)| self.slot(TrackNumber(number)))
    }

    /// Gives a track without address one.
    pub(crate) fn name(&mut self, slot: usize, address: Address) {
        self.tracks[slot].identity.address = Some(address);
        if !self.states[slot].gone {
            self.addresses.insert((address, self.numbers[slot]));
        }
    }

    /// Tells the grid where a track is now.
    pub(crate) fn place(&mut self, slot: usize, cell: Cell) {
        let (state, number) = (&mut self.states[slot], self.numbers[slot]);
        if state.cell != cell && !state.gone {
            self.grid.remove(state.cell, number);
            self.grid.insert(cell, number);
            state.cell = cell;
        }
    }

    /// Tracks in reach of a position, in the order of their slots, into `found`; gone ones excluded.
    pub(crate) fn near(
        &self,
        position: vigie_core::place::Wgs84,
        reach_m: f64,
        found: &mut Vec<u32>,
    ) {
        found.clear();
        self.grid.near(position, reach_m, found);
        for entry in found.iter_mut() {
            *entry = self.slot(TrackNumber(*entry)).map_or(u32::MAX, key);
        }
        found.retain(|&slot| slot != u32::MAX);
        found.sort_unstable();
    }

    /// Marks a track to be removed by [`Table::compact`]; it is not found any more.
    pub(crate) fn mark_gone(&mut self, slot: usize) {
        let (track, state) = (&self.tracks[slot], &mut self.states[slot]);
        if state.gone {
            return;
        }
        state.gone = true;
        self.gone += 1;
        self.grid.remove(state.cell, track.number.0);
        if let Some(address) = track.identity.address {
            self.addresses.remove(&(address, track.number.0));
        }
    }

    /// Removes what is marked. Slots change; numbers do not.
    pub(crate) fn compact(&mut self) {
        if self.gone == 0 {
            return;
        }
        let mut keep = self.states.iter().map(|s| !s.gone);
        self.tracks.retain(|_| keep.next().unwrap_or(true));
        let mut keep = self.states.iter().map(|s| !s.gone);
        self.numbers.retain(|_| keep.next().unwrap_or(true));
        self.states.retain(|s| !s.gone);
        self.gone = 0;
    }
}

impl Table {
    /// What the tracks take.
    pub(crate) fn footprint(&self) -> Footprint {
        let mut sum = Footprint {
            tracks: self.tracks.len(),
            ..Footprint::default()
        };
        for (track, state) in self.tracks.iter().zip(&self.states) {
            let past = state.history.past_bytes();
            let inline = past - past.min(state.history.heap_bytes());
            let lists = track.contributions.capacity() * size_of::<Contribution>()
                + state.looks.capacity() * size_of::<Look>();
            let told = size_of::<Diary>()
                + state.diary.heap_bytes()
                + state
                    .said
                    .as_ref()
                    .map_or(0, |s| s.capacity() * size_of::<Said>());
            let indices = size_of::<u32>() + size_of::<(Cell, u32)>() + size_of::<(Address, u32)>();
            sum.hot_bytes += size_of::<Track>() + size_of::<State>() - inline
                + size_of::<usize>()
                + lists
                + indices;
            sum.past_bytes += past + state.plots.bytes() + told;
        }
        sum
    }
}

/// A slot as lists of them keep it; the table is bounded far below four thousand million.
fn key(slot: usize) -> u32 {
    u32::try_from(slot).unwrap_or(u32::MAX)
}
