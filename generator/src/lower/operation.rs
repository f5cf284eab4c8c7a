//! Operations.

use std::collections::HashMap;

use serde_json::Value;

use super::body::is_json;
use super::schema::{Owner, is_true, text};
use super::{Lowerer, Skipped};
use crate::api::{Body, Operation};
use crate::diagnostics::Code;
use crate::load::escape;
use crate::names;

/// The id that the document gives an operation.
fn id_of(operation: &Value) -> Option<&str> {
    let id = operation.get("operationId").and_then(Value::as_str);
    id.filter(|id| !id.is_empty())
}

impl Lowerer<'_> {
    pub(super) fn lower_operation(
        &mut self,
        path: &str,
        method: &str,
        module: &[String],
        id: &str,
    ) -> Result<Operation, Skipped> {
        let item = format!("/paths/{}", escape(path));
        let pointer = format!("{item}/{method}");
        let Some(Value::Object(operation)) = self.at(&pointer) else {
            return Err(Skipped);
        };
        let owner = Owner {
            module: module.to_vec(),
            stem: self.type_stem(id, module),
            key: id.to_owned(),
        };
        // Each is looked at, so that all that is wrong with the operation is told.
        let locations = self.lower_parameters(&item, &pointer, path, &owner);
        let body = self.lower_body(&pointer, &owner);
        let responses = self.lower_responses(&pointer, &owner);
        let security = self.lower_security(&pointer);
        let (locations, body, security) = (locations?, body?, security?);
        let (responses, problem_statuses) = responses?;
        let own_limit = operation.get("x-max-body").and_then(Value::as_u64);
        let limits = operation
            .get("x-rate-limit")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        Ok(Operation {
            fn_name: names::snake(id),
            type_stem: owner.stem.clone(),
            method: method.to_ascii_uppercase(),
            path: format!("{}{path}", self.server_prefix()),
            summary: text(operation, "summary"),
            description: text(operation, "description"),
            deprecated: is_true(operation, "deprecated"),
            path_params: locations.path,
            query: locations.query,
            headers: locations.headers,
            cookies: locations.cookies,
            max_body: own_limit.or_else(|| self.default_limit(body.as_ref())),
            body,
            accept: self.lower_accept(&responses, &owner),
            responses,
            problem_statuses,
            security,
            wants_client: is_true(operation, "x-client"),
            rate_limits: limits
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            docs_link: is_true(operation, "x-docs"),
            id: id.to_owned(),
        })
    }

    /// The first operation of each `operationId`.
    pub(super) fn given_ids(&self) -> HashMap<String, String> {
        let mut first = HashMap::new();
        for (path, method, operation) in self.operations() {
            if let Some(id) = id_of(operation) {
                let pointer = format!("/paths/{}/{method}", escape(path));
                first.entry(id.to_owned()).or_insert(pointer);
            }
        }
        first
    }

    /// `operationId`, or one made of method and path, which is reported.
    pub(super) fn operation_id(&mut self, path: &str, method: &str, pointer: &str) -> String {
        if let Some(id) = self.at(pointer).and_then(id_of).map(str::to_owned) {
            let first = self.first_with_id.get(&id).cloned().unwrap_or_default();
            if first != pointer {
                let first = format!("{first}/operationId");
                self.finding_beside(
                    Code::OperationIdTwice,
                    &format!("{pointer}/operationId"),
                    &[(&first, "the first of this id")],
                    format!("two operations have the operationId `{id}`"),
                    "give each operation its own: methods and types are named by it",
                );
            }
            self.ids.insert(id.clone());
            return id;
        }
        // `/videos/{id}` is `VideosById`: without `By` it would be the same as `/videos/id`.
        let path = path.replace('{', " by ").replace('}', " ");
        let id = names::unique(format!("{method}{}", names::pascal(&path)), &mut self.ids);
        let message = format!("the operation has no `operationId`; `{id}` is used");
        let help = "give it one, so that its name does not depend on the path";
        self.finding(Code::OperationIdMissing, pointer, message, help);
        id
    }

    /// A stem whose types collide with nothing of the module.
    fn type_stem(&mut self, id: &str, module: &[String]) -> String {
        let stem = names::pascal(id);
        let taken = self.taken.entry(module.to_vec()).or_default();
        let mut unique = stem.clone();
        let mut number = 2;
        while !taken.insert(format!("{unique}Response")) {
            unique = format!("{stem}{number}");
            number += 1;
        }
        unique
    }

    /// Path of the first server's URL with the defaults of its variables, without a slash at the end.
    pub(super) fn server_prefix(&self) -> String {
        let url = self.at("/servers/0/url").and_then(Value::as_str);
        let mut url = url.unwrap_or_default().to_owned();
        let variables = self
            .at("/servers/0/variables")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        for (name, variable) in variables {
            if let Some(value) = variable.get("default").and_then(Value::as_str) {
                url = url.replace(&format!("{{{name}}}"), value);
            }
        }
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
            None => url.as_str(),
        };
        let path = path.trim_end_matches('/');
        if path.is_empty() || path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        }
    }

    fn default_limit(&self, body: Option<&Body>) -> Option<u64> {
        let medias = body?
            .contents
            .iter()
            .flat_map(|content| &content.media_types);
        let limits = medias.map(|media| match media.as_str() {
            json if is_json(json) => self.config.max_body.json,
            "application/x-www-form-urlencoded" => self.config.max_body.form,
            _ => None,
        });
        limits.max().flatten()
    }
}
