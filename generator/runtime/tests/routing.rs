//! Paths, methods, entity tags and what goes around a handler.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

#[allow(dead_code, reason = "each binary uses a part of it")]
mod common;

use common::{get, plain, send, service};
use openapi_stubs_runtime as rt;
use proptest::prelude::*;
use serde_json::json;
use std::{net::IpAddr, sync::Arc, time::Duration};

#[tokio::test]
async fn paths_lead_to_operations() {
    let service = plain();
    for (path, expected) in [
        ("/things/aB", json!({"thing": "aB"})),
        ("/THINGS//aB/", json!({"thing": "aB"})),
        ("/things/a%2Fb%20c", json!({"thing": "a/b c"})),
        ("/%74hings/a", json!({"thing": "a"})),
        ("/feeds/Sub-titles-1.XML", json!(["Sub-titles", "1", "XML"])),
        ("/feeds/x/deep", json!(["feeds", "x"])),
    ] {
        let answer = get(&service, path, &[]).await;
        assert_eq!((answer.status, answer.json()), (200, expected), "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/json; charset=utf-8")
        );
    }
    assert_eq!(
        send(&service, "POST /feeds/X:ACT/deep", &[], "")
            .await
            .json(),
        json!("X")
    );
    for path in ["/nothing", "/", "/things/a/b", "/feeds/x", "/feeds/.xml"] {
        let answer = get(&service, path, &[]).await;
        assert_eq!(
            (answer.status, answer.json()["status"].as_u64()),
            (404, Some(404)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn broken_encodings_name_the_parameter() {
    for path in ["/things/%ff", "/things/a%4"] {
        let answer = get(&plain(), path, &[]).await;
        assert_eq!(answer.status, 400);
        let params = &answer.json()["invalid-params"];
        assert_eq!(params["thingId"]["location"], "params", "{params}");
    }
}

#[tokio::test]
async fn methods_are_told() {
    let service = plain();
    let answer = get(&service, "/things/mine", &[]).await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, Some("PUT, OPTIONS"))
    );
    let answer = send(&service, "DELETE /things/x", &[], "").await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, Some("GET, HEAD, PATCH, OPTIONS"))
    );
    let answer = send(&service, "OPTIONS /things", &[], "").await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (204, Some("GET, HEAD, POST, OPTIONS"))
    );
    assert_eq!(send(&service, "OPTIONS *", &[], "").await.status, 404);
    assert_eq!(send(&service, "BREW /things", &[], "").await.status, 405);
}

#[tokio::test]
async fn head_is_get_without_content() {
    let service = plain();
    let whole = get(&service, "/things/a", &[]).await;
    let head = send(&service, "HEAD /things/a", &[], "").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(
        head.header("content-length"),
        Some(whole.body.len().to_string().as_str())
    );
    assert_eq!(head.header("etag"), whole.header("etag"));
}

#[tokio::test]
async fn unchanged_json_is_not_sent_again() {
    let service = plain();
    let first = get(&service, "/things/a", &[]).await;
    let etag = first.header("etag").unwrap();
    assert!(etag.starts_with("W/\""));
    let again = get(&service, "/things/a", &[("if-none-match", etag)]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(
        (again.header("etag"), again.header("content-type")),
        (Some(etag), None)
    );
    let other = get(&service, "/things/b", &[("if-none-match", etag)]).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn every_response_is_inspected() {
    let (service, notes) = service(&std::env::temp_dir());
    get(&service, "/things/a", &[]).await;
    get(&service, "/nothing", &[]).await;
    get(&service, "/broken", &[]).await;
    let notes = notes.0.lock().unwrap();
    assert_eq!(
        notes[0],
        (Some("getThing"), 200, Some(json!({"thing": "a"})))
    );
    assert_eq!((notes[1].0, notes[1].1), (None, 404));
    assert_eq!((notes[2].0, notes[2].1), (Some("broken"), 403));
}

#[tokio::test]
async fn errors_become_problems_and_leak_nothing() {
    let service = plain();
    let answer = get(&service, "/broken", &[]).await;
    let text = r#"{"type":"about:blank","title":"Forbidden","detail":"not yours","status":403,"code":"not_yours"}"#;
    assert_eq!((answer.status, &answer.body[..]), (403, text.as_bytes()));
    for query in ["error", "header"] {
        let answer = get(&service, &format!("/broken?{query}"), &[]).await;
        assert_eq!(answer.status, 500);
        assert!(!answer.detail().contains("secret"));
    }
}

#[tokio::test]
async fn credentials_are_read_strictly() {
    let service = plain();
    assert_eq!(get(&service, "/me", &[]).await.status, 401);
    assert_eq!(
        get(&service, "/me", &[("authorization", "bearer  abc ")])
            .await
            .json(),
        json!("abc")
    );
    for text in ["Bearer", "Bearer ", "Bearer a b", "Basic abc", ""] {
        assert_eq!(
            get(&service, "/me", &[("authorization", text)])
                .await
                .status,
            400,
            "{text}"
        );
    }
    let doubled = [("authorization", "Bearer a"), ("authorization", "Bearer b")];
    assert_eq!(get(&service, "/me", &doubled).await.status, 400);
}

#[tokio::test]
async fn cookies_and_client_are_read() {
    let service = plain();
    let answer = get(&service, "/cookie", &[("cookie", "a=b; session=x%20y")]).await;
    assert_eq!(answer.json(), json!("x y"));
    let answer = get(&service, "/things?search=x", &[("user-agent", "test/1")]).await;
    assert_eq!(answer.json(), json!({"search": "x", "agent": "test/1"}));
}

struct Limit;

impl rt::Gate for Limit {
    fn admit<'a>(
        &'a self,
        operation: &'static rt::Operation,
        _: &'a http::request::Parts,
        client: &'a rt::Client,
    ) -> rt::BoxFuture<'a, Result<rt::Admitted, rt::Rejection>> {
        assert_eq!(client.ip, IpAddr::from([10, 0, 0, 1]));
        let header = (
            rt::HeaderName::from_static("ratelimit-remaining"),
            rt::HeaderValue::from(3),
        );
        Box::pin(async move {
            match operation.id {
                "getThing" => Ok(rt::Admitted {
                    headers: vec![header],
                }),
                _ => Err(rt::Rejection::RateLimited {
                    retry_after: Duration::from_millis(1_500),
                    headers: vec![header],
                }),
            }
        })
    }
}

#[tokio::test]
async fn the_gate_decides_first() {
    let hooks = rt::Hooks {
        gate: Some(Arc::new(Limit)),
        ..rt::Hooks::default()
    };
    let service = rt::Service::build(hooks, [common::tag()]).unwrap();
    for (path, status, retry) in [
        ("/things/a", 200, None),
        ("/things/%ff", 400, None),
        ("/me", 429, Some("2")),
    ] {
        let request = http::Request::get(path)
            .extension(rt::Client::new([10, 0, 0, 1].into()))
            .body(http_body_util::Empty::new())
            .unwrap();
        let reply = service.respond(request).await.unwrap();
        let header = |name: &str| {
            reply
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap())
        };
        assert_eq!(reply.status(), status, "{path}");
        assert_eq!(
            (header("ratelimit-remaining"), header("retry-after")),
            (Some("3"), retry)
        );
    }
}

#[test]
fn two_operations_at_one_address_are_refused() {
    let error =
        rt::Service::build(rt::Hooks::default(), [common::tag(), common::tag()]).unwrap_err();
    assert!(matches!(error, rt::BuildError::Duplicate { .. }), "{error}");
}

#[tokio::test]
async fn operations_of_one_form_of_path_have_names_of_their_own() {
    static BY_ID: rt::Operation =
        common::operation("byId", rt::Method::GET, "/things/{thingId}/Parts/{part}");
    static BY_NAME: rt::Operation =
        common::operation("byName", rt::Method::PUT, "/Things/{id}//parts/{name}/");
    let mut tag = rt::Tag::new();
    tag.route(&BY_ID, |mut r| async move {
        let path = r.path::<common::ThingPath>();
        let (path,) = r.accept((path,))?;
        common::ok(&json!(path.id))
    });
    tag.route(&BY_NAME, |mut r| async move {
        let path = r.path::<common::ActPath>();
        let (path,) = r.accept((path,))?;
        common::ok(&json!([path.id]))
    });
    let service = rt::Service::build(rt::Hooks::default(), [tag]).unwrap();
    for (request, expected) in [
        ("GET /things/7/parts/a", json!("7")),
        ("PUT /things/7/parts/a", json!(["7"])),
    ] {
        let answer = send(&service, request, &[], "").await;
        assert_eq!((answer.status, answer.json()), (200, expected), "{request}");
    }
    let answer = send(&service, "PATCH /things/7/parts/a", &[], "").await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, Some("GET, HEAD, PUT, OPTIONS"))
    );
}

proptest! {
    #[test]
    fn no_path_makes_it_panic(path in "(/?([a-zA-Z%.:@{}*-]|%[0-9a-fA-F]{2}|é|things|feeds|deep){0,6}){0,6}", method in "GET|HEAD|PUT|OPTIONS") {
        let service = plain();
        if let Ok(request) = http::Request::builder().method(method.as_str()).uri(path).body(http_body_util::Empty::<bytes::Bytes>::new()) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let reply = runtime.block_on(service.respond(request)).unwrap();
            prop_assert!(reply.status().as_u16() < 500);
        }
    }

    #[test]
    fn no_header_makes_it_panic(range in "(bytes|items)?=?[0-9]{0,22}-?[0-9]{0,22},?", tag in "[ -~]{0,20}") {
        let service = plain();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let headers = [("range", range.as_str()), ("if-none-match", &tag), ("if-range", &tag), ("cookie", &tag), ("authorization", &tag)];
        for path in ["/file", "/me", "/cookie"] {
            let answer = runtime.block_on(get(&service, path, &headers));
            prop_assert!(answer.status < 500, "{}", answer.status);
        }
    }
}

/// Glue holds references to a request across awaits, and its futures go between threads.
#[test]
fn requests_and_services_are_shared_between_threads() {
    const fn shared<T: Send + Sync>() {}
    const fn sent<T: Send>() {}
    shared::<rt::Request>();
    shared::<rt::Service>();
    shared::<rt::ByteStream>();
    sent::<rt::ReplyFuture>();
    sent::<rt::Response>();
}
