//! Documentation and other attributes.

use proc_macro2::Delimiter;

use super::layout::INDENT;
use super::tokens::Kind;
use super::{Done, Printer};

impl Printer {
    /// Puts the attributes that stand there and goes behind them.
    pub(super) fn outer_attributes(&mut self, at: usize) -> Option<usize> {
        let mut at = at;
        while self.tokens.is_sign(at, '#') && self.tokens.is_open(at + 1, Delimiter::Bracket) {
            self.attribute(at + 1, false)?;
            at = self.tokens.after(at + 1);
        }
        Some(at)
    }

    /// Puts an attribute of its brackets.
    pub(super) fn attribute(&mut self, open: usize, is_inner: bool) -> Done {
        let (start, end) = (open + 1, self.tokens.close(open));
        let is_doc = self.tokens.is_word(start, "doc") && self.tokens.is_sign(start + 1, '=');
        if is_doc && start + 3 == end {
            let doc = plain(self.tokens.text(start + 2))?;
            if !is_inner && doc.starts_with('/') {
                return None;
            }
            self.layout.word(if is_inner { "//!" } else { "///" });
            self.layout.word(doc.trim_end_matches(' '));
            self.layout.hardbreak();
            return Some(());
        }
        self.layout.word(if is_inner { "#![" } else { "#[" });
        let mut at = self.ident(start)?;
        while self.tokens.is_path_sign(at) {
            self.layout.word("::");
            at = self.ident(at + 2)?;
        }
        if at < end {
            let is_list = self.tokens.is_open(at, Delimiter::Parenthesis);
            let is_whole = is_list && self.tokens.after(at) == end;
            is_whole.then(|| self.meta(at, end))?;
        }
        self.layout.word("]");
        // Those of a file are all that is laid out with them.
        if is_inner {
            self.layout.hardbreak();
        } else {
            self.layout.space();
        }
        Some(())
    }

    /// Puts the parenthesis of an attribute, and those in it.
    fn meta(&mut self, start: usize, end: usize) {
        #[derive(PartialEq)]
        enum State {
            Word,
            Punct,
            TrailingComma,
        }
        // A parenthesis follows the name without a blank.
        let mut state = State::Word;
        for at in start..end {
            match self.tokens.kind(at) {
                Some(Kind::Ident | Kind::Literal) => {
                    if state == State::Word {
                        self.layout.space();
                    }
                    self.token(at);
                    state = State::Word;
                }
                Some(Kind::Punct(sign, _)) => {
                    if state == State::Word && sign == '=' {
                        self.layout.word(" ");
                    }
                    let is_last = matches!(self.tokens.kind(at + 1), Some(Kind::Close(_)));
                    if sign == ',' && is_last {
                        self.layout.trailing_comma(true);
                        state = State::TrailingComma;
                        continue;
                    }
                    self.token(at);
                    match sign {
                        '=' => self.layout.word(" "),
                        ',' => self.layout.space(),
                        _ => {}
                    }
                    state = State::Punct;
                }
                Some(Kind::Open(Delimiter::Parenthesis)) => {
                    self.layout.word("(");
                    self.layout.cbox(INDENT);
                    self.layout.zerobreak();
                    state = State::Punct;
                }
                Some(Kind::Close(Delimiter::Parenthesis)) => {
                    if state != State::TrailingComma {
                        self.layout.zerobreak();
                    }
                    self.layout.offset(-INDENT);
                    self.layout.end();
                    self.layout.word(")");
                    state = State::Punct;
                }
                Some(Kind::Open(delimiter)) => {
                    self.layout.word(super::tokens::brackets(delimiter).0);
                    state = State::Punct;
                }
                Some(Kind::Close(delimiter)) => {
                    self.layout.word(super::tokens::brackets(delimiter).1);
                    state = State::Punct;
                }
                None => {}
            }
        }
    }
}

/// The value of a text literal that is one line.
fn plain(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once('\\') {
        value.push_str(before);
        let escaped = after.chars().next()?;
        if !matches!(escaped, '"' | '\\' | '\'') {
            return None;
        }
        value.push(escaped);
        rest = &after[1..];
    }
    value.push_str(rest);
    (!value.contains(['\n', '\r'])).then_some(value)
}
