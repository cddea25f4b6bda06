//! Datagrams in. One datagram of ASTERIX is one reception; one of any other format holds whole messages.

use super::backoff::Quiet;
use super::counters::Link;
use super::deframe::Stream;
use super::{DoorError, Intake};
use crate::config::Format;
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::UdpSocket;
use vigie_core::reception::Payload;

/// Longer datagrams do not exist over IPv4.
const DATAGRAM_MAX: usize = 65_507;
/// What is asked of the system for datagrams that wait to be read; it may give less.
const RECEIVE_BUFFER: usize = 4 << 20;

/// A bound socket.
#[derive(Debug)]
pub(super) struct Datagrams {
    socket: UdpSocket,
    format: Format,
}

impl Datagrams {
    pub(super) fn open(
        bind: SocketAddr,
        group: Option<(Ipv4Addr, Ipv4Addr)>,
        format: Format,
        name: &str,
    ) -> Result<Datagrams, DoorError> {
        // bound to the group itself, so that no other group's datagrams come in
        let at = group.map_or(bind, |(group, _)| SocketAddr::from((group, bind.port())));
        let socket =
            bound(at, group.is_some()).map_err(|e| DoorError::listen("UDP", at, name, &e))?;
        if let Some((group, interface)) = group {
            socket
                .join_multicast_v4(&group, &interface)
                .map_err(|error| DoorError::Join {
                    group,
                    interface,
                    sensor: name.to_owned(),
                    why: error.to_string(),
                })?;
        }
        let socket = UdpSocket::from_std(socket.into())
            .map_err(|error| DoorError::listen("UDP", at, name, &error))?;
        Ok(Datagrams { socket, format })
    }

    pub(super) fn local_addr(&self) -> Option<SocketAddr> {
        self.socket.local_addr().ok()
    }

    pub(super) async fn run(&self, intake: &Intake) {
        intake.counters.set_link(Link::Listening);
        tracing::info!(sensor = intake.name, at = ?self.local_addr(), "listening for UDP");
        let mut buffer = vec![0; DATAGRAM_MAX + 1];
        let mut quiet = Quiet::default();
        loop {
            match self.socket.recv(&mut buffer).await {
                Ok(len) => self.take(buffer.get(..len).unwrap_or_default(), intake),
                Err(error) => {
                    intake.counters.set_error(&error.to_string());
                    if quiet.may_speak() {
                        tracing::warn!(sensor = intake.name, %error, "receiving UDP failed");
                    }
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn take(&self, datagram: &[u8], intake: &Intake) {
        let heard = intake.clock.now();
        if datagram.is_empty() {
            intake.counters.empty_datagrams.add(1);
        } else if self.format == Format::Asterix {
            intake.counters.bytes.add(datagram.len() as u64);
            intake.offer(heard, Payload::Asterix(datagram.into()));
        } else if let Some(mut stream) = Stream::new(self.format, intake.gnss_stamps) {
            stream.push(datagram, &intake.counters, |payload| {
                intake.offer(heard, payload);
            });
            // the last line of a datagram may have no end
            stream.finish(&intake.counters, |payload| intake.offer(heard, payload));
        }
    }
}

fn bound(at: SocketAddr, is_shared: bool) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(at), Type::DGRAM, Some(Protocol::UDP))?;
    // several programs may listen to one group; without a group they would take each other's datagrams
    socket.set_reuse_address(is_shared)?;
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    socket.set_nonblocking(true)?;
    socket.bind(&at.into())?;
    Ok(socket)
}
