mod pains;

use super::distance::distance_m;
use super::{Horizon, Memory, Outcome, Phase, Position};
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::cpr::{LatLon, Scale, encode};

const NOWHERE: Horizon = Horizon {
    near: None,
    exact: false,
    range_max_m: 0.0,
};

fn at(seconds: f64) -> UtcNs {
    UtcNs(1_700_000_000_000_000_000) + Nanos::from_secs_f64(seconds)
}

fn here(lat_deg: f64, lon_deg: f64) -> LatLon {
    LatLon { lat_deg, lon_deg }
}

fn say(
    memory: &mut Memory,
    t: f64,
    place: LatLon,
    odd: bool,
    phase: Phase,
    horizon: Horizon,
) -> Outcome {
    say_level(memory, t, (place, 30_000), odd, phase, horizon)
}

fn say_level(
    memory: &mut Memory,
    t: f64,
    (place, altitude_ft): (LatLon, i32),
    odd: bool,
    phase: Phase,
    horizon: Horizon,
) -> Outcome {
    let scale = if phase == Phase::Airborne {
        Scale::Airborne
    } else {
        Scale::Surface
    };
    let said = Position {
        at: at(t),
        cpr: encode(place, scale, odd).expect("on the earth"),
        phase,
        altitude_ft: (phase == Phase::Airborne).then_some(altitude_ft),
    };
    memory.resolve(said, horizon)
}

#[test]
fn a_pair_makes_a_candidate_and_another_of_each_half_a_position() {
    let mut memory = Memory::default();
    let path = |t: f64| here(13.5 + 0.002 * t, 2.2);
    assert_eq!(
        say(&mut memory, 0.0, path(0.0), false, Phase::Airborne, NOWHERE),
        Outcome::Waiting
    );
    assert_eq!(
        say(&mut memory, 0.5, path(0.5), true, Phase::Airborne, NOWHERE),
        Outcome::Waiting
    );
    assert_eq!(
        say(&mut memory, 1.0, path(1.0), false, Phase::Airborne, NOWHERE),
        Outcome::Waiting
    );
    for step in 3..200_u32 {
        let t = f64::from(step) * 0.5;
        let Outcome::Believed(got) = say(
            &mut memory,
            t,
            path(t),
            step % 2 == 1,
            Phase::Airborne,
            NOWHERE,
        ) else {
            panic!("not believed at {t}");
        };
        assert!(distance_m(got, path(t)) < 10.0);
    }
}

#[test]
fn a_jump_is_refused_and_only_insistence_moves_the_memory() {
    let mut memory = Memory::default();
    for step in 0..6_u32 {
        say(
            &mut memory,
            f64::from(step) * 0.5,
            here(13.5, 2.2),
            step % 2 == 1,
            Phase::Airborne,
            NOWHERE,
        );
    }
    let elsewhere = here(14.0, 2.2);
    assert_eq!(
        say(&mut memory, 3.0, elsewhere, false, Phase::Airborne, NOWHERE),
        Outcome::Refused
    );
    assert!(matches!(
        say(
            &mut memory,
            3.5,
            here(13.5, 2.2),
            true,
            Phase::Airborne,
            NOWHERE
        ),
        Outcome::Believed(_)
    ));
    let outcomes: Vec<Outcome> = (8..60_u32)
        .map(|n| {
            say(
                &mut memory,
                f64::from(n) * 0.5,
                elsewhere,
                n % 2 == 1,
                Phase::Airborne,
                NOWHERE,
            )
        })
        .collect();
    assert!(
        outcomes[..4].iter().all(|o| *o == Outcome::Refused),
        "{outcomes:?}"
    );
    assert!(
        matches!(outcomes.last(), Some(Outcome::Believed(_))),
        "{outcomes:?}"
    );
    // what was believed in between is never a third place
    for outcome in outcomes {
        if let Outcome::Believed(place) = outcome {
            assert!(distance_m(place, elsewhere) < 10.0);
        }
    }
}

#[test]
fn beyond_the_receivers_range_nothing_is_believed() {
    let horizon = Horizon {
        near: Some(here(13.5, 2.2)),
        exact: true,
        range_max_m: 300_000.0,
    };
    let mut memory = Memory::default();
    for step in 0..20_u32 {
        let outcome = say(
            &mut memory,
            f64::from(step) * 0.5,
            here(20.0, 10.0),
            step % 2 == 1,
            Phase::Airborne,
            horizon,
        );
        assert!(!matches!(outcome, Outcome::Believed(_)));
    }
}

#[test]
fn surface_positions_need_a_place_to_start_from() {
    let gate = here(43.6294, 1.3638);
    let mut lost = Memory::default();
    let mut memory = Memory::default();
    let horizon = Horizon {
        near: Some(here(44.5, 0.5)),
        exact: false,
        range_max_m: 0.0,
    };
    for step in 0..10_u32 {
        let t = f64::from(step) * 0.5;
        assert_eq!(
            say(&mut lost, t, gate, step % 2 == 1, Phase::Surface, NOWHERE),
            Outcome::Waiting
        );
        let outcome = say(&mut memory, t, gate, step % 2 == 1, Phase::Surface, horizon);
        if step >= 5 {
            let Outcome::Believed(got) = outcome else {
                panic!("{outcome:?} at {t}")
            };
            assert!(distance_m(got, gate) < 3.0);
        }
    }
}

#[test]
fn times_that_jump_do_no_harm() {
    let mut memory = Memory::default();
    for (step, t) in [0.0, 0.5, 1.0, -1e9, 1e9, 1.5, f64::NAN, 2.0, 2.0, 2.0]
        .into_iter()
        .enumerate()
    {
        if let Outcome::Believed(place) = say(
            &mut memory,
            t,
            here(13.5, 2.2),
            step % 2 == 1,
            Phase::Airborne,
            NOWHERE,
        ) {
            assert!(distance_m(place, here(13.5, 2.2)) < 10.0);
        }
    }
}
