//! Tag Session.

use std::time::Duration;

use peertube_testkit::{Client, PASSWORD, Reply, TestApp};
use reqwest::Method;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A request for tokens with these fields beside the OAuth client's.
async fn token(app: &TestApp, fields: &[(&str, &str)]) -> Reply {
    let (id, secret) = app.oauth_client().await;
    let mut all = vec![
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
    ];
    all.extend_from_slice(fields);
    app.anonymous().post_form("/api/v1/users/token", &all).await
}

fn login<'a>(name: &'a str, password: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("grant_type", "password"),
        ("username", name),
        ("password", password),
    ]
}

async fn refresh(app: &TestApp, token_value: &str) -> Reply {
    token(
        app,
        &[
            ("grant_type", "refresh_token"),
            ("refresh_token", token_value),
        ],
    )
    .await
}

fn text(reply: &Reply, pointer: &str) -> String {
    reply.at(pointer).as_str().expect("a text").to_owned()
}

async fn is_alive(app: &TestApp, access_token: &str) -> bool {
    let client: Client = app.anonymous().with_token("a token", access_token);
    let reply = client.get("/api/v1/users/me").await;
    match reply.status {
        200 => true,
        401 => {
            reply.assert_code("invalid_token");
            false
        }
        _ => panic!("{reply:?}"),
    }
}

#[tokio::test]
async fn the_oauth_client_is_told_to_whoever_asks_this_host() {
    let app = TestApp::start().await;
    let reply = app.anonymous().get("/api/v1/oauth-clients/local").await;
    assert_eq!(text(reply.assert_status(200), "/client_id").len(), 32);
    assert_eq!(text(&reply, "/client_secret").len(), 32);
    let elsewhere = app
        .anonymous()
        .request(Method::GET, "/api/v1/oauth-clients/local");
    let elsewhere = app
        .anonymous()
        .send(elsewhere.header("Host", "tube.example"))
        .await;
    let docs = elsewhere.assert_status(403).problem()["docs"].clone();
    assert!(
        docs.as_str()
            .unwrap()
            .ends_with("#operation/getOAuthClient"),
        "{docs}"
    );
}

#[tokio::test]
async fn a_login_by_name_or_address_in_any_case() {
    let app = TestApp::start().await;
    app.user("alice").await;
    for name in ["alice", "ALICE", "alice@example.com", "Alice@Example.COM"] {
        let reply = token(&app, &login(name, PASSWORD)).await;
        reply
            .assert_status(200)
            .assert_header("cache-control", "no-store");
        assert_eq!(reply.at("/token_type"), "Bearer");
        assert_eq!(reply.at("/expires_in"), 86_399);
        assert_eq!(reply.at("/refresh_token_expires_in"), 2_419_199);
        for pointer in ["/access_token", "/refresh_token"] {
            let token = text(&reply, pointer);
            assert_eq!(token.len(), 40);
            assert!(
                token
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            );
        }
        assert!(is_alive(&app, &text(&reply, "/access_token")).await);
    }
}

#[tokio::test]
async fn each_reason_to_refuse_a_login_has_its_code() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let anonymous = app.anonymous();
    let no_client = anonymous
        .post_form("/api/v1/users/token", &login("alice", PASSWORD))
        .await;
    no_client.assert_status(400).assert_code("invalid_client");
    let refused: &[(&[(&str, &str)], &str)] = &[
        (&login("alice", "wrong"), "invalid_grant"),
        (&login("nobody", PASSWORD), "invalid_grant"),
        (
            &[("username", "alice"), ("password", PASSWORD)],
            "invalid_request",
        ),
        (
            &[("grant_type", "password"), ("password", PASSWORD)],
            "invalid_request",
        ),
        (
            &[("grant_type", "password"), ("username", "alice")],
            "invalid_request",
        ),
        (&login("alice", ""), "invalid_request"),
        (&[("grant_type", "refresh_token")], "invalid_request"),
        (
            &[("grant_type", "refresh_token"), ("refresh_token", "0123")],
            "invalid_grant",
        ),
        (
            &[("grant_type", "client_credentials")],
            "unsupported_grant_type",
        ),
    ];
    for (fields, code) in refused {
        let reply = token(&app, fields).await;
        reply.assert_status(400).assert_code(code);
    }
    // The secret of the client is looked at as well.
    let (id, _) = app.oauth_client().await;
    let mut fields = vec![("client_id", id.as_str()), ("client_secret", "wrong")];
    fields.extend(login("alice", PASSWORD));
    let reply = anonymous.post_form("/api/v1/users/token", &fields).await;
    reply.assert_status(400).assert_code("invalid_client");
}

#[tokio::test]
async fn a_refresh_replaces_the_session() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let first = token(&app, &login("alice", PASSWORD)).await;
    let (access, refresh_token) = (
        text(&first, "/access_token"),
        text(&first, "/refresh_token"),
    );
    let second = refresh(&app, &refresh_token).await;
    let fresh = text(second.assert_status(200), "/access_token");
    assert!(is_alive(&app, &fresh).await);
    assert!(
        !is_alive(&app, &access).await,
        "the old access token dies at once"
    );
    let again = refresh(&app, &refresh_token).await;
    again.assert_status(400).assert_code("invalid_grant");
}

#[tokio::test]
async fn tokens_die_of_age() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let first = token(&app, &login("alice", PASSWORD)).await;
    let (access, refresh_token) = (
        text(&first, "/access_token"),
        text(&first, "/refresh_token"),
    );
    app.advance(DAY - Duration::from_secs(60));
    assert!(is_alive(&app, &access).await);
    app.advance(Duration::from_secs(120));
    assert!(!is_alive(&app, &access).await);
    let second = refresh(&app, &refresh_token).await;
    let refresh_token = text(second.assert_status(200), "/refresh_token");
    app.advance(DAY * 29);
    let late = refresh(&app, &refresh_token).await;
    late.assert_status(400).assert_code("invalid_grant");
}

#[tokio::test]
async fn revoking_ends_this_session_and_no_other() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let elsewhere = app.log_in("alice", PASSWORD).await;
    let reply = alice.post("/api/v1/users/revoke-token").await;
    assert_eq!(reply.assert_status(200).at("/success"), true);
    assert!(!is_alive(&app, alice.token()).await);
    assert!(is_alive(&app, elsewhere.token()).await);
    let again = alice.post("/api/v1/users/revoke-token").await;
    again.assert_status(401).assert_code("invalid_token");
    let nobody = app.anonymous().post("/api/v1/users/revoke-token").await;
    nobody
        .assert_status(401)
        .assert_code("unauthorized_request");
}

#[tokio::test]
async fn root_can_be_locked_out() {
    let app = TestApp::builder()
        .configure(|config| config.user.disable_root_auth = true)
        .start()
        .await;
    let reply = token(&app, &login("root", PASSWORD)).await;
    reply.assert_status(400).assert_code("invalid_grant");
}

#[tokio::test]
async fn passwords_are_not_echoed() {
    let app = TestApp::start().await;
    let secret = "s3cret-".repeat(60);
    let reply = token(&app, &login("alice", &secret)).await;
    reply.assert_status(400);
    assert!(!reply.text().contains("s3cret"), "{reply:?}");
}
