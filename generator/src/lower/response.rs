//! Responses that a handler makes, and those that are problems.

use std::collections::HashSet;

use serde_json::Value;

use super::body::{is_json, media_name};
use super::schema::{Owner, is_true, plain, text};
use super::statuses::{status_name, status_of};
use super::{Attempt, Lowerer, Skipped};
use crate::api::{Accept, NamedValue, Payload, Response, ResponseStatus, TypeKind};
use crate::diagnostics::Code;
use crate::load::escape;
use crate::names;

const PROBLEM: &str = "application/problem+json";

impl Lowerer<'_> {
    /// The responses of an operation and the statuses of its problems.
    pub(super) fn lower_responses(
        &mut self,
        operation: &str,
        owner: &Owner,
    ) -> Result<(Vec<Response>, Vec<u16>), Skipped> {
        let statuses: Vec<String> = self
            .at(&format!("{operation}/responses"))
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(serde_json::Map::keys)
            .cloned()
            .collect();
        if statuses.is_empty() {
            return self.refuse(
                Code::ResponsesMissing,
                operation,
                "the operation has no responses",
                "describe what it answers",
            );
        }
        let mut responses: Vec<Response> = Vec::new();
        let mut problems = Vec::new();
        let mut taken = HashSet::new();
        let mut has_file = false;
        let mut attempt = Attempt::default();
        for key in statuses.into_iter().filter(|key| !key.starts_with("x-")) {
            let pointer = self.resolve(&format!("{operation}/responses/{}", escape(&key)));
            let Some(status) = status_of(&key) else {
                let refused = self.refuse::<()>(
                    Code::StatusInvalid,
                    &format!("{operation}/responses/{}", escape(&key)),
                    format!("`{key}` is no status"),
                    "use a number from 100 to 599, a range such as `4XX`, or `default`",
                );
                attempt.take(refused);
                continue;
            };
            let Some(Value::Object(response)) = self.at(&pointer) else {
                continue;
            };
            let content = response
                .get("content")
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default();
            let has_problem = content.contains_key(PROBLEM);
            if let (true, ResponseStatus::Code(code)) = (has_problem, status) {
                problems.push(code);
            }
            let medias: Vec<String> = content
                .keys()
                .filter(|media| *media != PROBLEM)
                .cloned()
                .collect();
            // A file is answered whole or in part by the runtime; the handler makes one reply for both.
            if medias.is_empty() && has_problem || has_file && status == ResponseStatus::Code(206) {
                continue;
            }
            let name = names::unique(status_name(status), &mut taken);
            let inner = owner.within(&name);
            let payload = if is_true(response, "x-file-reply") {
                has_file = true;
                Payload::File
            } else {
                let payload = self.lower_payload(&pointer, &medias, &inner);
                attempt.take(payload).unwrap_or(Payload::Empty)
            };
            let headers = self.lower_headers(&pointer, &inner);
            let headers = attempt.take(headers).unwrap_or_default();
            responses.push(Response {
                status,
                name,
                description: text(response, "description"),
                headers,
                payload,
            });
        }
        attempt.end()?;
        Ok((responses, problems))
    }

    fn lower_payload(
        &mut self,
        pointer: &str,
        medias: &[String],
        owner: &Owner,
    ) -> Result<Payload, Skipped> {
        let mut payloads = Vec::new();
        for media in medias {
            self.check_media_type(media, &format!("{pointer}/content/{}", escape(media)))?;
            let here = format!("{pointer}/content/{}/schema", escape(media));
            let name = media_name(media);
            payloads.push((name, self.payload_of(media, &here, owner)?));
        }
        Ok(match payloads.len() {
            0 => Payload::Empty,
            1 => payloads.swap_remove(0).1,
            _ => {
                let mut taken = HashSet::new();
                let options = payloads
                    .into_iter()
                    .map(|(name, payload)| (names::unique(name, &mut taken), payload))
                    .collect();
                let key = format!("{} content", owner.key);
                let type_name = self.claim(&owner.module, &format!("{}Content", owner.stem), &key);
                Payload::Choice { type_name, options }
            }
        })
    }

    /// The content of one media type.
    fn payload_of(&mut self, media: &str, here: &str, owner: &Owner) -> Result<Payload, Skipped> {
        let media_type = media.to_owned();
        let has_schema = self.at(here).is_some();
        if is_json(media) && has_schema {
            let ty = self.lower_type(here, owner, &[])?;
            return Ok(Payload::Json { media_type, ty });
        }
        if media == "text/event-stream" {
            return self.lower_events(here, owner);
        }
        if media.contains('*') {
            // Of any type is what is no text and no bytes: JSON.
            if has_schema && ["*/*", "application/*"].contains(&media) {
                let ty = self.lower_type(here, owner, &[])?;
                if !matches!(ty.kind, TypeKind::String | TypeKind::Binary | TypeKind::Any) {
                    let media_type = "application/json".to_owned();
                    return Ok(Payload::Json { media_type, ty });
                }
            }
            return Ok(Payload::Binary { media_type });
        }
        let is_text =
            media.starts_with("text/") || media.ends_with("+xml") || media == "application/xml";
        if !is_text {
            return Ok(Payload::Binary { media_type });
        }
        let ty = if has_schema {
            let ty = self.lower_type(here, owner, &[])?;
            Some(ty).filter(|ty| self.is_single(ty) && !ty.nullable)
        } else {
            None
        };
        let ty = ty.unwrap_or_else(|| plain(TypeKind::String, &[]));
        Ok(Payload::Text { media_type, ty })
    }

    /// Events whose data is of the schema, or of the items of a list.
    fn lower_events(&mut self, here: &str, owner: &Owner) -> Result<Payload, Skipped> {
        let list = self.resolve(here);
        let is_list = self
            .at(&list)
            .and_then(|schema| schema.get("type"))
            .is_some_and(|kind| kind == "array");
        let items = format!("{list}/items");
        let here = if is_list && self.at(&items).is_some() {
            &items
        } else {
            here
        };
        let ty = if self.at(here).is_some() {
            self.lower_type(here, &owner.within("Event"), &[])?
        } else {
            plain(TypeKind::String, &[])
        };
        Ok(Payload::Events { ty })
    }

    /// The media types of the first success that has several.
    pub(super) fn lower_accept(&mut self, responses: &[Response], owner: &Owner) -> Option<Accept> {
        let is_success = |response: &&Response| {
            matches!(
                response.status,
                ResponseStatus::Code(200..300) | ResponseStatus::Range(2)
            )
        };
        let mut choices = responses.iter().filter(is_success);
        let options = choices.find_map(|response| match &response.payload {
            Payload::Choice { options, .. } => Some(options),
            _ => None,
        })?;
        let options = options.iter().map(|(name, payload)| NamedValue {
            name: name.clone(),
            value: Value::from(payload.media_type()),
        });
        let options = options.collect();
        let key = format!("{} accept", owner.key);
        let type_name = self.claim(&owner.module, &format!("{}Accept", owner.stem), &key);
        Some(Accept { type_name, options })
    }
}
