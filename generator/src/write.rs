//! Putting a crate on disk: only what changed, whole files, and nothing left of what is no longer generated.

use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::emit::OutputFile;
use crate::stack;

/// Names the files of the last generation, so that orphans can be told from files by hand.
const MANIFEST: &str = ".openapi-stubs";

/// Fewer files are written by one thread.
const FEW: usize = 8;

/// What a writing did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are new or differ.
    pub written: Vec<PathBuf>,
    /// Files that are generated no longer.
    pub deleted: Vec<PathBuf>,
    /// Files that are as they should be.
    pub unchanged: usize,
}

impl Changes {
    /// Whether everything is as it should be.
    pub fn is_fresh(&self) -> bool {
        self.written.is_empty() && self.deleted.is_empty()
    }
}

/// Compares the files with those in `out` without touching anything.
///
/// # Errors
/// When a file is there but cannot be read.
pub fn compare(files: &[OutputFile], out: &Path) -> io::Result<Changes> {
    let mut changes = Changes::default();
    for file in files {
        match std::fs::read(out.join(&file.path)) {
            Ok(bytes) if bytes == file.contents.as_bytes() => changes.unchanged += 1,
            Ok(_) => changes.written.push(file.path.clone()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                changes.written.push(file.path.clone())
            }
            Err(error) => return Err(named(&out.join(&file.path), &error)),
        }
    }
    let now: BTreeSet<&Path> = files.iter().map(|file| file.path.as_path()).collect();
    let before = std::fs::read_to_string(out.join(MANIFEST)).unwrap_or_default();
    let orphans = before
        .lines()
        .map(PathBuf::from)
        .filter(|path| !now.contains(path.as_path()));
    // A manifest that was tampered with must not lead out of the folder.
    let inside = orphans.filter(|path| {
        path.is_relative()
            && !path
                .components()
                .any(|part| part == std::path::Component::ParentDir)
    });
    changes.deleted = inside.filter(|path| out.join(path).exists()).collect();
    Ok(changes)
}

/// Writes what differs and deletes what is generated no longer.
///
/// # Errors
/// When a file or folder cannot be written, in which case nothing is replaced, or when files by hand are in the way.
pub fn write(files: &[OutputFile], out: &Path) -> io::Result<Changes> {
    let changes = compare(files, out)?;
    let by_hand = changes.written.iter().find(|path| out.join(path).exists());
    if let Some(path) = by_hand
        && !out.join(MANIFEST).exists()
    {
        let message = format!(
            "{} was not generated and would be replaced; choose another --out, or say --force",
            out.join(path).display()
        );
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    replace(files, out, changes)
}

/// As [`write()`], and replaces files by hand.
///
/// # Errors
/// When a file or folder cannot be written, in which case nothing is replaced.
pub fn overwrite(files: &[OutputFile], out: &Path) -> io::Result<Changes> {
    replace(files, out, compare(files, out)?)
}

/// Makes the changes that were found.
fn replace(files: &[OutputFile], out: &Path, changes: Changes) -> io::Result<Changes> {
    let manifest: String = files
        .iter()
        .map(|file| format!("{}\n", file.path.display()))
        .collect();
    let manifest_path = out.join(MANIFEST);
    let before = std::fs::read_to_string(&manifest_path).ok();
    // Everything is on disk before anything is replaced.
    let written: HashSet<&Path> = changes.written.iter().map(PathBuf::as_path).collect();
    let written = files
        .iter()
        .filter(|file| written.contains(file.path.as_path()));
    let staged = stage_all(&written.collect::<Vec<_>>(), out)?;
    let last = stage(manifest_path, manifest.as_bytes())?;
    let last = match &before {
        // A first writing that is interrupted can be repeated.
        None => {
            last.persist()?;
            None
        }
        Some(before) => (*before != manifest).then_some(last),
    };
    staged.into_iter().try_for_each(Staged::persist)?;
    for path in &changes.deleted {
        let path = out.join(path);
        std::fs::remove_file(&path).map_err(|error| named(&path, &error))?;
        remove_empty(path.parent(), out);
    }
    last.map_or(Ok(()), Staged::persist)?;
    Ok(changes)
}

/// A file that is written, but not yet at its place; it goes away if it never gets there.
struct Staged {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

/// Writes files beside their places, several at a time.
fn stage_all(files: &[&OutputFile], out: &Path) -> io::Result<Vec<Staged>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut staged = Vec::new();
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            staged.push(stage(out.join(&file.path), file.contents.as_bytes())?);
        }
        Ok(staged)
    };
    // Threads cost more than what they would save.
    if files.len() < FEW {
        return work();
    }
    let staged: io::Result<Vec<Vec<Staged>>> = stack::shared(work).into_iter().collect();
    Ok(staged?.into_iter().flatten().collect())
}

/// Writes a file beside its place.
fn stage(path: PathBuf, contents: &[u8]) -> io::Result<Staged> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".openapi-stubs-");
    // Temporary files are private; a generated file is read by everybody who may read new files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let staged = builder.tempfile_in(folder);
    let mut file = staged.map_err(|error| named(folder, &error))?;
    file.write_all(contents)
        .map_err(|error| named(&path, &error))?;
    Ok(Staged { path, file })
}

impl Staged {
    fn persist(self) -> io::Result<()> {
        let Self { path, file } = self;
        file.persist(&path)
            .map_err(|error| named(&path, &error.error))?;
        Ok(())
    }
}

/// Removes folders that became empty, up to the crate's own.
fn remove_empty(folder: Option<&Path>, out: &Path) {
    let mut folder = folder;
    while let Some(path) = folder.filter(|path| *path != out && path.starts_with(out)) {
        // It fails where something is left in the folder, which is the end.
        if std::fs::remove_dir(path).is_err() {
            break;
        }
        folder = path.parent();
    }
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, contents: &str) -> OutputFile {
        OutputFile {
            path: path.into(),
            contents: contents.into(),
        }
    }

    #[test]
    fn a_second_writing_writes_nothing_and_orphans_go() {
        let out = tempfile::tempdir().unwrap();
        let files = [file("src/a/b.rs", "1"), file("src/c.rs", "2")];
        assert_eq!(write(&files, out.path()).unwrap().written.len(), 2);
        assert!(write(&files, out.path()).unwrap().is_fresh());
        std::fs::write(out.path().join("src/mine.rs"), "by hand").unwrap();
        let changes = write(&files[1..], out.path()).unwrap();
        assert_eq!(changes.deleted, [PathBuf::from("src/a/b.rs")]);
        assert!(!out.path().join("src/a").exists());
        assert!(out.path().join("src/mine.rs").exists());
    }

    #[test]
    fn files_by_hand_are_in_the_way() {
        let out = tempfile::tempdir().unwrap();
        std::fs::write(out.path().join("Cargo.toml"), "by hand").unwrap();
        let files = [file("Cargo.toml", "generated"), file("src/lib.rs", "")];
        let error = write(&files, out.path()).unwrap_err();
        assert!(error.to_string().contains("--force"), "{error}");
        assert!(!out.path().join("src").exists());
        assert_eq!(overwrite(&files, out.path()).unwrap().written.len(), 2);
    }

    #[test]
    fn nothing_is_replaced_when_a_file_cannot_be_written() {
        let out = tempfile::tempdir().unwrap();
        write(&[file("a.rs", "1")], out.path()).unwrap();
        std::fs::write(out.path().join("src"), "a file where a folder must be").unwrap();
        write(&[file("a.rs", "2"), file("src/b.rs", "")], out.path()).unwrap_err();
        let kept = std::fs::read_to_string(out.path().join("a.rs")).unwrap();
        assert_eq!(kept, "1");
        assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 3);
    }
}
