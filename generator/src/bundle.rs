//! One self-contained document out of a file and all that it refers to.
//!
//! Schemas of other files become components; path items, parameters, responses and everything else are put in where they are
//! referred to. Of each part it is kept where it came from.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::diagnostics::Severity;
use crate::load::{Files, Origin, escape, unescape};

/// A bundled document.
#[derive(Debug)]
pub struct Bundle {
    /// The document; every `$ref` in it starts with `#/`.
    pub document: Value,
    /// Where values of the document came from: the longest prefix of a pointer that is in here, and its origin.
    origins: HashMap<String, Origin>,
    /// Stem of the file in which a component of another file is written.
    pub stems: BTreeMap<String, String>,
}

impl Bundle {
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
        names: HashMap::new(),
        taken: HashSet::new(),
        waiting: Vec::new(),
        origins: HashMap::new(),
        stems: BTreeMap::new(),
    };
    let value = joiner.files.value(&root)?.clone();
    if let Some(schemas) = value
        .pointer("/components/schemas")
        .and_then(Value::as_object)
    {
        joiner.taken.extend(schemas.keys().cloned());
    }
    joiner.origins.insert(String::new(), root.clone());
    let mut document = joiner.join(&value, &root, "", &mut Vec::new());
    let mut components = Map::new();
    while let Some((name, origin)) = joiner.waiting.pop() {
        let pointer = format!("/components/schemas/{}", escape(&name));
        joiner.origins.insert(pointer.clone(), origin.clone());
        let Some(value) = joiner.files.value(&origin).cloned() else {
            continue;
        };
        let schema = joiner.join(&value, &origin, &pointer, &mut Vec::new());
        components.insert(name, schema);
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
        origins,
        stems,
    })
}

struct Joiner<'f> {
    files: &'f mut Files,
    root: Origin,
    /// Component that a place of another file has become.
    names: HashMap<Origin, String>,
    taken: HashSet<String>,
    /// Components that are named but not yet joined.
    waiting: Vec<(String, Origin)>,
    origins: HashMap<String, Origin>,
    stems: BTreeMap<String, String>,
}

impl Joiner<'_> {
    /// The value with its references followed; `pointer` is its place in the bundled document.
    fn join(
        &mut self,
        value: &Value,
        origin: &Origin,
        pointer: &str,
        open: &mut Vec<Origin>,
    ) -> Value {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref") {
                    if object.len() > 1
                        && !object.keys().all(|key| {
                            key == "$ref"
                                || key.starts_with("x-")
                                || key == "summary"
                                || key == "description"
                        })
                    {
                        self.files.finding(
                            Severity::Warning,
                            Some(origin),
                            "keys beside `$ref` are ignored in OpenAPI 3.0",
                            "put the reference into an `allOf` if they matter",
                        );
                    }
                    return self.reference(reference, origin, pointer, open);
                }
                let mut joined = Map::new();
                for (key, value) in object {
                    let token = escape(key);
                    let inner = Origin {
                        file: origin.file,
                        pointer: format!("{}/{token}", origin.pointer),
                    };
                    let here = format!("{pointer}/{token}");
                    joined.insert(key.clone(), self.join(value, &inner, &here, open));
                }
                Value::Object(joined)
            }
            Value::Array(items) => {
                let join = |(index, item): (usize, &Value)| {
                    let inner = Origin {
                        file: origin.file,
                        pointer: format!("{}/{index}", origin.pointer),
                    };
                    self.join(item, &inner, &format!("{pointer}/{index}"), open)
                };
                Value::Array(items.iter().enumerate().map(join).collect())
            }
            other => other.clone(),
        }
    }

    fn reference(
        &mut self,
        reference: &str,
        origin: &Origin,
        pointer: &str,
        open: &mut Vec<Origin>,
    ) -> Value {
        let Some(target) = self.target(reference, origin) else {
            return json!({});
        };
        if self.files.value(&target).is_none() {
            self.files.finding(
                Severity::Error,
                Some(origin),
                format!("`{reference}` points to nothing"),
                "correct the reference, or add what it names",
            );
            return json!({});
        }
        if target.file == self.root.file && origin.file == self.root.file && is_schema(pointer) {
            return json!({ "$ref": format!("#{}", target.pointer) });
        }
        if is_schema(pointer) {
            return json!({ "$ref": format!("#/components/schemas/{}", escape(&self.component(&target))) });
        }
        if open.contains(&target) {
            self.files.finding(
                Severity::Error,
                Some(origin),
                format!("`{reference}` leads back to itself"),
                "break the circle",
            );
            return json!({});
        }
        let Some(value) = self.files.value(&target).cloned() else {
            return json!({});
        };
        self.origins.insert(pointer.to_owned(), target.clone());
        open.push(target.clone());
        let joined = self.join(&value, &target, pointer, open);
        open.pop();
        joined
    }

    /// The place that a reference means.
    fn target(&mut self, reference: &str, origin: &Origin) -> Option<Origin> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if file.contains("://") {
            self.files.finding(
                Severity::Error,
                Some(origin),
                format!("`{reference}` is remote"),
                "references to the network are not followed: copy the document beside this one",
            );
            return None;
        }
        let file = if file.is_empty() {
            origin.file
        } else {
            let folder = self
                .files
                .path(origin.file)
                .parent()
                .unwrap_or(Path::new(""))
                .to_owned();
            self.files.read(&folder.join(file), Some(origin))?
        };
        let pointer = percent_decoded(fragment);
        Some(Origin {
            file,
            pointer: pointer.trim_end_matches('/').to_owned(),
        })
    }

    /// Name of the component that a schema of another file becomes.
    fn component(&mut self, target: &Origin) -> String {
        if let Some(name) = self.names.get(target) {
            return name.clone();
        }
        let own = target
            .pointer
            .strip_prefix("/components/schemas/")
            .filter(|_| target.file == self.root.file);
        if let Some(name) = own.filter(|name| !name.contains('/')) {
            return unescape(name);
        }
        let stem = self
            .files
            .path(target.file)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let last = target
            .pointer
            .rsplit('/')
            .next()
            .map(unescape)
            .unwrap_or_default();
        let wanted = if last.is_empty() { stem.clone() } else { last };
        let mut name = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}{number}");
            number += 1;
        }
        self.names.insert(target.clone(), name.clone());
        self.stems.insert(name.clone(), stem);
        self.waiting.push((name.clone(), target.clone()));
        name
    }
}

/// Whether a schema stands at this pointer of a document.
fn is_schema(pointer: &str) -> bool {
    let tokens: Vec<&str> = pointer.split('/').collect();
    if tokens.len() >= 4 && tokens[1] == "components" && tokens[2] == "schemas" {
        return true;
    }
    tokens.contains(&"schema") && !pointer.starts_with("/paths/schema")
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = bytes
            .get(index + 1..index + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match hex
            .filter(|_| bytes[index] == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            Some(byte) => {
                decoded.push(byte);
                index += 3;
            }
            None => {
                decoded.push(bytes[index]);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
