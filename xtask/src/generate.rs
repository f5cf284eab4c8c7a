//! The generator: run when told to, or when something that it reads has changed.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};

use crate::run::{Result, cargo, repository, target};

/// What decides the generator's output.
const INPUTS: &[&str] = &[
    "spec",
    "bench/spec",
    "generator/src",
    "generator/runtime/src",
    "templates",
];
/// What it writes; a change there, by hand or by a merge, is undone by generating again.
const OUTPUTS: &[&str] = &["generated", "bench/api"];
/// The documents: the server's, and the one that the benchmarks compare with code by hand.
const DOCUMENTS: &[&str] = &["spec/openapi.yaml", "bench/spec/openapi.yaml"];

/// Writes all generated crates.
pub(crate) fn generate() -> Result {
    run("generate")
}

/// Writes the generated crates unless nothing changed since it was last written here.
pub(crate) fn if_changed() -> Result {
    let stamp = stamp()?;
    if std::fs::read_to_string(stamp_file()).is_ok_and(|known| known == stamp) {
        return Ok(());
    }
    generate()
}

/// Fails unless the generated crates are what the generator would write, and every operation is implemented.
pub(crate) fn check() -> Result {
    run("check")
}

fn run(command: &str) -> Result {
    for document in DOCUMENTS {
        generator(&[command, "--spec", document])?;
    }
    remember()
}

/// Runs the generator.
pub(crate) fn generator(arguments: &[&str]) -> Result {
    let program = ["run", "--quiet", "-p", "openapi-stubs", "--"];
    cargo(&[&program[..], arguments].concat())
}

fn remember() -> Result {
    let file = stamp_file();
    let written = stamp()?;
    std::fs::write(&file, written)
        .map_err(|error| format!("cannot write {}: {error}", file.display()))
}

fn stamp_file() -> PathBuf {
    target().join("generated.stamp")
}

/// A hash of names and contents of everything that goes in and comes out.
fn stamp() -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for directory in INPUTS.iter().chain(OUTPUTS) {
        hash_directory(&repository().join(directory), &mut hasher)?;
    }
    Ok(format!("{:016x}\n", hasher.finish()))
}

fn hash_directory(directory: &Path, hasher: &mut DefaultHasher) -> Result {
    let failed = |error| format!("cannot read {}: {error}", directory.display());
    let mut entries = std::fs::read_dir(directory)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .map_err(failed)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        hasher.write(path.as_os_str().as_encoded_bytes());
        if entry.file_type().map_err(failed)?.is_dir() {
            hash_directory(&path, hasher)?;
        } else {
            hasher.write(&std::fs::read(&path).map_err(failed)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_follows_names_and_contents() -> std::io::Result<()> {
        let directory = tempfile::tempdir()?;
        let hash = || {
            let mut hasher = DefaultHasher::new();
            hash_directory(directory.path(), &mut hasher).expect("readable");
            hasher.finish()
        };
        std::fs::create_dir(directory.path().join("sub"))?;
        std::fs::write(directory.path().join("sub/a"), "1")?;
        let first = hash();
        assert_eq!(first, hash());
        std::fs::write(directory.path().join("sub/a"), "2")?;
        let second = hash();
        assert_ne!(first, second);
        std::fs::rename(
            directory.path().join("sub/a"),
            directory.path().join("sub/b"),
        )?;
        assert_ne!(second, hash());
        Ok(())
    }
}
