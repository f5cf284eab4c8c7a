//! Numbers as the decimal fractions that people write.

/// Whether `value` is a whole number of `unit`s, both read as the decimals that they are written as: 0.3 is a multiple of 0.1,
/// whatever their binary fractions are.
pub(super) fn is_multiple(value: f64, unit: f64) -> bool {
    if !value.is_finite() || !unit.is_finite() || unit == 0.0 {
        return false;
    }
    let ((mut value_digits, value_exponent), (mut unit_digits, unit_exponent)) =
        match (digits(value), digits(unit)) {
            (Some(value), Some(unit)) => (value, unit),
            _ => return value % unit == 0.0,
        };
    let shift = value_exponent - unit_exponent;
    let scaled = if shift >= 0 {
        &mut value_digits
    } else {
        &mut unit_digits
    };
    match 10_i128
        .checked_pow(shift.unsigned_abs())
        .and_then(|factor| scaled.checked_mul(factor))
    {
        Some(whole) => *scaled = whole,
        // Too far apart to be compared digit by digit; a value far below the unit is none of its multiples.
        None if shift < 0 => return value == 0.0,
        None => return value % unit == 0.0,
    }
    value_digits % unit_digits == 0
}

/// Digits and power of ten of the shortest decimal that reads as the number.
fn digits(number: f64) -> Option<(i128, i32)> {
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let fraction = mantissa
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len());
    let digits = mantissa.replace('.', "").parse().ok()?;
    Some((digits, exponent - i32::try_from(fraction).ok()?))
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
            (0.0, 0.7),
            (4.5, 1.5),
            (12_345_678_902.0, 2.0),
        ] {
            assert!(is_multiple(value, unit), "{value} of {unit}");
        }
        for (value, unit) in [
            (0.35, 0.1),
            (12_345_678_901.0, 2.0),
            (1e-300, 1.0),
            (0.3, 0.2),
            (f64::NAN, 1.0),
            (1.0, 0.0),
        ] {
            assert!(!is_multiple(value, unit), "{value} of {unit}");
        }
    }
}
