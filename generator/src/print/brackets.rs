//! Tuples, arrays and structs.

use super::expressions::comma_in_expressions;
use super::layout::INDENT;
use super::tokens::Kind;
use super::{Done, Printer};

impl Printer {
    /// A tuple, or one expression in a parenthesis.
    pub(super) fn parenthesis(&mut self, open: usize) -> Done {
        let (inner, close) = (open + 1, self.tokens.close(open));
        let comma = comma_in_expressions(&self.tokens, inner, close)?;
        if inner < close && comma == close {
            self.layout.word("(");
            self.expression(inner, close, false)?;
            self.layout.word(")");
            return Some(());
        }
        let is_one = comma + 1 == close;
        self.tuple(
            inner,
            close,
            is_one,
            comma_in_expressions,
            |this, start, end| this.expression(start, end, false),
        )
    }

    pub(super) fn array(&mut self, open: usize) -> Done {
        let (inner, close) = (open + 1, self.tokens.close(open));
        if inner == close {
            self.layout.word("[]");
            return Some(());
        }
        let tokens = &self.tokens;
        let semicolon = tokens.find(inner, close, |at| tokens.is_sign(at, ';'));
        if semicolon < close {
            self.layout.word("[");
            self.expression(inner, semicolon, false)?;
            self.layout.word("; ");
            self.expression(semicolon + 1, close, false)?;
            self.layout.word("]");
            return Some(());
        }
        if self.is_simple(inner, close)? {
            self.layout.cbox(INDENT);
            self.layout.word("[");
            self.layout.zerobreak();
            self.layout.ibox(0);
            self.between_commas(
                inner,
                close,
                comma_in_expressions,
                |this, start, _, is_last| {
                    this.token(start);
                    if !is_last {
                        this.layout.word(",");
                        this.layout.space();
                    }
                    Some(())
                },
            )?;
            self.layout.end();
            self.layout.trailing_comma(true);
            self.layout.offset(-INDENT);
            self.layout.word("]");
            self.layout.end();
            return Some(());
        }
        self.layout.word("[");
        self.layout.cbox(INDENT);
        self.listed(inner, close, comma_in_expressions, |this, start, end| {
            this.expression(start, end, false)
        })?;
        self.close_box("]");
        Some(())
    }

    /// Whether an array has nothing but short literals.
    fn is_simple(&self, start: usize, end: usize) -> Option<bool> {
        let mut at = start;
        while at < end {
            let text = self.tokens.text(at);
            let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
            let is_simple = match self.tokens.kind(at)? {
                Kind::Literal => {
                    // Which of these are texts of whole numbers is for others to say.
                    (!is_number || !text.contains(['.', 'e', 'f'])).then_some(())?;
                    is_number || text.starts_with('\'') || text.starts_with("b'")
                }
                Kind::Ident => matches!(text, "true" | "false"),
                _ => false,
            };
            let ends = at + 1 == end || self.tokens.is_sign(at + 1, ',');
            if !is_simple || !ends {
                return Some(false);
            }
            at += 2;
        }
        Some(true)
    }

    pub(super) fn structure(&mut self, start: usize, open: usize) -> Done {
        let (inner, close) = (open + 1, self.tokens.close(open));
        self.layout.cbox(INDENT);
        self.layout.ibox(-INDENT);
        (self.path(start, open, true)? == open).then_some(())?;
        self.layout.end();
        self.layout.word(" {");
        self.layout.space_if_nonempty();
        let tokens = &self.tokens;
        let has_rest = tokens.find(inner, close, |at| tokens.is_pair(at, '.', '.')) < close;
        self.between_commas(
            inner,
            close,
            comma_in_expressions,
            |this, start, end, is_last| {
                if this.tokens.is_pair(start, '.', '.') {
                    this.layout.word("..");
                    this.expression(start + 2, end, false)?;
                    this.layout.space();
                    return Some(());
                }
                this.token(start);
                if start + 1 < end {
                    this.tokens.is_sign(start + 1, ':').then_some(())?;
                    this.layout.word(": ");
                    this.layout.ibox(0);
                    this.expression(start + 2, end, false)?;
                    this.layout.end();
                }
                this.layout.trailing_comma_or_space(is_last && !has_rest);
                Some(())
            },
        )?;
        self.layout.offset(-INDENT);
        self.layout.end_within(34);
        self.layout.word("}");
        Some(())
    }
}
