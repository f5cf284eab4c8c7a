//! A change, and where it is.

use std::fmt;

use serde::Serialize;

/// Whether clients of the old document go on working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Some may not.
    Breaking,
    /// All do.
    Compatible,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// For whom it matters.
    pub impact: Impact,
    /// What kind of change it is, for tools: `parameter-added`.
    pub kind: &'static str,
    /// What has changed.
    pub subject: Subject,
    /// Where in it: `query parameter start`, `response 200 application/json at /data`.
    pub place: String,
    /// What has changed there, for people.
    pub message: String,
}

/// What has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// The whole document.
    Document,
    /// One operation.
    Operation(OperationName),
    /// A schema that several places share.
    Schema {
        /// Its name; the new one where it has changed.
        name: String,
        /// Types of the generated crate.
        models: Vec<String>,
        /// Operations that send or take it.
        operations: Vec<OperationName>,
    },
}

/// An operation as both people and compilers know it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OperationName {
    /// `operationId`, or the derived one.
    pub id: String,
    /// Upper case.
    pub method: String,
    /// The path as the document writes it.
    pub path: String,
    /// `Trait::method`, where the operation is generated.
    pub function: Option<String>,
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.id, self.method, self.path)
    }
}

/// A place inside of what is compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// `query parameter start`, `request body application/json`; empty in a shared schema.
    what: String,
    /// Steps into a schema.
    inner: String,
}

impl Place {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            inner: String::new(),
        }
    }

    /// The place of a property, of the items, of a variant.
    pub(super) fn step(&self, step: &str) -> Self {
        Self {
            what: self.what.clone(),
            inner: format!("{}/{step}", self.inner),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.what.as_str(), self.inner.as_str()) {
            (what, "") => f.write_str(what),
            ("", inner) => f.write_str(inner),
            (what, inner) => write!(f, "{what} at {inner}"),
        }
    }
}
