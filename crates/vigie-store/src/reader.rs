//! Reading a recording, step by step, in bounded memory.

use crate::error::{StoreError, StoreFault};
use crate::header::RecordingHeader;
use crate::orders;
use crate::wire;
use crate::{
    CHUNK_BYTES_MAX, COMMAND_CHANNEL, COMMAND_TOPIC, FIRST_SENSOR_CHANNEL, METADATA_NAME,
    RECEPTION_ENCODING, STEP_BYTES_MAX, STEP_CHANNEL, STEP_INPUTS_MAX, STEP_TOPIC,
};
use mcap::McapError;
use mcap::parse_record;
use mcap::records::{MessageHeader, Record, op};
use mcap::sans_io::{LinearReadEvent, LinearReader, LinearReaderOptions};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use vigie_core::command::Command;
use vigie_core::reception::Reception;
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;

/// Bytes of a record before its content: what it is, and its length.
const RECORD_HEAD: usize = 9;
/// So much is read at once, at least.
const READ_LEAST: usize = 64 * 1024;

/// What was read so far, and what was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadSummary {
    /// Steps read.
    pub steps: u64,
    /// Receptions in them.
    pub receptions: u64,
    /// Commands in them.
    pub commands: u64,
    /// The file has no end: whoever wrote it was stopped. Known once the last step is read.
    pub truncated: bool,
    /// Bytes of the file that could not be used: the cut-off rest, and damaged chunks.
    pub lost_bytes: u64,
    /// Inputs that were read but belong to no whole step.
    pub lost_inputs: u64,
    /// Steps missing between those read, by their numbers.
    pub lost_steps: u64,
}

/// A recording being read.
pub struct Reader<R> {
    name: String,
    source: R,
    records: LinearReader,
    /// Where the next record begins.
    offset: u64,
    /// Bytes given to `records` so far, the magic included.
    given: u64,
    chunk: Option<Chunk>,
    channels: BTreeMap<u16, Channel>,
    receptions: Vec<Reception>,
    commands: Vec<Command>,
    step_bytes: usize,
    /// The number of the next step.
    next_number: u32,
    /// A step that is read but not given yet, because a gap before it had to be said first.
    held: Option<UtcNs>,
    /// Damage was said since the last step: what it did to the next one is no news.
    is_broken: bool,
    /// Damage was said.
    was_damaged: bool,
    is_over: bool,
    summary: ReadSummary,
}

/// A chunk being read: its whole record, and a reader of its own, so that a damaged chunk harms no other.
struct Chunk {
    offset: u64,
    bytes: Vec<u8>,
    given: usize,
    records: LinearReader,
}

/// What a channel carries.
#[derive(Debug, Clone, Copy)]
enum Channel {
    Step,
    Command,
    Sensor(SensorId),
    Foreign,
}

impl Reader<BufReader<File>> {
    /// Opens a recording and reads its header.
    pub fn open(path: &Path) -> Result<(RecordingHeader, Self), StoreError> {
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Reader::new(BufReader::new(file), &name),
            Err(source) => Err(StoreError {
                recording: name,
                fault: StoreFault::Read(source),
            }),
        }
    }
}

impl<R: Read> Reader<R> {
    /// Reads the header of a recording; `name` is what errors call it.
    pub fn new(source: R, name: &str) -> Result<(RecordingHeader, Reader<R>), StoreError> {
        let options = LinearReaderOptions::default()
            .with_skip_end_magic(true)
            .with_emit_chunks(true)
            .with_validate_data_section_crc(true)
            .with_record_length_limit(CHUNK_BYTES_MAX);
        let mut reader = Reader {
            name: name.to_owned(),
            source,
            records: LinearReader::new_with_options(options),
            offset: 0,
            given: 0,
            chunk: None,
            channels: BTreeMap::new(),
            receptions: Vec::new(),
            commands: Vec::new(),
            step_bytes: 0,
            next_number: 0,
            held: None,
            is_broken: false,
            was_damaged: false,
            is_over: false,
            summary: ReadSummary::default(),
        };
        match reader.read_header() {
            Ok(header) => Ok((header, reader)),
            Err(fault) => Err(reader.error(fault)),
        }
    }

    /// Reads the next whole step: empties both lists, fills them with its inputs, and gives its `now`; `None` at the end.
    ///
    /// After an error that [`StoreFault::is_passable`], the next call goes on with the steps after the damage.
    pub fn next_step(
        &mut self,
        receptions: &mut Vec<Reception>,
        commands: &mut Vec<Command>,
    ) -> Result<Option<UtcNs>, StoreError> {
        receptions.clear();
        commands.clear();
        match self.advance() {
            Ok(Some(now)) => {
                // the caller's emptied lists serve the next step
                std::mem::swap(receptions, &mut self.receptions);
                std::mem::swap(commands, &mut self.commands);
                self.step_bytes = 0;
                self.summary.steps += 1;
                self.summary.receptions += receptions.len() as u64;
                self.summary.commands += commands.len() as u64;
                Ok(Some(now))
            }
            Ok(None) => Ok(None),
            Err(fault) => {
                self.was_damaged = true;
                self.is_over |= !fault.is_passable();
                Err(self.error(fault))
            }
        }
    }

    /// What was read so far, and what was lost.
    #[must_use]
    pub fn summary(&self) -> ReadSummary {
        self.summary
    }

    fn read_header(&mut self) -> Result<RecordingHeader, StoreFault> {
        let mut magic = Vec::new();
        (&mut self.source)
            .take(mcap::MAGIC.len() as u64)
            .read_to_end(&mut magic)
            .map_err(StoreFault::Read)?;
        if magic.is_empty() {
            return Err(StoreFault::Empty);
        }
        if magic != mcap::MAGIC {
            return Err(StoreFault::NotMcap);
        }
        self.records
            .insert(magic.len())
            .copy_from_slice(mcap::MAGIC);
        self.records.notify_read(magic.len());
        self.offset = magic.len() as u64;
        self.given = self.offset;
        loop {
            match self.next_record()? {
                Some((op::METADATA, content)) => {
                    let Ok(Record::Metadata(metadata)) = parse(op::METADATA, &content) else {
                        return Err(StoreFault::NotARecording("its header is damaged"));
                    };
                    if metadata.name == METADATA_NAME {
                        return RecordingHeader::from_metadata(&metadata);
                    }
                }
                Some((op::CHUNK | op::MESSAGE | op::DATA_END | op::FOOTER, _)) => {
                    return Err(StoreFault::NotARecording("it has no header of ours"));
                }
                Some(_) => {}
                None => return Err(StoreFault::NotARecording("it ends before its header")),
            }
        }
    }

    /// The next step's time, its inputs in our own lists.
    fn advance(&mut self) -> Result<Option<UtcNs>, StoreFault> {
        if let Some(now) = self.held.take() {
            return Ok(Some(now));
        }
        if self.is_over {
            return Ok(None);
        }
        loop {
            if self.chunk.is_some() {
                if let Some(now) = self.advance_in_chunk()? {
                    return Ok(Some(now));
                }
                continue;
            }
            let offset = self.offset;
            match self.next_record()? {
                None | Some((op::FOOTER, _)) => {
                    self.is_over = true;
                    self.drop_inputs();
                    return Ok(None);
                }
                Some((op::CHUNK, content)) if !lengths_hold(op::CHUNK, &content) => {
                    self.drop_inputs();
                    self.is_broken = true;
                    let bytes = content.len() as u64;
                    self.summary.lost_bytes += bytes;
                    return Err(StoreFault::Chunk {
                        offset,
                        bytes,
                        cause: McapError::UnexpectedEof.to_string(),
                    });
                }
                Some((op::CHUNK, content)) => self.chunk = Some(Chunk::new(offset, &content)),
                Some((opcode @ (op::MESSAGE | op::CHANNEL), content)) => {
                    if let Some(now) = self.take_record(offset, opcode, &content)? {
                        return Ok(Some(now));
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// Goes on in the chunk until a step ends or the chunk does.
    fn advance_in_chunk(&mut self) -> Result<Option<UtcNs>, StoreFault> {
        let Some(mut chunk) = self.chunk.take() else {
            return Ok(None);
        };
        loop {
            match chunk.records.next_event() {
                Some(Ok(LinearReadEvent::Record { data, opcode })) => {
                    let taken = self.take_record(chunk.offset, opcode, data);
                    if !matches!(taken, Ok(None)) {
                        self.chunk = Some(chunk);
                        return taken;
                    }
                }
                Some(Ok(LinearReadEvent::ReadRequest(wanted))) => chunk.feed(wanted),
                Some(Err(cause)) => {
                    self.drop_inputs();
                    self.is_broken = true;
                    let bytes = chunk.bytes.len() as u64;
                    self.summary.lost_bytes += bytes;
                    return Err(StoreFault::Chunk {
                        offset: chunk.offset,
                        bytes,
                        cause: cause.to_string(),
                    });
                }
                None => return Ok(None),
            }
        }
    }

    /// Takes one channel or message; gives the time when it ends a whole step.
    fn take_record(
        &mut self,
        offset: u64,
        opcode: u8,
        content: &[u8],
    ) -> Result<Option<UtcNs>, StoreFault> {
        let wrong = |topic, why| StoreFault::Message { offset, topic, why };
        if !matches!(opcode, op::CHANNEL | op::MESSAGE) {
            return Ok(None); // the library is not asked about what is not ours
        }
        match parse(opcode, content) {
            Ok(Record::Channel(channel)) => {
                let carries = channel_of(&channel);
                self.channels.insert(channel.id, carries);
                Ok(None)
            }
            Ok(Record::Message { header, data }) => match self.channel(header.channel_id) {
                Channel::Foreign => Ok(None),
                Channel::Step => self.end_step(offset, &header, &data),
                Channel::Sensor(sensor) => {
                    let payload = wire::payload(&data);
                    self.add_input(data.len(), offset)?;
                    let payload = payload.map_err(|why| self.spoil(wrong("/sensor", why)))?;
                    self.receptions.push(Reception {
                        sensor,
                        heard: wire::utc(header.log_time),
                        payload,
                    });
                    Ok(None)
                }
                Channel::Command => {
                    let command = orders::command(&data);
                    self.add_input(data.len(), offset)?;
                    let command = command.map_err(|why| self.spoil(wrong(COMMAND_TOPIC, why)))?;
                    self.commands.push(command);
                    Ok(None)
                }
            },
            Ok(_) => Ok(None),
            Err(_) => Err(self.spoil(wrong("mcap", "its record is cut short"))),
        }
    }

    fn end_step(
        &mut self,
        offset: u64,
        header: &MessageHeader,
        data: &[u8],
    ) -> Result<Option<UtcNs>, StoreFault> {
        let was_broken = std::mem::take(&mut self.is_broken);
        let steps = header.sequence.wrapping_sub(self.next_number);
        self.next_number = header.sequence.wrapping_add(1);
        self.summary.lost_steps += u64::from(steps);
        let counts = match wire::counts(data) {
            Ok(counts) => counts,
            Err(why) => {
                self.summary.lost_steps += 1;
                self.drop_inputs();
                let topic = STEP_TOPIC;
                return Err(StoreFault::Message { offset, topic, why });
            }
        };
        let missing = u64::from(counts.receptions)
            .abs_diff(self.receptions.len() as u64)
            .saturating_add(u64::from(counts.commands).abs_diff(self.commands.len() as u64));
        if missing == 0 {
            let now = wire::utc(header.log_time);
            if steps == 0 || was_broken {
                return Ok(Some(now));
            }
            self.held = Some(now);
            return Err(StoreFault::Gap { offset, steps });
        }
        self.summary.lost_steps += 1;
        self.drop_inputs();
        if was_broken {
            return Ok(None); // said already
        }
        Err(StoreFault::Incomplete { offset, missing })
    }

    /// Bounds what one step may hold.
    fn add_input(&mut self, bytes: usize, offset: u64) -> Result<(), StoreFault> {
        self.step_bytes = self.step_bytes.saturating_add(bytes);
        let inputs = self.receptions.len() + self.commands.len();
        if inputs >= STEP_INPUTS_MAX || self.step_bytes > STEP_BYTES_MAX {
            return Err(self.spoil(StoreFault::Message {
                offset,
                topic: STEP_TOPIC,
                why: "its step has too many inputs",
            }));
        }
        Ok(())
    }

    /// Gives up the step being read.
    fn spoil(&mut self, fault: StoreFault) -> StoreFault {
        self.drop_inputs();
        self.is_broken = true;
        fault
    }

    fn drop_inputs(&mut self) {
        let inputs = self.receptions.len() + self.commands.len();
        self.summary.lost_inputs += inputs as u64;
        self.receptions.clear();
        self.commands.clear();
        self.step_bytes = 0;
    }

    /// What a channel carries: as its record says, or by its number where that record is lost.
    fn channel(&self, id: u16) -> Channel {
        if let Some(&channel) = self.channels.get(&id) {
            return channel;
        }
        match id {
            STEP_CHANNEL => Channel::Step,
            COMMAND_CHANNEL => Channel::Command,
            _ => Channel::Sensor(SensorId(id - FIRST_SENSOR_CHANNEL)),
        }
    }

    /// The next record of the file with its content, `None` where the file ends.
    fn next_record(&mut self) -> Result<Option<(u8, Vec<u8>)>, StoreFault> {
        loop {
            match self.records.next_event() {
                Some(Ok(LinearReadEvent::Record { data, opcode })) => {
                    let content = match opcode {
                        op::CHUNK | op::MESSAGE | op::CHANNEL | op::METADATA => data.to_vec(),
                        _ => Vec::new(),
                    };
                    self.offset += (RECORD_HEAD + data.len()) as u64;
                    return Ok(Some((opcode, content)));
                }
                Some(Ok(LinearReadEvent::ReadRequest(wanted))) => {
                    // a length is believed only as far as bytes come
                    let held = usize::try_from(self.given - self.offset).unwrap_or(usize::MAX);
                    let room = wanted.min(held.max(READ_LEAST));
                    let n = read_some(&mut self.source, self.records.insert(room))
                        .map_err(StoreFault::Read)?;
                    self.records.notify_read(n);
                    self.given += n as u64;
                    if n == 0 {
                        self.summary.truncated = true;
                        self.summary.lost_bytes += self.given - self.offset;
                        return Ok(None);
                    }
                }
                Some(Err(McapError::BadDataCrc { .. })) if self.was_damaged => {
                    return Ok(None); // no news
                }
                Some(Err(McapError::BadDataCrc { .. })) => return Err(StoreFault::Checksum),
                Some(Err(cause)) => {
                    self.summary.truncated = true;
                    let rest = std::io::copy(&mut self.source, &mut std::io::sink()).unwrap_or(0);
                    self.summary.lost_bytes += self.given - self.offset + rest;
                    self.drop_inputs();
                    return Err(StoreFault::Framing {
                        offset: self.offset,
                        cause: cause.to_string(),
                    });
                }
                None => return Ok(None),
            }
        }
    }

    fn error(&self, fault: StoreFault) -> StoreError {
        StoreError {
            recording: self.name.clone(),
            fault,
        }
    }
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("name", &self.name)
            .field("offset", &self.offset)
            .field("summary", &self.summary)
            .finish_non_exhaustive()
    }
}

impl Chunk {
    fn new(offset: u64, content: &[u8]) -> Chunk {
        let mut bytes = Vec::with_capacity(RECORD_HEAD + content.len());
        bytes.push(op::CHUNK);
        bytes.extend((content.len() as u64).to_le_bytes());
        bytes.extend_from_slice(content);
        let options = LinearReaderOptions::default()
            .with_skip_start_magic(true)
            .with_skip_end_magic(true)
            .with_prevalidate_chunk_crcs(true) // nothing of a damaged chunk comes out
            .with_record_length_limit(CHUNK_BYTES_MAX);
        Chunk {
            offset,
            bytes,
            given: 0,
            records: LinearReader::new_with_options(options),
        }
    }

    /// Gives the chunk's reader as much as it wants and there is; nothing more means the end.
    fn feed(&mut self, wanted: usize) {
        let rest = &self.bytes[self.given..];
        let n = wanted.min(rest.len());
        self.records.insert(n).copy_from_slice(&rest[..n]);
        self.records.notify_read(n);
        self.given += n;
    }
}

fn channel_of(channel: &mcap::records::Channel) -> Channel {
    if channel.topic == STEP_TOPIC {
        Channel::Step
    } else if channel.topic == COMMAND_TOPIC {
        Channel::Command
    } else if channel.message_encoding == RECEPTION_ENCODING {
        channel
            .metadata
            .get("sensor")
            .and_then(|id| id.parse().ok())
            .map_or(Channel::Foreign, |id| Channel::Sensor(SensorId(id)))
    } else {
        Channel::Foreign
    }
}

fn read_some(source: &mut impl Read, into: &mut [u8]) -> std::io::Result<usize> {
    loop {
        match source.read(into) {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// As `mcap::parse_record`, which reserves whatever a length in the record says before it looks whether there is so much.
fn parse(opcode: u8, content: &[u8]) -> Result<Record<'_>, McapError> {
    if lengths_hold(opcode, content) {
        parse_record(opcode, content)
    } else {
        Err(McapError::UnexpectedEof)
    }
}

/// Whether the texts of a record end within it (MCAP specification, Records).
fn lengths_hold(opcode: u8, content: &[u8]) -> bool {
    let after = |text: &'_ [u8]| -> Option<usize> {
        let (len, rest) = text.split_first_chunk::<4>()?;
        let len = usize::try_from(u32::from_le_bytes(*len)).ok()?;
        (len <= rest.len()).then_some(4 + len)
    };
    // (bytes before the texts, texts, whether a map of texts follows)
    let (mut at, texts, has_map) = match opcode {
        op::METADATA => (0, 1, true),
        op::CHANNEL => (4, 2, true),
        op::CHUNK => (28, 1, false),
        _ => return true,
    };
    for _ in 0..texts {
        match content.get(at..).and_then(after) {
            Some(len) => at += len,
            None => return false,
        }
    }
    at += 4;
    while has_map && at < content.len() {
        match after(&content[at..]) {
            Some(len) => at += len,
            None => return false,
        }
    }
    true
}
