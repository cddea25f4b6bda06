//! What a report claims of its target beside motion, taken into the track that everybody sees.

use crate::table::State;
use crate::vertical::Vertical;
use vigie_core::identity::EmergencyState;
use vigie_core::report::{ModeAReply, Quality, TargetReport};
use vigie_core::track::{Altitude, CodeStatement, Track, TrackIdentity};

/// Takes the claims of identity of a report in: the last said holds.
pub(crate) fn say_identity(identity: &mut TrackIdentity, report: &TargetReport) {
    identity.callsign = report.callsign.or(identity.callsign);
    identity.category = report.category.or(identity.category);
    match report.emergency {
        Some(EmergencyState::Declared(emergency)) => identity.emergency = Some(emergency),
        Some(EmergencyState::Normal) => identity.emergency = None,
        None => {}
    }
    if let Some(ModeAReply {
        code,
        doubtful: false,
    }) = report.mode_a
    {
        identity.mode_a = Some(match identity.mode_a {
            Some(known) if known.code == code => CodeStatement {
                replies: known.replies.saturating_add(1),
                ..known
            },
            _ => CodeStatement {
                code,
                since: report.applicable.0,
                replies: 1,
            },
        });
    }
}

/// Takes what a report says of its level in.
pub(crate) fn say_height(track: &mut Track, state: &State, report: &TargetReport) {
    if let Some(reply) = report.altitude
        && track.altitude.is_none_or(|a| a.at <= report.applicable.0)
    {
        track.altitude = Some(Altitude {
            value: reply.altitude,
            at: report.applicable.0,
            doubtful: reply.doubtful,
            rate_mps: None,
        });
    }
    let rate = state
        .vertical
        .filter(Vertical::climb_known)
        .map(|v| v.climb_mps);
    if let Some(altitude) = &mut track.altitude {
        altitude.rate_mps = rate;
    }
    track.geometric_height = report.geometric_height.or(track.geometric_height);
}

/// Takes what an aircraft claims of its position in, item by item.
pub(crate) fn merge_quality(known: &mut Quality, said: Quality) {
    known.nic = said.nic.or(known.nic);
    known.nac_p = said.nac_p.or(known.nac_p);
    known.nac_v = said.nac_v.or(known.nac_v);
    known.sil = said.sil.or(known.sil);
    known.version = said.version.or(known.version);
}
