//! ASTERIX: bytes to records and back, from specification tables.
//!
//! **What.** Data blocks of the EUROCONTROL surveillance data exchange format
//! (EUROCONTROL-SPEC-0149): `CAT LEN(2) record...`, each record an FSPEC and
//! the items it announces. Categories 021, 034, 048 and 062 in their latest
//! editions, every item, subitem, scale, unit, and the reserved expansion
//! fields where defined; the special purpose field is kept as bytes.
//!
//! **How.** The definitions are data: one text a category and edition in
//! `spec/`, in a form described in [`spec_text`] (read by [`Spec::parse`]),
//! compiled once to flat tables. One engine reads and writes by them; a line
//! deleted from a text removes its field in both directions. Nothing else in
//! the crate states a bit layout.
//!
//! | to                                   | use |
//! |--------------------------------------|-----|
//! | read without allocating              | [`Spec::read_record`] with a [`Visitor`] |
//! | read what surveillance needs, typed  | [`cat021`], [`cat034`], [`cat048`], [`cat062`] |
//! | hold, inspect and write again        | [`Record`], [`Spec::write_record`] |
//! | make records                         | [`RecordBuilder`], [`Spec::write_block`] |
//! | show as JSON lines                   | [`JsonLines`] |
//! | read, write again and compare         | [`verify`] (takes any bytes: for fuzzing) |
//! | split datagrams, open recordings     | [`blocks`], [`framing`] |
//!
//! **Bad input** costs an item where its length can be known, else the rest of
//! its block, and is told as a [`Fault`] with category, item and offset. A
//! block of a category without tables is passed over by its length.
//!
//! **Written down in** EUROCONTROL-SPEC-0149 and its parts by category. The texts in `spec/` were made from the facts (numbers,
//! names, sizes, scales, units, order) of the BSD-3-licensed collection
//! asterix-specs (copyright 2019 KZPS), and a test compares them item by item
//! where that collection is at hand; its prose was not taken over. The
//! EUROCONTROL documents themselves were not seen.
//!
//! **Does not** judge plausibility, keep state between records, know the date
//! (times of day are counts since a midnight) or read sockets. Several user
//! application profiles in one category, random field sequencing, and the
//! choice between editions by content are not there yet.

mod block;
mod build;
pub mod cat021;
pub mod cat034;
pub mod cat048;
pub mod cat062;
mod catalogue;
mod error;
pub mod framing;
mod json;
mod read;
mod record;
pub mod spec_text;
mod tables;
pub mod text;
mod verify;
mod view;
mod write;

pub use block::{Block, Blocks, blocks};
pub use build::RecordBuilder;
pub use catalogue::{Catalogue, catalogue, edition, editions};
pub use error::{Fault, ItemName, SpecError, What, WriteError};
pub use json::{Counts, JsonLines, TimeOf};
pub use read::{Measure, Shape, Visitor};
pub use record::{Issues, Record, Token, Value};
pub use tables::{Case, Content, FieldId, Kind, Limit, Quantity, Ratio, Spec};
pub use verify::{Verified, verify};
pub use view::{Code, FlightLevel, LatLon, Pair, View};
