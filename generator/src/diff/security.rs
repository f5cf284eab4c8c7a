//! Who may call.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Comparison;
use super::change::{Impact, Place};
use super::document::{Document, Found, text};

/// Scopes by scheme, all of which are needed together.
type Alternative = BTreeMap<String, BTreeSet<String>>;

impl<'a> Comparison<'a> {
    /// Credentials that were enough must be enough still.
    pub(super) fn security(&mut self, old: &Found<'a>, new: &Found<'a>) {
        let (old, new) = (alternatives(self.old, old), alternatives(self.new, new));
        let place = Place::new("security");
        let is_enough = |has: &Alternative, needs: &Alternative| {
            needs
                .iter()
                .all(|(scheme, scopes)| has.get(scheme).is_some_and(|own| scopes.is_subset(own)))
        };
        for has in &old {
            if !new.iter().any(|needs| is_enough(has, needs)) {
                let message = format!(
                    "{} is not enough any more; it takes {}",
                    shown(has),
                    all(&new)
                );
                self.add(Impact::Breaking, "security-narrowed", &place, message);
            }
        }
        for needs in &new {
            if !old.iter().any(|has| is_enough(needs, has)) {
                let message = format!("{} is enough now", shown(needs));
                self.add(Impact::Compatible, "security-widened", &place, message);
            }
        }
    }

    /// How credentials are shown.
    pub(super) fn schemes(&mut self) {
        let schemes = |document: Document<'a>| {
            document
                .0
                .pointer("/components/securitySchemes")
                .and_then(Value::as_object)
        };
        let Some(old) = schemes(self.old) else {
            return;
        };
        for (name, was) in old {
            let Some(is) = schemes(self.new).and_then(|new| new.get(name)) else {
                continue;
            };
            let (was, is) = (self.old.resolve(was).0, self.new.resolve(is).0);
            let differs = ["type", "in", "name", "scheme"]
                .iter()
                .find(|key| text(was, key) != text(is, key));
            if let Some(key) = differs {
                let place = Place::new(format!("security scheme {name}"));
                let message = format!("has another `{key}`");
                self.add(Impact::Breaking, "security-scheme-changed", &place, message);
            }
        }
    }
}

fn alternatives(document: Document<'_>, found: &Found<'_>) -> Vec<Alternative> {
    let security = found
        .operation
        .get("security")
        .or(document.0.get("security"));
    let list = security
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let scopes = |value: &Value| {
        let scopes = value.as_array().into_iter().flatten();
        scopes
            .filter_map(|scope| scope.as_str().map(str::to_owned))
            .collect()
    };
    let alternative = |value: &Value| {
        let members = value.as_object().into_iter().flatten();
        members
            .map(|(name, value)| (name.clone(), scopes(value)))
            .collect()
    };
    if list.is_empty() {
        return vec![Alternative::new()];
    }
    list.iter().map(alternative).collect()
}

fn shown(alternative: &Alternative) -> String {
    if alternative.is_empty() {
        return "no login".to_owned();
    }
    let parts = alternative.iter().map(|(scheme, scopes)| {
        if scopes.is_empty() {
            return format!("`{scheme}`");
        }
        let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        format!("`{scheme}` ({})", scopes.join(", "))
    });
    parts.collect::<Vec<_>>().join(" with ")
}

fn all(alternatives: &[Alternative]) -> String {
    alternatives
        .iter()
        .map(shown)
        .collect::<Vec<_>>()
        .join(" or ")
}
