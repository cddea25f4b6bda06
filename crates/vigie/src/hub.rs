//! Where the running system and its clients meet: the latest picture, what does not change, and the way in for commands.

use crate::config::Home;
use crate::doors::DoorCounters;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use vigie_core::airspace::AirspaceVolume;
use vigie_core::command::Command;
use vigie_core::picture::Picture;
use vigie_core::sensor::{SensorId, SensorSite};

/// Commands that may wait for the next step; more are refused to the client that sends them.
pub const COMMANDS_MAX: usize = 256;

/// What a client needs to know once.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What the deployment is called.
    pub name: String,
    /// Where the map opens.
    pub home: Home,
    /// The sensors.
    pub sites: Vec<SensorSite>,
    /// Areas, borders, flight information regions.
    pub volumes: Vec<AirspaceVolume>,
    /// What is shown is simulated: an exercise, or the recording of one.
    pub exercise: bool,
    /// How the door of each sensor stands; empty in a replay.
    pub doors: BTreeMap<SensorId, Arc<DoorCounters>>,
}

/// What a server task holds of the running system. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Hub {
    /// The latest picture. Only the latest: a slow reader skips, nothing queues.
    pub picture: watch::Receiver<Arc<Picture>>,
    /// What does not change while running.
    pub scene: Arc<Scene>,
    /// The way in for operators' commands; bounded by [`COMMANDS_MAX`].
    pub commands: mpsc::Sender<Command>,
}
