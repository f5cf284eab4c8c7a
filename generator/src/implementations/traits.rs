//! Which generated trait a path means.

use std::collections::HashSet;

use syn::visit::Visit;

use super::scope::{Meaning, Scope, plain, segments};
use super::source::Source;
use crate::api::Api;

/// The generated traits, as code by hand may name them.
pub(super) struct Traits<'a> {
    /// Names of the generated crate.
    crates: &'a [String],
    /// Module and name by tag.
    tags: Vec<Vec<String>>,
    /// Traits of these names are defined by hand.
    own: HashSet<String>,
}

/// What a path means among generated traits.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Matched {
    /// The trait of a tag, by index.
    Tag {
        tag: usize,
        /// Path of the generated crate.
        root: Vec<String>,
    },
    /// A trait that the generated crate has no longer.
    Gone { root: Vec<String> },
    /// The trait that all implementations share.
    Backend,
}

impl<'a> Traits<'a> {
    pub(super) fn new(api: &Api, crates: &'a [String], sources: &[Source]) -> Self {
        #[derive(Default)]
        struct Own(HashSet<String>);
        impl<'ast> Visit<'ast> for Own {
            fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
                self.0.insert(plain(&item.ident));
            }
        }
        let mut own = Own::default();
        for source in sources {
            own.visit_file(&source.syntax);
        }
        let path = |tag: &crate::api::Tag| {
            let module = tag.group.iter().chain([&tag.module, &tag.trait_name]);
            module
                .map(|part| part.trim_start_matches("r#").to_owned())
                .collect()
        };
        Self {
            crates,
            tags: api.tags.iter().map(path).collect(),
            own: own.0,
        }
    }

    /// What the path of an impl block means; none when it has nothing to do with the generated crate.
    pub(super) fn matching(&self, scope: &Scope, path: &syn::Path) -> Option<Matched> {
        let written = segments(path);
        let meaning = if path.leading_colon.is_some() {
            Meaning::Path(written.clone())
        } else {
            scope.meaning(&written)
        };
        match meaning {
            Meaning::Here => None,
            Meaning::Path(full) => self.by_path(&full),
            Meaning::Unknown => {
                let name = written.last()?;
                let globs = scope.globs();
                let by_glob = globs.iter().find_map(|glob| {
                    let full: Vec<String> = glob.iter().chain([name]).cloned().collect();
                    self.by_path(&full)
                        .filter(|found| !matches!(found, Matched::Gone { .. }))
                });
                by_glob
                    .or_else(|| self.by_name(name))
                    .or_else(|| self.gone_by_glob(&globs, name))
            }
        }
    }

    fn by_path(&self, full: &[String]) -> Option<Matched> {
        let name = full.last()?;
        let first = full.first()?;
        let is_generated = self.crates.contains(first);
        if !is_generated && self.own.contains(name) {
            return None;
        }
        let ends = |tail: &[String]| full.len() > tail.len() && full.ends_with(tail);
        if ends(&["security".to_owned(), "Backend".to_owned()]) {
            return Some(Matched::Backend);
        }
        if let Some(tag) = self.tags.iter().position(|tail| ends(tail)) {
            let root = full[..full.len() - self.tags[tag].len()].to_vec();
            return Some(Matched::Tag { tag, root });
        }
        if is_generated {
            // A tag that went to another group keeps its name.
            let gone = Matched::Gone {
                root: vec![first.clone()],
            };
            return Some(self.by_name(name).unwrap_or(gone));
        }
        // From another module, which may well hand on what is generated.
        let is_inside = ["crate", "super", "self"].contains(&first.as_str());
        is_inside.then(|| self.by_name(name)).flatten()
    }

    fn by_name(&self, name: &str) -> Option<Matched> {
        if self.own.contains(name) {
            return None;
        }
        let of_name = |tail: &Vec<String>| tail.last().is_some_and(|last| last == name);
        let tag = self.tags.iter().position(of_name)?;
        let root = self.crates.first().into_iter().cloned().collect();
        Some(Matched::Tag { tag, root })
    }

    /// A name out of a module that the generated crate has no longer.
    fn gone_by_glob(&self, globs: &[Vec<String>], name: &str) -> Option<Matched> {
        const OTHERS: &[&str] = &[
            "Clone",
            "Copy",
            "Debug",
            "Default",
            "Drop",
            "Eq",
            "Extend",
            "From",
            "FromIterator",
            "Hash",
            "Into",
            "IntoIterator",
            "Iterator",
            "Ord",
            "PartialEq",
            "PartialOrd",
            "Send",
            "Sync",
            "ToString",
            "TryFrom",
            "TryInto",
            "Unpin",
            "AsRef",
            "AsMut",
            "Fn",
            "FnMut",
            "FnOnce",
            "Future",
            "IntoFuture",
            "ToOwned",
            "DoubleEndedIterator",
            "ExactSizeIterator",
        ];
        let known = |module: &[String]| {
            module
                .first()
                .is_some_and(|first| first == "models" || first == "security")
                || self
                    .tags
                    .iter()
                    .any(|tail| tail[..tail.len() - 1].starts_with(module))
        };
        let gone = globs.iter().find(|glob| {
            let is_generated = glob
                .first()
                .is_some_and(|first| self.crates.contains(first));
            is_generated && glob.len() > 1 && !known(&glob[1..])
        })?;
        let root = gone[..1].to_vec();
        (!OTHERS.contains(&name) && !self.own.contains(name)).then_some(Matched::Gone { root })
    }
}
