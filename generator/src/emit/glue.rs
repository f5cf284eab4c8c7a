//! From a request to a call of the trait, and from its answer to a response.

use proc_macro2::TokenStream;
use quote::quote;

use super::operations::constant;
use super::traits::has_caller;
use super::{Emitter, types};
use crate::api::{Accept, BodyContent, BodyKind, Operation, Requirement, Tag};

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
        let mut streams = false;
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
                [
                    BodyContent {
                        kind: BodyKind::Parts { part, .. },
                        ..
                    },
                ] => {
                    let method = types::ident(if content.required {
                        "parts"
                    } else {
                        "optional_parts"
                    });
                    let part = self.path(part);
                    after = quote!(let (body, read) = r.#method::<#part>()?;);
                    streams = true;
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
        let answer = quote!(rt::finish(result, |e| api.problem(&#row, e)));
        let answer = if streams {
            quote!(read.end(#answer))
        } else {
            answer
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
                #answer
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
