//! Doors and relays over the loopback, and a file by the clock. No fixed waits: every wait is for a condition.

use super::backoff::Timing;
use super::{DoorCounters, DoorError, Doors, Intake, Link, Relays, open, open_with, supervise};
use crate::clock::RunClock;
use crate::config::{Door, Format, Relay, RelayTo, Source};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc;
use vigie_core::reception::{ModeSReply, Payload, Reception, Stamp};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, Ticks, UtcNs};

const LOCAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const NORTH: [u8; 17] = [
    0x22, 0, 17, 0xf6, 0xe2, 0xe8, 2, 0x76, 0xd3, 0x56, 8, 0x84, 0, 0x20, 0, 0x80, 0,
];
const FRAME: [u8; 14] = [
    0x8d, 0x40, 0x6b, 0x90, 0x58, 0xb9, 0x75, 0x87, 0x0b, 0x73, 0x87, 0x54, 0xf4, 0x80,
];
/// The frame as Beast, with counter 1 and level 2.
const BEAST: [u8; 23] = [
    0x1a, 0x33, 0, 0, 0, 0, 0, 1, 2, 0x8d, 0x40, 0x6b, 0x90, 0x58, 0xb9, 0x75, 0x87, 0x0b, 0x73,
    0x87, 0x54, 0xf4, 0x80,
];
const PATIENCE: Duration = Duration::from_secs(20);

/// Short enough for a test, long enough for a loaded machine.
fn quick() -> Timing {
    Timing {
        retry_min: Duration::from_millis(5),
        retry_max: Duration::from_millis(50),
        ..Timing::default()
    }
}

fn names() -> Vec<String> {
    vec!["Niamey".to_owned()]
}

fn door(place: Source, format: Option<Format>) -> Vec<Door> {
    vec![Door {
        sensor: SensorId(0),
        place,
        format,
        gnss_stamps: false,
    }]
}

fn reply(counter: u64) -> Payload {
    let reply = ModeSReply::new(&FRAME, Stamp::Counter(Ticks(counter)), Some(2));
    Payload::ModeS(reply.expect("a long frame"))
}

fn clock() -> RunClock {
    RunClock::starting_at(UtcNs(1_000_000_000_000), 1.0)
}

async fn opened(place: Source, format: Format) -> (Doors, mpsc::Receiver<Reception>) {
    let (out, receptions) = mpsc::channel(1024);
    let doors = open_with(&door(place, Some(format)), &names(), clock(), out, quick()).await;
    (doors.expect("opens"), receptions)
}

fn listening(doors: &Doors) -> SocketAddr {
    doors.local_addrs()[0].expect("listens")
}

fn counters(doors: &Doors) -> &DoorCounters {
    &doors.counters()[&SensorId(0)]
}

async fn next(receptions: &mut mpsc::Receiver<Reception>) -> Reception {
    let next = tokio::time::timeout(PATIENCE, receptions.recv()).await;
    next.expect("in time").expect("the door is open")
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("never: {what}"));
}

#[tokio::test]
async fn a_datagram_is_a_reception() {
    let (doors, mut receptions) = opened(
        Source::Udp {
            bind: LOCAL,
            group: None,
        },
        Format::Asterix,
    )
    .await;
    let sender = UdpSocket::bind(LOCAL).await.expect("a port");
    let longest = vec![0x30; 65_507];
    for datagram in [&NORTH[..], &[], &longest, &[0xff]] {
        sender
            .send_to(datagram, listening(&doors))
            .await
            .expect("sent");
        if datagram.is_empty() {
            continue;
        }
        let reception = next(&mut receptions).await;
        assert_eq!(reception.payload, Payload::Asterix(datagram.into()));
        assert!(reception.heard >= clock().start());
    }
    let counters = counters(&doors);
    assert_eq!(counters.link(), Link::Listening);
    assert_eq!(
        (counters.receptions.get(), counters.empty_datagrams.get()),
        (3, 1)
    );
    assert_eq!(counters.bytes.get(), 17 + 65_507 + 1);
    doors.close().await;
}

#[tokio::test]
async fn beast_and_avr_come_in_datagrams_too() {
    for (format, bytes, expected) in [
        (Format::Beast, BEAST.repeat(3), 3),
        (
            Format::Avr,
            b"*8d406b9058b975870b738754f480;\nxx".to_vec(),
            1,
        ),
    ] {
        let (doors, mut receptions) = opened(
            Source::Udp {
                bind: LOCAL,
                group: None,
            },
            format,
        )
        .await;
        let sender = UdpSocket::bind(LOCAL).await.expect("a port");
        sender
            .send_to(&bytes, listening(&doors))
            .await
            .expect("sent");
        for _ in 0..expected {
            let Payload::ModeS(reply) = next(&mut receptions).await.payload else {
                panic!("{format:?}")
            };
            assert_eq!(reply.frame(), FRAME);
        }
    }
}

#[tokio::test]
async fn a_group_is_heard_on_the_loopback() {
    let group = Ipv4Addr::new(239, 255, 77, 3);
    // a free port: the group's socket needs one that the test can name
    let port = UdpSocket::bind(LOCAL)
        .await
        .and_then(|socket| socket.local_addr())
        .expect("a port")
        .port();
    let bind = SocketAddr::from((Ipv4Addr::UNSPECIFIED, port));
    let place = Source::Udp {
        bind,
        group: Some((group, Ipv4Addr::LOCALHOST)),
    };
    let (doors, mut receptions) = opened(place.clone(), Format::Asterix).await;
    // a second listener is no "port in use"
    let (second, mut also) = opened(place, Format::Asterix).await;
    let socket =
        socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None).expect("a socket");
    socket
        .set_multicast_if_v4(&Ipv4Addr::LOCALHOST)
        .expect("an interface");
    let sent = socket
        .send_to(&NORTH, &SocketAddr::from((group, port)).into())
        .expect("sent");
    assert_eq!(sent, NORTH.len());
    for receptions in [&mut receptions, &mut also] {
        assert_eq!(
            next(receptions).await.payload,
            Payload::Asterix(NORTH.into())
        );
    }
    drop((doors, second));
}

#[tokio::test]
async fn a_port_in_use_is_said_with_what_to_do() {
    let udp = UdpSocket::bind(LOCAL).await.expect("a port");
    let tcp = TcpListener::bind(LOCAL).await.expect("a port");
    let (udp_at, tcp_at) = (
        udp.local_addr().expect("bound"),
        tcp.local_addr().expect("bound"),
    );
    let tail = "for sensor Niamey: address in use; another program (or another vigie) uses this port: stop it or \
                choose another port in [sensor.input]";
    for (place, expected) in [
        (
            Source::Udp {
                bind: udp_at,
                group: None,
            },
            format!("cannot listen for UDP on {udp_at} {tail}"),
        ),
        (
            Source::Listen(tcp_at),
            format!("cannot listen for TCP on {tcp_at} {tail}"),
        ),
    ] {
        let (out, _receptions) = mpsc::channel(1);
        let error = open(&door(place, None), &names(), clock(), out)
            .await
            .expect_err("in use");
        assert_eq!(error.to_string(), expected);
    }
    let relay = [Relay {
        sensor: SensorId(0),
        to: RelayTo::Listen(tcp_at),
    }];
    let error = Relays::open(&relay, &names()).await.expect_err("in use");
    assert!(error.to_string().contains(tail), "{error}");
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let elsewhere = "192.0.2.1:8600".parse().expect("an address");
    let group = Some((Ipv4Addr::new(239, 1, 1, 1), Ipv4Addr::new(192, 0, 2, 1)));
    for (place, format, expected) in [
        (
            Source::Udp {
                bind: elsewhere,
                group: None,
            },
            None,
            "this machine has no such address",
        ),
        (
            Source::Udp { bind: LOCAL, group },
            None,
            "cannot join the multicast group 239.1.1.1 on interface 192.0.2.1",
        ),
        (
            Source::Listen(LOCAL),
            Some(Format::Pcap),
            "the format pcap is one of files",
        ),
        (
            Source::File("/nowhere/x.csv".into()),
            None,
            "there is no such file",
        ),
    ] {
        let (out, _receptions) = mpsc::channel(1);
        let error = open(&door(place, format), &names(), clock(), out)
            .await
            .expect_err("cannot be opened");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_client_connects_again_when_the_server_dies() {
    let server = TcpListener::bind(LOCAL).await.expect("a port");
    let at = server.local_addr().expect("bound");
    let (doors, mut receptions) = opened(Source::Connect(at.to_string()), Format::Beast).await;
    let (mut peer, _) = server.accept().await.expect("connected");
    peer.write_all(&BEAST).await.expect("sent");
    assert_eq!(next(&mut receptions).await.payload, reply(1));
    assert_eq!(counters(&doors).link(), Link::Connected);

    drop((peer, server));
    until("the loss is counted", || {
        counters(&doors).reconnects.get() >= 3
    })
    .await;
    assert_eq!(counters(&doors).link(), Link::Connecting);
    let error = counters(&doors).last_error().expect("an error");
    assert!(error.starts_with(&at.to_string()), "{error}");

    let server = TcpListener::bind(at).await.expect("the same port");
    let (mut peer, _) = server.accept().await.expect("connected again");
    peer.write_all(&BEAST[..9]).await.expect("half a message");
    peer.write_all(&BEAST[9..]).await.expect("the other half");
    assert_eq!(next(&mut receptions).await.payload, reply(1));
    doors.close().await;
}

#[tokio::test]
async fn a_silent_or_senseless_server_is_left() {
    let server = TcpListener::bind(LOCAL).await.expect("a port");
    let to = Source::Connect(server.local_addr().expect("bound").to_string());
    let timing = Timing {
        silence: Duration::from_millis(50),
        ..quick()
    };
    let (out, _receptions) = mpsc::channel(16);
    let doors = open_with(&door(to, Some(Format::Avr)), &names(), clock(), out, timing)
        .await
        .expect("opens");
    let (_silent, _) = server.accept().await.expect("connected");
    let (mut senseless, _) = server
        .accept()
        .await
        .expect("connected again after silence");
    assert!(counters(&doors).timeouts.get() >= 1);
    // the door may leave before all of it is sent
    let sent = senseless.write_all(&vec![b'x'; 200_000]).await;
    until("garbage is given up", || {
        counters(&doors)
            .last_error()
            .is_some_and(|error| error.contains("64 KiB came without one avr message"))
    })
    .await;
    drop(sent);
    assert!(counters(&doors).garbage_bytes.get() > 64 * 1024);
}

#[tokio::test]
async fn an_address_that_cannot_be_resolved_is_tried_again() {
    // without a port it is refused before anyone asks the network
    let to = Source::Connect("receiver".to_owned());
    let (doors, _receptions) = opened(to, Format::Beast).await;
    until("two attempts", || counters(&doors).reconnects.get() >= 2).await;
    let error = counters(&doors).last_error().expect("an error");
    assert!(error.starts_with("receiver: "), "{error}");
    assert_eq!(counters(&doors).link(), Link::Connecting);
}

#[tokio::test]
async fn one_feeder_sends_garbage_and_the_other_is_heard() {
    let (doors, mut receptions) = opened(Source::Listen(LOCAL), Format::Beast).await;
    let mut good = TcpStream::connect(listening(&doors))
        .await
        .expect("connected");
    let mut bad = TcpStream::connect(listening(&doors))
        .await
        .expect("connected");
    until("both are there", || counters(&doors).feeders.get() == 2).await;
    good.write_all(&BEAST[..5]).await.expect("half a message");
    // the door may leave before all of it is sent
    let sent = bad.write_all(&vec![0x55; 500_000]).await;
    until("the bad one is dropped", || {
        counters(&doors).feeders.get() == 1
    })
    .await;
    drop(sent);
    good.write_all(&BEAST[5..]).await.expect("the other half");
    assert_eq!(next(&mut receptions).await.payload, reply(1));
    assert_eq!(counters(&doors).link(), Link::Connected);
    drop(good);
    until("nobody is there", || {
        counters(&doors).link() == Link::Listening
    })
    .await;
}

#[tokio::test]
async fn too_many_feeders_are_sent_away() {
    let (doors, _receptions) = opened(Source::Listen(LOCAL), Format::Beast).await;
    let mut feeders = Vec::new();
    for _ in 0..18 {
        feeders.push(
            TcpStream::connect(listening(&doors))
                .await
                .expect("connected"),
        );
    }
    until("two are refused", || counters(&doors).refused.get() == 2).await;
    until("sixteen are not", || counters(&doors).feeders.get() == 16).await;
}

#[tokio::test]
async fn a_full_queue_drops_and_counts() {
    let (out, mut receptions) = mpsc::channel(4);
    let place = Source::Listen(LOCAL);
    let doors = open(&door(place, Some(Format::Asterix)), &names(), clock(), out)
        .await
        .expect("opens");
    let mut feeder = TcpStream::connect(listening(&doors))
        .await
        .expect("connected");
    feeder.write_all(&NORTH.repeat(100)).await.expect("sent");
    until("all are read", || counters(&doors).receptions.get() == 100).await;
    assert_eq!(counters(&doors).dropped.get(), 96);
    for _ in 0..4 {
        assert_eq!(
            next(&mut receptions).await.payload,
            Payload::Asterix(NORTH.into())
        );
    }
}

#[tokio::test]
async fn a_file_is_heard_at_its_own_pace_from_now() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flight.csv");
    let lines = [100.0, 100.5, 130.0, 129.0, 160.25]
        .map(|t| format!("{t:.6},8D406B9058B975870B738754F480\n"));
    std::fs::write(&path, lines.concat() + "what?\n").expect("written");
    let (out, mut receptions) = mpsc::channel(1024);
    // a minute in sixty milliseconds
    let clock = RunClock::starting_at(UtcNs(7_000_000_000_000), 1000.0);
    let mut doors = open(&door(Source::File(path), None), &names(), clock, out)
        .await
        .expect("opens");
    for after_s in [0.0, 0.5, 30.0, 30.0, 60.25] {
        let reception = next(&mut receptions).await;
        assert_eq!(
            reception.heard,
            clock.start() + Nanos::from_secs_f64(after_s)
        );
        assert!(clock.now() >= reception.heard, "not before its time");
    }
    tokio::time::timeout(PATIENCE, doors.finished())
        .await
        .expect("the file ends");
    assert_eq!(counters(&doors).link(), Link::Finished);
    assert_eq!(
        (
            counters(&doors).receptions.get(),
            counters(&doors).garbage_bytes.get()
        ),
        (5, 6)
    );
}

async fn relays(to: RelayTo, timing: Timing) -> Relays {
    let relay = [Relay {
        sensor: SensorId(0),
        to,
    }];
    Relays::open_with(&relay, &names(), timing)
        .await
        .expect("opens")
}

fn said(payload: Payload) -> Reception {
    Reception {
        sensor: SensorId(0),
        heard: UtcNs(0),
        payload,
    }
}

#[tokio::test]
async fn datagrams_go_round_by_udp() {
    let (doors, mut receptions) = opened(
        Source::Udp {
            bind: LOCAL,
            group: None,
        },
        Format::Asterix,
    )
    .await;
    let relays = relays(RelayTo::Udp(listening(&doors)), quick()).await;
    relays.pass_on(&Reception {
        sensor: SensorId(9),
        ..said(Payload::Asterix([1, 2].into()))
    });
    relays.pass_on(&said(Payload::Asterix(NORTH.into())));
    assert_eq!(
        next(&mut receptions).await.payload,
        Payload::Asterix(NORTH.into())
    );
    let counters = &relays.counters()[0].1;
    until("it is counted", || counters.sent.get() == 1).await;
    relays.close().await;
}

#[tokio::test]
async fn frames_go_round_by_tcp_both_ways() {
    // we connect to a door that listens
    let (doors, mut receptions) = opened(Source::Listen(LOCAL), Format::Beast).await;
    let out = relays(RelayTo::Connect(listening(&doors)), quick()).await;
    until("connected", || counters(&doors).feeders.get() == 1).await;
    until("counted", || out.counters()[0].1.clients.get() == 1).await;
    for counter in [1, 0x1a1a1a, 0xffff_ffff_ffff] {
        out.pass_on(&said(reply(counter)));
        assert_eq!(next(&mut receptions).await.payload, reply(counter));
    }
    // a door connects to us
    let server = relays(RelayTo::Listen(LOCAL), quick()).await;
    let at = server.local_addrs()[0].expect("listens");
    let (_doors, mut receptions) = opened(Source::Connect(at.to_string()), Format::Beast).await;
    until("connected", || server.counters()[0].1.clients.get() == 1).await;
    for counter in 1..500 {
        server.pass_on(&said(reply(counter)));
    }
    for counter in 1..500 {
        assert_eq!(next(&mut receptions).await.payload, reply(counter));
    }
    // a frame that is none
    let odd = ModeSReply::new(&[0x8d; 7], Stamp::None, None).expect("seven bytes");
    server.pass_on(&said(Payload::ModeS(odd)));
    assert_eq!(server.counters()[0].1.unfit.get(), 1);
}

#[tokio::test]
async fn a_relay_connects_again_and_drops_meanwhile() {
    let server = TcpListener::bind(LOCAL).await.expect("a port");
    let at = server.local_addr().expect("bound");
    let relays = relays(RelayTo::Connect(at), quick()).await;
    let (peer, _) = server.accept().await.expect("connected");
    drop((peer, server));
    let counters = &relays.counters()[0].1;
    until("the loss is seen", || counters.reconnects.get() >= 2).await;
    relays.pass_on(&said(reply(1)));
    until("it is dropped", || counters.dropped.get() >= 1).await;
    let server = TcpListener::bind(at).await.expect("the same port");
    let (mut peer, _) = server.accept().await.expect("connected again");
    until("it is seen", || counters.clients.get() == 1).await;
    relays.pass_on(&said(reply(1)));
    let mut bytes = [0; BEAST.len()];
    tokio::time::timeout(PATIENCE, peer.read_exact(&mut bytes))
        .await
        .expect("in time")
        .expect("read");
    assert_eq!(bytes, BEAST);
}

#[tokio::test]
async fn a_slow_client_is_dropped_and_the_others_are_not() {
    let timing = Timing {
        write: Duration::from_millis(500),
        ..quick()
    };
    let relays = relays(RelayTo::Listen(LOCAL), timing).await;
    let at = relays.local_addrs()[0].expect("listens");
    let counters = Arc::clone(&relays.counters()[0].1);
    let _slow = TcpStream::connect(at).await.expect("connected");
    let mut good = TcpStream::connect(at).await.expect("connected");
    until("both are there", || counters.clients.get() == 2).await;
    let (told, total) = tokio::sync::watch::channel(0_u64);
    let reader = tokio::spawn(async move {
        let mut buffer = vec![0; 65_536];
        while let Ok(1..) = good
            .read(&mut buffer)
            .await
            .inspect(|&len| told.send_modify(|total| *total += len as u64))
        {}
    });
    // datagrams of 16 KiB, until the slow one has filled what the system holds for it, and its queue; then as many more
    let block = Payload::Asterix(vec![0x30; 16_384].into());
    let mut passed = 0;
    let mut after = 0;
    while after < 500 {
        relays.pass_on(&said(block.clone()));
        passed += 16_384;
        after += u64::from(counters.slow.get() > 0);
        until("the good one has all", || *total.borrow() == passed).await;
    }
    until("one is left", || counters.clients.get() == 1).await;
    relays.close().await;
    tokio::time::timeout(PATIENCE, reader)
        .await
        .expect("in time")
        .expect("read");
}

#[tokio::test]
async fn a_task_that_fails_is_started_again() {
    let (out, _receptions) = mpsc::channel(1);
    let intake = Arc::new(Intake {
        sensor: SensorId(0),
        name: "Niamey".to_owned(),
        gnss_stamps: false,
        clock: clock(),
        out,
        counters: Arc::default(),
        timing: quick(),
        full: Mutex::default(),
        lines: Mutex::default(),
    });
    let runs = Arc::new(AtomicU32::new(0));
    let run = {
        let runs = Arc::clone(&runs);
        move || {
            let run = runs.fetch_add(1, Ordering::Relaxed);
            async move { assert!(run >= 2, "this failure is part of the test") }
        }
    };
    let supervised = supervise(run, Arc::clone(&intake));
    tokio::time::timeout(PATIENCE, supervised)
        .await
        .expect("ends");
    assert_eq!(runs.load(Ordering::Relaxed), 3);
    assert_eq!(intake.counters.restarts.get(), 2);
}

#[tokio::test]
async fn a_door_error_is_one_line() {
    let error = DoorError::Format {
        sensor: "Niamey".to_owned(),
        format: "csv",
    };
    assert_eq!(error.to_string().lines().count(), 1);
    assert!(std::error::Error::source(&error).is_none());
}
