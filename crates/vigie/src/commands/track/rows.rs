//! Rows of the track table: as CSV text, or as Parquet.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::ReportKind;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackIdentity, TrackNumber, TrackStatus, UpdateKind, Velocity};
use vigie_store::columns::{TrackRow, TrackTable};
use vigie_track::Tracker;
use vigie_track::offline::Trajectory;

const HEADER: &str =
    "t,track_id,lat,lon,alt,ve,vn,vu,end,icao,callsign,mode3a,sources,p_ee,p_en,p_nn,p_uu\n";
/// Rows are written in pieces of this size.
const BUFFER: usize = 1 << 18;

/// Writes a row for each track update, with the state as it was known then.
pub(super) struct Rows {
    sink: Sink,
    /// The last row of each track that has not ended, to end it where it was.
    open: BTreeMap<TrackNumber, State>,
    tracks: usize,
}

/// Where rows go.
enum Sink {
    /// The text, and whether its header has been written: nothing is, before there is something to say.
    Csv(BufWriter<Box<dyn Write>>, bool),
    Parquet(Box<TrackTable<BufWriter<File>>>),
}

/// What a row says of where a track is.
#[derive(Clone, Copy)]
struct State {
    position: Wgs84,
    velocity: Velocity,
    covariance: Cov2,
    height_variance: Option<f64>,
}

/// What a row says of who it is; empty in the row that ends a track.
#[derive(Default)]
struct Identity {
    icao: Option<String>,
    callsign: Option<String>,
    mode3a: Option<String>,
    sources: Option<String>,
}

/// Whether an error only says that whoever reads our output has seen enough.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

impl Rows {
    /// Rows to a file whose name ends in `.csv` or `.parquet`; to stdout as CSV if no file is named.
    pub(super) fn open(path: Option<&Path>) -> Result<Rows> {
        let Some(path) = path else {
            return Ok(Rows::csv(Box::new(io::stdout().lock())));
        };
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        let create =
            || File::create(path).with_context(|| format!("cannot create {}", path.display()));
        match ending.to_str() {
            Some("csv") => Ok(Rows::csv(Box::new(create()?))),
            Some("parquet") => {
                let out = BufWriter::with_capacity(BUFFER, create()?);
                Ok(Rows::to(Sink::Parquet(Box::new(TrackTable::new(out)?))))
            }
            _ => anyhow::bail!(
                "cannot write {}: tracks are written as .csv or .parquet",
                path.display()
            ),
        }
    }

    fn csv(out: Box<dyn Write>) -> Rows {
        Rows::to(Sink::Csv(BufWriter::with_capacity(BUFFER, out), false))
    }

    fn to(sink: Sink) -> Rows {
        Rows {
            sink,
            open: BTreeMap::new(),
            tracks: 0,
        }
    }

    /// How many tracks had rows.
    pub(super) fn tracks(&self) -> usize {
        self.tracks
    }

    /// Writes what the tracker's last step did, known at `now`. A tentative track has no rows.
    pub(super) fn take(&mut self, now: UtcNs, tracker: &Tracker) -> Result<()> {
        for update in tracker.updates() {
            match update.kind {
                UpdateKind::Dropped => {
                    if let Some(last) = self.open.remove(&update.number) {
                        self.row(now, update.number, &last, None)?;
                    }
                }
                UpdateKind::Initiated | UpdateKind::Updated => {
                    let Some(track) = tracker.get(update.number) else {
                        continue;
                    };
                    if track.status == TrackStatus::Tentative {
                        continue;
                    }
                    let Some((position, velocity, covariance)) =
                        tracker.predicted(update.number, now)
                    else {
                        continue;
                    };
                    let state = State {
                        position,
                        velocity,
                        covariance,
                        height_variance: tracker.height_variance(update.number, now),
                    };
                    self.tracks += usize::from(self.open.insert(update.number, state).is_none());
                    self.row(now, update.number, &state, Some(&Identity::of(track)))?;
                }
            }
        }
        Ok(())
    }

    /// Writes smoothed trajectories, in order of time; `t` is when a state is true. The row that ends a track is a
    /// microsecond after its last state.
    pub(super) fn write_smoothed(
        &mut self,
        trajectories: impl Iterator<Item = Trajectory>,
    ) -> Result<()> {
        let trajectories: Vec<Trajectory> = trajectories.collect();
        let mut order: Vec<(UtcNs, u32, u32)> = Vec::new();
        for (index, trajectory) in (0_u32..).zip(&trajectories) {
            let states = (0_u32..).zip(&trajectory.states);
            order.extend(states.map(|(place, state)| (state.at, index, place)));
            let last = trajectory.states.last();
            order.extend(last.map(|state| (state.at + Nanos(1_000), index, u32::MAX)));
        }
        order.sort_unstable();
        for (at, index, place) in order {
            let trajectory = &trajectories[index as usize];
            let end = place == u32::MAX;
            let known = if end {
                trajectory.states.last()
            } else {
                trajectory.states.get(place as usize)
            };
            let Some(known) = known else {
                continue;
            };
            let state = State {
                position: known.position,
                velocity: known.velocity,
                covariance: known.position_covariance,
                height_variance: Some(known.height_variance),
            };
            let identity = Identity::claimed(&trajectory.identity_at(at), &trajectory.kinds);
            self.row(at, trajectory.number, &state, (!end).then_some(&identity))?;
        }
        self.tracks += trajectories.len();
        Ok(())
    }

    /// One row; without an identity, the one that ends it.
    fn row(
        &mut self,
        now: UtcNs,
        number: TrackNumber,
        state: &State,
        identity: Option<&Identity>,
    ) -> Result<()> {
        let State {
            position,
            velocity,
            covariance,
            height_variance,
        } = state;
        let said = |of: fn(&Identity) -> &Option<String>| identity.and_then(|i| of(i).as_deref());
        let row = TrackRow {
            t: now.0 as f64 * 1e-9,
            track_id: i64::from(number.0),
            place: [position.lat_deg, position.lon_deg, position.height_m],
            velocity: [velocity.east_mps, velocity.north_mps, velocity.up_mps],
            end: identity.is_none(),
            icao: said(|i| &i.icao),
            callsign: said(|i| &i.callsign),
            mode3a: said(|i| &i.mode3a),
            sources: said(|i| &i.sources),
            covariance: [covariance.ee, covariance.en, covariance.nn],
            height_variance: *height_variance,
        };
        match &mut self.sink {
            Sink::Csv(out, headed) => {
                write_header(out, headed)?;
                write_csv(out, now, &row)?;
            }
            Sink::Parquet(table) => table.push(&row)?,
        }
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn finish(self) -> Result<()> {
        match self.sink {
            Sink::Csv(mut out, mut headed) => {
                write_header(&mut out, &mut headed)?;
                out.flush().context("cannot write the tracks")
            }
            Sink::Parquet(table) => {
                let mut out = table.finish()?;
                out.flush().context("cannot write the tracks")
            }
        }
    }
}

impl Identity {
    fn of(track: &Track) -> Identity {
        let kinds: Vec<ReportKind> = track.contributions.iter().map(|c| c.kind).collect();
        Identity::claimed(&track.identity, &kinds)
    }

    fn claimed(identity: &TrackIdentity, kinds: &[ReportKind]) -> Identity {
        Identity {
            icao: identity.address.map(|address| address.to_string()),
            callsign: identity.callsign.map(|callsign| callsign.to_string()),
            mode3a: identity.mode_a.map(|said| said.code.to_string()),
            sources: Some(sources(kinds)),
        }
    }
}

/// The techniques that contributed, in a fixed order, joined by `+`.
fn sources(kinds: &[ReportKind]) -> String {
    const NAMES: [(ReportKind, &str); 7] = [
        (ReportKind::Psr, "psr"),
        (ReportKind::Ssr, "ssr"),
        (ReportKind::ModeS, "modes"),
        (ReportKind::Mlat, "mlat"),
        (ReportKind::AdsB, "adsb"),
        (ReportKind::RemoteId, "remoteid"),
        (ReportKind::SystemTrack, "track"),
    ];
    let names = NAMES.iter().filter(|(kind, _)| kinds.contains(kind));
    names.map(|(_, name)| *name).collect::<Vec<_>>().join("+")
}

fn write_header(out: &mut impl Write, headed: &mut bool) -> io::Result<()> {
    if !std::mem::replace(headed, true) {
        out.write_all(HEADER.as_bytes())?;
    }
    Ok(())
}

/// A line of CSV. Texts are letters, digits, `+`, `~` and spaces, so nothing is quoted; the time is written from its
/// nanoseconds, since a Unix time to the microsecond is at the end of what a double can hold.
fn write_csv(out: &mut impl Write, now: UtcNs, row: &TrackRow<'_>) -> io::Result<()> {
    let TrackRow {
        t: _,
        track_id,
        place: [lat, lon, alt],
        velocity: [ve, vn, vu],
        end,
        icao,
        callsign,
        mode3a,
        sources,
        covariance: [ee, en, nn],
        height_variance,
    } = row;
    let (seconds, micros) = (
        now.0.div_euclid(1_000_000_000),
        now.0.rem_euclid(1_000_000_000) / 1_000,
    );
    writeln!(
        out,
        "{seconds}.{micros:06},{track_id},{lat:.7},{lon:.7},{alt:.1},{ve:.2},{vn:.2},{vu:.2},{},{},{},{},{},{ee:.1},{en:.1},{nn:.1},{}",
        u8::from(*end),
        icao.unwrap_or_default(),
        callsign.unwrap_or_default(),
        mode3a.unwrap_or_default(),
        sources.unwrap_or_default(),
        height_variance
            .map(|uu| format!("{uu:.1}"))
            .unwrap_or_default(),
    )
}
