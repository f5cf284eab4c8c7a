//! Sending a resumable upload.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::Digest as _;
use peertube_testkit::{PASSWORD, Resumable, TestApp, media, stored};

use super::{begun, file_of};

#[tokio::test]
async fn in_chunks_with_questions_between() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (upload, film) = begun(&alice, 0).await;
    // The client reads a number after the first dash, so this odd text is what it needs.
    upload
        .status()
        .await
        .assert_status(308)
        .assert_header("range", "bytes=0--1");
    let mut done = None;
    for (index, chunk) in film.chunks(30_000).enumerate() {
        let start = index * 30_000;
        assert_eq!(upload.offset().await, start);
        let reply = upload.send(start, chunk).await;
        if start + chunk.len() < film.len() {
            let range = format!("bytes=0-{}", start + chunk.len() - 1);
            reply.assert_status(308).assert_header("range", &range);
            assert!(reply.body.is_empty());
        } else {
            done = Some(reply);
        }
    }
    let done = done.expect("the last chunk");
    assert_eq!(file_of(&alice, &done).await, film);
    // The id is gone with the upload.
    upload
        .status()
        .await
        .assert_upload_error(404, "FileNotFound");
    upload
        .cancel()
        .await
        .assert_upload_error(404, "FileNotFound");
}

#[tokio::test]
async fn whole_without_a_range() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (upload, film) = begun(&alice, 0).await;
    let reply = upload.finish(upload.put().body(film.clone())).await;
    assert_eq!(file_of(&alice, &reply).await, film);
}

#[tokio::test]
async fn chunks_that_do_not_fit() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (upload, film) = begun(&alice, 1000).await;
    let total = film.len();
    let put = async |range: String, body: &[u8]| {
        let put = upload
            .put()
            .header("Content-Range", range)
            .body(body.to_vec());
        upload.finish(put).await
    };
    // A gap, an end beyond the file, a larger file, a range without a start, and one that cannot be read.
    for range in [
        format!("bytes 1001-1010/{total}"),
        format!("bytes {}-{}/{total}", total - 5, total + 4),
        format!("bytes 1000-1009/{}", total + 1),
        format!("bytes=1000-1009/{total}"),
        format!("bytes -5-9/{total}"),
    ] {
        let reply = put(range.clone(), &[1; 10]).await;
        reply.assert_upload_error(409, "FileConflict");
        assert_eq!(upload.offset().await, 1000, "{range}");
    }
    // Without a range it would overwrite what is there.
    let reply = upload.finish(upload.put().body(vec![1; 10])).await;
    reply.assert_upload_error(409, "FileConflict");
    // A chunk that was sent before is harmless.
    let again = upload.send(500, &film[500..900]).await;
    assert_eq!(stored(again.assert_status(308)), 1000);
    let over = upload.send(500, &film[500..1500]).await;
    assert_eq!(stored(over.assert_status(308)), 1500);
    let done = upload.send(1500, &film[1500..]).await;
    assert_eq!(file_of(&alice, &done).await, film);
}

#[tokio::test]
async fn checksums() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (upload, film) = begun(&alice, 1000).await;
    let chunk = &film[1000..2000];
    let sha256 = STANDARD.encode(sha2::Sha256::digest(chunk));
    let md5 = STANDARD.encode(md5::Md5::digest(chunk));
    let wrong = STANDARD.encode([0; 32]);
    for (name, value) in [
        ("Digest", format!("sha-256={wrong}")),
        ("Digest", format!("md5={md5},sha-256={wrong}")),
        ("Content-MD5", STANDARD.encode([0; 16])),
    ] {
        let reply = upload
            .finish(upload.chunk(1000, chunk).header(name, value))
            .await;
        reply.assert_upload_error(460, "ChecksumMismatch");
        assert_eq!(upload.offset().await, 1000);
    }
    let unknown = upload
        .chunk(1000, chunk)
        .header("Digest", format!("sha-512={wrong}"));
    upload
        .finish(unknown)
        .await
        .assert_upload_error(400, "UnsupportedChecksumAlgorithm");
    assert_eq!(upload.offset().await, 1000);
    let good = upload
        .chunk(1000, chunk)
        .header("Digest", format!("sha-256={sha256}"));
    assert_eq!(stored(upload.finish(good).await.assert_status(308)), 2000);
    let md5 = STANDARD.encode(md5::Md5::digest(&film[2000..]));
    let last = upload.chunk(2000, &film[2000..]).header("Content-MD5", md5);
    assert_eq!(file_of(&alice, &upload.finish(last).await).await, film);
}

#[tokio::test]
async fn whose_upload_it_is() {
    let app = TestApp::start().await;
    app.expect_leftovers();
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (upload, film) = begun(&alice, 1000).await;
    for other in [bob, app.root().await] {
        let foreign = upload.by(&other);
        foreign
            .send(1000, &film[1000..])
            .await
            .assert_upload_error(403, "Forbidden");
        foreign.status().await.assert_upload_error(403, "Forbidden");
    }
    let nobody = upload.by(&app.anonymous());
    nobody
        .send(1000, &film[1000..])
        .await
        .assert_status(401)
        .assert_code("unauthorized_request");
    let mut unknown = upload.clone();
    unknown.id.replace_range(
        ..4,
        if unknown.id.starts_with("0000") {
            "1111"
        } else {
            "0000"
        },
    );
    let reply = unknown.status().await;
    assert!(matches!(reply.status, 403 | 404), "{reply:?}");
    let put = alice.request(reqwest::Method::PUT, "/api/v1/videos/upload-resumable");
    alice.send(put).await.assert_invalid(&["upload_id"]);
    assert_eq!(upload.offset().await, 1000);
}

#[tokio::test]
async fn a_file_that_is_no_video_is_gone_at_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let upload = Resumable::begin(&alice, "Noise", 50_000).await;
    upload
        .send(0, &[42; 50_000])
        .await
        .assert_status(422)
        .problem();
    upload
        .status()
        .await
        .assert_upload_error(404, "FileNotFound");
    assert_eq!(app.leftovers(), Vec::<std::path::PathBuf>::new());
    assert_eq!(alice.get("/api/v1/users/me/videos").await.at("/total"), 0);
}

#[tokio::test]
async fn the_channel_is_looked_at_again_at_the_end() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let second = serde_json::json!({ "name": "second", "displayName": "A second one" });
    let second = alice
        .post_json("/api/v1/video-channels", &second)
        .await
        .id("/videoChannel/id");
    let film = media::clip_bytes();
    let mut metadata = Resumable::metadata(&alice, "Holidays").await;
    metadata["channelId"] = second.into();
    let reply = Resumable::try_begin(&alice, &metadata, film.len()).await;
    let upload = Resumable::of(&alice, reply.assert_status(201), film.len());
    upload.send(0, &film[..1000]).await.assert_status(308);
    alice
        .delete("/api/v1/video-channels/second")
        .await
        .assert_status(204);
    upload
        .send(1000, &film[1000..])
        .await
        .assert_status(404)
        .problem();
    app.wait_for_no_leftovers().await;
}

#[tokio::test]
async fn after_twelve_silent_hours_it_is_gone() {
    let app = TestApp::start().await;
    app.expect_leftovers();
    let alice = app.user("alice").await;
    let (upload, film) = begun(&alice, 1000).await;
    app.advance(Duration::from_secs(11 * 60 * 60));
    assert_eq!(
        stored(
            upload
                .send(1000, &film[1000..2000])
                .await
                .assert_status(308)
        ),
        2000
    );
    app.advance(Duration::from_secs(11 * 60 * 60));
    assert_eq!(upload.offset().await, 2000);
    app.advance(Duration::from_secs(13 * 60 * 60));
    // The token has died of age meanwhile.
    let upload = upload.by(&app.log_in("alice", PASSWORD).await);
    upload
        .send(2000, &film[2000..])
        .await
        .assert_upload_error(404, "FileNotFound");
}
