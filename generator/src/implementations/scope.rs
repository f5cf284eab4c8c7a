//! What names mean in a module, as far as its file says.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use syn::{Item, UseTree};

/// Names of a module or block.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// Full path by the name under which it was imported.
    imports: HashMap<String, Vec<String>>,
    /// Modules of which everything was imported.
    globs: Vec<Vec<String>>,
    /// Names of items that stand here.
    items: HashSet<String>,
    /// The module around this one; of a block, the module that it is in.
    outer: Option<Rc<Scope>>,
    /// A block sees the names around it; a module does not.
    is_block: bool,
}

/// What a path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The path from a crate's name, `crate` or `super`.
    Path(Vec<String>),
    /// An item of the file itself.
    Here,
    /// It comes from a glob, another file or the prelude.
    Unknown,
}

impl Scope {
    /// The scope of items.
    pub(super) fn of<'i>(
        items: impl Iterator<Item = &'i Item>,
        outer: Option<Rc<Self>>,
        is_block: bool,
    ) -> Rc<Self> {
        let mut scope = Self {
            outer,
            is_block,
            ..Self::default()
        };
        for item in items {
            match item {
                Item::Use(item) => scope.import(&item.tree, &mut Vec::new()),
                Item::Trait(item) => scope.item(&item.ident),
                Item::Struct(item) => scope.item(&item.ident),
                Item::Enum(item) => scope.item(&item.ident),
                Item::Type(item) => scope.item(&item.ident),
                Item::Union(item) => scope.item(&item.ident),
                Item::Mod(item) => scope.item(&item.ident),
                _ => {}
            }
        }
        Rc::new(scope)
    }

    fn item(&mut self, name: &syn::Ident) {
        self.items.insert(plain(name));
    }

    fn import(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        match tree {
            UseTree::Path(inner) => {
                path.push(plain(&inner.ident));
                self.import(&inner.tree, path);
                path.pop();
            }
            UseTree::Name(name) => {
                let name = plain(&name.ident);
                match (name.as_str(), path.last().cloned()) {
                    ("self", Some(last)) => {
                        self.imports.insert(last, path.clone());
                    }
                    _ => {
                        let full = path.iter().cloned().chain([name.clone()]).collect();
                        self.imports.insert(name, full);
                    }
                }
            }
            UseTree::Rename(renamed) => {
                let own = plain(&renamed.ident);
                let own = (own != "self").then_some(own);
                let full = path.iter().cloned().chain(own).collect();
                // `as _` brings methods, which are asked for by path.
                let mut alias = plain(&renamed.rename);
                while alias.starts_with('_') && self.imports.contains_key(&alias) {
                    alias.push('_');
                }
                self.imports.insert(alias, full);
            }
            UseTree::Glob(_) => self.globs.push(path.clone()),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path);
                }
            }
        }
    }

    /// What a path means here.
    pub(super) fn meaning(&self, path: &[String]) -> Meaning {
        self.follow(path, 0)
    }

    fn follow(&self, path: &[String], depth: usize) -> Meaning {
        let Some((first, rest)) = path.split_first() else {
            return Meaning::Unknown;
        };
        if depth > 16 {
            return Meaning::Path(path.to_vec());
        }
        match first.as_str() {
            "self" if !rest.is_empty() => return self.follow(rest, depth + 1),
            "super" if !rest.is_empty() => {
                let outer = self.outer_module();
                return outer.map_or(Meaning::Path(path.to_vec()), |outer| {
                    outer.follow(rest, depth + 1)
                });
            }
            "crate" => return Meaning::Path(path.to_vec()),
            _ => {}
        }
        if let Some(target) = self.imports.get(first) {
            let full: Vec<String> = target.iter().chain(rest).cloned().collect();
            // `use glob::glob`: a name that stands for itself in a crate of this name.
            if target.first() == Some(first) {
                return Meaning::Path(full);
            }
            return match self.follow(&full, depth + 1) {
                // Nothing here has the name, so that it is a crate's.
                Meaning::Unknown => Meaning::Path(full),
                known => known,
            };
        }
        if self.items.contains(first) {
            return Meaning::Here;
        }
        match &self.outer {
            Some(outer) if self.is_block => outer.follow(path, depth + 1),
            _ if rest.is_empty() => Meaning::Unknown,
            _ => Meaning::Path(path.to_vec()),
        }
    }

    /// The module around the module that this is or is in.
    fn outer_module(&self) -> Option<&Self> {
        let outer = self.outer.as_deref()?;
        if self.is_block {
            outer.outer_module()
        } else {
            Some(outer)
        }
    }

    /// Modules of which everything is in scope, as full paths.
    pub(super) fn globs(&self) -> Vec<Vec<String>> {
        let own = self.globs.iter().map(|path| match self.meaning(path) {
            Meaning::Path(full) => full,
            _ => path.clone(),
        });
        let mut globs: Vec<_> = own.collect();
        if let Some(outer) = self.outer.as_ref().filter(|_| self.is_block) {
            globs.extend(outer.globs());
        }
        globs
    }

    /// Whether a trait was imported, be it without a name.
    pub(super) fn sees(&self, full: &[String]) -> bool {
        let outer = self.outer.as_deref().filter(|_| self.is_block);
        self.aliases(full).next().is_some() || outer.is_some_and(|outer| outer.sees(full))
    }

    fn aliases(&self, full: &[String]) -> impl Iterator<Item = &String> {
        let wanted = Meaning::Path(full.to_vec());
        self.imports
            .keys()
            .filter(move |alias| self.meaning(std::slice::from_ref(*alias)) == wanted)
    }

    /// The name under which a full path was imported, the shortest if there are several.
    pub(super) fn name_of(&self, full: &[String]) -> Option<&str> {
        let named = self
            .aliases(full)
            .filter(|alias| !alias.trim_start_matches('_').is_empty());
        let own = named.min_by_key(|alias| (alias.len(), *alias));
        let outer = self.outer.as_deref().filter(|_| self.is_block);
        own.map(String::as_str)
            .or_else(|| outer.and_then(|outer| outer.name_of(full)))
    }

    /// Whether a name was imported or stands here, and so does not mean what the prelude says.
    pub(super) fn has(&self, name: &str) -> bool {
        let outer = self.outer.as_ref().filter(|_| self.is_block);
        self.imports.contains_key(name)
            || self.items.contains(name)
            || outer.is_some_and(|outer| outer.has(name))
    }
}

/// The identifier without `r#`.
pub(super) fn plain(name: &syn::Ident) -> String {
    let text = name.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}

/// The segments of a path without their arguments.
pub(super) fn segments(path: &syn::Path) -> Vec<String> {
    path.segments
        .iter()
        .map(|segment| plain(&segment.ident))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(file: &str, path: &str) -> Meaning {
        let file = syn::parse_file(file).unwrap();
        let scope = Scope::of(file.items.iter(), None, false);
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        scope.meaning(&path)
    }

    fn full(path: &str) -> Meaning {
        Meaning::Path(path.split("::").map(str::to_owned).collect())
    }

    #[test]
    fn names_are_followed() {
        let file = "use api::things::{self, Things as T, *}; use api as a; use a::r#type::X; use glob::glob; trait Own {}";
        assert_eq!(meaning(file, "T"), full("api::things::Things"));
        assert_eq!(meaning(file, "things::Things"), full("api::things::Things"));
        assert_eq!(meaning(file, "X"), full("api::type::X"));
        assert_eq!(meaning(file, "glob"), full("glob::glob"));
        assert_eq!(meaning(file, "Own"), Meaning::Here);
        assert_eq!(meaning(file, "Other"), Meaning::Unknown);
        assert_eq!(
            meaning(file, "::b::Other".trim_start_matches("::")),
            full("b::Other")
        );
        // A circle ends somewhere.
        meaning("use a::b as c; use c::d as a;", "a");
    }
}
