//! Numbers as the decimal fractions that people write.

/// Digits, and the power of ten that they are multiplied by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// The shortest decimal that reads as the number.
    pub(super) fn of(number: f64) -> Option<Self> {
        let text = format!("{number:e}");
        let (mantissa, exponent) = text.split_once('e')?;
        let exponent: i32 = exponent.parse().ok()?;
        let fraction = mantissa
            .split_once('.')
            .map_or(0, |(_, digits)| digits.len());
        Some(Self {
            digits: mantissa.replace('.', "").parse().ok()?,
            exponent: exponent - i32::try_from(fraction).ok()?,
        })
    }

    pub(super) const fn of_whole(number: i128) -> Self {
        Self {
            digits: number,
            exponent: 0,
        }
    }
}

/// Whether `value` is a whole number of `unit`s, both read as the decimals that they are written as: 0.3 is a multiple of 0.1,
/// whatever their binary fractions are. No number at all is none.
pub(super) fn is_multiple(value: Option<Decimal>, unit: f64) -> bool {
    let (Some(value), Some(unit)) = (value, Decimal::of(unit).filter(|unit| unit.digits != 0))
    else {
        return false;
    };
    let shift = value.exponent - unit.exponent;
    if shift < 0 {
        let factor = 10_i128.checked_pow(shift.unsigned_abs());
        return match factor.and_then(|factor| unit.digits.checked_mul(factor)) {
            Some(unit) => value.digits % unit == 0,
            // A value far below the unit is none of its multiples.
            None => value.digits == 0,
        };
    }
    // A unit has at most 17 digits, so that no product of a remainder is too large.
    let rest = (0..shift).fold(value.digits % unit.digits, |rest, _| {
        rest * 10 % unit.digits
    });
    rest == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_of_fractions() {
        for (value, unit) in [
            (0.3, 0.1),
            (0.1, 0.1),
            (-1.1, 0.1),
            (19.99, 0.01),
            (1e300, 1.0),
            (1e300, 0.01),
            (-1e300, 2.5),
            (0.0, 0.7),
            (4.5, 1.5),
            (12_345_678_902.0, 2.0),
        ] {
            assert!(is_multiple(Decimal::of(value), unit), "{value} of {unit}");
        }
        for (value, unit) in [
            (0.35, 0.1),
            (12_345_678_901.0, 2.0),
            (1e-300, 1.0),
            (1e300, 0.3),
            (0.3, 0.2),
            (f64::NAN, 1.0),
            (1.0, 0.0),
        ] {
            assert!(!is_multiple(Decimal::of(value), unit), "{value} of {unit}");
        }
    }
}
