//! Cancelling a resumable upload.

use futures_util::StreamExt as _;
use peertube_testkit::{Resumable, TestApp};
use reqwest::Method;

const PATH: &str = "/api/v1/videos/upload-resumable";

#[tokio::test]
async fn every_byte_of_it_is_gone() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let upload = Resumable::begin(&alice, "Never mind", 1_000_000).await;
    upload.send(0, &[1; 500_000]).await.assert_status(308);
    assert!(!app.leftovers().is_empty());
    let reply = upload.cancel().await;
    reply.assert_status(204);
    assert!(reply.body.is_empty());
    assert_eq!(app.leftovers(), Vec::<std::path::PathBuf>::new());
    upload
        .cancel()
        .await
        .assert_upload_error(404, "FileNotFound");
    upload
        .status()
        .await
        .assert_upload_error(404, "FileNotFound");
    upload
        .send(500_000, &[1; 10])
        .await
        .assert_upload_error(404, "FileNotFound");
    // The same file can be begun anew, from its first byte.
    let again = Resumable::begin(&alice, "Never mind", 1_000_000).await;
    assert_eq!(again.offset().await, 0);
    again.cancel().await.assert_status(204);
}

#[tokio::test]
async fn with_the_header_that_the_first_document_demands() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let upload = Resumable::begin(&alice, "Never mind", 1000).await;
    let request = |length: &str| {
        let request = alice.request(Method::DELETE, &upload.path());
        request.header("Content-Length", length.to_owned())
    };
    alice.send(request("0")).await.assert_status(204);
}

#[tokio::test]
async fn what_cannot_be_cancelled() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let upload = Resumable::begin(&alice, "Mine", 1000).await;
    upload.send(0, &[1; 10]).await.assert_status(308);
    for other in [bob, app.moderator().await, app.root().await] {
        upload
            .by(&other)
            .cancel()
            .await
            .assert_upload_error(403, "Forbidden");
    }
    let nobody = upload.by(&app.anonymous()).cancel().await;
    nobody
        .assert_status(401)
        .assert_code("unauthorized_request");
    alice.delete(PATH).await.assert_invalid(&["upload_id"]);
    alice
        .delete(&format!("{PATH}?upload_id="))
        .await
        .assert_invalid(&["upload_id"]);
    let long = format!("{PATH}?upload_id={}", "x".repeat(201));
    alice.delete(&long).await.assert_invalid(&["upload_id"]);
    assert_eq!(upload.offset().await, 10);
    upload.cancel().await.assert_status(204);
}

#[tokio::test]
async fn in_the_middle_of_a_chunk() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let upload = Resumable::begin(&alice, "Never mind", 1_000_000).await;
    let first = futures_util::stream::once(async { Ok::<_, std::io::Error>(vec![1_u8; 100_000]) });
    let endless = reqwest::Body::wrap_stream(first.chain(futures_util::stream::pending()));
    let put = upload
        .put()
        .header("Content-Range", "bytes 0-999999/1000000")
        .body(endless);
    let sending = tokio::spawn({
        let upload = upload.clone();
        async move { upload.finish(put).await.status }
    });
    let arrived = async {
        while app
            .leftovers()
            .iter()
            .all(|file| file.metadata().map_or(0, |data| data.len()) == 0)
        {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), arrived)
        .await
        .expect("bytes");
    upload.cancel().await.assert_status(204);
    app.wait_for_no_leftovers().await;
    // The request that was sending is told.
    let status = tokio::time::timeout(std::time::Duration::from_secs(20), sending).await;
    assert_eq!(status.expect("an answer").expect("no panic"), 404);
}
