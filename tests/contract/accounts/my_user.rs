//! Tag My User.

use peertube_testkit::{NewVideo, PASSWORD, TestApp};
use serde_json::json;

use crate::support::texts;

const ME: &str = "/api/v1/users/me";

#[tokio::test]
async fn what_is_told_of_oneself() {
    let app = TestApp::start().await;
    let me = app.user("alice").await.me().await;
    assert_eq!(me["username"], "alice");
    assert_eq!(me["email"], "alice@example.com");
    assert_eq!(me["role"], json!({ "id": 2, "label": "User" }));
    assert_eq!(me["account"]["name"], "alice");
    assert_eq!(me["videoChannels"][0]["name"], "alice_channel");
    assert_eq!(me["videoQuota"], -1);
    assert!(me["lastLoginDate"].is_string());
}

#[tokio::test]
async fn what_one_may_change() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let changes = json!({
        "displayName": "Alice", "description": "About me", "nsfwPolicy": "warn", "p2pEnabled": false,
        "videoLanguages": ["de", "fr"], "language": "fr", "theme": "default", "videosHistoryEnabled": false,
    });
    alice.put_json(ME, &changes).await.assert_status(204);
    let me = alice.me().await;
    assert_eq!(me["account"]["displayName"], "Alice");
    assert_eq!(me["account"]["description"], "About me");
    for name in [
        "nsfwPolicy",
        "p2pEnabled",
        "videoLanguages",
        "language",
        "videosHistoryEnabled",
    ] {
        assert_eq!(me[name], changes[name], "{name}");
    }
    // Null takes away, absence leaves as it is.
    alice
        .put_json(ME, &json!({ "description": null, "videoLanguages": null }))
        .await
        .assert_status(204);
    let me = alice.me().await;
    assert_eq!(me["account"]["description"], json!(null));
    assert_eq!(me["videoLanguages"], json!(null));
    assert_eq!(me["account"]["displayName"], "Alice");
}

#[tokio::test]
async fn a_new_password_or_address_needs_the_old_password() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    app.user("bob").await;
    let password = json!({ "password": "another horse" });
    alice
        .put_json(ME, &password)
        .await
        .assert_status(400)
        .problem();
    let wrong = json!({ "password": "another horse", "currentPassword": "wrong" });
    alice
        .put_json(ME, &wrong)
        .await
        .assert_status(401)
        .assert_code("current_password_is_invalid");
    let right = json!({ "password": "another horse", "currentPassword": PASSWORD });
    alice.put_json(ME, &right).await.assert_status(204);
    alice.get(ME).await.assert_status(200);
    app.log_in("alice", "another horse").await;
    let taken = json!({ "email": "BOB@example.com", "currentPassword": "another horse" });
    alice
        .put_json(ME, &taken)
        .await
        .assert_status(409)
        .problem();
    let free = json!({ "email": "new@example.com", "currentPassword": "another horse" });
    alice.put_json(ME, &free).await.assert_status(204);
    assert_eq!(alice.me().await["email"], "new@example.com");
}

#[tokio::test]
async fn what_cannot_be_so() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let wrong = json!({
        "displayName": "", "description": "ab", "nsfwPolicy": "never", "p2pEnabled": "perhaps",
        "videoLanguages": "de", "autoPlayNextVideoPlaylist": 3,
    });
    let reply = alice.put_json(ME, &wrong).await;
    reply.assert_invalid(&[
        "displayName",
        "description",
        "nsfwPolicy",
        "p2pEnabled",
        "videoLanguages",
        "autoPlayNextVideoPlaylist",
    ]);
    alice
        .put_json(ME, &json!({ "language": "klingon" }))
        .await
        .assert_invalid(&["language"]);
    alice
        .put_json(ME, &json!({ "theme": "no-such-theme" }))
        .await
        .assert_invalid(&["theme"]);
    let twice = json!({ "nsfwFlagsHidden": 3, "nsfwFlagsWarned": 1 });
    alice
        .put_json(ME, &twice)
        .await
        .assert_status(400)
        .problem();
    let too_short = json!({ "password": "1234567", "currentPassword": PASSWORD });
    let reply = alice.put_json(ME, &too_short).await;
    reply.assert_invalid(&["password"]);
    assert!(
        !reply.text().contains("1234567"),
        "passwords are not echoed: {reply:?}"
    );
}

#[tokio::test]
async fn what_one_uses_of_the_quota() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let path = "/api/v1/users/me/video-quota-used";
    let none = json!({ "videoQuotaUsed": 0, "videoQuotaUsedDaily": 0 });
    assert_eq!(alice.get(path).await.assert_status(200).json(), none);
    alice.upload(&NewVideo::named("One")).await;
    let used = peertube_testkit::media::clip_bytes().len();
    let one = json!({ "videoQuotaUsed": used, "videoQuotaUsedDaily": used });
    assert_eq!(alice.get(path).await.json(), one);
    app.advance(std::time::Duration::from_secs(25 * 60 * 60));
    let alice = app.log_in("alice", PASSWORD).await;
    let old = json!({ "videoQuotaUsed": used, "videoQuotaUsedDaily": 0 });
    assert_eq!(alice.get(path).await.json(), old);
}

#[tokio::test]
async fn ones_own_videos_of_every_privacy() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    for (name, privacy) in [("Public", 1), ("Private", 3), ("Internal", 4)] {
        alice.upload(&NewVideo::named(name).privacy(privacy)).await;
    }
    bob.upload(&NewVideo::named("Of Bob")).await;
    let mine = alice.get("/api/v1/users/me/videos?sort=name").await;
    assert_eq!(texts(&mine, "name"), ["Internal", "Private", "Public"]);
    assert_eq!(mine.at("/total"), 3);
    assert_eq!(mine.at("/data/0/state/id"), 1);
    let private = alice.get("/api/v1/users/me/videos?privacyOneOf=3").await;
    assert_eq!(texts(&private, "name"), ["Private"]);
    let channel = alice.channel_id().await;
    let channel = alice
        .get(&format!(
            "/api/v1/users/me/videos?channelId={channel}&count=1"
        ))
        .await;
    assert_eq!(
        (channel.at("/total"), texts(&channel, "name").len()),
        (json!(3), 1)
    );
    let named = alice
        .get("/api/v1/users/me/videos?channelNameOneOf=alice_channel")
        .await;
    assert_eq!(named.at("/total"), 3);
}

#[tokio::test]
async fn lists_of_ones_videos_that_are_refused() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let path = "/api/v1/users/me/videos";
    alice
        .get(&format!("{path}?sort=age&count=-1"))
        .await
        .assert_invalid(&["sort", "count"]);
    let foreign = bob.channel_id().await;
    alice
        .get(&format!("{path}?channelId={foreign}"))
        .await
        .assert_status(403)
        .problem();
    alice
        .get(&format!("{path}?channelId=987654"))
        .await
        .assert_status(404)
        .problem();
    // What needs a right is answered with 401, logged in or not, as PeerTube does.
    alice
        .get(&format!("{path}?include=1"))
        .await
        .assert_status(401)
        .problem();
    app.anonymous()
        .get(path)
        .await
        .assert_status(401)
        .assert_code("unauthorized_request");
}
