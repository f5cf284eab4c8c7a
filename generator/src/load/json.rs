//! JSON: the values, and the place of everything in them.

use std::collections::HashSet;

use super::escape;
use super::parse::{CORRECT, DEEPEST, Parsed, Spans, Unreadable};
use crate::diagnostics::Code;

/// Reads a text of JSON.
pub(super) fn json(text: &str) -> Result<Parsed, Unreadable> {
    // Before the values, as the nesting is what keeps them from being read.
    let scan = Scanner::of(text).scan();
    if let Some(problem) = scan.problem {
        return Err(problem);
    }
    let value = serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        // Columns of serde count bytes.
        let line = text.lines().nth(error.line().saturating_sub(1));
        let line = line.unwrap_or_default();
        let before = line
            .char_indices()
            .take_while(|(byte, _)| *byte + 1 < error.column());
        Unreadable {
            code: Code::NotJson,
            place: (error.line(), before.count() + 1),
            message: format!("not JSON: {message}"),
            help: CORRECT,
        }
    })?;
    Ok(Parsed {
        value,
        spans: scan.spans,
    })
}

/// Something that is open: its pointer's length, and what of it was seen.
enum Open {
    Object {
        length: usize,
        keys: HashSet<String>,
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
    problem: Option<Unreadable>,
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
            spans: Spans::new(),
            problem: None,
        }
    }

    /// Ends early where the text is not JSON, which the parser says better.
    fn scan(mut self) -> Self {
        while self.problem.is_none() && self.step().is_some() {}
        self
    }

    fn step(&mut self) -> Option<()> {
        let letter = self.peek()?;
        match letter {
            '{' | '[' => {
                self.value();
                let length = self.pointer.len();
                self.open.push(if letter == '{' {
                    Open::Object {
                        length,
                        keys: HashSet::new(),
                    }
                } else {
                    Open::Array { length, next: 0 }
                });
                if self.open.len() > DEEPEST {
                    self.refuse(
                        Code::NestedTooDeeply,
                        "nested too deeply".to_owned(),
                        "make the document simpler at this place",
                    );
                }
                self.advance(letter);
            }
            '}' | ']' => {
                let (Open::Object { length, .. } | Open::Array { length, .. }) = self.open.pop()?;
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
                    return self.key();
                }
                self.value();
                self.string()?;
            }
            letter if letter.is_ascii_whitespace() || letter == ':' => self.advance(letter),
            _ => {
                self.value();
                while let Some(letter) = self.peek() {
                    if letter.is_ascii_whitespace() || ",]}".contains(letter) {
                        break;
                    }
                    self.advance(letter);
                }
            }
        }
        Some(())
    }

    /// Notes the place of a value; of a member of an object that of its key stands already.
    fn value(&mut self) {
        if let Some(Open::Array { length, next }) = self.open.last_mut() {
            self.pointer.truncate(*length);
            self.pointer.push_str(&format!("/{next}"));
            *next += 1;
        }
        let place = (self.line, self.column);
        self.spans.entry(self.pointer.clone()).or_insert(place);
    }

    fn key(&mut self) -> Option<()> {
        let (line, column, start) = (self.line, self.column, self.at);
        self.string()?;
        let name: String = serde_json::from_str(&self.text[start..self.at]).ok()?;
        let Some(Open::Object { keys, .. }) = self.open.last_mut() else {
            return None;
        };
        self.pointer.push('/');
        self.pointer.push_str(&escape(&name));
        if !keys.insert(name.clone()) {
            (self.line, self.column) = (line, column);
            let message = format!("the key `{name}` stands twice here");
            self.refuse(Code::DuplicateKey, message, "remove one of the two");
            return None;
        }
        self.spans.insert(self.pointer.clone(), (line, column));
        Some(())
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

    fn refuse(&mut self, code: Code, message: String, help: &'static str) {
        self.problem.get_or_insert(Unreadable {
            code,
            place: (self.line, self.column),
            message,
            help,
        });
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
