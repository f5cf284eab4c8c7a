//! Adds what is missing, marks what is orphaned, and leaves every other byte alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::find::{Implementations, TraitImpl};
use super::header::Implementor;
use super::method::{Style, method};
use super::naming::Existing;
use super::place::declared;
use super::result;
use super::source::Source;
use super::status::shown;
use super::uses::Insertion;
use crate::api::{Api, Operation, Tag};
use crate::diagnostics::Report;
use crate::emit::Signatures;
use crate::templates::Templates;

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

/// Plans to add what is missing: for one tag, by index, or for all. `implementor` is who gets traits that nobody has; files
/// that begin are made of a template.
pub fn scaffold(
    api: &Api,
    found: &Implementations,
    only: Option<usize>,
    implementor: Option<&Implementor>,
    templates: &Templates,
) -> Scaffold {
    let mut plan = Plan {
        api,
        found,
        signatures: Signatures::new(api),
        scaffold: Scaffold::default(),
        implementor,
        templates,
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

pub(super) struct Plan<'a> {
    pub(super) api: &'a Api,
    pub(super) found: &'a Implementations,
    pub(super) signatures: Signatures<'a>,
    pub(super) scaffold: Scaffold,
    pub(super) implementor: Option<&'a Implementor>,
    pub(super) templates: &'a Templates,
    /// Modules to declare, by file and place.
    pub(super) modules: BTreeMap<(usize, (usize, bool)), BTreeSet<String>>,
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

    pub(super) fn insert(&mut self, source: usize, insertion: Insertion) {
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
