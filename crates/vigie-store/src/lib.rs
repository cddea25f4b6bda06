//! Recordings: every step of the engine with its inputs, as MCAP; and tables of tracks as Parquet ([`columns`]).
//!
//! A recording holds what was received, before anyone interpreted it, and what people decided, with every `now`; so a
//! replay repeats the run. The layout is written down in `docs/recording.md`. Container: MCAP, <https://mcap.dev/spec>,
//! by the crate `mcap`; chunks compressed with zstd, each with its CRC.
//!
//! [`Recorder`] writes: the header at once, steps as they come, [`Recorder::flush`] whenever what was written must
//! survive the process. [`Reader`] reads whole steps only, in bounded memory, whatever became of the file: one that was cut
//! off anywhere gives every step that was flushed, a damaged chunk costs its own steps and says so.
//!
//! Beside recordings stands the audit log, a hash chain of what people ordered ([`AuditChain`], [`verify_audit`]).
//!
//! It knows nothing of the engine and interprets no payload.

mod audit;
pub mod columns;
mod error;
mod header;
mod orders;
mod reader;
mod recorder;
mod wire;

pub use audit::{
    AUDIT_FORMAT, AUDIT_LINE_BYTES_MAX, AuditBreak, AuditChain, AuditEvent, AuditFault, Verified,
    verify_audit,
};
pub use error::{StoreError, StoreFault};
pub use header::RecordingHeader;
pub use reader::{ReadSummary, Reader};
pub use recorder::{FileRecorder, Recorder};

/// The version of the layout.
const LAYOUT: &str = "1";
/// The profile in the MCAP header.
const PROFILE: &str = "vigie";
/// The name of the metadata record with our header.
const METADATA_NAME: &str = "vigie.recording";

const STEP_CHANNEL: u16 = 0;
const COMMAND_CHANNEL: u16 = 1;
/// Sensor `n` has channel `n + 2`.
const FIRST_SENSOR_CHANNEL: u16 = 2;

/// The most sensors.
const SENSORS_MAX: usize = u16::MAX as usize - 1;

const STEP_TOPIC: &str = "/step";
const COMMAND_TOPIC: &str = "/command";
const STEP_ENCODING: &str = "vigie.step.1";
const RECEPTION_ENCODING: &str = "vigie.reception.1";
const JSON: &str = "json";

/// The longest chunk or record that is read, bytes, compressed or not.
const CHUNK_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The longest header, bytes.
const HEADER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The longest reception or command, bytes.
const INPUT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The most inputs of one step.
const STEP_INPUTS_MAX: usize = 1_000_000;
/// The most bytes of one step.
const STEP_BYTES_MAX: usize = 256 * 1024 * 1024;

#[cfg(test)]
mod tests;
