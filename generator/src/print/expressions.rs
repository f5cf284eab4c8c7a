//! Expressions: which kind they are, operators, closures.

use proc_macro2::Delimiter;

use super::layout::{Break, INDENT};
use super::tokens::{Kind, Tokens};
use super::{Done, Printer};

/// The comma after an expression, or the end.
pub(super) fn comma_in_expressions(tokens: &Tokens, start: usize, end: usize) -> Option<usize> {
    let mut at = after_parameters(tokens, start, end).unwrap_or(start);
    while at < end && !tokens.is_sign(at, ',') {
        at = if tokens.is_path_sign(at) && tokens.is_sign(at + 2, '<') {
            tokens.after_angle(at + 2, end)?
        } else {
            tokens.after(at)
        };
    }
    Some(at)
}

/// The place behind the parameters of a closure.
pub(super) fn after_parameters(tokens: &Tokens, start: usize, end: usize) -> Option<usize> {
    let first = start + usize::from(tokens.is_word(start, "move"));
    tokens.is_sign(first, '|').then_some(())?;
    let close = tokens.find(first + 1, end, |at| tokens.is_sign(at, '|'));
    (close < end).then_some(close + 1)
}

impl Printer {
    /// Puts an expression that takes up the whole range.
    pub(super) fn expression(&mut self, start: usize, end: usize, begins_line: bool) -> Done {
        let tokens = &self.tokens;
        if after_parameters(tokens, start, end).is_some() {
            return self.closure(start, end);
        }
        if tokens.kind(start)? == Kind::Ident {
            match tokens.text(start) {
                "match" => return self.match_(start, end),
                "if" => return self.if_(start, end),
                "return" if start + 1 == end => {
                    self.layout.word("return");
                    return Some(());
                }
                "return" => {
                    self.layout.word("return ");
                    return self.expression(start + 1, end, false);
                }
                "async" => {
                    self.layout.word("async ");
                    let mut at = start + 1;
                    if self.tokens.is_word(at, "move") {
                        self.layout.word("move ");
                        at += 1;
                    }
                    return self.braces(at, end);
                }
                "let" | "for" | "while" | "loop" | "unsafe" | "break" | "continue" | "const" => {
                    return None;
                }
                _ => {}
            }
        }
        if let Some((at, length)) = self.binary(start, end)? {
            let is_single = self.binary(at + length, end)?.is_none();
            is_single.then_some(())?;
            self.layout.ibox(INDENT);
            self.layout.ibox(-INDENT);
            self.expression(start, at, false)?;
            self.layout.end();
            self.layout.space();
            for sign in at..at + length {
                self.token(sign);
            }
            self.layout.word(" ");
            self.expression(at + length, end, false)?;
            self.layout.end();
            return Some(());
        }
        match self.tokens.kind(start)? {
            Kind::Punct('&', _) => {
                self.layout.word("&");
                let mut at = start + 1;
                if self.tokens.is_word(at, "mut") {
                    self.layout.word("mut ");
                    at += 1;
                }
                self.expression(at, end, false)
            }
            Kind::Punct('*' | '!' | '-', _) => {
                self.token(start);
                self.expression(start + 1, end, false)
            }
            _ => self.chain(start, end, begins_line),
        }
    }

    /// The first operator between two operands, and how many signs it has; ranges, casts and assignments are not known.
    pub(super) fn binary(&self, start: usize, end: usize) -> Option<Option<(usize, usize)>> {
        let tokens = &self.tokens;
        let mut at = start;
        // Signs before an operand are none between two.
        while matches!(tokens.kind(at), Some(Kind::Punct('&' | '*' | '!' | '-', _)))
            || tokens.is_word(at, "mut")
        {
            at += 1;
        }
        while at < end {
            match tokens.kind(at)? {
                Kind::Punct('.', true) => return None,
                Kind::Punct('.' | '?', _) => at += 1,
                Kind::Punct(':', true) if tokens.is_sign(at + 2, '<') => {
                    at = tokens.after_angle(at + 2, end)?;
                }
                Kind::Punct(':', true) => at += 2,
                Kind::Punct('!', false) => at += 1,
                Kind::Punct(first, is_joint) => {
                    let is_double = is_joint
                        && ['&', '|', '=', '!', '<', '>'].contains(&first)
                        && match tokens.kind(at + 1)? {
                            Kind::Punct('=', _) => matches!(first, '=' | '!' | '<' | '>'),
                            Kind::Punct(second, _) => second == first && matches!(first, '&' | '|'),
                            _ => false,
                        };
                    let is_single =
                        matches!(first, '+' | '-' | '*' | '/' | '%' | '<' | '>') && !is_joint;
                    return match (is_double, is_single) {
                        (true, _) => Some(Some((at, 2))),
                        (_, true) => Some(Some((at, 1))),
                        _ => None,
                    };
                }
                Kind::Ident if tokens.text(at) == "as" => return None,
                _ => at = tokens.after(at),
            }
        }
        Some(None)
    }

    /// Whether an expression has brackets of its own around it that can be broken.
    pub(super) fn is_block(&self, start: usize, end: usize) -> Option<bool> {
        let tokens = &self.tokens;
        if after_parameters(tokens, start, end).is_some() {
            return Some(true);
        }
        let is_whole = tokens.after(start) == end;
        Some(match tokens.kind(start)? {
            Kind::Open(Delimiter::Bracket) if is_whole => {
                let (inner, close) = (start + 1, end - 1);
                tokens.find(inner, close, |at| tokens.is_sign(at, ';')) == close
            }
            Kind::Open(Delimiter::Parenthesis) if is_whole => {
                let (inner, close) = (start + 1, end - 1);
                inner == close || comma_in_expressions(tokens, inner, close)? < close
            }
            Kind::Open(Delimiter::Brace) => is_whole,
            Kind::Ident => match tokens.text(start) {
                "async" => true,
                "match" | "if" => false,
                _ => {
                    let is_one = self.binary(start, end)?.is_none();
                    let base = self.end_of_base(start, end)?;
                    let is_brace = tokens.kind(base - 1)? == Kind::Close(Delimiter::Brace);
                    let is_macro = tokens.find(start, base, |at| tokens.is_sign(at, '!')) < base;
                    is_one && base == end && is_brace && !is_macro
                }
            },
            _ => false,
        })
    }

    fn closure(&mut self, start: usize, end: usize) -> Done {
        let body = after_parameters(&self.tokens, start, end)?;
        // A result type needs a block.
        (!self.tokens.is_pair(body, '-', '>')).then_some(())?;
        self.layout.ibox(0);
        let mut at = start;
        if self.tokens.is_word(at, "move") {
            self.layout.word("move ");
            at += 1;
        }
        self.layout.cbox(INDENT);
        self.layout.word("|");
        let inputs = at + 1;
        self.between_commas(
            inputs,
            body - 1,
            super::comma_in_types,
            |this, start, end, is_last| {
                if start == inputs {
                    this.layout.zerobreak();
                }
                this.typed_pattern(start, end)?;
                if !is_last {
                    this.layout.word(",");
                    this.layout.space();
                }
                Some(())
            },
        )?;
        self.layout.word("|");
        self.layout.space();
        self.layout.offset(-INDENT);
        self.layout.end();
        self.layout.neverbreak();
        let tokens = &self.tokens;
        let is_match = tokens.is_word(body, "match");
        let is_call = matches!(tokens.kind(end - 1)?, Kind::Close(Delimiter::Parenthesis))
            && self.is_plain_call(body, end)?;
        if is_match || is_call || self.is_block(body, end)? {
            self.expression(body, end, false)?;
        } else {
            self.layout.cbox(INDENT);
            self.layout.put(Break {
                before: Some(self.brace(body, end)?),
                ..Break::default()
            });
            self.expression(body, end, false)?;
            self.layout.put(Break {
                offset: -INDENT,
                after: "}",
                ..Break::default()
            });
            self.layout.end();
        }
        self.layout.end();
        Some(())
    }

    /// What goes around an expression where it takes several lines; only those that are statements as they are, are known.
    pub(super) fn brace(&self, start: usize, end: usize) -> Option<char> {
        let tokens = &self.tokens;
        let is_return = tokens.is_word(start, "return");
        let has_operator = !is_return && self.binary(start, end)?.is_some();
        let is_odd = matches!(tokens.text(start), "match" | "if");
        (!is_return && !has_operator && !is_odd).then_some('{')
    }
}
