//! Tag Accounts.

use peertube_testkit::{NewVideo, TestApp};
use serde_json::json;

use crate::support::texts;

#[tokio::test]
async fn lists() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let anonymous = app.anonymous();
    let all = anonymous.get("/api/v1/accounts?sort=createdAt").await;
    assert_eq!(texts(&all, "name"), ["peertube", "root", "alice"]);
    assert_eq!(all.at("/total"), 3);
    let newest = anonymous.get("/api/v1/accounts?count=1").await;
    assert_eq!(texts(&newest, "name"), ["alice"]);
    let bad = anonymous.get("/api/v1/accounts?sort=name&start=x").await;
    bad.assert_invalid(&["sort", "start"]);
}

#[tokio::test]
async fn an_account_by_its_handle() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let anonymous = app.anonymous();
    let host = app.base().trim_start_matches("http://");
    for handle in ["alice", "ALICE", &format!("alice@{host}")] {
        let reply = anonymous.get(&format!("/api/v1/accounts/{handle}")).await;
        assert_eq!(reply.assert_status(200).at("/name"), "alice");
        assert_eq!(reply.at("/host"), host);
        assert_eq!(reply.at("/avatars"), json!([]));
    }
    for handle in ["nobody", "alice@elsewhere.example", "alice_channel"] {
        let reply = anonymous.get(&format!("/api/v1/accounts/{handle}")).await;
        reply.assert_status(404).problem();
    }
    let undecodable = anonymous.get("/api/v1/accounts/%FF").await;
    undecodable.assert_status(400).problem();
}

#[tokio::test]
async fn videos_of_an_account() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    alice.upload(&NewVideo::named("Public")).await;
    alice.upload(&NewVideo::named("Internal").privacy(4)).await;
    alice.upload(&NewVideo::named("Private").privacy(3)).await;
    bob.upload(&NewVideo::named("Of Bob")).await;
    let path = "/api/v1/accounts/alice/videos";
    let seen = app.anonymous().get(path).await;
    assert_eq!(texts(&seen, "name"), ["Public"]);
    let seen = bob.get(&format!("{path}?sort=name")).await;
    assert_eq!(texts(&seen, "name"), ["Internal", "Public"]);
    let moderator = app.moderator().await;
    let seen = moderator
        .get(&format!("{path}?privacyOneOf=3&include=0"))
        .await;
    assert_eq!(texts(&seen, "name"), ["Private"]);
    app.anonymous()
        .get("/api/v1/accounts/nobody/videos")
        .await
        .assert_status(404)
        .problem();
    bob.get(&format!("{path}?privacyOneOf=3"))
        .await
        .assert_status(401)
        .problem();
    let bad = bob
        .get(&format!("{path}?nsfw=maybe&categoryOneOf=film"))
        .await;
    assert_eq!(
        bad.assert_status(400).problem()["invalid-params"]
            .as_object()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn channels_of_an_account() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let second = json!({ "name": "second", "displayName": "A second one" });
    alice
        .post_json("/api/v1/video-channels", &second)
        .await
        .assert_status(200);
    alice.upload(&NewVideo::named("Public")).await;
    let path = "/api/v1/accounts/alice/video-channels";
    let list = app
        .anonymous()
        .get(&format!("{path}?sort=createdAt&withStats=true"))
        .await;
    assert_eq!(texts(&list, "name"), ["alice_channel", "second"]);
    assert_eq!(list.at("/data/0/videosCount"), 1);
    assert_eq!(list.at("/data/0/viewsPerDay").as_array().unwrap().len(), 31);
    assert_eq!(list.at("/data/0/ownerAccount/name"), "alice");
    let found = app.anonymous().get(&format!("{path}?search=second")).await;
    assert_eq!(texts(&found, "name"), ["second"]);
    app.anonymous()
        .get("/api/v1/accounts/nobody/video-channels")
        .await
        .assert_status(404)
        .problem();
    app.anonymous()
        .get(&format!("{path}?sort=age"))
        .await
        .assert_invalid(&["sort"]);
}
