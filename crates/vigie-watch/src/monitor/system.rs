//! What Vigie finds wrong with itself.

use crate::book::{Book, Finding, Key};
use crate::rules::Rules;
use crate::words::fact;
use crate::{Fault, SystemFault};
use vigie_core::alert::{AlertKind, Severity, Subject};
use vigie_core::time::Nanos;

/// The longest text of a fault, characters.
const FAULT_CHARS_MAX: usize = 200;

/// Takes note of a fault, or that it is over.
pub(crate) fn examine(book: &mut Book, rules: &Rules, fault: &SystemFault) {
    let now = fault.at;
    match &fault.fault {
        Fault::Recording(None) => {
            let key = Key::new(Subject::System, AlertKind::RecordingFault);
            book.miss(now, &key, Nanos::ZERO);
        }
        Fault::Recording(Some(text)) => {
            let key = Key::new(Subject::System, AlertKind::RecordingFault);
            let text: String = text
                .chars()
                .filter(|c| !crate::words::is_disguise(*c))
                .take(FAULT_CHARS_MAX)
                .collect();
            let finding = Finding {
                evidence: vec![fact("fault", text)],
                ..Finding::new(key, Severity::Warning, "vigie".to_owned())
            };
            book.find(now, finding);
        }
        Fault::Late(late) => {
            let key = Key::new(Subject::System, AlertKind::LatePicture);
            let stands = book.phase(&key).is_some();
            let limit = if stands {
                rules.late.well_max
            } else {
                rules.late.late_max
            };
            if *late <= limit {
                book.miss(now, &key, rules.late.clear);
                return;
            }
            let finding = Finding {
                evidence: vec![fact("late_s", format!("{:.1}", late.as_secs_f64()))],
                ..Finding::new(key, Severity::Warning, "vigie".to_owned())
            };
            book.find(now, finding);
        }
    }
}
