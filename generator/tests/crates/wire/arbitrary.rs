//! Requests that nobody meant: mutations of good ones, in their parts and as raw bytes. Whatever comes, nothing panics, no answer
//! is the server's fault, and every answer is a documented one or a problem document.
//!
//! `WIRE_SEED` and `WIRE_REQUESTS` make other and longer runs.

use std::panic::AssertUnwindSafe;

use fastrand::Rng;
use futures_util::FutureExt as _;
use http_body_util::{BodyExt as _, StreamBody};
use openapi_stubs_runtime as rt;
use openapi_stubs_runtime::http::header;
use openapi_stubs_runtime::serde_json::{self, Value};

use crate::arbitrary_seeds::{FRAGMENTS, Seed, TYPES};

/// Statuses of answers that need not be documented.
const COMMON: &[u16] = &[400, 401, 403, 404, 405, 406, 413, 415];

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

/// Sends mutations of the requests of several services.
pub async fn check(services: &[(rt::Service, Vec<Seed>)]) {
    let seed = setting("WIRE_SEED", 1);
    let requests = setting("WIRE_REQUESTS", 12_000);
    let mut rng = Rng::with_seed(seed);
    let mut statuses = std::collections::BTreeMap::<u16, usize>::new();
    for number in 0..requests {
        let (service, seeds) = &services[rng.usize(..services.len())];
        let mut sent = seeds[rng.usize(..seeds.len())].clone();
        // Some stay as they are, so that answers are looked at that are no refusals.
        for _ in 0..[0, 1, 1, 2, 3, 6][rng.usize(..6)] {
            mutate(&mut rng, &mut sent);
        }
        let told = format!("seed {seed}, request {number}: {sent:?}");
        let status = if rng.u8(..4) == 0 {
            raw(service, &mut rng, &sent, &told).await
        } else {
            in_parts(service, &mut rng, &sent, &told).await
        };
        if let Some(status) = status {
            assert!(status < 500, "{status} of {told}");
            *statuses.entry(status).or_default() += 1;
        }
    }
    println!("seed {seed}: {requests} requests, answers by status: {statuses:?}");
    let share = |status: u16| statuses.get(&status).copied().unwrap_or_default() * 20 > requests as usize;
    assert!(share(400) && share(204), "{statuses:?}");
}

/// The request as a client of an HTTP library would send it; nothing where no library would.
async fn in_parts(service: &rt::Service, rng: &mut Rng, sent: &Seed, told: &str) -> Option<u16> {
    let mut request = rt::http::Request::builder()
        .method(rt::Method::from_bytes(&sent.method).ok()?)
        .uri(rt::Uri::try_from(sent.target.as_slice()).ok()?);
    for (name, value) in &sent.headers {
        let value = rt::HeaderValue::from_bytes(value).ok()?;
        request = request.header(rt::HeaderName::from_bytes(name).ok()?, value);
    }
    let chunk = 1 + rng.usize(..sent.body.len().max(1));
    let mut frames: Vec<Result<_, std::io::Error>> = Vec::new();
    for part in sent.body.chunks(chunk) {
        frames.push(Ok(rt_frame(part)));
    }
    if rng.u8(..20) == 0 {
        frames.push(Err(std::io::ErrorKind::ConnectionReset.into()));
    }
    let body = StreamBody::new(futures_util::stream::iter(frames));
    let request = request.body(body).ok()?;
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let operation = service.operation_at(&method, &path);
    let answered = AssertUnwindSafe(async {
        let response = service.respond(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes());
        (parts, body)
    });
    let (parts, body) = answered
        .catch_unwind()
        .await
        .unwrap_or_else(|_| panic!("a panic of {told}"));
    let body = body.unwrap_or_else(|error| panic!("{error} of {told}"));
    let status = parts.status;
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.map_or("", |value| value.to_str().expect("a text"));
    let essence = content_type.split(';').next().unwrap_or_default();
    if essence == "application/problem+json" {
        let is_documented = operation.is_some_and(|operation| operation.documented(status).is_some());
        assert!(is_documented || COMMON.contains(&status.as_u16()), "{status} of {told}");
        if method != rt::Method::HEAD {
            let problem: Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(problem["status"], status.as_u16(), "{told}");
        }
    } else if let Some(documented) = operation.and_then(|operation| operation.documented(status)) {
        let fits = |name: &&str| {
            name.split_once('*').map_or(essence == *name, |(kind, _)| essence.starts_with(kind.trim_end_matches('*')))
        };
        let is_documented = if documented.media_types.is_empty() {
            essence.is_empty() && body.is_empty()
        } else {
            documented.media_types.iter().any(fits)
        };
        assert!(is_documented, "{status} {content_type} of {told}");
    } else {
        // What the service says of itself.
        let is_options = method == rt::Method::OPTIONS && status == 204;
        let is_unchanged = status == 304;
        assert!(is_options || is_unchanged, "{status} {content_type} of {told}");
    }
    Some(status.as_u16())
}

fn rt_frame(bytes: &[u8]) -> http_body::Frame<rt::Bytes> {
    http_body::Frame::data(rt::Bytes::copy_from_slice(bytes))
}

/// The request as bytes on a connection, some of them changed or missing.
async fn raw(service: &rt::Service, rng: &mut Rng, sent: &Seed, told: &str) -> Option<u16> {
    let mut bytes = [&sent.method[..], b" ", &sent.target, b" HTTP/1.1\r\nhost: a\r\n"].concat();
    for (name, value) in &sent.headers {
        bytes.extend([name, &b": "[..], value, b"\r\n"].concat());
    }
    if rng.bool() {
        bytes.extend(format!("content-length: {}\r\n\r\n", sent.body.len()).bytes());
        bytes.extend(&sent.body);
    } else {
        bytes.extend(format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n", sent.body.len()).bytes());
        bytes.extend([&sent.body[..], b"\r\n0\r\n\r\n"].concat());
    }
    match rng.u8(..3) {
        0 => bytes.truncate(rng.usize(..=bytes.len())),
        1 => change(rng, &mut bytes),
        _ => {}
    }
    let (mut client, server) = tokio::io::duplex(1 << 20);
    let service = service.clone();
    let respond = hyper::service::service_fn(move |request| service.respond(request));
    let connection = hyper::server::conn::http1::Builder::new()
        .half_close(true)
        .serve_connection(hyper_util::rt::TokioIo::new(server), respond);
    let exchange = async {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        // What the other side does not read any more it does not want.
        let _ = client.write_all(&bytes).await;
        let _ = client.shutdown().await;
        let mut answer = Vec::new();
        let _ = client.read_to_end(&mut answer).await;
        answer
    };
    let both = AssertUnwindSafe(futures_util::future::join(connection, exchange));
    let (_, answer) = both
        .catch_unwind()
        .await
        .unwrap_or_else(|_| panic!("a panic of {told}: {bytes:?}"));
    let line = answer.split(|byte| *byte == b'\r').next()?;
    let status = std::str::from_utf8(line).ok()?.split(' ').nth(1)?;
    Some(status.parse().expect("a status"))
}

fn mutate(rng: &mut Rng, sent: &mut Seed) {
    match rng.u8(..12) {
        0 => {
            const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "X-Y", "CONNECT"];
            sent.method = METHODS[rng.usize(..METHODS.len())].as_bytes().to_vec();
        }
        1..=3 => change(rng, &mut sent.target),
        4 if !sent.headers.is_empty() => {
            let index = rng.usize(..sent.headers.len());
            match rng.u8(..3) {
                0 => drop(sent.headers.remove(index)),
                1 => sent.headers.push(sent.headers[index].clone()),
                _ => change(rng, &mut sent.headers[index].1),
            }
        }
        5 => {
            let (name, value) = OTHERS[rng.usize(..OTHERS.len())];
            sent.headers.push((name.to_vec(), value.to_vec()));
        }
        6 => {
            let value = TYPES[rng.usize(..TYPES.len())].as_bytes().to_vec();
            sent.headers.retain(|(name, _)| name != b"content-type");
            sent.headers.push((b"content-type".to_vec(), value));
        }
        7 => sent.body.truncate(rng.usize(..=sent.body.len())),
        _ => change(rng, &mut sent.body),
    }
}

/// Headers that change how a request is read or answered.
const OTHERS: &[(&[u8], &[u8])] = &[
    (b"content-length", b"3"),
    (b"content-length", b"99999999999999999999"),
    (b"content-length", b"18446744073709551615"),
    (b"content-encoding", b"gzip"),
    (b"expect", b"100-continue"),
    (b"accept", b"text/*;q=x, */*;q=0"),
    (b"accept", b"\xff"),
    (b"range", b"bytes=-0,5-"),
    (b"if-none-match", b"*"),
    (b"if-modified-since", b"Fri, 31 Feb 2024 99:00:00 GMT"),
    (b"cookie", b"a=\x80; ids=%zz; =; ;;colour=\"r"),
    (b"x-ids", b"1,\xe9"),
    (b"authorization", b"Bearer"),
    (b"authorization", b"Basic ====\xff"),
    (b"x-forwarded-for", b"[::::1"),
];

/// Changes some bytes.
fn change(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let at = rng.usize(..=bytes.len());
    match rng.u8(..6) {
        0 if at < bytes.len() => bytes[at] = rng.u8(..),
        1 if at < bytes.len() => drop(bytes.remove(at)),
        2 => bytes.truncate(at),
        3 => {
            let end = (at + rng.usize(..40)).min(bytes.len());
            let copy = bytes[at..end].to_vec();
            let to = rng.usize(..=bytes.len());
            bytes.splice(to..to, copy);
        }
        _ => {
            let fragment = FRAGMENTS[rng.usize(..FRAGMENTS.len())];
            let end = if rng.bool() { at } else { (at + fragment.len()).min(bytes.len()) };
            bytes.splice(at..end, fragment.iter().copied());
        }
    }
}
