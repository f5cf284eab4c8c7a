//! The rules of values, each said once: when it is broken, its code, and what people are told.

use super::number::Numeric;
use super::{Format, equal};
use serde_json::Value;

/// Code and message of a rule that is broken.
pub(crate) type Broken = Option<(&'static str, String)>;

/// Longest text that is compared with a pattern: an engine that goes back and forth may take the square of the length.
const MOST_MATCHED_BYTES: usize = 64 * 1024;

fn broken(is_broken: bool, code: &'static str, message: impl FnOnce() -> String) -> Broken {
    is_broken.then(|| (code, message()))
}

pub(super) fn min_length(text: &str, least: usize) -> Broken {
    let is_short = text.chars().take(least).count() < least;
    broken(is_short, "min_length", || {
        format!("Must have at least {least} characters")
    })
}

pub(super) fn max_length(text: &str, most: usize) -> Broken {
    let is_long = text.len() > most && text.chars().count() > most;
    broken(is_long, "max_length", || {
        format!("Must have at most {most} characters")
    })
}

pub(super) fn pattern(text: &str, source: &str, is_found: impl FnOnce(&str) -> bool) -> Broken {
    let matches = text.len() <= MOST_MATCHED_BYTES && is_found(text);
    broken(!matches, "pattern", || format!("Must match {source}"))
}

pub(super) fn format(text: &str, format: Format) -> Broken {
    broken(!format.matches(text), "format", || {
        format!("Must be {}", format.description())
    })
}

pub(super) fn min(number: impl Numeric, limit: f64) -> Broken {
    broken(number.compared_with(limit).is_lt(), "minimum", || {
        format!("Must be at least {limit}")
    })
}

pub(super) fn max(number: impl Numeric, limit: f64) -> Broken {
    broken(number.compared_with(limit).is_gt(), "maximum", || {
        format!("Must be at most {limit}")
    })
}

pub(super) fn above(number: impl Numeric, limit: f64) -> Broken {
    let is_low = number.compared_with(limit).is_le();
    broken(is_low, "exclusive_minimum", || {
        format!("Must be more than {limit}")
    })
}

pub(super) fn below(number: impl Numeric, limit: f64) -> Broken {
    let is_high = number.compared_with(limit).is_ge();
    broken(is_high, "exclusive_maximum", || {
        format!("Must be less than {limit}")
    })
}

pub(super) fn multiple_of(number: impl Numeric, unit: f64) -> Broken {
    broken(!number.is_multiple_of(unit), "multiple_of", || {
        format!("Must be a multiple of {unit}")
    })
}

pub(crate) fn min_items(count: usize, least: usize) -> Broken {
    broken(count < least, "min_items", || {
        format!("Must have at least {least} items")
    })
}

pub(crate) fn max_items(count: usize, most: usize) -> Broken {
    broken(count > most, "max_items", || {
        format!("Must have at most {most} items")
    })
}

pub(crate) fn unique_items<'v>(items: impl IntoIterator<Item = &'v Value>) -> Broken {
    broken(equal::has_twin(items), "unique_items", || {
        "Must not have an item twice".into()
    })
}

pub(super) fn min_properties(count: usize, least: usize) -> Broken {
    broken(count < least, "min_properties", || {
        format!("Must have at least {least} fields")
    })
}

pub(super) fn max_properties(count: usize, most: usize) -> Broken {
    broken(count > most, "max_properties", || {
        format!("Must have at most {most} fields")
    })
}

/// What is said of a value that is not there.
pub(crate) const REQUIRED: (&str, &str) = ("required", "Is required");

/// What is said of a field that nobody knows.
pub(crate) const UNKNOWN: (&str, &str) = ("unknown", "Unknown field");

/// What is said of a value that has none of several forms.
pub(super) const NO_FORM: &str = "Must be one of the possible forms";

/// What is said of a value that has several forms of which it must have one.
pub(super) const SEVERAL_FORMS: &str = "Must be exactly one of the possible forms, but is several";
