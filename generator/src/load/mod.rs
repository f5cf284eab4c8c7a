//! Reading the files of a document, with the place of everything in them.

mod found;
mod hints;
mod json;
mod lines;
mod parse;
mod spans;
mod text;
mod yaml;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

pub use self::found::Found;
use self::lines::Lines;
pub(crate) use self::parse::{DEEPEST, MOST_NODES};
use self::parse::{Parsed, Place, Problem, parse};
use self::spans::Spans;
use self::text::{MOST_BYTES, NoText};
use crate::diagnostics::{Code, Diagnostic, Excerpt, Position, Related, Report};

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
    value: Arc<Value>,
    /// Line and column by JSON pointer.
    spans: Spans,
    /// Made when the first finding needs it.
    lines: OnceCell<Lines>,
}

/// What is wrong, and at which places.
#[derive(Debug)]
pub struct Finding<'f> {
    /// Of which kind it is.
    pub code: Code,
    /// Where, if it is anywhere; the position is that of the nearest thing around it.
    pub origin: Option<&'f Origin>,
    /// JSON pointer of the bundled document that it concerns.
    pub pointer: Option<&'f str>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Other places, each with what it has to do with it.
    pub related: Vec<(Origin, String)>,
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
        let read: u64 = self.files.iter().map(|file| file.text.len() as u64).sum();
        let id = match text::read(&path, MOST_BYTES.saturating_sub(read)) {
            Ok(text) => self.parse(path.clone(), text),
            Err(NoText::Elsewhere(code, message, help)) => {
                self.finding(code, from, message, help);
                None
            }
            Err(NoText::Here(text, problem)) => self.add(path.clone(), text, Err(problem)),
        };
        self.by_path.insert(path, id);
        id
    }

    fn parse(&mut self, path: PathBuf, text: String) -> Option<FileId> {
        let is_json = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("json"));
        let parsed = parse(&text, is_json);
        self.add(path, text, parsed)
    }

    fn add(
        &mut self,
        path: PathBuf,
        text: String,
        parsed: Result<Parsed, Problem>,
    ) -> Option<FileId> {
        let id = FileId(self.files.len());
        let (parsed, problem) = match parsed {
            Ok(parsed) => (parsed, None),
            Err(problem) => (Parsed::default(), Some(problem)),
        };
        self.files.push(File {
            path,
            text,
            value: Arc::new(parsed.value),
            spans: parsed.spans,
            lines: OnceCell::new(),
        });
        let is_read = problem.is_none();
        for problem in parsed.problems.into_iter().chain(problem) {
            let related = problem.other.and_then(|(place, label)| {
                let (position, source) = self.shown(id, place)?;
                let label = label.to_owned();
                Some(Related {
                    position,
                    source,
                    label,
                })
            });
            let (position, source) = self.shown(id, problem.place).unzip();
            self.report.add(Diagnostic {
                position,
                source: source.unwrap_or_default(),
                related: related.into_iter().collect(),
                ..Diagnostic::nowhere(problem.code, problem.message, problem.help)
            });
        }
        is_read.then_some(id)
    }

    /// The value at a place.
    pub fn value(&self, origin: &Origin) -> Option<&Value> {
        find(&self.files.get(origin.file.0)?.value, &origin.pointer)
    }

    /// The value of a whole file.
    pub(crate) fn whole(&self, file: FileId) -> Option<Arc<Value>> {
        self.files.get(file.0).map(|file| Arc::clone(&file.value))
    }

    /// Path of a file.
    pub fn path(&self, file: FileId) -> &Path {
        self.files
            .get(file.0)
            .map_or(Path::new(""), |file| &file.path)
    }

    /// Paths of all files that were read or looked for, the document's own first.
    pub fn paths(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self.files.iter().map(|file| file.path.clone()).collect();
        let missing = self.by_path.iter().filter(|(_, id)| id.is_none());
        let missing = missing.map(|(path, _)| path.clone());
        let mut missing: Vec<PathBuf> = missing.filter(|path| !paths.contains(path)).collect();
        missing.sort();
        paths.append(&mut missing);
        paths
    }

    /// Records a finding; its position is that of the origin, or of the nearest thing around it.
    pub fn finding(
        &mut self,
        code: Code,
        origin: Option<&Origin>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.finding_at(code, origin, None, message, help);
    }

    /// Records a finding that concerns a JSON pointer of the bundled document.
    pub fn finding_at(
        &mut self,
        code: Code,
        origin: Option<&Origin>,
        pointer: Option<&str>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.record(Finding {
            code,
            origin,
            pointer,
            message: message.into(),
            help: help.into(),
            related: Vec::new(),
        });
    }

    /// Records a finding.
    pub fn record(&mut self, finding: Finding<'_>) {
        let shown = finding.origin.and_then(|origin| self.shown_at(origin));
        let related = finding.related.into_iter().filter_map(|(origin, label)| {
            let (position, source) = self.shown_at(&origin)?;
            Some(Related {
                position,
                source,
                label,
            })
        });
        let related = related.collect();
        let (position, source) = shown.unzip();
        self.report.add(Diagnostic {
            position,
            source: source.unwrap_or_default(),
            related,
            pointers: finding.pointer.map(str::to_owned).into_iter().collect(),
            ..Diagnostic::nowhere(finding.code, finding.message, finding.help)
        });
    }

    /// Position of a place, and the line there.
    fn shown_at(&self, origin: &Origin) -> Option<(Position, Excerpt)> {
        let spans = &self.files.get(origin.file.0)?.spans;
        self.shown(origin.file, spans.nearest(&origin.pointer))
    }

    fn shown(&self, file: FileId, (line, column): Place) -> Option<(Position, Excerpt)> {
        let file = self.files.get(file.0)?;
        let lines = file.lines.get_or_init(|| Lines::of(&file.text));
        let byte = lines.byte(&file.text, line, column);
        let excerpt = Excerpt::of(lines.line(&file.text, line), byte);
        let position = Position {
            file: file.path.clone(),
            line,
            column,
        };
        Some((position, excerpt))
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

/// The value at a JSON pointer.
pub fn find<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    if pointer.is_empty() {
        return Some(value);
    }
    let mut tokens = pointer.strip_prefix('/')?.split('/');
    tokens.try_fold(value, step)
}

/// What is at a token of a JSON pointer.
fn step<'v>(value: &'v Value, token: &str) -> Option<&'v Value> {
    match value {
        Value::Object(object) if token.contains('~') => object.get(&unescape(token)),
        Value::Object(object) => object.get(token),
        Value::Array(items) => items.get(index(token)?),
        _ => None,
    }
}

/// A place in a list as pointers have it: digits, without zeros before them.
fn index(token: &str) -> Option<usize> {
    let is_plain = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| is_plain)
}

/// Whether a value holds no others.
pub(crate) fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// One token of a JSON pointer. Few need to be copied for it.
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.bytes().any(|byte| byte == b'~' || byte == b'/') {
        token.replace('~', "~0").replace('/', "~1").into()
    } else {
        token.into()
    }
}

/// A token of a JSON pointer as it was before.
pub fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
