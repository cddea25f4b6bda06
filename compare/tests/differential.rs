//! Every message of the recordings through Vigie and a peer: each difference is of a known class, with a known count.
//! What each class is, and who is right, is in `README.md`.

use serde_json::{Value, json};
use vigie_compare::fields::{Class, Difference, Fields, Tally, optional};
use vigie_compare::{ours, peer_deku, peer_rs1090, recording, traffic};
use vigie_modes::Frame;

// The names of the classes, as in `README.md`.
const VERTICAL_RATE_SOURCE: &str = "vertical rate source, the other way round";
const ZERO_DIFFERENCE: &str = "GNSS less barometric height of zero";
const FLAGS_IN_NACV: &str = "two flags read as part of NACv";
const SURFACE_SHIFTED: &str = "surface position read five bits too early";
const OTHER_LAYOUT: &str = "a control field of another layout read as ADS-B";
const RESERVED_VELOCITY: &str = "a reserved velocity subtype";
const ABOVE_50000: &str = "nothing above 50,000 ft";
const RESERVED_STATUS_BITS: &str = "operational status with reserved bits";
const SPACES_WITHIN: &str = "spaces within a callsign";
const RESERVED_CAPABILITY: &str = "reserved capabilities as one";
const METRES: &str = "altitude in metres";
const NO_SPEED: &str = "an unknown speed as -1";
const SUPERSONIC: &str = "supersonic speeds in units of one knot";
const ROUNDED_ALTITUDE: &str = "selected altitude rounded to 100 ft";
const SOURCE_IN_ALTITUDE: &str = "the source's bit read as part of the selected altitude";
const NOTHING_SELECTED_AS_ZERO: &str = "nothing selected as 0";
const SEVEN_CHARACTERS: &str = "callsign cut to seven characters, without spaces";
const GILLHAM_BELOW_ZERO: &str = "steps of 100 ft below zero";
const VERSION_ABOVE_2: &str = "no version above 2";
const VERSION_0_QUALITY: &str = "quality of version 0";
const HEIGHTS_OF_16_BITS: &str = "heights from 1 to 65,535 ft only";
const NO_AIRSPEED_AS_ZERO: &str = "no airspeed as 0 kt";
const NO_DIFFERENCE_AS_ZERO: &str = "no height difference as 0 ft";

/// Made frames: enough that the rarest kind comes up.
const ARBITRARY: usize = 100_000;

/// The classes of differences to rs1090.
static RS1090: &[Class] = &[
    Class {
        name: OTHER_LAYOUT,
        is: other_layout,
    },
    Class {
        name: RESERVED_VELOCITY,
        is: reserved_velocity,
    },
    Class {
        name: ABOVE_50000,
        is: |d| {
            let reason = d.theirs.as_str().unwrap_or_default();
            d.field == "refused" && reason.ends_with("ft > 50 000 ft") && d.ours.is_null()
        },
    },
    Class {
        name: RESERVED_STATUS_BITS,
        is: |d| {
            d.field == "refused"
                && d.type_code() == 31
                && (d.payload(9, 10) != 0 || d.payload(25, 26) != 0)
        },
    },
    Class {
        name: ROUNDED_ALTITUDE,
        is: |d| {
            let feet = (d.payload(10, 20).max(1) - 1) * 32;
            let rounded = (feet + 16) / 100 * 100;
            d.field == "selected_altitude_ft" && *d.ours == feet && *d.theirs == rounded
        },
    },
    Class {
        name: SPACES_WITHIN,
        is: |d| {
            let (ours, theirs) = (d.ours.as_str(), d.theirs.as_str());
            d.field == "callsign"
                && ours.zip(theirs).is_some_and(|(ours, theirs)| {
                    ours.contains(' ') && ours.replace(' ', "") == theirs
                })
        },
    },
    Class {
        name: RESERVED_CAPABILITY,
        is: |d| d.field == "capability" && matches!(d.bits(6, 8), 2 | 3) && *d.theirs == 1,
    },
    Class {
        name: GILLHAM_BELOW_ZERO,
        is: gillham_below_zero,
    },
    Class {
        name: METRES,
        is: |d| {
            let metres = d.bits(20, 25) << 6 | d.bits(27, 32);
            let feet = (metres * 328_084 + 50_000) / 100_000;
            let reply = matches!(d.df(), 0 | 4 | 16 | 20);
            reply && d.field == "altitude_ft" && d.bits(26, 26) == 1 && *d.ours == feet
        },
    },
    Class {
        name: NO_SPEED,
        is: no_speed,
    },
    Class {
        name: SUPERSONIC,
        is: supersonic,
    },
    Class {
        name: VERTICAL_RATE_SOURCE,
        is: vertical_rate_source,
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
        name: OTHER_LAYOUT,
        is: other_layout,
    },
    Class {
        name: RESERVED_VELOCITY,
        is: reserved_velocity,
    },
    Class {
        name: RESERVED_STATUS_BITS,
        is: |d| {
            let airborne = d.payload(6, 8) == 0 && d.payload(13, 14) != 0;
            let reserved = d.payload(9, 10) != 0 || d.payload(25, 26) != 0 || airborne;
            d.field == "refused" && d.type_code() == 31 && reserved
        },
    },
    Class {
        name: VERSION_ABOVE_2,
        is: |d| d.field == "refused" && d.type_code() == 31 && d.payload(41, 43) > 2,
    },
    Class {
        name: VERSION_0_QUALITY,
        is: |d| {
            let quality = matches!(d.field, "nac_p" | "sil" | "nic_supplement_a");
            quality && d.type_code() == 31 && d.payload(41, 43) == 0 && d.ours.is_null()
        },
    },
    Class {
        name: SOURCE_IN_ALTITUDE,
        is: |d| {
            // Bit 9 says where the altitude comes from.
            let feet = |first: usize| (d.payload(first, 20).max(1) - 1) * 32;
            let has_altitude = d.payload(10, 20) > 0;
            d.field == "selected_altitude_ft"
                && d.payload(9, 9) == 1
                && *d.theirs == feet(9)
                && (*d.ours == feet(10) || !has_altitude)
        },
    },
    Class {
        name: NOTHING_SELECTED_AS_ZERO,
        is: |d| {
            let count = match d.field {
                "selected_altitude_ft" => d.payload(9, 20),
                "pressure_setting_hpa" => d.payload(21, 29),
                _ => 1,
            };
            count == 0 && d.ours.is_null() && d.theirs.as_f64() == Some(0.0)
        },
    },
    Class {
        name: HEIGHTS_OF_16_BITS,
        is: |d| {
            let beyond = |feet| !(1..=65_535).contains(&feet);
            is_height(d) && d.theirs.is_null() && d.ours.as_i64().is_some_and(beyond)
        },
    },
    Class {
        name: NO_SPEED,
        is: no_speed,
    },
    Class {
        name: SUPERSONIC,
        is: |d| {
            let quarter = d.ours.as_i64().zip(d.theirs.as_i64());
            let airspeed = quarter.is_some_and(|(ours, theirs)| ours == 4 * theirs);
            supersonic(d) || d.field == "airspeed_kt" && d.payload(6, 8) == 4 && airspeed
        },
    },
    Class {
        name: NO_AIRSPEED_AS_ZERO,
        is: |d| {
            let unknown = d.payload(26, 35) == 0;
            d.field == "airspeed_kt" && unknown && d.ours.is_null() && *d.theirs == 0
        },
    },
    Class {
        name: NO_DIFFERENCE_AS_ZERO,
        is: |d| {
            let unknown = d.payload(50, 56) == 0;
            d.field == "gnss_minus_baro_ft" && unknown && d.ours.is_null() && *d.theirs == 0
        },
    },
    Class {
        name: VERTICAL_RATE_SOURCE,
        is: vertical_rate_source,
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
            // The characters as sent: without the eighth, and without spaces.
            let sent = (0..7)
                .map(|n| d.payload(9 + 6 * n, 14 + 6 * n))
                .filter(|&c| c != 32);
            let theirs = d.theirs.as_str().unwrap_or_default();
            d.field == "callsign" && theirs.len() == sent.count() && d.ours.is_string()
        },
    },
];

fn other_layout(d: &Difference<'_>) -> bool {
    let control = d.bits(6, 8);
    // Fine TIS-B shares positions and identification with ADS-B, but for one bit of the surface position.
    let shared = matches!(d.type_code(), 1..=18 | 20..=22) && d.field != "utc_synchronised";
    let fine = matches!(control, 2 | 5) && !shared;
    let imf = control == 6 && d.field == "utc_synchronised" && d.type_code() < 9;
    d.df() == 18 && (fine || imf || matches!(control, 3 | 4 | 7))
}

fn reserved_velocity(d: &Difference<'_>) -> bool {
    d.type_code() == 19 && matches!(d.payload(6, 8), 0 | 5..=7) && d.ours.is_null()
}

fn no_speed(d: &Difference<'_>) -> bool {
    let unknown = d.payload(15, 24) == 0 || d.payload(26, 35) == 0;
    let field = matches!(d.field, "groundspeed_kt" | "track_deg");
    d.type_code() == 19 && field && unknown && d.ours.is_null()
}

fn supersonic(d: &Difference<'_>) -> bool {
    let quarter = d.ours.as_f64().zip(d.theirs.as_f64());
    d.field == "groundspeed_kt"
        && d.payload(6, 8) == 2
        && quarter.is_some_and(|(ours, theirs)| (ours - 4.0 * theirs).abs() < 0.001)
}

fn vertical_rate_source(d: &Difference<'_>) -> bool {
    let said = if d.payload(36, 36) == 1 {
        "baro"
    } else {
        "gnss"
    };
    d.field == "vertical_rate_source" && d.ours == said && !d.theirs.is_null()
}

/// The twelve bits of a position's altitude, or the thirteen of a reply's without the M bit.
fn altitude_code(d: &Difference<'_>) -> u64 {
    match d.df() {
        17 | 18 => d.payload(9, 20),
        _ => d.bits(20, 25) << 6 | d.bits(27, 32),
    }
}

fn is_height(d: &Difference<'_>) -> bool {
    matches!(d.field, "altitude_ft" | "gnss_height_ft")
}

/// Steps of 100 ft (Q is 0), below zero.
fn gillham_below_zero(d: &Difference<'_>) -> bool {
    let gillham = altitude_code(d) & 0x10 == 0;
    let below = d.ours.as_i64().is_some_and(|feet| feet < 0);
    is_height(d) && gillham && below && d.theirs.is_null()
}

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

fn recorded(name: &str) -> Option<Vec<Frame>> {
    let messages = recording::messages(name)?;
    Some(messages.iter().map(|message| message.frame).collect())
}

fn with_rs1090(frames: &[Frame]) -> Tally {
    let mut tally = Tally::new(RS1090);
    for frame in frames {
        let theirs = peer_rs1090::parse(frame.as_bytes());
        let theirs = theirs.map(|message| peer_rs1090::fields(&message));
        compare(&mut tally, *frame, theirs);
    }
    tally
}

fn with_deku(frames: &[Frame]) -> Tally {
    let mut tally = Tally::new(DEKU);
    let squitters = frames.iter().filter(|frame| matches!(frame.df(), 17 | 18));
    for frame in squitters {
        let theirs = peer_deku::parse(frame.as_bytes());
        let theirs = theirs.map(|message| peer_deku::fields(&message));
        compare(&mut tally, *frame, theirs);
    }
    tally
}

#[test]
fn long_flight_with_rs1090() {
    let Some(frames) = recorded("long_flight.csv") else {
        return;
    };
    with_rs1090(&frames).assert(&[
        (ROUNDED_ALTITUDE, 4_169),
        (VERTICAL_RATE_SOURCE, 10_450),
        (ZERO_DIFFERENCE, 205),
    ]);
}

#[test]
fn adsb_sample_with_rs1090() {
    let Some(frames) = recorded("sample_data_adsb.csv") else {
        return;
    };
    with_rs1090(&frames).assert(&[(VERTICAL_RATE_SOURCE, 965)]);
}

#[test]
fn df20_sample_with_rs1090() {
    let Some(frames) = recorded("sample_data_commb_df20.csv") else {
        return;
    };
    with_rs1090(&frames).assert(&[]);
}

#[test]
fn long_flight_with_adsb_deku() {
    let Some(frames) = recorded("long_flight.csv") else {
        return;
    };
    with_deku(&frames).assert(&[
        (SOURCE_IN_ALTITUDE, 3),
        (VERTICAL_RATE_SOURCE, 10_450),
        (FLAGS_IN_NACV, 772),
        (SURFACE_SHIFTED, 10_548),
        (SEVEN_CHARACTERS, 2),
    ]);
}

#[test]
fn adsb_sample_with_adsb_deku() {
    let Some(frames) = recorded("sample_data_adsb.csv") else {
        return;
    };
    with_deku(&frames).assert(&[(VERTICAL_RATE_SOURCE, 965), (FLAGS_IN_NACV, 965)]);
}

#[test]
fn arbitrary_frames_with_rs1090() {
    with_rs1090(&traffic::arbitrary(ARBITRARY)).assert(&[
        (OTHER_LAYOUT, 17_864),
        (RESERVED_VELOCITY, 704),
        (ABOVE_50000, 3_211),
        (RESERVED_STATUS_BITS, 322),
        (ROUNDED_ALTITUDE, 336),
        (SPACES_WITHIN, 514),
        (RESERVED_CAPABILITY, 11_779),
        (GILLHAM_BELOW_ZERO, 370),
        (METRES, 12_508),
        (NO_SPEED, 66),
        (SUPERSONIC, 125),
        (VERTICAL_RATE_SOURCE, 578),
        (ZERO_DIFFERENCE, 10),
    ]);
}

#[test]
fn arbitrary_frames_with_adsb_deku() {
    with_deku(&traffic::arbitrary(ARBITRARY)).assert(&[
        (OTHER_LAYOUT, 19_351),
        (RESERVED_VELOCITY, 2_037),
        (RESERVED_STATUS_BITS, 331),
        (VERSION_ABOVE_2, 23),
        (VERSION_0_QUALITY, 27),
        (SOURCE_IN_ALTITUDE, 182),
        (NOTHING_SELECTED_AS_ZERO, 59),
        (HEIGHTS_OF_16_BITS, 3_070),
        (NO_SPEED, 24),
        (SUPERSONIC, 265),
        (NO_AIRSPEED_AS_ZERO, 63),
        (NO_DIFFERENCE_AS_ZERO, 15),
        (VERTICAL_RATE_SOURCE, 578),
        (FLAGS_IN_NACV, 458),
        (SURFACE_SHIFTED, 20_362),
        (SEVEN_CHARACTERS, 5_778),
    ]);
}
