//! Regular expressions of ECMA-262, compiled when they are first used.

use std::sync::OnceLock;

/// A pattern of the document. The generator has checked that it compiles.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<regress::Regex>>,
}

impl Pattern {
    /// A pattern in the syntax of ECMA-262, with its `u` flag.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// The pattern as written.
    pub const fn as_str(&self) -> &'static str {
        self.source
    }

    /// Whether the pattern is found in the text. One that does not compile matches nothing.
    pub fn matches(&self, text: &str) -> bool {
        let compile = || regress::Regex::with_flags(self.source, "u").ok();
        self.compiled
            .get_or_init(compile)
            .as_ref()
            .is_some_and(|regex| regex.find(text).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_ahead_and_unicode() {
        let pattern = Pattern::new(r"^(?=.*\d)\p{L}+\d$");
        assert!(pattern.matches("é1"));
        assert!(!pattern.matches("é"));
    }
}
