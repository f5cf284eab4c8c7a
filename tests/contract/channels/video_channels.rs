//! Tag Video Channels.

use peertube_testkit::{NewVideo, TestApp};
use serde_json::{Value, json};

use crate::support::texts;

const PATH: &str = "/api/v1/video-channels";

fn second() -> Value {
    json!({
        "name": "second", "displayName": "A second one", "description": "About it", "support": "Give me time",
        "publicEmail": "second@example.com",
    })
}

#[tokio::test]
async fn a_new_channel_can_be_looked_at() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let reply = alice.post_json(PATH, &second()).await;
    let id = reply.assert_status(200).id("/videoChannel/id");
    let host = app.base().trim_start_matches("http://");
    for handle in ["second", &format!("second@{host}")] {
        let channel = app.anonymous().get(&format!("{PATH}/{handle}")).await;
        assert_eq!(channel.assert_status(200).at("/id"), id);
        for (name, value) in second().as_object().unwrap() {
            assert_eq!(&channel.json()[name], value, "{name}");
        }
        assert_eq!(channel.at("/isLocal"), true);
        assert_eq!(channel.at("/ownerAccount/name"), "alice");
        assert!(channel.at("/ownerAccount/createdAt").is_string());
    }
    for handle in ["nothing", "alice", "second@elsewhere.example"] {
        app.anonymous()
            .get(&format!("{PATH}/{handle}"))
            .await
            .assert_status(404)
            .problem();
    }
    app.anonymous()
        .get(&format!("{PATH}/%FF"))
        .await
        .assert_status(400)
        .problem();
}

#[tokio::test]
async fn what_a_channel_may_not_be() {
    let app = TestApp::builder()
        .configure(|config| config.video_channels.max_per_user = 2)
        .start()
        .await;
    let alice = app.user("alice").await;
    let wrong = json!({
        "name": "Second", "displayName": "x".repeat(121), "description": "ab", "support": 5,
        "publicEmail": "nowhere",
    });
    let reply = alice.post_json(PATH, &wrong).await;
    reply.assert_invalid(&[
        "name",
        "displayName",
        "description",
        "support",
        "publicEmail",
    ]);
    alice
        .post_json(PATH, &json!({}))
        .await
        .assert_invalid(&["name", "displayName"]);
    for taken in ["alice", "alice_channel", "peertube"] {
        let channel = json!({ "name": taken, "displayName": "Taken" });
        alice
            .post_json(PATH, &channel)
            .await
            .assert_status(409)
            .problem();
    }
    alice.post_json(PATH, &second()).await.assert_status(200);
    let third = json!({ "name": "third", "displayName": "One too many" });
    alice
        .post_json(PATH, &third)
        .await
        .assert_status(400)
        .problem();
    app.anonymous()
        .post_json(PATH, &third)
        .await
        .assert_status(401);
}

#[tokio::test]
async fn lists() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let all = app.anonymous().get(&format!("{PATH}?sort=createdAt")).await;
    assert_eq!(texts(&all, "name"), ["root_channel", "alice_channel"]);
    let by_name = app
        .anonymous()
        .get(&format!("{PATH}?sort=-name&count=1"))
        .await;
    assert_eq!(texts(&by_name, "displayName"), ["Main root channel"]);
    assert_eq!(by_name.at("/total"), 2);
    app.anonymous()
        .get(&format!("{PATH}?sort=x&search="))
        .await
        .assert_invalid(&["sort", "search"]);
}

#[tokio::test]
async fn changes_by_those_who_may() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let video = alice.upload(&NewVideo::named("One")).await;
    let path = format!("{PATH}/alice_channel");
    let changes = json!({
        "displayName": "Renamed", "description": "New", "support": "Buy bread", "bulkVideosSupportUpdate": true,
    });
    alice.put_json(&path, &changes).await.assert_status(204);
    let channel = app.anonymous().get(&path).await.json();
    assert_eq!(
        (&channel["displayName"], &channel["support"]),
        (&json!("Renamed"), &json!("Buy bread"))
    );
    assert_eq!(
        app.anonymous().get(&video.path("")).await.at("/support"),
        "Buy bread"
    );
    let moderator = app.moderator().await;
    moderator
        .put_json(&path, &json!({ "description": null }))
        .await
        .assert_status(204);
    assert_eq!(
        app.anonymous().get(&path).await.at("/description"),
        json!(null)
    );
    bob.put_json(&path, &json!({}))
        .await
        .assert_status(403)
        .problem();
    app.anonymous()
        .put_json(&path, &json!({}))
        .await
        .assert_status(401);
    alice
        .put_json(&path, &json!({ "displayName": null }))
        .await
        .assert_invalid(&["displayName"]);
    alice
        .put_json(&format!("{PATH}/nothing"), &json!({}))
        .await
        .assert_status(404)
        .problem();
}

#[tokio::test]
async fn a_deleted_channel_takes_its_videos_along() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let first = format!("{PATH}/alice_channel");
    alice.delete(&first).await.assert_status(409).problem();
    let id = alice
        .post_json(PATH, &second())
        .await
        .assert_status(200)
        .id("/videoChannel/id");
    let video = alice.upload(&NewVideo::named("One").channel(id)).await;
    let path = format!("{PATH}/second");
    bob.delete(&path).await.assert_status(403).problem();
    app.anonymous().delete(&path).await.assert_status(401);
    alice.delete(&path).await.assert_status(204);
    alice.delete(&path).await.assert_status(404).problem();
    alice.get(&video.path("")).await.assert_status(404);
    assert_eq!(app.stored_files(), Vec::<std::path::PathBuf>::new());
    alice
        .post_json(PATH, &second())
        .await
        .assert_status(409)
        .problem();
    alice
        .delete(&format!("{PATH}/%FF"))
        .await
        .assert_status(400)
        .problem();
}

#[tokio::test]
async fn videos_of_a_channel() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let id = alice
        .post_json(PATH, &second())
        .await
        .assert_status(200)
        .id("/videoChannel/id");
    alice
        .upload(&NewVideo::named("In the second").channel(id))
        .await;
    alice.upload(&NewVideo::named("In the first")).await;
    let list = app.anonymous().get(&format!("{PATH}/second/videos")).await;
    assert_eq!(texts(&list, "name"), ["In the second"]);
    let bare = app
        .anonymous()
        .get(&format!("{PATH}/second/videos?skipCount=true"))
        .await;
    assert_eq!(bare.assert_status(200).json().get("total"), None);
    app.anonymous()
        .get(&format!("{PATH}/nothing/videos"))
        .await
        .assert_status(404)
        .problem();
    alice
        .get(&format!("{PATH}/second/videos?include=0"))
        .await
        .assert_status(401)
        .problem();
    alice
        .get(&format!("{PATH}/second/videos?count=x"))
        .await
        .assert_invalid(&["count"]);
}
