//! Every Comm-B reply of the recordings read as each register that both decoders take it for: the same fields.
//! What each class of differences is, is in `README.md`.

use serde_json::{Value, json};
use vigie_compare::fields::{Class, Difference, Tally};
use vigie_compare::{ours, peer_registers, recording};
use vigie_modes::Message;
use vigie_modes::commb::Bds;

// The names of the classes, as in `README.md`.
const ACAS_VERSION: &str = "ACAS version, its two bits the other way round";
const RATE_OF_MINUS_ONE: &str = "vertical rates of minus one count";
const TURN_OF_MINUS_ONE: &str = "turn rates of minus one count";
const ROUNDED_ALTITUDE: &str = "selected altitude rounded to 100 ft";

static CLASSES: &[Class] = &[
    Class {
        name: ACAS_VERSION,
        is: |d| {
            let (low, high) = (d.payload(39, 39), d.payload(40, 40));
            d.field == "acas_version"
                && *d.ours == (high << 1 | low)
                && *d.theirs == (low << 1 | high)
        },
    },
    Class {
        name: RATE_OF_MINUS_ONE,
        is: |d| {
            let count = match d.field {
                "baro_rate_fpm" => d.payload(36, 45),
                "inertial_rate_fpm" => d.payload(47, 56),
                _ => 0,
            };
            count == 0x3ff && *d.ours == -32 && *d.theirs == 0
        },
    },
    Class {
        name: TURN_OF_MINUS_ONE,
        is: |d| {
            let count = d.payload(36, 45);
            let said = *d.ours == -0.03125 && d.theirs.is_null();
            d.field == "track_rate_deg_s" && count == 0x3ff && said
        },
    },
    Class {
        name: ROUNDED_ALTITUDE,
        is: |d| {
            let count = match d.field {
                "selected_altitude_mcp_ft" => d.payload(2, 13),
                "selected_altitude_fms_ft" => d.payload(15, 26),
                _ => return false,
            };
            *d.ours == count * 16 && *d.theirs == (count * 16 + 8) / 100 * 100
        },
    },
];

fn compare(name: &str) -> Option<Tally> {
    let mut tally = Tally::new(CLASSES);
    for message in recording::messages(name)? {
        let frame = message.frame;
        let mb = match Message::parse(frame) {
            Ok(Message::CommBAltitude(value)) => value.mb,
            Ok(Message::CommBIdentity(value)) => value.mb,
            _ => continue,
        };
        for number in peer_registers::REGISTERS {
            let Some(theirs) = peer_registers::fields(mb.to_bytes(), number) else {
                continue;
            };
            match ours::register_fields(frame, mb, Bds(number)) {
                Some(ours) => tally.compare(frame, &ours, &theirs),
                None => tally.differ(&Difference {
                    frame,
                    field: "refused",
                    ours: &json!(format!("not {number:02x}")),
                    theirs: &Value::Null,
                }),
            }
        }
    }
    Some(tally)
}

#[test]
fn long_flight() {
    let Some(tally) = compare("long_flight.csv") else {
        return;
    };
    tally.assert(&[
        (ACAS_VERSION, 306),
        (RATE_OF_MINUS_ONE, 3_331),
        (TURN_OF_MINUS_ONE, 1_567),
        (ROUNDED_ALTITUDE, 9_108),
    ]);
}

#[test]
fn df20_sample() {
    let Some(tally) = compare("sample_data_commb_df20.csv") else {
        return;
    };
    tally.assert(&[
        (ACAS_VERSION, 97),
        (RATE_OF_MINUS_ONE, 307),
        (TURN_OF_MINUS_ONE, 231),
        (ROUNDED_ALTITUDE, 1_827),
    ]);
}
