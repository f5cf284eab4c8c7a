//! The table of operations.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Emitter, docs, types};
use crate::api::{Operation, ParamField, Payload, Requirement, ResponseStatus, SchemeKind, Tag};

/// The media type of problems.
const PROBLEM: &str = "application/problem+json";

/// The media type of most responses.
pub(super) const JSON: &str = "application/json";

/// Name of an operation's row.
pub(crate) fn constant(operation: &Operation) -> Ident {
    types::ident(
        &operation
            .fn_name
            .trim_start_matches("r#")
            .to_ascii_uppercase(),
    )
}

impl Emitter<'_> {
    /// The row of an operation.
    pub(crate) fn operation_row(&self, tag: &Tag, operation: &Operation) -> TokenStream {
        let name = constant(operation);
        let Operation {
            id,
            method,
            path,
            summary,
            rate_limits,
            docs_link,
            deprecated,
            ..
        } = operation;
        let security = match (
            operation.security.alternatives.is_empty(),
            operation.security.optional,
        ) {
            (true, _) => None,
            (false, true) => Some(quote!(Optional)),
            (false, false) => Some(quote!(Required)),
        };
        let credentials = operation.security.alternatives.iter().map(|requirements| {
            let credentials = requirements.iter().filter_map(|one| self.credential(one));
            quote!(&[#(#credentials),*])
        });
        let requests = operation
            .body
            .iter()
            .flat_map(|body| &body.contents)
            .flat_map(|content| &content.media_types);
        let mut responses = Vec::new();
        let mut problems = Vec::new();
        for (status, medias) in documented(operation) {
            responses.push(match (status, medias.as_slice()) {
                (Status::Code(code), [only]) if only == PROBLEM => {
                    problems.push(code);
                    continue;
                }
                (Status::Code(code), []) => quote!(rt::Documented::empty(#code)),
                (Status::Code(code), [only]) if only == JSON => {
                    quote!(rt::Documented::json(#code))
                }
                (Status::Code(code), _) => quote!(rt::Documented::code(#code, &[#(#medias),*])),
                (Status::Range(class), _) => {
                    quote!(rt::Documented::range(#class, &[#(#medias),*]))
                }
                (Status::Default, _) => quote!(rt::Documented::default(&[#(#medias),*])),
            });
        }
        let started = match method.as_str() {
            "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE" => {
                let start = types::ident(&method.to_ascii_lowercase());
                quote!(#start(#id, #path))
            }
            _ => {
                let method = types::ident(method);
                quote!(new(#id, rt::Method::#method, #path))
            }
        };
        let mut calls = TokenStream::new();
        let tag = &tag.name;
        calls.extend(quote!(.tag(#tag)));
        if !summary.is_empty() {
            calls.extend(quote!(.summary(#summary)));
        }
        if let Some(security) = security {
            calls.extend(quote!(.security(rt::Security::#security, &[#(#credentials),*])));
        }
        let mut list = |call: &str, items: Vec<TokenStream>| {
            if !items.is_empty() {
                let call = types::ident(call);
                calls.extend(quote!(.#call(&[#(#items),*])));
            }
        };
        list("takes", requests.map(|media| quote!(#media)).collect());
        list("answers", responses);
        list(
            "problems",
            problems.iter().map(|code| quote!(#code)).collect(),
        );
        list(
            "rate_limits",
            rate_limits.iter().map(|name| quote!(#name)).collect(),
        );
        calls.extend(operation.max_body.map(|bytes| quote!(.max_body(#bytes))));
        calls.extend(docs_link.then(|| quote!(.docs_link())));
        calls.extend(deprecated.then(|| quote!(.deprecated())));
        calls.extend(
            self.has_secret_path(operation)
                .then(|| quote!(.secret_path())),
        );
        let doc = format!(" The row of {}.", docs::code(id));
        quote! {
            #[doc = #doc]
            pub static #name: rt::Operation = rt::Operation::#started #calls;
        }
    }
}

impl Emitter<'_> {
    /// Whether a parameter of the path is a secret.
    fn has_secret_path(&self, operation: &Operation) -> bool {
        let mut fields = operation
            .path_params
            .iter()
            .flat_map(|params| &params.fields);
        fields.any(|field| match field {
            ParamField::Field(field) => self.holds_secret(&field.ty),
            ParamField::Group { type_path, .. } => self.index.secrets.contains(type_path),
        })
    }

    /// What an operation asks for of one scheme.
    fn credential(&self, requirement: &Requirement) -> Option<TokenStream> {
        let mut schemes = self.api.schemes.iter();
        let scheme = schemes.find(|scheme| scheme.name == requirement.scheme)?;
        let wire = &scheme.wire;
        let scopes = requirement.scopes.iter().filter_map(|scope| {
            let known = self.api.scopes.iter().find(|known| known.name == *scope)?;
            known.value.as_str()
        });
        let carrier = match &scheme.kind {
            SchemeKind::Bearer => {
                return Some(quote!(rt::Credential::bearer(#wire, &[#(#scopes),*])));
            }
            SchemeKind::Basic => quote!(Authorization("Basic")),
            SchemeKind::Http(name) => quote!(Authorization(#name)),
            SchemeKind::ApiKeyHeader(name) => quote!(Header(#name)),
            SchemeKind::ApiKeyQuery(name) => quote!(Query(#name)),
            SchemeKind::ApiKeyCookie(name) => quote!(Cookie(#name)),
        };
        Some(quote!(rt::Credential::new(#wire, rt::Carrier::#carrier, &[#(#scopes),*])))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Code(u16),
    Range(u8),
    Default,
}

/// Media types by status, problems included.
fn documented(operation: &Operation) -> BTreeMap<Status, Vec<String>> {
    let mut documented: BTreeMap<Status, Vec<String>> = BTreeMap::new();
    for response in &operation.responses {
        let status = match response.status {
            ResponseStatus::Code(code) => Status::Code(code),
            ResponseStatus::Range(class) => Status::Range(class),
            ResponseStatus::Default => Status::Default,
        };
        medias(&response.payload, documented.entry(status).or_default());
        if matches!(response.payload, Payload::File) {
            documented
                .entry(Status::Code(206))
                .or_default()
                .push("*/*".into());
        }
    }
    for code in &operation.problem_statuses {
        documented
            .entry(Status::Code(*code))
            .or_default()
            .push(PROBLEM.into());
    }
    documented
}

fn medias(payload: &Payload, found: &mut Vec<String>) {
    match payload {
        Payload::Empty => {}
        Payload::Json { media_type, .. }
        | Payload::Text { media_type, .. }
        | Payload::Binary { media_type } => found.push(media_type.clone()),
        Payload::Events { .. } => found.push("text/event-stream".into()),
        Payload::File => found.push("*/*".into()),
        Payload::Choice { options, .. } => options
            .iter()
            .for_each(|(_, payload)| medias(payload, found)),
    }
}
