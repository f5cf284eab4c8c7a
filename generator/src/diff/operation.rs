//! One operation, old and new.

use super::Comparison;
use super::change::{Impact, Place, Subject};
use super::document::{Found, flag, shape, text};
use super::matching::name;

impl<'a> Comparison<'a> {
    pub(super) fn operation(&mut self, old: &Found<'a>, new: &Found<'a>) {
        let was = name(old, self.old, self.apis.0);
        let is = name(new, self.new, self.apis.1);
        self.subject = Subject::Operation(is.clone());
        let here = Place::default();
        let paths = [self.old.full_path(old), self.new.full_path(new)];
        let is_same_path =
            shape(&paths[0]) == shape(&paths[1]) || shape(old.path) == shape(new.path);
        if old.method != new.method || !is_same_path {
            let message = format!("was {} {} before", was.method, was.path);
            self.add(Impact::Breaking, "operation-moved", &here, message);
        }
        if was.id != is.id {
            let function = match (&was.function, &is.function) {
                (Some(was), Some(is)) => format!("; the method `{was}` is `{is}` now"),
                _ => String::new(),
            };
            let message = format!("was called {} before{function}", was.id);
            self.add(Impact::Compatible, "operation-renamed", &here, message);
        }
        let tag = |found: &Found<'a>| found.operation.pointer("/tags/0").cloned();
        if tag(old) != tag(new) {
            let message = match (&was.function, &is.function) {
                (Some(was), Some(is)) => format!("has another tag: `{was}` is `{is}` now"),
                _ => "has another tag".to_owned(),
            };
            self.add(Impact::Compatible, "operation-tag-changed", &here, message);
        }
        match (
            flag(old.operation, "deprecated"),
            flag(new.operation, "deprecated"),
        ) {
            (false, true) => self.add(
                Impact::Compatible,
                "operation-deprecated",
                &here,
                "is deprecated now",
            ),
            (true, false) => self.add(
                Impact::Compatible,
                "operation-no-longer-deprecated",
                &here,
                "is not deprecated any more",
            ),
            _ => {}
        }
        self.security(old, new);
        self.parameters(old, new);
        self.body(old, new);
        self.responses(old, new);
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn media_type(name: &str) -> String {
    let essence = name.split(';').next().unwrap_or(name);
    essence.trim().to_ascii_lowercase()
}

/// The schema of a media type or parameter.
pub(super) fn schema_of(value: &serde_json::Value) -> Option<&serde_json::Value> {
    value.get("schema")
}

/// How a parameter is written, defaults put in.
pub(super) fn style(value: &serde_json::Value, location: &str) -> (String, bool) {
    let usual = if ["query", "cookie"].contains(&location) {
        "form"
    } else {
        "simple"
    };
    let style = text(value, "style").unwrap_or(usual).to_owned();
    let explode = value.get("explode").and_then(serde_json::Value::as_bool);
    let explode = explode.unwrap_or(style == "form");
    (style, explode)
}
