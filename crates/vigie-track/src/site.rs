//! What the tracker keeps of a sensor's site.

use crate::parameters::Parameters;
use vigie_core::place::{Ecef, Wgs84};
use vigie_core::sensor::{SensorId, SensorKind, SensorSite};

/// One sensor, as far as tracking needs it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Site {
    /// Duration of a turn, seconds; `None` for what does not rotate.
    pub(crate) turn_s: Option<f64>,
    /// The antenna.
    pub(crate) ecef: Option<Ecef>,
    /// Height of the antenna above the ellipsoid, metres.
    pub(crate) height_m: f64,
    /// Beyond this nothing that it says is believed, metres.
    pub(crate) reach_m: f64,
    /// Whether it looks for slow targets only.
    pub(crate) slow: bool,
    /// Whether it delivers tracks, whose errors do not average out.
    pub(crate) tracker: bool,
}

/// All sites, by sensor; what is not configured counts as a receiver.
#[derive(Debug, Clone)]
pub(crate) struct Sites(Vec<Site>);

impl Sites {
    pub(crate) fn new(sensors: &[SensorSite], parameters: &Parameters) -> Sites {
        let len = sensors.iter().map(|s| usize::from(s.id.0) + 1).max();
        let mut sites = vec![Site::default(); len.unwrap_or(0)];
        for sensor in sensors {
            let turn_s = match sensor.kind {
                // A turn outside of this is a typing error; it must not make plots pile up or tracks immortal.
                SensorKind::Radar(radar) => Some(radar.turn.as_secs_f64().clamp(0.1, 60.0)),
                SensorKind::Receiver | SensorKind::Tracker => None,
            };
            sites[usize::from(sensor.id.0)] = Site {
                turn_s,
                ecef: sensor.position.map(Wgs84::to_ecef),
                height_m: sensor.position.map_or(0.0, |p| p.height_m),
                reach_m: if sensor.range_max_m.is_finite() {
                    sensor.range_max_m.max(0.0)
                } else {
                    f64::MAX
                },
                slow: turn_s.is_some() && sensor.range_max_m < parameters.slow_range_m,
                tracker: sensor.kind == SensorKind::Tracker,
            };
        }
        Sites(sites)
    }

    pub(crate) fn get(&self, id: SensorId) -> Site {
        self.0.get(usize::from(id.0)).copied().unwrap_or_default()
    }
}
