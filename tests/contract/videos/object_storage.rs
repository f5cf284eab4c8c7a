//! Files of videos in an S3 store.

use std::time::Duration;

use peertube_bucketkit::{Fault, S3Server};
use peertube_jobs::Enqueue;
use peertube_kernel::config::{Config, UploadStorage};
use peertube_testkit::{Client, NewVideo, Resumable, TestApp, Uploaded, media};
use peertube_videos::moves::{ToFileSystem, ToObjectStorage};
use reqwest::Method;
use reqwest::redirect::Policy;
use serde_json::json;

use crate::support::{enqueue, path_of};

const BUCKET: &str = "instance";

fn server() -> S3Server {
    S3Server::start(&[BUCKET])
}

fn in_buckets(server: &S3Server) -> impl FnOnce(&mut Config) {
    let endpoint = server.endpoint();
    move |config| {
        let storage = &mut config.object_storage;
        storage.enabled = true;
        storage.endpoint = endpoint;
        storage.force_path_style = true;
        storage.credentials.access_key_id = S3Server::KEY_ID.to_owned();
        storage.credentials.secret_access_key = S3Server::SECRET.into();
        storage.web_videos.bucket_name = BUCKET.to_owned();
    }
}

async fn start(server: &S3Server) -> TestApp {
    TestApp::builder()
        .configure(in_buckets(server))
        .start()
        .await
}

async fn file_url(client: &Client, video: &Uploaded) -> String {
    let reply = client.get(&video.path("")).await;
    reply.at("/files/0/fileUrl").as_str().unwrap().to_owned()
}

async fn from_store(url: &str) -> reqwest::Response {
    reqwest::get(url).await.unwrap()
}

/// Asks for a video until its file lies where it should.
async fn until_stored(client: &Client, video: &Uploaded, storage: i64) {
    let asked = async {
        loop {
            let reply = client.get(&video.path("")).await;
            if reply.assert_status(200).at("/files/0/storage") == storage {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(30), asked).await;
    waited.expect("the file is moved");
}

#[tokio::test]
async fn public_files_are_read_from_the_store() {
    let (server, clip) = (server(), media::clip_bytes());
    let app = start(&server).await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Public")).await;
    let reply = alice.get(&video.path("")).await;
    assert_eq!(reply.at("/files/0/storage"), 1);
    let url = file_url(&alice, &video).await;
    assert!(
        url.starts_with(&format!("{}/{BUCKET}/web-videos/", server.endpoint())),
        "{url}"
    );
    let stored = from_store(&url).await;
    assert_eq!(stored.headers()["content-type"], "video/mp4");
    assert_eq!(stored.bytes().await.unwrap(), clip);
    let magnet = reply.at("/files/0/magnetUri");
    let seed = url.replace(':', "%3A").replace('/', "%2F");
    assert!(magnet.as_str().unwrap().contains(&seed), "{magnet}");
    assert!(
        app.stored_files()
            .iter()
            .all(|file| !file.ends_with(".mp4"))
    );

    // Addresses from before a move go on to work.
    let name = url.rsplit('/').next().unwrap();
    let old = format!("/static/web-videos/{name}");
    assert_eq!(
        app.anonymous().get(&old).await.assert_status(200).body,
        clip
    );
    let private = format!("/static/web-videos/private/{name}");
    alice.get(&private).await.assert_status(404).problem();

    alice.delete(&video.path("")).await.assert_status(204);
    assert!(server.keys(BUCKET).is_empty());
}

#[tokio::test]
async fn private_files_are_read_through_the_server() {
    let (server, clip) = (server(), media::clip_bytes());
    let app = start(&server).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let video = alice.upload(&NewVideo::named("Private").privacy(3)).await;
    let url = file_url(&alice, &video).await;
    let path = path_of(&url);
    let name = url.rsplit('/').next().unwrap();
    assert_eq!(
        path,
        format!("/object-storage-proxy/web-videos/private/{name}")
    );
    for (who, expected) in [
        (&app.anonymous(), 401),
        (&bob, 403),
        (&alice, 200),
        (&app.root().await, 200),
    ] {
        who.get(path).await.assert_status(expected);
    }
    assert_eq!(alice.get(path).await.body, clip);
    let request = alice
        .request(Method::GET, path)
        .header("Range", "bytes=5-9");
    let part = alice.send(request).await;
    assert_eq!(part.assert_status(206).body, clip[5..10]);
    let unknown = "/object-storage-proxy/web-videos/private/unknown.mp4";
    alice.get(unknown).await.assert_status(404).problem();
    let long = format!("{unknown}{}", "x".repeat(255));
    alice.get(&long).await.assert_invalid(&["filename"]);

    // Neither the store itself nor the public folder gives it away.
    let direct = format!("{}/{BUCKET}/web-videos/{name}", server.endpoint());
    assert_eq!(from_store(&direct).await.status(), 403);
    let public = format!("/static/web-videos/{name}");
    app.anonymous().get(&public).await.assert_status(404);

    let changed = alice
        .put_json(&video.path(""), &json!({ "privacy": 1 }))
        .await;
    changed.assert_status(204);
    assert_eq!(file_url(&alice, &video).await, direct);
    assert_eq!(from_store(&direct).await.status(), 200);
    let changed = alice
        .put_json(&video.path(""), &json!({ "privacy": 3 }))
        .await;
    changed.assert_status(204);
    assert_eq!(from_store(&direct).await.status(), 403);
}

#[tokio::test]
async fn where_nothing_is_proxied_the_store_is_signed_for() {
    let (server, clip) = (server(), media::clip_bytes());
    let app = TestApp::builder()
        .configure(in_buckets(&server))
        .configure(|config| config.object_storage.proxy.proxify_private_files = false)
        .start()
        .await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Private").privacy(3)).await;
    let url = file_url(&alice, &video).await;
    app.anonymous().get(path_of(&url)).await.assert_status(401);
    let patient = reqwest::Client::builder()
        .redirect(Policy::none())
        .build()
        .unwrap();
    let led = patient.get(&url).bearer_auth(alice.token()).send().await;
    let led = led.unwrap();
    assert_eq!(led.status(), 302);
    assert_eq!(led.headers()["cache-control"], "private, no-store");
    let signed = led.headers()["location"].to_str().unwrap();
    assert!(signed.starts_with(&server.endpoint()), "{signed}");
    assert_eq!(from_store(signed).await.bytes().await.unwrap(), clip);
    let missing = url.replace(".mp4", ".webm");
    alice.get(path_of(&missing)).await.assert_status(404);
}

#[tokio::test]
async fn without_a_store_there_is_nothing_to_proxy() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Private").privacy(3)).await;
    let url = file_url(&alice, &video).await;
    let name = url.rsplit('/').next().unwrap();
    let path = format!("/object-storage-proxy/web-videos/private/{name}");
    alice.get(&path).await.assert_status(404).problem();
}

#[tokio::test]
async fn a_store_that_fails_costs_no_upload() {
    let server = server();
    let app = start(&server).await;
    let alice = app.user("alice").await;
    server.fail("PUT", Fault::Status(500), 100);
    let failed = alice
        .try_upload(&NewVideo::named("Public"), media::clip_bytes())
        .await;
    assert!(failed.assert_status(503).problem()["detail"].is_string());
    server.recover();
    assert!(server.keys(BUCKET).is_empty());
    assert!(app.stored_files().is_empty(), "{:?}", app.stored_files());
    alice.upload(&NewVideo::named("Public")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn videos_move_to_the_store_and_back() {
    let (server, clip) = (server(), media::clip_bytes());
    let app = start(&server).await;
    let alice = app.user("alice").await;
    let public = alice.upload(&NewVideo::named("Public")).await;
    let private = alice.upload(&NewVideo::named("Private").privacy(3)).await;
    let before = alice.get(&public.path("")).await;

    for video in [&public, &private] {
        enqueue(
            &app,
            &Enqueue::new(&ToFileSystem {
                video: video.uuid.parse().unwrap(),
            })
            .unwrap(),
        )
        .await;
    }
    for video in [&public, &private] {
        until_stored(&alice, video, 0).await;
        let url = file_url(&alice, video).await;
        assert!(url.starts_with(app.base()), "{url}");
        assert_eq!(alice.get(path_of(&url)).await.body, clip);
    }
    assert!(server.keys(BUCKET).is_empty());
    let moved = alice.get(&public.path("")).await;
    for changed in [
        "/files/0/torrentUrl",
        "/files/0/magnetUri",
        "/files/0/fileUrl",
    ] {
        assert_ne!(moved.at(changed), before.at(changed), "{changed}");
    }

    // The first attempt fails; what it left behind does no harm to the second.
    server.fail("acl", Fault::Status(501), 1);
    enqueue(
        &app,
        &Enqueue::new(&ToObjectStorage {
            video: public.uuid.parse().unwrap(),
        })
        .unwrap(),
    )
    .await;
    let root = app.root().await;
    let delayed = async {
        loop {
            let reply = root
                .get("/api/v1/jobs/delayed?jobType=move-to-object-storage")
                .await;
            if reply.at("/total") == 1 {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let delayed = tokio::time::timeout(Duration::from_secs(30), delayed)
        .await
        .unwrap();
    assert!(
        delayed
            .at("/data/0/error")
            .as_str()
            .unwrap()
            .contains("upload_acl"),
        "{}",
        delayed.text()
    );
    assert_eq!(
        file_url(&alice, &public).await,
        moved.at("/files/0/fileUrl").as_str().unwrap()
    );
    app.advance(Duration::from_secs(61));
    until_stored(&alice, &public, 1).await;
    let url = file_url(&alice, &public).await;
    assert_eq!(from_store(&url).await.bytes().await.unwrap(), clip);
}

#[tokio::test]
async fn an_upload_in_parts_is_kept_in_the_store() {
    let (server, clip) = (server(), media::clip_bytes());
    let app = TestApp::builder()
        .configure(in_buckets(&server))
        .configure(|config| {
            config.uploads.storage = UploadStorage::ObjectStorage;
            config.object_storage.max_request_attempts = 1;
        })
        .start()
        .await;
    let alice = app.user("alice").await;
    let upload = Resumable::begin(&alice, "In parts", clip.len()).await;
    let third = clip.len() / 3;
    upload.send(0, &clip[..third]).await.assert_status(308);
    assert!(app.leftovers().is_empty(), "{:?}", app.leftovers());
    assert!(
        server
            .keys(BUCKET)
            .iter()
            .all(|key| key.starts_with("uploads/"))
    );

    // A store that fails, or refuses, or hangs up: later, and nothing is lost.
    for fault in [Fault::Status(500), Fault::Status(403), Fault::Disconnect] {
        server.fail("PUT /instance/uploads/", fault, 1000);
        let failed = upload.send(third, &clip[third..]).await;
        failed.assert_status(503).problem();
        assert!(!failed.header("retry-after").is_empty(), "{fault:?}");
        server.recover();
        assert_eq!(upload.offset().await, third, "{fault:?}");
    }
    upload
        .send(third, &clip[third..third * 2])
        .await
        .assert_status(308);

    // The same when the last part is there and cannot be read back.
    server.fail("GET /instance/uploads/", Fault::Status(500), 1000);
    let failed = upload.send(third * 2, &clip[third * 2..]).await;
    failed.assert_status(503).problem();
    server.recover();
    let video = Uploaded::of(upload.status().await.assert_status(200));
    let url = file_url(&alice, &video).await;
    assert_eq!(from_store(&url).await.bytes().await.unwrap(), clip);
    let left = server.keys(BUCKET);
    assert!(
        left.iter().all(|key| !key.starts_with("uploads/")),
        "{left:?}"
    );

    // One that is cancelled leaves nothing either.
    let upload = Resumable::begin(&alice, "Cancelled", clip.len()).await;
    upload.send(0, &clip[..third]).await.assert_status(308);
    alice.delete(&upload.path()).await.assert_status(204);
    assert_eq!(server.keys(BUCKET), left);
}
