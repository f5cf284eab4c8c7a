//! Structs: objects, bodies that are none, parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{self, Presence};
use super::{Emitter, docs};
use crate::api::{
    BodyContent, Field, Model, ModelKind, Operation, ParamField, Params, Type, TypeKind,
};
use crate::print::Code;

impl Emitter<'_> {
    /// A named type with what it can do.
    pub(crate) fn model(&self, model: &Model) -> TokenStream {
        let name = types::ident(&model.path.name);
        self.named_model(model, &quote!(#name), &Self::model_doc(model))
    }

    pub(super) fn model_doc(model: &Model) -> TokenStream {
        docs::description(&model.description, &format!("{}.", model.path.name))
    }

    pub(super) fn named_model(
        &self,
        model: &Model,
        name: &TokenStream,
        doc: &TokenStream,
    ) -> TokenStream {
        match &model.kind {
            ModelKind::Struct {
                fields,
                additional,
                ignored,
                ..
            } => self.structure(model, name, doc, fields, additional.as_deref(), ignored),
            ModelKind::Enum { values, repr } => self.enumeration(model, name, doc, values, *repr),
            ModelKind::Union(union) => self.union(model, name, doc, union),
            ModelKind::Alias { ty } => self.wrapper(model, name, doc, ty),
        }
    }

    fn structure(
        &self,
        model: &Model,
        name: &TokenStream,
        doc: &TokenStream,
        fields: &[Field],
        additional: Option<&Type>,
        ignored: &[String],
    ) -> TokenStream {
        let members = fields.iter().map(|field| {
            let ident = types::ident(&field.name);
            let doc = self.field_doc(field);
            let ty = if model.input {
                self.input_field(field)
            } else {
                self.output_field(field)
            };
            let serde = model.output.then(|| self.serde(field, model.input));
            quote!(#doc #serde pub #ident: #ty,)
        });
        let extra = additional.map(|ty| {
            let ty = self.item(ty);
            let serde = model.output.then(|| quote!(#[serde(flatten)]));
            quote!(#[doc = " Further fields."] #serde pub additional: std::collections::BTreeMap<String, #ty>,)
        });
        let types = fields.iter().map(|field| &field.ty).chain(additional);
        let derives = self.derives(types, model.output);
        let shown = fields
            .iter()
            .map(|field| (&*field.name, self.shows_secret(&field.ty)));
        let shown: Vec<_> = shown
            .chain(additional.map(|ty| ("additional", self.shows_secret(ty))))
            .collect();
        let debug = Self::debug(name, &shown);
        let decode = model.input.then(|| {
            let wires = fields.iter().map(|field| &field.wire).chain(ignored);
            let known = quote!(&[#(#wires),*]);
            let before = self.before_fields(model, &known);
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
            pub struct #name { #(#members)* #extra }
            #debug
            #decode
        }
    }

    /// What is asked of an object as a whole.
    fn before_fields(&self, model: &Model, known: &TokenStream) -> TokenStream {
        let mut before = TokenStream::new();
        if let ModelKind::Struct {
            deny_unknown,
            min_properties,
            max_properties,
            ..
        } = &model.kind
        {
            if *deny_unknown {
                before.extend(quote!(f.deny_unknown(#known);));
            }
            if min_properties.is_some() || max_properties.is_some() {
                let option = |value: &Option<u64>| {
                    value
                        .and_then(|value| usize::try_from(value).ok())
                        .map_or(quote!(None), |value| quote!(Some(#value)))
                };
                let (least, most) = (option(min_properties), option(max_properties));
                before.extend(quote!(f.count(#least, #most);));
            }
        }
        if let Some(check) = model.check.as_deref() {
            let check = self.check(check);
            before.extend(quote!(f.check(#check);));
        }
        before
    }

    /// How a field is written: by its name, and left out where it is missing or only taken in.
    fn serde(&self, field: &Field, is_input: bool) -> Option<TokenStream> {
        let wire = &field.wire;
        let mut rules = Vec::new();
        if field.name.trim_start_matches("r#") != wire {
            rules.push(quote!(rename = #wire));
        }
        // A file is taken in, never told.
        if is_input && self.holds_file(&field.ty.kind, 0) {
            rules.push(quote!(skip_serializing));
        } else if !field.required {
            let is_missing = match self.presence(field) {
                Presence::Patch if is_input => Some("rt::Patch::is_absent"),
                Presence::Default | Presence::NullableDefault if is_input => None,
                _ => Some("Option::is_none"),
            };
            rules.extend(is_missing.map(|check| quote!(skip_serializing_if = #check)));
        }
        (!rules.is_empty()).then(|| quote!(#[serde(#(#rules),*)]))
    }

    /// `Debug`, and `Clone` and `PartialEq` unless a file is in it. Types with secrets write their `Debug` themselves.
    /// `written`: and `Serialize`.
    pub(crate) fn derives<'t>(
        &self,
        types: impl Iterator<Item = &'t Type> + Clone,
        written: bool,
    ) -> Option<TokenStream> {
        let holds_file = types.clone().any(|ty| self.holds_file(&ty.kind, 0));
        let holds_secret = types.into_iter().any(|ty| self.shows_secret(ty));
        let debug = (!holds_secret).then(|| quote!(Debug));
        let others = (!holds_file).then(|| [quote!(Clone), quote!(PartialEq)]);
        let serialize = written.then(|| quote!(serde::Serialize));
        let all: Vec<TokenStream> = debug
            .into_iter()
            .chain(others.into_iter().flatten())
            .chain(serialize)
            .collect();
        (!all.is_empty()).then(|| quote!(#[derive(#(#all),*)]))
    }

    /// A `Debug` that shows no secret, where there is one: names of the fields, and whether they are secret.
    fn debug(name: &TokenStream, fields: &[(&str, bool)]) -> Option<TokenStream> {
        if !fields.iter().any(|(_, secret)| *secret) {
            return None;
        }
        let calls = fields.iter().map(|(field, secret)| {
            let (ident, text) = (types::ident(field), field.trim_start_matches("r#"));
            if *secret {
                quote!(.field(#text, &"***"))
            } else {
                quote!(.field(#text, &self.#ident))
            }
        });
        let text = name.to_string();
        Some(quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct(#text) #(#calls)* .finish()
                }
            }
        })
    }

    fn field_doc(&self, field: &Field) -> TokenStream {
        let doc = docs::description(&field.description, &format!("{}.", docs::code(&field.wire)));
        let deprecated = field
            .deprecated
            .then(|| quote!(#[doc = ""] #[doc = " Deprecated."]));
        quote!(#doc #deprecated)
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
        let derives = self.derives([ty].into_iter(), model.output);
        let debug = self.shows_secret(ty).then(|| {
            let text = format!("{name}(***)");
            quote! {
                impl std::fmt::Debug for #name {
                    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(#text) }
                }
            }
        });
        let whole = self.read(quote!(f.whole()), ty, false);
        let end = if ty.nullable && !matches!(ty.kind, TypeKind::Any) {
            quote!(.nullable())
        } else {
            quote!(.required())
        };
        let decode = model.input.then(|| {
            quote! {
                impl rt::Decode for #name {
                    const WHOLE: bool = true;
                    fn decode(f: &mut rt::Fields<'_, '_>) -> Option<Self> { #whole #end .map(Self) }
                }
            }
        });
        quote! {
            #doc
            #derives
            pub struct #name(#[doc = " The value."] pub #inner);
            #debug
            #decode
        }
    }

    /// The structs of an operation's locations.
    pub(crate) fn params(&self, operation: &Operation) -> Code {
        let locations = [
            (&operation.path_params, "path"),
            (&operation.query, "query"),
            (&operation.headers, "headers"),
            (&operation.cookies, "cookies"),
        ];
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        let of_parts = contents.flat_map(BodyContent::part_headers);
        let mut code = Code::default();
        locations
            .into_iter()
            .filter_map(|(params, what)| Some((params.as_ref()?, what)))
            .chain(of_parts.map(|params| (params, "headers of a part of the body")))
            .for_each(|(params, what)| code.append(self.params_struct(operation, params, what)));
        code
    }

    fn params_struct(&self, operation: &Operation, params: &Params, what: &str) -> Code {
        let doc = docs::outer(&format!("The {what} of {}.", docs::code(&operation.id)));
        self.shared(&params.type_name, &doc, |name, doc| {
            self.named_params(params, name, doc)
        })
    }

    fn named_params(&self, params: &Params, name: &TokenStream, doc: &TokenStream) -> TokenStream {
        let own = params.fields.iter().filter_map(|field| match field {
            ParamField::Field(field) => Some(&field.ty),
            ParamField::Group { .. } => None,
        });
        let shown = params.fields.iter().map(|field| match field {
            ParamField::Field(field) => (&*field.name, self.shows_secret(&field.ty)),
            ParamField::Group { field, .. } => (&**field, false),
        });
        let debug = Self::debug(name, &shown.collect::<Vec<_>>());
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
                let (ident, ty) = (types::ident(field), self.path(type_path));
                let doc = format!(" The group {}.", type_path.name);
                quote!(#[doc = #doc] pub #ident: #ty,)
            }
        });
        let derives = self.derives(own, false);
        let decode = self.decode_fields(name, &params.fields, TokenStream::new(), None);
        quote!(#doc #derives pub struct #name { #(#members)* } #debug #decode)
    }
}
