//! Which column is where, and a line's values by column.

use super::TableError;

/// A column that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    T,
    TrackId,
    Target,
    Lat,
    Lon,
    Alt,
    AltM,
    E,
    N,
    U,
    Ve,
    Vn,
    Vu,
    End,
    Icao,
    ModeA,
    Sources,
    Pee,
    Pen,
    Pnn,
    Puu,
    Man,
}

const FIELDS: [Field; 22] = [
    Field::T,
    Field::TrackId,
    Field::Target,
    Field::Lat,
    Field::Lon,
    Field::Alt,
    Field::AltM,
    Field::E,
    Field::N,
    Field::U,
    Field::Ve,
    Field::Vn,
    Field::Vu,
    Field::End,
    Field::Icao,
    Field::ModeA,
    Field::Sources,
    Field::Pee,
    Field::Pen,
    Field::Pnn,
    Field::Puu,
    Field::Man,
];
/// A header with more is none.
const COLUMNS_MAX: usize = 256;
/// How much of a wrong value is shown.
const SHOWN: usize = 24;

impl Field {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::T => "t",
            Self::TrackId => "track_id",
            Self::Target => "target",
            Self::Lat => "lat",
            Self::Lon => "lon",
            Self::Alt => "alt",
            Self::AltM => "alt_m",
            Self::E => "e",
            Self::N => "n",
            Self::U => "u",
            Self::Ve => "ve",
            Self::Vn => "vn",
            Self::Vu => "vu",
            Self::End => "end",
            Self::Icao => "icao",
            Self::ModeA => "mode3a",
            Self::Sources => "sources",
            Self::Pee => "p_ee",
            Self::Pen => "p_en",
            Self::Pnn => "p_nn",
            Self::Puu => "p_uu",
            Self::Man => "man",
        }
    }
}

/// Where each known column is.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    places: [Option<usize>; FIELDS.len()],
}

impl Columns {
    pub(super) fn find(header: &str) -> Result<Columns, TableError> {
        let header = header.trim_start_matches('\u{feff}').trim();
        if header.is_empty() {
            return Err(TableError::Empty);
        }
        let mut places = [None; FIELDS.len()];
        for (at, name) in header.split(',').take(COLUMNS_MAX).enumerate() {
            let field = FIELDS.iter().position(|field| field.name() == name.trim());
            if let Some(field) = field
                && places[field].replace(at).is_some()
            {
                return Err(TableError::TwiceTheColumn(name.trim().to_owned()));
            }
        }
        Ok(Columns { places })
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.places[field as usize].is_some()
    }

    pub(super) fn need(&self, fields: &[Field]) -> Result<(), TableError> {
        match fields.iter().find(|field| !self.has(**field)) {
            Some(missing) => Err(TableError::MissingColumn(missing.name())),
            None => Ok(()),
        }
    }

    pub(super) fn cells<'a>(&self, line: u64, text: &'a str) -> Result<Cells<'a>, TableError> {
        if text.contains('"') {
            return Err(TableError::Quoted { line });
        }
        let mut values = [None; FIELDS.len()];
        for (at, value) in text.split(',').take(COLUMNS_MAX).enumerate() {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if let Some(field) = self.places.iter().position(|place| *place == Some(at)) {
                values[field] = Some(value);
            }
        }
        Ok(Cells { line, values })
    }
}

/// The values of one line.
pub(super) struct Cells<'a> {
    line: u64,
    values: [Option<&'a str>; FIELDS.len()],
}

impl<'a> Cells<'a> {
    pub(super) fn text(&self, field: Field) -> Option<&'a str> {
        self.values[field as usize]
    }

    /// A finite number; `None` if the column or the value is not there.
    pub(super) fn number(&self, field: Field) -> Result<Option<f64>, TableError> {
        let Some(text) = self.text(field) else {
            return Ok(None);
        };
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(TableError::NotANumber {
                line: self.line,
                column: field.name(),
                value: text.chars().take(SHOWN).collect(),
            }),
        }
    }

    pub(super) fn needed(&self, field: Field) -> Result<f64, TableError> {
        self.number(field)?.ok_or(TableError::MissingValue {
            line: self.line,
            column: field.name(),
        })
    }
}
