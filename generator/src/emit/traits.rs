//! The trait of a tag: what is implemented by hand.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs, types};
use crate::api::{Body, BodyContent, BodyKind, Operation, ResponseStatus, Tag};

impl Emitter<'_> {
    pub(crate) fn tag_trait(&self, tag: &Tag) -> TokenStream {
        let name = types::ident(&tag.trait_name);
        let methods = tag
            .operations
            .iter()
            .map(|operation| self.method(operation));
        let doc = docs::description(
            &tag.description,
            &format!("The operations of the tag {}.", tag.name),
        );
        let message = format!(
            "the tag `{}` is not implemented by `{{Self}}`",
            tag.trait_name
        );
        let note = format!(
            "write `impl {} for ...` with a method for each of its operations",
            tag.trait_name
        );
        quote! {
            #doc
            #[diagnostic::on_unimplemented(message = #message, note = #note)]
            pub trait #name: crate::security::Backend { #(#methods)* }
        }
    }

    fn method(&self, operation: &Operation) -> TokenStream {
        let doc = docs::outer(&method_doc(operation));
        let name = types::ident(&operation.fn_name);
        let response = self.named(&operation.type_stem, "Response");
        let caller = has_caller(operation).then(|| {
            if operation.security.optional {
                quote!(caller: Option<Self::Caller>,)
            } else {
                quote!(caller: Self::Caller,)
            }
        });
        let client = operation.wants_client.then(|| quote!(client: rt::Client,));
        let locations = [
            ("path", &operation.path_params),
            ("query", &operation.query),
            ("headers", &operation.headers),
            ("cookies", &operation.cookies),
        ];
        let params = locations.into_iter().filter_map(|(name, params)| {
            let (name, ty) = (
                types::ident(name),
                types::ident(&params.as_ref()?.type_name),
            );
            Some(quote!(#name: #ty,))
        });
        let body = operation.body.as_ref().map(|body| {
            let ty = self.body_type(body);
            if body.required {
                quote!(body: #ty,)
            } else {
                quote!(body: Option<#ty>,)
            }
        });
        quote! {
            #doc
            fn #name(&self, #caller #client #(#params)* #body) -> impl Future<Output = Result<#response, Self::Error>> + Send;
        }
    }

    /// The type of a body.
    pub(crate) fn body_type(&self, body: &Body) -> TokenStream {
        match body.contents.as_slice() {
            [only] => self.content_type(only),
            _ => {
                let name = types::ident(&body.type_name);
                quote!(#name)
            }
        }
    }

    pub(crate) fn content_type(&self, content: &BodyContent) -> TokenStream {
        match &content.kind {
            BodyKind::Decoded(ty) => self.ty(ty),
            BodyKind::Stream => quote!(rt::ByteStream),
            BodyKind::Text => quote!(String),
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
