use super::thresholds::{Identifier, Measure, requirements};
use super::{Basis, Line, Service, Standard, Verdict, report};
use crate::evaluate::evaluate;
use crate::gospa::tests::{at, grid, origin, row, truth};
use crate::model::{Identity, Row, Scene, Target, TrackRows};
use crate::table::{address, mode_a};

/// A target at 100 m/s to the east for 80 s, and a track that is 30 m north of it each 4 s, silent from 40 s to 70 s.
fn scene(edit: impl Fn(&mut Row)) -> Scene {
    let identity = Identity {
        address: address("0a0001"),
        mode_a: mode_a("1234"),
    };
    let points = (0..=80)
        .map(|t| {
            let mut point = truth(f64::from(t), at(100.0 * f64::from(t), 0.0));
            point.velocity_mps = [100.0, 0.0, 0.0];
            point
        })
        .collect();
    let rows = (0..=20)
        .map(|k| 4.0 * f64::from(k))
        .filter(|t| !(41.0..70.0).contains(t))
        .map(|t| {
            let mut row = row(t, at(100.0 * t, 30.0));
            row.velocity_mps = Some([100.0, 10.0, 1.0]);
            row.identity = identity;
            edit(&mut row);
            row
        })
        .collect();
    let mut scene = Scene {
        origin: origin(),
        grid: grid(500.0),
        targets: vec![Target {
            name: "0".into(),
            identity,
            points,
        }],
        tracks: vec![TrackRows {
            name: "A".into(),
            rows,
        }],
    };
    (scene.grid.end_s, scene.grid.max_age_s) = (80.0, 4.0);
    scene
}

fn lines(scene: &Scene, service: Service) -> Vec<Line> {
    report(scene, &evaluate(scene).expect("a score"), service)
}

fn of(lines: &[Line], standard: Standard, measure: Measure) -> Line {
    *lines
        .iter()
        .find(|line| line.requirement.standard == standard && line.requirement.measure == measure)
        .expect("a line")
}

#[test]
fn by_hand() {
    let lines = lines(&scene(|_| ()), Service::Nm5);
    let measured = |measure| {
        let line = of(&lines, Standard::Esassp, measure);
        assert_eq!(line.verdict, Verdict::NoRequirement);
        (line.value.expect("measured"), line.samples)
    };
    // ten intervals of 8 s: those from 48 s to 72 s are without a row but for 72 s itself
    assert_eq!(measured(Measure::UpdateProbability).1, 10);
    assert!((measured(Measure::UpdateProbability).0 - 0.7).abs() < 1e-9);
    // one gap from 40 s to 72 s: four intervals of ten
    assert!((measured(Measure::LongGaps(26.4)).0 - 0.4).abs() < 1e-9);
    assert!((measured(Measure::HorizontalRms).0 - 30.0).abs() < 1e-3);
    let speed = measured(Measure::SpeedRms { turning: false }).0;
    assert!((speed - (10_100.0_f64.sqrt() - 100.0)).abs() < 1e-9);
    let angle = measured(Measure::AngleRms { turning: false }).0;
    assert!((angle - 0.1_f64.atan().to_degrees()).abs() < 1e-9);
    assert!((measured(Measure::ClimbRateRms { climbing: false }).0 - 1.0).abs() < 1e-9);
    assert!((measured(Measure::IdentityUpdate(Identifier::Either)).0 - 1.0).abs() < 1e-9);
    assert!(measured(Measure::CorrelatedErrors(926.0)).0.abs() < 1e-9);
    let turning = of(
        &lines,
        Standard::Esassp,
        Measure::SpeedRms { turning: true },
    );
    assert_eq!(turning.verdict, Verdict::NotMeasured(Measure::NO_SAMPLE));
}

#[test]
fn multilateration_alone_is_held_against_its_own_standard() {
    let radar = lines(&scene(|_| ()), Service::Nm3);
    let line = of(&radar, Standard::Ed142, Measure::HorizontalRms);
    assert!(matches!(line.verdict, Verdict::NotApplicable(_)));
    let wam = lines(&scene(|row| row.is_mlat_only = true), Service::Nm3);
    let verdict = |measure| of(&wam, Standard::Ed142, measure).verdict;
    assert_eq!(verdict(Measure::HorizontalRms), Verdict::Met);
    assert_eq!(
        verdict(Measure::UpdateProbabilityWorstFlight),
        Verdict::NotMet
    );
    let wrong = lines(
        &scene(|row| {
            row.is_mlat_only = true;
            row.identity.mode_a = mode_a("4321");
        }),
        Service::Nm3,
    );
    let line = of(
        &wrong,
        Standard::Ed142,
        Measure::IdentityWrong(Identifier::ModeA),
    );
    assert_eq!((line.value, line.verdict), (Some(1.0), Verdict::NotMet));
}

#[test]
fn procedural_separation_asks_nothing_of_surveillance() {
    let lines = lines(&scene(|_| ()), Service::Procedural);
    assert!(lines.len() > 20);
    assert!(
        lines
            .iter()
            .all(|line| matches!(line.verdict, Verdict::NotApplicable(_)))
    );
}

/// A number without a source that was seen would be invented.
#[test]
fn no_requirement_is_invented() {
    for service in [Service::Nm3, Service::Nm5] {
        let list = requirements(service);
        assert_eq!(list.len(), 31);
        for requirement in list {
            let has_number = requirement.bound.is_some();
            assert_eq!(
                has_number,
                requirement.basis == Basis::Secondary,
                "{requirement:?}"
            );
            assert!(!requirement.reference.is_empty() && !requirement.label[0].is_empty());
        }
    }
}
