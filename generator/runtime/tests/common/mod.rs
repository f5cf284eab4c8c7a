//! A small API, written as the generator writes one.

use bytes::Bytes;
use futures_util::StreamExt;
use http_body_util::{BodyExt, Full};
use openapi_stubs_runtime as rt;
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

const BEARER: &[&[rt::Credential]] = &[&[rt::Credential::bearer("OAuth2", &[])]];

pub(crate) const fn operation(
    id: &'static str,
    method: rt::Method,
    path: &'static str,
) -> rt::Operation {
    with_body(id, method, path, &[], None)
}

const fn with_body(
    id: &'static str,
    method: rt::Method,
    path: &'static str,
    request_types: &'static [&'static str],
    max_body: Option<u64>,
) -> rt::Operation {
    let operation = rt::Operation::new(id, method, path)
        .tag("Things")
        .security(rt::Security::None, BEARER)
        .takes(request_types)
        .answers(const { &[rt::Documented::json(200)] });
    match max_body {
        Some(bytes) => operation.max_body(bytes),
        None => operation,
    }
}

static GET_THING: rt::Operation = operation("getThing", rt::Method::GET, "/things/{thingId}");
static LIST_THINGS: rt::Operation = operation("listThings", rt::Method::GET, "/things");
static MINE: rt::Operation = operation("mine", rt::Method::PUT, "/things/mine");
static SPLIT: rt::Operation = operation("split", rt::Method::GET, "/feeds/{kind}-{part}.{format}");
static DEEP: rt::Operation = operation("deep", rt::Method::GET, "/{a}/{b}/deep");
static ACT: rt::Operation = operation("act", rt::Method::POST, "/feeds/{id}:act/deep");
static COOKIE: rt::Operation = operation("cookie", rt::Method::GET, "/cookie");
static ME: rt::Operation = operation("me", rt::Method::GET, "/me");
static CREATE: rt::Operation = with_body(
    "create",
    rt::Method::POST,
    "/things",
    &[
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ],
    Some(32 << 20),
);
static PATCH: rt::Operation = with_body(
    "patch",
    rt::Method::PATCH,
    "/things/{thingId}",
    &["application/json"],
    Some(1_000),
);
static UPLOAD: rt::Operation = with_body(
    "upload",
    rt::Method::PUT,
    "/upload",
    &["application/octet-stream"],
    Some(64 << 20),
);
static NOTE: rt::Operation = with_body("note", rt::Method::POST, "/note", &["text/plain"], None);
static FILE: rt::Operation = operation("file", rt::Method::GET, "/file");
static LOST: rt::Operation = operation("lost", rt::Method::GET, "/lost");
static BROKEN: rt::Operation = operation("broken", rt::Method::GET, "/broken");

static PICTURES: [rt::FilePart; 2] = [
    rt::FilePart {
        name: "picture",
        many: false,
        max_size: Some(100_000),
        content_types: &["image/*"],
        headers: None,
    },
    rt::FilePart {
        name: "video",
        many: false,
        max_size: None,
        content_types: &[],
        headers: None,
    },
];

macro_rules! texts {
    ($name:ident { $($field:ident: $wire:literal),+ }) => {
        pub(crate) struct $name { $(pub(crate) $field: String),+ }
        impl rt::Decode for $name {
            fn decode(f: &mut rt::Fields<'_, '_>) -> Option<Self> {
                $(let $field = f.at($wire).text().required();)+
                Some(Self { $($field: $field?),+ })
            }
        }
    };
}

texts!(ThingPath { id: "thingId" });
texts!(SplitPath {
    kind: "kind",
    part: "part",
    format: "format"
});
texts!(DeepPath { a: "a", b: "b" });
texts!(ActPath { id: "id" });
texts!(ListQuery { search: "search" });
texts!(Session { session: "session" });

pub(crate) struct NewThing {
    name: String,
    picture: Option<rt::UploadedFile>,
    video: Option<rt::UploadedFile>,
}

impl rt::Decode for NewThing {
    fn decode(f: &mut rt::Fields<'_, '_>) -> Option<Self> {
        let name = f.at("name").text().required();
        let picture = f.at("picture").file().optional();
        let video = f.at("video").file().optional();
        Some(Self {
            name: name?,
            picture: picture?,
            video: video?,
        })
    }
}

pub(crate) fn ok(body: &Value) -> Result<rt::Response, rt::Rejection> {
    Ok(rt::Response::json(
        rt::StatusCode::OK,
        "application/json",
        body,
    ))
}

async fn create(mut r: rt::Request) -> Result<rt::Response, rt::Rejection> {
    let media = [
        rt::Media::Json("application/json"),
        rt::Media::Form(&[]),
        rt::Media::Multipart(&PICTURES, &[]),
    ];
    let body = r.decoded::<NewThing>(&media).await?;
    let (body,) = r.accept((body,))?;
    let sizes = |file: Option<rt::UploadedFile>| {
        file.map(|file| {
            let on_disk = std::fs::metadata(file.path()).unwrap().len();
            json!([file.size(), on_disk, file.file_name(), file.content_type()])
        })
    };
    ok(&json!({"name": body.name, "picture": sizes(body.picture), "video": sizes(body.video)}))
}

async fn upload(mut r: rt::Request) -> Result<rt::Response, rt::Rejection> {
    let mut body = r.stream(&["application/octet-stream"])?;
    let announced = body.content_length();
    let mut read = 0;
    while let Some(chunk) = body.next().await {
        read += chunk?.len();
    }
    ok(&json!({"announced": announced, "read": read}))
}

fn file() -> rt::FileReply {
    rt::FileReply::from_bytes("video/mp4", Bytes::from_static(b"0123456789"))
        .with_etag("abc")
        .with_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_500))
        .with_cache_control("public, max-age=0")
}

/// The routes of the API.
pub(crate) fn tag() -> rt::Tag {
    let mut tag = rt::Tag::new();
    tag.route(&GET_THING, |mut r| async move {
        let path = r.path::<ThingPath>();
        let (path,) = r.accept((path,))?;
        ok(&json!({"thing": path.id}))
    });
    tag.route(&LIST_THINGS, |mut r| async move {
        let query = r.query::<ListQuery>();
        let (query,) = r.accept((query,))?;
        ok(&json!({"search": query.search, "agent": r.client().user_agent}))
    });
    tag.route(&MINE, |_| async { ok(&json!("mine")) });
    tag.route(&SPLIT, |mut r| async move {
        let path = r.path::<SplitPath>();
        let (path,) = r.accept((path,))?;
        ok(&json!([path.kind, path.part, path.format]))
    });
    tag.route(&DEEP, |mut r| async move {
        let path = r.path::<DeepPath>();
        let (path,) = r.accept((path,))?;
        ok(&json!([path.a, path.b]))
    });
    tag.route(&ACT, |mut r| async move {
        let path = r.path::<ActPath>();
        let (path,) = r.accept((path,))?;
        ok(&json!(path.id))
    });
    tag.route(&COOKIE, |mut r| async move {
        let cookies = r.cookies::<Session>();
        let (cookies,) = r.accept((cookies,))?;
        ok(&json!(cookies.session))
    });
    tag.route(&ME, |r| async move {
        let token = r.bearer()?.ok_or(rt::Rejection::MissingCredentials)?;
        ok(&json!(token))
    });
    tag.route(&CREATE, create);
    tag.route(&PATCH, |mut r| async move {
        let path = r.path::<ThingPath>();
        let body = r
            .optional_decoded::<ListQuery>(&[rt::Media::Json("application/json")])
            .await?;
        let (path, body) = r.accept((path, body))?;
        ok(&json!({"thing": path.id, "search": body.map(|body| body.search)}))
    });
    tag.route(&UPLOAD, upload);
    tag.route(&NOTE, |mut r| async move {
        let text = r.text(&["text/plain"]).await?;
        let (text,) = r.accept((text,))?;
        Ok(rt::Response::text(201, "text/plain", text))
    });
    tag.route(&FILE, |_| async { Ok(rt::Response::file(file())) });
    tag.route(&LOST, |_| async {
        let lost = |_| -> rt::BoxFuture<'static, std::io::Result<rt::Chunks>> {
            Box::pin(async { Err(std::io::ErrorKind::NotFound.into()) })
        };
        Ok(rt::Response::file(rt::FileReply::new(
            "video/mp4",
            10,
            lost,
        )))
    });
    tag.route(&BROKEN, |r| async move {
        match r.uri().query() {
            Some("header") => Ok(rt::Response::empty(204).header("x-text", "a\nb")),
            Some("error") => Err(rt::Rejection::Internal("secret cause".into())),
            _ => rt::finish::<rt::Response, _>(Err("not yours"), |detail| {
                rt::Problem::new(rt::StatusCode::FORBIDDEN)
                    .with_detail(detail)
                    .with("code", "not_yours")
            }),
        }
    });
    tag
}

/// Operation, status and JSON of a response.
pub(crate) type Note = (Option<&'static str>, u16, Option<Value>);

/// Notes what the guard would see.
#[derive(Default)]
pub(crate) struct Notes(pub(crate) Mutex<Vec<Note>>);

impl rt::Inspect for Notes {
    fn inspect(&self, seen: &rt::Seen<'_>) {
        let json = seen
            .json
            .map(|bytes| serde_json::from_slice(bytes).unwrap());
        let id = seen.operation.map(|operation| operation.id);
        self.0
            .lock()
            .unwrap()
            .push((id, seen.status.as_u16(), json));
    }
}

/// A service that spools into a directory.
pub(crate) fn service(spool: &Path) -> (rt::Service, Arc<Notes>) {
    let notes = Arc::new(Notes::default());
    let hooks = rt::Hooks {
        inspect: Some(notes.clone()),
        spool_dir: spool.to_owned(),
        ..rt::Hooks::default()
    };
    (rt::Service::build(hooks, [tag()]).unwrap(), notes)
}

/// A service that never gets a file.
pub(crate) fn plain() -> rt::Service {
    service(&std::env::temp_dir()).0
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: rt::HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn detail(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json; charset=utf-8")
        );
        self.json()["detail"].as_str().unwrap().to_owned()
    }
}

/// Sends a request in memory. `target` is `METHOD path`.
pub(crate) async fn send(
    service: &rt::Service,
    target: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let (method, uri) = target.split_once(' ').unwrap();
    let mut request = http::Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let reply = service
        .respond(request.body(Full::new(body.into())).unwrap())
        .await
        .unwrap();
    let (parts, body) = reply.into_parts();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}

pub(crate) async fn get(service: &rt::Service, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(service, &format!("GET {path}"), headers, "").await
}
