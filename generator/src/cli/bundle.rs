//! `bundle`: a document with everything that it refers to.

use std::path::Path;

use serde_json::json;

use super::Failed;
use super::output::Output;
use super::source::{Source, read};
use crate::generate::Care;

pub(super) fn bundle(
    source: &Source,
    out: Option<&Path>,
    output: &mut Output,
) -> Result<(), Failed> {
    let read = read(&mut source.settings()?, Care::Usual, false, output)?;
    let text = serde_json::to_string_pretty(&read.document).map_err(|error| error.to_string())?;
    match out {
        Some(path) => {
            std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
            output.tell(&json!({ "out": path.to_string_lossy() }))
        }
        None => output.result(&json!({ "document": read.document }), || text),
    }
}
