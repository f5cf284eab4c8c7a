//! Types of one module that are the same but for their names: the first is written, the others are names for it.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Emitter, types};
use crate::api::{Model, ModelKind, TypePath};
use crate::print::{Code, NAMELESS};

/// Types of a module, by how they read without their names, and other names for them.
#[derive(Debug, Default)]
pub(super) struct Standing {
    first: HashMap<String, String>,
    names: HashMap<TypePath, String>,
}

impl Emitter<'_> {
    /// The type of an inline schema.
    pub(super) fn inline_model(&self, model: &Model) -> Code {
        // The other name of a tuple struct would not make values of it.
        if matches!(model.kind, ModelKind::Alias { .. }) {
            return self.model(model).into();
        }
        let (name, doc) = (&model.path.name, Self::model_doc(model));
        let make = |name: &TokenStream, doc: &TokenStream| self.named_model(model, name, doc);
        self.shared(name, &doc, make)
    }

    /// What `make` makes of a name and a doc comment, or another name for what it made before.
    pub(super) fn shared(
        &self,
        name: &str,
        doc: &TokenStream,
        make: impl Fn(&TokenStream, &TokenStream) -> TokenStream,
    ) -> Code {
        let ident = types::ident(name);
        let nameless = format_ident!("{NAMELESS}");
        let tokens = make(&quote!(#nameless), &TokenStream::new());
        let nameless = tokens.to_string();
        let mut standing = self.standing.borrow_mut();
        let Some(first) = standing.first.get(&nameless).cloned() else {
            // Its name may stand in a text too.
            let is_in_text = nameless.contains(&format!("\"{NAMELESS}"));
            standing.first.insert(nameless, name.to_owned());
            drop(standing);
            if is_in_text {
                return make(&quote!(#ident), doc).into();
            }
            let mut code = Code::from(doc.clone());
            code.add_named(tokens, ident.to_string());
            return code;
        };
        let path = TypePath {
            module: self.here.borrow().clone(),
            name: name.to_owned(),
        };
        standing.names.insert(path, first.clone());
        let first = types::ident(&first);
        quote!(#doc pub type #ident = #first;).into()
    }

    /// The name under which a type is written, where it has several.
    pub(super) fn written_name<'n>(&self, path: &'n TypePath) -> std::borrow::Cow<'n, str> {
        match self.standing.borrow().names.get(path) {
            Some(first) => first.clone().into(),
            None => path.name.as_str().into(),
        }
    }
}
