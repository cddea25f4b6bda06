//! What people decide. Commands are inputs like receptions: recorded, and repeated by a replay.

use crate::alert::AlertId;
use crate::time::UtcNs;

/// One decision of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// When it reached Vigie.
    pub at: UtcNs,
    /// Who decided.
    pub by: String,
    /// What.
    pub order: Order,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// "I have seen this alert."
    Acknowledge(AlertId),
}
