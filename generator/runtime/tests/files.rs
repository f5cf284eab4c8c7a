//! Files: whole, in part, not at all.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

#[allow(dead_code, reason = "each binary uses a part of it")]
mod common;

use common::{get, plain, send};

#[tokio::test]
async fn a_whole_file_has_all_its_headers() {
    let answer = get(&plain(), "/file", &[]).await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"0123456789"[..]));
    for (name, value) in [
        ("content-type", "video/mp4"),
        ("accept-ranges", "bytes"),
        ("etag", "\"abc\""),
        ("last-modified", "Tue, 14 Nov 2023 22:13:20 GMT"),
        ("cache-control", "public, max-age=0"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_part_is_sent_as_asked() {
    let service = plain();
    for (range, content_range, content) in [
        ("bytes=0-0", "bytes 0-0/10", "0"),
        ("bytes=5-", "bytes 5-9/10", "56789"),
        ("bytes=-3", "bytes 7-9/10", "789"),
        ("bytes=8-100", "bytes 8-9/10", "89"),
    ] {
        let answer = get(&service, "/file", &[("range", range)]).await;
        assert_eq!(
            (answer.status, answer.header("content-range")),
            (206, Some(content_range))
        );
        assert_eq!(&answer.body[..], content.as_bytes());
    }
    let answer = get(&service, "/file", &[("range", "bytes=10-")]).await;
    assert_eq!(
        (answer.status, answer.header("content-range")),
        (416, Some("bytes */10"))
    );
    answer.detail();
    let answer = get(&service, "/file", &[("range", "bytes=0-1,4-5")]).await;
    assert_eq!((answer.status, answer.body.len()), (200, 10));
}

#[tokio::test]
async fn conditions_are_kept() {
    let service = plain();
    let modified = "Tue, 14 Nov 2023 22:13:20 GMT";
    let earlier = "Tue, 14 Nov 2023 22:13:19 GMT";
    let cases: &[(&[(&str, &str)], u16)] = &[
        (&[("if-none-match", "\"abc\"")], 304),
        (&[("if-none-match", "W/\"abc\", \"x\"")], 304),
        (&[("if-none-match", "*")], 304),
        (&[("if-none-match", "\"x\"")], 200),
        (&[("if-modified-since", modified)], 304),
        (&[("if-modified-since", earlier)], 200),
        (&[("if-modified-since", "never")], 200),
        (
            &[("if-none-match", "\"x\""), ("if-modified-since", modified)],
            200,
        ),
        (&[("range", "bytes=0-1"), ("if-range", "\"abc\"")], 206),
        (&[("range", "bytes=0-1"), ("if-range", "W/\"abc\"")], 200),
        (&[("range", "bytes=0-1"), ("if-range", "\"x\"")], 200),
        (&[("range", "bytes=0-1"), ("if-range", modified)], 206),
        (&[("range", "bytes=0-1"), ("if-range", earlier)], 200),
        (&[("range", "bytes=0-1"), ("if-none-match", "\"abc\"")], 304),
    ];
    for (headers, status) in cases {
        let answer = get(&service, "/file", headers).await;
        assert_eq!(answer.status, *status, "{headers:?}");
        if answer.status == 304 {
            assert_eq!(
                (answer.header("etag"), answer.body.len()),
                (Some("\"abc\""), 0)
            );
            assert_eq!(answer.header("content-type"), None);
        }
    }
}

#[tokio::test]
async fn head_opens_nothing() {
    let service = plain();
    let answer = send(&service, "HEAD /file", &[("range", "bytes=0-1")], "").await;
    assert_eq!(
        (
            answer.status,
            answer.header("content-length"),
            answer.body.len()
        ),
        (200, Some("10"), 0)
    );
    assert_eq!(send(&service, "HEAD /lost", &[], "").await.status, 200);
    assert_eq!(get(&service, "/lost", &[]).await.status, 404);
}
