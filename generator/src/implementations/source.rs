//! A hand-written file: its text, its syntax, and the way from one to the other.

use std::ops::Range;
use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};

/// A file that was read and parsed.
pub(super) struct Source {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its whole text, byte order mark and all.
    pub(super) text: String,
    /// Its syntax; spans count from `shift`.
    pub(super) syntax: syn::File,
    /// Bytes before what was parsed: a byte order mark, a `#!` line.
    shift: usize,
}

/// Why a file could not be parsed; line and column count from 1.
#[derive(Debug)]
pub(super) struct Unparsed {
    pub(super) message: String,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Source {
    /// Parses a file's text.
    pub(super) fn parse(path: &Path, text: String) -> Result<Self, Unparsed> {
        let shift = prefix(&text);
        let lines_before = text[..shift].matches('\n').count();
        let unparsed = |message: String, span: Span| {
            let start = span.start();
            Unparsed {
                message,
                line: start.line + lines_before,
                column: start.column + 1,
            }
        };
        let tokens: TokenStream = text[shift..]
            .parse()
            .map_err(|error: proc_macro2::LexError| unparsed(error.to_string(), error.span()))?;
        let syntax =
            syn::parse2(tokens).map_err(|error| unparsed(error.to_string(), error.span()))?;
        Ok(Self {
            path: path.to_owned(),
            text,
            syntax,
            shift,
        })
    }

    /// Bytes of the text that a span covers.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        let clamp = |at: usize| (at + self.shift).min(self.text.len());
        clamp(range.start)..clamp(range.end)
    }

    /// Line and column of a byte, from 1; columns count characters.
    pub(super) fn position(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (line, before[start..].chars().count() + 1)
    }

    /// The line end that the file uses.
    pub(super) fn newline(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// First byte of the line of a byte.
    pub(super) fn line_start(&self, byte: usize) -> usize {
        self.text[..byte].rfind('\n').map_or(0, |at| at + 1)
    }

    /// White space at the beginning of the line of a byte.
    pub(super) fn indent(&self, byte: usize) -> &str {
        let line = &self.text[self.line_start(byte)..];
        let end = line.find(|c| c != ' ' && c != '\t').unwrap_or(line.len());
        &line[..end]
    }

    /// Whether nothing but white space stands before a byte in its line.
    pub(super) fn begins_line(&self, byte: usize) -> bool {
        self.text[self.line_start(byte)..byte].trim().is_empty()
    }

    /// Whether indentation is written in tabs.
    pub(super) fn uses_tabs(&self) -> bool {
        let indented = self.text.lines().find(|line| line.starts_with([' ', '\t']));
        indented.is_some_and(|line| line.starts_with('\t'))
    }
}

/// Bytes of a byte order mark and of a line that tells the system how to run the file.
fn prefix(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let rest = &text[mark..];
    let is_interpreter = rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[');
    if is_interpreter {
        mark + rest.find('\n').unwrap_or(rest.len())
    } else {
        mark
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::spanned::Spanned as _;

    #[test]
    fn bytes_are_found_behind_marks_and_wide_characters() {
        let text = "\u{feff}#!/usr/bin/env run\r\n// ä€\r\nfn ü() {}\r\n".to_owned();
        let source = Source::parse(Path::new("a.rs"), text).ok().unwrap();
        let range = source.range(source.syntax.items[0].span());
        assert_eq!(&source.text[range.clone()], "fn ü() {}");
        assert_eq!(source.position(range.start), (3, 1));
        assert_eq!(source.newline(), "\r\n");
    }

    #[test]
    fn what_is_not_rust_has_a_place() {
        for (text, line) in [
            ("fn a() {}\nfn (", 2),
            ("fn a() {\n  \"", 2),
            ("#!/x\nfn fn", 2),
        ] {
            let error = Source::parse(Path::new("a.rs"), text.to_owned())
                .err()
                .unwrap();
            assert_eq!(error.line, line, "{text}: {error:?}");
        }
    }
}
