//! Tables of truth and tracks as lines of text: comma-separated, a header first, no quotes.
//!
//! Tracks: `t,track_id` and `lat,lon[,alt]` or `e,n[,u]` (east-north-up at the origin of the scene), and any of
//! `ve,vn,vu,end,icao,mode3a,sources,p_ee,p_en,p_nn,p_uu`. Truth: `t,target,lat,lon,alt_m,ve,vn,vu,man`. Other columns
//! are passed over. The layouts are those of `vigie track` and of the reference scenarios (`docs/evaluation.md`).
//!
//! What cannot be used is refused with its line, never repaired: a score of half a file is no score. Only a covariance
//! that is none is left out, and counted.

mod columns;

use crate::model::{Covariance, Identity, Phase, Row, Target, TrackRows, TruthPoint};
use crate::stats::finite;
use columns::{Columns, Field};
use std::collections::BTreeMap;
use vigie_core::identity::{IcaoAddress, ModeA};
use vigie_core::place::{LocalFrame, Wgs84};

/// Rows of one table.
const ROWS_MAX: usize = 50_000_000;
/// Characters of a name.
const NAME_MAX: usize = 64;

/// What is wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No header.
    #[error("it is empty: a header is needed")]
    Empty,
    /// A column that is needed is not there.
    #[error("line 1: the column {0} is missing")]
    MissingColumn(&'static str),
    /// A column twice.
    #[error("line 1: the column {0} is there twice")]
    TwiceTheColumn(String),
    /// A value that is needed is empty.
    #[error("line {line}: {column} is empty")]
    MissingValue {
        /// Counted from 1, the header included.
        line: u64,
        /// Which.
        column: &'static str,
    },
    /// A value that is no finite number.
    #[error("line {line}: {column} is not a number: {value:?}")]
    NotANumber {
        /// Counted from 1, the header included.
        line: u64,
        /// Which.
        column: &'static str,
        /// The beginning of what is there.
        value: String,
    },
    /// A place not on the earth.
    #[error("line {line}: there is no such place on the earth")]
    NoPlace {
        /// Counted from 1, the header included.
        line: u64,
    },
    /// Rows must be in the order in which they were known.
    #[error(
        "line {line}: the time goes back: rows must be in the order in which they were known, as a live system writes them"
    )]
    GoesBack {
        /// Counted from 1, the header included.
        line: u64,
    },
    /// Quotation marks are not read.
    #[error("line {line}: quotation marks are not read: write plain values")]
    Quoted {
        /// Counted from 1, the header included.
        line: u64,
    },
    /// A name that is too long.
    #[error("line {line}: a name has at most 64 characters")]
    LongName {
        /// Counted from 1, the header included.
        line: u64,
    },
    /// Too many rows.
    #[error("line {line}: more than 50 million rows")]
    TooLong {
        /// Counted from 1, the header included.
        line: u64,
    },
}

/// In which order rows come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As they were known: time never goes back in the file. What a live system can have written.
    Live,
    /// Any: a reference made afterwards.
    Any,
}

/// Tracks in the making.
#[derive(Debug, Clone)]
pub struct TrackTable {
    columns: Columns,
    local: Option<LocalFrame>,
    order: Order,
    last_t_s: f64,
    count: usize,
    names: BTreeMap<String, usize>,
    tracks: Vec<TrackRows>,
    /// Covariances that were none and are left out.
    pub covariances_left_out: u64,
}

impl TrackTable {
    /// Reads a header. `origin` is that of `e,n,u`; without one, `lat,lon` are needed.
    pub fn new(
        header: &str,
        origin: Option<Wgs84>,
        order: Order,
    ) -> Result<TrackTable, TableError> {
        let columns = Columns::find(header)?;
        columns.need(&[Field::T, Field::TrackId])?;
        let local = origin
            .map(LocalFrame::at)
            .filter(|_| !columns.has(Field::Lat));
        if local.is_some() && columns.has(Field::E) {
            columns.need(&[Field::E, Field::N])?;
        } else {
            columns.need(&[Field::Lat, Field::Lon])?;
        }
        Ok(TrackTable {
            columns,
            local,
            order,
            last_t_s: f64::NEG_INFINITY,
            count: 0,
            names: BTreeMap::new(),
            tracks: Vec::new(),
            covariances_left_out: 0,
        })
    }

    /// Whether heights are stated.
    pub fn has_height(&self) -> bool {
        self.columns.has(if self.local.is_some() {
            Field::U
        } else {
            Field::Alt
        })
    }

    /// Rows so far.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none so far.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes a line; `line` is its number, counted from 1 with the header. An empty line is passed over.
    pub fn push(&mut self, line: u64, text: &str) -> Result<(), TableError> {
        let text = text.trim_end_matches(['\r', '\n']);
        if text.trim().is_empty() {
            return Ok(());
        }
        let cells = self.columns.cells(line, text)?;
        let t_s = cells.needed(Field::T)?;
        let (position, has_height) = self.position(line, &cells)?;
        let velocity_mps = match (cells.number(Field::Ve)?, cells.number(Field::Vn)?) {
            (Some(ve), Some(vn)) => Some([ve, vn, cells.number(Field::Vu)?.unwrap_or(0.0)]),
            _ => None,
        };
        let covariance = self.covariance(&cells)?;
        let row = Row {
            t_s,
            position,
            has_height,
            velocity_mps,
            covariance,
            end: cells.number(Field::End)?.is_some_and(|end| end > 0.0),
            identity: Identity {
                address: cells.text(Field::Icao).and_then(address),
                mode_a: cells.text(Field::ModeA).and_then(mode_a),
            },
            is_mlat_only: cells.text(Field::Sources) == Some("mlat"),
        };
        let name = cells.text(Field::TrackId).ok_or(TableError::MissingValue {
            line,
            column: Field::TrackId.name(),
        })?;
        self.push_row(line, name, row)
    }

    /// Takes a row that was not text; `line` is said in errors.
    pub fn push_row(&mut self, line: u64, name: &str, row: Row) -> Result<(), TableError> {
        if self.order == Order::Live && row.t_s < self.last_t_s {
            return Err(TableError::GoesBack { line });
        }
        if name.len() > NAME_MAX {
            return Err(TableError::LongName { line });
        }
        if self.count >= ROWS_MAX {
            return Err(TableError::TooLong { line });
        }
        self.last_t_s = row.t_s;
        self.count += 1;
        let index = if let Some(index) = self.names.get(name) {
            *index
        } else {
            self.names.insert(name.to_owned(), self.tracks.len());
            self.tracks.push(TrackRows {
                name: name.to_owned(),
                rows: Vec::new(),
            });
            self.tracks.len() - 1
        };
        self.tracks[index].rows.push(row);
        Ok(())
    }

    /// The tracks, each with its rows in order of time.
    pub fn finish(mut self) -> Vec<TrackRows> {
        if self.order == Order::Any {
            for track in &mut self.tracks {
                track.rows.sort_by(|a, b| a.t_s.total_cmp(&b.t_s));
            }
        }
        self.tracks
    }

    fn position(&self, line: u64, cells: &columns::Cells<'_>) -> Result<(Wgs84, bool), TableError> {
        let no_place = TableError::NoPlace { line };
        let Some(frame) = self.local else {
            let (lat, lon) = (cells.needed(Field::Lat)?, cells.needed(Field::Lon)?);
            let alt = cells.number(Field::Alt)?;
            let place = Wgs84::new(lat, lon, alt.unwrap_or(0.0)).ok_or(no_place)?;
            return Ok((place, alt.is_some()));
        };
        let up = cells.number(Field::U)?;
        let mut enu = vigie_core::place::Enu::default();
        (enu.east_m, enu.north_m) = (cells.needed(Field::E)?, cells.needed(Field::N)?);
        enu.up_m = up.unwrap_or(0.0);
        let place = frame.wgs84_from_enu(enu);
        let place = Wgs84::new(place.lat_deg, place.lon_deg, place.height_m).ok_or(no_place)?;
        Ok((place, up.is_some()))
    }

    fn covariance(&mut self, cells: &columns::Cells<'_>) -> Result<Option<Covariance>, TableError> {
        let [Some(ee), Some(en), Some(nn)] = [
            cells.number(Field::Pee)?,
            cells.number(Field::Pen)?,
            cells.number(Field::Pnn)?,
        ] else {
            return Ok(None);
        };
        let checked = Covariance::checked(ee, en, nn, cells.number(Field::Puu)?);
        self.covariances_left_out += u64::from(checked.is_none());
        Ok(checked)
    }
}

/// Truth in the making.
#[derive(Debug, Clone)]
pub struct TruthTable {
    columns: Columns,
    count: usize,
    targets: BTreeMap<String, Vec<TruthPoint>>,
}

impl TruthTable {
    /// Reads a header.
    pub fn new(header: &str) -> Result<TruthTable, TableError> {
        let columns = Columns::find(header)?;
        columns.need(&[
            Field::T,
            Field::Target,
            Field::Lat,
            Field::Lon,
            Field::AltM,
            Field::Ve,
            Field::Vn,
        ])?;
        Ok(TruthTable {
            columns,
            count: 0,
            targets: BTreeMap::new(),
        })
    }

    /// Takes a line; `line` is its number, counted from 1 with the header. An empty line is passed over.
    pub fn push(&mut self, line: u64, text: &str) -> Result<(), TableError> {
        let text = text.trim_end_matches(['\r', '\n']);
        if text.trim().is_empty() {
            return Ok(());
        }
        if self.count >= ROWS_MAX {
            return Err(TableError::TooLong { line });
        }
        let cells = self.columns.cells(line, text)?;
        let manoeuvre = cells.number(Field::Man)?.unwrap_or(0.0);
        let bit = |bit: f64| libm::floor(manoeuvre / bit) % 2.0 >= 1.0;
        let position = Wgs84::new(
            cells.needed(Field::Lat)?,
            cells.needed(Field::Lon)?,
            cells.needed(Field::AltM)?,
        );
        let point = TruthPoint {
            t_s: cells.needed(Field::T)?,
            position: position.ok_or(TableError::NoPlace { line })?,
            velocity_mps: [
                cells.needed(Field::Ve)?,
                cells.needed(Field::Vn)?,
                cells.number(Field::Vu)?.unwrap_or(0.0),
            ],
            phase: Phase {
                turning: bit(1.0),
                climbing: bit(2.0),
            },
        };
        let name = cells.text(Field::Target).ok_or(TableError::MissingValue {
            line,
            column: Field::Target.name(),
        })?;
        if name.len() > NAME_MAX {
            return Err(TableError::LongName { line });
        }
        if let Some(points) = self.targets.get_mut(name) {
            points.push(point);
        } else {
            self.targets.insert(name.to_owned(), vec![point]);
        }
        self.count += 1;
        Ok(())
    }

    /// The targets, each with its points in order of time; numbers before names, in their order.
    pub fn finish(self) -> Vec<Target> {
        let mut targets: Vec<Target> = (self.targets.into_iter())
            .map(|(name, mut points)| {
                points.sort_by(|a, b| a.t_s.total_cmp(&b.t_s));
                Target {
                    name,
                    identity: Identity::default(),
                    points,
                }
            })
            .collect();
        targets.sort_by_key(|target| target.name.parse::<u64>().unwrap_or(u64::MAX));
        targets
    }
}

/// A 24-bit address from six hexadecimal digits; `None` if they are none (a `~` marks an address that is not ICAO's).
#[must_use]
pub fn address(text: &str) -> Option<IcaoAddress> {
    let digits = text.trim();
    let plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16)
        .ok()
        .filter(|_| plain)
        .and_then(IcaoAddress::new)
}

/// A Mode 3/A code from four octal digits; `None` if they are none.
#[must_use]
pub fn mode_a(text: &str) -> Option<ModeA> {
    let digits = text.trim();
    u16::from_str_radix(digits, 8)
        .ok()
        .filter(|_| digits.len() == 4)
        .and_then(ModeA::new)
}

/// Whether numbers read from elsewhere than text can be a row.
#[must_use]
pub fn is_row(row: &Row) -> bool {
    let Wgs84 {
        lat_deg,
        lon_deg,
        height_m,
    } = row.position;
    row.t_s.is_finite()
        && Wgs84::new(lat_deg, lon_deg, height_m).is_some()
        && row.velocity_mps.is_none_or(|mps| finite(&mps))
}

#[cfg(test)]
mod tests;
