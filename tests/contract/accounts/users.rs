//! Tag Users.

use peertube_testkit::{NewVideo, PASSWORD, TestApp};
use serde_json::{Value, json};

use crate::support::{column, texts};

const PATH: &str = "/api/v1/users";

fn carol() -> Value {
    json!({ "username": "carol", "password": PASSWORD, "email": "carol@example.com", "role": 2 })
}

fn path(id: i64) -> String {
    format!("{PATH}/{id}")
}

#[tokio::test]
async fn a_new_user_has_all_that_users_have() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let mut wanted = carol();
    wanted["videoQuota"] = 1_000_000.into();
    wanted["videoQuotaDaily"] = (-1).into();
    wanted["adminFlags"] = 1.into();
    wanted["channelName"] = "carols_films".into();
    let reply = root.post_json(PATH, &wanted).await;
    let id = reply.assert_status(200).id("/user/id");
    let user = root.get(&path(id)).await;
    assert_eq!(user.assert_status(200).at("/username"), "carol");
    assert_eq!(user.at("/role"), json!({ "id": 2, "label": "User" }));
    assert_eq!(user.at("/videoQuota"), 1_000_000);
    assert_eq!(user.at("/adminFlags"), 1);
    assert_eq!(user.at("/blocked"), false);
    assert_eq!(user.at("/account/id"), reply.at("/user/account/id"));
    assert_eq!(user.at("/videoChannels/0/name"), "carols_films");
    assert_eq!(user.json().get("videoQuotaUsed"), None);
    let me = app.log_in("carol", PASSWORD).await.me().await;
    assert_eq!(me["specialPlaylists"][0]["name"], "Watch later");
}

#[tokio::test]
async fn numbers_may_come_as_text_and_as_a_form() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let fields = [
        ("username", "carol"),
        ("password", PASSWORD),
        ("email", "carol@example.com"),
        ("role", "2"),
        ("videoQuota", "-1"),
    ];
    root.post_form(PATH, &fields).await.assert_status(200);
}

#[tokio::test]
async fn what_a_user_may_not_be() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let wrong = json!({
        "username": ".carol", "password": PASSWORD, "email": "carol@", "role": 3, "videoQuota": -2,
        "channelName": "Films",
    });
    let reply = root.post_json(PATH, &wrong).await;
    reply.assert_invalid(&["username", "email", "role", "videoQuota", "channelName"]);
    let mut same = carol();
    same["channelName"] = "carol".into();
    root.post_json(PATH, &same)
        .await
        .assert_status(400)
        .problem();
    root.post_json(PATH, &carol()).await.assert_status(200);
    root.post_json(PATH, &carol())
        .await
        .assert_status(409)
        .problem();
    let moderator = app.moderator().await;
    let mut privileged = carol();
    privileged["username"] = "dave".into();
    privileged["email"] = "dave@example.com".into();
    privileged["role"] = 1.into();
    moderator
        .post_json(PATH, &privileged)
        .await
        .assert_status(403)
        .problem();
    privileged["role"] = 2.into();
    moderator
        .post_json(PATH, &privileged)
        .await
        .assert_status(200);
}

#[tokio::test]
async fn lists_are_sorted_searched_and_paged() {
    let app = TestApp::start().await;
    let root = app.root().await;
    for name in ["alice", "bob", "carol"] {
        app.user(name).await;
    }
    app.moderator().await;
    let all = root.get("/api/v1/users?sort=username").await;
    assert_eq!(
        texts(&all, "username"),
        ["alice", "bob", "carol", "moderator", "root"]
    );
    assert_eq!(all.at("/total"), 5);
    assert_eq!(all.at("/data/0/videoQuotaUsed"), 0);
    assert_eq!(all.at("/data/0/videoChannels"), json!([]));
    let page = root
        .get("/api/v1/users?sort=-username&start=1&count=2")
        .await;
    assert_eq!(texts(&page, "username"), ["moderator", "carol"]);
    assert_eq!(page.at("/total"), 5);
    let none = root.get("/api/v1/users?count=0").await;
    assert_eq!(
        none.assert_status(200).json(),
        json!({ "total": 5, "data": [] })
    );
    let found = root.get("/api/v1/users?search=ARO").await;
    assert_eq!(texts(&found, "username"), ["carol"]);
    let moderators = root.get("/api/v1/users?role=1").await;
    assert_eq!(texts(&moderators, "username"), ["moderator"]);
    let blocked = root.get("/api/v1/users?blocked=true").await;
    assert_eq!(column(&blocked, "id"), Vec::<Value>::new());
    for sort in [
        "id",
        "-id",
        "videoQuotaUsed",
        "createdAt",
        "-lastLoginDate",
        "role",
    ] {
        root.get(&format!("/api/v1/users?sort={sort}"))
            .await
            .assert_status(200);
    }
}

#[tokio::test]
async fn all_bad_parameters_of_a_list_are_named() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let reply = root
        .get("/api/v1/users?start=-1&count=101&sort=email&role=7")
        .await;
    reply.assert_invalid(&["start", "count", "sort", "role"]);
    assert_eq!(reply.at("/invalid-params/count/location"), "query");
    assert_eq!(
        reply.at("/instance"),
        "/api/v1/users?start=-1&count=101&sort=email&role=7"
    );
}

#[tokio::test]
async fn stats_where_they_are_asked_for() {
    let app = TestApp::start().await;
    let (root, alice) = (app.root().await, app.user("alice").await);
    alice.upload(&NewVideo::named("One")).await;
    let reply = root
        .get(&format!("{}?withStats=true", path(alice.user_id().await)))
        .await;
    assert_eq!(reply.assert_status(200).at("/videosCount"), 1);
    assert!(reply.id("/videoQuotaUsed") > 0);
    assert_eq!(
        reply.at("/videoQuotaUsed"),
        reply.at("/videoQuotaUsedDaily")
    );
    root.get("/api/v1/users/1?withStats=maybe")
        .await
        .assert_invalid(&["withStats"]);
    root.get("/api/v1/users/987654321")
        .await
        .assert_status(404)
        .problem();
    root.get("/api/v1/users/first")
        .await
        .assert_invalid(&["id"]);
}

#[tokio::test]
async fn an_update_that_takes_power_away_ends_sessions() {
    let app = TestApp::start().await;
    let (root, alice) = (app.root().await, app.user("alice").await);
    let id = alice.user_id().await;
    let quota = json!({ "videoQuota": 5_000, "emailVerified": true, "email": "a@example.com" });
    root.put_json(&path(id), &quota).await.assert_status(204);
    let me = alice.me().await;
    assert_eq!(
        (&me["videoQuota"], &me["emailVerified"]),
        (&json!(5_000), &json!(true))
    );
    root.put_json(&path(id), &json!({ "password": "another horse" }))
        .await
        .assert_status(204);
    alice
        .get("/api/v1/users/me")
        .await
        .assert_status(401)
        .assert_code("invalid_token");
    let alice = app.log_in("alice", "another horse").await;
    root.put_json(&path(id), &json!({ "role": 1 }))
        .await
        .assert_status(204);
    alice.get("/api/v1/users/me").await.assert_status(401);
    // Nothing to change is fine.
    root.put_json(&path(id), &json!({}))
        .await
        .assert_status(204);
}

#[tokio::test]
async fn updates_that_are_refused() {
    let app = TestApp::start().await;
    let (root, moderator) = (app.root().await, app.moderator().await);
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (root_id, alice_id) = (root.user_id().await, alice.user_id().await);
    root.put_json(&path(root_id), &json!({ "role": 2 }))
        .await
        .assert_status(400)
        .problem();
    root.put_json(&path(alice_id), &json!({ "role": 9, "videoQuota": "much" }))
        .await
        .assert_invalid(&["role", "videoQuota"]);
    root.put_json(&path(alice_id), &json!({ "email": "bob@example.com" }))
        .await
        .assert_status(409);
    root.put_json(&path(999_999), &json!({}))
        .await
        .assert_status(404)
        .problem();
    moderator
        .put_json(&path(root_id), &json!({ "videoQuota": 1 }))
        .await
        .assert_status(403);
    // PeerTube lets a moderator make administrators; this server does not.
    for role in [0, 1] {
        moderator
            .put_json(&path(alice_id), &json!({ "role": role }))
            .await
            .assert_status(403);
    }
    moderator
        .put_json(&path(alice_id), &json!({ "videoQuota": 7 }))
        .await
        .assert_status(204);
    bob.put_json(&path(alice_id), &json!({ "videoQuota": 7 }))
        .await
        .assert_status(403)
        .problem();
}

#[tokio::test]
async fn a_deleted_user_leaves_no_file_and_no_free_name() {
    let app = TestApp::start().await;
    let (root, alice) = (app.root().await, app.user("alice").await);
    let id = alice.user_id().await;
    let video = alice.upload(&NewVideo::named("One")).await;
    let upload = peertube_testkit::Resumable::begin(&alice, "Unfinished", 1_000_000).await;
    upload.send(0, &[1; 1000]).await.assert_status(308);
    root.delete(&path(id)).await.assert_status(204);
    root.delete(&path(id)).await.assert_status(404).problem();
    root.get(&video.path("")).await.assert_status(404);
    app.anonymous()
        .get("/api/v1/accounts/alice")
        .await
        .assert_status(404);
    assert_eq!(app.stored_files(), Vec::<std::path::PathBuf>::new());
    app.wait_for_no_leftovers().await;
    alice.get("/api/v1/users/me").await.assert_status(401);
    let again =
        json!({ "username": "alice", "password": PASSWORD, "email": "a@example.com", "role": 2 });
    root.post_json(PATH, &again)
        .await
        .assert_status(409)
        .problem();
}

#[tokio::test]
async fn who_may_not_be_deleted() {
    let app = TestApp::start().await;
    let (root, moderator) = (app.root().await, app.moderator().await);
    root.delete(&path(root.user_id().await))
        .await
        .assert_status(400)
        .problem();
    moderator
        .delete(&path(moderator.user_id().await))
        .await
        .assert_status(403)
        .problem();
    root.delete("/api/v1/users/x").await.assert_invalid(&["id"]);
}
