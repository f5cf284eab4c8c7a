//! Torrents of files: tag Static Video Files, and what videos say of them.

use peertube_testkit::{NewVideo, Reply, TestApp, media};
use reqwest::Method;
use serde_json::json;
use sha1::{Digest as _, Sha1};

use crate::support::path_of;

/// What a video says of the torrent of its file.
struct Told {
    url: String,
    download: String,
    magnet: String,
}

impl Told {
    #[track_caller]
    fn by(video: &Reply) -> Self {
        let text = |member: &str| {
            let value = video.at(&format!("/files/0/{member}"));
            value.as_str().expect("a text").to_owned()
        };
        Self {
            url: path_of(&text("torrentUrl")).to_owned(),
            download: path_of(&text("torrentDownloadUrl")).to_owned(),
            magnet: text("magnetUri"),
        }
    }

    fn info_hash(&self) -> &str {
        let (_, rest) = self.magnet.split_once("xt=urn:btih:").expect("a hash");
        &rest[..40]
    }
}

/// Where `needle` begins.
#[track_caller]
fn find(bytes: &[u8], needle: &str) -> usize {
    let found = bytes
        .windows(needle.len())
        .position(|part| part == needle.as_bytes());
    found.unwrap_or_else(|| panic!("{needle} in {}", String::from_utf8_lossy(bytes)))
}

/// Hexadecimal SHA-1 sum of the value of `info`.
fn info_hash(torrent: &[u8]) -> String {
    let info = &torrent[find(torrent, "4:infod") + "4:info".len()..find(torrent, "8:url-list")];
    hex::encode(Sha1::digest(info))
}

#[tokio::test]
async fn an_upload_has_a_torrent_at_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("What/is: it?")).await;
    let seen = app.anonymous().get(&video.path("")).await;
    let told = Told::by(&seen);
    let reply = app.anonymous().get(&told.url).await;
    reply
        .assert_status(200)
        .assert_header("content-type", "application/x-bittorrent")
        .assert_header("access-control-allow-origin", "*");
    assert!(reply.header("cache-control").contains("max-age=31536000"));
    let (torrent, clip) = (&reply.body, media::clip_bytes());
    let resolution = seen.at("/files/0/resolution/id");
    let name = format!("What-is- it- {resolution}p.mp4");
    find(
        torrent,
        &format!(
            "4:infod6:lengthi{}e4:name{}:{name}12:piece lengthi16384e",
            clip.len(),
            name.len()
        ),
    );
    let file_url = seen.at("/files/0/fileUrl");
    let file_url = file_url.as_str().unwrap();
    find(
        torrent,
        &format!("8:url-listl{}:{file_url}ee", file_url.len()),
    );
    find(torrent, "10:created by8:PeerTube");
    let pieces: Vec<u8> = clip.chunks(16_384).flat_map(Sha1::digest).collect();
    assert!(
        torrent.windows(pieces.len()).any(|part| part == pieces),
        "the pieces of the file"
    );
    assert_eq!(info_hash(torrent), told.info_hash());

    let trackers = seen.at("/trackerUrls");
    let trackers = trackers.as_array().unwrap();
    assert_eq!(trackers.len(), 2);
    for tracker in trackers {
        find(torrent, tracker.as_str().unwrap());
    }
    assert!(trackers[0].as_str().unwrap().ends_with("/tracker/announce"));
    assert!(trackers[1].as_str().unwrap().starts_with("ws"));
    assert!(
        told.magnet.starts_with("magnet:?xs=http%3A%2F%2F"),
        "{}",
        told.magnet
    );
    assert!(
        told.magnet.contains("&dn=What%2Fis%3A%20it%3F&tr=http"),
        "{}",
        told.magnet
    );
    assert!(
        told.magnet.contains("&tr=ws") && told.magnet.contains("&ws=http"),
        "{}",
        told.magnet
    );
}

#[tokio::test]
async fn a_download_has_a_telling_name() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("One/two").privacy(3)).await;
    let seen = alice.get(&video.path("")).await;
    let told = Told::by(&seen);
    let reply = app.anonymous().get(&told.download).await;
    let resolution = seen.at("/files/0/resolution/id");
    let disposition = format!("attachment; filename=\"One_two-{resolution}p.torrent\"");
    reply
        .assert_status(200)
        .assert_header("content-type", "application/x-bittorrent")
        .assert_header("content-disposition", &disposition);
    // Nobody but its users can load a private file, so it has no web seed.
    assert!(reply.body.ends_with(b"8:url-listlee"));
    assert!(!told.magnet.contains("&ws="), "{}", told.magnet);
    for path in [&told.url, &told.download] {
        let part = app
            .anonymous()
            .request(Method::GET, path)
            .header("Range", "bytes=0-1");
        assert_eq!(
            app.anonymous().send(part).await.assert_status(206).body,
            b"d8"[..]
        );
    }
}

#[tokio::test]
async fn another_name_or_folder_is_another_torrent() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = alice.upload(&NewVideo::named("Before")).await;
    let files = app.stored_files().len();
    let mut last = Told::by(&alice.get(&video.path("")).await);
    for (change, renamed) in [
        (json!({ "name": "After" }), true),
        (json!({ "privacy": 3 }), false),
        (json!({ "privacy": 1, "name": "At last" }), true),
    ] {
        alice
            .put_json(&video.path(""), &change)
            .await
            .assert_status(204);
        let told = Told::by(&alice.get(&video.path("")).await);
        assert_ne!(told.url, last.url, "{change}");
        assert_eq!(told.info_hash() != last.info_hash(), renamed, "{change}");
        app.anonymous()
            .get(&last.url)
            .await
            .assert_status(404)
            .problem();
        app.anonymous()
            .get(&last.download)
            .await
            .assert_status(404)
            .problem();
        let torrent = app.anonymous().get(&told.url).await;
        assert_eq!(
            info_hash(&torrent.assert_status(200).body),
            told.info_hash()
        );
        let private = change["privacy"] == 3;
        assert_eq!(
            torrent.body.ends_with(b"8:url-listlee"),
            private,
            "{change}"
        );
        assert_eq!(app.stored_files().len(), files, "{change}");
        last = told;
    }
    for change in [
        json!({ "description": "Same" }),
        json!({ "name": "At last", "privacy": 2 }),
    ] {
        alice
            .put_json(&video.path(""), &change)
            .await
            .assert_status(204);
        assert_eq!(
            Told::by(&alice.get(&video.path("")).await).url,
            last.url,
            "{change}"
        );
    }
    alice.delete(&video.path("")).await.assert_status(204);
    app.anonymous().get(&last.url).await.assert_status(404);
    assert_eq!(app.stored_files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn unknown_torrents() {
    let app = TestApp::start().await;
    for root in ["/lazy-static/torrents", "/download/torrents"] {
        for name in ["nothing.torrent", "..%2fpeertube.db", ".", "a%5Cb"] {
            let reply = app.anonymous().get(&format!("{root}/{name}")).await;
            assert!(
                matches!(reply.status, 400 | 404),
                "{root}/{name}: {reply:?}"
            );
        }
        app.anonymous()
            .get(&format!("{root}/nothing.torrent"))
            .await
            .assert_status(404)
            .problem();
        let long = format!("{root}/{}", "x".repeat(256));
        app.anonymous()
            .get(&long)
            .await
            .assert_invalid(&["filename"]);
    }
}
