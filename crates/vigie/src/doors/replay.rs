//! A file as a live sensor: its receptions at their own distances, from the start of the run's clock.

use super::Intake;
use super::backoff::Quiet;
use super::counters::Link;
use super::file::{FileFault, FileReceptions, format_name};
use tokio::sync::mpsc;
use vigie_core::reception::Reception;
use vigie_core::time::{Nanos, UtcNs};

/// A longer gap in a file is not waited for: its clock was set, or it was joined of two.
const GAP_MAX: Nanos = Nanos::from_secs(86_400);
/// Going back further than this, a file's clock was set.
const BACK_MAX: Nanos = Nanos::from_secs(60);
/// Handed over at once by the thread that reads.
const BATCH: usize = 256;
/// Batches that wait.
const BATCHES: usize = 4;

type Item = Result<Reception, FileFault>;

/// Replays a file to its end. Nothing is dropped: a file can wait for the engine.
pub(super) async fn run(file: FileReceptions, intake: &Intake) {
    let format = format_name(file.format());
    tracing::info!(sensor = intake.name, format, "replaying a file");
    intake.counters.set_link(Link::Connected);
    let (send, mut receive) = mpsc::channel::<(Vec<Item>, u64)>(BATCHES);
    let reading = tokio::task::spawn_blocking(move || read(file, &send));
    let mut shift = Shift::new(intake.clock.start());
    let mut quiet = Quiet::default();
    let mut faults = 0_u64;
    'file: while let Some((batch, bytes)) = receive.recv().await {
        intake.counters.bytes.add(bytes);
        for item in batch {
            match item {
                Ok(reception) => {
                    if !deliver(reception, &mut shift, intake).await {
                        break 'file;
                    }
                }
                Err(fault) => {
                    faults += 1;
                    intake.counters.garbage_bytes.add(fault.bytes);
                    intake.counters.set_error(&fault.to_string());
                    if quiet.may_speak() {
                        tracing::warn!(sensor = intake.name, %fault, "a part of the file is not read");
                    }
                }
            }
        }
    }
    drop(receive);
    if let Err(error) = reading.await {
        intake
            .counters
            .set_error("reading the file failed by a fault in the program");
        tracing::error!(sensor = intake.name, %error, "reading the file failed");
    }
    intake.counters.set_link(Link::Finished);
    let receptions = intake.counters.receptions.get();
    tracing::info!(
        sensor = intake.name,
        receptions,
        faults,
        "the file has ended"
    );
}

/// Waits for a reception's time and hands it on; `false` when nobody listens any more.
async fn deliver(mut reception: Reception, shift: &mut Shift, intake: &Intake) -> bool {
    reception.heard = shift.apply(reception.heard);
    let wait = intake.clock.until(reception.heard);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    intake.counters.receptions.add(1);
    intake.out.send(reception).await.is_ok()
}

fn read(mut file: FileReceptions, send: &mpsc::Sender<(Vec<Item>, u64)>) {
    let mut position = 0;
    loop {
        let batch: Vec<Item> = file.by_ref().take(BATCH).collect();
        let bytes = file.position().saturating_sub(position);
        position = file.position();
        if batch.is_empty() || send.blocking_send((batch, bytes)).is_err() {
            return;
        }
    }
}

/// From the file's times to the run's.
#[derive(Debug)]
struct Shift {
    start: UtcNs,
    /// The file's last time, and what it became.
    last: Option<(UtcNs, UtcNs)>,
}

impl Shift {
    fn new(start: UtcNs) -> Shift {
        Shift { start, last: None }
    }

    /// The first becomes the start; the others keep their distances, never go back, and leap over absurd gaps.
    fn apply(&mut self, recorded: UtcNs) -> UtcNs {
        let Some((before, became)) = self.last else {
            self.last = Some((recorded, self.start));
            return self.start;
        };
        let span = recorded - before;
        if span < Nanos::ZERO && span >= -BACK_MAX {
            return became; // a little out of order
        }
        let span = if (Nanos::ZERO..=GAP_MAX).contains(&span) {
            span
        } else {
            Nanos::ZERO
        };
        self.last = Some((recorded, became + span));
        became + span
    }
}

#[cfg(test)]
mod tests {
    use super::Shift;
    use vigie_core::time::{Nanos, UtcNs};

    #[test]
    fn distances_are_kept_and_absurd_gaps_are_not() {
        let start = UtcNs(5_000_000_000_000_000);
        let mut shift = Shift::new(start);
        for (recorded_s, after_s) in [
            (1_000, 0),
            (1_002, 2),
            (1_001, 2), // out of order
            (1_003, 3),
            (4_603, 3_603),         // an hour's gap is waited for
            (9_000_000_000, 3_603), // a bad clock
            (9_000_000_001, 3_604),
            (4_604, 3_604), // and it is set right
            (4_605, 3_605),
        ] {
            let expected = start + Nanos::from_secs(after_s);
            assert_eq!(
                shift.apply(UtcNs(0) + Nanos::from_secs(recorded_s)),
                expected,
                "{recorded_s}"
            );
        }
    }
}
