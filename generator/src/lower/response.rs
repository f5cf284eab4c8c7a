//! Responses that a handler makes, and those that are problems.

use std::collections::HashSet;

use serde_json::Value;

use super::body::is_json;
use super::schema::{Owner, is_true, plain, text};
use super::{Attempt, Lowerer, Skipped};
use crate::api::{Field, Payload, Response, ResponseStatus, Type, TypeKind};
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
            let Some(Value::Object(response)) = self.at(&pointer).cloned() else {
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
            let payload = if is_true(&response, "x-file-reply") {
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
                description: text(&response, "description"),
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
            let payload = if is_json(media) && self.at(&here).is_some() {
                Payload::Json {
                    media_type: media.clone(),
                    ty: self.lower_type(&here, owner, &[])?,
                }
            } else if media.starts_with("text/")
                || media.ends_with("+xml")
                || media == "application/xml"
            {
                Payload::Text {
                    media_type: media.clone(),
                }
            } else {
                Payload::Binary {
                    media_type: media.clone(),
                }
            };
            payloads.push((
                names::pascal(media.rsplit('/').next().unwrap_or(media)),
                payload,
            ));
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

    /// The type of a header that is written: one value, else a text that the handler makes.
    fn header_type(&mut self, header: &str, owner: &Owner) -> Result<Type, Skipped> {
        let here = format!("{header}/schema");
        if self.at(&here).is_none() {
            return Ok(plain(TypeKind::String, &[]));
        }
        let ty = self.lower_type(&here, owner, &[])?;
        let is_single = matches!(
            ty.kind,
            TypeKind::Bool
                | TypeKind::Integer { .. }
                | TypeKind::Number
                | TypeKind::String
                | TypeKind::DateTime
                | TypeKind::Date
                | TypeKind::Uuid
        );
        Ok(if is_single {
            ty
        } else {
            plain(TypeKind::String, &[])
        })
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
            let ty = self.header_type(&here, &owner.within(wire))?;
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
                style: None,
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
