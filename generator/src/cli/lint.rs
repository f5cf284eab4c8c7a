//! `lint`: what is wrong with a document.

use serde_json::json;

use super::Failed;
use super::output::Output;
use super::source::{Source, contents, operations, read};
use crate::generate::Care;

pub(super) fn lint(source: &Source, output: &mut Output) -> Result<(), Failed> {
    let mut settings = source.settings()?;
    let read = read(&mut settings, Care::Lint, false, output)?;
    output.tell(&json!({ "operations": operations(&read) }))?;
    output.say(&format!(
        "{}: {}, no errors",
        settings.spec.display(),
        contents(&read)
    ));
    Ok(())
}
