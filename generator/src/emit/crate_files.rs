//! Files of the crate that are not Rust.

use serde::Serialize;
use serde_json::json;

use super::traits::has_caller;
use super::{EmitError, EmitOptions, OutputFile};
use crate::api::{Api, Operation};
use crate::config::Runtime;

#[derive(Serialize)]
struct Section<'a> {
    name: &'a str,
    trait_name: &'a str,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    method: &'a str,
    path: &'a str,
    login: String,
    function: &'a str,
}

/// `Cargo.toml`, the routes as a table, the document, and a word to rustfmt.
pub(super) fn crate_files(api: &Api, options: &EmitOptions) -> Result<Vec<OutputFile>, EmitError> {
    let sections: Vec<Section<'_>> = api
        .tags
        .iter()
        .map(|tag| Section {
            name: &tag.name,
            trait_name: &tag.trait_name,
            rows: tag.operations.iter().map(row).collect(),
        })
        .collect();
    let workspace = options.runtime == Runtime::Workspace;
    let templates = &options.templates;
    let manifest = templates
        .render(
            "Cargo.toml.jinja",
            &json!({ "name": api.crate_name, "workspace": workspace }),
        )
        .map_err(EmitError::Template)?;
    let file = |path: &str, contents: String| OutputFile {
        path: path.into(),
        contents,
    };
    let mut files = vec![
        file("Cargo.toml", manifest),
        file("src/openapi.json", format!("{}\n", api.document)),
        // The code is formatted as it is written; another formatter would make it look stale.
        file("rustfmt.toml", "disable_all_formatting = true\n".into()),
    ];
    if !api.is_of_models_alone() {
        let routes = templates
            .render(
                "ROUTES.md.jinja",
                &json!({ "title": api.title, "version": api.version, "tags": sections }),
            )
            .map_err(EmitError::Template)?;
        files.push(file("ROUTES.md", routes));
    }
    Ok(files)
}

fn row(operation: &Operation) -> Row<'_> {
    let scopes: Vec<&str> = operation
        .security
        .alternatives
        .iter()
        .flatten()
        .flat_map(|requirement| requirement.scopes.iter().map(String::as_str))
        .collect();
    let login = match (has_caller(operation), operation.security.optional) {
        (false, _) => "none".to_owned(),
        (true, true) => "optional".to_owned(),
        (true, false) if scopes.is_empty() => "required".to_owned(),
        (true, false) => format!("required: {}", scopes.join(", ")),
    };
    Row {
        id: &operation.id,
        method: &operation.method,
        path: &operation.path,
        login,
        function: &operation.fn_name,
    }
}
