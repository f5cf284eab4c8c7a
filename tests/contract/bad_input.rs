//! Input that is broken in ways no client library writes: by hand, over a socket.

use peertube_testkit::{Client, NewVideo, TestApp, media};
use reqwest::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const UPLOAD: &str = "/api/v1/videos/upload";

/// A multipart part as text.
fn field(name: &str, value: &str) -> Vec<u8> {
    format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        .into_bytes()
}

/// A file part, without what ends the body.
fn file(name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.mp4\"\r\n\
         Content-Type: video/mp4\r\n\r\n"
    );
    let mut part = head.into_bytes();
    part.extend_from_slice(bytes);
    part.extend_from_slice(b"\r\n");
    part
}

async fn post(client: &Client, media_type: &str, body: Vec<u8>) -> peertube_testkit::Reply {
    let request = client
        .request(Method::POST, UPLOAD)
        .header("Content-Type", media_type);
    client.send(request.body(body)).await
}

fn nothing_is_left(app: &TestApp) {
    assert_eq!(app.leftovers(), Vec::<std::path::PathBuf>::new());
    assert_eq!(app.stored_files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn broken_multipart() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let channel = alice.channel_id().await.to_string();
    let whole = "multipart/form-data; boundary=cut";
    let start = [field("name", "Broken"), field("channelId", &channel)].concat();
    let film = file("videofile", &media::clip_bytes());
    let end = b"--cut--\r\n".to_vec();
    for (why, media_type, body) in [
        (
            "no boundary",
            "multipart/form-data",
            [start.clone(), film.clone(), end.clone()].concat(),
        ),
        (
            "another boundary",
            "multipart/form-data; boundary=x",
            [start.clone(), end.clone()].concat(),
        ),
        ("no end", whole, [start.clone(), film.clone()].concat()),
        (
            "cut in the file",
            whole,
            [start.clone(), film[..film.len() / 2].to_vec()].concat(),
        ),
        (
            "cut in a head",
            whole,
            [start.clone(), b"--cut\r\nContent-Dispo".to_vec()].concat(),
        ),
        (
            "no name",
            whole,
            [
                b"--cut\r\nContent-Disposition: form-data\r\n\r\nx\r\n".to_vec(),
                end.clone(),
            ]
            .concat(),
        ),
        ("nothing", whole, Vec::new()),
    ] {
        let reply = post(&alice, media_type, body).await;
        assert!(matches!(reply.status, 400 | 415), "{why}: {reply:?}");
        reply.problem();
        nothing_is_left(&app);
    }
}

#[tokio::test]
async fn files_where_none_belong() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let channel = alice.channel_id().await.to_string();
    let whole = "multipart/form-data; boundary=cut";
    let fields = [field("name", "Broken"), field("channelId", &channel)].concat();
    let film = file("videofile", &media::clip_bytes());
    let end = b"--cut--\r\n".to_vec();
    let stray = [
        fields.clone(),
        film.clone(),
        file("extra", b"x"),
        end.clone(),
    ]
    .concat();
    post(&alice, whole, stray).await.assert_invalid(&["extra"]);
    let twice = [fields.clone(), film.clone(), film.clone(), end.clone()].concat();
    post(&alice, whole, twice)
        .await
        .assert_invalid(&["videofile"]);
    let text = [
        fields.clone(),
        field("videofile", "not a file"),
        end.clone(),
    ]
    .concat();
    post(&alice, whole, text)
        .await
        .assert_invalid(&["videofile"]);
    let large = [
        fields,
        film,
        file("thumbnailfile", &vec![0; 8 * 1024 * 1024 + 1]),
        end,
    ]
    .concat();
    post(&alice, whole, large)
        .await
        .assert_invalid(&["thumbnailfile"]);
    nothing_is_left(&app);
}

#[tokio::test]
async fn an_upload_that_breaks_off() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let film = media::clip_bytes();
    let body = [field("name", "Broken"), file("videofile", &film)].concat();
    let mut stream = TcpStream::connect(app.address()).await.unwrap();
    let head = format!(
        "POST {UPLOAD} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: {}\r\n\r\n",
        app.address(),
        alice.token(),
        body.len() * 2,
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body).await.unwrap();
    let spooled = async {
        while app.leftovers().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), spooled)
        .await
        .expect("a spooled file");
    drop(stream);
    app.wait_for_no_leftovers().await;
    nothing_is_left(&app);
}

/// Sends bytes as they are and gives the status of the answer.
async fn raw(app: &TestApp, request: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(app.address()).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut reply = Vec::new();
    // The server may close before it has read everything; what it said before counts.
    let _closed = stream.read_to_end(&mut reply).await;
    let text = String::from_utf8_lossy(&reply);
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("no answer: {text}"))
}

#[tokio::test]
async fn an_upload_beyond_the_quota_is_refused_before_it_is_sent() {
    let app = TestApp::start().await;
    let (root, alice) = (app.root().await, app.user("alice").await);
    let path = format!("/api/v1/users/{}", alice.user_id().await);
    root.put_json(&path, &serde_json::json!({ "videoQuota": 1000 }))
        .await
        .assert_status(204);
    let head = |token: &str| {
        format!(
            "POST {UPLOAD} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
             Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: 1000000000\r\n\r\n",
            app.address(),
        )
    };
    // No byte of the form is sent.
    assert_eq!(raw(&app, head(alice.token()).as_bytes()).await, 413);
    assert_eq!(raw(&app, head("made-up").as_bytes()).await, 401);
    nothing_is_left(&app);
}

#[tokio::test]
async fn requests_that_are_no_http() {
    let app = TestApp::start().await;
    let tail = "Connection: close\r\n\r\n";
    for (request, expected) in [
        (
            format!("GET /api/v1/config HTTP/1.1\r\n{tail}"),
            &[200, 400][..],
        ),
        (
            format!("GET /api/v1/config HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n{tail}"),
            &[400],
        ),
        (
            format!("GET /api/v1/videos?search=%FF%00 HTTP/1.1\r\nHost: a\r\n{tail}"),
            &[200, 400],
        ),
        (
            format!(
                "GET /api/v1/videos?{} HTTP/1.1\r\nHost: a\r\n{tail}",
                "a=1&".repeat(2000)
            ),
            &[200, 400],
        ),
        (
            format!(
                "GET /api/v1/config HTTP/1.1\r\nHost: a\r\nX: {}\r\n{tail}",
                "x".repeat(1 << 20)
            ),
            &[400, 431],
        ),
        ("nonsense\r\n\r\n".to_owned(), &[400]),
    ] {
        let status = raw(&app, request.as_bytes()).await;
        let shown: String = request.chars().take(60).collect();
        assert!(expected.contains(&status), "{shown}: {status}");
    }
}

#[tokio::test]
async fn numbers_beyond_all_bounds() {
    let app = TestApp::start().await;
    let root = app.root().await;
    for number in [
        "9223372036854775808",
        "-9223372036854775809",
        "1e3",
        "0x10",
        "１",
        "5.0",
        "",
    ] {
        root.get(&format!("/api/v1/videos?start={number}"))
            .await
            .assert_invalid(&["start"]);
    }
    root.get("/api/v1/videos?start=9223372036854775807")
        .await
        .assert_status(200);
    root.get("/api/v1/videos?start=%2B007")
        .await
        .assert_status(200);
    let body = r#"{"videoQuota": 99999999999999999999999999}"#;
    let request = root
        .request(Method::PUT, "/api/v1/users/1")
        .header("Content-Type", "application/json");
    root.send(request.body(body))
        .await
        .assert_invalid(&["videoQuota"]);
    let video = NewVideo::named("Numbers")
        .with("category", "1.5")
        .with("nsfwFlags", "many");
    root.try_upload(&video, media::clip_bytes())
        .await
        .assert_invalid(&["category", "nsfwFlags"]);
    nothing_is_left(&app);
}

#[tokio::test]
async fn text_in_every_script_comes_back_as_it_was() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for name in [
        "Ünïcödé",
        "日本語のタイトル",
        "شريط فيديو",
        "👩‍👩‍👧 family",
        "a\u{0}b",
        "<script>alert(1)</script>",
        "'; DROP TABLE videos; --",
    ] {
        let reply = alice
            .try_upload(&NewVideo::named(name), media::clip_bytes())
            .await;
        if name.contains('\0') && reply.status == 400 {
            continue;
        }
        let video = peertube_testkit::Uploaded::of(reply.assert_status(200));
        assert_eq!(alice.get(&video.path("")).await.at("/name"), name);
    }
}
