//! Schemas: which of them become types of their own, and what a place that uses one gets.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::{Lowerer, Skipped};
use crate::api::{
    Coerce, Discriminator, EnumRepr, Field, Model, ModelKind, NamedValue, PartRules, Type,
    TypeKind, TypePath, Union, UnionVariant,
};
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

    fn lower_enum(
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

    fn lower_union(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
        owner: &Owner,
    ) -> Result<ModelKind, Skipped> {
        let any = !schema.contains_key("oneOf");
        let list = if any { "anyOf" } else { "oneOf" };
        let count = schema
            .get(list)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let mut taken = HashSet::new();
        let mut variants = Vec::new();
        let mut components = Vec::new();
        for index in 0..count {
            let here = format!("{pointer}/{list}/{index}");
            let member = self.at(&here).cloned().unwrap_or_default();
            let component = member
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| reference.rsplit('/').next())
                .map(unescape);
            let title = member
                .get("title")
                .and_then(Value::as_str)
                .map(str::to_owned);
            let hint = title.or_else(|| component.clone());
            let part = hint
                .clone()
                .unwrap_or_else(|| format!("Variant{}", index + 1));
            // Texts of a query or path are read as the type that fits.
            let ty = self.lower_type(&here, &owner.within(&part), &[Coerce::Int])?;
            let name = hint.map_or_else(|| variant_name(&ty), |hint| names::pascal(&hint));
            variants.push(UnionVariant {
                name: names::unique(name, &mut taken),
                ty,
            });
            components.push(component.unwrap_or_default());
        }
        let discriminator = self.discriminator(schema, &components);
        Ok(ModelKind::Union(Union {
            variants,
            discriminator,
            any,
        }))
    }

    fn discriminator(
        &self,
        schema: &Map<String, Value>,
        components: &[String],
    ) -> Option<Discriminator> {
        let given = schema.get("discriminator")?;
        let property = given.get("propertyName")?.as_str()?.to_owned();
        let explicit = given.get("mapping").and_then(Value::as_object);
        let mut mapping: Vec<(String, usize)> = Vec::new();
        for (value, target) in explicit.into_iter().flatten() {
            let name = target
                .as_str()
                .and_then(|target| target.rsplit('/').next())
                .map(unescape);
            if let Some(index) = components
                .iter()
                .position(|component| Some(component) == name.as_ref())
            {
                mapping.push((value.clone(), index));
            }
        }
        for (index, component) in components.iter().enumerate() {
            if !component.is_empty() && !mapping.iter().any(|(_, known)| *known == index) {
                mapping.push((component.clone(), index));
            }
        }
        (!mapping.is_empty()).then_some(Discriminator { property, mapping })
    }

    fn lower_struct(
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

/// A variant that has neither title nor component.
fn variant_name(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Bool => "Boolean".into(),
        TypeKind::Integer { .. } => "Integer".into(),
        TypeKind::Number => "Number".into(),
        TypeKind::String | TypeKind::Byte | TypeKind::Binary => "Text".into(),
        TypeKind::DateTime | TypeKind::Date => "Date".into(),
        TypeKind::Uuid => "Uuid".into(),
        TypeKind::Array(_) => "List".into(),
        TypeKind::Map(_) => "Map".into(),
        TypeKind::Named(path) => path.name.clone(),
        TypeKind::Any => "Any".into(),
    }
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
