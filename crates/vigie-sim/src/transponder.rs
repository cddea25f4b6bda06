//! What the aircraft send, and when.
//!
//! Squitters at the mean rates of the standard (ICAO Annex 10 Vol IV 3.1.2.8.5 and 3.1.2.8.6, from memory,
//! unverified): positions twice a second, even and odd in turn; velocity twice, in the air; identification every five seconds;
//! acquisition squitter once a second. Operational status every 2.5 s, the emergency state with the code every five
//! seconds and each second in distress. Moments are jittered. Replies follow a radar's beam: an altitude and an
//! identity reply a turn, one of them with the callsign register.

use crate::fleet::Transponder;
use crate::radar::{Interrogation, Second};
use crate::random::Purpose;
use vigie_core::time::{Nanos, UtcNs};

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    /// DF 17, position: barometric in the air, of the surface on the ground.
    Position { odd: bool },
    /// DF 17, velocity over ground.
    Velocity,
    /// DF 17, callsign and category.
    Identification,
    /// DF 17, emergency state and code.
    Emergency,
    /// DF 17, version and quality.
    Operational,
    /// DF 11.
    Acquisition,
    /// DF 4, or 20 with the callsign register.
    Altitude { with_callsign: bool },
    /// DF 5, or 21 with the callsign register.
    Code { with_callsign: bool },
}

/// One transmission.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Transmission {
    /// Index of the aircraft in the second's traffic.
    pub(crate) who: usize,
    pub(crate) at: UtcNs,
    /// Part of the second gone by.
    pub(crate) part: f64,
    pub(crate) signal: Signal,
}

/// Mean moments of the squitters in each second, and how far they stray, seconds.
const POSITIONS: [(f64, bool); 2] = [(0.12, false), (0.62, true)];
const VELOCITIES: [f64; 2] = [0.30, 0.80];
const IDENTIFICATION: f64 = 0.45;
const EMERGENCY: f64 = 0.52;
const OPERATIONAL: f64 = 0.71;
const ACQUISITION: f64 = 0.90;
const JITTER: f64 = 0.08;
/// Between two replies to one radar in one turn.
const REPLY_GAP: Nanos = Nanos::from_millis(8);

/// All transmissions of one second, replies to `asked` included.
pub(crate) fn transmissions(second: &Second<'_>, asked: &[Interrogation]) -> Vec<Transmission> {
    let mut all = Vec::with_capacity(8 * second.moving.len());
    for (who, moving) in second.moving.iter().enumerate() {
        squitters(second, who, moving.flight.transponder, &mut all);
    }
    let begins = second.begins();
    for ask in asked {
        let with_callsign = ask.turn % 2 == 0;
        for (gap, signal) in [
            (Nanos::ZERO, Signal::Altitude { with_callsign }),
            (
                REPLY_GAP,
                Signal::Code {
                    with_callsign: !with_callsign,
                },
            ),
        ] {
            let at = ask.at + gap;
            all.push(Transmission {
                who: ask.who,
                at,
                part: (at - begins).as_secs_f64(),
                signal,
            });
        }
    }
    all
}

fn squitters(
    second: &Second<'_>,
    who: usize,
    transponder: Transponder,
    all: &mut Vec<Transmission>,
) {
    let (adsb, version) = match transponder {
        Transponder::None | Transponder::ModeAc => return,
        Transponder::ModeS => (false, 0),
        Transponder::AdsB { version } => (true, version),
    };
    let flight = &second.moving[who].flight;
    let begins = second.begins();
    let mut draws = second
        .seed
        .draws(Purpose::Squitter, flight.target, 0, second.tick);
    let mut send = |mean: f64, signal| {
        let part = mean + JITTER * draws.between(-1.0, 1.0);
        let at = begins + Nanos::from_secs_f64(part);
        all.push(Transmission {
            who,
            at,
            part,
            signal,
        });
    };
    send(ACQUISITION, Signal::Acquisition);
    if !adsb {
        return;
    }
    for (mean, odd) in POSITIONS {
        send(mean, Signal::Position { odd });
    }
    if !second.moving[who].from.on_ground {
        for mean in VELOCITIES {
            send(mean, Signal::Velocity);
        }
    }
    // not everybody in the same second
    let turn = second.tick.wrapping_add(u64::from(flight.target >> 20)) % 5;
    if turn == 0 {
        send(IDENTIFICATION, Signal::Identification);
    }
    if version > 0 && matches!(turn, 1 | 3) {
        send(OPERATIONAL, Signal::Operational);
    }
    if version > 0 && (flight.is_in_distress(second.tick) || (version == 2 && turn == 2)) {
        send(EMERGENCY, Signal::Emergency);
    }
}
