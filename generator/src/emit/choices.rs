//! Enumerations and unions.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::{Emitter, docs, types};
use crate::api::{EnumRepr, Model, NamedValue, Union};

impl Emitter<'_> {
    pub(crate) fn enumeration(
        &self,
        model: &Model,
        name: &TokenStream,
        doc: &TokenStream,
        values: &[NamedValue],
        repr: EnumRepr,
    ) -> TokenStream {
        let idents: Vec<_> = values
            .iter()
            .map(|value| types::ident(&value.name))
            .collect();
        let wires: Vec<TokenStream> = values
            .iter()
            .map(|value| match &value.value {
                Value::String(text) if repr == EnumRepr::String => quote!(#text),
                other if repr == EnumRepr::Json => {
                    let text = other.to_string();
                    quote!(#text)
                }
                other => {
                    let number = other.as_i64().unwrap_or_default();
                    quote!(#number)
                }
            })
            .collect();
        let variant_docs = values.iter().map(|value| {
            let wire = value.value.as_str().map(str::to_owned);
            let text = format!(
                " {}.",
                docs::code(&wire.unwrap_or_else(|| value.value.to_string()))
            );
            quote!(#[doc = #text])
        });
        let (wire, access, serialize, shown) = match repr {
            EnumRepr::String => (
                Some(quote!(&'static str)),
                quote!(
                    pub fn as_str(self) -> &'static str {
                        rt::Enumeration::wire(self)
                    }
                ),
                quote!(serializer.serialize_str(self.as_str())),
                quote!(f.write_str(self.as_str())),
            ),
            EnumRepr::Integer => (
                Some(quote!(i64)),
                quote!(
                    pub fn number(self) -> i64 {
                        rt::Enumeration::wire(self)
                    }
                ),
                quote!(serializer.serialize_i64(self.number())),
                quote!(write!(f, "{}", self.number())),
            ),
            EnumRepr::Json => (
                None,
                quote!(pub const fn as_json(self) -> &'static str { match self { #(Self::#idents => #wires),* } }),
                quote!(rt::serialize_json(self.as_json(), serializer)),
                quote!(f.write_str(rt::json_text(self.as_json()).as_ref())),
            ),
        };
        let decode = match wire {
            Some(wire) => {
                let check = model.check.as_deref().map(|check| {
                    let check = self.check(check);
                    quote!(fn check() -> Option<&'static rt::Check> { Some(#check) })
                });
                Some(quote! {
                    impl rt::Enumeration for #name {
                        type Wire = #wire;
                        const VALUES: &'static [(Self::Wire, Self)] = &[#((#wires, Self::#idents)),*];
                        #check
                    }
                })
            }
            None => model.input.then(|| {
                let wires = self.constant(&values.iter().map(|value| value.value.clone()).collect());
                let check = self.model_check(model);
                quote! {
                    impl rt::DecodeValue for #name {
                        fn decode_value(at: rt::At<'_, '_>) -> rt::State<Self> { at #check .value_among(#wires, &[#(Self::#idents),*]) }
                    }
                }
            }),
        };
        let serialize = model.output.then(|| quote! {
            impl serde::Serialize for #name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> { #serialize }
            }
        });
        quote! {
            #doc
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            pub enum #name { #(#variant_docs #idents,)* }
            impl #name {
                #[doc = " The value on the wire."]
                #access
            }
            impl std::fmt::Display for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { #shown }
            }
            #decode
            #serialize
        }
    }

    /// The check of a model, in front of its reading.
    fn model_check(&self, model: &Model) -> Option<TokenStream> {
        let check = self.check(model.check.as_deref()?);
        Some(quote!(.check(#check)))
    }

    pub(crate) fn union(
        &self,
        model: &Model,
        name: &TokenStream,
        doc: &TokenStream,
        union: &Union,
    ) -> TokenStream {
        let idents = Self::variant_idents(union);
        let inner: Vec<_> = union
            .variants
            .iter()
            .map(|variant| self.ty(&variant.ty))
            .collect();
        let variant_docs = union
            .variants
            .iter()
            .map(|variant| docs::description("", &format!("`{}`.", variant.name)));
        let derives = self.derives(union.variants.iter().map(|variant| &variant.ty), false);
        let text = name.to_string();
        let debug = union.variants.iter().any(|variant| self.shows_secret(&variant.ty)).then(|| quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(#text) }
            }
        });
        let reading = |index: usize| {
            let (ident, read) = (
                &idents[index],
                self.read(quote!(at), &union.variants[index].ty, false),
            );
            quote!(|at| #read.state().map(Self::#ident))
        };
        let check = self.model_check(model);
        let holds_secret = union
            .variants
            .iter()
            .any(|variant| self.holds_secret(&variant.ty));
        let guarded = holds_secret.then(|| quote!(.guarded()));
        let body = match &union.discriminator {
            Some(discriminator) => {
                let property = &discriminator.property;
                let arms = discriminator.mapping.iter().map(|(wire, index)| {
                    let reading = reading(*index);
                    quote!((#wire, #reading))
                });
                quote!(at #guarded #check .by_property(#property, &[#(#arms),*]))
            }
            None => {
                let (any, forms) = (union.any, self.forms(union, reading));
                quote!(at #guarded #check .among(#any, #forms))
            }
        };
        let decode = model.input.then(|| {
            quote! {
                impl rt::DecodeValue for #name {
                    fn decode_value(at: rt::At<'_, '_>) -> rt::State<Self> { #body }
                }
            }
        });
        let serialize = model.output.then(|| quote! {
            impl serde::Serialize for #name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self { #(Self::#idents(value) => serde::Serialize::serialize(value, serializer)),* }
                }
            }
        });
        quote! {
            #doc
            #derives
            pub enum #name { #(#variant_docs #idents(#inner),)* }
            #debug
            #decode
            #serialize
        }
    }
}
