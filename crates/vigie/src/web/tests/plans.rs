//! Plans, permits and identities, asked for and decided over HTTP, with a real engine behind.

use super::rig::{Rig, ask, get, rig};
use crate::hub::Asked;
use crate::web::sample::{START, picture, track};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use vigie_core::time::Nanos;
use vigie_engine::{Engine, Inputs, Setup};
use vigie_sense::Regime;

const FPL: &str = "(FPL-NIG501-IS -B738/M-SDFGRWY/S -DRRN1130 -N0450F350 DCT 14N004E DCT -DRZA0140 DRRN -DOF/261120)";

pub(super) fn engine() -> Engine {
    Engine::new(Setup {
        regime: Regime::Live,
        sites: Vec::new(),
        volumes: Vec::new(),
        tracking: vigie_track::Parameters::default(),
        rules: vigie_watch::Rules::default(),
    })
    .expect("an engine")
}

/// Turns a crank of its own: each order is a step.
fn turn(rig: &mut Rig) {
    let mut questions = std::mem::replace(&mut rig.questions, mpsc::channel(1).1);
    let mut commands = std::mem::replace(&mut rig.commands, mpsc::channel(1).1);
    tokio::spawn(async move {
        let mut engine = engine();
        let mut now = START;
        loop {
            tokio::select! {
                Some(question) = questions.recv() => question.answer(&engine),
                Some(Asked { command, answer }) = commands.recv() => {
                    now = now + Nanos::from_millis(100);
                    let commands = [command];
                    engine.step(now, Inputs { receptions: &[], commands: &commands });
                    answer.send(engine.watch().answers()[0].clone()).ok();
                }
                else => return,
            }
        }
    });
}

async fn post(rig: &Rig, path: &str, body: &Value) -> (u16, Value) {
    let json = "Content-Type: application/json\r\n";
    let answer = ask(rig, &format!("POST {path}"), json, &body.to_string()).await;
    (answer.status, answer.json())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_from_filing_to_its_position_report() {
    let mut rig = rig(picture(0.0, vec![track(1, 0.0)]), 4).await;
    turn(&mut rig);
    assert_eq!(
        get(&rig, "/api/v1/plans").await.json(),
        json!({"plans": []})
    );
    let filed = json!({"operator": "A. Moussa", "text": FPL});
    let (status, answer) = post(&rig, "/api/v1/messages", &filed).await;
    assert_eq!((status, &answer["done"]), (200, &json!(true)), "{answer}");
    let plan = get(&rig, "/api/v1/plans/1").await.json();
    assert_eq!(plan["callsign"], "NIG501");
    assert_eq!(plan["changed_by"], "A. Moussa");
    assert_eq!(plan["points"][0]["name"], "14N004E");
    assert!(
        plan["message"]
            .as_str()
            .is_some_and(|m| m.starts_with("(FPL-NIG501-IS"))
    );

    let report = json!({"operator": "A. Moussa", "point": "14n004e", "passed": "2026-11-20T11:50:00Z",
        "level_ft": 35000});
    let path = "/api/v1/plans/1/position";
    assert_eq!(post(&rig, path, &report).await.0, 200);
    let plan = get(&rig, "/api/v1/plans/1").await.json();
    assert_eq!(
        plan["points"][0]["passed"],
        "2026-11-20T11:50:00.000000000Z"
    );
    assert_eq!(plan["phase"], "active");
    for (path, body, status) in [
        ("/api/v1/plans/9/position", report.clone(), 404),
        ("/api/v1/plans/x/position", report.clone(), 400),
        (
            path,
            json!({"operator": "A", "point": "P", "passed": "noon"}),
            400,
        ),
        (
            path,
            json!({"operator": "", "point": "P", "passed": "2026-11-20T11:50:00Z"}),
            400,
        ),
        (
            path,
            json!({"operator": "A", "point": "P", "passed": "1970-01-01T00:00:00Z"}),
            400,
        ),
    ] {
        let (found, answer) = post(&rig, path, &body).await;
        assert_eq!(found, status, "{path} {body} {answer}");
        assert!(answer["error"].is_string());
    }
    let cancelled = json!({"operator": "A", "text": "(CNL-NIG501-DRRN1130-DRZA-DOF/261120)"});
    assert_eq!(post(&rig, "/api/v1/messages", &cancelled).await.0, 200);
    assert_eq!(post(&rig, path, &report).await.0, 409);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_waits_and_says_why() {
    let mut rig = rig(picture(0.0, Vec::new()), 4).await;
    turn(&mut rig);
    let bad = FPL.replace("DRRN1130", "DRRN2560");
    let (status, answer) = post(
        &rig,
        "/api/v1/messages",
        &json!({"operator": "A", "text": bad}),
    )
    .await;
    assert_eq!(status, 200);
    assert!(
        answer["faults"][0]
            .as_str()
            .is_some_and(|f| f.contains("field 13")),
        "{answer}"
    );
    let waiting = get(&rig, "/api/v1/messages").await.json();
    assert_eq!(waiting["repair"][0]["text"], bad);
    let (status, _) = post(
        &rig,
        "/api/v1/messages",
        &json!({"operator": "A", "text": ""}),
    )
    .await;
    assert_eq!(status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn permits_are_entered_and_withdrawn() {
    let mut rig = rig(picture(0.0, Vec::new()), 4).await;
    turn(&mut rig);
    let mut permit = json!({"operator": "A", "number": "NE/1", "callsign": "tst", "icao": "062001",
        "from": "2026-11-20T00:00:00Z", "to": "2026-11-27T00:00:00Z"});
    assert_eq!(post(&rig, "/api/v1/permits", &permit).await.0, 200);
    permit["icao"] = json!("06200");
    assert_eq!(post(&rig, "/api/v1/permits", &permit).await.0, 400);
    let listed = get(&rig, "/api/v1/permits").await.json();
    assert_eq!(listed["permits"][0]["callsign"], "TST");
    assert_eq!(listed["permits"][0]["in_force"], true);
    let revoke = json!({"operator": "A", "reason": "by note"});
    assert_eq!(post(&rig, "/api/v1/permits/1/revoke", &revoke).await.0, 200);
    assert_eq!(post(&rig, "/api/v1/permits/1/revoke", &revoke).await.0, 404);
    let listed = get(&rig, "/api/v1/permits").await.json();
    assert_eq!(listed["permits"][0]["revoked"]["by"], "A");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_decides_on_a_track_that_is_not_there() {
    let mut rig = rig(picture(0.0, Vec::new()), 4).await;
    turn(&mut rig);
    for (what, body) in [
        (
            "identify",
            json!({"operator": "A", "identity": "5UABC", "reason": "voice"}),
        ),
        ("reject", json!({"operator": "A", "reason": "voice"})),
        ("withdraw", json!({"operator": "A", "reason": "voice"})),
    ] {
        let (status, answer) = post(&rig, &format!("/api/v1/tracks/7/{what}"), &body).await;
        assert_eq!(
            (status, &answer["error"]),
            (404, &json!("there is no such track")),
            "{what}"
        );
    }
}
