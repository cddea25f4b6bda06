//! What a step may swallow: bounded, counted.

use crate::Inputs;
use std::collections::BTreeMap;
use vigie_core::command::Command;
use vigie_core::reception::Reception;
use vigie_core::sensor::SensorId;
use vigie_sense::Sense;

/// Receptions read in one step at most (a live step is a tenth of a second; the busiest receiver delivers some
/// 5,000 a second). What is beyond is dropped, newest first, and counted with its sensor.
pub const RECEPTIONS_MAX: usize = 262_144;
/// Commands read in one step at most.
pub const COMMANDS_MAX: usize = 1_024;

/// What was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Receptions read.
    pub receptions: u64,
    /// Receptions beyond the bound.
    pub receptions_dropped: u64,
    /// Commands read.
    pub commands: u64,
    /// Commands beyond the bound.
    pub commands_dropped: u64,
}

/// The door.
#[derive(Debug, Clone, Default)]
pub(crate) struct Intake {
    counters: Counters,
    dropped: BTreeMap<SensorId, u64>,
}

impl Intake {
    pub(crate) fn counters(&self) -> Counters {
        self.counters
    }

    /// The part of the inputs that this step reads.
    pub(crate) fn admit<'a>(
        &mut self,
        inputs: Inputs<'a>,
        sense: &mut Sense,
    ) -> (&'a [Reception], &'a [Command]) {
        let (receptions, excess) = inputs
            .receptions
            .split_at(inputs.receptions.len().min(RECEPTIONS_MAX));
        let (commands, too_many) = inputs
            .commands
            .split_at(inputs.commands.len().min(COMMANDS_MAX));
        self.counters.receptions += receptions.len() as u64;
        self.counters.receptions_dropped += excess.len() as u64;
        self.counters.commands += commands.len() as u64;
        self.counters.commands_dropped += too_many.len() as u64;
        for reception in excess {
            *self.dropped.entry(reception.sensor).or_default() += 1;
        }
        if !excess.is_empty() {
            for (sensor, dropped) in &self.dropped {
                sense.note_overload(*sensor, *dropped);
            }
        }
        (receptions, commands)
    }
}
