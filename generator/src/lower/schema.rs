//! Schemas: which of them become types of their own, and what a place that uses one gets.

use serde_json::{Map, Value};

use super::enums::enum_repr;
use super::{Lowerer, Skipped};
use crate::api::{Coerce, Model, Type, TypeKind, TypePath};
use crate::diagnostics::Severity;
use crate::load::{escape, unescape};
use crate::names;

/// Where a type that has no name of its own goes, and what it is called there.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub(crate) module: Vec<String>,
    pub(crate) stem: String,
    /// What it is, whatever it is called: `uploadLegacy.body.privacy`.
    pub(crate) key: String,
}

impl Owner {
    pub(crate) fn within(&self, part: &str) -> Self {
        Self {
            module: self.module.clone(),
            stem: format!("{}{}", self.stem, names::pascal(part)),
            key: format!("{}.{part}", self.key),
        }
    }
}

impl Lowerer<'_> {
    /// Gives every component that becomes a type its path, before any of them is looked into.
    pub(super) fn name_components(&mut self) {
        let names: Vec<String> = self.schemas().keys().cloned().collect();
        for name in names {
            let pointer = component_pointer(&name);
            if !self.is_named(&pointer) {
                continue;
            }
            let stem = self
                .bundle
                .stems
                .get(&name)
                .map_or("schemas", String::as_str);
            let module = vec!["models".to_owned(), names::module(stem, &["mod"])];
            let type_name = self.claim(&module, &names::pascal(&name), &name);
            self.components.insert(
                name,
                TypePath {
                    module,
                    name: type_name,
                },
            );
        }
    }

    pub(super) fn lower_components(&mut self) {
        for (name, path) in self.components.clone() {
            let owner = Owner {
                module: path.module.clone(),
                stem: path.name.clone(),
                key: name.clone(),
            };
            let pointer = component_pointer(&name);
            // A component that cannot be lowered is reported; operations that use it are left out.
            if self.files.report.is_broken(&pointer) {
                continue;
            }
            let Some(Value::Object(schema)) = self.at(&pointer).cloned() else {
                continue;
            };
            if self.check_schema(&schema, &pointer).is_ok() {
                let _ = self.define(&pointer, path, &owner);
            }
        }
    }

    fn schemas(&self) -> Map<String, Value> {
        self.at("/components/schemas")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    }

    /// The pointer behind references.
    pub(crate) fn resolve(&self, pointer: &str) -> String {
        let mut pointer = pointer.to_owned();
        for _ in 0..64 {
            match self
                .at(&pointer)
                .and_then(|value| value.get("$ref"))
                .and_then(Value::as_str)
            {
                Some(reference) => pointer = reference.trim_start_matches('#').to_owned(),
                None => break,
            }
        }
        pointer
    }

    /// Whether the schema needs a type with a name: an object with fields, an enumeration, a union.
    fn is_named(&self, pointer: &str) -> bool {
        let Some(schema) = self.at(pointer).and_then(Value::as_object) else {
            return false;
        };
        if schema.contains_key("$ref") || is_pass_through(schema) {
            return false;
        }
        let has = |key: &str| {
            schema
                .get(key)
                .is_some_and(|value| value.as_array().is_none_or(|items| !items.is_empty()))
        };
        let is_boolean = schema.get("type").and_then(Value::as_str) == Some("boolean");
        let has_fields = schema
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|fields| !fields.is_empty());
        has_fields
            || has("allOf")
            || has("oneOf")
            || has("anyOf")
            || (has("enum") && !is_boolean && enum_repr(schema).is_some())
    }

    /// The type of a place that has this schema.
    pub(crate) fn lower_type(
        &mut self,
        pointer: &str,
        owner: &Owner,
        profile: &[Coerce],
    ) -> Result<Type, Skipped> {
        let Some(Value::Object(schema)) = self.at(pointer).cloned() else {
            return self.refuse(pointer, "a schema is an object", "write a schema here");
        };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.lower_reference(reference, pointer, owner, profile);
        }
        self.check_schema(&schema, pointer)?;
        if is_pass_through(&schema) {
            let mut ty = self.lower_type(&format!("{pointer}/allOf/0"), owner, profile)?;
            self.add_coercions(&mut ty, &schema, pointer);
            ty.nullable |= is_true(&schema, "nullable");
            ty.secret |= is_secret(&schema);
            return Ok(ty);
        }
        let kind = if self.is_named(pointer) {
            TypeKind::Named(self.lower_inline(pointer, owner)?)
        } else {
            self.lower_kind(&schema, pointer, owner, profile)?
        };
        let mut ty = Type {
            rules: self.rules(&schema, pointer)?,
            kind,
            coerce: profile.to_vec(),
            secret: is_secret(&schema),
            nullable: is_true(&schema, "nullable"),
            boxed: false,
        };
        self.add_coercions(&mut ty, &schema, pointer);
        Ok(ty)
    }

    fn lower_reference(
        &mut self,
        reference: &str,
        pointer: &str,
        owner: &Owner,
        profile: &[Coerce],
    ) -> Result<Type, Skipped> {
        let target = reference.trim_start_matches('#').to_owned();
        let component = target.strip_prefix("/components/schemas/").map(unescape);
        if let Some(path) = component
            .as_ref()
            .and_then(|name| self.components.get(name))
        {
            let mut ty = plain(TypeKind::Named(path.clone()), profile);
            if let Some(Value::Object(schema)) = self.at(&target).cloned() {
                ty.nullable = is_true(&schema, "nullable");
                self.add_coercions(&mut ty, &schema, &target);
            }
            return Ok(ty);
        }
        if self.at(&target).is_none() {
            return self.refuse(
                pointer,
                format!("`{reference}` points to nothing"),
                "correct the reference, or add what it names",
            );
        }
        let end = self.resolve(&target);
        if self.at(&end).is_some_and(|end| end.get("$ref").is_some()) {
            let message = format!("`{reference}` leads back to itself");
            return self.refuse(pointer, message, "break the circle");
        }
        if self
            .at(&self.resolve(&target))
            .is_some_and(|value| value.get("$ref").is_some())
        {
            let message = format!("`{reference}` leads back to itself");
            return self.refuse(pointer, message, "break the circle");
        }
        if !self.open.insert(target.clone()) {
            self.finding(
                Severity::Warning,
                pointer,
                "this type contains itself without end and accepts anything",
                "put an object in between",
            );
            return Ok(plain(TypeKind::Any, profile));
        }
        // Something without a name of its own: its rules hold at each place that uses it.
        let owner = component.map_or_else(
            || owner.clone(),
            |name| Owner {
                module: owner.module.clone(),
                stem: names::pascal(&name),
                key: format!("{}:{name}", owner.key),
            },
        );
        let ty = self.lower_type(&target, &owner, profile);
        self.open.remove(&target);
        ty
    }

    /// A type for a schema that has none: named by where it stands.
    fn lower_inline(&mut self, pointer: &str, owner: &Owner) -> Result<TypePath, Skipped> {
        let title = self
            .at(pointer)
            .and_then(|schema| schema.get("title"))
            .and_then(Value::as_str);
        let wanted = if owner.stem.is_empty() {
            names::pascal(title.unwrap_or("Value"))
        } else {
            owner.stem.clone()
        };
        let name = self.claim(&owner.module, &wanted, &owner.key);
        let path = TypePath {
            module: owner.module.clone(),
            name: name.clone(),
        };
        self.define(
            pointer,
            path.clone(),
            &Owner {
                module: owner.module.clone(),
                stem: name,
                key: owner.key.clone(),
            },
        )?;
        Ok(path)
    }

    /// Adds the model of a schema.
    fn define(&mut self, pointer: &str, path: TypePath, owner: &Owner) -> Result<(), Skipped> {
        let Some(Value::Object(schema)) = self.at(pointer).cloned() else {
            return Err(Skipped);
        };
        let kind = if schema.contains_key("enum") {
            self.lower_enum(&schema, pointer)?
        } else if schema.contains_key("oneOf") || schema.contains_key("anyOf") {
            self.lower_union(&schema, pointer, owner)?
        } else {
            self.lower_struct(&schema, pointer, owner)?
        };
        let model = Model {
            path: path.clone(),
            description: text(&schema, "description"),
            kind,
            input: false,
            output: false,
        };
        self.models.insert(path, model);
        Ok(())
    }
}

/// Pointer of a component.
fn component_pointer(name: &str) -> String {
    format!("/components/schemas/{}", escape(name))
}

/// A type without rules.
pub(crate) fn plain(kind: TypeKind, profile: &[Coerce]) -> Type {
    Type {
        kind,
        rules: crate::api::Rules::default(),
        coerce: profile.to_vec(),
        secret: false,
        nullable: false,
        boxed: false,
    }
}

/// An `allOf` of one, which only adds a description, a default or `nullable`.
fn is_pass_through(schema: &Map<String, Value>) -> bool {
    let is_single = schema
        .get("allOf")
        .and_then(Value::as_array)
        .is_some_and(|items| items.len() == 1);
    is_single
        && !schema.contains_key("properties")
        && !schema.contains_key("required")
        && !schema.contains_key("oneOf")
        && !schema.contains_key("anyOf")
}

/// A text of a schema, trimmed.
pub(crate) fn text(schema: &Map<String, Value>, key: &str) -> String {
    schema
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

pub(crate) fn is_true(schema: &Map<String, Value>, key: &str) -> bool {
    schema.get(key) == Some(&Value::Bool(true))
}

fn is_secret(schema: &Map<String, Value>) -> bool {
    is_true(schema, "writeOnly") || schema.get("format").and_then(Value::as_str) == Some("password")
}
