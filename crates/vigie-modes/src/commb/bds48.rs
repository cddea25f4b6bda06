//! BDS 4,8: VHF channel report.
//!
//! ICAO Doc 9871 table A-2-72 (from memory, unverified; places as one public
//! decoder has them). Three radios of 18 bits each, at 1, 19 and 37:
//!
//! | quantity                           | bits within a radio | unit       |
//! |------------------------------------|---------------------|------------|
//! | channel                            | 1–15                | see below  |
//! | status of the channel              | 16                  |            |
//! | audio: 0 not known, 1 nobody, 2 headphones, 3 loudspeaker | 17–18 |   |
//!
//! Bits 55–56 are the audio of 121.5 MHz. Of the channel, bit 1 stands for a
//! data link; without it bit 2 for 8.33 kHz steps (in bits 4–15) rather than
//! 25 kHz (in bits 6–15), both from 118 MHz.

use super::layout::{Layout, Quantity};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Field, Mb, bit, bits};

const CHANNELS: [Quantity; 3] = [
    channel("VHF 1", bit(16), bits(1..=15)),
    channel("VHF 2", bit(34), bits(19..=33)),
    channel("VHF 3", bit(52), bits(37..=51)),
];
const AUDIO: [Field; 3] = [bits(17..=18), bits(35..=36), bits(53..=54)];
const EMERGENCY_AUDIO: Field = bits(55..=56);

const fn channel(what: &'static str, status: Field, value: Field) -> Quantity {
    Quantity::unsigned(what, status, value, 1.0)
}

pub(super) const LAYOUT: Layout = Layout::new(
    VhfChannels::BDS,
    &[CHANNELS[0].rule(), CHANNELS[1].rule(), CHANNELS[2].rule()],
);

/// Bits of the channel.
const DATA_LINK: u16 = 1 << 14;
const FINE: u16 = 1 << 13;
const FINE_COUNT: u16 = 0x0fff;
const COARSE_COUNT: u16 = 0x03ff;
const LOWEST_MHZ: f64 = 118.0;
/// Three fine steps make one coarse one.
const COARSE_MHZ: f64 = 0.025;

/// What BDS 4,8 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct VhfChannels {
    /// The three radios.
    pub radios: [Radio; 3],
    /// Audio of 121.5 MHz: as [`Radio::audio`].
    pub emergency_audio: u8,
}

/// One VHF radio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Radio {
    /// The 15 bits of the channel; `None`: not known.
    pub channel: Option<u16>,
    /// Who listens: 0 not known, 1 nobody, 2 headphones, 3 loudspeaker.
    pub audio: u8,
}

impl VhfChannels {
    /// This register's number.
    pub const BDS: Bds = Bds(0x48);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<VhfChannels, Contradiction> {
        LAYOUT.check(mb)?;
        let mut radios = [Radio::default(); 3];
        for ((radio, channel), audio) in radios.iter_mut().zip(CHANNELS).zip(AUDIO) {
            *radio = Radio {
                channel: channel.read(mb),
                audio: mb.u8(audio),
            };
        }
        Ok(VhfChannels {
            radios,
            emergency_audio: mb.u8(EMERGENCY_AUDIO),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = Mb::ZERO.with(EMERGENCY_AUDIO, self.emergency_audio);
        for ((radio, channel), audio) in self.radios.into_iter().zip(CHANNELS).zip(AUDIO) {
            mb = channel.put(mb, radio.channel).with(audio, radio.audio);
        }
        mb
    }
}

impl Radio {
    /// A voice channel in steps of 25 kHz, megahertz, to the nearest. Fails
    /// below 118 and above 143.575.
    pub fn voice(mhz: f64) -> Result<Radio, Error> {
        let steps = libm::round((mhz - LOWEST_MHZ) / COARSE_MHZ);
        if !(0.0..=f64::from(COARSE_COUNT)).contains(&steps) {
            return Err(Error::Range("frequency"));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and of ten bits"
        )]
        let count = steps as u16;
        Ok(Radio {
            channel: Some(count),
            audio: 0,
        })
    }

    /// Frequency of a voice channel, megahertz; `None` for a data link.
    #[must_use]
    pub fn frequency_mhz(self) -> Option<f64> {
        let channel = self.channel.filter(|channel| channel & DATA_LINK == 0)?;
        let steps = if channel & FINE == 0 {
            f64::from(channel & COARSE_COUNT)
        } else {
            f64::from(channel & FINE_COUNT) / 3.0
        };
        Some(LOWEST_MHZ + steps * COARSE_MHZ)
    }
}

#[cfg(test)]
mod tests {
    use super::{Radio, VhfChannels};
    use crate::Error;
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_refuses() -> Result<(), Error> {
        let tower = Radio {
            audio: 2,
            ..Radio::voice(119.7)?
        };
        let fine = Radio {
            channel: Some((1 << 13) + 3 * 68 + 1),
            audio: 1,
        };
        let said = VhfChannels {
            radios: [tower, Radio::default(), fine],
            emergency_audio: 3,
        };
        assert_eq!(VhfChannels::parse(said.emit()), Ok(said));
        assert!((tower.frequency_mhz().unwrap_or(0.0) - 119.7).abs() < 1e-9);
        assert!((fine.frequency_mhz().unwrap_or(0.0) - 119.708_333).abs() < 1e-6);
        let link = Radio {
            channel: Some(1 << 14),
            audio: 0,
        };
        assert_eq!(link.frequency_mhz(), None);
        assert!(Radio::voice(117.9).is_err() && Radio::voice(144.0).is_err());
        for stray in [1 << 5, 1 << 23, 1 << 41] {
            assert!(VhfChannels::parse(Mb::new(stray)).is_err(), "{stray:x}");
        }
        Ok(())
    }
}
