//! Writing a recording.

use crate::error::{StoreError, StoreFault};
use crate::header::RecordingHeader;
use crate::orders;
use crate::wire::{self, Counts};
use crate::{
    COMMAND_CHANNEL, COMMAND_TOPIC, FIRST_SENSOR_CHANNEL, INPUT_BYTES_MAX, JSON, PROFILE,
    RECEPTION_ENCODING, SENSORS_MAX, STEP_BYTES_MAX, STEP_CHANNEL, STEP_ENCODING, STEP_INPUTS_MAX,
    STEP_TOPIC,
};
use mcap::records::MessageHeader;
use mcap::write::NoSeek;
use mcap::{Compression, McapError, WriteOptions, Writer};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use vigie_core::command::Command;
use vigie_core::reception::{Payload, Reception};
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;

/// A chunk is ended after the step that fills it so far, bytes before compression.
const CHUNK_TARGET: usize = 1024 * 1024;
/// A step that goes on beyond this is spread over several chunks.
const CHUNK_MOST: usize = 8 * 1024 * 1024;
/// Bytes that MCAP adds to each message.
const MESSAGE_OVERHEAD: usize = 31;

const SENSOR_TOO_HIGH: StoreFault = StoreFault::TooLarge {
    what: "a sensor of so high a number",
    limit: SENSORS_MAX as u64,
};

/// A recording being written to a file.
pub type FileRecorder = Recorder<BufWriter<File>>;

/// A recording being written.
///
/// Nothing is in the file before [`Recorder::flush`] (or a full chunk); what is flushed survives the end of the process,
/// however it ends, but not the end of the power.
pub struct Recorder<W: Write> {
    name: String,
    writer: Writer<NoSeek<Counting<W>>>,
    written: Arc<AtomicU64>,
    sensors: Vec<String>,
    channels: BTreeMap<SensorId, u16>,
    scratch: Vec<u8>,
    in_chunk: usize,
    steps: u32,
}

impl FileRecorder {
    /// Makes the file, which must not be there, and puts the header into it at once.
    pub fn create(path: &Path, header: &RecordingHeader) -> Result<FileRecorder, StoreError> {
        let name = path.display().to_string();
        // what cannot be recorded leaves no file behind
        if let Err(fault) = header.to_metadata() {
            return Err(StoreError {
                recording: name,
                fault,
            });
        }
        match File::create_new(path) {
            Ok(file) => Recorder::new(BufWriter::new(file), &name, header),
            Err(source) => Err(StoreError {
                recording: name,
                fault: StoreFault::Create(source),
            }),
        }
    }
}

impl<W: Write> Recorder<W> {
    /// Begins a recording; `name` is what errors call it.
    pub fn new(out: W, name: &str, header: &RecordingHeader) -> Result<Recorder<W>, StoreError> {
        Self::begin(out, name, header).map_err(|fault| StoreError {
            recording: name.to_owned(),
            fault,
        })
    }

    /// Records one step of the engine: its `now` and its inputs, each list in its order. Whole or, on error, not.
    pub fn write_step(
        &mut self,
        now: UtcNs,
        receptions: &[Reception],
        commands: &[Command],
    ) -> Result<(), StoreError> {
        self.put_step(now, receptions, commands)
            .map_err(|fault| self.error(fault))
    }

    /// Ends the chunk and pushes it to the file.
    pub fn flush(&mut self) -> Result<(), StoreError> {
        self.push().map_err(|fault| self.error(fault))
    }

    /// Ends the recording with its summary and gives back what it was written to.
    pub fn finish(mut self) -> Result<W, StoreError> {
        let finished = self.writer.finish().map_err(StoreFault::Write);
        if let Err(fault) = finished {
            return Err(self.error(fault));
        }
        let mut counting = self.writer.into_inner().into_inner();
        match counting.inner.flush() {
            Ok(()) => Ok(counting.inner),
            Err(source) => Err(StoreError {
                recording: self.name,
                fault: StoreFault::Write(McapError::Io(source)),
            }),
        }
    }

    /// Bytes written so far, what is not flushed not counted.
    #[must_use]
    pub fn bytes_written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    fn begin(out: W, name: &str, header: &RecordingHeader) -> Result<Recorder<W>, StoreFault> {
        let metadata = header.to_metadata()?;
        if header.sensors.len() > SENSORS_MAX {
            return Err(StoreFault::TooLarge {
                what: "a header of so many sensors",
                limit: SENSORS_MAX as u64,
            });
        }
        let written = Arc::new(AtomicU64::new(0));
        let counting = Counting {
            inner: out,
            written: Arc::clone(&written),
        };
        let options = WriteOptions::new()
            .profile(PROFILE)
            .library(format!(
                "{} {}",
                env!("CARGO_PKG_NAME"),
                env!("CARGO_PKG_VERSION")
            ))
            .compression(Some(Compression::Zstd))
            .compression_threads(0)
            .chunk_size(None) // chunks end between steps, see `put_step`
            .disable_seeking(true) // a chunk is written whole
            .emit_message_indexes(false); // a day of them fills the memory, and a replay reads on
        let writer = options
            .create(NoSeek::new(counting))
            .map_err(StoreFault::Write)?;
        let mut recorder = Recorder {
            name: name.to_owned(),
            writer,
            written,
            sensors: header.sensors.clone(),
            channels: BTreeMap::new(),
            scratch: Vec::new(),
            in_chunk: 0,
            steps: 0,
        };
        recorder
            .writer
            .write_metadata(&metadata)
            .map_err(StoreFault::Write)?;
        recorder.add_channel(STEP_CHANNEL, STEP_TOPIC, STEP_ENCODING, &BTreeMap::new())?;
        recorder.add_channel(COMMAND_CHANNEL, COMMAND_TOPIC, JSON, &BTreeMap::new())?;
        for id in 0..=u16::MAX {
            if usize::from(id) >= recorder.sensors.len() {
                break;
            }
            recorder.sensor_channel(SensorId(id))?;
        }
        recorder.push()?;
        Ok(recorder)
    }

    fn put_step(
        &mut self,
        now: UtcNs,
        receptions: &[Reception],
        commands: &[Command],
    ) -> Result<(), StoreFault> {
        let counts = checked(receptions, commands)?;
        for reception in receptions {
            let channel = self.sensor_channel(reception.sensor)?;
            let mut data = std::mem::take(&mut self.scratch);
            data.clear();
            wire::put_payload(&mut data, &reception.payload);
            let put = self.put(channel, reception.heard, &data);
            self.scratch = data;
            put?;
        }
        for command in commands {
            let data = orders::command_json(command);
            self.put(COMMAND_CHANNEL, command.at, &data)?;
        }
        self.put(STEP_CHANNEL, now, &wire::step(counts))?;
        self.steps = self.steps.wrapping_add(1);
        if self.in_chunk >= CHUNK_TARGET {
            self.push()?;
        }
        Ok(())
    }

    fn put(&mut self, channel_id: u16, time: UtcNs, data: &[u8]) -> Result<(), StoreFault> {
        if self.in_chunk >= CHUNK_MOST {
            self.push()?;
        }
        let header = MessageHeader {
            channel_id,
            sequence: self.steps,
            log_time: wire::mcap_time(time),
            publish_time: wire::mcap_time(time),
        };
        self.in_chunk += data.len() + MESSAGE_OVERHEAD;
        self.writer
            .write_to_known_channel(&header, data)
            .map_err(StoreFault::Write)
    }

    fn push(&mut self) -> Result<(), StoreFault> {
        self.in_chunk = 0;
        self.writer.flush().map_err(StoreFault::Write)
    }

    /// The channel of a sensor; one that the header does not know gets its channel when it is first heard.
    fn sensor_channel(&mut self, id: SensorId) -> Result<u16, StoreFault> {
        if let Some(&channel) = self.channels.get(&id) {
            return Ok(channel);
        }
        let channel =
            id.0.checked_add(FIRST_SENSOR_CHANNEL)
                .ok_or(StoreFault::TooLarge {
                    what: "a sensor of so high a number",
                    limit: u64::from(u16::MAX - FIRST_SENSOR_CHANNEL),
                })?;
        let name = self
            .sensors
            .get(usize::from(id.0))
            .map_or("", String::as_str);
        let topic = format!("/sensor/{}/{}", id.0, topic_part(name));
        let metadata = BTreeMap::from([
            ("sensor".to_owned(), id.0.to_string()),
            ("name".to_owned(), name.to_owned()),
        ]);
        self.add_channel(channel, &topic, RECEPTION_ENCODING, &metadata)?;
        self.channels.insert(id, channel);
        Ok(channel)
    }

    fn add_channel(
        &mut self,
        id: u16,
        topic: &str,
        encoding: &str,
        metadata: &BTreeMap<String, String>,
    ) -> Result<(), StoreFault> {
        self.writer
            .add_channel_with_id(id, 0, topic, encoding, metadata)
            .map(drop)
            .map_err(StoreFault::Write)
    }

    fn error(&self, fault: StoreFault) -> StoreError {
        StoreError {
            recording: self.name.clone(),
            fault,
        }
    }
}

/// Counts a step's inputs and refuses what a reader would refuse, before anything is written.
fn checked(receptions: &[Reception], commands: &[Command]) -> Result<Counts, StoreFault> {
    let too_large = |what, limit: usize| StoreFault::TooLarge {
        what,
        limit: limit as u64,
    };
    let inputs = receptions.len().saturating_add(commands.len());
    let (Ok(r), Ok(c), true) = (
        u32::try_from(receptions.len()),
        u32::try_from(commands.len()),
        inputs <= STEP_INPUTS_MAX,
    ) else {
        return Err(too_large("a step of so many inputs", STEP_INPUTS_MAX));
    };
    if receptions
        .iter()
        .any(|r| usize::from(r.sensor.0) >= SENSORS_MAX)
    {
        return Err(SENSOR_TOO_HIGH);
    }
    let payloads = receptions.iter().map(|r| match &r.payload {
        Payload::Asterix(blocks) => blocks.len().saturating_add(1),
        Payload::ModeS(_) => 32,
        Payload::BaseStation(line) => line.as_bytes().len().saturating_add(1),
    });
    // six bytes of JSON for the most expensive character, and the rest of the object
    let names = commands
        .iter()
        .map(|c| c.by.len().saturating_mul(6).saturating_add(100));
    let mut all: usize = 0;
    for bytes in payloads.chain(names) {
        if bytes > INPUT_BYTES_MAX {
            return Err(too_large("an input of so many bytes", INPUT_BYTES_MAX));
        }
        all = all.saturating_add(bytes);
    }
    if all > STEP_BYTES_MAX {
        return Err(too_large("a step of so many bytes", STEP_BYTES_MAX));
    }
    Ok(Counts {
        receptions: r,
        commands: c,
    })
}

/// A name as a part of a topic.
fn topic_part(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c == '/' || c.is_whitespace() || c.is_control() {
                '_'
            } else {
                c
            }
        })
        .collect()
}

impl<W: Write> fmt::Debug for Recorder<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("name", &self.name)
            .field("bytes_written", &self.bytes_written())
            .finish_non_exhaustive()
    }
}

/// Counts what goes through.
struct Counting<W> {
    inner: W,
    written: Arc<AtomicU64>,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.written.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
