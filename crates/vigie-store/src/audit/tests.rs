use super::{AuditChain, AuditEvent, AuditFault, Verified, hex, sha256, verify_audit};
use proptest::prelude::*;
use vigie_core::alert::AlertId;
use vigie_core::command::{Command, Order};
use vigie_core::time::UtcNs;

/// A small log with every kind of event, as lines.
fn lines() -> Vec<Vec<u8>> {
    let (mut chain, first) = AuditChain::begin("2026-11-20T10:15:00Z", "vigie 0.1.0", "name");
    let command = Command {
        at: UtcNs(1_000),
        by: "A. Moussa \"\u{202e}\n".to_owned(),
        order: Order::Acknowledge(AlertId(7)),
    };
    let events = [
        AuditEvent::Start {
            software: "vigie 0.1.0",
            mode: "live",
            name: "Niamey",
            configuration: "name",
        },
        AuditEvent::Command {
            command: &command,
            refusal: None,
        },
        AuditEvent::Command {
            command: &command,
            refusal: Some("the alert is already acknowledged, by \"B\"\n"),
        },
        AuditEvent::Torn {
            bytes: 3,
            kept_in: "a.torn",
        },
        AuditEvent::SetAside {
            kept_in: "a.broken",
            why: "line 2",
        },
        AuditEvent::Lost { entries: 9 },
        AuditEvent::Stop,
    ];
    let mut lines = vec![first];
    for event in events {
        lines.push(chain.append("2026-11-20T10:15:01.000000001Z", event));
    }
    lines
}

fn check(lines: &[Vec<u8>]) -> Verified {
    verify_audit(lines.concat().as_slice(), None)
}

fn broken_line(verified: &Verified) -> Option<u64> {
    match &verified.fault {
        Some(AuditFault::Break(found)) => Some(found.line),
        _ => None,
    }
}

#[test]
fn what_was_written_verifies() {
    let lines = lines();
    let verified = check(&lines);
    assert!(verified.fault.is_none(), "{:?}", verified.fault);
    assert_eq!(verified.entries(), 8);
    assert_eq!(verified.commands, 2);
    assert!(verified.is_stopped);
    assert_eq!(verified.first, "2026-11-20T10:15:00Z");
    assert_eq!(verified.last, "2026-11-20T10:15:01.000000001Z");
    assert_eq!(verified.bytes, lines.concat().len() as u64);
}

/// The arithmetic is what the module says, by hand.
#[test]
fn a_hash_is_over_the_one_before_and_the_line() {
    let configuration = hex(&sha256(b"name"));
    let genesis = sha256(format!("{configuration}\n2026-11-20T10:15:00Z").as_bytes());
    let line = String::from_utf8(lines()[0].clone()).expect("text");
    let (body, hash) = line.split_once(",\"hash\":\"").expect("a hash");
    let expected = hex(&sha256(&[&genesis[..], body.as_bytes()].concat()));
    assert_eq!(hash, format!("{expected}\"}}\n"));
    // FIPS 180-4, "abc"
    assert!(hex(&sha256(b"abc")).starts_with("ba7816bf8f01cfea"));
}

#[test]
fn every_flipped_bit_is_found() {
    let sound = lines().concat();
    for place in 0..sound.len() {
        for bit in 0..8 {
            let mut log = sound.clone();
            log[place] ^= 1 << bit;
            let verified = verify_audit(log.as_slice(), None);
            assert!(verified.fault.is_some(), "bit {bit} of byte {place}");
        }
    }
}

#[test]
fn a_cut_inside_a_line_is_told_as_one() {
    let lines = lines();
    let sound = lines.concat();
    for end in 0..sound.len() {
        let verified = verify_audit(&sound[..end], None);
        if end > 0 && sound[end - 1] == b'\n' {
            // whole lines: only that the system never stopped, or a head that is known, tells
            assert!(verified.fault.is_none() && !verified.is_stopped, "{end}");
        } else {
            assert!(
                matches!(verified.fault, Some(AuditFault::Cut { .. })),
                "{end}"
            );
        }
        assert!(verified.bytes <= end as u64);
    }
}

#[test]
fn whole_lines_cut_off_are_told_by_a_head_that_is_known() {
    let lines = lines();
    let head = check(&lines).chain.expect("lines").head();
    assert!(verify_audit(lines.concat().as_slice(), Some(&head)).holds);
    assert!(!verify_audit(lines[..5].concat().as_slice(), Some(&head)).holds);
}

#[test]
fn lines_removed_inserted_doubled_or_exchanged_are_found() {
    let sound = lines();
    for place in 0..sound.len() - 1 {
        let mut removed = sound.clone();
        removed.remove(place);
        assert_eq!(broken_line(&check(&removed)), Some(place as u64 + 1));
        let mut doubled = sound.clone();
        doubled.insert(place, sound[place].clone());
        assert_eq!(broken_line(&check(&doubled)), Some(place as u64 + 2));
        let mut exchanged = sound.clone();
        exchanged.swap(place, place + 1);
        assert_eq!(broken_line(&check(&exchanged)), Some(place as u64 + 1));
    }
    // a line of another log, with the right number
    let (mut other, _) = AuditChain::begin("2026-11-20T10:15:00Z", "vigie 0.1.0", "other");
    let mut inserted = sound.clone();
    inserted[1] = other.append("2026-11-20T10:15:01Z", AuditEvent::Stop);
    let found = check(&inserted);
    assert_eq!(broken_line(&found), Some(2));
    let said = found.fault.expect("a break").to_string();
    assert!(said.contains("its hash is wrong: expected "), "{said}");
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_no_log(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(verify_audit(bytes.as_slice(), None).fault.is_some());
    }

    #[test]
    fn any_text_of_any_author_stays_in_its_line(by in ".*", why in ".*", at in any::<i64>()) {
        let (mut chain, mut log) = AuditChain::begin("2026-11-20T10:15:00Z", &by, &why);
        let command = Command { at: UtcNs(at), by, order: Order::File { text: why.clone() } };
        log.extend(chain.append("x", AuditEvent::Command { command: &command, refusal: Some(&why) }));
        let verified = verify_audit(log.as_slice(), None);
        prop_assert!(verified.fault.is_none());
        prop_assert_eq!(verified.chain, Some(chain));
    }

    #[test]
    fn a_changed_byte_is_found(place in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut log = lines().concat();
        let place = place.index(log.len());
        prop_assume!(log[place] != to);
        log[place] = to;
        prop_assert!(verify_audit(log.as_slice(), None).fault.is_some());
    }
}
