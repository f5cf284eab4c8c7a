//! Schemas of components: which become types, before any is looked into.

use serde_json::{Map, Value};

use super::Lowerer;
use super::schema::Owner;
use crate::api::TypePath;
use crate::load::escape;
use crate::names;

impl Lowerer<'_> {
    /// Gives every component that becomes a type its path, before any of them is looked into.
    pub(super) fn name_components(&mut self) {
        let names: Vec<String> = self.schemas().keys().cloned().collect();
        for name in names {
            let pointer = component_pointer(&name);
            if !matches!(self.is_named(&pointer), Ok(true)) {
                continue;
            }
            let stem = self
                .bundle
                .stems
                .get(&name)
                .map_or("schemas", String::as_str);
            let module = vec!["models".to_owned(), names::module(stem, &["mod"])];
            let type_name = self.claim(&module, &names::pascal(&name), &name);
            self.components.insert(
                name,
                TypePath {
                    module,
                    name: type_name,
                },
            );
        }
    }

    pub(super) fn lower_components(&mut self) {
        for (name, path) in self.components.clone() {
            let owner = Owner {
                module: path.module.clone(),
                stem: path.name.clone(),
                key: name.clone(),
            };
            let pointer = component_pointer(&name);
            // A component that cannot be lowered is reported; operations that use it are left out.
            if self.files.report.is_broken(&pointer) {
                continue;
            }
            let Some(Value::Object(schema)) = self.at(&pointer) else {
                continue;
            };
            if self.check_schema(schema, &pointer).is_ok() {
                let _ = self.define(&pointer, path, &owner);
            }
        }
    }

    fn schemas(&self) -> &Map<String, Value> {
        self.object("/components/schemas")
    }
}

/// Pointer of a component.
pub(super) fn component_pointer(name: &str) -> String {
    format!("/components/schemas/{}", escape(name))
}
