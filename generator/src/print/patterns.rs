//! Patterns.

use proc_macro2::Delimiter;

use super::tokens::Kind;
use super::{Done, Printer, comma_in_types};

impl Printer {
    /// Puts a pattern, perhaps with its type.
    pub(super) fn typed_pattern(&mut self, start: usize, end: usize) -> Done {
        let tokens = &self.tokens;
        let mut colon = start;
        while colon < end && (tokens.is_path_sign(colon) || !tokens.is_sign(colon, ':')) {
            colon = if tokens.is_path_sign(colon) {
                colon + 2
            } else {
                tokens.after(colon)
            };
        }
        self.pattern(start, colon)?;
        if colon < end {
            self.layout.word(": ");
            self.ty(colon + 1, end)?;
        }
        Some(())
    }

    /// Puts a pattern that takes up the whole range.
    pub(super) fn pattern(&mut self, start: usize, end: usize) -> Done {
        let tokens = &self.tokens;
        let alternatives = tokens.find(start, end, |at| {
            tokens.is_sign(at, '|') || tokens.is_word(at, "if") || tokens.is_sign(at, '@')
        });
        (alternatives == end).then_some(())?;
        match tokens.kind(start)? {
            Kind::Literal => {
                self.token(start);
                (start + 1 == end).then_some(())
            }
            Kind::Open(Delimiter::Parenthesis) => {
                (tokens.after(start) == end).then_some(())?;
                self.tuple_pattern(start, true)
            }
            Kind::Ident => {
                if tokens.is_word(start, "ref") {
                    return None;
                }
                if tokens.is_word(start, "mut") {
                    self.layout.word("mut ");
                    self.token(start + 1);
                    return (start + 2 == end).then_some(());
                }
                let open = self.path(start, self.end_of_path(start, end), true)?;
                if open == end {
                    return Some(());
                }
                let is_tuple = self.tokens.is_open(open, Delimiter::Parenthesis);
                (is_tuple && self.tokens.after(open) == end).then_some(())?;
                self.tuple_pattern(open, false)
            }
            _ => None,
        }
    }

    fn end_of_path(&self, start: usize, end: usize) -> usize {
        let mut at = start + 1;
        while at < end && self.tokens.is_path_sign(at) {
            at += 3;
        }
        at
    }

    fn tuple_pattern(&mut self, open: usize, is_bare: bool) -> Done {
        let (inner, close) = (open + 1, self.tokens.close(open));
        let comma = comma_in_types(&self.tokens, inner, close)?;
        // Of one pattern in a parenthesis it depends on the comma what it is.
        let is_one = is_bare && comma + 1 == close;
        (!is_bare || inner == close || comma < close).then_some(())?;
        self.tuple(inner, close, is_one, comma_in_types, Self::pattern)
    }
}
