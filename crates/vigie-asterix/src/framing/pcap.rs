//! Classic libpcap files: UDP payloads over IPv4 and IPv6, and blocks sent
//! straight over Ethernet (802.3 length and LLC header, as radars on a LAN do).
//!
//! Header and link layers as in the pcap(5) and "LINKTYPE" pages of
//! tcpdump.org (from memory, unverified but for the recordings of the tests).
//! Fragments of a datagram are passed over and counted, not put together.
//!
//! Read by hand: this is two dozen lines of fixed layout, without copies, and
//! must not panic on any input.

use super::{Datagram, FrameError, Stamp};

const FILE_HEADER: usize = 24;
const PACKET_HEADER: usize = 16;
const PACKET_MAX: u32 = 1 << 18;

const LINK_NULL: u32 = 0;
const LINK_ETHERNET: u32 = 1;
const LINK_RAW: [u32; 3] = [12, 14, 101];
const LINK_COOKED: u32 = 113;
const LINK_COOKED_2: u32 = 276;

const ETHER_IPV4: u16 = 0x0800;
const ETHER_IPV6: u16 = 0x86dd;
const ETHER_VLAN: [u16; 3] = [0x8100, 0x88a8, 0x9100];
const PROTOCOL_UDP: u8 = 17;
/// Ethernet addresses, length and LLC header.
const LLC_END: usize = 17;

/// The datagrams of a capture file.
#[derive(Debug)]
pub struct Pcap<'a> {
    bytes: &'a [u8],
    pos: usize,
    skipped: u64,
    header: Option<Header>,
}

#[derive(Debug, Clone, Copy)]
struct Header {
    is_big_endian: bool,
    /// Nanoseconds of one unit of the fraction of a second.
    fraction_ns: i64,
    link: u32,
}

impl Header {
    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let bytes = *bytes.get(at..)?.first_chunk::<4>()?;
        Some(if self.is_big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }
}

/// Whether this is a capture file, of the classic form or the next.
pub(super) fn is_capture(bytes: &[u8]) -> bool {
    !matches!(header(bytes), Err(FrameError::NotPcap(_)))
}

fn header(bytes: &[u8]) -> Result<Header, FrameError> {
    let magic = bytes
        .first_chunk::<4>()
        .map_or(0, |magic| u32::from_be_bytes(*magic));
    let (is_big_endian, fraction_ns) = match magic {
        0xa1b2_c3d4 => (true, 1000),
        0xd4c3_b2a1 => (false, 1000),
        0xa1b2_3c4d => (true, 1),
        0x4d3c_b2a1 => (false, 1),
        0x0a0d_0d0a => return Err(FrameError::PcapNg),
        other => return Err(FrameError::NotPcap(other)),
    };
    let header = Header {
        is_big_endian,
        fraction_ns,
        link: 0,
    };
    let link = header
        .u32(bytes, 20)
        .ok_or(FrameError::Truncated("pcap header", 0))?;
    // the upper bits may carry the length of a frame check sequence
    let link = link & 0x0fff_ffff;
    let is_read = matches!(
        link,
        LINK_NULL | LINK_ETHERNET | LINK_COOKED | LINK_COOKED_2
    );
    if is_read || LINK_RAW.contains(&link) {
        Ok(Header { link, ..header })
    } else {
        Err(FrameError::LinkType(link))
    }
}

impl<'a> Pcap<'a> {
    /// The datagrams of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Pcap<'a> {
        Pcap {
            bytes,
            pos: 0,
            skipped: 0,
            header: None,
        }
    }

    /// Packets that hold no datagram, or only a fragment of one.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    fn packet(&mut self, header: Header) -> Result<(Stamp, usize, &'a [u8]), FrameError> {
        let start = self.pos;
        let truncated = FrameError::Truncated("pcap packet", start);
        let field = |at| header.u32(self.bytes, start + at).ok_or(truncated);
        let (seconds, fraction, len) = (field(0)?, field(4)?, field(8)?);
        field(12)?; // the length on the wire must be there too
        if len > PACKET_MAX {
            return Err(FrameError::PacketLength { len, offset: start });
        }
        let first = start + PACKET_HEADER;
        let packet = self
            .bytes
            .get(first..first + len as usize)
            .ok_or(truncated)?;
        self.pos = first + packet.len();
        let ns = i64::from(seconds) * 1_000_000_000 + i64::from(fraction) * header.fraction_ns;
        Ok((Stamp::UnixNs(ns), first, packet))
    }
}

impl<'a> Iterator for Pcap<'a> {
    type Item = Result<Datagram<'a>, FrameError>;

    fn next(&mut self) -> Option<Self::Item> {
        let header = match self.header {
            Some(header) => header,
            None if self.bytes.is_empty() || self.pos > 0 => return None,
            None => match header(self.bytes) {
                Ok(header) => {
                    self.pos = FILE_HEADER;
                    *self.header.insert(header)
                }
                Err(error) => {
                    self.pos = self.bytes.len();
                    return Some(Err(error));
                }
            },
        };
        while self.pos < self.bytes.len() {
            match self.packet(header) {
                Ok((stamp, first, packet)) => match datagram_payload(header.link, packet) {
                    Some((at, payload)) => {
                        let stamp = Some(stamp);
                        return Some(Ok(Datagram {
                            stamp,
                            offset: first + at,
                            payload,
                        }));
                    }
                    None => self.skipped += 1,
                },
                Err(error) => {
                    self.pos = self.bytes.len();
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk::<2>()
        .map(|bytes| u16::from_be_bytes(*bytes))
}

/// The payload of an 802.3 frame with an LLC header of unnumbered information.
fn llc_payload(packet: &[u8]) -> Option<&[u8]> {
    const LENGTH_MAX: usize = 1500;
    const UNNUMBERED_INFORMATION: u8 = 0x03;
    let length = usize::from(u16_at(packet, 12)?);
    let is_llc = length <= LENGTH_MAX && *packet.get(16)? == UNNUMBERED_INFORMATION;
    is_llc.then(|| packet.get(LLC_END..14 + length)).flatten()
}

/// The payload of the datagram in a packet, and where in the packet it starts.
fn datagram_payload(link: u32, packet: &[u8]) -> Option<(usize, &[u8])> {
    if link == LINK_ETHERNET
        && let Some(payload) = llc_payload(packet)
    {
        return Some((LLC_END, payload));
    }
    let network = match link {
        LINK_ETHERNET => after_ethertype(packet, 12)?,
        LINK_COOKED => after_ethertype(packet, 14)?,
        LINK_COOKED_2 => 20,
        LINK_NULL => 4,
        _ => 0,
    };
    let ip = packet.get(network..)?;
    let (at, end) = match ip.first()? >> 4 {
        4 => ipv4(ip)?,
        6 => ipv6(ip)?,
        _ => return None,
    };
    let udp = ip.get(at..end.min(ip.len()))?;
    let len = usize::from(u16_at(udp, 4)?);
    let payload = udp.get(8..len)?;
    Some((network + at + 8, payload))
}

/// Where the network layer starts, given where the type of what follows stands.
fn after_ethertype(packet: &[u8], mut at: usize) -> Option<usize> {
    let mut ethertype = u16_at(packet, at)?;
    while ETHER_VLAN.contains(&ethertype) {
        at += 4;
        ethertype = u16_at(packet, at)?;
    }
    matches!(ethertype, ETHER_IPV4 | ETHER_IPV6).then_some(at + 2)
}

/// Start and end of the UDP datagram in an IPv4 packet.
fn ipv4(ip: &[u8]) -> Option<(usize, usize)> {
    let start = usize::from(ip.first()? & 15) * 4;
    let total = usize::from(u16_at(ip, 2)?);
    let is_fragment = u16_at(ip, 6)? & 0x3fff != 0;
    let is_udp = *ip.get(9)? == PROTOCOL_UDP;
    (is_udp && !is_fragment && start >= 20).then_some((start, total))
}

/// Start and end of the UDP datagram in an IPv6 packet.
fn ipv6(ip: &[u8]) -> Option<(usize, usize)> {
    const HOP_BY_HOP: u8 = 0;
    const ROUTING: u8 = 43;
    const DESTINATION: u8 = 60;
    let end = 40 + usize::from(u16_at(ip, 4)?);
    let mut next = *ip.get(6)?;
    let mut at = 40;
    while matches!(next, HOP_BY_HOP | ROUTING | DESTINATION) {
        next = *ip.get(at)?;
        at += 8 + 8 * usize::from(*ip.get(at + 1)?);
    }
    (next == PROTOCOL_UDP).then_some((at, end))
}
