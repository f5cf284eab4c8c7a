//! One request, to the upstream and back.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, HOST, UPGRADE};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version};
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::body::Incoming;

use super::exchange::{Captured, Running, Sender};
use super::headers;
use super::tap::Tap;
use super::tunnel;
use super::upstream::Upstream;
use crate::conform::{Side, is_checked, is_stream};

pub(super) type Reply = Response<BoxBody<Bytes, hyper::Error>>;

/// Forwards requests.
#[derive(Debug)]
pub(super) struct Forwarder {
    pub(super) upstream: Upstream,
    pub(super) sender: Sender,
}

impl Forwarder {
    pub(super) async fn forward(&self, mut request: Request<Incoming>, peer: SocketAddr) -> Reply {
        if *request.method() == Method::CONNECT {
            return refusal(
                StatusCode::NOT_IMPLEMENTED,
                "CONNECT is not for a server with an address of its own",
            );
        }
        let protocol = headers::upgrade(request.headers());
        let client = protocol.is_some().then(|| hyper::upgrade::on(&mut request));
        let (mut head, body) = request.into_parts();
        let running = self.sender.begin(&head);
        let fail = |status, message: String| {
            running.with(|exchange| exchange.failure = Some(message.clone()));
            refusal(status, &message)
        };
        let slash = PathAndQuery::from_static("/");
        head.uri = match self
            .upstream
            .uri(head.uri.path_and_query().unwrap_or(&slash))
        {
            Ok(uri) => uri,
            Err(error) => {
                return fail(
                    StatusCode::BAD_REQUEST,
                    format!("the address cannot be read: {error}"),
                );
            }
        };
        self.prepare(&mut head.headers, protocol, peer);
        head.version = Version::HTTP_11;
        let copies = is_checked(media_type(&head.headers), Side::Request);
        let body = Tap::new(body, Side::Request, copies, running.clone());
        let response = match self.upstream.send(Request::from_parts(head, body)).await {
            Ok(response) => response,
            Err(message) => return fail(StatusCode::BAD_GATEWAY, message),
        };
        answer(response, client, running)
    }

    /// The headers that the upstream gets.
    fn prepare(&self, headers: &mut HeaderMap, protocol: Option<HeaderValue>, peer: SocketAddr) {
        headers::strip(headers);
        headers::forwarded(headers, peer.ip());
        headers::narrow_encodings(headers);
        if !self.upstream.keeps_host
            && let Ok(host) = HeaderValue::from_str(self.upstream.authority.as_str())
        {
            headers.insert(HOST, host);
        }
        change_to(headers, protocol);
    }
}

/// The response that the client gets.
fn answer(
    mut response: Response<Incoming>,
    client: Option<hyper::upgrade::OnUpgrade>,
    running: Arc<Running>,
) -> Reply {
    running.with(|exchange| {
        exchange.response = Some((response.status(), response.headers().clone()));
    });
    let protocol = headers::upgrade(response.headers());
    headers::strip(response.headers_mut());
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        change_to(response.headers_mut(), protocol);
        if let Some(client) = client {
            tunnel::open(client, hyper::upgrade::on(&mut response));
        }
        return response.map(|_| Full::default().map_err(|never| match never {}).boxed());
    }
    response.version_mut().clone_from(&Version::HTTP_11);
    let media = media_type(response.headers()).to_owned();
    response.map(|body| {
        if is_stream(&media) {
            // It may go on for days; what there is to say is said now.
            running.captured(Side::Response, Captured::Missing("it is a stream"));
            return Tap::unwatched(body, Side::Response).boxed();
        }
        Tap::new(
            body,
            Side::Response,
            is_checked(&media, Side::Response),
            running,
        )
        .boxed()
    })
}

/// Asks for, or agrees to, another protocol.
fn change_to(headers: &mut HeaderMap, protocol: Option<HeaderValue>) {
    if let Some(protocol) = protocol {
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(UPGRADE, protocol);
    }
}

fn media_type(headers: &HeaderMap) -> &str {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// What the proxy itself answers.
fn refusal(status: StatusCode, message: &str) -> Reply {
    let text = Full::from(format!("openapi-stubs proxy: {message}\n"));
    let mut reply = Response::new(text.map_err(|never| match never {}).boxed());
    *reply.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    reply.headers_mut().insert(CONTENT_TYPE, plain);
    reply
}
