//! The contract guard: every response is held against the document by a validator that shares nothing with the generator.

mod schema;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::Validator;
use openapi_stubs_runtime as rt;
use serde_json::Value;

/// Names the file to which exercised operations and statuses are appended; `cargo xtask test` reads it.
pub const RECORD_VARIABLE: &str = "PEERTUBE_CONTRACT_RECORD";

/// The document as JSON, parsed once.
fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        serde_json::from_str(peertube_api::DOCUMENT).unwrap_or_else(|e| panic!("DOCUMENT: {e}"))
    })
}

/// Inspects responses and remembers what departs from the document.
#[derive(Debug, Default)]
pub struct Guard {
    departures: Mutex<Vec<String>>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Guard {
    /// What departed so far.
    pub fn departures(&self) -> Vec<String> {
        self.departures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn report(&self, departure: String) {
        self.departures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(departure);
    }

    /// The validator of a schema, compiled when it is met for the first time.
    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut validators = self
            .validators
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let compile = || Arc::new(schema::compile(document(), pointer));
        validators
            .entry(pointer.to_owned())
            .or_insert_with(compile)
            .clone()
    }

    fn check(&self, operation: &'static rt::Operation, seen: &rt::Seen<'_>) -> Result<(), String> {
        let status = seen.status.as_u16();
        let responses = format!(
            "/paths/{}/{}/responses",
            escape(operation.path),
            operation.method.as_str().to_ascii_lowercase()
        );
        let own = format!("{responses}/{status}");
        let common = format!("/x-common-responses/{status}");
        let (pointer, response) = [own, common]
            .into_iter()
            .find_map(|pointer| resolve(&pointer))
            .ok_or("the status is not documented")?;
        let Some(content_type) = seen.content_type else {
            return Ok(());
        };
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let content = response["content"].as_object();
        let media = content.and_then(|content| {
            content
                .keys()
                .find(|media| media.as_str() == essence || media.as_str() == "*/*")
        });
        let Some(media) = media else {
            return Err(format!("{essence} is not a documented media type"));
        };
        let Some(json) = seen
            .json
            .filter(|_| response["content"][media].get("schema").is_some())
        else {
            return Ok(());
        };
        let value: Value = serde_json::from_slice(json).map_err(|e| format!("no JSON: {e}"))?;
        let pointer = format!("{pointer}/content/{}/schema", escape(media));
        let mut problems = String::new();
        for error in self.validator(&pointer).iter_errors(&value).take(5) {
            let _ = write!(problems, "\n    at {}: {error}", error.instance_path());
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(format!("the body breaks its schema:{problems}"))
        }
    }
}

impl rt::Inspect for Guard {
    fn inspect(&self, seen: &rt::Seen<'_>) {
        let Some(operation) = seen.operation else {
            return;
        };
        record(operation.id, seen.status.as_u16());
        if let Err(departure) = self.check(operation, seen) {
            self.report(format!(
                "{} {} ({}) answered {}: {departure}",
                seen.method,
                seen.path,
                operation.id,
                seen.status.as_u16()
            ));
        }
    }
}

/// The object at a pointer, references followed, and the pointer where it was found.
fn resolve(pointer: &str) -> Option<(String, &'static Value)> {
    let mut pointer = pointer.to_owned();
    for _ in 0..16 {
        let value = document().pointer(&pointer)?;
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => pointer = reference.strip_prefix('#')?.to_owned(),
            None => return Some((pointer, value)),
        }
    }
    None
}

/// One token of a JSON pointer.
fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Appends what was exercised; one short line, which the system appends whole.
fn record(operation: &str, status: u16) {
    let Some(path) = std::env::var_os(RECORD_VARIABLE).map(PathBuf::from) else {
        return;
    };
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path);
    if let Ok(mut file) = file {
        // A record that is not complete fails the comparison after the run, which is where it is reported.
        let _ = file.write_all(format!("{operation} {status}\n").as_bytes());
    }
}
