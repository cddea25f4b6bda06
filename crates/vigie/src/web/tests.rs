//! The server as its clients meet it: over loopback, on a port of its own.

mod http;
mod rig;
mod stream;
mod tracks;
