//! Types of one module that are the same but for their names: the first is written, the others are names for it.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, types};
use crate::api::{Model, ModelKind, TypePath};

/// Types of a module, by how they read without their names, and other names for them.
#[derive(Debug, Default)]
pub(super) struct Standing {
    first: HashMap<String, String>,
    names: HashMap<TypePath, String>,
}

impl Emitter<'_> {
    /// The type of an inline schema.
    pub(super) fn inline_model(&self, model: &Model) -> TokenStream {
        // The other name of a tuple struct would not make values of it.
        if matches!(model.kind, ModelKind::Alias { .. }) {
            return self.model(model);
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
    ) -> TokenStream {
        let ident = types::ident(name);
        let ident = quote!(#ident);
        // No type has this name: names of types begin with capitals.
        let nameless = make(&quote!(it), &TokenStream::new()).to_string();
        let mut standing = self.standing.borrow_mut();
        let Some(first) = standing.first.get(&nameless).cloned() else {
            standing.first.insert(nameless, name.to_owned());
            drop(standing);
            return make(&ident, doc);
        };
        let path = TypePath {
            module: self.here.borrow().clone(),
            name: name.to_owned(),
        };
        standing.names.insert(path, first.clone());
        let first = types::ident(&first);
        quote!(#doc pub type #ident = #first;)
    }

    /// The name under which a type is written, where it has several.
    pub(super) fn written_name<'n>(&self, path: &'n TypePath) -> std::borrow::Cow<'n, str> {
        match self.standing.borrow().names.get(path) {
            Some(first) => first.clone().into(),
            None => path.name.as_str().into(),
        }
    }
}
