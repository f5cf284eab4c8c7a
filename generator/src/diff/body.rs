//! The body of a request.

use serde_json::Value;

use super::change::{Impact, Place};
use super::document::{Found, flag, members};
use super::operation::{media_type, schema_of};
use super::{Comparison, Direction};

impl<'a> Comparison<'a> {
    pub(super) fn body(&mut self, old: &Found<'a>, new: &Found<'a>) {
        let place = Place::new("request body");
        let old = old
            .operation
            .get("requestBody")
            .map(|body| self.old.resolve(body).0);
        let new = new
            .operation
            .get("requestBody")
            .map(|body| self.new.resolve(body).0);
        let (old, new) = match (old, new) {
            (None, None) => return,
            (None, Some(new)) if flag(new, "required") => {
                return self.add(
                    Impact::Breaking,
                    "body-added-required",
                    &place,
                    "is new and required",
                );
            }
            (None, Some(_)) => return self.add(Impact::Compatible, "body-added", &place, "is new"),
            (Some(_), None) => {
                return self.add(Impact::Breaking, "body-removed", &place, "is gone");
            }
            (Some(old), Some(new)) => (old, new),
        };
        match (flag(old, "required"), flag(new, "required")) {
            (false, true) => self.add(
                Impact::Breaking,
                "body-became-required",
                &place,
                "is required now",
            ),
            (true, false) => self.add(
                Impact::Compatible,
                "body-became-optional",
                &place,
                "is optional now",
            ),
            _ => {}
        }
        self.contents(old, new, "request body", Direction::Request);
    }

    /// Media types of a body, in either direction.
    pub(super) fn contents(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        what: &str,
        direction: Direction,
    ) {
        let find = |value: &'a Value, wanted: &str| {
            members(value, "content")
                .find(|(name, _)| media_type(name) == media_type(wanted))
                .map(|(_, content)| content)
        };
        for (name, is) in members(new, "content") {
            let place = Place::new(format!("{what} {name}"));
            let Some(was) = find(old, name) else {
                self.add(Impact::Compatible, "media-type-added", &place, "is new");
                continue;
            };
            if was.get("encoding") != is.get("encoding") {
                self.add(
                    Impact::Breaking,
                    "encoding-changed",
                    &place,
                    "has another `encoding`",
                );
            }
            self.schemas(schema_of(was), schema_of(is), &place, direction);
        }
        for (name, _) in members(old, "content") {
            if find(new, name).is_none() {
                let place = Place::new(format!("{what} {name}"));
                self.add(Impact::Breaking, "media-type-removed", &place, "is gone");
            }
        }
    }
}
