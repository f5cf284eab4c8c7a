//! Structs, enumerations and unions.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::types::{self, Presence};
use super::{Emitter, docs};
use crate::api::{
    EnumRepr, Field, Model, ModelKind, NamedValue, Operation, ParamField, Params, Type, TypeKind,
    Union,
};

impl Emitter<'_> {
    /// A named type with what it can do.
    pub(crate) fn model(&self, model: &Model) -> TokenStream {
        let name = types::ident(&model.path.name);
        let name = quote!(#name);
        let doc = docs::description(&model.description, &format!("{}.", model.path.name));
        match &model.kind {
            ModelKind::Struct {
                fields,
                additional,
                deny_unknown,
                min_properties,
                max_properties,
            } => {
                let limits = (*deny_unknown, *min_properties, *max_properties);
                self.structure(model, &name, &doc, fields, additional.as_deref(), limits)
            }
            ModelKind::Enum { values, repr } => self.enumeration(model, &name, &doc, values, *repr),
            ModelKind::Union(union) => self.union(model, &name, &doc, union),
            ModelKind::Alias { ty } => self.wrapper(model, &name, &doc, ty),
        }
    }

    fn structure(
        &self,
        model: &Model,
        name: &TokenStream,
        doc: &TokenStream,
        fields: &[Field],
        additional: Option<&Type>,
        (deny_unknown, least, most): (bool, Option<u64>, Option<u64>),
    ) -> TokenStream {
        let serialize = model.output.then(|| quote!(#[derive(serde::Serialize)]));
        let members = fields.iter().map(|field| {
            let ident = types::ident(&field.name);
            let wire = &field.wire;
            let doc = self.field_doc(field);
            let ty = if model.input {
                self.input_field(field)
            } else {
                self.output_field(field)
            };
            let skip = if field.required {
                None
            } else if model.input {
                match self.presence(field) {
                    Presence::Optional => Some(quote!(, skip_serializing_if = "Option::is_none")),
                    Presence::Patch => Some(quote!(, skip_serializing_if = "rt::Patch::is_absent")),
                    _ => None,
                }
            } else {
                Some(quote!(, skip_serializing_if = "Option::is_none"))
            };
            let serde = model.output.then(|| quote!(#[serde(rename = #wire #skip)]));
            quote!(#doc #serde pub #ident: #ty,)
        });
        let extra = additional.map(|ty| {
            let ty = self.item(ty);
            let serde = model.output.then(|| quote!(#[serde(flatten)]));
            quote!(#[doc = " Further fields."] #serde pub additional: std::collections::BTreeMap<String, #ty>,)
        });
        let derives = self.derives(
            fields.iter().map(|field| &field.ty),
            fields.iter().any(|field| field.ty.secret),
        );
        let debug = self.debug(name, fields, additional.is_some());
        let decode = model.input.then(|| {
            let wires = fields.iter().map(|field| &field.wire);
            let known = quote!(&[#(#wires),*]);
            let mut before = TokenStream::new();
            if deny_unknown {
                before.extend(quote!(f.deny_unknown(#known);));
            }
            if least.is_some() || most.is_some() {
                let option = |value: Option<u64>| {
                    value
                        .and_then(|value| usize::try_from(value).ok())
                        .map_or(quote!(None), |value| quote!(Some(#value)))
                };
                let (least, most) = (option(least), option(most));
                before.extend(quote!(f.count(#least, #most);));
            }
            let rest = additional.map(|ty| {
                let read = self.read_item(ty);
                (
                    quote!(let additional = f.additional(#known, |at| #read);),
                    quote!(additional: additional?),
                )
            });
            let fields: Vec<_> = fields.iter().cloned().map(ParamField::Field).collect();
            self.decode_fields(name, &fields, before, rest)
        });
        quote! {
            #doc
            #derives
            #serialize
            pub struct #name { #(#members)* #extra }
            #debug
            #decode
        }
    }

    /// `Debug`, and `Clone` and `PartialEq` unless a file is in it. Types with secrets write their `Debug` themselves.
    fn derives<'t>(&self, types: impl Iterator<Item = &'t Type>, has_secret: bool) -> TokenStream {
        let holds_file = types.into_iter().any(|ty| self.holds_file(&ty.kind, 0));
        let debug = (!has_secret).then(|| quote!(Debug,));
        let others = (!holds_file).then(|| quote!(Clone, PartialEq,));
        if debug.is_none() && others.is_none() {
            TokenStream::new()
        } else {
            quote!(#[derive(#debug #others)])
        }
    }

    /// A `Debug` that shows no secret.
    fn debug(
        &self,
        name: &TokenStream,
        fields: &[Field],
        has_additional: bool,
    ) -> Option<TokenStream> {
        if !fields.iter().any(|field| field.ty.secret) {
            return None;
        }
        let calls = fields.iter().map(|field| {
            let (ident, wire) = (types::ident(&field.name), &field.wire);
            if field.ty.secret {
                quote!(.field(#wire, &"***"))
            } else {
                quote!(.field(#wire, &self.#ident))
            }
        });
        let additional = has_additional.then(|| quote!(.field("additional", &self.additional)));
        let text = name.to_string();
        Some(quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct(#text) #(#calls)* #additional .finish()
                }
            }
        })
    }

    fn field_doc(&self, field: &Field) -> TokenStream {
        let doc = docs::description(&field.description, &format!("`{}`.", field.wire));
        let deprecated = field
            .deprecated
            .then(|| quote!(#[doc = ""] #[doc = " Deprecated."]));
        quote!(#doc #deprecated)
    }

    fn enumeration(
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
                Value::String(text) => quote!(#text),
                other => {
                    let number = other.as_i64().unwrap_or_default();
                    quote!(#number)
                }
            })
            .collect();
        let variant_docs = values.iter().map(|value| {
            let text = format!(
                " `{}`.",
                docs::escape(value.value.as_str().unwrap_or(&value.value.to_string()))
                    .replace('`', "'")
                    .replace('\n', " ")
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
                quote!(text_among),
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
                quote!(integer_among),
                quote!(serializer.serialize_i64(self.number())),
                quote!(std::fmt::Display::fmt(&self.number(), f)),
            ),
        };
        let decode = model.input.then(|| quote! {
            impl rt::DecodeValue for #name {
                fn decode_value(at: rt::At<'_, '_>) -> rt::State<Self> { at.#among(&[#((#wires, Self::#idents)),*]) }
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

    fn union(
        &self,
        model: &Model,
        name: &TokenStream,
        doc: &TokenStream,
        union: &Union,
    ) -> TokenStream {
        let idents: Vec<_> = union
            .variants
            .iter()
            .map(|variant| types::ident(&variant.name))
            .collect();
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
        let reading = |index: usize| {
            let (ident, read) = (
                &idents[index],
                self.read(quote!(at), &union.variants[index].ty, false),
            );
            quote!(|at| #read.state().map(Self::#ident))
        };
        let body = match &union.discriminator {
            Some(discriminator) => {
                let property = &discriminator.property;
                let arms = discriminator.mapping.iter().map(|(wire, index)| {
                    let reading = reading(*index);
                    quote!((#wire, #reading))
                });
                quote!(at.by_property(#property, &[#(#arms),*]))
            }
            None => {
                let readings = (0..idents.len()).map(reading);
                let any = union.any;
                quote!(at.among(#any, &[#(#readings),*]))
            }
        };
        let decode = model.input.then(|| quote! {
            impl rt::DecodeValue for #name {
                fn decode_value(at: rt::At<'_, '_>) -> rt::State<Self> { #body }
            }
            impl rt::Decode for #name {
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
            #decode
            #serialize
        }
    }

    /// A body that is no object: a struct around the value.
    fn wrapper(
        &self,
        model: &Model,
        name: &TokenStream,
        doc: &TokenStream,
        ty: &Type,
    ) -> TokenStream {
        let inner = self.item(ty);
        let derives = self.derives([ty].into_iter(), false);
        let whole = self.read(quote!(f.whole()), ty, false);
        let end = if ty.nullable && !matches!(ty.kind, TypeKind::Any) {
            quote!(.nullable())
        } else {
            quote!(.required())
        };
        let decode = model.input.then(|| {
            quote! {
                impl rt::Decode for #name {
                    fn decode(f: &mut rt::Fields<'_, '_>) -> Option<Self> { #whole #end .map(Self) }
                }
            }
        });
        let serialize = model.output.then(|| quote!(#[derive(serde::Serialize)]));
        quote! {
            #doc
            #derives
            #serialize
            pub struct #name(#[doc = " The value."] pub #inner);
            #decode
        }
    }

    /// The structs of an operation's locations.
    pub(crate) fn params(&self, operation: &Operation) -> TokenStream {
        let locations = [
            (&operation.path_params, "path"),
            (&operation.query, "query"),
            (&operation.headers, "headers"),
            (&operation.cookies, "cookies"),
        ];
        locations
            .into_iter()
            .filter_map(|(params, what)| {
                params
                    .as_ref()
                    .map(|params| self.params_struct(operation, params, what))
            })
            .collect()
    }

    fn params_struct(&self, operation: &Operation, params: &Params, what: &str) -> TokenStream {
        let name = types::ident(&params.type_name);
        let name = quote!(#name);
        let doc = docs::outer(&format!("The {what} of `{}`.", operation.id));
        let own: Vec<&Field> = params
            .fields
            .iter()
            .filter_map(|field| match field {
                ParamField::Field(field) => Some(field),
                ParamField::Group { .. } => None,
            })
            .collect();
        let members = params.fields.iter().map(|field| match field {
            ParamField::Field(field) => {
                let (ident, ty, doc) = (
                    types::ident(&field.name),
                    self.input_field(field),
                    self.field_doc(field),
                );
                quote!(#doc pub #ident: #ty,)
            }
            ParamField::Group { field, type_path } => {
                let (ident, ty) = (types::ident(field), types::path(type_path));
                let doc = format!(" The group {}.", type_path.name);
                quote!(#[doc = #doc] pub #ident: #ty,)
            }
        });
        let derives = self.derives(own.iter().map(|field| &field.ty), false);
        let decode = self.decode_fields(&name, &params.fields, TokenStream::new(), None);
        quote!(#doc #derives pub struct #name { #(#members)* } #decode)
    }
}
