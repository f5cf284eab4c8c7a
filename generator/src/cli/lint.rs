//! `lint`: what is wrong with a document.

use super::source::{Source, operations, read};
use super::{Failed, say};
use crate::generate::Care;

pub(super) fn lint(source: &Source) -> Result<(), Failed> {
    let mut settings = source.settings()?;
    let read = read(source, &mut settings, Care::Lint, false)?;
    say(&format!(
        "{}: {} operations, no errors",
        source.spec.display(),
        operations(&read)
    ));
    Ok(())
}
