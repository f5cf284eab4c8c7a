//! Request bodies: what is read, what is refused, and that nothing stays on disk.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

#[allow(dead_code, reason = "each binary uses a part of it")]
mod common;

use bytes::Bytes;
use common::{plain, send, service};
use http_body_util::{BodyExt, StreamBody};
use openapi_stubs_runtime as rt;
use proptest::prelude::*;
use serde_json::json;
use std::path::Path;

const JSON: (&str, &str) = ("content-type", "application/json");
const OCTETS: (&str, &str) = ("content-type", "application/octet-stream");
const MULTIPART: (&str, &str) = ("content-type", "multipart/form-data; boundary=XX");

fn part(name: &str, file: Option<(&str, &str)>, content: &[u8]) -> Vec<u8> {
    let mut text = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"");
    if let Some((file, kind)) = file {
        text += &format!("; filename=\"{file}\"\r\nContent-Type: {kind}");
    }
    [text.as_bytes(), b"\r\n\r\n", content, b"\r\n"].concat()
}

fn body(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat().as_slice(), b"--XX--\r\n"].concat()
}

fn left(spool: &Path) -> usize {
    std::fs::read_dir(spool).unwrap().count()
}

#[tokio::test]
async fn json_and_forms_are_read_alike() {
    let service = plain();
    let expected = json!({"name": "a", "picture": null, "video": null});
    for (kind, text) in [
        ("application/json", r#"{"name":"a"}"#),
        (
            "application/ld+json; charset=UTF-8",
            "\u{feff}{\"name\":\"a\"}",
        ),
        ("application/x-www-form-urlencoded", "name=a"),
    ] {
        let answer = send(&service, "POST /things", &[("content-type", kind)], text).await;
        assert_eq!(
            (answer.status, answer.json()),
            (200, expected.clone()),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused() {
    let service = plain();
    let deep = "[".repeat(100_000);
    for (kind, text, status) in [
        ("application/json", "{\"name\":", 400),
        ("application/json", "{\"name\":1}}", 400),
        ("application/json", "\"text\"", 400),
        ("application/json", "1e999", 400),
        ("application/json", deep.as_str(), 400),
        ("application/json; charset=latin1", "{}", 415),
        ("application/xml", "<a/>", 415),
        ("", "{}", 415),
        ("multipart/form-data", "x", 400),
        ("multipart/form-data; boundary=XX", "no part", 400),
    ] {
        let answer = send(
            &service,
            "POST /things",
            &[("content-type", kind)],
            text.to_owned(),
        )
        .await;
        assert_eq!(answer.status, status, "{kind} {:.20}", text);
        answer.detail();
    }
    let coded = [JSON, ("content-encoding", "gzip")];
    assert_eq!(
        send(&service, "POST /things", &coded, "{}").await.status,
        415
    );
    let answer = send(&service, "POST /things", &[], "{}").await;
    assert_eq!(answer.status, 415);
    assert!(answer.detail().contains("application/json"));
}

#[tokio::test]
async fn absent_bodies_name_the_missing_fields_or_are_optional() {
    let service = plain();
    for headers in [&[][..], &[JSON], &[MULTIPART]] {
        let answer = send(&service, "POST /things", headers, "").await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["invalid-params"]["name"]["location"], "body");
    }
    let answer = send(&service, "PATCH /things/a", &[], "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({"thing": "a", "search": null}))
    );
    let answer = send(&service, "PATCH /things/a", &[JSON], "{}").await;
    assert_eq!(
        (answer.status, answer.detail()),
        (400, "Incorrect request parameters: search".into())
    );
    let answer = send(&service, "PATCH /things/%ff", &[JSON], "{}").await;
    let names: Vec<_> = answer.json()["invalid-params"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(names, ["thingId", "search"]);
    assert_eq!(
        send(&service, "POST /note", &[], "").await.json()["invalid-params"]["body"]["location"],
        "body"
    );
}

#[tokio::test]
async fn text_is_read_as_utf8() {
    let service = plain();
    let answer = send(
        &service,
        "POST /note",
        &[("content-type", "text/plain")],
        "é",
    )
    .await;
    assert_eq!((answer.status, &answer.body[..]), (201, "é".as_bytes()));
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(
        send(
            &service,
            "POST /note",
            &[("content-type", "text/plain")],
            vec![0xff]
        )
        .await
        .status,
        400
    );
}

#[tokio::test]
async fn too_many_bytes_are_refused_announced_or_not() {
    let service = plain();
    let long = format!("{{\"search\":\"{}\"}}", "x".repeat(1_000));
    assert_eq!(
        send(&service, "PATCH /things/a", &[JSON], long.clone())
            .await
            .status,
        413
    );
    // Beside files, what is held in memory has its own limit.
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(5 << 20));
    assert_eq!(
        send(&service, "POST /things", &[JSON], large).await.status,
        413
    );

    let chunks = long
        .into_bytes()
        .chunks(100)
        .map(Bytes::copy_from_slice)
        .collect::<Vec<_>>();
    let answer = chunked(
        &service,
        "PATCH",
        "/things/a",
        JSON.1,
        chunks.into_iter().map(Ok).collect(),
    )
    .await;
    assert_eq!(answer, 413);
    // A length that is only announced is refused without a look at the body.
    let headers = [OCTETS, ("content-length", "99999999999")];
    let pending = StreamBody::new(futures_util::stream::pending::<
        Result<http_body::Frame<Bytes>, std::io::Error>,
    >());
    let mut request = http::Request::put("/upload").body(pending).unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    assert_eq!(service.respond(request).await.unwrap().status(), 413);
}

async fn chunked(
    service: &rt::Service,
    method: &str,
    path: &str,
    kind: &str,
    chunks: Vec<std::io::Result<Bytes>>,
) -> u16 {
    let frames = futures_util::stream::iter(
        chunks
            .into_iter()
            .map(|chunk| chunk.map(http_body::Frame::data)),
    );
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", kind);
    let reply = service
        .respond(request.body(StreamBody::new(frames)).unwrap())
        .await
        .unwrap();
    reply.status().as_u16()
}

#[tokio::test]
async fn streams_are_counted_and_never_end_silently() {
    let service = plain();
    let answer = send(&service, "PUT /upload", &[OCTETS], vec![0; 100_000]).await;
    assert_eq!(
        answer.json(),
        json!({"announced": 100_000, "read": 100_000})
    );
    assert_eq!(
        send(&service, "PUT /upload", &[], "abc").await.json()["read"],
        3
    );
    assert_eq!(
        send(&service, "PUT /upload", &[JSON], "").await.json()["read"],
        0
    );
    assert_eq!(
        send(&service, "PUT /upload", &[JSON], "{}").await.status,
        415
    );
    let gone = vec![
        Ok(Bytes::from_static(b"abc")),
        Err(std::io::ErrorKind::ConnectionReset.into()),
    ];
    assert_eq!(
        chunked(&service, "PUT", "/upload", OCTETS.1, gone).await,
        400
    );
}

#[tokio::test]
async fn files_are_spooled_and_gone_afterwards() {
    let spool = tempfile::tempdir().unwrap();
    let (service, _) = service(spool.path());
    let video = vec![7; 3 << 20];
    let sent = body(&[
        part("name", None, "Ünï".as_bytes()),
        part("picture", Some(("p.png", "image/png")), b"png"),
        part("video", Some(("v.mp4", "video/mp4")), &video),
        part("picture", Some(("", "application/octet-stream")), b""),
    ]);
    let answer = send(&service, "POST /things", &[MULTIPART], sent).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.json(),
        json!({
            "name": "Ünï",
            "picture": [3, 3, "p.png", "image/png"],
            "video": [3 << 20, 3 << 20, "v.mp4", "video/mp4"],
        })
    );
    assert_eq!(left(spool.path()), 0);
}

#[tokio::test]
async fn wrong_files_are_all_named() {
    let spool = tempfile::tempdir().unwrap();
    let (service, _) = service(spool.path());
    let png = |name| part(name, Some(("p.png", "image/png")), b"png");
    for (parts, name, message) in [
        (vec![png("stranger")], "stranger", "Unexpected file"),
        (
            vec![png("picture"), png("picture")],
            "picture",
            "Only one file may be sent",
        ),
        (
            vec![part("picture", Some(("p", "text/html")), b"x")],
            "picture",
            "Must be of type image/*",
        ),
        (
            vec![part("picture", Some(("p", "image/png")), &[0; 100_001])],
            "picture",
            "Must be at most 100000 bytes large",
        ),
        (
            vec![part("extra", None, &[b'x'; (1 << 20) + 1])],
            "extra",
            "Must be at most 1048576 bytes long",
        ),
        (vec![part("extra", None, b"\xff")], "extra", "Must be UTF-8"),
    ] {
        let answer = send(&service, "POST /things", &[MULTIPART], body(&parts)).await;
        let params = &answer.json()["invalid-params"];
        assert_eq!(
            (answer.status, &params[name]["msg"]),
            (400, &json!(message)),
            "{params}"
        );
        // The missing field is named beside it.
        assert_eq!(params["name"]["location"], "body");
        assert_eq!(left(spool.path()), 0);
    }
}

#[tokio::test]
async fn broken_uploads_leave_nothing() {
    let spool = tempfile::tempdir().unwrap();
    let (service, _) = service(spool.path());
    let video = part("video", Some(("v.mp4", "video/mp4")), &vec![7; 1 << 20]);
    let many = (0..1_001).map(|_| part("x", None, b"")).collect::<Vec<_>>();
    let endless = [
        b"--XX\r\nContent-Disposition: ".as_slice(),
        &vec![b'a'; 3 << 20],
    ]
    .concat();
    for (sent, status) in [
        (video.clone(), 400),
        (video[..1000].to_vec(), 400),
        (body(&many), 400),
        (
            [
                video.as_slice(),
                b"--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--\r\n",
            ]
            .concat(),
            400,
        ),
        (
            body(&[part("video", Some(("v", "video/mp4")), &vec![0; 33 << 20])]),
            413,
        ),
        // Refused files are not read on for ever.
        (
            part("stranger", Some(("v", "video/mp4")), &vec![0; 20 << 20]),
            400,
        ),
    ] {
        let chunks = |end: Option<std::io::Error>| {
            let chunks = sent
                .chunks(16 << 10)
                .map(|chunk| Ok(Bytes::copy_from_slice(chunk)));
            chunks.chain(end.map(Err)).collect::<Vec<_>>()
        };
        assert_eq!(
            chunked(&service, "POST", "/things", MULTIPART.1, chunks(None)).await,
            status
        );
        assert_eq!(left(spool.path()), 0);
        let reset = Some(std::io::ErrorKind::ConnectionReset.into());
        assert_eq!(
            chunked(&service, "POST", "/things", MULTIPART.1, chunks(reset)).await,
            status
        );
        assert_eq!(left(spool.path()), 0);
    }
    assert_eq!(
        chunked(
            &service,
            "POST",
            "/things",
            MULTIPART.1,
            vec![Ok(endless.into())]
        )
        .await,
        400
    );
}

#[tokio::test]
async fn an_abandoned_request_leaves_nothing() {
    let spool = tempfile::tempdir().unwrap();
    let (service, _) = service(spool.path());
    let start = part("video", Some(("v.mp4", "video/mp4")), &vec![7; 1 << 20]);
    let (send, receive) = tokio::sync::mpsc::unbounded_channel();
    let frames = futures_util::stream::unfold(receive, |mut receive| async move {
        let chunk: Vec<u8> = receive.recv().await?;
        Some((
            Ok::<_, std::io::Error>(http_body::Frame::data(Bytes::from(chunk))),
            receive,
        ))
    });
    send.send(start).unwrap();
    let request = http::Request::post("/things")
        .header(MULTIPART.0, MULTIPART.1)
        .body(StreamBody::new(frames).boxed_unsync())
        .unwrap();
    let answering = tokio::spawn(service.respond(request));
    while left(spool.path()) == 0 {
        tokio::task::yield_now().await;
    }
    answering.abort();
    assert!(answering.await.unwrap_err().is_cancelled());
    assert_eq!(left(spool.path()), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_body_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "(--XX|\r\n|Content-Disposition: form-data; name=|\"picture\"|; filename=\"a\"|[a-z=&%\\[\\]{}\":]){0,20}") {
        let spool = tempfile::tempdir().unwrap();
        let (service, _) = service(spool.path());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for kind in ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=XX", "multipart/form-data; boundary=", "x"] {
            for sent in [bytes.clone(), text.clone().into_bytes()] {
                let answer = runtime.block_on(send(&service, "POST /things", &[("content-type", kind)], sent));
                prop_assert!(answer.status < 500, "{kind}");
            }
        }
        prop_assert_eq!(left(spool.path()), 0);
    }
}
