//! Fields 5, 19, 20 and 21: emergencies, what rescuers need, and lost radio contact.
//!
//! ICAO Doc 4444 Appendix 3: fields 5 and 20 as seen in the 15th and 16th editions; 19 and 21 from memory, unverified.

use crate::calendar::{Elapsed, TimeOfDay};
use crate::text::{Desk, Span, blank, digits, tidy};
use std::fmt;

/// The phases of alerting (ICAO Annex 11, Chapter 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertingPhase {
    /// Uncertainty.
    Incerfa,
    /// Alert.
    Alerfa,
    /// Distress.
    Detresfa,
}

/// Field 5: description of emergency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyDescription {
    /// The phase.
    pub phase: AlertingPhase,
    /// Who says so: eight letters, as text.
    pub originator: String,
    /// What it is about, in a few words.
    pub nature: String,
}

/// Persons on board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persons {
    /// So many.
    Count(u16),
    /// `TBN`: to be notified.
    ToBeNotified,
}

/// Field 19: supplementary information. Letters are kept as text where each stands for one thing carried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supplementary {
    /// `E/`: fuel endurance.
    pub endurance: Option<Elapsed>,
    /// `P/`: persons on board.
    pub persons: Option<Persons>,
    /// `R/`: emergency radio: U (243.0 MHz), V (121.5 MHz), E (locator transmitter).
    pub radio: Option<String>,
    /// `S/`: survival equipment: P polar, D desert, M maritime, J jungle.
    pub survival: Option<String>,
    /// `J/`: life jackets: L lights, F fluorescein, U, V radio.
    pub jackets: Option<String>,
    /// `D/`: dinghies: number, capacity, C if covered, colour.
    pub dinghies: Option<String>,
    /// `A/`: colour and markings.
    pub colour: Option<String>,
    /// `N/`: remarks.
    pub remarks: Option<String>,
    /// `C/`: pilot in command.
    pub pilot: Option<String>,
}

/// Field 20: alerting search and rescue information, eight elements separated by spaces. Elements of free text cannot
/// be told apart for certain, so the words are kept whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertingInformation {
    /// As it stands, single spaces.
    pub text: String,
}

/// Field 21: radio failure information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RadioFailure {
    /// (a) Time of the last two-way contact.
    pub last_contact: Option<TimeOfDay>,
    /// (b) Frequency of the last contact, as text.
    pub frequency: Option<String>,
    /// (c) to (f): last reported position and its time, what radio is left, remarks.
    pub remarks: String,
}

impl AlertingPhase {
    /// By its word.
    #[must_use]
    pub fn parse(text: &str) -> Option<AlertingPhase> {
        match text {
            "INCERFA" => Some(Self::Incerfa),
            "ALERFA" => Some(Self::Alerfa),
            "DETRESFA" => Some(Self::Detresfa),
            _ => None,
        }
    }

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incerfa => "INCERFA",
            Self::Alerfa => "ALERFA",
            Self::Detresfa => "DETRESFA",
        }
    }
}

impl EmergencyDescription {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<EmergencyDescription> {
        let mut parts = span.split('/');
        let phase = parts.next().map_or(span, Span::trim);
        let Some(read) = AlertingPhase::parse(phase.text) else {
            desk.unread(
                phase,
                "INCERFA, ALERFA or DETRESFA",
                "write the phase, a stroke, the originator, a stroke, the nature of the emergency",
            );
            return None;
        };
        let originator = parts.next().map(|part| tidy(part.text)).unwrap_or_default();
        let nature: Vec<String> = parts.map(|part| tidy(part.text)).collect();
        Some(EmergencyDescription {
            phase: read,
            originator,
            nature: nature.join("/"),
        })
    }
}

impl Supplementary {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Supplementary {
        let mut found = Supplementary::default();
        let mut last: Option<u8> = None;
        let clean = blank(span.text);
        for word in (Span {
            text: &clean,
            ..span
        })
        .words()
        {
            let key = word.text.bytes().next().filter(|_| {
                let stroke = word.text.as_bytes().get(1) == Some(&b'/');
                stroke && b"EPRSJDANC".contains(&word.text.as_bytes()[0])
            });
            let rest = if key.is_some() { word.from(2) } else { word };
            last = key.or(last);
            match last {
                Some(b'E') if key.is_some() => {
                    found.endurance = Elapsed::parse(rest.text);
                    if found.endurance.is_none() {
                        desk.unread(rest, "four digits", "write hours and minutes: E/0745");
                    }
                }
                Some(b'P') if key.is_some() => {
                    found.persons = persons(rest.text);
                    if found.persons.is_none() {
                        desk.unread(rest, "a number or TBN", "write the persons on board: P/6");
                    }
                }
                Some(key) => match found.place(key) {
                    Some(place) => {
                        // a stroke in second place would begin an element of its own
                        let more = if rest.text.as_bytes().get(1) == Some(&b'/') {
                            tidy(&rest.text.replace('/', " "))
                        } else {
                            tidy(rest.text)
                        };
                        let text = place.get_or_insert_default();
                        if !text.is_empty() && !more.is_empty() {
                            text.push(' ');
                        }
                        text.push_str(&more);
                    }
                    None => desk.unread(rest, "one word", "remove the rest"),
                },
                None => desk.unread(
                    word,
                    "a letter and a stroke: E/ P/ R/ S/ J/ D/ A/ N/ C/",
                    "write what this is about",
                ),
            }
        }
        found
    }

    fn place(&mut self, key: u8) -> Option<&mut Option<String>> {
        match key {
            b'R' => Some(&mut self.radio),
            b'S' => Some(&mut self.survival),
            b'J' => Some(&mut self.jackets),
            b'D' => Some(&mut self.dinghies),
            b'A' => Some(&mut self.colour),
            b'N' => Some(&mut self.remarks),
            b'C' => Some(&mut self.pilot),
            _ => None,
        }
    }
}

pub(crate) fn persons(text: &str) -> Option<Persons> {
    if text == "TBN" {
        return Some(Persons::ToBeNotified);
    }
    let number = digits(text).filter(|_| text.len() <= 3)?;
    u16::try_from(number).ok().map(Persons::Count)
}

impl AlertingInformation {
    pub(super) fn read(span: Span<'_>) -> Option<AlertingInformation> {
        let text = tidy(span.text);
        (!text.is_empty()).then_some(AlertingInformation { text })
    }

    /// (a) The operator: the first word.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.text.split(' ').next()
    }

    /// (b) The unit of the last contact: the second word, where it has six letters or more.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        let word = self.text.split(' ').nth(1)?;
        (word.len() >= 6 && word.bytes().all(|c| c.is_ascii_uppercase())).then_some(word)
    }

    /// (c) The time of the last two-way contact: the third word.
    #[must_use]
    pub fn last_contact(&self) -> Option<TimeOfDay> {
        TimeOfDay::parse(self.text.split(' ').nth(2)?)
    }
}

impl RadioFailure {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> RadioFailure {
        let text = tidy(span.text);
        let (first, rest) = text.split_once(' ').unwrap_or((&text, ""));
        let last_contact = TimeOfDay::parse(first);
        if last_contact.is_none() {
            desk.tolerated(
                span.words().next().unwrap_or(span),
                "the time of the last two-way contact",
                "begin with four digits UTC, then the frequency",
            );
            return RadioFailure {
                last_contact,
                frequency: None,
                remarks: text,
            };
        }
        let (second, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_frequency =
            second.contains('.') && second.bytes().all(|c| c.is_ascii_digit() || c == b'.');
        RadioFailure {
            last_contact,
            frequency: is_frequency.then(|| second.to_owned()),
            remarks: if is_frequency { after } else { rest }.to_owned(),
        }
    }
}

impl fmt::Display for EmergencyDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}",
            self.phase.as_str(),
            self.originator,
            self.nature
        )
    }
}

impl fmt::Display for Persons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::ToBeNotified => f.write_str("TBN"),
        }
    }
}

impl fmt::Display for Supplementary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Supplementary {
            endurance,
            persons,
            radio,
            survival,
            jackets,
            dinghies,
            colour,
            remarks,
            pilot,
        } = self;
        let mut gap = "";
        if let Some(endurance) = endurance {
            write!(f, "E/{endurance}")?;
            gap = " ";
        }
        if let Some(persons) = persons {
            write!(f, "{gap}P/{persons}")?;
            gap = " ";
        }
        let texts = [
            ("R", radio),
            ("S", survival),
            ("J", jackets),
            ("D", dinghies),
            ("A", colour),
            ("N", remarks),
            ("C", pilot),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                write!(f, "{gap}{key}/{text}")?;
                gap = " ";
            }
        }
        Ok(())
    }
}

impl fmt::Display for AlertingInformation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for RadioFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        if let Some(time) = self.last_contact {
            write!(f, "{time}")?;
            gap = " ";
        }
        if let Some(frequency) = &self.frequency {
            write!(f, "{gap}{frequency}")?;
            gap = " ";
        }
        if !self.remarks.is_empty() {
            write!(f, "{gap}{}", self.remarks)?;
        }
        Ok(())
    }
}
