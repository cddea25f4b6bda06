//! What is remembered of one aircraft.

use super::table::Key;
use super::{CONFIRMED_FOR, DUPLICATE_WITHIN};
use crate::commb;
use crate::position;
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::Frame;
use vigie_modes::adsb::Squitter;
use vigie_modes::adsb::quality::TransmitterState;
use vigie_modes::bits::bits;
use vigie_modes::identity::Callsign;
use vigie_modes::message::ExtendedSquitter;

/// Frames remembered to know copies by.
const RECENT: usize = 16;
/// An altitude heard this long ago says nothing of the next.
const ALTITUDE_FOR: Nanos = Nanos::from_secs(60);
/// Room for two altitudes to agree: feet, and feet a second between them (a fighter that climbs).
const ALTITUDE_SLACK_FT: f64 = 1_000.0;
const ALTITUDE_FT_PER_S: f64 = 300.0;

/// One confirmed aircraft. In this order in memory, so that what every frame needs is in its first cache lines.
#[derive(Debug, Clone)]
#[repr(C)]
pub(super) struct Aircraft {
    last: UtcNs,
    key: Key,
    good: u8,
    /// Headings are from magnetic north.
    pub(super) heading_magnetic: bool,
    /// Integrity category of its last position.
    pub(super) nic: Option<u8>,
    /// The kind of position that category and [`Aircraft::radius_m`] belong to: type code and supplement.
    claimed_for: Option<(u8, bool)>,
    /// 95 % of its positions are off by less, else how well they are contained, metres; not a number: not said.
    radius_m: f32,
    altitude: Option<(UtcNs, i32)>,
    /// Geometric height less pressure altitude, metres, as the aircraft last said.
    pub(super) geometric_less_pressure_m: Option<f64>,
    pub(super) position: position::Memory,
    /// What it says of the quality of its data.
    quality: TransmitterState,
    pub(super) commb: commb::Memory,
    /// Velocity over the ground as last said, knots east and north.
    pub(super) velocity_kt: Option<(UtcNs, i32, i32)>,
    /// An altitude that did not agree: a second one like it does.
    altitude_doubted: Option<(UtcNs, i32)>,
    pub(super) callsign: Option<Callsign>,
    recent: Recent,
}

/// A frame among those heard a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Copy {
    /// It is the first.
    First,
    /// Another sensor heard it, and heard it whole.
    Again,
    /// Another sensor heard it damaged, and it was corrected to this.
    OfCorrected,
}

impl Aircraft {
    /// It has just been confirmed.
    pub(super) fn new(key: Key, at: UtcNs) -> Aircraft {
        Aircraft {
            key,
            good: 2,
            last: at,
            position: position::Memory::default(),
            commb: commb::Memory::default(),
            quality: TransmitterState::default(),
            nic: None,
            claimed_for: None,
            radius_m: f32::NAN,
            heading_magnetic: false,
            velocity_kt: None,
            callsign: None,
            geometric_less_pressure_m: None,
            altitude: None,
            altitude_doubted: None,
            recent: Recent::default(),
        }
    }

    pub(super) fn key(&self) -> Key {
        self.key
    }

    /// When its address was last announced in a frame whose parity holds.
    pub(super) fn last_heard(&self) -> UtcNs {
        self.last
    }

    /// A frame with this address was heard whose parity holds.
    pub(super) fn confirm(&mut self, at: UtcNs) {
        if is_within(at, self.last, CONFIRMED_FOR) {
            self.good = self.good.saturating_add(1);
            self.last = self.last.max(at);
        } else {
            self.good = 1;
            self.last = at;
        }
    }

    #[inline]
    pub(super) fn is_confirmed(&self, at: UtcNs) -> bool {
        self.good >= 2 && is_within(at, self.last, CONFIRMED_FOR)
    }

    /// Whether its address was announced, parity whole, within `span` of `at`.
    pub(super) fn is_heard_within(&self, at: UtcNs, span: Nanos) -> bool {
        self.is_confirmed(at) && is_within(at, self.last, span)
    }

    /// Whether another sensor heard this very frame a moment ago; remembers it if not. One sensor hears a frame twice
    /// only when it was sent twice, as by whoever stands still.
    pub(super) fn copy(
        &mut self,
        frame: &Frame,
        sensor: SensorId,
        at: UtcNs,
        corrected: bool,
    ) -> Copy {
        self.recent.copy(tag(frame), sensor, at, corrected)
    }

    /// What it says of the quality of its data.
    pub(super) fn quality(&self) -> &TransmitterState {
        &self.quality
    }

    /// A message that may say something of quality.
    pub(super) fn learn_quality(&mut self, said: &ExtendedSquitter) {
        let before = self.quality;
        self.quality.learn(said);
        if self.quality != before {
            self.claimed_for = None;
        }
    }

    /// A position: how good it is. The rules are gone through only when the kind of position or the quality changed.
    #[inline]
    pub(super) fn learn_claims(&mut self, said: &ExtendedSquitter) {
        let kind = match &said.squitter {
            Squitter::AirbornePosition(position) => (position.type_code, position.supplement),
            other => (other.type_code(), false),
        };
        if self.claimed_for != Some(kind) {
            self.claimed_for = Some(kind);
            let integrity = self.quality.integrity(said);
            self.nic = integrity.map(|integrity| integrity.nic);
            let radius_m = self
                .quality
                .position_error_m(said)
                .or_else(|| integrity?.containment_radius_m);
            #[expect(clippy::cast_possible_truncation, reason = "a bound in metres")]
            let radius_m = radius_m.map_or(f32::NAN, |radius_m| radius_m as f32);
            self.radius_m = radius_m;
        }
    }

    /// The radius that holds its last position, as it claims, metres.
    pub(super) fn radius_m(&self) -> Option<f64> {
        (!self.radius_m.is_nan()).then_some(f64::from(self.radius_m))
    }

    /// An altitude of a frame whose parity vouches for it.
    pub(super) fn learn_altitude(&mut self, at: UtcNs, feet: i32) {
        self.altitude = Some((at, feet));
        self.altitude_doubted = None;
    }

    /// Whether an altitude is near what is known; `None` where nothing is.
    pub(super) fn agrees(&self, at: UtcNs, feet: i32) -> Option<bool> {
        self.altitude
            .filter(|(then, _)| is_within(at, *then, ALTITUDE_FOR))
            .map(|known| are_near(known, (at, feet)))
    }

    /// Whether to believe an altitude that only the derived address vouches for: one that jumps is believed when a
    /// second one says the same.
    pub(super) fn believe_altitude(&mut self, at: UtcNs, feet: i32) -> bool {
        let said = (at, feet);
        let fine = self.agrees(at, feet).unwrap_or(true)
            || self
                .altitude_doubted
                .is_some_and(|doubted| are_near(doubted, said));
        if fine {
            self.learn_altitude(at, feet);
        } else {
            self.altitude_doubted = Some(said);
        }
        fine
    }
}

fn are_near((then, was_ft): (UtcNs, i32), (at, feet): (UtcNs, i32)) -> bool {
    let apart_s = (at - then).as_secs_f64().abs();
    f64::from((feet - was_ft).abs()) <= ALTITUDE_SLACK_FT + ALTITUDE_FT_PER_S * apart_s
        && apart_s <= ALTITUDE_FOR.as_secs_f64()
}

#[inline]
fn is_within(at: UtcNs, then: UtcNs, span: Nanos) -> bool {
    (-span..=span).contains(&(at - then))
}

/// A frame in 32 bits.
fn tag(frame: &Frame) -> u32 {
    let ends = u64::from(frame.header().u32(bits(1..=32))) << 24 | u64::from(frame.parity());
    let mixed = ends.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ frame.payload().value();
    let [a, b, c, d, ..] = mixed.wrapping_mul(0xff51_afd7_ed55_8ccd).to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// The last frames, by tag, sensor and time: a ring.
#[derive(Debug, Clone)]
struct Recent {
    tags: [u32; RECENT],
    at: [UtcNs; RECENT],
    /// Twice the sensor's number, and one more if it was corrected.
    by: [u32; RECENT],
    next: u8,
}

impl Default for Recent {
    fn default() -> Recent {
        Recent {
            tags: [0; RECENT],
            at: [UtcNs(i64::MIN); RECENT],
            by: [u32::MAX; RECENT],
            next: 0,
        }
    }
}

impl Recent {
    fn copy(&mut self, tag: u32, sensor: SensorId, at: UtcNs, corrected: bool) -> Copy {
        let by = u32::from(sensor.0) << 1 | u32::from(corrected);
        for index in 0..RECENT {
            let fits = self.tags[index] == tag
                && self.by[index] >> 1 != by >> 1
                && self.by[index] != u32::MAX
                && is_within(at, self.at[index], DUPLICATE_WITHIN);
            if !fits {
                continue;
            }
            if self.by[index] & 1 == 1 && !corrected {
                self.by[index] = by;
                return Copy::OfCorrected;
            }
            return Copy::Again;
        }
        let next = usize::from(self.next) % RECENT;
        (self.tags[next], self.at[next], self.by[next]) = (tag, at, by);
        self.next = self.next.wrapping_add(1);
        Copy::First
    }
}

#[cfg(test)]
mod tests {
    use super::{Aircraft, Copy};
    use crate::modes::table::Key;
    use vigie_core::sensor::SensorId;
    use vigie_core::time::{Nanos, UtcNs};
    use vigie_modes::{Address, AddressKind, Frame};

    const T0: UtcNs = UtcNs(1_700_000_000_000_000_000);

    fn aircraft() -> Aircraft {
        let key = Key::of(Address::new(AddressKind::Icao, 0x06_2001)).expect("an address");
        Aircraft::new(key, T0)
    }

    fn after(seconds: i64) -> UtcNs {
        T0 + Nanos::from_secs(seconds)
    }

    #[test]
    fn an_altitude_that_jumps_needs_a_second() {
        let mut aircraft = aircraft();
        assert!(aircraft.believe_altitude(after(0), 35_000), "the first");
        assert!(aircraft.believe_altitude(after(4), 35_900));
        assert!(!aircraft.believe_altitude(after(5), 12_000), "a ghost");
        assert!(aircraft.believe_altitude(after(6), 35_800));
        assert!(!aircraft.believe_altitude(after(7), 1_000), "another");
        assert!(!aircraft.believe_altitude(after(8), 20_000));
        assert!(aircraft.believe_altitude(after(9), 20_000), "it insists");
        assert!(aircraft.believe_altitude(after(200), 5_000), "long ago");
    }

    #[test]
    fn copies_are_known_and_corrected_ones_told() {
        let mut aircraft = aircraft();
        let frame = |text| Frame::from_hex(text).expect("a frame");
        let (one, two) = (
            frame("8d406b9058b975870b738754f480"),
            frame("5d484fde88a264"),
        );
        let mut copy = |frame, sensor, at, corrected| {
            aircraft.copy(frame, SensorId(sensor), after(at), corrected)
        };
        assert_eq!(copy(&one, 0, 0, false), Copy::First);
        assert_eq!(copy(&one, 1, 0, false), Copy::Again);
        assert_eq!(copy(&one, 2, 0, true), Copy::Again);
        assert_eq!(copy(&one, 0, 1, false), Copy::First, "sent twice");
        assert_eq!(copy(&two, 1, 1, true), Copy::First);
        assert_eq!(copy(&two, 0, 1, false), Copy::OfCorrected);
        assert_eq!(copy(&two, 2, 1, false), Copy::Again);
        assert_eq!(copy(&one, 1, 30, false), Copy::First, "long after");
    }

    #[test]
    fn time_that_goes_back_confirms_nobody() {
        let mut aircraft = aircraft();
        assert!(aircraft.is_confirmed(after(59)) && !aircraft.is_confirmed(after(61)));
        assert!(!aircraft.is_confirmed(after(-3_600)));
        aircraft.confirm(after(-3_600));
        assert!(!aircraft.is_confirmed(after(-3_600)));
        aircraft.confirm(after(-3_599));
        assert!(aircraft.is_confirmed(after(-3_599)) && !aircraft.is_confirmed(after(0)));
    }
}
