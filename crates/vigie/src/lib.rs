//! The shell of Vigie: command line, configuration, clock, sockets, web server.
//!
//! Everything that computes lives in the crates above; here the bytes come in, the clock is read, and the picture
//! goes out. A library besides the binary, so that tests and benchmarks reach the same code.

pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod doors;
pub mod hub;
pub mod live;
pub mod logs;
pub mod messages;
pub mod web;
