//! Enumerations.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Lowerer, Skipped};
use crate::api::{EnumRepr, ModelKind, NamedValue};
use crate::names;

impl Lowerer<'_> {
    pub(super) fn lower_enum(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
    ) -> Result<ModelKind, Skipped> {
        let Some(repr) = enum_repr(schema) else {
            return self.refuse(
                &format!("{pointer}/enum"),
                "the values are neither all texts nor all integers",
                "use values of one type",
            );
        };
        let wanted = schema.get("x-enum-varnames").and_then(Value::as_array);
        let values: Vec<&Value> = schema
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter(|value| !value.is_null())
            .collect();
        if let Some(wanted) = wanted
            && wanted.len() != values.len()
        {
            let here = format!("{pointer}/x-enum-varnames");
            return self.refuse(
                &here,
                format!("{} names for {} values", wanted.len(), values.len()),
                "give each value one name",
            );
        }
        let mut taken = HashSet::new();
        let mut named: Vec<NamedValue> = Vec::new();
        for (index, value) in values.into_iter().enumerate() {
            if named.iter().any(|known| known.value == *value) {
                continue;
            }
            let given = wanted
                .and_then(|names| names.get(index))
                .and_then(Value::as_str)
                .map(names::pascal);
            let name = given.unwrap_or_else(|| match value {
                Value::String(text) => names::variant(text),
                other => names::variant(&other.to_string()),
            });
            named.push(NamedValue {
                name: names::unique(name, &mut taken),
                value: value.clone(),
            });
        }
        Ok(ModelKind::Enum {
            values: named,
            repr,
        })
    }
}

/// Texts or integers; null beside them does not count.
pub(super) fn enum_repr(schema: &Map<String, Value>) -> Option<EnumRepr> {
    let values: Vec<&Value> = schema
        .get("enum")?
        .as_array()?
        .iter()
        .filter(|value| !value.is_null())
        .collect();
    if values.is_empty() {
        None
    } else if values.iter().all(|value| value.is_string()) {
        Some(EnumRepr::String)
    } else if values.iter().all(|value| value.is_i64()) {
        Some(EnumRepr::Integer)
    } else {
        None
    }
}
