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

/// Parameters of one location, one struct: `<stem>Query`.
#[derive(Debug, Clone)]
pub struct Params {
    /// Name of the struct, in the module of the tag.
    pub type_name: String,
    /// Fields, groups included as one field each.
    pub fields: Vec<ParamField>,
}

/// A field of the struct of a location.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a model is built once and has few of them"
)]
pub enum ParamField {
    /// An own field.
    Field(Field),
    /// `x-group`: a shared struct, `video_filters: models::parameters::VideoFilters`.
    Group {
        /// Rust identifier of the field.
        field: String,
        /// The shared struct.
        type_path: TypePath,
    },
}

/// Path of a generated type from the crate root: module segments and name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypePath {
    /// `["models", "video"]` or `["videos", "video_upload"]`.
    pub module: Vec<String>,
    /// Rust identifier.
    pub name: String,
}

/// A named type.
#[derive(Debug, Clone)]
pub struct Model {
    /// Where the type is defined.
    pub path: TypePath,
    /// Markdown.
    pub description: String,
    /// What kind of type it is.
    pub kind: ModelKind,
    /// What is demanded besides, as JSON of a schema; see `rt::Check`.
    pub check: Option<String>,
    /// Reachable from a request: gets `rt::Decode`.
    pub input: bool,
    /// Reachable from a response: gets `serde::Serialize`.
    pub output: bool,
}

impl Model {
    /// Whether the type itself is read or written, not only what it holds.
    pub fn is_used(&self) -> bool {
        self.input || self.output
    }
}

/// Kinds of named types.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a model is built once and has few of them"
)]
pub enum ModelKind {
    /// An object with known fields.
    Struct {
        /// In the order of the document.
        fields: Vec<Field>,
        /// `additionalProperties`: type of a catch-all map field `additional`.
        additional: Option<Box<Type>>,
        /// `additionalProperties: false`.
        deny_unknown: bool,
        /// Names of properties that are never unknown, but not read either: `readOnly` in a request.
        ignored: Vec<String>,
        /// minProperties / maxProperties.
        min_properties: Option<u64>,
        /// maxProperties.
        max_properties: Option<u64>,
    },
    /// An enumeration of single values.
    Enum {
        /// Values and their variants.
        values: Vec<NamedValue>,
        /// JSON type of the values.
        repr: EnumRepr,
    },
    /// `oneOf` / `anyOf`.
    Union(Union),
    /// A named alias of another type with its constraints: `type Username = String` is emitted as a type alias;
    /// the constraints are checked where it is used.
    Alias {
        /// The type that the alias stands for.
        ty: Type,
    },
}

/// JSON type of the values of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumRepr {
    /// Texts.
    String,
    /// Whole numbers.
    Integer,
    /// Values of different types, or fractions.
    Json,
}

/// A choice between types.
#[derive(Debug, Clone)]
pub struct Union {
    /// In the order of the document.
    pub variants: Vec<UnionVariant>,
    /// Decoded by this property where given.
    pub discriminator: Option<Discriminator>,
    /// `anyOf` (first match by declaration wins) instead of `oneOf` (exactly one).
    pub any: bool,
}

/// The property that tells the variants of a union apart.
#[derive(Debug, Clone)]
pub struct Discriminator {
    /// Name on the wire.
    pub property: String,
    /// Value on the wire -> index of the variant.
    pub mapping: Vec<(String, usize)>,
}

/// One of the types of a union.
#[derive(Debug, Clone)]
pub struct UnionVariant {
    /// Variant name, from `title`, the component's name or the type.
    pub name: String,
    /// What the variant holds.
    pub ty: Type,
}

/// A field of a struct or a parameter.
#[derive(Debug, Clone)]
pub struct Field {
    /// Rust identifier, raw (`r#type`) where needed.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Type and constraints.
    pub ty: Type,
    /// Must be there.
    pub required: bool,
    /// May be `null`.
    pub nullable: bool,
    /// Value of an absent field.
    pub default: Option<serde_json::Value>,
    /// Markdown.
    pub description: String,
    /// `deprecated`.
    pub deprecated: bool,
    /// `readOnly`: only in responses.
    pub read_only: bool,
    /// `writeOnly`: only in requests.
    pub write_only: bool,
    /// Style of a parameter (`form`, explode, …); none for properties.
    pub style: Option<Style>,
    /// For file parts: most bytes (`x-max-size`).
    pub part: Option<PartRules>,
}

/// How a parameter is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// `style`.
    pub kind: StyleKind,
    /// `explode`: elements are written one by one.
    pub explode: bool,
    /// `allowReserved`: a plus sign is no space.
    pub reserved: bool,
    /// `allowEmptyValue`: an empty text is as good as none, unless texts are what is read.
    pub may_be_empty: bool,
}

/// Styles of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StyleKind {
    /// `a,b,c` in a path or header.
    Simple,
    /// `.a.b` in a path.
    Label,
    /// `;x=a;x=b` in a path.
    Matrix,
    /// `x=a&x=b` in a query.
    Form,
    /// `x=a%20b`.
    SpaceDelimited,
    /// `x=a|b`.
    PipeDelimited,
    /// `x[key]=a`.
    DeepObject,
    /// `content:` parameter: the text is JSON.
    Json,
}

/// What a file part may be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartRules {
    /// Bytes (`x-max-size`).
    pub max_size: Option<u64>,
}

/// A type with the constraints checked when it is read.
#[derive(Debug, Clone)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Constraints.
    pub rules: Rules,
    /// What is demanded besides, as JSON of a schema; see `rt::Check`.
    pub check: Option<String>,
    /// Accepted coercions at this place, profile included.
    pub coerce: Vec<Coerce>,
    /// `format: password` or `writeOnly`: never echoed in a violation.
    pub secret: bool,
    /// `null` allowed as an element (arrays and maps of nullable).
    pub nullable: bool,
    /// Must be boxed where it stands (recursion).
    pub boxed: bool,
}

/// Kinds of types.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// `bool`.
    Bool,
    /// `i32`, `i64`: no other widths.
    Integer {
        /// 32 or 64.
        bits: u8,
    },
    /// `f64`.
    Number,
    /// `String`.
    String,
    /// `rt::Timestamp`, ISO 8601.
    DateTime,
    /// `rt::Date`.
    Date,
    /// `uuid::Uuid`.
    Uuid,
    /// base64 text -> bytes.
    Byte,
    /// A file part, or a whole binary body.
    Binary,
    /// `Vec`.
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
    /// minLength, in characters.
    pub min_length: Option<u64>,
    /// maxLength, in characters.
    pub max_length: Option<u64>,
    /// ECMA-262 regular expression as written.
    pub pattern: Option<String>,
    /// `email`, `uri`, `hostname`, `ipv4`, `ipv6`: checked text formats.
    pub format: Option<String>,
    /// minimum.
    pub minimum: Option<f64>,
    /// maximum.
    pub maximum: Option<f64>,
    /// exclusiveMinimum.
    pub exclusive_minimum: bool,
    /// exclusiveMaximum.
    pub exclusive_maximum: bool,
    /// multipleOf, above zero.
    pub multiple_of: Option<f64>,
    /// minItems.
    pub min_items: Option<u64>,
    /// maxItems.
    pub max_items: Option<u64>,
    /// uniqueItems.
    pub unique_items: bool,
    /// minProperties of a map.
    pub min_properties: Option<u64>,
    /// maxProperties of a map.
    pub max_properties: Option<u64>,
}

/// What is accepted beside the plain form of a value (`x-coerce`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coerce {
    /// Texts of digits as integers.
    Int,
    /// `true`, `false`, `1` and `0` as texts.
    Bool,
    /// Anything: empty, `0` and `false` are false, the rest is true.
    BoolLoose,
    /// One value as a list of one; `k[]` and `k[0]`.
    Array,
    /// The text `null` as null.
    NullText,
    /// White space around a text is cut off before it is checked.
    Trim,
    /// Moments without an offset or without seconds, and days alone.
    Moment,
}

/// A request body.
#[derive(Debug, Clone)]
pub struct Body {
    /// Must be sent.
    pub required: bool,
    /// Markdown.
    pub description: String,
    /// Media types that share one type are one entry.
    pub contents: Vec<BodyContent>,
    /// Name of the enum when there is more than one entry.
    pub type_name: String,
}

/// One kind of content that a body may have.
#[derive(Debug, Clone)]
pub struct BodyContent {
    /// Variant name when the body is an enum.
    pub name: String,
    /// Media types that are read the same way.
    pub media_types: Vec<String>,
    /// How it is read.
    pub kind: BodyKind,
    /// Fields of which there is something to say, by media type.
    pub encodings: IndexMap<String, Vec<FieldEncoding>>,
}

impl BodyContent {
    /// Headers of its parts.
    pub fn part_headers(&self) -> impl Iterator<Item = &Params> {
        let encodings = self.encodings.values().flatten();
        encodings.filter_map(|encoding| encoding.headers.as_ref())
    }
}

/// How a field of a form or multipart body is written.
#[derive(Debug, Clone)]
pub struct FieldEncoding {
    /// Name on the wire.
    pub wire: String,
    /// Its type.
    pub ty: Type,
    /// How its values stand in texts, where the document says it.
    pub style: Option<Style>,
    /// Whether JSON stands for it.
    pub json: JsonText,
    /// Accepted media types of a part, any if empty.
    pub content_types: Vec<String>,
    /// Headers of a part.
    pub headers: Option<Params>,
}

/// What JSON has to do with a field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonText {
    /// It is a text.
    Never,
    /// Bracketed names, or JSON.
    Maybe,
    /// It is JSON.
    Always,
}

/// How a body is read.
#[derive(Debug, Clone)]
pub enum BodyKind {
    /// JSON, form and multipart: decoded to this type.
    Decoded(Type),
    /// `rt::ByteStream`, not buffered.
    Stream,
    /// Whole text, UTF-8.
    Text,
    /// `x-stream`: `rt::Parts` of a multipart body.
    Parts {
        /// The object that the parts are properties of.
        ty: Type,
        /// The enum of a part.
        part: TypePath,
    },
}

/// A response that the handler makes by a variant.
#[derive(Debug, Clone)]
pub struct Response {
    /// Status.
    pub status: ResponseStatus,
    /// Variant name: `Ok`, `NoContent`, `Status460`.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// Typed fields.
    pub headers: Vec<Field>,
    /// What its body is.
    pub payload: Payload,
}

/// Media types of a success that has several.
#[derive(Debug, Clone)]
pub struct Accept {
    /// Name of the enum that the handler is given.
    pub type_name: String,
    /// Variants, as of [`Payload::Choice`], and their media types.
    pub options: Vec<NamedValue>,
}

/// A status as documents write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseStatus {
    /// `200`.
    Code(u16),
    /// `4XX`: the variant carries a `rt::StatusCode`.
    Range(u8),
    /// `default`.
    Default,
}

/// Body of a response.
#[derive(Debug, Clone)]
pub enum Payload {
    /// None.
    Empty,
    /// A value.
    Json {
        /// As the document writes it.
        media_type: String,
        /// Type of the value.
        ty: Type,
    },
    /// A text: of one value, or any that the handler makes.
    Text {
        /// As the document writes it.
        media_type: String,
        /// Type of the value.
        ty: Type,
    },
    /// Bytes that the handler streams: `rt::BinaryReply`.
    Binary {
        /// As the document writes it.
        media_type: String,
    },
    /// Server-sent events: `rt::Events` with data of the type, as text if it is one.
    Events {
        /// Type of the data.
        ty: Type,
    },
    /// `x-file-reply`: `rt::FileReply`.
    File,
    /// Several media types: an enum `<stem><Variant>Content`.
    Choice {
        /// Name of the enum.
        type_name: String,
        /// Variants.
        options: Vec<(String, Payload)>,
    },
}

impl Payload {
    /// As the document writes it; of a file and of several media types any.
    pub fn media_type(&self) -> &str {
        match self {
            Self::Json { media_type, .. }
            | Self::Text { media_type, .. }
            | Self::Binary { media_type } => media_type,
            Self::Events { .. } => "text/event-stream",
            Self::Empty | Self::File | Self::Choice { .. } => "*/*",
        }
    }
}

/// Who may call an operation.
#[derive(Debug, Clone, Default)]
pub struct Security {
    /// An empty requirement is among the alternatives.
    pub optional: bool,
    /// Alternatives; each lists what must hold together.
    pub alternatives: Vec<Vec<Requirement>>,
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

/// Credentials of one scheme.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Method of `Backend`, snake case.
    pub scheme: String,
    /// Variants of `Scope`.
    pub scopes: Vec<String>,
}

/// A way of showing who one is.
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// Name in the document, `OAuth2`.
    pub wire: String,
    /// Method of `Backend`, `oauth2`.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// Where the credentials stand.
    pub kind: SchemeKind,
}

/// Where credentials stand in a request.
#[derive(Debug, Clone)]
pub enum SchemeKind {
    /// `Authorization: Bearer` (http bearer, oauth2, openIdConnect).
    Bearer,
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization` with another scheme, `Digest`: the backend reads what follows.
    Http(String),
    /// The header of this name.
    ApiKeyHeader(String),
    /// The query parameter of this name.
    ApiKeyQuery(String),
    /// The cookie of this name.
    ApiKeyCookie(String),
}
