//! Objects with fields.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::keywords::members;
use super::schema::{Owner, is_true, text};
use super::{Attempt, Lowerer, Skipped};
use crate::api::{Coerce, Field, ModelKind, PartRules, TypeKind};
use crate::config::coercions;
use crate::load::escape;
use crate::names;

impl Lowerer<'_> {
    pub(super) fn lower_struct(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
        owner: &Owner,
    ) -> Result<ModelKind, Skipped> {
        let profile = coercions(&self.config.coerce.body);
        let has_additional = schema
            .get("additionalProperties")
            .and_then(Value::as_object)
            .is_some_and(|inner| !inner.is_empty());
        let mut taken = HashSet::new();
        if has_additional {
            taken.insert("additional".to_owned());
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        let mut fields = Vec::new();
        let mut attempt = Attempt::default();
        for wire in properties.into_iter().flat_map(Map::keys) {
            let here = format!("{pointer}/properties/{}", escape(wire));
            let required = members(schema, "required").contains(&Value::from(wire.as_str()));
            let field = self.lower_field(
                wire,
                &self.behind_made(&here),
                required,
                &owner.within(wire),
                &profile,
                &mut taken,
            );
            fields.extend(attempt.take(field));
        }
        attempt.end()?;
        let additional = if has_additional {
            let here = self.behind_made(&format!("{pointer}/additionalProperties"));
            let owner = owner.within("Additional");
            Some(Box::new(self.lower_type(&here, &owner, &profile)?))
        } else {
            None
        };
        let number = |key: &str| schema.get(key).and_then(Value::as_u64);
        Ok(ModelKind::Struct {
            fields,
            additional,
            deny_unknown: schema.get("additionalProperties") == Some(&Value::Bool(false)),
            ignored: Vec::new(),
            min_properties: number("minProperties"),
            max_properties: number("maxProperties"),
        })
    }

    /// What stands for an absent value, also behind a reference.
    pub(super) fn default_of(&self, pointer: &str) -> Option<Value> {
        let here = self.resolve(pointer);
        let mut said = [pointer, &here]
            .into_iter()
            .filter_map(|place| self.at(place)?.get("default"));
        said.next().filter(|value| !value.is_null()).cloned()
    }

    /// Most bytes of a file, or of each file of a list.
    fn max_size(&self, pointer: &str) -> Option<u64> {
        let here = self.resolve(pointer);
        let items = self.resolve(&format!("{here}/items"));
        let said = [pointer, &here, &items]
            .into_iter()
            .filter_map(|place| self.at(place)?.get("x-max-size")?.as_u64());
        said.min()
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
        let schema = self.object(pointer);
        let target = self.object(&self.resolve(pointer));
        let part = matches!(ty.kind, TypeKind::Binary)
            || matches!(&ty.kind, TypeKind::Array(item) if matches!(item.kind, TypeKind::Binary));
        let description = text(schema, "description");
        Ok(Field {
            name: names::unique(names::snake(wire), taken),
            wire: wire.to_owned(),
            required,
            nullable: ty.nullable,
            default: self.default_of(pointer),
            description: if description.is_empty() {
                text(target, "description")
            } else {
                description
            },
            deprecated: is_true(schema, "deprecated"),
            read_only: is_true(schema, "readOnly") || is_true(target, "readOnly"),
            write_only: is_true(schema, "writeOnly") || is_true(target, "writeOnly"),
            style: None,
            part: part.then(|| PartRules {
                max_size: self.max_size(pointer),
            }),
            ty,
        })
    }
}
