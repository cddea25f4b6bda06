//! Every message of the recordings through Vigie and a peer: each difference is of a known class, with a known count.
//! What each class is, and who is right, is in `README.md`.

use serde_json::{Value, json};
use vigie_compare::fields::{Class, Difference, Fields, Tally, optional};
use vigie_compare::{ours, peer_deku, peer_rs1090, recording};
use vigie_modes::Frame;

// The names of the classes, as in `README.md`.
const VERTICAL_RATE_SOURCE: &str = "vertical rate source, the other way round";
const ZERO_DIFFERENCE: &str = "GNSS less barometric height of zero";
const FLAGS_IN_NACV: &str = "two flags read as part of NACv";
const SURFACE_SHIFTED: &str = "surface position read five bits too early";
const SEVEN_CHARACTERS: &str = "callsign cut to seven characters";

/// The classes of differences to rs1090.
static RS1090: &[Class] = &[
    Class {
        name: VERTICAL_RATE_SOURCE,
        is: |d| {
            let said = if d.payload(36, 36) == 1 {
                "baro"
            } else {
                "gnss"
            };
            d.field == "vertical_rate_source" && d.ours == said && !d.theirs.is_null()
        },
    },
    Class {
        name: ZERO_DIFFERENCE,
        is: |d| {
            d.field == "gnss_minus_baro_ft"
                && d.payload(50, 56) == 1
                && *d.ours == 0
                && d.theirs.is_null()
        },
    },
];

/// The classes of differences to adsb_deku.
static DEKU: &[Class] = &[
    Class {
        name: VERTICAL_RATE_SOURCE,
        is: |d| {
            let said = if d.payload(36, 36) == 1 {
                "baro"
            } else {
                "gnss"
            };
            d.field == "vertical_rate_source" && d.ours == said && !d.theirs.is_null()
        },
    },
    Class {
        name: FLAGS_IN_NACV,
        is: |d| d.field == "nac_v" && *d.ours == d.payload(11, 13) && *d.theirs == d.payload(9, 13),
    },
    Class {
        name: SURFACE_SHIFTED,
        is: |d| {
            (5..=8).contains(&d.type_code())
                && match d.field {
                    "track_deg" => {
                        let track = d.payload(9, 15) as f64 * 360.0 / 128.0;
                        let valid = d.payload(8, 8) == 1;
                        *d.theirs == optional(valid.then_some(track))
                    }
                    "utc_synchronised" => *d.theirs == (d.payload(16, 16) == 1),
                    "cpr_odd" => *d.theirs == (d.payload(17, 17) == 1),
                    "cpr_lat" => *d.theirs == d.payload(18, 34) && *d.ours == d.payload(23, 39),
                    "cpr_lon" => *d.theirs == d.payload(35, 51) && *d.ours == d.payload(40, 56),
                    _ => false,
                }
        },
    },
    Class {
        name: SEVEN_CHARACTERS,
        is: |d| {
            let (ours, theirs) = (d.ours.as_str(), d.theirs.as_str());
            d.field == "callsign"
                && ours
                    .zip(theirs)
                    .is_some_and(|(ours, theirs)| ours.len() == 8 && theirs == &ours[..7])
        },
    },
];

/// One frame through both; a refusal is a difference of its own.
fn compare(tally: &mut Tally, frame: Frame, theirs: Result<Fields, String>) {
    match (ours::fields(frame), theirs) {
        (Some(ours), Ok(theirs)) => tally.compare(frame, &ours, &theirs),
        (None, Err(_)) => {}
        (ours, theirs) => tally.differ(&Difference {
            frame,
            field: "refused",
            ours: &ours.map_or(json!("refused"), |_| Value::Null),
            theirs: &theirs.map_or_else(Value::from, |_| Value::Null),
        }),
    }
}

fn with_rs1090(name: &str) -> Option<Tally> {
    let mut tally = Tally::new(RS1090);
    for message in recording::messages(name)? {
        let theirs = peer_rs1090::parse(message.frame.as_bytes());
        let theirs = theirs.map(|message| peer_rs1090::fields(&message));
        compare(&mut tally, message.frame, theirs);
    }
    Some(tally)
}

fn with_deku(name: &str) -> Option<Tally> {
    let mut tally = Tally::new(DEKU);
    for message in recording::messages(name)? {
        if !matches!(message.frame.df(), 17 | 18) {
            continue;
        }
        let theirs = peer_deku::parse(message.frame.as_bytes());
        let theirs = theirs.map(|message| peer_deku::fields(&message));
        compare(&mut tally, message.frame, theirs);
    }
    Some(tally)
}

#[test]
fn long_flight_with_rs1090() {
    let Some(tally) = with_rs1090("long_flight.csv") else {
        return;
    };
    tally.assert(&[(VERTICAL_RATE_SOURCE, 10_450), (ZERO_DIFFERENCE, 205)]);
}

#[test]
fn adsb_sample_with_rs1090() {
    let Some(tally) = with_rs1090("sample_data_adsb.csv") else {
        return;
    };
    tally.assert(&[(VERTICAL_RATE_SOURCE, 965)]);
}

#[test]
fn df20_sample_with_rs1090() {
    let Some(tally) = with_rs1090("sample_data_commb_df20.csv") else {
        return;
    };
    tally.assert(&[]);
}

#[test]
fn long_flight_with_adsb_deku() {
    let Some(tally) = with_deku("long_flight.csv") else {
        return;
    };
    tally.assert(&[
        (VERTICAL_RATE_SOURCE, 10_450),
        (FLAGS_IN_NACV, 772),
        (SURFACE_SHIFTED, 10_548),
        (SEVEN_CHARACTERS, 2),
    ]);
}

#[test]
fn adsb_sample_with_adsb_deku() {
    let Some(tally) = with_deku("sample_data_adsb.csv") else {
        return;
    };
    tally.assert(&[(VERTICAL_RATE_SOURCE, 965), (FLAGS_IN_NACV, 965)]);
}
