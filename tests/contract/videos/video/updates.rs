//! Changing videos.

use peertube_testkit::{NewVideo, TestApp, file_part, media};
use reqwest::{Method, multipart::Form};
use serde_json::json;

use crate::support::path_of;

#[tokio::test]
async fn an_update_changes_what_it_names() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice
        .upload(&NewVideo::named("Before").with("tags[0]", "old"))
        .await;
    let second = json!({ "name": "second", "displayName": "A second one" });
    let second = alice
        .post_json("/api/v1/video-channels", &second)
        .await
        .id("/videoChannel/id");
    let changes = json!({
        "name": " After ", "category": "2", "licence": null, "language": "de", "description": "New text",
        "support": null, "tags": ["new", "newer"], "nsfw": true, "nsfwSummary": "Loud", "nsfwFlags": 1,
        "commentsPolicy": 3, "channelId": second, "downloadEnabled": "false", "waitTranscoding": true,
    });
    alice
        .put_json(&video.path(""), &changes)
        .await
        .assert_status(204);
    let now = app.anonymous().get(&video.path("")).await;
    for (pointer, value) in [
        ("/name", json!("After")),
        ("/category/id", json!(2)),
        ("/licence/id", json!(null)),
        ("/language/id", json!("de")),
        ("/description", json!("New text")),
        ("/support", json!(null)),
        ("/nsfw", json!(true)),
        ("/nsfwSummary", json!("Loud")),
        ("/nsfwFlags", json!(1)),
        ("/commentsPolicy/id", json!(3)),
        ("/channel/name", json!("second")),
        ("/downloadEnabled", json!(false)),
        ("/privacy/id", json!(1)),
    ] {
        assert_eq!(now.at(pointer), value, "{pointer}");
    }
    assert_eq!(now.at("/tags").as_array().unwrap().len(), 2);
    alice
        .put_json(&video.path(""), &json!({ "tags": null, "nsfw": false }))
        .await
        .assert_status(204);
    let now = app.anonymous().get(&video.path("")).await;
    assert_eq!(
        (now.at("/tags"), now.at("/nsfwFlags")),
        (json!([]), json!(0))
    );
    assert_eq!(now.at("/name"), "After");
}

#[tokio::test]
async fn a_form_with_a_picture_updates_as_well() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("With a picture")).await;
    let before = alice.get(&video.path("")).await.at("/thumbnails");
    let picture = std::fs::read(media::picture()).unwrap();
    let form = Form::new()
        .text("name", "By a form")
        .text("tags[]", "a tag")
        .part(
            "thumbnailfile",
            file_part(picture, "picture.jpg", "image/jpeg"),
        );
    let put = alice.request(Method::PUT, &video.path("")).multipart(form);
    alice.send(put).await.assert_status(204);
    let now = alice.get(&video.path("")).await;
    assert_eq!(
        (now.at("/name"), now.at("/tags")),
        (json!("By a form"), json!(["a tag"]))
    );
    assert_ne!(now.at("/thumbnails"), before);
    for old in before.as_array().unwrap() {
        let path = path_of(old["fileUrl"].as_str().unwrap());
        app.anonymous().get(path).await.assert_status(404);
    }
    let text = Form::new().part(
        "thumbnailfile",
        file_part(b"hello".to_vec(), "a.txt", "text/plain"),
    );
    let put = alice.request(Method::PUT, &video.path("")).multipart(text);
    alice.send(put).await.assert_invalid(&["thumbnailfile"]);
}

#[tokio::test]
async fn updates_that_are_refused() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let video = alice.upload(&NewVideo::named("As it is")).await;
    let path = video.path("");
    let wrong = json!({
        "name": "ab", "category": 99, "licence": "x", "language": "", "privacy": 6, "description": "ab",
        "support": "x", "tags": ["a"], "nsfw": null, "channelId": null, "commentsPolicy": 9,
        "originallyPublishedAt": "long ago", "scheduleUpdate": { "updateAt": "soon", "privacy": 3 },
    });
    let reply = alice
        .put_json(&path, &wrong)
        .await
        .assert_status(400)
        .problem();
    let invalid = reply["invalid-params"].as_object().unwrap();
    for name in wrong.as_object().unwrap().keys() {
        let named = invalid.keys().any(|key| key.starts_with(name.as_str()));
        assert!(named, "{name} is not named: {reply}");
    }
    alice
        .put_json(
            &path,
            &json!({ "tags": ["12", "34", "56", "78", "90", "ab"] }),
        )
        .await
        .assert_invalid(&["tags"]);
    alice
        .put_json(&path, &json!({ "scheduleUpdate": {} }))
        .await
        .assert_status(400)
        .problem();
    alice
        .put_json(&path, &json!({ "nsfwSummary": "Loud", "nsfw": false }))
        .await
        .assert_status(400);
    bob.put_json(&path, &json!({ "name": "Mine" }))
        .await
        .assert_status(403)
        .problem();
    app.anonymous()
        .put_json(&path, &json!({ "name": "Mine" }))
        .await
        .assert_status(401);
    let foreign = bob.channel_id().await;
    alice
        .put_json(&path, &json!({ "channelId": foreign }))
        .await
        .assert_status(403)
        .problem();
    alice
        .put_json(&path, &json!({ "channelId": 987654 }))
        .await
        .assert_status(404)
        .problem();
    assert_eq!(alice.get(&path).await.at("/name"), "As it is");
    app.moderator()
        .await
        .put_json(&path, &json!({ "name": "Moderated" }))
        .await
        .assert_status(204);
}

#[tokio::test]
async fn leaving_private_publishes_and_moves_the_file() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Shy").privacy(3)).await;
    let before = alice.get(&video.path("")).await;
    let private = before.at("/files/0/fileUrl");
    let private = path_of(private.as_str().unwrap());
    assert!(
        private.starts_with("/static/web-videos/private/"),
        "{private}"
    );
    app.anonymous().get(private).await.assert_status(401);
    app.advance(std::time::Duration::from_secs(60));
    alice
        .put_json(&video.path(""), &json!({ "privacy": 1 }))
        .await
        .assert_status(204);
    let after = app.anonymous().get(&video.path("")).await;
    assert!(after.at("/publishedAt").as_str() > before.at("/publishedAt").as_str());
    let public = after.at("/files/0/fileUrl");
    app.anonymous()
        .get(path_of(public.as_str().unwrap()))
        .await
        .assert_status(200);
    assert!(matches!(alice.get(private).await.status, 403 | 404));
    alice
        .put_json(&video.path(""), &json!({ "privacy": 3 }))
        .await
        .assert_status(204);
    assert!(matches!(
        app.anonymous()
            .get(path_of(public.as_str().unwrap()))
            .await
            .status,
        401 | 404
    ));
}
