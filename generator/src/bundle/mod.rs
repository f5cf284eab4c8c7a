//! One self-contained document out of a file and all that it refers to.
//!
//! Schemas of other files become components; path items, parameters, responses and everything else are put in where they are
//! referred to. Of each part it is kept where it came from.

mod place;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::check::{kind, nearest};
use crate::diagnostics::Code;
use crate::load::{DEEPEST, Files, MOST_NODES, Origin, escape, unescape};
use crate::names;

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
        names: HashMap::new(),
        taken: HashSet::new(),
        waiting: Vec::new(),
        origins: HashMap::new(),
        stems: BTreeMap::new(),
        nodes: 0,
        is_stopped: false,
        depth: 0,
    };
    let value = joiner.files.value(&root)?.clone();
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

impl Joiner<'_> {
    /// The value with its references followed; `pointer` is where it stands in the bundled document, and `place` what it is.
    fn join(
        &mut self,
        value: &Value,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Value {
        self.nodes += 1;
        if self.is_stopped || self.nodes > MOST_NODES || self.depth > DEEPEST {
            self.stop(origin, pointer);
            return json!({});
        }
        self.depth += 1;
        let joined = self.join_inner(value, origin, pointer, place, open);
        self.depth -= 1;
        joined
    }

    /// References are put in wherever they stand, so that a small document can become a large one. Once told is enough.
    fn stop(&mut self, origin: &Origin, pointer: &str) {
        if std::mem::replace(&mut self.is_stopped, true) {
            return;
        }
        let (code, message, help) = if self.depth > DEEPEST {
            (
                Code::NestedTooDeeply,
                "nested too deeply once references are put in".to_owned(),
                "make the document simpler at this place",
            )
        } else {
            (
                Code::TooManyValues,
                format!("more than {MOST_NODES} values once references are put in"),
                "references to anything but schemas are written out: let them bring in less",
            )
        };
        self.files
            .finding_at(code, Some(origin), Some(pointer), message, help);
    }

    fn join_inner(
        &mut self,
        value: &Value,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Value {
        match (value, place) {
            (_, Place::Value) => value.clone(),
            (_, Place::Mapping) => self.join_mapping(value, origin),
            (Value::Object(object), _) => {
                // Below `properties` it may be the name of one.
                if let Some(other) = object.get("$ref")
                    && !other.is_string()
                    && !(other.is_object() && place == Place::Schemas)
                {
                    let message = format!("`$ref` must be a text, not {}", kind(other));
                    let help = "write a reference, such as `\"#/components/schemas/Thing\"`";
                    self.finding(Code::WrongType, origin, pointer, message, help);
                    return json!({});
                }
                if let Some(Value::String(reference)) = object.get("$ref") {
                    return self.join_reference(reference, object, origin, pointer, place, open);
                }
                Value::Object(self.join_object(object, origin, pointer, place, open))
            }
            (Value::Array(items), _) => {
                let inner_place = place.in_list();
                let join = |(index, item): (usize, &Value)| {
                    let inner = Origin {
                        file: origin.file,
                        pointer: format!("{}/{index}", origin.pointer),
                    };
                    self.join(
                        item,
                        &inner,
                        &format!("{pointer}/{index}"),
                        inner_place,
                        open,
                    )
                };
                Value::Array(items.iter().enumerate().map(join).collect())
            }
            (other, _) => other.clone(),
        }
    }

    fn join_object(
        &mut self,
        object: &Map<String, Value>,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Map<String, Value> {
        let join = |(key, value): (&String, &Value)| {
            let token = escape(key);
            let inner = Origin {
                file: origin.file,
                pointer: format!("{}/{token}", origin.pointer),
            };
            let here = format!("{pointer}/{token}");
            let value = self.join(value, &inner, &here, place.at(key), open);
            (key.clone(), value)
        };
        object.iter().map(join).collect()
    }

    /// An object with a reference. What stands beside it counts since OpenAPI 3.1, in schemas.
    fn join_reference(
        &mut self,
        reference: &str,
        object: &Map<String, Value>,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Value {
        let is_prose = |key: &String| ["$ref", "summary", "description"].contains(&key.as_str());
        if self.is_modern && place.is_schema() && object.len() > 1 {
            let mut beside = object.clone();
            beside.remove("$ref");
            let mut joined = self.join_object(&beside, origin, pointer, place, open);
            let target = self.reference(reference, origin, pointer, place, open);
            let all = joined.entry("allOf").or_insert_with(|| json!([]));
            if let Some(all) = all.as_array_mut() {
                all.push(target);
            }
            return Value::Object(joined);
        }
        if !object.keys().all(is_prose) {
            self.finding(
                Code::ReferenceSiblings,
                origin,
                pointer,
                "keys beside `$ref` are ignored in OpenAPI 3.0",
                "put the reference into an `allOf` if they matter",
            );
        }
        self.reference(reference, origin, pointer, place, open)
    }

    fn finding(
        &mut self,
        code: Code,
        origin: &Origin,
        pointer: &str,
        message: impl Into<String>,
        help: &str,
    ) {
        let pointer = Some(pointer);
        // At the reference itself, which may stand lines below the key that holds it.
        let origin = Origin {
            file: origin.file,
            pointer: format!("{}/$ref", origin.pointer),
        };
        self.files
            .finding_at(code, Some(&origin), pointer, message, help);
    }

    /// The references in a discriminator's mapping, which look like any text.
    fn join_mapping(&mut self, mapping: &Value, origin: &Origin) -> Value {
        let Value::Object(object) = mapping else {
            return mapping.clone();
        };
        let mut joined = Map::new();
        for (value, target) in object {
            let reference = target
                .as_str()
                .filter(|text| text.contains(['#', '/', '.']));
            let target = reference
                .and_then(|reference| self.target(reference, origin, ""))
                .filter(|target| self.files.value(target).is_some())
                .map(|target| Value::from(self.schema_reference(&target, origin)))
                .unwrap_or_else(|| target.clone());
            joined.insert(value.clone(), target);
        }
        Value::Object(joined)
    }

    /// The reference to a schema as the bundled document has it.
    fn schema_reference(&mut self, target: &Origin, origin: &Origin) -> String {
        if target.file == self.root.file && origin.file == self.root.file {
            return format!("#{}", target.pointer);
        }
        format!("#/components/schemas/{}", escape(&self.component(target)))
    }

    fn reference(
        &mut self,
        reference: &str,
        origin: &Origin,
        pointer: &str,
        place: Place,
        open: &mut Vec<Origin>,
    ) -> Value {
        let Some(target) = self.target(reference, origin, pointer) else {
            return json!({});
        };
        if self.files.value(&target).is_none() {
            let message = format!("`{reference}` points to nothing");
            let help = self.help_for_dangling(&target);
            self.finding(Code::ReferenceDangling, origin, pointer, message, &help);
            return json!({});
        }
        if place.is_schema() {
            return json!({ "$ref": self.schema_reference(&target, origin) });
        }
        if open.contains(&target) {
            let message = format!("`{reference}` leads back to itself");
            self.finding(
                Code::ReferenceCycle,
                origin,
                pointer,
                message,
                "break the circle",
            );
            return json!({});
        }
        let Some(value) = self.files.value(&target).cloned() else {
            return json!({});
        };
        self.origins.insert(pointer.to_owned(), target.clone());
        open.push(target.clone());
        let joined = self.join(&value, &target, pointer, place, open);
        open.pop();
        joined
    }

    /// What may be meant by a reference to nothing: something of almost the same name beside it.
    fn help_for_dangling(&self, target: &Origin) -> String {
        if target.pointer.starts_with("/definitions/") {
            return "schemas stand below `#/components/schemas/` in OpenAPI 3.0".to_owned();
        }
        let near = target.pointer.rsplit_once('/').and_then(|(around, name)| {
            let around = Origin {
                file: target.file,
                pointer: around.to_owned(),
            };
            let beside = self.files.value(&around)?.as_object()?;
            let near = nearest(&unescape(name), beside.keys().map(String::as_str))?;
            Some(format!(
                "did you mean `#{}/{}`?",
                around.pointer,
                escape(near)
            ))
        });
        near.unwrap_or_else(|| "correct the reference, or add what it names".to_owned())
    }

    /// The place that a reference means.
    fn target(&mut self, reference: &str, origin: &Origin, pointer: &str) -> Option<Origin> {
        let target = self.place(reference, origin, pointer)?;
        Some(self.through_references(target, 0))
    }

    /// The file and pointer of a reference as it is written.
    fn place(&mut self, reference: &str, origin: &Origin, pointer: &str) -> Option<Origin> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if file.contains("://") {
            let message = format!("`{reference}` is remote");
            let help =
                "references to the network are not followed: copy the document beside this one";
            self.finding(Code::ReferenceRemote, origin, pointer, message, help);
            return None;
        }
        if Path::new(file).is_absolute() {
            let message = format!("`{reference}` is an absolute path");
            let inside = Origin {
                file: origin.file,
                pointer: reference.to_owned(),
            };
            let help = if self.files.value(&inside).is_some() {
                format!("did you mean `#{reference}`?")
            } else {
                "name the file relative to this one; `../` may lead out of its folder".to_owned()
            };
            self.finding(Code::ReferenceAbsolute, origin, pointer, message, &help);
            return None;
        }
        let file = if file.is_empty() {
            origin.file
        } else {
            let folder = self.files.path(origin.file).parent();
            let folder = folder.unwrap_or(Path::new(""));
            // References are URIs; a name that has a `%` itself may also be written as it is.
            let plain = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
            let path = match folder.join(file) {
                raw if raw.exists() => raw,
                _ => folder.join(&*plain),
            };
            let here = Origin {
                file: origin.file,
                pointer: format!("{}/$ref", origin.pointer),
            };
            self.files.read(&path, Some(&here))?
        };
        let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
        Some(Origin {
            file,
            pointer: fragment.trim_end_matches('/').to_owned(),
        })
    }

    /// The same place, where the pointer leads through references of the files.
    fn through_references(&mut self, target: Origin, depth: usize) -> Origin {
        if self.files.value(&target).is_some() || depth > 32 {
            return target;
        }
        let mut at = Origin {
            file: target.file,
            pointer: String::new(),
        };
        for token in target.pointer.split('/').skip(1) {
            let reference = self
                .files
                .value(&at)
                .and_then(|value| value.get("$ref"))
                .and_then(Value::as_str)
                .map(str::to_owned);
            if let Some(reference) = reference {
                let rest = &target.pointer[at.pointer.len()..];
                if let Some(mut inner) = self.place(&reference, &at, "") {
                    inner.pointer.push_str(rest);
                    return self.through_references(inner, depth + 1);
                }
            }
            at.pointer.push('/');
            at.pointer.push_str(token);
        }
        target
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
        // `Video/properties/name` becomes `VideoName`.
        let tokens = target.pointer.split('/').map(unescape);
        let parts: Vec<String> = tokens
            .filter(|token| {
                !["", "components", "schemas", "properties", "$defs"].contains(&token.as_str())
            })
            .collect();
        let wanted = match parts.as_slice() {
            [] => stem.clone(),
            [name] => name.clone(),
            parts => parts.iter().map(|part| names::pascal(part)).collect(),
        };
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

/// Whether the document says that it is of OpenAPI 3.1 or later.
fn is_modern(document: &Value) -> bool {
    let version = document.get("openapi").and_then(Value::as_str);
    version.is_some_and(|version| version.starts_with("3.") && !version.starts_with("3.0"))
}
