//! Where the implementation of a tag goes that has none.

use std::path::PathBuf;

use syn::Item;
use syn::spanned::Spanned as _;

use super::find::{Implementations, TraitImpl};
use super::folders::{Folder, of_group};
use super::header::Implementor;
use super::scope::plain;
use super::source::Source;
use super::status::shown;
use super::uses::{Insertion, after, before};
use crate::api::Tag;

/// The place of a tag's implementation.
#[derive(Debug)]
pub(super) struct Home {
    /// Folder of the crate's source.
    pub(super) folder: PathBuf,
    /// The file.
    pub(super) file: PathBuf,
    /// Files that must declare a module, and that module; the file of a group is made where it is not there.
    pub(super) modules: Vec<(PathBuf, String)>,
}

/// The place that the address of a tag gives: group crate, file of the module's name.
pub(super) fn home(found: &Implementations, tag: &Tag) -> Result<Home, String> {
    let module = tag.module.trim_start_matches("r#");
    let with_star: Vec<&String> = found.patterns.iter().filter(|p| p.contains('*')).collect();
    let plain = found.folders.iter().find(|folder| folder.star.is_none());
    if let Some(group) = &tag.group {
        let wanted: Vec<PathBuf> = with_star
            .iter()
            .map(|pattern| of_group(&found.base, pattern, group))
            .collect();
        let existing = wanted.iter().find(|path| path.is_dir());
        return match (existing, plain, wanted.first()) {
            (Some(folder), ..) => Ok(in_crate(folder.clone(), module)),
            (None, Some(folder), _) => Ok(in_group(folder, group, module)),
            (None, None, first) => Err(format!(
                "there is no folder {} for the group `{group}`; make the crate, or name its folder in `implementations` of codegen.toml",
                first.map_or(PathBuf::new(), |path| shown(path)).display()
            )),
        };
    }
    match (plain, found.folders.as_slice()) {
        (Some(folder), _) | (None, [folder]) => Ok(in_crate(folder.path.clone(), module)),
        _ => Err("it has no `x-group`, and `implementations` of codegen.toml names no single folder; give the tag a group, or name a folder without `*`".to_owned()),
    }
}

fn in_crate(folder: PathBuf, module: &str) -> Home {
    Home {
        file: folder.join(format!("{module}.rs")),
        modules: vec![(root(&folder), module.to_owned())],
        folder,
    }
}

fn in_group(folder: &Folder, group: &str, module: &str) -> Home {
    let folder = folder.path.clone();
    let beside = folder.join(format!("{group}.rs"));
    let of_group = if beside.exists() {
        beside
    } else {
        folder.join(group).join("mod.rs")
    };
    Home {
        file: folder.join(group).join(format!("{module}.rs")),
        modules: vec![
            (of_group, module.to_owned()),
            (root(&folder), group.to_owned()),
        ],
        folder,
    }
}

/// The file at the root of a crate.
fn root(folder: &std::path::Path) -> PathBuf {
    let main = folder.join("main.rs");
    let library = folder.join("lib.rs");
    if main.exists() && !library.exists() {
        main
    } else {
        library
    }
}

/// Who implements the other tags of a crate, or may.
pub(super) fn implementor(found: &Implementations, home: &Home) -> Option<Implementor> {
    let inside = |source: usize| found.sources[source].path.starts_with(&home.folder);
    let of_tags = |block: &&TraitImpl| block.tag.is_some() && inside(block.source);
    if let Some(block) = found.impls.iter().find(of_tags) {
        return Some(block.header.clone());
    }
    if let Some((_, header)) = found.backends.iter().find(|(source, _)| inside(*source)) {
        return Some(header.clone());
    }
    // A crate that begins has one public struct at its root.
    let root = root(&home.folder);
    let root = found.sources.iter().find(|source| source.path == root)?;
    let structs: Vec<_> = root
        .syntax
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) if item.generics.params.is_empty() => Some(item),
            _ => None,
        })
        .collect();
    let is_public = |item: &&syn::ItemStruct| matches!(item.vis, syn::Visibility::Public(_));
    let public: Vec<_> = structs.iter().copied().filter(is_public).collect();
    match (public.as_slice(), structs.as_slice()) {
        ([only], _) | ([], [only]) => Some(Implementor::plain(&format!("crate::{}", only.ident))),
        _ => None,
    }
}

/// Where the declaration of a module goes in a file, and whether it begins the list of modules; none where it is declared.
pub(super) fn declaration(source: &Source, module: &str) -> Option<(usize, bool)> {
    let modules: Vec<(String, usize, usize)> = source
        .syntax
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Mod(item) => {
                let range = source.range(item.span());
                Some((plain(&item.ident), range.start, range.end))
            }
            _ => None,
        })
        .collect();
    if modules.iter().any(|(name, ..)| name == module) {
        return None;
    }
    let bigger = modules.iter().find(|(name, ..)| name.as_str() > module);
    Some(
        match (bigger, modules.last(), source.syntax.items.first()) {
            (Some((_, start, _)), ..) => (*start, false),
            (None, Some((_, _, end)), _) => (*end, false),
            (None, None, Some(item)) => (source.range(item.span()).start, true),
            (None, None, None) => (source.text.len(), true),
        },
    )
}

/// Declarations of modules at a place that [`declaration`] gave.
pub(super) fn declared(source: &Source, at: usize, first: bool, modules: &[String]) -> Insertion {
    let newline = source.newline();
    let lines: Vec<String> = modules
        .iter()
        .map(|module| format!("mod {module};"))
        .collect();
    if at == source.text.len() {
        let end = if source.text.is_empty() || source.text.ends_with('\n') {
            ""
        } else {
            newline
        };
        let gap = if first && !source.text.is_empty() {
            newline
        } else {
            ""
        };
        let text = format!("{end}{gap}{}{newline}", lines.join(newline));
        return Insertion { at, text };
    }
    // After the last module, or before something.
    if !source.begins_line(at) {
        return after(source, at, &lines.join(newline));
    }
    before(
        source,
        at,
        &lines.join(newline),
        if first { newline } else { "" },
    )
}
