//! From a bundled document to the [`Api`] model: names, types, constraints, all decided here.

mod body;
mod operation;
mod params;
mod reach;
mod response;
mod schema;
mod security;
mod types;

use std::collections::{BTreeMap, HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::Value;

use crate::api::{Api, Model, Tag, TypePath};
use crate::bundle::Bundle;
use crate::config::Config;
use crate::diagnostics::Severity;
use crate::load::{Files, escape};
use crate::names;

/// Extensions that mean something here.
const EXTENSIONS: &[&str] = &[
    "x-client",
    "x-coerce",
    "x-common-responses",
    "x-docs",
    "x-enum-varnames",
    "x-file-reply",
    "x-group",
    "x-max-body",
    "x-max-size",
    "x-rate-limit",
];

/// What an operation cannot be lowered without; it is reported already.
pub(crate) struct Skipped;

/// Lowers a whole document. Findings are added to the report of `files`.
pub fn lower(bundle: &Bundle, files: &mut Files, config: &Config) -> Api {
    let mut lowerer = Lowerer {
        bundle,
        files,
        config,
        components: BTreeMap::new(),
        models: IndexMap::new(),
        taken: HashMap::new(),
        open: HashSet::new(),
        reported: HashSet::new(),
    };
    lowerer.check_version();
    lowerer.name_components();
    lowerer.lower_components();
    let mut api = lowerer.api();
    for tag in &mut api.tags {
        lowerer.lower_tag(tag);
    }
    api.tags.retain(|tag| !tag.operations.is_empty());
    lowerer.finish(&mut api);
    api
}

pub(crate) struct Lowerer<'a> {
    pub(crate) bundle: &'a Bundle,
    pub(crate) files: &'a mut Files,
    pub(crate) config: &'a Config,
    /// Type of each component that becomes one.
    pub(crate) components: BTreeMap<String, TypePath>,
    pub(crate) models: IndexMap<TypePath, Model>,
    /// Names in use, by module.
    pub(crate) taken: HashMap<Vec<String>, HashSet<String>>,
    /// Components that are being looked into, against circles.
    pub(crate) open: HashSet<String>,
    reported: HashSet<String>,
}

impl Lowerer<'_> {
    /// The value at a pointer of the bundled document.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Value> {
        self.bundle.document.pointer(pointer)
    }

    /// Records a finding at a pointer of the bundled document.
    pub(crate) fn finding(
        &mut self,
        severity: Severity,
        pointer: &str,
        message: impl Into<String>,
        help: &str,
    ) {
        let origin = self.bundle.origin(pointer);
        self.files.finding(severity, origin.as_ref(), message, help);
    }

    /// Records an error and stops the lowering of the operation.
    pub(crate) fn refuse<T>(
        &mut self,
        pointer: &str,
        message: impl Into<String>,
        help: &str,
    ) -> Result<T, Skipped> {
        self.finding(Severity::Error, pointer, message, help);
        Err(Skipped)
    }

    /// Warns of extensions that nobody reads, each once.
    pub(crate) fn check_extensions(&mut self, pointer: &str) {
        let unknown: Vec<String> = self
            .at(pointer)
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(serde_json::Map::keys)
            .filter(|key| key.starts_with("x-") && !EXTENSIONS.contains(&key.as_str()))
            .cloned()
            .collect();
        for key in unknown {
            if self.reported.insert(key.clone()) {
                let here = format!("{pointer}/{}", escape(&key));
                let help = "remove it, or see the guide for the extensions that are read";
                self.finding(
                    Severity::Warning,
                    &here,
                    format!("`{key}` has no meaning here"),
                    help,
                );
            }
        }
    }

    fn check_version(&mut self) {
        let version = self
            .at("/openapi")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if self.at("/swagger").is_some() {
            self.finding(
                Severity::Error,
                "/swagger",
                "this is a Swagger 2.0 document",
                "convert it to OpenAPI 3.0 first",
            );
        } else if version.is_empty() {
            self.finding(
                Severity::Error,
                "",
                "this is no OpenAPI document: `openapi` is missing",
                "begin it with `openapi: 3.0.3`",
            );
        } else if !version.starts_with("3.") {
            self.finding(
                Severity::Error,
                "/openapi",
                format!("OpenAPI {version} is not supported"),
                "use OpenAPI 3.0",
            );
        } else if !version.starts_with("3.0") {
            let help = "only what has a meaning in 3.0 is used";
            self.finding(
                Severity::Warning,
                "/openapi",
                format!("OpenAPI {version} is read as 3.0"),
                help,
            );
        }
        if self
            .at("/paths")
            .and_then(Value::as_object)
            .is_none_or(serde_json::Map::is_empty)
        {
            self.finding(
                Severity::Error,
                "",
                "the document has no paths",
                "describe an operation below `paths`",
            );
        }
    }

    /// The frame of the model: everything but operations and types.
    fn api(&mut self) -> Api {
        let text = |pointer: &str| {
            self.at(pointer)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let title = text("/info/title");
        let crate_name = self.config.crate_name.clone().unwrap_or_else(|| {
            let name = names::snake(&title)
                .trim_start_matches("r#")
                .replace('_', "-");
            format!("{name}-api")
        });
        Api {
            crate_name,
            version: text("/info/version"),
            description: text("/info/description"),
            title,
            tags: self.tags(),
            common_statuses: self.common_statuses(),
            document: self.bundle.document.to_string(),
            ..Api::default()
        }
    }

    fn common_statuses(&self) -> Vec<u16> {
        let object = self.at("/x-common-responses").and_then(Value::as_object);
        object
            .into_iter()
            .flat_map(serde_json::Map::keys)
            .filter_map(|status| status.parse().ok())
            .collect()
    }

    /// Tags that operations use: those of the document first, in its order.
    fn tags(&self) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        let mut modules = HashSet::new();
        let mut add = |name: &str, group: Option<&str>, description: &str| {
            if tags.iter().any(|tag| tag.name == name) {
                return;
            }
            let group = group.map(|group| names::snake(group).trim_start_matches("r#").to_owned());
            let stem = names::snake(name);
            let reserved = group.is_none() && matches!(stem.as_str(), "models" | "security");
            let module = if reserved { format!("{stem}_") } else { stem };
            let module = names::unique(module, &mut modules);
            tags.push(Tag {
                trait_name: names::pascal(module.trim_start_matches("r#")),
                name: name.to_owned(),
                group,
                module,
                description: description.trim().to_owned(),
                operations: Vec::new(),
                models: Vec::new(),
            });
        };
        for tag in self
            .at("/tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let text = |key: &str| tag.get(key).and_then(Value::as_str);
            if let Some(name) = text("name") {
                add(
                    name,
                    text("x-group"),
                    text("description").unwrap_or_default(),
                );
            }
        }
        for (_, _, operation) in self.operations() {
            add(tag_of(operation), None, "");
        }
        tags
    }

    /// All operations: path, method, and the operation.
    fn operations(&self) -> Vec<(&str, &str, &Value)> {
        let paths = self
            .at("/paths")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let mut operations = Vec::new();
        for (path, item) in paths {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if METHODS.contains(&method.as_str()) {
                    operations.push((path.as_str(), method.as_str(), operation));
                }
            }
        }
        operations
    }

    fn lower_tag(&mut self, tag: &mut Tag) {
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
        own.extend([
            "Routes".to_owned(),
            "Backend".to_owned(),
            tag.trait_name.clone(),
        ]);
        for (path, method) in operations {
            if let Ok(operation) = self.lower_operation(&path, &method, &module) {
                tag.operations.push(operation);
            }
        }
    }
}

/// Methods that a path item may have.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The tag under which an operation goes.
fn tag_of(operation: &Value) -> &str {
    operation
        .pointer("/tags/0")
        .and_then(Value::as_str)
        .unwrap_or("default")
}
