//! What generated code says of the parts of a body that is streamed.

use super::super::{Encoding, FilePart};
use super::FileStream;
use crate::Fields;

/// One part of a body, as generated code knows it: an enum with a variant for each property.
pub trait BodyPart: Sized + Send {
    /// All properties.
    const PROPERTIES: &'static [PartRule];
    /// Those that are files.
    const FILES: &'static [FilePart];
    /// Those texts of which there is something to say.
    const ENCODINGS: &'static [Encoding];
    /// What is done with others.
    const OTHERS: Others;

    /// Reads the text of the property `name`; none when it broke a rule, which is recorded then.
    fn text(f: &mut Fields<'_, '_>, name: &str) -> Option<Self>;

    /// The variant of the file `name`.
    fn file(name: &str, file: FileStream) -> Option<Self>;
}

/// What the document says of the parts of a name together.
#[derive(Debug, Clone, Copy)]
pub struct PartRule {
    pub(super) name: &'static str,
    pub(super) is_required: bool,
    /// Fewest and most of them.
    pub(super) many: Option<(usize, usize)>,
    pub(super) is_unique: bool,
}

impl PartRule {
    /// One part that need not be there.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            is_required: false,
            many: None,
            is_unique: false,
        }
    }

    /// It must be there.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// There may be several: so many, if there are any.
    #[must_use]
    pub const fn many(mut self, least: usize, most: usize) -> Self {
        self.many = Some((least, most));
        self
    }

    /// None may be there twice.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.is_unique = true;
        self
    }
}

/// What is done with parts that are no property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Texts are read over. Files are refused.
    Ignored,
    /// They are refused (`additionalProperties: false`).
    Refused,
    /// Texts are read by [`BodyPart::text`].
    Read,
}
