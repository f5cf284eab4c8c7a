//! What of OpenAPI is supported: one table, from which `SUPPORT.md` is made. A test holds every row against a document.

mod bodies;
mod document;
mod formats;
mod modern;
mod requests;
mod responses;
mod schemas;
mod security;
mod styles;

pub use styles::{KINDS, PLACES, STYLES, style};

/// How far a feature goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As the specification says.
    Full,
    /// As the note says.
    Partial,
    /// Nothing comes of it; the message, if there is one, is a warning.
    Ignored,
    /// An error, or `unsupported`.
    Refused,
}

/// What shows that a row is true.
#[derive(Debug, Clone, Copy)]
pub enum Proof {
    /// A document of `tests/golden`, and a text in it.
    Golden(&'static str, &'static str),
    /// A document of `tests/broken`, and the message about it.
    Broken(&'static str, &'static str),
    /// A document of `tests/warned`, and the message about it.
    Warned(&'static str, &'static str),
    /// A text of `tests/support/ignored.yaml`, without which the same crate is generated.
    Nothing(&'static str),
}

/// A feature.
#[derive(Debug)]
pub struct Row {
    /// A field, a value of one, or a few words.
    pub feature: &'static str,
    /// How far it goes.
    pub level: Level,
    /// In what way, where that is not all.
    pub note: &'static str,
    /// What shows it.
    pub proof: Proof,
}

/// Features that belong together.
#[derive(Debug)]
pub struct Section {
    /// Title on the page.
    pub title: &'static str,
    /// Name of the object in reports, if it is one: each of its fields has a row.
    pub object: Option<&'static str>,
    /// Its features.
    pub rows: &'static [Row],
}

/// All sections, in the order of the page.
pub fn sections() -> impl Iterator<Item = &'static Section> {
    let all = [
        document::SECTIONS,
        requests::SECTIONS,
        bodies::SECTIONS,
        responses::SECTIONS,
        security::SECTIONS,
        schemas::SECTIONS,
        formats::SECTIONS,
        modern::SECTIONS,
    ];
    all.into_iter().flatten()
}

/// `SUPPORT.md`.
pub fn page() -> String {
    let mut text = String::from(
        "# What of OpenAPI 3.0 is supported\n\n\
         Made from `src/support`; a test holds each row against the document that it names.\n\n\
         - **full**: typed and enforced as the specification says, or part of the generated documentation where it is prose.\n\
         - **partial**: as the note says.\n\
         - **ignored**: nothing comes of it. A warning says so where there is a message.\n\
         - **refused**: the message, with file and line. Nothing is written, unless the operation is skipped.\n",
    );
    for section in sections() {
        text.push_str(&format!(
            "\n## {}\n\n| feature | support | how | shown by |\n|---|---|---|---|\n",
            section.title
        ));
        for row in section.rows {
            text.push_str(&line(row));
        }
    }
    text.push_str(&styles::page());
    text
}

fn line(row: &Row) -> String {
    let (message, shown) = match row.proof {
        Proof::Golden(name, _) => (None, format!("`tests/golden/{name}.yaml`")),
        Proof::Broken(name, message) => (Some(message), format!("`tests/broken/{name}.yaml`")),
        Proof::Warned(name, message) => (Some(message), format!("`tests/warned/{name}.yaml`")),
        Proof::Nothing(_) => (None, "`tests/support/ignored.yaml`".to_owned()),
    };
    let message = message
        .filter(|_| row.level != Level::Full)
        .map(|message| format!("“{message}”"));
    let notes = [row.note.to_owned(), message.unwrap_or_default()];
    let notes: Vec<String> = notes.into_iter().filter(|text| !text.is_empty()).collect();
    format!(
        "| {} | {} | {} | {shown} |\n",
        row.feature,
        row.level.name(),
        notes.join("; ")
    )
}

impl Level {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Ignored => "ignored",
            Self::Refused => "refused",
        }
    }
}

/// Of what is prose.
const PROSE: &str = "becomes documentation";

/// A row in few words.
const fn row(feature: &'static str, level: Level, note: &'static str, proof: Proof) -> Row {
    Row {
        feature,
        level,
        note,
        proof,
    }
}

#[cfg(test)]
mod tests {
    use super::sections;
    use crate::check::objects;

    /// Nothing that a document may have is forgotten.
    #[test]
    fn every_field_of_every_object_has_a_row() {
        let mut missing = Vec::new();
        for (object, keys) in objects() {
            let of_it: Vec<_> = sections()
                .filter(|section| section.object == Some(object))
                .flat_map(|section| section.rows)
                .collect();
            for key in keys {
                let is_it = |name: &str| name == key || name.starts_with(&format!("{key} "));
                if !of_it.iter().any(|row| is_it(&row.feature.replace('`', ""))) {
                    missing.push(format!("{object}: {key}"));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
