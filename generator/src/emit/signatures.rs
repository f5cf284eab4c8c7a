//! Signatures of the traits' methods, for whoever writes implementations of them.

use proc_macro2::TokenStream;

use super::Emitter;
use crate::api::{Api, Operation, Tag};

/// Methods that `Backend` has for every document.
const COMMON: &[&str] = &["problem", "scaffolded"];

/// Signatures of all methods of a model.
pub struct Signatures<'a>(Emitter<'a>);

/// What a method is given and answers. Types are written from the root of the generated crate: `crate::models::video::Video`,
/// `rt::Client`, `Self::Caller`.
#[derive(Debug)]
pub struct Signature {
    /// Names and types after `&self`.
    pub arguments: Vec<(String, TokenStream)>,
    /// The type of its success; its error is `Self::Error`.
    pub response: TokenStream,
}

impl<'a> Signatures<'a> {
    /// Of a model.
    pub fn new(api: &'a Api) -> Self {
        Self(Emitter::new(api))
    }

    /// Of the method of an operation of a tag.
    pub fn of(&self, tag: &Tag, operation: &Operation) -> Signature {
        let arguments = self.0.arguments(tag, operation).into_iter();
        Signature {
            arguments: arguments.map(|(name, ty)| (name.to_string(), ty)).collect(),
            response: self.0.response_type(tag, operation),
        }
    }
    /// The methods of `Backend` that depend on the document: those that know callers.
    pub fn of_backend(&self) -> Vec<syn::TraitItemFn> {
        let file = syn::parse2::<syn::File>(self.0.security());
        let items = file.map_or(Vec::new(), |file| file.items);
        let backend = items.into_iter().find_map(|item| match item {
            syn::Item::Trait(item) if item.ident == "Backend" => Some(item.items),
            _ => None,
        });
        let methods = backend.into_iter().flatten();
        methods
            .filter_map(|item| match item {
                syn::TraitItem::Fn(method) => Some(method),
                _ => None,
            })
            .filter(|method| !COMMON.iter().any(|name| method.sig.ident == name))
            .collect()
    }
}
