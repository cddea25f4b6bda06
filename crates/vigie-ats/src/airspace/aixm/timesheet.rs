//! AIXM timesheets to a schedule: days of the week and hours in UTC. Sunrise, holidays, seasons and exceptions make the schedule partly
//! unknown.

use super::super::{Days, Schedule, Slot};
use super::{child, is, text};
use crate::calendar::digits_clock;
use roxmltree::Node;

/// Timesheets read of one airspace.
const TIMESHEETS_MAX: usize = 1_000;

pub(super) fn read(slice: Node<'_, '_>, schedule: &mut Schedule) {
    let activations = slice
        .descendants()
        .filter(|node| is(*node, "AirspaceActivation"));
    for activation in activations.take(TIMESHEETS_MAX) {
        if matches!(
            text(activation, "status"),
            Some("INACTIVE" | "AVBL_FOR_ACTIVATION")
        ) {
            schedule.is_partly_unknown = true;
            continue;
        }
        let sheets = activation
            .descendants()
            .filter(|node| is(*node, "Timesheet"));
        for sheet in sheets.take(TIMESHEETS_MAX) {
            match slot(sheet) {
                Some(slot) => schedule.slots.push(slot),
                None => schedule.is_partly_unknown = true,
            }
        }
    }
}

fn slot(sheet: Node<'_, '_>) -> Option<Slot> {
    let is_utc = matches!(text(sheet, "timeReference"), None | Some("UTC"));
    let is_whole_year = matches!(text(sheet, "startDate"), None | Some("01-01"))
        && matches!(text(sheet, "endDate"), None | Some("31-12"));
    let is_plain = child(sheet, "startEvent").is_none_or(|node| node.text().is_none())
        && child(sheet, "endEvent").is_none_or(|node| node.text().is_none())
        && text(sheet, "excluded") != Some("YES")
        && text(sheet, "daylightSavingAdjust") != Some("YES");
    let first = match text(sheet, "day") {
        None | Some("ANY") => Days::ALL,
        Some(day) => Days::named(day)?,
    };
    let days = match text(sheet, "dayTil") {
        None => first,
        Some("ANY") => Days::ALL,
        Some(last) if first != Days::ALL => first.until(Days::named(last)?),
        Some(_) => return None,
    };
    let from_min = digits_clock(text(sheet, "startTime")?)?;
    let to_min = digits_clock(text(sheet, "endTime")?)?;
    // 00:00 to 24:00 and 00:00 to 00:00 both mean the whole day
    let to_min = if to_min == 0 { 1440 } else { to_min };
    (is_utc && is_whole_year && is_plain && from_min < 1440).then_some(Slot {
        days,
        from_min,
        to_min,
    })
}
