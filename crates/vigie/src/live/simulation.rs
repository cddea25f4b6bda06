//! The built-in demonstration as a sensor: its bytes go through the same readers as those of a socket.

use crate::config::Format;
use crate::doors::Hatch;
use vigie_core::reception::Reception;
use vigie_core::sensor::{SensorId, SensorSite};
use vigie_core::time::UtcNs;
use vigie_sim::{Bytes, Demonstration, Emission};

/// The demonstration, feeding the sensors that bear its names.
#[derive(Debug)]
pub struct Simulation {
    world: Demonstration,
    /// By the simulator's own index: the sensor of the same name, and its readers.
    sensors: Vec<Option<(SensorId, Hatch)>>,
    emissions: Vec<Emission>,
}

impl Simulation {
    /// The demonstration of this seed and start for these sensors.
    #[must_use]
    pub fn new(sites: &[SensorSite], seed: u64, start: UtcNs) -> Simulation {
        let world = Demonstration::niger(seed, start);
        let sensors = world.sensors().iter().map(|played| {
            let site = sites.iter().find(|site| site.name == played.name);
            if site.is_none() {
                tracing::warn!(
                    sensor = played.name,
                    "the simulated sensor has no [[sensor]] of its name: its bytes go nowhere"
                );
            }
            let site = site?;
            let format = match played.kind {
                vigie_sim::SimulatedKind::Radar(_) => Format::Asterix,
                vigie_sim::SimulatedKind::Receiver(_) => Format::Beast,
            };
            Some((site.id, Hatch::new(site.id, format, true)?))
        });
        let sensors = sensors.collect();
        Simulation {
            world,
            sensors,
            emissions: Vec::new(),
        }
    }

    /// Appends what the sensors emitted until `now`.
    pub fn advance(&mut self, now: UtcNs, receptions: &mut Vec<Reception>) {
        self.emissions.clear();
        self.world.advance(now, &mut self.emissions);
        for emission in &self.emissions {
            let Some(Some((_, hatch))) = self.sensors.get_mut(emission.sensor) else {
                continue;
            };
            let (Bytes::Asterix(bytes) | Bytes::Beast(bytes)) = &emission.bytes;
            hatch.push(bytes, emission.at, receptions);
        }
    }
}
