//! What is served and is no operation of the API: the documentation page and its files, and the document.
//!
//! All of it is in one list, [`SURFACES`]; a test sees to it that nothing there hides an operation.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hasher as _};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::future::{Either as EitherFuture, MapOk, Ready, TryFutureExt as _, ready};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{Either, Full};
use tower::Service;

/// What a page may load: its own files and the API, nothing from elsewhere.
///
/// Swagger UI sets `style` attributes and draws its icons from `data:` URLs.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// One address that is no operation.
#[derive(Debug)]
pub struct Surface {
    /// Exact path.
    pub path: &'static str,
    content: Content,
}

#[derive(Debug)]
enum Content {
    File {
        content_type: &'static str,
        bytes: &'static [u8],
    },
    Redirect(&'static str),
}

macro_rules! docs_file {
    ($name:literal, $content_type:literal) => {
        docs_file!(concat!("/docs/", $name), $name, $content_type)
    };
    ($path:expr, $name:literal, $content_type:literal) => {
        Surface {
            path: $path,
            content: Content::File {
                content_type: $content_type,
                bytes: include_bytes!(concat!("../assets/docs/", $name)),
            },
        }
    };
}

/// Everything that is served besides the API.
pub static SURFACES: &[Surface] = &[
    Surface {
        path: "/",
        content: Content::Redirect("/docs"),
    },
    Surface {
        path: "/docs/",
        content: Content::Redirect("/docs"),
    },
    docs_file!("/docs", "index.html", "text/html; charset=utf-8"),
    docs_file!("init.js", "text/javascript; charset=utf-8"),
    docs_file!("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    docs_file!("swagger-ui.css", "text/css; charset=utf-8"),
    docs_file!("favicon-32x32.png", "image/png"),
    Surface {
        path: "/openapi.json",
        content: Content::File {
            content_type: "application/json; charset=utf-8",
            bytes: peertube_api::DOCUMENT.as_bytes(),
        },
    },
];

/// The surfaces, and behind them the API.
#[derive(Debug, Clone)]
pub struct Site<S> {
    api: S,
}

impl<S> Site<S> {
    /// Puts the surfaces before an API.
    pub const fn new(api: S) -> Self {
        Self { api }
    }
}

type SiteBody<B> = Either<Full<Bytes>, B>;

impl<S, In, B> Service<Request<In>> for Site<S>
where
    S: Service<Request<In>, Response = Response<B>, Error = Infallible>,
{
    type Response = Response<SiteBody<B>>;
    type Error = Infallible;
    type Future = EitherFuture<
        Ready<Result<Self::Response, Infallible>>,
        MapOk<S::Future, fn(Response<B>) -> Self::Response>,
    >;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.api.poll_ready(cx)
    }

    fn call(&mut self, request: Request<In>) -> Self::Future {
        let path = request.uri().path();
        match SURFACES.iter().find(|surface| surface.path == path) {
            Some(surface) => {
                let response = surface.respond(request.method(), request.headers());
                EitherFuture::Left(ready(Ok(response.map(Either::Left))))
            }
            None => EitherFuture::Right(self.api.call(request).map_ok(from_api)),
        }
    }
}

fn from_api<B>(response: Response<B>) -> Response<SiteBody<B>> {
    response.map(Either::Right)
}

impl Surface {
    fn respond(&self, method: &Method, request: &HeaderMap) -> Response<Full<Bytes>> {
        if *method != Method::GET && *method != Method::HEAD {
            return reply(
                StatusCode::METHOD_NOT_ALLOWED,
                [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))],
                &[],
            );
        }
        match &self.content {
            Content::Redirect(to) => reply(
                StatusCode::FOUND,
                [(header::LOCATION, HeaderValue::from_static(to))],
                &[],
            ),
            Content::File {
                content_type,
                bytes,
            } => file(content_type, bytes, method, request),
        }
    }
}

fn file(
    content_type: &'static str,
    bytes: &'static [u8],
    method: &Method,
    request: &HeaderMap,
) -> Response<Full<Bytes>> {
    let tag = entity_tag(bytes);
    let known = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value == tag);
    let status = if known {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    };
    let headers = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(PAGE_POLICY),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
    ];
    if *method == Method::HEAD && !known {
        let mut response = reply(status, headers, &[]);
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        return response;
    }
    reply(status, headers, if known { &[] } else { bytes })
}

fn reply<const N: usize>(
    status: StatusCode,
    headers: [(HeaderName, HeaderValue); N],
    bytes: &'static [u8],
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(bytes)));
    *response.status_mut() = status;
    response.headers_mut().extend(headers);
    response
}

/// Files change with the binary only, so a hash made when asked is all the tag that is needed.
fn entity_tag(bytes: &[u8]) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    HeaderValue::try_from(format!("\"{:016x}\"", hasher.finish()))
        .unwrap_or(HeaderValue::from_static("\"-\""))
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt as _, Empty};
    use tower::{ServiceExt as _, service_fn};

    use super::*;

    async fn ask(
        method: Method,
        path: &str,
        known: Option<HeaderValue>,
    ) -> (StatusCode, HeaderMap, Bytes) {
        let api = service_fn(|_: Request<Empty<Bytes>>| async {
            Ok::<_, Infallible>(Response::new(Full::from("api")))
        });
        let mut request = Request::new(Empty::new());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("a path");
        if let Some(tag) = known {
            request.headers_mut().insert(header::IF_NONE_MATCH, tag);
        }
        let Ok(response) = Site::new(api).oneshot(request).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        (parts.status, parts.headers, bytes)
    }

    #[tokio::test]
    async fn files_are_served_and_revalidated() {
        let (status, headers, bytes) = ask(Method::GET, "/docs", None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(bytes.starts_with(b"<!DOCTYPE html>"));
        let tag = headers[header::ETAG].clone();
        let (status, _, bytes) = ask(Method::GET, "/docs", Some(tag)).await;
        assert_eq!((status, bytes.len()), (StatusCode::NOT_MODIFIED, 0));
        let (status, headers, bytes) = ask(Method::HEAD, "/docs/swagger-ui.css", None).await;
        assert_eq!((status, bytes.len()), (StatusCode::OK, 0));
        assert_ne!(headers[header::CONTENT_LENGTH], "0");
        let (status, headers, _) = ask(Method::POST, "/docs", None).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(headers[header::ALLOW], "GET, HEAD");
    }

    #[tokio::test]
    async fn the_rest_is_the_api() {
        let (_, _, bytes) = ask(Method::GET, "/api/v1/config", None).await;
        assert_eq!(bytes, "api");
        let (status, headers, _) = ask(Method::GET, "/", None).await;
        assert_eq!(
            (status, &headers[header::LOCATION]),
            (StatusCode::FOUND, &HeaderValue::from_static("/docs"))
        );
    }
}
