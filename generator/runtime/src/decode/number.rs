//! Numbers, from JSON and from text.

use super::decimal::{self, Decimal};
use serde_json::{Number, Value};
use std::cmp::Ordering;

/// A width of integers.
pub trait Integer: Sized + Copy {
    /// The value, if it fits.
    fn from_wide(wide: i128) -> Option<Self>;
}

impl Integer for i32 {
    fn from_wide(wide: i128) -> Option<Self> {
        Self::try_from(wide).ok()
    }
}

impl Integer for i64 {
    fn from_wide(wide: i128) -> Option<Self> {
        Self::try_from(wide).ok()
    }
}

/// A number that has limits.
pub trait Numeric: Copy {
    /// How it stands to a limit, by its exact value.
    fn compared_with(self, limit: f64) -> Ordering;
    /// Whether it is a multiple.
    fn is_multiple_of(self, unit: f64) -> bool;
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl Numeric for $type {
            fn compared_with(self, limit: f64) -> Ordering {
                Amount::Whole(self.into()).compared_with(limit)
            }
            fn is_multiple_of(self, unit: f64) -> bool {
                Amount::Whole(self.into()).is_multiple_of(unit)
            }
        }
    )*};
}

whole_numbers!(i32, i64);

impl Numeric for f64 {
    fn compared_with(self, limit: f64) -> Ordering {
        // Neither is ever no number at all: neither JSON nor a text can say so.
        self.partial_cmp(&limit).unwrap_or(Ordering::Equal)
    }
    fn is_multiple_of(self, unit: f64) -> bool {
        decimal::is_multiple(Decimal::of(self), unit)
    }
}

/// A number of a JSON value: large whole ones are not rounded.
#[derive(Debug, Clone, Copy)]
pub(super) enum Amount {
    Whole(i128),
    Float(f64),
}

impl Amount {
    pub(super) fn of(number: &Number) -> Option<Self> {
        match whole(number, 1e30) {
            Some(whole) => Some(Self::Whole(whole)),
            None => number.as_f64().map(Self::Float),
        }
    }
}

impl Numeric for Amount {
    fn compared_with(self, limit: f64) -> Ordering {
        match self {
            Self::Float(float) => float.compared_with(limit),
            // Of what is beyond all integers the sign alone counts.
            Self::Whole(whole) => whole
                .cmp(&(limit.floor() as i128))
                .then(0_f64.total_cmp(&limit.fract().abs())),
        }
    }
    fn is_multiple_of(self, unit: f64) -> bool {
        match self {
            Self::Float(float) => float.is_multiple_of(unit),
            Self::Whole(whole) => decimal::is_multiple(Some(Decimal::of_whole(whole)), unit),
        }
    }
}

/// Every number without a fraction is an integer: `5.0` is 5.
pub(super) fn integer_of_json(value: &Value, coerce: bool) -> Option<i128> {
    match value {
        Value::Number(number) => whole(number, 1e30),
        Value::String(text) if coerce => integer_of_text(text, true),
        _ => None,
    }
}

/// A number without a fraction; of those that are written with one, or with an exponent, only what is below the limit.
pub(super) fn whole(number: &Number, limit: f64) -> Option<i128> {
    if let Some(signed) = number.as_i64() {
        return Some(i128::from(signed));
    }
    if let Some(unsigned) = number.as_u64() {
        return Some(i128::from(unsigned));
    }
    let float = number.as_f64()?;
    (float.fract() == 0.0 && float.abs() < limit).then_some(float as i128)
}

pub(super) fn integer_of_text(text: &str, coerce: bool) -> Option<i128> {
    let digits = text
        .strip_prefix(if coerce { &['+', '-'][..] } else { &['-'][..] })
        .unwrap_or(text);
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let has_zeros = digits.len() > 1 && digits.starts_with('0');
    if !is_plain || (has_zeros && !coerce) {
        return None;
    }
    text.parse().ok()
}

pub(super) fn number_of_text(text: &str) -> Option<f64> {
    let is_plain = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    text.parse::<f64>()
        .ok()
        .filter(|number| is_plain && number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn integers() {
        assert_eq!(integer_of_text("12", false), Some(12));
        assert_eq!(integer_of_text("+012", true), Some(12));
        for text in ["+12", "012", "1e3", "5.0", "", "-", " 1"] {
            assert_eq!(integer_of_text(text, false), None, "{text}");
        }
        assert_eq!(integer_of_json(&json!(5.0), false), Some(5));
        assert_eq!(integer_of_json(&json!("5"), false), None);
        assert_eq!(integer_of_json(&json!("5"), true), Some(5));
    }

    #[test]
    fn multiples() {
        assert!(0.3.is_multiple_of(0.1));
        assert!(!Numeric::is_multiple_of(7_i64, 2.0));
        // As a float it would be rounded to an even number.
        assert!(!Numeric::is_multiple_of(9_007_199_254_740_993_i64, 2.0));
        assert!(Numeric::is_multiple_of(9_007_199_254_740_993_i64, 3.0));
    }

    #[test]
    fn limits() {
        let large = 9_007_199_254_740_993_i64;
        assert!(large.compared_with(9_007_199_254_740_992.0).is_gt());
        assert!(i64::MAX.compared_with(1e300).is_lt());
        assert!(i64::MIN.compared_with(-1e300).is_gt());
        assert!(2_i32.compared_with(2.5).is_lt());
        assert!((-2_i32).compared_with(-2.5).is_gt());
        assert!(3_i32.compared_with(3.0).is_eq());
        assert!(0_i32.compared_with(-0.0).is_eq());
        assert!((-0.0).compared_with(0.0).is_eq());
    }
}
