//! Tag Static Video Files.

use peertube_testkit::{Client, NewVideo, Reply, TestApp, Uploaded, media};
use reqwest::Method;

use crate::support::path_of;

/// Path of the file of a video, as the API tells it.
async fn file_path(client: &Client, video: &Uploaded) -> String {
    let url = client.get(&video.path("")).await.at("/files/0/fileUrl");
    let url = url.as_str().expect("a text");
    assert!(url.starts_with(client.base()), "{url}");
    path_of(url).to_owned()
}

async fn range(client: &Client, path: &str, range: &str) -> Reply {
    client
        .send(client.request(Method::GET, path).header("Range", range))
        .await
}

#[tokio::test]
async fn a_public_file_whole_and_in_parts() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Public")).await;
    let path = file_path(&alice, &video).await;
    let (anonymous, bytes) = (app.anonymous(), media::clip_bytes());
    let whole = anonymous.get(&path).await;
    whole
        .assert_status(200)
        .assert_header("content-type", "video/mp4")
        .assert_header("accept-ranges", "bytes")
        .assert_header("access-control-allow-origin", "*")
        .assert_header("content-length", &bytes.len().to_string());
    assert_eq!(whole.body, bytes);
    let total = bytes.len();
    for (asked, first, last) in [
        ("bytes=0-0".to_owned(), 0, 0),
        ("bytes=100-199".to_owned(), 100, 199),
        (format!("bytes={}-", total - 7), total - 7, total - 1),
        ("bytes=-7".to_owned(), total - 7, total - 1),
        ("bytes=10-99999999".to_owned(), 10, total - 1),
    ] {
        let part = range(&anonymous, &path, &asked).await;
        let told = format!("bytes {first}-{last}/{total}");
        part.assert_status(206)
            .assert_header("content-range", &told);
        assert_eq!(part.body, bytes[first..=last], "{asked}");
    }
    let beyond = range(&anonymous, &path, &format!("bytes={total}-")).await;
    beyond
        .assert_status(416)
        .assert_header("content-range", &format!("bytes */{total}"));
}

#[tokio::test]
async fn a_client_that_has_the_file_gets_nothing_again() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Public")).await;
    let path = file_path(&alice, &video).await;
    let whole = app.anonymous().get(&path).await;
    let (etag, modified) = (
        whole.header("etag").to_owned(),
        whole.header("last-modified").to_owned(),
    );
    assert!(
        !etag.is_empty() && !modified.is_empty(),
        "{:?}",
        whole.headers
    );
    let anonymous = app.anonymous();
    let with = async |name: &str, value: &str| {
        let request = anonymous.request(Method::GET, &path).header(name, value);
        anonymous.send(request).await
    };
    for (name, value) in [("If-None-Match", &etag), ("If-Modified-Since", &modified)] {
        let reply = with(name, value).await;
        reply.assert_status(304);
        assert!(reply.body.is_empty());
    }
    with("If-None-Match", "\"other\"").await.assert_status(200);
    let stale = anonymous
        .request(Method::GET, &path)
        .header("Range", "bytes=0-9");
    let stale = anonymous.send(stale.header("If-Range", "\"other\"")).await;
    assert_eq!(stale.assert_status(200).body.len(), whole.body.len());
    let head = anonymous.send(anonymous.request(Method::HEAD, &path)).await;
    head.assert_status(200)
        .assert_header("content-length", &whole.body.len().to_string());
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn private_files_go_to_those_who_may_see_the_video() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let private = alice.upload(&NewVideo::named("Private").privacy(3)).await;
    let internal = alice.upload(&NewVideo::named("Internal").privacy(4)).await;
    let everybody = [
        app.anonymous(),
        bob,
        alice.clone(),
        app.moderator().await,
        app.root().await,
    ];
    for (video, expected) in [
        (&private, [401, 403, 200, 200, 200]),
        (&internal, [401, 200, 200, 200, 200]),
    ] {
        let path = file_path(&alice, video).await;
        assert!(path.starts_with("/static/web-videos/private/"), "{path}");
        for (who, expected) in everybody.iter().zip(expected) {
            who.get(&path).await.assert_status(expected);
        }
        let part = range(&alice, &path, "bytes=5-9").await;
        assert_eq!(part.assert_status(206).body, media::clip_bytes()[5..10]);
        // The public address does not show it.
        let public = path.replace("/private/", "/");
        alice.get(&public).await.assert_status(404).problem();
    }
    let nothing = alice.get("/static/web-videos/private/nothing.mp4").await;
    assert!(matches!(nothing.status, 403 | 404), "{nothing:?}");
}

#[tokio::test]
async fn unlisted_files_are_public() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Unlisted").privacy(2)).await;
    app.anonymous()
        .get(&file_path(&alice, &video).await)
        .await
        .assert_status(200);
}

#[tokio::test]
async fn pictures() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Pictured")).await;
    let pictures = alice.get(&video.path("")).await.at("/thumbnails");
    let pictures = pictures.as_array().unwrap();
    assert!(!pictures.is_empty());
    for picture in pictures {
        let path = path_of(picture["fileUrl"].as_str().unwrap());
        let reply = app.anonymous().get(path).await;
        reply
            .assert_status(200)
            .assert_header("content-type", "image/jpeg");
        assert!(reply.body.starts_with(&[0xff, 0xd8]), "a JPEG");
        assert!(reply.header("cache-control").contains("max-age=31536000"));
        range(&app.anonymous(), path, "bytes=0-9")
            .await
            .assert_status(206);
    }
}

#[tokio::test]
async fn names_that_lead_nowhere() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let roots = [
        "/static/web-videos",
        "/static/web-videos/private",
        "/lazy-static/thumbnails",
    ];
    for root in roots {
        for name in [
            "nothing.mp4",
            "..%2fpeertube.db",
            "..%2F..%2Fetc%2Fpasswd",
            ".",
            "a%5Cb",
        ] {
            let reply = alice.get(&format!("{root}/{name}")).await;
            assert!(
                matches!(reply.status, 400 | 403 | 404),
                "{root}/{name}: {reply:?}"
            );
            assert!(!reply.text().contains("SQLite"), "{root}/{name}");
        }
        let long = format!("{root}/{}", "x".repeat(256));
        alice.get(&long).await.assert_invalid(&["filename"]);
        assert!(matches!(
            alice.get(&format!("{root}/%FF")).await.status,
            400 | 404
        ));
    }
}
