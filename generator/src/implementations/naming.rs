//! How generated types are named in code by hand.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit_mut::VisitMut;
use syn::{Ident, Path, PathSegment, Type};

use super::scope::{Meaning, Scope};
use crate::emit::Signature;

/// Decides on names of types.
pub(super) trait Naming {
    /// The path to write for a type of the generated crate, given from that crate's root.
    fn name(&self, path: &[String]) -> Vec<String>;
    /// Whether a name of the prelude means something else here.
    fn is_shadowed(&self, name: &str) -> bool;
}

/// Names of a file that is there: as it imports them, else in full.
pub(super) struct Existing<'s> {
    pub(super) scope: &'s Scope,
    /// Path of the generated crate.
    pub(super) root: &'s [String],
}

impl Naming for Existing<'_> {
    fn name(&self, path: &[String]) -> Vec<String> {
        let full = [self.root, path].concat();
        if let Some(name) = self.scope.name_of(&full) {
            return vec![name.to_owned()];
        }
        let (Some(last), Some(module)) = (full.last(), full.get(..full.len() - 1)) else {
            return full;
        };
        if self.scope.globs().iter().any(|glob| glob == module) && !self.scope.has(last) {
            return vec![last.clone()];
        }
        // A module that was imported, the nearest first.
        for length in (self.root.len() + 1..full.len()).rev() {
            if let Some(module) = self.scope.name_of(&full[..length]) {
                return [&[module.to_owned()], &full[length..]].concat();
            }
        }
        if path.first().is_some_and(|first| first == "rt") {
            let runtime = ["openapi_stubs_runtime".to_owned()];
            let direct = [&runtime[..], &path[1..]].concat();
            if let Some(name) = self.scope.name_of(&direct) {
                return vec![name.to_owned()];
            }
            if let Some(module) = self.scope.name_of(&runtime) {
                return [&[module.to_owned()], &path[1..]].concat();
            }
        }
        // A module of the file may have the name of the crate.
        let first = std::slice::from_ref(&full[0]);
        if self.scope.meaning(first) == Meaning::Here {
            return [&[String::new()], &full[..]].concat();
        }
        full
    }

    fn is_shadowed(&self, name: &str) -> bool {
        let foreign = || {
            self.scope
                .globs()
                .iter()
                .any(|glob| !glob.starts_with(self.root))
        };
        // A result of one's own is what globs bring most often.
        self.scope.has(name) || (name == "Result" && foreign())
    }
}

/// Names of a new file, which imports all that it can.
pub(super) struct Fresh {
    /// Path of the generated crate.
    root: Vec<String>,
    /// Names that the file has for other things.
    taken: BTreeSet<String>,
    imported: BTreeMap<Vec<String>, bool>,
}

impl Fresh {
    /// A file in which some names are taken.
    pub(super) fn new(root: Vec<String>, taken: impl IntoIterator<Item = String>) -> Self {
        Self {
            root,
            taken: taken.into_iter().collect(),
            imported: BTreeMap::new(),
        }
    }

    /// Plans the import of a path.
    pub(super) fn want(&mut self, path: &[String]) {
        if self.imported.contains_key(path) {
            return;
        }
        let name = path.last().cloned().unwrap_or_default();
        let is_free = !STANDARD.iter().any(|(known, _)| *known == name) && self.taken.insert(name);
        self.imported.insert(path.to_vec(), is_free);
    }

    /// Paths that are imported, from the root of the own crate.
    pub(super) fn imports(&self) -> impl Iterator<Item = Vec<String>> {
        let imported = self.imported.iter().filter(|(_, is_free)| **is_free);
        imported.map(|(path, _)| [&self.root[..], path].concat())
    }
}

impl Naming for Fresh {
    fn name(&self, path: &[String]) -> Vec<String> {
        let is_runtime = path.first().is_some_and(|first| first == "rt");
        let imported = if is_runtime { &path[..1] } else { path };
        match self.imported.get(imported) {
            Some(true) => path[imported.len() - 1..].to_vec(),
            _ => [&self.root[..], path].concat(),
        }
    }

    fn is_shadowed(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

/// Names of the prelude in signatures, and where they come from.
const STANDARD: &[(&str, &str)] = &[
    ("Result", "std::result"),
    ("Option", "std::option"),
    ("Vec", "std::vec"),
    ("String", "std::string"),
    ("Box", "std::boxed"),
];

/// A name of the prelude as it is to be written.
pub(super) fn standard(naming: &dyn Naming, name: &str) -> String {
    let origin = STANDARD.iter().find(|(known, _)| *known == name);
    match origin.filter(|_| naming.is_shadowed(name)) {
        Some((_, module)) => format!("{module}::{name}"),
        None => name.to_owned(),
    }
}

/// The types of a signature as they are to be written: of each argument, and of the answer.
pub(super) fn types(signature: &Signature, naming: &dyn Naming) -> (Vec<String>, String) {
    let write = |tokens: &TokenStream| written(tokens, naming);
    let arguments = signature.arguments.iter().map(|(_, ty)| write(ty));
    (arguments.collect(), write(&signature.response))
}

/// Paths of generated types in a signature, from the root of the generated crate.
pub(super) fn generated(signature: &Signature) -> Vec<Vec<String>> {
    struct All(std::cell::RefCell<Vec<Vec<String>>>);
    impl Naming for All {
        fn name(&self, path: &[String]) -> Vec<String> {
            self.0.borrow_mut().push(path.to_vec());
            path.to_vec()
        }
        fn is_shadowed(&self, _: &str) -> bool {
            false
        }
    }
    let all = All(std::cell::RefCell::default());
    types(signature, &all);
    all.0.into_inner()
}

fn written(tokens: &TokenStream, naming: &dyn Naming) -> String {
    let Ok(mut ty) = syn::parse2::<Type>(tokens.clone()) else {
        return tokens.to_string();
    };
    Rewrite(naming).visit_type_mut(&mut ty);
    join(quote::ToTokens::to_token_stream(&ty))
}

struct Rewrite<'n>(&'n dyn Naming);

impl VisitMut for Rewrite<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        syn::visit_mut::visit_path_mut(self, path);
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        let plain = |name: &String| name.trim_start_matches("r#").to_owned();
        let new = match names.first().map(String::as_str) {
            Some("crate") => self
                .0
                .name(&names[1..].iter().map(plain).collect::<Vec<_>>()),
            Some("rt") => self.0.name(&names.iter().map(plain).collect::<Vec<_>>()),
            Some(name) if names.len() == 1 => standard(self.0, name)
                .split("::")
                .map(str::to_owned)
                .collect(),
            _ => return,
        };
        let arguments = path.segments.last().map(|last| last.arguments.clone());
        path.leading_colon = new
            .first()
            .is_some_and(String::is_empty)
            .then(Default::default);
        path.segments = new
            .iter()
            .filter(|name| !name.is_empty())
            .map(|name| PathSegment::from(ident(name)))
            .collect();
        if let (Some(last), Some(arguments)) = (path.segments.last_mut(), arguments) {
            last.arguments = arguments;
        }
    }
}

/// An identifier, raw where the language demands it.
fn ident(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| match name {
        "crate" | "self" | "super" | "Self" => Ident::new(name, proc_macro2::Span::call_site()),
        _ => Ident::new_raw(name, proc_macro2::Span::call_site()),
    })
}

/// A type as people write it.
pub(super) fn join(tokens: TokenStream) -> String {
    let mut text = String::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => text.push_str(&group.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == ',' => text.push_str(", "),
            TokenTree::Ident(ident) => {
                if text.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    text.push(' ');
                }
                text.push_str(&ident.to_string());
            }
            other => text.push_str(&other.to_string()),
        }
    }
    text
}
