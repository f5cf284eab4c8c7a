//! Uploads in one piece, changes, deletions.

use openapi_stubs_runtime::Patch;
use peertube_api::models::video_input::{VideoIdentifier, VideoPrivacySet};
use peertube_api::videos::video::{DelVideoPath, Video as _};
use peertube_store::{channels, quota, users};

use crate::support::{Files, Fixture, START, clip, status, unchanged};

/// Thumbnails of one video.
const PICTURES: usize = 5;

#[tokio::test]
async fn a_video_comes_changes_and_goes_with_its_files() {
    let it = Fixture::new().await;
    let id = it
        .upload(it.declaration(&clip(), VideoPrivacySet::Private))
        .await
        .unwrap()
        .video
        .id;
    let private = Files {
        private: 1,
        pictures: PICTURES,
        ..Files::default()
    };
    assert_eq!(it.files(), private);
    let video = it.video(id).await;
    assert_eq!(
        (video.duration, video.privacy.id, video.state.id),
        (3, 3, 1)
    );
    assert_eq!(video.files[0].resolution.id, 108);
    assert!(
        video.files[0]
            .file_url
            .contains("/static/web-videos/private/")
    );

    it.clock.advance(std::time::Duration::from_secs(60));
    let published = peertube_api::models::video_input::VideoUpdate {
        privacy: Some(VideoPrivacySet::Public),
        tags: Patch::Value(vec!["one".into(), "two".into(), "one".into()]),
        ..unchanged()
    };
    it.update(id, published).await.unwrap();
    let public = Files {
        public: 1,
        pictures: PICTURES,
        ..Files::default()
    };
    assert_eq!(it.files(), public);
    let video = it.video(id).await;
    assert!(!video.files[0].file_url.contains("private"));
    assert_eq!(video.tags, ["one", "two"]);
    assert_eq!(video.published_at.as_millis(), START + 60_000);

    let path = || DelVideoPath {
        id: VideoIdentifier::Id(id),
    };
    let (stranger, _) = it.user("bob").await;
    assert_eq!(status(it.videos.del_video(stranger, path()).await), 403);
    let caller = it.caller.clone();
    it.videos.del_video(caller.clone(), path()).await.unwrap();
    assert_eq!(it.files(), Files::default());
    assert_eq!(status(it.videos.del_video(caller, path()).await), 404);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing() {
    let it = Fixture::new().await;
    let text = tempfile::NamedTempFile::with_suffix(".mp4").unwrap();
    std::fs::write(text.path(), "not a film").unwrap();

    let no_film = it.declaration(text.path(), VideoPrivacySet::Public);
    assert_eq!(status(it.upload(no_film).await), 422);

    let mut no_picture = it.declaration(&clip(), VideoPrivacySet::Public);
    no_picture.previewfile = Some(it.spooled(text.path(), "image/png"));
    assert_eq!(status(it.upload(no_picture).await), 400);

    let mut other_type = it.declaration(&clip(), VideoPrivacySet::Public);
    other_type.videofile = it.spooled(&clip(), "text/plain");
    assert_eq!(status(it.upload(other_type).await), 415);

    let mut nowhere = it.declaration(&clip(), VideoPrivacySet::Public);
    nowhere.channel_id = 4711;
    assert_eq!(status(it.upload(nowhere).await), 404);

    let (_, foreign) = it.user("bob").await;
    let mut elsewhere = it.declaration(&clip(), VideoPrivacySet::Public);
    elsewhere.channel_id = foreign;
    assert_eq!(status(it.upload(elsewhere).await), 403);

    assert_eq!(it.files(), Files::default());
}

/// Gives the caller so many bytes for videos.
async fn limit_quota(it: &Fixture, bytes: i64) {
    let limit = &users::UserChanges {
        video_quota: Some(bytes),
        ..users::UserChanges::default()
    };
    it.shared
        .db
        .write(|conn| Box::pin(users::update(conn, it.caller.id(), limit)))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_quota_is_of_the_owner() {
    let it = Fixture::new().await;
    let id = it.caller.id();
    limit_quota(&it, 100).await;
    let body = it.declaration(&clip(), VideoPrivacySet::Public);
    assert_eq!(status(it.upload(body).await), 413);
    assert_eq!(it.files(), Files::default());
    let mut conn = it.shared.db.read().await.unwrap();
    assert_eq!(quota::used_by(&mut conn, id).await.unwrap().total, 0);
}

#[tokio::test]
async fn a_new_picture_replaces_the_old_ones() {
    let it = Fixture::new().await;
    let uploaded = it
        .upload(it.declaration(&clip(), VideoPrivacySet::Public))
        .await
        .unwrap();
    let id = uploaded.video.id;
    let before = it.video(id).await.thumbnails;
    let file = it.shared.objects.spool_dir().join("picture.png");
    let made = std::process::Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-f", "lavfi", "-i"])
        .args(["testsrc2=size=320x180:duration=1", "-frames:v", "1"])
        .arg(&file)
        .status();
    assert!(made.unwrap().success());
    let mut update = unchanged();
    update.thumbnailfile = Some(it.spooled(&file, "image/png"));
    std::fs::remove_file(file).unwrap();
    it.update(id, update).await.unwrap();
    let after = it.video(id).await.thumbnails;
    assert_eq!(after.len(), PICTURES);
    assert!(
        after
            .iter()
            .all(|picture| picture.file_url.ends_with(".png"))
    );
    assert_ne!(before[0].file_url, after[0].file_url);
    let files = it.files();
    assert_eq!((files.pictures, files.temporary), (PICTURES, 0));
}

#[tokio::test]
async fn uploads_at_once_share_the_quota() {
    let it = Fixture::new().await;
    let size = i64::try_from(std::fs::metadata(clip()).unwrap().len()).unwrap();
    limit_quota(&it, size * 3 / 2).await;
    let body = || it.declaration(&clip(), VideoPrivacySet::Public);
    let (one, other) = tokio::join!(it.upload(body()), it.upload(body()));
    let (fits, refused) = if one.is_ok() {
        (one, other)
    } else {
        (other, one)
    };
    assert!(fits.is_ok());
    assert_eq!(status(refused), 413);
    let one_video = Files {
        public: 1,
        pictures: PICTURES,
        ..Files::default()
    };
    assert_eq!(it.files(), one_video);
}

#[tokio::test]
async fn a_channel_that_goes_during_an_upload_takes_the_upload_with_it() {
    let it = Fixture::new().await;
    let channel = {
        let mut conn = it.shared.db.read().await.unwrap();
        channels::by_id(&mut conn, it.channel.into())
            .await
            .unwrap()
            .unwrap()
    };
    let body = it.declaration(&clip(), VideoPrivacySet::Public);
    let mut upload = std::pin::pin!(it.upload(body));
    // Far enough that the channel was there when it began: the file has left the hands of the form.
    while !std::fs::read_dir(it.shared.objects.spool_dir())
        .unwrap()
        .any(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with("thumbnail-")
        })
    {
        tokio::select! {
            done = &mut upload => panic!("too fast: {}", done.is_ok()),
            () = tokio::task::yield_now() => {}
        }
    }
    let channel = &channel;
    it.shared
        .db
        .write(|conn| Box::pin(channels::delete(conn, channel)))
        .await
        .unwrap();
    assert_eq!(status(upload.await), 404);
    assert_eq!(it.files(), Files::default());
}
