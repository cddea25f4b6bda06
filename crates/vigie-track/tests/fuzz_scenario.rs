//! Random worlds with random faults: whatever happens, no panic, finite tracks, lists in their bounds, numbers given
//! once, updates that agree with the tracks, and the same again from the same.
//!
//! `VIGIE_FUZZ_SEEDS=5000 cargo test -p vigie-track --test fuzz_scenario` for more seeds than the usual two hundred.

#[path = "common/traffic.rs"]
mod traffic;

use std::collections::BTreeSet;
use traffic::{Mix, World};
use vigie_core::identity::Address;
use vigie_core::report::TargetReport;
use vigie_core::sensor::SensorId;
use vigie_core::suspects::Suspects;
use vigie_core::time::{Applicable, Nanos, UtcNs};
use vigie_core::track::UpdateKind;
use vigie_track::{Parameters, Tracker};

/// Steps of one world, and how long each is, seconds.
const STEPS: u32 = 60;
const STEP_S: f64 = 0.5;
/// Bound of the table, so low that floods meet it.
const TRACKS_MAX: usize = 400;

/// A splitmix64 generator (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// A number that nobody should send.
    fn wild(&mut self) -> f64 {
        let special = [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            f64::MIN,
            f64::MIN_POSITIVE,
            5e-324,
            0.0,
            -0.0,
            -1.0,
            1e9,
        ];
        let pick = usize::try_from(self.below(14)).expect("small");
        special
            .get(pick)
            .copied()
            .unwrap_or_else(|| f64::from_bits(self.next()))
    }
}

/// The faults of one world, each by its probability for a report.
struct Faults {
    numbers: f64,
    repeats: f64,
    late: f64,
    strangers: f64,
    identities: f64,
    times: f64,
    shouts: f64,
    clock: (UtcNs, f64),
}

impl Faults {
    fn draw(random: &mut Random) -> Faults {
        let mut some = |most: f64| {
            if random.happens(0.4) {
                most * random.uniform()
            } else {
                0.0
            }
        };
        Faults {
            numbers: some(0.3),
            repeats: some(0.5),
            late: some(0.6),
            strangers: some(0.2),
            identities: some(0.3),
            times: some(0.1),
            shouts: some(0.2),
            clock: (
                traffic::at(10.0 + 10.0 * random.uniform()),
                [0.0, 0.0, 1.0, -2.0, 8.0, -14.0, 300.0, -5000.0]
                    [usize::try_from(random.below(8)).expect("small")],
            ),
        }
    }

    /// What arrives in place of a report.
    fn befall(&self, mut report: TargetReport, random: &mut Random, out: &mut Vec<TargetReport>) {
        if report.sensor == SensorId(0) && report.heard.0 > self.clock.0 {
            let step = Nanos::from_secs_f64(self.clock.1);
            report.applicable = Applicable(report.applicable.0 + step);
        }
        if random.happens(self.identities) {
            let few = u32::try_from(random.below(3)).expect("small");
            report.address = Address::icao(0x40_0001 + few).filter(|_| random.happens(0.8));
        }
        if random.happens(self.strangers) {
            let ids = [2, 3, 9, 4000, u16::MAX];
            report.sensor = SensorId(ids[usize::try_from(random.below(5)).expect("small")]);
        }
        if random.happens(self.times) {
            let ends = [i64::MIN, i64::MAX, 0, -1];
            let at = UtcNs(ends[usize::try_from(random.below(4)).expect("small")]);
            report.applicable = Applicable(at);
        }
        if random.happens(self.shouts) {
            for _ in 0..20 {
                let mut again = report.clone();
                if let Some(polar) = again.place.as_mut().and_then(|p| p.polar.as_mut()) {
                    polar.azimuth_rad += 0.01 * random.uniform();
                }
                out.push(again);
            }
        }
        if random.happens(self.numbers) {
            spoil(&mut report, random);
        }
        if random.happens(self.repeats) {
            let times = 1 + random.below(10);
            out.extend((0..times).map(|_| report.clone()));
        }
        out.push(report);
    }
}

/// Puts a wild number somewhere.
fn spoil(report: &mut TargetReport, random: &mut Random) {
    let x = random.wild();
    if let Some(velocity) = &mut report.velocity {
        match random.below(3) {
            0 => velocity.east_mps = x,
            1 => velocity.north_mps = x,
            _ => velocity.sigma_mps = x,
        }
    }
    if random.happens(0.2) {
        report.vertical_rate_mps = Some(x);
    }
    let Some(place) = &mut report.place else {
        return;
    };
    match (random.below(12), place.polar.as_mut()) {
        (0, _) => place.position.lat_deg = x,
        (1, _) => place.position.lon_deg = x,
        (2, _) => place.position.height_m = x,
        (3, _) => place.covariance.ee = x,
        (4, _) => place.covariance.en = x,
        (5, _) => place.covariance.nn = x,
        (6, Some(polar)) => polar.range_m = x,
        (7, Some(polar)) => polar.azimuth_rad = x,
        (8, Some(polar)) => polar.elevation_rad = Some(x),
        (9, Some(polar)) => polar.range_sigma_m = x,
        (10, Some(polar)) => polar.azimuth_sigma_rad = x,
        (11, Some(polar)) => polar.elevation_sigma_rad = x,
        _ => place.height_known = !place.height_known,
    }
}

/// Whether every track is finite with definite covariances, and every list in its bounds.
fn check_tracks(tracker: &Tracker, seed: u64) {
    let tracks = tracker.tracks();
    assert_eq!(tracker.counters().covariance_resets, 0, "seed {seed}");
    assert!(tracks.len() <= TRACKS_MAX, "seed {seed}");
    assert!(
        tracks.is_sorted_by(|a, b| a.number < b.number),
        "seed {seed}"
    );
    for t in tracks {
        let (p, v) = (t.position, t.velocity);
        let numbers = [
            p.lat_deg,
            p.lon_deg,
            p.height_m,
            v.east_mps,
            v.north_mps,
            v.up_mps,
        ];
        assert!(numbers.iter().all(|x| x.is_finite()), "seed {seed}: {t:?}");
        for c in [t.position_covariance, t.velocity_covariance] {
            let definite = c.ee > 0.0 && c.nn > 0.0 && c.en * c.en < c.ee * c.nn;
            assert!(definite, "seed {seed}: {t:?}");
        }
        assert!(t.contributions.len() <= Parameters::default().contributions_max);
    }
}

/// Whether what a step says agrees with what was and what is: `known` are the numbers before and after it.
fn check_updates(tracker: &Tracker, known: &mut BTreeSet<u32>, newest: &mut u32, seed: u64) {
    let mut touched = BTreeSet::new();
    for update in tracker.updates() {
        let number = update.number.0;
        match update.kind {
            UpdateKind::Initiated => {
                assert!(number > *newest, "seed {seed}: {number} was given before");
                *newest = number;
                assert!(
                    touched.insert(number) && known.insert(number),
                    "seed {seed}"
                );
            }
            UpdateKind::Updated => {
                assert!(touched.insert(number), "seed {seed}: {number} twice");
                assert!(
                    known.contains(&number),
                    "seed {seed}: {number} is not known"
                );
            }
            UpdateKind::Dropped => assert!(known.remove(&number), "seed {seed}: {number}"),
        }
    }
    let is: BTreeSet<u32> = tracker.tracks().iter().map(|t| t.number.0).collect();
    assert_eq!(is, *known, "seed {seed}");
}

/// One world: two trackers alike, one of which is asked twice and replaced by its clone half way.
fn live(seed: u64) {
    let mut random = Random(seed);
    let faults = Faults::draw(&mut random);
    let mut mix = if random.happens(0.3) {
        Mix::primary_clusters(8)
    } else {
        Mix::world(8)
    };
    mix.targets = 1 + u32::try_from(random.below(16)).expect("small");
    (mix.emitters, mix.coded) = (random.uniform(), 0.3 * random.uniform());
    mix.stays_s = 1.0 + 60.0 * random.uniform();
    mix.clutter = u32::try_from(random.below(40)).expect("small");
    let mut world = World::new(mix, seed);
    let parameters = Parameters {
        tracks_max: TRACKS_MAX,
        ..Parameters::default()
    };
    let mut one = Tracker::new(parameters, &world.sites());
    let mut two = one.clone();
    let (mut known, mut newest) = (BTreeSet::new(), 0);
    let mut held: Vec<TargetReport> = Vec::new();
    for step in 0..STEPS {
        let (mut now, reports) = world.step(STEP_S);
        let mut arrived = Vec::new();
        for report in reports {
            if random.happens(faults.late) {
                held.push(report);
            } else {
                faults.befall(report, &mut random, &mut arrived);
            }
        }
        if random.happens(0.1) {
            held.reverse();
            arrived.append(&mut held);
        }
        if random.happens(0.05) {
            now = now - Nanos::from_secs_f64(20.0 * random.uniform());
        }
        one.update(now, &arrived, Suspects::none());
        check_tracks(&one, seed);
        check_updates(&one, &mut known, &mut newest, seed);
        two.update(now, &arrived, Suspects::none());
        assert_eq!(one.updates(), two.updates(), "seed {seed}, step {step}");
        // Nothing more at the same time changes nothing.
        assert!(two.update(now, &[], Suspects::none()).is_empty());
        assert_eq!(one.tracks(), two.tracks(), "seed {seed}, step {step}");
        assert_eq!(one.counters(), two.counters(), "seed {seed}, step {step}");
        if step == STEPS / 2 {
            two = one.clone();
        }
    }
}

#[test]
fn random_worlds_with_random_faults() {
    let seeds = std::env::var("VIGIE_FUZZ_SEEDS");
    let seeds: u64 = seeds.map_or(200, |s| s.parse().expect("a number of seeds"));
    for seed in 0..seeds {
        live(seed);
    }
}
