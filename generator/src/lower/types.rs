//! Types without a name of their own, constraints and coercions.

use serde_json::{Map, Value};

use super::keywords::type_of;
use super::schema::{Owner, plain};
use super::{Lowerer, Skipped};
use crate::api::{Coerce, Rules, Type, TypeKind};
use crate::check::nearest;
use crate::config::CoerceName;
use crate::diagnostics::Code;

impl Lowerer<'_> {
    /// The kind of a schema that needs no named type.
    pub(super) fn lower_kind(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
        owner: &Owner,
        profile: &[Coerce],
    ) -> Result<TypeKind, Skipped> {
        let format = schema
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default();
        Ok(match type_of(schema) {
            "" => TypeKind::Any,
            "boolean" => TypeKind::Bool,
            "integer" => TypeKind::Integer {
                bits: if format == "int32" { 32 } else { 64 },
            },
            "number" => TypeKind::Number,
            "string" => match format {
                "date-time" => TypeKind::DateTime,
                "date" => TypeKind::Date,
                "uuid" => TypeKind::Uuid,
                "byte" => TypeKind::Byte,
                "binary" => TypeKind::Binary,
                _ => TypeKind::String,
            },
            "array" => {
                let here = self.behind_made(&format!("{pointer}/items"));
                let item = if self.at(&here).is_some() {
                    self.lower_type(&here, &owner.within("Item"), profile)?
                } else {
                    self.finding(
                        Code::ItemsMissing,
                        pointer,
                        "an array without `items` holds anything",
                        "say what its items are",
                    );
                    plain(TypeKind::Any, profile)
                };
                TypeKind::Array(Box::new(item))
            }
            "object" => {
                let here = self.behind_made(&format!("{pointer}/additionalProperties"));
                let is_schema = self
                    .at(&here)
                    .and_then(Value::as_object)
                    .is_some_and(|inner| !inner.is_empty());
                let value = if is_schema {
                    self.lower_type(&here, &owner.within("Value"), profile)?
                } else {
                    plain(TypeKind::Any, profile)
                };
                TypeKind::Map(Box::new(value))
            }
            other => {
                let message = format!("`{other}` is no type");
                return self.refuse(
                    Code::TypeUnknown,
                    &format!("{pointer}/type"),
                    message,
                    &help_for_type(other),
                );
            }
        })
    }

    /// The constraints of a schema.
    pub(super) fn rules(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
    ) -> Result<Rules, Skipped> {
        let count = |key: &str| schema.get(key).and_then(Value::as_u64);
        let number = |key: &str| schema.get(key).and_then(Value::as_f64);
        let is_true = |key: &str| schema.get(key) == Some(&Value::Bool(true));
        let pattern = schema
            .get("pattern")
            .and_then(Value::as_str)
            .map(str::to_owned);
        if let Some(source) = &pattern
            && let Err(error) = regress::Regex::with_flags(source, "u")
        {
            let help = if source.contains("(?P<") {
                "patterns are those of ECMA-262, which writes a named group as `(?<name>…)`"
            } else if source.contains("\\A") || source.contains("\\z") || source.contains("\\Z") {
                "patterns are those of ECMA-262, which writes the ends of a text as `^` and `$`"
            } else {
                "patterns are regular expressions of ECMA-262"
            };
            return self.refuse(
                Code::PatternInvalid,
                &format!("{pointer}/pattern"),
                format!("the pattern does not compile: {error}"),
                help,
            );
        }
        if let Some(meant) = pattern.as_deref().and_then(literal) {
            let source = pattern.as_deref().unwrap_or_default();
            let message =
                format!("the slashes around `{source}` are taken for characters of the value");
            let help = format!(
                "write `{meant}`: a pattern is what JavaScript has between its slashes, without flags"
            );
            self.finding(
                Code::PatternLiteral,
                &format!("{pointer}/pattern"),
                message,
                &help,
            );
        }
        let formats = ["email", "uri", "hostname", "ipv4", "ipv6"];
        let format = schema
            .get("format")
            .and_then(Value::as_str)
            .filter(|format| formats.contains(format));
        Ok(Rules {
            min_length: count("minLength"),
            max_length: count("maxLength"),
            pattern,
            format: format.map(str::to_owned),
            minimum: number("minimum"),
            maximum: number("maximum"),
            exclusive_minimum: is_true("exclusiveMinimum"),
            exclusive_maximum: is_true("exclusiveMaximum"),
            multiple_of: number("multipleOf").filter(|unit| *unit > 0.0),
            min_items: count("minItems"),
            max_items: count("maxItems"),
            unique_items: is_true("uniqueItems"),
            min_properties: count("minProperties"),
            max_properties: count("maxProperties"),
        })
    }

    /// Adds a schema's own `x-coerce`.
    pub(super) fn add_coercions(
        &mut self,
        ty: &mut Type,
        schema: &Map<String, Value>,
        pointer: &str,
    ) {
        let names: Vec<String> = match schema.get("x-coerce") {
            None => return,
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(names)) => names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            Some(_) => vec![String::new()],
        };
        for name in names {
            match CoerceName::parse(&name) {
                Some(coercion) if !ty.coerce.contains(&coercion) => ty.coerce.push(coercion),
                Some(_) => {}
                None => {
                    let help = "known are int, bool, bool-loose, array, null-text, trim and moment";
                    self.finding(
                        Code::CoercionUnknown,
                        &format!("{pointer}/x-coerce"),
                        format!("`{name}` is no coercion"),
                        help,
                    );
                }
            }
        }
    }
}

/// What may be meant by a type that is none.
fn help_for_type(name: &str) -> String {
    const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
    let meant = match name.to_lowercase().as_str() {
        "int" | "int32" | "int64" | "long" => "type: integer",
        "float" | "double" | "decimal" => "type: number",
        "bool" => "type: boolean",
        "str" | "text" => "type: string",
        "list" => "type: array",
        "map" | "dict" | "any" => "type: object",
        "date" => "type: string, format: date",
        "datetime" | "date-time" | "timestamp" => "type: string, format: date-time",
        "uuid" => "type: string, format: uuid",
        "file" | "binary" => "type: string, format: binary",
        "null" => "nullable: true",
        _ => {
            return nearest(name, TYPES).map_or_else(
                || format!("use one of {}", TYPES.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
        }
    };
    format!("write `{meant}`")
}

/// What is between the slashes of a pattern that is written as a literal of JavaScript, `/^[a-z]+$/i`. Paths have slashes, too, but
/// neither ends nor flags.
fn literal(pattern: &str) -> Option<&str> {
    let (inner, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let are_flags = flags.chars().all(|flag| "dgimsuvy".contains(flag));
    let has_ends = inner.starts_with('^') || inner.ends_with('$');
    let is_expression = inner.contains(['[', '(', '\\', '+', '*']);
    (are_flags && (has_ends || (is_expression && !flags.is_empty()))).then_some(inner)
}
