//! Parameters of an operation.

use serde_json::Value;

use super::change::{Impact, Place};
use super::document::{Document, Found, Parameter, flag, members, text};
use super::operation::{schema_of, style};
use super::{Comparison, Direction};

impl<'a> Comparison<'a> {
    pub(super) fn parameters(&mut self, old: &Found<'a>, new: &Found<'a>) {
        let (old_all, new_all) = (self.old.parameters(old), self.new.parameters(new));
        let (old_path, new_path) = (templates(old.path), templates(new.path));
        // A parameter of the path is known by its position, as clients do not see its name.
        let position = |path: &[&str], parameter: &Parameter<'_>| {
            (parameter.location == "path")
                .then(|| path.iter().position(|name| *name == parameter.name))
                .flatten()
        };
        let same = |old: &Parameter<'_>, new: &Parameter<'_>| {
            old.location == new.location
                && match old.location {
                    "path" => position(&old_path, old) == position(&new_path, new),
                    "header" => old.name.eq_ignore_ascii_case(new.name),
                    _ => old.name == new.name,
                }
        };
        for new in &new_all {
            let place = place(new);
            match old_all.iter().find(|old| same(old, new)) {
                Some(old) => self.parameter(old, new, &place),
                None if flag(new.value, "required") => {
                    self.add(
                        Impact::Breaking,
                        "parameter-added-required",
                        &place,
                        "is new and required",
                    );
                }
                None => self.add(Impact::Compatible, "parameter-added", &place, "is new"),
            }
        }
        for old in &old_all {
            if !new_all.iter().any(|new| same(old, new)) {
                self.add(
                    Impact::Breaking,
                    "parameter-removed",
                    &place(old),
                    "is gone",
                );
            }
        }
    }

    fn parameter(&mut self, old: &Parameter<'a>, new: &Parameter<'a>, place: &Place) {
        match (flag(old.value, "required"), flag(new.value, "required")) {
            (false, true) => self.add(
                Impact::Breaking,
                "parameter-became-required",
                place,
                "is required now",
            ),
            (true, false) => self.add(
                Impact::Compatible,
                "parameter-became-optional",
                place,
                "is optional now",
            ),
            _ => {}
        }
        if !flag(old.value, "deprecated") && flag(new.value, "deprecated") {
            self.add(
                Impact::Compatible,
                "parameter-deprecated",
                place,
                "is deprecated now",
            );
        }
        let is_single = |document: Document<'a>, value: &'a Value| {
            let schema = schema_of(value).map(|schema| document.resolve(schema).0);
            let kind = schema.and_then(|schema| text(schema, "type"));
            kind.is_some_and(|kind| kind != "array" && kind != "object")
        };
        // One value is written the same way by every style of a query.
        let one = is_single(self.old, old.value) && is_single(self.new, new.value);
        let one = one
            && !["label", "matrix"].iter().any(|style| {
                text(old.value, "style") == Some(style) || text(new.value, "style") == Some(style)
            });
        if !one && style(old.value, old.location) != style(new.value, new.location) {
            self.add(
                Impact::Breaking,
                "parameter-style-changed",
                place,
                "is written in another way (`style`, `explode`)",
            );
        }
        let content = |parameter: &Parameter<'a>| members(parameter.value, "content").next();
        let schemas = match (content(old), content(new)) {
            (None, None) => (schema_of(old.value), schema_of(new.value)),
            (Some((old, was)), Some((new, is))) if old == new => (schema_of(was), schema_of(is)),
            _ => {
                self.add(
                    Impact::Breaking,
                    "parameter-style-changed",
                    place,
                    "is written in another way (`content`)",
                );
                return;
            }
        };
        self.schemas(schemas.0, schemas.1, place, Direction::Request);
    }
}

fn place(parameter: &Parameter<'_>) -> Place {
    Place::new(format!(
        "{} parameter {}",
        parameter.location, parameter.name
    ))
}

/// Names in braces, in order.
fn templates(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|part| part.split('}').next())
        .collect()
}
