//! The table of operations.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Emitter, docs, types};
use crate::api::{Operation, Payload, ResponseStatus, Tag};

/// The media type of problems.
const PROBLEM: &str = "application/problem+json";

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
        let method = types::ident(method);
        let tag = &tag.name;
        let security = match (
            operation.security.alternatives.is_empty(),
            operation.security.optional,
        ) {
            (true, _) => quote!(None),
            (false, true) => quote!(Optional),
            (false, false) => quote!(Required),
        };
        let requirements = || operation.security.alternatives.iter().flatten();
        let mut schemes: Vec<&str> = requirements()
            .filter_map(|requirement| {
                self.api
                    .schemes
                    .iter()
                    .find(|scheme| scheme.name == requirement.scheme)
            })
            .map(|scheme| scheme.wire.as_str())
            .collect();
        schemes.dedup();
        let scopes = requirements()
            .flat_map(|requirement| &requirement.scopes)
            .filter_map(|scope| self.api.scopes.iter().find(|known| known.name == *scope))
            .filter_map(|scope| scope.value.as_str());
        let requests = operation
            .body
            .iter()
            .flat_map(|body| &body.contents)
            .flat_map(|content| &content.media_types);
        let responses = documented(operation)
            .into_iter()
            .map(|(status, medias)| match (status, medias.as_slice()) {
                (Status::Code(code), [only]) if only == PROBLEM => {
                    quote!(rt::Documented::problem(#code))
                }
                (Status::Code(code), _) => quote!(rt::Documented::code(#code, &[#(#medias),*])),
                (Status::Range(class), _) => {
                    quote!(rt::Documented { status: rt::StatusPattern::Range(#class), media_types: &[#(#medias),*] })
                }
                (Status::Default, _) => {
                    quote!(rt::Documented { status: rt::StatusPattern::Default, media_types: &[#(#medias),*] })
                }
            });
        let limit = operation
            .max_body
            .map_or(quote!(None), |limit| quote!(Some(#limit)));
        let doc = format!(" The row of {}.", docs::code(id));
        quote! {
            #[doc = #doc]
            pub static #name: rt::Operation = rt::Operation {
                id: #id, method: rt::Method::#method, path: #path, tag: #tag, summary: #summary,
                security: rt::Security::#security, schemes: &[#(#schemes),*], scopes: &[#(#scopes),*],
                request_types: &[#(#requests),*], responses: &[#(#responses),*],
                rate_limits: &[#(#rate_limits),*], max_body: #limit, docs_link: #docs_link, deprecated: #deprecated,
            };
        }
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
        | Payload::Text { media_type }
        | Payload::Binary { media_type } => found.push(media_type.clone()),
        Payload::File => found.push("*/*".into()),
        Payload::Choice { options, .. } => options
            .iter()
            .for_each(|(_, payload)| medias(payload, found)),
    }
}
