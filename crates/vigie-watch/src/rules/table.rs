//! One place for every parameter: its name, unit, range, default, source and meaning. The configuration, the command that
//! changes a rule, the tables of `docs/watch.md` and the list that the interface gives are all read from here.

use super::{Addresses, Classes, Codes, Names, Rules};
use vigie_core::alert::AlertKind;
use vigie_core::command::Setting;
use vigie_core::identity::{Address, ModeA};
use vigie_core::time::Nanos;

/// Names in one list, at most.
pub(super) const NAMES_MAX: usize = 4_096;

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `true` or `false`.
    Switch,
    /// A number within the range.
    Number,
    /// A whole number within the range.
    Count,
    /// Names of areas of the configuration.
    Areas,
    /// Classes of targets.
    Classes,
    /// Mode A codes, four octal digits each.
    Codes,
    /// ICAO addresses, six hexadecimal digits each.
    Addresses,
}

/// One parameter of one rule.
#[derive(Debug)]
pub struct Parameter {
    /// Its name in the configuration, in commands and in the interface; the unit is its end.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
    /// Its unit; empty where there is none.
    pub unit: &'static str,
    /// The least it may be (numbers).
    pub min: f64,
    /// The most it may be (numbers).
    pub max: f64,
    /// Where its default comes from.
    pub source: &'static str,
    /// What it is.
    pub what: &'static str,
    pub(super) get: fn(&Rules, AlertKind) -> Setting,
    pub(super) set: fn(&mut Rules, AlertKind, &Setting) -> bool,
}

impl Parameter {
    /// Its value for a rule.
    #[must_use]
    pub fn value(&self, rules: &Rules, rule: AlertKind) -> Setting {
        (self.get)(rules, rule)
    }

    /// What a value must be, in words.
    #[must_use]
    pub fn wanted(&self) -> String {
        match self.form {
            Form::Switch => "true or false".to_owned(),
            Form::Number => format!("a number from {} to {}", self.min, self.max),
            Form::Count => format!("a whole number from {} to {}", self.min, self.max),
            Form::Areas => "a list of names of areas of the configuration".to_owned(),
            Form::Classes => format!("a list of {}", Classes::ALL.join(", ")),
            Form::Codes => "a list of Mode A codes, four digits 0 to 7 each".to_owned(),
            Form::Addresses => "a list of ICAO addresses, six hexadecimal digits each".to_owned(),
        }
    }

    /// Whether a value is within the range.
    pub(super) fn is_within(&self, setting: &Setting) -> bool {
        match setting {
            Setting::Number(x) => x.is_finite() && *x >= self.min && *x <= self.max,
            Setting::Names(names) => names.len() <= NAMES_MAX,
            Setting::Switch(_) => true,
        }
    }
}

/// What a parameter of a rule can be made of.
pub(super) trait Value {
    /// What it is called.
    const FORM: Form;
    /// As a setting.
    fn setting(&self) -> Setting;
    /// Takes the value of a setting; says whether that is possible.
    fn take(&mut self, setting: &Setting) -> bool;
}

impl Value for bool {
    const FORM: Form = Form::Switch;
    fn setting(&self) -> Setting {
        Setting::Switch(*self)
    }
    fn take(&mut self, setting: &Setting) -> bool {
        let Setting::Switch(on) = setting else {
            return false;
        };
        *self = *on;
        true
    }
}

impl Value for f64 {
    const FORM: Form = Form::Number;
    fn setting(&self) -> Setting {
        Setting::Number(*self)
    }
    fn take(&mut self, setting: &Setting) -> bool {
        let Setting::Number(number) = setting else {
            return false;
        };
        *self = *number;
        true
    }
}

impl Value for u32 {
    const FORM: Form = Form::Count;
    fn setting(&self) -> Setting {
        Setting::Number(f64::from(*self))
    }
    fn take(&mut self, setting: &Setting) -> bool {
        let Setting::Number(number) = setting else {
            return false;
        };
        let is_whole = (libm::trunc(*number) - *number).abs() <= 0.0;
        if !is_whole || !(0.0..=f64::from(u32::MAX)).contains(number) {
            return false;
        }
        *self = whole(*number);
        true
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and within the range: the caller has looked"
)]
fn whole(number: f64) -> u32 {
    number as u32
}

/// In seconds.
impl Value for Nanos {
    const FORM: Form = Form::Number;
    fn setting(&self) -> Setting {
        Setting::Number(self.0 as f64 / 1e9) // a whole number stays one
    }
    fn take(&mut self, setting: &Setting) -> bool {
        let Setting::Number(seconds) = setting else {
            return false;
        };
        *self = Nanos::from_secs_f64(*seconds);
        true
    }
}

impl Value for Names {
    const FORM: Form = Form::Areas;
    fn setting(&self) -> Setting {
        Setting::Names(self.0.clone())
    }
    fn take(&mut self, setting: &Setting) -> bool {
        let Setting::Names(names) = setting else {
            return false;
        };
        self.0.clone_from(names);
        true
    }
}

impl Value for Classes {
    const FORM: Form = Form::Classes;
    fn setting(&self) -> Setting {
        let names = Self::ALL.iter().enumerate();
        Setting::Names(
            names
                .filter(|(bit, _)| self.0 >> bit & 1 != 0)
                .map(|(_, name)| (*name).to_owned())
                .collect(),
        )
    }
    fn take(&mut self, setting: &Setting) -> bool {
        let Setting::Names(names) = setting else {
            return false;
        };
        let mut bits = 0;
        for name in names {
            let Some(bit) = Self::ALL.iter().position(|known| known == name) else {
                return false;
            };
            bits |= 1 << bit;
        }
        self.0 = bits;
        true
    }
}

impl Value for Codes {
    const FORM: Form = Form::Codes;
    fn setting(&self) -> Setting {
        Setting::Names(self.0.iter().map(ModeA::to_string).collect())
    }
    fn take(&mut self, setting: &Setting) -> bool {
        let Setting::Names(names) = setting else {
            return false;
        };
        let code = |name: &String| {
            let digits = name.len() == 4 && name.bytes().all(|c| matches!(c, b'0'..=b'7'));
            let bits = u16::from_str_radix(name, 8).ok().filter(|_| digits)?;
            ModeA::new(bits)
        };
        let Some(codes) = names.iter().map(code).collect() else {
            return false;
        };
        self.0 = codes;
        true
    }
}

impl Value for Addresses {
    const FORM: Form = Form::Addresses;
    fn setting(&self) -> Setting {
        Setting::Names(self.0.iter().map(Address::to_string).collect())
    }
    fn take(&mut self, setting: &Setting) -> bool {
        let Setting::Names(names) = setting else {
            return false;
        };
        let address = |name: &String| {
            let digits = name.len() == 6 && name.bytes().all(|c| c.is_ascii_hexdigit());
            let value = u32::from_str_radix(name, 16).ok().filter(|_| digits)?;
            Address::icao(value)
        };
        let Some(addresses) = names.iter().map(address).collect() else {
            return false;
        };
        self.0 = addresses;
        true
    }
}

/// Makes the type of a rule and its table of parameters out of one list.
///
/// Each line: doc, field, name, type = default; from to unit; source.
macro_rules! rule {
    (
        $(#[doc = $about:literal])+
        $name:ident, $kind:ident, $slot:ident {
            $(
                $(#[doc = $what:literal])+
                $field:ident, $key:literal: $ty:ty = $default:expr; $min:literal to $max:literal $unit:literal; $source:expr;
            )*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[doc = $what])+ pub $field: $ty,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl $name {
            /// Its parameters.
            pub(super) const TABLE: &'static [Parameter] = &[$(
                Parameter {
                    name: $key,
                    form: <$ty as Value>::FORM,
                    unit: $unit,
                    min: $min,
                    max: $max,
                    source: $source,
                    what: concat!($($what),+),
                    get: |rules, _| rules.$slot.$field.setting(),
                    set: |rules, _, setting| rules.$slot.$field.take(setting),
                },
            )*];
        }
    };
}
pub(super) use rule;
