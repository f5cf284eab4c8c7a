//! What is wrong with a document, with the place, the line itself and what to do about it.

use std::fmt;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Generation goes on.
    Warning,
    /// Nothing is written.
    Error,
}

/// A place in a source file; lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The file.
    pub file: PathBuf,
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where, if it is anywhere.
    pub position: Option<Position>,
    /// The line at that place.
    pub source: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// JSON pointers of the bundled document at which it was found; several when several places refer to it.
    pub pointers: Vec<String>,
}

/// All findings of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// In the order of discovery.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Whether anything forbids to go on.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    }

    /// Adds a finding that belongs to no place of a file.
    pub fn error(&mut self, message: impl Into<String>, help: impl Into<String>) {
        self.add(Diagnostic {
            severity: Severity::Error,
            position: None,
            source: String::new(),
            message: message.into(),
            help: help.into(),
            pointers: Vec::new(),
        });
    }

    /// Adds a finding; one that is there already only gets a further pointer.
    pub fn add(&mut self, new: Diagnostic) {
        let same = |known: &&mut Diagnostic| {
            known.position == new.position && known.message == new.message
        };
        match self.diagnostics.iter_mut().find(same) {
            Some(known) => known.pointers.extend(new.pointers),
            None => self.diagnostics.push(new),
        }
    }

    /// Whether an error was found at or below a JSON pointer of the bundled document.
    pub fn is_broken(&self, pointer: &str) -> bool {
        let errors = self
            .diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error);
        errors.into_iter().any(|error| error.is_within(pointer))
    }

    /// Makes the errors at or below a pointer warnings.
    pub fn tolerate(&mut self, pointer: &str) {
        for diagnostic in &mut self.diagnostics {
            if diagnostic.is_within(pointer) {
                diagnostic.severity = Severity::Warning;
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
    }

    /// The report as people read it; colours where `colour` says so.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            text.push_str(&diagnostic.render(&renderer));
            text.push_str("\n\n");
        }
        text
    }
}

impl Diagnostic {
    fn is_within(&self, pointer: &str) -> bool {
        let below = |found: &String| {
            let rest = found.strip_prefix(pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.pointers.iter().any(below)
    }

    fn render(&self, renderer: &Renderer) -> String {
        let level = match self.severity {
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        let title = level.primary_title(self.message.as_str());
        let help = Level::HELP.message(self.help.as_str());
        let group = match &self.position {
            Some(position) => {
                let start = byte_of(&self.source, position.column);
                let snippet = Snippet::source(self.source.as_str())
                    .line_start(position.line)
                    .path(position.file.to_string_lossy().into_owned())
                    .annotation(
                        AnnotationKind::Primary.span(start..token_end(&self.source, start)),
                    );
                title.element(snippet).element(help)
            }
            None => Group::with_title(title).element(help),
        };
        renderer.render(&[group])
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

/// Byte of a column, which counts characters from 1.
fn byte_of(line: &str, column: usize) -> usize {
    line.char_indices()
        .nth(column.saturating_sub(1))
        .map_or(line.len(), |(byte, _)| byte)
}

/// End of the word at `start`.
fn token_end(line: &str, start: usize) -> usize {
    let rest = line.get(start..).unwrap_or_default();
    let length = rest
        .find(|c: char| c.is_whitespace() || ",:]}".contains(c))
        .unwrap_or(rest.len());
    (start + length.max(1)).min(line.len().max(start))
}
