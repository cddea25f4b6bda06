//! The server as its clients meet it: over loopback, on a port of its own.

use super::sample::{HOSTILE, START, alert, at, picture, scene, track};
use super::{CLIENTS_MAX, meters, serve};
use crate::hub::Hub;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, spawn_blocking};
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};
use vigie_core::alert::{AlertId, AlertState};
use vigie_core::command::{Command, Order};
use vigie_core::picture::Picture;

/// Nothing here takes this long unless it is broken.
const DEADLINE: Duration = Duration::from_secs(20);

/// A running server and the ends of its hub.
struct Rig {
    addr: SocketAddr,
    pictures: watch::Sender<Arc<Picture>>,
    commands: mpsc::Receiver<Command>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

async fn rig(first: Picture, queue: usize) -> Rig {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let addr = listener.local_addr().expect("bound");
    let (pictures, picture) = watch::channel(Arc::new(first));
    let (sender, commands) = mpsc::channel(queue);
    let (stop, stopped) = oneshot::channel::<()>();
    let hub = Hub {
        picture,
        scene: Arc::new(scene()),
        commands: sender,
    };
    let server = tokio::spawn(serve(
        listener,
        hub,
        async move { stopped.await.unwrap_or(()) },
    ));
    Rig {
        addr,
        pictures,
        commands,
        stop,
        server,
    }
}

/// An answer: status, head, body.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("valid JSON")
    }

    fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("text")
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Sends one request as written, with `Host` and `Connection: close` added, and reads the answer to its end.
async fn ask(rig: &Rig, first: &str, headers: &str, body: &str) -> Answer {
    let host = format!("Host: {}\r\n{headers}", rig.addr);
    ask_raw(rig, first, &host, body).await
}

async fn ask_raw(rig: &Rig, first: &str, headers: &str, body: &str) -> Answer {
    let length = body.len();
    let request = format!(
        "{first} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    let addr = rig.addr;
    let exchange = spawn_blocking(move || {
        let mut stream = TcpStream::connect(addr).expect("connects");
        stream.set_read_timeout(Some(DEADLINE)).expect("a time-out");
        stream.write_all(request.as_bytes()).expect("sends");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answers in time");
        answer
    });
    let answer = exchange.await.expect("no panic");
    let end = answer
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8(answer[..end].to_vec()).expect("text");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .expect("a status");
    Answer {
        status,
        head,
        body: answer[end + 4..].to_vec(),
    }
}

async fn get(rig: &Rig, path: &str) -> Answer {
    ask(rig, &format!("GET {path}"), "", "").await
}

async fn acknowledge(rig: &Rig, id: &str, body: &str) -> Answer {
    let first = format!("POST /api/v1/alerts/{id}/acknowledge");
    ask(rig, &first, "Content-Type: application/json\r\n", body).await
}

type Socket = WebSocket<TcpStream>;

/// Opens the stream; the status of the refusal if it is refused.
async fn open(addr: SocketAddr, origin: Option<String>) -> Result<Socket, u16> {
    let opening = spawn_blocking(move || {
        let stream = TcpStream::connect(addr).expect("connects");
        stream.set_read_timeout(Some(DEADLINE)).expect("a time-out");
        let mut request = format!("ws://{addr}/api/v1/stream")
            .into_client_request()
            .expect("a request");
        if let Some(origin) = origin {
            request
                .headers_mut()
                .insert("Origin", origin.parse().expect("a header"));
        }
        match tungstenite::client(request, stream) {
            Ok((socket, _)) => Ok(socket),
            Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(refusal))) => {
                Err(refusal.status().as_u16())
            }
            Err(other) => panic!("{other}"),
        }
    });
    opening.await.expect("no panic")
}

/// Reads messages until `wanted` says it has seen what it waits for.
async fn until(
    mut socket: Socket,
    mut wanted: impl FnMut(&Message) -> bool + Send + 'static,
) -> Socket {
    let reading = spawn_blocking(move || {
        while !wanted(&socket.read().expect("a message in time")) {}
        socket
    });
    tokio::time::timeout(DEADLINE, reading)
        .await
        .expect("in time")
        .expect("no panic")
}

fn text_of(message: &Message, kind: &str) -> Option<Value> {
    let Message::Text(text) = message else {
        return None;
    };
    let value: Value = serde_json::from_str(text).expect("valid JSON");
    (value["type"] == kind).then_some(value)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

/// One message of the greeting, checked and named; `binaries` counts the binary ones before it.
fn greeting(message: &Message, binaries: &mut u32) -> String {
    let text = match message {
        Message::Binary(bytes) => {
            assert_eq!((bytes[0], bytes[1], bytes[3]), (b'V', 1, 2), "exercise");
            assert_eq!(u32_at(bytes, 4), *binaries, "sequence");
            assert_eq!(bytes[8..16], START.0.to_le_bytes());
            *binaries += 1;
            return format!("binary {} of {}", bytes[2], u32_at(bytes, 24));
        }
        Message::Text(text) => text,
        other => panic!("{other}"),
    };
    let value: Value = serde_json::from_str(text).expect("valid JSON");
    let kind = value["type"].as_str().expect("a type").to_owned();
    match kind.as_str() {
        "hello" => {
            assert_eq!(
                (&value["mode"], &value["site"]),
                (&"exercise".into(), &HOSTILE.into())
            );
            assert_eq!(value["home"], json!({"lat": 17.0, "lon": 8.5, "zoom": 5.0}));
        }
        "static" => {
            assert_eq!(value["sensors"][1]["lat"], Value::Null);
            assert_eq!(value["areas"][0]["upper_ft"], 24_500.0);
        }
        "names" => {
            assert_eq!(value["full"], true);
            let first = json!({"n": 1, "callsign": "NIG501", "icao": "062001", "address_kind": "icao",
                "squawk": "2301", "category": "A3", "sensors": [1], "identified": "unknown", "simulated": true});
            assert_eq!(value["tracks"][0], first);
        }
        "alerts" => {
            assert_eq!(value["alerts"][0]["evidence"][0]["value"], HOSTILE);
            assert_eq!(value["alerts"][0]["time_to_go_s"], 90.5);
            assert_eq!(
                (&value["alerts"][0]["area"], &value["alerts"][0]["area_id"]),
                (&"ZR Arlit".into(), &0.into())
            );
        }
        "sensors" => {
            let note = value["sensors"][0]["note"].as_str().expect("a fault");
            assert!(note.starts_with("its clock is -2.5 s from ours"), "{note}");
        }
        other => panic!("{other}"),
    }
    kind
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_is_greeted_in_order_then_told_changes() {
    let mut rig = rig(picture(0.0, vec![track(1, 0.0), track(2, 0.0)]), 4).await;
    let socket = open(rig.addr, Some(format!("http://{}", rig.addr)))
        .await
        .expect("same origin");
    let (notes, mut noted) = mpsc::unbounded_channel();
    let mut binaries = 0;
    let socket = until(socket, move |message| {
        let note = greeting(message, &mut binaries);
        let last = note == "binary 3 of 0";
        notes.send(note).expect("heard");
        last
    })
    .await;
    let mut order = Vec::new();
    while let Ok(note) = noted.try_recv() {
        order.push(note);
    }
    let expected = [
        "hello",
        "static",
        "binary 0 of 2",
        "names",
        "binary 2 of 2",
        "alerts",
        "sensors",
        "binary 3 of 0",
    ];
    assert_eq!(order, expected);

    rig.pictures
        .send_replace(Arc::new(picture(1.0, vec![track(2, 1.0)])));
    let socket = until(socket, |message| match message {
        Message::Binary(bytes) if bytes[2] == 1 => {
            assert_eq!(
                (u32_at(bytes, 24), u32_at(bytes, 28)),
                (1, 1),
                "one changed, one gone"
            );
            assert_eq!((u32_at(bytes, 32), u32_at(bytes, 56)), (2, 1));
            assert_eq!(bytes[8..16], at(1.0).0.to_le_bytes());
            true
        }
        _ => false,
    })
    .await;

    // asked for, a keyframe comes, with all names behind it
    let mut socket = socket;
    socket
        .send(Message::text(r#"{"type":"keyframe"}"#))
        .expect("sends");
    let mut keyframe = false;
    let socket = until(socket, move |message| {
        keyframe |= matches!(message, Message::Binary(bytes) if bytes[2] == 0);
        keyframe && text_of(message, "names").is_some_and(|names| names["full"] == true)
    })
    .await;

    // the engine is gone: the heartbeats go on, and the picture's time stands
    let (gone, _) = watch::channel(Arc::new(picture(1.0, Vec::new())));
    drop(std::mem::replace(&mut rig.pictures, gone));
    let socket = until(
        socket,
        |message| matches!(message, Message::Binary(bytes) if bytes[2] == 3),
    )
    .await;

    rig.stop.send(()).expect("runs");
    until(socket, |message| {
        matches!(message, Message::Close(Some(frame)) if u16::from(frame.code) == 1001 && frame.reason == "Vigie stops")
    })
    .await;
    let ended = tokio::time::timeout(DEADLINE, rig.server)
        .await
        .expect("stops")
        .expect("no panic");
    assert!(ended.is_ok());
}

/// A client that does not read costs the others nothing, and finds the latest when it reads again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_client_gets_the_latest_and_no_queue() {
    const TRACKS: u32 = 20_000;
    let all = |t: f64| picture(t, (1..=TRACKS).map(|n| track(n, t)).collect());
    let rig = rig(all(0.0), 4).await;
    let slow = open(rig.addr, None).await.expect("opens");
    let skipped = meters::SKIPPED.read();
    // pictures come until the slow one's socket is full and it has missed some; a quick one sees each come
    let mut quick = open(rig.addr, None).await.expect("opens");
    let mut step = 0;
    let deadline = tokio::time::Instant::now() + DEADLINE;
    while meters::SKIPPED.read() < skipped + 5 {
        assert!(
            tokio::time::Instant::now() < deadline,
            "nothing was skipped"
        );
        step += 1;
        let t = f64::from(step);
        rig.pictures.send_replace(Arc::new(all(t)));
        quick = until(quick, move |message| {
            matches!(message, Message::Binary(bytes) if bytes[2] < 2 && bytes[8..16] == at(t).0.to_le_bytes())
        })
        .await;
        if step > 20 {
            break; // it is stuck in one send, and will skip all the rest when it reads on
        }
    }
    let last = f64::from(step + 1);
    rig.pictures
        .send_replace(Arc::new(picture(last, vec![track(TRACKS, last)])));
    // what the slow one finds: far fewer frames than there were pictures, and the latest state at the end
    let frames = Arc::new(std::sync::atomic::AtomicU32::new(0));
    let counted = Arc::clone(&frames);
    until(slow, move |message| match message {
        Message::Binary(bytes) if bytes[2] < 2 => {
            counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            bytes[8..16] == at(last).0.to_le_bytes()
        }
        _ => false,
    })
    .await;
    let frames = frames.load(std::sync::atomic::Ordering::Relaxed);
    assert!(
        frames < u32::try_from(step).expect("positive"),
        "{frames} frames of {step} pictures"
    );
    assert!(meters::SKIPPED.read() > skipped);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_reads_is_closed() {
    let rig = rig(picture(0.0, Vec::new()), 4).await;
    let silent = open(rig.addr, None).await.expect("opens");
    let mut step = 0.0;
    let deadline = tokio::time::Instant::now() + DEADLINE;
    let many = |t: f64| picture(t, (1..=20_000).map(|n| track(n, t)).collect());
    while get(&rig, "/api/v1/health").await.json()["clients"] == 1 {
        step += 1.0;
        rig.pictures.send_replace(Arc::new(many(step)));
        assert!(
            tokio::time::Instant::now() < deadline,
            "it still holds its place"
        );
    }
    assert!(meters::CLIENTS_STALLED.read() > 0);
    drop(silent);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_are_refused() {
    let rig = rig(picture(0.0, Vec::new()), 4).await;
    for origin in [
        "http://evil.example",
        "null",
        "http://127.0.0.1:1",
        "https://127.0.0.1",
    ] {
        assert_eq!(
            open(rig.addr, Some(origin.to_owned())).await.err(),
            Some(403),
            "{origin}"
        );
    }
    let json = "Content-Type: application/json\r\nOrigin: http://evil.example\r\n";
    let answer = ask(
        &rig,
        "POST /api/v1/alerts/3/acknowledge",
        json,
        r#"{"operator":"A"}"#,
    )
    .await;
    assert_eq!(
        (answer.status, &answer.json()["error"]),
        (403, &"requests from another origin are refused".into())
    );
    for (host, status) in [
        ("Host: rebound.example:8080\r\n", 403),
        ("Host: localhost:8080\r\n", 200),
        ("Host: [::1]\r\n", 200),
        ("Host: localhost\r\nHost: localhost\r\n", 400),
        ("", 400),
    ] {
        assert_eq!(
            ask_raw(&rig, "GET /api/v1/health", host, "").await.status,
            status,
            "{host}"
        );
    }
    // a page may not read us either: nothing allows it
    let answer = ask(
        &rig,
        "GET /api/v1/picture",
        "Origin: http://evil.example\r\n",
        "",
    )
    .await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(
        answer
            .header("content-security-policy")
            .is_some_and(|csp| csp.starts_with("default-src 'self'; "))
    );
    // a plain GET of the stream is no WebSocket, and says so
    let answer = get(&rig, "/api/v1/stream").await;
    assert!(
        answer.status == 400 && answer.json()["error"].is_string(),
        "{}",
        answer.head
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_are_bounded_and_given_back() {
    let rig = rig(picture(0.0, Vec::new()), 4).await;
    let mut sockets = Vec::new();
    for _ in 0..CLIENTS_MAX {
        sockets.push(open(rig.addr, None).await.expect("a place"));
    }
    assert_eq!(open(rig.addr, None).await.err(), Some(503));
    assert_eq!(
        get(&rig, "/api/v1/health").await.json()["clients"],
        CLIENTS_MAX
    );
    sockets.clear();
    let deadline = tokio::time::Instant::now() + DEADLINE;
    while open(rig.addr, None).await.is_err() {
        assert!(
            tokio::time::Instant::now() < deadline,
            "no place was given back"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_much_from_a_client_ends_it() {
    let rig = rig(picture(0.0, Vec::new()), 4).await;
    for message in [
        Message::binary(vec![0; 5000]),
        Message::text("x".repeat(4097)),
    ] {
        let mut socket = open(rig.addr, None).await.expect("a place");
        socket.send(message).expect("sends");
        let reading = spawn_blocking(move || while socket.read().is_ok() {});
        tokio::time::timeout(DEADLINE, reading)
            .await
            .expect("is closed")
            .expect("no panic");
    }
    let mut socket = open(rig.addr, None).await.expect("a place");
    let chatter = spawn_blocking(move || while socket.send(Message::text("{}")).is_ok() {});
    tokio::time::timeout(DEADLINE, chatter)
        .await
        .expect("is closed")
        .expect("no panic");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledging() {
    let mut rig = rig(picture(0.0, vec![track(1, 0.0)]), 1).await;
    for (id, body, status) in [
        ("99", r#"{"operator":"A. Moussa"}"#, 404),
        ("x", r#"{"operator":"A. Moussa"}"#, 404),
        ("-1", r#"{"operator":"A. Moussa"}"#, 404),
        ("4294967299", r#"{"operator":"A. Moussa"}"#, 404),
        ("4", r#"{"operator":"A. Moussa"}"#, 409),
        ("3", r#"{"operator":""}"#, 400),
        ("3", r#"{"operator":"#, 400),
        ("3", "", 400),
        ("3", r#"{"operator":"A. Moussa"}"#, 200),
        ("3", r#"{"operator":"B. Issa"}"#, 503),
    ] {
        let answer = acknowledge(&rig, id, body).await;
        assert_eq!(answer.status, status, "{id} {body}");
        assert_eq!(answer.json()["error"].is_string(), status != 200);
        assert!(status != 200 || answer.json()["accepted"] == true);
    }
    let command = rig.commands.recv().await.expect("one command");
    let expected = Command {
        at: START,
        by: "A. Moussa".to_owned(),
        order: Order::Acknowledge(AlertId(3)),
    };
    assert_eq!(command, expected);

    let form = "Content-Type: text/plain\r\n";
    let first = "POST /api/v1/alerts/3/acknowledge";
    assert_eq!(
        ask(&rig, first, form, r#"{"operator":"A"}"#).await.status,
        415
    );
    assert_eq!(
        ask(&rig, first, "", r#"{"operator":"A"}"#).await.status,
        415
    );
    let long = format!(r#"{{"operator":"{}"}}"#, "a".repeat(5000));
    assert_eq!(acknowledge(&rig, "3", &long).await.status, 413);

    // the engine answers in the picture: the stream says who
    let mut answered = picture(1.0, vec![track(1, 1.0)]);
    answered.alerts = vec![alert(3, AlertState::Acknowledged)];
    answered.alerts[0].acknowledged = Some(vigie_core::alert::Acknowledgement {
        by: "A. Moussa".to_owned(),
        at: at(1.0),
    });
    let socket = open(rig.addr, None).await.expect("opens");
    rig.pictures.send_replace(Arc::new(answered));
    until(socket, |message| {
        text_of(message, "alerts")
            .is_some_and(|told| told["alerts"][0]["acknowledged_by"] == "A. Moussa")
    })
    .await;
    rig.commands.close();
    drop(rig.commands);
    let first = "POST /api/v1/alerts/3/acknowledge";
    let addr = rig.addr;
    let host = format!("Host: {addr}\r\nContent-Type: application/json\r\n");
    let rig = Rig {
        commands: mpsc::channel(1).1,
        ..rig
    };
    assert_eq!(
        ask_raw(&rig, first, &host, r#"{"operator":"A"}"#)
            .await
            .status,
        503
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plain_interface() {
    let mut dark = track(2, 0.0);
    dark.identity = vigie_core::track::TrackIdentity::default();
    (dark.altitude, dark.velocity.up_mps) = (None, f64::NAN);
    dark.last_kind = vigie_core::report::ReportKind::Psr;
    dark.geometric_height = None;
    let mut taxi = track(3, 0.0);
    taxi.on_ground = true;
    let rig = rig(picture(0.5, vec![track(1, 0.0), dark, taxi]), 4).await;

    let answer = get(&rig, "/api/v1/picture").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json"))
    );
    let shown = answer.json();
    assert_eq!(shown["at"], "2026-11-20T10:00:00.500000000Z");
    assert_eq!(
        (&shown["mode"], &shown["advisory"]),
        (&"exercise".into(), &"not for separation".into())
    );
    let first = &shown["tracks"][0];
    assert_eq!(
        (&first["callsign"], &first["icao"], &first["squawk"]),
        (&"NIG501".into(), &"062001".into(), &"2301".into())
    );
    assert_eq!(
        (&first["altitude_ft"], &first["vertical_rate_fpm"]),
        (&35_000.0.into(), &(-500.0).into())
    );
    assert_eq!(
        (&first["simulated"], &first["groundspeed_kt"]),
        (&true.into(), &450.0.into())
    );
    assert!(
        shown["tracks"][1].get("callsign").is_none()
            && shown["tracks"][1].get("altitude_ft").is_none()
    );
    assert_eq!(shown["alerts"][0]["label"], HOSTILE);
    assert_eq!(shown["sensors"][0]["name"], HOSTILE);

    let readsb = get(&rig, "/data/aircraft.json").await.json();
    assert_eq!(
        (&readsb["now"], &readsb["messages"], &readsb["mode"]),
        (&1_795_168_800.5.into(), &12.into(), &"exercise".into())
    );
    let aircraft = &readsb["aircraft"];
    assert_eq!(
        (
            &aircraft[0]["hex"],
            &aircraft[0]["type"],
            &aircraft[0]["flight"]
        ),
        (&"062001".into(), &"adsb_icao".into(), &"NIG501  ".into())
    );
    assert_eq!(
        (&aircraft[0]["seen_pos"], &aircraft[0]["baro_rate"]),
        (&0.5.into(), &(-500.0).into())
    );
    assert_eq!(
        (&aircraft[1]["hex"], &aircraft[1]["type"]),
        (&"~000002".into(), &"other".into())
    );
    assert_eq!(aircraft[2]["alt_baro"], "ground");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_are_numbers() {
    let rig = rig(
        picture(0.0, vec![track(1, 0.0), track(2, 0.0), track(3, 0.0)]),
        4,
    )
    .await;
    let metrics = get(&rig, "/metrics").await;
    assert!(
        metrics
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/plain; version=0.0.4"))
    );
    for line in [
        "vigie_tracks{status=\"confirmed\"} 3",
        "vigie_alerts{severity=\"alarm\",state=\"raised\"} 1",
        "vigie_stream_clients 0",
        "# TYPE process_resident_memory_bytes gauge",
    ] {
        assert!(
            metrics.text().lines().any(|l| l == line),
            "{line} not in {}",
            metrics.text()
        );
    }
    for line in metrics.text().lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').expect("a value");
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_are_json() {
    let rig = rig(picture(0.0, Vec::new()), 4).await;
    let error = get(&rig, "/api/v1/nothing").await;
    assert_eq!(
        (error.status, error.json()),
        (404, json!({"error": "there is nothing at /api/v1/nothing"}))
    );
    assert_eq!(ask(&rig, "POST /nothing", "", "").await.status, 404);
    let error = ask(&rig, "POST /api/v1/picture", "", "").await;
    assert!(error.status == 405 && error.json()["error"].is_string());
    assert_eq!(
        ask(&rig, "DELETE /api/v1/alerts/3/acknowledge", "", "")
            .await
            .status,
        405
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_follows_the_picture() {
    let rig = rig(picture(0.0, Vec::new()), 4).await;
    let health = get(&rig, "/api/v1/health").await;
    assert_eq!(
        (
            health.status,
            &health.json()["status"],
            &health.json()["mode"]
        ),
        (200, &"ok".into(), &"exercise".into())
    );
    let deadline = tokio::time::Instant::now() + DEADLINE;
    loop {
        // the same instant again is no sign of life
        rig.pictures
            .send_replace(Arc::new(picture(0.0, Vec::new())));
        let health = get(&rig, "/api/v1/health").await;
        if health.status == 503 {
            let reason = health.json()["reason"]
                .as_str()
                .expect("a reason")
                .to_owned();
            assert!(
                reason.starts_with("the picture has not moved for 3."),
                "{reason}"
            );
            break;
        }
        assert!(tokio::time::Instant::now() < deadline, "never stale");
    }
    rig.pictures
        .send_replace(Arc::new(picture(1.0, Vec::new())));
    let deadline = tokio::time::Instant::now() + DEADLINE;
    while get(&rig, "/api/v1/health").await.status != 200 {
        assert!(tokio::time::Instant::now() < deadline, "never well again");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_description_is_of_this_server() {
    let rig = rig(picture(0.0, vec![track(1, 0.0)]), 4).await;
    let description = get(&rig, "/api/v1/openapi.json").await.json();
    assert_eq!(description["openapi"], "3.1.0");
    let described: Vec<String> = description["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .cloned()
        .collect();
    let mut routes: Vec<_> = super::routes()
        .iter()
        .map(|&(path, _)| path.to_owned())
        .collect();
    routes.sort();
    assert_eq!(described, routes);
    for (path, operations) in description["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let answer = ask(
                &rig,
                &format!("{} {}", method.to_uppercase(), path.replace("{id}", "3")),
                "",
                "",
            )
            .await;
            let status = answer.status.to_string();
            let expected = &operation["responses"][&status];
            assert!(
                expected.is_object(),
                "{path} answers {status}, which is not described"
            );
            assert!(!matches!(answer.status, 404 | 405), "{path}");
            let kind = answer
                .header("content-type")
                .expect("a type")
                .split(';')
                .next()
                .expect("a type");
            assert!(
                expected["content"][kind]["example"] != Value::Null,
                "{path} {status} has no example of {kind}"
            );
        }
    }
    references(&description, &description);
    // what is answered has what is required, and nothing that is not described
    let schemas = &description["components"]["schemas"];
    let picture = get(&rig, "/api/v1/picture").await.json();
    for (value, name) in [
        (&picture, "Picture"),
        (&picture["tracks"][0], "Track"),
        (&picture["alerts"][0], "Alert"),
        (&picture["sensors"][0], "Sensor"),
        (&get(&rig, "/api/v1/health").await.json(), "Health"),
        (
            &get(&rig, "/data/aircraft.json").await.json(),
            "AircraftFile",
        ),
    ] {
        conforms(value, &schemas[name], name);
    }
}

/// Every `$ref` leads somewhere.
fn references(value: &Value, root: &Value) {
    match value {
        Value::Object(fields) => {
            if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                let pointer = target.strip_prefix('#').expect("within the document");
                assert!(root.pointer(pointer).is_some(), "{target}");
            }
            fields.values().for_each(|field| references(field, root));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, root)),
        _ => (),
    }
}

fn conforms(value: &Value, schema: &Value, name: &str) {
    let fields = value.as_object().expect("an object");
    for required in schema["required"].as_array().expect("a list") {
        assert!(
            fields.contains_key(required.as_str().expect("a name")),
            "{name} lacks {required}"
        );
    }
    for field in fields.keys() {
        assert!(
            schema["properties"].get(field).is_some(),
            "{name}.{field} is not described"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page() {
    let rig = rig(picture(0.0, Vec::new()), 4).await;
    for path in [
        "/../Cargo.toml",
        "/assets/../../../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "//etc/passwd",
        "/assets/",
        "/assets",
    ] {
        let answer = get(&rig, path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json()["error"].is_string());
    }
    let page = get(&rig, "/").await;
    if page.status == 404 {
        let why = page.json()["error"].as_str().expect("a reason").to_owned();
        assert!(why.contains("built without the page"), "{why}");
        return; // the folder of the built page was not there when this was compiled
    }
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let tag = page.header("etag").expect("a tag").to_owned();
    let same = ask(
        &rig,
        "GET /index.html",
        &format!("If-None-Match: \"x\", {tag}\r\n"),
        "",
    )
    .await;
    assert_eq!((same.status, same.body.len()), (304, 0));
    let other = ask(&rig, "GET /", "If-None-Match: W/\"x\"\r\n", "").await;
    assert_eq!(other.status, 200);
    let script = page
        .text()
        .split('"')
        .find_map(|part| part.strip_prefix('.').filter(|p| p.contains(".js")));
    let script = script.expect("a script");
    let packed = ask(&rig, "GET /", "Accept-Encoding: gzip\r\n", "").await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let script = get(&rig, script).await;
    assert_eq!(
        (script.status, script.header("content-type")),
        (200, Some("text/javascript; charset=utf-8"))
    );
    assert_eq!(
        script.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    let head = ask(&rig, "HEAD /", "", "").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}
