//! What a schema says must go together.

use serde_json::{Map, Value};

use super::keywords::type_of;
use super::schema::is_true;
use super::{Lowerer, Skipped};
use crate::diagnostics::Code;

/// Formats that mean something here, or that are there for people only.
const FORMATS: &[&str] = &[
    "",
    "binary",
    "byte",
    "date",
    "date-time",
    "double",
    "email",
    "float",
    "hostname",
    "int32",
    "int64",
    "ipv4",
    "ipv6",
    "password",
    "uri",
    "uuid",
];

/// Limits, and the type that they are for.
const LIMITS: &[(&str, &str)] = &[
    ("minLength", "string"),
    ("maxLength", "string"),
    ("pattern", "string"),
    ("minimum", "number"),
    ("maximum", "number"),
    ("multipleOf", "number"),
    ("minItems", "array"),
    ("maxItems", "array"),
    ("uniqueItems", "array"),
    ("minProperties", "object"),
    ("maxProperties", "object"),
];

/// Pairs of a least and a most.
const RANGES: &[(&str, &str)] = &[
    ("minLength", "maxLength"),
    ("minimum", "maximum"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

impl Lowerer<'_> {
    /// Reports what does not go together in a schema; an error is one that no value could ever satisfy, or no type express.
    pub(super) fn check_schema(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
    ) -> Result<(), Skipped> {
        self.check_circle(schema, pointer)?;
        self.check_enum(schema, pointer)?;
        for (least, most) in RANGES {
            let number = |key: &str| schema.get(key).and_then(Value::as_f64);
            if let (Some(low), Some(high)) = (number(least), number(most))
                && low > high
            {
                let here = format!("{pointer}/{least}");
                let message = format!("`{least}` {low} is more than `{most}` {high}");
                return self.refuse(
                    Code::RangeEmpty,
                    &here,
                    message,
                    "no value satisfies both; correct one",
                );
            }
        }
        if let Some(default) = schema.get("default").filter(|default| !default.is_null())
            && !self.fits(default, pointer, 0)
        {
            let here = format!("{pointer}/default");
            let message = format!("the default {default} is not what the schema allows");
            return self.refuse(
                Code::DefaultInvalid,
                &here,
                message,
                "correct the default or the schema",
            );
        }
        self.warn_of_limits(schema, pointer);
        let format = schema
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !FORMATS.contains(&format) && self.formats.insert(format.to_owned()) {
            let here = format!("{pointer}/format");
            let message = format!("the format `{format}` is not known and not checked");
            self.finding(
                Code::FormatUnknown,
                &here,
                message,
                "use `pattern` for what must be checked",
            );
        }
        self.warn_of_required(schema, pointer);
        Ok(())
    }

    fn check_enum(&mut self, schema: &Map<String, Value>, pointer: &str) -> Result<(), Skipped> {
        let Some(values) = schema.get("enum").and_then(Value::as_array) else {
            return Ok(());
        };
        let here = format!("{pointer}/enum");
        let given: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
        if given.is_empty() {
            let help = "list the values, or remove `enum`";
            return self.refuse(
                Code::EnumEmpty,
                &here,
                "an enumeration without values",
                help,
            );
        }
        let name = type_of(schema);
        let fitting = given.iter().filter(|value| is_of_type(value, name)).count();
        if name == "string"
            && fitting < given.len()
            && given
                .iter()
                .all(|value| !value.is_array() && !value.is_object())
        {
            let help = "put them in quotes";
            self.finding(
                Code::EnumUnquoted,
                &here,
                "values of this enumeration are no texts, and are read as if they were",
                help,
            );
            return Ok(());
        }
        if fitting == 0 {
            let message = format!("no value of the enumeration is of the type `{name}`");
            return self.refuse(
                Code::EnumOfOtherType,
                &here,
                message,
                "correct the values or the type",
            );
        }
        if fitting < given.len() {
            let message = format!("a value of the enumeration is not of the type `{name}`");
            let help = "it is never accepted; remove it";
            self.finding(Code::EnumValueOfOtherType, &here, message, help);
        }
        Ok(())
    }

    fn warn_of_limits(&mut self, schema: &Map<String, Value>, pointer: &str) {
        let Some(kind) = schema.get("type").and_then(Value::as_str) else {
            return;
        };
        let format = schema
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default();
        for (limit, of) in LIMITS {
            if !schema.contains_key(*limit) {
                continue;
            }
            let here = format!("{pointer}/{limit}");
            if kind != *of && !(kind == "integer" && *of == "number") {
                let message = format!("`{limit}` has no effect on the type `{kind}`");
                self.finding(
                    Code::LimitWithoutEffect,
                    &here,
                    message,
                    "remove it, or correct the type",
                );
            } else if kind == "string" && format == "binary" {
                let message = format!("`{limit}` is not checked beside the format `{format}`");
                self.finding(
                    Code::LimitWithoutEffect,
                    &here,
                    message,
                    "use `x-max-size` for the most bytes",
                );
            }
        }
    }

    /// Names in `required` that no property has.
    fn warn_of_required(&mut self, schema: &Map<String, Value>, pointer: &str) {
        let is_composed = ["allOf", "oneOf", "anyOf"]
            .iter()
            .any(|key| schema.contains_key(*key));
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return;
        };
        let required = schema.get("required").and_then(Value::as_array);
        let missing: Vec<(usize, &str)> = required
            .into_iter()
            .flatten()
            .enumerate()
            .filter_map(|(index, name)| name.as_str().map(|name| (index, name)))
            .filter(|(_, name)| !is_composed && !properties.contains_key(*name))
            .collect();
        for (index, name) in missing {
            let here = format!("{pointer}/required/{index}");
            let message = format!("`{name}` is required, but not described");
            let help = "it is demanded, whatever it is; add it to `properties`";
            self.finding(Code::RequiredUndescribed, &here, message, help);
        }
    }

    /// Whether a value is one of the schema at the pointer, as far as its outer shape tells.
    fn fits(&self, value: &Value, pointer: &str, depth: usize) -> bool {
        let pointer = self.resolve(pointer);
        let Some(schema) = self.at(&pointer).and_then(Value::as_object) else {
            return true;
        };
        if depth > 16 || (value.is_null() && is_true(schema, "nullable")) {
            return true;
        }
        let members = |key: &str| {
            let count = schema
                .get(key)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            (0..count)
                .map(move |index| format!("{key}/{index}"))
                .collect::<Vec<_>>()
        };
        let fits = |member: &String| self.fits(value, &format!("{pointer}/{member}"), depth + 1);
        let either = |members: Vec<String>| members.is_empty() || members.iter().any(fits);
        if !members("allOf").iter().all(fits)
            || !either(members("oneOf"))
            || !either(members("anyOf"))
        {
            return false;
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && !values.contains(value)
        {
            return false;
        }
        let number = |key: &str| schema.get(key).and_then(Value::as_f64);
        let count = |key: &str| schema.get(key).and_then(Value::as_u64);
        let between = |length: usize, least: &str, most: &str| {
            let length = length as u64;
            count(least).is_none_or(|least| length >= least)
                && count(most).is_none_or(|most| length <= most)
        };
        match (schema.get("type").and_then(Value::as_str), value) {
            (None, _) => true,
            (Some("string"), Value::String(text)) => {
                between(text.chars().count(), "minLength", "maxLength")
            }
            (Some("boolean"), Value::Bool(_)) => true,
            (Some(kind @ ("integer" | "number")), Value::Number(given)) => {
                let given_value = given.as_f64().unwrap_or_default();
                (kind == "number" || given_value.fract() == 0.0)
                    && number("minimum").is_none_or(|least| given_value >= least)
                    && number("maximum").is_none_or(|most| given_value <= most)
            }
            (Some("array"), Value::Array(items)) => {
                let item = format!("{pointer}/items");
                between(items.len(), "minItems", "maxItems")
                    && items.iter().all(|value| self.fits(value, &item, depth + 1))
            }
            (Some("object"), Value::Object(_)) => true,
            _ => false,
        }
    }

    /// Names of headers are tokens of RFC 9110.
    pub(super) fn check_header_name(&mut self, name: &str, pointer: &str) -> Result<(), Skipped> {
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if !name.is_empty() && name.bytes().all(is_token) {
            return Ok(());
        }
        let help = "use letters, digits and `-`";
        self.refuse(
            Code::HeaderNameInvalid,
            pointer,
            format!("`{name}` cannot be the name of a header"),
            help,
        )
    }

    /// Media types are `type/subtype`, with `*` for any.
    pub(super) fn check_media_type(&mut self, media: &str, pointer: &str) -> Result<(), Skipped> {
        let is_plain = media.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let parts = media
            .split(';')
            .next()
            .and_then(|essence| essence.split_once('/'));
        if is_plain && parts.is_some_and(|(kind, sub)| !kind.is_empty() && !sub.is_empty()) {
            return Ok(());
        }
        let help = "write it as `application/json`";
        self.refuse(
            Code::MediaTypeInvalid,
            pointer,
            format!("`{media}` is no media type"),
            help,
        )
    }
}

/// Whether a value of an enumeration is of the type; every value is of none.
pub(crate) fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}
