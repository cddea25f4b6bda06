//! A running Vigie says why a track is as it is.

mod common;

use common::Server;
use serde_json::Value;

/// Status and JSON of a path.
fn ask(server: &Server, path: &str) -> (u16, Value) {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent();
    let mut answer = agent
        .get(format!("{}{path}", server.url))
        .call()
        .expect("the server answers");
    let text = answer.body_mut().read_to_string().expect("text");
    (
        answer.status().as_u16(),
        serde_json::from_str(&text).expect("JSON"),
    )
}

#[test]
fn a_running_system_says_why() {
    let server = Server::start(&["run", "--speed", "20"]);
    let (number, why) = server.wait_for("a track of a radar and a receiver", |picture| {
        picture["tracks"].as_array()?.iter().find_map(|track| {
            if track["status"] != "confirmed" || track["contributions"].as_array()?.len() < 2 {
                return None;
            }
            let number = track["number"].as_u64()?;
            let (status, told) = ask(&server, &format!("/api/v1/tracks/{number}?lang=fr"));
            let looked = told["why"]["sensors"]
                .as_array()?
                .iter()
                .any(|s| s["looks"].is_object());
            (status == 200 && looked).then_some((number, told))
        })
    });
    assert_eq!(why["number"], number);
    let why = &why["why"];
    let first = why["words"][0].as_str().expect("words");
    assert!(
        first.starts_with(&format!("La piste {number} est une cible")),
        "{first}"
    );
    assert!(
        why["existence"]["probability"].as_f64().expect("a number") > 0.9,
        "{why:#}"
    );
    let taken = why["taken"].as_array().expect("reports");
    assert!((2..=16).contains(&taken.len()), "{why:#}");
    assert!(
        taken
            .iter()
            .all(|t| t["delay_s"].is_number() && t["how"].is_string())
    );
    assert_eq!(ask(&server, "/api/v1/tracks/4000000000").0, 404);
    let (status, error) = ask(&server, "/api/v1/tracks/NIG501");
    assert!(status == 400 && error["error"].is_string(), "{error}");
}
