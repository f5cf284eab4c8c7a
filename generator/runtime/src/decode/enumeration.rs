//! Enumerations of texts or of whole numbers: one table each says all that is to know about them.

use super::at::{At, Raw};
use super::slot::State;
use super::{Check, Decode, DecodeValue, Fields, number};
use std::fmt::Display;

/// An enumeration of values of one type.
pub trait Enumeration: Copy + PartialEq + 'static {
    /// `&'static str` or `i64`.
    type Wire: Wire;

    /// Every value on the wire with its variant, in the order of the document.
    const VALUES: &'static [(Self::Wire, Self)];

    /// What the schema demands besides.
    fn check() -> Option<&'static Check> {
        None
    }

    /// The value on the wire. A variant that is not in the table is written as the first one.
    fn wire(self) -> Self::Wire {
        let mut values = Self::VALUES.iter();
        let found = values.find(|(_, variant)| *variant == self);
        found.map_or_else(|| Self::VALUES[0].0, |(wire, _)| *wire)
    }

    /// The variant of a value on the wire.
    fn from_wire(wire: impl PartialEq<Self::Wire>) -> Option<Self> {
        let mut values = Self::VALUES.iter();
        values
            .find(|(known, _)| wire == *known)
            .map(|(_, variant)| *variant)
    }
}

/// A type of values that can be enumerated.
pub trait Wire: Copy + Display + PartialEq + 'static {
    /// The value that was sent, if it is of this type and one of these.
    fn find<T: Copy>(at: &At<'_, '_>, values: &[(Self, T)]) -> Option<T>;
}

impl Wire for &'static str {
    fn find<T: Copy>(at: &At<'_, '_>, values: &[(Self, T)]) -> Option<T> {
        let text = at.as_text()?;
        let text = if at.coercions.trim { text.trim() } else { text };
        let found = values.iter().find(|(wire, _)| *wire == text);
        found.map(|(_, variant)| *variant)
    }
}

impl Wire for i64 {
    fn find<T: Copy>(at: &At<'_, '_>, values: &[(Self, T)]) -> Option<T> {
        let number = match &at.raw {
            Raw::Json(value) => number::integer_of_json(value, at.coercions.int),
            _ => number::integer_of_text(at.as_text()?, at.coercions.int),
        }?;
        let found = values.iter().find(|(wire, _)| i128::from(*wire) == number);
        found.map(|(_, variant)| *variant)
    }
}

impl<T: Enumeration> DecodeValue for T {
    fn decode_value(at: At<'_, '_>) -> State<Self> {
        let at = match T::check() {
            Some(check) => at.check(check),
            None => at,
        };
        match T::Wire::find(&at, T::VALUES) {
            Some(variant) => State::Value(variant),
            None => {
                let names: Vec<String> =
                    T::VALUES.iter().map(|(wire, _)| wire.to_string()).collect();
                at.refuse(&format!("Must be one of {}", names.join(", ")))
                    .state()
            }
        }
    }
}

impl<T: DecodeValue> Decode for T {
    const WHOLE: bool = true;

    fn decode(fields: &mut Fields<'_, '_>) -> Option<Self> {
        fields.whole().value::<Self>().required()
    }
}
