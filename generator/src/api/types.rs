//! Types, and the constraints that are checked when a value is read.

use super::TypePath;

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
