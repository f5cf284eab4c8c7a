//! A whole file for a tag that nobody has begun.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::header::Implementor;
use super::method::{Style, method};
use super::naming::{Fresh, Naming as _, generated};
use crate::api::{Api, Tag};
use crate::diagnostics::Diagnostic;
use crate::emit::{Signatures, docs};
use crate::templates::Templates;

const WIDTH: usize = 100;

/// The file that implements the trait of a tag with scaffolded methods.
///
/// `krate` is the generated crate as the code may name it, `peertube_api`.
///
/// # Errors
/// When a template of the user's is broken.
pub fn new_file(
    api: &Api,
    tag: &Tag,
    krate: &str,
    implementor: &Implementor,
    templates: &Templates,
) -> Result<String, Box<Diagnostic>> {
    let signatures = Signatures::new(api);
    let operations: Vec<_> = tag
        .operations
        .iter()
        .map(|operation| (operation, signatures.of(tag, operation)))
        .collect();
    let alias = |import: &String| {
        let name = import.rsplit(" as ").next().unwrap_or(import);
        name.rsplit("::").next().unwrap_or(name).to_owned()
    };
    let root: Vec<String> = krate.split("::").map(str::to_owned).collect();
    let mut names = Fresh::new(root, implementor.imports.iter().map(alias));
    let trait_path = path_of_trait(tag);
    names.want(&trait_path);
    for (_, signature) in &operations {
        for path in generated(signature) {
            let is_runtime = path.first().is_some_and(|first| first == "rt");
            names.want(if is_runtime { &path[..1] } else { &path });
        }
    }
    let methods = operations.iter().map(|(operation, signature)| {
        let style = Style {
            naming: &names,
            result: None,
            indent: "    ",
            step: "    ",
            newline: "\n",
            first_line: None,
        };
        method(operation, signature, &style)
    });
    let methods: Vec<String> = methods.collect();
    let where_clause = match implementor.where_clause.as_str() {
        "" => String::new(),
        clause => format!("{clause} "),
    };
    let values = json!({
        "tag": docs::escape(&tag.name.split_whitespace().collect::<Vec<_>>().join(" ")),
        "imports": imports(krate, &names, implementor),
        "generics": implementor.generics,
        "trait_name": names.name(&trait_path).join("::"),
        "self_type": implementor.self_type,
        "where_clause": where_clause,
        "methods": methods.join("\n\n"),
    });
    templates.render("implementation.rs.jinja", &values)
}

/// Module and name of the trait, from the root of the generated crate.
pub(super) fn path_of_trait(tag: &Tag) -> Vec<String> {
    let path = tag.group.iter().chain([&tag.module, &tag.trait_name]);
    path.cloned().collect()
}

/// The `use` lines: of other crates, and of the own.
fn imports(krate: &str, names: &Fresh, implementor: &Implementor) -> String {
    let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in names.imports() {
        if let Some((name, module)) = path.split_last() {
            let names = modules.entry(module.join("::")).or_default();
            names.insert(name.clone());
        }
    }
    let mut lines: Vec<(String, String)> = Vec::new();
    for (module, names) in modules {
        let names: Vec<String> = names.into_iter().collect();
        let line = import(&module, &names);
        let key = match names.as_slice() {
            [name] => format!("{module}::{name}"),
            _ => module,
        };
        lines.push((key, line));
    }
    let backend = format!("{krate}::security::Backend");
    lines.push((backend.clone(), format!("use {backend} as _;")));
    let (own, others): (Vec<_>, Vec<_>) = implementor
        .imports
        .iter()
        .partition(|path| path.starts_with("crate::"));
    lines.extend(
        others
            .iter()
            .map(|path| ((*path).clone(), format!("use {path};"))),
    );
    lines.sort();
    let own: Vec<String> = own.iter().map(|path| format!("use {path};")).collect();
    let mut text: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    if !own.is_empty() {
        text.push(String::new());
        text.extend(own);
    }
    text.join("\n")
}

/// One `use` line, broken where it is too long.
fn import(module: &str, names: &[String]) -> String {
    if let [name] = names {
        return format!("use {module}::{name};");
    }
    let line = format!("use {module}::{{{}}};", names.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let mut text = format!("use {module}::{{\n   ");
    let mut width = 3;
    for (index, name) in names.iter().enumerate() {
        // As rustfmt has it, only the last name may fill the line up.
        let room = WIDTH - usize::from(index + 1 < names.len());
        if width + name.len() + 2 > room {
            text.push_str("\n   ");
            width = 3;
        }
        text.push_str(&format!(" {name},"));
        width += name.len() + 2;
    }
    text.push_str("\n};");
    text
}
