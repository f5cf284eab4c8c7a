//! Telling where somebody watches.

use peertube_testkit::{Client, NewVideo, Reply, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

/// The same thing under two addresses and two methods.
const WAYS: [(&str, &str); 4] = [
    ("POST", "/views"),
    ("PUT", "/views"),
    ("POST", "/watching"),
    ("PUT", "/watching"),
];

async fn tell(client: &Client, method: &str, path: &str, body: &Value) -> Reply {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    client.send(client.request(method, path).json(body)).await
}

#[tokio::test]
async fn every_way_remembers_the_place_of_a_user() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let video = alice.upload(&NewVideo::named("Watched")).await;
    for (at, (method, rest)) in (3..).zip(WAYS) {
        let body = json!({ "currentTime": at, "sessionId": "viewer-1", "device": "mobile" });
        tell(&app.anonymous(), method, &video.path(rest), &body)
            .await
            .assert_status(204);
        tell(&bob, method, &video.path(rest), &body)
            .await
            .assert_status(204);
        let seen = bob.get(&video.path("")).await;
        assert_eq!(seen.at("/userHistory/currentTime"), at, "{method} {rest}");
    }
    assert_eq!(
        app.anonymous()
            .get(&video.path(""))
            .await
            .json()
            .get("userHistory"),
        None
    );
    // Who keeps no history is not remembered.
    alice
        .put_json(
            "/api/v1/users/me",
            &json!({ "videosHistoryEnabled": false }),
        )
        .await
        .assert_status(204);
    tell(
        &alice,
        "POST",
        &video.path("/views"),
        &json!({ "currentTime": 5 }),
    )
    .await
    .assert_status(204);
    let seen = alice.get(&video.path("")).await;
    assert_ne!(seen.json()["userHistory"]["currentTime"], 5);
}

#[tokio::test]
async fn every_way_refuses_nonsense() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Watched")).await;
    for (method, rest) in WAYS {
        let tell =
            async |path: &str, body: Value| tell(&app.anonymous(), method, path, &body).await;
        let path = video.path(rest);
        tell(&path, json!({}))
            .await
            .assert_invalid(&["currentTime"]);
        let wrong =
            json!({ "currentTime": 1.5, "viewEvent": "jump", "sessionId": "a b", "client": "" });
        tell(&path, wrong).await.assert_invalid(&[
            "currentTime",
            "viewEvent",
            "sessionId",
            "client",
        ]);
        tell(&path, json!({ "currentTime": 11 }))
            .await
            .assert_status(400)
            .problem();
        tell(&path, json!({ "currentTime": -1 }))
            .await
            .assert_status(400)
            .problem();
        let nothing = format!("/api/v1/videos/987654{rest}");
        tell(&nothing, json!({ "currentTime": 1 }))
            .await
            .assert_status(404)
            .problem();
    }
}

#[tokio::test]
async fn watching_counts_one_view() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Watched")).await;
    for at in [0, 4, 9, 10] {
        let body = json!({ "currentTime": at, "sessionId": "viewer-1" });
        tell(&app.anonymous(), "POST", &video.path("/views"), &body)
            .await
            .assert_status(204);
        app.advance(std::time::Duration::from_secs(5));
    }
    let seen = app.anonymous().get(&video.path("")).await;
    assert!(seen.id("/views") <= 1, "one viewer is one view: {seen:?}");
}
