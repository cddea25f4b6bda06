//! The track stream as a page meets it.

use super::rig::{DEADLINE, get, open, open_narrow, rig, text_of, u32_at, until};
use crate::web::sample::{HOSTILE, START, at, picture, track};
use crate::web::{CLIENTS_MAX, meters};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;
use tungstenite::Message;

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
    let slow = open_narrow(rig.addr).await;
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
        if step > 30 {
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
    let silent = open_narrow(rig.addr).await;
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
