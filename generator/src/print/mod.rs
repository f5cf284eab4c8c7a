//! Tokens as text with lines and indentation.
//!
//! Items are written as prettyplease writes them, byte by byte, but straight from the tokens: it would need them parsed once
//! more, which takes three times as long as everything here. What is not known here is left to it, item by item.

mod attributes;
mod brackets;
mod branches;
mod chains;
mod expressions;
mod items;
mod layout;
mod lists;
mod macros;
mod members;
mod patterns;
mod statements;
#[cfg(test)]
mod tests;
mod tokens;
mod types;

use proc_macro2::TokenStream;

use layout::Layout;
use tokens::Tokens;

/// Writes an item, or leaves it to prettyplease: `None`.
type Done = Option<()>;

/// The name of an item that is named only when it is written. No name made of a document has two underscores.
pub(crate) const NAMELESS: &str = "__It";

/// Tokens of a file, in pieces: putting tokens into others copies them.
#[derive(Default)]
pub(crate) struct Code(Vec<Piece>);

/// Tokens, and what [`NAMELESS`] is called in them.
struct Piece {
    tokens: TokenStream,
    name: Option<String>,
}

impl Code {
    /// Adds tokens as they are.
    pub(crate) fn add(&mut self, tokens: TokenStream) {
        self.0.push(Piece { tokens, name: None });
    }

    /// Adds several pieces as they are.
    pub(crate) fn extend(&mut self, pieces: impl IntoIterator<Item = TokenStream>) {
        pieces.into_iter().for_each(|tokens| self.add(tokens));
    }

    /// Adds tokens of which an item is nameless, and its name.
    pub(crate) fn add_named(&mut self, tokens: TokenStream, name: String) {
        let name = Some(name);
        self.0.push(Piece { tokens, name });
    }

    /// Adds what is behind.
    pub(crate) fn append(&mut self, mut code: Self) {
        self.0.append(&mut code.0);
    }
}

impl From<TokenStream> for Code {
    fn from(tokens: TokenStream) -> Self {
        let mut code = Self::default();
        code.add(tokens);
        code
    }
}

/// Writes a file, below a header.
///
/// # Errors
/// When it is not Rust.
pub(crate) fn file(header: &str, code: Code) -> syn::Result<String> {
    let mut printer = Printer {
        tokens: Tokens::of(code),
        layout: Layout::default(),
    };
    let mut out = String::with_capacity(printer.tokens.len() * 8);
    out.push_str(header);
    let mut at = 0;
    while at < printer.tokens.len() {
        printer.layout.clear();
        printer.layout.cbox(0);
        match printer.item_or_inner_attribute(at) {
            Some(end) => {
                printer.layout.end();
                printer.layout.print(&mut out);
                at = end;
            }
            None => {
                let end = printer.end_of_item(at);
                let parsed = syn::parse_str(&printer.tokens.source(at, end))?;
                out.push_str(&prettyplease::unparse(&parsed));
                at = end;
            }
        }
    }
    Ok(out)
}

/// Steps of a layout, made of tokens. Each method takes a range of tokens and says `None` where it does not know them.
struct Printer {
    tokens: Tokens,
    layout: Layout,
}

impl Printer {
    /// Puts a token.
    fn token(&mut self, at: usize) {
        self.layout.word(self.tokens.text(at));
    }

    /// Puts a token that is a name.
    fn ident(&mut self, at: usize) -> Option<usize> {
        (self.tokens.kind(at)? == tokens::Kind::Ident).then(|| self.token(at))?;
        Some(at + 1)
    }
}

/// The comma after a type, or the end.
fn comma_in_types(tokens: &Tokens, at: usize, end: usize) -> Option<usize> {
    tokens.find_in_type(at, end, |at| tokens.is_sign(at, ','))
}
