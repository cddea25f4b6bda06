//! The commands, one a module.

pub mod decode;
mod progress;
pub mod replay;
pub mod run;
pub mod track;
