//! Which register a Comm-B reply carries: Vigie's inference beside rs1090's, each with its memory of the aircraft.
//! What each kind of disagreement is, is in `README.md`.

use rs1090::decode::bds::decode_payload;
use rs1090::decode::commb::{DF20DataSelector, DF21DataSelector, MessageProcessor};
use rs1090::decode::cpr::{AircraftState, Position, decode_position};
use rs1090::prelude::{
    CommBAltitudeReply, CommBIdentityReply, ExtendedSquitterADSB, ExtendedSquitterTisB, ICAO,
};
use std::collections::BTreeMap;
use std::fmt::Write;
use vigie_compare::recording::Recorded;
use vigie_compare::{peer_rs1090, recording};
use vigie_core::time::UtcNs;
use vigie_modes::bits::Mb;
use vigie_modes::{Address, Message};
use vigie_sense::commb::{Answer, Memory, Reply};

/// Vigie with a memory for each address.
#[derive(Default)]
struct Vigie(BTreeMap<u32, Memory>);

impl Vigie {
    /// The register, or `-`; `None` if it is no Comm-B reply.
    fn register(&mut self, message: Recorded) -> Option<(Mb, String)> {
        let parsed = Message::parse(message.frame).ok()?;
        let memory = self
            .0
            .entry(parsed.address().map_or(0, Address::value))
            .or_default();
        let at = UtcNs(message.time_ns);
        let (altitude_ft, mb) = match &parsed {
            Message::CommBAltitude(value) => (value.reply.altitude.altitude_ft(), value.mb),
            Message::CommBIdentity(value) => (None, value.mb),
            Message::ExtendedSquitter(value) => {
                memory.learn(at, &value.squitter);
                return None;
            }
            _ => return None,
        };
        let answer = memory.infer(Reply {
            at,
            altitude_ft,
            mb,
        });
        let register = match answer {
            Answer::Undecided => "-".into(),
            Answer::Register { register, .. } => format!("{:02X}", register.bds().0),
        };
        Some((mb, register))
    }
}

/// rs1090 with its memory, as its own program uses it.
#[derive(Default)]
struct Rs1090 {
    aircraft: BTreeMap<ICAO, AircraftState>,
    reference: Option<Position>,
}

impl Rs1090 {
    /// The registers it leaves standing, or `-`; `None` if it is no Comm-B reply.
    fn registers(&mut self, message: Recorded) -> Option<String> {
        let mut parsed = peer_rs1090::parse(message.frame.as_bytes()).ok()?;
        let seconds = message.time_ns as f64 * 1e-9;
        let squitter = match &mut parsed.df {
            ExtendedSquitterADSB(adsb) => Some((&mut adsb.message, adsb.icao24)),
            ExtendedSquitterTisB { cf, .. } => Some((&mut cf.me, cf.aa)),
            _ => None,
        };
        if let Some((me, address)) = squitter {
            let (aircraft, reference) = (&mut self.aircraft, &mut self.reference);
            decode_position(me, seconds, &address, aircraft, reference, &None);
            return None;
        }
        MessageProcessor::new(&mut parsed, &mut self.aircraft)
            .sanitize_commb()
            .record_observed_bds()
            .finish();
        let standing = match &parsed.df {
            CommBAltitudeReply { bds, .. } => of_altitude_reply(bds),
            CommBIdentityReply { bds, .. } => of_identity_reply(bds),
            _ => return None,
        };
        let standing: Vec<&str> = standing
            .iter()
            .filter_map(|&(name, stands)| stands.then_some(name))
            .collect();
        Some(if standing.is_empty() {
            "-".into()
        } else {
            standing.join("+")
        })
    }
}

macro_rules! standing {
    ($name:ident: $selector:ty) => {
        fn $name(bds: &$selector) -> [(&'static str, bool); 14] {
            [
                ("05", bds.bds05.is_some()),
                ("10", bds.bds10.is_some()),
                ("17", bds.bds17.is_some()),
                ("18", bds.bds18.is_some()),
                ("19", bds.bds19.is_some()),
                ("20", bds.bds20.is_some()),
                ("21", bds.bds21.is_some()),
                ("30", bds.bds30.is_some()),
                ("40", bds.bds40.is_some()),
                ("44", bds.bds44.is_some()),
                ("45", bds.bds45.is_some()),
                ("50", bds.bds50.is_some()),
                ("60", bds.bds60.is_some()),
                ("65", bds.bds65.is_some()),
            ]
        }
    };
}

standing!(of_altitude_reply: DF20DataSelector);
standing!(of_identity_reply: DF21DataSelector);

/// What the two say of one reply.
fn kind(ours: &str, theirs: &str) -> &'static str {
    let candidates = theirs.split('+').count();
    match (ours, theirs) {
        ("-", "-") => "neither",
        ("-", _) => "only rs1090",
        (_, "-") => "only Vigie",
        _ if ours == theirs => "the same",
        _ if candidates > 1 && theirs.split('+').any(|one| one == ours) => "rs1090 leaves several",
        _ => "another",
    }
}

/// Why rs1090 does not take what Vigie answers, in its own words, numbers left out.
fn why(mb: Mb, ours: &str, theirs: &str) -> String {
    let taken = theirs.split('+').any(|one| one == ours);
    let Ok(number) = u8::from_str_radix(ours, 16) else {
        return String::new();
    };
    if taken {
        return String::new();
    }
    match decode_payload(&mb.to_bytes(), number) {
        Ok(_) => " (it could be, it says)".into(),
        Err(reason) => {
            let is_word = |c: &char| c.is_alphabetic() || *c == ' ';
            let reason = reason.to_string();
            let reason = reason.trim_start_matches("Decoding failed: ");
            let words: String = reason.chars().filter(is_word).collect();
            let words: Vec<&str> = words.split_whitespace().collect();
            format!(" ({})", words.join(" "))
        }
    }
}

/// A line for each kind and pair of answers: how often, and a first example.
fn table(name: &str) -> Option<String> {
    let (mut vigie, mut peer) = (Vigie::default(), Rs1090::default());
    let mut counts: BTreeMap<(String, String, String), (u32, String)> = BTreeMap::new();
    let mut zeros = 0;
    for message in recording::messages(name)? {
        let (ours, theirs) = (vigie.register(message), peer.registers(message));
        let (Some((mb, ours)), Some(theirs)) = (ours, theirs) else {
            continue;
        };
        if mb == Mb::ZERO {
            assert_eq!((ours.as_str(), theirs.as_str()), ("-", "-"));
            zeros += 1;
            continue;
        }
        let kind = [kind(&ours, &theirs), &why(mb, &ours, &theirs)].concat();
        let key = (kind, ours, theirs);
        let example = || (0, message.frame.to_string());
        counts.entry(key).or_insert_with(example).0 += 1;
    }
    let mut text = format!("{zeros} all zeros\n");
    for ((kind, ours, theirs), (count, example)) in counts {
        writeln!(text, "{count:6} {kind}: {ours} | {theirs}   {example}").expect("a string");
    }
    Some(text)
}

/// The table is the one beside this file; with `COMPARE_BLESS=1` it is written.
fn check(name: &str, expected: &str) {
    let Some(table) = table(&format!("{name}.csv")) else {
        return;
    };
    if std::env::var_os("COMPARE_BLESS").is_some() {
        let path = format!("{}/tests/commb/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, &table).expect("writable");
        return;
    }
    assert_eq!(table, expected, "{name} now:\n{table}");
}

#[test]
fn long_flight() {
    check("long_flight", include_str!("commb/long_flight.txt"));
}

#[test]
fn df20_sample() {
    check(
        "sample_data_commb_df20",
        include_str!("commb/sample_data_commb_df20.txt"),
    );
}
