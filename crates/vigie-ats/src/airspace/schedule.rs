//! When an airspace is active.

use crate::calendar::Date;
use vigie_core::time::{DAY, UtcNs};

/// Days of the week: bit 0 is Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(pub u8);

/// From one moment to another, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// From here on; always, if `None`.
    pub from: Option<UtcNs>,
    /// Until before here; for ever, if `None`.
    pub to: Option<UtcNs>,
}

/// Hours of some days of the week, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// On which days it begins.
    pub days: Days,
    /// From this minute of the day on, 0 to 1439.
    pub from_min: u16,
    /// Until before this minute, 1 to 1440. Not after `from_min`: until that minute of the next day.
    pub to_min: u16,
}

/// When an airspace is active. Nothing said: always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Outside all of these it is not active. None: no such end.
    pub periods: Vec<Period>,
    /// Within the periods, only in these hours. None: all day, every day.
    pub slots: Vec<Slot>,
    /// The file says something of its times that cannot be told by a clock: by NOTAM, from sunrise, on holidays.
    pub is_partly_unknown: bool,
}

/// Whether it is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// It is.
    Active,
    /// It is not.
    Inactive,
    /// The schedule does not say: better take it for active.
    Unknown,
}

impl Days {
    /// All seven.
    pub const ALL: Days = Days(0x7f);
    /// Their names, Monday first.
    pub const NAMES: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

    /// One day by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Days> {
        let at = Self::NAMES.iter().position(|day| *day == name)?;
        Some(Days(1 << at))
    }

    /// The days from this one (a single day) to another, over the weekend if need be.
    #[must_use]
    pub fn until(self, last: Days) -> Days {
        let (first, last) = (self.0.trailing_zeros(), last.0.trailing_zeros());
        let mut days = 0_u8;
        for step in 0..7 {
            let day = (first + step) % 7;
            days |= 1 << day;
            if day == last % 7 {
                break;
            }
        }
        Days(days)
    }

    /// Whether a weekday is one of them; 0 is Monday.
    #[must_use]
    pub const fn has(self, weekday: u8) -> bool {
        self.0 >> (weekday % 7) & 1 == 1
    }
}

impl Slot {
    fn is_active(self, now: UtcNs) -> bool {
        let minute = now.since_midnight().0 / 60_000_000_000;
        let (from, to) = (i64::from(self.from_min), i64::from(self.to_min));
        let on = |moment: UtcNs| Date::of(moment).is_some_and(|date| self.days.has(date.weekday()));
        if from < to {
            return on(now) && (from..to).contains(&minute);
        }
        (on(now) && minute >= from) || (on(now - DAY) && minute < to)
    }
}

impl Schedule {
    /// Whether it is active at `now`.
    #[must_use]
    pub fn activity(&self, now: UtcNs) -> Activity {
        let within = |period: &Period| {
            period.from.is_none_or(|from| from <= now) && period.to.is_none_or(|to| now < to)
        };
        let in_period = self.periods.is_empty() || self.periods.iter().any(within);
        let in_slot = self.slots.is_empty() || self.slots.iter().any(|slot| slot.is_active(now));
        if !in_period {
            Activity::Inactive
        } else if in_slot && !(self.slots.is_empty() && self.is_partly_unknown) {
            Activity::Active
        } else if self.is_partly_unknown {
            Activity::Unknown
        } else {
            Activity::Inactive
        }
    }
}
