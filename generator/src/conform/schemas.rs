//! The schemas of a document and their validators, compiled when they are met for the first time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use super::Side;
use super::translate;

const REQUEST: &str = "urn:openapi-stubs:request";
const RESPONSE: &str = "urn:openapi-stubs:response";

/// A validator, or why there is none.
pub(super) type Compiled = Arc<Result<Validator, String>>;

pub(super) struct Schemas {
    pub(super) document: Value,
    registry: Registry<'static>,
    validators: Mutex<HashMap<(Side, String), Compiled>>,
}

impl std::fmt::Debug for Schemas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schemas").finish_non_exhaustive()
    }
}

impl Schemas {
    pub(super) fn new(document: &Value) -> Result<Self, String> {
        let registry = Registry::new()
            .add(REQUEST, translate::document(document, Side::Request))
            .and_then(|registry| {
                registry.add(RESPONSE, translate::document(document, Side::Response))
            })
            .and_then(|registry| registry.prepare())
            .map_err(|error| format!("the document's schemas cannot be read: {error}"))?;
        Ok(Self {
            document: document.clone(),
            registry,
            validators: Mutex::default(),
        })
    }

    /// The validator of the schema at a pointer of the document.
    pub(super) fn validator(&self, side: Side, pointer: &str) -> Compiled {
        let key = (side, pointer.to_owned());
        let locked = || {
            self.validators
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(compiled) = locked().get(&key) {
            return compiled.clone();
        }
        // Not under the lock: a large schema takes its time, and others wait for small ones.
        let compiled: Compiled = Arc::new(self.compile(side, pointer));
        locked().entry(key).or_insert(compiled).clone()
    }

    fn compile(&self, side: Side, pointer: &str) -> Result<Validator, String> {
        let base = match side {
            Side::Request => REQUEST,
            Side::Response => RESPONSE,
        };
        jsonschema::draft202012::options()
            .with_registry(&self.registry)
            .offline()
            .should_validate_formats(true)
            .build(&json!({ "$ref": format!("{base}#{}", fragment(pointer)) }))
            .map_err(|error| error.to_string())
    }

    /// The schema at a pointer, `$ref`s followed.
    pub(super) fn at(&self, pointer: &str) -> Option<&Value> {
        translate::follow(&self.document, self.document.pointer(pointer)?)
    }
}

/// A JSON pointer as the fragment of a URI: path templates have braces, which URIs have not.
fn fragment(pointer: &str) -> String {
    let mut fragment = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"/~-._+*".contains(&byte) {
            fragment.push(char::from(byte));
        } else {
            fragment.push_str(&format!("%{byte:02X}"));
        }
    }
    fragment
}
