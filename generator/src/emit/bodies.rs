//! How the body of a request is read.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, types};
use crate::api::{
    Body, BodyContent, BodyKind, Field, FieldEncoding, JsonText, ModelKind, TypeKind,
};

impl Emitter<'_> {
    /// Reads a body of one form.
    pub(super) fn read_body(&self, content: &BodyContent, required: bool) -> TokenStream {
        let media = &content.media_types;
        match &content.kind {
            BodyKind::Decoded(ty) => {
                let method = types::ident(if required {
                    "decoded"
                } else {
                    "optional_decoded"
                });
                let medias = media
                    .iter()
                    .map(|media| self.media(media, content, &ty.kind));
                // Which type it is, the trait's method says.
                quote!(r.#method(&[#(#medias),*]).await?)
            }
            BodyKind::Text => {
                let method = types::ident(if required { "text" } else { "optional_text" });
                quote!(r.#method(&[#(#media),*]).await?)
            }
            BodyKind::Stream => {
                let method = types::ident(if required {
                    "stream"
                } else {
                    "optional_stream"
                });
                quote!(Some(r.#method(&[#(#media),*])?))
            }
            // It is read when all else is right, and stands alone.
            BodyKind::Parts { .. } => quote!(None),
        }
    }

    /// Reads a body of several forms: the media type says which.
    pub(super) fn read_several(&self, body: &Body, contents: &[BodyContent]) -> TokenStream {
        let name = types::ident(&body.type_name);
        let medias = contents.iter().flat_map(|content| &content.media_types);
        let mut index = 0_usize;
        let mut arms = Vec::new();
        for content in contents {
            let variant = types::ident(&content.name);
            let read = self.read_body(content, true);
            let made = if body.required {
                quote!(#read.map(#name::#variant))
            } else {
                quote!(#read.map(#name::#variant).map(Some))
            };
            for _ in &content.media_types {
                arms.push(quote!(Some(#index) => #made,));
                index += 1;
            }
        }
        let absent = if body.required {
            // An absent body is refused by whoever reads it.
            let first = contents.first().map(|content| {
                let (variant, read) = (types::ident(&content.name), self.read_body(content, true));
                quote!(#read.map(#name::#variant))
            });
            quote!(#first)
        } else {
            quote!(Some(None))
        };
        quote!(match r.body_kind(&[#(#medias),*])? { #(#arms)* _ => #absent })
    }

    fn media(&self, media: &str, content: &BodyContent, kind: &TypeKind) -> TokenStream {
        let encodings = content.encodings.get(media).map_or(&[][..], Vec::as_slice);
        if media.starts_with("text/") {
            return quote!(rt::Media::Text(#media));
        }
        let is_form = media == "application/x-www-form-urlencoded";
        if !is_form && !media.starts_with("multipart/") {
            return quote!(rt::Media::Json(#media));
        }
        let fields = match kind {
            TypeKind::Named(path) => match self.kind(path) {
                Some(ModelKind::Struct { fields, .. }) => fields.as_slice(),
                Some(ModelKind::Alias { ty }) => return self.media(media, content, &ty.kind),
                _ => &[],
            },
            _ => &[],
        };
        if is_form {
            let texts = self.text_encodings(encodings, fields);
            return if texts.is_empty() {
                quote!(rt::Media::FORM)
            } else {
                quote!(rt::Media::Form(const { &[#(#texts),*] }))
            };
        }
        let (files, texts) = self.multipart(media, content, fields);
        quote!(rt::Media::Multipart(#files, #texts))
    }

    /// Files of a multipart body, and texts of which there is something to say.
    pub(super) fn multipart(
        &self,
        media: &str,
        content: &BodyContent,
        fields: &[Field],
    ) -> (TokenStream, TokenStream) {
        let encodings = content.encodings.get(media).map_or(&[][..], Vec::as_slice);
        let texts = self.text_encodings(encodings, fields);
        let texts = if texts.is_empty() {
            quote!(&[])
        } else {
            quote!(const { &[#(#texts),*] })
        };
        let parts = fields.iter().filter_map(|field| {
            let rules = field.part.as_ref()?;
            let (wire, many) = (&field.wire, matches!(field.ty.kind, TypeKind::Array(_)));
            let encoding = encodings.iter().find(|encoding| encoding.wire == *wire);
            let types = encoding.map_or(&[][..], |encoding| &encoding.content_types);
            let headers = encoding.and_then(|encoding| encoding.headers.as_ref());
            let headers = match headers.map(|headers| types::ident(&headers.type_name)) {
                Some(headers) => quote!(Some(rt::part_headers::<#headers>)),
                None => quote!(None),
            };
            let size = rules.max_size.map_or(quote!(None), |size| quote!(Some(#size)));
            Some(quote!(rt::FilePart { name: #wire, many: #many, max_size: #size, content_types: &[#(#types),*], headers: #headers }))
        });
        (quote!(&[#(#parts),*]), texts)
    }

    /// Encodings of what is no file.
    fn text_encodings(&self, encodings: &[FieldEncoding], fields: &[Field]) -> Vec<TokenStream> {
        let is_file = |wire: &str| {
            fields
                .iter()
                .any(|field| field.wire == wire && field.part.is_some())
        };
        encodings
            .iter()
            .filter(|encoding| !is_file(&encoding.wire))
            .map(|encoding| {
                self.encoding(encoding, &self.others_in_form(encoding, encodings, fields))
            })
            .collect()
    }

    /// How a field is written that is no file.
    fn encoding(&self, encoding: &FieldEncoding, others: &[String]) -> TokenStream {
        let FieldEncoding {
            wire,
            ty,
            style,
            json,
            content_types,
            headers,
        } = encoding;
        let style = style.and_then(|style| self.style_in_form(ty, style, others));
        let style = style.map(|style| quote!(.with_style(rt::Style::#style)));
        let many = matches!(ty.kind, TypeKind::Array(_));
        let json = match json {
            JsonText::Never => None,
            JsonText::Maybe => Some(quote!(.with_json(rt::Json::Maybe, #many))),
            JsonText::Always => Some(quote!(.with_json(rt::Json::Always, #many))),
        };
        let types = (!content_types.is_empty())
            .then(|| quote!(.with_content_types(&[#(#content_types),*])));
        let headers = headers.as_ref().map(|headers| {
            let headers = types::ident(&headers.type_name);
            quote!(.with_headers(rt::part_headers::<#headers>))
        });
        quote!(rt::Encoding::new(#wire) #style #json #types #headers)
    }

    /// Names in a form that belong to other fields.
    fn others_in_form(
        &self,
        encoding: &FieldEncoding,
        encodings: &[FieldEncoding],
        fields: &[Field],
    ) -> Vec<String> {
        let others = fields.iter().filter(|field| field.wire != encoding.wire);
        let names = others.flat_map(|field| {
            let own = encodings.iter().find(|one| one.wire == field.wire);
            self.names_in_form(field, own.and_then(|one| one.style))
        });
        names.collect()
    }
}
