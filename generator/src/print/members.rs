//! Traits and impl blocks, and what stands in them.

use proc_macro2::Delimiter;

use super::layout::INDENT;
use super::tokens::Kind;
use super::{Done, Printer, comma_in_types};

impl Printer {
    pub(super) fn implementation(&mut self, start: usize, end: usize) -> Done {
        self.layout.cbox(INDENT);
        self.layout.ibox(-INDENT);
        self.layout.cbox(INDENT);
        self.layout.word("impl");
        let mut at = self.generics(start + 1, end)?;
        self.layout.end();
        self.layout.word(" ");
        let tokens = &self.tokens;
        let is_part = |at: usize| {
            tokens.is_word(at, "for")
                || tokens.is_word(at, "where")
                || tokens.is_open(at, Delimiter::Brace)
        };
        let mut stop = tokens.find_in_type(at, end, is_part)?;
        if tokens.is_word(stop, "for") {
            let next = tokens.find_in_type(stop + 1, end, is_part)?;
            (self.path(at, stop, false)? == stop).then_some(())?;
            self.layout.space();
            self.layout.word("for ");
            (at, stop) = (stop + 1, next);
        }
        self.tokens.is_open(stop, Delimiter::Brace).then_some(())?;
        self.ty(at, stop)?;
        self.layout.end();
        self.layout.word(" {");
        self.members(stop)
    }

    pub(super) fn trait_(&mut self, start: usize, end: usize) -> Done {
        self.layout.cbox(INDENT);
        let at = self.visibility(start)?;
        self.layout.word("trait ");
        let at = self.ident(at + 1)?;
        let mut at = self.generics(at, end)?;
        let tokens = &self.tokens;
        let open = tokens.find_in_type(at, end, |at| tokens.is_open(at, Delimiter::Brace))?;
        let has_where = tokens.find_in_type(at, open, |at| tokens.is_word(at, "where"))? < open;
        (!has_where).then_some(())?;
        if self.tokens.is_sign(at, ':') {
            at += 1;
            self.bounds(at, open, |this, is_first| {
                this.layout.word(if is_first { ": " } else { " + " });
            })?;
        } else {
            (at == open).then_some(())?;
        }
        self.layout.word(" {");
        self.members(open)
    }

    /// Puts what stands in the braces of a trait or impl block, and ends it.
    fn members(&mut self, open: usize) -> Done {
        self.layout.hardbreak_if_nonempty();
        let (mut at, close) = (open + 1, self.tokens.close(open));
        while at < close {
            let end = self.end_of_item(at);
            self.member(at, end)?;
            at = end;
        }
        self.close_box("}");
        self.layout.hardbreak();
        Some(())
    }

    fn member(&mut self, start: usize, end: usize) -> Done {
        let at = self.outer_attributes(start)?;
        let tokens = &self.tokens;
        let word = at + usize::from(tokens.is_word(at, "pub"));
        match tokens.text(word) {
            "type" => self.member_type(at, end),
            "const" if !tokens.is_word(word + 1, "fn") => self.value(at, end, "const "),
            "fn" | "async" | "const" => self.function(at, end),
            _ => None,
        }
    }

    fn member_type(&mut self, start: usize, end: usize) -> Done {
        self.layout.cbox(INDENT);
        let at = self.visibility(start)?;
        self.layout.word("type ");
        let mut at = self.ident(at + 1)?;
        let semicolon = end - 1;
        if self.tokens.is_sign(at, ':') {
            at += 1;
            self.breakable_bounds(at, semicolon)?;
        } else if self.tokens.is_sign(at, '=') {
            self.equals_type(at, semicolon)?;
        } else {
            (at == semicolon).then_some(())?;
        }
        self.layout.word(";");
        self.layout.end();
        self.layout.hardbreak();
        Some(())
    }

    pub(super) fn function(&mut self, start: usize, end: usize) -> Done {
        self.layout.cbox(INDENT);
        let mut at = self.visibility(start)?;
        while !self.tokens.is_word(at, "fn") {
            matches!(self.tokens.text(at), "const" | "async").then_some(())?;
            self.token(at);
            self.layout.word(" ");
            at += 1;
        }
        self.layout.word("fn ");
        let at = self.ident(at + 1)?;
        let open = self.generics(at, end)?;
        self.tokens
            .is_open(open, Delimiter::Parenthesis)
            .then_some(())?;
        let close = self.tokens.close(open);
        self.layout.word("(");
        self.layout.neverbreak();
        self.layout.cbox(0);
        self.listed(open + 1, close, comma_in_types, Self::parameter)?;
        self.close_box(")");
        let tokens = &self.tokens;
        let mut at = close + 1;
        let stop = tokens.find_in_type(at, end, |at| {
            tokens.is_open(at, Delimiter::Brace)
                || tokens.is_sign(at, ';')
                || tokens.is_word(at, "where")
        })?;
        self.layout.cbox(-INDENT);
        if self.tokens.is_pair(at, '-', '>') {
            self.layout.word(" -> ");
            at += 2;
            self.ty(at, stop)?;
        }
        self.layout.end();
        match self.tokens.kind(stop)? {
            Kind::Open(Delimiter::Brace) => {
                self.layout.word(" ");
                self.layout.word("{");
                self.layout.hardbreak_if_nonempty();
                self.statements(stop + 1, self.tokens.close(stop))?;
                self.close_box("}");
            }
            Kind::Punct(';', _) => {
                self.layout.word(";");
                self.layout.end();
            }
            _ => return None,
        }
        self.layout.hardbreak();
        Some(())
    }

    fn parameter(&mut self, start: usize, end: usize) -> Done {
        if self.tokens.is_sign(start, '&') && self.tokens.is_word(end - 1, "self") {
            let at = self.reference(start)?;
            self.token(at);
            return (at + 1 == end).then_some(());
        }
        self.typed_pattern(start, end)
    }
}
