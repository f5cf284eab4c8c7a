//! Folders of hand-written crates, and what their manifests call the generated crate.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// One folder that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What the `*` of the pattern stands for in it.
    pub(super) star: Option<String>,
}

/// Folders that a pattern of `codegen.toml` means.
pub(super) fn folders(base: &Path, pattern: &str) -> Result<Vec<Folder>, String> {
    let whole = base.join(pattern);
    let whole = whole.to_string_lossy();
    let paths = glob::glob(&whole)
        .map_err(|error| format!("`implementations` has the pattern `{pattern}`: {error}"))?;
    let mut found: Vec<PathBuf> = paths.filter_map(Result::ok).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    let folder = |path: PathBuf| Folder {
        star: star(base, pattern, &path),
        path,
    };
    Ok(found.into_iter().map(folder).collect())
}

/// The folder that a pattern means for a group.
pub(super) fn of_group(base: &Path, pattern: &str, group: &str) -> PathBuf {
    base.join(pattern.replacen('*', group, 1))
}

fn star(base: &Path, pattern: &str, path: &Path) -> Option<String> {
    let whole = base.join(pattern);
    let at = whole
        .components()
        .position(|part| part.as_os_str() == "*")?;
    // Both are written with the same steps, be they `..`.
    let part = path.components().nth(at)?;
    Some(part.as_os_str().to_string_lossy().into_owned())
}

/// All Rust files below a folder, sorted.
pub(super) fn rust_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = BTreeSet::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.insert(path);
            }
        }
    }
    Ok(files.into_iter().collect())
}

/// Names by which code below a folder may call a crate: its own, and those that the nearest manifest gives it.
pub(super) fn crate_names(folder: &Path, package: &str) -> Vec<String> {
    let mut names = vec![package.replace('-', "_")];
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let manifest = folder
        .ancestors()
        .map(|folder| folder.join("Cargo.toml"))
        .find(|path| path.exists());
    let text = manifest.and_then(|path| std::fs::read_to_string(path).ok());
    let table: toml::Table = text.and_then(|text| text.parse().ok()).unwrap_or_default();
    let dependencies = table.get("dependencies").and_then(toml::Value::as_table);
    for (name, value) in dependencies.into_iter().flatten() {
        let renamed = value.get("package").and_then(toml::Value::as_str);
        if renamed == Some(package) {
            names.push(name.replace('-', "_"));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_a_group() {
        let base = tempfile::tempdir().unwrap();
        let spec = base.path().join("spec");
        for folder in ["spec", "server/videos/src/deep", "server/accounts/src"] {
            std::fs::create_dir_all(base.path().join(folder)).unwrap();
        }
        std::fs::write(base.path().join("server/videos/src/deep/a.rs"), "").unwrap();
        let found = folders(&spec, "../server/*/src").unwrap();
        let stars: Vec<_> = found.iter().filter_map(|f| f.star.as_deref()).collect();
        assert_eq!(stars, ["accounts", "videos"]);
        assert_eq!(of_group(&spec, "../server/*/src", "videos"), found[1].path);
        assert_eq!(rust_files(&found[1].path).unwrap().len(), 1);
        assert!(folders(&spec, "a***").is_err());
    }
}
