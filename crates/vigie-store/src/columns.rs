//! Tables of tracks as Parquet, for analysis outside Vigie.
//!
//! One row for each track update, with the columns of the track CSV (see [`TrackRow`]), compressed with zstd. Format:
//! Apache Parquet, by the crate `parquet`. Rows are gathered into groups of [`GROUP_ROWS`], so memory is bounded; a file
//! that was not finished has no footer and cannot be read, as the format has it.

mod read;

pub use read::TableRows;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::io::Write;
use std::sync::Arc;

/// Rows of one group.
const GROUP_ROWS: usize = 65_536;

/// The columns, in their order: those of a row, and whether a value may be absent.
const SCHEMA: &str = "message tracks {
    REQUIRED DOUBLE t; REQUIRED INT64 track_id;
    REQUIRED DOUBLE lat; REQUIRED DOUBLE lon; REQUIRED DOUBLE alt;
    REQUIRED DOUBLE ve; REQUIRED DOUBLE vn; REQUIRED DOUBLE vu;
    REQUIRED BOOLEAN end;
    OPTIONAL BYTE_ARRAY icao (UTF8); OPTIONAL BYTE_ARRAY callsign (UTF8);
    OPTIONAL BYTE_ARRAY mode3a (UTF8); OPTIONAL BYTE_ARRAY sources (UTF8);
    REQUIRED DOUBLE p_ee; REQUIRED DOUBLE p_en; REQUIRED DOUBLE p_nn;
    OPTIONAL DOUBLE p_uu;
}";

/// One update of one track, as it was known at `t`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TrackRow<'a> {
    /// When it was known, seconds (Unix, or of a scenario).
    pub t: f64,
    /// The track's number.
    pub track_id: i64,
    /// Latitude and longitude, degrees; height above the ellipsoid, metres.
    pub place: [f64; 3],
    /// Velocity east, north and up, m/s.
    pub velocity: [f64; 3],
    /// This row ends the track.
    pub end: bool,
    /// 24-bit address, hexadecimal.
    pub icao: Option<&'a str>,
    /// Aircraft identification.
    pub callsign: Option<&'a str>,
    /// Mode 3/A code, octal.
    pub mode3a: Option<&'a str>,
    /// Techniques that contributed.
    pub sources: Option<&'a str>,
    /// Covariance of the position: east, east-north, north, m².
    pub covariance: [f64; 3],
    /// Variance of the height, m², where known.
    pub height_variance: Option<f64>,
}

/// Writes rows to a Parquet file.
pub struct TrackTable<W: Write + Send> {
    file: SerializedFileWriter<W>,
    rows: usize,
    t: Vec<f64>,
    track_id: Vec<i64>,
    place: [Vec<f64>; 3],
    velocity: [Vec<f64>; 3],
    end: Vec<bool>,
    texts: [Texts; 4],
    covariance: [Vec<f64>; 3],
    /// Whether each row has one, and those there are.
    height_variance: (Vec<i16>, Vec<f64>),
}

/// A column of texts of which some are absent.
#[derive(Default)]
struct Texts {
    present: Vec<i16>,
    values: Vec<ByteArray>,
}

impl Texts {
    fn push(&mut self, text: Option<&str>) {
        self.present.push(i16::from(text.is_some()));
        self.values.extend(text.map(ByteArray::from));
    }
}

impl<W: Write + Send> TrackTable<W> {
    /// A table without rows yet.
    pub fn new(out: W) -> Result<TrackTable<W>, ParquetError> {
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        let compression = Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .build();
        Ok(TrackTable {
            file: SerializedFileWriter::new(out, schema, Arc::new(properties))?,
            rows: 0,
            t: Vec::new(),
            track_id: Vec::new(),
            place: Default::default(),
            velocity: Default::default(),
            end: Vec::new(),
            texts: Default::default(),
            covariance: Default::default(),
            height_variance: Default::default(),
        })
    }

    /// Adds a row.
    pub fn push(&mut self, row: &TrackRow<'_>) -> Result<(), ParquetError> {
        let TrackRow {
            t,
            track_id,
            place,
            velocity,
            end,
            icao,
            callsign,
            mode3a,
            sources,
            covariance,
            height_variance,
        } = row;
        self.t.push(*t);
        self.track_id.push(*track_id);
        for (columns, values) in [
            (&mut self.place, place),
            (&mut self.velocity, velocity),
            (&mut self.covariance, covariance),
        ] {
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(*value);
            }
        }
        self.end.push(*end);
        let (present, values) = &mut self.height_variance;
        present.push(i16::from(height_variance.is_some()));
        values.extend(*height_variance);
        for (column, text) in self.texts.iter_mut().zip([icao, callsign, mode3a, sources]) {
            column.push(*text);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS {
            self.write_group()
        } else {
            Ok(())
        }
    }

    /// Writes what is left and the footer.
    pub fn finish(mut self) -> Result<W, ParquetError> {
        self.write_group()?;
        self.file.into_inner()
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        write::<DoubleType, _>(&mut group, &mut self.t)?;
        write::<Int64Type, _>(&mut group, &mut self.track_id)?;
        for column in self.place.iter_mut().chain(&mut self.velocity) {
            write::<DoubleType, _>(&mut group, column)?;
        }
        write::<BoolType, _>(&mut group, &mut self.end)?;
        for column in &mut self.texts {
            if let Some(mut writer) = group.next_column()? {
                writer.typed::<ByteArrayType>().write_batch(
                    &column.values,
                    Some(&column.present),
                    None,
                )?;
                writer.close()?;
            }
            column.present.clear();
            column.values.clear();
        }
        for column in &mut self.covariance {
            write::<DoubleType, _>(&mut group, column)?;
        }
        let (present, values) = &mut self.height_variance;
        if let Some(mut writer) = group.next_column()? {
            writer
                .typed::<DoubleType>()
                .write_batch(values, Some(present), None)?;
            writer.close()?;
        }
        present.clear();
        values.clear();
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

/// Writes a column that is always present, and empties it.
fn write<T: parquet::data_type::DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &mut Vec<T::T>,
) -> Result<(), ParquetError> {
    if let Some(mut writer) = group.next_column()? {
        writer.typed::<T>().write_batch(values, None, None)?;
        writer.close()?;
    }
    values.clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{GROUP_ROWS, TrackRow, TrackTable};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    #[test]
    fn what_is_written_is_read_back() {
        let mut table = TrackTable::new(Vec::new()).expect("a table");
        let rows = GROUP_ROWS + 10;
        for n in 0..rows {
            let callsign = format!("NIG{n}");
            table
                .push(&TrackRow {
                    t: n as f64 * 0.5,
                    track_id: i64::try_from(n).expect("small"),
                    place: [13.5, 2.2, 10_000.0],
                    icao: (n % 2 == 0).then_some("062001"),
                    callsign: Some(&callsign),
                    end: n + 1 == rows,
                    height_variance: (n % 3 == 0).then_some(n as f64),
                    ..TrackRow::default()
                })
                .expect("written");
        }
        let bytes = bytes::Bytes::from(table.finish().expect("ended"));
        let reader = SerializedFileReader::new(bytes).expect("Parquet");
        assert_eq!(reader.num_row_groups(), 2);
        for (n, row) in reader.get_row_iter(None).expect("rows").enumerate() {
            let row = row.expect("a row");
            assert_eq!(
                row.get_double(0).expect("t").to_bits(),
                (n as f64 * 0.5).to_bits()
            );
            assert_eq!(row.get_bool(8).expect("end"), n + 1 == rows);
            assert_eq!(row.get_string(9).is_ok(), n % 2 == 0, "icao of row {n}");
            let height_variance = row.get_double(16).ok();
            assert_eq!(height_variance, (n % 3 == 0).then_some(n as f64));
            assert_eq!(row.get_string(10).expect("callsign"), &format!("NIG{n}"));
        }
    }
}
