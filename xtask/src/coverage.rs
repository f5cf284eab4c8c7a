//! Coverage of operations: tests append what they exercised, one line each; a full run must have seen everything.

use std::path::{Path, PathBuf};

use crate::run::{Result, cargo_with, target};

/// Environment variable that names the file to append to.
pub(crate) const VARIABLE: &str = "PEERTUBE_COVERAGE_FILE";

/// An empty record for a full run.
pub(crate) fn begin() -> Result<PathBuf> {
    let file = target().join("operation-coverage.txt");
    std::fs::write(&file, "")
        .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    Ok(file)
}

/// Compares the record with the operations of the document; the test that does so knows them.
pub(crate) fn end(record: &Path) -> Result {
    cargo_with(
        &[
            "test",
            "--workspace",
            "--quiet",
            "--test",
            "coverage",
            "--",
            "--ignored",
        ],
        &[(VARIABLE, &record.to_string_lossy())],
    )
}
