//! The trait of a tag: what is implemented by hand.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Emitter, docs, types};
use crate::api::{Body, BodyContent, BodyKind, Operation, ResponseStatus, Tag, TypePath};

impl Emitter<'_> {
    pub(crate) fn tag_trait(&self, tag: &Tag) -> TokenStream {
        let name = types::ident(&tag.trait_name);
        let methods = tag
            .operations
            .iter()
            .map(|operation| self.method(tag, operation));
        let doc = docs::description(
            &tag.description,
            &format!("The operations of the tag {}.", docs::behind(&tag.name)),
        );
        let message = format!(
            "the tag `{}` is not implemented by `{{Self}}`",
            tag.trait_name
        );
        let note = format!(
            "`openapi-stubs scaffold {}` writes the impl block, or what is missing of it",
            tag.module.trim_start_matches("r#")
        );
        quote! {
            #doc
            #[diagnostic::on_unimplemented(message = #message, note = #note)]
            pub trait #name: crate::security::Backend { #(#methods)* }
        }
    }

    fn method(&self, tag: &Tag, operation: &Operation) -> TokenStream {
        let doc = docs::outer(&method_doc(operation));
        let name = types::ident(&operation.fn_name);
        let (response, arguments) = (
            self.response_type(tag, operation),
            self.arguments(tag, operation),
        );
        let arguments = arguments.iter().map(|(name, ty)| quote!(#name: #ty,));
        quote! {
            #doc
            fn #name(&self, #(#arguments)*) -> impl Future<Output = Result<#response, Self::Error>> + Send;
        }
    }

    /// What a method answers.
    pub(crate) fn response_type(&self, tag: &Tag, operation: &Operation) -> TokenStream {
        self.in_tag(tag, &format!("{}Response", operation.type_stem))
    }

    /// What a method is given, in this order.
    pub(crate) fn arguments(&self, tag: &Tag, operation: &Operation) -> Vec<(Ident, TokenStream)> {
        let mut arguments = Vec::new();
        if has_caller(operation) {
            let ty = if operation.security.optional {
                quote!(Option<Self::Caller>)
            } else {
                quote!(Self::Caller)
            };
            arguments.push((types::ident("caller"), ty));
        }
        if operation.wants_client {
            arguments.push((types::ident("client"), quote!(rt::Client)));
        }
        let locations = [
            ("path", &operation.path_params),
            ("query", &operation.query),
            ("headers", &operation.headers),
            ("cookies", &operation.cookies),
        ];
        for (name, params) in locations {
            if let Some(params) = params {
                arguments.push((types::ident(name), self.in_tag(tag, &params.type_name)));
            }
        }
        if let Some(body) = &operation.body {
            let ty = self.body_type(tag, body);
            let ty = if body.required {
                ty
            } else {
                quote!(Option<#ty>)
            };
            arguments.push((types::ident("body"), ty));
        }
        if let Some(accept) = &operation.accept {
            arguments.push((types::ident("accept"), self.in_tag(tag, &accept.type_name)));
        }
        arguments
    }

    /// A type of the tag's module.
    fn in_tag(&self, tag: &Tag, name: &str) -> TokenStream {
        self.path(&TypePath {
            module: tag.group.iter().chain([&tag.module]).cloned().collect(),
            name: name.to_owned(),
        })
    }

    /// The type of a body.
    fn body_type(&self, tag: &Tag, body: &Body) -> TokenStream {
        match body.contents.as_slice() {
            [only] => self.content_type(only),
            _ => self.in_tag(tag, &body.type_name),
        }
    }

    pub(crate) fn content_type(&self, content: &BodyContent) -> TokenStream {
        match &content.kind {
            BodyKind::Decoded(ty) => self.ty(ty),
            BodyKind::Stream => quote!(rt::ByteStream),
            BodyKind::Text => quote!(String),
            BodyKind::Parts { part, .. } => {
                let part = self.path(part);
                quote!(rt::Parts<#part>)
            }
        }
    }

    /// The enum of a body that comes in several forms.
    pub(crate) fn body_enum(&self, operation: &Operation) -> Option<TokenStream> {
        let body = operation
            .body
            .as_ref()
            .filter(|body| body.contents.len() > 1)?;
        let name = types::ident(&body.type_name);
        let variants = body.contents.iter().map(|content| {
            let (variant, ty) = (types::ident(&content.name), self.content_type(content));
            let doc = format!(" {}.", docs::code(&content.media_types.join(", ")));
            quote!(#[doc = #doc] #variant(#ty),)
        });
        let doc = docs::outer(&format!(
            "The body of {}, by media type.",
            docs::code(&operation.id)
        ));
        Some(quote!(#doc #[derive(Debug)] pub enum #name { #(#variants)* }))
    }
}

/// Whether the method gets a caller.
pub(crate) fn has_caller(operation: &Operation) -> bool {
    !operation.security.alternatives.is_empty()
}

/// Summary, description, and a line with the route, who may call it and what it answers.
fn method_doc(operation: &Operation) -> String {
    let mut paragraphs: Vec<String> = [&operation.summary, &operation.description]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| docs::escape(text))
        .collect();
    let mut statuses: Vec<String> = operation
        .responses
        .iter()
        .map(|response| match response.status {
            ResponseStatus::Code(code) => code.to_string(),
            ResponseStatus::Range(class) => format!("{class}XX"),
            ResponseStatus::Default => "default".into(),
        })
        .collect();
    statuses.extend(operation.problem_statuses.iter().map(u16::to_string));
    statuses.sort();
    statuses.dedup();
    let mut line = docs::code(&format!("{} {}", operation.method, operation.path));
    if has_caller(operation) {
        let scopes: Vec<&str> = operation
            .security
            .alternatives
            .iter()
            .flatten()
            .flat_map(|requirement| requirement.scopes.iter().map(String::as_str))
            .collect();
        line.push_str(if operation.security.optional {
            " · login optional"
        } else {
            " · login required"
        });
        if !scopes.is_empty() {
            line.push_str(&format!(" ({})", scopes.join(", ")));
        }
    }
    line.push_str(&format!(" · {}", statuses.join(", ")));
    paragraphs.push(line);
    if operation.deprecated {
        paragraphs.push("Deprecated.".into());
    }
    paragraphs.join("\n\n")
}
