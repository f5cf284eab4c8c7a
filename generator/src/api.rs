//! The one intermediate model: what `lower` makes of a document and what every emitter reads.
//!
//! Everything here is decided: names are Rust names, types are Rust types, references are resolved, constraints are
//! attached to the place where they are checked. An emitter never looks at the OpenAPI document again.

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
    pub summary: String,
    pub description: String,
    pub deprecated: bool,
    /// Parameters by location; a location without parameters has no struct.
    pub path_params: Option<Params>,
    pub query: Option<Params>,
    pub headers: Option<Params>,
    pub cookies: Option<Params>,
    pub body: Option<Body>,
    pub responses: Vec<Response>,
    /// Statuses answered with `application/problem+json` (through the error type), for docs and guard.
    pub problem_statuses: Vec<u16>,
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

/// Parameters of one location, one struct: `<stem>Query`.
#[derive(Debug, Clone)]
pub struct Params {
    pub type_name: String,
    /// Fields, groups included as one field each.
    pub fields: Vec<ParamField>,
}

#[derive(Debug, Clone)]
pub enum ParamField {
    /// An own field.
    Field(Field),
    /// `x-group`: a shared struct, `video_filters: models::parameters::VideoFilters`.
    Group { field: String, type_path: TypePath },
}

/// Path of a generated type from the crate root: module segments and name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypePath {
    /// `["models", "video"]` or `["videos", "video_upload"]`.
    pub module: Vec<String>,
    pub name: String,
}

/// A named type.
#[derive(Debug, Clone)]
pub struct Model {
    pub path: TypePath,
    pub description: String,
    pub kind: ModelKind,
    /// Reachable from a request: gets `rt::Decode`.
    pub input: bool,
    /// Reachable from a response: gets `serde::Serialize`.
    pub output: bool,
}

#[derive(Debug, Clone)]
pub enum ModelKind {
    /// An object with known fields.
    Struct {
        fields: Vec<Field>,
        /// `additionalProperties`: type of a catch-all map field `additional`.
        additional: Option<Box<Type>>,
        /// `additionalProperties: false`.
        deny_unknown: bool,
        /// minProperties / maxProperties.
        min_properties: Option<u64>,
        max_properties: Option<u64>,
    },
    /// An enumeration of strings or integers; all values of one JSON type.
    Enum { values: Vec<NamedValue>, repr: EnumRepr },
    /// `oneOf` / `anyOf`.
    Union(Union),
    /// A named alias of another type with its constraints: `type Username = String` is emitted as a type alias;
    /// the constraints are checked where it is used.
    Alias { ty: Type },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumRepr {
    String,
    Integer,
}

#[derive(Debug, Clone)]
pub struct Union {
    pub variants: Vec<UnionVariant>,
    /// Decoded by this property where given.
    pub discriminator: Option<Discriminator>,
    /// `anyOf` (first match by declaration wins) instead of `oneOf` (exactly one).
    pub any: bool,
}

#[derive(Debug, Clone)]
pub struct Discriminator {
    pub property: String,
    /// Value on the wire -> index of the variant.
    pub mapping: Vec<(String, usize)>,
}

#[derive(Debug, Clone)]
pub struct UnionVariant {
    /// Variant name, from `title`, the component's name or the type.
    pub name: String,
    pub ty: Type,
}

/// A field of a struct or a parameter.
#[derive(Debug, Clone)]
pub struct Field {
    /// Rust identifier, raw (`r#type`) where needed.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    pub ty: Type,
    pub required: bool,
    pub nullable: bool,
    pub default: Option<serde_json::Value>,
    pub description: String,
    pub deprecated: bool,
    pub read_only: bool,
    pub write_only: bool,
    /// Style of a parameter (`form`, explode, …); none for properties.
    pub style: Option<Style>,
    /// For file parts: most bytes (`x-max-size`) and accepted media types (`encoding`).
    pub part: Option<PartRules>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub kind: StyleKind,
    pub explode: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StyleKind {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// `content:` parameter: the text is JSON.
    Json,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartRules {
    pub max_size: Option<u64>,
    pub content_types: Vec<String>,
}

/// A type with the constraints checked when it is read.
#[derive(Debug, Clone)]
pub struct Type {
    pub kind: TypeKind,
    pub rules: Rules,
    /// Accepted coercions at this place, profile included.
    pub coerce: Vec<Coerce>,
    /// `format: password` or `writeOnly`: never echoed in a violation.
    pub secret: bool,
    /// `null` allowed as an element (arrays and maps of nullable).
    pub nullable: bool,
    /// Must be boxed where it stands (recursion).
    pub boxed: bool,
}

#[derive(Debug, Clone)]
pub enum TypeKind {
    Bool,
    /// `i32`, `i64`: no other widths.
    Integer { bits: u8 },
    /// `f64`.
    Number,
    String,
    /// `rt::Timestamp`, ISO 8601.
    DateTime,
    /// `rt::Date`.
    Date,
    Uuid,
    /// base64 text -> bytes.
    Byte,
    /// A file part, or a whole binary body.
    Binary,
    Array(Box<Type>),
    /// Object with only `additionalProperties`.
    Map(Box<Type>),
    /// A named model.
    Named(TypePath),
    /// An empty schema: `serde_json::Value`.
    Any,
}

/// Constraints; each is none where the document does not give it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    /// ECMA-262 regular expression as written.
    pub pattern: Option<String>,
    /// `email`, `uri`, `hostname`, `ipv4`, `ipv6`: checked text formats.
    pub format: Option<String>,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    pub exclusive_minimum: bool,
    pub exclusive_maximum: bool,
    pub multiple_of: Option<f64>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coerce {
    Int,
    Bool,
    BoolLoose,
    Array,
    NullText,
    Trim,
}

/// A request body.
#[derive(Debug, Clone)]
pub struct Body {
    pub required: bool,
    pub description: String,
    /// Media types that share one type are one entry.
    pub contents: Vec<BodyContent>,
    /// Name of the enum when there is more than one entry.
    pub type_name: String,
}

#[derive(Debug, Clone)]
pub struct BodyContent {
    /// Variant name when the body is an enum.
    pub name: String,
    pub media_types: Vec<String>,
    pub kind: BodyKind,
}

#[derive(Debug, Clone)]
pub enum BodyKind {
    /// JSON, form and multipart: decoded to this type.
    Decoded(Type),
    /// `rt::ByteStream`, not buffered.
    Stream,
    /// Whole text, UTF-8.
    Text,
}

/// A response that the handler makes by a variant.
#[derive(Debug, Clone)]
pub struct Response {
    pub status: ResponseStatus,
    /// Variant name: `Ok`, `NoContent`, `Status460`.
    pub name: String,
    pub description: String,
    pub headers: Vec<Field>,
    pub payload: Payload,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseStatus {
    Code(u16),
    /// `4XX`: the variant carries a `rt::StatusCode`.
    Range(u8),
    /// `default`.
    Default,
}

#[derive(Debug, Clone)]
pub enum Payload {
    Empty,
    Json { media_type: String, ty: Type },
    Text { media_type: String },
    /// Bytes that the handler streams: `rt::BinaryReply`.
    Binary { media_type: String },
    /// `x-file-reply`: `rt::FileReply`.
    File,
    /// Several media types: an enum `<stem><Variant>Content`.
    Choice { type_name: String, options: Vec<(String, Payload)> },
}

#[derive(Debug, Clone, Default)]
pub struct Security {
    /// An empty requirement is among the alternatives.
    pub optional: bool,
    /// Alternatives; each lists what must hold together.
    pub alternatives: Vec<Vec<Requirement>>,
}

#[derive(Debug, Clone)]
pub struct Requirement {
    /// Method of `Backend`, snake case.
    pub scheme: String,
    /// Variants of `Scope`.
    pub scopes: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// Name in the document, `OAuth2`.
    pub wire: String,
    /// Method of `Backend`, `oauth2`.
    pub name: String,
    pub description: String,
    pub kind: SchemeKind,
}

#[derive(Debug, Clone)]
pub enum SchemeKind {
    /// `Authorization: Bearer` (http bearer, oauth2, openIdConnect).
    Bearer,
    Basic,
    ApiKeyHeader(String),
    ApiKeyQuery(String),
    ApiKeyCookie(String),
}
