//! The plain interface as programs and strangers meet it.

use super::rig::{
    DEADLINE, Rig, acknowledge, answer_questions, ask, ask_raw, get, open, rig, text_of, until,
};
use crate::web::routes;
use crate::web::sample::{HOSTILE, START, alert, at, picture, track};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::mpsc;
use vigie_core::alert::{AlertId, AlertState};
use vigie_core::command::{Command, Order};

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
    assert_eq!(command.command, expected);

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

/// What tar1090 asks for, in the order in which it asks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_front_end_of_readsb_asks_for() {
    let rig = rig(picture(0.5, vec![track(1, 0.0)]), 4).await;
    let readsb = get(&rig, "/data/aircraft.json").await.json();
    let aircraft = &readsb["aircraft"];
    for (name, expected) in [
        ("ias", json!(260.0)),
        ("roll", json!(-20.0)),
        ("mag_heading", json!(90.0)),
        ("geom_rate", json!(-961.0)),
        ("nav_modes", json!(["vnav", "althold"])),
        ("oat", json!(-54.0)),
        ("nic", json!(8)),
        ("rc", json!(186)),
        ("spi", json!(0)),
        ("mlat", json!([])),
    ] {
        assert_eq!(aircraft[0][name], expected, "{name}");
    }
    assert_eq!(aircraft[0].get("true_heading"), None);
    let receiver = get(&rig, "/data/receiver.json?_=1").await.json();
    assert_eq!(
        (&receiver["refresh"], &receiver["history"], &receiver["lat"]),
        (&1000.into(), &0.into(), &13.48.into())
    );
    // asked for next by tar1090, which takes a refusal for "there is none"
    assert_eq!(get(&rig, "/chunks/chunks.json").await.status, 404);
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
                reason.starts_with("the picture has not moved for "),
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
    let mut rig = rig(picture(0.0, vec![track(1, 0.0)]), 4).await;
    answer_questions(&mut rig);
    let description = get(&rig, "/api/v1/openapi.json").await.json();
    assert_eq!(description["openapi"], "3.1.0");
    let described: Vec<String> = description["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .cloned()
        .collect();
    let mut routes: Vec<_> = routes().iter().map(|&(path, _)| path.to_owned()).collect();
    routes.sort();
    assert_eq!(described, routes);
    for (path, operations) in description["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let answer = ask(
                &rig,
                &format!(
                    "{} {}",
                    method.to_uppercase(),
                    path.replace("{id}", "3").replace("{number}", "1")
                ),
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
            // nobody has filed a plan here
            let is_missing = answer.status == 404 && path != "/api/v1/plans/{id}";
            assert!(!is_missing && answer.status != 405, "{path}");
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
        (&picture["tracks"][0]["aircraft"], "AircraftData"),
        (
            &get(&rig, "/data/receiver.json").await.json(),
            "ReceiverFile",
        ),
    ] {
        conforms(value, &schemas[name], name);
    }
    let why = &get(&rig, "/api/v1/tracks/1").await.json()["why"];
    conforms(why, &schemas["Explanation"], "Explanation");
    let parts = &schemas["Explanation"]["properties"];
    for name in ["taken", "refused", "sensors", "merges", "class_changes"] {
        conforms(&why[name][0], &parts[name]["items"], name);
    }
    for name in ["existence", "motion", "height"] {
        conforms(&why[name], &parts[name], name);
    }
    let bias = &why["sensors"][0]["bias"];
    conforms(bias, &schemas["Registration"], "Registration");
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
    for required in schema["required"].as_array().into_iter().flatten() {
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
        let required = std::env::var_os("VIGIE_REQUIRE_ALL").is_some_and(|all| all == "1");
        assert!(!required, "web/dist was not there when this was compiled");
        eprintln!("skipped: web/dist was not there when this was compiled");
        return;
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
