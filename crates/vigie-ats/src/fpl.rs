//! ICAO flight-plan and update messages: text to values and back.
//!
//! Written down in ICAO Doc 4444 (PANS-ATM) Appendix 3. The titles, field 3, field 14 and the composition of EST and CDN
//! are as seen in a public copy of the 15th edition, field 20 in the 16th; all else is from memory and unverified. Forms of
//! the time before 15 November 2012 (equipment such as `S/C`, CHG without field 18) are taken with a fault that costs nothing.
//!
//! [`parse`] takes what people send: lower case, line breaks, stray spaces, an AFTN heading and ending around it. It gives what
//! could be read and the faults, each with field, offset and remedy. `Display` writes the canonical text, and
//! `parse(message.to_string())` gives the same message again.
//!
//! Not here: whether the aircraft, the aerodrome or the route exist, and what a message does to a stored plan beyond replacing
//! its fields ([`Message::amended`]).
//!
//! ```
//! let parsed = vigie_ats::fpl::parse(b"(FPL-NIG501-IS -B738/M-SDFGRWY/S -DRRN1000 -N0450F350 DCT AS DCT -DRZA0140 DRRN -DOF/261120)");
//! let message = parsed.message.expect("well formed");
//! assert!(parsed.faults.is_empty());
//! assert_eq!(message.identification.expect("field 7").callsign.as_str(), "NIG501");
//! ```

pub mod envelope;
mod fields;
mod journey;
mod level;
mod other;
mod point;
mod read;
mod rescue;
pub mod route;
#[cfg(test)]
mod tests;

pub use envelope::{Bulletin, Envelope, Priority, bulletins};
pub use fields::{
    AircraftGroup, Equipment, EquipmentCode, FlightRules, FlightType, Identification,
    MessageNumber, Rules, Wake,
};
pub use journey::{Arrival, Crossing, Departure, Destination, Estimate};
pub use level::{Level, Speed};
pub use other::{ElapsedTo, ITEMS_MAX, Indicator, Item, OtherInformation};
pub use point::{Fineness, Point, Position};
pub use read::{MESSAGE_BYTES_MAX, Parsed, parse};
pub use rescue::{
    AlertingInformation, AlertingPhase, EmergencyDescription, Persons, RadioFailure, Supplementary,
};
pub use route::{Route, RouteElement};

pub(crate) use level::speed_and_level;
pub(crate) use read::field;

use crate::calendar::Date;
use std::fmt;
use vigie_core::time::UtcNs;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKind {
    /// Filed flight plan.
    Fpl,
    /// Modification.
    Chg,
    /// Delay.
    Dla,
    /// Cancellation.
    Cnl,
    /// Departure.
    Dep,
    /// Arrival.
    Arr,
    /// Current flight plan.
    Cpl,
    /// Estimate.
    Est,
    /// Co-ordination.
    Cdn,
    /// Acceptance.
    Acp,
    /// Logical acknowledgement.
    Lam,
    /// Request flight plan.
    Rqp,
    /// Request supplementary flight plan.
    Rqs,
    /// Supplementary flight plan.
    Spl,
    /// Alerting.
    Alr,
    /// Radio communication failure.
    Rcf,
}

/// A message. A field is there if the message has it and it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Field 3 (a).
    pub kind: MessageKind,
    /// Field 3 (b).
    pub number: Option<MessageNumber>,
    /// Field 3 (c): the message that began the sequence.
    pub reference: Option<MessageNumber>,
    /// Field 5.
    pub emergency: Option<EmergencyDescription>,
    /// Field 7.
    pub identification: Option<Identification>,
    /// Field 8.
    pub rules: Option<Rules>,
    /// Field 9.
    pub aircraft: Option<AircraftGroup>,
    /// Field 10.
    pub equipment: Option<Equipment>,
    /// Field 13.
    pub departure: Option<Departure>,
    /// Field 14.
    pub estimate: Option<Estimate>,
    /// Field 15.
    pub route: Option<Route>,
    /// Field 16.
    pub destination: Option<Destination>,
    /// Field 17.
    pub arrival: Option<Arrival>,
    /// Field 18.
    pub other: Option<OtherInformation>,
    /// Field 19.
    pub supplementary: Option<Supplementary>,
    /// Field 20.
    pub alerting: Option<AlertingInformation>,
    /// Field 21.
    pub radio_failure: Option<RadioFailure>,
    /// Field 22, in order.
    pub amendments: Vec<Content>,
}

/// One field with its contents: what field 22 amends, and how fields are handed about.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Field 5.
    Emergency(EmergencyDescription),
    /// Field 7.
    Identification(Identification),
    /// Field 8.
    Rules(Rules),
    /// Field 9.
    Aircraft(AircraftGroup),
    /// Field 10.
    Equipment(Equipment),
    /// Field 13.
    Departure(Departure),
    /// Field 14.
    Estimate(Estimate),
    /// Field 15.
    Route(Route),
    /// Field 16.
    Destination(Destination),
    /// Field 17.
    Arrival(Arrival),
    /// Field 18.
    Other(OtherInformation),
    /// Field 19.
    Supplementary(Supplementary),
    /// Field 20.
    Alerting(AlertingInformation),
    /// Field 21.
    RadioFailure(RadioFailure),
}

impl MessageKind {
    /// Every kind.
    pub const ALL: [MessageKind; 16] = [
        Self::Fpl,
        Self::Chg,
        Self::Dla,
        Self::Cnl,
        Self::Dep,
        Self::Arr,
        Self::Cpl,
        Self::Est,
        Self::Cdn,
        Self::Acp,
        Self::Lam,
        Self::Rqp,
        Self::Rqs,
        Self::Spl,
        Self::Alr,
        Self::Rcf,
    ];

    /// Its three letters.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Fpl => "FPL",
            Self::Chg => "CHG",
            Self::Dla => "DLA",
            Self::Cnl => "CNL",
            Self::Dep => "DEP",
            Self::Arr => "ARR",
            Self::Cpl => "CPL",
            Self::Est => "EST",
            Self::Cdn => "CDN",
            Self::Acp => "ACP",
            Self::Lam => "LAM",
            Self::Rqp => "RQP",
            Self::Rqs => "RQS",
            Self::Spl => "SPL",
            Self::Alr => "ALR",
            Self::Rcf => "RCF",
        }
    }

    /// By its three letters.
    #[must_use]
    pub fn from_title(title: &str) -> Option<MessageKind> {
        Self::ALL.into_iter().find(|kind| kind.title() == title)
    }

    /// The fields after 3, in order. Field 22 follows in CHG and CDN; field 16 of an ARR is there after a diversion
    /// only, and its field 18 hardly ever.
    const fn composition(self) -> &'static [u8] {
        match self {
            Self::Fpl => &[7, 8, 9, 10, 13, 15, 16, 18],
            Self::Chg | Self::Dla | Self::Cnl | Self::Dep | Self::Rqp | Self::Rqs => {
                &[7, 13, 16, 18]
            }
            Self::Arr => &[7, 13, 16, 17, 18],
            Self::Cpl => &[7, 8, 9, 10, 13, 14, 15, 16, 18],
            Self::Est => &[7, 13, 14, 16],
            Self::Cdn | Self::Acp => &[7, 13, 16],
            Self::Lam => &[],
            Self::Spl => &[7, 13, 16, 18, 19],
            Self::Alr => &[5, 7, 8, 9, 10, 13, 15, 16, 18, 19, 20],
            Self::Rcf => &[7, 21],
        }
    }

    /// Whether fields 22 may follow.
    const fn amends(self) -> bool {
        matches!(self, Self::Chg | Self::Cdn)
    }
}

impl Message {
    /// A message with nothing in it yet.
    #[must_use]
    pub fn new(kind: MessageKind) -> Message {
        Message {
            kind,
            number: None,
            reference: None,
            emergency: None,
            identification: None,
            rules: None,
            aircraft: None,
            equipment: None,
            departure: None,
            estimate: None,
            route: None,
            destination: None,
            arrival: None,
            other: None,
            supplementary: None,
            alerting: None,
            radio_failure: None,
            amendments: Vec::new(),
        }
    }

    /// Puts a field in, in place of the one that was there.
    pub fn put(&mut self, content: Content) {
        match content {
            Content::Emergency(value) => self.emergency = Some(value),
            Content::Identification(value) => self.identification = Some(value),
            Content::Rules(value) => self.rules = Some(value),
            Content::Aircraft(value) => self.aircraft = Some(value),
            Content::Equipment(value) => self.equipment = Some(value),
            Content::Departure(value) => self.departure = Some(value),
            Content::Estimate(value) => self.estimate = Some(value),
            Content::Route(value) => self.route = Some(value),
            Content::Destination(value) => self.destination = Some(value),
            Content::Arrival(value) => self.arrival = Some(value),
            Content::Other(value) => self.other = Some(value),
            Content::Supplementary(value) => self.supplementary = Some(value),
            Content::Alerting(value) => self.alerting = Some(value),
            Content::RadioFailure(value) => self.radio_failure = Some(value),
        }
    }

    /// A field by its number, as it stands.
    #[must_use]
    pub fn field(&self, number: u8) -> Option<Content> {
        match number {
            5 => self.emergency.clone().map(Content::Emergency),
            7 => self.identification.map(Content::Identification),
            8 => self.rules.map(Content::Rules),
            9 => self.aircraft.map(Content::Aircraft),
            10 => self.equipment.clone().map(Content::Equipment),
            13 => self.departure.map(Content::Departure),
            14 => self.estimate.map(Content::Estimate),
            15 => self.route.clone().map(Content::Route),
            16 => self.destination.clone().map(Content::Destination),
            17 => self.arrival.clone().map(Content::Arrival),
            18 => self.other.clone().map(Content::Other),
            19 => self.supplementary.clone().map(Content::Supplementary),
            20 => self.alerting.clone().map(Content::Alerting),
            21 => self.radio_failure.clone().map(Content::RadioFailure),
            _ => None,
        }
    }

    /// The day of flight: `DOF/`, else the day that brings the time of field 13 nearest to `received`.
    #[must_use]
    pub fn date_of_flight(&self, received: UtcNs) -> Option<Date> {
        let stated = self
            .other
            .as_ref()
            .and_then(OtherInformation::date_of_flight);
        stated.or_else(|| Date::of(self.departure?.time?.nearest_to(received)))
    }

    /// The moment of field 13: estimated off-block time, or actual time of departure in DEP.
    #[must_use]
    pub fn departure_time(&self, received: UtcNs) -> Option<UtcNs> {
        let time = self.departure?.time?;
        Some(time.on(self.date_of_flight(received)?))
    }

    /// This plan with what `change` changes: the amendments of a CHG or CDN, the time of a DLA or DEP, the fields that an
    /// ADEXP change carries. Whether `change` belongs to this plan is for the caller to know.
    #[must_use]
    pub fn amended(&self, change: &Message) -> Message {
        let mut plan = self.clone();
        match change.kind {
            MessageKind::Chg | MessageKind::Cdn => {
                for number in [8, 9, 10, 14, 15, 19] {
                    change
                        .field(number)
                        .into_iter()
                        .for_each(|content| plan.put(content));
                }
                change
                    .amendments
                    .iter()
                    .for_each(|content| plan.put(content.clone()));
            }
            MessageKind::Dla | MessageKind::Dep => {
                let time = change.departure.and_then(|departure| departure.time);
                if let (Some(departure), Some(time)) = (&mut plan.departure, time) {
                    departure.time = Some(time);
                }
            }
            MessageKind::Est => change
                .field(14)
                .into_iter()
                .for_each(|content| plan.put(content)),
            MessageKind::Spl => change
                .field(19)
                .into_iter()
                .for_each(|content| plan.put(content)),
            _ => {}
        }
        plan
    }
}

impl Content {
    /// The number of the field.
    #[must_use]
    pub const fn number(&self) -> u8 {
        match self {
            Self::Emergency(_) => 5,
            Self::Identification(_) => 7,
            Self::Rules(_) => 8,
            Self::Aircraft(_) => 9,
            Self::Equipment(_) => 10,
            Self::Departure(_) => 13,
            Self::Estimate(_) => 14,
            Self::Route(_) => 15,
            Self::Destination(_) => 16,
            Self::Arrival(_) => 17,
            Self::Other(_) => 18,
            Self::Supplementary(_) => 19,
            Self::Alerting(_) => 20,
            Self::RadioFailure(_) => 21,
        }
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Emergency(value) => write!(f, "{value}"),
            Self::Identification(value) => write!(f, "{value}"),
            Self::Rules(value) => write!(f, "{value}"),
            Self::Aircraft(value) => write!(f, "{value}"),
            Self::Equipment(value) => write!(f, "{value}"),
            Self::Departure(value) => write!(f, "{value}"),
            Self::Estimate(value) => write!(f, "{value}"),
            Self::Route(value) => write!(f, "{value}"),
            Self::Destination(value) => write!(f, "{value}"),
            Self::Arrival(value) => write!(f, "{value}"),
            Self::Other(value) => write!(f, "{value}"),
            Self::Supplementary(value) => write!(f, "{value}"),
            Self::Alerting(value) => write!(f, "{value}"),
            Self::RadioFailure(value) => write!(f, "{value}"),
        }
    }
}

/// The canonical text. A field that is missing in the middle keeps its hyphen, so that the others keep their places.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}", self.kind.title())?;
        if let Some(number) = self.number {
            write!(f, "{number}")?;
        }
        if let Some(reference) = self.reference {
            write!(f, "{reference}")?;
        }
        let is_long = matches!(
            self.kind,
            MessageKind::Fpl | MessageKind::Cpl | MessageKind::Alr
        );
        let mut numbers = self.kind.composition().to_vec();
        let is_landed = self.kind == MessageKind::Arr;
        if is_landed && self.destination.is_none() && self.other.is_none() {
            numbers.retain(|&number| number != 16);
        }
        // with a field 16 there has to be a 17, or the one would be taken for the other
        let kept = if is_landed && self.destination.is_some() {
            4
        } else {
            0
        };
        while numbers.len() > kept
            && let Some(&number) = numbers.last()
            && self.field(number).is_none()
            && (number == 18 || self.amendments.is_empty())
        {
            numbers.pop();
        }
        for (at, &number) in numbers.iter().enumerate() {
            if is_long && at > 0 && !matches!(number, 5 | 8 | 10 | 14) {
                f.write_str("\n")?;
            }
            f.write_str("-")?;
            match self.field(number) {
                Some(content) => write!(f, "{content}")?,
                None if number == 18 => f.write_str("0")?,
                None => {}
            }
        }
        for content in &self.amendments {
            write!(f, "-{}/{content}", content.number())?;
        }
        f.write_str(")")
    }
}
