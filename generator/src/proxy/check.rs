//! What is judged when an exchange is over.

use std::sync::mpsc::Receiver;

use http::header::ACCESS_CONTROL_REQUEST_METHOD;
use http::{Method, StatusCode};
use serde::Serialize;

use super::exchange::{Captured, Exchange};
use crate::conform::{Content, Contract, Departure, Kind, Match, RequestHead, ResponseHead, Tally};

/// An exchange and how it departs.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Method of the request.
    pub method: String,
    /// Path and query, without secrets.
    pub path: String,
    /// `operationId`, or method and path, of the operation.
    pub operation: Option<String>,
    /// Of the response.
    pub status: Option<u16>,
    /// Milliseconds from the head of the request to the last byte of the response.
    pub millis: u64,
    /// Why the upstream did not answer.
    pub failure: Option<String>,
    /// What departs from the document.
    pub departures: Vec<Departure>,
}

/// Judges until no exchange can come any more.
pub(super) fn run(
    contract: &Contract,
    base: &str,
    exchanges: &Receiver<Exchange>,
    mut sink: impl FnMut(&Checked),
) -> Tally {
    let mut tally = Tally::default();
    for exchange in exchanges {
        let checked = check(contract, base, &exchange, &mut tally);
        sink(&checked);
    }
    tally
}

fn check(contract: &Contract, base: &str, exchange: &Exchange, tally: &mut Tally) -> Checked {
    // The document may speak of paths as the upstream sees them, or as clients of the proxy do.
    let longer = format!("{base}{}", exchange.path);
    let paths = [longer.as_str(), exchange.path.as_str()];
    let mut found = contract.find(&exchange.method, paths[0]);
    let mut path = paths[0];
    if found == Match::Nothing {
        (found, path) = (contract.find(&exchange.method, paths[1]), paths[1]);
    }
    let head = RequestHead {
        method: &exchange.method,
        path,
        query: exchange.query.as_deref(),
        headers: &exchange.headers,
    };
    let status = exchange
        .response
        .as_ref()
        .map(|(status, _)| status.as_u16());
    let mut departures = Vec::new();
    let found = match found {
        Match::Operation(found) => Some(found),
        // A browser asks before it sends what the document has.
        _ if is_preflight(exchange) => None,
        Match::Method(methods) => {
            let methods: Vec<&str> = methods.iter().map(Method::as_str).collect();
            let message = format!("the document has only {} here", methods.join(", "));
            departures.push(Departure::new(Kind::MethodUndocumented, "method", message));
            None
        }
        Match::Nothing => {
            let message = "the document has no such path";
            departures.push(Departure::new(Kind::PathUndocumented, "path", message));
            None
        }
    };
    if let Some(found) = &found {
        departures = contract.request(found, &head, content(&exchange.request));
        let upgraded = Some(StatusCode::SWITCHING_PROTOCOLS.as_u16());
        if let Some((status, headers)) = exchange.response.as_ref().filter(|_| status != upgraded) {
            let response = ResponseHead {
                status: status.as_u16(),
                headers,
            };
            departures.extend(contract.response(
                found,
                &head,
                &response,
                content(&exchange.answer),
            ));
        }
    }
    let shown = contract.shown(found.as_ref(), &exchange.path, exchange.query.as_deref());
    tally.add(
        found.as_ref(),
        &format!("{} {shown}", exchange.method),
        status,
        &departures,
    );
    let operation = found.and_then(|found| contract.operations().get(found.operation));
    Checked {
        method: exchange.method.to_string(),
        path: shown,
        operation: operation.map(|operation| operation.name()),
        status,
        millis: u64::try_from(exchange.took.as_millis()).unwrap_or(u64::MAX),
        failure: exchange.failure.clone(),
        departures,
    }
}

fn is_preflight(exchange: &Exchange) -> bool {
    exchange.method == Method::OPTIONS
        && exchange.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn content(captured: &Captured) -> Content<'_> {
    match captured {
        Captured::Whole(held) => Content::Whole(&held.bytes),
        Captured::Missing(reason) => Content::Missing(reason),
    }
}
