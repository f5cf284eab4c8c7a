//! For whom a trait is implemented: the type of an impl block, with what its names need.

use std::collections::BTreeSet;
use std::path::Path;

use syn::ItemImpl;
use syn::spanned::Spanned as _;
use syn::visit::Visit;

use super::scope::{Meaning, Scope, segments};
use super::source::Source;

/// The part of an impl block that says for whom it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Implementor {
    /// Paths to import: `crate::Videos`, `std::fmt::Debug as Show`.
    pub imports: BTreeSet<String>,
    /// `<T: Store>`, or nothing.
    pub generics: String,
    /// `Videos`, `App<T>`.
    pub self_type: String,
    /// `where T: Clone`, or nothing.
    pub where_clause: String,
}

impl Implementor {
    /// A type without parameters, by its path.
    pub fn plain(path: &str) -> Self {
        let name = path.rsplit("::").next().unwrap_or(path);
        Self {
            imports: BTreeSet::from([path.to_owned()]),
            self_type: name.to_owned(),
            ..Self::default()
        }
    }
}

/// Reads the header of an impl block in a file below `folder`.
pub(super) fn of(item: &ItemImpl, source: &Source, scope: &Scope, folder: &Path) -> Implementor {
    let text = |range: std::ops::Range<usize>| source.text[range].trim().to_owned();
    let generics = item.generics.lt_token.zip(item.generics.gt_token);
    let mut names = Names(BTreeSet::new());
    names.visit_generics(&item.generics);
    names.visit_type(&item.self_ty);
    let parameters: BTreeSet<String> = item
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            syn::GenericParam::Type(ty) => Some(ty.ident.to_string()),
            syn::GenericParam::Const(value) => Some(value.ident.to_string()),
            syn::GenericParam::Lifetime(_) => None,
        })
        .collect();
    let module = module_of(source, folder);
    let imports = names.0.iter().filter(|path| !parameters.contains(&path[0]));
    let imports = imports.filter_map(|path| {
        let first = &path[0];
        let full = match scope.meaning(std::slice::from_ref(first)) {
            Meaning::Here => [module.clone(), vec![first.clone()]].concat(),
            Meaning::Path(full) => absolute(full, &module),
            Meaning::Unknown => return None,
        };
        let renamed = (full.last() != Some(first)).then(|| format!(" as {first}"));
        (full.len() > 1).then(|| format!("{}{}", full.join("::"), renamed.unwrap_or_default()))
    });
    Implementor {
        imports: imports.collect(),
        generics: generics.map_or(String::new(), |(open, close)| {
            text(source.range(open.span()).start..source.range(close.span()).end)
        }),
        self_type: text(source.range(item.self_ty.span())),
        where_clause: item
            .generics
            .where_clause
            .as_ref()
            .map_or(String::new(), |clause| text(source.range(clause.span()))),
    }
}

/// The module of a file from the root of its crate: `crate::deep::file`.
pub(super) fn module_of(source: &Source, folder: &Path) -> Vec<String> {
    let inner = source.path.strip_prefix(folder).unwrap_or(&source.path);
    let mut module: Vec<String> = inner
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    let is_root = module.len() == 1 && module.iter().any(|name| name == "lib" || name == "main");
    if is_root || module.last().is_some_and(|name| name == "mod") {
        module.pop();
    }
    module.insert(0, "crate".to_owned());
    module
}

/// `super::Name` from the root of the crate.
fn absolute(path: Vec<String>, module: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    if ups == 0 {
        return path;
    }
    let base = &module[..module.len().saturating_sub(ups).max(1)];
    [base, &path[ups..]].concat()
}

/// All paths of types and bounds.
struct Names(BTreeSet<Vec<String>>);

impl<'ast> Visit<'ast> for Names {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() && !path.segments.is_empty() {
            self.0.insert(segments(path));
        }
        syn::visit::visit_path(self, path);
    }
}
