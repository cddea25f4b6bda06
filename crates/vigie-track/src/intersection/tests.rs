use super::{Foreign, inverse, marginal, weight};
use crate::imm::Imm;
use crate::kinematic::{Kinematic, Sighting};
use crate::parameters::Parameters;
use proptest::prelude::*;
use vigie_core::place::Cov2;
use vigie_core::track::TargetClass;

fn state(position: [f64; 2], r: Cov2, velocity: [f64; 2], speed_sigma: f64) -> Kinematic {
    let seen = Sighting::flat(position, r);
    Kinematic::new(&seen, velocity, Cov2::circular(speed_sigma), 100.0)
}

fn imm(state: Kinematic) -> Imm {
    Imm::new(
        state,
        &Parameters::default().motion_of(TargetClass::Airborne),
    )
}

/// Area of the ellipse of the position, up to a constant.
fn area(state: &Kinematic) -> f64 {
    let p = state.position_cov();
    (p.ee * p.nn - p.en * p.en).sqrt()
}

#[test]
fn what_comes_back_to_us_changes_nothing() {
    let own = state(
        [10.0, 20.0],
        Cov2::along_bearing(0.7, 80.0, 40.0),
        [200.0, 5.0],
        4.0,
    );
    let mut filter = imm(own);
    let before = filter.mean();
    for _ in 0..50 {
        filter.fuse(&Foreign {
            position: before.position(),
            position_cov: before.position_cov(),
            velocity: Some((before.velocity(), 4.0)),
        });
    }
    assert_eq!(filter.mean(), before);
}

#[test]
fn a_better_estimate_is_taken_over_and_a_worse_one_left() {
    let own = state([0.0, 0.0], Cov2::circular(500.0), [0.0, 0.0], 50.0);
    let foreign = |sigma: f64, speed_sigma: f64| Foreign {
        position: [300.0, -200.0],
        position_cov: Cov2::circular(sigma),
        velocity: Some(([20.0, 10.0], speed_sigma)),
    };
    let mut filter = imm(own);
    filter.fuse(&foreign(30.0, 1.0));
    let mean = filter.mean();
    assert!((mean.position()[0] - 300.0).abs() < 5.0 && (mean.velocity()[0] - 20.0).abs() < 0.5);
    // Twice the stated variance, for what it does not say of its correlation.
    let sigma = mean.position_cov().ee.sqrt();
    assert!((41.0..46.0).contains(&sigma), "{sigma}");
    let mut filter = imm(state([0.0, 0.0], Cov2::circular(30.0), [0.0, 0.0], 1.0));
    let before = filter.mean();
    filter.fuse(&foreign(500.0, 50.0));
    assert_eq!(filter.mean(), before);
}

#[test]
fn crossed_ellipses_make_a_smaller_one_but_not_too_small() {
    let own = state(
        [0.0, 0.0],
        Cov2::along_bearing(0.0, 400.0, 40.0),
        [0.0; 2],
        5.0,
    );
    let mut filter = imm(own);
    filter.fuse(&Foreign {
        position: [0.0, 0.0],
        position_cov: Cov2::along_bearing(std::f64::consts::FRAC_PI_2, 400.0, 40.0),
        velocity: Some(([0.0; 2], 5.0)),
    });
    let fused = filter.mean();
    // As if independent it would be 40 × 40; without fusing it is 400 × 40.
    assert!(
        (40.0 * 40.0..0.5 * 400.0 * 40.0).contains(&area(&fused)),
        "{}",
        area(&fused)
    );
}

#[test]
fn nonsense_is_left_alone() {
    let own = state([0.0, 0.0], Cov2::circular(50.0), [0.0; 2], 5.0);
    for (sigma, speed_sigma) in [
        (0.0, 1.0),
        (f64::NAN, 1.0),
        (10.0, 0.0),
        (10.0, f64::NAN),
        (1e200, 1.0),
    ] {
        let mut filter = imm(own);
        filter.fuse(&Foreign {
            position: [0.0; 2],
            position_cov: Cov2::circular(sigma),
            velocity: Some(([0.0; 2], speed_sigma)),
        });
        assert!(
            filter.is_sound() && filter.mean() == imm(own).mean(),
            "{sigma} {speed_sigma}"
        );
    }
}

proptest! {
    /// For any correlation of the two errors the truth of the fused error lies within what is claimed.
    #[test]
    fn never_more_certain_than_it_may_be(
        along in 20.0f64..500.0, across in 20.0f64..500.0, turn in 0.0f64..3.1, sigma in 20.0f64..500.0,
        speed in 1.0f64..30.0, rho in -0.99f64..0.99
    ) {
        let r = Cov2::circular(sigma);
        let own = state([0.0; 2], Cov2::along_bearing(turn, along, across), [0.0; 2], 8.0);
        let foreign = Foreign { position: [0.0; 2], position_cov: r, velocity: Some(([0.0; 2], speed)) };
        let said = foreign.said().expect("sane");
        let a = inverse(&marginal(&own)).expect("sound");
        let w = weight(&a, &said);
        let mut filter = imm(own);
        filter.fuse(&foreign);
        let fused = filter.mean();
        prop_assert!(filter.is_sound());
        // Errors: ours e, theirs f = ρ·(σ/ours)·e along each of our axes and the rest independent. The fused one is
        // K e + L f; its true covariance along each axis of the plane.
        let after = inverse(&(a * w + said.inverse * (1.0 - w))).expect("sound");
        let (k, l) = (after * a * w, after * said.inverse * (1.0 - w));
        let p = marginal(&own);
        // A square root of both, and their cross-covariance through it.
        let root = nalgebra::Cholesky::new(p).expect("sound").l();
        let mut theirs = nalgebra::SMatrix::<f64, 4, 4>::zeros();
        for (i, s) in [sigma, sigma, speed, speed].into_iter().enumerate() {
            theirs[(i, i)] = s;
        }
        let cross = root * theirs.transpose() * rho;
        let truth = k * p * k.transpose() + l * theirs * theirs.transpose() * l.transpose()
            + k * cross * l.transpose() + l * cross.transpose() * k.transpose();
        for i in 0..4 {
            prop_assert!(truth[(i, i)] <= fused.p[i][i] * (1.0 + 1e-6), "{i}: {} {}", truth[(i, i)], fused.p[i][i]);
        }
    }
}
