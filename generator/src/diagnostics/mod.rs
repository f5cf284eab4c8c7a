//! What is wrong with a document, with the place, the line itself and what to do about it.

mod codes;
mod excerpt;
mod json;
mod render;
mod table;

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use serde::Serialize;

pub use codes::Code;
pub use excerpt::Excerpt;
pub use render::harmless;
pub use table::{explain, table};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Generation goes on.
    Warning,
    /// The operation is skipped where that is allowed; otherwise nothing is written.
    Unsupported,
    /// Nothing is written.
    Error,
}

impl Severity {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Unsupported => "unsupported",
            Self::Error => "error",
        }
    }
}

/// A place in a source file; lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The file.
    pub file: PathBuf,
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

/// Another place that has to do with a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub position: Position,
    /// The line at that place.
    pub source: Excerpt,
    /// What it has to do with it, in a few words.
    pub label: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Of which kind it is.
    pub code: Code,
    /// How bad it is; that of the code, unless it is tolerated.
    pub severity: Severity,
    /// Where, if it is anywhere.
    pub position: Option<Position>,
    /// The line at that place.
    pub source: Excerpt,
    /// Other places, such as the first of two things of one name.
    pub related: Vec<Related>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// JSON pointers of the bundled document at which it was found; several when several places refer to it.
    pub pointers: Vec<String>,
    /// Whether what it is about is skipped because the settings or the command allow that.
    pub tolerated: bool,
}

/// All findings of a run.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// In the order of discovery, until they are sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Where in the list a finding is, by place and message.
    known: HashMap<(Option<Position>, String), usize>,
    /// Pointers of findings that forbid to go on.
    broken: BTreeSet<String>,
}

impl Report {
    /// Whether anything forbids to go on.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_blocking)
    }

    /// How many of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    }

    /// Adds a finding that belongs to no place of a file.
    pub fn error(&mut self, code: Code, message: impl Into<String>, help: impl Into<String>) {
        self.add(Diagnostic::nowhere(code, message, help));
    }

    /// Adds a finding; one that is there already only gets a further pointer.
    pub fn add(&mut self, new: Diagnostic) {
        if new.is_blocking() {
            self.broken.extend(new.pointers.iter().cloned());
        }
        let key = (new.position.clone(), new.message.clone());
        match self.known.get(&key) {
            Some(index) => self.diagnostics[*index].pointers.extend(new.pointers),
            None => {
                self.known.insert(key, self.diagnostics.len());
                self.diagnostics.push(new);
            }
        }
    }

    /// Whether an error was found at or below a JSON pointer of the bundled document.
    pub fn is_broken(&self, pointer: &str) -> bool {
        let below = format!("{pointer}/");
        let next = self.broken.range(below.clone()..).next();
        self.broken.contains(pointer) || next.is_some_and(|found| found.starts_with(&below))
    }

    /// Whether an error was found exactly at a pointer.
    pub fn is_refused(&self, pointer: &str) -> bool {
        self.broken.contains(pointer)
    }

    /// Lets the errors at or below a pointer pass: what is there is skipped.
    pub fn tolerate(&mut self, pointer: &str) {
        for diagnostic in &mut self.diagnostics {
            if diagnostic.is_blocking() && diagnostic.is_within(pointer) {
                diagnostic.severity = Severity::Unsupported;
                diagnostic.tolerated = true;
            }
        }
    }

    /// By file, line and column; findings without a place come last.
    pub fn sort(&mut self) {
        self.diagnostics
            .sort_by(|a, b| match (&a.position, &b.position) {
                (Some(a), Some(b)) => a.cmp(b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            });
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            let key = (diagnostic.position.clone(), diagnostic.message.clone());
            self.known.insert(key, index);
        }
    }
}

impl Diagnostic {
    /// A finding that belongs to no place of a file.
    pub fn nowhere(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            position: None,
            source: Excerpt::default(),
            related: Vec::new(),
            message: message.into(),
            help: help.into(),
            pointers: Vec::new(),
            tolerated: false,
        }
    }

    /// Whether it forbids to go on.
    pub fn is_blocking(&self) -> bool {
        self.severity > Severity::Warning && !self.tolerated
    }

    fn is_within(&self, pointer: &str) -> bool {
        let below = |found: &String| {
            let rest = found.strip_prefix(pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.pointers.iter().any(below)
    }
}
