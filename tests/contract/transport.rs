//! What all operations have in common: addresses, methods, types and sizes of bodies, caching, limits, other origins.

use peertube_testkit::TestApp;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn unknown_addresses() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for path in [
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v2/videos",
        "/nothing",
        "/static/x",
    ] {
        let problem = anonymous.get(path).await.assert_status(404).problem();
        assert_eq!(
            (&problem["type"], &problem["title"]),
            (&json!("about:blank"), &json!("Not Found"))
        );
    }
}

#[tokio::test]
async fn wrong_methods_are_told_the_right_ones() {
    let app = TestApp::start().await;
    let root = app.root().await;
    for (method, path, allowed) in [
        (
            Method::PATCH,
            "/api/v1/videos/1",
            &["GET", "HEAD", "PUT", "DELETE"][..],
        ),
        (Method::DELETE, "/api/v1/videos", &["GET", "HEAD"]),
        (Method::GET, "/api/v1/users/token", &["POST"]),
        (
            Method::GET,
            "/api/v1/videos/upload-resumable",
            &["POST", "PUT", "DELETE"],
        ),
        (Method::POST, "/ping", &["GET", "HEAD"]),
    ] {
        let reply = root.send(root.request(method, path)).await;
        reply.assert_status(405).problem();
        let allow = reply.header("allow").to_owned();
        let mut told: Vec<&str> = allow.split(',').map(str::trim).collect();
        told.retain(|method| *method != "OPTIONS");
        told.sort_unstable();
        let mut allowed = allowed.to_vec();
        allowed.sort_unstable();
        assert_eq!(told, allowed, "{path}");
    }
}

#[tokio::test]
async fn paths_are_taken_as_they_are_meant() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for path in ["/API/V1/Config", "/api/v1/config/", "/api/v1//config"] {
        anonymous.get(path).await.assert_status(200);
    }
    anonymous
        .get("/api/v1/accounts/ROOT")
        .await
        .assert_status(200);
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let send = async |media_type: &str, body: &[u8]| {
        let request = root.request(Method::POST, "/api/v1/video-channels");
        root.send(
            request
                .header("Content-Type", media_type)
                .body(body.to_vec()),
        )
        .await
    };
    for malformed in ["{", "{\"name\": }", "nonsense", "[1,]", "{} {}", "\u{0}"] {
        let reply = send("application/json", malformed.as_bytes()).await;
        reply.assert_status(400).assert_code("SyntaxError");
    }
    send("application/json", b"{\"name\": \"\xff\"}")
        .await
        .assert_status(400)
        .problem();
    for media_type in [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "nonsense",
    ] {
        let reply = send(media_type, b"hello").await;
        reply.assert_status(415).problem();
    }
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(512_000));
    let reply = send("application/json", large.as_bytes()).await;
    reply.assert_status(413).assert_code("PayloadTooLargeError");
    let large = "x".repeat(102_400);
    let reply = root
        .post_form("/api/v1/users/token", &[("username", &large)])
        .await;
    reply.assert_status(413).assert_code("PayloadTooLargeError");
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let reply = send(
        "application/json",
        format!("{{\"name\": {deep}}}").as_bytes(),
    )
    .await;
    reply.assert_status(400).problem();
    assert_eq!(root.get("/api/v1/video-channels").await.at("/total"), 1);
}

#[tokio::test]
async fn bodies_in_all_the_types_they_come_in() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let types = [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
        "application/vnd.example+json",
    ];
    for (index, media_type) in types.into_iter().enumerate() {
        let body = json!({ "name": format!("channel_{index}"), "displayName": "Channel" });
        let request = root.request(Method::POST, "/api/v1/video-channels");
        let request = request
            .header("Content-Type", media_type)
            .body(body.to_string());
        root.send(request).await.assert_status(200);
    }
}

#[tokio::test]
async fn json_is_not_sent_twice_and_head_sends_none() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let path = "/api/v1/videos/categories";
    let first = anonymous.get(path).await;
    first
        .assert_status(200)
        .assert_header("content-type", "application/json; charset=utf-8");
    let etag = first.header("etag").to_owned();
    assert!(etag.starts_with("W/\""), "{etag}");
    for known in [etag.as_str(), "\"other\", W/\"another\"", "*"] {
        let request = anonymous
            .request(Method::GET, path)
            .header("If-None-Match", known);
        let reply = anonymous.send(request).await;
        if known.contains("other") {
            reply.assert_status(200);
        } else {
            reply.assert_status(304);
            assert!(reply.body.is_empty());
        }
    }
    let head = anonymous.send(anonymous.request(Method::HEAD, path)).await;
    head.assert_status(200)
        .assert_header("etag", &etag)
        .assert_header("content-length", &first.body.len().to_string());
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn other_origins_are_welcome() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for path in ["/api/v1/config", "/api/v1/users/me", "/api/v1/nothing"] {
        let reply = anonymous.get(path).await;
        reply
            .assert_header("access-control-allow-origin", "*")
            .assert_header("x-powered-by", "PeerTube")
            .assert_header("x-frame-options", "DENY");
        assert!(!reply.header("x-request-id").is_empty());
    }
    let preflight = anonymous
        .request(Method::OPTIONS, "/api/v1/videos/upload-resumable")
        .header(
            "Access-Control-Request-Headers",
            "authorization,content-range",
        );
    let reply = anonymous.send(preflight).await;
    reply.assert_status(204).assert_header(
        "access-control-allow-headers",
        "authorization,content-range",
    );
    assert!(reply.header("access-control-allow-methods").contains("PUT"));
}

#[tokio::test]
async fn too_many_requests() {
    let app = TestApp::builder()
        .configure(|config| {
            config.rates_limit.api.max = 3;
            config.rates_limit.login.max = 2;
        })
        .start()
        .await;
    let anonymous = app.anonymous();
    for remaining in ["2", "1", "0"] {
        let reply = anonymous.get("/api/v1/config").await;
        reply
            .assert_status(200)
            .assert_header("x-ratelimit-limit", "3")
            .assert_header("x-ratelimit-remaining", remaining);
    }
    let reply = anonymous.get("/api/v1/config").await;
    reply.assert_status(429);
    assert!(
        reply
            .header("retry-after")
            .parse::<u64>()
            .is_ok_and(|seconds| seconds <= 10)
    );
    // Files and the sign of life are not limited.
    anonymous.get("/ping").await.assert_status(200);
    app.advance(std::time::Duration::from_secs(11));
    anonymous.get("/api/v1/config").await.assert_status(200);
}

#[tokio::test]
async fn what_is_beside_the_api() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    anonymous
        .get("/")
        .await
        .assert_status(302)
        .assert_header("location", "/docs");
    let docs = anonymous.get("/docs").await;
    assert!(
        docs.assert_status(200)
            .header("content-type")
            .starts_with("text/html")
    );
    assert!(
        docs.header("content-security-policy")
            .contains("default-src 'none'")
    );
    let document = anonymous.get("/openapi.json").await;
    assert_eq!(document.assert_status(200).at("/openapi"), "3.0.3");
}
