//! One self-contained document out of a file and all that it refers to.
//!
//! Schemas of other files become components; path items, parameters, responses and everything else are put in where they are
//! referred to. Of each part it is kept where it came from.

mod anchors;
mod join;
mod place;
mod references;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::load::{FileId, Files, Origin, escape};

pub use place::Place;

/// A bundled document.
#[derive(Debug)]
pub struct Bundle {
    /// The document; every `$ref` in it starts with `#/`.
    pub document: Value,
    /// The document as it was before it was translated to OpenAPI 3.0, if it was.
    pub(crate) untranslated: Option<Value>,
    /// Where values of the document came from: the longest prefix of a pointer that is in here, and its origin.
    pub(crate) origins: HashMap<String, Origin>,
    /// Stem of the file in which a component of another file is written.
    pub stems: BTreeMap<String, String>,
}

impl Bundle {
    /// The document in the version of OpenAPI that it was written in.
    pub fn as_written(&self) -> &Value {
        self.untranslated.as_ref().unwrap_or(&self.document)
    }

    /// Whether it is a document of OpenAPI 3.1 or later.
    pub fn is_modern(&self) -> bool {
        is_modern(&self.document)
    }

    /// Where the value at a pointer of the document came from.
    pub fn origin(&self, pointer: &str) -> Option<Origin> {
        let mut prefix = pointer;
        loop {
            if let Some(origin) = self.origins.get(prefix) {
                let rest = &pointer[prefix.len()..];
                return Some(Origin {
                    file: origin.file,
                    pointer: format!("{}{rest}", origin.pointer),
                });
            }
            prefix = &prefix[..prefix.rfind('/')?];
        }
    }
}

/// Reads the file and joins everything that it refers to.
pub fn bundle(files: &mut Files, path: &Path) -> Option<Bundle> {
    let root = Origin {
        file: files.read(path, None)?,
        pointer: String::new(),
    };
    let mut joiner = Joiner {
        files,
        root: root.clone(),
        is_modern: false,
        anchors: HashMap::new(),
        names: HashMap::new(),
        taken: HashSet::new(),
        waiting: Vec::new(),
        origins: HashMap::new(),
        stems: BTreeMap::new(),
        nodes: 0,
        is_stopped: false,
        depth: 0,
    };
    let value = joiner.files.whole(root.file)?;
    joiner.is_modern = is_modern(&value);
    if let Some(schemas) = value
        .pointer("/components/schemas")
        .and_then(Value::as_object)
    {
        joiner.taken.extend(schemas.keys().cloned());
    }
    joiner.origins.insert(String::new(), root.clone());
    let mut document = joiner.join(&value, &root, "", Place::Object, &mut Vec::new());
    let mut components = Map::new();
    while let Some((name, origin)) = joiner.waiting.pop() {
        let pointer = format!("/components/schemas/{}", escape(&name));
        joiner.origins.insert(pointer.clone(), origin.clone());
        let Some(value) = joiner.files.value(&origin).cloned() else {
            continue;
        };
        let schema = joiner.join(&value, &origin, &pointer, Place::Schema, &mut Vec::new());
        components.insert(name, schema);
    }
    // What was left out would only make for follow-ups.
    if joiner.is_stopped {
        return None;
    }
    components.sort_keys();
    if !components.is_empty()
        && let Some(object) = document.as_object_mut()
    {
        let parts = object.entry("components").or_insert_with(|| json!({}));
        if let Some(parts) = parts.as_object_mut() {
            let schemas = parts.entry("schemas").or_insert_with(|| json!({}));
            if let Some(schemas) = schemas.as_object_mut() {
                schemas.extend(components);
            }
        }
    }
    let Joiner { origins, stems, .. } = joiner;
    Some(Bundle {
        document,
        untranslated: None,
        origins,
        stems,
    })
}

struct Joiner<'f> {
    files: &'f mut Files,
    root: Origin,
    /// Whether the document is of OpenAPI 3.1 or later.
    is_modern: bool,
    /// Pointers of schemas by their `$anchor`, of each file in which one was looked for.
    anchors: HashMap<FileId, HashMap<String, String>>,
    /// Component that a place of another file has become.
    names: HashMap<Origin, String>,
    taken: HashSet<String>,
    /// Components that are named but not yet joined.
    waiting: Vec<(String, Origin)>,
    origins: HashMap<String, Origin>,
    stems: BTreeMap<String, String>,
    /// Values joined so far, those that references bring in each time they do.
    nodes: usize,
    /// Whether the document is too large or too deep.
    is_stopped: bool,
    /// How deep in the bundled document the value is that is being joined.
    depth: usize,
}

/// Whether the document says that it is of OpenAPI 3.1 or later.
fn is_modern(document: &Value) -> bool {
    let version = document.get("openapi").and_then(Value::as_str);
    version.is_some_and(|version| version.starts_with("3.") && !version.starts_with("3.0"))
}
