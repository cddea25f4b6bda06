//! What every track took in, for whoever looks back on it off line.
//!
//! Off unless asked for ([`Tracker::keep_journal`](crate::Tracker::keep_journal)). A track's filter notes each measurement
//! as it was taken in, in the track's plane, and every restart; the tracker adds which track that was, what was said of its
//! height, and who became one with whom. A *chain* is the succession of states of one filter: when two tracks are united, one
//! of the two chains goes on. The journal is bounded: whoever keeps one takes it away after each step.

use crate::history::What;
use crate::imm::{Imm, Motion};
use crate::plane::Plane;
use crate::table::State;
use crate::tracker::Tracker;
use crate::vertical::Datum;
use vigie_core::time::UtcNs;
use vigie_core::track::TrackNumber;

/// Events kept until they are taken away.
const EVENTS_MAX: usize = 1 << 18;
/// Notes of one filter between two looks of the journal: a step looks after each report.
const NOTES_MAX: usize = 64;

/// Statements of one report about its height, with room to spare.
const SAID_MAX: usize = 16;

/// What happened since it was last taken away.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    pub(crate) events: Vec<Event>,
    lost: u64,
    next_chain: u32,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// A track began, and with it a chain.
    Began {
        number: TrackNumber,
        chain: u32,
        at: UtcNs,
        plane: Plane,
        start: Box<Imm>,
    },
    /// To a chain.
    Noted(u32, Note),
    /// Of a track's height.
    Said(TrackNumber, Said),
    /// The second track became part of the first; the chain goes on.
    United {
        keep: TrackNumber,
        lose: TrackNumber,
        chain: u32,
    },
}

/// What happened to one filter.
#[derive(Debug, Clone)]
pub(crate) enum Note {
    /// From here on its target moves like that.
    Motion(Box<Motion>),
    /// It took a measurement in.
    Took(UtcNs, What),
    /// It goes on in another plane.
    Moved(Plane),
    /// It goes on from another state.
    Anew(UtcNs, Box<Imm>),
}

/// What was said of a height, and believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Said {
    pub(crate) at: UtcNs,
    pub(crate) what: SaidWhat,
    /// Power spectral density of the vertical acceleration, m²/s³.
    pub(crate) psd: f64,
}

/// See [`Said`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum SaidWhat {
    /// Metres, and standard deviation.
    Height(Datum, f64, f64),
    /// m/s, and standard deviation.
    Climb(f64, f64),
    /// Height above the ellipsoid less pressure altitude, metres.
    Offset(f64),
    /// The next height has nothing to do with those before; standard deviation of a climb that nothing is known of, m/s.
    Anew(f64),
}

/// The notes of one filter since the journal last looked.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    pub(crate) chain: u32,
    motion: Option<Motion>,
    notes: Vec<Note>,
    lost: u64,
}

impl Log {
    pub(crate) fn new(chain: u32) -> Log {
        Log {
            chain,
            motion: None,
            notes: Vec::new(),
            lost: 0,
        }
    }

    pub(crate) fn take(&mut self, at: UtcNs, what: What, motion: &Motion) {
        if self.motion.as_ref() != Some(motion) {
            self.motion = Some(*motion);
            self.push(Note::Motion(Box::new(*motion)));
        }
        self.push(Note::Took(at, what));
    }

    pub(crate) fn push(&mut self, note: Note) {
        if self.notes.len() < NOTES_MAX {
            self.notes.push(note);
        } else {
            self.lost += 1;
        }
    }
}

impl Journal {
    /// Events that were dropped because nobody took the journal away in time.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// How many events it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The number of the next chain.
    pub(crate) fn new_chain(&mut self) -> u32 {
        self.next_chain = self.next_chain.wrapping_add(1);
        self.next_chain
    }

    pub(crate) fn push(&mut self, event: Event) {
        if self.events.len() < EVENTS_MAX {
            self.events.push(event);
        } else {
            self.lost += 1;
        }
    }

    /// Takes the notes of a filter over.
    pub(crate) fn collect(&mut self, log: &mut Log) {
        self.lost += std::mem::take(&mut log.lost);
        let chain = log.chain;
        for note in log.notes.drain(..) {
            if self.events.len() < EVENTS_MAX {
                self.events.push(Event::Noted(chain, note));
            } else {
                self.lost += 1;
            }
        }
    }

    /// What happened; the journal is empty then, and goes on.
    pub(crate) fn taken(&mut self) -> Journal {
        Journal {
            events: std::mem::take(&mut self.events),
            lost: std::mem::take(&mut self.lost),
            next_chain: self.next_chain,
        }
    }
}

impl Tracker {
    /// Takes what a track's filters noted into the journal, where one is kept.
    pub(crate) fn write_journal(&mut self, slot: usize) {
        let Some(journal) = &mut self.journal else {
            return;
        };
        let (number, state) = (self.table.tracks[slot].number, &mut self.table.states[slot]);
        if let Some(log) = state.history.notes() {
            journal.collect(log);
        }
        for said in state.said.iter_mut().flat_map(|said| said.drain(..)) {
            journal.push(Event::Said(number, said));
        }
    }
}

impl State {
    /// Notes something of the height for the journal, where one is kept.
    pub(crate) fn say(&mut self, at: UtcNs, what: SaidWhat, psd: f64) {
        if let Some(said) = &mut self.said
            && said.len() < SAID_MAX
        {
            said.push(Said { at, what, psd });
        }
    }
}
