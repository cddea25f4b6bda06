//! Whom the ledger finds, and what people's word does to it.

use super::{Identifier, IdentifyRefusal, IdentifyRule};
use crate::plans::{OverdueRule, Plans};
use vigie_ats::nav::NavData;
use vigie_core::command::{Command, Order};
use vigie_core::identification::IdentificationState::{Conflicting, Identified, Pending, Unknown};
use vigie_core::identification::{EvidenceKind, Identification};
use vigie_core::identity::{Address, Callsign, ModeA};
use vigie_core::place::Wgs84;
use vigie_core::time::UtcNs;
use vigie_core::track::{CodeStatement, Track, TrackNumber};

const FPL: &str = "(FPL-NIG501/A2301-IS -B738/M-SDFGRWY/S -DRRN1000 -N0450F350 DCT TOBUK DCT -DRZA0140 DRRN \
                   -DOF/261120 REG/5UABC CODE/062001)";

fn place(lat_deg: f64, lon_deg: f64) -> Wgs84 {
    Wgs84 {
        lat_deg,
        lon_deg,
        height_m: 10_000.0,
    }
}

fn at(hour: i64, minute: i64) -> UtcNs {
    UtcNs((1_795_132_800 + hour * 3_600 + minute * 60) * 1_000_000_000)
}

fn plans(text: &str) -> Plans {
    let mut places = NavData::default();
    places.add_points_csv("ident,lat,lon\nTOBUK,15.0,5.0\n");
    places.add_aerodromes_csv(
        "ident,name,lat,lon\nDRRN,Niamey,13.4815,2.1836\nDRZA,Agadez,16.966,7.9968\n",
    );
    let mut plans = Plans::new(places, OverdueRule::default());
    let command = Command {
        at: at(8, 0),
        by: "test".to_owned(),
        order: Order::File {
            text: text.to_owned(),
        },
    };
    plans.obey(at(8, 0), &command);
    assert_eq!(plans.all().count(), 1);
    plans
}

/// A track where the flight should be, that says nothing of itself.
fn track(number: u32, plans: &Plans, now: UtcNs) -> Track {
    let plan = plans.all().next().expect("a plan");
    let (position, _) = plan.expected(now).expect("in flight");
    let mut track = crate::tests::track(number, position, 150.0, 150.0);
    track.at = now;
    track.identity = vigie_core::track::TrackIdentity::default();
    track.altitude = None;
    track
}

fn say(track: &mut Track, callsign: Option<&str>, code: Option<u16>, address: Option<u32>) {
    let identity = &mut track.identity;
    identity.callsign = callsign.and_then(|c| Callsign::new(c.as_bytes()));
    identity.mode_a = code.and_then(ModeA::new).map(|code| CodeStatement {
        code,
        since: track.at,
        replies: 5,
    });
    identity.address = address.and_then(Address::icao);
}

fn identify(identifier: &mut Identifier, plans: &mut Plans, track: &Track) -> Identification {
    identifier.examine(track.at, track, plans);
    identifier.of(track.number).expect("examined").clone()
}

#[test]
fn each_name_alone_or_together() {
    let now = at(10, 50);
    for (callsign, code, address, expected) in [
        (None, None, None, Unknown),
        (Some("NIG501"), None, None, Identified),
        (None, Some(0o2301), None, Identified), // the assigned code, on the route, in time
        (None, Some(0o2301), Some(0x06_2001), Identified),
        (Some("NIG501"), Some(0o2301), Some(0x06_2001), Identified),
        (Some("NIG501"), Some(0o4444), None, Identified), // the code was changed on the way
        (Some("AFR1"), Some(0o2301), Some(0x06_2001), Conflicting),
        (Some("NIG501"), None, Some(0x38_0000), Conflicting),
        (Some("AFR1"), None, Some(0x38_0000), Pending), // nobody announced it
    ] {
        let mut plans = plans(FPL);
        let mut identifier = Identifier::new(IdentifyRule::default());
        let mut track = track(1, &plans, now);
        say(&mut track, callsign, code, address);
        let found = identify(&mut identifier, &mut plans, &track);
        assert_eq!(
            found.state, expected,
            "{callsign:?} {code:?} {address:?}: {found:?}"
        );
        let sum: f64 = found.ledger.iter().map(|g| g.weight).sum();
        if found.plan.is_some() {
            assert!((IdentifyRule::default().prior + sum - found.odds).abs() < 1e-9);
        }
    }
}

#[test]
fn a_code_far_from_the_route_is_somebody_else() {
    let now = at(10, 50);
    let mut plans = plans(FPL);
    let mut identifier = Identifier::new(IdentifyRule::default());
    let mut track = track(1, &plans, now);
    track.position = place(25.0, -10.0);
    say(&mut track, None, Some(0o2301), None);
    let found = identify(&mut identifier, &mut plans, &track);
    assert_eq!(found.state, Pending);
    assert!(found.odds < -3.0, "{found:?}");
    let route = found.ledger.iter().find(|g| g.kind == EvidenceKind::Route);
    assert!(route.is_some_and(|g| g.weight <= -4.0));
}

#[test]
fn two_that_claim_one_flight_conflict_until_one_is_gone() {
    let now = at(10, 50);
    let mut plans = plans(FPL);
    let mut identifier = Identifier::new(IdentifyRule::default());
    let mut first = track(1, &plans, now);
    say(&mut first, Some("NIG501"), None, None);
    let mut second = first.clone();
    second.number = TrackNumber(2);
    let found = identify(&mut identifier, &mut plans, &first);
    assert_eq!(found.state, Identified);
    let found = identify(&mut identifier, &mut plans, &second);
    assert_eq!(found.state, Conflicting);
    let found = identify(&mut identifier, &mut plans, &first);
    assert_eq!(found.state, Conflicting);
    let rival = found.ledger.iter().find(|g| g.kind == EvidenceKind::Rival);
    assert_eq!(rival.map(|g| g.found.as_str()), Some("2"));
    identifier.forget(TrackNumber(2));
    let found = identify(&mut identifier, &mut plans, &first);
    assert_eq!(found.state, Identified);
}

#[test]
fn one_that_was_rejected_or_changed_its_name_claims_the_flight_no_more() {
    let now = at(10, 50);
    for rejected in [true, false] {
        let mut plans = plans(FPL);
        let mut identifier = Identifier::new(IdentifyRule::default());
        let mut first = track(1, &plans, now);
        say(&mut first, Some("NIG501"), None, None);
        let mut second = first.clone();
        second.number = TrackNumber(2);
        identify(&mut identifier, &mut plans, &first);
        identify(&mut identifier, &mut plans, &second);
        if rejected {
            let command = Command {
                at: now,
                by: "A. Moussa".to_owned(),
                order: Order::RejectIdentity {
                    track: TrackNumber(2),
                    reason: "it says so falsely".to_owned(),
                },
            };
            identifier.obey(now, &command, &plans);
        } else {
            say(&mut second, Some("AFR1"), None, None);
        }
        identify(&mut identifier, &mut plans, &second);
        let found = identify(&mut identifier, &mut plans, &first);
        assert_eq!(found.state, Identified, "rejected: {rejected}");
        identifier.forget(TrackNumber(1));
        identifier.forget(TrackNumber(2));
        assert!(identifier.claims.is_empty());
    }
}

#[test]
fn a_decision_outranks_the_ledger_and_goes_over_to_the_next_track() {
    let now = at(10, 50);
    let mut plans = plans(FPL);
    let mut identifier = Identifier::new(IdentifyRule::default());
    let mut track = track(1, &plans, now);
    say(&mut track, Some("XXX1"), None, Some(0x06_2777));
    identify(&mut identifier, &mut plans, &track);
    let command = |order| Command {
        at: now,
        by: "A. Moussa".to_owned(),
        order,
    };
    let decide = |identity: &str, reason: &str| {
        command(Order::Identify {
            track: TrackNumber(1),
            identity: identity.to_owned(),
            plan: None,
            reason: reason.to_owned(),
        })
    };
    for (identity, reason) in [
        ("", "voice"),
        ("5UX", ""),
        ("5UX", "a\u{202e}b"),
        ("5\nU", "x"),
    ] {
        let refusal = identifier.refusal(&decide(identity, reason), &plans);
        assert_eq!(refusal, Some(IdentifyRefusal::BadWords));
    }
    identifier.obey(now, &decide("5UXYZ", "voice contact"), &plans);
    let found = identify(&mut identifier, &mut plans, &track);
    assert_eq!(found.state, Identified);
    assert_eq!(found.identity.as_deref(), Some("5UXYZ"));
    assert_eq!(found.decision.map(|d| d.by), Some("A. Moussa".to_owned()));

    identifier.forget(TrackNumber(1));
    track.number = TrackNumber(7);
    let found = identify(&mut identifier, &mut plans, &track);
    assert_eq!(found.identity.as_deref(), Some("5UXYZ"), "the same address");

    let withdraw = |track| {
        command(Order::WithdrawDecision {
            track: TrackNumber(track),
            reason: "mistake".to_owned(),
        })
    };
    let refusal = identifier.refusal(&withdraw(1), &plans);
    assert_eq!(refusal, Some(IdentifyRefusal::UnknownTrack));
    identifier.obey(now, &withdraw(7), &plans);
    let found = identify(&mut identifier, &mut plans, &track);
    assert_eq!(found.state, Pending);
    let refusal = identifier.refusal(&withdraw(7), &plans);
    assert_eq!(refusal, Some(IdentifyRefusal::NoDecision));
}

#[test]
fn what_the_registers_lack_is_known_once_they_hold_anything() {
    let mut plans = plans(FPL);
    let mut identifier = Identifier::new(IdentifyRule::default());
    let mut mine = track(1, &plans, at(10, 50));
    say(&mut mine, Some("NIG501"), None, None);
    let mut other = track(2, &plans, at(10, 50));
    say(&mut other, Some("AFR1"), None, None);
    identify(&mut identifier, &mut plans, &mine);
    identify(&mut identifier, &mut plans, &other);
    let plan = |number| {
        let clearance = identifier.clearance(TrackNumber(number), &plans);
        clearance.map(|c| (c.plan, c.permit))
    };
    assert_eq!(plan(1), Some((Some(true), None)));
    assert_eq!(plan(2), Some((Some(false), None)));
    assert_eq!(plan(3), None);
}

#[test]
fn an_identified_flight_is_active_and_not_overdue() {
    let mut plans = plans(FPL);
    let mut identifier = Identifier::new(IdentifyRule::default());
    let mut track = track(1, &plans, at(10, 50));
    say(&mut track, Some("NIG501"), None, Some(0x06_2001));
    identify(&mut identifier, &mut plans, &track);
    let plan = plans.all().next().expect("a plan");
    assert_eq!(plan.phase, vigie_core::plan::PlanPhase::Active);
}
