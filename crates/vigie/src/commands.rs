//! The commands, one a module.

pub mod audit;
pub mod decode;
pub mod evaluate;
mod progress;
pub mod replay;
pub mod run;
pub mod track;
