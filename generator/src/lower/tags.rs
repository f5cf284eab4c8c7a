//! Tags: which there are, where they go, and which operations they have.

use std::collections::HashSet;

use serde_json::Value;

use super::{LeftOut, Lowerer};
use crate::api::Tag;
use crate::load::escape;
use crate::names;

/// Names at the root of a generated crate that are not tags.
const AT_THE_ROOT: &[&str] = &[
    "alloc",
    "api",
    // A folder of programs to cargo.
    "bin",
    "core",
    "lib",
    "main",
    "mod",
    "models",
    "openapi_stubs_runtime",
    "rt",
    "security",
    "serde",
    "std",
];

/// Types that the module of a tag has whatever the document says.
const IN_EACH_MODULE: [&str; 2] = ["Arc", "Routes"];

/// What the backend has, what generated code calls otherwise, and what every shared implementation has as a method before its
/// trait is asked.
const NO_METHODS: [&str; 13] = [
    "routes",
    "problem",
    "scaffolded",
    "combine",
    "api",
    "tag",
    "as_ref",
    "clone",
    "clone_from",
    "drop",
    "into",
    "to_owned",
    "try_into",
];

impl Lowerer<'_> {
    /// Tags that operations use: those of the document first, in its order.
    pub(super) fn tags(&self) -> Vec<Tag> {
        let described: Vec<&Value> = self.list("/tags").iter().collect();
        let text = |tag: &Value, key: &str| tag.get(key).and_then(Value::as_str).map(str::to_owned);
        let group = |tag: &Value| text(tag, "x-group").map(|group| group_module(&group));
        let groups: Vec<String> = described.iter().filter_map(|tag| group(tag)).collect();
        // Modules are fields of one struct, so each has a name of its own, whatever its group.
        let mut modules = HashSet::new();
        let mut traits = HashSet::from(IN_EACH_MODULE.map(str::to_owned));
        let mut tags: Vec<Tag> = Vec::new();
        let mut add = |name: &str, group: Option<String>, description: &str| {
            if tags.iter().any(|tag| tag.name == name) {
                return;
            }
            // A group is a folder, which a tag without a group must not be.
            let module = if group.is_some() {
                names::unique(names::module(name, &["mod"]), &mut modules)
            } else {
                let mut taken: HashSet<String> = modules.iter().chain(&groups).cloned().collect();
                let module = names::unique(names::module(name, AT_THE_ROOT), &mut taken);
                modules.insert(module.clone());
                module
            };
            let trait_name = names::not_of_the_prelude(&names::pascal(&module));
            tags.push(Tag {
                trait_name: names::unique(trait_name, &mut traits),
                name: name.to_owned(),
                group,
                module,
                description: description.trim().to_owned(),
                operations: Vec::new(),
                models: Vec::new(),
            });
        };
        for tag in described {
            if let Some(name) = text(tag, "name") {
                add(
                    &name,
                    group(tag),
                    &text(tag, "description").unwrap_or_default(),
                );
            }
        }
        for (_, _, operation) in self.operations() {
            add(tag_of(operation), None, "");
        }
        tags
    }

    /// A list of the document, empty where it is none.
    fn list(&self, pointer: &str) -> &[Value] {
        let list = self.at(pointer).and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    }

    /// Lowers the operations of a tag, each on its own.
    pub(super) fn lower_tag(&mut self, tag: &mut Tag, left_out: &mut Vec<LeftOut>) {
        let operations: Vec<(String, String)> = self
            .operations()
            .into_iter()
            .filter(|(_, _, operation)| tag_of(operation) == tag.name)
            .map(|(path, method, _)| (path.to_owned(), method.to_owned()))
            .collect();
        let module: Vec<String> = tag
            .group
            .iter()
            .cloned()
            .chain([tag.module.clone()])
            .collect();
        // Names that the module has anyway.
        let own = self.taken.entry(module.clone()).or_default();
        own.extend(IN_EACH_MODULE.map(str::to_owned));
        own.extend(["Backend".to_owned(), tag.trait_name.clone()]);
        let mut functions: HashSet<String> = self.scheme_names.values().cloned().collect();
        functions.extend(NO_METHODS.map(str::to_owned));
        for (path, method) in operations {
            let pointer = format!("/paths/{}/{method}", escape(&path));
            let around = format!("/paths/{}", escape(&path));
            let id = self.operation_id(&path, &method, &pointer);
            let lowered =
                if self.files.report.is_broken(&pointer) || self.files.report.is_refused(&around) {
                    None
                } else {
                    self.lower_operation(&path, &method, &module, &id).ok()
                };
            match lowered {
                Some(mut operation) => {
                    operation.fn_name = names::unique(operation.fn_name, &mut functions);
                    tag.operations.push(operation);
                }
                None => left_out.push(LeftOut { id, pointer }),
            }
        }
    }
}

fn group_module(group: &str) -> String {
    names::module(group, AT_THE_ROOT)
}

/// The tag under which an operation goes.
fn tag_of(operation: &Value) -> &str {
    let tag = operation.get("tags").and_then(|tags| tags.get(0));
    let tag = tag.and_then(Value::as_str);
    tag.unwrap_or("default")
}
