//! YAML: the values, and the place of everything in them, read event by event.
//!
//! Nothing here is recursive and nothing grows without a bound, whatever the text is.

mod keys;
mod nodes;
mod values;

use std::collections::HashMap;

use indexmap::IndexMap;
use saphyr::Marker;
use saphyr_parser::{Event, Parser, Span};
use serde_json::{Map, Value};

use self::nodes::{Anchored, Key, Kind, Open};
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
