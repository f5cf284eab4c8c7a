//! `oneOf` and `anyOf`.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::keywords::{is_validating, members, type_of};
use super::schema::Owner;
use super::{Lowerer, Skipped};
use crate::api::{ModelKind, Type, TypeKind, Union, UnionVariant};
use crate::config::coercions;
use crate::diagnostics::Code;
use crate::load::unescape;
use crate::names;

/// Keywords of an object that stand beside a choice and hold for each of its forms.
const SHARED: &[&str] = &[
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "maxProperties",
];

impl Lowerer<'_> {
    /// The keyword whose schemas are the forms of a type: `oneOf`, or `anyOf`. None where they only add rules, such as which
    /// properties go together.
    pub(super) fn choice(
        &self,
        schema: &Map<String, Value>,
        pointer: &str,
    ) -> Option<&'static str> {
        let key = ["oneOf", "anyOf"]
            .into_iter()
            .find(|key| !members(schema, key).is_empty())?;
        let is_scalar = !["", "object"].contains(&type_of(schema));
        let adds_rules = |index: usize| {
            let member = self.resolve(&format!("{pointer}/{key}/{index}"));
            let member = self.at(&member).and_then(Value::as_object);
            member.is_some_and(|member| {
                let rules = ["required", "not", "minProperties", "maxProperties", "type"];
                let is_rule = |key: &String| rules.contains(&key.as_str()) || !is_validating(key);
                member.keys().all(is_rule)
                    && ["", "object"].contains(&type_of(member))
                    && (!member.contains_key("type") || member.contains_key("required"))
            })
        };
        let only_rules = (0..members(schema, key).len()).all(adds_rules);
        (!is_scalar && !only_rules).then_some(key)
    }

    pub(super) fn lower_union(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
        owner: &Owner,
    ) -> Result<ModelKind, Skipped> {
        let list = self.choice(schema, pointer).unwrap_or("oneOf");
        let any = list == "anyOf";
        let shared = shared(schema);
        let profile = coercions(&self.config.coerce.body);
        let mut taken = HashSet::new();
        let mut variants = Vec::new();
        let mut places = Vec::new();
        for index in 0..members(schema, list).len() {
            let written = self.behind_made(&format!("{pointer}/{list}/{index}"));
            let member = self.at(&written).cloned().unwrap_or_default();
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
            let here = match &shared {
                Some(shared) => {
                    let both = json!([shared, { "$ref": format!("#{written}") }]);
                    self.make(Map::from_iter([("allOf".to_owned(), both)]), &written)
                }
                None => written,
            };
            let ty = self.lower_type(&here, &owner.within(&part), &profile)?;
            let name = hint.map_or_else(|| variant_name(&ty), |hint| names::pascal(&hint));
            variants.push(UnionVariant {
                name: names::unique(name, &mut taken),
                ty,
            });
            places.push((component.unwrap_or_default(), here));
        }
        let discriminator = self.discriminator(schema, pointer, &places);
        if any && discriminator.is_none() {
            self.warn_of_order(pointer, &places);
        }
        Ok(ModelKind::Union(Union {
            variants,
            discriminator,
            any,
        }))
    }

    /// Of an `anyOf` whose forms overlap the first is taken, which its author should know.
    fn warn_of_order(&mut self, pointer: &str, places: &[(String, String)]) {
        let kinds: Vec<String> = places
            .iter()
            .map(|(_, place)| self.kind_at(place))
            .collect();
        let overlaps = kinds.iter().enumerate().any(|(index, kind)| {
            kinds[..index]
                .iter()
                .any(|other| other == kind || other.is_empty() || kind.is_empty())
        });
        if overlaps {
            let here = format!("{}/anyOf", self.written_at(pointer));
            let message = "a value may have several forms of this `anyOf`, and is read as the first that fits";
            let help = "put the narrowest form first, or use `oneOf` with a discriminator";
            self.finding(Code::AnyOfOverlaps, &here, message, help);
        }
    }

    /// JSON type of the values at a place, as far as the schema says it.
    fn kind_at(&self, pointer: &str) -> String {
        let pointer = self.resolve(pointer);
        let Some(schema) = self.at(&pointer).and_then(Value::as_object) else {
            return String::new();
        };
        let name = match type_of(schema) {
            "integer" => "number",
            "" if !members(schema, "allOf").is_empty() => "object",
            name => name,
        };
        name.to_owned()
    }
}

/// What an object says beside its choice, if anything.
fn shared(schema: &Map<String, Value>) -> Option<Value> {
    let says = |key: &str| match schema.get(key) {
        None => false,
        Some(Value::Object(value)) => !value.is_empty(),
        Some(Value::Array(value)) => !value.is_empty(),
        Some(value) => *value != json!(true),
    };
    if !SHARED.iter().any(|key| says(key)) {
        return None;
    }
    let shared = schema
        .iter()
        .filter(|(key, _)| SHARED.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()));
    let mut shared: Map<String, Value> = shared.collect();
    shared.insert("type".into(), json!("object"));
    Some(Value::Object(shared))
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
