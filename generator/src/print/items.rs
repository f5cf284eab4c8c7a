//! Items: what a file consists of.

use proc_macro2::Delimiter;

use super::layout::INDENT;
use super::tokens::Kind;
use super::{Done, Printer, comma_in_types};

impl Printer {
    /// Puts what stands at the top of a file and goes behind it.
    pub(super) fn item_or_inner_attribute(&mut self, start: usize) -> Option<usize> {
        let is_inner = self.tokens.is_sign(start, '#') && self.tokens.is_sign(start + 1, '!');
        if is_inner {
            self.attribute(start + 2, true)?;
            return Some(self.tokens.after(start + 2));
        }
        let end = self.end_of_item(start);
        self.item(start, end)?;
        Some(end)
    }

    /// The place behind an item.
    pub(super) fn end_of_item(&self, start: usize) -> usize {
        let tokens = &self.tokens;
        let mut at = start;
        if tokens.is_sign(at, '#') && tokens.is_sign(at + 1, '!') {
            return tokens.after(at + 2);
        }
        while tokens.is_sign(at, '#') {
            at = tokens.after(at + 1);
        }
        let mut has_value = false;
        while at < tokens.len() {
            if tokens.is_sign(at, ';') || (!has_value && tokens.is_open(at, Delimiter::Brace)) {
                return tokens.after(at);
            }
            let generics = (!has_value && tokens.is_sign(at, '<'))
                .then(|| tokens.after_angle(at, tokens.len()))
                .flatten();
            // Braces of a value or of imports end no item.
            has_value |= tokens.is_sign(at, '=') || tokens.is_word(at, "use");
            at = generics.unwrap_or_else(|| tokens.after(at));
        }
        at
    }

    fn item(&mut self, start: usize, end: usize) -> Done {
        let at = self.outer_attributes(start)?;
        let tokens = &self.tokens;
        let mut word = at;
        if tokens.is_word(word, "pub") {
            word += 1;
            if tokens.is_open(word, Delimiter::Parenthesis) {
                word = tokens.after(word);
            }
        }
        match tokens.text(word) {
            "use" => self.use_(at, end),
            "mod" => self.module(at, end),
            "struct" => self.structure_item(at, end),
            "enum" => self.enumeration(at, end),
            "impl" => self.implementation(at, end),
            "trait" => self.trait_(at, end),
            "type" => self.alias(at, end),
            "static" => self.value(at, end, "static "),
            "const" if !tokens.is_word(word + 1, "fn") => self.value(at, end, "const "),
            "fn" | "async" | "const" => self.function(at, end),
            _ => None,
        }
    }

    /// Puts `pub`, if it is there, and goes behind it.
    pub(super) fn visibility(&mut self, at: usize) -> Option<usize> {
        if !self.tokens.is_word(at, "pub") {
            return Some(at);
        }
        if self.tokens.is_open(at + 1, Delimiter::Parenthesis) {
            let close = self.tokens.close(at + 1);
            let is_word = matches!(self.tokens.text(at + 2), "self" | "super" | "crate");
            (is_word && close == at + 3).then_some(())?;
            self.layout.word("pub(");
            self.token(at + 2);
            self.layout.word(") ");
            return Some(close + 1);
        }
        self.layout.word("pub ");
        Some(at + 1)
    }

    fn use_(&mut self, start: usize, end: usize) -> Done {
        let mut at = self.visibility(start)?;
        self.layout.word("use ");
        at = self.ident(at + 1)?;
        while self.tokens.is_path_sign(at) {
            self.layout.word("::");
            at = self.ident(at + 2)?;
        }
        if self.tokens.is_word(at, "as") {
            self.layout.word(" as ");
            at = self.ident(at + 1)?;
        }
        (at + 1 == end && self.tokens.is_sign(at, ';')).then_some(())?;
        self.layout.word(";");
        self.layout.hardbreak();
        Some(())
    }

    fn module(&mut self, start: usize, end: usize) -> Done {
        self.layout.cbox(INDENT);
        let at = self.visibility(start)?;
        self.layout.word("mod ");
        let at = self.ident(at + 1)?;
        (at + 1 == end && self.tokens.is_sign(at, ';')).then_some(())?;
        self.layout.word(";");
        self.layout.end();
        self.layout.hardbreak();
        Some(())
    }

    fn structure_item(&mut self, start: usize, end: usize) -> Done {
        self.layout.cbox(INDENT);
        let at = self.visibility(start)?;
        self.layout.word("struct ");
        let at = self.ident(at + 1)?;
        let at = self.generics(at, end)?;
        match self.tokens.kind(at)? {
            Kind::Open(Delimiter::Brace) => {
                self.lines_in_braces(at, Self::field)?;
            }
            Kind::Open(Delimiter::Parenthesis) => {
                self.unnamed_fields(at)?;
                self.layout.word(";");
                self.layout.end();
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

    /// Puts a field with a name.
    fn field(&mut self, start: usize, end: usize) -> Done {
        let at = self.outer_attributes(start)?;
        let at = self.visibility(at)?;
        let colon = self.ident(at)?;
        self.tokens.is_sign(colon, ':').then_some(())?;
        self.layout.word(": ");
        self.ty(colon + 1, end)
    }

    fn unnamed_fields(&mut self, open: usize) -> Done {
        let close = self.tokens.close(open);
        self.layout.word("(");
        self.listed(open + 1, close, comma_in_types, |this, start, end| {
            let at = this.outer_attributes(start)?;
            let at = this.visibility(at)?;
            this.ty(at, end)
        })?;
        self.layout.offset(-INDENT);
        self.layout.word(")");
        Some(())
    }

    fn enumeration(&mut self, start: usize, end: usize) -> Done {
        self.layout.cbox(INDENT);
        let at = self.visibility(start)?;
        self.layout.word("enum ");
        let at = self.ident(at + 1)?;
        let at = self.generics(at, end)?;
        self.tokens.is_open(at, Delimiter::Brace).then_some(())?;
        self.lines_in_braces(at, Self::variant)?;
        self.layout.hardbreak();
        Some(())
    }

    fn variant(&mut self, start: usize, end: usize) -> Done {
        let at = self.outer_attributes(start)?;
        let at = self.ident(at)?;
        if at == end {
            return Some(());
        }
        (self.tokens.after(at) == end).then_some(())?;
        match self.tokens.kind(at)? {
            Kind::Open(Delimiter::Parenthesis) => {
                self.layout.cbox(INDENT);
                self.unnamed_fields(at)?;
                self.layout.end();
            }
            Kind::Open(Delimiter::Brace) => {
                self.layout.word(" {");
                self.layout.cbox(INDENT);
                self.layout.space();
                let close = self.tokens.close(at);
                self.between_commas(
                    at + 1,
                    close,
                    comma_in_types,
                    |this, start, end, is_last| {
                        this.field(start, end)?;
                        this.layout.trailing_comma_or_space(is_last);
                        Some(())
                    },
                )?;
                self.close_box("}");
            }
            _ => return None,
        }
        Some(())
    }

    fn alias(&mut self, start: usize, end: usize) -> Done {
        self.layout.cbox(INDENT);
        let at = self.visibility(start)?;
        self.layout.word("type ");
        let at = self.ident(at + 1)?;
        let at = self.generics(at, end)?;
        self.tokens.is_sign(at, '=').then_some(())?;
        self.equals_type(at, end - 1)?;
        self.layout.word(";");
        self.layout.end();
        self.layout.hardbreak();
        Some(())
    }

    /// Puts `=` and the type behind it.
    pub(super) fn equals_type(&mut self, equals: usize, end: usize) -> Done {
        self.layout.word(" = ");
        self.layout.neverbreak();
        self.layout.ibox(-INDENT);
        self.ty(equals + 1, end)?;
        self.layout.end();
        Some(())
    }

    /// Puts a static or constant.
    pub(super) fn value(&mut self, start: usize, end: usize, keyword: &str) -> Done {
        self.layout.cbox(0);
        let at = self.visibility(start)?;
        self.layout.word(keyword);
        let colon = self.ident(at + 1)?;
        let semicolon = end - 1;
        self.tokens.is_sign(colon, ':').then_some(())?;
        let tokens = &self.tokens;
        let equals = tokens.find_in_type(colon, semicolon, |at| tokens.is_sign(at, '='))?;
        self.layout.word(": ");
        self.ty(colon + 1, equals)?;
        if equals < semicolon {
            self.layout.word(" = ");
            self.layout.neverbreak();
            self.expression(equals + 1, semicolon, false)?;
        }
        self.layout.word(";");
        self.layout.end();
        self.layout.hardbreak();
        Some(())
    }
}
