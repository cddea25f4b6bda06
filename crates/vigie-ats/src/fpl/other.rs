//! Field 18: other information, by its indicators.
//!
//! ICAO Doc 4444 Appendix 2 item 18 and Appendix 3 field 18, since 15 November 2012 (from memory, unverified). What
//! stands behind an indicator is kept as text; what has a form is also given as a value.

use crate::calendar::{Date, Elapsed};
use crate::text::{Desk, Span, blank, is_alphanumeric, tidy};
use crate::word::{AftnAddress, LocationIndicator, Word, location_indicator};
use std::fmt;
use vigie_core::identity::IcaoAddress;

/// Items kept of one field 18.
pub const ITEMS_MAX: usize = 120;

macro_rules! indicators {
    ($($name:ident $text:literal $meaning:literal)*) => {
        /// An indicator of field 18.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Indicator {
            $(#[doc = $meaning] $name,)*
        }

        impl Indicator {
            /// Every indicator.
            pub const ALL: &[Indicator] = &[$(Self::$name,)*];

            /// As it is written, without the stroke.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

indicators! {
    Sts "STS" "Reason for special handling."
    Pbn "PBN" "Performance-based navigation."
    Nav "NAV" "Navigation equipment."
    Com "COM" "Communication equipment."
    Dat "DAT" "Data applications."
    Sur "SUR" "Surveillance applications."
    Dep "DEP" "Departure aerodrome, for ZZZZ and AFIL."
    Dest "DEST" "Destination aerodrome, for ZZZZ."
    Dof "DOF" "Date of flight."
    Reg "REG" "Registration."
    Eet "EET" "Elapsed times to points and boundaries."
    Sel "SEL" "Selective call code."
    Typ "TYP" "Types of aircraft, for ZZZZ."
    Code "CODE" "24-bit aircraft address."
    Dle "DLE" "Delay or holding on the way."
    Opr "OPR" "Operator."
    Orgn "ORGN" "Originator of the plan."
    Per "PER" "Performance category."
    Altn "ALTN" "Alternate aerodromes, for ZZZZ."
    Ralt "RALT" "En-route alternates."
    Talt "TALT" "Take-off alternate."
    Rif "RIF" "Route to a revised destination."
    Rmk "RMK" "Remarks."
    Eur "EUR" "European special handling (EUROCONTROL)."
    Rfp "RFP" "Replacement flight plan (EUROCONTROL)."
    Rvr "RVR" "Minimum runway visual range (EUROCONTROL)."
    Ifp "IFP" "Errors of the flight plan (EUROCONTROL)."
    Src "SRC" "Source of the plan (EUROCONTROL)."
    Awr "AWR" "What-if reroute reference (EUROCONTROL)."
    Stayinfo1 "STAYINFO1" "Why it stays (EUROCONTROL)."
    Stayinfo2 "STAYINFO2" "Why it stays (EUROCONTROL)."
}

/// One indicator with what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The indicator; text before the first one is taken for a remark.
    pub indicator: Indicator,
    /// What stands behind it, single spaces.
    pub text: String,
}

/// Field 18.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherInformation {
    /// In the order of the message; none for `0`.
    pub items: Vec<Item>,
}

/// An elapsed time of `EET/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElapsedTo {
    /// A point, a FIR, or a longitude such as `020W`.
    pub place: Word<11>,
    /// Since take-off.
    pub elapsed: Elapsed,
}

impl Indicator {
    /// By its text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Indicator> {
        let mut all = Self::ALL.iter().copied();
        all.find(|indicator| indicator.as_str() == text)
    }
}

impl OtherInformation {
    pub(crate) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> OtherInformation {
        let mut found = OtherInformation::default();
        let hyphen = span.text.find('-');
        if let Some(at) = hyphen {
            desk.tolerated(
                span.cut(at, at + 1),
                "no hyphen within field 18",
                "write a space instead: a hyphen begins the next field",
            );
        }
        let clean = blank(span.text);
        let text = Span {
            text: &clean,
            ..span
        }
        .trim();
        if text.text == "0" || text.is_empty() {
            if text.is_empty() {
                desk.tolerated(text, "0 where there is nothing", "write 0");
            }
            return found;
        }
        for word in text.words() {
            let keyed = word.text.split_once('/');
            let indicator = keyed.and_then(|(key, _)| Indicator::parse(key));
            let rest = match (indicator, keyed) {
                (Some(_), Some((_, rest))) => rest,
                _ => word.text,
            };
            if indicator.is_some() || found.items.is_empty() {
                if found.items.len() == ITEMS_MAX {
                    desk.unread(word, "at most 120 items", "remove what is not needed");
                    break;
                }
                if indicator.is_none() {
                    desk.tolerated(
                        word,
                        "an indicator such as DOF/",
                        "write RMK/ before free text",
                    );
                }
                found.items.push(Item {
                    indicator: indicator.unwrap_or(Indicator::Rmk),
                    text: tidy(rest),
                });
            } else if let Some(item) = found.items.last_mut() {
                let more = tidy(rest);
                if !item.text.is_empty() && !more.is_empty() {
                    item.text.push(' ');
                }
                item.text.push_str(&more);
            }
        }
        found.check(text, desk);
        found
    }

    /// From items, checked; the faults point to `span`.
    pub(crate) fn checked(
        mut items: Vec<Item>,
        span: Span<'_>,
        desk: &mut Desk<'_>,
    ) -> OtherInformation {
        items.truncate(ITEMS_MAX);
        let found = OtherInformation { items };
        found.check(span, desk);
        found
    }

    fn check(&self, span: Span<'_>, desk: &mut Desk<'_>) {
        if self.text(Indicator::Dof).is_some() && self.date_of_flight().is_none() {
            let remedy = "write year, month and day: DOF/261120";
            desk.unread(locate(span, "DOF/"), "a date of six digits", remedy);
        }
        if self.text(Indicator::Code).is_some() && self.address().is_none() {
            let remedy = "write the 24-bit address as it is registered: CODE/0A1B2C";
            desk.unread(locate(span, "CODE/"), "six hexadecimal digits", remedy);
        }
        for item in &self.items {
            let words = item.text.split(' ');
            if item.indicator == Indicator::Eet
                && words
                    .filter(|word| !word.is_empty())
                    .any(|word| elapsed_to(word).is_none())
            {
                let remedy = "write a point or FIR and four digits: EET/DRRR0115";
                desk.unread(locate(span, "EET/"), "places with elapsed times", remedy);
            }
        }
    }

    /// What stands behind the first such indicator.
    #[must_use]
    pub fn text(&self, indicator: Indicator) -> Option<&str> {
        let mut items = self.items.iter();
        let item = items.find(|item| item.indicator == indicator)?;
        Some(&item.text)
    }

    /// `DOF/`.
    #[must_use]
    pub fn date_of_flight(&self) -> Option<Date> {
        Date::from_yymmdd(self.text(Indicator::Dof)?)
    }

    /// `CODE/`.
    #[must_use]
    pub fn address(&self) -> Option<IcaoAddress> {
        let text = self.text(Indicator::Code)?;
        let hexadecimal = text.len() == 6 && text.bytes().all(|c| c.is_ascii_hexdigit());
        let value = u32::from_str_radix(text, 16).ok().filter(|_| hexadecimal)?;
        IcaoAddress::new(value)
    }

    /// `REG/`: the first registration. Several aircraft in formation have several.
    #[must_use]
    pub fn registration(&self) -> Option<&str> {
        let text = self.text(Indicator::Reg)?;
        text.split(' ').next().filter(|text| is_alphanumeric(text))
    }

    /// `ORGN/`, where it is an address of the fixed network.
    #[must_use]
    pub fn originator(&self) -> Option<AftnAddress> {
        let text = self.text(Indicator::Orgn)?;
        Word::new(text).filter(|_| text.len() == 8)
    }

    /// `EET/`: those that can be read.
    pub fn elapsed_times(&self) -> impl Iterator<Item = ElapsedTo> {
        let items = self.items.iter();
        let items = items.filter(|item| item.indicator == Indicator::Eet);
        items.flat_map(|item| item.text.split(' ').filter_map(elapsed_to))
    }

    /// `ALTN/`, `RALT/`, `TALT/`: words that are location indicators.
    pub fn aerodromes(&self, indicator: Indicator) -> impl Iterator<Item = LocationIndicator> {
        let text = self.text(indicator).unwrap_or_default();
        text.split(' ').filter_map(location_indicator)
    }
}

fn elapsed_to(word: &str) -> Option<ElapsedTo> {
    let (place, time) = word.split_at_checked(word.len().checked_sub(4)?)?;
    Some(ElapsedTo {
        place: Word::new(place)?,
        elapsed: Elapsed::parse(time)?,
    })
}

fn locate<'a>(span: Span<'a>, key: &str) -> Span<'a> {
    let at = span.text.find(key).unwrap_or(0);
    span.from(at).words().next().unwrap_or(span)
}

impl fmt::Display for OtherInformation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.items.is_empty() {
            return f.write_str("0");
        }
        for (at, item) in self.items.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{}/{}", item.indicator.as_str(), item.text)?;
        }
        Ok(())
    }
}
