//! YAML: the values, and the place of everything in them, read event by event.
//!
//! Nothing here is recursive and nothing grows without a bound, whatever the text is.

use std::collections::HashMap;

use indexmap::IndexMap;
use saphyr::{Marker, Scalar, ScalarStyle, Tag};
use saphyr_parser::{Event, Parser, Span};
use serde_json::{Map, Value};

use super::escape;
use super::hints::hint;
use super::parse::{DEEPEST, MOST_NODES, Parsed, Place, Problem, SIMPLER};
use super::spans::Spans;
use crate::diagnostics::Code;

/// Reads a text of YAML.
pub(super) fn yaml(text: &str) -> Result<Parsed, Problem> {
    let mut reader = Reader::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let deep = error.info() == "recursion limit exceeded";
            Problem {
                code: if deep {
                    Code::NestedTooDeeply
                } else {
                    Code::NotYaml
                },
                place: before_the_end(text, error.marker()),
                message: if deep {
                    "nested too deeply".to_owned()
                } else {
                    format!("not YAML: {}", error.info())
                },
                help: if deep { SIMPLER } else { hint(error.info()) },
                other: None,
            }
        })?;
        reader.event(event, span)?;
        if reader.is_over {
            break;
        }
    }
    reader.spans.note("", (1, 1));
    Ok(Parsed {
        value: reader.root.unwrap_or_default(),
        spans: reader.spans,
        problems: reader.problems,
    })
}

/// A place behind the last line is shown at that line's end, where something is missing.
fn before_the_end(text: &str, marker: &Marker) -> Place {
    let last = text.trim_end().lines().count();
    match text.lines().nth(last.saturating_sub(1)) {
        Some(end) if marker.line() > last => (last, end.chars().count() + 1),
        _ => place(marker),
    }
}

fn place(marker: &Marker) -> Place {
    (marker.line().max(1), marker.col() + 1)
}

/// A collection that is not at its end.
struct Open {
    kind: Kind,
    /// Length of the pointer of the collection.
    length: usize,
    anchor: usize,
    /// Nodes before it.
    nodes: usize,
}

enum Kind {
    Mapping {
        object: Map<String, Value>,
        /// What `<<` brought in; the mapping's own keys go before.
        merged: IndexMap<String, (Value, String)>,
        key: Key,
        places: HashMap<String, Place>,
    },
    Sequence(Vec<Value>),
    /// Stands where a key should be; it was reported.
    Ignored,
}

/// What of a pair was read.
enum Key {
    None,
    Text(String),
    /// `<<`
    Merge,
    /// One that stands twice or is no text; its value is read and forgotten.
    Refused,
}

/// What an anchor stands for.
struct Anchored {
    value: Value,
    pointer: String,
    nodes: usize,
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    /// Of the value that comes next.
    pointer: String,
    anchors: HashMap<usize, Anchored>,
    spans: Spans,
    nodes: usize,
    problems: Vec<Problem>,
    root: Option<Value>,
    is_over: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Problem> {
        let at = place(&span.start);
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                let help = "put each document into a file of its own";
                let message = "a second YAML document in one file".to_owned();
                self.report(Code::SeveralDocuments, at, message, help);
                self.is_over = true;
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
            Event::MappingStart(anchor, _) => {
                let kind = Kind::Mapping {
                    object: Map::new(),
                    merged: IndexMap::new(),
                    key: Key::None,
                    places: HashMap::new(),
                };
                self.begin(kind, anchor, at)?;
            }
            Event::SequenceStart(anchor, _) => {
                self.begin(Kind::Sequence(Vec::new()), anchor, at)?;
            }
            Event::MappingEnd | Event::SequenceEnd => self.end(at),
            Event::Scalar(text, style, anchor, tag) => {
                if self.awaits_key() {
                    self.key(&text, style, at);
                    self.anchor(anchor, Value::from(text.as_ref()), 1);
                    return Ok(());
                }
                self.count(1, at)?;
                self.place_of_value(at);
                let value = self.scalar(&text, style, tag.as_deref(), at);
                self.anchor(anchor, value.clone(), 1);
                self.add(value, at);
            }
            Event::Alias(anchor) => self.alias(anchor, at)?,
        }
        Ok(())
    }

    /// A collection begins.
    fn begin(&mut self, kind: Kind, anchor: usize, at: Place) -> Result<(), Problem> {
        self.count(1, at)?;
        if self.open.len() >= DEEPEST {
            return Err(Problem {
                code: Code::NestedTooDeeply,
                place: at,
                message: "nested too deeply".to_owned(),
                help: SIMPLER,
                other: None,
            });
        }
        let kind = if self.awaits_key() {
            self.no_text(at);
            Kind::Ignored
        } else {
            self.place_of_value(at);
            kind
        };
        // Everything in what is ignored is ignored too.
        let kind = match self.open.last() {
            Some(Open {
                kind: Kind::Ignored,
                ..
            }) => Kind::Ignored,
            _ => kind,
        };
        self.open.push(Open {
            kind,
            length: self.pointer.len(),
            anchor,
            nodes: self.nodes - 1,
        });
        Ok(())
    }

    /// The innermost collection ends.
    fn end(&mut self, at: Place) {
        let Some(open) = self.open.pop() else {
            return;
        };
        self.pointer.truncate(open.length);
        let value = match open.kind {
            Kind::Ignored => return self.add(Value::Null, at),
            Kind::Sequence(items) => Value::Array(items),
            Kind::Mapping {
                mut object, merged, ..
            } => {
                for (name, (value, origin)) in merged {
                    if !object.contains_key(&name) {
                        let here = format!("{}/{}", self.pointer, escape(&name));
                        self.spans.alias(here, origin);
                        object.insert(name, value);
                    }
                }
                Value::Object(object)
            }
        };
        if open.anchor > 0 {
            self.anchor(open.anchor, value.clone(), self.nodes - open.nodes);
        }
        self.add(value, at);
    }

    fn anchor(&mut self, anchor: usize, value: Value, nodes: usize) {
        if anchor > 0 {
            let pointer = self.pointer.clone();
            self.anchors.insert(
                anchor,
                Anchored {
                    value,
                    pointer,
                    nodes,
                },
            );
        }
    }

    fn alias(&mut self, anchor: usize, at: Place) -> Result<(), Problem> {
        let known = self.anchors.get(&anchor);
        let known = known.map(|known| (known.nodes, known.pointer.clone(), known.value.clone()));
        let Some((nodes, origin, value)) = known else {
            let message = "this alias stands inside of what it stands for".to_owned();
            let help = "write out what is meant, or use a `$ref`";
            self.report(Code::AliasInvalid, at, message, help);
            if !self.awaits_key() {
                self.place_of_value(at);
                self.add(Value::Null, at);
            } else {
                self.set_key(Key::Refused);
            }
            return Ok(());
        };
        self.count(nodes, at)?;
        if self.awaits_key() {
            match value {
                Value::String(text) => self.key(&text, ScalarStyle::DoubleQuoted, at),
                _ => {
                    self.no_text(at);
                    self.set_key(Key::Refused);
                }
            }
            return Ok(());
        }
        self.place_of_value(at);
        self.spans.alias(self.pointer.clone(), origin);
        self.add(value, at);
        Ok(())
    }

    /// Whether what comes next is a key.
    fn awaits_key(&self) -> bool {
        let kind = self.open.last().map(|open| &open.kind);
        matches!(kind, Some(Kind::Mapping { key: Key::None, .. }))
    }

    fn set_key(&mut self, new: Key) {
        if let Some(Open {
            kind: Kind::Mapping { key, .. },
            ..
        }) = self.open.last_mut()
        {
            *key = new;
        }
    }

    /// A key, as it is written: status codes are numbers, but texts as keys.
    fn key(&mut self, text: &str, style: ScalarStyle, at: Place) {
        // `<<: *anchor` brings in what stands there.
        if text == "<<" && style == ScalarStyle::Plain {
            self.pointer.push_str("/<<");
            return self.set_key(Key::Merge);
        }
        let Some(Open {
            kind: Kind::Mapping { places, .. },
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        let first = places.get(text).copied();
        places.entry(text.to_owned()).or_insert(at);
        self.pointer.push('/');
        self.pointer.push_str(&escape(text));
        match first {
            Some(first) => {
                self.problems.push(Problem {
                    code: Code::DuplicateKey,
                    place: at,
                    message: format!("the key `{text}` stands twice in one mapping"),
                    help: "remove one of the two, or rename it",
                    other: Some((first, "it stands here already")),
                });
                self.set_key(Key::Refused);
            }
            None => {
                self.spans.note(&self.pointer, at);
                self.set_key(Key::Text(text.to_owned()));
            }
        }
    }

    fn no_text(&mut self, at: Place) {
        let help = "keys are texts or numbers; put it in quotes";
        self.report(
            Code::KeyNotText,
            at,
            "a key that is no text".to_owned(),
            help,
        );
    }

    /// Notes where the value that comes next stands; of a member of a mapping that is the place of its key.
    fn place_of_value(&mut self, at: Place) {
        if let Some(Open {
            kind: Kind::Sequence(items),
            length,
            ..
        }) = self.open.last()
        {
            self.pointer.truncate(*length);
            self.pointer.push_str(&format!("/{}", items.len()));
        }
        self.spans.note(&self.pointer, at);
    }

    /// Puts a value where it belongs.
    fn add(&mut self, value: Value, at: Place) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(value);
            return;
        };
        let mut not_mapping = false;
        match &mut open.kind {
            Kind::Ignored => {}
            Kind::Sequence(items) => items.push(value),
            Kind::Mapping {
                object,
                merged,
                key,
                ..
            } => {
                let own = self.pointer.get(..).unwrap_or_default();
                match std::mem::replace(key, Key::None) {
                    Key::Text(name) => {
                        object.insert(name, value);
                    }
                    Key::Merge => not_mapping = !merge(value, own, merged),
                    // A collection in place of a key ends here.
                    Key::None => *key = Key::Refused,
                    Key::Refused => {}
                }
                if !matches!(key, Key::Refused) {
                    self.pointer.truncate(open.length);
                }
            }
        }
        if not_mapping {
            let message = "`<<` takes a mapping".to_owned();
            self.report(
                Code::AliasInvalid,
                at,
                message,
                "name an anchor of a mapping",
            );
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, at: Place) -> Value {
        let tag = tag.map(std::borrow::Cow::Borrowed);
        let scalar = Scalar::parse_from_cow_and_metadata(text.into(), style, tag.as_ref());
        match scalar {
            Some(Scalar::Null) => Value::Null,
            Some(Scalar::Boolean(value)) => Value::Bool(value),
            Some(Scalar::Integer(value)) => Value::from(value),
            Some(Scalar::String(text)) => Value::from(text.as_ref()),
            Some(Scalar::FloatingPoint(value)) => {
                if let Ok(whole) = text.parse::<u64>() {
                    return Value::from(whole);
                }
                let value = value.into_inner();
                if !value.is_finite() {
                    let message = format!("`{text}` is a number that JSON does not have");
                    self.report(
                        Code::ValueInvalid,
                        at,
                        message,
                        "write a smaller number, or put it in quotes",
                    );
                    return Value::from(0);
                }
                Value::from(value)
            }
            None => {
                let message = format!("`{text}` does not fit its tag");
                self.report(
                    Code::ValueInvalid,
                    at,
                    message,
                    "correct the value, or remove the tag",
                );
                Value::from(text)
            }
        }
    }

    fn report(&mut self, code: Code, place: Place, message: String, help: &'static str) {
        self.problems.push(Problem {
            code,
            place,
            message,
            help,
            other: None,
        });
    }

    /// Counts nodes; aliases count as what they stand for.
    fn count(&mut self, nodes: usize, at: Place) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= MOST_NODES {
            return Ok(());
        }
        Err(Problem {
            code: Code::TooManyValues,
            place: at,
            message: format!("more than {MOST_NODES} values, with those that aliases stand for"),
            help: "write out what the aliases stand for, or use `$ref`",
            other: None,
        })
    }
}

/// What a merge key adds, with the pointer of each; the first that has a name wins. False if it is no mapping.
fn merge(value: Value, pointer: &str, merged: &mut IndexMap<String, (Value, String)>) -> bool {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let origin = format!("{pointer}/{}", escape(&name));
                merged.entry(name).or_insert((value, origin));
            }
            true
        }
        Value::Array(items) => items.into_iter().enumerate().all(|(index, item)| {
            item.is_object() && merge(item, &format!("{pointer}/{index}"), merged)
        }),
        _ => false,
    }
}
