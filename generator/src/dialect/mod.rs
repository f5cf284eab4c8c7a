//! Documents of OpenAPI 3.1 as documents of 3.0, which everything behind this understands.
//!
//! What JSON Schema 2020-12 says is put into the keywords of 3.0 wherever they can say it; what they cannot say is taken out, with
//! a warning at its place that tells what is lost. Everything else keeps its pointer, so that later findings have their places.

mod definitions;
mod dynamic;
mod mixed;
mod schema;
mod types;
mod unevaluated;
mod visit;

use serde_json::{Map, Value, json};

use crate::bundle::{Bundle, Place};
use crate::diagnostics::Code;
use crate::load::{Files, Origin, escape};
use crate::lower::METHODS;

/// Dialects of schemas that are read: that of OpenAPI 3.1 and the one it is made of.
const DIALECTS: &[&str] = &[
    "https://spec.openapis.org/oas/3.1/dialect/",
    "https://spec.openapis.org/oas/3.2/dialect/",
    "https://json-schema.org/draft/2020-12/schema",
];

/// Translates the document of a bundle if it is of OpenAPI 3.1 or later, or has types as if it were; [`Bundle::as_written`] stays
/// what it was.
pub(crate) fn translate(bundle: &mut Bundle, files: &mut Files) {
    let translated = if bundle.is_modern() {
        Some(modern(bundle, files))
    } else {
        mixed::translate(bundle, files)
    };
    let Some(Translated { document, moved }) = translated else {
        return;
    };
    for (to, from) in moved {
        if let Some(origin) = bundle.origin(&from) {
            bundle.origins.insert(to, origin);
        }
    }
    bundle.untranslated = Some(std::mem::replace(&mut bundle.document, document));
}

/// A document in the words of 3.0.
struct Translated {
    document: Value,
    /// New pointers of schemas, each with the one it had.
    moved: Vec<(String, String)>,
}

/// A document of 3.1 or later.
fn modern(bundle: &mut Bundle, files: &mut Files) -> Translated {
    let mut document = bundle.document.clone();
    dynamic::settle(&mut document);
    definitions::lift(&mut document, &mut bundle.origins);
    let moved = unevaluated::close(&mut document);
    let mut translator = Translator {
        bundle,
        files,
        moved,
    };
    translator.walk(&mut document, &mut String::new(), Place::Object);
    if let Some(root) = document.as_object_mut() {
        translator.document(root);
    }
    let moved = translator.moved;
    Translated { document, moved }
}

struct Translator<'a> {
    bundle: &'a Bundle,
    files: &'a mut Files,
    /// New pointers of schemas, each with the one it had.
    moved: Vec<(String, String)>,
}

impl Translator<'_> {
    /// Records a finding at a pointer of the document as it was.
    fn finding(&mut self, code: Code, pointer: &str, message: impl Into<String>, help: &str) {
        let origin: Option<Origin> = self.bundle.origin(pointer);
        self.files
            .finding_at(code, origin.as_ref(), Some(pointer), message, help);
    }

    /// Translates all schemas of a value, the inner ones first.
    fn walk(&mut self, value: &mut Value, pointer: &mut String, place: Place) {
        match value {
            Value::Bool(flag) if place == Place::Schema => {
                *value = if *flag { json!({}) } else { schema::never() };
            }
            Value::Object(object) if place != Place::Value => {
                for (key, inner) in object.iter_mut() {
                    let length = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&escape(key));
                    self.walk(inner, pointer, place.at(key));
                    pointer.truncate(length);
                }
                if place.is_schema() {
                    self.schema(object, pointer);
                }
            }
            Value::Array(items) if place != Place::Value => {
                let inner_place = place.in_list();
                for (index, item) in items.iter_mut().enumerate() {
                    let length = pointer.len();
                    pointer.push_str(&format!("/{index}"));
                    self.walk(item, pointer, inner_place);
                    pointer.truncate(length);
                }
            }
            _ => {}
        }
    }

    /// What is new in 3.1 outside of schemas.
    fn document(&mut self, root: &mut Map<String, Value>) {
        if let Some(dialect) = root.remove("jsonSchemaDialect") {
            self.dialect(&dialect, "/jsonSchemaDialect");
        }
        if let Some(webhooks) = root.remove("webhooks") {
            let count = webhooks.as_object().map_or(0, Map::len);
            let message = match count {
                1 => "nothing is generated of the webhook".to_owned(),
                count => format!("nothing is generated of the {count} webhooks"),
            };
            let help = "they are requests that the API sends, and answers to none";
            self.finding(Code::WebhooksIgnored, "/webhooks", message, help);
        }
        if let Some(info) = root.get_mut("info").and_then(Value::as_object_mut)
            && let Some(summary) = info.remove("summary")
        {
            info.entry("description").or_insert(summary);
        }
        if let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) {
            // They are put in where they are referred to.
            components.remove("pathItems");
        }
        let paths = root.get_mut("paths").and_then(Value::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            let operations = item.as_object_mut().into_iter().flatten();
            for (method, operation) in operations.filter(|(key, _)| METHODS.contains(&key.as_str()))
            {
                let Value::Object(operation) = operation else {
                    continue;
                };
                let responses = operation.get("responses").and_then(Value::as_object);
                if responses.is_none_or(Map::is_empty) {
                    operation.insert("responses".into(), json!({"default": {"description": ""}}));
                    let pointer = format!("/paths/{}/{method}", escape(path));
                    let message = "the operation has no `responses`; it may answer with any status";
                    let help = "describe what it answers";
                    self.finding(Code::ResponsesUndescribed, &pointer, message, help);
                }
            }
        }
    }

    /// Warns of schemas that are written in another language.
    fn dialect(&mut self, dialect: &Value, pointer: &str) {
        let is_known = |dialect: &str| DIALECTS.iter().any(|known| dialect.starts_with(known));
        if !dialect.as_str().is_some_and(is_known) {
            let message = format!("schemas of the dialect {dialect} are read as those of OpenAPI");
            let help = "use the dialect of OpenAPI 3.1, which needs not be named";
            self.finding(Code::DialectUnknown, pointer, message, help);
        }
    }

    /// Warns of what 3.0 cannot say.
    fn lost(&mut self, pointer: &str, key: &str, what: &str) {
        let message = format!("`{key}` has no meaning in OpenAPI 3.0: {what}");
        let help = "check it in the implementation";
        self.finding(
            Code::KeywordLost,
            &format!("{pointer}/{}", escape(key)),
            message,
            help,
        );
    }
}
