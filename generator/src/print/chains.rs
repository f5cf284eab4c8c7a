//! Calls, fields and `?` behind an expression.

use proc_macro2::Delimiter;

use super::expressions::comma_in_expressions;
use super::layout::{Break, INDENT};
use super::tokens::Kind;
use super::{Done, Printer};

/// Names of at most this length keep the first call of a chain beside them.
const SHORT: usize = INDENT as usize;

/// What a chain of calls has behind its first expression.
#[derive(Clone, Copy)]
enum Link {
    /// A field, or `.await`; the name stands there.
    Field(usize),
    /// A method: its name, the place behind its generics, and the parenthesis.
    Method(usize, usize),
    /// Arguments in a parenthesis.
    Call(usize),
    /// An index in brackets.
    Index(usize),
    Try,
}

impl Link {
    fn is_dotted(self) -> bool {
        matches!(self, Self::Field(_) | Self::Method(..))
    }
}

impl Printer {
    /// Puts an expression with all calls, fields and `?` behind it.
    pub(super) fn chain(&mut self, start: usize, end: usize, begins_line: bool) -> Done {
        let base = self.end_of_base(start, end)?;
        let mut links = Vec::new();
        let mut at = base;
        while at < end {
            let tokens = &self.tokens;
            let (link, next) = match tokens.kind(at)? {
                Kind::Punct('?', _) => (Link::Try, at + 1),
                Kind::Open(Delimiter::Parenthesis) => (Link::Call(at), tokens.after(at)),
                Kind::Open(Delimiter::Bracket) => (Link::Index(at), tokens.after(at)),
                Kind::Punct('.', _) => {
                    let name = at + 1;
                    let mut next = name + 1;
                    if next < end && tokens.is_path_sign(next) {
                        next = tokens.after_angle(next + 2, end)?;
                    }
                    if next < end && tokens.is_open(next, Delimiter::Parenthesis) {
                        (Link::Method(name, next), tokens.after(next))
                    } else {
                        (next == name + 1).then_some((Link::Field(name), next))?
                    }
                }
                _ => return None,
            };
            links.push(link);
            at = next;
        }
        let Some(last) = links.iter().rposition(|link| link.is_dotted()) else {
            self.base(start, base)?;
            return links.into_iter().try_for_each(|link| self.link(link, 0));
        };
        let is_short = begins_line
            && base == start + 1
            && self.tokens.kind(start)? == Kind::Ident
            && self.tokens.text(start).len() <= SHORT
            && !matches!(self.tokens.text(start), "true")
            && links[0].is_dotted();
        self.layout.cbox(INDENT);
        self.layout.cbox(-INDENT);
        self.base(start, base)?;
        self.layout.end();
        for (index, link) in links.iter().enumerate() {
            if link.is_dotted() && !(is_short && index == 0) {
                self.layout.put(Break {
                    instead: self.layout.ends_with_point().then_some(' '),
                    ..Break::default()
                });
            }
            // The arguments of a chain of one call stand as those of a function do.
            let offset = if is_short && last == 0 { -INDENT } else { 0 };
            self.link(*link, offset)?;
            if index == last {
                self.layout.end();
            }
        }
        Some(())
    }

    fn link(&mut self, link: Link, offset: isize) -> Done {
        match link {
            Link::Try => self.layout.word("?"),
            Link::Call(open) => {
                self.layout.word("(");
                self.arguments(open)?;
                self.layout.word(")");
            }
            Link::Index(open) => {
                self.layout.word("[");
                self.expression(open + 1, self.tokens.close(open), false)?;
                self.layout.word("]");
            }
            Link::Field(name) => {
                self.layout.word(".");
                self.token(name);
            }
            Link::Method(name, open) => {
                self.layout.word(".");
                self.ident(name)?;
                if name + 1 < open {
                    self.generic_arguments(name + 3, open, true)?;
                }
                self.layout.cbox(offset);
                self.layout.word("(");
                self.arguments(open)?;
                self.layout.word(")");
                self.layout.end();
            }
        }
        Some(())
    }

    /// Where the first expression of a chain ends.
    pub(super) fn end_of_base(&self, start: usize, end: usize) -> Option<usize> {
        let tokens = &self.tokens;
        match tokens.kind(start)? {
            Kind::Literal => Some(start + 1),
            Kind::Open(Delimiter::Parenthesis | Delimiter::Bracket) => Some(tokens.after(start)),
            Kind::Open(Delimiter::Brace) => (tokens.after(start) == end).then_some(end),
            Kind::Ident => {
                let mut at = start + 1;
                while at < end && tokens.is_path_sign(at) {
                    at = if tokens.is_sign(at + 2, '<') {
                        tokens.after_angle(at + 2, end)?
                    } else {
                        at + 3
                    };
                }
                if at < end && tokens.is_sign(at, '!') {
                    return Some(tokens.after(at + 1));
                }
                if at < end && tokens.is_open(at, Delimiter::Brace) {
                    return Some(tokens.after(at));
                }
                Some(at)
            }
            _ => None,
        }
    }

    fn base(&mut self, start: usize, end: usize) -> Done {
        match self.tokens.kind(start)? {
            Kind::Literal => {
                self.token(start);
                Some(())
            }
            Kind::Open(Delimiter::Parenthesis) => self.parenthesis(start),
            Kind::Open(Delimiter::Bracket) => self.array(start),
            Kind::Open(Delimiter::Brace) => self.braces(start, end),
            Kind::Ident => {
                let tokens = &self.tokens;
                if matches!(tokens.kind(end - 1)?, Kind::Close(_)) {
                    let open = tokens.find(start, end, |at| {
                        matches!(tokens.kind(at), Some(Kind::Open(_)))
                    });
                    if tokens.is_sign(open - 1, '!') {
                        return self.macro_call(start, open);
                    }
                    return self.structure(start, open);
                }
                (self.path(start, end, true)? == end).then_some(())
            }
            _ => None,
        }
    }

    fn arguments(&mut self, open: usize) -> Done {
        let (inner, close) = (open + 1, self.tokens.close(open));
        let comma = comma_in_expressions(&self.tokens, inner, close)?;
        let is_one = inner < close && comma + 1 >= close;
        if is_one && self.is_block(inner, comma)? {
            return self.expression(inner, comma, false);
        }
        self.layout.cbox(INDENT);
        self.listed(inner, close, comma_in_expressions, |this, start, end| {
            this.expression(start, end, false)
        })?;
        self.layout.offset(-INDENT);
        self.layout.end();
        Some(())
    }

    /// Whether an expression is a call of a function, not of a method.
    pub(super) fn is_plain_call(&self, start: usize, end: usize) -> Option<bool> {
        let tokens = &self.tokens;
        if self.binary(start, end)?.is_some() || tokens.kind(start)? != Kind::Ident {
            return Some(false);
        }
        let base = self.end_of_base(start, end)?;
        Some(base < end && tokens.after(base) == end)
    }
}
