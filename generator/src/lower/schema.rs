//! Schemas: which of them become types of their own, and what a place that uses one gets.

use serde_json::{Map, Value};

use super::enums::enum_repr;
use super::keywords::{members, type_of};
use super::{Lowerer, Skipped};
use crate::api::{Coerce, Model, Type, TypeKind, TypePath};
use crate::diagnostics::Code;
use crate::load::unescape;
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
    /// The pointer behind references.
    pub(crate) fn resolve(&self, pointer: &str) -> String {
        let mut pointer = pointer;
        for _ in 0..64 {
            let value = self.at(pointer);
            match value
                .and_then(|value| value.get("$ref"))
                .and_then(Value::as_str)
            {
                Some(reference) => pointer = reference.trim_start_matches('#'),
                None => break,
            }
        }
        pointer.to_owned()
    }

    /// Whether the schema needs a type with a name: an object with fields, an enumeration, a union.
    pub(super) fn is_named(&mut self, pointer: &str) -> Result<bool, Skipped> {
        let schema = self.at(pointer).and_then(Value::as_object);
        let is_plain = schema
            .is_none_or(|schema| schema.contains_key("$ref") || self.only_member(schema).is_some());
        if is_plain || self.files.report.is_broken(pointer) {
            return Ok(false);
        }
        let flat = self.flat(pointer)?;
        Ok(self.form(&flat) != Form::Plain)
    }

    /// Whether the schema, behind references, is an enumeration.
    pub(super) fn is_enumeration(&mut self, pointer: &str) -> Result<bool, Skipped> {
        let pointer = self.resolve(pointer);
        let flat = self.flat(&pointer)?;
        Ok(self.form(&flat) == Form::Enum)
    }

    /// What a schema without `allOf` becomes.
    fn form(&self, pointer: &str) -> Form {
        let Some(schema) = self.at(pointer).and_then(Value::as_object) else {
            return Form::Plain;
        };
        let has_fields = schema
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|fields| !fields.is_empty());
        if enum_repr(schema).is_some() {
            Form::Enum
        } else if self.choice(schema, pointer).is_some() {
            Form::Union
        } else if has_fields && type_of(schema) == "object" {
            Form::Struct
        } else {
            Form::Plain
        }
    }

    /// The type of a place that has this schema.
    pub(crate) fn lower_type(
        &mut self,
        pointer: &str,
        owner: &Owner,
        profile: &[Coerce],
    ) -> Result<Type, Skipped> {
        let Some(Value::Object(schema)) = self.at(pointer) else {
            return self.refuse(
                Code::SchemaNotObject,
                pointer,
                "a schema is an object",
                "write a schema here",
            );
        };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.lower_reference(reference, pointer, owner, profile);
        }
        self.check_schema(schema, pointer)?;
        if let Some(index) = self.only_member(schema) {
            let mut ty = self.lower_type(&format!("{pointer}/allOf/{index}"), owner, profile)?;
            self.add_coercions(&mut ty, schema, pointer);
            ty.nullable |= is_true(schema, "nullable");
            ty.secret |= is_secret(schema);
            return Ok(ty);
        }
        let pointer = self.flat(pointer)?;
        let Some(Value::Object(schema)) = self.at(&pointer) else {
            return Err(Skipped);
        };
        let kind = if self.form(&pointer) == Form::Plain {
            self.lower_kind(schema, &pointer, owner, profile)?
        } else {
            TypeKind::Named(self.lower_inline(&pointer, owner)?)
        };
        let mut ty = Type {
            rules: self.rules(schema, &pointer)?,
            check: self.beyond_kind(schema, &kind),
            kind,
            coerce: profile.to_vec(),
            secret: is_secret(schema),
            nullable: self.is_nullable(&pointer),
            boxed: false,
        };
        self.add_coercions(&mut ty, schema, &pointer);
        Ok(ty)
    }

    pub(super) fn is_nullable(&self, pointer: &str) -> bool {
        self.at(pointer)
            .is_some_and(|schema| self.allows_null(schema, 0))
    }

    /// Whether null is a value of the schema: it says so itself, or it is of no type and nothing else refuses null.
    pub(super) fn allows_null(&self, schema: &Value, depth: usize) -> bool {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let target = reference.map(|reference| self.resolve(reference.trim_start_matches('#')));
        let schema = match &target {
            Some(target) => self.at(target),
            None => Some(schema),
        };
        let Some(schema) = schema.and_then(Value::as_object) else {
            return false;
        };
        if is_true(schema, "nullable") {
            return true;
        }
        if !type_of(schema).is_empty() || depth > 8 {
            return false;
        }
        // Whether there are none, or so many of them allow null.
        let forms = |key: &str, fits: fn(usize, usize) -> bool| {
            let all = members(schema, key);
            let nullable = all.iter().filter(|form| self.allows_null(form, depth + 1));
            all.is_empty() || fits(nullable.count(), all.len())
        };
        let values = members(schema, "enum");
        let negated = schema.get("not");
        (values.is_empty() || values.contains(&Value::Null))
            && forms("oneOf", |nullable, _| nullable == 1)
            && forms("anyOf", |nullable, _| nullable > 0)
            && forms("allOf", |nullable, all| nullable == all)
            && !negated.is_some_and(|form| self.allows_null(form, depth + 1))
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
            if let Some(Value::Object(schema)) = self.at(&target) {
                ty.nullable = self.is_nullable(&target);
                ty.secret = is_secret(schema);
                self.add_coercions(&mut ty, schema, &target);
            }
            return Ok(ty);
        }
        if self.at(&target).is_none() {
            return self.refuse(
                Code::ReferenceDangling,
                pointer,
                format!("`{reference}` points to nothing"),
                "correct the reference, or add what it names",
            );
        }
        if self
            .at(&self.resolve(&target))
            .is_some_and(|value| value.get("$ref").is_some())
        {
            let message = format!("`{reference}` leads back to itself");
            return self.refuse(Code::ReferenceCycle, pointer, message, "break the circle");
        }
        if !self.open.insert(target.clone()) {
            self.finding(
                Code::TypeEndless,
                pointer,
                "this type contains itself with no object in between, and what is in it is read as any JSON",
                "put an object in between",
            );
            let mut ty = plain(TypeKind::Any, profile);
            ty.check = self.whole(reference);
            return Ok(ty);
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
        // A type that contains itself by its place, which only those can that are taken together.
        if let Some(path) = self.inline.get(pointer) {
            return Ok(path.clone());
        }
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
        self.inline.insert(pointer.to_owned(), path.clone());
        let owner = Owner {
            module: owner.module.clone(),
            stem: name,
            key: owner.key.clone(),
        };
        let defined = self.define(pointer, path.clone(), &owner);
        self.inline.remove(pointer);
        defined.map(|()| path)
    }

    /// Adds the model of a schema.
    pub(super) fn define(
        &mut self,
        pointer: &str,
        path: TypePath,
        owner: &Owner,
    ) -> Result<(), Skipped> {
        let pointer = self.flat(pointer)?;
        let Some(Value::Object(schema)) = self.at(&pointer) else {
            return Err(Skipped);
        };
        let kind = match self.form(&pointer) {
            Form::Enum => self.lower_enum(schema, &pointer)?,
            Form::Union => self.lower_union(schema, &pointer, owner)?,
            Form::Struct | Form::Plain => self.lower_struct(schema, &pointer, owner)?,
        };
        let model = Model {
            path: path.clone(),
            description: text(schema, "description"),
            check: self.beyond_model(schema, &kind, &pointer),
            kind,
            input: false,
            output: false,
        };
        self.models.insert(path, model);
        Ok(())
    }
}

/// What a schema becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Enum,
    Union,
    Struct,
    /// No type of its own.
    Plain,
}

/// A type without rules.
pub(crate) fn plain(kind: TypeKind, profile: &[Coerce]) -> Type {
    Type {
        kind,
        rules: crate::api::Rules::default(),
        check: None,
        coerce: profile.to_vec(),
        secret: false,
        nullable: false,
        boxed: false,
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

/// Whether values of the schema are not to be shown to anybody.
pub(crate) fn is_secret(schema: &Map<String, Value>) -> bool {
    is_true(schema, "writeOnly") || schema.get("format").and_then(Value::as_str) == Some("password")
}
