//! What is `format: password` or `writeOnly` is in no answer, no line of a log and no `Debug`, wherever it stood.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use openapi_stubs_runtime as rt;
use wire_secrets::default::*;

use crate::arbitrary_seeds::multipart;
use crate::served::{Noted, Served, open, served};

open!(wire_secrets);

impl DefaultModel for Noted {
    async fn login(
        &self,
        query: LoginQuery,
        headers: LoginHeaders,
        body: LoginBody,
    ) -> Result<LoginResponse, rt::Problem> {
        self.note((query, headers, body));
        Ok(LoginResponse::NoContent)
    }
    async fn change_secret(
        &self,
        body: ChangeSecretBody,
    ) -> Result<ChangeSecretResponse, rt::Problem> {
        self.note(body);
        Ok(ChangeSecretResponse::NoContent)
    }
    async fn use_key(
        &self,
        path: UseKeyPath,
        query: UseKeyQuery,
        headers: UseKeyHeaders,
        cookies: UseKeyCookies,
        body: Option<UseKeyBody2>,
    ) -> Result<UseKeyResponse, rt::Problem> {
        self.note((path, query, headers, cookies, body));
        Ok(UseKeyResponse::NoContent)
    }
}

/// The crate in the hands of [`Noted`].
pub fn served() -> Served {
    served!(wire_secrets)
}

/// Lines of the log.
fn log() -> Arc<Mutex<Vec<u8>>> {
    static LOG: OnceLock<Arc<Mutex<Vec<u8>>>> = OnceLock::new();
    struct Lines(Arc<Mutex<Vec<u8>>>);
    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    Arc::clone(LOG.get_or_init(|| {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let of_writer = Arc::clone(&lines);
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_writer(move || Lines(Arc::clone(&of_writer)))
            .init();
        lines
    }))
}

/// Texts and numbers that must be seen nowhere. Most are longer or larger than the document allows.
const SECRETS: [&str; 3] = ["hunter2", "31337", "hun2"];

fn assert_hidden(place: &str, shown: &str) {
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{place}: {secret} in {shown}");
    }
}

/// Values of the fields of a body, as JSON and as fields of a form.
const FIELDS: &[(&str, &str, &str)] = &[
    ("a text", r#"{"password":"hunter2"}"#, "password=hunter2"),
    ("a text twice", r#"{"password":["hunter2","hunter2"]}"#, "password=hunter2&password=hunter2"),
    ("a number that is too large", r#"{"pin":31337}"#, "pin=31337"),
    ("a number that is none", r#"{"pin":"hunter2"}"#, "pin=hunter2"),
    ("an item", r#"{"codes":["hunter2"]}"#, "codes=hunter2"),
    ("too many items", r#"{"codes":["hun2","hun2"]}"#, "codes=hun2&codes=hun2"),
    ("a list that is none", r#"{"codes":{"a":"hun2"}}"#, "codes[a]=hun2"),
    ("a member", r#"{"named":{"a":"hunter2"}}"#, "named[a]=hunter2"),
    ("a map that is none", r#"{"named":"hunter2"}"#, "named=hunter2"),
    ("a choice", r#"{"either":"hunter2"}"#, "either=hunter2"),
    ("a choice of numbers", r#"{"either":31337424242}"#, "either=31337424242"),
    ("a field of an object", r#"{"others":{"colour":"hunter2"}}"#, "others[colour]=hunter2"),
    ("a flag of an object", r#"{"others":{"open":"hunter2"}}"#, "others[open]=hunter2"),
    ("an object that is none", r#"{"others":["hunter2"]}"#, "others=hunter2"),
    ("what must not be", r#"{"strange":"hunter2"}"#, "strange=hunter2"),
    ("an enumeration", r#"{"answer":"hunter2"}"#, "answer=hunter2"),
    ("a day", r#"{"day":"hunter2"}"#, "day=hunter2"),
    ("a day of a number", r#"{"day":31337}"#, "day=31337"),
    ("a file that is none", r#"{"file":"hunter2"}"#, "file=hunter2"),
    (
        "too many fields",
        r#"{"password":"hun2","codes":["hun2"],"either":"hun2","named":{"a":"hun2"}}"#,
        "password=hun2&codes=hun2&either=hun2&named[a]=hun2",
    ),
];

/// What else is refused: a place, a target and headers.
const PLACES: &[(&str, &str, &[(&str, &str)])] = &[
    ("path", "/keys/hunter2/a", &[]),
    ("path, a list", "/keys/a/hun2,hunter2", &[]),
    ("path, broken", "/keys/hunter2%zz/a", &[]),
    ("query, a list", "/keys/a/b?list=hun2,hunter2", &[]),
    ("query, twins", "/keys/a/b?list=hun2,hun2", &[]),
    ("query, an object", "/keys/a/b?deep[password]=hunter2&deep[pin]=31337", &[]),
    ("query, an object that is none", "/keys/a/b?deep=hunter2", &[]),
    ("query, JSON", "/keys/a/b?json={%22pin%22:31337}", &[]),
    ("query, broken JSON", "/keys/a/b?json={%22password%22:%22hunter2", &[]),
    ("header", "/keys/a/b", &[("x-key", "hunter2")]),
    ("header, an object", "/keys/a/b", &[("x-login", "password,hunter2,pin,31337")]),
    ("header, a broken object", "/keys/a/b", &[("x-login", "hunter2")]),
    ("cookie", "/keys/a/b", &[("cookie", "sid=hunter2")]),
    ("cookie, a list", "/keys/a/b", &[("cookie", "ids=hun2,hunter2")]),
];

pub async fn check() {
    let log = log();
    let served = served();
    for (place, target, headers) in PLACES {
        refuse(&served, place, target, headers, "").await;
    }
    for (what, json, form) in FIELDS {
        let parts: Vec<String> = form
            .split('&')
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap();
                format!("content-disposition: form-data; name=\"{name}\"\r\n\r\n{value}")
            })
            .collect();
        for (content_type, body) in [
            ("application/json", (*json).to_owned()),
            ("application/x-www-form-urlencoded", (*form).to_owned()),
            ("multipart/form-data; boundary=x", multipart(&parts)),
        ] {
            // A form has neither the one nor the other: an item is a list, and a text a number.
            let place = format!("{what}, {content_type}");
            refuse(&served, &place, "/keys/a/b", &[("content-type", content_type)], &body).await;
        }
        let target = format!("/keys/a/b?json={json}").replace('"', "%22");
        refuse(&served, &format!("{what}, JSON in the query"), &target, &[], "").await;
    }
    for (content_type, body) in [
        ("application/json", "\"hunter2\""),
        ("application/json", "[\"hunter2\"]"),
        ("application/json", "{\"password\":\"hunter2\n"),
        ("application/json", "{\"pin\":31337x"),
        ("application/json", "hunter2"),
        ("text/plain", "hunter2"),
        ("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=\"password\"\r\n\r\nhunter2"),
        ("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=\"others\"\r\n\r\n{hunter2\r\n--x--"),
        ("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhunter2hunter2\r\n--x--"),
    ] {
        refuse(&served, body, "/keys/a/b", &[("content-type", content_type)], body).await;
    }
    let headers = [("content-type", "application/json")];
    let answer = served.send("PUT /login", &headers, "[\"hunter2\"]").await;
    assert_eq!(answer.status, 400, "{answer:?}");
    assert_hidden("a whole body", &format!("{answer:?}"));
    taken(&served).await;
    failed().await;
    let lines = String::from_utf8(log.lock().unwrap().clone()).unwrap();
    assert!(lines.contains("request failed"), "{lines}");
    assert_hidden("the log", &lines);
}

async fn refuse(served: &Served, place: &str, target: &str, headers: &[(&str, &str)], body: &str) {
    let answer = served.send(&format!("POST {target}"), headers, body.to_owned()).await;
    assert_eq!(answer.status, 400, "{place}: {answer:?}");
    assert_hidden(place, &format!("{answer:?}"));
}

/// What is taken is not shown by `Debug` either.
async fn taken(served: &Served) {
    let target = "POST /keys/hun2/hun2?list=hun2&deep[password]=hun2&json={%22codes%22:[%22hun2%22]}";
    let headers = [
        ("x-key", "hun2"),
        ("x-login", "password,hun2"),
        ("cookie", "sid=hun2; ids=hun2"),
        ("content-type", "application/json"),
    ];
    let body = r#"{"password":"hun2","codes":["hun2"],"either":"hun2"}"#;
    let noted = served.noted(target, &headers, body).await;
    assert_hidden("Debug", &noted);
}

/// An error of the server is logged with the path of the request, unless a secret is in it.
async fn failed() {
    let noted = Arc::new(Noted::default());
    let api = wire_secrets::Api {
        default: wire_secrets::default::routes(&noted),
    };
    let hooks = rt::Hooks {
        spool_dir: "/nonexistent".into(),
        ..rt::Hooks::default()
    };
    let service = api.into_service(hooks).unwrap();
    let served = Served { service, noted };
    let file = "content-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhun2";
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    let answer = served
        .send("POST /keys/hun2/hun2?list=hun2", &headers, multipart(&[file.to_owned()]))
        .await;
    assert_eq!(answer.status, 500, "{answer:?}");
    assert_hidden("an error of the server", &format!("{answer:?}"));
}
