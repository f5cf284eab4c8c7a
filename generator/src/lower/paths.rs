//! Paths: whether requests can match them, and which.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::Value;

use super::{Lowerer, METHODS};
use crate::diagnostics::Code;
use crate::load::escape;

impl Lowerer<'_> {
    /// Paths that no request could match, or that two would claim.
    pub(super) fn check_paths(&mut self) {
        let paths: Vec<String> = self.paths().map(|(path, _)| path.clone()).collect();
        let mut known: HashMap<(String, &str), String> = HashMap::new();
        for path in paths {
            let here = format!("/paths/{}", escape(&path));
            if !path.starts_with('/') {
                let message = format!("the path `{path}` does not begin with `/`");
                self.finding(
                    Code::PathWithoutSlash,
                    &here,
                    message,
                    "put a `/` before it",
                );
            }
            let Some((template, names)) = template(&path) else {
                let message =
                    format!("the braces of `{path}` do not match, or have no name in them");
                self.finding(
                    Code::PathBraces,
                    &here,
                    message,
                    "write a parameter as `{name}`",
                );
                continue;
            };
            if let Some(twice) = names
                .iter()
                .enumerate()
                .find(|(index, name)| names[..*index].contains(name))
            {
                let message = format!("`{{{}}}` stands twice in `{path}`", twice.1);
                self.finding(
                    Code::PathParameterTwice,
                    &here,
                    message,
                    "give each parameter a name of its own",
                );
            }
            for method in METHODS {
                let pointer = format!("{here}/{method}");
                if self.at(&pointer).is_none() {
                    continue;
                }
                // Paths that differ in names alone are one to the router, and their operations are told apart by method.
                match known.entry((template.clone(), method)) {
                    Entry::Vacant(free) => {
                        free.insert(path.clone());
                    }
                    Entry::Occupied(other) => {
                        let other = other.get();
                        let place = format!("/paths/{}/{method}", escape(other));
                        self.finding_beside(
                            Code::PathAmbiguous,
                            &pointer,
                            &[(&place, "this operation gets them")],
                            format!("`{path}` matches the same requests as `{other}`"),
                            "make the paths differ in more than names of parameters, letter case and a slash at the end, or use different methods",
                        );
                    }
                }
            }
        }
    }

    /// Items of `paths` that are paths.
    pub(super) fn paths(&self) -> impl Iterator<Item = (&String, &Value)> {
        let paths = self
            .at("/paths")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        paths.filter(|(path, _)| !path.starts_with("x-"))
    }
}

/// A path without the names of its parameters, and the names; none if the braces do not match.
fn template(path: &str) -> Option<(String, Vec<&str>)> {
    let mut template = String::new();
    let mut names = Vec::new();
    let mut rest = path;
    while let Some(start) = rest.find(['{', '}']) {
        let inner = rest[start..].strip_prefix('{')?;
        let (name, after) = inner.split_once('}')?;
        if name.is_empty() || name.contains(['{', '/']) {
            return None;
        }
        template.push_str(&rest[..start]);
        template.push_str("{}");
        names.push(name);
        rest = after;
    }
    // Paths are matched whatever their case, and empty segments do not count.
    template.push_str(rest);
    let template = template.to_ascii_lowercase();
    let segments = template.split('/').filter(|segment| !segment.is_empty());
    Some((segments.collect::<Vec<_>>().join("/"), names))
}
