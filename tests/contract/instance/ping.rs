//! Tag Ping.

use peertube_testkit::TestApp;

#[tokio::test]
async fn pong() {
    let app = TestApp::start().await;
    let reply = app.anonymous().get("/ping").await;
    reply.assert_status(200);
    assert!(reply.header("content-type").starts_with("text/html"));
    assert_eq!(reply.text(), "pong");
}
