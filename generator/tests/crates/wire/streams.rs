//! Multipart bodies whose parts are handed out as they arrive.

use futures_util::StreamExt as _;
use openapi_stubs_runtime as rt;
use wire_streams::default::*;
use wire_streams::models::schemas::Meta;

use crate::arbitrary_seeds::multipart;
use crate::served::{Noted, Served, open, served};

open!(wire_streams);

impl DefaultModel for Noted {
    async fn put_video(
        &self,
        path: PutVideoPath,
        mut body: rt::Parts<PutVideoPart>,
    ) -> Result<PutVideoResponse, rt::Problem> {
        let mut seen = vec![path.id.to_string()];
        while let Some(part) = body.next().await? {
            seen.push(match part {
                PutVideoPart::Name(name) => name,
                PutVideoPart::Size(size) => format!("{size:?}"),
                PutVideoPart::Tags(tag) => format!("#{tag}"),
                PutVideoPart::Meta(meta) => format!("meta {}", meta.at),
                PutVideoPart::Notes(note) => format!("note {}", note.at),
                PutVideoPart::Key(key) => format!("key of {}", key.len()),
                PutVideoPart::Video(mut file) => {
                    let mut size = 0;
                    while let Some(bytes) = file.chunk().await? {
                        size += bytes.len();
                    }
                    let digest = file.headers()["x-digest"].to_str().unwrap();
                    format!("{:?} of {size}, {digest}", file.file_name())
                }
                // Nobody wants them.
                PutVideoPart::Captions(file) => format!("{:?}", file.content_type()),
            });
        }
        self.note(seen);
        Ok(PutVideoResponse::NoContent)
    }
    async fn post_open(
        &self,
        body: Option<rt::Parts<PostOpenPart>>,
    ) -> Result<PostOpenResponse, rt::Problem> {
        let Some(mut body) = body else {
            self.note("nothing");
            return Ok(PostOpenResponse::NoContent);
        };
        let mut kept = None;
        let mut seen = Vec::new();
        while let Some(part) = body.next().await? {
            match part {
                PostOpenPart::File(file) => kept = Some(file),
                PostOpenPart::Additional(name, value) => seen.push((name, value)),
            }
        }
        // A file that is left for the next part has nothing to give any more.
        let late = match &mut kept {
            Some(file) => file.next().await.map(|bytes| bytes.is_err()),
            None => None,
        };
        self.note((seen, late));
        Ok(PostOpenResponse::NoContent)
    }
    async fn post_closed(
        &self,
        mut body: rt::Parts<PostClosedPart>,
    ) -> Result<PostClosedResponse, rt::Problem> {
        // Whoever does not look at errors cannot get around them.
        while let Ok(Some(PostClosedPart::On(on))) = body.next().await {
            self.note(on);
        }
        Ok(PostClosedResponse::Ok(Meta { at: 1, name: None }))
    }
}

/// The crate in the hands of [`Noted`].
pub fn served() -> Served {
    served!(wire_streams)
}

const HEADERS: [(&str, &str); 1] = [("content-type", "multipart/form-data; boundary=x")];

fn text(name: &str, text: &str) -> String {
    format!("content-disposition: form-data; name=\"{name}\"\r\n\r\n{text}")
}

fn file(name: &str, headers: &str, text: &str) -> String {
    format!("content-disposition: form-data; name=\"{name}\"; filename=\"f\"{headers}\r\n\r\n{text}")
}

/// What a video has to be.
const VIDEO: &str = "\r\ncontent-type: video/mp4\r\nx-digest: d";

pub async fn check() {
    let served = served();
    in_order(&served).await;
    refused(&served).await;
    others(&served).await;
    large().await;
}

async fn in_order(served: &Served) {
    let json = |name: &str, value: &str| {
        format!("content-disposition: form-data; name=\"{name}\"\r\ncontent-type: application/json\r\n\r\n{value}")
    };
    let parts = [
        text("tags[]", "a"),
        file("captions", "\r\ncontent-type: text/vtt", "WEBVTT"),
        text("name", "Film"),
        text("id", "not read"),
        text("unheard", "of"),
        file("video", VIDEO, "bytes"),
        json("notes", "[{\"at\":1},{\"at\":2}]"),
        text("size", "null"),
        json("meta", "{\"at\":3}"),
        json("notes", "{\"at\":4}"),
        text("key", "abcd"),
        text("tags[1]", "b"),
    ];
    let noted = served.noted("PUT /videos/7", &HEADERS, multipart(&parts)).await;
    let expected = [
        "7", "#a", "Some(\"text/vtt\")", "Film", "Some(\"f\") of 5, d", "note 1", "note 2", "None", "meta 3", "note 4", "key of 4", "#b",
    ];
    assert_eq!(noted, format!("{expected:?}"));
}

/// Everything that is wrong is told, as in bodies that are read as a whole.
async fn refused(served: &Served) {
    let good = [text("name", "Film"), file("video", VIDEO, "bytes")];
    for (wrong, names) in [
        (vec![], &[][..]),
        (vec![text("name", "Twice")], &["name"]),
        (vec![text("tags", "only")], &["tags"]),
        (vec![text("tags", "a"), text("tags", "a")], &["tags"]),
        (vec![text("tags", "a"), text("tags", "too long")], &["tags"]),
        (["a", "b", "c", "d"].map(|tag| text("tags", tag)).to_vec(), &["tags"]),
        (vec![text("size", "x"), text("meta", "{\"at\":\"x\"}"), text("notes", "{")], &["size", "meta.at", "notes"]),
        (vec![text("key", "hunter2")], &["key"]),
        (vec![text("captions", "no file")], &["captions"]),
        (vec![file("captions", "", "more than ten bytes")], &["captions"]),
        (["", "", ""].map(|headers| file("captions", headers, "a")).to_vec(), &["captions"]),
        (vec![file("name", "", "a"), file("stranger", "", "a")], &["name", "stranger"]),
    ] {
        let parts: Vec<String> = good.iter().cloned().chain(wrong).collect();
        let answer = served.send("PUT /videos/7", &HEADERS, multipart(&parts)).await;
        if names.is_empty() {
            assert_eq!(answer.status, 204, "{answer:?}");
        } else {
            assert_eq!(answer.refused(), names);
            assert!(!answer.text.contains("hunter2"), "{answer:?}");
        }
    }
    for (parts, names) in [
        (vec![], &["name", "video"][..]),
        (vec![file("video", "\r\ncontent-type: video/mp4", "a")], &["video", "name"]),
        (vec![file("video", "\r\nx-digest: d", "a")], &["video", "name"]),
        // After the first mistake nothing is handed out, but all of it is looked at.
        (vec![text("size", "x"), file("video", VIDEO, "a"), text("name", "F")], &["size", "name"]),
    ] {
        let answer = served.send("PUT /videos/7", &HEADERS, multipart(&parts)).await;
        assert_eq!(answer.refused(), names);
    }
    let answer = served.send("PUT /videos/x", &HEADERS, "no body is read").await;
    assert_eq!(answer.refused(), ["id"]);
    for (content_type, body, status) in [
        ("application/json", "{}", 415),
        ("multipart/form-data", "--x--", 400),
        ("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\ncut", 400),
        ("multipart/form-data; boundary=x", "nothing of it", 400),
    ] {
        let answer = served.send("PUT /videos/7", &[("content-type", content_type)], body).await;
        assert_eq!(answer.status, status, "{body}: {answer:?}");
    }
    let answer = served.send("PUT /videos/7", &[], "").await;
    assert_eq!(answer.refused(), ["name", "video"]);
}

async fn others(served: &Served) {
    assert_eq!(served.noted("POST /open", &[], "").await, "\"nothing\"");
    let parts = [text("a", "1"), file("file", "", "bytes"), text("b", "2")];
    let noted = served.noted("POST /open", &HEADERS, multipart(&parts)).await;
    assert_eq!(noted, "([(\"a\", 1), (\"b\", 2)], Some(true))");
    let answer = served.send("POST /open", &HEADERS, multipart(&[text("a", "x")])).await;
    assert_eq!(answer.refused(), ["a"]);
    let noted = served.noted("POST /closed", &HEADERS, multipart(&[text("on", "true")])).await;
    assert_eq!(noted, "true");
    let parts = [text("on", "true"), text("off", "true")];
    let answer = served.send("POST /closed", &HEADERS, multipart(&parts)).await;
    assert_eq!(answer.refused(), ["off"]);
}

/// A body that is larger than what the process may hold of it.
async fn large() {
    const PIECES: usize = 1200;
    const PIECE: usize = 256 << 10;
    let head = format!("--x\r\n{}\r\n--x\r\n{}", text("name", "Film"), file("video", VIDEO, ""));
    let piece = rt::Bytes::from(vec![b'v'; PIECE]);
    let pieces = std::iter::once(rt::Bytes::from(head))
        .chain((0..PIECES).map(move |_| piece.clone()))
        .chain([rt::Bytes::from("\r\n--x--\r\n")]);
    let frames = pieces.map(|bytes| Ok::<_, std::io::Error>(http_body::Frame::data(bytes)));
    let body = http_body_util::StreamBody::new(futures_util::stream::iter(frames));
    let request = rt::http::Request::builder()
        .method("PUT")
        .uri("/videos/1")
        .header("content-type", HEADERS[0].1)
        .body(body)
        .unwrap();
    let served = served();
    let before = most_memory();
    let response = served.service.respond(request).await.unwrap();
    assert_eq!(response.status(), 204);
    let noted = served.take();
    assert!(noted.contains(&format!("of {}", PIECES * PIECE)), "{noted}");
    let grown = most_memory() - before;
    assert!(grown < 64 << 10, "{grown} KiB for a body of {} MiB", PIECES * PIECE >> 20);
}

/// Most memory that the process had so far, KiB; nothing where the system does not tell.
fn most_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.map_or(0, |number| number.parse().unwrap())
}
