//! ASTERIX: bytes to records and back, from specification tables.

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
mod spec_text;
mod tables;
pub mod text;
mod view;
mod write;

pub use build::RecordBuilder;
pub use block::{Block, Blocks, blocks};
pub use catalogue::{Catalogue, catalogue, edition, editions};
pub use error::{Fault, ItemName, SpecError, What, WriteError};
pub use json::{Counts, JsonLines};
pub use read::{Measure, Shape, Visitor};
pub use record::{Issues, Record, Token, Value};
pub use tables::{Case, Content, FieldId, Kind, Limit, Quantity, Ratio, Spec};
pub use view::{Code, FlightLevel, LatLon, Pair, View};
