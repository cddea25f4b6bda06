//! `--smooth`: the recording is gone through twice, and then looked back on.
//!
//! In the first pass the radars' errors are found; the second takes them as they were found over all of it, from the
//! start, and keeps a journal of what every track took in; of that, the smoothed trajectories are written. Their times
//! are those of the states, not those at which anybody knew them.

use super::rows::Rows;
use crate::logs::say;
use anyhow::Result;
use vigie_core::sensor::{SensorId, SensorSite};
use vigie_core::time::{Nanos, UtcNs};
use vigie_track::offline::Smoother;
use vigie_track::{RegistrationCourse, Tracker};

/// What is done with a tracker while it goes through a recording.
pub(super) enum Pass {
    /// The only one: rows are written as they are known.
    OnLine,
    /// The first of two: the radars' errors are found.
    First(Option<RegistrationCourse>),
    /// The second, with what the first found.
    Second(Option<RegistrationCourse>, Box<Smoother>),
}

impl Pass {
    /// Before the first step.
    pub(super) fn begin(&self, tracker: &mut Tracker) {
        match self {
            Pass::OnLine => {}
            Pass::First(_) => tracker.keep_registration(),
            Pass::Second(course, _) => {
                if let Some(course) = course {
                    tracker.follow_registration(course);
                }
                tracker.keep_journal();
            }
        }
    }

    /// After each step.
    pub(super) fn take(
        &mut self,
        now: UtcNs,
        tracker: &mut Tracker,
        rows: &mut Rows,
    ) -> Result<()> {
        match self {
            Pass::OnLine => rows.take(now, tracker)?,
            Pass::First(_) => {}
            Pass::Second(_, smoother) => smoother.take(tracker),
        }
        Ok(())
    }

    /// How many tracks were believed so far.
    pub(super) fn tracks(&self, rows: &Rows) -> usize {
        match self {
            Pass::OnLine | Pass::First(_) => rows.tracks(),
            Pass::Second(_, smoother) => smoother.believed(),
        }
    }

    /// After the last step.
    pub(super) fn end(&mut self, tracker: &Tracker) {
        if let Pass::First(course) = self {
            *course = tracker.registration_course();
        }
    }
}

/// Goes through a recording as often as is needed: `pass` does it once, and says whether anything could be read.
pub(super) fn passes(
    smooth: bool,
    grid_s: Option<f64>,
    rows: &mut Rows,
    mut pass: impl FnMut(&mut Pass, &mut Rows) -> Result<bool>,
) -> Result<bool> {
    if !smooth {
        return pass(&mut Pass::OnLine, rows);
    }
    let mut first = Pass::First(None);
    if !pass(&mut first, rows)? {
        return Ok(false);
    }
    let Pass::First(course) = first else {
        return Ok(false);
    };
    let mut second = Pass::Second(course, Box::default());
    let found = pass(&mut second, rows)?;
    if let Pass::Second(_, smoother) = second {
        if smoother.lost() > 0 {
            say(format_args!(
                "{} measurements were not noted: trajectories have gaps",
                smoother.lost()
            ));
        }
        let grid = grid_s.map(Nanos::from_secs_f64);
        rows.write_smoothed(smoother.trajectories(grid))?;
    }
    Ok(found)
}

/// What was found of the radars, on stderr.
pub(super) fn report_registration(sites: &[SensorSite], pass: &Pass, tracker: &Tracker) {
    if !matches!(pass, Pass::Second(..)) {
        return;
    }
    for site in sites {
        let sensor: SensorId = site.id;
        if let Some(found) = tracker.registration(sensor) {
            say(format_args!(
                "{}: range {:+.1} m, azimuth {:+.4}°, time {:+.3} s at the end ({} pairs of plots)",
                site.name,
                found.range_m,
                found.azimuth_rad.to_degrees(),
                found.time_s,
                found.pairs
            ));
        }
    }
}
