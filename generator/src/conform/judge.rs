//! A value and its schema, in words that show no secret.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::schemas::Schemas;
use super::secrets::{HIDDEN, clip};
use super::walk::Marks;
use super::{Departure, Kind, Side};

/// Most violations of one body that are told; there can be one for every item of a list.
const MOST_VIOLATIONS: usize = 10;

/// What is said of a body, by direction.
pub(super) struct Words {
    pub(super) side: Side,
    pub(super) invalid: Kind,
    pub(super) ambiguous: Kind,
    pub(super) other_way: Kind,
    pub(super) unchecked: Kind,
}

pub(super) const REQUEST: Words = Words {
    side: Side::Request,
    invalid: Kind::RequestBodyInvalid,
    ambiguous: Kind::RequestAmbiguous,
    other_way: Kind::RequestBodyReadOnly,
    unchecked: Kind::RequestUnchecked,
};

pub(super) const RESPONSE: Words = Words {
    side: Side::Response,
    invalid: Kind::ResponseBodyInvalid,
    ambiguous: Kind::ResponseAmbiguous,
    other_way: Kind::ResponseBodyWriteOnly,
    unchecked: Kind::ResponseUnchecked,
};

/// Holds a body against the schema at `pointer`.
pub(super) fn body(
    schemas: &Schemas,
    words: &Words,
    pointer: &str,
    value: &Value,
    departures: &mut Vec<Departure>,
) {
    let compiled = schemas.validator(words.side, pointer);
    let validator = match compiled.as_ref() {
        Ok(validator) => validator,
        Err(error) => {
            let message = format!("the schema cannot be used: {}", clip(error));
            departures.push(Departure::new(words.unchecked, "body", message));
            return;
        }
    };
    let (flag, whose) = match words.side {
        Side::Request => ("readOnly", "responses"),
        Side::Response => ("writeOnly", "requests"),
    };
    let marks = match schemas.at(pointer) {
        Some(schema) => Marks::of(&schemas.document, schema, value, flag),
        None => Marks::default(),
    };
    for violation in violations(validator, value, &marks) {
        let kind = violation.kind(words.invalid, words.ambiguous);
        departures.push(Departure::new(
            kind,
            place(&violation.at),
            violation.message,
        ));
    }
    for at in &marks.flagged {
        let message = format!("is `{flag}`: it belongs to {whose} only");
        departures.push(Departure::new(words.other_way, place(at), message));
    }
}

fn place(pointer: &str) -> String {
    format!("body {}", if pointer.is_empty() { "/" } else { pointer })
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    /// JSON pointer.
    pub(super) at: String,
    pub(super) message: String,
    /// Whether it fits more than one form of a `oneOf`, which is the document's mistake as often as the value's.
    pub(super) is_ambiguous: bool,
}

impl Violation {
    pub(super) fn kind(&self, invalid: Kind, ambiguous: Kind) -> Kind {
        if self.is_ambiguous {
            ambiguous
        } else {
            invalid
        }
    }
}

/// All that is wrong with a value, each once, up to a bound.
pub(super) fn violations(validator: &Validator, value: &Value, marks: &Marks) -> Vec<Violation> {
    let mut told: Vec<Violation> = Vec::new();
    for error in validator.iter_errors(value) {
        let is_ambiguous = matches!(error.kind(), ValidationErrorKind::OneOfMultipleValid { .. });
        let violation = Violation {
            at: error.instance_path().to_string(),
            message: message(&error, marks),
            is_ambiguous,
        };
        // Parts of an `allOf` that are the same say the same.
        if told.contains(&violation) {
            continue;
        }
        if told.len() == MOST_VIOLATIONS {
            told.push(Violation {
                at: String::new(),
                message: "and there are more violations".to_owned(),
                is_ambiguous: false,
            });
            break;
        }
        told.push(violation);
    }
    told
}

/// The message of a violation; of the value, only plain ones that are not secret are shown.
fn message(error: &ValidationError<'_>, marks: &Marks) -> String {
    if let ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } =
        error.kind()
    {
        return closest(context, marks);
    }
    if let ValidationErrorKind::OneOfMultipleValid { .. } = error.kind() {
        return "fits more than one form of a `oneOf`".to_owned();
    }
    if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
        return format!(
            "has properties that are not in the document: {}",
            clip(&unexpected.join(", "))
        );
    }
    let secret = marks.is_secret(&error.instance_path().to_string());
    let shown = match error.instance().as_ref() {
        Value::Object(_) => "the object".to_owned(),
        Value::Array(_) => "the array".to_owned(),
        _ if secret => HIDDEN.to_owned(),
        plain => clip(&plain.to_string()),
    };
    error.masked_with(shown).to_string()
}

/// Of the forms that a value might have had, what is wrong with the one that it comes nearest to.
fn closest(context: &[Vec<ValidationError<'static>>], marks: &Marks) -> String {
    let start = format!("fits none of {} forms", context.len());
    // The deeper a form goes wrong, the more of it was right.
    let depth = |errors: &&Vec<ValidationError<'static>>| {
        let depths = errors
            .iter()
            .map(|e| e.instance_path().to_string().matches('/').count());
        let is_type = errors
            .iter()
            .all(|e| matches!(e.kind(), ValidationErrorKind::Type { .. }));
        (
            is_type,
            std::cmp::Reverse(depths.max().unwrap_or(0)),
            errors.len(),
        )
    };
    match context
        .iter()
        .min_by_key(depth)
        .and_then(|errors| errors.first())
    {
        Some(error) => {
            let at = error.instance_path().to_string();
            let gap = if at.is_empty() { "" } else { " " };
            format!(
                "{start}; of the nearest: {at}{gap}{}",
                message(error, marks)
            )
        }
        None => start,
    }
}
