//! Parameters and their styles.

use super::{Field, TypePath};

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
