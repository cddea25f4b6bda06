//! How recorded ASTERIX is wrapped: raw blocks, pcap, FINAL.
//!
//! Every framing is an iterator over a byte slice that gives datagrams with
//! the time the wrapping carries. A truncated file gives what is whole, then
//! one error.

mod final_format;
mod pcap;
mod raw;

use crate::catalogue::Catalogue;
use crate::error::{Fault, ItemName, What};
use thiserror::Error;

pub use final_format::FinalFrames;
pub use pcap::Pcap;
pub use raw::RawBlocks;

/// A wrapping of recorded datagrams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Data blocks one after the other.
    Raw,
    /// libpcap capture file, classic form.
    Pcap,
    /// FINAL recording.
    Final,
}

/// When a datagram was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    UnixNs(i64),
    /// Hundredths of a second of a day that only the recorder knows, and its
    /// day counter.
    DayTime {
        /// Day counter of the recording.
        day: u8,
        /// Hundredths of a second since midnight of the recorder's clock.
        centiseconds: u32,
    },
}

/// Data blocks that were sent together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Datagram<'a> {
    /// When it was recorded; raw blocks do not say.
    pub stamp: Option<Stamp>,
    /// Offset of the first payload byte in the file.
    pub offset: usize,
    /// The blocks, and perhaps filler.
    pub payload: &'a [u8],
}

/// What is wrong with a wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameError {
    /// The file ends inside a packet or frame.
    #[error("the file ends inside a {0} at byte {1}; everything before it was read")]
    Truncated(&'static str, usize),
    /// A pcap header that is none.
    #[error("not a pcap file: magic number {0:#010x}")]
    NotPcap(u32),
    /// The other capture format.
    #[error("this is a pcapng file, which is not read yet; convert it: editcap -F pcap IN OUT")]
    PcapNg,
    /// A packet longer than any network carries.
    #[error("packet length {len} at byte {offset} is not possible; reading stops there")]
    PacketLength {
        /// As the file says.
        len: u32,
        /// Of the packet header.
        offset: usize,
    },
    /// A capture of something else than the links read here.
    #[error("link type {0} is not read (Ethernet, Linux cooked, loopback and raw IP are)")]
    LinkType(u32),
    /// A FINAL frame without its trailer, or with an impossible length.
    #[error("no FINAL frame at byte {0}")]
    NotFinal(usize),
    /// Bytes between raw blocks.
    #[error(transparent)]
    Block(#[from] Fault),
}

/// The format of a file, by its content; `None` if it is none of these.
#[must_use]
pub fn detect(catalogue: &Catalogue<'_>, bytes: &[u8]) -> Option<Format> {
    if pcap::is_capture(bytes) {
        Some(Format::Pcap)
    } else if final_format::is_final(bytes) {
        Some(Format::Final)
    } else if raw::is_raw(catalogue, bytes) {
        Some(Format::Raw)
    } else {
        None
    }
}

/// The datagrams of a file of any format.
#[derive(Debug)]
pub enum Datagrams<'a> {
    /// Raw blocks.
    Raw(RawBlocks<'a>),
    /// A capture file.
    Pcap(Pcap<'a>),
    /// A FINAL recording.
    Final(FinalFrames<'a>),
}

impl<'a> Datagrams<'a> {
    /// The datagrams of `bytes`, wrapped as `format` says.
    #[must_use]
    pub fn new(catalogue: &Catalogue<'a>, format: Format, bytes: &'a [u8]) -> Datagrams<'a> {
        match format {
            Format::Raw => Datagrams::Raw(RawBlocks::new(catalogue, bytes)),
            Format::Pcap => Datagrams::Pcap(Pcap::new(bytes)),
            Format::Final => Datagrams::Final(FinalFrames::new(bytes)),
        }
    }

    /// Packets of a capture that are no UDP datagrams, or only fragments of one.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        match self {
            Datagrams::Pcap(pcap) => pcap.skipped(),
            Datagrams::Raw(_) | Datagrams::Final(_) => 0,
        }
    }
}

impl<'a> Iterator for Datagrams<'a> {
    type Item = Result<Datagram<'a>, FrameError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Datagrams::Raw(blocks) => blocks.next(),
            Datagrams::Pcap(pcap) => pcap.next(),
            Datagrams::Final(frames) => frames.next(),
        }
    }
}

fn not_a_block(len: usize, offset: usize) -> FrameError {
    let what = What::NotABlock(len);
    FrameError::Block(Fault {
        what,
        category: 0,
        item: ItemName::default(),
        offset,
    })
}
