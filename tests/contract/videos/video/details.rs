//! One video, who sees it, its end, and the tables of labels.

use peertube_testkit::{NewVideo, TestApp, media};
use serde_json::{Value, json};

#[tokio::test]
async fn tables_of_labels() {
    let app = TestApp::start().await;
    let get = async |path: &str| app.anonymous().get(path).await;
    let categories = get("/api/v1/videos/categories").await;
    assert_eq!(categories.assert_status(200).at("/1"), "Music");
    assert_eq!(categories.json().as_object().unwrap().len(), 18);
    assert_eq!(
        get("/api/v1/videos/licences")
            .await
            .assert_status(200)
            .at("/1"),
        "Attribution"
    );
    let privacies = get("/api/v1/videos/privacies").await;
    assert_eq!(privacies.assert_status(200).at("/3"), "Private");
    let languages = get("/api/v1/videos/languages").await;
    assert_eq!(languages.assert_status(200).at("/fr"), "French");
    let subtitles = get("/api/v1/videos/languages?scope=subtitle").await;
    assert_eq!(languages.json().as_object().unwrap().len(), 207);
    assert_eq!(
        subtitles
            .assert_status(200)
            .json()
            .as_object()
            .unwrap()
            .len(),
        190
    );
    get("/api/v1/videos/languages?scope=all")
        .await
        .assert_invalid(&["scope"]);
}

#[tokio::test]
async fn everything_that_is_known_of_a_video() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let text = "A film. ".repeat(40);
    let wanted = NewVideo::named("  Holidays ")
        .with("category", 1)
        .with("licence", 2)
        .with("language", "fr")
        .with("description", text.trim())
        .with("support", "Send postcards")
        .with("tags[0]", "sea")
        .with("tags[1]", "sun")
        .with("nsfw", true)
        .with("commentsPolicy", 2)
        .with("downloadEnabled", false)
        .with("originallyPublishedAt", "2020-02-03");
    let uploaded = alice.upload(&wanted).await;
    let video = app.anonymous().get(&uploaded.path("")).await;
    video.assert_status(200);
    for (pointer, value) in [
        ("/name", json!("Holidays")),
        ("/category", json!({ "id": 1, "label": "Music" })),
        ("/licence/id", json!(2)),
        ("/language", json!({ "id": "fr", "label": "French" })),
        ("/description", json!(text.trim())),
        ("/support", json!("Send postcards")),
        ("/nsfw", json!(true)),
        ("/privacy", json!({ "id": 1, "label": "Public" })),
        ("/commentsPolicy/id", json!(2)),
        ("/downloadEnabled", json!(false)),
        ("/originallyPublishedAt", json!("2020-02-03T00:00:00.000Z")),
        ("/state/id", json!(1)),
        ("/duration", json!(10)),
        ("/views", json!(0)),
        ("/isLocal", json!(true)),
        ("/account/name", json!("alice")),
        ("/channel/name", json!("alice_channel")),
        ("/files/0/resolution/id", json!(180)),
        ("/files/0/hasAudio", json!(true)),
        ("/files/0/hasVideo", json!(true)),
        ("/files/0/fps", json!(15)),
        ("/files/0/size", json!(media::clip_bytes().len())),
        ("/uuid", json!(uploaded.uuid)),
        ("/id", json!(uploaded.id)),
    ] {
        assert_eq!(video.at(pointer), value, "{pointer}");
    }
    let mut tags: Vec<Value> = video.at("/tags").as_array().unwrap().clone();
    tags.sort_by_key(ToString::to_string);
    assert_eq!(tags, ["sea", "sun"]);
    let cut = video.at("/truncatedDescription");
    assert!(cut.as_str().unwrap().chars().count() <= 250, "{cut}");
    let description = app.anonymous().get(&uploaded.path("/description")).await;
    assert_eq!(
        description.assert_status(200).at("/description"),
        text.trim()
    );
    // Numbers and short ids find it as well.
    for id in [uploaded.id.to_string(), uploaded.short_uuid] {
        let same = app.anonymous().get(&format!("/api/v1/videos/{id}")).await;
        assert_eq!(same.assert_status(200).at("/uuid"), uploaded.uuid.as_str());
    }
}

#[tokio::test]
async fn ids_that_are_none_and_ids_of_nothing() {
    let app = TestApp::start().await;
    let root = app.root().await;
    for id in [
        "-",
        "holidays",
        "f697f625-1710-4199-99ee",
        "ws8f6AzTmY1xKfQi8ML99",
    ] {
        for rest in ["", "/description"] {
            let path = format!("/api/v1/videos/{id}{rest}");
            app.anonymous().get(&path).await.assert_invalid(&["id"]);
        }
        root.put_json(&format!("/api/v1/videos/{id}"), &json!({}))
            .await
            .assert_invalid(&["id"]);
        root.delete(&format!("/api/v1/videos/{id}"))
            .await
            .assert_invalid(&["id"]);
    }
    for id in [
        "987654",
        "f697f625-1710-4199-99ee-23175c783746",
        "ws8f6AzTmY1xKfQi8ML997",
    ] {
        for rest in ["", "/description"] {
            let path = format!("/api/v1/videos/{id}{rest}");
            app.anonymous()
                .get(&path)
                .await
                .assert_status(404)
                .problem();
        }
        root.put_json(&format!("/api/v1/videos/{id}"), &json!({}))
            .await
            .assert_status(404)
            .problem();
        root.delete(&format!("/api/v1/videos/{id}"))
            .await
            .assert_status(404)
            .problem();
    }
}

#[tokio::test]
async fn who_sees_a_video_of_which_privacy() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let everybody = [
        app.anonymous(),
        app.user("bob").await,
        alice.clone(),
        app.moderator().await,
        app.root().await,
    ];
    let table: &[(u8, bool, [u16; 5])] = &[
        // privacy, asked for by number, [anonymous, another user, owner, moderator, administrator]
        (1, false, [200, 200, 200, 200, 200]),
        (1, true, [200, 200, 200, 200, 200]),
        (2, false, [200, 200, 200, 200, 200]),
        (2, true, [401, 403, 200, 200, 200]),
        (3, false, [401, 403, 200, 200, 200]),
        (3, true, [401, 403, 200, 200, 200]),
        (4, false, [401, 200, 200, 200, 200]),
        (4, true, [401, 200, 200, 200, 200]),
    ];
    for (privacy, by_number, expected) in table {
        let video = alice
            .upload(&NewVideo::named("Seen or not").privacy(*privacy))
            .await;
        let id = if *by_number {
            video.id.to_string()
        } else {
            video.uuid
        };
        for (who, expected) in everybody.iter().zip(expected) {
            for rest in ["", "/description"] {
                let reply = who.get(&format!("/api/v1/videos/{id}{rest}")).await;
                reply.assert_status(*expected);
            }
        }
    }
}

#[tokio::test]
async fn a_deleted_video_leaves_nothing() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let video = alice.upload(&NewVideo::named("Short-lived")).await;
    assert!(app.stored_files().len() >= 2);
    app.anonymous()
        .delete(&video.path(""))
        .await
        .assert_status(401);
    bob.delete(&video.path(""))
        .await
        .assert_status(403)
        .problem();
    alice.delete(&video.path("")).await.assert_status(204);
    alice
        .delete(&video.path(""))
        .await
        .assert_status(404)
        .problem();
    alice.get(&video.path("")).await.assert_status(404);
    assert_eq!(app.stored_files(), Vec::<std::path::PathBuf>::new());
    let other = alice.upload(&NewVideo::named("Moderated")).await;
    app.moderator()
        .await
        .delete(&other.path(""))
        .await
        .assert_status(204);
}
