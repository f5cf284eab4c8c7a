//! The files of a document, as they are copied into a workspace.

use std::path::{Component, Path, PathBuf};

/// The files below the folder that all of them share, the document's own first.
#[derive(Debug)]
pub(super) struct Document {
    /// Where each is read, and its path below the folder.
    pub(super) files: Vec<(PathBuf, PathBuf)>,
}

impl Document {
    /// Of the files that were read.
    pub(super) fn of(files: &[PathBuf]) -> std::io::Result<Self> {
        let absolute = files.iter().map(|path| normal(path));
        let absolute: Vec<PathBuf> = absolute.collect::<std::io::Result<_>>()?;
        let mut shared = absolute
            .first()
            .and_then(|path| path.parent())
            .unwrap_or(Path::new(""));
        for path in &absolute {
            while !path.starts_with(shared) {
                shared = shared.parent().unwrap_or(Path::new(""));
            }
        }
        let below = |path: &PathBuf| path.strip_prefix(shared).unwrap_or(path).to_owned();
        let pairs = absolute.iter().map(|path| (path.clone(), below(path)));
        Ok(Self {
            files: pairs.collect(),
        })
    }

    /// Path of the document's own file, with `/`.
    pub(super) fn path(&self) -> String {
        let path = self.files.first().map(|(_, below)| below.as_path());
        let parts = path.into_iter().flat_map(Path::components);
        let parts: Vec<_> = parts
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        parts.join("/")
    }
}

/// From the root, without `..`: what `$ref` means by it, symbolic links or not.
fn normal(path: &Path) -> std::io::Result<PathBuf> {
    let mut normal = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    Ok(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_keep_their_places_to_each_other() {
        let files = ["a/spec/openapi.yaml", "a/spec/../shared/types.yaml"].map(PathBuf::from);
        let document = Document::of(&files).unwrap();
        assert_eq!(document.path(), "spec/openapi.yaml");
        assert_eq!(document.files[1].1, Path::new("shared/types.yaml"));
        let alone = Document::of(&[PathBuf::from("x/y.json")]).unwrap();
        assert_eq!(alone.path(), "y.json");
    }
}
