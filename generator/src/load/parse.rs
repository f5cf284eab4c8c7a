//! Texts in YAML or JSON as values, with the place of everything in them.

use std::collections::HashMap;

use saphyr::{LoadableYamlNode as _, MarkedYaml, Scalar, YamlData};
use serde_json::{Map, Value};

use super::escape;
use super::json::json;
use crate::diagnostics::Code;

/// Deepest nesting that is read; nobody writes deeper documents by hand, and each level costs stack.
pub(super) const DEEPEST: usize = 200;
/// Most nodes of a file: an alias bomb unfolds to more.
const MOST_NODES: usize = 5_000_000;

/// Line and column, from 1, by JSON pointer.
pub(super) type Spans = HashMap<String, (usize, usize)>;

/// A text that was read.
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) spans: Spans,
}

/// Why a text cannot be read.
pub(super) struct Unreadable {
    pub(super) code: Code,
    /// Line and column, from 1.
    pub(super) place: (usize, usize),
    pub(super) message: String,
    pub(super) help: &'static str,
}

pub(super) const CORRECT: &str = "correct the syntax at this place";

/// Reads YAML, and JSON as what it is: YAML does not know all escapes of JSON.
pub(super) fn parse(text: &str, is_json: bool) -> Result<Parsed, Unreadable> {
    if is_json { json(text) } else { yaml(text) }
}

fn yaml(text: &str) -> Result<Parsed, Unreadable> {
    let nodes = MarkedYaml::load_from_str(text).map_err(|error| Unreadable {
        code: match error.info() {
            "duplicated key in mapping" => Code::DuplicateKey,
            "recursion limit exceeded" => Code::NestedTooDeeply,
            info if info.starts_with("alias expansion") => Code::TooManyValues,
            _ => Code::NotYaml,
        },
        place: before_the_end(text, error.marker().line(), error.marker().col() + 1),
        message: format!("not YAML: {}", error.info()),
        help: if error.info().starts_with("alias expansion") {
            "write out what the aliases stand for"
        } else {
            CORRECT
        },
    })?;
    let mut reader = Reader {
        spans: Spans::new(),
        nodes: 0,
        problem: None,
    };
    let value = nodes.first().map_or(Value::Null, |node| {
        reader.value(node, &mut String::new(), 0)
    });
    if let Some(second) = nodes.get(1) {
        let message = "a second YAML document in one file";
        reader.refuse(
            Code::SeveralDocuments,
            second,
            message,
            "put each document into a file of its own",
        );
    }
    reader.spans.entry(String::new()).or_insert((1, 1));
    match reader.problem {
        Some(problem) => Err(problem),
        None => Ok(Parsed {
            value,
            spans: reader.spans,
        }),
    }
}

/// A place behind the last line is shown at that line's end, where something is missing.
fn before_the_end(text: &str, line: usize, column: usize) -> (usize, usize) {
    let last = text.trim_end().lines().count();
    match text.lines().nth(last.saturating_sub(1)) {
        Some(end) if line > last => (last, end.chars().count() + 1),
        _ => (line, column),
    }
}

/// Turns nodes with positions into plain values and a table of positions.
struct Reader {
    spans: Spans,
    nodes: usize,
    problem: Option<Unreadable>,
}

impl Reader {
    /// The first problem is the one that is told.
    fn refuse(&mut self, code: Code, node: &MarkedYaml<'_>, message: &str, help: &'static str) {
        self.problem.get_or_insert_with(|| Unreadable {
            code,
            place: place(node),
            message: message.to_owned(),
            help,
        });
    }

    fn value(&mut self, node: &MarkedYaml<'_>, pointer: &mut String, depth: usize) -> Value {
        self.nodes += 1;
        if depth > DEEPEST || self.nodes > MOST_NODES {
            let (code, message) = if depth > DEEPEST {
                (Code::NestedTooDeeply, "nested too deeply")
            } else {
                (Code::TooManyValues, "too many values")
            };
            self.refuse(
                code,
                node,
                message,
                "make the document simpler at this place",
            );
            return Value::Null;
        }
        self.spans.entry(pointer.clone()).or_insert(place(node));
        match &node.data {
            YamlData::Mapping(mapping) => {
                let mut object = Map::new();
                let mut merged = Map::new();
                for (key, value) in mapping {
                    let Some(name) = key_text(key) else {
                        let help = "keys are texts or numbers; put it in quotes";
                        self.refuse(Code::KeyNotText, key, "a key that is no text", help);
                        continue;
                    };
                    // `<<: *anchor` brings in what stands there.
                    if name == "<<" && is_plain(key) {
                        self.merge(value, &mut merged, pointer, depth + 1);
                        continue;
                    }
                    let length = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&escape(&name));
                    self.spans.insert(pointer.clone(), place(key));
                    let value = self.value(value, pointer, depth + 1);
                    pointer.truncate(length);
                    object.insert(name, value);
                }
                for (name, value) in merged {
                    object.entry(name).or_insert(value);
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
            YamlData::Alias(_) => {
                self.refuse(
                    Code::AliasInvalid,
                    node,
                    "an alias of nothing",
                    "define the anchor before it",
                );
                Value::Null
            }
            YamlData::BadValue => {
                self.refuse(
                    Code::ValueInvalid,
                    node,
                    "a value that does not fit its tag",
                    CORRECT,
                );
                Value::Null
            }
        }
    }

    /// What a merge key adds; the first that has a name wins.
    fn merge(
        &mut self,
        node: &MarkedYaml<'_>,
        merged: &mut Map<String, Value>,
        pointer: &mut String,
        depth: usize,
    ) {
        match &node.data {
            YamlData::Sequence(items) => {
                for item in items {
                    self.merge(item, merged, pointer, depth + 1);
                }
            }
            YamlData::Mapping(_) => {
                if let Value::Object(object) = self.value(node, pointer, depth + 1) {
                    for (name, value) in object {
                        merged.entry(name).or_insert(value);
                    }
                }
            }
            _ => self.refuse(
                Code::AliasInvalid,
                node,
                "`<<` takes a mapping",
                "name an anchor of a mapping",
            ),
        }
    }
}

fn place(node: &MarkedYaml<'_>) -> (usize, usize) {
    let start = node.span.start;
    (start.line(), start.col() + 1)
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

/// Written without quotes.
fn is_plain(key: &MarkedYaml<'_>) -> bool {
    key.span.end.index() - key.span.start.index() == 2
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
