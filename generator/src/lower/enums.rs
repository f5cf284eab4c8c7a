//! Enumerations.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::consistency::is_of_type;
use super::keywords::{members, type_of};
use super::{Lowerer, Skipped};
use crate::api::{EnumRepr, ModelKind, NamedValue};
use crate::diagnostics::Code;
use crate::names;

impl Lowerer<'_> {
    pub(super) fn lower_enum(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
    ) -> Result<ModelKind, Skipped> {
        let repr = enum_repr(schema).unwrap_or(EnumRepr::Json);
        let wanted = schema.get("x-enum-varnames").and_then(Value::as_array);
        let values = values(schema);
        if let Some(wanted) = wanted
            && wanted.len() != values.len()
        {
            let here = format!("{pointer}/x-enum-varnames");
            return self.refuse(
                Code::EnumNamesCount,
                &here,
                format!("{} names for {} values", wanted.len(), values.len()),
                "give each value one name",
            );
        }
        let mut taken = HashSet::new();
        let mut named: Vec<NamedValue> = Vec::new();
        for (index, value) in values.into_iter().enumerate() {
            let is_twice = named.iter().any(|known| known.value == value);
            if is_twice || !is_of_type(&value, type_of(schema)) {
                continue;
            }
            let given = wanted
                .and_then(|names| names.get(index))
                .and_then(Value::as_str)
                .map(names::pascal);
            let name = given.unwrap_or_else(|| match &value {
                Value::String(text) => names::variant(text),
                Value::Bool(true) => "True".to_owned(),
                Value::Bool(false) => "False".to_owned(),
                other => names::variant(&other.to_string()),
            });
            named.push(NamedValue {
                name: names::unique(name, &mut taken),
                value,
            });
        }
        Ok(ModelKind::Enum {
            values: named,
            repr,
        })
    }
}

/// The values but null. Those of texts that are written without quotes are texts all the same.
fn values(schema: &Map<String, Value>) -> Vec<Value> {
    let values = members(schema, "enum")
        .iter()
        .filter(|value| !value.is_null());
    values
        .map(|value| match value {
            Value::Number(_) | Value::Bool(_) if type_of(schema) == "string" => {
                Value::from(value.to_string())
            }
            other => other.clone(),
        })
        .collect()
}

/// How the values of an enumeration are told apart; null beside them does not count. None for what is no type of its own:
/// lists, objects, and booleans, which are those of Rust.
pub(super) fn enum_repr(schema: &Map<String, Value>) -> Option<EnumRepr> {
    let values = values(schema);
    let is_none = values.is_empty()
        || values
            .iter()
            .any(|value| value.is_array() || value.is_object())
        || type_of(schema) == "boolean";
    if is_none {
        None
    } else if values.iter().all(|value| value.is_string()) {
        Some(EnumRepr::String)
    } else if values.iter().all(|value| value.is_i64()) {
        Some(EnumRepr::Integer)
    } else {
        Some(EnumRepr::Json)
    }
}
