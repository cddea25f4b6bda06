//! What the ways in and out count, for the sensor lights and the metrics.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Longest text kept of a last error, bytes.
const ERROR_TEXT_MAX: usize = 240;

/// How a door stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Not opened yet.
    Closed,
    /// Waits for datagrams, or for somebody to connect.
    Listening,
    /// Tries to connect, or waits before it tries again.
    Connecting,
    /// Connected; a file is being replayed.
    Connected,
    /// The file has ended.
    Finished,
}

impl Link {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Listening => "listening",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Finished => "finished",
        }
    }

    const ALL: [Link; 5] = [
        Self::Closed,
        Self::Listening,
        Self::Connecting,
        Self::Connected,
        Self::Finished,
    ];
}

/// A number that only grows, written by one task and read by any.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// Its value.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub(super) fn sub(&self, fewer: u64) {
        self.0.fetch_sub(fewer, Ordering::Relaxed);
    }
}

/// What came in for one sensor since the start.
#[derive(Debug, Default)]
pub struct DoorCounters {
    /// Bytes read.
    pub bytes: Count,
    /// Frames and datagrams found, dropped ones included.
    pub receptions: Count,
    /// Bytes that belong to nothing.
    pub garbage_bytes: Count,
    /// Mode A/C replies, which are not used yet.
    pub mode_ac: Count,
    /// Datagrams without a byte.
    pub empty_datagrams: Count,
    /// Receptions dropped because the engine's queue was full.
    pub dropped: Count,
    /// Connections lost, given up or not made.
    pub reconnects: Count,
    /// Times a connection was given up because nothing came.
    pub timeouts: Count,
    /// Feeders connected now.
    pub feeders: Count,
    /// Feeders sent away because there were too many.
    pub refused: Count,
    /// Times the door's task failed and was started again.
    pub restarts: Count,
    link: AtomicU8,
    last_error: Mutex<Option<String>>,
}

impl DoorCounters {
    /// How the door stands.
    #[must_use]
    pub fn link(&self) -> Link {
        let at = usize::from(self.link.load(Ordering::Relaxed));
        Link::ALL.get(at).copied().unwrap_or(Link::Closed)
    }

    /// What went wrong last, if anything did; at most 240 bytes.
    #[must_use]
    pub fn last_error(&self) -> Option<String> {
        self.last_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set_link(&self, link: Link) {
        self.link.store(link as u8, Ordering::Relaxed);
    }

    pub(super) fn set_error(&self, text: &str) {
        *self
            .last_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(bounded(text));
    }
}

/// What went out over one relay since the start.
#[derive(Debug, Default)]
pub struct RelayCounters {
    /// Messages sent; to several clients, once for each.
    pub sent: Count,
    /// Messages dropped: nobody to send to in time, or a full queue.
    pub dropped: Count,
    /// Receptions that cannot be written in the relay's form.
    pub unfit: Count,
    /// Connections lost or not made.
    pub reconnects: Count,
    /// Clients connected now.
    pub clients: Count,
    /// Clients sent away because there were too many.
    pub refused: Count,
    /// Clients dropped because they read too slowly.
    pub slow: Count,
    last_error: Mutex<Option<String>>,
}

impl RelayCounters {
    /// What went wrong last, if anything did; at most 240 bytes.
    #[must_use]
    pub fn last_error(&self) -> Option<String> {
        self.last_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set_error(&self, text: &str) {
        *self
            .last_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(bounded(text));
    }
}

fn bounded(text: &str) -> String {
    let end = (0..=ERROR_TEXT_MAX.min(text.len()))
        .rev()
        .find(|&end| text.is_char_boundary(end));
    text[..end.unwrap_or(0)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::{DoorCounters, Link};

    #[test]
    fn errors_are_bounded_and_states_survive() {
        let counters = DoorCounters::default();
        assert_eq!(
            (counters.link(), counters.last_error()),
            (Link::Closed, None)
        );
        counters.set_error(&"é".repeat(500));
        assert_eq!(
            counters.last_error().map(|text| text.chars().count()),
            Some(120)
        );
        for link in Link::ALL {
            counters.set_link(link);
            assert_eq!(counters.link(), link);
        }
    }
}
