use super::{BEHIND_MAX, Delivery, Edition, Publisher, REMOVALS_MAX, SharedTrails};
use crate::web::sample::{picture, scene, track};
use crate::web::stream::Kind;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use vigie_core::alert::AlertState;
use vigie_core::picture::Picture;

/// What a page makes of what it is sent: docs/stream.md in a few lines.
#[derive(Debug, Clone, Default, PartialEq)]
struct Page {
    tracks: BTreeMap<u32, Vec<u8>>,
    names: BTreeMap<u32, serde_json::Value>,
}

fn u32_at(bytes: &[u8]) -> u32 {
    u32::from_le_bytes(bytes[..4].try_into().expect("four bytes"))
}

impl Page {
    fn take(&mut self, delivery: &Delivery) {
        let frame = &delivery.frame;
        let (records, removed) = frame
            .body
            .split_at(usize::try_from(frame.records).expect("small") * 24);
        if frame.kind == Kind::Keyframe {
            self.tracks.clear();
            self.names.clear();
        }
        for record in records.chunks(24) {
            self.tracks.insert(u32_at(record), record[..22].to_vec()); // the age is as of then
        }
        for number in removed.chunks(4).map(u32_at) {
            assert!(
                self.tracks.remove(&number).is_some(),
                "{number} removed that was not there"
            );
            self.names.remove(&number);
        }
        let Some(names) = &delivery.names else { return };
        let names: serde_json::Value = serde_json::from_str(names).expect("valid JSON");
        assert_eq!(names["full"], frame.kind == Kind::Keyframe);
        for name in names["tracks"].as_array().expect("a list") {
            let n = u32::try_from(name["n"].as_u64().expect("a number")).expect("a track number");
            self.names.insert(n, name.clone());
        }
    }

    fn of(edition: &Edition) -> Page {
        let mut page = Page::default();
        page.take(&edition.whole());
        page
    }
}

fn publisher() -> (Publisher, SharedTrails) {
    let trails = SharedTrails::default();
    (Publisher::new(Arc::new(scene()), &trails), trails)
}

fn publish(publisher: &mut Publisher, picture: Picture, now: Instant) -> Arc<Edition> {
    publisher.publish(Arc::new(picture), now)
}

#[tokio::test]
async fn only_what_changed() {
    let now = Instant::now();
    let (mut publisher, _) = publisher();
    let first = publish(
        &mut publisher,
        picture(0.0, vec![track(1, 0.0), track(2, 0.0), track(3, 0.0)]),
        now,
    );
    let mut renamed = track(3, 0.0);
    renamed.identity.callsign = None;
    let second = publish(
        &mut publisher,
        picture(1.0, vec![track(1, 1.0), track(2, 0.0), renamed]),
        now,
    );
    let delivery = second.since(1, now);
    assert_eq!(
        (
            delivery.frame.kind,
            delivery.frame.records,
            delivery.frame.removed
        ),
        (Kind::Changes, 1, 0)
    );
    assert_eq!(u32_at(&delivery.frame.body), 1);
    let names = delivery.names.expect("one name changed");
    assert!(names.contains(r#""tracks":[{"n":3,"icao":"#), "{names}");
    // measured anew in the same place: a change; only older: none
    let mut parked = track(2, 0.0);
    parked.at = first.picture.at + vigie_core::time::Nanos::from_secs(2);
    let third = publish(
        &mut publisher,
        picture(2.0, vec![track(1, 1.0), parked]),
        now,
    );
    let delivery = third.since(2, now);
    assert_eq!(
        (
            delivery.frame.records,
            delivery.frame.removed,
            delivery.names
        ),
        (1, 1, None)
    );
    assert_eq!(
        (
            u32_at(&delivery.frame.body),
            u32_at(&delivery.frame.body[24..])
        ),
        (2, 3)
    );
    // shared: the same bytes for everyone
    let bodies = [
        third.since(2, now).frame.body,
        third.since(2, now).frame.body,
    ];
    assert_eq!(bodies[0].as_ptr(), bodies[1].as_ptr());
}

/// Whatever pictures come and whatever is skipped, a client that takes what it is sent has the latest picture.
#[tokio::test]
async fn any_skipping_gives_the_same_picture() {
    let mut seed: u32 = 1;
    let mut draw = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    let start = Instant::now();
    let (mut publisher, _) = publisher();
    let mut tracks: BTreeMap<u32, f64> = BTreeMap::new();
    let mut clients: Vec<(Page, u64, Instant)> = vec![(Page::default(), 0, start); 4];
    let (mut merged, mut keyframes, mut next) = (0, 0, 0);
    for step in 0..2_000_u32 {
        let seconds = f64::from(step);
        let now = start + Duration::from_millis(100) * step;
        if draw(3) == 0 {
            next += 1;
            tracks.insert(next, seconds);
        }
        tracks.retain(|_, _| draw(40) != 0);
        for measured in tracks.values_mut() {
            if draw(4) == 0 {
                *measured = seconds;
            }
        }
        let list = tracks.iter().map(|(&number, &measured)| {
            let mut track = track(number, measured);
            track.simulated = draw(10) != 0;
            track
        });
        let edition = publish(&mut publisher, picture(seconds, list.collect()), now);
        for (index, (page, had, made)) in clients.iter_mut().enumerate() {
            if draw(1 + u32::try_from(index).expect("small") * 8) != 0 {
                continue;
            }
            let delivery = if *had == 0 {
                edition.whole()
            } else {
                edition.since(*had, *made)
            };
            match delivery.frame.kind {
                Kind::Keyframe => keyframes += 1,
                _ if *had + 1 < edition.number => merged += 1,
                _ => (),
            }
            assert!(
                *had == 0 || (delivery.frame.kind == Kind::Keyframe) == (now - *made > BEHIND_MAX)
            );
            page.take(&delivery);
            (*had, *made) = (edition.number, now);
            assert_eq!(*page, Page::of(&edition), "step {step}, client {index}");
        }
    }
    assert!(
        merged > 100 && keyframes > 20,
        "{merged} merged, {keyframes} keyframes"
    );
}

#[tokio::test]
async fn what_is_remembered_is_bounded() {
    let now = Instant::now();
    let (mut publisher, trails) = publisher();
    let many = u32::try_from(REMOVALS_MAX).expect("small") + 1;
    publish(
        &mut publisher,
        picture(0.0, (0..many).map(|n| track(n, 0.0)).collect()),
        now,
    );
    publish(&mut publisher, picture(1.0, Vec::new()), now);
    let third = publish(&mut publisher, picture(2.0, vec![track(many, 2.0)]), now);
    assert_eq!(third.removals.len(), REMOVALS_MAX);
    assert_eq!(
        third.since(1, now).frame.kind,
        Kind::Keyframe,
        "not all that went is known any more"
    );
    assert_eq!(third.since(2, now).frame.kind, Kind::Changes);
    assert_eq!(trails.frame().expect("a picture").records, 1);
}

#[tokio::test]
async fn messages_are_revised_only_when_they_change() {
    let now = Instant::now();
    let (mut publisher, _) = publisher();
    let later = now + Duration::from_secs(1);
    let a = publish(&mut publisher, picture(0.0, Vec::new()), now);
    let b = publish(&mut publisher, picture(0.0, Vec::new()), later);
    assert_eq!(
        (b.fixed.rev, b.alerts.rev, b.moved),
        (a.fixed.rev, a.alerts.rev, now)
    );
    assert_eq!(b.fixed.text.as_ptr(), a.fixed.text.as_ptr());
    let mut acknowledged = picture(61.0, Vec::new());
    acknowledged.alerts[0].state = AlertState::Acknowledged;
    let c = publish(&mut publisher, acknowledged, later);
    assert_eq!(
        (c.fixed.rev, c.alerts.rev, c.moved),
        (2, 2, later),
        "the area is active now"
    );
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("valid JSON");
    assert_eq!(
        (
            &parse(&a.fixed.text)["areas"][0]["active"],
            &parse(&c.fixed.text)["areas"][0]["active"]
        ),
        (&false.into(), &true.into())
    );
    let ring = parse(&c.fixed.text)["areas"][0]["polygon"].clone();
    assert_eq!(
        ring,
        serde_json::json!([[7.0, 18.0], [7.0, 19.0], [8.0, 19.0], [7.0, 18.0]])
    );
    assert_eq!(
        parse(&c.alerts.text)["alerts"].as_array().map(Vec::len),
        Some(2)
    );
    let d = publish(&mut publisher, picture(601.0, Vec::new()), later);
    assert_eq!(
        parse(&d.alerts.text)["alerts"].as_array().map(Vec::len),
        Some(1),
        "what ended long ago is not told"
    );
}
