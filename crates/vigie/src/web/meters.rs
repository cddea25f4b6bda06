//! Counters and gauges of the shell, for `/metrics`.
//!
//! A [`Meter`] is one atomic number in a static: add to it from anywhere, without a registry at hand. What belongs to
//! the picture (tracks, alerts, sensors) is not metered here; it is read from the picture when it is asked for.

use std::sync::atomic::{AtomicU64, Ordering};

/// One number of `/metrics`.
#[derive(Debug)]
pub struct Meter {
    name: &'static str,
    help: &'static str,
    kind: MeterKind,
    value: AtomicU64,
}

/// How a meter behaves, and in what it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MeterKind {
    /// Only grows.
    Counter,
    /// Only grows; nanoseconds inside, shown in seconds.
    CounterNanos,
    /// Goes up and down.
    Gauge,
    /// Goes up and down; nanoseconds inside, shown in seconds.
    GaugeNanos,
}

impl Meter {
    const fn new(name: &'static str, help: &'static str, kind: MeterKind) -> Meter {
        Meter {
            name,
            help,
            kind,
            value: AtomicU64::new(0),
        }
    }

    /// Adds to it. Wraps after 2⁶⁴, which a scraper takes for a restart.
    pub fn add(&self, n: u64) {
        self.value.fetch_add(n, Ordering::Relaxed);
    }

    /// Sets it (gauges).
    pub fn set(&self, n: u64) {
        self.value.store(n, Ordering::Relaxed);
    }

    /// Raises it to `n` if it is lower (greatest value seen).
    pub fn raise(&self, n: u64) {
        self.value.fetch_max(n, Ordering::Relaxed);
    }

    /// What it reads.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.value.load(Ordering::Relaxed)
    }

    /// Its lines in the text exposition format.
    pub(super) fn expose(&self, out: &mut super::metrics::Exposition) {
        let kind = match self.kind {
            MeterKind::Counter | MeterKind::CounterNanos => "counter",
            MeterKind::Gauge | MeterKind::GaugeNanos => "gauge",
        };
        out.family(self.name, kind, self.help);
        match self.kind {
            MeterKind::Counter | MeterKind::Gauge => out.sample(self.name, &[], self.read()),
            MeterKind::CounterNanos | MeterKind::GaugeNanos => {
                out.sample(self.name, &[], self.read() as f64 * 1e-9);
            }
        }
    }
}

/// Steps of the engine.
pub static STEPS: Meter = Meter::new(
    "vigie_engine_steps_total",
    "Steps of the engine.",
    MeterKind::Counter,
);
/// Time spent in steps, nanoseconds.
pub static STEP_NANOS: Meter = Meter::new(
    "vigie_engine_step_seconds_total",
    "Time spent in steps of the engine.",
    MeterKind::CounterNanos,
);
/// The longest step, nanoseconds.
pub static STEP_NANOS_MAX: Meter = Meter::new(
    "vigie_engine_step_seconds_max",
    "The longest step since the start.",
    MeterKind::GaugeNanos,
);
/// Steps that began later than they were due by more than one period.
pub static STEPS_LATE: Meter = Meter::new(
    "vigie_engine_steps_late_total",
    "Steps that began more than a period late.",
    MeterKind::Counter,
);
/// Receptions and commands handed to the engine.
pub static INPUTS: Meter = Meter::new(
    "vigie_engine_inputs_total",
    "Receptions and commands handed to the engine.",
    MeterKind::Counter,
);
/// Receptions that a full queue refused.
pub static INPUTS_DROPPED: Meter = Meter::new(
    "vigie_inputs_dropped_total",
    "Receptions dropped because the queue to the engine was full.",
    MeterKind::Counter,
);
/// Receptions that wait for the next step.
pub static INPUTS_WAITING: Meter = Meter::new(
    "vigie_inputs_waiting",
    "Receptions that wait for the next step.",
    MeterKind::Gauge,
);
/// Bytes read from sensors.
pub static DOOR_BYTES: Meter = Meter::new(
    "vigie_door_bytes_total",
    "Bytes that came from sensors.",
    MeterKind::Counter,
);
/// Connections to sensors that had to be made again.
pub static DOOR_RECONNECTS: Meter = Meter::new(
    "vigie_door_reconnects_total",
    "Connections to sensors that were lost.",
    MeterKind::Counter,
);
/// Flight-plan messages by TCP and from files, handed to the engine.
pub static MESSAGES: Meter = Meter::new(
    "vigie_messages_total",
    "Flight-plan messages that came by TCP or from a file.",
    MeterKind::Counter,
);
/// Those that the engine refused.
pub static MESSAGES_REFUSED: Meter = Meter::new(
    "vigie_messages_refused_total",
    "Flight-plan messages that were refused: too long.",
    MeterKind::Counter,
);
/// Senders of messages sent away.
pub static MESSAGE_SENDERS_REFUSED: Meter = Meter::new(
    "vigie_message_senders_refused_total",
    "Connections of senders of messages that were refused: too many at a time.",
    MeterKind::Counter,
);
/// Bytes written to the recording.
pub static RECORDED_BYTES: Meter = Meter::new(
    "vigie_recorded_bytes_total",
    "Bytes written to the recording.",
    MeterKind::Counter,
);
/// Writes to the recording that failed.
pub static RECORDING_FAULTS: Meter = Meter::new(
    "vigie_recording_faults_total",
    "Writes to the recording that failed.",
    MeterKind::Counter,
);
/// Writes to the audit log that failed.
pub static AUDIT_FAULTS: Meter = Meter::new(
    "vigie_audit_faults_total",
    "Writes to the audit log that failed.",
    MeterKind::Counter,
);
/// Pictures prepared for clients.
pub(super) static EDITIONS: Meter = Meter::new(
    "vigie_stream_editions_total",
    "Pictures prepared for clients.",
    MeterKind::Counter,
);
/// Time spent preparing them.
pub(super) static EDITION_NANOS: Meter = Meter::new(
    "vigie_stream_edition_seconds_total",
    "Time spent preparing pictures for clients.",
    MeterKind::CounterNanos,
);
/// Pictures that a client was not sent because it was behind.
pub(super) static SKIPPED: Meter = Meter::new(
    "vigie_stream_skipped_total",
    "Pictures not sent to a client because it was behind; it was sent the latest instead.",
    MeterKind::Counter,
);
/// Keyframes sent.
pub(super) static KEYFRAMES: Meter = Meter::new(
    "vigie_stream_keyframes_total",
    "Keyframes sent to clients.",
    MeterKind::Counter,
);
/// Bytes sent to clients.
pub(super) static SENT_BYTES: Meter = Meter::new(
    "vigie_stream_sent_bytes_total",
    "Bytes of messages sent to clients.",
    MeterKind::Counter,
);
/// Clients closed because they did not read.
pub(super) static CLIENTS_STALLED: Meter = Meter::new(
    "vigie_stream_stalled_total",
    "Clients closed because they did not read, or said too much.",
    MeterKind::Counter,
);
/// Requests refused.
pub(super) static REFUSED: Meter = Meter::new(
    "vigie_http_refused_total",
    "Requests answered with an error.",
    MeterKind::Counter,
);

/// All of them, in the order they are shown.
pub(super) static ALL: [&Meter; 22] = [
    &STEPS,
    &STEP_NANOS,
    &STEP_NANOS_MAX,
    &STEPS_LATE,
    &INPUTS,
    &INPUTS_DROPPED,
    &INPUTS_WAITING,
    &DOOR_BYTES,
    &DOOR_RECONNECTS,
    &MESSAGES,
    &MESSAGES_REFUSED,
    &MESSAGE_SENDERS_REFUSED,
    &RECORDED_BYTES,
    &RECORDING_FAULTS,
    &AUDIT_FAULTS,
    &EDITIONS,
    &EDITION_NANOS,
    &SKIPPED,
    &KEYFRAMES,
    &SENT_BYTES,
    &CLIENTS_STALLED,
    &REFUSED,
];
