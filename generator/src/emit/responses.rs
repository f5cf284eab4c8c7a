//! Response enums, and how they become responses.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::operations::JSON;
use super::{Emitter, docs, types};
use crate::api::{Field, Operation, Payload, Response, ResponseStatus, StyleKind, Type, TypeKind};
use crate::print::Code;

impl Emitter<'_> {
    /// The enum of everything that the handler may answer.
    pub(crate) fn response(&self, operation: &Operation) -> Code {
        let name = self.named(&operation.type_stem, "Response");
        let doc = docs::outer(&format!("What {} answers.", docs::code(&operation.id)));
        if let [only] = operation.responses.as_slice()
            && let Some(usual) = self.usual(only)
        {
            let answer = docs::outer(&answer(only));
            return quote!(#doc #[doc = ""] #answer pub type #name = #usual;).into();
        }
        let mut code = self.shared(&name.to_string(), &doc, |name, doc| {
            self.response_enum(operation, name, doc)
        });
        let choices = operation.responses.iter();
        choices
            .filter_map(|response| self.choice(&response.payload))
            .for_each(|choice| code.add(choice));
        code
    }

    fn response_enum(
        &self,
        operation: &Operation,
        name: &TokenStream,
        doc: &TokenStream,
    ) -> TokenStream {
        let variants = operation
            .responses
            .iter()
            .map(|response| self.variant(response));
        let arms = operation
            .responses
            .iter()
            .map(|response| self.arm(response));
        let body = if operation.responses.is_empty() {
            quote!(match self {})
        } else {
            quote!(match self { #(#arms)* })
        };
        let shown = operation.responses.iter().map(|response| {
            let is_secret = |header: &Field| self.shows_secret(&header.ty);
            let is_secret = response.headers.iter().any(is_secret)
                || self.payload_shows_secret(&response.payload);
            (&*response.name, is_secret)
        });
        let (derive, debug) = Self::debug_of_variants(name, &shown.collect::<Vec<_>>());
        quote! {
            #doc
            #derive
            pub enum #name { #(#variants)* }
            #debug
            impl rt::IntoResponse for #name {
                fn into_response(self) -> rt::Response { #body }
            }
        }
    }

    /// The runtime's type of a response that many operations have as their only one.
    fn usual(&self, response: &Response) -> Option<TokenStream> {
        if !response.headers.is_empty() {
            return None;
        }
        match (response.status, &*response.name, &response.payload) {
            (ResponseStatus::Code(204), "NoContent", Payload::Empty) => Some(quote!(rt::NoContent)),
            (ResponseStatus::Code(200), "Ok", Payload::Json { media_type, ty })
                if media_type == JSON && !self.shows_secret(ty) =>
            {
                let ty = self.item(ty);
                Some(quote!(rt::OkJson<#ty>))
            }
            _ => None,
        }
    }

    /// Whether `Debug` of a payload would show a secret; several types of content hide theirs themselves.
    fn payload_shows_secret(&self, payload: &Payload) -> bool {
        match payload {
            Payload::Json { ty, .. } | Payload::Text { ty, .. } | Payload::Events { ty } => {
                self.shows_secret(ty)
            }
            Payload::Empty | Payload::Binary { .. } | Payload::File | Payload::Choice { .. } => {
                false
            }
        }
    }

    /// `Debug` of an enum whose variants may hold a secret: derived, or, if one does, names alone.
    fn debug_of_variants(
        name: &TokenStream,
        variants: &[(&str, bool)],
    ) -> (Option<TokenStream>, Option<TokenStream>) {
        if !variants.iter().any(|(_, is_secret)| *is_secret) {
            return (Some(quote!(#[derive(Debug)])), None);
        }
        let arms = variants.iter().map(|(variant, _)| {
            let (ident, text) = (types::ident(variant), variant.trim_start_matches("r#"));
            quote!(Self::#ident { .. } => #text,)
        });
        let debug = quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(match self { #(#arms)* })
                }
            }
        };
        (None, Some(debug))
    }

    fn variant(&self, response: &Response) -> TokenStream {
        let name = types::ident(&response.name);
        let doc = docs::outer(&answer(response));
        let body = self.payload_type(&response.payload);
        if response.headers.is_empty() && matches!(response.status, ResponseStatus::Code(_)) {
            return match body {
                Some(body) => quote!(#doc #name(#body),),
                None => quote!(#doc #name,),
            };
        }
        let status = (!matches!(response.status, ResponseStatus::Code(_)))
            .then(|| quote!(#[doc = " The status."] status: rt::StatusCode,));
        let headers = response.headers.iter().map(|header| {
            let (ident, ty) = (types::ident(&header.name), self.header_type(header));
            let doc = docs::description(
                &header.description,
                &format!("The header {}.", docs::code(&header.wire)),
            );
            quote!(#doc #ident: #ty,)
        });
        let body = body.map(|body| quote!(#[doc = " The content."] body: #body,));
        quote!(#doc #name { #status #(#headers)* #body },)
    }

    fn header_type(&self, header: &Field) -> TokenStream {
        let plain = self.ty(&header.ty);
        if header.required {
            plain
        } else {
            quote!(Option<#plain>)
        }
    }

    fn payload_type(&self, payload: &Payload) -> Option<TokenStream> {
        Some(match payload {
            Payload::Empty => return None,
            Payload::Json { ty, .. } | Payload::Text { ty, .. } => self.item(ty),
            Payload::Binary { .. } => quote!(rt::BinaryReply),
            Payload::Events { ty } => {
                let ty = self.item(ty);
                quote!(rt::Events<#ty>)
            }
            Payload::File => quote!(rt::FileReply),
            Payload::Choice { type_name, .. } => {
                let name = types::ident(type_name);
                quote!(#name)
            }
        })
    }

    fn arm(&self, response: &Response) -> TokenStream {
        let name = types::ident(&response.name);
        let status = match response.status {
            ResponseStatus::Code(code) => quote!(#code),
            ResponseStatus::Range(class) => {
                let class = u16::from(class);
                quote!(rt::StatusIn::<#class>(status))
            }
            ResponseStatus::Default => quote!(status),
        };
        let made = make(&response.payload, &status);
        let has_body = !matches!(response.payload, Payload::Empty);
        if response.headers.is_empty() && matches!(response.status, ResponseStatus::Code(_)) {
            return if has_body {
                quote!(Self::#name(body) => #made,)
            } else {
                quote!(Self::#name => #made,)
            };
        }
        let idents: Vec<_> = response
            .headers
            .iter()
            .map(|header| types::ident(&header.name))
            .collect();
        let calls = response
            .headers
            .iter()
            .zip(&idents)
            .map(|(header, ident)| self.written_header(header, ident));
        let status = (!matches!(response.status, ResponseStatus::Code(_))).then(|| quote!(status,));
        let body = has_body.then(|| quote!(body,));
        quote!(Self::#name { #status #(#idents,)* #body } => #made #(#calls)*,)
    }

    /// The call that adds a header to a response.
    fn written_header(&self, header: &Field, ident: &Ident) -> TokenStream {
        let wire = header.wire.to_ascii_lowercase();
        let is_named = |ty: &Type| matches!(ty.kind, TypeKind::Named(_));
        let text = quote!(std::string::ToString::to_string);
        let value = quote!(value);
        let written = match (&header.ty.kind, header.style) {
            (_, Some(style)) if style.kind == StyleKind::Json => {
                Some(quote!(rt::header_json(&#value)))
            }
            (_, Some(style)) => {
                let explode = style.explode;
                Some(quote!(rt::header_object(&#value, #explode)))
            }
            // Each cookie has a line of its own.
            (TypeKind::Array(_), _) if wire == "set-cookie" => {
                return if header.required {
                    quote!(.each_header(#wire, #ident))
                } else {
                    quote!(.each_header(#wire, #ident.unwrap_or_default()))
                };
            }
            (TypeKind::Array(item), _) if is_named(item) => {
                Some(quote!(rt::header_list(#value.iter().map(#text))))
            }
            (TypeKind::Named(_), _) => Some(quote!(#text(&#value))),
            _ => None,
        };
        match (written, header.required) {
            (None, true) => quote!(.header(#wire, #ident)),
            (None, false) => quote!(.optional_header(#wire, #ident)),
            (Some(written), true) => quote!(.header(#wire, { let value = #ident; #written })),
            (Some(written), false) => {
                quote!(.optional_header(#wire, #ident.map(|value| #written)))
            }
        }
    }

    /// The enum of what a client may accept.
    pub(crate) fn accept(&self, operation: &Operation) -> Option<TokenStream> {
        let accept = operation.accept.as_ref()?;
        let name = types::ident(&accept.type_name);
        let doc = docs::outer(&format!(
            "The media type of {} that the client likes best.",
            docs::code(&operation.id)
        ));
        let variants = accept.options.iter().map(|option| {
            let variant = types::ident(&option.name);
            let media = option.value.as_str().unwrap_or_default();
            let doc = format!(" {}.", docs::code(media));
            quote!(#[doc = #doc] #variant,)
        });
        Some(quote! {
            #doc
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum #name { #(#variants)* }
        })
    }

    /// The enum of a response of several media types.
    fn choice(&self, payload: &Payload) -> Option<TokenStream> {
        let Payload::Choice { type_name, options } = payload else {
            return None;
        };
        let name = types::ident(type_name);
        let variants = options.iter().map(|(variant, payload)| {
            let variant = types::ident(variant);
            let body = self.payload_type(payload);
            quote!(#[doc = " Of this media type."] #variant(#body),)
        });
        let arms = options.iter().map(|(variant, payload)| {
            let variant = types::ident(variant);
            let made = make(payload, &quote!(status));
            quote!(Self::#variant(body) => #made,)
        });
        let shown = options
            .iter()
            .map(|(variant, payload)| (&**variant, self.payload_shows_secret(payload)));
        let name = quote!(#name);
        let (derive, debug) = Self::debug_of_variants(&name, &shown.collect::<Vec<_>>());
        Some(quote! {
            #[doc = " The content, by media type."]
            #derive
            pub enum #name { #(#variants)* }
            #debug
            impl #name {
                fn respond(self, status: impl rt::IntoStatus) -> rt::Response { match self { #(#arms)* } }
            }
        })
    }
}

/// A response in words.
fn answer(response: &Response) -> String {
    let status = match response.status {
        ResponseStatus::Code(code) => code.to_string(),
        ResponseStatus::Range(class) => format!("{class}XX"),
        ResponseStatus::Default => "Any other status".to_owned(),
    };
    format!("{status}: {}", docs::behind(&response.description))
}

/// The expression that makes a response out of `body`.
fn make(payload: &Payload, status: &TokenStream) -> TokenStream {
    match payload {
        Payload::Empty => quote!(rt::Response::empty(#status)),
        Payload::Json { media_type, .. } => quote!(rt::Response::json(#status, #media_type, &body)),
        Payload::Text { media_type, ty } => {
            let text = match ty.kind {
                TypeKind::String => quote!(body),
                _ => quote!(std::string::ToString::to_string(&body)),
            };
            quote!(rt::Response::text(#status, #media_type, #text))
        }
        Payload::Binary { .. } => quote!(rt::Response::binary(#status, body)),
        Payload::Events { ty } if matches!(ty.kind, TypeKind::String) => {
            quote!(rt::Response::text_events(#status, body))
        }
        Payload::Events { .. } => quote!(rt::Response::events(#status, body)),
        Payload::File => quote!(rt::Response::file(body)),
        Payload::Choice { .. } => quote!(body.respond(#status)),
    }
}
