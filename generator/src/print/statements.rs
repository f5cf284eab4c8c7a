//! Blocks and what stands in them.

use proc_macro2::Delimiter;

use super::layout::INDENT;
use super::tokens::Kind;
use super::{Done, Printer};

impl Printer {
    /// Puts `{` statements `}`.
    pub(super) fn braces(&mut self, open: usize, end: usize) -> Done {
        (self.tokens.is_open(open, Delimiter::Brace) && self.tokens.after(open) == end)
            .then_some(())?;
        self.layout.cbox(INDENT);
        self.small_block(open)?;
        self.layout.end();
        Some(())
    }

    pub(super) fn small_block(&mut self, open: usize) -> Done {
        let (inner, close) = (open + 1, self.tokens.close(open));
        self.layout.word("{");
        if inner < close {
            self.layout.space();
            if self.is_one_expression(inner, close) {
                self.layout.ibox(0);
                self.expression(inner, close, true)?;
                self.layout.end();
                self.layout.space();
            } else {
                self.statements(inner, close)?;
            }
            self.layout.offset(-INDENT);
        }
        self.layout.word("}");
        Some(())
    }

    /// Whether statements are one expression.
    pub(super) fn is_one_expression(&self, start: usize, end: usize) -> bool {
        let is_statement = self.tokens.is_word(start, "let") || self.tokens.is_sign(start, '#');
        !is_statement && self.end_of_statement(start, end) == (end, false)
    }

    /// Where a statement ends, and whether a semicolon stands there.
    fn end_of_statement(&self, start: usize, end: usize) -> (usize, bool) {
        let tokens = &self.tokens;
        if tokens.is_word(start, "match")
            || tokens.is_word(start, "if")
            || tokens.is_word(start, "for")
        {
            let is_block = |at: usize| tokens.is_open(at, Delimiter::Brace);
            let mut at = tokens.after(tokens.find(start, end, is_block));
            while at < end && tokens.is_word(at, "else") {
                at = tokens.after(tokens.find(at, end, is_block));
            }
            let goes_on =
                tokens.is_sign(at, '.') || tokens.is_sign(at, '?') || tokens.is_sign(at, ';');
            if at < end && !goes_on {
                return (at, false);
            }
        }
        let semicolon = tokens.find(start, end, |at| tokens.is_sign(at, ';'));
        (semicolon, semicolon < end)
    }

    /// Puts all statements of a block.
    pub(super) fn statements(&mut self, start: usize, end: usize) -> Done {
        let mut at = start;
        while at < end {
            if self.tokens.is_sign(at, '#') {
                return None;
            }
            let (stop, has_semicolon) = self.end_of_statement(at, end);
            self.layout.ibox(0);
            if self.tokens.is_word(at, "let") {
                has_semicolon.then_some(())?;
                self.let_(at, stop)?;
                self.layout.word(";");
            } else {
                if matches!(
                    self.tokens.text(at),
                    "use" | "fn" | "const" | "static" | "struct" | "impl" | "for"
                ) {
                    return None;
                }
                if let Some(equals) = self.assignment(at, stop) {
                    has_semicolon.then_some(())?;
                    self.layout.ibox(0);
                    self.expression(at, equals, false)?;
                    self.layout.word(" = ");
                    self.layout.neverbreak();
                    self.expression(equals + 1, stop, false)?;
                    self.layout.end();
                } else {
                    if self.tokens.is_word(at, "return") && !has_semicolon {
                        return None;
                    }
                    self.expression(at, stop, true)?;
                }
                if has_semicolon {
                    // `if` and its like have none.
                    (!self.tokens.is_word(at, "if")).then(|| self.layout.word(";"))?;
                }
            }
            self.layout.end();
            self.layout.hardbreak();
            at = stop + usize::from(has_semicolon);
        }
        Some(())
    }

    fn assignment(&self, start: usize, end: usize) -> Option<usize> {
        let tokens = &self.tokens;
        let equals = tokens.find(start, end, |at| {
            matches!(tokens.kind(at), Some(Kind::Punct(sign, _)) if !matches!(sign, '.' | ':' | '*' | '?'))
        });
        let is_plain = tokens.kind(equals) == Some(Kind::Punct('=', false));
        (equals < end && is_plain).then_some(equals)
    }

    fn let_(&mut self, start: usize, end: usize) -> Done {
        self.layout.word("let ");
        let tokens = &self.tokens;
        let equals = tokens.find_in_type(start, end, |at| tokens.is_sign(at, '='))?;
        let has_else = tokens.find(equals, end, |at| tokens.is_word(at, "else"));
        // That of an `if` follows a block.
        let is_let_else = has_else < end && !tokens.is_word(equals + 1, "if");
        (!is_let_else).then_some(())?;
        self.typed_pattern(start + 1, equals)?;
        if equals < end {
            self.layout.word(" = ");
            self.layout.neverbreak();
            self.expression(equals + 1, end, false)?;
        }
        Some(())
    }
}
