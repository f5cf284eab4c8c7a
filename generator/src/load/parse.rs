//! Texts in YAML or JSON as values, and what forbids that.

use serde_json::Value;

use super::json::json;
use super::spans::Spans;
use super::yaml::yaml;
use crate::diagnostics::Code;

/// Deepest nesting of one file. People write some 20 levels and tools some 60; `serde_json` ends at 128, and each level costs stack wherever values are walked
/// through.
pub(crate) const DEEPEST: usize = 120;
/// Most values of a document, aliases and references written out. The largest public ones have some 1.2 million; a value with its place costs
/// about 500 bytes.
pub(crate) const MOST_NODES: usize = 2_000_000;

/// Line and column, from 1; columns count characters.
pub(super) type Place = (usize, usize);

/// A text that was read.
#[derive(Default)]
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) spans: Spans,
    /// What is wrong, but did not keep the rest from being read.
    pub(super) problems: Vec<Problem>,
}

/// What is wrong with a text.
pub(super) struct Problem {
    pub(super) code: Code,
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) help: &'static str,
    /// A second place, and what is there.
    pub(super) other: Option<(Place, &'static str)>,
}

pub(super) const CORRECT: &str = "correct the syntax at this place";
pub(super) const SIMPLER: &str = "make the document simpler at this place";

/// Reads YAML, and JSON as what it is: YAML does not know all escapes of JSON.
pub(super) fn parse(text: &str, is_json: bool) -> Result<Parsed, Problem> {
    if is_json { json(text) } else { yaml(text) }
}
