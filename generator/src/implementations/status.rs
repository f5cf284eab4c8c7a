//! What is implemented, what is not, and what nobody asks for any more.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::find::{Implementations, Method, TraitImpl};
use crate::api::{Api, Operation, Tag};

/// Implementations held against the model.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Status {
    /// A row for each operation and each impl block of its trait, in the order of the document.
    pub operations: Vec<Row>,
    /// What no trait has any more.
    pub orphaned: Vec<Orphan>,
    /// Numbers of each kind.
    pub summary: Summary,
}

/// One operation in one impl block.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// `operationId`.
    pub operation: String,
    /// Upper case.
    pub method: String,
    /// Path, as the document writes it.
    pub path: String,
    /// Name of the tag.
    pub tag: String,
    /// The trait.
    #[serde(rename = "trait")]
    pub trait_name: String,
    /// Its method.
    pub function: String,
    /// How far it is.
    pub state: State,
    /// The method, or the block that it is missing of; none where the trait is not implemented at all.
    pub place: Option<Place>,
}

/// How far an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Written by hand.
    Implemented,
    /// A macro in the impl block may stand for it; the compiler knows.
    Macro,
    /// Answers 501.
    Scaffolded,
    /// There is no method.
    Missing,
}

impl State {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Implemented => "implemented",
            Self::Macro => "macro",
            Self::Scaffolded => "scaffolded",
            Self::Missing => "missing",
        }
    }
}

/// A place in a hand-written file.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// Who implements it.
    #[serde(rename = "type")]
    pub self_type: String,
    /// The file.
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// Code that no trait asks for.
#[derive(Debug, Clone, Serialize)]
pub struct Orphan {
    /// The trait.
    #[serde(rename = "trait")]
    pub trait_name: String,
    /// Its former method; none where the whole trait is gone.
    pub function: Option<String>,
    /// Where it is.
    pub place: Place,
}

/// Numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Operations of the document.
    pub operations: usize,
    /// Rows by state.
    pub implemented: usize,
    /// Rows by state.
    #[serde(rename = "macro")]
    pub in_macros: usize,
    /// Rows by state.
    pub scaffolded: usize,
    /// Rows by state.
    pub missing: usize,
    /// Orphans.
    pub orphaned: usize,
}

impl Summary {
    /// Whether everything is implemented and nothing is orphaned.
    pub const fn is_done(&self) -> bool {
        self.scaffolded + self.missing + self.orphaned == 0
    }
}

impl Status {
    /// Holds implementations against the model.
    pub fn of(api: &Api, found: &Implementations) -> Self {
        let mut status = Self::default();
        for (index, tag) in api.tags.iter().enumerate() {
            let of_tag = |block: &&TraitImpl| block.tag == Some(index);
            let blocks: Vec<&TraitImpl> = found.impls.iter().filter(of_tag).collect();
            for operation in &tag.operations {
                if blocks.is_empty() {
                    status
                        .operations
                        .push(row(tag, operation, State::Missing, None));
                }
                for block in &blocks {
                    let (state, place) = state(found, block, operation);
                    status
                        .operations
                        .push(row(tag, operation, state, Some(place)));
                }
            }
        }
        for block in &found.impls {
            status.orphaned.extend(orphans(api, found, block));
        }
        let count = |state: State| {
            let rows = status.operations.iter();
            rows.filter(|row| row.state == state).count()
        };
        status.summary = Summary {
            operations: api.tags.iter().map(|tag| tag.operations.len()).sum(),
            implemented: count(State::Implemented),
            in_macros: count(State::Macro),
            scaffolded: count(State::Scaffolded),
            missing: count(State::Missing),
            orphaned: status.orphaned.len(),
        };
        status
    }
}

fn row(tag: &Tag, operation: &Operation, state: State, place: Option<Place>) -> Row {
    Row {
        operation: operation.id.clone(),
        method: operation.method.clone(),
        path: operation.path.clone(),
        tag: tag.name.clone(),
        trait_name: tag.trait_name.clone(),
        function: operation.fn_name.clone(),
        state,
        place,
    }
}

fn state(found: &Implementations, block: &TraitImpl, operation: &Operation) -> (State, Place) {
    match block.method(operation) {
        Some(method) if method.scaffolded => (State::Scaffolded, found.place(block, method.at)),
        Some(method) => (State::Implemented, found.place(block, method.at)),
        None if block.macro_name.is_some() => (State::Macro, found.place(block, block.keyword)),
        None => (State::Missing, found.place(block, block.keyword)),
    }
}

fn orphans(api: &Api, found: &Implementations, block: &TraitImpl) -> Vec<Orphan> {
    let orphan = |function: Option<&Method>, at: usize| Orphan {
        trait_name: block.trait_name.clone(),
        function: function.map(|method| method.name.clone()),
        place: found.place(block, at),
    };
    match block.tag.and_then(|tag| api.tags.get(tag)) {
        None => vec![orphan(None, block.keyword)],
        Some(tag) => block
            .orphaned(tag)
            .map(|method| orphan(Some(method), method.at))
            .collect(),
    }
}

impl TraitImpl {
    /// The method of an operation.
    pub(super) fn method(&self, operation: &Operation) -> Option<&Method> {
        let name = operation.fn_name.trim_start_matches("r#");
        self.methods.iter().find(|method| method.name == name)
    }

    /// Methods that the trait has no longer.
    pub(super) fn orphaned<'s>(&'s self, tag: &'s Tag) -> impl Iterator<Item = &'s Method> {
        self.methods.iter().filter(|method| {
            let same =
                |operation: &Operation| operation.fn_name.trim_start_matches("r#") == method.name;
            !tag.operations.iter().any(same)
        })
    }
}

impl Implementations {
    fn place(&self, block: &TraitImpl, at: usize) -> Place {
        let source = &self.sources[block.source];
        let (line, column) = source.position(at);
        Place {
            self_type: block.self_type.clone(),
            file: shown(&source.path),
            line,
            column,
        }
    }
}

/// The path without steps down and up again.
pub(super) fn shown(path: &Path) -> PathBuf {
    let mut shown = PathBuf::new();
    for part in path.components() {
        let is_up = part == std::path::Component::ParentDir;
        if is_up && shown.file_name().is_some() {
            shown.pop();
        } else {
            shown.push(part);
        }
    }
    shown
}
