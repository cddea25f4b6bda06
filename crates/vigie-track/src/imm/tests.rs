use super::Imm;
use crate::kinematic::{Kinematic, Sighting};
use crate::parameters::Parameters;
use proptest::prelude::*;
use vigie_core::place::Cov2;

/// A splitmix64 generator (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.uniform())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }
}

fn seen(z: [f64; 2], r: Cov2) -> Sighting {
    Sighting::flat(z, r)
}

/// A target seen once.
fn first(z: [f64; 2], r: Cov2, velocity: [f64; 2], speed_sigma: f64) -> Imm {
    let motion = Parameters::default().motion_of(vigie_core::track::TargetClass::Airborne);
    let start = Kinematic::new(&seen(z, r), velocity, Cov2::circular(speed_sigma), 100.0);
    Imm::new(start, &motion)
}

/// One measurement of a target as the tracker takes it.
fn step(k: &mut Imm, dt: f64, seen: &Sighting) {
    *k = k.predicted(
        dt,
        &Parameters::default().motion_of(vigie_core::track::TargetClass::Airborne),
    );
    k.update_position(seen);
}

/// Mean NEES (four degrees of freedom) of straight flights, from the tenth measurement on.
fn mean_nees(dt: f64, sigma: [f64; 2], flights: u64) -> f64 {
    let (mut total, mut count) = (0.0, 0.0);
    for seed in 0..flights {
        let mut random = Random(seed * 7919 + 1);
        let v = [230.0 * random.uniform(), 150.0 * random.normal()];
        let r = Cov2::along_bearing(random.uniform() * 6.0, sigma[0], sigma[1]);
        // A square root of `r`, to draw errors with that covariance.
        let l = r.ee.sqrt();
        let (m, n) = (r.en / l, (r.nn - r.en * r.en / r.ee).sqrt());
        let mut seen_at = |t: f64| {
            let (a, b) = (random.normal(), random.normal());
            seen([v[0] * t + l * a, v[1] * t + m * a + n * b], r)
        };
        let mut k = first(seen_at(0.0).z, r, [0.0; 2], 150.0);
        for i in 1..60 {
            let t = dt * f64::from(i);
            step(&mut k, dt, &seen_at(t));
            assert!(k.is_sound());
            if i >= 10 {
                total += k.mean().nees([v[0] * t, v[1] * t], v);
                count += 1.0;
            }
        }
    }
    total / count
}

#[test]
fn straight_flight_is_not_overconfident() {
    // Process noise is there for turns that these flights do not make, so the filter is on the cautious side of 4;
    // it must never claim more than it knows, nor be useless.
    for (dt, sigma) in [
        (5.0, [70.0, 250.0]),
        (0.5, [20.0, 20.0]),
        (10.0, [90.0, 400.0]),
    ] {
        let nees = mean_nees(dt, sigma, 60);
        eprintln!("NEES at {dt} s, {sigma:?} m: {nees:.2} (4 degrees of freedom)");
        assert!((0.8..4.4).contains(&nees), "{dt} {sigma:?}: {nees}");
    }
}

#[test]
fn a_turn_is_followed() {
    let (speed, rate) = (230.0, 3.0f64.to_radians());
    let mut random = Random(5);
    let r = Cov2::circular(80.0);
    let mut at = [0.0, 0.0];
    let mut heading = 0.0f64;
    let mut k = first(at, r, [0.0, speed], 20.0);
    let mut worst = 0.0f64;
    for i in 1..600 {
        // 0.1 s of truth; a plot each 4 s; straight, then 90 degrees, then straight
        if (200..500).contains(&i) {
            heading += 0.1 * rate;
        }
        at = [
            at[0] + 0.1 * speed * libm::sin(heading),
            at[1] + 0.1 * speed * libm::cos(heading),
        ];
        if i % 40 == 0 {
            let z = [
                at[0] + 80.0 * random.normal(),
                at[1] + 80.0 * random.normal(),
            ];
            step(&mut k, 4.0, &seen(z, r));
            let here = k.mean().position();
            worst = worst.max(libm::hypot(here[0] - at[0], here[1] - at[1]));
        }
    }
    assert!(worst < 350.0, "{worst}");
    assert!(worst > 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn covariances_stay_positive_definite(
        steps in prop::collection::vec((0.0f64..120.0, -1e5f64..1e5, -1e5f64..1e5, 1.0f64..1e5, 1.0f64..1e5, 0.0f64..6.3, 0u8..6), 1..60)
    ) {
        let mut k = first([0.0; 2], Cov2::circular(50.0), [0.0; 2], 150.0);
        for (dt, e, n, along, across, bearing, what) in steps {
            let mut sighting = seen([e, n], Cov2::along_bearing(bearing, along, across));
            match what {
                0 => k.update_velocity(&seen([e * 1e-3, n * 1e-3], Cov2::circular(along * 0.01))),
                1 => k = k.moved([e, n], bearing),
                2 => {
                    (sighting.slope, sighting.height_m) = ([bearing - 3.0, 1.0], across * 0.1);
                    step(&mut k, dt, &sighting);
                }
                3 => k.update_height(along, across * 0.01),
                _ => step(&mut k, dt, &sighting),
            }
            prop_assert!(k.is_sound(), "{k:?}");
            prop_assert!((0.0..=1.0).contains(&k.manoeuvre()));
        }
    }
}

#[test]
fn a_velocity_is_a_measurement_like_any_other() {
    let mut k = first([0.0; 2], Cov2::circular(50.0), [0.0; 2], 150.0);
    k = k.predicted(
        1.0,
        &Parameters::default().motion_of(vigie_core::track::TargetClass::Airborne),
    );
    k.update_velocity(&seen([200.0, -30.0], Cov2::circular(2.0)));
    let (position, velocity) = (k.mean().position(), k.mean().velocity());
    assert!(
        (velocity[0] - 200.0).abs() < 0.5 && (velocity[1] + 30.0).abs() < 0.5,
        "{velocity:?}"
    );
    // The velocity says where the target has been going since it was seen.
    assert!((position[0] - 200.0).abs() < 10.0, "{position:?}");
}

#[test]
fn a_height_moves_a_slant_range() {
    // Seen at 45 degrees: what the height turns out to be more, the ground range is less.
    let sighting = Sighting {
        slope: [-1.0, 0.0],
        height_m: 5000.0,
        ..seen([5000.0, 0.0], Cov2::circular(50.0))
    };
    let mut k = Kinematic::new(&sighting, [0.0; 2], Cov2::circular(10.0), 2000.0);
    k.update_height(6000.0, 10.0);
    assert!((k.position()[0] - 4000.0).abs() < 5.0, "{k:?}");
    assert!(k.position_cov().ee < 60.0 * 60.0);
    assert!((k.height().0 - 6000.0).abs() < 1.0);
}
