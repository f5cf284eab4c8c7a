//! What is separated by commas.

use super::layout::INDENT;
use super::tokens::Tokens;
use super::{Done, Printer, comma_in_types};

impl Printer {
    /// Goes through what is separated by commas; `each` is told whether it has the last one.
    pub(super) fn between_commas(
        &mut self,
        start: usize,
        end: usize,
        find: impl Fn(&Tokens, usize, usize) -> Option<usize>,
        mut each: impl FnMut(&mut Self, usize, usize, bool) -> Done,
    ) -> Done {
        let mut at = start;
        while at < end {
            let comma = find(&self.tokens, at, end)?;
            let is_last = comma + 1 >= end;
            each(self, at, comma, is_last)?;
            at = comma + 1;
        }
        Some(())
    }

    /// Puts members on one line, or each on a line of its own, into a box that stays open.
    pub(super) fn listed(
        &mut self,
        start: usize,
        end: usize,
        find: impl Fn(&Tokens, usize, usize) -> Option<usize>,
        mut each: impl FnMut(&mut Self, usize, usize) -> Done,
    ) -> Done {
        self.layout.zerobreak();
        self.between_commas(start, end, find, |this, start, end, is_last| {
            each(this, start, end)?;
            this.layout.trailing_comma(is_last);
            Some(())
        })
    }

    /// Puts a tuple, of which a single member keeps its comma.
    pub(super) fn tuple(
        &mut self,
        start: usize,
        end: usize,
        is_one: bool,
        find: impl Fn(&Tokens, usize, usize) -> Option<usize>,
        mut each: impl FnMut(&mut Self, usize, usize) -> Done,
    ) -> Done {
        self.layout.word("(");
        self.layout.cbox(INDENT);
        self.layout.zerobreak();
        self.between_commas(start, end, find, |this, start, end, is_last| {
            each(this, start, end)?;
            if is_one {
                this.layout.word(",");
                this.layout.zerobreak();
            } else {
                this.layout.trailing_comma(is_last);
            }
            Some(())
        })?;
        self.close_box(")");
        Some(())
    }

    /// Puts the members in a pair of braces, each on a line of its own, and ends the box.
    pub(super) fn lines_in_braces(
        &mut self,
        open: usize,
        mut each: impl FnMut(&mut Self, usize, usize) -> Done,
    ) -> Done {
        self.layout.word(" {");
        self.layout.hardbreak_if_nonempty();
        let close = self.tokens.close(open);
        self.between_commas(open + 1, close, comma_in_types, |this, start, end, _| {
            each(this, start, end)?;
            this.layout.word(",");
            this.layout.hardbreak();
            Some(())
        })?;
        self.close_box("}");
        Some(())
    }

    /// Ends an indented box, and what it is in.
    pub(super) fn close_box(&mut self, bracket: &str) {
        self.layout.offset(-INDENT);
        self.layout.end();
        self.layout.word(bracket);
    }
}
