//! Tokens in a row: groups are left out by one look-up, and nothing is allocated for a token.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::{Code, NAMELESS, Piece};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword.
    Ident,
    Literal,
    /// A sign, and whether the next one belongs to it.
    Punct(char, bool),
    /// Begins a group.
    Open(Delimiter),
    /// Ends a group.
    Close(Delimiter),
}

#[derive(Debug, Clone, Copy)]
struct Token {
    kind: Kind,
    /// Where its text begins; of a group, the index of its end.
    start: u32,
    /// Where its text ends.
    end: u32,
}

/// A file's tokens.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    text: String,
    tokens: Vec<Token>,
}

impl Tokens {
    /// Takes code apart.
    pub(super) fn of(code: Code) -> Self {
        let mut tokens = Self::default();
        for Piece {
            tokens: stream,
            name,
        } in code.0
        {
            tokens.add(stream, name.as_deref());
        }
        tokens
    }

    fn add(&mut self, stream: TokenStream, name: Option<&str>) {
        for tree in stream {
            match tree {
                TokenTree::Group(group) => {
                    let (delimiter, inner) = (group.delimiter(), group.stream());
                    // The stream is then owned by nobody else, and taken apart without a copy.
                    drop(group);
                    let open = self.tokens.len();
                    self.push(Kind::Open(delimiter), 0);
                    self.add(inner, name);
                    self.tokens[open].start = self.tokens.len() as u32;
                    self.push(Kind::Close(delimiter), 0);
                }
                TokenTree::Punct(punct) => {
                    let is_joint = punct.spacing() == Spacing::Joint;
                    let start = self.text.len();
                    self.text.push(punct.as_char());
                    self.push(Kind::Punct(punct.as_char(), is_joint), start);
                }
                TokenTree::Ident(ident) => {
                    let start = self.text.len();
                    match name {
                        Some(name) if ident == NAMELESS => self.text.push_str(name),
                        // Writing to a string does not fail.
                        _ => {
                            let _ = write!(self.text, "{ident}");
                        }
                    }
                    self.push(Kind::Ident, start);
                }
                TokenTree::Literal(literal) => {
                    let start = self.text.len();
                    let _ = write!(self.text, "{literal}");
                    self.push(Kind::Literal, start);
                }
            }
        }
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token {
            kind,
            start: start as u32,
            end: self.text.len() as u32,
        });
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The text of a name, literal or sign.
    pub(super) fn text(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(token) if !matches!(token.kind, Kind::Open(_) | Kind::Close(_)) => {
                &self.text[token.start as usize..token.end as usize]
            }
            _ => "",
        }
    }

    pub(super) fn is_word(&self, at: usize, word: &str) -> bool {
        self.kind(at) == Some(Kind::Ident) && self.text(at) == word
    }

    pub(super) fn is_sign(&self, at: usize, sign: char) -> bool {
        matches!(self.kind(at), Some(Kind::Punct(is, _)) if is == sign)
    }

    /// Whether `::` stands there.
    pub(super) fn is_path_sign(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Punct(':', true)) && self.is_sign(at + 1, ':')
    }

    /// Whether a sign of two characters stands there.
    pub(super) fn is_pair(&self, at: usize, first: char, second: char) -> bool {
        self.kind(at) == Some(Kind::Punct(first, true)) && self.is_sign(at + 1, second)
    }

    pub(super) fn is_open(&self, at: usize, delimiter: Delimiter) -> bool {
        self.kind(at) == Some(Kind::Open(delimiter))
    }

    /// The index of the end of a group.
    pub(super) fn close(&self, open: usize) -> usize {
        self.tokens[open].start as usize
    }

    /// The index behind a token or a whole group.
    pub(super) fn after(&self, at: usize) -> usize {
        match self.kind(at) {
            Some(Kind::Open(_)) => self.close(at) + 1,
            _ => at + 1,
        }
    }

    /// The first place from `at` on where `is` holds, groups left out; `end` if there is none.
    pub(super) fn find(&self, at: usize, end: usize, is: impl Fn(usize) -> bool) -> usize {
        let mut at = at;
        while at < end && !is(at) {
            at = self.after(at);
        }
        at
    }

    /// The index behind the `>` of the `<` that stands there.
    pub(super) fn after_angle(&self, at: usize, end: usize) -> Option<usize> {
        let (mut at, mut depth) = (at, 0);
        while at < end {
            if self.is_pair(at, '-', '>') {
                at += 2;
                continue;
            }
            if self.is_sign(at, '<') {
                depth += 1;
            } else if self.is_sign(at, '>') {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            at = self.after(at);
        }
        None
    }

    /// The first place where `is` holds outside of groups and angle brackets, in a type; `end` if there is none.
    pub(super) fn find_in_type(
        &self,
        at: usize,
        end: usize,
        is: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let mut at = at;
        while at < end && !is(at) {
            at = if self.is_pair(at, '-', '>') {
                at + 2
            } else if self.is_sign(at, '<') {
                self.after_angle(at, end)?
            } else {
                self.after(at)
            };
        }
        Some(at)
    }

    /// Tokens as text that is read as the same tokens.
    pub(super) fn source(&self, start: usize, end: usize) -> String {
        let mut source = String::new();
        for at in start..end {
            match self.tokens[at].kind {
                Kind::Punct(sign, is_joint) => {
                    source.push(sign);
                    if is_joint {
                        continue;
                    }
                }
                Kind::Ident | Kind::Literal => source.push_str(self.text(at)),
                Kind::Open(delimiter) => source.push_str(brackets(delimiter).0),
                Kind::Close(delimiter) => source.push_str(brackets(delimiter).1),
            }
            source.push(' ');
        }
        source
    }
}

/// How a group begins and ends.
pub(super) fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}
