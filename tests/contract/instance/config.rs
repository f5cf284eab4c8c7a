//! Tag Config.

use std::time::Duration;

use peertube_kernel::config::{BrowseScope, ByteLimit};
use peertube_testkit::TestApp;
use serde_json::json;

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

#[tokio::test]
async fn administrators_read_the_values_in_force() {
    let app = TestApp::builder()
        .configure(|config| {
            config.instance.name = "Somewhere".to_owned();
            config.user.video_quota = ByteLimit(Some(5 << 30));
            config.client.browse_videos.default_scope = BrowseScope::Local;
            config.live.dvr.max_window = Duration::from_secs(90);
            config.transcoding.resolutions.p720 = true;
            config.secrets.peertube = "never told".to_owned().into();
        })
        .start()
        .await;
    let reply = app.root().await.get("/api/v1/config/custom").await;
    reply.assert_status(200);
    let expected = [
        ("/instance/name", json!("Somewhere")),
        ("/instance/isNSFW", json!(false)),
        ("/instance/defaultNSFWPolicy", json!("do_not_list")),
        ("/instance/social/xLink", json!("")),
        ("/user/videoQuota", json!(5_368_709_120_i64)),
        ("/user/videoQuotaDaily", json!(-1)),
        ("/client/browseVideos/defaultScope", json!("local")),
        ("/client/browseVideos/defaultSort", json!("-publishedAt")),
        // As configured, not as it can be done.
        ("/transcoding/enabled", json!(true)),
        ("/transcoding/resolutions/720p", json!(true)),
        ("/transcoding/resolutions/1080p", json!(false)),
        ("/live/dvr/maxWindow", json!(90)),
        ("/live/maxDuration", json!(-1)),
        ("/export/users/exportExpiration", json!(172_800_000)),
        ("/export/users/maxUserVideoQuota", json!(10_737_418_240_i64)),
        ("/defaults/publish/licence", json!(null)),
        ("/defaults/player/theme", json!("lucide")),
        ("/email/subject/prefix", json!("[{{instanceName}}] ")),
        ("/theme/customization/primaryColor", json!(null)),
    ];
    for (pointer, value) in expected {
        assert_eq!(reply.at(pointer), value, "{pointer}");
    }
    let text = String::from_utf8_lossy(&reply.body);
    assert!(!text.contains("never told"));
}
