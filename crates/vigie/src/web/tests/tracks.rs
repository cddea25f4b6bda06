//! `GET /api/v1/tracks/{number}`: one track, and why.

use super::rig::{answer_questions, get, rig};
use crate::web::sample::{picture, track};
use tokio::sync::mpsc;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_track_says_why() {
    let mut rig = rig(picture(0.0, vec![track(1, 0.0)]), 4).await;
    answer_questions(&mut rig);
    let answer = get(&rig, "/api/v1/tracks/1").await;
    assert_eq!(answer.status, 200, "{}", answer.head);
    let (told, shown) = (answer.json(), get(&rig, "/api/v1/picture").await.json());
    for (field, value) in shown["tracks"][0].as_object().expect("a track") {
        assert_eq!(&told[field], value, "{field} is as in the picture");
    }
    assert_eq!(told["advisory"], "not for separation");
    let why = &told["why"];
    assert_eq!(why["existence"]["moved"]["seen"], true);
    assert_eq!(why["taken"][0]["decided_by"], "weight");
    assert_eq!(why["taken"][0]["probability"], 0.875);
    assert_eq!(why["refused"][0]["why"], "jump");
    assert_eq!(why["sensors"][0]["bias"]["converged"], true);
    assert_eq!(why["motion"]["turns"][1]["rate_degps"], 1.72);
    let words = |path: &'static str| {
        let rig = &rig;
        async move {
            let words = get(rig, path).await.json()["why"]["words"].clone();
            words[0].as_str().expect("a sentence").to_owned()
        }
    };
    let english = words("/api/v1/tracks/1").await;
    assert!(english.starts_with("Track 1 is a target with"), "{english}");
    assert_eq!(words("/api/v1/tracks/1?lang=en").await, english);
    let french = words("/api/v1/tracks/1?lang=fr").await;
    assert!(french.starts_with("La piste 1 est une cible"), "{french}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_track_is_said_to_be_none() {
    let mut rig = rig(picture(0.0, vec![track(1, 0.0)]), 4).await;
    answer_questions(&mut rig);
    for (path, status, said) in [
        ("2", 404, "there is no track 2 now"),
        ("4294967295", 404, "there is no track 4294967295 now"),
        ("4294967296", 400, "\"4294967296\" is no track number"),
        ("-1", 400, "\"-1\" is no track number"),
        ("abc", 400, "\"abc\" is no track number"),
        ("%00%0a%3Cb%3E", 400, "\"<b>\" is no track number"),
        ("%ff", 400, "this is no track number"),
        ("1?lang=de", 400, "\"lang=de\" is not known here"),
        ("1?lang=fr&x=1", 400, "\"x=1\" is not known here"),
    ] {
        let answer = get(&rig, &format!("/api/v1/tracks/{path}")).await;
        let error = answer.json()["error"].as_str().expect("words").to_owned();
        assert!(
            answer.status == status && error.starts_with(said),
            "{path}: {} {error}",
            answer.status
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crank_that_does_not_answer_costs_the_client_and_nobody_else() {
    let mut rig = rig(picture(0.0, vec![track(1, 0.0)]), 1).await;
    // Nobody answers: the first waits for its time-out, the second finds no room.
    let (first, second) = tokio::join!(get(&rig, "/api/v1/tracks/1"), async {
        while rig.questions_waiting() == 0 {
            tokio::task::yield_now().await;
        }
        get(&rig, "/api/v1/tracks/1").await
    });
    for (answer, said) in [
        (first, "too busy to answer"),
        (second, "too many questions"),
    ] {
        assert_eq!(answer.status, 503);
        let error = answer.json()["error"].as_str().expect("words").to_owned();
        assert!(error.contains(said), "{error}");
    }
    rig.questions = mpsc::channel(1).1;
    let answer = get(&rig, "/api/v1/tracks/1").await;
    assert_eq!(answer.status, 503);
    assert!(
        answer.text().contains("the system has stopped"),
        "{}",
        answer.text()
    );
    assert_eq!(get(&rig, "/api/v1/picture").await.status, 200);
}
