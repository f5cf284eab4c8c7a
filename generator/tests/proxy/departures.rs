//! Every kind of departure, in a table.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Arc, Mutex};

use openapi_stubs::conform::Kind;

use super::common;
use super::harness::{Running, answer, close, read_request, request, serve};

const TOKEN: &str = "Authorization: Bearer abc";
const JSON: &str = "Content-Type: application/json";
const TOTAL: &str = "X-Total: 1";

fn list() -> String {
    answer("200 OK", &[JSON, TOTAL], r#"[{"id": 1, "name": "a"}]"#)
}

fn thing() -> String {
    answer("200 OK", &[JSON], r#"{"id": 1, "name": null}"#)
}

fn get(path: &str) -> String {
    request(&format!("GET {path}"), &[], "")
}

fn add(media: &str, body: &str) -> String {
    request(
        "POST /api/things",
        &[TOKEN, &format!("Content-Type: {media}")],
        body,
    )
}

fn added() -> String {
    answer("201 Created", &[JSON], r#"{"id": 1, "name": "a"}"#)
}

fn multipart(parts: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (disposition, text) in parts {
        body.push_str(&format!(
            "--XX\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{text}\r\n"
        ));
    }
    add(
        "multipart/form-data; boundary=XX",
        &format!("{body}--XX--\r\n"),
    )
}

/// Name, request, answer.
fn cases() -> Vec<(&'static str, String, String)> {
    let none = || answer("204 No Content", &[], "");
    vec![
        (
            "nothing departs",
            get(
                "/api/things?count=5&ids=1&ids=2&tags=new,old&words=a%20b&bits=true|false&filter[size]=3&filter[sub][on]=true&start=1&where=%7B%22a%22:1%7D&either=all&loose=1",
            ),
            list(),
        ),
        (
            "headers and cookies",
            request(
                "GET /api/things?either=7",
                &[
                    "X-Trace: 3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                    "X-Nums: 1, 2",
                    "Cookie: a=b; theme=dark",
                ],
                "",
            ),
            list(),
        ),
        (
            "parameters of all styles are wrong",
            get(
                "/api/things?count=0&ids=1&ids=x&tags=new,neu&words=a+b+c&bits=true|2&filter[size]=big&end=z&where=%7B%7D&either=some&loose=yes",
            ),
            list(),
        ),
        (
            "headers and cookies are wrong",
            request(
                "GET /api/things",
                &["X-Trace: 1", "X-Nums: 1,b", "Cookie: theme=blue"],
                "",
            ),
            list(),
        ),
        (
            "a parameter that is no JSON, one twice, one unknown",
            get("/api/things?where=%7B&count=1&count=2&foo=1&foo=2"),
            list(),
        ),
        (
            "a secret in a query is not shown",
            get("/api/things?pin=1234&count=0"),
            list(),
        ),
        ("label and matrix", get("/api/label/.1.2/;m=3,4"), none()),
        (
            "label and matrix are wrong",
            get("/api/label/.1.b/;m=3,d"),
            none(),
        ),
        (
            "no such path",
            get("/api/nothing?secret=1"),
            answer("404 Not Found", &[], ""),
        ),
        (
            "no such method",
            request("PATCH /api/things", &[], ""),
            answer("405 Method Not Allowed", &[], ""),
        ),
        ("without the server's path", get("/things"), list()),
        ("case and slashes", get("/API//things/"), list()),
        (
            "two parameters in a segment",
            get("/api/things/7.csv"),
            answer("200 OK", &["Content-Type: text/csv"], "a"),
        ),
        (
            "two parameters in a segment are wrong",
            get("/api/things/7.doc"),
            answer("200 OK", &["Content-Type: text/csv"], "a"),
        ),
        ("a path parameter is wrong", get("/api/things/abc"), thing()),
        (
            "a preflight is nobody's operation",
            request(
                "OPTIONS /api/things",
                &["Origin: http://a", "Access-Control-Request-Method: GET"],
                "",
            ),
            none(),
        ),
        (
            "HEAD is GET without a body",
            request("HEAD /api/things/1", &[], ""),
            answer("200 OK", &[JSON, "Content-Length: 23"], ""),
        ),
        (
            "security is missing",
            request("DELETE /api/things/1", &[], ""),
            none(),
        ),
        (
            "one of two schemes that belong together",
            request("DELETE /api/things/1?api_key=hidden", &[], ""),
            none(),
        ),
        (
            "both schemes",
            request(
                "DELETE /api/things/1?api_key=hidden",
                &["Cookie: sid=hidden"],
                "",
            ),
            none(),
        ),
        ("security is optional", get("/api/things/1"), thing()),
        (
            "a parameter that fits two forms",
            get("/api/things?vague=7"),
            list(),
        ),
        (
            "a response that fits two forms",
            get("/api/things/1"),
            answer("200 OK", &[JSON], r#"{"id": 1, "name": "a", "vague": 7}"#),
        ),
        (
            "a parameter is missing",
            get("/api/events"),
            answer(
                "200 OK",
                &["Content-Type: text/event-stream"],
                "data: 1\n\n",
            ),
        ),
        (
            "a body is missing",
            request("POST /api/things", &[TOKEN], ""),
            added(),
        ),
        (
            "a body where there is none",
            request("DELETE /api/things/1", &[TOKEN], "body"),
            none(),
        ),
        ("a request's media type", add("text/plain", "a"), added()),
        (
            "a request that is no JSON",
            add("application/json", "{"),
            added(),
        ),
        (
            "a request's body breaks its schema",
            add(
                "application/json",
                r#"{"name": "", "size": 2147483648, "more": 1, "owner": {"login": 1}}"#,
            ),
            added(),
        ),
        (
            "a secret in a body is not shown",
            add(
                "application/json",
                r#"{"name": "a", "password": "short", "owner": {"login": "a", "pass": "long enough"}}"#,
            ),
            added(),
        ),
        (
            "a request has what only responses have",
            add("application/json", r#"{"name": "a", "id": 1}"#),
            added(),
        ),
        (
            "a form",
            add("application/x-www-form-urlencoded", "name=a+b&size=3"),
            added(),
        ),
        (
            "a form breaks its schema",
            add("application/x-www-form-urlencoded", "size=x&password=short"),
            added(),
        ),
        (
            "parts",
            multipart(&[
                ("name=\"name\"", "a"),
                ("name=\"file\"; filename=\"f\"", "bytes"),
            ]),
            added(),
        ),
        (
            "parts break their schema",
            multipart(&[
                ("name=\"size\"; filename=\"f\"", "a"),
                ("name=\"more\"", "b"),
            ]),
            added(),
        ),
        (
            "texts of parts break their schema",
            multipart(&[
                ("name=\"name\"", "n"),
                ("name=\"size\"", "large"),
                ("name=\"tags[]\"", "new"),
                ("name=\"tags[1]\"", "worn"),
                ("name=\"owner\"", r#"{"login": 7}"#),
                ("name=\"secret\"", "short"),
                ("name=\"file\"; filename=\"f\"", "bytes"),
            ]),
            added(),
        ),
        (
            "parts of every kind",
            multipart(&[
                ("name=\"name\"", "n"),
                ("name=\"size\"", "3"),
                ("name=\"tags\"", "new"),
                ("name=\"owner\"", r#"{"login": "root"}"#),
                ("name=\"nested[a][b]\"", "1"),
                ("name=\"file\"; filename=\"f\"", "bytes"),
            ]),
            added(),
        ),
        (
            "parts without an end",
            add("multipart/form-data; boundary=XX", "--XX\r\nContent-Disp"),
            added(),
        ),
        (
            "a status",
            add("application/json", r#"{"name": "a"}"#),
            answer("200 OK", &[], ""),
        ),
        (
            "a status of a range",
            get("/api/things"),
            answer(
                "418 I'm a teapot",
                &["Content-Type: application/problem+json"],
                r#"{"title": "a"}"#,
            ),
        ),
        (
            "a status of the default",
            get("/api/things/1"),
            answer("500 Internal Server Error", &[], ""),
        ),
        (
            "a status that follows from HTTP",
            request("GET /api/things", &["If-None-Match: \"a\""], ""),
            answer("304 Not Modified", &[TOTAL], ""),
        ),
        (
            "a response's media type",
            get("/api/things/1"),
            answer("200 OK", &["Content-Type: text/html"], "<p>"),
        ),
        (
            "a range of media types",
            get("/api/things/1"),
            answer("200 OK", &["Content-Type: image/png"], "png"),
        ),
        (
            "a body without a type",
            get("/api/things/1"),
            answer("200 OK", &[], "{}"),
        ),
        (
            "a body that the document does not have",
            get("/api/things/1"),
            answer("404 Not Found", &["Content-Type: text/plain"], "no"),
        ),
        (
            "204 with a body",
            request("DELETE /api/things/1", &[TOKEN], ""),
            answer("204 No Content", &["Content-Length: 4"], ""),
        ),
        (
            "a response that is no JSON",
            get("/api/things/1"),
            answer("200 OK", &[JSON], "<html>"),
        ),
        (
            "a response breaks its schema",
            get("/api/things"),
            answer(
                "200 OK",
                &[JSON, TOTAL],
                r#"[{"id": "1", "name": "a"}, {"id": 2}]"#,
            ),
        ),
        (
            "a response has what only requests have",
            get("/api/things/1"),
            answer(
                "200 OK",
                &[JSON],
                r#"{"id": 1, "name": "a", "password": "long enough"}"#,
            ),
        ),
        (
            "a header is missing",
            get("/api/things"),
            answer("200 OK", &[JSON], "[]"),
        ),
        (
            "a header is wrong",
            get("/api/things"),
            answer("200 OK", &[JSON, "X-Total: many"], "[]"),
        ),
        (
            "an encoding that is not read",
            get("/api/things/1"),
            answer("200 OK", &[JSON, "Content-Encoding: br"], "{}"),
        ),
        (
            "a request's encoding that is not read",
            request(
                "POST /api/things",
                &[TOKEN, JSON, "Content-Encoding: br"],
                "{}",
            ),
            added(),
        ),
    ]
}

#[test]
fn every_kind_of_departure() {
    let next = Arc::new(Mutex::new(String::new()));
    let canned = next.clone();
    let upstream = serve(move |mut stream| {
        read_request(&mut stream);
        let text = canned.lock().unwrap().clone();
        stream.write_all(text.as_bytes()).unwrap();
        close(&stream);
    });
    let proxy = Running::before(&format!("http://{upstream}"));
    let mut text = String::new();
    let mut seen = BTreeSet::new();
    for (name, request, answer) in cases() {
        next.lock().unwrap().clone_from(&answer);
        proxy.send(&request);
        let checked = proxy.next();
        let status = checked.status.unwrap_or_default();
        let operation = checked.operation.as_deref().unwrap_or("-");
        writeln!(
            text,
            "# {name}\n{} {}  {status}  {operation}",
            checked.method, checked.path
        )
        .unwrap();
        for departure in &checked.departures {
            seen.insert(departure.kind.code());
            writeln!(
                text,
                "  {} {}: {}",
                departure.kind.code(),
                departure.place,
                departure.message
            )
            .unwrap();
        }
    }
    proxy.end();
    let mut settings = common::snapshots();
    settings.set_snapshot_path(".");
    settings.bind(|| insta::assert_snapshot!("departures", text));
    let all: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    let never: Vec<_> = all.difference(&seen).collect();
    assert!(never.is_empty(), "{never:?}");
    for secret in ["hidden", "short", "1234", "long enough", "abc\""] {
        assert!(
            !text.contains(&format!("={secret}")) && !text.contains(&format!("\"{secret}\"")),
            "{secret}"
        );
    }
}
