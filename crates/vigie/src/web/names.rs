//! `names` of the stream: the slow facts of tracks.

use super::json::text;
use serde::Serialize;
use vigie_core::identification::IdentificationState;
use vigie_core::identity::{Address, Callsign, Emergency, EmitterCategory, ModeA};
use vigie_core::picture::Identity;
use vigie_core::time::Nanos;
use vigie_core::track::{Track, TrackIdentity};

/// A sensor counts as contributing to a track this long after its last position.
const CONTRIBUTING: Nanos = Nanos::from_secs(60);
/// The slow facts of a track: what `names` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    callsign: Option<Callsign>,
    address: Option<Address>,
    code: Option<ModeA>,
    category: Option<EmitterCategory>,
    emergency: Option<Emergency>,
    sensors: Vec<u16>,
    identified: IdentificationState,
    identity: Option<String>,
    simulated: bool,
}

impl Facts {
    pub(super) fn of(track: &Track, who: Option<&Identity>) -> Facts {
        let TrackIdentity {
            address,
            callsign,
            mode_a,
            category,
            emergency,
        } = track.identity;
        let mut sensors: Vec<u16> = track
            .contributions
            .iter()
            .filter(|c| track.at - c.at <= CONTRIBUTING)
            .map(|c| c.sensor.0)
            .collect();
        sensors.sort_unstable();
        sensors.dedup();
        Facts {
            callsign,
            address,
            code: mode_a.map(|statement| statement.code),
            category,
            emergency,
            sensors,
            identified: who.map_or(IdentificationState::Unknown, |who| who.state),
            identity: who.and_then(|who| who.identity.clone()),
            simulated: track.simulated,
        }
    }
}

/// `names` of the tracks given by number.
pub(super) fn names(full: bool, tracks: &[(u32, &Facts)]) -> String {
    #[derive(Serialize)]
    struct Names<'a> {
        r#type: &'static str,
        full: bool,
        tracks: Vec<Name<'a>>,
    }
    text(&Names {
        r#type: "names",
        full,
        tracks: tracks
            .iter()
            .map(|&(n, facts)| Name::of(n, facts))
            .collect(),
    })
}

#[derive(Serialize)]
struct Name<'a> {
    n: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    callsign: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icao: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address_kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    squawk: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency: Option<&'static str>,
    sensors: &'a [u16],
    identified: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<&'a str>,
    simulated: bool,
}

impl Name<'_> {
    fn of(n: u32, facts: &Facts) -> Name<'_> {
        let Facts {
            callsign,
            address,
            code,
            category,
            emergency,
            sensors,
            identified,
            identity,
            simulated,
        } = facts;
        Name {
            n,
            callsign: callsign.as_ref().map(Callsign::as_str),
            icao: address.map(|address| address.value.to_string()),
            address_kind: address.map(|address| address.kind.name()),
            squawk: code.map(|code| code.to_string()),
            category: category.map(|category| category.to_string()),
            emergency: emergency.map(Emergency::name),
            sensors,
            identified: identified.name(),
            identity: identity.as_deref(),
            simulated: *simulated,
        }
    }
}
