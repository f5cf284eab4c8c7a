//! A response against its operation.

use http::header::{
    CONTENT_LENGTH, CONTENT_TYPE, IF_MODIFIED_SINCE, IF_NONE_MATCH, RANGE, TRANSFER_ENCODING,
};
use http::{HeaderMap, Method};

use super::operation::{Operation, Response};
use super::{
    Content, Contract, Departure, Kind, RequestHead, ResponseHead, body, media, parameters,
};

pub(super) fn check(
    contract: &Contract,
    operation: &Operation,
    head: &RequestHead<'_>,
    response: &ResponseHead<'_>,
    content: Content<'_>,
    departures: &mut Vec<Departure>,
) {
    let status = response.status;
    bodiless(status, response.headers, departures);
    let Some(documented) = documented(operation, status) else {
        undocumented(operation, head, status, departures);
        return;
    };
    for header in &documented.headers {
        parameters::header(&contract.schemas, header, response.headers, departures);
    }
    if *head.method == Method::HEAD || status < 200 || status == 204 || status == 304 {
        return;
    }
    let is_empty = content == Content::Whole(&[]);
    let sent = response
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let types = &documented.media.types;
    if types.is_empty() {
        if !is_empty {
            let message = format!("was sent, and the document has none for {status}");
            departures.push(Departure::new(
                Kind::ResponseBodyUndocumented,
                "body",
                message,
            ));
        }
        return;
    }
    let Some(sent) = sent else {
        let message = if is_empty {
            "neither a body nor a `Content-Type` was sent"
        } else {
            "a body was sent without it"
        };
        departures.push(Departure::new(
            Kind::ResponseMediaMissing,
            "content-type",
            message,
        ));
        return;
    };
    let Some((_, schema)) = media::best(types, sent) else {
        let known: Vec<&str> = types.iter().map(|(name, _)| name.as_str()).collect();
        let message = format!(
            "`{}` is not in the document for {status}, which has {}",
            media::essence(sent),
            known.join(", ")
        );
        departures.push(Departure::new(
            Kind::ResponseMediaUndocumented,
            "content-type",
            message,
        ));
        return;
    };
    if let Some(schema) = schema {
        body::response(
            &contract.schemas,
            schema,
            sent,
            response.headers,
            content,
            departures,
        );
    }
}

/// The response of a status: as it is, as a range, or what holds for all others.
fn documented(operation: &Operation, status: u16) -> Option<&Response> {
    let range = format!("{}XX", status / 100);
    let names = [status.to_string(), range, "default".to_owned()];
    names.iter().find_map(|name| {
        operation
            .responses
            .iter()
            .find(|response| response.status == *name)
    })
}

fn undocumented(
    operation: &Operation,
    head: &RequestHead<'_>,
    status: u16,
    departures: &mut Vec<Departure>,
) {
    let asked =
        |names: &[http::HeaderName]| names.iter().any(|name| head.headers.contains_key(name));
    let implied = match status {
        304 => asked(&[IF_NONE_MATCH, IF_MODIFIED_SINCE]),
        206 | 416 => asked(&[RANGE]),
        _ => false,
    };
    let known: Vec<&str> = operation.statuses.iter().map(String::as_str).collect();
    let message = format!(
        "{status} is not in the document, which has {}",
        known.join(", ")
    );
    let kind = if implied {
        Kind::StatusImplied
    } else {
        Kind::StatusUndocumented
    };
    departures.push(Departure::new(kind, "status", message));
}

/// Of statuses that have no body by HTTP, 204 shows when one was sent all the same.
fn bodiless(status: u16, headers: &HeaderMap, departures: &mut Vec<Departure>) {
    let length = headers
        .get(CONTENT_LENGTH)
        .is_some_and(|value| value != "0");
    if status == 204 && (length || headers.contains_key(TRANSFER_ENCODING)) {
        let message = "204 says that there is none, and the headers announce one";
        departures.push(Departure::new(Kind::ResponseBodyForbidden, "body", message));
    }
}
