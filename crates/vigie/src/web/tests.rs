//! The server as its clients meet it: over loopback, on a port of its own.

mod http;
mod plans;
mod rig;
mod stream;
mod tracks;
