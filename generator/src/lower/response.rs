//! Responses that a handler makes, and those that are problems.

use std::collections::HashSet;

use serde_json::Value;

use super::body::{is_json, media_name};
use super::schema::{Owner, is_true, plain, text};
use super::{Attempt, Lowerer, Skipped};
use crate::api::{
    Accept, Field, ModelKind, NamedValue, Payload, Response, ResponseStatus, Style, StyleKind,
    Type, TypeKind,
};
use crate::diagnostics::Code;
use crate::load::escape;
use crate::names;
use crate::shape::Shape;

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

    /// The type of a header that is written, and its style if that is JSON or an object's: one value, a list of such or an
    /// object of such, else a text that the handler makes.
    fn header_type(
        &mut self,
        header: &str,
        owner: &Owner,
    ) -> Result<(Type, Option<Style>), Skipped> {
        let style = |kind, explode| Style {
            kind,
            explode,
            reserved: false,
            may_be_empty: false,
        };
        let media = self
            .at(&format!("{header}/content"))
            .and_then(Value::as_object)
            .and_then(|content| content.keys().next())
            .filter(|media| is_json(media));
        if let Some(media) = media {
            let here = format!("{header}/content/{}/schema", escape(media));
            if self.at(&here).is_some() {
                let ty = self.lower_type(&here, owner, &[])?;
                return Ok((ty, Some(style(StyleKind::Json, false))));
            }
        }
        let here = format!("{header}/schema");
        if self.at(&here).is_none() {
            return Ok((plain(TypeKind::String, &[]), None));
        }
        let ty = self.lower_type(&here, owner, &[])?;
        if matches!(self.shape(&ty), Shape::Object { nested: false, .. }) {
            let header = self.at(header).and_then(Value::as_object);
            let explode = header.is_some_and(|header| is_true(header, "explode"));
            return Ok((ty, Some(style(StyleKind::Simple, explode))));
        }
        let is_written = match &ty.kind {
            TypeKind::Array(item) => !item.nullable && self.is_single(item),
            _ => self.is_single(&ty),
        };
        let ty = if is_written {
            ty
        } else {
            plain(TypeKind::String, &[])
        };
        Ok((ty, None))
    }

    /// Whether values of a type are single texts or numbers.
    fn is_single(&self, ty: &Type) -> bool {
        match &ty.kind {
            TypeKind::Bool
            | TypeKind::Integer { .. }
            | TypeKind::Number
            | TypeKind::String
            | TypeKind::DateTime
            | TypeKind::Date
            | TypeKind::Uuid => true,
            TypeKind::Named(path) => {
                let model = self.models.get(path).map(|model| &model.kind);
                matches!(model, Some(ModelKind::Enum { .. }))
            }
            _ => false,
        }
    }

    fn lower_headers(&mut self, pointer: &str, owner: &Owner) -> Result<Vec<Field>, Skipped> {
        let headers = self
            .at(&format!("{pointer}/headers"))
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        // Fields that the variant may have besides.
        let mut taken = HashSet::from(["body".to_owned(), "status".to_owned()]);
        let mut fields = Vec::new();
        for wire in headers
            .keys()
            .filter(|wire| !wire.eq_ignore_ascii_case("content-type"))
        {
            let here = self.resolve(&format!("{pointer}/headers/{}", escape(wire)));
            let header = self
                .at(&here)
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default();
            self.check_header_name(wire, &here)?;
            let (ty, style) = self.header_type(&here, &owner.within(wire))?;
            fields.push(Field {
                name: names::unique(names::snake(wire), &mut taken),
                wire: wire.clone(),
                ty,
                required: is_true(&header, "required"),
                nullable: false,
                default: None,
                description: text(&header, "description"),
                deprecated: false,
                read_only: false,
                write_only: false,
                style,
                part: None,
            });
        }
        Ok(fields)
    }
}

fn status_of(key: &str) -> Option<ResponseStatus> {
    if key == "default" {
        return Some(ResponseStatus::Default);
    }
    let class = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx"));
    if let Some(class) = class.and_then(|class| class.parse::<u8>().ok()) {
        return (1..=5)
            .contains(&class)
            .then_some(ResponseStatus::Range(class));
    }
    key.parse()
        .ok()
        .filter(|code| (100..600).contains(code))
        .map(ResponseStatus::Code)
}

/// The reason of IANA's registry in PascalCase.
fn status_name(status: ResponseStatus) -> String {
    let code = match status {
        ResponseStatus::Default => return "Default".into(),
        ResponseStatus::Range(class) => return format!("Status{class}xx"),
        ResponseStatus::Code(code) => code,
    };
    let name = match code {
        100 => "Continue",
        101 => "SwitchingProtocols",
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "PayloadTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        417 => "ExpectationFailed",
        418 => "ImATeapot",
        422 => "UnprocessableEntity",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        431 => "RequestHeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        507 => "InsufficientStorage",
        _ => return format!("Status{code}"),
    };
    name.to_owned()
}
