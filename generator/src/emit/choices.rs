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
        let (access, among, serialize, shown) = match repr {
            EnumRepr::String => (
                quote! {
                    #[doc = " The value on the wire."]
                    pub const fn as_str(self) -> &'static str { match self { #(Self::#idents => #wires),* } }
                    #[doc = " The variant of a value on the wire."]
                    pub fn from_wire(value: &str) -> Option<Self> { Self::ALL.iter().copied().find(|variant| variant.as_str() == value) }
                },
                quote!(text_among(&[#((#wires, Self::#idents)),*])),
                quote!(serializer.serialize_str(self.as_str())),
                quote!(f.write_str(self.as_str())),
            ),
            EnumRepr::Integer => (
                quote! {
                    #[doc = " The value on the wire."]
                    pub const fn number(self) -> i64 { match self { #(Self::#idents => #wires),* } }
                    #[doc = " The variant of a value on the wire."]
                    pub fn from_wire(value: i64) -> Option<Self> { Self::ALL.iter().copied().find(|variant| variant.number() == value) }
                },
                quote!(integer_among(&[#((#wires, Self::#idents)),*])),
                quote!(serializer.serialize_i64(self.number())),
                quote!(std::fmt::Display::fmt(&self.number(), f)),
            ),
            EnumRepr::Json => (
                quote! {
                    #[doc = " The value on the wire, as JSON."]
                    pub const fn as_json(self) -> &'static str { match self { #(Self::#idents => #wires),* } }
                },
                {
                    let wires = values.iter().map(|value| value.value.clone());
                    let wires = self.constant(&wires.collect());
                    quote!(value_among(#wires, Self::ALL))
                },
                quote!(rt::serialize_json(self.as_json(), serializer)),
                quote!(f.write_str(rt::json_text(self.as_json()).as_ref())),
            ),
        };
        let check = self.model_check(model);
        let decode = model.input.then(|| {
            quote! {
                impl rt::DecodeValue for #name {
                    fn decode_value(at: rt::At<'_, '_>) -> rt::State<Self> { at #check .#among }
                }
            }
        });
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
                #[doc = " Every variant, in the order of the document."]
                pub const ALL: &'static [Self] = &[#(Self::#idents),*];
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
        let derives = self.derives(union.variants.iter().map(|variant| &variant.ty));
        let text = name.to_string();
        let debug = union.variants.iter().any(|variant| variant.ty.secret).then(|| quote! {
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
        let body = match &union.discriminator {
            Some(discriminator) => {
                let property = &discriminator.property;
                let arms = discriminator.mapping.iter().map(|(wire, index)| {
                    let reading = reading(*index);
                    quote!((#wire, #reading))
                });
                quote!(at #check .by_property(#property, &[#(#arms),*]))
            }
            None => {
                let (any, forms) = (union.any, self.forms(union, reading));
                quote!(at #check .among(#any, #forms))
            }
        };
        let decode = model.input.then(|| quote! {
            impl rt::DecodeValue for #name {
                fn decode_value(at: rt::At<'_, '_>) -> rt::State<Self> { #body }
            }
            impl rt::Decode for #name {
                const WHOLE: bool = true;
                fn decode(f: &mut rt::Fields<'_, '_>) -> Option<Self> { f.whole().value::<Self>().required() }
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
