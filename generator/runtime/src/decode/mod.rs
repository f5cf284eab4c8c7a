//! From text and JSON to typed values, with every violation of the document's rules recorded on the way.
//!
//! A generated [`Decode`] names its fields one line each: `f.at("count").integer::<i64>().min(0.0).max(100.0).or(15)`. Every
//! line runs before any result is looked at, so that one answer tells all that is wrong.

mod at;
mod budget;
mod check;
mod choice;
mod constant;
mod decimal;
mod enumeration;
mod equal;
mod fields;
mod form;
mod format;
mod input;
pub(crate) mod limits;
mod nested;
mod number;
mod origin;
mod pattern;
mod place;
mod rules;
mod scalar;
mod slot;
mod styles;
mod uri;

pub use at::At;
pub use check::Check;
pub use choice::Reading;
pub use constant::{Constant, json_text, serialize_json};
pub use enumeration::{Enumeration, Wire};
pub use fields::Fields;
pub use form::Form;
pub use format::Format;
pub(crate) use input::Source;
pub use input::{Input, Part};
pub use number::{Integer, Numeric};
pub use pattern::Pattern;
pub use place::Place;
pub use slot::{Echo, Slot, State};
pub use styles::{Shape, Style};

use serde_json::Value;

/// Where a value stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// In the body, whatever its media type.
    Body,
}

/// One value that breaks one rule of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// Where the value stands.
    pub location: Location,
    /// JSON pointer within the location, `/channel/name`.
    pub pointer: String,
    /// Name as people write it, `channel.name`, `tags[0]`.
    pub name: String,
    /// The rule: `required`, `type`, `min_length` …
    pub code: &'static str,
    /// What is wrong, for people.
    pub message: String,
    /// The value as received; none for secrets and for values that are not there.
    pub value: Option<Value>,
}

/// A type that is read field by field.
pub trait Decode: Sized {
    /// The input is one value, which need not be an object.
    const WHOLE: bool = false;

    /// Reads all fields; none when one of them broke a rule, which is recorded then.
    fn decode(fields: &mut Fields<'_, '_>) -> Option<Self>;
}

/// A type that is read from a single value: enumerations and unions.
pub trait DecodeValue: Sized {
    /// Reads the value.
    fn decode_value(at: At<'_, '_>) -> State<Self>;
}

/// Reads `T` from an input; violations are added to `sink`.
pub fn decode<T: Decode>(
    location: Location,
    input: Input<'_>,
    sink: &mut Vec<Violation>,
) -> Option<T> {
    decode_by(location, input, sink, |fields| {
        if !T::WHOLE && !fields.is_object() {
            // Whether a secret should have been in it, nobody can tell here.
            let whole = fields.whole().guarded();
            whole.refuse::<T>("Must be an object").required()?;
        }
        T::decode(fields)
    })
}

/// Reads an input with `read`; violations are added to `sink`.
pub(crate) fn decode_by<T>(
    location: Location,
    input: Input<'_>,
    sink: &mut Vec<Violation>,
    read: impl FnOnce(&mut Fields<'_, '_>) -> Option<T>,
) -> Option<T> {
    budget::begin();
    let mut input = input;
    let mut fields = Fields::new(location, &mut input, sink);
    let before = fields.violations();
    let value = read(&mut fields);
    // A value that was read although something of it was refused is not handed out.
    if fields.violations() == before {
        value
    } else {
        None
    }
}
