//! `oneOf` and `anyOf`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::schema::Owner;
use super::{Lowerer, Skipped};
use crate::api::{Coerce, Discriminator, ModelKind, Type, TypeKind, Union, UnionVariant};
use crate::load::unescape;
use crate::names;

impl Lowerer<'_> {
    pub(super) fn lower_union(
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
