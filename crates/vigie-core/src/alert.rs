//! Alerts and their life-cycle: predicted → raised → acknowledged by a named operator → over.

use crate::airspace::AreaId;
use crate::place::Wgs84;
use crate::sensor::SensorId;
use crate::time::{Nanos, UtcNs};
use crate::track::TrackNumber;

/// An alert's number. Given once, never used again in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertId(pub u32);

/// What is alerted. A rule is named by what it alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKind {
    /// Code 7500, 7600 or 7700, or an ADS-B emergency state.
    EmergencySquawk,
    /// A track is in, or about to enter, an area it should not.
    AreaEntry,
    /// A track crosses the state border.
    BorderCrossing,
    /// Two tracks lose, or are about to lose, the separation they should keep.
    ShortTermConflict,
    /// A confirmed track ended in the air.
    TrackLoss,
    /// A sensor is no longer heard.
    SensorSilent,
    /// The recording cannot be written.
    RecordingFault,
    /// A track crosses the boundary of a flight information region.
    FirCrossing,
    /// A track is, or is about to be, too near the ground under it.
    MinimumSafeAltitude,
    /// Two aircraft reply with one discrete code.
    DuplicateCode,
    /// Two aircraft use one 24-bit address.
    DuplicateAddress,
    /// A target without transponder.
    PrimaryOnly,
    /// A transponder replies, but no ADS-B comes from where it is required and would be received.
    WithoutAdsb,
    /// A transponder that replied does so no more; the target is still seen.
    TransponderSilent,
    /// A low and slow target came into an area or over the border.
    LowSlow,
    /// A track stays in one place of the sky.
    Loitering,
    /// A sensor measures wrongly by more than its limits.
    SensorBias,
    /// The picture lags behind what is received.
    LatePicture,
    /// More alerts of one kind stand than are shown: how many more.
    AlertFlood,
}

impl AlertKind {
    /// Every kind, in order.
    pub const ALL: [AlertKind; 19] = [
        Self::EmergencySquawk,
        Self::AreaEntry,
        Self::BorderCrossing,
        Self::ShortTermConflict,
        Self::TrackLoss,
        Self::SensorSilent,
        Self::RecordingFault,
        Self::FirCrossing,
        Self::MinimumSafeAltitude,
        Self::DuplicateCode,
        Self::DuplicateAddress,
        Self::PrimaryOnly,
        Self::WithoutAdsb,
        Self::TransponderSilent,
        Self::LowSlow,
        Self::Loitering,
        Self::SensorBias,
        Self::LatePicture,
        Self::AlertFlood,
    ];

    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmergencySquawk => "emergency_squawk",
            Self::AreaEntry => "area_entry",
            Self::BorderCrossing => "border_crossing",
            Self::ShortTermConflict => "short_term_conflict",
            Self::TrackLoss => "track_loss",
            Self::SensorSilent => "sensor_silent",
            Self::RecordingFault => "recording_fault",
            Self::FirCrossing => "fir_crossing",
            Self::MinimumSafeAltitude => "minimum_safe_altitude",
            Self::DuplicateCode => "duplicate_code",
            Self::DuplicateAddress => "duplicate_address",
            Self::PrimaryOnly => "primary_only",
            Self::WithoutAdsb => "without_adsb",
            Self::TransponderSilent => "transponder_silent",
            Self::LowSlow => "low_slow",
            Self::Loitering => "loitering",
            Self::SensorBias => "sensor_bias",
            Self::LatePicture => "late_picture",
            Self::AlertFlood => "alert_flood",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<AlertKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How urgent, by the three levels of IMO MSC.302(87) (borrowed; unverified).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// To be aware of.
    Caution,
    /// To be looked at soon.
    Warning,
    /// To be looked at now.
    Alarm,
}

impl Severity {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Caution => "caution",
            Self::Warning => "warning",
            Self::Alarm => "alarm",
        }
    }
}

/// Where an alert is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertState {
    /// Will be true unless something changes.
    Predicted,
    /// Is true.
    Raised,
    /// An operator has taken note; it is still true (or still predicted).
    Acknowledged,
    /// No longer true.
    Over,
}

impl AlertState {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Predicted => "predicted",
            Self::Raised => "raised",
            Self::Acknowledged => "acknowledged",
            Self::Over => "over",
        }
    }
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A track.
    Track(TrackNumber),
    /// Two tracks, the lower number first.
    Pair(TrackNumber, TrackNumber),
    /// A sensor.
    Sensor(SensorId),
    /// Vigie itself.
    System,
}

/// An operator's note that an alert was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Who.
    pub by: String,
    /// When.
    pub at: UtcNs,
}

/// One fact an alert rests on: a key that the picture translates, and a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What the fact is, e.g. `squawk`.
    pub key: &'static str,
    /// The fact.
    pub value: String,
}

/// An alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its number.
    pub id: AlertId,
    /// What rule raised it.
    pub kind: AlertKind,
    /// How urgent.
    pub severity: Severity,
    /// Where it is in its life.
    pub state: AlertState,
    /// What it is about.
    pub subject: Subject,
    /// What people call the subject, as last known.
    pub label: String,
    /// Since when.
    pub since: UtcNs,
    /// When it ended.
    pub ended: Option<UtcNs>,
    /// Who has seen it.
    pub acknowledged: Option<Acknowledgement>,
    /// The area or border concerned.
    pub area: Option<AreaId>,
    /// Where the subject is, as last known.
    pub position: Option<Wgs84>,
    /// How far it is to go, metres.
    pub distance_m: Option<f64>,
    /// How long it is to go.
    pub time_to_go: Option<Nanos>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// One of too many of its kind: it stands for itself in lists of all alerts only, and is counted in the summary
    /// ([`AlertKind::AlertFlood`]) that the operators see.
    pub summarised: bool,
}

#[cfg(test)]
mod tests {
    use super::AlertKind;

    #[test]
    fn every_kind_is_listed_once_in_order_and_found_by_its_name() {
        assert!(AlertKind::ALL.is_sorted());
        for kind in AlertKind::ALL {
            assert_eq!(AlertKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(AlertKind::from_name("nothing"), None);
    }
}
