//! What a reference means: the file and the place in it, and the component that a schema of another file becomes.

use std::path::Path;

use serde_json::Value;

use super::Joiner;
use crate::check::nearest;
use crate::diagnostics::Code;
use crate::load::{Origin, escape, unescape};
use crate::names;

impl Joiner<'_> {
    /// The reference to a schema as the bundled document has it.
    pub(super) fn schema_reference(&mut self, target: &Origin, origin: &Origin) -> String {
        if target.file == self.root.file && origin.file == self.root.file {
            return format!("#{}", target.pointer);
        }
        format!("#/components/schemas/{}", escape(&self.component(target)))
    }

    /// What may be meant by a reference to nothing: something of almost the same name beside it.
    pub(super) fn help_for_dangling(&self, target: &Origin) -> String {
        if target.pointer.starts_with("/definitions/") {
            return "schemas stand below `#/components/schemas/` in OpenAPI 3.0".to_owned();
        }
        let near = target.pointer.rsplit_once('/').and_then(|(around, name)| {
            let around = Origin {
                file: target.file,
                pointer: around.to_owned(),
            };
            let beside = self.files.value(&around)?.as_object()?;
            let near = nearest(&unescape(name), beside.keys().map(String::as_str))?;
            Some(format!(
                "did you mean `#{}/{}`?",
                around.pointer,
                escape(near)
            ))
        });
        near.unwrap_or_else(|| "correct the reference, or add what it names".to_owned())
    }

    /// The place that a reference means.
    pub(super) fn target(
        &mut self,
        reference: &str,
        origin: &Origin,
        pointer: &str,
    ) -> Option<Origin> {
        let target = self.place(reference, origin, pointer)?;
        Some(self.through_references(target, 0))
    }

    /// The file and pointer of a reference as it is written.
    fn place(&mut self, reference: &str, origin: &Origin, pointer: &str) -> Option<Origin> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if file.contains("://") {
            let message = format!("`{reference}` is remote");
            let help =
                "references to the network are not followed: copy the document beside this one";
            self.finding(Code::ReferenceRemote, origin, pointer, message, help);
            return None;
        }
        if Path::new(file).is_absolute() {
            let message = format!("`{reference}` is an absolute path");
            let inside = Origin {
                file: origin.file,
                pointer: reference.to_owned(),
            };
            let help = if self.files.value(&inside).is_some() {
                format!("did you mean `#{reference}`?")
            } else {
                "name the file relative to this one; `../` may lead out of its folder".to_owned()
            };
            self.finding(Code::ReferenceAbsolute, origin, pointer, message, &help);
            return None;
        }
        let file = if file.is_empty() {
            origin.file
        } else {
            let folder = self.files.path(origin.file).parent();
            let folder = folder.unwrap_or(Path::new(""));
            // References are URIs; a name that has a `%` itself may also be written as it is.
            let plain = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
            let path = match folder.join(file) {
                raw if raw.exists() => raw,
                _ => folder.join(&*plain),
            };
            let here = Origin {
                file: origin.file,
                pointer: format!("{}/$ref", origin.pointer),
            };
            self.files.read(&path, Some(&here))?
        };
        let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
        let is_name = self.is_modern && !fragment.is_empty() && !fragment.starts_with('/');
        let anchored = is_name.then(|| self.anchored(file, &fragment)).flatten();
        let pointer = anchored.unwrap_or_else(|| fragment.trim_end_matches('/').to_owned());
        Some(Origin { file, pointer })
    }

    /// The same place, where the pointer leads through references of the files.
    fn through_references(&mut self, target: Origin, depth: usize) -> Origin {
        if self.files.value(&target).is_some() || depth > 32 {
            return target;
        }
        let mut at = Origin {
            file: target.file,
            pointer: String::new(),
        };
        for token in target.pointer.split('/').skip(1) {
            let reference = self
                .files
                .value(&at)
                .and_then(|value| value.get("$ref"))
                .and_then(Value::as_str)
                .map(str::to_owned);
            if let Some(reference) = reference {
                let rest = &target.pointer[at.pointer.len()..];
                if let Some(mut inner) = self.place(&reference, &at, "") {
                    inner.pointer.push_str(rest);
                    return self.through_references(inner, depth + 1);
                }
            }
            at.pointer.push('/');
            at.pointer.push_str(token);
        }
        target
    }

    /// Name of the component that a schema of another file becomes.
    fn component(&mut self, target: &Origin) -> String {
        if let Some(name) = self.names.get(target) {
            return name.clone();
        }
        let own = target
            .pointer
            .strip_prefix("/components/schemas/")
            .filter(|_| target.file == self.root.file);
        if let Some(name) = own.filter(|name| !name.contains('/')) {
            return unescape(name);
        }
        let stem = self
            .files
            .path(target.file)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        // `Video/properties/name` becomes `VideoName`.
        let tokens = target.pointer.split('/').map(unescape);
        let parts: Vec<String> = tokens
            .filter(|token| {
                !["", "components", "schemas", "properties", "$defs"].contains(&token.as_str())
            })
            .collect();
        let wanted = match parts.as_slice() {
            [] => stem.clone(),
            [name] => name.clone(),
            parts => parts.iter().map(|part| names::pascal(part)).collect(),
        };
        let mut name = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}{number}");
            number += 1;
        }
        self.names.insert(target.clone(), name.clone());
        self.stems.insert(name.clone(), stem);
        self.waiting.push((name.clone(), target.clone()));
        name
    }
}
