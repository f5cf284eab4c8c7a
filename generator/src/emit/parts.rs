//! Multipart bodies that are streamed: an enum with a variant for each property.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Emitter, docs, types};
use crate::api::{BodyKind, Field, ModelKind, Operation, Type, TypeKind};
use crate::names;
use crate::print::Code;

/// A property: its variant, and the type of one part of it.
struct Property<'a> {
    field: &'a Field,
    variant: Ident,
    ty: &'a Type,
    many: bool,
}

impl Property<'_> {
    fn is_file(&self) -> bool {
        matches!(self.ty.kind, TypeKind::Binary)
    }

    fn is_nullable(&self) -> bool {
        let nullable = if self.many {
            self.ty.nullable
        } else {
            self.field.nullable
        };
        nullable && !matches!(self.ty.kind, TypeKind::Any)
    }

    /// What is demanded of all parts of the property together.
    fn rule(&self) -> TokenStream {
        let wire = &self.field.wire;
        let required = self.field.required.then(|| quote!(.required()));
        let rules = &self.field.ty.rules;
        let size = |size: Option<u64>| size.and_then(|size| usize::try_from(size).ok());
        let many = self.many.then(|| {
            let least = size(rules.min_items).unwrap_or(0);
            let most = size(rules.max_items).map_or(quote!(usize::MAX), |most| quote!(#most));
            quote!(.many(#least, #most))
        });
        let unique = (self.many && rules.unique_items).then(|| quote!(.unique()));
        quote!(rt::PartRule::new(#wire) #required #many #unique)
    }
}

impl Emitter<'_> {
    /// The type of a part of a body that is streamed.
    pub(super) fn part_enum(&self, operation: &Operation) -> Option<Code> {
        let [content] = operation.body.as_ref()?.contents.as_slice() else {
            return None;
        };
        let BodyKind::Parts { ty, part } = &content.kind else {
            return None;
        };
        let TypeKind::Named(path) = &ty.kind else {
            return None;
        };
        let ModelKind::Struct {
            fields,
            additional,
            deny_unknown,
            ignored,
            ..
        } = self.kind(path)?
        else {
            return None;
        };
        let (files, encodings) = self.multipart(content.media_types.first()?, content, fields);
        let mut taken = HashSet::from(["Additional".to_owned()]);
        let properties: Vec<Property<'_>> = fields
            .iter()
            .map(|field| {
                let (ty, many) = match &field.ty.kind {
                    TypeKind::Array(item) => (&**item, true),
                    _ => (&field.ty, false),
                };
                let variant = names::unique(names::pascal(&field.wire), &mut taken);
                let variant = types::ident(&variant);
                Property {
                    field,
                    variant,
                    ty,
                    many,
                }
            })
            .collect();
        let variants = properties.iter().map(|property| self.variant_of(property));
        let more = additional.as_ref().map(|ty| {
            let ty = self.item(ty);
            quote!(#[doc = " Any other part: its name and its value."] Additional(String, #ty),)
        });
        let rules = properties.iter().map(Property::rule);
        let unread = ignored
            .iter()
            .map(|wire| quote!(rt::PartRule::new(#wire).many(0, usize::MAX)));
        let others = match (additional, deny_unknown) {
            (Some(_), _) => quote!(Read),
            (None, true) => quote!(Refused),
            (None, false) => quote!(Ignored),
        };
        let read = properties.iter().filter(|property| !property.is_file());
        let read = read.map(|property| self.read_part(property));
        let skip =
            (!ignored.is_empty() && additional.is_some()).then(|| quote!(#(#ignored)|* => None,));
        let rest = match additional {
            Some(ty) => {
                let read = self.read_item_at(quote!(f.at(name)), ty);
                quote!(_ => #read.map(|value| Self::Additional(name.to_owned(), value)),)
            }
            None => quote!(_ => None,),
        };
        let handed = properties.iter().filter(|property| property.is_file());
        let handed = handed.map(|property| {
            let (wire, variant) = (&property.field.wire, &property.variant);
            quote!(#wire => Some(Self::#variant(file)),)
        });
        let doc = docs::outer(&format!(
            "A part of the body of {}.",
            docs::code(&operation.id)
        ));
        let types = fields
            .iter()
            .map(|field| &field.ty)
            .chain(additional.as_deref());
        let debug = types.clone().any(|ty| self.shows_secret(ty));
        let derive = (!debug).then(|| quote!(#[derive(Debug)]));
        let (variants, rules): (TokenStream, Vec<_>) =
            (variants.collect(), rules.chain(unread).collect());
        let (read, handed): (TokenStream, TokenStream) = (read.collect(), handed.collect());
        let text_fn = if read.is_empty() && additional.is_none() {
            quote!(
                fn text(_: &mut rt::Fields<'_, '_>, _: &str) -> Option<Self> {
                    None
                }
            )
        } else {
            quote! {
                fn text(f: &mut rt::Fields<'_, '_>, name: &str) -> Option<Self> {
                    match name { #read #skip #rest }
                }
            }
        };
        let file_fn = if handed.is_empty() {
            quote!(
                fn file(_: &str, _: rt::FileStream) -> Option<Self> {
                    None
                }
            )
        } else {
            quote! {
                fn file(name: &str, file: rt::FileStream) -> Option<Self> {
                    match name { #handed _ => None }
                }
            }
        };
        Some(self.shared(&part.name, &doc, |name, doc| {
            let text = name.to_string();
            let debug = debug.then(|| quote! {
                impl std::fmt::Debug for #name {
                    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(#text) }
                }
            });
            quote! {
                #doc
                #derive
                pub enum #name { #variants #more }
                #debug
                impl rt::BodyPart for #name {
                    const PROPERTIES: &'static [rt::PartRule] = &[#(#rules),*];
                    const FILES: &'static [rt::FilePart] = #files;
                    const ENCODINGS: &'static [rt::Encoding] = #encodings;
                    const OTHERS: rt::Others = rt::Others::#others;
                    #text_fn
                    #file_fn
                }
            }
        }))
    }

    fn variant_of(&self, property: &Property<'_>) -> TokenStream {
        let variant = &property.variant;
        let wire = docs::code(&property.field.wire);
        let usual = match (property.is_file(), property.many) {
            (true, false) => format!("The file {wire}."),
            (true, true) => format!("One of the files {wire}."),
            (false, false) => format!("{wire}."),
            (false, true) => format!("One of {wire}."),
        };
        let doc = docs::description(&property.field.description, &usual);
        let ty = if property.is_file() {
            quote!(rt::FileStream)
        } else {
            let plain = self.ty(property.ty);
            if property.is_nullable() {
                quote!(Option<#plain>)
            } else {
                plain
            }
        };
        quote!(#doc #variant(#ty),)
    }

    fn read_part(&self, property: &Property<'_>) -> TokenStream {
        let (wire, variant) = (&property.field.wire, &property.variant);
        let secret = property.field.write_only || property.field.ty.secret;
        let read = self.read(quote!(f.at(#wire)), property.ty, secret);
        let end = if property.is_nullable() {
            quote!(.nullable())
        } else {
            quote!(.required())
        };
        quote!(#wire => #read #end .map(Self::#variant),)
    }
}
