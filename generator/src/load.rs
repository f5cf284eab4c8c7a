//! Reading the files of a document, with the place of everything in them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use saphyr::{LoadableYamlNode as _, MarkedYaml, Scalar, YamlData};
use serde_json::Value;

use crate::diagnostics::{Diagnostic, Position, Report, Severity};

/// Deepest nesting that is read; nobody writes deeper documents by hand, and each level costs stack.
const DEEPEST: usize = 200;
/// Most nodes of a file: an alias bomb unfolds to more.
const MOST_NODES: usize = 5_000_000;

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
    spans: HashMap<String, (usize, usize)>,
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
        // JSON may be indented by tabs, YAML may not; no JSON text holds a raw tab.
        let is_json = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("json"));
        let readable = if is_json {
            text.replace('\t', " ")
        } else {
            text.clone()
        };
        let id = FileId(self.files.len());
        let mut file = File {
            path,
            text,
            value: Value::Null,
            spans: HashMap::new(),
        };
        let nodes = match MarkedYaml::load_from_str(&readable) {
            Ok(nodes) => nodes,
            Err(error) => {
                let (line, column) = (error.marker().line(), error.marker().col() + 1);
                file.spans.insert(String::new(), (line, column));
                self.files.push(file);
                let origin = Origin {
                    file: id,
                    pointer: String::new(),
                };
                let message = format!("not YAML: {}", error.info());
                self.finding(
                    Severity::Error,
                    Some(&origin),
                    message,
                    "correct the syntax at this place",
                );
                return None;
            }
        };
        let mut reader = Reader {
            spans: &mut file.spans,
            nodes: 0,
            problem: None,
        };
        let value = nodes.first().map_or(Value::Null, |node| {
            reader.value(node, &mut String::new(), 0)
        });
        let problem = reader.problem.take();
        file.value = value;
        self.files.push(file);
        if let Some((pointer, message)) = problem {
            let origin = Origin { file: id, pointer };
            self.finding(
                Severity::Error,
                Some(&origin),
                message,
                "make the document simpler at this place",
            );
            return None;
        }
        Some(id)
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
        let located = origin.and_then(|origin| self.position(origin));
        let source = located.as_ref().zip(origin).and_then(|(position, origin)| {
            let text = &self.files.get(origin.file.0)?.text;
            text.lines()
                .nth(position.line.saturating_sub(1))
                .map(str::to_owned)
        });
        self.report.diagnostics.push(Diagnostic {
            severity,
            position: located,
            source: source.unwrap_or_default(),
            message: message.into(),
            help: help.into(),
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

/// Turns nodes with positions into plain values and a table of positions.
struct Reader<'f> {
    spans: &'f mut HashMap<String, (usize, usize)>,
    nodes: usize,
    problem: Option<(String, String)>,
}

impl Reader<'_> {
    fn value(&mut self, node: &MarkedYaml<'_>, pointer: &mut String, depth: usize) -> Value {
        self.nodes += 1;
        if depth > DEEPEST || self.nodes > MOST_NODES {
            let message = if depth > DEEPEST {
                "nested too deeply"
            } else {
                "too many values"
            };
            self.problem
                .get_or_insert_with(|| (pointer.clone(), message.to_owned()));
            return Value::Null;
        }
        let start = node.span.start;
        self.spans
            .entry(pointer.clone())
            .or_insert((start.line(), start.col() + 1));
        match &node.data {
            YamlData::Mapping(mapping) => {
                let mut object = serde_json::Map::new();
                for (key, value) in mapping {
                    let Some(name) = key_text(key) else {
                        self.problem.get_or_insert_with(|| {
                            (pointer.clone(), "a key that is no text".to_owned())
                        });
                        continue;
                    };
                    let length = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&escape(&name));
                    let at = key.span.start;
                    self.spans
                        .insert(pointer.clone(), (at.line(), at.col() + 1));
                    let value = self.value(value, pointer, depth + 1);
                    pointer.truncate(length);
                    object.insert(name, value);
                }
                Value::Object(object)
            }
            YamlData::Sequence(items) => {
                let mut array = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let length = pointer.len();
                    pointer.push_str(&format!("/{index}"));
                    array.push(self.value(item, pointer, depth + 1));
                    pointer.truncate(length);
                }
                Value::Array(array)
            }
            YamlData::Value(scalar) => scalar_value(scalar),
            YamlData::Tagged(_, inner) => self.value(inner, pointer, depth + 1),
            YamlData::Representation(text, ..) => Value::from(text.as_ref()),
            YamlData::Alias(_) | YamlData::BadValue => Value::Null,
        }
    }
}

fn scalar_value(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => Value::Bool(*value),
        Scalar::Integer(value) => Value::from(*value),
        Scalar::FloatingPoint(value) => Value::from(value.into_inner()),
        Scalar::String(text) => Value::from(text.as_ref()),
    }
}

/// Status codes are numbers as keys.
fn key_text(key: &MarkedYaml<'_>) -> Option<String> {
    match &key.data {
        YamlData::Value(Scalar::Null) => Some("null".to_owned()),
        YamlData::Value(scalar) => match scalar_value(scalar) {
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        },
        YamlData::Representation(text, ..) => Some(text.as_ref().to_owned()),
        _ => None,
    }
}
