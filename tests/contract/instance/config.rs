//! Tag Config.

use peertube_testkit::TestApp;

#[tokio::test]
async fn clients_learn_what_the_instance_can_do() {
    let app = TestApp::builder()
        .configure(|config| config.instance.name = "Somewhere".to_owned())
        .start()
        .await;
    let reply = app.anonymous().get("/api/v1/config").await;
    reply.assert_status(200);
    assert_eq!(reply.at("/instance/name"), "Somewhere");
    assert_eq!(reply.at("/signup/allowed"), true);
    assert_eq!(reply.at("/signup/requiresApproval"), false);
    assert!(
        reply
            .at("/video/file/extensions")
            .as_array()
            .unwrap()
            .contains(&".mp4".into())
    );
    assert_eq!(reply.at("/user/videoQuota"), -1);
}

#[tokio::test]
async fn closed_registration_is_told() {
    let app = TestApp::builder()
        .configure(|config| config.signup.enabled = false)
        .start()
        .await;
    let reply = app.anonymous().get("/api/v1/config").await;
    assert_eq!(reply.assert_status(200).at("/signup/allowed"), false);
}

#[tokio::test]
async fn about() {
    let app = TestApp::builder()
        .configure(|config| config.instance.name = "Somewhere".to_owned())
        .start()
        .await;
    let reply = app.anonymous().get("/api/v1/config/about").await;
    assert_eq!(reply.assert_status(200).at("/instance/name"), "Somewhere");
}
