//! The one intermediate model: what `lower` makes of a document and what every emitter reads.
//!
//! Everything here is decided: names are Rust names, types are Rust types, references are resolved, constraints are
//! attached to the place where they are checked. An emitter never looks at the OpenAPI document again.

mod bodies;
mod models;
mod params;
mod responses;
mod security;
mod types;

pub use bodies::{Body, BodyContent, BodyKind, FieldEncoding, JsonText};
pub use models::{
    Discriminator, EnumRepr, Field, Model, ModelKind, PartRules, Union, UnionVariant,
};
pub use params::{ParamField, Params, Style, StyleKind};
pub use responses::{Accept, Payload, Response, ResponseStatus};
pub use security::{Requirement, SchemeKind, Security, SecurityScheme};
pub use types::{Coerce, Rules, Type, TypeKind};

use indexmap::IndexMap;

/// A whole API, ready to be written as a crate.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// Name of the crate to write, for example `peertube-api`.
    pub crate_name: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`, Markdown.
    pub description: String,
    /// Tags in the order of the document; each becomes one trait in one module.
    pub tags: Vec<Tag>,
    /// Named types by module below `models`, in document order.
    pub models: IndexMap<String, Vec<Model>>,
    /// Security schemes that some operation uses.
    pub schemes: Vec<SecurityScheme>,
    /// All OAuth2 scopes, as written in the document and as Rust variant.
    pub scopes: Vec<NamedValue>,
    /// Statuses that every operation may answer (`x-common-responses`).
    pub common_statuses: Vec<u16>,
    /// The bundled document as compact JSON; the crate offers it as `DOCUMENT`.
    pub document: String,
}

/// A value of the document beside the Rust identifier that stands for it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedValue {
    /// Rust identifier (PascalCase for variants).
    pub name: String,
    /// The value on the wire.
    pub value: serde_json::Value,
}

/// One tag: a trait, a module and a router part.
#[derive(Debug, Clone)]
pub struct Tag {
    /// Name in the document, `Video Upload`.
    pub name: String,
    /// Directory of the module (`videos`), none for documents without groups.
    pub group: Option<String>,
    /// Module, `video_upload`.
    pub module: String,
    /// Trait, `VideoUpload`.
    pub trait_name: String,
    /// Markdown.
    pub description: String,
    /// Operations in the order of the document.
    pub operations: Vec<Operation>,
    /// Types that belong to this tag's operations: inline objects, enums.
    pub models: Vec<Model>,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId` or the derived one.
    pub id: String,
    /// Method of the trait, snake case.
    pub fn_name: String,
    /// Stem of the type names, PascalCase: `<stem>Query`, `<stem>Response` …
    pub type_stem: String,
    /// Upper case.
    pub method: String,
    /// Full path with the server's prefix, as written: `/api/v1/videos/{id}`.
    pub path: String,
    /// Markdown, one line.
    pub summary: String,
    /// Markdown.
    pub description: String,
    /// `deprecated`.
    pub deprecated: bool,
    /// Parameters by location; a location without parameters has no struct.
    pub path_params: Option<Params>,
    /// Query parameters.
    pub query: Option<Params>,
    /// Header parameters.
    pub headers: Option<Params>,
    /// Cookie parameters.
    pub cookies: Option<Params>,
    /// `requestBody`.
    pub body: Option<Body>,
    /// What the handler answers with, problems apart.
    pub responses: Vec<Response>,
    /// Media types among which the client chooses by `Accept`.
    pub accept: Option<Accept>,
    /// Statuses answered with `application/problem+json` (through the error type), for docs and guard.
    pub problem_statuses: Vec<u16>,
    /// Who may call it.
    pub security: Security,
    /// `x-client`: the method gets the client's address, agent and the URL it used.
    pub wants_client: bool,
    /// `x-rate-limit`.
    pub rate_limits: Vec<String>,
    /// Bytes; from `x-max-body` or the media type's default.
    pub max_body: Option<u64>,
    /// `x-docs`: problems of this operation carry a link to its documentation.
    pub docs_link: bool,
}

/// Path of a generated type from the crate root: module segments and name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypePath {
    /// `["models", "video"]` or `["videos", "video_upload"]`.
    pub module: Vec<String>,
    /// Rust identifier.
    pub name: String,
}

impl Api {
    /// Whether there is nothing to serve: the crate has types alone.
    pub fn is_of_models_alone(&self) -> bool {
        self.tags.is_empty()
    }

    /// Whether an operation asks for credentials of several schemes together.
    pub fn combines_callers(&self) -> bool {
        let operations = self.tags.iter().flat_map(|tag| &tag.operations);
        let mut alternatives = operations.flat_map(|operation| &operation.security.alternatives);
        alternatives.any(|alternative| alternative.len() > 1)
    }
}
