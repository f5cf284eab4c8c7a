//! The files by hand, as they begin.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use proc_macro2::Literal;
use serde_json::json;

use super::document::Document;
use super::{Workspace, api_name, backend};
use crate::api::{Api, Operation, Tag};
use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic};
use crate::emit::{Signatures, docs};

/// What neither a shell nor a string of Rust may see in a path.
const QUOTED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'\\')
    .add(b'`')
    .add(b'<')
    .add(b'>');

/// Path and template of each; the file of `Backend` gets its name from the tags.
const BEGUN: &[(&str, &str)] = &[
    ("Cargo.toml", "new/Cargo.toml.jinja"),
    ("README.md", "new/README.md.jinja"),
    (".gitignore", "new/gitignore.jinja"),
    ("spec/codegen.toml", "new/codegen.toml.jinja"),
    ("server/Cargo.toml", "new/server.toml.jinja"),
    ("server/src/main.rs", "new/main.rs.jinja"),
    ("server/src/lib.rs", "new/lib.rs.jinja"),
    ("server/src/{backend}.rs", "new/backend.rs.jinja"),
    ("server/tests/requests.rs", "new/requests.rs.jinja"),
];

/// Every file that the user goes on with, by its path in the workspace.
pub(super) fn files(
    workspace: &Workspace<'_>,
    document: &Document,
) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
    let document_api = &workspace.read.api;
    let api = api_name(workspace.name).replace('-', "_");
    let Some((tag, first)) = first(document_api) else {
        return Err(Box::new(Diagnostic::nowhere(
            Code::CommandFailed,
            "the document has no operation",
            "describe one in `paths`",
        )));
    };
    let signatures = Signatures::new(document_api);
    let methods = backend::methods(&signatures);
    let module = free_module(document_api);
    let left_out = workspace.read.left_out.iter();
    let skip: Vec<toml::Value> = left_out.map(|left| left.id.clone().into()).collect();
    let tags = document_api
        .tags
        .iter()
        .filter(|tag| !tag.operations.is_empty());
    let title = document_api
        .title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let values = json!({
        "name": workspace.name,
        "api": api,
        "api_path": if has_module(document_api, &api) { format!("::{api}") } else { api.clone() },
        "server": format!("{}_server", workspace.name.replace('-', "_")),
        "title": docs::escape(&title),
        "runtime": workspace.runtime.dependency(),
        "spec": toml::Value::from(document.path()).to_string(),
        "document": format!("spec/{}", document.path()),
        "skip": (!skip.is_empty()).then(|| toml::Value::from(skip).to_string()),
        "backend": module,
        "secured": !methods.is_empty(),
        "templates": workspace.templates.of_every_day().next().is_some(),
        "scopes": methods.contains("Scope]"),
        "methods": methods,
        "tags": tags.map(|tag| json!({ "module": tag.module, "path": path(tag, "::") })).collect::<Vec<_>>(),
        "unknown": unknown(document_api),
        "first": {
            "id": docs::code(&first.id),
            "id_literal": Literal::string(&first.id).to_string(),
            "method": first.method,
            "path": utf8_percent_encode(&filled(&first.path), QUOTED).to_string(),
            "function": format!("{}::{}", tag.trait_name, first.fn_name),
            "file": format!("{}.rs", path(tag, "/").replace("r#", "")),
            "response": format!("{}Response", first.type_stem),
        },
    });
    let mut files = vec![("spec/codegen.schema.json".to_owned(), Config::schema())];
    for (path, template) in BEGUN {
        let path = path.replace("{backend}", &module);
        files.push((path, workspace.templates.render(template, &values)?));
    }
    for (name, text) in workspace.templates.of_every_day() {
        files.push((format!("spec/templates/{name}"), text.to_owned()));
    }
    Ok(files)
}

/// The operation that the guide of the workspace begins with: one that is easily asked for.
fn first(api: &Api) -> Option<(&Tag, &Operation)> {
    let pairs = || {
        let of = |tag| move |operation| (tag, operation);
        let tags = api.tags.iter();
        tags.flat_map(move |tag| tag.operations.iter().map(of(tag)))
    };
    let is_open = |(_, operation): &(&Tag, &Operation)| {
        operation.method == "GET" && operation.security.alternatives.is_empty()
    };
    let is_get = |(_, operation): &(&Tag, &Operation)| operation.method == "GET";
    let found = pairs().find(is_open).or_else(|| pairs().find(is_get));
    found.or_else(|| pairs().next())
}

/// Address of a tag's module.
fn path(tag: &Tag, between: &str) -> String {
    let parts: Vec<&str> = tag
        .group
        .iter()
        .chain([&tag.module])
        .map(String::as_str)
        .collect();
    parts.join(between)
}

/// A path with something in the place of each parameter.
fn filled(template: &str) -> String {
    let mut text = String::new();
    for (index, part) in template.split('{').enumerate() {
        match part.split_once('}') {
            Some((_, rest)) if index > 0 => text.push_str(&format!("1{rest}")),
            _ => text.push_str(part),
        }
    }
    text
}

/// A path with more segments than any of the document, however many of those are parameters.
fn unknown(api: &Api) -> String {
    let operations = api.tags.iter().flat_map(|tag| &tag.operations);
    let most = operations.map(|operation| operation.path.matches('/').count());
    format!(
        "/no{}",
        "/such/path".repeat(most.max().unwrap_or(0) / 2 + 1)
    )
}

/// Whether a tag or a group has a module of the name at the root of the server.
fn has_module(api: &Api, name: &str) -> bool {
    let mut tags = api.tags.iter();
    tags.any(|tag| tag.group.as_deref().unwrap_or(&tag.module) == name)
}

/// Name of the module of `Backend`, which must be no tag's.
fn free_module(api: &Api) -> String {
    let is_free = |name: &&str| !has_module(api, name);
    let names = ["backend", "app_backend", "server_backend"];
    names
        .into_iter()
        .find(is_free)
        .unwrap_or("the_backend")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_a_path_are_filled() {
        assert_eq!(filled("/a/{b}/c{d}.json"), "/a/1/c1.json");
        assert_eq!(filled("/"), "/");
    }
}
