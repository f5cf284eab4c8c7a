//! Comments that say what is orphaned.

use super::ORPHANED;
use super::scaffold::{Edit, Plan};
use super::source::Source;
use super::status::shown;
use super::uses::{Insertion, before};

impl Plan<'_> {
    /// Puts a comment before something orphaned.
    pub(super) fn mark(&mut self, source: usize, start: usize, name: usize, why: &str, what: &str) {
        let file = &self.found.sources[source];
        if marks(file, start, name).next().is_some() {
            return;
        }
        let insertion = if file.begins_line(start) {
            before(file, start, &format!("// {ORPHANED} {why}"), "")
        } else {
            Insertion {
                at: start,
                text: format!("/* {ORPHANED} {why} */ "),
            }
        };
        self.insert(source, insertion);
        let path = shown(&file.path);
        self.scaffold
            .done
            .push(format!("marked {what} in {} as orphaned", path.display()));
    }

    /// Takes away comments before what is asked for again.
    pub(super) fn unmark(&mut self, source: usize, start: usize, name: usize) {
        let file = &self.found.sources[source];
        for range in marks(file, start, name) {
            let edit = Edit {
                source,
                at: range.start,
                remove: range.len(),
                insert: String::new(),
            };
            if !self.scaffold.edits.contains(&edit) {
                self.scaffold.edits.push(edit);
            }
        }
    }
}

/// Comments of `scaffold` that belong to an item: above it, and between its attributes. Whole lines where they are lines.
fn marks(
    source: &Source,
    start: usize,
    name: usize,
) -> impl Iterator<Item = std::ops::Range<usize>> {
    let text = &source.text;
    let mut from = source.line_start(start);
    // Comments that stand directly above.
    while from > 0 {
        let above = source.line_start(from - 1);
        if !text[above..from].trim_start().starts_with("//") {
            break;
        }
        from = above;
    }
    let mut found = Vec::new();
    let mut at = from;
    for line in text[from..name].split_inclusive('\n') {
        let begin = line.trim_start();
        if begin
            .strip_prefix("// ")
            .is_some_and(|rest| rest.starts_with(ORPHANED))
        {
            found.push(at..at + line.len());
        }
        at += line.len();
    }
    // In the line of something else.
    let inline = format!("/* {ORPHANED}");
    let line = source.line_start(start);
    if let Some(open) = text[line..start].rfind(&inline)
        && let Some(length) = text[line + open..start].find("*/")
        && text[line + open + length + 2..start].trim().is_empty()
    {
        found.push(line + open..start);
    }
    found.into_iter()
}
