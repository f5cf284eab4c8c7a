//! From a request to a call of the trait, and from its answer to a response.

use proc_macro2::TokenStream;
use quote::quote;

use super::operations::constant;
use super::traits::has_caller;
use super::{Emitter, types};
use crate::api::{
    Accept, Body, BodyContent, BodyKind, FieldEncoding, JsonText, ModelKind, Operation,
    Requirement, Tag, TypeKind,
};

impl Emitter<'_> {
    /// `Routes` and `routes` of a tag.
    pub(crate) fn routes(&self, tag: &Tag) -> TokenStream {
        let name = types::ident(&tag.trait_name);
        let lines = tag.operations.iter().map(|operation| {
            let (constant, function) = (constant(operation), types::ident(&operation.fn_name));
            quote!(tag.bind(&#constant, api, #function::<T>);)
        });
        quote! {
            #[doc = " The routes of this tag. Only [`routes`] makes them."]
            pub struct Routes(pub(crate) rt::Tag);
            #[doc = " Makes routes of an implementation."]
            pub fn routes<T: #name>(api: &Arc<T>) -> Routes {
                let mut tag = rt::Tag::new();
                #(#lines)*
                Routes(tag)
            }
        }
    }

    /// The function behind a route.
    pub(crate) fn glue(&self, tag: &Tag, operation: &Operation) -> TokenStream {
        let (function, the_trait, row) = (
            types::ident(&operation.fn_name),
            types::ident(&tag.trait_name),
            constant(operation),
        );
        let caller = self.authenticate(operation);
        let client = operation
            .wants_client
            .then(|| quote!(let client = r.client();));
        let locations = [
            ("path", &operation.path_params),
            ("query", &operation.query),
            ("headers", &operation.headers),
            ("cookies", &operation.cookies),
        ];
        let mut reads = TokenStream::new();
        let mut names = Vec::new();
        for (name, params) in locations {
            if let Some(params) = params {
                let (name, ty) = (types::ident(name), types::ident(&params.type_name));
                reads.extend(quote!(let #name = r.#name::<#ty>();));
                names.push(name);
            }
        }
        let body = types::ident("body");
        let mut after = TokenStream::new();
        let mut arguments = names.clone();
        if let Some(content) = &operation.body {
            arguments.push(body.clone());
            match content.contents.as_slice() {
                // Nothing of a stream is read before all else is right.
                [
                    BodyContent {
                        kind: BodyKind::Stream,
                        media_types,
                        ..
                    },
                ] => {
                    let method = types::ident(if content.required {
                        "stream"
                    } else {
                        "optional_stream"
                    });
                    after = quote!(let body = r.#method(&[#(#media_types),*])?;);
                }
                [only] => {
                    let read = self.read_body(only, content.required);
                    reads.extend(quote!(let body = #read;));
                    names.push(body.clone());
                }
                several => {
                    let read = self.read_several(content, several);
                    reads.extend(quote!(let body = #read;));
                    names.push(body.clone());
                }
            }
        }
        let negotiated = operation.accept.as_ref().map(negotiate);
        if negotiated.is_some() {
            arguments.push(types::ident("accept"));
        }
        let accept =
            (!names.is_empty()).then(|| quote!(let (#(#names,)*) = r.accept((#(#names,)*))?;));
        let caller_argument = has_caller(operation).then(|| quote!(caller,));
        let client_argument = operation.wants_client.then(|| quote!(client,));
        let is_read = !names.is_empty() || !after.is_empty();
        let mutable = is_read.then(|| quote!(mut));
        let request =
            if is_read || has_caller(operation) || operation.wants_client || negotiated.is_some() {
                quote!(#mutable r)
            } else {
                quote!(_)
            };
        quote! {
            async fn #function<T: #the_trait>(api: Arc<T>, #request: rt::Request) -> rt::Answer {
                #caller
                #client
                #negotiated
                #reads
                #accept
                #after
                let result = api.#function(#caller_argument #client_argument #(#arguments),*).await;
                rt::finish(result, |e| api.problem(&#row, e))
            }
        }
    }

    /// Reads the caller; alternatives are tried in order.
    fn authenticate(&self, operation: &Operation) -> Option<TokenStream> {
        let call = |requirement: &Requirement| {
            let scheme = types::ident(&requirement.scheme);
            let scopes = requirement.scopes.iter().map(|scope| types::ident(scope));
            quote!(crate::security::#scheme(&*api, &r, &[#(crate::security::Scope::#scopes),*]).await)
        };
        let is_optional = operation.security.optional;
        if let [alternative] = operation.security.alternatives.as_slice()
            && let [only] = alternative.as_slice()
        {
            let found = call(only);
            let end = (!is_optional)
                .then(|| quote!(let caller = caller.ok_or(rt::Rejection::MissingCredentials)?;));
            return Some(quote!(let caller = #found?; #end));
        }
        let attempts = operation.security.alternatives.iter().enumerate().map(|(index, alternative)| {
            let calls = alternative.iter().map(call);
            let found = match alternative.as_slice() {
                [_] => quote!(tried.one(#(#calls)*)),
                _ => quote! {
                    match tried.all([#(#calls),*]) {
                        Some(callers) => tried.one(crate::security::combine(&*api, &r, callers)),
                        None => None,
                    }
                },
            };
            if index == 0 {
                quote!(let caller = #found;)
            } else {
                quote!(let caller = match caller { None => #found, found => found };)
            }
        });
        let attempts: TokenStream = attempts.collect();
        let end = types::ident(if is_optional { "optional" } else { "required" });
        (!operation.security.alternatives.is_empty()).then(|| {
            quote! {
                let mut tried = rt::Alternatives::new();
                #attempts
                let caller = tried.#end(caller)?;
            }
        })
    }

    /// Reads a body of one form.
    fn read_body(&self, content: &BodyContent, required: bool) -> TokenStream {
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
        }
    }

    /// Reads a body of several forms: the media type says which.
    fn read_several(&self, body: &Body, contents: &[BodyContent]) -> TokenStream {
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
        let is_file = |wire: &str| {
            fields
                .iter()
                .any(|field| field.wire == wire && field.part.is_some())
        };
        let texts: Vec<_> = encodings
            .iter()
            .filter(|encoding| !is_file(&encoding.wire))
            .map(|encoding| self.encoding(encoding))
            .collect();
        if is_form && texts.is_empty() {
            return quote!(rt::Media::FORM);
        }
        let texts = if texts.is_empty() {
            quote!(&[])
        } else {
            quote!(const { &[#(#texts),*] })
        };
        if is_form {
            return quote!(rt::Media::Form(#texts));
        }
        let parts = fields.iter().filter_map(|field| {
            let rules = field.part.as_ref()?;
            let (wire, many) = (&field.wire, matches!(field.ty.kind, TypeKind::Array(_)));
            let encoding = encodings.iter().find(|encoding| encoding.wire == *wire);
            let types = encoding.map_or(&[][..], |encoding| &encoding.content_types);
            let headers = encoding.map_or(&[][..], |encoding| &encoding.headers);
            let size = rules.max_size.map_or(quote!(None), |size| quote!(Some(#size)));
            Some(quote!(rt::FilePart { name: #wire, many: #many, max_size: #size, content_types: &[#(#types),*], headers: &[#(#headers),*] }))
        });
        quote!(rt::Media::Multipart(&[#(#parts),*], #texts))
    }

    /// How a field is written that is no file.
    fn encoding(&self, encoding: &FieldEncoding) -> TokenStream {
        let FieldEncoding {
            wire,
            ty,
            style,
            json,
            content_types,
            headers,
        } = encoding;
        let style = style.and_then(|style| self.style_in_form(ty, style));
        let style = style.map(|style| quote!(.with_style(rt::Style::#style)));
        let many = matches!(ty.kind, TypeKind::Array(_));
        let json = match json {
            JsonText::Never => None,
            JsonText::Maybe => Some(quote!(.with_json(rt::Json::Maybe, #many))),
            JsonText::Always => Some(quote!(.with_json(rt::Json::Always, #many))),
        };
        let types = (!content_types.is_empty())
            .then(|| quote!(.with_content_types(&[#(#content_types),*])));
        let headers = (!headers.is_empty()).then(|| quote!(.with_headers(&[#(#headers),*])));
        quote!(rt::Encoding::new(#wire) #style #json #types #headers)
    }
}

/// Finds what the client likes best.
fn negotiate(accept: &Accept) -> TokenStream {
    let name = types::ident(&accept.type_name);
    let medias = accept
        .options
        .iter()
        .filter_map(|option| option.value.as_str());
    let variants: Vec<_> = accept
        .options
        .iter()
        .map(|option| types::ident(&option.name))
        .collect();
    let (last, earlier) = match variants.split_last() {
        Some((last, earlier)) => (Some(last), earlier),
        None => (None, &[][..]),
    };
    let numbers = 0..earlier.len();
    quote! {
        let accept = match r.negotiate(&[#(#medias),*])? { #(#numbers => #name::#earlier,)* _ => #name::#last };
    }
}
