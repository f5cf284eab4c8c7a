//! Reading the files of a document, with the place of everything in them.

mod parse;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use self::parse::{Spans, parse};
use crate::diagnostics::{Diagnostic, Position, Report, Severity};

/// Index of a file in [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(usize);

/// A place: a file and a JSON pointer in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// JSON pointer.
    pub pointer: String,
}

/// A file that was read.
#[derive(Debug)]
struct File {
    path: PathBuf,
    text: String,
    value: Value,
    /// Line and column by JSON pointer.
    spans: Spans,
}

/// All files that a document is made of, and what was found wrong so far.
#[derive(Debug, Default)]
pub struct Files {
    files: Vec<File>,
    by_path: HashMap<PathBuf, Option<FileId>>,
    /// Findings.
    pub report: Report,
}

impl Files {
    /// Reads a file, once. None when it cannot be read, which is reported at `from`.
    pub fn read(&mut self, path: &Path, from: Option<&Origin>) -> Option<FileId> {
        let path = normal(path);
        if let Some(known) = self.by_path.get(&path) {
            return *known;
        }
        let id = match std::fs::read_to_string(&path) {
            Ok(text) => self.parse(path.clone(), text),
            Err(error) => {
                let message = format!("cannot read {}: {error}", path.display());
                self.finding(
                    Severity::Error,
                    from,
                    message,
                    "check the path; it is relative to the file that names it",
                );
                None
            }
        };
        self.by_path.insert(path, id);
        id
    }

    fn parse(&mut self, path: PathBuf, text: String) -> Option<FileId> {
        let is_json = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("json"));
        let parsed = parse(&text, is_json);
        let id = FileId(self.files.len());
        let mut file = File {
            path,
            text,
            value: Value::Null,
            spans: Spans::new(),
        };
        match parsed {
            Ok(parsed) => {
                file.value = parsed.value;
                file.spans = parsed.spans;
                self.files.push(file);
                Some(id)
            }
            Err(problem) => {
                file.spans.insert(String::new(), problem.place);
                self.files.push(file);
                let origin = Origin {
                    file: id,
                    pointer: String::new(),
                };
                let (message, help) = (problem.message, problem.help);
                self.finding(Severity::Error, Some(&origin), message, help);
                None
            }
        }
    }

    /// The value at a place.
    pub fn value(&self, origin: &Origin) -> Option<&Value> {
        self.files
            .get(origin.file.0)?
            .value
            .pointer(&origin.pointer)
    }

    /// Path of a file.
    pub fn path(&self, file: FileId) -> &Path {
        self.files
            .get(file.0)
            .map_or(Path::new(""), |file| &file.path)
    }

    /// Records a finding; its position is that of the origin, or of the nearest thing around it.
    pub fn finding(
        &mut self,
        severity: Severity,
        origin: Option<&Origin>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.finding_at(severity, origin, None, message, help);
    }

    /// Records a finding that concerns a JSON pointer of the bundled document.
    pub fn finding_at(
        &mut self,
        severity: Severity,
        origin: Option<&Origin>,
        pointer: Option<&str>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let position = origin.and_then(|origin| self.position(origin));
        let source = position
            .as_ref()
            .zip(origin)
            .and_then(|(position, origin)| {
                let text = &self.files.get(origin.file.0)?.text;
                text.lines()
                    .nth(position.line.saturating_sub(1))
                    .map(str::to_owned)
            });
        self.report.add(Diagnostic {
            severity,
            position,
            source: source.unwrap_or_default(),
            message: message.into(),
            help: help.into(),
            pointers: pointer.map(str::to_owned).into_iter().collect(),
        });
    }

    /// Line and column of a place.
    fn position(&self, origin: &Origin) -> Option<Position> {
        let file = self.files.get(origin.file.0)?;
        let mut pointer = origin.pointer.as_str();
        let (line, column) = loop {
            if let Some(found) = file.spans.get(pointer) {
                break *found;
            }
            pointer = &pointer[..pointer.rfind('/')?];
        };
        Some(Position {
            file: file.path.clone(),
            line,
            column,
        })
    }
}

/// A path without `.` and `..`, so that one file has one name.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// One token of a JSON pointer.
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// A token of a JSON pointer as it was before.
pub fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
