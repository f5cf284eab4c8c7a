//! Named types and their fields.

use super::{NamedValue, Style, Type, TypePath};

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

/// What a file part may be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartRules {
    /// Bytes (`x-max-size`).
    pub max_size: Option<u64>,
}
