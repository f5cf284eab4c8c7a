//! `bundle`: a document with everything that it refers to.

use std::io::Write as _;
use std::path::Path;

use super::Failed;
use super::source::{Source, read};
use crate::generate::Care;

pub(super) fn bundle(source: &Source, out: Option<&Path>) -> Result<(), Failed> {
    let read = read(source, &mut source.settings()?, Care::Usual, false)?;
    let text = serde_json::to_string_pretty(&read.document).map_err(|error| error.to_string())?;
    match out {
        Some(path) => {
            std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?
        }
        None => {
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }
    Ok(())
}
