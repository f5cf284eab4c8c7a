//! Rules of values on their way: lengths, patterns, limits, counts.

use super::number::Numeric;
use super::slot::Slot;
use super::{Echo, Format, Pattern, limits};
use std::collections::BTreeMap;

impl Slot<'_, String> {
    /// At least so many characters.
    pub fn min_length(self, least: usize) -> Self {
        self.rule(|text| limits::min_length(text, least), Echo::echo)
    }

    /// At most so many characters.
    pub fn max_length(self, most: usize) -> Self {
        self.rule(|text| limits::max_length(text, most), Echo::echo)
    }

    /// Matches a regular expression.
    pub fn pattern(self, pattern: &'static Pattern) -> Self {
        let is_found = |text: &str| pattern.matches(text);
        self.rule(
            |text| limits::pattern(text, pattern.as_str(), is_found),
            Echo::echo,
        )
    }

    /// Has a format.
    pub fn format(self, format: Format) -> Self {
        self.rule(|text| limits::format(text, format), Echo::echo)
    }
}

impl<T: Numeric + Echo> Slot<'_, T> {
    /// Not below.
    pub fn min(self, limit: f64) -> Self {
        self.rule(|value| limits::min(*value, limit), Echo::echo)
    }

    /// Not above.
    pub fn max(self, limit: f64) -> Self {
        self.rule(|value| limits::max(*value, limit), Echo::echo)
    }

    /// Above.
    pub fn above(self, limit: f64) -> Self {
        self.rule(|value| limits::above(*value, limit), Echo::echo)
    }

    /// Below.
    pub fn below(self, limit: f64) -> Self {
        self.rule(|value| limits::below(*value, limit), Echo::echo)
    }

    /// A multiple.
    pub fn multiple_of(self, unit: f64) -> Self {
        self.rule(|value| limits::multiple_of(*value, unit), Echo::echo)
    }
}

impl<T> Slot<'_, Vec<T>> {
    /// At least so many items.
    pub fn min_items(self, least: usize) -> Self {
        self.rule(|items| limits::min_items(items.len(), least), |_| None)
    }

    /// At most so many items.
    pub fn max_items(self, most: usize) -> Self {
        self.rule(|items| limits::max_items(items.len(), most), |_| None)
    }
}

impl<T> Slot<'_, BTreeMap<String, T>> {
    /// At least so many entries.
    pub fn min_properties(self, least: usize) -> Self {
        self.rule(|map| limits::min_properties(map.len(), least), |_| None)
    }

    /// At most so many entries.
    pub fn max_properties(self, most: usize) -> Self {
        self.rule(|map| limits::max_properties(map.len(), most), |_| None)
    }
}
