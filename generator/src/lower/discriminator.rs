//! The property that says which form of a choice a value has.

use serde_json::{Map, Value};

use super::Lowerer;
use super::keywords::members;
use crate::api::Discriminator;
use crate::diagnostics::Code;
use crate::load::{escape, unescape};

impl Lowerer<'_> {
    /// Which values of the property lead to which form: those of the mapping, else those that a form allows for the property, else
    /// the name of its component. None, with a warning, where a form has no value or two have one.
    pub(super) fn discriminator(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
        places: &[(String, String)],
    ) -> Option<Discriminator> {
        let given = schema.get("discriminator")?;
        let property = given.get("propertyName")?.as_str()?.to_owned();
        let explicit = given.get("mapping").and_then(Value::as_object);
        let mut mapping: Vec<(String, usize)> = Vec::new();
        let mut strangers = Vec::new();
        for (value, target) in explicit.into_iter().flatten() {
            let name = target
                .as_str()
                .and_then(|target| target.rsplit('/').next())
                .map(unescape);
            let index = places
                .iter()
                .position(|(component, _)| Some(component) == name.as_ref());
            match index {
                Some(index) => mapping.push((value.clone(), index)),
                None => strangers.push(value.clone()),
            }
        }
        let here = format!("{pointer}/discriminator");
        for value in strangers {
            let here = format!("{here}/mapping/{}", escape(&value));
            let message = format!("`{value}` is mapped to none of the forms of this choice");
            self.finding(
                Code::MappingOfStranger,
                &here,
                message,
                "correct it, or add the schema",
            );
        }
        for (index, (component, place)) in places.iter().enumerate() {
            if mapping.iter().any(|(_, known)| *known == index) {
                continue;
            }
            let allowed = self.values_of_property(place, &property, 0);
            if allowed.is_empty() && !component.is_empty() {
                mapping.push((component.clone(), index));
            }
            mapping.extend(allowed.into_iter().map(|value| (value, index)));
        }
        let is_whole =
            (0..places.len()).all(|index| mapping.iter().any(|(_, known)| *known == index));
        let is_clear = mapping
            .iter()
            .enumerate()
            .all(|(index, (value, _))| mapping[..index].iter().all(|(other, _)| other != value));
        if is_whole && is_clear {
            return Some(Discriminator { property, mapping });
        }
        let message = if is_whole {
            format!("a value of `{property}` leads to several forms of this choice; it is not used")
        } else {
            format!(
                "no value of `{property}` leads to one of the forms of this choice; it is not used"
            )
        };
        let help = "map each form in `mapping`, or give its property an `enum` of one value";
        self.finding(Code::DiscriminatorUnused, &here, message, help);
        None
    }

    /// The texts that a schema allows for a property of its objects.
    fn values_of_property(&self, pointer: &str, property: &str, depth: usize) -> Vec<String> {
        let pointer = self.resolve(pointer);
        let Some(schema) = self.at(&pointer).and_then(Value::as_object) else {
            return Vec::new();
        };
        let here = self.resolve(&format!("{pointer}/properties/{}", escape(property)));
        let values = self.at(&here).and_then(|schema| schema.get("enum"));
        if let Some(values) = values.and_then(Value::as_array) {
            let texts = values.iter().filter_map(Value::as_str);
            return texts.map(str::to_owned).collect();
        }
        if depth > 8 {
            return Vec::new();
        }
        (0..members(schema, "allOf").len())
            .rev()
            .map(|index| {
                self.values_of_property(&format!("{pointer}/allOf/{index}"), property, depth + 1)
            })
            .find(|values| !values.is_empty())
            .unwrap_or_default()
    }
}
