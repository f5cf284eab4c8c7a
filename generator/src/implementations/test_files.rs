//! Files that are only compiled for tests.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use syn::Item;

use super::scope::plain;
use super::source::Source;
use super::syntax;

/// Files and folders of modules that are only compiled for tests.
pub(super) struct TestFiles(HashSet<PathBuf>);

impl TestFiles {
    /// Whether a file is one of them.
    pub(super) fn covers(&self, path: &Path) -> bool {
        path.ancestors().any(|part| self.0.contains(part))
    }
}

/// Modules that a `cfg(test)` declares.
pub(super) fn test_files(sources: &[Source]) -> TestFiles {
    let mut paths = HashSet::new();
    for source in sources {
        let folder = source.path.parent().unwrap_or(Path::new(""));
        let stem = source.path.file_stem().unwrap_or_default();
        let is_root = ["lib", "main", "mod"].iter().any(|root| stem == *root);
        let inner = if is_root {
            folder.to_owned()
        } else {
            folder.join(stem)
        };
        for item in &source.syntax.items {
            if let Item::Mod(module) = item
                && module.content.is_none()
                && syntax::is_for_tests(&module.attrs)
            {
                let name = plain(&module.ident);
                match syntax::path_attribute(&module.attrs) {
                    Some(path) => paths.insert(folder.join(path)),
                    None => {
                        paths.insert(inner.join(format!("{name}.rs")));
                        paths.insert(inner.join(name))
                    }
                };
            }
        }
    }
    TestFiles(paths)
}
