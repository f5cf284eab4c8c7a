//! Uploads in one request.

use peertube_testkit::{NewVideo, TestApp, Uploaded, file_part, media};
use serde_json::json;

const PATH: &str = "/api/v1/videos/upload";

#[tokio::test]
async fn a_video_in_one_request() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let reply = alice
        .try_upload(&NewVideo::named("Holidays"), media::clip_bytes())
        .await;
    let video = Uploaded::of(reply.assert_status(200));
    let seen = app.anonymous().get(&video.path("")).await;
    assert_eq!(seen.assert_status(200).at("/name"), "Holidays");
    assert_eq!(seen.at("/shortUUID"), video.short_uuid.as_str());
    assert_eq!(app.leftovers(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn without_a_privacy_it_is_private() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let form = reqwest::multipart::Form::new()
        .text("name", "Shy")
        .text("channelId", alice.channel_id().await.to_string())
        .part(
            "videofile",
            file_part(media::clip_bytes(), "clip.mp4", "video/mp4"),
        );
    let video = Uploaded::of(alice.post_multipart(PATH, form).await.assert_status(200));
    app.anonymous()
        .get(&video.path(""))
        .await
        .assert_status(401);
    assert_eq!(alice.get(&video.path("")).await.at("/privacy/id"), 3);
}

#[tokio::test]
async fn a_picture_of_ones_own() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let picture = std::fs::read(media::picture()).unwrap();
    let form = NewVideo::named("Pictured").form(&alice).await;
    let form = form
        .part(
            "videofile",
            file_part(media::clip_bytes(), "clip.mp4", "video/mp4"),
        )
        .part(
            "previewfile",
            file_part(picture, "picture.jpg", "image/jpeg"),
        );
    let video = Uploaded::of(alice.post_multipart(PATH, form).await.assert_status(200));
    let seen = alice.get(&video.path("")).await;
    assert!(!seen.at("/thumbnails").as_array().unwrap().is_empty());
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let nothing = reqwest::multipart::Form::new().text("language", "");
    let reply = alice.post_multipart(PATH, nothing).await;
    reply.assert_invalid(&["name", "channelId", "videofile", "language"]);
    let wrong = NewVideo::named("ab")
        .privacy(9)
        .with("category", "film")
        .with("tags[0]", "a");
    let reply = alice.try_upload(&wrong, media::clip_bytes()).await;
    reply.assert_invalid(&["name", "privacy", "category", "tags[0]"]);
    assert_eq!(app.leftovers(), Vec::<std::path::PathBuf>::new());
    assert_eq!(app.stored_files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn channels_that_are_not_ones_own() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let foreign = NewVideo::named("Foreign").channel(bob.channel_id().await);
    alice
        .try_upload(&foreign, media::clip_bytes())
        .await
        .assert_status(403)
        .problem();
    let nowhere = NewVideo::named("Nowhere").channel(987_654);
    alice
        .try_upload(&nowhere, media::clip_bytes())
        .await
        .assert_status(404)
        .problem();
    app.moderator()
        .await
        .try_upload(&foreign, media::clip_bytes())
        .await
        .assert_status(200);
}

#[tokio::test]
async fn files_that_are_no_video() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let reply = alice
        .try_upload(&NewVideo::named("Noise"), vec![42; 100_000])
        .await;
    reply.assert_status(422).problem();
    let truncated = media::clip_bytes()[..200].to_vec();
    alice
        .try_upload(&NewVideo::named("Head"), truncated)
        .await
        .assert_status(422)
        .problem();
    let form = NewVideo::named("Text").form(&alice).await;
    let form = form.part(
        "videofile",
        file_part(b"hello".to_vec(), "a.txt", "text/plain"),
    );
    alice
        .post_multipart(PATH, form)
        .await
        .assert_status(415)
        .problem();
    assert_eq!(alice.get("/api/v1/users/me/videos").await.at("/total"), 0);
    assert_eq!(app.leftovers(), Vec::<std::path::PathBuf>::new());
    assert_eq!(app.stored_files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn quotas() {
    let app = TestApp::start().await;
    let (root, alice) = (app.root().await, app.user("alice").await);
    let path = format!("/api/v1/users/{}", alice.user_id().await);
    let size = media::clip_bytes().len();
    for quota in ["videoQuota", "videoQuotaDaily"] {
        root.put_json(&path, &json!({ "videoQuota": -1, "videoQuotaDaily": -1 }))
            .await
            .assert_status(204);
        root.put_json(&path, &json!({ (quota): size }))
            .await
            .assert_status(204);
        let reply = alice
            .try_upload(&NewVideo::named("Too large"), media::clip_bytes())
            .await;
        reply.assert_status(413).assert_code("quota_reached");
    }
    assert_eq!(app.leftovers(), Vec::<std::path::PathBuf>::new());
    root.put_json(
        &path,
        &json!({ "videoQuotaDaily": -1, "videoQuota": size + 1 }),
    )
    .await
    .assert_status(204);
    alice.upload(&NewVideo::named("Fits")).await;
}
