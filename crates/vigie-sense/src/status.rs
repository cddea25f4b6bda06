//! Who is heard, how often, and what is wrong with it.

use vigie_core::sensor::{
    SensorFault, SensorId, SensorKind, SensorSite, SensorState, SensorStatus,
};
use vigie_core::time::{Nanos, UtcNs};

/// A receiver of broadcasts may hear nobody for a while; after this it is called silent.
const RECEIVER_SILENT: Nanos = Nanos::from_secs(180);
/// A radar turns, and says so each turn; it is silent after three turns, but not sooner than this.
const RADAR_SILENT_MIN: Nanos = Nanos::from_secs(15);
/// The rate is counted over this many whole seconds.
const RATE_SECONDS: i64 = 5;
/// Slots for those seconds and the one that runs.
const SLOTS: usize = 6;
/// A sensor's clock may differ by this much from ours, network delay included, before its times are not believed.
pub const CLOCK_TOLERANCE: Nanos = Nanos::from_secs(5);

/// The running account of one sensor.
#[derive(Debug, Clone)]
pub struct Ledger {
    id: SensorId,
    silent_after: Nanos,
    last_heard: Option<UtcNs>,
    turn: Option<Nanos>,
    north: Option<UtcNs>,
    receptions: u64,
    reports: u64,
    errors: u64,
    fault: Option<SensorFault>,
    /// Receptions per second of the last seconds, a ring indexed by second.
    seconds: [(i64, u32); SLOTS],
    clock: Nanos,
}

impl Ledger {
    /// Nothing heard yet.
    #[must_use]
    pub fn new(site: &SensorSite) -> Ledger {
        let silent_after = match site.kind {
            SensorKind::Radar(model) => Nanos(model.turn.0.saturating_mul(3)).max(RADAR_SILENT_MIN),
            SensorKind::Receiver | SensorKind::Tracker => RECEIVER_SILENT,
        };
        Ledger {
            id: site.id,
            silent_after,
            last_heard: None,
            turn: None,
            north: None,
            receptions: 0,
            reports: 0,
            errors: 0,
            fault: None,
            seconds: [(i64::MIN, 0); SLOTS],
            clock: Nanos::ZERO,
        }
    }

    /// Bytes came in, readable or not.
    pub fn receive(&mut self) {
        self.receptions += 1;
    }

    /// Something readable was heard: the sensor is alive.
    pub fn hear(&mut self, heard: UtcNs) {
        self.last_heard = Some(self.last_heard.map_or(heard, |last| last.max(heard)));
        let second = heard.0.div_euclid(1_000_000_000);
        let slot = usize::try_from(second.rem_euclid(RATE_SECONDS + 1)).unwrap_or(0);
        match &mut self.seconds[slot] {
            (at, count) if *at == second => *count += 1,
            fresh => *fresh = (second, 1),
        }
    }

    pub(crate) fn count_report(&mut self) {
        self.reports += 1;
    }

    /// Something could not be read or was refused.
    pub fn fault(&mut self, fault: SensorFault) {
        self.errors += 1;
        self.fault = Some(fault);
    }

    /// A north marker, by the sensor's own time: two of them tell the turn.
    pub fn north(&mut self, at: UtcNs) {
        if let Some(last) = self.north {
            let turn = at - last;
            if (Nanos::from_millis(500)..=Nanos::from_secs(60)).contains(&turn) {
                self.turn = Some(turn);
            }
        }
        self.north = Some(at);
    }

    /// The duration of a turn, as the sensor itself says (I034/041).
    pub fn turn(&mut self, turn: Nanos) {
        self.turn = Some(turn);
    }

    /// Puts a sensor's own time on our time scale. A clock within [`CLOCK_TOLERANCE`] of ours is believed; one that
    /// is not has its difference learned from the first report and kept while it holds, so that its reports keep
    /// their distances; a jump is learned anew. Both are faults that the engineer sees.
    pub fn on_our_clock(&mut self, stated: UtcNs, heard: UtcNs) -> UtcNs {
        let late = heard - stated;
        let near = |late: Nanos, offset: Nanos| {
            let rest = late - offset;
            (-CLOCK_TOLERANCE..=CLOCK_TOLERANCE).contains(&rest)
        };
        if near(late, Nanos::ZERO) {
            self.clock = Nanos::ZERO;
        } else if !near(late, self.clock) || self.clock == Nanos::ZERO {
            self.clock = late;
            self.fault(SensorFault::Clock(late));
        }
        stated + self.clock
    }

    /// How it is.
    pub fn status(&mut self, now: UtcNs) -> SensorStatus {
        let state = match self.last_heard {
            None => SensorState::Waiting,
            Some(last) if now - last > self.silent_after => SensorState::Silent,
            Some(_) => SensorState::Alive,
        };
        let this_second = now.0.div_euclid(1_000_000_000);
        let recent = |(second, _): &&(i64, u32)| {
            (this_second.saturating_sub(RATE_SECONDS)..this_second).contains(second)
        };
        let count: u32 = self
            .seconds
            .iter()
            .filter(recent)
            .map(|(_, count)| count)
            .sum();
        SensorStatus {
            id: self.id,
            state,
            last_heard: self.last_heard,
            turn: self.turn,
            receptions: self.receptions,
            reports: self.reports,
            errors: self.errors,
            rate_hz: f64::from(count) / RATE_SECONDS as f64,
            fault: self.fault,
            // The tracker knows, and the engine asks it.
            registration: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ledger;
    use vigie_core::sensor::{SensorFault, SensorId, SensorKind, SensorSite, SensorState};
    use vigie_core::time::{Nanos, UtcNs};

    fn ledger() -> Ledger {
        Ledger::new(&SensorSite {
            id: SensorId(0),
            name: String::new(),
            kind: SensorKind::Receiver,
            source: None,
            position: None,
            range_max_m: 1.0,
            simulated: false,
        })
    }

    fn second(s: f64) -> UtcNs {
        UtcNs(1_700_000_000_000_000_000) + Nanos::from_secs_f64(s)
    }

    #[test]
    fn waiting_alive_silent() {
        let mut ledger = ledger();
        assert_eq!(ledger.status(second(0.0)).state, SensorState::Waiting);
        for tenth in 0..100 {
            ledger.receive();
            ledger.hear(second(f64::from(tenth) / 10.0));
        }
        let status = ledger.status(second(10.0));
        assert_eq!((status.state, status.receptions), (SensorState::Alive, 100));
        assert!((status.rate_hz - 10.0).abs() < 1e-9, "{}", status.rate_hz);
        assert_eq!(ledger.status(second(200.0)).state, SensorState::Silent);
    }

    #[test]
    fn a_wrong_clock_is_said_once_and_keeps_distances() {
        let mut ledger = ledger();
        assert_eq!(ledger.on_our_clock(second(1.0), second(1.5)), second(1.0));
        assert_eq!(ledger.status(second(2.0)).fault, None);
        // two hours behind, then one report later: distances are the sensor's own, arrival jitter does not show
        let first = ledger.on_our_clock(second(-7200.0), second(2.0));
        let next = ledger.on_our_clock(second(-7195.0), second(7.8));
        assert_eq!(first, second(2.0));
        assert_eq!(next - first, Nanos::from_secs(5));
        let status = ledger.status(second(8.0));
        assert_eq!(
            status.fault,
            Some(SensorFault::Clock(Nanos::from_secs(7202)))
        );
        assert_eq!(status.errors, 1);
        // it jumps: learned anew, and right again: believed again
        assert_eq!(
            ledger.on_our_clock(second(9000.0), second(12.0)),
            second(12.0)
        );
        assert_eq!(
            ledger.on_our_clock(second(13.0), second(13.2)),
            second(13.0)
        );
        assert_eq!(ledger.status(second(14.0)).errors, 2);
    }
}
