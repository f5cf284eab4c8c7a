//! JSON: the values, and the place of everything in them.

use std::collections::HashMap;

use super::escape;
use super::hints::hint;
use super::parse::{DEEPEST, MOST_NODES, Parsed, Place, Problem, SIMPLER};
use super::spans::Spans;
use crate::diagnostics::Code;

/// Reads a text of JSON.
pub(super) fn json(text: &str) -> Result<Parsed, Problem> {
    // Before the values, as the nesting is what keeps them from being read.
    let mut scan = Scanner::of(text);
    while scan.step()?.is_some() {}
    let value = serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        // Columns of serde count bytes.
        let line = text.lines().nth(error.line().saturating_sub(1));
        let line = line.unwrap_or_default();
        let before = line
            .char_indices()
            .take_while(|(byte, _)| *byte + 1 < error.column());
        Problem {
            code: Code::NotJson,
            place: (error.line(), before.count() + 1),
            message: format!("not JSON: {message}"),
            help: hint(message),
            other: None,
        }
    })?;
    Ok(Parsed {
        value,
        spans: scan.spans,
        problems: scan.problems,
    })
}

/// Something that is open: its pointer's length, and what of it was seen.
enum Open {
    Object {
        length: usize,
        keys: HashMap<String, Place>,
    },
    Array {
        length: usize,
        next: usize,
    },
}

/// Goes through a text that is JSON or almost, without recursion.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    column: usize,
    pointer: String,
    open: Vec<Open>,
    spans: Spans,
    nodes: usize,
    problems: Vec<Problem>,
}

impl<'t> Scanner<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
            pointer: String::new(),
            open: Vec::new(),
            spans: Spans::default(),
            nodes: 0,
            problems: Vec::new(),
        }
    }

    /// Goes on by a token; nothing where the text ends, or is not JSON, which the parser says better.
    fn step(&mut self) -> Result<Option<()>, Problem> {
        let Some(letter) = self.peek() else {
            return Ok(None);
        };
        match letter {
            '{' | '[' => {
                self.value()?;
                let length = self.pointer.len();
                if self.open.len() >= DEEPEST {
                    return Err(self.refused(Code::NestedTooDeeply, "nested too deeply".to_owned()));
                }
                self.open.push(if letter == '{' {
                    Open::Object {
                        length,
                        keys: HashMap::new(),
                    }
                } else {
                    Open::Array { length, next: 0 }
                });
                self.advance(letter);
            }
            '}' | ']' => {
                let Some(Open::Object { length, .. } | Open::Array { length, .. }) =
                    self.open.pop()
                else {
                    return Ok(None);
                };
                self.pointer.truncate(length);
                self.advance(letter);
            }
            ',' => {
                if let Some(Open::Object { length, .. }) = self.open.last() {
                    self.pointer.truncate(*length);
                }
                self.advance(letter);
            }
            '"' => {
                let is_key = match self.open.last() {
                    Some(Open::Object { length, .. }) => self.pointer.len() == *length,
                    _ => false,
                };
                if is_key {
                    return Ok(self.key());
                }
                self.value()?;
                return Ok(self.string());
            }
            letter if letter.is_ascii_whitespace() || letter == ':' => self.advance(letter),
            _ => {
                self.value()?;
                while let Some(letter) = self.peek() {
                    if letter.is_ascii_whitespace() || ",]}".contains(letter) {
                        break;
                    }
                    self.advance(letter);
                }
            }
        }
        Ok(Some(()))
    }

    /// Notes the place of a value; of a member of an object that of its key stands already.
    fn value(&mut self) -> Result<(), Problem> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            let message = format!("more than {MOST_NODES} values");
            return Err(self.refused(Code::TooManyValues, message));
        }
        if let Some(Open::Array { length, next }) = self.open.last_mut() {
            self.pointer.truncate(*length);
            self.pointer.push_str(&format!("/{next}"));
            *next += 1;
        }
        self.spans.note(&self.pointer, (self.line, self.column));
        Ok(())
    }

    fn key(&mut self) -> Option<()> {
        let (place, start) = ((self.line, self.column), self.at);
        self.string()?;
        let name: String = serde_json::from_str(&self.text[start..self.at]).ok()?;
        let Some(Open::Object { keys, .. }) = self.open.last_mut() else {
            return None;
        };
        self.pointer.push('/');
        self.pointer.push_str(&escape(&name));
        if let Some(first) = keys.get(&name) {
            self.problems.push(Problem {
                code: Code::DuplicateKey,
                place,
                message: format!("the key `{name}` stands twice in one object"),
                help: "remove one of the two, or rename it",
                other: Some((*first, "it stands here already")),
            });
        } else {
            keys.insert(name, place);
            self.spans.note(&self.pointer, place);
        }
        Some(())
    }

    fn refused(&self, code: Code, message: String) -> Problem {
        Problem {
            code,
            place: (self.line, self.column),
            message,
            help: SIMPLER,
            other: None,
        }
    }

    /// A text with its quotes.
    fn string(&mut self) -> Option<()> {
        self.advance('"');
        loop {
            let letter = self.peek()?;
            self.advance(letter);
            match letter {
                '"' => return Some(()),
                '\\' => {
                    let escaped = self.peek()?;
                    self.advance(escaped);
                }
                _ => {}
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn advance(&mut self, letter: char) {
        self.at += letter.len_utf8();
        let ends = letter == '\n' || (letter == '\r' && self.peek() != Some('\n'));
        if ends {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
    }
}
