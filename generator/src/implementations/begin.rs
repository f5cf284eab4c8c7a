//! Implementations of tags that nobody has begun.

use std::collections::BTreeSet;
use std::path::Path;

use super::header::Implementor;
use super::method::{Style, method};
use super::naming::{Existing, Naming as _};
use super::new_file::{new_file, path_of_trait};
use super::place::{self, Home, declaration, home};
use super::scaffold::Plan;
use super::scope::Scope;
use super::status::shown;
use super::uses::Insertion;
use crate::api::Tag;
use crate::diagnostics::Code;

impl Plan<'_> {
    /// Writes the file of a tag that has none.
    pub(super) fn begin(&mut self, tag: &Tag) {
        let help = "then run `openapi-stubs scaffold` again";
        let home = match home(self.found, tag) {
            Ok(home) => home,
            Err(why) => {
                let message = format!("the tag `{}` cannot be scaffolded: {why}", tag.name);
                return self
                    .scaffold
                    .report
                    .error(Code::CannotScaffold, message, help);
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
                Code::CannotScaffold,
                message,
                "name the type with `--for crate::Type`, or implement `Backend` for it first",
            );
        };
        let krate = self.found.crate_name(&home.folder, &self.api.crate_name);
        let text = match new_file(self.api, tag, &krate, &implementor, self.templates) {
            Ok(text) => text,
            Err(broken) => return self.scaffold.report.add(*broken),
        };
        let known = self.found.source_at(&home.file);
        match known {
            Some(source) => self.append(source, tag, &krate, &implementor, &home),
            None if home.file.exists() => {
                let message = format!(
                    "{} is there, but is no part of what was read",
                    shown(&home.file).display()
                );
                return self
                    .scaffold
                    .report
                    .error(Code::CannotScaffold, message, help);
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
        let trait_path = path_of_trait(tag);
        let trait_path = naming.name(&trait_path).join("::");
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
            let known = self.found.source_at(path);
            if let Some(source) = known {
                if let Some(place) = declaration(&self.found.sources[source], module) {
                    let modules = self.modules.entry((source, place)).or_default();
                    modules.insert(module.clone());
                }
                continue;
            }
            if is_root(path) {
                self.scaffold.report.error(
                    Code::CannotScaffold,
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
