//! The words after a field's name: what its bits mean.

use super::bad;
use crate::error::SpecError;
use crate::tables::{Content, Decimal, Limit, Quantity, Ratio};

/// Reads `KIND BITS rest...`, but for `case`.
pub(super) fn content(
    kind: &str,
    bits: u16,
    rest: &[&str],
    line: usize,
) -> Result<Content, SpecError> {
    let nothing_more = |content| {
        if rest.is_empty() {
            Ok(content)
        } else {
            Err(bad(line, "words left over"))
        }
    };
    match kind {
        "raw" => nothing_more(Content::Raw),
        "enum" => nothing_more(Content::Enumeration),
        "ascii" if bits.is_multiple_of(8) => nothing_more(Content::Ascii),
        "icao" if bits.is_multiple_of(6) => nothing_more(Content::Icao),
        "octal" if bits.is_multiple_of(3) => nothing_more(Content::Octal),
        "bds" => match rest {
            [] | ["?"] => Ok(Content::Bds(None)),
            [register] => u8::from_str_radix(register, 16)
                .map(|register| Content::Bds(Some(register)))
                .map_err(|_| bad(line, "bad register")),
            _ => Err(bad(line, "words left over")),
        },
        "uint" | "int" => number(kind == "int", bits, rest, line).map(Content::Number),
        _ => Err(bad(line, format!("unknown type {kind}"))),
    }
}

fn number(signed: bool, bits: u16, words: &[&str], line: usize) -> Result<Quantity, SpecError> {
    let ratio_at = |text: &str| ratio(text).ok_or_else(|| bad(line, format!("bad number {text}")));
    let is_limit = |word: &str| word.starts_with(['<', '>']);
    let (scale, unit, mut limits) = match words {
        [lsb, unit, limits @ ..] if !is_limit(lsb) => (Some(ratio_at(lsb)?), *unit, limits),
        limits => (None, "-", limits),
    };
    let unit = if unit == "-" {
        String::new()
    } else {
        unit.to_owned()
    };
    let decimal = scale.and_then(|scale| decimal(scale, bits));
    let mut quantity = Quantity {
        signed,
        scale,
        unit,
        min: None,
        max: None,
        decimal,
    };
    while let [operator, bound, rest @ ..] = limits {
        let limit = Some(Limit {
            bound: ratio_at(bound)?,
            strict: operator.len() == 1,
        });
        match *operator {
            ">" | ">=" => quantity.min = limit,
            "<" | "<=" => quantity.max = limit,
            _ => return Err(bad(line, "bad limit")),
        }
        limits = rest;
    }
    if limits.is_empty() {
        Ok(quantity)
    } else {
        Err(bad(line, "words left over"))
    }
}

/// `-25`, `1/2^7`, `180/2^25`, `10^3`.
fn ratio(text: &str) -> Option<Ratio> {
    let power = |text: &str| -> Option<i64> {
        match text.split_once('^') {
            Some((base, exponent)) => base
                .parse::<i64>()
                .ok()?
                .checked_pow(exponent.parse().ok()?),
            None => text.parse().ok(),
        }
    };
    let (num, den) = text.split_once('/').unwrap_or((text, "1"));
    let den = u64::try_from(power(den)?).ok().filter(|&den| den > 0)?;
    Some(Ratio {
        num: power(num)?,
        den,
    })
}

/// The scale as a decimal fraction, if the largest count of `bits` bits fits.
fn decimal(scale: Ratio, bits: u16) -> Option<Decimal> {
    let num = u64::try_from(scale.num).ok()?;
    let mut digits = 0_u8;
    let mut power: u64 = 1;
    while u128::from(num) * u128::from(power) % u128::from(scale.den) != 0 {
        power = power.checked_mul(10)?;
        digits += 1;
    }
    let mul = u128::from(num) * u128::from(power) / u128::from(scale.den);
    let mul = u64::try_from(mul).ok()?;
    let room = i64::MAX.cast_unsigned() >> bits.min(63);
    (mul <= room).then_some(Decimal { mul, digits })
}
