//! What every request and every reply have in common, whoever answers.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use openapi_stubs_runtime::{Client, Service as Api};
use peertube_kernel::Context;
use peertube_kernel::config::Config;
use tokio_util::sync::CancellationToken;
use tower::{Service, ServiceExt as _};

use super::body::RequestBody;
use super::cors;
use super::limiter::RateLimiter;
use super::proxy::TrustedProxies;
use super::standard::StandardHeaders;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Body of a reply: of the layers here, or of what lies behind them.
pub type ReplyBody<B> = Either<Full<Bytes>, B>;

/// The layers before the API. Cheap to clone.
#[derive(Clone)]
pub struct Front<S> {
    inner: S,
    shared: Arc<Shared>,
}

struct Shared {
    standard: StandardHeaders,
    proxies: TrustedProxies,
    counting: Option<Counting>,
    patience: Duration,
    log: Log,
    ids: RequestIds,
}

/// What counts requests that succeeded, and what tells which operation a request was for.
pub struct Counting {
    /// The limiter.
    pub limiter: Arc<RateLimiter>,
    /// The API.
    pub api: Api,
}

impl Counting {
    fn replied(&self, line: &Line, status: StatusCode) {
        let succeeded = !status.is_client_error() && !status.is_server_error();
        if line.method == Method::POST
            && succeeded
            && let Some(operation) = self.api.operation_at(&line.method, line.uri.path())
        {
            self.limiter.succeeded(operation, line.client);
        }
    }
}

/// What of requests is logged.
struct Log {
    requests: bool,
    pings: bool,
    anonymize: bool,
}

impl<S> Front<S> {
    /// Puts the layers before a service.
    pub fn new(
        inner: S,
        config: &Config,
        context: &Context,
        proxies: TrustedProxies,
        counting: Option<Counting>,
    ) -> Self {
        Self {
            inner,
            shared: Arc::new(Shared {
                standard: StandardHeaders::new(config),
                proxies,
                counting,
                patience: config.http_timeouts.request,
                log: Log {
                    requests: config.log.log_http_requests,
                    pings: config.log.log_ping_requests,
                    anonymize: config.log.anonymize_ip,
                },
                ids: RequestIds::new(context),
            }),
        }
    }

    /// Longest silence in the middle of a body.
    pub(crate) fn patience(&self) -> Duration {
        self.shared.patience
    }
}

impl<S, B> Front<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: Send,
{
    /// Answers a request that came over a connection from `peer`. `stop` ends its body early.
    pub(crate) async fn answer(
        self,
        peer: IpAddr,
        request: Request<Incoming>,
        stop: CancellationToken,
    ) -> Result<Response<ReplyBody<B>>, Infallible> {
        let Self { inner, shared } = self;
        let began = Instant::now();
        let id = shared.ids.next();
        let client = shared.proxies.client(peer, request.headers());
        let line = Line {
            method: request.method().clone(),
            uri: request.uri().clone(),
            client: client.ip,
        };
        let mut response = if cors::is_preflight(request.method(), request.uri().path()) {
            cors::preflight(request.headers()).map(Either::Left)
        } else {
            let patience = shared.patience;
            let mut request = request.map(|body| RequestBody::new(body, patience, stop));
            request.extensions_mut().insert::<Client>(client);
            // Nothing of the request is used after a panic, so no broken state can be seen.
            match AssertUnwindSafe(async { inner.oneshot(request).await })
                .catch_unwind()
                .await
            {
                Ok(Ok(response)) => response.map(Either::Right),
                Err(panic) => failure(&id, &*panic),
            }
        };
        if let Some(counting) = &shared.counting {
            counting.replied(&line, response.status());
        }
        shared.finish(&line, id.clone(), &mut response);
        shared.log(&line, &id, response.status(), began.elapsed());
        Ok(response)
    }
}

impl Shared {
    fn finish<B>(&self, line: &Line, id: HeaderValue, response: &mut Response<B>) {
        let headers = response.headers_mut();
        headers.insert(REQUEST_ID, id);
        self.standard.add(headers);
        let path = line.uri.path();
        if is_resumable_upload(path) {
            headers.insert(header::CACHE_CONTROL, NO_STORE);
        }
        if cors::is_api(path) {
            cors::open_api(headers);
        } else if cors::is_file(path) {
            cors::open_file(headers);
        }
    }

    /// One line a request. Never the query, which may hold tokens.
    fn log(&self, line: &Line, id: &HeaderValue, status: StatusCode, took: Duration) {
        let path = line.uri.path();
        if !self.log.requests || (!self.log.pings && is_ping(path)) {
            return;
        }
        let client = if self.log.anonymize {
            anonymous(line.client)
        } else {
            line.client
        };
        tracing::info!(
            target: "peertube_server::request",
            id = id.to_str().unwrap_or_default(),
            %client,
            status = status.as_u16(),
            ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "{} {path}",
            line.method,
        );
    }
}

/// What is kept of a request for its reply and the log.
struct Line {
    method: Method,
    uri: Uri,
    client: IpAddr,
}

/// The resumable upload protocol forbids caches to keep any of its answers.
fn is_resumable_upload(path: &str) -> bool {
    path.trim_end_matches('/')
        .eq_ignore_ascii_case("/api/v1/videos/upload-resumable")
}

fn is_ping(path: &str) -> bool {
    path == "/ping" || path == "/api/v1/ping"
}

/// The address without what tells people apart: the last byte of IPv4, all but the first /48 of IPv6.
fn anonymous(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => IpAddr::V4((address.to_bits() & !0xff).into()),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & (u128::MAX << 80)).into()),
    }
}

/// The answer for a handler that panicked: the log has the cause, the client a number to ask for it.
fn failure<B>(id: &HeaderValue, panic: &(dyn std::any::Any + Send)) -> Response<ReplyBody<B>> {
    let cause = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message");
    let id = id.to_str().unwrap_or_default();
    tracing::error!(id, cause, "a request handler panicked");
    let problem = serde_json::json!({
        "type": "about:blank",
        "title": "Internal Server Error",
        "detail": format!("The server failed on this request; its log has more under {id}."),
        "status": 500,
    });
    let mut response = Response::new(Either::Left(Full::from(problem.to_string())));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json; charset=utf-8"),
    );
    response
}

/// Request ids: different between runs, counted within one.
struct RequestIds {
    run: String,
    next: AtomicU64,
}

impl RequestIds {
    fn new(context: &Context) -> Self {
        Self {
            run: peertube_kernel::random::hex(&*context.random, 8),
            next: AtomicU64::new(1),
        }
    }

    fn next(&self) -> HeaderValue {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut id = String::with_capacity(20);
        // Writing into a `String` cannot fail.
        let _infallible = write!(id, "{}-{number:x}", self.run);
        HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("-"))
    }
}
