//! What a careful document says besides.

use serde_json::Value;

use crate::bundle::Bundle;
use crate::diagnostics::Code;
use crate::load::{Files, escape};
use crate::lower::METHODS;

/// Warns of operations that can answer with 400, 401 or 403 and do not say so, of operations without a summary, and of
/// tags that are not described.
pub fn lint(bundle: &Bundle, files: &mut Files) {
    let document = &bundle.document;
    let mut warn = |code: Code, pointer: &str, message: String, help: &str| {
        let origin = bundle.origin(pointer);
        files.finding_at(code, origin.as_ref(), Some(pointer), message, help);
    };
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if !METHODS.contains(&method.as_str()) {
                continue;
            }
            let pointer = format!("/paths/{}/{method}", escape(path));
            if operation.get("summary").and_then(Value::as_str).is_none() {
                warn(
                    Code::SummaryMissing,
                    &pointer,
                    "the operation has no `summary`".into(),
                    "say in a line what it does",
                );
            }
            for (status, reason) in demanded(document, item, operation) {
                if !answers(operation, status) {
                    let message = format!("the operation {reason}, but has no response {status}");
                    warn(
                        Code::ResponseDemanded,
                        &pointer,
                        message,
                        "describe the response",
                    );
                }
            }
            for (index, tag) in list(operation, "tags").iter().enumerate() {
                let is_known = list(document, "tags")
                    .iter()
                    .any(|known| known.get("name") == Some(tag));
                if !is_known && !list(document, "tags").is_empty() {
                    let message = format!("the tag {tag} is not described");
                    warn(
                        Code::TagUndescribed,
                        &format!("{pointer}/tags/{index}"),
                        message,
                        "add it to `tags` of the document",
                    );
                }
            }
        }
    }
}

/// Statuses that follow from what an operation takes, with the reason.
fn demanded(
    document: &Value,
    item: &Value,
    operation: &Value,
) -> Vec<(&'static str, &'static str)> {
    let mut demanded = Vec::new();
    let has_parameters =
        !list(operation, "parameters").is_empty() || !list(item, "parameters").is_empty();
    if has_parameters || operation.get("requestBody").is_some() {
        demanded.push(("400", "takes parameters or a body"));
    }
    let security = operation
        .get("security")
        .or_else(|| document.get("security"));
    let requirements = security
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let schemes = || requirements.iter().filter_map(Value::as_object).flatten();
    if schemes().next().is_some() {
        demanded.push(("401", "takes credentials"));
    }
    if schemes().any(|(_, scopes)| scopes.as_array().is_some_and(|scopes| !scopes.is_empty())) {
        demanded.push(("403", "demands scopes"));
    }
    demanded
}

fn answers(operation: &Value, status: &str) -> bool {
    let responses = operation.get("responses").and_then(Value::as_object);
    responses.is_some_and(|responses| {
        [status, "4XX", "4xx", "default"]
            .iter()
            .any(|key| responses.contains_key(*key))
    })
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}
