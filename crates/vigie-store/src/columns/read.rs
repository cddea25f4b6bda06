//! A Parquet table as the lines of the CSV it could have been: one way to read tracks, one place that judges them.

use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::{Field, Row, reader::RowIter};
use std::fmt::Write;

/// The rows of a Parquet table of plain values, as comma-separated text.
pub struct TableRows {
    header: String,
    rows: RowIter<'static>,
}

impl TableRows {
    /// Opens a table.
    pub fn open<R: ChunkReader + 'static>(file: R) -> Result<TableRows, ParquetError> {
        let reader = SerializedFileReader::new(file)?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let names: Vec<&str> = (schema.columns().iter())
            .map(|column| column.name())
            .collect();
        let header = names.join(",");
        Ok(TableRows {
            header,
            rows: RowIter::from_file_into(Box::new(reader)),
        })
    }

    /// The names of the columns.
    pub fn header(&self) -> String {
        self.header.clone()
    }
}

impl Iterator for TableRows {
    type Item = Result<String, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.rows.next()?.map(|row| text(&row)))
    }
}

fn text(row: &Row) -> String {
    let mut line = String::new();
    for (index, (_, field)) in row.get_column_iter().enumerate() {
        if index > 0 {
            line.push(',');
        }
        match field {
            Field::Null => {}
            Field::Bool(value) => line.push(if *value { '1' } else { '0' }),
            // commas and ends of lines would make other columns of it
            Field::Str(value) => {
                line.extend(
                    value
                        .chars()
                        .map(|c| if c == ',' || c.is_control() { ' ' } else { c }),
                );
            }
            Field::Double(value) => append(&mut line, format_args!("{value}")),
            Field::Float(value) => append(&mut line, format_args!("{value}")),
            other => append(&mut line, format_args!("{other}")),
        }
    }
    line
}

fn append(line: &mut String, text: std::fmt::Arguments<'_>) {
    let kept = line.write_fmt(text);
    debug_assert!(kept.is_ok(), "a string takes everything");
}

#[cfg(test)]
mod tests {
    use super::TableRows;
    use crate::columns::{TrackRow, TrackTable};

    #[test]
    fn what_was_written_is_read_as_lines() {
        let mut table = TrackTable::new(Vec::new()).expect("a table");
        for n in 0..3 {
            table
                .push(&TrackRow {
                    t: 0.1 * f64::from(n),
                    track_id: 7,
                    place: [13.5, 2.25, 9000.0],
                    icao: Some("062001"),
                    callsign: Some("A,B"),
                    end: n == 2,
                    ..TrackRow::default()
                })
                .expect("written");
        }
        let bytes = bytes::Bytes::from(table.finish().expect("ended"));
        let rows = TableRows::open(bytes).expect("Parquet");
        assert!(
            rows.header()
                .starts_with("t,track_id,lat,lon,alt,ve,vn,vu,end,icao,callsign")
        );
        let lines: Vec<String> = rows.map(|row| row.expect("a row")).collect();
        assert_eq!(lines.len(), 3);
        assert!(
            lines[2].starts_with("0.2,7,13.5,2.25,9000,0,0,0,1,062001,A B,,"),
            "{}",
            lines[2]
        );
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(TableRows::open(bytes::Bytes::from_static(b"PAR1 not at all")).is_err());
    }
}
