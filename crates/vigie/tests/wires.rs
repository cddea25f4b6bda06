//! The demonstration's bytes over real wires from another process give the same picture as in the first.

mod common;

use common::{Server, alerts, free_tcp_port, free_udp_port};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const DEMONSTRATION: &str = include_str!("../../../deploy/niger/demonstration.toml");

/// The demonstration's configuration with a line added to each sensor, and without the simulator if it is to listen.
fn with_wires(radar: &[u16], receiver: &[u16], listens: bool) -> String {
    let mut text = String::new();
    let (mut radars, mut receivers) = (radar.iter(), receiver.iter());
    for block in DEMONSTRATION.split_inclusive("\n\n") {
        if listens && block.starts_with("[demonstration]") {
            continue;
        }
        text.push_str(block.trim_end());
        text.push('\n');
        let is_radar = block.contains("kind = \"radar\"");
        if is_radar || block.contains("kind = \"receiver\"") {
            let port = if is_radar {
                radars.next()
            } else {
                receivers.next()
            }
            .expect("a port for each sensor");
            match (is_radar, listens) {
                (true, true) => writeln!(text, "[sensor.input]\nudp = \"127.0.0.1:{port}\""),
                (true, false) => writeln!(text, "[sensor.relay]\nudp = \"127.0.0.1:{port}\""),
                (false, true) => writeln!(
                    text,
                    "[sensor.input]\nlisten = \"127.0.0.1:{port}\"\nstamps = \"gnss\""
                ),
                (false, false) => writeln!(text, "[sensor.relay]\nconnect = \"127.0.0.1:{port}\""),
            }
            .expect("a string takes everything");
        }
        text.push('\n');
    }
    text
}

/// Of each aircraft by its address: when its position was last measured, where it was, and what else is known.
fn tracks(picture: &serde_json::Value) -> BTreeMap<String, (String, f64, f64, String)> {
    let one = |track: &serde_json::Value| {
        let text = |key: &str| track[key].as_str().map(str::to_owned);
        let known = format!(
            "{:?} {:?} {}",
            text("callsign"),
            text("squawk"),
            track["altitude_ft"]
        );
        Some((
            text("icao")?,
            (
                text("at")?,
                track["lat"].as_f64()?,
                track["lon"].as_f64()?,
                known,
            ),
        ))
    };
    picture["tracks"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(one)
        .collect()
}

/// How far apart two processes may place one aircraft from the same bytes, metres. Reports that reach one of them in
/// the same step may reach the other in two, and are then filtered in another order.
const APART_MAX_M: f64 = 25.0;

#[test]
fn bytes_over_udp_and_tcp_from_another_process_give_the_same_picture() {
    let radars: Vec<u16> = (0..3).map(|_| free_udp_port()).collect();
    let receivers: Vec<u16> = (0..4).map(|_| free_tcp_port()).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("a name").to_owned()
    };
    let listener = Server::start(&[
        "run",
        &file("listener.toml", with_wires(&radars, &receivers, true)),
    ]);
    let sender = Server::start(&[
        "run",
        &file("sender.toml", with_wires(&radars, &receivers, false)),
    ]);
    // Both have seen an aircraft's last position at the same instant: then they must say the same of it.
    let mut same = BTreeSet::new();
    sender.wait_for("thirty tracks that are the same in both", |theirs| {
        let ours = tracks(&listener.picture());
        for (address, (at, lat, lon, known)) in tracks(theirs) {
            let Some((our_at, our_lat, our_lon, our_known)) = ours.get(&address) else {
                continue;
            };
            if *our_at == at && *our_known == known {
                let apart =
                    111_200.0 * (lat - our_lat).hypot((lon - our_lon) * lat.to_radians().cos());
                if apart < APART_MAX_M {
                    same.insert(address);
                }
            }
        }
        (same.len() >= 30).then_some(())
    });
    // and the alerts that they give rise to
    let expected = sender.wait_for("an alert", |picture| {
        alerts(picture)
            .into_iter()
            .find(|(kind, _)| kind == "area_entry" || kind == "emergency_squawk")
    });
    listener.wait_for("the sender's alert", |picture| {
        alerts(picture).contains(&expected).then_some(())
    });
    let picture = listener.picture();
    assert_eq!(picture["mode"], "exercise");
    let alive = |sensor: &serde_json::Value| sensor["state"] == "alive";
    assert!(
        picture["sensors"]
            .as_array()
            .expect("a list")
            .iter()
            .all(alive),
        "{:#}",
        picture["sensors"]
    );
}
