//! Schemas, old and new.

use serde_json::Value;

use super::change::{Impact, Place};
use super::document::{Document, flag, text};
use super::properties::{Properties, flat};
use super::{Comparison, Direction};

/// Steps into a schema; deeper ones are left to schemas with names.
pub(super) const DEPTH: usize = 40;

impl<'a> Comparison<'a> {
    pub(super) fn schemas(
        &mut self,
        old: Option<&'a Value>,
        new: Option<&'a Value>,
        place: &Place,
        direction: Direction,
    ) {
        self.schema(old, new, place, direction, 0);
    }

    fn schema(
        &mut self,
        old: Option<&'a Value>,
        new: Option<&'a Value>,
        place: &Place,
        direction: Direction,
        depth: usize,
    ) {
        let added = |_: &&Value| ("schema-added", "has a schema now".to_owned());
        let removed = ("schema-removed", "has no schema any more".to_owned());
        let Some((old, new)) = self.both(old, new, place, direction, added, removed) else {
            return;
        };
        let ((was, old_name), (is, new_name)) = (self.old.resolve(old), self.new.resolve(new));
        if let (Some(old_name), Some(new_name)) = (old_name, new_name) {
            return self.meet(old_name, new_name, direction);
        }
        if depth < DEPTH {
            self.resolved(was, is, place, direction, depth + 1);
        }
    }

    /// Both sides of what narrows the values; that it came or went is a change of its own (kind and message).
    pub(super) fn both<T>(
        &mut self,
        old: Option<T>,
        new: Option<T>,
        place: &Place,
        direction: Direction,
        added: impl FnOnce(&T) -> (&'static str, String),
        removed: (&'static str, String),
    ) -> Option<(T, T)> {
        match (old, new) {
            (None, None) => None,
            (None, Some(new)) => {
                let (kind, message) = added(&new);
                self.add(direction.narrowed(), kind, place, message);
                None
            }
            (Some(_), None) => {
                let (kind, message) = removed;
                self.add(direction.widened(), kind, place, message);
                None
            }
            (Some(old), Some(new)) => Some((old, new)),
        }
    }

    fn resolved(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        place: &Place,
        direction: Direction,
        depth: usize,
    ) {
        let (was, is) = (flat(self.old, old, 0), flat(self.new, new, 0));
        if !self.types(&was, &is, place, direction) {
            return;
        }
        match (flag(&was, "nullable"), flag(&is, "nullable")) {
            (true, false) => self.add(
                direction.narrowed(),
                "null-removed",
                place,
                "cannot be null any more",
            ),
            (false, true) => self.add(direction.widened(), "null-added", place, "can be null now"),
            _ => {}
        }
        if !flag(&was, "deprecated") && flag(&is, "deprecated") {
            self.add(
                Impact::Compatible,
                "schema-deprecated",
                place,
                "is deprecated now",
            );
        }
        self.constraints(&was, &is, place, direction);
        self.properties(old, new, place, direction, depth);
        self.schema_pair(
            old.get("items"),
            new.get("items"),
            &place.step("*"),
            direction,
            depth,
        );
        self.variants(old, new, place, direction, depth);
        self.additional(old, new, place, direction, depth);
    }

    /// Both sides, where both are there.
    pub(super) fn schema_pair(
        &mut self,
        old: Option<&'a Value>,
        new: Option<&'a Value>,
        place: &Place,
        direction: Direction,
        depth: usize,
    ) {
        if let (Some(old), Some(new)) = (old, new) {
            self.schema(Some(old), Some(new), place, direction, depth);
        }
    }

    /// Whether the types have enough in common to go on.
    fn types(&mut self, old: &Value, new: &Value, place: &Place, direction: Direction) -> bool {
        let (was, is) = (text(old, "type"), text(new, "type"));
        let (impact, kind) = match (was, is) {
            (was, is) if was == is => return true,
            (None, Some(_)) => (direction.narrowed(), "type-narrowed"),
            (Some(_), None) => (direction.widened(), "type-widened"),
            (Some("integer"), Some("number")) => (direction.widened(), "type-widened"),
            (Some("number"), Some("integer")) => (direction.narrowed(), "type-narrowed"),
            _ => (Impact::Breaking, "type-changed"),
        };
        let say = |name: Option<&str>| name.unwrap_or("any type").to_owned();
        self.add(
            impact,
            kind,
            place,
            format!("is {} instead of {}", say(is), say(was)),
        );
        false
    }

    fn properties(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        place: &Place,
        direction: Direction,
        depth: usize,
    ) {
        let (was, is) = (Properties::of(self.old, old), Properties::of(self.new, new));
        let hidden = match direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        let is_hidden =
            |document: Document<'a>, value: &'a Value| flag(document.resolve(value).0, hidden);
        for (name, value) in &is.all {
            let place = place.step(name);
            if is_hidden(self.new, value) {
                continue;
            }
            let required = is.required.contains(name.as_str());
            let Some(before) = was.get(name).filter(|value| !is_hidden(self.old, value)) else {
                match (direction, required) {
                    (Direction::Request, true) => self.add(
                        Impact::Breaking,
                        "property-added-required",
                        &place,
                        "is new and required",
                    ),
                    _ => self.add(Impact::Compatible, "property-added", &place, "is new"),
                }
                continue;
            };
            match (was.required.contains(name.as_str()), required) {
                (false, true) => self.add(
                    direction.narrowed(),
                    "property-became-required",
                    &place,
                    match direction {
                        Direction::Request => "is required now",
                        Direction::Response => "is always there now",
                    },
                ),
                (true, false) => self.add(
                    direction.widened(),
                    "property-became-optional",
                    &place,
                    match direction {
                        Direction::Request => "is optional now",
                        Direction::Response => "may be missing now",
                    },
                ),
                _ => {}
            }
            self.schema(Some(before), Some(value), &place, direction, depth);
        }
        for (name, value) in &was.all {
            let gone = is.get(name).is_none_or(|value| is_hidden(self.new, value));
            if gone && !is_hidden(self.old, value) {
                self.add(
                    Impact::Breaking,
                    "property-removed",
                    &place.step(name),
                    "is gone",
                );
            }
        }
    }

    /// `additionalProperties`.
    fn additional(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        place: &Place,
        direction: Direction,
        depth: usize,
    ) {
        let (was, is) = (
            old.get("additionalProperties"),
            new.get("additionalProperties"),
        );
        let closed = |value: Option<&Value>| value.and_then(Value::as_bool) == Some(false);
        match (closed(was), closed(is)) {
            (false, true) => self.add(
                direction.narrowed(),
                "additional-properties-removed",
                place,
                "takes no other properties any more",
            ),
            (true, false) => self.add(
                direction.widened(),
                "additional-properties-added",
                place,
                "takes other properties now",
            ),
            _ => {
                let schema = |value: Option<&'a Value>| value.filter(|value| value.is_object());
                self.schema_pair(
                    schema(was),
                    schema(is),
                    &place.step("{key}"),
                    direction,
                    depth,
                );
            }
        }
    }
}
