//! What has changed between two documents, and for whom that matters.
//!
//! Documents are compared as they are bundled: a change is breaking when a client that kept to the old document may be refused,
//! misunderstood or surprised. Which way a value travels decides: what a request may say can grow, what a response says can shrink.

mod body;
mod change;
mod components;
mod constraints;
mod document;
mod matching;
mod operation;
mod parameters;
mod properties;
mod responses;
mod schema;
mod security;
mod touched;
mod variants;

use serde::Serialize;

use crate::api::Api;
use crate::generate::Read;

pub use change::{Change, Impact, OperationName, Subject};
pub use touched::Touched;

use change::Place;
use components::Pairs;
use document::Document;

/// The difference of two documents.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Diff {
    /// Every change: by operation in the order of the new document, then by schema.
    pub changes: Vec<Change>,
    /// What implementers of the generated traits must look at.
    pub touched: Touched,
    /// Numbers.
    pub summary: Summary,
}

/// Numbers of changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Changes that may break clients.
    pub breaking: usize,
    /// Changes that do not.
    pub compatible: usize,
}

/// Compares two documents.
pub fn diff(old: &Read, new: &Read) -> Diff {
    let mut comparison = Comparison {
        old: Document::of(&old.document),
        new: Document::of(&new.document),
        apis: (&old.api, &new.api),
        changes: Vec::new(),
        subject: Subject::Document,
        pairs: Pairs::default(),
    };
    comparison.documents();
    comparison.components();
    let changes = comparison.changes;
    let breaking = changes
        .iter()
        .filter(|change| change.impact == Impact::Breaking)
        .count();
    Diff {
        summary: Summary {
            breaking,
            compatible: changes.len() - breaking,
        },
        touched: Touched::of(&old.api, &new.api),
        changes,
    }
}

/// Which way a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Direction {
    Request,
    Response,
}

impl Direction {
    /// What it means that fewer values are possible.
    const fn narrowed(self) -> Impact {
        match self {
            Self::Request => Impact::Breaking,
            Self::Response => Impact::Compatible,
        }
    }

    /// What it means that more values are possible.
    const fn widened(self) -> Impact {
        match self {
            Self::Request => Impact::Compatible,
            Self::Response => Impact::Breaking,
        }
    }
}

struct Comparison<'a> {
    old: Document<'a>,
    new: Document<'a>,
    apis: (&'a Api, &'a Api),
    changes: Vec<Change>,
    /// What is being compared.
    subject: Subject,
    pairs: Pairs,
}

impl Comparison<'_> {
    fn add(
        &mut self,
        impact: Impact,
        kind: &'static str,
        place: &Place,
        message: impl Into<String>,
    ) {
        self.changes.push(Change {
            impact,
            kind,
            subject: self.subject.clone(),
            place: place.to_string(),
            message: message.into(),
        });
    }
}
