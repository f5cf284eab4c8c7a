//! Beginning a resumable upload.

use peertube_testkit::{Resumable, TestApp, file_part, media};
use reqwest::Method;
use serde_json::json;

const PATH: &str = "/api/v1/videos/upload-resumable";

#[tokio::test]
async fn the_same_file_finds_the_same_upload() {
    let app = TestApp::start().await;
    app.expect_leftovers();
    let alice = app.user("alice").await;
    let metadata = Resumable::metadata(&alice, "Holidays").await;
    let first = Resumable::try_begin(&alice, &metadata, 1000).await;
    first
        .assert_status(201)
        .assert_header("content-length", "0")
        .assert_header("cache-control", "no-store")
        .assert_header("range", "");
    assert!(
        first
            .header("access-control-expose-headers")
            .contains("Location")
    );
    let upload = Resumable::of(&alice, &first, 1000);
    // Nothing stored yet: begun again under the same id.
    let again = Resumable::try_begin(&alice, &metadata, 1000).await;
    again.assert_status(201).assert_header("range", "");
    assert_eq!(Resumable::of(&alice, &again, 1000).id, upload.id);
    upload.send(0, &[7; 300]).await.assert_status(308);
    let found = Resumable::try_begin(&alice, &metadata, 1000).await;
    found
        .assert_status(200)
        .assert_header("range", "bytes=0-299");
    assert_eq!(Resumable::of(&alice, &found, 1000).id, upload.id);
    // Another size, title, user or time of change is another upload.
    let mut other = metadata.clone();
    other["lastModified"] = json!(1_700_000_000_001_u64);
    let others = [
        Resumable::try_begin(&alice, &metadata, 1001).await,
        Resumable::try_begin(&alice, &other, 1000).await,
        Resumable::try_begin(&alice, &Resumable::metadata(&alice, "Work").await, 1000).await,
    ];
    for reply in &others {
        assert_ne!(
            Resumable::of(&alice, reply.assert_status(201), 1000).id,
            upload.id
        );
    }
    let bob = app.user("bob").await;
    assert_ne!(Resumable::begin(&bob, "Holidays", 1000).await.id, upload.id);
}

#[tokio::test]
async fn without_a_time_of_change_each_upload_is_new() {
    let app = TestApp::start().await;
    app.expect_leftovers();
    let alice = app.user("alice").await;
    let mut metadata = Resumable::metadata(&alice, "Holidays").await;
    metadata.as_object_mut().unwrap().remove("lastModified");
    let first = Resumable::try_begin(&alice, &metadata, 1000).await;
    let second = Resumable::try_begin(&alice, &metadata, 1000).await;
    let id = |reply| Resumable::of(&alice, reply, 1000).id;
    assert_ne!(id(first.assert_status(201)), id(second.assert_status(201)));
}

#[tokio::test]
async fn a_form_with_a_picture_begins_as_well() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let film = media::clip_bytes();
    let picture = std::fs::read(media::picture()).unwrap();
    let form = reqwest::multipart::Form::new()
        .text("name", "By a form")
        .text("channelId", alice.channel_id().await.to_string())
        .text("filename", "holidays.mp4")
        .text("privacy", "1")
        .text("tags[0]", "sea")
        .part(
            "thumbnailfile",
            file_part(picture, "picture.jpg", "image/jpeg"),
        );
    let request = alice
        .request(Method::POST, PATH)
        .header("X-Upload-Content-Length", film.len())
        .header("X-Upload-Content-Type", "video/mp4")
        .multipart(form);
    let reply = alice.send(request).await;
    let upload = Resumable::of(&alice, reply.assert_status(201), film.len());
    let done = upload.send(0, &film).await;
    let video = peertube_testkit::Uploaded::of(done.assert_status(200));
    let seen = alice.get(&video.path("")).await;
    assert_eq!(
        (seen.at("/name"), seen.at("/tags")),
        (json!("By a form"), json!(["sea"]))
    );
}

#[tokio::test]
async fn the_location_follows_the_proxy() {
    let app = TestApp::start().await;
    app.expect_leftovers();
    let alice = app.user("alice").await;
    let metadata = Resumable::metadata(&alice, "Holidays").await;
    let request = alice
        .request(Method::POST, PATH)
        .header("X-Upload-Content-Length", 1000)
        .header("X-Upload-Content-Type", "video/mp4")
        .header("X-Forwarded-Proto", "https")
        .json(&metadata);
    let reply = alice.send(request).await;
    let location = reply.assert_status(201).header("location");
    assert!(
        location.starts_with("https://") && location.contains("upload_id="),
        "{location}"
    );
    let direct = Resumable::try_begin(&alice, &metadata, 2000).await;
    let location = direct.assert_status(201).header("location");
    assert!(
        location.contains("/api/v1/videos/upload-resumable?upload_id="),
        "{location}"
    );
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let empty = alice
        .post_json(PATH, &json!({}))
        .await
        .assert_status(400)
        .problem();
    let invalid = empty["invalid-params"].as_object().unwrap();
    let mut names: Vec<String> = invalid.keys().map(|name| name.to_lowercase()).collect();
    names.sort();
    let expected = [
        "channelid",
        "filename",
        "name",
        "x-upload-content-length",
        "x-upload-content-type",
    ];
    assert_eq!(names, expected);
    let mut wrong = Resumable::metadata(&alice, "ab").await;
    wrong["privacy"] = 7.into();
    Resumable::try_begin(&alice, &wrong, 1000)
        .await
        .assert_invalid(&["name", "privacy"]);
    let metadata = Resumable::metadata(&alice, "Holidays").await;
    Resumable::try_begin(&alice, &metadata, 0)
        .await
        .assert_status(400)
        .problem();
    let mut name = metadata.clone();
    name["filename"] = "clip.m<p>4".into();
    Resumable::try_begin(&alice, &name, 1000)
        .await
        .assert_upload_error(400, "InvalidFileName");
}

#[tokio::test]
async fn reasons_to_refuse_an_upload_before_its_first_byte() {
    let app = TestApp::builder()
        .configure(|config| config.uploads.sessions_per_user = 2)
        .start()
        .await;
    app.expect_leftovers();
    let (root, alice, bob) = (
        app.root().await,
        app.user("alice").await,
        app.user("bob").await,
    );
    let metadata = Resumable::metadata(&alice, "Holidays").await;
    app.anonymous()
        .post_json(PATH, &metadata)
        .await
        .assert_status(401);
    let mut foreign = metadata.clone();
    foreign["channelId"] = bob.channel_id().await.into();
    Resumable::try_begin(&alice, &foreign, 1000)
        .await
        .assert_status(403)
        .problem();
    foreign["channelId"] = 987_654.into();
    Resumable::try_begin(&alice, &foreign, 1000)
        .await
        .assert_status(404)
        .problem();
    let text = alice
        .request(Method::POST, PATH)
        .header("X-Upload-Content-Length", 1000)
        .header("X-Upload-Content-Type", "text/plain")
        .json(&metadata);
    alice.send(text).await.assert_status(415).problem();
    let path = format!("/api/v1/users/{}", alice.user_id().await);
    root.put_json(&path, &json!({ "videoQuota": 1000 }))
        .await
        .assert_status(204);
    let reply = Resumable::try_begin(&alice, &metadata, 1000).await;
    reply.assert_status(413).assert_code("quota_reached");
    root.put_json(&path, &json!({ "videoQuota": -1 }))
        .await
        .assert_status(204);
    for name in ["One", "Two"] {
        let metadata = Resumable::metadata(&alice, &format!("Upload {name}")).await;
        Resumable::try_begin(&alice, &metadata, 1000)
            .await
            .assert_status(201);
    }
    Resumable::try_begin(&alice, &metadata, 1000)
        .await
        .assert_status(429)
        .problem();
}
