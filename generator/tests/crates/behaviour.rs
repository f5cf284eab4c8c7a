//! Requests to generated crates: what arrives at the implementation, and what is answered when it must not arrive.
//!
//! The implementations note what they get; the program ends with a panic where that is not what was sent.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt as _, Full};
use openapi_stubs_runtime as rt;
use openapi_stubs_runtime::serde_json::{Value, json};

/// Notes the last thing that it was given.
#[derive(Default)]
struct Noted(Mutex<String>);

impl Noted {
    fn note(&self, value: impl Debug) {
        *self.0.lock().unwrap() = format!("{value:?}");
    }
}

macro_rules! backend {
    ($($krate:ident),*) => {$(
        impl $krate::security::Backend for Noted {
            type Caller = ();
            type Error = rt::Problem;
            fn problem(&self, _: &'static rt::Operation, error: rt::Problem) -> rt::Problem {
                error
            }
            fn scaffolded(&self, operation: &'static str) -> rt::Problem {
                rt::Problem::not_implemented(operation)
            }
        }
    )*};
}

backend!(
    golden_unions,
    golden_presence,
    golden_bodies,
    golden_parameters,
    golden_recursion
);

mod unions {
    use super::{Noted, rt};
    use golden_unions::default::*;
    use golden_unions::models::schemas::{Found, Grant, Text};

    impl DefaultModel for Noted {
        async fn get_video(&self, path: GetVideoPath) -> Result<GetVideoResponse, rt::Problem> {
            self.note(path.id);
            Ok(GetVideoResponse::NoContent)
        }
        async fn search(&self, query: SearchQuery) -> Result<SearchResponse, rt::Problem> {
            self.note((query.tag, query.category));
            let text = Text { text: "a".into() };
            Ok(SearchResponse::Ok(Found::List(vec![Found::Text(text)])))
        }
        async fn get_token(&self, body: Grant) -> Result<GetTokenResponse, rt::Problem> {
            self.note(body);
            Ok(GetTokenResponse::NoContent)
        }
        async fn put_shape(&self, body: PutShapeBody) -> Result<PutShapeResponse, rt::Problem> {
            self.note(body);
            Ok(PutShapeResponse::NoContent)
        }
    }
}

mod presence {
    use super::{Noted, rt};
    use golden_presence::default::*;
    use golden_presence::models::schemas::{BothInput, Channel, ChannelUpdate};

    impl DefaultModel for Noted {
        async fn update_channel(
            &self,
            path: UpdateChannelPath,
            body: Option<ChannelUpdate>,
        ) -> Result<UpdateChannelResponse, rt::Problem> {
            self.note((path.name, body));
            Ok(UpdateChannelResponse::Ok(Channel {
                id: 1,
                support: None,
                description: Some(None),
                note: None,
                bulk: None,
            }))
        }
        async fn put_both(
            &self,
            _: PutBothPath,
            body: BothInput,
        ) -> Result<PutBothResponse, rt::Problem> {
            self.note(body);
            Ok(PutBothResponse::NoContent)
        }
    }
}

mod bodies {
    use super::{Noted, rt};
    use golden_bodies::models::schemas::Video;
    use golden_bodies::uploads::*;

    impl Uploads for Noted {
        async fn upload_video(&self, body: Video) -> Result<UploadVideoResponse, rt::Problem> {
            let size = body.thumbnail.as_ref().map(rt::UploadedFile::size);
            let captions = body.captions.map(|files| files.len());
            let at = body
                .update
                .map(|update| (update.at.to_string(), update.privacy));
            self.note((body.name, size, captions, at, body.tags));
            Ok(UploadVideoResponse::NoContent)
        }
        async fn put_chunk(&self, body: rt::ByteStream) -> Result<PutChunkResponse, rt::Problem> {
            self.note(body.content_length());
            Ok(PutChunkResponse::NoContent)
        }
        async fn post_maybe_chunk(
            &self,
            body: Option<rt::ByteStream>,
        ) -> Result<PostMaybeChunkResponse, rt::Problem> {
            self.note(body.is_some());
            Ok(PostMaybeChunkResponse::NoContent)
        }
        async fn add_note(&self, body: AddNoteBody2) -> Result<AddNoteResponse, rt::Problem> {
            match body {
                AddNoteBody2::Plain(text) => self.note(text),
                AddNoteBody2::Json(json) => self.note(json),
                AddNoteBody2::OctetStream(_) => self.note("stream"),
            }
            Ok(AddNoteResponse::NoContent)
        }
        async fn put_note(&self, body: Option<String>) -> Result<PutNoteResponse, rt::Problem> {
            self.note(body);
            Ok(PutNoteResponse::NoContent)
        }
        async fn add_ids(&self, body: AddIdsBody) -> Result<AddIdsResponse, rt::Problem> {
            self.note(body.0);
            Ok(AddIdsResponse::NoContent)
        }
        async fn put_anything(
            &self,
            body: PutAnythingBody,
        ) -> Result<PutAnythingResponse, rt::Problem> {
            self.note(body.0);
            Ok(PutAnythingResponse::NoContent)
        }
        async fn send_form(&self, body: SendFormBody) -> Result<SendFormResponse, rt::Problem> {
            self.note((body.a, body.b));
            Ok(SendFormResponse::NoContent)
        }
    }
}

mod parameters {
    use super::{Noted, rt};
    use golden_parameters::things::*;

    impl Things for Noted {
        async fn list_things(
            &self,
            path: ListThingsPath,
            query: ListThingsQuery,
            headers: ListThingsHeaders,
            cookies: ListThingsCookies,
        ) -> Result<ListThingsResponse, rt::Problem> {
            let page = (query.page.start, query.page.count);
            let lists = (query.tags, query.ids, query.columns);
            self.note((
                path.shop,
                path.id,
                path.ext,
                page,
                lists,
                query.sort,
                headers.x_length,
                cookies.session,
            ));
            Ok(ListThingsResponse::Ok(vec!["a".into()]))
        }
        async fn list_all_things(
            &self,
            query: ListAllThingsQuery,
        ) -> Result<ListAllThingsResponse, rt::Problem> {
            self.note(query.page.count);
            Ok(ListAllThingsResponse::NoContent)
        }
    }
}

mod recursion {
    use super::{Noted, rt};
    use golden_recursion::default::*;
    use golden_recursion::models::schemas::{Expression, Tree};

    impl DefaultModel for Noted {
        async fn add_tree(&self, body: Tree) -> Result<AddTreeResponse, rt::Problem> {
            Ok(AddTreeResponse::Ok(body))
        }
        async fn add_expression(
            &self,
            body: Expression,
        ) -> Result<AddExpressionResponse, rt::Problem> {
            self.note(body);
            Ok(AddExpressionResponse::NoContent)
        }
    }
}

/// A service and what its implementation noted.
struct Served {
    service: rt::Service,
    noted: Arc<Noted>,
}

struct Answer {
    status: u16,
    json: Value,
}

impl Answer {
    /// Names of the values that are refused, in the order of the answer.
    fn refused(&self) -> Vec<String> {
        assert_eq!(self.status, 400, "{}", self.json);
        let named = self.json["invalid-params"].as_object().unwrap();
        named.keys().cloned().collect()
    }
}

impl Served {
    async fn send(&self, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let (method, uri) = target.split_once(' ').unwrap();
        let mut request = rt::http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Full::new(rt::Bytes::from(body.to_owned()));
        let (parts, body) = self
            .service
            .respond(request.body(body).unwrap())
            .await
            .unwrap()
            .into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            json: rt::serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }

    async fn json(&self, target: &str, body: Value) -> Answer {
        self.send(
            target,
            &[("content-type", "application/json")],
            &body.to_string(),
        )
        .await
    }

    /// What was noted of a request that succeeds.
    async fn noted(&self, target: &str, headers: &[(&str, &str)], body: &str) -> String {
        let answer = self.send(target, headers, body).await;
        assert!(
            answer.status < 300,
            "{target}: {} {}",
            answer.status,
            answer.json
        );
        self.noted.0.lock().unwrap().clone()
    }
}

macro_rules! served {
    ($krate:ident, $field:ident, $module:ident) => {{
        let noted = Arc::new(Noted::default());
        let api = $krate::Api {
            $field: $krate::$module::routes(&noted),
        };
        Served {
            service: api.into_service(rt::Hooks::default()).unwrap(),
            noted,
        }
    }};
}

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

async fn check_unions() {
    let served = served!(golden_unions, default, default);
    for (id, expected) in [
        ("42", "Id(42)"),
        (
            "123e4567-e89b-12d3-a456-426614174000",
            "Uuid(123e4567-e89b-12d3-a456-426614174000)",
        ),
        (
            "kkGMgK9ZtnKfYAgnEtQxbv",
            "ShortUuid(\"kkGMgK9ZtnKfYAgnEtQxbv\")",
        ),
    ] {
        assert_eq!(
            served.noted(&format!("GET /videos/{id}"), &[], "").await,
            expected
        );
    }
    assert_eq!(
        served.send("GET /videos/0", &[], "").await.refused(),
        ["id"]
    );
    assert_eq!(
        served
            .noted("GET /search?tag=a&category=all", &[], "")
            .await,
        "(Some(Text(\"a\")), Some(SearchCategoryVariant2(All)))"
    );
    assert_eq!(
        served
            .noted("GET /search?tag=a&tag=b&category=7", &[], "")
            .await,
        "(Some(List([\"a\", \"b\"])), Some(Integer(7)))"
    );
    let found = served.send("GET /search", &[], "").await;
    assert_eq!(found.json, json!([{ "text": "a" }]));

    let granted = served
        .noted(
            "POST /token",
            &FORM,
            "grant_type=password&username=a&password=hunter2",
        )
        .await;
    assert_eq!(
        granted,
        "PasswordGrant(PasswordGrant { grant_type: \"password\", username: \"a\", password: \"***\" })"
    );
    let granted = served
        .noted(
            "POST /token",
            &JSON,
            r#"{"grant_type":"refresh_token","refresh_token":"x"}"#,
        )
        .await;
    assert!(granted.starts_with("RefreshGrant("), "{granted}");
    let refused = served
        .send("POST /token", &FORM, "grant_type=password")
        .await;
    assert_eq!(refused.refused(), ["username", "password"]);
    assert_eq!(
        served
            .send("POST /token", &FORM, "grant_type=magic")
            .await
            .refused(),
        ["grant_type"]
    );

    assert_eq!(
        served.noted("PUT /shapes", &JSON, r#"{"side":2}"#).await,
        "Square(PutShapeBodySquare { side: 2.0 })"
    );
    assert_eq!(
        served.noted("PUT /shapes", &JSON, "\"7\"").await,
        "Text(\"7\")"
    );
    assert_eq!(served.noted("PUT /shapes", &JSON, "7").await, "Integer(7)");
    assert_eq!(
        served
            .json("PUT /shapes", json!({ "side": 2, "radius": 1 }))
            .await
            .refused(),
        ["body"]
    );
    assert_eq!(
        served.json("PUT /shapes", json!(null)).await.refused(),
        ["body"]
    );
}

async fn check_presence() {
    let served = served!(golden_presence, default, default);
    let body = r#"{"displayName":"a","support":null}"#;
    let noted = served.noted("PUT /channels/x", &JSON, body).await;
    for part in [
        "support: None",
        "description: Absent",
        "bulk: false",
        "pages: Some(3)",
        "ratio: 1.5",
        "tags: []",
        "note: None",
    ] {
        assert!(noted.contains(part), "{part}: {noted}");
    }
    let body =
        r#"{"displayName":"a","support":"b","description":null,"pages":null,"options":null}"#;
    let noted = served.noted("PUT /channels/x", &JSON, body).await;
    for part in [
        "support: Some(\"b\")",
        "description: Null",
        "pages: None",
        "options: Null",
    ] {
        assert!(noted.contains(part), "{part}: {noted}");
    }
    assert_eq!(
        served.noted("PUT /channels/a%2Fb", &[], "").await,
        "(\"a/b\", None)"
    );
    let refused = served
        .json(
            "PUT /channels/x",
            json!({ "displayName": null, "note": null, "bulk": "yes", "ratio": "1" }),
        )
        .await;
    assert_eq!(
        refused.refused(),
        ["displayName", "support", "bulk", "ratio", "note"]
    );
    let shown = served.send("PUT /channels/x", &[], "").await;
    assert_eq!(
        shown.json,
        json!({ "id": 1, "support": null, "description": null })
    );
}

async fn check_bodies() {
    let served = served!(golden_bodies, uploads, uploads);
    let multipart = [("content-type", "multipart/form-data; boundary=x")];
    let part = |name: &str, more: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let picture = "; filename=\"a.jpg\"\r\nContent-Type: image/jpeg";
    let whole = [
        part("name", "", "My video"),
        part("thumbnail", picture, "JPEG"),
        part("captions", picture, "1"),
        part("captions", picture, "2"),
        part("update[at]", "", "2026-01-02T03:04:05.678Z"),
        part("update[privacy]", "", "1"),
        part("tags[]", "", "a"),
        part("tags[]", "", "b"),
        "--x--\r\n".to_owned(),
    ];
    let noted = served
        .noted("POST /videos", &multipart, &whole.concat())
        .await;
    assert_eq!(
        noted,
        "(\"My video\", Some(4), Some(2), Some((\"2026-01-02T03:04:05.678Z\", Some(1))), Some([\"a\", \"b\"]))"
    );
    let wrong = [
        part("name", "", "ab"),
        part(
            "thumbnail",
            "; filename=\"a.gif\"\r\nContent-Type: image/gif",
            "GIF",
        ),
        part("update[privacy]", "", "x"),
        "--x--\r\n".to_owned(),
    ];
    let mut refused = served
        .send("POST /videos", &multipart, &wrong.concat())
        .await
        .refused();
    refused.sort();
    assert_eq!(
        refused,
        ["name", "thumbnail", "update.at", "update.privacy"]
    );
    let large = [
        part("name", "", "abc"),
        part("thumbnail", picture, &"x".repeat(5_000)),
        "--x--\r\n".to_owned(),
    ];
    assert_eq!(
        served
            .send("POST /videos", &multipart, &large.concat())
            .await
            .refused(),
        ["thumbnail"]
    );
    let single = served
        .noted("POST /videos", &JSON, r#"{"name":"abc","tags":"one"}"#)
        .await;
    assert_eq!(single, "(\"abc\", None, None, None, Some([\"one\"]))");

    let bytes = [
        ("content-type", "application/octet-stream"),
        ("content-length", "3"),
    ];
    assert_eq!(served.noted("PUT /chunks", &bytes, "abc").await, "Some(3)");
    assert_eq!(served.noted("POST /chunks", &[], "").await, "false");
    assert_eq!(served.send("PUT /chunks", &JSON, "1").await.status, 415);
    assert_eq!(
        served
            .noted(
                "POST /notes",
                &[("content-type", "text/plain; charset=utf-8")],
                "hi"
            )
            .await,
        "\"hi\""
    );
    assert_eq!(
        served.noted("POST /notes", &JSON, r#"{"text":"a"}"#).await,
        "AddNoteBody { text: Some(\"a\") }"
    );
    assert_eq!(
        served.noted("POST /notes", &bytes, "abc").await,
        "\"stream\""
    );
    assert_eq!(served.send("POST /notes", &FORM, "a=b").await.status, 415);
    assert_eq!(served.noted("PUT /notes", &[], "").await, "None");
    assert_eq!(served.noted("POST /ids", &JSON, "[1,2]").await, "[1, 2]");
    assert_eq!(
        served
            .json("POST /ids", json!([1, "x", 2, 3]))
            .await
            .refused(),
        ["[1]"]
    );
    assert_eq!(
        served
            .json("POST /ids", json!([1, 2, 3, 4]))
            .await
            .refused(),
        ["body"]
    );
    assert_eq!(served.send("POST /ids", &JSON, "[1,").await.status, 400);
    assert_eq!(served.noted("PUT /ids", &JSON, "null").await, "Null");
    assert_eq!(
        served.noted("POST /forms", &FORM, "a=1&b=x&b=y").await,
        "(1, Some([\"x\", \"y\"]))"
    );
}

async fn check_parameters() {
    let served = served!(golden_parameters, things, things);
    let headers = [("x-length", "+5"), ("cookie", "session=abc")];
    let target = "GET /shops/a1/things/7.json?tags=ab&tags=cd&ids=1,2&columns=a%7Cb&count=3";
    let noted = served.noted(target, &headers, "").await;
    assert_eq!(
        noted,
        "(\"a1\", 7, Json, (0, 3), (Some([\"ab\", \"cd\"]), Some([1, 2]), Some([\"a\", \"b\"])), NameDesc, 5, Some(\"abc\"))"
    );
    // One answer tells what is wrong in the path, in the query and in the headers.
    let target = "GET /shops/UPPER/things/0.pdf?count=101&start=-1&tags=a&tags=ab&tags=ab&ids=1,x&sort=size&price=0&since=now&isLocal=null";
    let mut refused = served
        .send(target, &[("x-trace-id", "5")], "")
        .await
        .refused();
    refused
        .iter_mut()
        .for_each(|name| name.make_ascii_lowercase());
    refused.sort();
    let expected = [
        "count",
        "ext",
        "id",
        "ids[1]",
        "price",
        "shop",
        "since",
        "sort",
        "start",
        "tags",
        "tags[0]",
        "x-length",
        "x-trace-id",
    ];
    assert_eq!(refused, expected);
    assert_eq!(served.noted("GET /things", &[], "").await, "15");
}

async fn check_recursion() {
    let served = served!(golden_recursion, default, default);
    let tree = json!({ "left": { "children": [{}, { "right": null }] }, "byName": { "a": {} }, "parent": { "tree": {} } });
    assert_eq!(served.json("POST /trees", tree.clone()).await.json, tree);
    let wrong = json!({ "left": { "children": [{}, { "parent": {} }] } });
    assert_eq!(
        served.json("POST /trees", wrong).await.refused(),
        ["left.children[1].parent.tree"]
    );
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    assert_eq!(served.json("POST /expressions", deep).await.status, 204);
}

#[tokio::main]
async fn main() {
    check_unions().await;
    check_presence().await;
    check_bodies().await;
    check_parameters().await;
    check_recursion().await;
}
