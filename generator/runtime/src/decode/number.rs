//! Numbers, from JSON and from text.

use super::decimal;
use serde_json::{Number, Value};

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
    /// For comparing.
    fn wide(self) -> f64;
    /// Whether it is a multiple.
    fn is_multiple_of(self, unit: f64) -> bool;
}

macro_rules! numeric {
    ($($type:ty),*) => {$(
        impl Numeric for $type {
            fn wide(self) -> f64 {
                self as f64
            }
            fn is_multiple_of(self, unit: f64) -> bool {
                decimal::is_multiple(self as f64, unit)
            }
        }
    )*};
}

numeric!(i32, i64, f64);

/// Every number without a fraction is an integer: `5.0` is 5.
pub(super) fn integer_of_json(value: &Value, coerce: bool) -> Option<i128> {
    match value {
        Value::Number(number) => whole(number, 1e18),
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
        assert!(!7_i64.is_multiple_of(2.0));
    }
}
