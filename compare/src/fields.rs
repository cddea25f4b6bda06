//! One message as named fields; where two decoders differ, and which kind of difference it is.
//!
//! The names are those of `vigie decode` (`docs/decode.md`). A decoder that knows a field but finds no value in it
//! says null, so that "no value" is compared as well; a field that a decoder does not know at all is left out.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use vigie_modes::Frame;

/// The fields of one message.
pub type Fields = BTreeMap<&'static str, Value>;

/// One field that two decoders read differently.
#[derive(Debug)]
pub struct Difference<'a> {
    /// The bytes.
    pub frame: Frame,
    /// Which field; `refused` if one of the two gives no message at all.
    pub field: &'a str,
    /// What Vigie says; null: no value.
    pub ours: &'a Value,
    /// What the peer says; null: no value.
    pub theirs: &'a Value,
}

impl Difference<'_> {
    /// Downlink format.
    pub fn df(&self) -> u8 {
        self.frame.df()
    }

    /// Bits `first` to `last` of the frame, counted from 1 as the standards do: read from the bytes, by neither decoder.
    pub fn bits(&self, first: usize, last: usize) -> u64 {
        bits(self.frame.as_bytes(), first, last)
    }

    /// Bits of the ME or MB field, counted from 1.
    pub fn payload(&self, first: usize, last: usize) -> u64 {
        self.bits(32 + first, 32 + last)
    }

    /// Type code of an extended squitter; 32 for other formats.
    pub fn type_code(&self) -> u64 {
        if matches!(self.df(), 17 | 18) {
            self.payload(1, 5)
        } else {
            32
        }
    }
}

/// Bits `first` to `last` of some bytes, counted from 1; zeros beyond their end.
pub fn bits(bytes: &[u8], first: usize, last: usize) -> u64 {
    (first..=last).fold(0, |value, number| {
        let byte = bytes.get((number - 1) / 8).copied().unwrap_or(0);
        value << 1 | u64::from(byte >> (7 - (number - 1) % 8) & 1)
    })
}

/// A kind of difference, with what it must look like and how often it is expected.
pub struct Class {
    /// Its name in `README.md`.
    pub name: &'static str,
    /// Exactly these differences are of the class.
    pub is: fn(&Difference<'_>) -> bool,
}

/// Counts what was compared and what differed.
pub struct Tally {
    classes: &'static [Class],
    /// Messages both decoders gave fields for.
    pub messages: u64,
    /// Fields compared, by name.
    pub compared: BTreeMap<&'static str, u64>,
    counts: BTreeMap<&'static str, u64>,
    unknown: BTreeMap<String, Vec<String>>,
    unknown_count: u64,
}

/// Examples of differences of no known class to show for each field when a test fails.
const SHOWN: usize = 5;

impl Tally {
    /// With these classes.
    pub fn new(classes: &'static [Class]) -> Tally {
        Tally {
            classes,
            messages: 0,
            compared: BTreeMap::new(),
            counts: BTreeMap::new(),
            unknown: BTreeMap::new(),
            unknown_count: 0,
        }
    }

    /// Compares every field that the peer knows; what Vigie does not say counts as null.
    pub fn compare(&mut self, frame: Frame, ours: &Value, theirs: &Fields) {
        self.messages += 1;
        for (&field, theirs) in theirs {
            *self.compared.entry(field).or_default() += 1;
            let ours = &ours[field];
            if !agree(field, ours, theirs) {
                self.differ(&Difference {
                    frame,
                    field,
                    ours,
                    theirs,
                });
            }
        }
    }

    /// Counts one difference under its class.
    pub fn differ(&mut self, difference: &Difference<'_>) {
        let class = self
            .classes
            .iter()
            .find(|class| (class.is)(difference))
            .map(|class| class.name);
        if let Some(name) = class {
            *self.counts.entry(name).or_default() += 1;
            return;
        }
        self.unknown_count += 1;
        let Difference {
            frame,
            field,
            ours,
            theirs,
        } = difference;
        let shown = self.unknown.entry((*field).to_owned()).or_default();
        if shown.len() < SHOWN {
            shown.push(format!("{frame} {field}: {ours} here, {theirs} there"));
        }
    }

    /// Fails if there was a difference of no known class, or a class has another count than expected; says all.
    pub fn assert(&self, expected: &[(&str, u64)]) {
        let mut text = format!(
            "{} messages, {} fields compared\n",
            self.messages,
            self.compared.values().sum::<u64>()
        );
        let mut wrong = self.unknown_count > 0;
        for class in self.classes {
            let count = self.counts.get(class.name).copied().unwrap_or(0);
            let wanted = expected.iter().find(|(name, _)| *name == class.name);
            let wanted = wanted.map_or(0, |(_, count)| *count);
            wrong |= count != wanted;
            let mark = if count == wanted { ' ' } else { '!' };
            writeln!(text, "{mark} {count:7} (expected {wanted}) {}", class.name)
                .expect("a string takes all");
        }
        for (name, _) in expected {
            let known = self.classes.iter().any(|class| class.name == *name);
            assert!(known, "{name} is no class");
        }
        if self.unknown_count > 0 {
            writeln!(text, "! {} of no known class, such as:", self.unknown_count)
                .expect("a string takes all");
            for line in self.unknown.values().flatten() {
                writeln!(text, "    {line}").expect("a string takes all");
            }
        }
        assert!(!wrong, "{text}");
        eprintln!("{text}");
    }
}

/// Equal, or as near as the digits that `vigie decode` prints allow.
fn agree(field: &str, ours: &Value, theirs: &Value) -> bool {
    let (Some(ours_f), Some(theirs_f)) = (ours.as_f64(), theirs.as_f64()) else {
        return ours == theirs;
    };
    let tolerance = match field {
        "track_deg" | "heading_deg" => 0.000_051,
        "groundspeed_kt"
        | "selected_heading_deg"
        | "heading_magnetic_deg"
        | "roll_deg"
        | "true_track_deg"
        | "wind_direction_deg"
        | "mach" => 0.000_51,
        "track_rate_deg_s" => 0.000_005_1,
        "temperature_c" | "humidity_percent" => 0.005_1,
        "pressure_setting_hpa" => 0.050_1,
        _ => 0.0,
    };
    (ours_f - theirs_f).abs() <= tolerance
}

/// The value, or null.
pub fn optional<T: Into<Value>>(value: Option<T>) -> Value {
    value.map_or(Value::Null, Into::into)
}
