//! Objects with fields, `allOf` taken together.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::schema::{Owner, is_true, text};
use super::{Lowerer, Skipped};
use crate::api::{Coerce, Field, ModelKind, PartRules, TypeKind};
use crate::load::escape;
use crate::names;

/// An object schema with its `allOf` taken together.
#[derive(Default)]
struct Merged {
    /// Pointer of each property's schema.
    properties: Vec<(String, String)>,
    required: BTreeSet<String>,
    additional: Option<String>,
    deny_unknown: bool,
}

impl Lowerer<'_> {
    pub(super) fn lower_struct(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
        owner: &Owner,
    ) -> Result<ModelKind, Skipped> {
        let mut merged = Merged::default();
        self.merge(pointer, &mut merged, 0)?;
        let profile: Vec<Coerce> = self
            .config
            .coerce
            .body
            .iter()
            .map(|&name| name.into())
            .collect();
        let mut taken = HashSet::new();
        if merged.additional.is_some() {
            taken.insert("additional".to_owned());
        }
        let mut fields = Vec::new();
        for (wire, here) in merged.properties {
            let required = merged.required.contains(&wire);
            fields.push(self.lower_field(
                &wire,
                &here,
                required,
                &owner.within(&wire),
                &profile,
                &mut taken,
            )?);
        }
        let additional = match merged.additional {
            Some(here) => Some(Box::new(self.lower_type(
                &here,
                &owner.within("Additional"),
                &profile,
            )?)),
            None => None,
        };
        let number = |key: &str| schema.get(key).and_then(Value::as_u64);
        Ok(ModelKind::Struct {
            fields,
            additional,
            deny_unknown: merged.deny_unknown,
            min_properties: number("minProperties"),
            max_properties: number("maxProperties"),
        })
    }

    /// Collects the properties of a schema and of all in its `allOf`; a later one replaces an earlier one of its name.
    fn merge(&mut self, pointer: &str, merged: &mut Merged, depth: usize) -> Result<(), Skipped> {
        let pointer = self.resolve(pointer);
        let Some(Value::Object(schema)) = self.at(&pointer).cloned() else {
            return Ok(());
        };
        if depth > 32 {
            return self.refuse(&pointer, "this `allOf` contains itself", "break the circle");
        }
        for index in 0..schema
            .get("allOf")
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
        {
            self.merge(&format!("{pointer}/allOf/{index}"), merged, depth + 1)?;
        }
        for wire in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::keys)
        {
            let here = format!("{pointer}/properties/{}", escape(wire));
            match merged
                .properties
                .iter_mut()
                .find(|(known, _)| known == wire)
            {
                Some((_, known)) => *known = here,
                None => merged.properties.push((wire.clone(), here)),
            }
        }
        let required = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        merged
            .required
            .extend(required.filter_map(Value::as_str).map(str::to_owned));
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => merged.deny_unknown = true,
            Some(Value::Object(inner)) if !inner.is_empty() => {
                merged.additional = Some(format!("{pointer}/additionalProperties"))
            }
            _ => {}
        }
        Ok(())
    }

    fn lower_field(
        &mut self,
        wire: &str,
        pointer: &str,
        required: bool,
        owner: &Owner,
        profile: &[Coerce],
        taken: &mut HashSet<String>,
    ) -> Result<Field, Skipped> {
        let ty = self.lower_type(pointer, owner, profile)?;
        let schema = self
            .at(pointer)
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let target = self
            .at(&self.resolve(pointer))
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let part = matches!(ty.kind, TypeKind::Binary)
            || matches!(&ty.kind, TypeKind::Array(item) if matches!(item.kind, TypeKind::Binary));
        let description = text(&schema, "description");
        Ok(Field {
            name: names::unique(names::snake(wire), taken),
            wire: wire.to_owned(),
            required,
            nullable: ty.nullable,
            default: schema
                .get("default")
                .filter(|value| !value.is_null())
                .cloned(),
            description: if description.is_empty() {
                text(&target, "description")
            } else {
                description
            },
            deprecated: is_true(&schema, "deprecated"),
            read_only: is_true(&schema, "readOnly"),
            write_only: is_true(&schema, "writeOnly"),
            style: None,
            part: part.then(|| PartRules {
                max_size: schema.get("x-max-size").and_then(Value::as_u64),
                content_types: Vec::new(),
            }),
            ty,
        })
    }
}
