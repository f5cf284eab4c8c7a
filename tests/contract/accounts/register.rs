//! Tag Register.

use peertube_testkit::{PASSWORD, TestApp};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/users/register";

fn bob() -> Value {
    json!({ "username": "bob", "password": PASSWORD, "email": "bob@example.com" })
}

#[tokio::test]
async fn whoever_registers_can_log_in() {
    let app = TestApp::start().await;
    let mut wanted = bob();
    wanted["displayName"] = "Bob the Builder".into();
    wanted["channel"] = json!({ "name": "bobs_films", "displayName": "Films by Bob" });
    let reply = app.anonymous().post_json(PATH, &wanted).await;
    assert_eq!(
        reply.assert_status(200).json(),
        json!({ "state": { "id": 3, "label": "Accepted" } })
    );
    let me = app.log_in("bob", PASSWORD).await.me().await;
    assert_eq!(me["role"]["id"], 2);
    assert_eq!(me["account"]["displayName"], "Bob the Builder");
    assert_eq!(me["videoChannels"][0]["name"], "bobs_films");
    assert_eq!(me["videoChannels"][0]["displayName"], "Films by Bob");
}

#[tokio::test]
async fn a_form_does_as_well() {
    let app = TestApp::start().await;
    let fields = [
        ("username", "bob"),
        ("password", PASSWORD),
        ("email", "bob@example.com"),
    ];
    app.anonymous()
        .post_form(PATH, &fields)
        .await
        .assert_status(200);
    let me = app.log_in("bob", PASSWORD).await.me().await;
    assert_eq!(me["videoChannels"][0]["name"], "bob_channel");
    assert_eq!(me["videoChannels"][0]["displayName"], "Main bob channel");
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let app = TestApp::start().await;
    let wrong = json!({
        "username": "Bob the Builder", "password": 5, "email": "nowhere",
        "channel": { "name": "a/b", "displayName": "" },
    });
    let reply = app.anonymous().post_json(PATH, &wrong).await;
    reply.assert_invalid(&[
        "username",
        "password",
        "email",
        "channel.name",
        "channel.displayName",
    ]);
    let empty = app.anonymous().post_json(PATH, &json!({})).await;
    empty.assert_invalid(&["username", "password", "email"]);
    let mut short = bob();
    short["password"] = "1234567".into();
    app.anonymous()
        .post_json(PATH, &short)
        .await
        .assert_invalid(&["password"]);
    let mut itself = bob();
    itself["channel"] = json!({ "name": "bob", "displayName": "Bob" });
    app.anonymous()
        .post_json(PATH, &itself)
        .await
        .assert_status(400);
}

#[tokio::test]
async fn names_and_addresses_are_taken_once() {
    let app = TestApp::start().await;
    app.anonymous()
        .post_json(PATH, &bob())
        .await
        .assert_status(200);
    for (username, email) in [
        ("bob", "other@example.com"),
        ("other", "BOB@example.com"),
        ("bob_channel", "other@example.com"),
        ("peertube", "other@example.com"),
    ] {
        let wanted = json!({ "username": username, "password": PASSWORD, "email": email });
        let reply = app.anonymous().post_json(PATH, &wanted).await;
        reply.assert_status(409).problem();
    }
}

#[tokio::test]
async fn a_closed_door() {
    let closed = TestApp::builder()
        .configure(|config| config.signup.enabled = false)
        .start()
        .await;
    closed
        .anonymous()
        .post_json(PATH, &bob())
        .await
        .assert_status(403)
        .problem();
    let full = TestApp::builder()
        .configure(|config| config.signup.limit = 1)
        .start()
        .await;
    full.anonymous()
        .post_json(PATH, &bob())
        .await
        .assert_status(403)
        .problem();
    let fenced = TestApp::builder()
        .configure(|config| config.signup.filters.cidr.blacklist = vec!["127.0.0.0/8".to_owned()])
        .start()
        .await;
    fenced
        .anonymous()
        .post_json(PATH, &bob())
        .await
        .assert_status(403)
        .problem();
}
