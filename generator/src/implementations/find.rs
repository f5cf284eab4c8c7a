//! Finds impl blocks of generated traits in hand-written files.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use syn::spanned::Spanned as _;
use syn::visit::Visit;
use syn::{ImplItem, Item, ItemImpl};

use super::folders::{self, Folder};
use super::header::Implementor;
use super::scope::{Scope, plain, segments};
use super::source::Source;
use super::test_files::test_files;
use super::traits::{Matched, Traits};
use super::uses::Uses;
use super::{header, syntax};
use crate::api::Api;
use crate::diagnostics::Report;

/// Everything that was found in the hand-written crates.
pub struct Implementations {
    pub(super) base: PathBuf,
    pub(super) patterns: Vec<String>,
    pub(super) folders: Vec<Folder>,
    pub(super) sources: Vec<Source>,
    /// Impl blocks of generated traits, in the order of files and lines.
    pub impls: Vec<TraitImpl>,
    /// Names of the generated crate by folder.
    pub(super) crates: Vec<(PathBuf, Vec<String>)>,
    /// Impl blocks of the trait that all implementations share.
    pub(super) backends: Vec<(usize, Implementor)>,
    /// Files that could not be read.
    pub report: Report,
}

/// An impl block of a generated trait.
pub struct TraitImpl {
    /// Index of its file.
    pub(super) source: usize,
    /// Index of the tag in the model; none when the trait is gone.
    pub tag: Option<usize>,
    /// The trait as the block writes it.
    pub trait_name: String,
    /// The type as the block writes it.
    pub self_type: String,
    /// Path of the generated crate as this file may write it.
    pub(super) root: Vec<String>,
    /// For whom it implements.
    pub(super) header: Implementor,
    /// What the block has.
    pub methods: Vec<Method>,
    /// A macro in the block, which may stand for methods.
    pub(super) macro_name: Option<String>,
    /// First byte of the block, attributes included; of `impl`; of `}`.
    pub(super) start: usize,
    pub(super) keyword: usize,
    pub(super) close: usize,
    pub(super) scope: Rc<Scope>,
    /// Where a `use` of the module would go; none inside of blocks and macros.
    pub(super) uses: Option<Uses>,
}

/// A method of an impl block.
pub struct Method {
    /// Its name, without `r#`.
    pub name: String,
    /// First byte, attributes included.
    pub(super) start: usize,
    /// Byte of its name.
    pub(super) at: usize,
    /// It answers `Err(self.scaffolded(…))`.
    pub scaffolded: bool,
    /// The first argument of its result, where it is written as `Result<…>`.
    pub(super) result: Option<syn::Path>,
}

impl Implementations {
    /// Reads the folders that patterns name, relative to `base`.
    ///
    /// # Errors
    /// When a pattern is none, or means no folder.
    pub fn read(api: &Api, base: &Path, patterns: &[String]) -> Result<Self, String> {
        let mut all = Self {
            base: base.to_owned(),
            patterns: patterns.to_vec(),
            folders: Vec::new(),
            sources: Vec::new(),
            impls: Vec::new(),
            crates: Vec::new(),
            backends: Vec::new(),
            report: Report::default(),
        };
        for pattern in patterns {
            let found = folders::folders(base, pattern)?;
            if found.is_empty() {
                return Err(format!(
                    "`implementations` names `{pattern}`, and there is no such folder below {}; correct it in codegen.toml",
                    base.display()
                ));
            }
            all.folders.extend(found);
        }
        let mut names: Vec<String> = Vec::new();
        for folder in &all.folders {
            let own = folders::crate_names(&folder.path, &api.crate_name);
            names.extend(own.iter().cloned());
            all.crates.push((folder.path.clone(), own));
            let files = folders::rust_files(&folder.path)
                .map_err(|error| format!("{}: {error}", folder.path.display()))?;
            for path in files {
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| format!("{}: {error}", path.display()))?;
                match Source::parse(&path, text.clone()) {
                    Ok(source) => all.sources.push(source),
                    Err(error) => syntax::report_unparsed(&mut all.report, &path, &text, &error),
                }
            }
        }
        let tests = test_files(&all.sources);
        all.sources.retain(|source| !tests.covers(&source.path));
        let traits = Traits::new(api, &names, &all.sources);
        let mut finder = Finder::new(traits, &all.folders);
        for (index, source) in all.sources.iter().enumerate() {
            finder.file(index, source);
        }
        (all.impls, all.backends) = (finder.found, finder.backends);
        Ok(all)
    }
}

impl Implementations {
    /// Index of the file that lies there, if it was read.
    pub(super) fn source_at(&self, path: &Path) -> Option<usize> {
        self.sources.iter().position(|source| source.path == path)
    }

    /// What code in a folder calls the generated crate.
    pub(super) fn crate_name(&self, folder: &Path, package: &str) -> String {
        let of_folder = self.crates.iter().find(|(path, _)| path == folder);
        let renamed = of_folder.and_then(|(_, names)| names.last());
        renamed
            .cloned()
            .unwrap_or_else(|| package.replace('-', "_"))
    }
}

struct Finder<'a> {
    traits: Traits<'a>,
    folders: &'a [Folder],
    source: Option<(usize, &'a Source)>,
    scope: Rc<Scope>,
    uses: Option<Uses>,
    found: Vec<TraitImpl>,
    backends: Vec<(usize, Implementor)>,
}

impl<'a> Finder<'a> {
    fn new(traits: Traits<'a>, folders: &'a [Folder]) -> Self {
        Self {
            traits,
            folders,
            backends: Vec::new(),
            source: None,
            scope: Rc::default(),
            uses: None,
            found: Vec::new(),
        }
    }

    /// The folder that a file was found in.
    fn folder(&self, source: &Source) -> &'a Path {
        let folder = self
            .folders
            .iter()
            .find(|folder| source.path.starts_with(&folder.path));
        folder.map_or(Path::new(""), |folder| &folder.path)
    }

    fn file(&mut self, index: usize, source: &'a Source) {
        self.source = Some((index, source));
        self.scope = Scope::of(source.syntax.items.iter(), None, false);
        self.uses = Some(Uses::of(source, &source.syntax.items));
        for item in &source.syntax.items {
            self.visit_item(item);
        }
    }

    /// Looks at items that have a scope of their own.
    fn inside(&mut self, items: &[&Item], is_block: bool, uses: Option<Uses>) {
        let inner = Scope::of(
            items.iter().copied(),
            Some(Rc::clone(&self.scope)),
            is_block,
        );
        let outer = std::mem::replace(&mut self.scope, inner);
        let outer_uses = std::mem::replace(&mut self.uses, uses);
        for item in items {
            self.visit_item(item);
        }
        self.scope = outer;
        self.uses = outer_uses;
    }

    fn block(&mut self, item: &ItemImpl, index: usize, source: &Source) -> Option<TraitImpl> {
        let (path, _) = item.trait_.as_ref()?;
        let matched = self.traits.matching(&self.scope, path)?;
        let header = header::of(item, source, &self.scope, self.folder(source));
        let (tag, root) = match matched {
            Matched::Tag { tag, root } => (Some(tag), root),
            Matched::Gone { root } => (None, root),
            Matched::Backend => {
                self.backends.push((index, header));
                return None;
            }
        };
        let start = source.range(item.span()).start;
        let braces = item.brace_token.span;
        let mut macro_name = None;
        let mut methods = Vec::new();
        for inner in &item.items {
            match inner {
                ImplItem::Fn(function) => methods.push(Method {
                    name: plain(&function.sig.ident),
                    start: source.range(function.span()).start,
                    at: source.range(function.sig.ident.span()).start,
                    scaffolded: syntax::is_scaffolded(&function.block),
                    result: syntax::result_path(&function.sig.output),
                }),
                ImplItem::Macro(inner) => {
                    macro_name = inner
                        .mac
                        .path
                        .segments
                        .last()
                        .map(|last| plain(&last.ident));
                }
                _ => {}
            }
        }
        let text = |range: std::ops::Range<usize>| source.text[range].to_owned();
        Some(TraitImpl {
            source: index,
            tag,
            trait_name: segments(path).pop().unwrap_or_default(),
            self_type: text(source.range(item.self_ty.span())),
            root,
            header,
            methods,
            macro_name,
            start,
            keyword: source.range(item.impl_token.span()).start,
            close: source.range(braces.close()).start,
            scope: Rc::clone(&self.scope),
            uses: self.uses.clone(),
        })
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if syntax::is_for_tests(&item.attrs) {
            return;
        }
        if let (Some((_, items)), Some((_, source))) = (&item.content, self.source) {
            let uses = Uses::of(source, items);
            let items: Vec<&Item> = items.iter().collect();
            self.inside(&items, false, Some(uses));
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if syntax::is_for_tests(&item.attrs) {
            return;
        }
        if let Some((index, source)) = self.source
            && let Some(found) = self.block(item, index, source)
        {
            self.found.push(found);
        }
        syn::visit::visit_item_impl(self, item);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let items: Vec<&Item> = block
            .stmts
            .iter()
            .filter_map(|statement| match statement {
                syn::Stmt::Item(item) => Some(item),
                _ => None,
            })
            .collect();
        if items.is_empty() {
            syn::visit::visit_block(self, block);
        } else {
            self.inside(&items, true, None);
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        // Some macros take items as they are.
        if !item.mac.path.is_ident("macro_rules")
            && let Ok(file) = syn::parse2::<syn::File>(item.mac.tokens.clone())
        {
            let items: Vec<&Item> = file.items.iter().collect();
            self.inside(&items, true, None);
        }
    }
}
