//! Coverage of operations: the contract guard of the tests appends what was exercised, and a full run must have seen
//! every status that an operation documents as its own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::run::{Result, repository, target};

/// Environment variable that names the file to which the contract guard appends lines `operationId status`.
pub(crate) const VARIABLE: &str = "PEERTUBE_CONTRACT_RECORD";

const METHODS: &[&str] = &["get", "put", "post", "delete", "patch", "head", "options"];

/// An empty record for a full run.
pub(crate) fn begin() -> Result<PathBuf> {
    let file = target().join("operation-coverage.txt");
    std::fs::write(&file, "")
        .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    Ok(file)
}

/// Compares the record with the document.
pub(crate) fn end(record: &Path) -> Result {
    let document = repository().join("generated/src/openapi.json");
    let read = |path: &Path| {
        std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    let text = read(&document)?;
    let document: Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", document.display()))?;
    let record = read(record)?;
    let seen: BTreeSet<&str> = record.lines().collect();
    let wanted = documented(&document);
    let missing: Vec<&str> = wanted
        .iter()
        .map(String::as_str)
        .filter(|line| !seen.contains(line))
        .collect();
    eprintln!(
        "xtask: {} of {} documented answers were seen by the tests",
        wanted.len() - missing.len(),
        wanted.len()
    );
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "answers that the document promises and no test has seen:\n  {}",
        missing.join("\n  ")
    ))
}

/// `operationId status` for every status that an operation documents itself; those of `x-common-responses` are tested
/// once per kind.
fn documented(document: &Value) -> BTreeSet<String> {
    let common: BTreeSet<&str> = members(&document["x-common-responses"])
        .map(|(status, _)| status)
        .collect();
    members(&document["paths"])
        .flat_map(|(_, item)| members(item))
        .filter(|(method, _)| METHODS.contains(method))
        .filter_map(|(_, operation)| Some((operation["operationId"].as_str()?, operation)))
        .flat_map(|(id, operation)| {
            members(&operation["responses"]).map(move |(status, _)| (id, status))
        })
        .filter(|(_, status)| status.parse::<u16>().is_ok() && !common.contains(status))
        .map(|(id, status)| format!("{id} {status}"))
        .collect()
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_statuses_are_wanted_and_common_ones_are_not() {
        let document = serde_json::json!({
            "x-common-responses": { "429": {} },
            "paths": {
                "/a": {
                    "parameters": [],
                    "get": { "operationId": "getA", "responses": { "200": {}, "429": {}, "default": {} } },
                    "put": { "operationId": "putA", "responses": { "204": {}, "403": {} } },
                },
            },
        });
        let wanted: Vec<String> = documented(&document).into_iter().collect();
        assert_eq!(wanted, ["getA 200", "putA 204", "putA 403"]);
    }
}
