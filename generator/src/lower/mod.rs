//! From a bundled document to the [`Api`] model: names, types, constraints, all decided here.

mod body;
mod circles;
mod components;
mod consistency;
mod directions;
mod discriminator;
mod encoding;
mod enums;
mod flat;
mod forms_circle;
mod groups;
mod intersect;
pub(crate) mod keywords;
mod operation;
mod params;
mod parts;
mod paths;
mod reach;
mod residual;
mod response;
mod response_headers;
mod schema;
mod security;
mod statuses;
mod structs;
mod styles;
mod tags;
mod types;
mod unions;

pub(crate) use schema::is_secret;

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use serde_json::Value;
use typed_arena::Arena;

pub(crate) use consistency::is_of_type;

use crate::api::{Api, Model, NamedValue, TypePath};
use crate::bundle::Bundle;
use crate::config::Config;
use crate::diagnostics::Code;
use crate::load::{Files, Finding, Found};
use crate::lock::Lock;
use crate::names;
use crate::stack;

/// What an operation cannot be lowered without; it is reported already.
pub(crate) struct Skipped;

/// Goes on after what cannot be lowered, so that everything is told in one run, and fails at the end.
#[derive(Default)]
pub(crate) struct Attempt {
    has_failed: bool,
}

impl Attempt {
    /// What was lowered, if it was.
    pub(crate) fn take<T>(&mut self, lowered: Result<T, Skipped>) -> Option<T> {
        self.has_failed |= lowered.is_err();
        lowered.ok()
    }

    /// Fails if anything did.
    pub(crate) fn end(self) -> Result<(), Skipped> {
        if self.has_failed {
            Err(Skipped)
        } else {
            Ok(())
        }
    }
}

/// Types by their paths, in the order in which they were found.
pub(crate) type Models = IndexMap<TypePath, Model, RandomState>;

/// A lowered document.
#[derive(Debug, Default)]
pub struct Lowered {
    /// The model of everything that could be lowered.
    pub api: Api,
    /// Operations that could not, with what is wrong in the report.
    pub left_out: Vec<LeftOut>,
}

/// An operation that is not in the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// `operationId`, or the derived one.
    pub id: String,
    /// JSON pointer of the bundled document.
    pub pointer: String,
}

/// Lowers a whole document. Findings are added to the report of `files`; an operation with an error is left out and takes no
/// other down.
pub fn lower(bundle: &Bundle, files: &mut Files, config: &Config, lock: &mut Lock) -> Lowered {
    let lower = || {
        let lowered = lower_once(bundle, files, config, lock);
        match lock.without_stale() {
            Some(fresh) => {
                *lock = fresh;
                lower_once(bundle, files, config, lock)
            }
            None => lowered,
        }
    };
    let (mut lowered, document) = stack::beside(lower, || bundle.as_written().to_string());
    lowered.api.document = document;
    lowered
}

fn lower_once(bundle: &Bundle, files: &mut Files, config: &Config, lock: &mut Lock) -> Lowered {
    let schemas_made = Arena::new();
    let mut lowerer = Lowerer {
        bundle,
        files,
        config,
        components: BTreeMap::new(),
        models: Models::default(),
        taken: HashMap::new(),
        open: HashSet::new(),
        lock,
        groups: HashMap::new(),
        scopes: Vec::new(),
        scheme_names: BTreeMap::new(),
        ids: HashSet::new(),
        first_with_id: HashMap::new(),
        formats: HashSet::new(),
        made: Vec::new(),
        schemas_made: &schemas_made,
        found: Found::default(),
        flattened: HashMap::new(),
        inline: HashMap::new(),
    };
    lowerer.scopes = lowerer.scopes();
    lowerer.scheme_names = lowerer.name_schemes();
    lowerer.first_with_id = lowerer.given_ids();
    lowerer.ids = lowerer.first_with_id.keys().cloned().collect();
    lowerer.check_paths();
    lowerer.name_components();
    lowerer.lower_components();
    let mut api = lowerer.api();
    let mut left_out = Vec::new();
    for tag in &mut api.tags {
        lowerer.lower_tag(tag, &mut left_out);
    }
    lowerer.drop_incomplete(&mut api, &mut left_out);
    api.tags.retain(|tag| !tag.operations.is_empty());
    lowerer.finish(&mut api);
    Lowered { api, left_out }
}

pub(crate) struct Lowerer<'a> {
    pub(crate) bundle: &'a Bundle,
    pub(crate) files: &'a mut Files,
    pub(crate) config: &'a Config,
    /// Type of each component that becomes one.
    pub(crate) components: BTreeMap<String, TypePath>,
    pub(crate) models: Models,
    /// Names in use, by module.
    pub(crate) taken: HashMap<Vec<String>, HashSet<String>>,
    /// Components that are being looked into, against circles.
    pub(crate) open: HashSet<String>,
    lock: &'a mut Lock,
    /// The shared struct of each group of parameters.
    pub(crate) groups: HashMap<String, TypePath>,
    pub(crate) scopes: Vec<NamedValue>,
    /// Method of `Backend` by the name of the scheme.
    pub(crate) scheme_names: BTreeMap<String, String>,
    /// Unknown formats that were reported: each is worth one line.
    formats: HashSet<String>,
    /// Schemas that are made of others.
    pub(crate) made: Vec<flat::Made<'a>>,
    /// What holds them.
    schemas_made: &'a Arena<Value>,
    /// What was looked up in the document.
    found: Found<'a>,
    /// Pointers of schemas with an `allOf`, and where they are found without it.
    pub(crate) flattened: HashMap<String, String>,
    /// Types without a component that are being looked into, by their place.
    pub(crate) inline: HashMap<String, TypePath>,
    /// Ids of operations, given and derived.
    pub(crate) ids: HashSet<String>,
    /// Pointer of the first operation that is given an id, by the id.
    pub(crate) first_with_id: HashMap<String, String>,
}

impl Lowerer<'_> {
    /// A name in a module for the type that the key stands for; see [`crate::lock`].
    pub(crate) fn claim(&mut self, module: &[String], wanted: &str, key: &str) -> String {
        let wanted = names::not_of_the_prelude(wanted);
        let taken = self.taken.entry(module.to_vec()).or_default();
        self.lock.name(module, &wanted, key, taken)
    }

    /// Records a finding at a pointer of the bundled document.
    pub(crate) fn finding(
        &mut self,
        code: Code,
        pointer: &str,
        message: impl Into<String>,
        help: &str,
    ) {
        self.finding_beside(code, pointer, &[], message, help);
    }

    /// Records a finding that other places have to do with: their pointers, each with what they have to do with it.
    pub(crate) fn finding_beside(
        &mut self,
        code: Code,
        pointer: &str,
        others: &[(&str, &str)],
        message: impl Into<String>,
        help: &str,
    ) {
        let written = self.written_at(pointer);
        let origin = self.bundle.origin(&written);
        let others = others.iter().filter_map(|(pointer, label)| {
            let origin = self.bundle.origin(&self.written_at(pointer))?;
            Some((origin, (*label).to_owned()))
        });
        let related = others.collect();
        self.files.record(Finding {
            code,
            origin: origin.as_ref(),
            pointer: Some(&written),
            message: message.into(),
            help: help.to_owned(),
            related,
        });
    }

    /// Records a finding and stops the lowering of the operation. The code is one of an error, or of what is unsupported.
    pub(crate) fn refuse<T>(
        &mut self,
        code: Code,
        pointer: &str,
        message: impl Into<String>,
        help: &str,
    ) -> Result<T, Skipped> {
        // Whatever else is wrong here is a consequence.
        if code == Code::SchemaNotObject && self.files.report.is_refused(&self.written_at(pointer))
        {
            return Err(Skipped);
        }
        self.finding(code, pointer, message, help);
        Err(Skipped)
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

    /// All operations: path, method, and the operation.
    fn operations(&self) -> Vec<(&str, &str, &Value)> {
        let mut operations = Vec::new();
        for (path, item) in self.paths() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if METHODS.contains(&method.as_str()) {
                    operations.push((path.as_str(), method.as_str(), operation));
                }
            }
        }
        operations
    }
}

/// Methods that a path item may have.
pub(crate) const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];
