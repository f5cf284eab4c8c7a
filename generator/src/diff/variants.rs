//! `oneOf` and `anyOf`.

use serde_json::Value;

use super::change::Place;
use super::document::{Document, text};
use super::{Comparison, Direction};

impl<'a> Comparison<'a> {
    pub(super) fn variants(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        place: &Place,
        direction: Direction,
        depth: usize,
    ) {
        for key in ["oneOf", "anyOf"] {
            let list = |value: &'a Value| value.get(key).and_then(Value::as_array);
            let added = |_: &&Vec<Value>| ("variants-added", format!("has `{key}` now"));
            let removed = ("variants-removed", format!("has no `{key}` any more"));
            let both = self.both(list(old), list(new), place, direction, added, removed);
            let Some((was, is)) = both else { continue };
            let mut left: Vec<(String, &'a Value)> = was
                .iter()
                .map(|value| (label(self.old, value), value))
                .collect();
            for value in is {
                let name = label(self.new, value);
                let place = place.step(&name);
                match left.iter().position(|(known, _)| *known == name) {
                    Some(index) => {
                        let (_, before) = left.remove(index);
                        self.schema_pair(Some(before), Some(value), &place, direction, depth);
                    }
                    None => self.add(
                        direction.widened(),
                        "variant-added",
                        &place,
                        "is a new choice",
                    ),
                }
            }
            for (name, _) in left {
                self.add(
                    direction.narrowed(),
                    "variant-removed",
                    &place.step(&name),
                    "is no choice any more",
                );
            }
        }
        let property = |value: &'a Value| {
            value
                .get("discriminator")
                .and_then(|found| text(found, "propertyName"))
        };
        if property(old) != property(new) {
            let message = "is told apart by another property (`discriminator`)";
            self.add(
                super::Impact::Breaking,
                "discriminator-changed",
                place,
                message,
            );
        }
    }
}

/// What a variant is known by: its name, its title, or what it is.
fn label(document: Document<'_>, value: &Value) -> String {
    let name = value
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.rsplit('/').next());
    let value = document.resolve(value).0;
    let kind = text(value, "format").or(text(value, "type"));
    name.or(text(value, "title"))
        .or(kind)
        .unwrap_or("any")
        .to_owned()
}
