//! Puts a scaffolding on disk.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::find::Implementations;
use super::scaffold::{Edit, Scaffold};
use super::source::Source;

/// What was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that have changed.
    pub changed: Vec<PathBuf>,
    /// Files that are new.
    pub created: Vec<PathBuf>,
}

/// Writes what was planned.
///
/// # Errors
/// When a file cannot be written, or would not be Rust any more, in which case nothing is written at all.
pub fn apply(found: &Implementations, scaffold: &Scaffold) -> io::Result<Written> {
    let mut by_file: BTreeMap<usize, Vec<&Edit>> = BTreeMap::new();
    for edit in &scaffold.edits {
        by_file.entry(edit.source).or_default().push(edit);
    }
    let mut changed = Vec::new();
    for (source, edits) in by_file {
        let source = &found.sources[source];
        changed.push((source.path.clone(), edited(source, edits)));
    }
    for (path, text) in changed.iter().chain(&scaffold.files) {
        if let Err(error) = Source::parse(path, text.clone()) {
            let message = format!(
                "{} would not be Rust any more at line {} ({}); nothing was written",
                path.display(),
                error.line,
                error.message
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
    }
    for (path, text) in &changed {
        replace(path, text).map_err(|error| named(path, &error))?;
    }
    for (path, text) in &scaffold.files {
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
        let file = std::fs::File::create_new(path);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| named(path, &error))?;
    }
    Ok(Written {
        changed: changed.into_iter().map(|(path, _)| path).collect(),
        created: scaffold
            .files
            .iter()
            .map(|(path, _)| path.clone())
            .collect(),
    })
}

/// The text with its changes, of which no two overlap.
fn edited(source: &Source, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| (edit.at, edit.remove, edit.insert.clone()));
    let mut text = String::with_capacity(source.text.len());
    let mut at = 0;
    for edit in edits {
        text.push_str(&source.text[at.min(edit.at)..edit.at]);
        text.push_str(&edit.insert);
        at = edit.at + edit.remove;
    }
    text.push_str(&source.text[at..]);
    text
}

/// Replaces a file at once, with the rights that it has.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = std::fs::canonicalize(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".openapi-stubs-")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file()
        .set_permissions(std::fs::metadata(&path)?.permissions())?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
