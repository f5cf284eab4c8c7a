//! Calls of macros: tokens whose meaning is not known.

use proc_macro2::Delimiter;

use super::layout::INDENT;
use super::tokens::{Kind, brackets};
use super::{Done, Printer};

/// What was put last.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Dot,
    Colon,
    PathSign,
    Ident,
    Bang,
    Group,
    Other,
}

impl Printer {
    /// Puts a call whose arguments stand in the group at `open`.
    pub(super) fn macro_call(&mut self, start: usize, open: usize) -> Done {
        let Some(Kind::Open(delimiter)) = self.tokens.kind(open) else {
            return None;
        };
        (delimiter != Delimiter::Brace).then_some(())?;
        (self.path(start, open - 1, true)? == open - 1).then_some(())?;
        let (before, after) = brackets(delimiter);
        self.layout.word("!");
        self.layout.word(before);
        let (inner, close) = (open + 1, self.tokens.close(open));
        if inner < close {
            self.layout.cbox(INDENT);
            self.layout.zerobreak();
            self.layout.ibox(0);
            self.macro_tokens(inner, close)?;
            self.layout.end();
            self.layout.zerobreak();
            self.layout.offset(-INDENT);
            self.layout.end();
        }
        self.layout.word(after);
        Some(())
    }

    fn macro_tokens(&mut self, start: usize, end: usize) -> Done {
        let mut last = Last::Other;
        let mut is_joint = true;
        let mut at = start;
        while at < end {
            let kind = self.tokens.kind(at)?;
            let round = Kind::Open(Delimiter::Parenthesis);
            let square = Kind::Open(Delimiter::Bracket);
            let (needs_space, next) = match (last, kind) {
                (_, Kind::Punct('$' | '#', _)) => return None,
                (Last::Ident, kind) if kind == round || kind == square => (false, Last::Group),
                (Last::Ident, Kind::Punct('!', false)) => (false, Last::Bang),
                (Last::Bang, kind) if kind == round || kind == square => (false, Last::Other),
                (Last::Colon, Kind::Punct(':', _)) => (false, Last::PathSign),
                (_, kind) if kind == round || kind == square => (true, Last::Group),
                (_, Kind::Open(_)) => (true, Last::Other),
                (_, Kind::Ident) if !is_keyword(self.tokens.text(at)) => {
                    (last != Last::Dot && last != Last::PathSign, Last::Ident)
                }
                (_, Kind::Literal) => {
                    (!self.tokens.text(at).ends_with('.')).then_some(())?;
                    (last != Last::Dot, Last::Ident)
                }
                (_, Kind::Punct(',' | ';', _)) => (false, Last::Other),
                (_, Kind::Punct('.', _)) => (last != Last::Ident && last != Last::Group, Last::Dot),
                (_, Kind::Punct(':', true)) => (last != Last::Ident, Last::Colon),
                (_, Kind::Close(_)) => return None,
                _ => (true, Last::Other),
            };
            if !is_joint {
                if needs_space {
                    self.layout.space();
                } else if matches!(kind, Kind::Punct('.', _)) {
                    self.layout.zerobreak();
                }
            }
            is_joint = matches!(kind, Kind::Punct(_, true));
            if let Kind::Open(delimiter) = kind {
                let (before, after) = brackets(delimiter);
                let (inner, close) = (at + 1, self.tokens.close(at));
                self.layout.word(before);
                if inner < close {
                    let is_brace = delimiter == Delimiter::Brace;
                    if is_brace {
                        self.layout.space();
                    }
                    self.macro_tokens(inner, close)?;
                    if is_brace {
                        self.layout.space();
                    }
                }
                self.layout.word(after);
            } else {
                self.token(at);
            }
            at = self.tokens.after(at);
            last = next;
        }
        Some(())
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "as" | "async"
            | "await"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "type"
            | "unsafe"
            | "use"
            | "where"
            | "while"
            | "yield"
    )
}
