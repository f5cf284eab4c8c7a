//! A request against its operation.

use http::header::CONTENT_TYPE;

use super::operation::Operation;
use super::{
    Content, Contract, Departure, Found, Kind, RequestHead, body, media, parameters, security,
};

pub(super) fn check(
    contract: &Contract,
    operation: &Operation,
    found: &Found,
    head: &RequestHead<'_>,
    content: Content<'_>,
    departures: &mut Vec<Departure>,
) {
    if found.inexact {
        let message = format!(
            "fits `{}` only when case and extra slashes do not matter",
            operation.path
        );
        departures.push(Departure::new(Kind::PathInexact, "path", message));
    }
    if let Some(missing) = security::missing(&operation.security, head.headers, head.query) {
        let message = format!("nothing of what the operation asks for was sent: {missing}");
        departures.push(Departure::new(Kind::SecurityMissing, "security", message));
    }
    parameters::check(&contract.schemas, operation, found, head, departures);
    let sent = head
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let is_empty = content == Content::Whole(&[]);
    let Some(body) = &operation.body else {
        if !is_empty {
            let message = "was sent, and the document has none here";
            departures.push(Departure::new(
                Kind::RequestBodyUndocumented,
                "body",
                message,
            ));
        }
        return;
    };
    if is_empty && sent.is_none() {
        if body.required {
            let message = "is required and was not sent";
            departures.push(Departure::new(Kind::RequestBodyMissing, "body", message));
        }
        return;
    }
    let types = &body.media.types;
    if types.is_empty() {
        return;
    }
    // HTTP lets a body without a type be taken for bytes.
    let sent = sent.unwrap_or("application/octet-stream");
    let Some((_, schema)) = media::best(types, sent) else {
        let known: Vec<&str> = types.iter().map(|(name, _)| name.as_str()).collect();
        let message = format!(
            "`{}` is not in the document, which has {}",
            media::essence(sent),
            known.join(", ")
        );
        departures.push(Departure::new(
            Kind::RequestMediaUndocumented,
            "content-type",
            message,
        ));
        return;
    };
    if let Some(schema) = schema {
        body::request(
            &contract.schemas,
            schema,
            sent,
            head.headers,
            content,
            departures,
        );
    }
}
