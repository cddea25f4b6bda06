//! Past plots, kept so that a client that comes later sees comets at once. One copy serves all clients.

use super::stream::{Frame, Kind, Record, TRAIL_BYTES, count_u32};
use std::borrow::Borrow;
use std::collections::{BTreeMap, VecDeque};
use vigie_core::picture::Mode;
use vigie_core::time::{Nanos, UtcNs};

/// Plots kept of one track.
pub(super) const PLOTS_MAX: usize = 32;
/// ADS-B measures twice a second: of plots nearer in time than this one is kept, so that a comet shows minutes.
const SPACING: Nanos = Nanos::from_millis(3500);

/// One past plot.
#[derive(Debug, Clone, Copy)]
struct Plot {
    lat: i32,
    lon: i32,
    at: UtcNs,
}

/// The past plots of every track of the latest picture.
#[derive(Debug, Default)]
pub(super) struct Trails {
    plots: BTreeMap<u32, VecDeque<Plot>>,
    latest: Option<(Mode, UtcNs)>,
}

impl Trails {
    /// Takes the records of a picture and the numbers of the tracks it no longer has.
    pub(super) fn extend(
        &mut self,
        (mode, at): (Mode, UtcNs),
        records: impl Iterator<Item = impl Borrow<Record>>,
        removed: &[u32],
    ) {
        if self.latest.is_some_and(|(_, before)| at < before) {
            self.plots.clear(); // a replay that jumps back: plots of the other time would be wrong
        }
        self.latest = Some((mode, at));
        for number in removed {
            self.plots.remove(number);
        }
        for record in records {
            let record = record.borrow();
            let plots = self.plots.entry(record.number).or_default();
            if plots
                .back()
                .is_some_and(|last| record.measured - last.at < SPACING)
            {
                continue;
            }
            if plots.len() >= PLOTS_MAX {
                plots.pop_front();
            }
            plots.push_back(Plot {
                lat: record.lat,
                lon: record.lon,
                at: record.measured,
            });
        }
    }

    /// The plots as one message, oldest first within a track.
    pub(super) fn frame(&self) -> Option<Frame> {
        let (mode, at) = self.latest?;
        let count: usize = self.plots.values().map(VecDeque::len).sum();
        let mut body = Vec::with_capacity(count * TRAIL_BYTES);
        for (number, plots) in &self.plots {
            for plot in plots {
                let age_ms = u32::try_from((at - plot.at).0.max(0) / 1_000_000).unwrap_or(u32::MAX);
                body.extend_from_slice(&number.to_le_bytes());
                body.extend_from_slice(&plot.lat.to_le_bytes());
                body.extend_from_slice(&plot.lon.to_le_bytes());
                body.extend_from_slice(&age_ms.to_le_bytes());
            }
        }
        Some(Frame {
            kind: Kind::Trail,
            mode,
            at,
            records: count_u32(count),
            removed: 0,
            body: body.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{PLOTS_MAX, Trails};
    use crate::web::stream::Record;
    use vigie_core::picture::Mode;
    use vigie_core::time::UtcNs;

    fn record(number: u32, measured_s: i64) -> Record {
        Record {
            number,
            lat: i32::try_from(measured_s).expect("small"),
            lon: 0,
            level: 0,
            speed: 0,
            angle: 0,
            rate: 0,
            flags: 0,
            measured: UtcNs(measured_s * 1_000_000_000),
        }
    }

    fn plots(trails: &Trails) -> Vec<(u32, u32, u32)> {
        let body = trails.frame().expect("has a picture").body;
        let word = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
        body.chunks(16)
            .map(|r| (word(&r[0..4]), word(&r[4..8]), word(&r[12..16])))
            .collect()
    }

    #[test]
    fn bounded_spaced_and_gone_with_their_track() {
        let mut trails = Trails::default();
        assert!(trails.frame().is_none());
        for t in 0..200 {
            trails.extend(
                (Mode::Live, UtcNs(t * 1_000_000_000)),
                [record(1, t), record(2, t)].iter(),
                &[],
            );
        }
        let all = plots(&trails);
        assert_eq!(all.len(), 2 * PLOTS_MAX);
        assert!(
            all[..PLOTS_MAX].windows(2).all(|w| w[1].1 - w[0].1 == 4),
            "4 s apart, oldest first: {all:?}"
        );
        assert_eq!(all[PLOTS_MAX - 1], (1, 196, 3000));

        trails.extend((Mode::Live, UtcNs(200_000_000_000)), [].iter(), &[1]);
        assert!(plots(&trails).iter().all(|&(number, ..)| number == 2));
        trails.extend((Mode::Live, UtcNs(0)), [record(2, 0)].iter(), &[]);
        assert_eq!(plots(&trails), [(2, 0, 0)], "a jump back begins anew");
    }
}
