//! The recording of a run: a file a day and start, pushed to the disk each second.

use crate::clock::rfc3339;
use crate::config::Setup;
use crate::web::meters;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use vigie_core::command::Command;
use vigie_core::picture::Mode;
use vigie_core::reception::Reception;
use vigie_core::time::{DAY, UtcNs};
use vigie_store::{FileRecorder, RecordingHeader, StoreError};

/// How often what was written is pushed to the disk, in the machine's time.
const FLUSH_EVERY: std::time::Duration = std::time::Duration::from_secs(1);

pub(super) struct Recording {
    folder: PathBuf,
    header: RecordingHeader,
    recorder: FileRecorder,
    /// The day of the file, in days since 1970.
    day: i64,
    flushed: tokio::time::Instant,
    reported: u64,
}

impl Recording {
    /// Begins a new file in `folder`, which is made if need be.
    pub(super) fn start(
        folder: &Path,
        setup: &Setup,
        mode: Mode,
        started: UtcNs,
    ) -> Result<Recording> {
        std::fs::create_dir_all(folder).with_context(|| {
            format!("cannot make the folder {} for recordings", folder.display())
        })?;
        let header = RecordingHeader {
            software: concat!("vigie ", env!("CARGO_PKG_VERSION")).to_owned(),
            mode,
            config_toml: setup.text.clone(),
            sensors: setup.sites.iter().map(|site| site.name.clone()).collect(),
            started,
        };
        let recorder = create(folder, &header, started)?;
        let (folder, day) = (folder.to_owned(), day_of(started));
        Ok(Recording {
            folder,
            header,
            recorder,
            day,
            flushed: tokio::time::Instant::now(),
            reported: 0,
        })
    }

    /// Writes one step; each second, pushes what was written to the disk; at midnight UTC, begins a new file.
    pub(super) fn write(
        &mut self,
        now: UtcNs,
        receptions: &[Reception],
        commands: &[Command],
    ) -> Result<(), StoreError> {
        if day_of(now) != self.day {
            let next = create(&self.folder, &self.header, now)?;
            std::mem::replace(&mut self.recorder, next).finish()?;
            (self.day, self.reported) = (day_of(now), 0);
        }
        self.recorder.write_step(now, receptions, commands)?;
        if self.flushed.elapsed() >= FLUSH_EVERY {
            self.flushed = tokio::time::Instant::now();
            self.recorder.flush()?;
            let written = self.recorder.bytes_written();
            meters::RECORDED_BYTES.add(written.saturating_sub(self.reported));
            self.reported = written;
        }
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Result<(), StoreError> {
        self.recorder.finish().map(|_| ())
    }
}

fn create(folder: &Path, header: &RecordingHeader, at: UtcNs) -> Result<FileRecorder, StoreError> {
    let path = folder.join(file_name(at));
    let recorder = FileRecorder::create(&path, header)?;
    tracing::info!(file = %path.display(), "recording");
    Ok(recorder)
}

fn day_of(at: UtcNs) -> i64 {
    at.0.div_euclid(DAY.0)
}

/// `vigie-20261120T101500Z.mcap`: sorts by time, and is a file name everywhere.
fn file_name(started: UtcNs) -> PathBuf {
    let text: String = rfc3339(UtcNs(started.0 - started.0.rem_euclid(1_000_000_000)));
    let text: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    PathBuf::from(format!("vigie-{text}.mcap"))
}
