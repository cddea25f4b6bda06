//! Rows of the track CSV.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::ReportKind;
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackNumber, TrackStatus, UpdateKind, Velocity};
use vigie_track::Tracker;

const HEADER: &str =
    "t,track_id,lat,lon,alt,ve,vn,vu,end,icao,callsign,mode3a,sources,p_ee,p_en,p_nn\n";

/// Writes a row for each track update, with the state as it was known then.
pub(super) struct Rows<W> {
    out: W,
    begun: bool,
    /// The last row of each track that has not ended, to end it where it was.
    open: BTreeMap<TrackNumber, State>,
    tracks: usize,
}

/// What a row says of where a track is.
#[derive(Clone, Copy)]
struct State {
    position: Wgs84,
    velocity: Velocity,
    covariance: Cov2,
}

/// Whether an error only says that whoever reads our output has seen enough.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

impl<W: Write> Rows<W> {
    pub(super) fn new(out: W) -> Rows<W> {
        Rows {
            out,
            begun: false,
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
                    };
                    self.tracks += usize::from(self.open.insert(update.number, state).is_none());
                    self.row(now, update.number, &state, Some(track))?;
                }
            }
        }
        Ok(())
    }

    /// One row; without a track, the one that ends it.
    fn row(
        &mut self,
        now: UtcNs,
        number: TrackNumber,
        state: &State,
        track: Option<&Track>,
    ) -> Result<()> {
        if !self.begun {
            self.begun = true;
            self.out.write_all(HEADER.as_bytes())?;
        }
        let State {
            position,
            velocity,
            covariance,
        } = state;
        let (seconds, micros) = (
            now.0.div_euclid(1_000_000_000),
            now.0.rem_euclid(1_000_000_000) / 1_000,
        );
        write!(
            self.out,
            "{seconds}.{micros:06},{number},{:.7},{:.7},{:.1},{:.2},{:.2},{:.2},{},",
            position.lat_deg,
            position.lon_deg,
            position.height_m,
            velocity.east_mps,
            velocity.north_mps,
            velocity.up_mps,
            u8::from(track.is_none()),
        )?;
        self.identity(track)?;
        let Cov2 { ee, en, nn } = covariance;
        writeln!(self.out, ",{ee:.1},{en:.1},{nn:.1}")?;
        Ok(())
    }

    /// `icao,callsign,mode3a,sources`; characters of callsigns are letters, digits and spaces, so nothing is quoted.
    fn identity(&mut self, track: Option<&Track>) -> io::Result<()> {
        let Some(track) = track else {
            return self.out.write_all(b",,,");
        };
        let identity = &track.identity;
        if let Some(address) = identity.address {
            write!(self.out, "{address}")?;
        }
        self.out.write_all(b",")?;
        if let Some(callsign) = identity.callsign {
            write!(self.out, "{callsign}")?;
        }
        self.out.write_all(b",")?;
        if let Some(said) = identity.mode_a {
            write!(self.out, "{}", said.code)?;
        }
        self.out.write_all(b",")?;
        self.sources(track)
    }

    /// The techniques that contributed, in a fixed order.
    fn sources(&mut self, track: &Track) -> io::Result<()> {
        const NAMES: [(ReportKind, &str); 7] = [
            (ReportKind::Psr, "psr"),
            (ReportKind::Ssr, "ssr"),
            (ReportKind::ModeS, "modes"),
            (ReportKind::Mlat, "mlat"),
            (ReportKind::AdsB, "adsb"),
            (ReportKind::RemoteId, "remoteid"),
            (ReportKind::SystemTrack, "track"),
        ];
        let mut first = true;
        for (kind, name) in NAMES {
            if track
                .contributions
                .iter()
                .any(|contribution| contribution.kind == kind)
            {
                if !first {
                    self.out.write_all(b"+")?;
                }
                self.out.write_all(name.as_bytes())?;
                first = false;
            }
        }
        Ok(())
    }

    /// Writes what is left. A file without tracks still has its header.
    pub(super) fn finish(&mut self) -> Result<()> {
        if !self.begun {
            self.begun = true;
            self.out.write_all(HEADER.as_bytes())?;
        }
        self.out.flush().context("cannot write the tracks")
    }
}
