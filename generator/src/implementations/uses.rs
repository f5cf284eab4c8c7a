//! Where a further `use` goes in a module.

use syn::spanned::Spanned as _;
use syn::{Item, UseTree};

use super::scope::plain;
use super::source::Source;

/// The `use` items of a module and its first item.
#[derive(Debug, Clone, Default)]
pub(super) struct Uses {
    /// Path up to the braces, first byte and byte after the end.
    imports: Vec<(Vec<String>, usize, usize)>,
    /// First byte of the first item.
    first: usize,
}

/// Text to put in, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Insertion {
    pub(super) at: usize,
    pub(super) text: String,
}

impl Uses {
    pub(super) fn of(source: &Source, items: &[Item]) -> Self {
        let imports = items.iter().filter_map(|item| match item {
            Item::Use(item) => {
                let range = source.range(item.span());
                Some((head(&item.tree), range.start, range.end))
            }
            _ => None,
        });
        Self {
            imports: imports.collect(),
            first: items
                .first()
                .map_or(source.text.len(), |item| source.range(item.span()).start),
        }
    }

    /// Puts `use <path><rest>;` beside those of the same crate.
    pub(super) fn insertion(&self, source: &Source, path: &[String], rest: &str) -> Insertion {
        let line = format!("use {}{rest};", path.join("::"));
        let same = |(head, ..): &&(Vec<String>, usize, usize)| head.first() == path.first();
        let bigger = self
            .imports
            .iter()
            .filter(same)
            .find(|(head, ..)| head.as_slice() > path);
        let last = self.imports.iter().rfind(same);
        match (bigger, last, self.imports.first()) {
            (Some((_, start, _)), ..) | (None, None, Some((_, start, _))) => {
                before(source, *start, &line, "")
            }
            (None, Some((_, _, end)), _) => after(source, *end, &line),
            (None, None, None) => before(source, self.first, &line, source.newline()),
        }
    }
}

/// A line before an item.
pub(super) fn before(source: &Source, start: usize, line: &str, gap: &str) -> Insertion {
    if source.begins_line(start) {
        let indent = source.indent(start);
        let newline = source.newline();
        return Insertion {
            at: source.line_start(start),
            text: format!("{indent}{line}{newline}{gap}"),
        };
    }
    Insertion {
        at: start,
        text: format!("{line} "),
    }
}

/// A line after an item that ends at a byte.
pub(super) fn after(source: &Source, end: usize, line: &str) -> Insertion {
    let newline = source.newline();
    let rest = &source.text[end..];
    let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    // Something follows in the same line, a comment or a further item.
    if !rest[..line_end].trim().is_empty() {
        return Insertion {
            at: end,
            text: format!(" {line}"),
        };
    }
    let indent = source.indent(end);
    let (at, text) = if rest[..line_end].ends_with('\n') {
        (end + line_end, format!("{indent}{line}{newline}"))
    } else {
        (end, format!("{newline}{indent}{line}"))
    };
    Insertion { at, text }
}

fn head(tree: &UseTree) -> Vec<String> {
    let mut path = Vec::new();
    let mut tree = tree;
    loop {
        match tree {
            UseTree::Path(inner) => {
                path.push(plain(&inner.ident));
                tree = &inner.tree;
            }
            UseTree::Name(name) => {
                path.push(plain(&name.ident));
                return path;
            }
            UseTree::Rename(renamed) => {
                path.push(plain(&renamed.ident));
                return path;
            }
            UseTree::Glob(_) | UseTree::Group(_) => return path,
        }
    }
}
