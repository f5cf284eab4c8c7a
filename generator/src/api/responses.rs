//! What an operation answers.

use super::{Field, NamedValue, Type};

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
