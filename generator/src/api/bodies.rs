//! Request bodies.

use indexmap::IndexMap;

use super::{Params, Style, Type, TypePath};

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
