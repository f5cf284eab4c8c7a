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
    pub(super) other_way: Kind,
    pub(super) unchecked: Kind,
}

pub(super) const REQUEST: Words = Words {
    side: Side::Request,
    invalid: Kind::RequestBodyInvalid,
    other_way: Kind::RequestBodyReadOnly,
    unchecked: Kind::RequestUnchecked,
};

pub(super) const RESPONSE: Words = Words {
    side: Side::Response,
    invalid: Kind::ResponseBodyInvalid,
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
    for (at, message) in violations(validator, value, &marks) {
        departures.push(Departure::new(words.invalid, place(&at), message));
    }
    for at in &marks.flagged {
        let message = format!("is `{flag}`: it belongs to {whose} only");
        departures.push(Departure::new(words.other_way, place(at), message));
    }
}

fn place(pointer: &str) -> String {
    format!("body {}", if pointer.is_empty() { "/" } else { pointer })
}

/// What is wrong with a value, by pointer.
pub(super) fn violations(
    validator: &Validator,
    value: &Value,
    marks: &Marks,
) -> Vec<(String, String)> {
    let mut errors = validator.iter_errors(value);
    let told = errors.by_ref().take(MOST_VIOLATIONS);
    let told = told.map(|error| (error.instance_path().to_string(), message(&error, marks)));
    let mut told: Vec<(String, String)> = told.collect();
    if errors.next().is_some() {
        told.push((String::new(), "and there are more violations".to_owned()));
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
