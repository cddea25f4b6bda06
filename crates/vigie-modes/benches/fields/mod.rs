//! Everything a message says, physical values included, as numbers: what a
//! benchmark adds up, so that no field can be left out. `tests/checksum.rs`
//! reads the same numbers from the bits.

use vigie_modes::Message;
use vigie_modes::adsb::{
    AirbornePosition, AirspeedKind, OperationalStatus, Squitter, SurfacePosition, Velocity,
    VerticalRateSource,
};
use vigie_modes::altitude::AltitudeCode;
use vigie_modes::cpr::Cpr;
use vigie_modes::identity::IdentityCode;
use vigie_modes::message::{AirAir, ExtendedSquitter, Sender, Status};

/// One number for all that a message says.
#[inline]
#[must_use]
pub(crate) fn checksum(message: &Message) -> u64 {
    let mut sum = 0_u64;
    visit(message, &mut |value| sum = add(sum, value));
    sum
}

/// Adds one more number to a checksum; their order counts.
#[inline]
#[must_use]
pub(crate) fn add(sum: u64, value: u64) -> u64 {
    (sum.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Gives every field of a message to `add`, in a fixed order.
#[inline]
pub(crate) fn visit(message: &Message, add: &mut impl FnMut(u64)) {
    let address = message.address();
    add(address.map_or(0, |address| u64::from(address.value())));
    match message {
        Message::AirAir(value) => air_air(value, add),
        Message::LongAirAir(value) => {
            air_air(&value.air_air, add);
            add(value.mv.value());
        }
        Message::AltitudeReply(reply) => {
            add(status(reply.status));
            add(altitude(reply.altitude));
        }
        Message::CommBAltitude(value) => {
            add(status(value.reply.status));
            add(altitude(value.reply.altitude));
            add(value.mb.value());
        }
        Message::IdentityReply(reply) => {
            add(status(reply.status));
            add(identity(reply.identity));
        }
        Message::CommBIdentity(value) => {
            add(status(value.reply.status));
            add(identity(value.reply.identity));
            add(value.mb.value());
        }
        Message::AllCall(value) => {
            add(u64::from(value.capability) | u64::from(value.interrogator) << 8);
        }
        Message::ExtendedSquitter(value) => squitter(value, add),
        rare => add(u64::from(rare.emit().parity())),
    }
}

#[inline]
fn squitter(value: &ExtendedSquitter, add: &mut impl FnMut(u64)) {
    add(match value.sender {
        Sender::Transponder(capability) => u64::from(capability),
        Sender::Other(control) => 8 | u64::from(control),
        Sender::Military => 16,
    });
    match &value.squitter {
        Squitter::Identification(value) => {
            add(u64::from(value.type_code) | u64::from(value.category) << 8);
            add(u64::from_le_bytes(*value.callsign.characters().as_bytes()));
        }
        Squitter::SurfacePosition(value) => surface(*value, add),
        Squitter::AirbornePosition(value) => airborne(*value, add),
        Squitter::Velocity(value) => velocity(*value, add),
        Squitter::EmergencyStatus(value) => {
            add(u64::from(value.state) | u64::from(value.reserved) << 8);
            add(identity(value.identity));
        }
        Squitter::OperationalStatus(value) => operational(*value, add),
        said @ Squitter::TargetState(value) => {
            add(whole(value.altitude_ft()));
            add(real(value.pressure_hpa()));
            add(real(value.heading_deg()));
            add(said.emit().value());
        }
        rare => add(rare.emit().value()),
    }
}

#[inline]
fn air_air(value: &AirAir, add: &mut impl FnMut(u64)) {
    let [a, b, c] = value.reserved;
    add(altitude(value.altitude));
    add(u64::from(value.on_ground) | u64::from(value.crosslink) << 1);
    add(u64::from(value.sensitivity) | u64::from(value.reply_information) << 8);
    add(u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16);
}

#[inline]
fn status(value: Status) -> u64 {
    u64::from(value.flight_status)
        | u64::from(value.downlink_request) << 8
        | u64::from(value.utility) << 16
}

/// The code and the feet it stands for.
#[inline]
fn altitude(value: AltitudeCode) -> u64 {
    u64::from(value.code()) << 32 | whole(value.altitude_ft())
}

/// The code and the squawk it stands for.
#[inline]
fn identity(value: IdentityCode) -> u64 {
    u64::from(value.code()) << 16 | u64::from(value.squawk().octal())
}

#[inline]
fn whole(value: Option<i32>) -> u64 {
    u64::from(value.unwrap_or(0).cast_unsigned())
}

#[inline]
fn real(value: Option<f64>) -> u64 {
    value.map_or(0, f64::to_bits)
}

#[inline]
fn cpr(value: Cpr) -> u64 {
    u64::from(value.odd) << 40 | u64::from(value.lat) << 20 | u64::from(value.lon)
}

#[inline]
fn surface(value: SurfacePosition, add: &mut impl FnMut(u64)) {
    add(u64::from(value.type_code) | u64::from(value.utc) << 8);
    add(real(value.groundspeed_kt()));
    add(real(value.track_deg()));
    add(cpr(value.cpr));
}

#[inline]
fn airborne(value: AirbornePosition, add: &mut impl FnMut(u64)) {
    add(u64::from(value.type_code) | u64::from(value.utc) << 8);
    add(u64::from(value.surveillance_status) | u64::from(value.supplement) << 8);
    add(altitude(value.altitude.widened()));
    add(whole(value.pressure_altitude_ft()) << 32 | whole(value.gnss_height_ft()));
    add(cpr(value.cpr));
}

#[inline]
fn velocity(value: Velocity, add: &mut impl FnMut(u64)) {
    let barometric = value.vertical_rate_source == VerticalRateSource::Barometric;
    add(u64::from(value.subtype()) | u64::from(value.nac_v) << 8);
    add(u64::from(value.intent_change) | u64::from(value.ifr) << 1 | u64::from(barometric) << 2);
    add(real(value.groundspeed_kt()));
    add(real(value.track_deg()));
    add(real(value.heading_deg()));
    let airspeed = value.airspeed_kt();
    let is_true = airspeed.is_some_and(|(_, kind)| kind == AirspeedKind::True);
    add(whole(airspeed.map(|(speed, _)| speed)) | u64::from(is_true) << 32);
    add(whole(value.vertical_rate_fpm()));
    add(whole(value.difference_ft()) | u64::from(value.reserved) << 32);
}

#[inline]
fn operational(value: OperationalStatus, add: &mut impl FnMut(u64)) {
    add(u64::from(value.surface) | u64::from(value.version) << 8 | u64::from(value.nac_p) << 16);
    add(u64::from(value.capabilities) << 16 | u64::from(value.modes));
    add(u64::from(value.sil) | u64::from(value.gva) << 8);
    add(u64::from(value.nic_supplement_a)
        | u64::from(value.nic_baro) << 1
        | u64::from(value.magnetic) << 2
        | u64::from(value.sil_supplement) << 3
        | u64::from(value.reserved) << 4);
}
