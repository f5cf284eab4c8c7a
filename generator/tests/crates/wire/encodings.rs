//! Fields of forms and multipart bodies as their encodings say, and bodies that are texts or of any type.

use openapi_stubs_runtime as rt;
use wire_encodings::default::*;
use futures_util::StreamExt as _;
use wire_encodings::models::schemas::{Bytes, Form, Meta};

use crate::served::{Noted, Served, open, served};

open!(wire_encodings);

fn short(meta: Meta) -> String {
    format!("{}{}", meta.at, meta.name.unwrap_or_default())
}

impl DefaultModel for Noted {
    async fn post_parts(&self, body: PostPartsBody) -> Result<PostPartsResponse, rt::Problem> {
        let more: Option<Vec<String>> = body.more.map(|all| all.into_iter().map(short).collect());
        let pictures = body
            .pictures
            .map(|all| all.iter().map(rt::UploadedFile::size).collect::<Vec<_>>());
        let digest = body
            .cover
            .and_then(|cover| cover.read_headers::<PostPartsCoverHeaders>())
            .map(|headers| (headers.x_digest, headers.x_maybe));
        self.note((
            short(body.meta),
            more,
            body.counts,
            body.ids,
            body.note,
            pictures,
            digest,
        ));
        Ok(PostPartsResponse::NoContent)
    }
    async fn post_form(&self, body: Form) -> Result<PostFormResponse, rt::Problem> {
        let deep = body
            .deep
            .map(|deep| (deep.a, deep.list, deep.r#in.map(short)));
        let spread = body.spread.map(|spread| (spread.x, spread.y));
        let metas = (body.turns.map(short), body.json.map(short));
        self.note((
            body.pipes,
            body.spaces,
            body.commas,
            deep,
            spread,
            metas,
            body.plain,
            body.rest,
        ));
        Ok(PostFormResponse::NoContent)
    }
    async fn post_text(&self, body: PostTextBody) -> Result<PostTextResponse, rt::Problem> {
        self.note(body.0);
        Ok(PostTextResponse::NoContent)
    }
    async fn put_number(
        &self,
        body: Option<PutNumberBody>,
    ) -> Result<PutNumberResponse, rt::Problem> {
        self.note(body.map(|body| body.0));
        Ok(PutNumberResponse::NoContent)
    }
    async fn post_bytes(&self, body: Bytes) -> Result<PostBytesResponse, rt::Problem> {
        self.note((&body.one, &body.more));
        Ok(PostBytesResponse::Ok(body))
    }
    async fn put_bytes(&self, body: rt::ByteStream) -> Result<PutBytesResponse, rt::Problem> {
        let announced = body.content_length();
        let bytes: Vec<_> = body.collect().await;
        let bytes: Vec<u8> = bytes.into_iter().flatten().flatten().collect();
        self.note((announced, &bytes));
        let reply = rt::BinaryReply::from_bytes("application/octet-stream", bytes);
        Ok(PutBytesResponse::Ok(reply))
    }
    async fn post_any(&self, body: Meta) -> Result<PostAnyResponse, rt::Problem> {
        self.note(short(body));
        Ok(PostAnyResponse::NoContent)
    }
    async fn put_either(
        &self,
        body: Option<PutEitherBody2>,
    ) -> Result<PutEitherResponse, rt::Problem> {
        match body {
            None => self.note("nothing"),
            Some(PutEitherBody2::VndMetaJson(meta)) => self.note(short(meta)),
            Some(PutEitherBody2::Plain(text)) => self.note(text.0),
            Some(PutEitherBody2::Image(_)) => self.note("a picture"),
        }
        Ok(PutEitherResponse::NoContent)
    }
}

/// The crate in the hands of [`Noted`].
pub fn served() -> Served {
    served!(wire_encodings)
}

pub async fn check() {
    let served = served();
    parts(&served).await;
    forms(&served).await;
    texts(&served).await;
    bytes(&served).await;
}

/// Bytes as base64 in JSON, and as they are.
async fn bytes(served: &Served) {
    let json = [("content-type", "application/json")];
    let sent = r#"{"one":"AP8=","more":["","aGk="]}"#;
    let answer = served.send("POST /bytes", &json, sent).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, sent));
    let decoded = r#"(Base64(b"\0\xff"), Some([Base64(b""), Base64(b"hi")]))"#;
    assert_eq!(served.take(), decoded);
    // Neither other alphabets, nor missing or needless padding, nor white space.
    let wrong = r#"{"one":"_-8=","more":["aGk","aGk==","aG k=","a","aGk=\n"]}"#;
    let refused = served.send("POST /bytes", &json, wrong).await.refused();
    assert_eq!(refused, ["one", "more[0]", "more[1]", "more[2]", "more[3]", "more[4]"]);
    let octets = [("content-type", "application/octet-stream")];
    let sent: &[u8] = b"\x00\xff\r\n--x";
    let answer = served.send("PUT /bytes", &octets, sent).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.text, String::from_utf8_lossy(sent));
    assert_eq!(served.take(), format!("({:?}, {sent:?})", Some(sent.len())));
    let answer = served.send("PUT /bytes", &json, "{}").await;
    assert_eq!(answer.status, 415, "{answer:?}");
}

const MULTIPART: [(&str, &str); 1] = [("content-type", "multipart/form-data; boundary=x")];

/// A part of a name, with what else stands in its headers.
fn part(name: &str, more: &str, value: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
}

fn whole(parts: &[String]) -> String {
    format!("{}--x--\r\n", parts.concat())
}

async fn parts(served: &Served) {
    let json = "\r\nContent-Type: application/json";
    let blob = "; filename=\"blob\"\r\nContent-Type: application/json; charset=utf-8";
    let picture = "; filename=\"a.png\"\r\nContent-Type: image/png";
    let body = whole(&[
        part("meta", blob, r#"{"at":1,"name":"a"}"#),
        part("more", json, r#"{"at":2}"#),
        part("more", "", r#"[{"at":3},{"at":4}]"#),
        part("counts", json, "[5,6]"),
        part("ids", "", "7"),
        part("ids", "", "8"),
        part("note", "\r\nContent-Type: text/markdown", "{no json}"),
        part("pictures", picture, "1"),
        part("pictures", picture, "22"),
        part("cover", "; filename=\"c\"\r\nX-Digest: abc\r\nX-Maybe: 1,2", "c"),
    ]);
    assert_eq!(
        served.noted("POST /parts", &MULTIPART, body).await,
        r#"("1a", Some(["2", "3", "4"]), Some([5, 6]), Some([7, 8]), Some("{no json}"), Some([1, 2]), Some(("abc", Some([1, 2]))))"#
    );
    let body = whole(&[part("meta[at]", "", "1"), part("counts[]", "", "5")]);
    assert_eq!(
        served.noted("POST /parts", &MULTIPART, body).await,
        r#"("1", None, Some([5]), None, None, None, None)"#
    );
    let body = whole(&[
        part("meta", json, r#"{"at":"x"}"#),
        part("more", "", "{"),
        part("counts", json, "five"),
        part("note", "\r\nContent-Type: text/html", "<p>"),
        part(
            "pictures",
            "; filename=\"a\"\r\nContent-Type: text/plain",
            "x",
        ),
        part("cover", "; filename=\"c\"", "c"),
    ]);
    let refused = served.send("POST /parts", &MULTIPART, body).await.refused();
    let expected = ["note", "pictures", "cover", "more", "counts", "meta.at"];
    assert_eq!(refused, expected);
}

async fn forms(served: &Served) {
    let form = [(
        "content-type",
        "application/x-www-form-urlencoded; charset=utf-8",
    )];
    let body = "pipes=a%7Cb%20c&spaces=a+b%20c&commas=1,2&deep[a]=3&deep[list]=x&deep[list]=y&deep[in][at]=4&x=5&y=z&turns=at,6,name,n%2Cm&json=%7B%22at%22:7%7D&plain=p,q&k=9&plain=r&l=8";
    assert_eq!(
        served.noted("POST /form", &form, body).await,
        r#"(Some(["a", "b c"]), Some(["a", "b", "c"]), Some([1, 2]), Some((Some(3), Some(["x", "y"]), Some("4"))), Some((Some(5), Some("z"))), (Some("6n,m"), Some("7")), Some(["p,q", "r"]), Some({"k": 9, "l": 8}))"#
    );
    // The same type as JSON knows nothing of it.
    let json = [("content-type", "application/merge-patch+json")];
    let body = r#"{"pipes":["a|b"],"spread":{"x":1},"turns":{"at":2}}"#;
    assert_eq!(
        served.noted("POST /form", &json, body).await,
        r#"(Some(["a|b"]), None, None, None, Some((Some(1), None)), (Some("2"), None), None, None)"#
    );
    let answer = served
        .send("POST /form", &form, "commas=1,x&json=at&turns=at&k=z")
        .await;
    assert_eq!(answer.refused(), ["json", "commas[1]", "turns", "k"]);
    let latin = [(
        "content-type",
        "application/x-www-form-urlencoded; charset=latin1",
    )];
    assert_eq!(served.send("POST /form", &latin, "x=1").await.status, 415);
}

async fn texts(served: &Served) {
    let plain = [("content-type", "text/plain; charset=UTF-8")];
    let html = [("content-type", "text/html")];
    assert_eq!(served.noted("POST /texts", &html, "é€").await, "\"é€\"");
    assert_eq!(
        served.send("POST /texts", &plain, "12345").await.refused(),
        ["body"]
    );
    assert_eq!(
        served.send("POST /texts", &plain, "\u{e9}").await.refused(),
        ["body"]
    );
    assert_eq!(served.noted("PUT /texts", &plain, "7").await, "Some(7)");
    assert_eq!(served.noted("PUT /texts", &[], "").await, "None");
    assert_eq!(
        served.send("PUT /texts", &plain, "11").await.refused(),
        ["body"]
    );
    assert_eq!(served.send("PUT /texts", &html, "1").await.status, 415);
    let any = [("content-type", "application/whatever")];
    assert_eq!(
        served.noted("POST /any", &any, r#"{"at":1}"#).await,
        "\"1\""
    );
    assert_eq!(served.send("POST /any", &any, "<x/>").await.status, 400);
    for (content_type, body, expected) in [
        ("application/vnd.meta+json", r#"{"at":1}"#, "\"1\""),
        ("text/plain", "on", "On"),
        ("image/webp", "RIFF", "\"a picture\""),
    ] {
        let headers = [("content-type", content_type)];
        assert_eq!(served.noted("PUT /any", &headers, body).await, expected);
    }
    assert_eq!(served.noted("PUT /any", &[], "").await, "\"nothing\"");
    let refused = served.send("PUT /any", &plain, "maybe").await.refused();
    assert_eq!(refused, ["body"]);
}
