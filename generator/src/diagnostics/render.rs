//! Reports as people read them.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Excerpt, Position, Report, Severity};

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

impl Diagnostic {
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
                let group = Group::with_title(title);
                shown(group, position, &self.source, AnnotationKind::Primary, "")
            }
            None => Group::with_title(title),
        };
        for related in &self.related {
            let (position, label) = (&related.position, &related.label);
            group = shown(
                group,
                position,
                &related.source,
                AnnotationKind::Context,
                label,
            );
        }
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(self.help.as_str()));
        }
        if self.tolerated {
            group = group.element(Level::NOTE.message("operation skipped"));
        }
        renderer.render(&[group])
    }
}

/// Adds a place and its line.
fn shown<'d>(
    group: Group<'d>,
    position: &'d Position,
    source: &'d Excerpt,
    kind: AnnotationKind,
    label: &'d str,
) -> Group<'d> {
    let path = position.file.to_string_lossy();
    // The renderer counts columns in what is shown, which need not be the whole line.
    let is_whole = source.column() == position.column;
    let origin = Origin::path(path.clone())
        .line(position.line)
        .char_column(position.column);
    if source.text.is_empty() {
        return group.element(origin);
    }
    let group = if is_whole {
        group
    } else {
        group.element(origin)
    };
    let mut annotation = kind.span(source.marked.clone());
    if !label.is_empty() {
        annotation = annotation.label(label);
    }
    let snippet = Snippet::source(source.text.as_str())
        .line_start(position.line)
        .path(is_whole.then_some(path))
        .annotation(annotation);
    group.element(snippet)
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}
