//! Uploads in the hands of somebody else: a server of the same instance that does not let go.

use std::time::Duration;

use peertube_store::upload_sessions::{self, UploadLease};
use peertube_testkit::TestApp;

use super::{begun, file_of};

/// What another server holds from now on.
fn lease(app: &TestApp) -> UploadLease {
    let now = app.shared().context.now();
    UploadLease {
        token: "theirs".to_owned(),
        node: "elsewhere".to_owned(),
        since: now.minus(Duration::from_secs(1)),
        until: now.plus(Duration::from_secs(600)),
    }
}

#[tokio::test]
async fn a_writer_that_does_not_let_go() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (upload, film) = begun(&alice, 1000).await;
    let (lease, now) = (&lease(&app), app.shared().context.now());
    let id = upload.id.as_str();
    let held = app
        .shared()
        .db
        .write(|conn| Box::pin(upload_sessions::lock(conn, id, lease, now)))
        .await;
    assert!(held.unwrap().is_some());
    let reply = upload.send(1000, &film[1000..]).await;
    reply.assert_upload_error(423, "FileLocked");
    // Its lease runs out, and the upload goes on.
    app.advance(Duration::from_secs(601));
    let done = upload.send(1000, &film[1000..]).await;
    assert_eq!(file_of(&alice, &done).await, film);
}
