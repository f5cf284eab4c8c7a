//! Operations.

use serde_json::Value;

use super::body::is_json;
use super::schema::{Owner, is_true, text};
use super::{Lowerer, Skipped};
use crate::api::{Body, Operation};
use crate::diagnostics::Severity;
use crate::load::escape;
use crate::names;

impl Lowerer<'_> {
    pub(super) fn lower_operation(
        &mut self,
        path: &str,
        method: &str,
        module: &[String],
    ) -> Result<Operation, Skipped> {
        let item = format!("/paths/{}", escape(path));
        let pointer = format!("{item}/{method}");
        let Some(Value::Object(operation)) = self.at(&pointer).cloned() else {
            return Err(Skipped);
        };
        self.check_extensions(&pointer);
        let id = self.operation_id(path, method, &pointer)?;
        let owner = Owner {
            module: module.to_vec(),
            stem: self.type_stem(&id, module),
        };
        let locations = self.lower_parameters(&item, &pointer, path, &owner)?;
        let body = self.lower_body(&pointer, &owner)?;
        let (responses, problem_statuses) = self.lower_responses(&pointer, &owner)?;
        let own_limit = operation.get("x-max-body").and_then(Value::as_u64);
        let limits = operation
            .get("x-rate-limit")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        Ok(Operation {
            fn_name: names::snake(&id),
            type_stem: owner.stem,
            method: method.to_ascii_uppercase(),
            path: format!("{}{path}", self.server_prefix()),
            summary: text(&operation, "summary"),
            description: text(&operation, "description"),
            deprecated: is_true(&operation, "deprecated"),
            path_params: locations.path,
            query: locations.query,
            headers: locations.headers,
            cookies: locations.cookies,
            max_body: own_limit.or_else(|| self.default_limit(body.as_ref())),
            body,
            responses,
            problem_statuses,
            security: self.lower_security(&pointer)?,
            wants_client: is_true(&operation, "x-client"),
            rate_limits: limits
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            docs_link: is_true(&operation, "x-docs"),
            id,
        })
    }

    /// `operationId`, or one made of method and path, which is reported.
    fn operation_id(&mut self, path: &str, method: &str, pointer: &str) -> Result<String, Skipped> {
        let given = self
            .at(pointer)
            .and_then(|operation| operation.get("operationId"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        let Some(id) = given else {
            let id = format!("{method}{}", names::pascal(path));
            self.finding(
                Severity::Warning,
                pointer,
                format!("the operation has no `operationId`; `{id}` is used"),
                "give it one, so that its name does not depend on the path",
            );
            return Ok(id);
        };
        let twice = self
            .operations()
            .into_iter()
            .filter(|(_, _, operation)| {
                operation.get("operationId").and_then(Value::as_str) == Some(id.as_str())
            })
            .count();
        if twice > 1 {
            return self.refuse(
                &format!("{pointer}/operationId"),
                format!("`{id}` is the operationId of {twice} operations"),
                "give each operation its own",
            );
        }
        Ok(id)
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

    /// Path of the first server's URL, without a slash at the end.
    fn server_prefix(&self) -> String {
        let url = self
            .at("/servers/0/url")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
            None => url,
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
