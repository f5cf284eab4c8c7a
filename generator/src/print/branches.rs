//! `if` and `match`.

use proc_macro2::Delimiter;

use super::expressions::comma_in_expressions;
use super::layout::{Break, INDENT};
use super::tokens::Kind;
use super::{Done, Printer};

impl Printer {
    fn condition(&mut self, start: usize, end: usize) -> Done {
        // Only what needs no line of its own behind it is known for sure, and none with braces.
        let tokens = &self.tokens;
        let has_brace = tokens.find(start, end, |at| tokens.is_open(at, Delimiter::Brace)) < end;
        (!has_brace && !tokens.is_word(start, "let")).then_some(())?;
        self.layout.cbox(0);
        self.expression(start, end, false)?;
        if self.needs_line(start, end)? {
            self.layout.space();
        } else {
            self.layout.word(" ");
        }
        self.layout.end();
        Some(())
    }

    /// Whether the brace behind a condition that is broken goes to the next line.
    fn needs_line(&self, start: usize, end: usize) -> Option<bool> {
        let tokens = &self.tokens;
        if self.binary(start, end)?.is_some() {
            return Some(true);
        }
        let mut at = start;
        while matches!(tokens.kind(at)?, Kind::Punct('&' | '*' | '!' | '-', _))
            || tokens.is_word(at, "mut")
        {
            at += 1;
        }
        let base = self.end_of_base(at, end)?;
        Some(tokens.find(base, end, |at| tokens.is_sign(at, '.')) < end)
    }

    pub(super) fn if_(&mut self, start: usize, end: usize) -> Done {
        let tokens = &self.tokens;
        let open = tokens.find(start, end, |at| tokens.is_open(at, Delimiter::Brace));
        (open < end).then_some(())?;
        self.layout.cbox(INDENT);
        self.layout.word("if ");
        self.layout.cbox(-INDENT);
        self.condition(start + 1, open)?;
        self.layout.end();
        let after = self.tokens.after(open);
        if after < end {
            (self.tokens.is_word(after, "else")
                && self.tokens.is_open(after + 1, Delimiter::Brace))
            .then_some(())?;
            (self.tokens.after(after + 1) == end).then_some(())?;
            self.small_block(open)?;
            self.layout.word(" else ");
            self.small_block(after + 1)?;
        } else {
            let (inner, close) = (open + 1, self.tokens.close(open));
            if inner == close {
                self.layout.word("{}");
            } else {
                self.layout.word("{");
                self.layout.hardbreak();
                self.statements(inner, close)?;
                self.layout.offset(-INDENT);
                self.layout.word("}");
            }
        }
        self.layout.end();
        Some(())
    }

    pub(super) fn match_(&mut self, start: usize, end: usize) -> Done {
        let tokens = &self.tokens;
        let open = tokens.find(start, end, |at| tokens.is_open(at, Delimiter::Brace));
        (tokens.after(open) == end).then_some(())?;
        self.layout.ibox(0);
        self.layout.word("match ");
        self.condition(start + 1, open)?;
        self.layout.word("{");
        self.layout.neverbreak();
        self.layout.cbox(INDENT);
        self.layout.hardbreak_if_nonempty();
        let (mut at, close) = (open + 1, self.tokens.close(open));
        while at < close {
            at = self.arm(at, close)?;
            self.layout.hardbreak();
        }
        self.close_box("}");
        self.layout.end();
        Some(())
    }

    fn arm(&mut self, start: usize, end: usize) -> Option<usize> {
        let tokens = &self.tokens;
        let arrow = tokens.find(start, end, |at| tokens.is_pair(at, '=', '>'));
        let mut body = arrow + 2;
        let mut stop = comma_in_expressions(tokens, body, end)?;
        if tokens.is_open(body, Delimiter::Brace) {
            stop = tokens.after(body);
        }
        let next = stop + usize::from(tokens.is_sign(stop, ','));
        self.layout.ibox(0);
        self.pattern(start, arrow)?;
        self.layout.word(" => ");
        while self.tokens.is_open(body, Delimiter::Brace)
            && self.tokens.after(body) == stop
            && body + 1 < stop - 1
            && self.is_one_expression(body + 1, stop - 1)
        {
            (body, stop) = (body + 1, stop - 1);
        }
        let is_group = |delimiter| self.tokens.is_open(body, delimiter);
        let is_unit = is_group(Delimiter::Parenthesis) && self.tokens.close(body) == body + 1;
        let is_unit = is_unit && body + 2 == stop;
        if is_unit || is_group(Delimiter::Brace) {
            let (inner, close) = (body + 1, self.tokens.close(body));
            self.layout.word("{");
            self.layout.neverbreak();
            self.layout.cbox(INDENT);
            self.layout.hardbreak_if_nonempty();
            self.statements(inner, close)?;
            self.close_box("}");
        } else {
            let is_block = matches!(self.tokens.text(body), "match" | "if");
            self.layout.neverbreak();
            self.layout.cbox(INDENT);
            self.layout.put(Break {
                before: Some(if is_block {
                    '{'
                } else {
                    self.brace(body, stop)?
                }),
                ..Break::default()
            });
            self.expression(body, stop, true)?;
            self.layout.put(Break {
                offset: -INDENT,
                after: "}",
                instead: (!is_block).then_some(','),
                ..Break::default()
            });
            self.layout.end();
        }
        self.layout.end();
        Some(next)
    }
}
