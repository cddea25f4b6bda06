use super::{Kinematic, Motion, Sighting, turned};
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

const MOTION: Motion = Motion {
    quiet: 0.2,
    manoeuvre: 160.0,
    every_s: 240.0,
    lasts_s: 20.0,
};

/// One measurement of a target as the tracker takes it; its normalised estimation error squared.
fn step(k: &mut Kinematic, manoeuvre: &mut f64, dt: f64, seen: &Sighting) {
    let before = MOTION.manoeuvre_after(*manoeuvre, dt);
    *manoeuvre = k.fit(dt, seen, &MOTION, before).manoeuvre;
    k.predict(dt, MOTION.psd(*manoeuvre));
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
            Sighting {
                z: [v[0] * t + l * a, v[1] * t + m * a + n * b],
                r,
            }
        };
        let mut k = Kinematic::new(seen_at(0.0), [0.0; 2], Cov2::circular(150.0));
        let mut manoeuvre = 0.2;
        for i in 1..60 {
            let t = dt * f64::from(i);
            step(&mut k, &mut manoeuvre, dt, &seen_at(t));
            assert!(k.is_sound());
            if i >= 10 {
                total += k.nees([v[0] * t, v[1] * t], v);
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
    let mut k = Kinematic::new(Sighting { z: at, r }, [0.0, speed], Cov2::circular(20.0));
    let (mut manoeuvre, mut worst) = (0.2, 0.0f64);
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
            step(&mut k, &mut manoeuvre, 4.0, &Sighting { z, r });
            worst = worst.max(libm::hypot(k.position[0] - at[0], k.position[1] - at[1]));
        }
    }
    assert!(worst < 350.0, "{worst}");
    assert!(worst > 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn covariances_stay_positive_definite(
        steps in prop::collection::vec((0.0f64..120.0, -1e5f64..1e5, -1e5f64..1e5, 1.0f64..1e5, 1.0f64..1e5, 0.0f64..6.3, 0u8..4), 1..60)
    ) {
        let first = Sighting { z: [0.0; 2], r: Cov2::circular(50.0) };
        let mut k = Kinematic::new(first, [0.0; 2], Cov2::circular(150.0));
        let mut manoeuvre = 0.2;
        for (dt, e, n, along, across, bearing, what) in steps {
            let seen = Sighting { z: [e, n], r: Cov2::along_bearing(bearing, along, across) };
            match what {
                0 => k.update_velocity(&Sighting { z: [e * 1e-3, n * 1e-3], r: Cov2::circular(along * 0.01) }),
                1 => k = k.moved([e, n], bearing),
                2 => {
                    let moved = k.brought_forward(&seen, dt.min(3.0), 0.2);
                    k.update_position(&moved);
                }
                _ => step(&mut k, &mut manoeuvre, dt, &seen),
            }
            prop_assert!(k.is_sound(), "{k:?}");
            prop_assert!((0.0..=1.0).contains(&manoeuvre));
        }
    }
}

#[test]
fn a_velocity_is_a_measurement_like_any_other() {
    let first = Sighting {
        z: [0.0; 2],
        r: Cov2::circular(50.0),
    };
    let mut k = Kinematic::new(first, [0.0; 2], Cov2::circular(150.0));
    k.predict(1.0, 0.2);
    k.update_velocity(&Sighting {
        z: [200.0, -30.0],
        r: Cov2::circular(2.0),
    });
    assert!((k.velocity[0] - 200.0).abs() < 0.1 && (k.velocity[1] + 30.0).abs() < 0.1);
    // The velocity says where the target has been going since it was seen.
    assert!((k.position[0] - 200.0).abs() < 1.0, "{:?}", k.position);
    let quarter = turned([1.0, 0.0], std::f64::consts::FRAC_PI_2);
    assert!(quarter[0].abs() < 1e-12 && (quarter[1] - 1.0).abs() < 1e-12);
}
