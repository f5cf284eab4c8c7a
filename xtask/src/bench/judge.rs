//! What generated code is like: how much it is, and what the compiler says of it.

use std::fs;
use std::path::Path;

use super::usage::{Program, Usage};
use crate::run::{Result, cargo_path, target};

/// Runs of the compiler; the least of each figure counts.
const RUNS: usize = 3;

/// What the compiler says.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Errors, if it was asked.
    pub(super) errors: Option<usize>,
    /// What checking the crate alone took, its dependencies being there.
    pub(super) usage: Option<Usage>,
}

/// Checks a crate alone: what it depends on is there before.
pub(super) fn check(folder: &Path) -> Result<Verdict> {
    let failed = |error| format!("cannot prepare {}: {error}", folder.display());
    // It stands below a workspace that it is no part of.
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(failed)?;
    if !text.contains("[workspace]") {
        fs::write(&manifest, format!("{text}\n[workspace]\n")).map_err(failed)?;
    }
    let program = Program {
        name: cargo_path(),
        // What an earlier check left behind would make it cheaper.
        arguments: [
            "check",
            "--quiet",
            "--config",
            "build.incremental=false",
            "--message-format",
            "short",
            "--target-dir",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain([target().join("bench-check").display().to_string()])
        .collect(),
        folder: folder.to_owned(),
    };
    let root = folder.join("src/lib.rs");
    let source = fs::read(&root).map_err(failed)?;
    program.run()?;
    // Written anew, it is checked anew.
    let mut written = Ok(());
    let usage = program.least(RUNS, || written = fs::write(&root, &source))?;
    written.map_err(failed)?;
    let errors = usage.errors.lines();
    let errors = errors.filter(|line| line.contains(": error")).count();
    if !usage.success && errors == 0 {
        eprintln!("{}", usage.errors);
        return Err(format!("{} cannot be checked", folder.display()));
    }
    Ok(Verdict {
        errors: Some(errors),
        usage: Some(usage),
    })
}

/// Lines of Rust in a folder that are neither blank nor only a comment.
pub(super) fn lines_of_code(folder: &Path) -> Result<usize> {
    let mut count = 0;
    each_source(folder, &mut |text| {
        let lines = text.lines().map(str::trim);
        count += lines
            .filter(|line| !line.is_empty() && !line.starts_with("//"))
            .count();
    })?;
    Ok(count)
}

/// Lines of Rust in a folder that begin a function of these words.
pub(super) fn functions(folder: &Path, words: &str) -> Option<usize> {
    let mut count = 0;
    let read = each_source(folder, &mut |text| {
        let lines = text.lines().map(str::trim);
        count += lines.filter(|line| line.starts_with(words)).count();
    });
    read.ok().map(|()| count)
}

fn each_source(folder: &Path, take: &mut impl FnMut(&str)) -> Result {
    let failed = |error| format!("cannot read {}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            each_source(&path, take)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            take(&fs::read_to_string(&path).map_err(failed)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_is_counted() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("in")).expect("made");
        let source = "//! Doc.\n\n/// One.\nasync fn one() {\n    // Nothing.\n}\n";
        fs::write(folder.path().join("in/a.rs"), source).expect("written");
        fs::write(folder.path().join("b.txt"), "async fn two()").expect("written");
        assert_eq!(lines_of_code(folder.path()), Ok(2));
        assert_eq!(functions(folder.path(), "async fn "), Some(1));
    }
}
