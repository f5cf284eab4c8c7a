//! Reports as people read them.

use std::fmt;

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use super::{Diagnostic, Excerpt, Position, Related, Report, Severity};

impl Report {
    /// The report as people read it; colours where `colour` says so.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            text.push_str(&diagnostic.render(&renderer));
            text.push_str("\n\n");
        }
        text
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.render(false).trim_end())
    }
}

impl Diagnostic {
    /// Whether another place is on the same line, which is shown once.
    fn is_beside(&self, related: &Related) -> bool {
        let is_same =
            |own: &Position| own.file == related.position.file && own.line == related.position.line;
        self.position.as_ref().is_some_and(is_same) && self.source.text == related.source.text
    }

    fn render(&self, renderer: &Renderer) -> String {
        let level = match self.severity {
            Severity::Warning => Level::WARNING,
            Severity::Unsupported => Level::ERROR.with_name(self.severity.name()),
            Severity::Error => Level::ERROR,
        };
        let title = level
            .primary_title(self.message.as_str())
            .id(self.code.name());
        let mut group = match &self.position {
            Some(position) => {
                let beside = self
                    .related
                    .iter()
                    .filter(|related| self.is_beside(related));
                let mut here = vec![(&self.source, AnnotationKind::Primary, "")];
                here.extend(beside.map(|related| {
                    let kind = AnnotationKind::Context;
                    (&related.source, kind, related.label.as_str())
                }));
                shown(Group::with_title(title), position, &here)
            }
            None => Group::with_title(title),
        };
        for related in self
            .related
            .iter()
            .filter(|related| !self.is_beside(related))
        {
            let (position, label) = (&related.position, &related.label);
            let here = [(&related.source, AnnotationKind::Context, label.as_str())];
            group = shown(group, position, &here);
        }
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(harmless(&self.help)));
        }
        if self.tolerated {
            group = group.element(Level::NOTE.message("operation skipped"));
        }
        renderer.render(&[group])
    }
}

/// Adds a line, with what of it is meant.
fn shown<'d>(
    group: Group<'d>,
    position: &'d Position,
    marks: &[(&'d Excerpt, AnnotationKind, &'d str)],
) -> Group<'d> {
    let path = position.file.to_string_lossy();
    let origin = Origin::path(path.clone())
        .line(position.line)
        .char_column(position.column);
    let Some((source, ..)) = marks.first().filter(|(source, ..)| !source.text.is_empty()) else {
        return group.element(origin);
    };
    // The renderer counts columns in what is shown, which need not be the whole line.
    let is_whole = source.column() == position.column;
    let group = if is_whole {
        group
    } else {
        group.element(origin)
    };
    let annotations = marks.iter().map(|(source, kind, label)| {
        let annotation = kind.span(source.marked.clone());
        if label.is_empty() {
            annotation
        } else {
            annotation.label(*label)
        }
    });
    let snippet = Snippet::source(source.text.as_str())
        .line_start(position.line)
        .path(is_whole.then_some(path))
        .annotations(annotations);
    group.element(snippet)
}

/// A text of a document as it may be shown: what would steer a terminal is a sign for it.
pub fn harmless(text: &str) -> String {
    let lines = text.split('\n').map(normalize_untrusted_str);
    lines.collect::<Vec<_>>().join("\n")
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}
