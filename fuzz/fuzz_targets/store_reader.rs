//! Any bytes as a recording, and a good recording with bytes changed, cut or put in: reading ends, in bounded memory.
#![no_main]
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use vigie_core::picture::Mode;
use vigie_core::time::Nanos;
use vigie_fuzz::{Heard, T0};
use vigie_store::{Reader, Recorder, RecordingHeader};

static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let header = RecordingHeader {
        software: "fuzz".to_owned(),
        mode: Mode::Live,
        config_toml: "name = 'fuzz'".to_owned(),
        sensors: vec!["a".to_owned(), "b".to_owned()],
        started: T0,
    };
    let mut recorder = Recorder::new(Vec::new(), "fuzz", &header).expect("to memory");
    for step in 0..12 {
        let now = T0 + Nanos::from_secs(step);
        let heard = [Heard::Frame([0x8d; 14]), Heard::Datagram(vec![48, 0, 4, 0])];
        let receptions: Vec<_> = heard
            .iter()
            .filter_map(|heard| heard.reception(1, now, 7))
            .collect();
        recorder
            .write_step(now, &receptions, &[])
            .expect("to memory");
        if step % 4 == 3 {
            recorder.flush().expect("to memory");
        }
    }
    recorder.finish().expect("to memory")
});

fn read(bytes: &[u8]) {
    let Ok((_, mut reader)) = Reader::new(bytes, "fuzz") else {
        return;
    };
    let (mut receptions, mut commands) = (Vec::new(), Vec::new());
    for _ in 0..=bytes.len() {
        match reader.next_step(&mut receptions, &mut commands) {
            Ok(Some(_)) => {}
            Ok(None) => return,
            Err(error) if error.fault.is_passable() => {}
            Err(_) => return,
        }
    }
    panic!("more steps and faults than bytes");
}

fuzz_target!(
    |input: (&[u8], Vec<(u16, u8)>, Option<(u16, &[u8])>, Option<u16>)| {
        let (bytes, changes, put_in, cut) = input;
        read(bytes);
        let mut recording = GOOD.clone();
        for (at, value) in changes {
            let at = usize::from(at) % recording.len();
            recording[at] ^= value;
        }
        if let Some((at, bytes)) = put_in {
            let at = usize::from(at) % recording.len();
            recording.splice(at..at, bytes.iter().copied());
        }
        if let Some(cut) = cut {
            recording.truncate(usize::from(cut));
        }
        read(&recording);
    }
);
