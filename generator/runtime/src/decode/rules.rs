//! Rules of values: lengths, patterns, limits, counts.

use super::number::Numeric;
use super::slot::Slot;
use super::{Echo, Format, Pattern};
use std::collections::BTreeMap;

/// Longest text that is compared with a pattern: an engine that goes back and forth may take the square of the length.
pub(super) const MOST_MATCHED_BYTES: usize = 64 * 1024;

impl Slot<'_, String> {
    /// At least so many characters.
    pub fn min_length(self, least: usize) -> Self {
        let check = |text: &String| {
            (text.chars().take(least).count() < least)
                .then(|| format!("Must have at least {least} characters"))
        };
        self.rule("min_length", check, Echo::echo)
    }

    /// At most so many characters.
    pub fn max_length(self, most: usize) -> Self {
        let check = |text: &String| {
            (text.len() > most && text.chars().count() > most)
                .then(|| format!("Must have at most {most} characters"))
        };
        self.rule("max_length", check, Echo::echo)
    }

    /// Matches a regular expression.
    pub fn pattern(self, pattern: &'static Pattern) -> Self {
        let check = |text: &String| {
            let matches = text.len() <= MOST_MATCHED_BYTES && pattern.matches(text);
            (!matches).then(|| format!("Must match {}", pattern.as_str()))
        };
        self.rule("pattern", check, Echo::echo)
    }

    /// Has a format.
    pub fn format(self, format: Format) -> Self {
        let check = |text: &String| {
            (!format.matches(text)).then(|| format!("Must be {}", format.description()))
        };
        self.rule("format", check, Echo::echo)
    }
}

impl<T: Numeric + Echo> Slot<'_, T> {
    /// Not below.
    pub fn min(self, limit: f64) -> Self {
        let check = |value: &T| (value.wide() < limit).then(|| format!("Must be at least {limit}"));
        self.rule("minimum", check, Echo::echo)
    }

    /// Not above.
    pub fn max(self, limit: f64) -> Self {
        let check = |value: &T| (value.wide() > limit).then(|| format!("Must be at most {limit}"));
        self.rule("maximum", check, Echo::echo)
    }

    /// Above.
    pub fn above(self, limit: f64) -> Self {
        let check =
            |value: &T| (value.wide() <= limit).then(|| format!("Must be more than {limit}"));
        self.rule("exclusive_minimum", check, Echo::echo)
    }

    /// Below.
    pub fn below(self, limit: f64) -> Self {
        let check =
            |value: &T| (value.wide() >= limit).then(|| format!("Must be less than {limit}"));
        self.rule("exclusive_maximum", check, Echo::echo)
    }

    /// A multiple.
    pub fn multiple_of(self, unit: f64) -> Self {
        let check = |value: &T| {
            (!value.is_multiple_of(unit)).then(|| format!("Must be a multiple of {unit}"))
        };
        self.rule("multiple_of", check, Echo::echo)
    }
}

impl<T> Slot<'_, Vec<T>> {
    /// At least so many items.
    pub fn min_items(self, least: usize) -> Self {
        let check = |items: &Vec<T>| {
            (items.len() < least).then(|| format!("Must have at least {least} items"))
        };
        self.rule("min_items", check, |_| None)
    }

    /// At most so many items.
    pub fn max_items(self, most: usize) -> Self {
        let check = |items: &Vec<T>| {
            (items.len() > most).then(|| format!("Must have at most {most} items"))
        };
        self.rule("max_items", check, |_| None)
    }
}

impl<T> Slot<'_, BTreeMap<String, T>> {
    /// At least so many entries.
    pub fn min_properties(self, least: usize) -> Self {
        let check = |map: &BTreeMap<String, T>| {
            (map.len() < least).then(|| format!("Must have at least {least} entries"))
        };
        self.rule("min_properties", check, |_| None)
    }

    /// At most so many entries.
    pub fn max_properties(self, most: usize) -> Self {
        let check = |map: &BTreeMap<String, T>| {
            (map.len() > most).then(|| format!("Must have at most {most} entries"))
        };
        self.rule("max_properties", check, |_| None)
    }
}
