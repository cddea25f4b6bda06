//! CAT034: what a radar says of its own turning.

use super::{Speaker, Statement};
use vigie_asterix::cat034::{NORTH_MARKER, Service};
use vigie_core::report::TargetReport;
use vigie_core::sensor::DataSource;
use vigie_core::time::Nanos;

impl Statement for Service {
    fn source(&self) -> DataSource {
        DataSource {
            sac: self.sac,
            sic: self.sic,
        }
    }

    fn state(&self, mut speaker: Speaker<'_>, _: &mut Vec<TargetReport>) -> bool {
        let at = speaker.applicable(self.time_of_day);
        if self.message_type == NORTH_MARKER && self.time_of_day.is_some() {
            speaker.ledger.north(at);
        }
        if let Some(period) = self.rotation_period.filter(|period| *period > 0) {
            speaker.ledger.turn(Nanos(i64::from(period) * 7_812_500));
        }
        true
    }
}
