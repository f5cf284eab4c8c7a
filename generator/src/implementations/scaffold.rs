//! Adds what is missing, marks what is orphaned, and leaves every other byte alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::find::{Implementations, TraitImpl};
use super::header::Implementor;
use super::method::{Style, method};
use super::naming::Existing;
use super::new_file::new_file;
use super::place::{self, Home, declaration, declared, home};
use super::scope::Scope;
use super::source::Source;
use super::status::shown;
use super::uses::{Insertion, before};
use super::{ORPHANED, result};
use crate::api::{Api, Operation, Tag};
use crate::diagnostics::Report;
use crate::emit::Signatures;

/// What a scaffolding would do.
#[derive(Debug, Default)]
pub struct Scaffold {
    /// Changes of files that are there.
    pub(super) edits: Vec<Edit>,
    /// Whole files.
    pub(super) files: Vec<(PathBuf, String)>,
    /// What is done, a line each, for people.
    pub done: Vec<String>,
    /// What cannot be done.
    pub report: Report,
}

impl Scaffold {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.files.is_empty()
    }
}

/// A change of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Index of the file.
    pub(super) source: usize,
    pub(super) at: usize,
    /// Bytes that go.
    pub(super) remove: usize,
    pub(super) insert: String,
}

/// Plans to add what is missing: for one tag, by index, or for all. `implementor` is who gets traits that nobody has.
pub fn scaffold(
    api: &Api,
    found: &Implementations,
    only: Option<usize>,
    implementor: Option<&Implementor>,
) -> Scaffold {
    let mut plan = Plan {
        api,
        found,
        signatures: Signatures::new(api),
        scaffold: Scaffold::default(),
        implementor,
        modules: BTreeMap::new(),
    };
    for (index, tag) in api.tags.iter().enumerate() {
        if only.is_some_and(|only| only != index) {
            continue;
        }
        let mut blocks = found.impls.iter().filter(|block| block.tag == Some(index));
        match blocks.next() {
            None if tag.operations.is_empty() => {}
            None => plan.begin(tag),
            Some(first) => {
                plan.complete(tag, first);
                blocks.for_each(|block| plan.complete(tag, block));
            }
        }
    }
    if only.is_none() {
        for block in found.impls.iter().filter(|block| block.tag.is_none()) {
            plan.mark(
                block.source,
                block.start,
                block.keyword,
                "the document has no tag for this trait any more",
                &format!("`{}`", block.trait_name),
            );
        }
    }
    for ((source, (at, first)), modules) in std::mem::take(&mut plan.modules) {
        let modules: Vec<String> = modules.into_iter().collect();
        plan.insert(
            source,
            declared(&found.sources[source], at, first, &modules),
        );
    }
    plan.scaffold
}

struct Plan<'a> {
    api: &'a Api,
    found: &'a Implementations,
    signatures: Signatures<'a>,
    scaffold: Scaffold,
    implementor: Option<&'a Implementor>,
    /// Modules to declare, by file and place.
    modules: BTreeMap<(usize, (usize, bool)), BTreeSet<String>>,
}

impl Plan<'_> {
    /// Adds missing methods to a block, and marks those that are orphaned.
    fn complete(&mut self, tag: &Tag, block: &TraitImpl) {
        let missing: Vec<&Operation> = match block.macro_name {
            // The macro may have them; the compiler says so if not.
            Some(_) => Vec::new(),
            None => tag
                .operations
                .iter()
                .filter(|operation| block.method(operation).is_none())
                .collect(),
        };
        if !missing.is_empty() {
            self.add(tag, block, &missing);
        }
        let orphaned: Vec<_> = block.orphaned(tag).collect();
        for orphan in &orphaned {
            self.mark(
                block.source,
                orphan.start,
                orphan.at,
                "the document has no operation for this method any more",
                &format!("`{}::{}`", block.trait_name, orphan.name),
            );
        }
        let kept = block
            .methods
            .iter()
            .filter(|method| !orphaned.iter().any(|orphan| orphan.start == method.start));
        let places = kept.map(|method| (method.start, method.at));
        for (start, at) in places.chain([(block.start, block.keyword)]) {
            self.unmark(block.source, start, at);
        }
    }

    fn add(&mut self, tag: &Tag, block: &TraitImpl, missing: &[&Operation]) {
        let source = &self.found.sources[block.source];
        let layout = Layout::of(source, block);
        let backend = [&block.root[..], &["security".into(), "Backend".into()]].concat();
        let is_seen = block.scope.sees(&backend)
            || block
                .scope
                .globs()
                .contains(&backend[..backend.len() - 1].to_vec());
        let mut first_line = None;
        if !is_seen {
            match &block.uses {
                Some(uses) => self.insert(block.source, uses.insertion(source, &backend, " as _")),
                None => first_line = Some(format!("use {} as _;", backend.join("::"))),
            }
        }
        let naming = Existing {
            scope: &block.scope,
            root: &block.root,
        };
        let results = block
            .methods
            .iter()
            .filter_map(|method| method.result.as_ref());
        let style = Style {
            naming: &naming,
            result: results.into_iter().find_map(result::around_response),
            indent: &layout.indent,
            step: &layout.step,
            newline: source.newline(),
            first_line,
        };
        let methods: Vec<String> = missing
            .iter()
            .map(|operation| method(operation, &self.signatures.of(tag, operation), &style))
            .collect();
        let newline = source.newline();
        let gap = if block.methods.is_empty() {
            ""
        } else {
            newline
        };
        let text = methods.join(&format!("{newline}{newline}"));
        let (at, text) = if source.begins_line(block.close) {
            (
                source.line_start(block.close),
                format!("{gap}{text}{newline}"),
            )
        } else {
            let end = source.indent(block.keyword);
            (block.close, format!("{newline}{gap}{text}{newline}{end}"))
        };
        self.insert(block.source, Insertion { at, text });
        for operation in missing {
            self.tell("added", block, &operation.fn_name);
        }
    }

    fn tell(&mut self, what: &str, block: &TraitImpl, function: &str) {
        let path = shown(&self.found.sources[block.source].path);
        self.scaffold.done.push(format!(
            "{what} `{}::{function}` in {}",
            block.trait_name,
            path.display()
        ));
    }

    fn insert(&mut self, source: usize, insertion: Insertion) {
        let edit = Edit {
            source,
            at: insertion.at,
            remove: 0,
            insert: insertion.text,
        };
        if !self.scaffold.edits.contains(&edit) {
            self.scaffold.edits.push(edit);
        }
    }

    /// Puts a comment before something orphaned.
    fn mark(&mut self, source: usize, start: usize, name: usize, why: &str, what: &str) {
        let file = &self.found.sources[source];
        if marks(file, start, name).next().is_some() {
            return;
        }
        let insertion = if file.begins_line(start) {
            before(file, start, &format!("// {ORPHANED} {why}"), "")
        } else {
            Insertion {
                at: start,
                text: format!("/* {ORPHANED} {why} */ "),
            }
        };
        self.insert(source, insertion);
        let path = shown(&file.path);
        self.scaffold
            .done
            .push(format!("marked {what} in {} as orphaned", path.display()));
    }

    /// Takes away comments before what is asked for again.
    fn unmark(&mut self, source: usize, start: usize, name: usize) {
        let file = &self.found.sources[source];
        for range in marks(file, start, name) {
            let edit = Edit {
                source,
                at: range.start,
                remove: range.len(),
                insert: String::new(),
            };
            if !self.scaffold.edits.contains(&edit) {
                self.scaffold.edits.push(edit);
            }
        }
    }

    /// Writes the file of a tag that has none.
    fn begin(&mut self, tag: &Tag) {
        let help = "then run `openapi-stubs scaffold` again";
        let home = match home(self.found, tag) {
            Ok(home) => home,
            Err(why) => {
                let message = format!("the tag `{}` cannot be scaffolded: {why}", tag.name);
                return self.scaffold.report.error(message, help);
            }
        };
        let implementor = self.implementor.cloned();
        let Some(implementor) = implementor.or_else(|| place::implementor(self.found, &home))
        else {
            let message = format!(
                "the tag `{}` cannot be scaffolded: nothing in {} says which type implements it",
                tag.name,
                shown(&home.folder).display()
            );
            return self.scaffold.report.error(
                message,
                "name the type with `--for crate::Type`, or implement `Backend` for it first",
            );
        };
        let krate = self.found.crate_name(&home.folder, &self.api.crate_name);
        let text = new_file(self.api, tag, &krate, &implementor);
        let known = self
            .found
            .sources
            .iter()
            .position(|source| source.path == home.file);
        match known {
            Some(source) => self.append(source, tag, &krate, &implementor, &home),
            None if home.file.exists() => {
                let message = format!(
                    "{} is there, but is no part of what was read",
                    shown(&home.file).display()
                );
                return self.scaffold.report.error(message, help);
            }
            None => {
                let path = shown(&home.file);
                self.scaffold.done.push(format!(
                    "wrote {} with {} methods of `{}`",
                    path.display(),
                    tag.operations.len(),
                    tag.trait_name
                ));
                self.scaffold.files.push((home.file.clone(), text));
            }
        }
        self.register(&home);
    }

    /// Puts the block at the end of the tag's file, which has something else.
    fn append(&mut self, source: usize, tag: &Tag, krate: &str, to: &Implementor, home: &Home) {
        let file = &self.found.sources[source];
        let scope = Scope::of(file.syntax.items.iter(), None, false);
        let root: Vec<String> = krate.split("::").map(str::to_owned).collect();
        let naming = Existing {
            scope: &scope,
            root: &root,
        };
        let backend = format!("use {krate}::security::Backend as _;");
        let newline = file.newline();
        let methods: Vec<String> = tag
            .operations
            .iter()
            .map(|operation| {
                let style = Style {
                    naming: &naming,
                    result: None,
                    indent: "    ",
                    step: "    ",
                    newline,
                    first_line: Some(backend.clone()),
                };
                method(operation, &self.signatures.of(tag, operation), &style)
            })
            .collect();
        let trait_path = super::new_file::path_of_trait(tag);
        let trait_path = super::naming::Naming::name(&naming, &trait_path).join("::");
        // The type by its path, as the file need not import it.
        let own = to
            .imports
            .iter()
            .find(|path| path.rsplit("::").next() == Some(&to.self_type));
        let self_type = own
            .filter(|_| !scope.has(&to.self_type))
            .unwrap_or(&to.self_type);
        let clause = if to.where_clause.is_empty() {
            String::new()
        } else {
            format!("{} ", to.where_clause)
        };
        let end = if file.text.ends_with('\n') {
            ""
        } else {
            newline
        };
        let text = format!(
            "{end}{newline}impl{} {trait_path} for {self_type} {clause}{{{newline}{}{newline}}}{newline}",
            to.generics,
            methods.join(&format!("{newline}{newline}")),
        );
        let at = file.text.len();
        self.insert(source, Insertion { at, text });
        let path = shown(&home.file);
        self.scaffold
            .done
            .push(format!("added `{}` to {}", tag.trait_name, path.display()));
    }

    /// Declares the modules of a new file.
    fn register(&mut self, home: &Home) {
        for (path, module) in &home.modules {
            let known = self
                .found
                .sources
                .iter()
                .position(|source| source.path == *path);
            if let Some(source) = known {
                if let Some(place) = declaration(&self.found.sources[source], module) {
                    let modules = self.modules.entry((source, place)).or_default();
                    modules.insert(module.clone());
                }
                continue;
            }
            if is_root(path) {
                self.scaffold.report.error(
                    format!("{} is not there, so that `mod {module};` has no place", shown(path).display()),
                    "name the folder in which `lib.rs` or `main.rs` is in `implementations` of codegen.toml",
                );
                continue;
            }
            // The file of a group, in which several tags may begin at once.
            let line = format!("mod {module};\n");
            match self
                .scaffold
                .files
                .iter_mut()
                .find(|(file, _)| file == path)
            {
                Some((_, text)) if text.contains(&line) => {}
                Some((_, text)) => {
                    let lines: BTreeSet<&str> =
                        text.lines().skip(2).chain([line.trim_end()]).collect();
                    let head: Vec<&str> = text.lines().take(2).collect();
                    let lines: Vec<&str> = head.into_iter().chain(lines).collect();
                    *text = format!("{}\n", lines.join("\n"));
                }
                None => {
                    let name = path.parent().and_then(Path::file_name).unwrap_or_default();
                    let text = format!(
                        "//! The tags of the group `{}`.\n\n{line}",
                        name.to_string_lossy()
                    );
                    self.scaffold.files.push((path.clone(), text));
                }
            }
        }
    }
}

fn is_root(path: &Path) -> bool {
    ["lib.rs", "main.rs"]
        .iter()
        .any(|root| path.ends_with(root))
}

/// Indentation of the methods of a block.
struct Layout {
    indent: String,
    step: String,
}

impl Layout {
    fn of(source: &Source, block: &TraitImpl) -> Self {
        let outer = source.indent(block.keyword);
        let own = block
            .methods
            .iter()
            .find(|method| source.begins_line(method.start))
            .map(|method| source.indent(method.start));
        let step = match own.and_then(|own| own.strip_prefix(outer)) {
            Some(step) if !step.is_empty() => step.to_owned(),
            _ if source.uses_tabs() => "\t".to_owned(),
            _ => "    ".to_owned(),
        };
        Self {
            indent: own.map_or_else(|| format!("{outer}{step}"), str::to_owned),
            step,
        }
    }
}

/// Comments of `scaffold` that belong to an item: above it, and between its attributes. Whole lines where they are lines.
fn marks(
    source: &Source,
    start: usize,
    name: usize,
) -> impl Iterator<Item = std::ops::Range<usize>> {
    let text = &source.text;
    let mut from = source.line_start(start);
    // Comments that stand directly above.
    while from > 0 {
        let above = source.line_start(from - 1);
        if !text[above..from].trim_start().starts_with("//") {
            break;
        }
        from = above;
    }
    let mut found = Vec::new();
    let mut at = from;
    for line in text[from..name].split_inclusive('\n') {
        let begin = line.trim_start();
        if begin
            .strip_prefix("// ")
            .is_some_and(|rest| rest.starts_with(ORPHANED))
        {
            found.push(at..at + line.len());
        }
        at += line.len();
    }
    // In the line of something else.
    let inline = format!("/* {ORPHANED}");
    let line = source.line_start(start);
    if let Some(open) = text[line..start].rfind(&inline)
        && let Some(length) = text[line + open..start].find("*/")
        && text[line + open + length + 2..start].trim().is_empty()
    {
        found.push(line + open..start);
    }
    found.into_iter()
}
