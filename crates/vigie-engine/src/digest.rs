//! A digest of everything that came out: two runs are the same when it is.

use crate::{Engine, Outputs};
use sha2::{Digest as _, Sha256};
use std::fmt;
use vigie_core::alert::Alert;
use vigie_core::track::Track;
use vigie_watch::AlertChange;

/// SHA-256 over every output of every step, in order: reports, track updates, alert changes, sensors, and the whole
/// state of each track and alert that changed.
///
/// The values are hashed by their `Debug` form, which writes floating-point numbers so that each value has its own
/// text; a field that is added to a type is thereby hashed too.
#[derive(Clone, Default)]
pub struct Digest {
    hash: Sha256,
    text: String,
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl Digest {
    /// Takes in what one step brought about.
    pub fn absorb(&mut self, outputs: &Outputs<'_>) {
        let Outputs {
            now,
            reports,
            updates,
            alerts,
            sensors,
        } = outputs;
        self.hash.update(now.0.to_be_bytes());
        for report in *reports {
            self.take(report);
        }
        for update in *updates {
            self.take(update);
        }
        for AlertChange { id, kind } in *alerts {
            self.take(&(id, kind));
        }
        if !alerts.is_empty() {
            for sensor in *sensors {
                self.take(sensor);
            }
        }
    }

    /// Takes in the state behind what changed: every track that was updated and every alert, if any changed.
    pub fn absorb_state(&mut self, engine: &Engine) {
        for update in engine.tracker.updates() {
            let track: Option<&Track> = engine.tracker.get(update.number);
            self.take(&track);
        }
        if !engine.alerts.is_empty() {
            for alert in engine.alerts() {
                let alert: Alert = alert;
                self.take(&alert);
            }
        }
    }

    fn take(&mut self, value: &dyn fmt::Debug) {
        use fmt::Write;
        self.text.clear();
        // writing to a string cannot fail
        if write!(self.text, "{value:?}").is_ok() {
            self.hash.update(self.text.as_bytes());
            self.hash.update([0xff]);
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hash
            .clone()
            .finalize()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
