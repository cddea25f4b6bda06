//! Noise makes no aircraft, and what is corrected is what was sent.
//!
//! The figures are printed; run with `--nocapture`.

use crate::common::{Draw, announced, frames, receiver, reception, recording};
use std::collections::BTreeSet;
use vigie_core::reception::Reception;
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::adsb::Squitter;
use vigie_modes::message::ExtendedSquitter;
use vigie_modes::{Frame, Message};
use vigie_sense::modes::{Correction, Reader};
use vigie_sense::{Regime, Sense};

const ALL: [Correction; 3] = [Correction::Off, Correction::OneBit, Correction::TwoBits];

fn reported(receptions: &[Reception], correction: Correction) -> (BTreeSet<u32>, usize) {
    let mut sense = Sense::with_correction(&[receiver(None)], Regime::Live, correction);
    let mut reports = Vec::new();
    sense.target_reports(receptions, &mut reports);
    let addresses = reports.iter().filter_map(|report| report.address);
    (
        addresses.map(|address| address.value.value()).collect(),
        reports.len(),
    )
}

#[test]
fn no_address_that_is_not_among_the_real_ones_with_noise_or_without() {
    for (name, addresses) in [
        ("adsb/long_flight.csv", 30),
        ("adsb/sample_data_adsb.csv", 0),
        ("adsb/sample_data_commb_df20.csv", 0),
    ] {
        let Some(text) = recording(name) else { return };
        let frames = frames(&text);
        let real = announced(&frames);
        if addresses > 0 {
            assert!(real.len() <= addresses, "{name}: {}", real.len());
        }
        let clean: Vec<Reception> = frames
            .iter()
            .map(|(at, frame)| reception(*at, frame))
            .collect();
        let mut draw = Draw(1);
        let mut noisy = Vec::new();
        for (at, frame) in &frames {
            noisy.push(reception(*at, frame));
            if draw.below(9) == 0 {
                noisy.push(reception(*at, &draw.noise()));
            }
        }
        for correction in ALL {
            let (of_clean, clean_count) = reported(&clean, correction);
            let (of_noisy, noisy_count) = reported(&noisy, correction);
            eprintln!(
                "{name}, {correction:?}: {} announced, {} reported, {clean_count} reports; with {} frames of noise {noisy_count}",
                real.len(),
                of_clean.len(),
                noisy.len() - clean.len(),
            );
            assert!(of_clean.is_subset(&real), "{name}: {of_clean:x?}");
            assert_eq!(of_noisy, of_clean, "{name}");
            // noise in address-parity formats meets a confirmed address once in 2^24 / aircraft: hardly here
            assert!(noisy_count <= clean_count + 1, "{name}: {noisy_count}");
        }
    }
}

/// The frame with so many different bits turned, none of them of the format.
fn damaged(frame: Frame, bits: u64, draw: &mut Draw) -> Frame {
    let length = 8 * frame.as_bytes().len() as u64;
    let mut turned = BTreeSet::new();
    while (turned.len() as u64) < bits {
        turned.insert(6 + draw.below(length - 5));
    }
    turned.into_iter().fold(frame, |frame, number| {
        let number = usize::try_from(number).expect("at most 112");
        frame.with_bit_flipped(number).expect("within the frame")
    })
}

/// Whether what it says can be compared with what the aircraft said before.
fn is_comparable(frame: Frame) -> bool {
    matches!(
        Message::parse(frame),
        Ok(Message::ExtendedSquitter(ExtendedSquitter {
            squitter: Squitter::AirbornePosition(_)
                | Squitter::SurfacePosition(_)
                | Squitter::Velocity(_)
                | Squitter::Identification(_),
            ..
        }))
    )
}

/// A fifth of the positions, velocities and identifications of two hours heard damaged in one or two bits; and of each
/// other one also eight copies damaged in up to six. Which are recovered, and as what.
#[test]
fn what_is_corrected_is_what_was_sent() {
    let Some(text) = recording("adsb/long_flight.csv") else {
        return;
    };
    let frames = frames(&text);
    for correction in ALL {
        let mut reader = Reader::new(correction);
        let mut draw = Draw(7);
        // by bits turned: damaged, recovered, taken for something else
        let mut table = [[0_u32; 3]; 7];
        let mut read_damaged = |reader: &mut Reader, at: UtcNs, frame: Frame, bits_max: u64| {
            let bits = 1 + draw.below(bits_max);
            let reading = reader.read(at, damaged(frame, bits, &mut draw), None);
            let row = &mut table[usize::try_from(bits).expect("at most six")];
            row[0] += 1;
            if reading.corrected_bits.is_some() {
                row[if reading.frame == frame { 1 } else { 2 }] += 1;
            }
        };
        for (index, (at, frame)) in frames.iter().enumerate() {
            let comparable = is_comparable(*frame);
            if comparable && index % 5 == 0 {
                read_damaged(&mut reader, *at, *frame, 2);
                continue;
            }
            reader.read(*at, *frame, None);
            for _ in 0..if comparable { 8 } else { 0 } {
                read_damaged(&mut reader, *at, *frame, 6);
            }
        }
        eprintln!("{correction:?}: {:?}", reader.counters());
        for (bits, [damaged, recovered, wrong]) in table.iter().enumerate().skip(1) {
            eprintln!("  {bits} bits: {damaged} damaged, {recovered} recovered, {wrong} wrong");
        }
        let wrong: u32 = table.iter().map(|row| row[2]).sum();
        let share = |bits: usize| f64::from(table[bits][1]) / f64::from(table[bits][0]);
        let (one, two) = (share(1), share(2));
        match correction {
            Correction::Off => assert!(one + two < 1e-9),
            Correction::OneBit => assert!(one > 0.85 && two < 1e-9 && wrong == 0, "{one} {two}"),
            Correction::TwoBits => assert!(one > 0.85 && two > 0.85 && wrong <= 3, "{one} {two}"),
        }
    }
}

/// Ten million frames of noise in the formats that are corrected, heard among the aircraft of the recording: none is
/// taken for one of theirs.
#[test]
fn of_ten_million_frames_of_noise_none_is_corrected_to_a_known_aircraft() {
    let Some(text) = recording("adsb/long_flight.csv") else {
        return;
    };
    let frames = frames(&text);
    let mut reader = Reader::new(Correction::TwoBits);
    let mut draw = Draw(3);
    let mut noise = 0_u32;
    let mut taken = 0_u32;
    // after the first minutes, and again and again on the way
    for (index, (at, frame)) in frames.iter().enumerate() {
        reader.read(*at, *frame, None);
        if index % 1_000 != 999 {
            continue;
        }
        for _ in 0..58_200 {
            let mut bytes = *draw.noise().as_bytes().first_chunk::<7>().expect("seven");
            let rest = draw.next().to_le_bytes();
            let format = [17_u8, 18, 17, 11][usize::from(rest[7] & 3)];
            bytes[0] = format << 3 | bytes[0] & 7;
            let mut long = [0; 14];
            long[..7].copy_from_slice(&bytes);
            long[7..].copy_from_slice(&rest[..7]);
            let length = if format == 11 { 7 } else { 14 };
            let frame = Frame::new(&long[..length]).expect("the length fits");
            let reading = reader.read(*at + Nanos::from_millis(1), frame, None);
            noise += 1;
            taken += u32::from(reading.confirmed || reading.corrected_bits.is_some());
        }
    }
    let counters = reader.counters();
    eprintln!("{noise} frames of noise, {taken} taken for something; {counters:?}");
    assert!(noise >= 10_000_000 && counters.aircraft <= 30);
    assert_eq!(taken, 0);
}

/// A corrected frame keeps no address alive and begins nothing.
#[test]
fn corrected_frames_confirm_nobody() {
    let Some(text) = recording("adsb/sample_data_adsb.csv") else {
        return;
    };
    let frames = frames(&text);
    let mut reader = Reader::new(Correction::TwoBits);
    let mut draw = Draw(11);
    let mut read = 0;
    for (index, (_, frame)) in frames.iter().enumerate() {
        let at = UtcNs(0) + Nanos::from_millis(10 * i64::try_from(index).expect("small"));
        let bits = 1 + draw.below(2);
        let reading = reader.read(at, damaged(*frame, bits, &mut draw), None);
        read += usize::from(reading.confirmed || reading.corrected_bits.is_some());
    }
    assert!(frames.len() >= 2_000);
    assert_eq!((read, reader.counters().aircraft), (0, 0));
}
