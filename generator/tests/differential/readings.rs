//! What OpenAPI leaves open or says otherwise than JSON Schema, and how it is read here, with the reason for each. There is no
//! other difference between the two verdicts.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::schemas::Case;

/// `nullable: true` allows null whatever else the schema says: documents write it beside `enum` without null, and beside
/// `allOf` of a reference, and mean it.
pub(crate) fn nullable(schema: Value) -> Value {
    json!({ "anyOf": [{ "type": "null" }, schema] })
}

/// Integers without a format have 64 bits, as Rust's do: others could be read by nobody.
pub(crate) fn width_of_integers() -> Value {
    json!({ "minimum": i64::MIN, "exclusiveMaximum": 9_223_372_036_854_775_808_u64 })
}

/// A form of a discriminated choice that the mapping does not name goes by the values that it allows for the property, if it
/// lists them; OpenAPI has only the component's name for it, which such documents never send.
pub(crate) fn implicit_values(component: &Value, property: &str) -> Option<Vec<String>> {
    let values = component["properties"][property]["enum"].as_array()?;
    let texts = values.iter().filter_map(Value::as_str);
    Some(texts.map(str::to_owned).collect())
}

/// Whether the two may differ on a value: one that has a number of more than 53 bits, under a schema that asks for multiples.
/// Here such numbers are taken as they are written, if their type is an integer; `jsonschema` rounds them, at times to one of
/// which more or fewer digits are written.
pub(crate) fn may_differ(case: &Case, value: &Value) -> bool {
    let asks = Value::Object(case.components.clone()).to_string();
    asks.contains("\"multipleOf\"") && holds_large(value)
}

fn holds_large(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_some_and(|number| number.abs() >= 9e15),
        Value::Array(items) => items.iter().any(holds_large),
        Value::Object(members) => members.values().any(holds_large),
        _ => false,
    }
}

/// A format that is read otherwise.
pub(crate) struct Format {
    pub(crate) name: &'static str,
    /// The verdict on texts that are read otherwise; none is the validator's own.
    verdict: fn(&str) -> Option<bool>,
}

/// Formats that are read otherwise, or that JSON Schema does not have.
pub(crate) static FORMATS: &[Format] = &[
    // Base64 of RFC 4648 with its padding: JSON Schema has no such format.
    Format {
        name: "byte",
        verdict: |text| Some(is_base64(text)),
    },
    // An address must have a host with a top-level domain, as no other mail arrives, but other letters than those of ASCII
    // may stand before its `@` (RFC 6531), as people have such names.
    Format {
        name: "email",
        verdict: |text| {
            let (local, domain) = text.rsplit_once('@')?;
            let (_, top) = domain.rsplit_once('.').unwrap_or_default();
            let is_top = top.len() > 1 && !top.bytes().all(|byte| byte.is_ascii_digit());
            if !is_top || domain.starts_with('[') {
                return Some(false);
            }
            let plain = local.replace(|c: char| !c.is_ascii() && c.is_alphanumeric(), "x");
            (plain != local).then(|| own("email", &format!("{plain}@{domain}")))
        },
    },
    // RFC 1123 knows nothing of Punycode, in which labels with hyphens at their third and fourth place are written.
    Format {
        name: "hostname",
        verdict: |text| {
            let is_coded = |label: &str| label.get(2..4) == Some("--");
            if text.split('.').any(|label| label.ends_with('-')) {
                return Some(false);
            }
            let is_any = text.split('.').any(is_coded);
            is_any.then(|| own("hostname", &text.replace("--", "aa").replace("xn", "aa")))
        },
    },
];

/// The verdict on a text of a format.
pub(crate) fn matches(format: &Format, text: &str) -> bool {
    (format.verdict)(text).unwrap_or_else(|| own(format.name, text))
}

/// The validator's own verdict.
fn own(name: &str, text: &str) -> bool {
    static VALIDATORS: LazyLock<Vec<(&str, Validator)>> = LazyLock::new(|| {
        let options = jsonschema::options().should_validate_formats(true);
        let validator = |name: &'static str| {
            let validator = options.build(&json!({ "format": name }));
            (name, validator.unwrap())
        };
        ["email", "hostname"].map(validator).into()
    });
    let found = VALIDATORS.iter().find(|(known, _)| *known == name);
    found.unwrap().1.is_valid(&json!(text))
}

/// Groups of four, of which the last may be padded; bits that say nothing are zero.
fn is_base64(text: &str) -> bool {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.trim_end_matches('=');
    let unused = |unit: usize| {
        let last = digits.chars().last().and_then(|digit| alphabet.find(digit));
        last.is_some_and(|last| last % unit == 0)
    };
    text.len().is_multiple_of(4)
        && digits.chars().all(|digit| alphabet.contains(digit))
        && match text.len() - digits.len() {
            0 => true,
            1 => unused(4),
            2 => unused(16),
            _ => false,
        }
}
