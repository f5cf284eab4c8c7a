//! Scopes, the backend trait, and how credentials reach it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs, types};
use crate::api::{SchemeKind, SecurityScheme};

impl Emitter<'_> {
    pub(crate) fn security(&self) -> TokenStream {
        let scopes = self.scopes();
        let methods = self.api.schemes.iter().map(method);
        let functions = self.api.schemes.iter().map(function);
        let combines = self.api.combines_callers();
        let combine = combines.then(|| {
            quote! {
                #[doc = " One caller of those that schemes gave which must hold together, in the order of the document; an error where"]
                #[doc = " they are not the same."]
                fn combine(&self, operation: &'static rt::Operation, callers: Vec<Self::Caller>) -> Result<Self::Caller, Self::Error>;
            }
        });
        let combined = combines.then(|| {
            quote! {
                pub(crate) fn combine<T: Backend>(api: &T, r: &rt::Request, callers: Vec<T::Caller>) -> Result<Option<T::Caller>, rt::Rejection> {
                    api.combine(r.operation(), callers).map(Some).map_err(|error| api.problem(r.operation(), error).into())
                }
            }
        });
        quote! {
            #![doc = " Who calls: security schemes, scopes, and the trait that knows callers."]
            use openapi_stubs_runtime as rt;
            #scopes
            #[doc = " What all implementations share: who calls, and how errors are told."]
            pub trait Backend: Send + Sync + 'static {
                #[doc = " Somebody whose credentials were checked."]
                type Caller: Send + 'static;
                #[doc = " Why an operation was not done."]
                type Error: Send;
                #[doc = " The problem document of an error."]
                fn problem(&self, operation: &'static rt::Operation, error: Self::Error) -> rt::Problem;
                #[doc = " The error of an operation whose method was scaffolded and not written yet; clients must get 501, as of"]
                #[doc = " [`rt::Problem::not_implemented`]. `operation` is its operationId."]
                fn scaffolded(&self, operation: &'static str) -> Self::Error;
                #combine
                #(#methods)*
            }
            #(#functions)*
            #combined
        }
    }

    fn scopes(&self) -> TokenStream {
        let idents: Vec<_> = self
            .api
            .scopes
            .iter()
            .map(|scope| types::ident(&scope.name))
            .collect();
        let wires: Vec<_> = self
            .api
            .scopes
            .iter()
            .filter_map(|scope| scope.value.as_str())
            .collect();
        let docs = wires.iter().map(|wire| format!(" {}.", docs::code(wire)));
        let name = if idents.is_empty() {
            quote!(match self {})
        } else {
            quote!(match self { #(Self::#idents => #wires),* })
        };
        quote! {
            #[doc = " A scope of the document."]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            pub enum Scope { #(#[doc = #docs] #idents,)* }
            impl Scope {
                #[doc = " Every scope."]
                pub const ALL: &'static [Self] = &[#(Self::#idents),*];
                #[doc = " The name in the document."]
                pub const fn as_str(self) -> &'static str { #name }
            }
        }
    }
}

fn method(scheme: &SecurityScheme) -> TokenStream {
    let name = types::ident(&scheme.name);
    let doc = docs::description(
        &scheme.description,
        &format!(
            "Checks credentials of the scheme {}.",
            docs::code(&scheme.wire)
        ),
    );
    let (argument, ty) = match scheme.kind {
        SchemeKind::Bearer => (quote!(token), quote!(&str)),
        SchemeKind::Basic => (quote!(credentials), quote!(rt::BasicCredentials)),
        SchemeKind::Http(_) => (quote!(credentials), quote!(&str)),
        _ => (quote!(key), quote!(&str)),
    };
    quote! {
        #doc
        fn #name(&self, operation: &'static rt::Operation, client: &rt::Client, #argument: #ty, scopes: &'static [Scope]) -> impl Future<Output = Result<Self::Caller, Self::Error>> + Send;
    }
}

fn function(scheme: &SecurityScheme) -> TokenStream {
    let (name, wire) = (types::ident(&scheme.name), &scheme.wire);
    let (read, argument) = match &scheme.kind {
        SchemeKind::Bearer => (quote!(r.bearer()), quote!(found)),
        SchemeKind::Basic => (quote!(r.basic()), quote!(found)),
        SchemeKind::Http(scheme) => (quote!(r.authorization(#scheme)), quote!(found)),
        SchemeKind::ApiKeyHeader(key) => (quote!(r.api_key_header(#key)), quote!(&found)),
        SchemeKind::ApiKeyQuery(key) => (quote!(r.api_key_query(#key)), quote!(&found)),
        SchemeKind::ApiKeyCookie(key) => (quote!(r.api_key_cookie(#key)), quote!(&found)),
    };
    quote! {
        #[allow(dead_code)]
        pub(crate) async fn #name<T: Backend>(api: &T, r: &rt::Request, scopes: &'static [Scope]) -> Result<Option<T::Caller>, rt::Rejection> {
            let Some(found) = #read? else { return Ok(None) };
            match api.#name(r.operation(), r.peer(), #argument, scopes).await {
                Ok(caller) => Ok(Some(caller)),
                Err(error) => Err(r.operation().refused(api.problem(r.operation(), error), #wire).into()),
            }
        }
    }
}
