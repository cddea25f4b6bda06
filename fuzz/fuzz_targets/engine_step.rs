//! The whole engine on receptions and decisions in any order: tracks stay finite, and two engines agree bit for bit.
#![no_main]
use libfuzzer_sys::{arbitrary, arbitrary::Arbitrary, fuzz_target};
use vigie_core::airspace::{AirspaceVolume, AreaId, AreaKind, VerticalLimit};
use vigie_core::alert::AlertId;
use vigie_core::command::{Command, Order};
use vigie_core::picture::Mode;
use vigie_core::place::Wgs84;
use vigie_core::time::{Nanos, UtcNs};
use vigie_engine::{Digest, Engine, Inputs, Setup};
use vigie_fuzz::{Heard, T0, sites};
use vigie_sense::Regime;

#[derive(Debug, Arbitrary)]
enum Event {
    Heard {
        what: Heard,
        sensor: u8,
        stamp: u32,
        late_ms: i16,
    },
    Acknowledge {
        alert: u8,
        by: u8,
    },
    /// One step, so many sixteenths of a second after the last.
    Step(u8),
    /// One step at any time.
    Jump(i64),
}

fn engine() -> Engine {
    let sites = sites(false);
    let corner = |lat, lon| Wgs84::new(lat, lon, 0.0).expect("on the globe");
    let area = |id, kind, from: Option<UtcNs>| AirspaceVolume {
        id: AreaId(id),
        name: format!("area {id}"),
        kind,
        outline: vec![
            corner(13.0, 1.8),
            corner(13.0, 2.6),
            corner(13.8, 2.6),
            corner(13.9, 1.7),
        ],
        lower: VerticalLimit::None,
        upper: VerticalLimit::PressureFt(24_500.0),
        from,
        to: None,
    };
    let volumes = vec![
        area(0, AreaKind::Restricted, None),
        area(1, AreaKind::Border, None),
        area(2, AreaKind::Danger, Some(T0 + Nanos::from_secs(20))),
    ];
    let rules = vigie_watch::Rules {
        sites: sites.clone(),
        ..vigie_watch::Rules::default()
    };
    let tracking = vigie_track::Parameters::default();
    Engine::new(Setup {
        regime: Regime::Live,
        sites,
        volumes,
        tracking,
        rules,
    })
    .expect("areas that are areas")
}

fn examine(engine: &Engine) {
    for track in engine.picture(Mode::Live).tracks {
        let shown = format!("{track:?}");
        assert!(
            !shown.contains("NaN") && !shown.contains(": inf"),
            "{shown}"
        );
    }
}

fuzz_target!(|events: Vec<Event>| {
    let (mut one, mut two) = (engine(), engine());
    let (mut first, mut second) = (Digest::default(), Digest::default());
    let (mut receptions, mut commands) = (Vec::new(), Vec::new());
    let mut now = T0;
    for event in events {
        match event {
            Event::Heard {
                what,
                sensor,
                stamp,
                late_ms,
            } => {
                let heard = now - Nanos::from_millis(late_ms.into());
                receptions.extend(what.reception(sensor, heard, stamp));
                continue;
            }
            Event::Acknowledge { alert, by } => {
                let order = Order::Acknowledge(AlertId(alert.into()));
                commands.push(Command {
                    at: now,
                    by: "x".repeat(by.into()),
                    order,
                });
                continue;
            }
            Event::Step(sixteenths) => now = now + Nanos::from_millis(i64::from(sixteenths) * 62),
            Event::Jump(at) => now = UtcNs(at),
        }
        let inputs = Inputs {
            receptions: &receptions,
            commands: &commands,
        };
        first.absorb(&one.step(now, inputs));
        second.absorb(&two.step(now, inputs));
        now = one.now();
        receptions.clear();
        commands.clear();
        examine(&one);
    }
    // a copy is the whole engine
    first.absorb_state(&one.clone());
    second.absorb_state(&two);
    assert_eq!(format!("{first:?}"), format!("{second:?}"));
});
