//! Whether it is a document of OpenAPI at all.

use serde_json::Value;

use crate::bundle::Bundle;
use crate::diagnostics::{Code, Severity};
use crate::load::Files;

/// Reports what is no OpenAPI 3 document; false means that a closer look would only find follow-ups.
pub fn version(bundle: &Bundle, files: &mut Files) -> bool {
    let mut found = |code: Code, pointer: &str, message: String, help: &str| {
        let origin = bundle.origin(pointer);
        files.finding(code, origin.as_ref(), message, help);
        code.severity() == Severity::Warning
    };
    let Value::Object(document) = &bundle.document else {
        let is_page = bundle
            .document
            .as_str()
            .is_some_and(|text| text.starts_with('<'));
        let (message, help) = if is_page {
            (
                "this is a page of HTML or XML",
                "fetch the document itself: this is what a browser is shown",
            )
        } else {
            (
                "the document is no object",
                "begin it with `openapi: 3.0.3`",
            )
        };
        return found(Code::NotOpenapi, "", message.to_owned(), help);
    };
    if document.contains_key("swagger") {
        let message = "this is a Swagger 2.0 document".to_owned();
        return found(
            Code::Swagger2,
            "/swagger",
            message,
            "convert it to OpenAPI 3.0 first",
        );
    }
    match document.get("openapi").and_then(Value::as_str) {
        None if document.get("openapi").is_some() => {
            let message = "the version of OpenAPI must be a text of three numbers".to_owned();
            return found(
                Code::NotOpenapi,
                "/openapi",
                message,
                "write `openapi: 3.0.3`",
            );
        }
        None => {
            let message = "this is no OpenAPI document: `openapi` is missing".to_owned();
            return found(
                Code::NotOpenapi,
                "",
                message,
                "begin it with `openapi: 3.0.3`",
            );
        }
        Some(version) if !version.starts_with("3.") => {
            let message = format!("OpenAPI {version} is not supported");
            return found(
                Code::VersionUnsupported,
                "/openapi",
                message,
                "use OpenAPI 3.0",
            );
        }
        Some(version)
            if !["3.0", "3.1"]
                .iter()
                .any(|known| version.starts_with(known)) =>
        {
            let message = format!("OpenAPI {version} is read as 3.1");
            let help = "what is new in it is ignored";
            found(Code::VersionNewer, "/openapi", message, help);
        }
        Some(_) => {}
    }
    // Since 3.1 a document may have nothing but components or webhooks.
    if !document.contains_key("paths") && !bundle.is_modern() {
        found(
            Code::NoPaths,
            "",
            "the document has no `paths`".to_owned(),
            "describe operations below `paths`; `paths: {}` makes a crate of the schemas alone",
        );
    }
    true
}

/// Reports a document of which nothing can be made: it has no operations, and no schemas that become types.
pub fn nothing_made(bundle: &Bundle, files: &mut Files) {
    let pointer = ["/paths", "/webhooks"]
        .into_iter()
        .find(|pointer| bundle.as_written().pointer(pointer).is_some())
        .unwrap_or_default();
    let origin = bundle.origin(pointer);
    let (message, help) = match pointer {
        "/webhooks" => (
            "the document has webhooks alone, which no server answers, and no schemas that become types",
            "describe operations below `paths`, or what the webhooks carry below `components/schemas`",
        ),
        _ => (
            "the document has no operations, and no schemas that become types",
            "describe an operation below `paths`, or objects and enumerations below `components/schemas`",
        ),
    };
    files.finding(Code::NoPaths, origin.as_ref(), message, help);
}
