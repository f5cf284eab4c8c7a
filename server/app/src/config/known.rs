//! All keys: those of the typed tree, and those of PeerTube that this server does not use yet.

use std::collections::BTreeSet;

use peertube_kernel::config::{Config, Leaf, Section as _, Walker};

/// Keys that PeerTube reads and this server does not use yet, one a line. Files may hold them without a warning.
const UNUSED: &str = include_str!("peertube-keys.txt");

/// Every key that may stand in a file, as dotted paths.
pub(crate) struct Known {
    used: BTreeSet<String>,
    unused: BTreeSet<&'static str>,
}

/// What a path of a file is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A section that holds known keys.
    Section,
    /// A key with a type.
    Used,
    /// A key of PeerTube, or below one, without an effect here.
    Unused,
    /// Nothing that is known; with the nearest known key.
    Unknown(Option<String>),
}

impl Known {
    /// Collects all keys.
    pub(crate) fn new() -> Self {
        let mut paths = Paths::default();
        Config::default().walk(&mut paths);
        Self {
            used: paths.found,
            unused: UNUSED.lines().collect(),
        }
    }

    /// What stands for this path.
    pub(crate) fn kind(&self, path: &str) -> Kind {
        if self.used.contains(path) {
            return Kind::Used;
        }
        if self.unused.contains(path) || self.is_below_unused(path) {
            return Kind::Unused;
        }
        let prefix = format!("{path}.");
        if self.all().any(|key| key.starts_with(&prefix)) {
            return Kind::Section;
        }
        Kind::Unknown(self.nearest(path))
    }

    /// All keys without an effect here.
    pub(crate) fn unused(&self) -> impl Iterator<Item = &'static str> {
        self.unused.iter().copied()
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.used
            .iter()
            .map(String::as_str)
            .chain(self.unused.iter().copied())
    }

    fn is_below_unused(&self, path: &str) -> bool {
        path.match_indices('.')
            .any(|(end, _)| self.unused.contains(&path[..end]))
    }

    /// The known key or section that is closest in letters, if any is close at all.
    fn nearest(&self, path: &str) -> Option<String> {
        let mut names: BTreeSet<&str> = self.all().collect();
        for key in self.all() {
            names.extend(key.match_indices('.').map(|(end, _)| &key[..end]));
        }
        let allowed = (path.len() / 4).clamp(2, 6);
        names
            .into_iter()
            .map(|name| (distance(path, name), name))
            .filter(|(distance, _)| *distance <= allowed)
            .min()
            .map(|(_, name)| name.to_owned())
    }
}

#[derive(Default)]
struct Paths {
    prefix: Vec<&'static str>,
    found: BTreeSet<String>,
}

impl Walker for Paths {
    fn open(&mut self, name: &'static str) {
        self.prefix.push(name);
    }

    fn close(&mut self) {
        self.prefix.pop();
    }

    fn leaf(&mut self, name: &'static str, _: &mut dyn Leaf) {
        let mut path = self.prefix.clone();
        path.push(name);
        self.found.insert(path.join("."));
    }
}

/// Edit distance: letters to insert, delete or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_kinds() {
        let known = Known::new();
        assert_eq!(known.kind("listen.port"), Kind::Used);
        assert_eq!(known.kind("listen"), Kind::Section);
        assert_eq!(known.kind("redis.hostname"), Kind::Unused);
        assert_eq!(
            known.kind("redundancy.videos.strategies.size"),
            Kind::Unused
        );
        assert_eq!(
            known.kind("listen.prot"),
            Kind::Unknown(Some("listen.port".to_owned()))
        );
        assert_eq!(known.kind("kubernetes"), Kind::Unknown(None));
    }

    #[test]
    fn no_key_is_both_used_and_unused() {
        let known = Known::new();
        let both: Vec<_> = known
            .unused
            .iter()
            .filter(|key| known.used.contains(**key))
            .collect();
        assert!(both.is_empty(), "{both:?}");
    }
}
