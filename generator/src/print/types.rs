//! Types, paths, generics and bounds.

use proc_macro2::Delimiter;

use super::layout::INDENT;
use super::tokens::Kind;
use super::{Done, Printer, comma_in_types};

impl Printer {
    /// Puts a type that takes up the whole range.
    pub(super) fn ty(&mut self, start: usize, end: usize) -> Done {
        let tokens = &self.tokens;
        match tokens.kind(start)? {
            Kind::Punct('&', _) => {
                let at = self.reference(start)?;
                self.ty(at, end)
            }
            Kind::Open(Delimiter::Parenthesis) => {
                (tokens.after(start) == end).then_some(())?;
                let (inner, close) = (start + 1, end - 1);
                let comma = comma_in_types(tokens, inner, close)?;
                let is_tuple = inner == close || comma < close;
                is_tuple.then_some(())?;
                let is_one = comma + 1 == close;
                self.tuple(inner, close, is_one, comma_in_types, Self::ty)
            }
            Kind::Open(Delimiter::Bracket) => {
                (tokens.after(start) == end).then_some(())?;
                let (inner, close) = (start + 1, end - 1);
                let semicolon = tokens.find_in_type(inner, close, |at| tokens.is_sign(at, ';'))?;
                self.layout.word("[");
                self.ty(inner, semicolon)?;
                if semicolon < close {
                    let is_number = self.tokens.kind(semicolon + 1)? == Kind::Literal;
                    (is_number && semicolon + 2 == close).then_some(())?;
                    self.layout.word("; ");
                    self.token(semicolon + 1);
                }
                self.layout.word("]");
                Some(())
            }
            Kind::Ident => {
                for word in ["impl", "dyn"] {
                    if tokens.is_word(start, word) {
                        self.token(start);
                        self.layout.word(" ");
                        return self.bounds(start + 1, end, |this, is_first| {
                            if !is_first {
                                this.layout.word(" + ");
                            }
                        });
                    }
                }
                if tokens.is_word(start, "fn") || tokens.is_word(start, "for") {
                    return None;
                }
                let after = self.path(start, end, false)?;
                (after == end).then_some(())
            }
            _ => None,
        }
    }

    /// Puts `&` with its lifetime and `mut`, and goes behind them.
    pub(super) fn reference(&mut self, start: usize) -> Option<usize> {
        self.layout.word("&");
        let mut at = start + 1;
        if self.tokens.is_sign(at, '\'') {
            at = self.lifetime(at)?;
            self.layout.word(" ");
        }
        if self.tokens.is_word(at, "mut") {
            self.layout.word("mut ");
            at += 1;
        }
        Some(at)
    }

    /// Puts `'name` and goes behind it.
    pub(super) fn lifetime(&mut self, at: usize) -> Option<usize> {
        self.tokens
            .is_sign(at, '\'')
            .then(|| self.layout.word("'"))?;
        self.ident(at + 1)
    }

    /// Puts a path and goes behind it; in expressions, generics follow `::`.
    pub(super) fn path(&mut self, start: usize, end: usize, is_expression: bool) -> Option<usize> {
        let mut at = start;
        if self.tokens.is_path_sign(at) {
            self.layout.word("::");
            at += 2;
        }
        loop {
            at = self.ident(at)?;
            if is_expression {
                if at < end && self.tokens.is_path_sign(at) && self.tokens.is_sign(at + 2, '<') {
                    at = self.generic_arguments(at + 2, end, true)?;
                }
            } else if at < end {
                if self.tokens.is_path_sign(at) && self.tokens.is_sign(at + 2, '<') {
                    at += 2;
                }
                if self.tokens.is_sign(at, '<') {
                    at = self.generic_arguments(at, end, false)?;
                } else if self.tokens.is_open(at, Delimiter::Parenthesis) {
                    return None;
                }
            }
            if at < end && self.tokens.is_path_sign(at) {
                self.layout.word("::");
                at += 2;
            } else {
                return Some(at);
            }
        }
    }

    /// Puts what stands between `<` and `>` and goes behind it.
    pub(super) fn generic_arguments(
        &mut self,
        start: usize,
        end: usize,
        is_expression: bool,
    ) -> Option<usize> {
        let after = self.tokens.after_angle(start, end)?;
        let (inner, close) = (start + 1, after - 1);
        (inner < close).then_some(())?;
        if is_expression {
            self.layout.word("::");
        }
        self.layout.word("<");
        self.layout.cbox(INDENT);
        let mut had_types = false;
        self.listed(inner, close, comma_in_types, |this, start, end| {
            if this.tokens.is_sign(start, '\'') {
                // Lifetimes would be put first.
                (!had_types && this.lifetime(start)? == end).then_some(())?;
            } else {
                had_types = true;
                this.generic_argument(start, end)?;
            }
            Some(())
        })?;
        self.close_box(">");
        Some(after)
    }

    fn generic_argument(&mut self, start: usize, end: usize) -> Done {
        if self.tokens.kind(start)? == Kind::Literal {
            self.token(start);
            return (start + 1 == end).then_some(());
        }
        let is_named =
            self.tokens.kind(start)? == Kind::Ident && self.tokens.is_sign(start + 1, '=');
        if is_named {
            self.token(start);
            self.layout.word(" = ");
            return self.ty(start + 2, end);
        }
        let is_bound = self.tokens.is_sign(start + 1, ':') && !self.tokens.is_path_sign(start + 1);
        (!is_bound).then(|| self.ty(start, end))?
    }

    /// Puts bounds; `between` is told whether the first one follows.
    pub(super) fn bounds(
        &mut self,
        start: usize,
        end: usize,
        between: impl Fn(&mut Self, bool),
    ) -> Done {
        let mut at = start;
        while at < end {
            let tokens = &self.tokens;
            let plus = tokens.find_in_type(at, end, |at| tokens.is_sign(at, '+'))?;
            between(self, at == start);
            if self.tokens.is_sign(at, '\'') {
                (self.lifetime(at)? == plus).then_some(())?;
            } else {
                if self.tokens.is_sign(at, '?') {
                    self.layout.word("?");
                    at += 1;
                }
                (!self.tokens.is_word(at, "for")).then_some(())?;
                (self.path(at, plus, false)? == plus).then_some(())?;
            }
            at = plus + 1;
        }
        Some(())
    }

    /// Puts `: ` and bounds, between which a line may end.
    pub(super) fn breakable_bounds(&mut self, start: usize, end: usize) -> Done {
        self.bounds(start, end, |this, is_first| {
            if is_first {
                this.layout.word(": ");
            } else {
                this.layout.space();
                this.layout.word("+ ");
            }
        })
    }

    /// Puts the parameters between `<` and `>`, if they are there, and goes behind them.
    pub(super) fn generics(&mut self, at: usize, end: usize) -> Option<usize> {
        if !self.tokens.is_sign(at, '<') {
            return Some(at);
        }
        let after = self.tokens.after_angle(at, end)?;
        self.layout.word("<");
        self.layout.cbox(0);
        let mut had_types = false;
        self.listed(at + 1, after - 1, comma_in_types, |this, start, end| {
            if this.tokens.is_sign(start, '\'') {
                (!had_types && this.lifetime(start)? == end).then_some(())?;
            } else {
                had_types = true;
                let named = this.ident(start)?;
                this.layout.ibox(INDENT);
                if named < end {
                    this.tokens.is_sign(named, ':').then_some(())?;
                    this.breakable_bounds(named + 1, end)?;
                }
                this.layout.end();
            }
            Some(())
        })?;
        self.close_box(">");
        Some(after)
    }
}
