//! Answers: typed headers, events, media types by `Accept`, classes of statuses, downloads.

use std::time::Duration;

use openapi_stubs_runtime as rt;
use wire_answers::default::*;
use wire_answers::models::schemas::{Mode, Thing, Point};

use crate::served::{Noted, Served, open, served};

open!(wire_answers);

fn thing(id: i64) -> Thing {
    Thing {
        id,
        name: Some("é\n".into()),
    }
}

fn point(name: Option<String>) -> Point {
    Point {
        x: -1,
        y: Some(0.5),
        name,
        on: Some(true),
    }
}

impl DefaultModel for Noted {
    async fn get_headers(&self) -> Result<GetHeadersResponse, rt::Problem> {
        Ok(GetHeadersResponse::NoContent {
            x_mode: Mode::VerySlow,
            x_level: None,
            x_modes: Some(vec![Mode::Fast, Mode::VerySlow]),
            x_days: Vec::new(),
            x_count: 7,
            x_ratio: Some(0.5),
            x_thing: Some(thing(1)),
            x_point: point(None),
            x_pairs: Some(point(Some("a b".into()))),
            set_cookie: Some(vec!["a=1".into(), "b=2, 3".into()]),
        })
    }
    async fn get_events(&self) -> Result<GetEventsResponse, rt::Problem> {
        let first = rt::Event::new(thing(1)).with_id("1").with_event("changed");
        let events = [
            first,
            rt::Event::comment("still here"),
            rt::Event::new(thing(2)).with_retry(Duration::from_secs(3)),
        ];
        Ok(GetEventsResponse::Ok(rt::Events::from_events(events)))
    }
    async fn get_lines(&self) -> Result<GetLinesResponse, rt::Problem> {
        let events = [rt::Event::new("a\nb".to_owned())];
        Ok(GetLinesResponse::Ok(rt::Events::from_events(events)))
    }
    async fn post_either(
        &self,
        body: String,
        accept: PostEitherAccept,
    ) -> Result<PostEitherResponse, rt::Problem> {
        Ok(match body.parse() {
            Ok(status) => PostEitherResponse::Status4xx {
                status: rt::StatusCode::from_u16(status).unwrap(),
                body: PostEitherStatus4xxContent::Plain("wrong".into()),
            },
            Err(_) if body == "other" => PostEitherResponse::Default {
                status: rt::StatusCode::IM_A_TEAPOT,
                x_mode: Some(Mode::Fast),
                body: "other".into(),
            },
            Err(_) => PostEitherResponse::Ok(match accept {
                PostEitherAccept::Json => PostEitherOkContent::Json(thing(3)),
                PostEitherAccept::Csv => PostEitherOkContent::Csv("id\n3\n".into()),
                PostEitherAccept::EventStream => {
                    PostEitherOkContent::EventStream(rt::Events::from_events([]))
                }
                PostEitherAccept::Image => {
                    PostEitherOkContent::Image(rt::BinaryReply::from_bytes("image/png", "PNG"))
                }
            }),
        })
    }
    async fn get_count(&self, query: GetCountQuery) -> Result<GetCountResponse, rt::Problem> {
        Ok(match query.of {
            GetCountOf::Things => GetCountResponse::Ok(7),
            GetCountOf::Modes => {
                GetCountResponse::NonAuthoritativeInformation(Mode::VerySlow)
            }
            GetCountOf::Days => GetCountResponse::NotFound(rt::Date::parse("2024-02-29").unwrap()),
        })
    }
    async fn get_any(&self) -> Result<GetAnyResponse, rt::Problem> {
        let bytes = rt::BinaryReply::from_bytes("application/octet-stream", "bytes");
        Ok(GetAnyResponse::NonAuthoritativeInformation(
            bytes.attachment("a é.bin"),
        ))
    }
}

/// The crate in the hands of [`Noted`].
pub fn served() -> Served {
    served!(wire_answers)
}

pub async fn check() {
    let served = served();
    headers(&served).await;
    events(&served).await;
    negotiation(&served).await;
}

async fn headers(served: &Served) {
    let answer = served.send("GET /headers", &[], "").await;
    for (name, value) in [
        ("x-mode", "very-slow"),
        ("x-modes", "fast,very-slow"),
        ("x-days", ""),
        ("x-count", "7"),
        ("x-ratio", "0.5"),
        ("x-point", "x,-1,y,0.5,on,true"),
        ("x-pairs", "x=-1,y=0.5,name=a b,on=true"),
        ("x-thing", r#"{"id":1,"name":"\u00e9\n"}"#),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(!answer.headers.contains_key("x-level"));
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2, 3"]);
    for (of, status, text) in [
        ("things", 200, "7"),
        ("modes", 203, "very-slow"),
        ("days", 404, "2024-02-29"),
    ] {
        let answer = served.send(&format!("GET /count?of={of}"), &[], "").await;
        assert_eq!((answer.status, answer.text.as_str()), (status, text));
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    }
    let answer = served.send("GET /any", &[], "").await;
    assert_eq!((answer.status, answer.text.as_str()), (203, "bytes"));
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"a _.bin\"; filename*=UTF-8''a%20%C3%A9.bin"
    );
}

async fn events(served: &Served) {
    let answer = served.send("GET /events", &[], "").await;
    assert_eq!(answer.header("content-type"), "text/event-stream");
    assert_eq!(answer.header("cache-control"), "no-cache");
    let first = "event: changed\nid: 1\ndata: {\"id\":1,\"name\":\"é\\n\"}\n\n";
    let last = "retry: 3000\ndata: {\"id\":2,\"name\":\"é\\n\"}\n\n";
    assert_eq!(answer.text, format!("{first}: still here\n\n{last}"));
    let answer = served.send("GET /lines", &[], "").await;
    assert_eq!(answer.text, "data: a\ndata: b\n\n");
}

async fn negotiation(served: &Served) {
    for (accept, body, status, content_type) in [
        ("*/*", "x", 200, "application/json; charset=utf-8"),
        (
            "text/*;q=0.5, image/png;q=0.1",
            "x",
            200,
            "text/csv; charset=utf-8",
        ),
        ("text/event-stream", "x", 200, "text/event-stream"),
        ("image/webp, application/json;q=0.9", "x", 200, "image/png"),
        (
            "application/xml",
            "x",
            406,
            "application/problem+json; charset=utf-8",
        ),
        ("*/*", "422", 422, "text/plain; charset=utf-8"),
        // A status of another class is the handler's mistake.
        ("*/*", "500", 500, "text/plain; charset=utf-8"),
        ("*/*", "201", 500, "text/plain; charset=utf-8"),
        ("*/*", "other", 418, "text/plain; charset=utf-8"),
    ] {
        let sent = [("accept", accept), ("content-type", "text/plain")];
        let answer = served.send("POST /either", &sent, body).await;
        let found = (answer.status, answer.header("content-type"));
        assert_eq!(found, (status, content_type), "{accept} {body}");
    }
}
